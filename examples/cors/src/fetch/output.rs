//! Writes the report and the body to where the options say.

use std::fs;
use std::io;
use std::path::Path;

use crate::fetch::args::Args;
use crate::fetch::client::Outcome;
use crate::fetch::page::Seen;
use crate::fetch::shown::Shown;
use crate::fetch::{details, report, verbose};
use crate::terminal::Terminal;
use crate::transport::Traffic;

/// Writes the report and the body, as the options say.
///
/// # Errors
///
/// Returns an error if a stream or the file of `--output` cannot be written. If only the file cannot be written, the report
/// is written nevertheless.
pub(crate) fn write(
    args: &Args,
    outcome: &Outcome,
    log: &[Traffic],
    terminal: &mut Terminal<'_>,
) -> io::Result<()> {
    let shown = Shown { secrets: args.show_secrets };
    let file = args.output.as_deref().filter(|file| *file != Path::new("-"));
    let has_body_alone = args.include || args.silent || args.output.is_some();
    // Without a body, an existing file stays unchanged.
    let written = match file.filter(|_| outcome.result.is_ok()) {
        Some(file) => fs::write(file, bytes(args, outcome)),
        None => Ok(()),
    };
    if args.is_json() {
        writeln!(terminal.out, "{:#}", details::outcome(outcome, log, shown))?;
        terminal.out.flush()?;
        return written;
    }
    let is_body_here = has_body_alone && file.is_none();
    if !args.silent {
        let wire = match args.verbose {
            true => verbose::wire(outcome, log, shown),
            false => report::wire(outcome, shown),
        };
        let end = report::end(outcome, shown);
        let body = if has_body_alone { String::new() } else { body(outcome, terminal.out_is_terminal) };
        let text = format!("{wire}{}{body}{}", end.seen, end.why);
        let stream = if is_body_here { &mut *terminal.err } else { &mut *terminal.out };
        stream.write_all(text.as_bytes())?;
    } else if args.verbose {
        terminal.err.write_all(verbose::wire(outcome, log, shown).as_bytes())?;
    }
    if is_body_here {
        terminal.out.write_all(&bytes(args, outcome))?;
    }
    terminal.out.flush()?;
    written
}

/// Returns the unchanged body. With `--include`, the head stands before it.
fn bytes(args: &Args, outcome: &Outcome) -> Vec<u8> {
    let Ok(seen) = &outcome.result else { return Vec::new() };
    let mut bytes = if args.include { head(seen) } else { Vec::new() };
    bytes.extend(seen.body.iter().flatten());
    bytes
}

/// Returns the head of a response, as the page sees it.
fn head(seen: &Seen) -> Vec<u8> {
    let first = [format!("HTTP {} ", seen.status).as_bytes(), &seen.status_text].concat();
    let mut head = first.trim_ascii_end().to_vec();
    head.push(b'\n');
    for (name, value) in seen.headers.iter() {
        head.extend([name, b": ", value, b"\n"].concat());
    }
    head.push(b'\n');
    head
}

/// Returns the body as a part of the report.
fn body(outcome: &Outcome, is_terminal: bool) -> String {
    let Ok(seen) = &outcome.result else { return String::new() };
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    match &seen.body {
        Some(bytes)
            if is_terminal && std::str::from_utf8(bytes).is_ok_and(|text| text.contains(is_control)) =>
        {
            let text = String::from_utf8_lossy(bytes);
            let escape = |c: char| if is_control(c) { c.escape_default().to_string() } else { c.to_string() };
            format!("    body:\n{}\n", text.chars().map(escape).collect::<String>())
        }
        Some(bytes) if is_terminal && std::str::from_utf8(bytes).is_err() => {
            format!("    a body of {} bytes that is not text. To save it, use -o FILE\n", bytes.len())
        }
        _ => report::body(seen),
    }
}
