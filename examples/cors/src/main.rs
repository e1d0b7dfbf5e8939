//! The entry point of the program. The rest is in the library, so that tests can call it.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use fetch_cors_cli::{SystemClock, Terminal, run};

fn main() -> ExitCode {
    let (mut input, mut out, mut err) = (io::stdin(), io::stdout(), io::stderr());
    let input_is_terminal = input.is_terminal();
    let (out_is_terminal, err_is_terminal) = (out.is_terminal(), err.is_terminal());
    let mut terminal = Terminal {
        input: &mut input,
        input_is_terminal,
        out: &mut out,
        err: &mut err,
        out_is_terminal,
        err_is_terminal,
    };
    ExitCode::from(run(std::env::args_os(), &mut terminal, &SystemClock::new()))
}
