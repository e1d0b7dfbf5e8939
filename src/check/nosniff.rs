//! What a response's type says it may be used for: nosniff, and MIME types that are no script.

use crate::error::MimeError;
use crate::header::ReadHeaders;
use crate::header::list::{split_header_value, trimmed_values};
use crate::header::mime::{extract_essence, is_javascript};
use crate::header::names::X_CONTENT_TYPE_OPTIONS;
use crate::request::Destination;

/// Whether a response forbids to guess its type.
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
    // determine-nosniff 1, 2: absent is no.
    // determine-nosniff 3, 4: the first value counts. More lines can only lengthen a quoted one, which is not this.
    trimmed_values(headers, &X_CONTENT_TYPE_OPTIONS).next().is_some_and(|line| {
        split_header_value(line).next().is_some_and(|first| first.eq_ignore_ascii_case(b"nosniff"))
    })
}

/// Blocks a response due to nosniff: a script or a style sheet that says it is something else.
///
/// <https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-nosniff>
///
/// # Errors
///
/// [`MimeError::Nosniff`], if it should be blocked.
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
    // few destinations are looked at.
    let right: fn(&str) -> bool = match destination {
        // script is JavaScript.
        destination if destination.is_script_like() => is_javascript,
        // style is CSS.
        Destination::Style => |essence| essence == "text/css",
        // anything else is anything.
        _ => return Ok(()),
    };
    // asked for by the response.
    if !determine_nosniff(headers) {
        return Ok(());
    }
    // what it says it is.
    let essence = extract_essence(headers);
    if essence.as_deref().is_some_and(right) {
        return Ok(());
    }
    Err(MimeError::Nosniff { destination, essence })
}

/// Blocks a response due to its MIME type: a script that says it is a picture, a sound, a film or a
/// table.
///
/// <https://fetch.spec.whatwg.org/#should-response-to-request-be-blocked-due-to-mime-type>
///
/// # Errors
///
/// [`MimeError::NotScript`], if it should be blocked.
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
    if !destination.is_script_like() {
        return Ok(());
    }
    match extract_essence(headers) {
        Some(essence)
            if ["audio/", "image/", "video/"].iter().any(|kind| essence.starts_with(kind))
                || essence == "text/csv" =>
        {
            Err(MimeError::NotScript { destination, essence })
        }
        _ => Ok(()),
    }
}
