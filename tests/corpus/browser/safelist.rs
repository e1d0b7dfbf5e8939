//! Which headers of a request are safe.

use super::families::{Family, Ways};
use crate::twin::HeaderList;
use crate::twin::headers::{self, is_cors_safelisted_request_header, lower, trim};

/// CORS-unsafe request-header names
pub fn unsafe_names(list: &HeaderList, ways: &Ways) -> Vec<Vec<u8>> {
    let list = repeats_joined(list, ways);
    let mut names = Vec::new();
    let mut safe = Vec::new();
    let mut size = 0;
    // CORS-unsafe request-header names 4
    for (name, value) in &list {
        if is_safe(name, value, ways) {
            safe.push(lower(name));
            size += value.len();
        } else {
            names.push(lower(name));
        }
    }
    // CORS-unsafe request-header names 5
    if size > 1024 && !ways.depart(Family::NoTotalLimit) {
        names.extend(safe);
    }
    // CORS-unsafe request-header names 6
    names.sort();
    if names.windows(2).any(|pair| pair[0] == pair[1]) && !ways.depart(Family::RepeatsListed) {
        names.dedup();
    }
    names
}

/// The values of one name are one value.
fn repeats_joined(list: &HeaderList, ways: &Ways) -> HeaderList {
    let mut joined = HeaderList::new();
    for (name, _) in list {
        if !headers::contains(&joined, name) {
            joined.push((name.clone(), trim(&headers::get(list, name).unwrap())));
        }
    }
    if joined.len() < list.len() && ways.depart(Family::RepeatsJoined) { joined } else { list.clone() }
}

/// CORS-safelisted request-header
pub fn is_safe(name: &[u8], value: &[u8], ways: &Ways) -> bool {
    let safe = is_cors_safelisted_request_header(name, value);
    let name = lower(name);
    if !safe {
        return (is_client_hint(&name, value) && ways.depart(Family::ClientHints))
            || (name == b"content-type"
                && is_lax_content_type(value)
                && ways.depart(Family::ContentTypeStrict));
    }
    if name == b"range" && !fits(value) && ways.depart(Family::RangeNumbers) {
        return false;
    }
    if (name == b"accept" || name == b"content-type")
        && !value.is_ascii()
        && ways.depart(Family::NonAsciiUnsafe)
    {
        return false;
    }
    if name == b"content-type" && !is_strict_content_type(value) && ways.depart(Family::ContentTypeStrict) {
        return false;
    }
    true
}

/// Whether the numbers of a range fit into 64 bits.
fn fits(value: &[u8]) -> bool {
    let numbers = value.split(|b| !b.is_ascii_digit()).filter(|digits| !digits.is_empty());
    numbers.map(|digits| std::str::from_utf8(digits).unwrap()).all(|digits| digits.parse::<u64>().is_ok())
}

/// Whether it is a header by which a page tells of its device, with a value that it can have.
fn is_client_hint(name: &[u8], value: &[u8]) -> bool {
    let text = std::str::from_utf8(value).unwrap_or("");
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match name {
        b"device-memory" | b"downlink" | b"dpr" => {
            text.split_once('.').map_or(digits(text), |(whole, fraction)| digits(whole) && digits(fraction))
        }
        b"rtt" | b"viewport-width" | b"width" => digits(text),
        b"ect" => ["slow-2g", "2g", "3g", "4g"].contains(&text),
        b"save-data" => text.eq_ignore_ascii_case("on"),
        b"intervention" => true,
        _ => false,
    }
}

/// Whether Firefox finds one of the three types: before the first blank or semicolon, without a comma anywhere. What stands
/// between the type and the first semicolon does not matter. The last of several parameters must not be empty.
fn is_strict_content_type(value: &[u8]) -> bool {
    let end = value.iter().position(|b| b" \t;".contains(b)).unwrap_or(value.len());
    let (mime_type, rest) = value.split_at(end);
    let parameters: Vec<_> = rest.split(|b| *b == b';').skip(1).collect();
    let types = [&b"application/x-www-form-urlencoded"[..], b"multipart/form-data", b"text/plain"];
    types.contains(&lower(mime_type).as_slice())
        && !value.contains(&b',')
        && !(parameters.len() > 1 && parameters.last().is_some_and(|last| last.is_empty()))
        && (!parameters.is_empty() || rest.is_empty())
}

/// Whether Firefox takes for safe what the standard does not: with words between the type and the first semicolon.
fn is_lax_content_type(value: &[u8]) -> bool {
    value.len() <= 128
        && !value.iter().any(|b| headers::is_cors_unsafe_request_header_byte(*b))
        && is_strict_content_type(value)
}
