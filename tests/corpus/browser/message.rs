//! Messages as the browser's network code sends them, answers as it receives them.

use std::collections::BTreeSet;

use super::families::{Family, Ways};
use crate::twin::headers::{self, get};
use crate::twin::machine::Request;
use crate::twin::origin::{of_url, same_origin, serialize};
use crate::twin::redirect::is_redirect_status;
use crate::twin::{Body, HeaderList, Mode, Tainting, WireAnswer, WireMessage};

/// The message that goes out for a request.
pub fn sent(message: &WireMessage, request: &Request, ways: &Ways) -> WireMessage {
    let mut message = message.clone();
    origin(&mut message, request, ways);
    range(&mut message, ways);
    repeats(&mut message, request, ways);
    message
}

/// append a request `Origin` header, outside of CORS
fn origin(message: &mut WireMessage, request: &Request, ways: &Ways) {
    if request.tainting == Tainting::Cors {
        return;
    }
    let urls: Vec<_> = request.url_list.iter().map(of_url).collect();
    let page = serialize(&request.origin).into_bytes();
    if request.mode == Mode::Cors && !request.destination.is_empty() && ways.depart(Family::OriginAtHome) {
        headers::append(&mut message.headers, b"Origin", &page);
        return;
    }
    let Some((_, value)) = message.headers.iter_mut().find(|(n, _)| n == b"Origin") else { return };
    if urls.windows(2).any(|pair| !same_origin(&pair[0], &pair[1])) {
        if value != b"null" && ways.depart(Family::OriginAfterRedirect) {
            *value = b"null".to_vec();
        }
    } else if *value != page && request.mode != Mode::Cors && ways.depart(Family::OriginWithoutPolicy) {
        *value = page;
    }
}

/// A range as its numbers are written.
fn range(message: &mut WireMessage, ways: &Ways) {
    let Some(value) = get(&message.headers, b"Range") else { return };
    let Some(rewritten) = rewritten_range(&value) else { return };
    if message.method == "GET" && rewritten != value && ways.depart(Family::RangeRewritten) {
        headers::delete(&mut message.headers, b"Range");
        headers::append(&mut message.headers, b"Range", &rewritten);
    }
}

/// For a single range, in a laxer form than that of the standard: elements of the list may be empty, numbers may have signs,
/// and a last position of -1 is none.
fn rewritten_range(value: &[u8]) -> Option<Vec<u8>> {
    let blank = [' ', '\t'];
    let (unit, ranges) = std::str::from_utf8(value).ok()?.split_once('=')?;
    let mut ranges =
        ranges.split(',').map(|range| range.trim_matches(blank)).filter(|range| !range.is_empty());
    let (Some(range), None) = (ranges.next(), ranges.next()) else { return None };
    if !unit.trim_matches(blank).eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| match text.trim_matches(blank) {
        "" => Some(None),
        digits => digits.parse::<i64>().ok().map(Some),
    };
    let text = match (number(first)?, number(last)?) {
        (None, Some(suffix)) if suffix > 0 => format!("bytes=-{suffix}"),
        (Some(first), None | Some(-1)) => format!("bytes={first}-"),
        (Some(first), Some(last)) if first <= last => format!("bytes={first}-{last}"),
        _ => return None,
    };
    Some(text.into_bytes())
}

/// The values of a name that the page gave more than once.
fn repeats(message: &mut WireMessage, request: &Request, ways: &Ways) {
    for name in repeated(&message.headers) {
        let values: Vec<_> = lines(&message.headers, &name).map(|(_, value)| value.clone()).collect();
        let merged = merge(&name, &values, request.body != Body::None, ways);
        headers::delete(&mut message.headers, &name);
        headers::append(&mut message.headers, &name, &merged);
    }
}

/// The names that a list has more than once.
fn repeated(list: &HeaderList) -> BTreeSet<Vec<u8>> {
    let mut names = BTreeSet::new();
    list.iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| !names.insert(name.clone()))
        .collect()
}

fn lines<'l>(list: &'l HeaderList, name: &[u8]) -> impl Iterator<Item = &'l (Vec<u8>, Vec<u8>)> {
    list.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name))
}

