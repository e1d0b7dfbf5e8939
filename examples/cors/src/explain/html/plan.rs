//! What to change, and lines to copy.

use std::fmt::{self, Write};

use fetch_cors::explain::Plan;

use crate::explain::report::{Explained, Snippet};
use crate::look::{Code, Escaped, short};

/// Writes the plans, which are alternatives of each other.
pub(super) fn write_all(page: &mut String, fetch: &Explained) -> fmt::Result {
    let explanation = &fetch.explanation;
    if explanation.plans.is_empty() && !explanation.no_safe_server_plan {
        return Ok(());
    }
    writeln!(page, "<h3>What to change</h3>")?;
    for (i, plan) in explanation.plans.iter().enumerate() {
        let snippets = fetch.snippets.get(i).map(Vec::as_slice).unwrap_or_default();
        write_one(page, plan, i, explanation.plans.len(), snippets)?;
    }
    if explanation.no_safe_server_plan {
        writeln!(
            page,
            "<p class=\"warning\">The servers alone cannot allow this without allowing strangers: every sandboxed frame \
             on the web has the origin <code>null</code>.</p>"
        )?;
    }
    Ok(())
}

fn write_one(page: &mut String, plan: &Plan, i: usize, plans: usize, snippets: &[Snippet]) -> fmt::Result {
    writeln!(page, "<section class=\"way\">")?;
    if plans > 1 {
        let heading = if i == 0 { "Best" } else { "Or instead" };
        writeln!(page, "<h4>{heading}</h4>")?;
    }
    writeln!(page, "<ul>")?;
    for fix in &plan.fixes {
        writeln!(page, "<li>{}</li>", Code(&short(&fix.to_string())))?;
    }
    writeln!(page, "</ul>")?;
    writeln!(
        page,
        "<p class=\"aside\">{}</p>",
        match plan.is_proved {
            true => "Tried out: with these changes, the fetch is allowed.",
            false => "This cannot be tried out here, because the effect lies outside of what was recorded.",
        }
    )?;
    for (n, snippet) in snippets.iter().enumerate() {
        let title = Escaped(snippet.title);
        let open = if n == 0 { " open" } else { "" };
        writeln!(page, "<details class=\"snippet\"{open}><summary>Lines for {title}</summary>")?;
        write!(page, "<pre role=\"group\" aria-label=\"Lines for {title}\">")?;
        writeln!(page, "{}</pre></details>", Escaped(&snippet.text))?;
    }
    writeln!(page, "</section>")
}
