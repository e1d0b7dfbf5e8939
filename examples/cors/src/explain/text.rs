//! The report as text for people, on a terminal.

use std::collections::HashMap;
use std::fmt::{self, Write};

use fetch_cors::explain::{Outcome, TraceEntry, TraceKind};

use crate::explain::args::Target;
use crate::explain::report::{Explained, Missing, Report, Snippet};
use crate::explain::request::PLACEHOLDER;

/// Returns a report as text. Only a terminal should get colours.
pub(crate) fn write(report: &Report, target: Target, has_colours: bool) -> String {
    let mut text = String::new();
    // Writing to a string never fails.
    _ = write_report(&mut text, report, &Style { target, has_colours });
    text
}

/// The style of a text.
struct Style {
    target: Target,
    has_colours: bool,
}

const BOLD: &str = "1";
const RED: &str = "1;31";
const GREEN: &str = "1;32";
const YELLOW: &str = "1;33";

impl Style {
    fn colour(&self, code: &str, text: &str) -> String {
        if self.has_colours { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn write_report(text: &mut String, report: &Report, style: &Style) -> fmt::Result {
    writeln!(text, "Read as {}.", visible(&report.source))?;
    for note in &report.notes {
        writeln!(text, "Note: {}", visible(note))?;
    }
    for (explained, places) in alike(&report.fetches, style)? {
        let same = match places.split_first() {
            Some((_, [])) | None => String::new(),
            Some((_, others)) => format!("; the same for {}", others.join(", ")),
        };
        let title = format!("{} ({}{same})", explained.title, explained.place);
        writeln!(text, "\n{}", style.colour(BOLD, &visible(&title)))?;
        write_explained(text, explained, style)?;
    }
    Ok(())
}

/// Returns the fetches without repetitions: a fetch whose text equals that of an earlier fetch is left out. Each comes with
/// the places of all fetches that have its text.
fn alike<'r>(
    fetches: &'r [Explained],
    style: &Style,
) -> Result<Vec<(&'r Explained, Vec<&'r str>)>, fmt::Error> {
    let mut all: Vec<(&Explained, Vec<&str>)> = Vec::new();
    let mut known = HashMap::<String, usize>::new();
    for explained in fetches {
        let mut text = explained.title.clone();
        write_explained(&mut text, explained, style)?;
        let at = *known.entry(text).or_insert(all.len());
        match all.get_mut(at) {
            Some((_, places)) => places.push(&explained.place),
            None => all.push((explained, vec![&explained.place])),
        }
    }
    Ok(all)
}

fn write_explained(text: &mut String, explained: &Explained, style: &Style) -> fmt::Result {
    let explanation = explained.explanation.to_string();
    let (verdict, rest) = explanation.split_once('\n').unwrap_or((&explanation, ""));
    let colour = match explained.explanation.outcome {
        Outcome::Allowed => GREEN,
        Outcome::Refused => RED,
        _ => YELLOW,
    };
    writeln!(text, "{}", style.colour(colour, &visible(verdict)))?;
    let (placeholder, concluded): (Vec<_>, Vec<_>) =
        explained.concluded.iter().cloned().partition(|concluded| concluded.contains(PLACEHOLDER));
    for warning in explained.contradiction.iter().chain(&explained.caveat).chain(&placeholder) {
        writeln!(text, "{}", style.colour(YELLOW, &visible(warning)))?;
    }
    write_trace(text, style, explained)?;
    for line in without_preflights(rest) {
        let is_heading = line.ends_with(':') && !line.starts_with([' ', '-']);
        let line = visible(line);
        writeln!(text, "{}", if is_heading { style.colour(BOLD, &line) } else { line })?;
    }
    write_list(text, style, "What was concluded from the recording:", &concluded)?;
    write_missing(text, style, &explained.missing)?;
    write_snippets(text, style, &explained.snippets)
}

/// Returns the lines of an explanation. Leaves out the lines that say why a preflight was necessary, because the trace says
/// it too.
fn without_preflights(explanation: &str) -> Vec<&str> {
    let is_in_trace = |line: &&str| line.starts_with("- A preflight was necessary because of ");
    let mut lines: Vec<&str> = explanation.lines().filter(|line| !is_in_trace(line)).collect();
    // If no line is left below the heading, the heading is removed too.
    if let Some(at) = lines.iter().position(|line| *line == "Good to know:")
        && lines.get(at + 1).is_none_or(|next| next.is_empty())
    {
        lines.drain(at.saturating_sub(1)..=at);
    }
    lines
}

fn write_list(text: &mut String, style: &Style, heading: &str, lines: &[String]) -> fmt::Result {
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n{}", style.colour(BOLD, heading))?;
    lines.iter().try_for_each(|line| writeln!(text, "- {}", visible(line)))
}

fn write_missing(text: &mut String, style: &Style, missing: &[Missing]) -> fmt::Result {
    if missing.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n{}", style.colour(BOLD, "What is missing from the recording:"))?;
    for Missing { what, curl } in missing {
        writeln!(text, "- {}", visible(what))?;
        if let Some(curl) = curl {
            writeln!(text, "    {}", visible(curl))?;
        }
    }
    Ok(())
}

fn write_trace(text: &mut String, style: &Style, explained: &Explained) -> fmt::Result {
    writeln!(
        text,
        "\n{}",
        style.colour(BOLD, "What happened (in brackets, the step of the Fetch Standard):")
    )?;
    for (number, entry) in explained.trace.iter().enumerate() {
        let step = entry.step().map(|step| format!("  [{step}]")).unwrap_or_default();
        writeln!(text, "{:>3}. {}{step}", number + 1, visible(&sentence(explained, number, entry)))?;
    }
    Ok(())
}

/// Returns the sentence of an entry of the trace. If the source states the reason of a refusal, it says a part of what came
/// back.
fn sentence(explained: &Explained, number: usize, entry: &TraceEntry) -> String {
    let is_last = explained.trace.get(number + 1).is_some_and(|next| matches!(next.kind, TraceKind::Refused));
    match is_last && matches!(entry.kind, TraceKind::NotKnown) && !explained.explanation.findings.is_empty() {
        true => "The recording shows only a part of the response: see the reason below.".to_owned(),
        false => entry.to_string(),
    }
}

/// Writes the lines to paste for the first plan that has such lines.
fn write_snippets(text: &mut String, style: &Style, snippets: &[Vec<Snippet>]) -> fmt::Result {
    let Some(plan) = snippets.iter().find(|snippets| !snippets.is_empty()) else { return Ok(()) };
    for snippet in plan.iter().filter(|snippet| style.target.includes(snippet.target)) {
        writeln!(text, "\n{}", style.colour(BOLD, &format!("Lines to paste for {}:", snippet.title)))?;
        snippet.text.lines().try_for_each(|line| writeln!(text, "    {}", visible(line)))?;
    }
    Ok(())
}

/// Returns a text that is safe to show on a terminal.
fn visible(text: &str) -> String {
    let escape = |c: char| if is_unsafe(c) { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(escape).collect()
}

/// Returns whether a character controls the terminal or changes the direction of text.
fn is_unsafe(c: char) -> bool {
    let is_for_direction =
        matches!(c, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (c.is_control() && c != '\t') || is_for_direction
}
