//! What blocks a response: the cross-origin resource policy check, and its MIME type.

use super::families::Family;
use super::fetch::{Fetch, Refused};
use crate::twin::headers::{get, get_decode_and_split, lower, trim};
use crate::twin::machine::{Response, corp_internal_check};
use crate::twin::nosniff::{
    blocked_due_to_mime_type, blocked_due_to_nosniff, determine_nosniff, extract_mime_essence, is_script_like,
};
use crate::twin::origin::{of_url, same_origin};
use crate::twin::redirect::is_redirect_status;
use crate::twin::{EmbedderPolicy, HeaderList};

impl Fetch<'_, '_> {
    /// HTTP fetch 5, for an opaque response
    pub fn blocks(&self, response: &Response) -> bool {
        self.corp_blocks(response)
            || (self.blocks_opaque(response) && self.ways.depart(Family::OpaqueResponseBlocked))
    }

    /// cross-origin resource policy check
    fn corp_blocks(&self, response: &Response) -> bool {
        let check = |embedder| corp_internal_check(&self.request, embedder, response).is_err();
        if check(EmbedderPolicy::UnsafeNone) {
            return true;
        }
        let policy = self.request.embedder_policy;
        if !check(policy) {
            return false;
        }
        let is_unknown =
            get(&response.headers, b"Cross-Origin-Resource-Policy").is_some_and(|value| !value.is_empty());
        !(policy == EmbedderPolicy::RequireCorp
            && is_unknown
            && self.ways.depart(Family::UnknownPolicyPasses))
    }

    /// Whether an element gets plain text from elsewhere that is not to be sniffed: of what opaque response blocking
    /// holds back, the part that the standard lets through.
    fn blocks_opaque(&self, response: &Response) -> bool {
        let at_home = same_origin(&of_url(self.request.current_url()), &self.request.origin);
        !self.request.destination.is_empty()
            && !at_home
            && !is_redirect_status(response.status)
            && determine_nosniff(&response.headers)
            && extract_mime_essence(&response.headers).as_deref() == Some("text/plain")
    }

    /// main fetch 20
    pub fn mime_type_check(&self, response: &Response) -> Result<(), Refused> {
        let destination = self.request.destination.as_str();
        if blocked_due_to_mime_type(destination, &response.headers)
            || blocked_due_to_nosniff(destination, &response.headers)
        {
            return Err(Refused);
        }
        let prefixed = lax_essence(&response.headers).is_some_and(|essence| {
            [&b"audio/"[..], b"image/", b"video/", b"text/csv"]
                .iter()
                .any(|prefix| essence.starts_with(prefix))
        });
        if is_script_like(destination) && prefixed && self.ways.depart(Family::ScriptTypePrefix) {
            return Err(Refused);
        }
        Ok(())
    }
}

/// extract a MIME type, where all that has a slash is one
fn lax_essence(list: &HeaderList) -> Option<Vec<u8>> {
    let essence = |value: &Vec<u8>| lower(&trim(value.split(|b| *b == b';').next().unwrap_or_default()));
    let values = get_decode_and_split(list, b"Content-Type")?;
    values.iter().map(essence).rfind(|essence| essence.contains(&b'/') && essence != b"*/*")
}
