//! A network without sockets: a table of responses.

use std::collections::BTreeMap;

use fetch_cors::Exchange;

use crate::host::{Error, Response};

/// The responses of the servers.
#[derive(Debug, Default)]
pub(crate) struct Network {
    /// The responses, by the method and the URL, and for some by what the host adds to the message.
    answers: BTreeMap<&'static str, Response>,
}

impl Network {
    /// Adds the rows of a table. A row has the method and the URL, the head of the response, and its body. `headers`
    /// are added to each response.
    pub(crate) fn teach(&mut self, table: &[(&'static str, &str, &str)], headers: &str) -> Result<(), Error> {
        for (to, head, body) in table {
            self.answers.insert(to, Response::new(&format!("{head}\n{headers}"), body)?);
        }
        Ok(())
    }

    /// Sends a message. Returns the response with its URL, or an error if no server answers. `added` is what the host
    /// adds to the message.
    pub(crate) fn send(
        &self,
        message: &Exchange,
        added: &str,
    ) -> Result<fetch_cors::Response<Vec<u8>>, Error> {
        let to = format!("{} {}", message.method(), message.url());
        let answer = self.answers.get(&*format!("{to}{added}")).or_else(|| self.answers.get(&*to));
        Ok(answer.ok_or("no server answers")?.clone().into_machine()?.with_url(message.url().clone()))
    }
}
