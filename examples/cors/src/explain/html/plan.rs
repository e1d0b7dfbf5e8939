//! The plans: what to change, and the lines to paste.

use std::fmt::{self, Write};

use fetch_cors::explain::Plan;

use crate::explain::report::{Explained, Snippet};
use crate::look::{Code, Escaped, short};

/// Writes the plans, each of which is enough alone.
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
            "<p class=\"warning\">No server can safely allow this request with credentials: it would have to allow the origin \
             <code>null</code>, which every sandboxed frame on the web has.</p>"
        )?;
    }
    Ok(())
}

fn write_one(page: &mut String, plan: &Plan, i: usize, plans: usize, snippets: &[Snippet]) -> fmt::Result {
    writeln!(page, "<section class=\"way\">")?;
    if plans > 1 {
        let heading = if i == 0 { "Best choice" } else { "Or change this instead" };
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
            true => "Tested with the rules of the standard: with these changes, the fetch is allowed.",
            false => "Not tested, because the recording does not show what happens after these changes.",
        }
    )?;
    for (n, snippet) in snippets.iter().enumerate() {
        let title = Escaped(snippet.title);
        let open = if n == 0 { " open" } else { "" };
        writeln!(page, "<details class=\"snippet\"{open}><summary>Lines to paste for {title}</summary>")?;
        write!(page, "<pre role=\"group\" aria-label=\"Lines to paste for {title}\">")?;
        writeln!(page, "{}</pre></details>", Escaped(&snippet.text))?;
    }
    writeln!(page, "</section>")
}
