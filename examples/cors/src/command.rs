use std::ffi::OsString;

use clap::error::{ContextKind, ErrorKind};
use clap::{Parser, Subcommand};

use crate::clock::Clock;
use crate::terminal::Terminal;
use crate::{audit, explain, fetch};

/// The CORS rules of browsers, on the command line.
#[derive(Debug, Parser)]
#[command(name = "cors")]
struct Cors {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fetch a URL as a page would, and print what the page sees and why.
    Fetch(Box<fetch::Args>),
    /// Explain why a browser refused a fetch, from a HAR file, the output of curl, or the text of a console.
    Explain(Box<explain::Args>),
    /// Test the CORS policy of a server: print which origins can read and write what.
    Audit(Box<audit::Args>),
}

/// The exit code for a wrong command line.
const WRONG: u8 = 2;

/// The error for an unexpected word that is not an option. It does not show the word, which may be a part of a secret.
const STRAY_VALUE: &str = "\
error: there is an unexpected word. Are quotes missing around a value, such as -H 'Name: value'?
The word is not shown, because it may be a secret. --json only sets the format of the report. To send JSON, use --json-data.";

/// Returns whether an error is about an unexpected word that is not an option.
fn is_stray_value(error: &clap::Error) -> bool {
    let word = error.get(ContextKind::InvalidArg).map(ToString::to_string);
    error.kind() == ErrorKind::UnknownArgument && word.is_some_and(|word| !word.starts_with('-'))
}

/// Runs the program with the words of a command line, and returns the exit code. The first word is the name of the program.
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
