use std::fs::File;
use std::io;
use std::path::PathBuf;

use fetch_cors::Origin;
use fetch_cors::explain::{Finding, Outcome};

use crate::clock::Clock;
use crate::explain::args::{Args, Format};
use crate::explain::console::is_console;
use crate::explain::explained::explained;
use crate::explain::group::{Group, group};
use crate::explain::read::{Chosen, read};
use crate::explain::recording::{Message, ReadError, Recording, Said, header};
use crate::explain::report::{Explained, Report};
use crate::explain::request::{NoRequest, has_failed};
use crate::explain::together::join_console_with_curl;
use crate::explain::{html, json, text};
use crate::progress::Progress;
use crate::terminal::Terminal;

const ALLOWED: u8 = 0;
const REFUSED: u8 = 1;
const FAILED: u8 = 2;
const NOT_KNOWN: u8 = 3;

/// The maximum number of fetches in a report. People do not read more, and each fetch takes some memory.
const MOST_FETCHES: usize = 200;

/// Runs `cors explain`, and returns the exit code.
pub(crate) fn run(args: &Args, terminal: &mut Terminal<'_>, clock: &dyn Clock) -> u8 {
    match run_with(args, terminal, clock) {
        Ok(report) => exit_code(&report),
        Err(error) => {
            _ = writeln!(terminal.err, "cors explain: {error}");
            FAILED
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error("{file}: {error}")]
    Unreadable { file: String, error: ReadError },
    #[error("{file} cannot be opened: {error}")]
    NotOpened { file: String, error: io::Error },
    #[error(
        "a word is not the name of a file, but the text of a console. Pipe the text to the standard input: … | cors explain"
    )]
    IsText,
    #[error("{0}")]
    NothingChosen(String),
    #[error("{place}: {error}")]
    NoRequest { place: String, error: NoRequest },
    #[error("the report cannot be written: {0}")]
    NotWritten(#[from] io::Error),
}

fn run_with(args: &Args, terminal: &mut Terminal<'_>, clock: &dyn Clock) -> Result<Report, Stop> {
    let Recorded { recording, is_log } = record(args, terminal, clock)?;
    let Recording { source, mut notes, total, messages, .. } = recording;
    let chosen = Chosen { args, is_log };
    let messages = if is_log { messages } else { join_console_with_curl(messages) };
    let groups: Vec<Group> =
        group(messages).into_iter().filter(|group| chosen.includes_group(group)).collect();
    let mut told = args.told();
    if told.origin.is_none()
        && !is_log
        && let Some((origin, place)) = only_origin(&groups)
    {
        notes.push(format!("The origin of the page is {}, according to {place}.", origin.as_str()));
        told.origin = Some(origin);
    }
    let (mut fetches, mut left_out) = (Vec::new(), 0_usize);
    for group in &groups {
        if fetches.len() == MOST_FETCHES {
            left_out += 1;
            continue;
        }
        match explained(group, &told, args.show_secrets) {
            Ok(explained) if is_worth_it(&explained, group, &chosen) => fetches.push(explained),
            Ok(_) => {}
            Err(error) => {
                let place = group.first().map(|message| message.place.clone()).unwrap_or_default();
                if groups.len() == 1 {
                    return Err(Stop::NoRequest { place, error });
                }
                notes.push(format!("{place}: {error}."));
            }
        }
    }
    if fetches.is_empty() {
        return Err(Stop::NothingChosen(nothing_chosen(args, total, &source, notes.first())));
    }
    if left_out > 0 {
        notes.push(format!("{left_out} more fetches were left out. Choose fetches with --url or --number."));
    }
    let report = Report { source, notes, fetches };
    let has_colours = terminal.out_is_terminal && args.output.is_none();
    let written = match args.format {
        Format::Text => text::write(&report, args.target, has_colours),
        Format::Json => json::write(&report),
        Format::Html => html::write(&report),
    };
    terminal.write_report(&written, args.output.as_deref())?;
    Ok(report)
}

/// Returns the origin for the messages without one: the only origin that other messages have. Also returns the place of a
/// message that has it. Returns `None` if every message has an origin, or if there are several origins.
fn only_origin(groups: &[Group]) -> Option<(Origin, String)> {
    let messages = || groups.iter().flat_map(|group| &group.messages);
    let origin = |message: &Message| {
        let sent = message.headers.as_deref().and_then(|headers| header(headers, "origin"));
        Origin::parse(sent.or(message.origin.as_deref())?).ok()
    };
    let (first, at) = messages().find_map(|message| Some((origin(message)?, message.place.clone())))?;
    let is_needed = messages().any(|message| origin(message).is_none());
    let is_only = messages().filter_map(origin).all(|other| other.as_str() == first.as_str());
    (is_needed && is_only && !first.is_opaque()).then_some((first, at))
}

