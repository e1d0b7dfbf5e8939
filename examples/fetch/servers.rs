//! The servers of the tour: the page's own server and two others, on free ports of 127.0.0.1. There is also a port on which
//! no server listens.
//!
//! Each stop of the tour sets the responses. The servers record the requests that arrive, so that the tour can compare what
//! the engine reports with what was really sent.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};

use super::client::Failure;

/// The maximum time that a server waits for a client that stops in the middle of a message.
const PATIENCE: Duration = Duration::from_secs(5);

/// The running servers, with their origins and their responses.
pub(crate) struct Servers {
    /// The placeholders, such as `page` for `{page}`, and the origins that they stand for.
    names: Vec<(&'static str, String)>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// The responses, by method and URL.
    answers: HashMap<String, Response<Bytes>>,
    /// The requests that have arrived, in order.
    arrived: Vec<Arrived>,
}

/// A request that a server received.
pub(crate) struct Arrived {
    /// The method and the URL.
    pub(crate) to: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The response of a server to one method and URL. `{page}`, `{api}`, `{other}` and `{nobody}` stand for origins.
pub(crate) struct Answer {
    /// The method and the URL.
    pub(crate) to: &'static str,
    pub(crate) status: u16,
    /// The headers, each as `name: value`.
    pub(crate) headers: &'static [&'static str],
    pub(crate) body: &'static str,
}

impl Servers {
    /// Starts the servers, each in a thread of its own.
    pub(crate) fn start() -> Result<Self, Failure> {
        let shared = Arc::<Mutex<Shared>>::default();
        let mut names = Vec::new();
        for name in ["page", "api", "other"] {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            let origin = origin_of(&listener)?;
            names.push((name, origin.clone()));
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || serve(&listener, &origin, &shared));
        }
        // This port is free, and no server listens on it, because the listener is dropped at once.
        names.push(("nobody", origin_of(&TcpListener::bind("127.0.0.1:0")?)?));
        Ok(Self { names, shared })
    }

    /// Sets the response of a server to one method and URL.
    pub(crate) fn teach(&self, answer: &Answer) -> Result<(), Failure> {
        let mut response = Response::builder().status(answer.status);
        for header in answer.headers {
            let (name, value) = header.split_once(": ").ok_or("a header has no value")?;
            response = response.header(name, self.fill_in(value));
        }
        let response = response.body(Bytes::from_static(answer.body.as_bytes()))?;
        lock(&self.shared).answers.insert(self.fill_in(answer.to), response);
        Ok(())
    }

    /// Returns the requests that have arrived since the last call.
    pub(crate) fn take_arrived(&self) -> Vec<Arrived> {
        std::mem::take(&mut lock(&self.shared).arrived)
    }

    /// Replaces the placeholders in a text by the origins.
    pub(crate) fn fill_in(&self, text: &str) -> String {
        let replace = |text: String, (name, origin): &(&str, String)| {
            let host = origin.trim_start_matches("http://");
            text.replace(&format!("{{{name}}}"), origin).replace(&format!("{{{name}:host}}"), host)
        };
        self.names.iter().fold(text.to_owned(), replace)
    }
}

fn origin_of(listener: &TcpListener) -> Result<String, Failure> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// Answers one connection after the other. Each connection carries one message.
fn serve(listener: &TcpListener, origin: &str, shared: &Mutex<Shared>) {
    for mut socket in listener.incoming().flatten() {
        // It is no error for a server if the client closes the connection.
        let _ = answer(&mut socket, origin, shared);
    }
}

fn answer(socket: &mut TcpStream, origin: &str, shared: &Mutex<Shared>) -> Result<(), Failure> {
    socket.set_read_timeout(Some(PATIENCE))?;
    let message = receive(socket)?;
    let to = format!("{} {origin}{}", message.method(), message.uri());
    let has_body = message.method() != Method::HEAD;
    let (parts, body) = message.into_parts();
    let response = {
        let mut shared = lock(shared);
        let response = shared.answers.get(&to).cloned().unwrap_or_else(not_found);
        shared.arrived.push(Arrived { to, headers: parts.headers, body });
        response
    };
    let mut bytes = format!("HTTP/1.1 {}\r\nConnection: close\r\n", response.status()).into_bytes();
    for (name, value) in response.headers() {
        bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    bytes.extend(format!("Content-Length: {}\r\n\r\n", response.body().len()).into_bytes());
    if has_body {
        bytes.extend(response.body());
    }
    socket.write_all(&bytes)?;
    Ok(())
}

/// Reads a message: its head, and a body of the length that the head states.
fn receive(socket: &mut TcpStream) -> Result<Request<Bytes>, Failure> {
    let mut received = Vec::new();
    loop {
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut head = httparse::Request::new(&mut headers);
        if let httparse::Status::Complete(length) = head.parse(&received)? {
            let mut message =
                Request::builder().method(head.method.unwrap_or("")).uri(head.path.unwrap_or(""));
            for header in head.headers.iter() {
                message = message.header(header.name, header.value);
            }
            let message = message.body(())?;
            let of_body =
                message.headers().get(header::CONTENT_LENGTH).map_or(Ok("0"), |length| length.to_str())?;
            let whole = length.saturating_add(of_body.parse()?);
            while received.len() < whole {
                receive_more(socket, &mut received)?;
            }
            return Ok(message.map(|()| Bytes::from(received.split_off(length))));
        }
        receive_more(socket, &mut received)?;
    }
}

fn receive_more(socket: &mut TcpStream, received: &mut Vec<u8>) -> Result<(), Failure> {
    let mut buffer = [0; 4096];
    let count = socket.read(&mut buffer)?;
    if count == 0 {
        return Err("the client closed the connection".into());
    }
    received.extend(buffer.iter().take(count));
    Ok(())
}

fn not_found() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Locks the shared data. If a thread panicked while it held the lock, the data is still usable.
fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
