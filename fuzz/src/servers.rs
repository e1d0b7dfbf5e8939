//! Servers that send the answers of an input one after the other.

use super::fetch_input::Input;
use super::text::printable;
use super::twin::{WireAnswer, WireMessage, headers};

/// The servers, with the number of answers of each kind that they have sent.
#[derive(Clone, Debug)]
pub(super) struct Servers<'a> {
    input: &'a Input,
    preflights: usize,
    actuals: usize,
}

impl<'a> Servers<'a> {
    pub(super) fn new(input: &'a Input) -> Self {
        Self { input, preflights: 0, actuals: 0 }
    }

    pub(super) fn answer(&mut self, message: &WireMessage) -> Option<WireAnswer> {
        let (answers, next) = match message.is_preflight {
            true => (&self.input.preflights, &mut self.preflights),
            false => (&self.input.actuals, &mut self.actuals),
        };
        let answer = &answers[*next % answers.len()];
        *next += 1;
        if !answer.reached {
            return None;
        }
        let asked = headers::get(&message.headers, b"origin").unwrap_or_else(|| b"null".to_vec());
        let shares = answer.shares.iter().map(|share| printable(share.as_ref().unwrap_or(&asked)));
        let shares = shares.map(|share| (b"Access-Control-Allow-Origin".to_vec(), share));
        Some(WireAnswer {
            status: answer.status,
            headers: shares.chain(answer.rest.iter().cloned()).collect(),
        })
    }
}
