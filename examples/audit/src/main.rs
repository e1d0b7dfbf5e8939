//! The program. Everything is in the library, so that tests can call it.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use fetch_cors_audit::{SystemClock, Terminal, run};

fn main() -> ExitCode {
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let err_is_terminal = err.is_terminal();
    let mut terminal = Terminal { out: &mut out, err: &mut err, err_is_terminal };
    ExitCode::from(run(std::env::args_os(), &mut terminal, &SystemClock::new()))
}