fn merge(name: &[u8], values: &[Vec<u8>], has_body: bool, ways: &Ways) -> Vec<u8> {
    let singleton = [&b"authorization"[..], b"content-type", b"user-agent"].contains(&name);
    if singleton && ways.depart(Family::SingletonRepeats) {
        let first = has_body && name == b"content-type";
        return values[if first { 0 } else { values.len() - 1 }].clone();
    }
    if values.iter().any(|value| value.is_empty()) && ways.depart(Family::EmptyRepeats) {
        // An empty value takes the place of those before it.
        let after = values.iter().rposition(|value| value.is_empty()).map_or(0, |empty| empty + 1);
        return values[after..].join(&b", "[..]);
    }
    values.join(&b", "[..])
}

/// An answer as it comes in; `None` for one that is a network error.
///
/// `is_checked` says whether the CORS check will be made.
pub fn received(mut answer: WireAnswer, is_checked: bool, ways: &Ways) -> Option<WireAnswer> {
    several_locations(&mut answer, ways)?;
    for name in repeated(&answer.headers) {
        if name == b"content-type" {
            content_types(&mut answer.headers, ways);
        } else {
            empty_lines(&mut answer.headers, &name, is_checked, ways);
        }
    }
    Some(answer)
}

/// More than one `Content-Type`. Those without a value are left out at both ends.
fn content_types(list: &mut HeaderList, ways: &Ways) {
    let all: Vec<_> = lines(list, b"Content-Type").map(|(_, value)| value.clone()).collect();
    let mut types = all.as_slice();
    let has_empty_end = |types: &[Vec<u8>]| {
        types.first().is_some_and(Vec::is_empty) || types.last().is_some_and(Vec::is_empty)
    };
    if has_empty_end(types) && ways.depart(Family::EmptyLines) {
        let first = types.iter().position(|value| !value.is_empty());
        let last = types.iter().rposition(|value| !value.is_empty());
        types = first.zip(last).map_or(&types[..1], |(first, last)| &types[first..=last]);
    }
    headers::delete(list, b"Content-Type");
    if types.len() > 1 && ways.depart(Family::ContentTypesJoined) {
        headers::append(list, b"Content-Type", &types.join(&b","[..]));
    } else {
        types.iter().for_each(|value| headers::append(list, b"Content-Type", value));
    }
}

/// Lines without a value, beside others of the same name: those with a value are left, or one if there are none. More
/// than one line that is spelt in the usual way is too much for the CORS check.
fn empty_lines(list: &mut HeaderList, name: &[u8], is_checked: bool, ways: &Ways) {
    let empty = lines(list, name).filter(|(_, value)| value.is_empty()).count();
    let counted = lines(list, name).filter(|(n, _)| n == b"Access-Control-Allow-Origin").count() > 1;
    if empty == 0 || (counted && is_checked) || !ways.depart(Family::EmptyLines) {
        return;
    }
    let all_are_empty = empty == lines(list, name).count();
    list.retain(|(n, value)| !value.is_empty() || !n.eq_ignore_ascii_case(name));
    if all_are_empty {
        headers::append(list, name, b"");
    }
}

/// The values of `Location`.
pub fn locations(list: &HeaderList) -> impl Iterator<Item = &Vec<u8>> {
    lines(list, b"Location").map(|(_, value)| value)
}

/// More than one `Location`, whatever the status.
fn several_locations(answer: &mut WireAnswer, ways: &Ways) -> Option<()> {
    let values: Vec<_> = locations(&answer.headers).cloned().collect();
    let Some((first, others)) = values.split_first() else { return Some(()) };
    let are_empty = values.iter().all(Vec::is_empty);
    if are_empty && is_redirect_status(answer.status) && ways.depart(Family::EmptyLocation) {
        return Some(());
    }
    if others.iter().any(|other| other != first) {
        if ways.depart(Family::DifferentLocations) {
            return None;
        }
        return Some(());
    }
    let family = if is_redirect_status(answer.status) { Family::SameLocations } else { Family::LocationOnce };
    if !others.is_empty() && ways.depart(family) {
        headers::delete(&mut answer.headers, b"Location");
        headers::append(&mut answer.headers, b"Location", first);
    }
    Some(())
}
