//! Running the policy lab over a network.

use fetch_cors::lab::{PolicyLab, Report, WithRoute};
use http::{Request, Response};

use crate::audit::network::Network;
use crate::audit::pace::Pace;
use crate::progress::Progress;

/// The number of requests after which the audit gives up, if none of them got a response.
const PATIENCE_AT_FIRST: usize = 3;
/// The number of requests in a row without a response after which the audit gives up.
const PATIENCE: usize = 20;

const GIVEN_UP: &str = "no more requests were sent, because too many in a row had no response";

/// Tests a server with the lab.
///
/// # Errors
///
/// Returns the error of the first request if the server gave no response at all.
pub(crate) fn audit(
    lab: &PolicyLab<WithRoute>,
    network: &Network,
    pace: &mut Pace<'_>,
    progress: &mut Progress<'_>,
) -> Result<Report, String> {
    let mut tally = Tally::default();
    let mut report = lab.run(|request: Request<Vec<u8>>| -> Result<Response<()>, String> {
        if tally.gives_up() {
            return Err(GIVEN_UP.to_owned());
        }
        progress.show(|seconds| tally.line(lab.requests(), seconds));
        pace.wait();
        let answer = network.send(request);
        tally.add(&answer);
        answer
    });
    progress.clear();
    if tally.gives_up() {
        progress.say(&format!("Warning: the report is incomplete: {GIVEN_UP}."));
    }
    // The lab also counts the requests that were not sent.
    report.requests = tally.sent;
    match tally.first_error {
        Some(error) if tally.sent == tally.unanswered => Err(error),
        _ => Ok(report),
    }
}

/// The counts of the requests that were sent, and of those without a response.
#[derive(Default)]
struct Tally {
    sent: usize,
    unanswered: usize,
    unanswered_in_a_row: usize,
    first_error: Option<String>,
}

impl Tally {
    fn gives_up(&self) -> bool {
        let is_first = self.sent == self.unanswered;
        self.unanswered_in_a_row >= if is_first { PATIENCE_AT_FIRST } else { PATIENCE }
    }

    /// Returns the line that shows the progress.
    fn line(&self, most: usize, seconds: u64) -> String {
        let line = format!("{} of at most {most} requests sent, {seconds} s", self.sent);
        match self.unanswered {
            0 => line,
            unanswered => format!("{line}, {unanswered} without a response"),
        }
    }

    fn add(&mut self, answer: &Result<Response<()>, String>) {
        self.sent += 1;
        match answer {
            Ok(_) => self.unanswered_in_a_row = 0,
            Err(error) => {
                self.unanswered += 1;
                self.unanswered_in_a_row += 1;
                self.first_error.get_or_insert_with(|| error.clone());
            }
        }
    }
}
