//! The lines of an output, with the kind that the mark of each shows.

use std::borrow::Cow;

use super::words::Words;

/// A line of an output.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// The number of the line, counted from 1.
    pub(super) number: usize,
    pub(super) what: What<'t>,
}

/// The kind and the text of a line.
#[derive(Debug)]
pub(super) enum What<'t> {
    /// A command line: its words without `curl`.
    Command(Vec<String>),
    /// A line with the mark `>`, which curl sends.
    Sent(Cow<'t, str>),
    /// A line with the mark `<`, which curl receives.
    Received(Cow<'t, str>),
    /// A line with the mark `*`, which is about the connection.
    Info(Cow<'t, str>),
    /// A line without a mark.
    Plain(&'t str),
}

/// The maximum number of bytes that are read a second time, because a quote was not closed.
const MOST_AGAIN: usize = 1 << 20;
/// The maximum number of bytes of a message on one line of `--trace-ascii`.
const TRACE_WIDTH: usize = 64;

/// An iterator over the lines of an output. The carriage returns of a progress meter end a line too.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    raw: Raw<'t>,
    again: usize,
    /// The kind of the following lines with offsets, in an output of `--trace-ascii`.
    trace: Option<Trace>,
    /// The last line of `--trace-ascii`, which the next line may continue.
    part: Option<Part<'t>>,
    /// The next line, if it was read already.
    next: Option<Line<'t>>,
}

#[derive(Clone, Copy, Debug)]
enum Trace {
    Sent,
    Received,
    Other,
}

#[derive(Debug)]
struct Part<'t> {
    number: usize,
    trace: Trace,
    text: Cow<'t, str>,
    /// The offset of the next line if it continues this one.
    goes_on_at: Option<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { raw: Raw { rest: text, number: 1 }, again: 0, trace: None, part: None, next: None }
    }

    fn command(&mut self, first: &'t str) -> Vec<String> {
        let mut words = Words::new(first);
        let before = self.raw;
        while words.goes_on() {
            let line = self.raw.next().filter(|_| self.again < MOST_AGAIN);
            let Some((_, line)) = line else {
                // The quote is never closed, so the command line has only its first line.
                self.again += before.rest.len() - self.raw.rest.len();
                self.raw = before;
                return Words::new(first).finish();
            };
            words.add_next(line);
            if before.rest.len() - self.raw.rest.len() > MOST_AGAIN {
                self.again = MOST_AGAIN;
            }
        }
        words.finish()
    }

    /// Reads a line of `--trace-ascii`. Returns `None` if the line does not have that form, and `Some(None)` if it does not
    /// complete a line of the output.
    fn trace(&mut self, number: usize, line: &'t str) -> Option<Option<Line<'t>>> {
        if let Some(mark) = ["=> Send", "<= Recv", "== Info"].iter().find(|mark| line.starts_with(**mark)) {
            let is_header = line.get(mark.len()..).is_some_and(|what| what.starts_with(" header"));
            let before = self.part.take().and_then(Part::line);
            self.trace = Some(match (*mark, is_header) {
                ("=> Send", true) => Trace::Sent,
                ("<= Recv", true) => Trace::Received,
                _ => Trace::Other,
            });
            let Some(info) = line.strip_prefix("== Info: ") else { return Some(before) };
            let info = Line { number, what: What::Info(info.into()) };
            let Some(before) = before else { return Some(Some(info)) };
            self.next = Some(info);
            return Some(Some(before));
        }
        let trace = self.trace?;
        let (offset, text) = line.split_once(':')?;
        let is_offset = (4..=8).contains(&offset.len()) && offset.bytes().all(|b| b.is_ascii_hexdigit());
        let offset = usize::from_str_radix(offset, 16).ok().filter(|_| is_offset)?;
        let text = text.strip_prefix(' ').unwrap_or(text);
        let goes_on_at = (text.len() == TRACE_WIDTH).then_some(offset + TRACE_WIDTH);
        match &mut self.part {
            Some(part) if part.goes_on_at == Some(offset) => {
                part.text.to_mut().push_str(text);
                part.goes_on_at = goes_on_at;
                Some(None)
            }
            part => {
                let before = part.replace(Part { number, trace, text: text.into(), goes_on_at });
                Some(before.and_then(Part::line))
            }
        }
    }
}

impl<'t> Iterator for Lines<'t> {
    type Item = Line<'t>;

    fn next(&mut self) -> Option<Line<'t>> {
        if let Some(line) = self.next.take() {
            return Some(line);
        }
        loop {
            let Some((number, line)) = self.raw.next() else {
                return self.part.take().and_then(Part::line);
            };
            let line = without_progress(without_time(line));
            match self.trace(number, line) {
                Some(Some(line)) => return Some(line),
                Some(None) => {}
                None => {
                    let what = match command_start(line) {
                        Some(command) => What::Command(self.command(command)),
                        None => marked(line),
                    };
                    return Some(Line { number, what });
                }
            }
        }
    }
}

