//! The diagram of a fetch: the messages between the page, the browser and the servers, and where the fetch failed.

mod lanes;
mod rows;

use std::fmt::{self, Write};

use fetch_cors::explain::Outcome;

use self::lanes::Lanes;
use self::rows::{Row, rows};
use crate::explain::report::Explained;
use crate::look::{Escaped, short};

/// The maximum number of lanes that fit beside each other. A diagram with more lanes is shown as a list at every width.
const MAX_LANES: usize = 6;

/// Writes the diagram: a lane for each party, and a row for each message and each decision.
///
/// For a screen reader, the diagram is one picture. The list of steps says the same in words.
pub(super) fn write(page: &mut String, fetch: &Explained) -> fmt::Result {
    let lanes = Lanes::of(fetch);
    let width = match lanes.len() {
        2 => " two",
        number if number > MAX_LANES => " many",
        _ => "",
    };
    writeln!(
        page,
        "<figure>\n<div class=\"sequence{width}\" role=\"img\" style=\"--lanes:{}\"",
        lanes.len()
    )?;
    writeln!(page, " aria-label=\"{}\">", Escaped(&description(fetch)))?;
    lanes.write(page)?;
    rows(fetch, &lanes).iter().try_for_each(|row| write_row(page, row, &lanes))?;
    writeln!(page, "</div>\n</figure>")
}

fn description(fetch: &Explained) -> String {
    let end = match (fetch.explanation.outcome, fetch.explanation.findings.first()) {
        (Outcome::Refused, Some(finding)) => format!("The fetch fails: {finding}"),
        (Outcome::Refused, None) => "The fetch ends in a network error.".to_owned(),
        (Outcome::Allowed, _) => "The page gets a response.".to_owned(),
        _ => "How the fetch ends is not known.".to_owned(),
    };
    let steps = if fetch.trace.is_empty() { "" } else { " The steps below say the same." };
    format!("Diagram of the messages of {}. {}{steps}", short(&fetch.title), short(&end))
}

fn write_row(page: &mut String, row: &Row, lanes: &Lanes) -> fmt::Result {
    let Row { from, to, class, markup } = row;
    let (first, span) = (from.min(to), from.abs_diff(*to) + 1);
    if span == 1 {
        return writeln!(page, "<div class=\"note {class}\">{markup}</div>");
    }
    let direction = if from < to { "forth" } else { "back" };
    write!(page, "<div class=\"arrow {direction} {class}\" style=\"--first:{first};--span:{span}\">")?;
    let (from, to) = (lanes.title(*from), lanes.title(*to));
    write!(page, "<div class=\"ends\">{} → {}</div>", Escaped(from), Escaped(to))?;
    writeln!(page, "<div class=\"label\">{markup}</div><div class=\"line\"></div></div>")
}
