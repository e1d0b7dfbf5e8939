//! A network without sockets: a table of what there is.

use std::collections::BTreeMap;

use fetch_cors::Exchange;

use crate::host::{Error, Response};

#[derive(Debug, Default)]
pub(crate) struct Network {
    /// By method and URL, and what the host adds to the message if that matters to the server.
    answers: BTreeMap<&'static str, Response>,
}

impl Network {
    /// A row has the method and the URL, the head of the response, and its body. `headers` are in each response.
    pub(crate) fn teach(&mut self, table: &[(&'static str, &str, &str)], headers: &str) -> Result<(), Error> {
        for (to, head, body) in table {
            self.answers.insert(to, Response::new(&format!("{head}\n{headers}"), body)?);
        }
        Ok(())
    }

    /// What is there, with the URL that it came from, or why there is nothing. `added` is what the host adds
    /// to the message.
    pub(crate) fn send(
        &self,
        message: &Exchange,
        added: &str,
    ) -> Result<fetch_cors::Response<Vec<u8>>, Error> {
        let to = format!("{} {}", message.method(), message.url());
        let answer = self.answers.get(&*format!("{to}{added}")).or_else(|| self.answers.get(&*to));
        Ok(answer.ok_or("nobody answers")?.clone().into_machine()?.with_url(message.url().clone()))
    }
}
