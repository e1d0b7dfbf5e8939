//! The client in C as a process that fetches the requests of the suite.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use fetch_cors::error::{Blocker, HostError};
use fetch_cors::{
    FilteredResponse, Hop, NetworkError, PreflightCache, Request, Step, Timestamp, fetch, http,
};
use fetch_cors_conformance::{Body, Client, Failure, Seen};
use serde_json::Value;

use crate::compile::{client, command};
use crate::json;

/// A process of the client. It has one preflight cache and one cookie jar for all fetches.
pub(crate) struct CProcess {
    process: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl CProcess {
    pub(crate) fn start() -> Self {
        let mut command = command(client());
        command.arg("--serve").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let (input, output) = (process.stdin.take(), process.stdout.take().unwrap());
        Self { process, input, output: BufReader::new(output) }
    }

    /// Ends the process. Under valgrind, this fails if there was a leak or an invalid access to memory.
    pub(crate) fn end(mut self) {
        drop(self.input.take());
        let status = self.process.wait().unwrap();
        assert!(status.success(), "{status}: see the messages of valgrind above");
    }

    fn send(&mut self, request: &Request, body: &Body) -> Result<(), Failure> {
        let chunks = match body {
            Body::None => &[][..],
            Body::Source(bytes) => std::slice::from_ref(bytes),
            Body::Stream(chunks) => chunks,
        };
        let mut order = Vec::new();
        writeln!(order, "{}\n{}\n{}", json::page(request), json::request(request), chunks.len())?;
        for chunk in chunks {
            writeln!(order, "{}", chunk.len())?;
            order.extend_from_slice(chunk);
            order.push(b'\n');
        }
        let input = self.input.as_mut().ok_or("the process has ended")?;
        input.write_all(&order)?;
        Ok(input.flush()?)
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        match line.strip_suffix('\n') {
            Some(line) => Ok(line.to_owned()),
            None => Err("the process has ended".into()),
        }
    }

    /// Returns the body, or `None` if the page may not see it.
    fn body(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        let length = match self.line()?.as_str() {
            "none" => return Ok(None),
            "broken" => return Err("the body broke off".into()),
            length => length.parse()?,
        };
        let mut body = vec![0; length];
        self.output.read_exact(&mut body)?;
        self.output.read_exact(&mut [0])?;
        Ok(Some(body))
    }
}

impl Client for CProcess {
    async fn fetch(&mut self, request: Request, body: Body) -> Result<Seen, Failure> {
        self.send(&request, &body)?;
        let outcome = self.line()?;
        if let Some(trouble) = outcome.strip_prefix("! ") {
            return Err(trouble.into());
        }
        let outcome: Value = outcome.parse()?;
        let explanation: Value = self.line()?.parse()?;
        let body = self.body();
        let explained = explanation["outcome"].as_str().unwrap();
        match outcome.get("error") {
            Some(error) => {
                assert_eq!(explained, "refused", "{explanation}");
                Err(network_error(&request, error)?.into())
            }
            None => {
                assert_eq!(explained, "allowed", "{explanation}");
                Ok(seen(&outcome)?.with_body(body?))
            }
        }
    }
}

/// Returns what the page sees, from the JSON of the process.
fn seen(outcome: &Value) -> Result<Seen, Failure> {
    // Every field is replaced.
    let mut seen = Seen::of(&FilteredResponse::basic(http::Response::new(()), None));
    seen.response_type = json::response_type(&outcome["type"]);
    seen.status = outcome["status"].as_u64().unwrap().try_into()?;
    seen.url = outcome["url"].as_str().map(str::parse).transpose()?;
    seen.redirected = outcome["redirected"].as_bool().unwrap();
    seen.headers = json::headers(&outcome["headers"]);
    Ok(seen)
}

/// Creates a network error of the kind in the JSON of the process.
///
/// The suite checks the network error of the engine, but this error cannot leave the process. So it is created again here.
fn network_error(request: &Request, error: &Value) -> Result<NetworkError, Failure> {
    let (mut cache, message) = (PreflightCache::new(), error["message"].as_str().unwrap().to_owned());
    let kind = error["kind"].as_str().unwrap();
    let step = if kind == "refused" {
        Hop::new(request.clone()).block::<()>(Blocker::Host(message.into()), &mut cache)
    } else {
        let Step::Send(exchange) = fetch::<()>(request.clone(), &mut cache, Timestamp::ZERO) else {
            return Err(message.into());
        };
        match kind {
            "no-response" => exchange.fail(message, &mut cache),
            "host-mistake" => exchange.fail(HostError::WrongBody, &mut cache),
            _ => return Err(message.into()),
        }
    };
    match step {
        Step::Done(Err(error)) => Ok(error),
        other => Err(format!("{other:?} is no error").into()),
    }
}
