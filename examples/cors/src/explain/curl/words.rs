//! The words of a command line, as a shell would split them.

/// Splits a command line, which is given line by line.
#[derive(Debug)]
pub(super) struct Words {
    done: Vec<String>,
    word: Option<String>,
    quote: Option<Quote>,
    /// Whether the character before takes the meaning from the next one.
    escapes: bool,
    /// Whether the command has ended, as by a pipe. What follows belongs to others.
    has_ended: bool,
    /// The character that takes the meaning from the next one: `^` where Windows' `cmd` is meant.
    escape: char,
}

/// What shells show before a line that goes on.
const PROMPTS: &[&str] = &["> ", ">> ", "quote> ", "dquote> ", "More? "];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    Single,
    Double,
    /// `$'…'`, where a backslash has a meaning.
    Dollar,
}

impl Words {
    /// Begins with the first line.
    pub(super) fn new(line: &str) -> Self {
        let escape = if line.ends_with('^') || line.contains("^\"") { '^' } else { '\\' };
        let mut words =
            Self { done: Vec::new(), word: None, quote: None, escapes: false, has_ended: false, escape };
        words.add(line);
        words
    }

    /// Adds the next line.
    pub(super) fn add_next(&mut self, line: &str) {
        let line = PROMPTS.iter().find_map(|prompt| line.strip_prefix(prompt)).unwrap_or(line);
        match self.quote {
            // The line break was taken for nothing by the character before it.
            _ if std::mem::take(&mut self.escapes) => {}
            Some(_) => self.push('\n'),
            None => self.end_word(),
        }
        self.add(line);
    }

    /// Returns whether the command goes on in the next line.
    pub(super) fn goes_on(&self) -> bool {
        self.escapes || self.quote.is_some()
    }

    /// Returns the words.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_word();
        self.done
    }

    fn add(&mut self, line: &str) {
        // PowerShell's mark for a command that goes on.
        let (line, goes_on) = match line.strip_suffix(" `") {
            Some(before) if self.quote.is_none() => (before, true),
            _ => (line, false),
        };
        for char in line.chars() {
            self.add_char(char);
        }
        self.escapes |= goes_on;
    }

    fn add_char(&mut self, char: char) {
        if std::mem::take(&mut self.escapes) {
            return self.push(match (self.quote, char) {
                (Some(Quote::Dollar), 'n') => '\n',
                (Some(Quote::Dollar), 't') => '\t',
                _ => char,
            });
        }
        // Within double quotes, `cmd` and C agree that a backslash escapes a quote.
        let is_escape = match self.quote {
            None => char == self.escape,
            Some(Quote::Double) => char == '\\' || char == self.escape,
            Some(Quote::Dollar) => char == '\\',
            Some(Quote::Single) => false,
        };
        match (self.quote, char) {
            _ if self.has_ended => {}
            _ if is_escape => self.escapes = true,
            (None, '\'') if self.escape == '\\' => {
                let is_dollar = self.word.as_deref() == Some("$");
                self.quote = Some(if is_dollar { Quote::Dollar } else { Quote::Single });
                let before = self.word.take().filter(|_| !is_dollar);
                self.word = Some(before.unwrap_or_default());
            }
            (None, '"') => {
                self.quote = Some(Quote::Double);
                self.word.get_or_insert_default();
            }
            (Some(Quote::Single | Quote::Dollar), '\'') | (Some(Quote::Double), '"') => self.quote = None,
            (None, '|' | ';' | '<' | '#') if self.word.is_none() => self.has_ended = true,
            (None, '>') if self.word.as_deref().is_none_or(|word| matches!(word, "1" | "2" | "&")) => {
                self.word = None;
                self.has_ended = true;
            }
            (None, char) if char.is_whitespace() => self.end_word(),
            _ => self.push(char),
        }
    }

    fn push(&mut self, char: char) {
        self.word.get_or_insert_default().push(char);
    }

    fn end_word(&mut self) {
        match self.word.take() {
            Some(word) if word == "&&" || word == "&" => self.has_ended = true,
            Some(word) if !self.has_ended => self.done.push(word),
            _ => {}
        }
    }
}
