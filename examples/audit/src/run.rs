use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::{fmt, fs};

use clap::Parser;
use fetch_cors::lab::Report;

use crate::args::Args;
use crate::audit::audit;
use crate::network::Network;
use crate::pace::{Clock, Pace};
use crate::progress::Progress;
use crate::session::Session;
use crate::text::count;
use crate::usage::UsageError;

/// Where the program writes.
#[expect(clippy::exhaustive_structs, reason = "there are no other standard streams to write to")]
pub struct Terminal<'t> {
    /// The standard output.
    pub out: &'t mut dyn Write,
    /// The standard error.
    pub err: &'t mut dyn Write,
    /// Whether the standard error is a terminal, on which a line can be rewritten.
    pub err_is_terminal: bool,
}

const CLEAN: u8 = 0;
const FOUND: u8 = 1;
const FAILED: u8 = 2;

/// The most requests that are sent without `--yes`.
const MANY: usize = 500;

/// Runs the program with these words of a command line, and returns the exit code.
pub fn run(
    words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    terminal: &mut Terminal<'_>,
    clock: &dyn Clock,
) -> u8 {
    let args = match Args::try_parse_from(words) {
        Ok(args) => args,
        Err(error) => {
            let stream = if error.use_stderr() { &mut *terminal.err } else { &mut *terminal.out };
            _ = write!(stream, "{error}");
            return if error.use_stderr() { FAILED } else { CLEAN };
        }
    };
    match run_with(&args, terminal, clock) {
        Ok(report) if report.worst().is_some_and(|worst| worst >= args.fail_on) => FOUND,
        Ok(_) => CLEAN,
        Err(error) => {
            _ = writeln!(terminal.err, "fetch-cors-audit: {error}");
            FAILED
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error("{server} gave no response: {error}")]
    NoResponse { server: String, error: String },
    #[error("the network cannot be used: {0}")]
    NoNetwork(String),
    #[error("the report cannot be written: {0}")]
    NotWritten(#[from] io::Error),
}

fn run_with(args: &Args, terminal: &mut Terminal<'_>, clock: &dyn Clock) -> Result<Report, Stop> {
    let session = Session::read(&args.session, args.session_file.as_deref())?;
    let lab = args.lab(&session)?;
    let requests = lab.requests();
    if requests == 0 {
        return Err(UsageError::NoRequests.into());
    }
    announce(args, &session, requests, terminal)?;
    if requests > MANY && !args.yes {
        return Err(UsageError::TooMany { requests, limit: MANY }.into());
    }
    let network = Network::new(&args.server, args.timeout).map_err(Stop::NoNetwork)?;
    let mut pace = Pace::new(clock, args.rate());
    let mut progress = Progress::new(clock, &mut *terminal.err, terminal.err_is_terminal, requests);
    let report = audit(&lab, &network, &mut pace, &mut progress)
        .map_err(|error| Stop::NoResponse { server: args.server.clone(), error })?;
    write(&args.format.write(&report), args.output.as_deref(), terminal)?;
    Ok(report)
}

/// Says what is about to be sent.
fn announce(args: &Args, session: &Session, requests: usize, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let what = format!("Sending at most {} to {}", count(requests, "request"), args.server);
    match args.rate() {
        Some(rate) => {
            #[expect(clippy::cast_precision_loss, reason = "the number is small")]
            let seconds = requests as f64 / rate;
            writeln!(terminal.err, "{what}, {rate} a second: about {seconds:.0} s.")?;
        }
        None => writeln!(terminal.err, "{what}, without a limit of the rate.")?,
    }
    if !session.is_empty() && args.server.starts_with("http:") && !args.is_loopback() {
        writeln!(terminal.err, "Warning: the session goes over the network unencrypted.")?;
    }
    Ok(())
}

/// Writes a report to a file or to the standard output. If the file cannot be written, the report is not lost.
fn write(report: &str, file: Option<&Path>, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let written = file.map_or_else(|| Ok(false), |file| fs::write(file, report).map(|()| true));
    if !matches!(written, Ok(true)) {
        terminal.out.write_all(report.as_bytes())?;
        terminal.out.flush()?;
    }
    written.map(drop)
}

impl fmt::Debug for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Terminal").field("err_is_terminal", &self.err_is_terminal).finish_non_exhaustive()
    }
}
