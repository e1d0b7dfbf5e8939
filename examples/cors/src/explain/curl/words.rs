//! The words of a command line, split as a shell would split them.

/// A splitter for a command line that is added line by line.
#[derive(Debug)]
pub(super) struct Words {
    done: Vec<String>,
    word: Option<String>,
    quote: Option<Quote>,
    /// Whether the last character escapes the next one.
    escapes: bool,
    /// Whether the command has ended, for example at a pipe. The rest of the line belongs to other commands.
    has_ended: bool,
    /// The character that escapes the next one: a backslash, or `^` in a command line for `cmd` of Windows.
    escape: char,
}

/// The prompts that shells print before the next line of a command.
const PROMPTS: &[&str] = &["> ", ">> ", "quote> ", "dquote> ", "More? "];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quote {
    Single,
    Double,
    /// The quote `$'…'`, in which a backslash escapes characters.
    Dollar,
}

impl Words {
    /// Begins a command line with its first line.
    pub(super) fn new(line: &str) -> Self {
        let escape = if line.ends_with('^') || line.contains("^\"") { '^' } else { '\\' };
        let mut words =
            Self { done: Vec::new(), word: None, quote: None, escapes: false, has_ended: false, escape };
        words.add(line);
        words
    }

    /// Adds the next line of the command line.
    pub(super) fn add_next(&mut self, line: &str) {
        let line = PROMPTS.iter().find_map(|prompt| line.strip_prefix(prompt)).unwrap_or(line);
        match self.quote {
            // The last character escaped the line break, so it has no meaning.
            _ if std::mem::take(&mut self.escapes) => {}
            Some(_) => self.push('\n'),
            None => self.end_word(),
        }
        self.add(line);
    }

    /// Returns whether the command line continues on the next line.
    pub(super) fn goes_on(&self) -> bool {
        self.escapes || self.quote.is_some()
    }

    /// Returns the words of the command.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_word();
        self.done
    }

    fn add(&mut self, line: &str) {
        // In PowerShell, a backquote continues the command on the next line.
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
        // In double quotes, a backslash escapes a quote for `cmd` too.
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
