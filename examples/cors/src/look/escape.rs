use std::fmt::{self, Write};

/// A text in which nothing is markup.
pub(crate) struct Escaped<'t>(pub(crate) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            c => f.write_char(c),
        })
    }
}

/// A text in which what stands between backquotes is code.
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
