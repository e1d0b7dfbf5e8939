//! The types of which a case consists: fetches, the messages that the servers must receive, and what the page must see.

use fetch_cors::error::ErrorKind;
use fetch_cors::request::{FetchBuilder, RequestError};
use fetch_cors::response::ResponseType;
use fetch_cors::{Request, request};

use crate::Body;
use crate::fault::Fault;
use crate::server::{Answer, Script, Scripted, Server};
use crate::world::Target;

/// A case of the suite: one or more fetches that look for one fault.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) fault: Fault,
    pub(crate) name: String,
    /// The faults that the client must not have. With one of them, the case could fail although the client does not have the
    /// fault that the case looks for.
    pub(crate) needs: &'static [Fault],
    pub(crate) fetches: Vec<Fetch>,
}

impl Case {
    pub(crate) fn new(fault: Fault, name: impl Into<String>) -> Self {
        Self { fault, name: name.into(), needs: &[], fetches: Vec::new() }
    }

    pub(crate) fn needs(self, needs: &'static [Fault]) -> Self {
        Self { needs, ..self }
    }

    pub(crate) fn fetch(mut self, fetch: Fetch) -> Self {
        self.fetches.push(fetch);
        self
    }
}

/// A fetch, the answers of the servers, and what must happen.
#[derive(Debug)]
pub(crate) struct Fetch {
    pub(crate) request: Result<Request, RequestError>,
    pub(crate) body: Body,
    pub(crate) script: Script,
    pub(crate) wire: Wire,
    pub(crate) page: Page,
}

impl Fetch {
    /// Creates a fetch from a builder, without a body.
    pub(crate) fn new(builder: FetchBuilder) -> Self {
        Self::of(builder.build())
    }

    /// Creates a fetch with a body of bytes.
    pub(crate) fn with_source(builder: FetchBuilder, bytes: impl AsRef<[u8]>) -> Self {
        let body = Body::Source(bytes.as_ref().to_vec());
        Self { body, ..Self::new(builder.body(request::Body::source())) }
    }

    /// Creates a fetch whose body is a stream.
    pub(crate) fn with_stream(builder: FetchBuilder, chunks: &[&[u8]]) -> Self {
        let body = Body::Stream(chunks.iter().map(|chunk| chunk.to_vec()).collect());
        Self { body, ..Self::new(builder.body(request::Body::stream())) }
    }

    /// Creates a fetch from any request, without a body.
    pub(crate) fn of(request: Result<Request, RequestError>) -> Self {
        Self {
            request,
            body: Body::None,
            script: Vec::new(),
            wire: Wire::Exactly(Vec::new()),
            page: Page::Anything,
        }
    }

    /// Adds a message that a server must receive, and the answer to it.
    pub(crate) fn exchange(mut self, message: Message, answer: Answer) -> Self {
        let Message { server, method, path, .. } = message.clone();
        self.script.push(Scripted { server, method, path, answer });
        if let Wire::Exactly(messages) = &mut self.wire {
            messages.push(message);
        }
        self
    }

    /// Allows any messages on the wire.
    pub(crate) fn over_any_wire(self) -> Self {
        Self { wire: Wire::Anything, ..self }
    }

    /// Sets what the page must see of the response.
    pub(crate) fn sees(self, sights: impl Into<Vec<Sight>>) -> Self {
        self.page(Page::Sees(sights.into()))
    }

    /// Sets what the page must see: a response or a network error.
    pub(crate) fn page(self, page: Page) -> Self {
        Self { page, ..self }
    }
}

/// The messages that the servers must receive.
#[derive(Debug)]
pub(crate) enum Wire {
    /// Exactly these messages, in this order.
    Exactly(Vec<Message>),
    /// Any number of any messages.
    Anything,
}

/// The outcome that the page must see.
#[derive(Debug)]
pub(crate) enum Page {
    /// A response or a network error.
    Anything,
    /// A response with all of these properties.
    Sees(Vec<Sight>),
    /// A network error of any kind.
    Fails,
    /// A network error of this kind. It must have a source, unless its kind is `Refused`.
    FailsAs(ErrorKind),
    /// A network error as for `FailsAs`, or a response, because some clients can send messages that others cannot.
    FailsAsOrSees(ErrorKind),
    /// A network error, or a response whose body differs from these bytes. They are the part of the body that the server
    /// sent.
    DoesNotTakeForWhole(&'static [u8]),
}

/// A property of the response that the page sees.
#[derive(Debug)]
pub(crate) enum Sight {
    Type(ResponseType),
    Status(u16),
    /// The URL, or `None` if there must be no URL.
    Url(Option<String>),
    Redirected(bool),
    /// A header with its values, joined by `, `.
    Header(String, Vec<u8>),
    NoHeader(String),
    Body(Vec<u8>),
    /// No body, or an empty body.
    NoBody,
}

/// A message that a server must receive.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) server: Server,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) parts: Vec<Part>,
}

/// A property that a message must have.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A header with its values, joined by `, `.
    Header(String, Vec<u8>),
    NoHeader(&'static str),
    /// No headers except these, and the headers that every browser adds.
    NoOtherHeader(&'static [&'static str]),
    Cookie(&'static str),
    NoCookie(&'static str),
    Body(Vec<u8>),
}

impl Sight {
    pub(crate) fn header(name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        Self::Header(name.into(), value.as_ref().to_vec())
    }

    pub(crate) fn no_header(name: impl Into<String>) -> Self {
        Self::NoHeader(name.into())
    }
}

impl Message {
    pub(crate) fn new(method: impl Into<String>, target: &Target) -> Self {
        Self { server: target.server, method: method.into(), path: target.path.clone(), parts: Vec::new() }
    }

    pub(crate) fn header(self, name: impl Into<String>, value: impl AsRef<[u8]>) -> Self {
        let value = value.as_ref().to_vec();
        self.with(Part::Header(name.into(), value))
    }

    pub(crate) fn no_header(self, name: &'static str) -> Self {
        self.with(Part::NoHeader(name))
    }

    pub(crate) fn no_header_but(self, names: &'static [&'static str]) -> Self {
        self.with(Part::NoOtherHeader(names))
    }

    pub(crate) fn cookie(self, name: &'static str) -> Self {
        self.with(Part::Cookie(name))
    }

    pub(crate) fn no_cookie(self, name: &'static str) -> Self {
        self.with(Part::NoCookie(name))
    }

    pub(crate) fn body(self, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref().to_vec();
        self.with(Part::Body(body))
    }

    /// Sets that the message has no body, and no header that announces a body.
    pub(crate) fn no_body(self) -> Self {
        self.body(b"").no_header("content-length").no_header("transfer-encoding")
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}