/// Returns whether to show a fetch. All chosen fetches are shown. If the user chose none in a log, the failed fetches are
/// shown, and those that the standard refuses if the log does not say how they ended.
fn is_worth_it(explained: &Explained, group: &Group, chosen: &Chosen<'_>) -> bool {
    let is_refused = explained.explanation.outcome == Outcome::Refused;
    !chosen.is_log
        || chosen.args.all
        || chosen.args.chooses()
        || has_failed(group) == Some(true)
        || (is_refused && has_failed(group).is_none())
        || group.messages.iter().any(|message| message.said.contains(&Said::MixedContent))
}

/// The keys that end the input on a terminal.
const END_OF_INPUT: &str = if cfg!(windows) { "Ctrl-Z, then Enter" } else { "Ctrl-D" };

/// The recording of all files together.
struct Recorded {
    recording: Recording,
    /// Whether all files are logs of many fetches, which means HAR files.
    is_log: bool,
}

/// Reads all files into one recording.
fn record(args: &Args, terminal: &mut Terminal<'_>, clock: &dyn Clock) -> Result<Recorded, Stop> {
    let stdin = [PathBuf::from("-")];
    let files = if args.files.is_empty() { &stdin[..] } else { &args.files };
    let mut whole: Option<Recorded> = None;
    for file in files {
        let name = if file.as_os_str() == "-" {
            "the standard input".to_owned()
        } else {
            file.display().to_string()
        };
        if file.as_os_str() == "-" && terminal.input_is_terminal {
            _ = writeln!(terminal.err, "cors explain: paste the text, then press Enter and {END_OF_INPUT}");
        }
        let mut progress = Progress::new(clock, &mut *terminal.err, terminal.err_is_terminal);
        let found = if file.as_os_str() == "-" {
            read(&mut *terminal.input, args, &mut progress)
        } else {
            let opened = File::open(file);
            let mut opened = opened.map_err(|error| match is_console(&name) {
                true => Stop::IsText,
                false => Stop::NotOpened { file: name.clone(), error },
            })?;
            read(&mut opened, args, &mut progress)
        };
        progress.clear();
        let (mut recording, is_log) =
            found.map_err(|error| Stop::Unreadable { file: name.clone(), error })?;
        if files.len() > 1 {
            for message in &mut recording.messages {
                message.place = format!("{name}, {}", message.place);
            }
        }
        whole = Some(match whole {
            Some(whole) => {
                Recorded { is_log: whole.is_log && is_log, recording: join(whole.recording, recording) }
            }
            None => Recorded { recording, is_log },
        });
    }
    whole.ok_or_else(|| Stop::NothingChosen("there is no file".to_owned()))
}

/// Adds a recording to the end of another, and numbers its messages anew.
fn join(mut whole: Recording, more: Recording) -> Recording {
    if !whole.source.contains(&more.source) {
        whole.source = format!("{} and {}", whole.source, more.source);
    }
    whole.messages.extend(more.messages.into_iter().map(|mut message| {
        message.number += whole.total;
        message
    }));
    whole.total += more.total;
    whole.notes.extend(more.notes);
    whole
}

fn nothing_chosen(args: &Args, total: usize, source: &str, note: Option<&String>) -> String {
    if total == 0 {
        return format!("there is no HTTP message in {source}");
    }
    if args.chooses() {
        return format!("no message of {source} matches --url or --number (it has {total} messages)");
    }
    match note {
        Some(note) => note.clone(),
        None => format!(
            "no fetch of {source} was refused, as far as it shows ({total} messages). Choose fetches with --url or --number, or \
             explain all with --all"
        ),
    }
}

fn exit_code(report: &Report) -> u8 {
    let is_allowed = |explained: &Explained| explained.explanation.outcome == Outcome::Allowed;
    match report.fetches.iter().any(is_refused) {
        true => REFUSED,
        false if report.fetches.iter().all(is_allowed) => ALLOWED,
        false => NOT_KNOWN,
    }
}

/// Returns whether the standard refuses a fetch. A fetch without a response, because the network failed, is not refused.
fn is_refused(explained: &Explained) -> bool {
    let explanation = &explained.explanation;
    let is_network = |finding: &Finding| finding.code() == "network-failure";
    explanation.outcome == Outcome::Refused && !explanation.findings.iter().any(is_network)
}
