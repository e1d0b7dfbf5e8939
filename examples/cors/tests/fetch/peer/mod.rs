//! Servers on the loopback interface, and a function that runs the program.

mod certificates;

use std::convert::Infallible;
use std::future;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use fetch_cors_cli::{SystemClock, Terminal, run};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, ServerConnection, Stream};

pub(crate) use certificates::{Certificates, Validity};

/// The origin of the page in all fetches that set no other.
pub(crate) const PAGE: &str = "https://app.example";

/// The reaction of a server to a request.
pub(crate) enum Reply {
    Response(Response<Vec<u8>>),
    Hangs,
}

type Policy = dyn Fn(&Request<Vec<u8>>) -> Reply + Send + Sync;

/// A server that runs until the test ends.
pub(crate) struct Server {
    /// The host and the port, such as `127.0.0.1:PORT`.
    pub(crate) host: String,
    /// The origin, such as `http://127.0.0.1:PORT`.
    pub(crate) origin: String,
    received: Arc<Mutex<Vec<Request<Vec<u8>>>>>,
}

impl Server {
    pub(crate) fn start(policy: impl Fn(&Request<Vec<u8>>) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve("http", "127.0.0.1", None, Arc::new(policy))
    }

    /// Starts a server with TLS. Its URL has the host `localhost`.
    pub(crate) fn encrypted(
        config: ServerConfig,
        policy: impl Fn(&Request<Vec<u8>>) -> Reply + Send + Sync + 'static,
    ) -> Self {
        Self::serve("https", "localhost", Some(TlsAcceptor::from(Arc::new(config))), Arc::new(policy))
    }

    fn serve(scheme: &str, name: &str, tls: Option<TlsAcceptor>, policy: Arc<Policy>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = format!("{name}:{}", listener.local_addr().unwrap().port());
        let received = Arc::<Mutex<Vec<_>>>::default();
        let log = Arc::clone(&received);
        std::thread::spawn(move || accept(listener, tls, policy, log));
        Self { origin: format!("{scheme}://{host}"), host, received }
    }

    /// Returns the requests that were received since the last call.
    pub(crate) fn take(&self) -> Vec<Request<Vec<u8>>> {
        std::mem::take(&mut self.received.lock().unwrap())
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

type Log = Arc<Mutex<Vec<Request<Vec<u8>>>>>;

fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, policy: Arc<Policy>, log: Log) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        listener.set_nonblocking(true).unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        while let Ok((socket, _)) = listener.accept().await {
            let (tls, policy, log) = (tls.clone(), Arc::clone(&policy), Arc::clone(&log));
            tokio::spawn(async move {
                match tls {
                    None => speak(socket, policy, log).await,
                    // A program that does not accept the certificate closes the connection.
                    Some(tls) => {
                        if let Ok(socket) = tls.accept(socket).await {
                            speak(socket, policy, log).await;
                        }
                    }
                }
            });
        }
    });
}

async fn speak<S>(socket: S, policy: Arc<Policy>, log: Log)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let service = service_fn(move |request| answer(request, Arc::clone(&policy), Arc::clone(&log)));
    _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
}

async fn answer(
    request: Request<Incoming>,
    policy: Arc<Policy>,
    log: Log,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let request = Request::from_parts(head, body.collect().await.unwrap().to_bytes().to_vec());
    let reply = policy(&request);
    log.lock().unwrap().push(request);
    match reply {
        Reply::Response(response) => Ok(response.map(|body| Full::new(body.into()))),
        Reply::Hangs => future::pending().await,
    }
}

/// Starts a server that answers every request with these bytes, and closes the connection. Returns its host.
pub(crate) fn raw(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket = socket.unwrap();
            _ = socket.read(&mut [0; 4096]);
            _ = socket.write_all(bytes);
        }
    });
    host
}

/// Starts a server that sends these bytes over TLS once, and closes the connection without ending TLS. Returns its URL.
pub(crate) fn raw_encrypted(config: ServerConfig, bytes: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut session = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = Stream::new(&mut session, &mut socket);
        _ = stream.read(&mut [0; 4096]);
        stream.write_all(bytes.as_bytes()).unwrap();
    });
    url
}

/// Returns a response that a page of any origin may read, also with credentials.
pub(crate) fn shared(
    request: &Request<Vec<u8>>,
    headers: &[(&str, &str)],
    body: impl Into<Vec<u8>>,
) -> Reply {
    let mut response = Response::builder()
        .header("access-control-allow-credentials", "true")
        .header("access-control-allow-methods", "PUT")
        .header("access-control-allow-headers", "authorization, content-type, x-token");
    if let Some(origin) = request.headers().get("origin") {
        response = response.header("access-control-allow-origin", origin);
    }
    for (name, value) in headers {
        response = match *name {
            ":status" => response.status(*value),
            name => response.header(name, *value),
        };
    }
    Reply::Response(response.body(body.into()).unwrap())
}

/// Returns the value of a header, or an empty text if there is none.
pub(crate) fn header<'r>(request: &'r Request<Vec<u8>>, name: &str) -> &'r str {
    request.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The outputs of the program, and its exit code.
pub(crate) struct Outcome {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Outcome {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// Runs `cors fetch` with these words.
pub(crate) fn fetch(words: &[&str]) -> Outcome {
    fetch_with(words, b"", false)
}

pub(crate) fn fetch_with(words: &[&str], input: &[u8], err_is_terminal: bool) -> Outcome {
    command_with(&[&["fetch"], words].concat(), input, err_is_terminal)
}

/// Runs `cors` with these words, the first of which is the command.
pub(crate) fn command(words: &[&str]) -> Outcome {
    command_with(words, b"", false)
}

fn command_with(words: &[&str], mut input: &[u8], err_is_terminal: bool) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal {
        input: &mut input,
        input_is_terminal: false,
        out: &mut out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal,
    };
    let code = run([&["cors"], words].concat(), &mut terminal, &SystemClock::new());
    Outcome { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// A temporary file that is removed when it is dropped.
pub(crate) struct File(pub(crate) std::path::PathBuf);

impl File {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("cors-fetch-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        _ = std::fs::remove_file(&self.0);
    }
}
