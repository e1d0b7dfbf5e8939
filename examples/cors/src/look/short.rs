use std::borrow::Cow;

/// The number of characters of a text that a page shows at most. A header or a URL can have a megabyte.
const MAX_CHARS: usize = 600;

/// Returns the start of a text, followed by the number of bytes that are left out.
pub(crate) fn short(text: &str) -> Cow<'_, str> {
    short_to(MAX_CHARS, text)
}

/// Returns the first `max_chars` characters of a text, followed by the number of bytes that are left out.
pub(crate) fn short_to(max_chars: usize, text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(max_chars) {
        Some((end, _)) => {
            let (start, rest) = text.split_at(end);
            Cow::Owned(format!("{start}… and {} bytes more", rest.len()))
        }
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(short("a"), "a");
        assert_eq!(short(&"ä".repeat(600)), "ä".repeat(600));
        assert_eq!(short(&"ä".repeat(602)), format!("{}… and 4 bytes more", "ä".repeat(600)));
    }
}
