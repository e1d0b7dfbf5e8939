//! The blocking of responses by their MIME type, with and without `X-Content-Type-Options: nosniff`.
//!
//! Main fetch calls both [`block_due_to_mime_type`] and [`block_due_to_nosniff`] on the response of a fetch. They are
//! about scripts and style sheets only.

use crate::error::MimeError;
use crate::header::ReadHeaders;
use crate::header::list::{split_header_value, trimmed_values};
use crate::header::mime::{extract_essence, is_javascript};
use crate::header::names::X_CONTENT_TYPE_OPTIONS;
use crate::request::Destination;

/// Returns whether a response has `X-Content-Type-Options: nosniff`, which forbids guessing its MIME type.
///
/// Only the first element of the header counts, in any case. Takes time linear in the headers.
///
/// <https://fetch.spec.whatwg.org/#determine-nosniff>
///
/// ```
/// use fetch_cors::check::nosniff::determine_nosniff;
/// assert!(determine_nosniff(&[("X-Content-Type-Options", "NoSniff, x")]));
/// assert!(!determine_nosniff(&[("X-Content-Type-Options", "x, nosniff")]));
/// ```
#[must_use]
pub fn determine_nosniff<H: ReadHeaders + ?Sized>(headers: &H) -> bool {
    // determine-nosniff 1, 2: without the header, the result is false.
    // determine-nosniff 3, 4: the first element decides. The standard joins all headers before it splits them. Only a
    // quoted element can reach into the next header, and a quoted element is not `nosniff`. So the first header is
    // enough.
    trimmed_values(headers, &X_CONTENT_TYPE_OPTIONS).next().is_some_and(|line| {
        split_header_value(line).next().is_some_and(|first| first.eq_ignore_ascii_case(b"nosniff"))
    })
}

/// Checks whether a response must be blocked due to nosniff.
///
/// `headers` are the headers of the response, and `destination` is the request's destination. If the response has
/// [nosniff](determine_nosniff), a script-like destination needs a JavaScript MIME type, and a style sheet needs
/// `text/css`. A response without a valid `Content-Type` is blocked too. Every other destination passes.
///
/// <https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff>
///
/// # Errors
///
/// Returns [`MimeError::Nosniff`] if the response must be blocked.
///
/// ```
/// use fetch_cors::{check::block_due_to_nosniff, request::Destination};
/// let html = [("X-Content-Type-Options", "nosniff"), ("Content-Type", "text/html")];
/// assert!(block_due_to_nosniff(&html, Destination::Script).is_err());
/// assert!(block_due_to_nosniff(&html, Destination::Image).is_ok());
/// ```
pub fn block_due_to_nosniff<H: ReadHeaders + ?Sized>(
    headers: &H,
    destination: Destination,
) -> Result<(), MimeError> {
    // should-response-to-request-be-blocked-due-to-nosniff 1: without nosniff, every response is allowed.
    if !determine_nosniff(headers) {
        return Ok(());
    }
    // should-response-to-request-be-blocked-due-to-nosniff 2, 3: only two kinds of destinations look at the MIME
    // type, so it is extracted after the destination is known to be one of them.
    let is_right: fn(&str) -> bool = match destination {
        // should-response-to-request-be-blocked-due-to-nosniff 4: a script needs a JavaScript MIME type.
        destination if destination.is_script_like() => is_javascript,
        // should-response-to-request-be-blocked-due-to-nosniff 5: a style sheet needs the MIME type of CSS.
        Destination::Style => |essence| essence == "text/css",
        // should-response-to-request-be-blocked-due-to-nosniff 6: every other destination is allowed.
        _ => return Ok(()),
    };
    // A response without a valid MIME type is blocked too.
    let essence = extract_essence(headers);
    if essence.as_deref().is_some_and(is_right) {
        return Ok(());
    }
    Err(MimeError::Nosniff { destination, essence })
}

/// Checks whether a response must be blocked due to its MIME type.
///
/// `headers` are the headers of the response, and `destination` is the request's destination. For a script-like
/// destination, the MIME type must not be `text/csv`, and must not begin with `audio/`, `image/` or `video/`. Every
/// other destination passes. A response without a valid `Content-Type` passes, too.
///
/// <https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type>
///
/// # Errors
///
/// Returns [`MimeError::NotScript`] if the response must be blocked.
///
/// ```
/// use fetch_cors::{check::block_due_to_mime_type, request::Destination};
/// let picture = [("Content-Type", "image/png")];
/// assert!(block_due_to_mime_type(&picture, Destination::Script).is_err());
/// assert!(block_due_to_mime_type(&picture, Destination::Image).is_ok());
/// ```
pub fn block_due_to_mime_type<H: ReadHeaders + ?Sized>(
    headers: &H,
    destination: Destination,
) -> Result<(), MimeError> {
    // should-response-to-request-be-blocked-due-to-mime-type 1, 2, 3: only for a script does the MIME type matter, so only
    // then is it extracted. A response without a valid MIME type is allowed.
    if !destination.is_script_like() {
        return Ok(());
    }
    match extract_essence(headers) {
        // should-response-to-request-be-blocked-due-to-mime-type 4: pictures, sound, videos and CSV tables are not scripts.
        Some(essence)
            if ["audio/", "image/", "video/"].iter().any(|kind| essence.starts_with(kind))
                || essence == "text/csv" =>
        {
            Err(MimeError::NotScript { destination, essence })
        }
        // should-response-to-request-be-blocked-due-to-mime-type 5: every other response is allowed.
        _ => Ok(()),
    }
}
