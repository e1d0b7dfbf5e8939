use std::fmt;

use http::{Method, Response};
use url::Url;

use super::text::{Text, Value};
use crate::fetch::{Exchange, Purpose};
use crate::header::HeaderList;
use crate::redacted::RedactedUrl;

/// A message that the browser sent, and the response to it.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Browser, Call};
/// let call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// let fetched = Browser::new().fetch(&call, |_| None)?;
/// let message = &fetched.messages[0];
/// assert!(!message.is_preflight() && message.answer.is_none());
/// assert_eq!(message.url.as_str(), "https://api.example/");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Message {
    /// The purpose of the message: a preflight or the actual request.
    pub purpose: Purpose,
    /// The method of the message.
    pub method: Method,
    /// The URL that the message was sent to.
    pub url: Url,
    /// The headers of the message, without those that the HTTP client adds, such as `Host` and cookies.
    pub headers: HeaderList,
    /// Whether credentials were included.
    pub include_credentials: bool,
    /// Whether the body was sent.
    pub send_body: bool,
    /// The response, or `None` if there was none.
    pub answer: Option<Response<()>>,
}

impl Message {
    pub(super) fn new(exchange: &Exchange, answer: Option<Response<()>>) -> Self {
        Self {
            purpose: exchange.purpose().clone(),
            method: exchange.method().clone(),
            url: exchange.url().clone(),
            headers: exchange.headers().clone(),
            include_credentials: exchange.include_credentials(),
            send_body: exchange.send_body(),
            answer,
        }
    }

    /// Returns whether the message is a preflight.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        self.purpose != Purpose::Actual
    }
}

/// Prints the message and the response with their headers, but without passwords, cookies, and the queries of URLs.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "→ {} {}", self.method, RedactedUrl(&self.url))?;
        f.write_str(if self.include_credentials { " with credentials" } else { "" })?;
        for (name, value) in self.headers.iter() {
            write!(f, "\n  {}: {}", Text(name), Value { name, value })?;
        }
        let Some(answer) = &self.answer else { return f.write_str("\n← no response") };
        write!(f, "\n← {}", answer.status().as_u16())?;
        answer.headers().iter().try_for_each(|(name, value)| {
            let (name, value) = (name.as_str().as_bytes(), value.as_bytes());
            write!(f, "\n  {}: {}", Text(name), Value { name, value })
        })
    }
}
