//! Lines to paste for any server: the header lines of each response.

use std::fmt::Write;

use fetch_cors::explain::{Change, Fix, On, Plan, Story};

use super::hops::{Hop, hops};
use super::policy::is_for_preflights;
use super::quoting::{is_one_line, title_case};
use crate::explain::report::Snippet;
use crate::explain::shown;

/// Returns the headers to set on each response that the plan changes, as they stand in an HTTP message. Returns `None` if
/// there are none, or if a value cannot stand on one line of ASCII.
pub(super) fn lines(plan: &Plan, story: &Story) -> Option<Snippet> {
    let hops = hops(plan, story);
    let mut text = String::new();
    let mut last = None;
    for fix in &plan.fixes {
        let Some(on) = response(fix) else { continue };
        let line = line(fix)?;
        if last != Some(on) {
            let gap = if text.is_empty() { "" } else { "\n" };
            _ = writeln!(text, "{gap}# {}", place(on, hops.get(on.hop())));
        }
        last = Some(on);
        text += &line;
    }
    (!text.is_empty()).then_some(Snippet { target: "headers", title: "any server, as plain headers", text })
}

/// Returns the response that a fix changes, if it changes headers or the answer to a preflight.
fn response(fix: &Fix) -> Option<On> {
    match &fix.change {
        Change::SetHeader { on, .. } => Some(*on),
        Change::AnswerPreflight { hop } => Some(On::Preflight { hop: *hop }),
        _ => None,
    }
}

/// Returns the line of a fix, or `None` if its value cannot stand on one line of ASCII.
fn line(fix: &Fix) -> Option<String> {
    let Change::SetHeader { name, value, .. } = &fix.change else {
        return Some("HTTP/1.1 204 No Content\n".to_owned());
    };
    let unseen = match fix.is_unseen {
        true if is_for_preflights(name) => "# If the server has this list already, only add to it:\n",
        true => "# If this header is not there yet:\n",
        false => "",
    };
    let shown = shown::header(name.as_str(), value, false);
    let line = format!("{unseen}{}: {shown}\n", title_case(name.as_str()));
    (is_one_line(value) && value.is_ascii()).then_some(line)
}

fn place(on: On, hop: Option<&Hop>) -> String {
    let what = match on {
        On::Preflight { .. } => "the answer to OPTIONS",
        On::Redirect { .. } => "the redirect",
        _ => "the response",
    };
    let url = hop.and_then(|hop| hop.url.as_deref()).map(|url| shown::url(url, false));
    match url.filter(|url| is_one_line(url)) {
        Some(url) => format!("{url}: {what}"),
        None => format!("{what} after redirect {}", on.hop()),
    }
}
