use std::fmt;

use super::message::Message;
use crate::error::NetworkError;
use crate::explain::Story;
use crate::filter::FilteredResponse;
use crate::response::ResponseType;

/// The result of a fetch of a [`Browser`](super::Browser). It prints the messages that were sent, and how the fetch ended.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{Answer, Browser, Call};
/// let mut call = Call::new(Origin::parse("https://app.example")?, "https://api.example/");
/// call.method = http::Method::DELETE;
/// let fetched = Browser::new().fetch(&call, |exchange| Answer::permissive().to(exchange))?;
/// let methods: Vec<_> = fetched.messages.iter().map(|message| message.method.as_str()).collect();
/// assert_eq!(methods, ["OPTIONS", "DELETE"]);
/// assert_eq!(fetched.outcome.unwrap().status(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Fetched {
    /// The messages that were sent, with the response to each, in order.
    pub messages: Vec<Message>,
    /// The response in the form in which script sees it, or the reason why script sees no response.
    pub outcome: Result<FilteredResponse<()>, NetworkError>,
    /// The fetch as a story, which you can pass to [`explain`](crate::explain::explain).
    pub story: Story,
}

impl Fetched {
    /// Returns whether the page may read the response because the server has shared it by CORS. Returns `false` for a
    /// response of the page's own origin, which needs no permission.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|response| response.response_type() == ResponseType::Cors)
    }
}

/// Prints the messages, and then how the fetch ended.
impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.messages.iter().try_for_each(|message| writeln!(f, "{message:?}"))?;
        match &self.outcome {
            Ok(response) => {
                write!(f, "the page gets a response of type {}", response.response_type())?;
                write!(f, ", status {}", response.status())
            }
            Err(error) => write!(f, "refused: {error}"),
        }
    }
}