impl<'t> Part<'t> {
    fn line(self) -> Option<Line<'t>> {
        let what = match self.trace {
            Trace::Sent => What::Sent(self.text),
            Trace::Received => What::Received(self.text),
            Trace::Other => return None,
        };
        Some(Line { number: self.number, what })
    }
}

fn marked(line: &str) -> What<'_> {
    let rest = |mark| match line.strip_prefix(mark) {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix(' '),
        None => None,
    };
    if let Some(sent) = rest('>') {
        What::Sent(sent.into())
    } else if let Some(received) = rest('<') {
        What::Received(received.into())
    } else if let Some(info) = rest('*') {
        What::Info(info.trim_start().into())
    } else {
        What::Plain(line)
    }
}

/// Returns the text after `curl`, if a line is a command line. `curl` must stand at its start or after a prompt.
fn command_start(line: &str) -> Option<&str> {
    // Only the start of a line is searched, so that a long line costs no more than a short one.
    let start = (0..4).find_map(|less| line.get(..line.len().min(400) - less))?;
    let (at, name) = start.match_indices("curl").find_map(|(at, _)| {
        let rest = line.get(at..)?;
        let name = ["curl.exe ", "curl "].into_iter().find(|name| rest.starts_with(name))?;
        is_prompt(line.get(..at)?).then_some((at, name))
    })?;
    line.get(at + name.len()..)
}

fn is_prompt(before: &str) -> bool {
    let shown = before.trim_end();
    shown.is_empty() || shown.ends_with(['$', '#', '%', '>', '❯', '➜', '»', '~', '+', 'λ'])
}

/// Returns a line without the time of `--trace-time` and the numbers of `--trace-ids` at its start.
fn without_time(line: &str) -> &str {
    let is_time =
        |time: &str| time.len() == 15 && time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'));
    let line = match line.split_at_checked(15) {
        Some((time, rest)) if is_time(time) => rest.strip_prefix(' ').unwrap_or(rest),
        _ => line,
    };
    let is_id =
        |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'x'));
    match line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        Some((id, rest)) if id.len() < 24 && is_id(id) => rest,
        _ => line,
    }
}

/// Returns a line without the progress meter that may stand before its mark.
fn without_progress(line: &str) -> &str {
    if line.starts_with(['*', '<', '>']) {
        return line;
    }
    let Some(at) = line.find(":--") else { return line };
    // An example is `--:--:-- --:--:-- --:--:--     0* Connected`: three times and the speed, and then the line.
    let rest = line.get(at..).unwrap_or_default();
    let meter = |c: char| matches!(c, '-' | ':' | ' ' | '.' | 'k' | 'M' | 'G') || c.is_ascii_digit();
    let rest = rest.trim_start_matches(meter);
    let is_marked = rest.starts_with(['*', '<', '>', '{', '}']);
    if is_marked || rest.starts_with("HTTP/") || rest.starts_with("curl: (") { rest } else { line }
}

/// An iterator over the lines of a text, with their numbers.
#[derive(Clone, Copy, Debug)]
struct Raw<'t> {
    rest: &'t str,
    number: usize,
}

impl<'t> Iterator for Raw<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let number = self.number;
        let at = self.rest.find(['\n', '\r']).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at_checked(at)?;
        // All carriage returns before a line feed belong to the same line break.
        let after = rest.trim_start_matches('\r');
        match after.strip_prefix('\n') {
            Some(after) => {
                self.rest = after;
                self.number += 1;
            }
            None => self.rest = after,
        }
        Some((number, line))
    }
}
