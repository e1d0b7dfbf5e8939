//! The status of the response in an entry.

/// Returns the status that stands after the name of an error, after words such as `status code`, after the version of HTTP,
/// or after a colon.
pub(super) fn status(lower: &str, net_error: Option<&str>) -> Option<u16> {
    let behind_error = net_error.and_then(|name| {
        let at = lower.find(&name.to_ascii_lowercase())?;
        number(lower.get(at + name.len()..)?)
    });
    let behind = |words: &'static str| {
        lower.match_indices(words).find_map(|(at, _)| number(lower.get(at + words.len()..)?))
    };
    behind_error.or_else(|| behind("code: ")).or_else(|| behind("status code")).or_else(|| {
        let behind_version = ["[http/1.1", "[http/2", "[http/3"].into_iter().find_map(behind);
        behind_version.or_else(|| behind_colon(lower))
    })
}

/// Returns the status after a colon, as in `: 200.`, which is its place in translated messages.
fn behind_colon(lower: &str) -> Option<u16> {
    lower.match_indices([':', '：']).find_map(|(at, colon)| {
        let (before, after) = (lower.get(..at)?, lower.get(at + colon.len()..)?);
        // The colon must not be part of a URL or of a time.
        let is_of_text = after.starts_with([' ', '\u{a0}']) || !before.ends_with(|c: char| c.is_ascii());
        let is_end = after.trim_start().get(3..).is_some_and(|rest| !rest.starts_with([':', '-']));
        number(after).filter(|_| is_of_text && is_end)
    })
}

fn number(text: &str) -> Option<u16> {
    let text = text.trim_start_matches([' ', '\u{a0}']);
    let (digits, rest) = text.split_at_checked(3)?;
    let is_whole = !rest.starts_with(|c: char| c.is_alphanumeric());
    let number = digits.parse().ok().filter(|_| is_whole && digits.bytes().all(|b| b.is_ascii_digit()));
    number.filter(|number| (100..600).contains(number))
}
