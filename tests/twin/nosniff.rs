//! Blocking by MIME type, and by what `X-Content-Type-Options` says of it.

use super::headers::{HeaderList, get_decode_and_split, lower, mime_essence};

/// Fetch: extract a MIME type, as far as the essence. None = failure.
pub fn extract_mime_essence(list: &HeaderList) -> Option<String> {
    let mut essence = None;
    for value in get_decode_and_split(list, b"Content-Type")? {
        let Some(this) = mime_essence(&value) else { continue };
        if this == "*/*" {
            continue;
        }
        essence = Some(this);
    }
    essence
}

/// determine nosniff
pub fn determine_nosniff(list: &HeaderList) -> bool {
    // determine nosniff 1
    let values = get_decode_and_split(list, b"X-Content-Type-Options");
    match values {
        // determine nosniff 2
        None => false,
        // determine nosniff 3 and 4
        Some(values) => lower(&values[0]) == b"nosniff",
    }
}

pub fn is_script_like(destination: &str) -> bool {
    ["audioworklet", "paintworklet", "script", "serviceworker", "sharedworker", "worker"]
        .contains(&destination)
}

/// MIME Sniffing: JavaScript MIME type.
pub fn is_javascript(essence: &str) -> bool {
    [
        "application/ecmascript",
        "application/javascript",
        "application/x-ecmascript",
        "application/x-javascript",
        "text/ecmascript",
        "text/javascript",
        "text/javascript1.0",
        "text/javascript1.1",
        "text/javascript1.2",
        "text/javascript1.3",
        "text/javascript1.4",
        "text/javascript1.5",
        "text/jscript",
        "text/livescript",
        "text/x-ecmascript",
        "text/x-javascript",
    ]
    .contains(&essence)
}

/// should response to request be blocked due to its MIME type?
pub fn blocked_due_to_mime_type(destination: &str, list: &HeaderList) -> bool {
    // should be blocked due to its MIME type 1 and 2
    let Some(essence) = extract_mime_essence(list) else { return false };
    // should be blocked due to its MIME type 4
    if is_script_like(destination) {
        for start in ["audio/", "image/", "video/"] {
            if essence.starts_with(start) {
                return true;
            }
        }
        if essence == "text/csv" {
            return true;
        }
    }
    // should be blocked due to its MIME type 5
    false
}

/// should response to request be blocked due to nosniff?
pub fn blocked_due_to_nosniff(destination: &str, list: &HeaderList) -> bool {
    // should be blocked due to nosniff 1
    if !determine_nosniff(list) {
        return false;
    }
    // should be blocked due to nosniff 2
    let essence = extract_mime_essence(list);
    // should be blocked due to nosniff 4
    if is_script_like(destination) && !essence.as_deref().is_some_and(is_javascript) {
        return true;
    }
    // should be blocked due to nosniff 5
    if destination == "style" && essence.as_deref() != Some("text/css") {
        return true;
    }
    // should be blocked due to nosniff 6
    false
}
