use std::fmt::{self, Write};

/// A text that prints as HTML without markup. Invisible characters are printed as escapes, so that they cannot change the
/// text around.
pub(crate) struct Escaped<'t>(pub(crate) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            c if is_invisible(c) => write!(f, "{}", c.escape_unicode()),
            c => f.write_char(c),
        })
    }
}

/// Returns whether a character is a control character, changes the direction of text, or is invisible.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A text that prints as HTML, in which the parts between backquotes are code.
pub(crate) struct Code<'t>(pub(crate) &'t str);

impl fmt::Display for Code<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<&str> = self.0.split('`').collect();
        let is_paired = parts.len() % 2 == 1;
        for (i, part) in parts.iter().enumerate() {
            match i % 2 == 1 && is_paired {
                true => write!(f, "<code>{}</code>", Escaped(part))?,
                false if i > 0 && !is_paired => write!(f, "`{}", Escaped(part))?,
                false => write!(f, "{}", Escaped(part))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Escaped};

    #[test]
    fn texts_stay_texts() {
        assert_eq!(Escaped("<a b=\"c\" d='e'>&").to_string(), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
        assert_eq!(Escaped("a\u{202e}b\0c\nd\u{e9}").to_string(), "a\\u{202e}b\\u{0}c\nd\u{e9}");
    }

    #[test]
    fn code_is_marked() {
        assert_eq!(Code("a `<b>` c").to_string(), "a <code>&lt;b&gt;</code> c");
        assert_eq!(Code("a ` b").to_string(), "a ` b");
    }
}
