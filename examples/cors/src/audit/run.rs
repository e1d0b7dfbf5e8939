use std::io;

use fetch_cors::lab::Report;

use crate::audit::args::Args;
use crate::audit::audit::audit;
use crate::audit::network::Network;
use crate::audit::pace::Pace;
use crate::audit::session::Session;
use crate::audit::text::count;
use crate::audit::usage::UsageError;
use crate::clock::Clock;
use crate::progress::Progress;
use crate::terminal::Terminal;

const CLEAN: u8 = 0;
const FOUND: u8 = 1;
const FAILED: u8 = 2;

/// The maximum number of requests that are sent without `--yes`.
const MANY: usize = 500;

/// Runs `cors audit`, and returns the exit code.
pub(crate) fn run(args: &Args, terminal: &mut Terminal<'_>, clock: &dyn Clock) -> u8 {
    match run_with(args, terminal, clock) {
        Ok(report) if report.worst().is_some_and(|worst| worst >= args.fail_on) => FOUND,
        Ok(_) => CLEAN,
        Err(error) => {
            _ = writeln!(terminal.err, "cors audit: {error}");
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
    let mut progress = Progress::new(clock, &mut *terminal.err, terminal.err_is_terminal);
    let report = audit(&lab, &network, &mut pace, &mut progress)
        .map_err(|error| Stop::NoResponse { server: args.server.clone(), error })?;
    terminal.write_report(&args.format.write(&report), args.output.as_deref())?;
    Ok(report)
}

/// Prints how many requests are about to be sent.
fn announce(args: &Args, session: &Session, requests: usize, terminal: &mut Terminal<'_>) -> io::Result<()> {
    let what = format!("Sending at most {} to {}", count(requests, "request"), args.server);
    match args.rate() {
        Some(rate) => {
            #[expect(clippy::cast_precision_loss, reason = "the number is small")]
            let seconds = requests as f64 / rate;
            writeln!(terminal.err, "{what}, {rate} per second: about {seconds:.0} s.")?;
        }
        None => writeln!(terminal.err, "{what}, without a rate limit.")?,
    }
    if !session.is_empty() && args.server.starts_with("http:") && !args.is_loopback() {
        writeln!(terminal.err, "Warning: the session goes over the network unencrypted.")?;
    }
    Ok(())
}
