//! The network of the audit, which reaches only one server.

use std::iter;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};

use crate::transport::{Options, Traffic, Transport, TransportError, Trust, Versions};

/// A network that sends requests to one server only. Each request has its own connection.
pub(crate) struct Network {
    transport: Transport,
    server: String,
}

/// The command has no option that accepts other certificates.
const CERTIFICATE_ADVICE: &str = "cors audit accepts only certificates of authorities that browsers trust. Test the \
     server with such a certificate, or over http: on the machine on which it runs";

const USER_AGENT: &str = concat!("fetch-cors-audit/", env!("CARGO_PKG_VERSION"));

/// The maximum length of a body that is read, in bytes. A longer body is not read at all.
const SHORT_BODY: u64 = 1 << 16;

impl Network {
    /// Creates a network for the server with this origin. `timeout` is the maximum time for each response.
    ///
    /// # Errors
    ///
    /// Returns a text for people if the network cannot be used.
    pub(crate) fn new(server: &str, timeout: Duration) -> Result<Self, String> {
        let options = Options {
            timeout,
            connect_timeout: None,
            max_time: None,
            // With an invalid certificate, anyone in between could read the session and answer in place of the server.
            trust: Trust::Authorities,
            certificate_advice: CERTIFICATE_ADVICE,
            versions: Versions::Http1,
            decodes: false,
            addresses: Vec::new(),
            user_agent: USER_AGENT,
        };
        let transport = Transport::new(options).map_err(|error| causes(&error))?;
        Ok(Self { transport, server: server.trim_end_matches('/').to_owned() })
    }

    /// Sends a request, and waits for the head of the response. Follows no redirects.
    ///
    /// # Errors
    ///
    /// Returns a text for people if there is no response, or if the request is for another server.
    pub(crate) fn send(&self, request: Request<Vec<u8>>) -> Result<Response<()>, String> {
        // The lab itself never sends a request to another server. This check holds even if the lab has a mistake.
        if !self.is_server(request.uri()) {
            return Err("the request is for another server, so it was not sent".to_owned());
        }
        self.try_send(request).map_err(|error| causes(&error))
    }

    fn try_send(&self, request: Request<Vec<u8>>) -> Result<Response<()>, TransportError> {
        let (parts, body) = request.into_parts();
        let body = Some(Bytes::from(body)).filter(|body| !body.is_empty());
        let message = Request::from_parts(parts, ());
        let response = self.transport.send(message, body, &mut Traffic::default(), &mut || {})?;
        if response.status() == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(TransportError::ProxyPassword);
        }
        let (head, body) = response.into_parts();
        let length =
            head.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        // A server may log an error if the connection closes before the end of its body. So a short body is read.
        if length.is_some_and(|length: u64| length <= SHORT_BODY) {
            _ = self.transport.read(body, &mut || {});
        }
        Ok(Response::from_parts(head, ()))
    }

    fn is_server(&self, uri: &http::Uri) -> bool {
        let origin = uri.scheme_str().zip(uri.authority());
        origin.is_some_and(|(scheme, authority)| format!("{scheme}://{authority}") == self.server)
    }
}

/// Returns the text of an error and of all its causes.
fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = iter::successors(Some(error), |error| error.source());
    let mut texts: Vec<String> = causes.map(ToString::to_string).collect();
    texts.dedup();
    texts.join(": ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::Request;

    use super::Network;

    #[test]
    fn nothing_is_sent_to_another_server() {
        let network = Network::new("http://127.0.0.1:1/", Duration::from_secs(1)).unwrap();
        for uri in ["http://127.0.0.1:2/", "https://127.0.0.1:1/", "http://a@127.0.0.1:1/", "/"] {
            let error = network.send(Request::builder().uri(uri).body(Vec::new()).unwrap()).unwrap_err();
            assert!(error.contains("another server"), "{uri}: {error}");
        }
        let error = network.send(Request::builder().uri("http://127.0.0.1:1/").body(Vec::new()).unwrap());
        assert!(!error.unwrap_err().contains("another server"));
    }
}
