//! Lines to paste for the page: the options of `fetch()` that a plan changes.

use fetch_cors::explain::{Change, Plan, Story};
use fetch_cors::request::Destination;

use super::quoting::{is_one_line, is_plain};
use crate::explain::report::Snippet;
use crate::explain::shown;

/// Returns a call of `fetch()` with the changes of the plan. Returns `None` if there are none, or if the page uses an
/// element instead.
pub(super) fn lines(plan: &Plan, story: &Story) -> Option<Snippet> {
    let request = story.request();
    if request.destination() != Destination::Empty {
        return None;
    }
    let changes = || plan.fixes.iter().map(|fix| &fix.change);
    let options: String = changes().filter_map(option).collect();
    let requested = changes().find_map(|change| match change {
        Change::RequestUrl { url } => Some(url),
        _ => None,
    });
    if options.is_empty() && requested.is_none() {
        return None;
    }
    let url = shown::url(requested.unwrap_or_else(|| request.url_list().first()), false);
    let url = if is_plain(&url.replace('…', "")) { url } else { "…".to_owned() };
    let text = format!("// Keep the other options of the call.\nfetch('{url}', {{\n{options}  // …\n}});\n");
    Some(Snippet { target: "fetch", title: "the page", text })
}

/// Returns the line for a change, if the change is an option of `fetch()`.
fn option(change: &Change) -> Option<String> {
    Some(match change {
        Change::SetMethod { method } if is_plain(method.as_str()) => format!("  method: '{method}',\n"),
        Change::SetCredentials { mode } => format!("  credentials: '{mode}',\n"),
        Change::SetMode { mode } => format!("  mode: '{mode}',\n"),
        Change::SetRedirect { mode } => format!("  redirect: '{mode}',\n"),
        Change::SetCache { mode } => format!("  cache: '{mode}',\n"),
        Change::DropRequestHeader { name } if is_one_line(name) => {
            format!("  // without the header '{name}'\n")
        }
        Change::SetRequestHeader { name, value } if is_plain(name) && is_plain(value) => {
            format!("  headers: {{ '{name}': '{value}' }}, // and the other headers\n")
        }
        _ => return None,
    })
}
