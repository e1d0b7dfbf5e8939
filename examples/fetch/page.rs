//! The parts of a response that a page can see.

use bytes::Bytes;
use fetch_cors::FilteredResponse;
use fetch_cors::header::HeaderList;
use fetch_cors::response::ResponseType;

use super::client::{Failure, causes, without_fragment};

/// A response as script sees it after it has read the body. It also has the names of the headers that script cannot see.
pub(crate) struct Seen {
    pub(crate) response_type: ResponseType,
    pub(crate) status: u16,
    pub(crate) status_text: Vec<u8>,
    pub(crate) ok: bool,
    /// The value of `response.url`. For an opaque response, it is empty.
    pub(crate) url: String,
    pub(crate) redirected: bool,
    /// The headers that `[...response.headers]` contains.
    pub(crate) headers: HeaderList,
    /// The names of the received headers that script cannot see.
    pub(crate) hidden: Vec<String>,
    /// The body, or `None` if script can see none or if it cannot be read.
    pub(crate) body: Option<Bytes>,
    /// The reason why the body cannot be read.
    pub(crate) body_error: Option<String>,
    /// Whether script may see the detailed times of the response.
    pub(crate) timing_allowed: bool,
}

impl Seen {
    /// Returns what script sees of a response, whose body is read with `read`.
    pub(crate) fn of<B>(
        response: FilteredResponse<B>,
        read: impl FnOnce(B) -> Result<Bytes, Failure>,
    ) -> Self {
        let mut seen = Self {
            response_type: response.response_type(),
            status: response.status(),
            status_text: response.status_text().to_vec(),
            ok: response.ok(),
            url: response.url().map(|url| without_fragment(url).into()).unwrap_or_default(),
            redirected: response.redirected(),
            headers: headers(&response),
            hidden: hidden(&response),
            body: None,
            body_error: None,
            timing_allowed: response.hidden_from_script().timing_allow_passed(),
        };
        match response.into_body().map(read) {
            None => {}
            Some(Ok(body)) => seen.body = Some(body),
            // The page has a response nevertheless. Only reading its body fails.
            Some(Err(error)) => {
                seen.body_error = Some(format!("the body cannot be read: {}", causes(&*error)));
            }
        }
        seen
    }

    /// Returns the body as `response.text()` does.
    pub(crate) fn text(&self) -> Option<String> {
        let text = String::from_utf8_lossy(self.body.as_deref()?).into_owned();
        Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}

fn headers<B>(response: &FilteredResponse<B>) -> HeaderList {
    response.header_list().sort_and_combine()
}

fn hidden<B>(response: &FilteredResponse<B>) -> Vec<String> {
    let received = response.hidden_from_script().internal_response().headers().iter();
    let hidden = received.filter(|(name, _)| !response.shows_header(name));
    let mut names: Vec<String> = hidden.map(|(name, _)| String::from_utf8_lossy(name).into_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}
