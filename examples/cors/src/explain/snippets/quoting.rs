//! What may stand in quotes, and names as people write them.

/// The longest text that is quoted. nginx takes no more than 4096 bytes.
const MAX: usize = 1000;

/// Returns whether a text means itself in quotes, in the configuration of nginx and Apache, in JavaScript and in Rust.
///
/// Letters, digits and some punctuation do. A quote, a backslash, `$`, `%` or a brace does not.
pub(super) fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" -._~:/[],*!#&+^|@;=()?".contains(&byte);
    text.len() <= MAX && text.bytes().all(is_plain)
}

/// Returns whether a text can stand in a comment and in a header: one line without a backslash, at whose end Apache goes on.
pub(super) fn is_one_line(text: &str) -> bool {
    text.len() <= MAX && !text.contains(|c: char| c.is_control() || c == '\\')
}

/// Returns the name of a header with capitals, as people write it.
pub(super) fn title_case(name: &str) -> String {
    let part = |part: &str| match part.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + rest,
        None => part.to_owned(),
    };
    name.split('-').map(part).collect::<Vec<String>>().join("-")
}
