//! The values in quotes, with the quotation marks of many languages.

const PAIRS: &[(char, char)] = &[
    ('\'', '\''),
    ('"', '"'),
    ('`', '`'),
    ('‘', '’'),
    ('“', '”'),
    ('„', '“'),
    ('‚', '‘'),
    ('«', '»'),
    ('‹', '›'),
    ('「', '」'),
];

/// The maximum number of values of an entry that are read.
const MOST: usize = 16;

/// Returns the values in quotes, each with the byte offset of its start.
pub(super) fn values(text: &str) -> Vec<(usize, &str)> {
    let mut values = Vec::new();
    let mut missing: Vec<char> = Vec::new();
    let mut at = 0;
    while values.len() < MOST
        && let Some((open, begin, close)) = next_open(text, at)
    {
        at = begin;
        if missing.contains(&close) {
            continue;
        }
        // An apostrophe inside a word, as in `doesn't`, is not a quotation mark.
        let is_apostrophe =
            close == '\'' && text.get(..open).is_some_and(|t| t.ends_with(char::is_alphanumeric));
        if is_apostrophe {
            continue;
        }
        match end(text, begin, close) {
            Some(end) => {
                values.push((begin, text.get(begin..end).unwrap_or_default().trim()));
                at = end + close.len_utf8();
            }
            None => missing.push(close),
        }
    }
    values
}

fn next_open(text: &str, at: usize) -> Option<(usize, usize, char)> {
    let rest = text.get(at..)?;
    rest.char_indices().find_map(|(offset, char)| {
        let (_, close) = PAIRS.iter().find(|(open, _)| *open == char)?;
        Some((at + offset, at + offset + char.len_utf8(), *close))
    })
}

fn end(text: &str, begin: usize, close: char) -> Option<usize> {
    let rest = text.get(begin..)?;
    let ends = |offset: &usize| {
        let after = rest.get(offset + close.len_utf8()..).unwrap_or_default();
        close != '\'' || !after.starts_with(char::is_alphanumeric)
    };
    rest.match_indices(close).map(|(offset, _)| offset).find(ends).map(|offset| begin + offset)
}
