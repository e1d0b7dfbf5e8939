//! Checks of what may stand in quotes, and the names of headers as people write them.

/// The maximum length of a text in quotes, in bytes. nginx accepts at most 4096.
const MAX: usize = 1000;

/// Returns whether a text in quotes means itself in the configuration of nginx and Apache, in JavaScript and in Rust.
///
/// It may have letters, digits and some punctuation, but no quote, backslash, `$`, `%` or brace.
pub(super) fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b" -._~:/[],*!#&+^|@;=()?".contains(&byte);
    text.len() <= MAX && text.bytes().all(is_plain)
}

/// Returns whether a text can stand in a comment and in a header. It must be one line. It must not have a backslash, because
/// in Apache a backslash at the end of a line continues the comment.
pub(super) fn is_one_line(text: &str) -> bool {
    text.len() <= MAX && !text.contains(|c: char| c.is_control() || c == '\\')
}

/// Returns the name of a header with capitals, such as `Access-Control-Allow-Origin`.
pub(super) fn title_case(name: &str) -> String {
    let part = |part: &str| match part.split_at_checked(1) {
        Some((first, rest)) => first.to_ascii_uppercase() + rest,
        None => part.to_owned(),
    };
    name.split('-').map(part).collect::<Vec<String>>().join("-")
}
