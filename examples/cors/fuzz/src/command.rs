//! A fuzz body for the whole command, in each format. The command must end with a documented exit code, and show no secret.

use std::time::Duration;

use fetch_cors_cli::{Clock, Terminal, run as run_command};

/// The words that stand for every secret in the seeds.
const SECRETS: [&str; 2] = ["s3cr3t", "SECRET"];

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) {}
}

/// Runs the command on an input. Returns whether it explained something in every format.
pub fn run(data: &[u8]) -> bool {
    ["text", "json", "html"].iter().all(|format| explains(data, format))
}

fn explains(data: &[u8], format: &str) -> bool {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal {
        input: &mut &*data,
        input_is_terminal: false,
        out: &mut out,
        err: &mut err,
        out_is_terminal: true,
        err_is_terminal: false,
    };
    let words = ["cors", "explain", "--all", "--origin", "https://app.example", "--format", format];
    let code = run_command(words, &mut terminal, &Still);
    let (out, err) = (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
    assert!(code <= 3);
    assert_eq!(code == 2, out.is_empty(), "{err}");
    assert_eq!(code == 2, !err.is_empty(), "{err}");
    // Paths are shown, and a change of a seed may move a secret into a path.
    let is_unchanged = SECRETS.iter().all(|secret| !paths(&out).any(|path| path.contains(secret)));
    if is_unchanged {
        assert!(SECRETS.iter().all(|secret| !out.contains(secret) && !err.contains(secret)), "{out}{err}");
    }
    code != 2
}

/// Returns the texts that may be paths of URLs.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    text.split("://").skip(1).map(|rest| rest.split([' ', '?', '"', '\n', '<']).next().unwrap_or_default())
}
