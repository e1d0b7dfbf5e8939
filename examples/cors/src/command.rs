use std::ffi::OsString;

use clap::error::{ContextKind, ErrorKind};
use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::terminal::Terminal;
use crate::{audit, explain, fetch};

/// CORS as browsers do it
#[derive(Debug, Parser)]
#[command(name = "cors")]
struct Cors {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fetches a URL as a page does, and says what the page sees and why
    Fetch(Box<fetch::Args>),
    /// Explains a HAR file, the output of curl, or the text of a console
    Explain(Box<explain::Args>),
    /// Tests the CORS policy of a server: which origins can read and write what
    Audit(Box<audit::Args>),
}

/// The exit code of a command line that is wrong.
const WRONG: u8 = 2;

/// Said in place of the error of a word that is no option, because it may be a part of a secret.
const STRAY_VALUE: &str = "\
error: there is a word too many. Are there quotes missing around a value, such as -H 'Name: value'?
The word is not shown, because it may be a secret. --json is the format of the report: --json-data sends JSON.";

/// Returns whether a command line has a word too many that is no option.
fn is_stray_value(error: &clap::Error) -> bool {
    let word = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    error.kind() == ErrorKind::UnknownArgument && word.is_some_and(|word| !word.starts_with('-'))
}

/// Runs the program with these words of a command line, and returns the exit code.
pub fn run(
    words: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    terminal: &mut Terminal<'_>,
    clock: &dyn Clock,
) -> u8 {
    let command = match Cors::try_parse_from(words) {
        Ok(Cors { command }) => command,
        Err(error) => {
            let stream = if error.use_stderr() { &mut *terminal.err } else { &mut *terminal.out };
            _ = match is_stray_value(&error) {
                true => writeln!(stream, "{STRAY_VALUE}"),
                false => write!(stream, "{error}"),
            };
            return if error.use_stderr() { WRONG } else { 0 };
        }
    };
    match command {
        Command::Fetch(args) => fetch::run(&args, terminal, clock),
        Command::Explain(args) => explain::run(&args, terminal, clock),
        Command::Audit(args) => audit::run(&args, terminal, clock),
    }
}
