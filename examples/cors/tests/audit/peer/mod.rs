//! Servers on the loopback interface, and a function that runs the program.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::future;
use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use fetch_cors_cli::{Clock, Terminal, run};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, COOKIE, HeaderName, ORIGIN, VARY,
};
use http::{HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::sync::oneshot;

pub(crate) const TRUSTED: &str = "https://app.site.example";

/// The reaction of a server to a request.
pub(crate) enum Reply {
    Response(Response<()>),
    Hangs,
    Closes,
}

pub(crate) type Policy = fn(&Request<Vec<u8>>) -> Reply;

/// A server that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) origin: String,
    pub(crate) received: Arc<Mutex<Vec<Request<Vec<u8>>>>>,
    _stop: oneshot::Sender<()>,
}

impl Server {
    pub(crate) fn start(policy: Policy) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::<Mutex<Vec<_>>>::default();
        let (stop, stopped) = oneshot::channel();
        let log = Arc::clone(&received);
        std::thread::spawn(move || serve(listener, policy, log, stopped).unwrap());
        Self { origin, received, _stop: stop }
    }

    pub(crate) fn requests(&self) -> usize {
        self.received.lock().unwrap().len()
    }
}

type Log = Arc<Mutex<Vec<Request<Vec<u8>>>>>;

fn serve(listener: TcpListener, policy: Policy, log: Log, stopped: oneshot::Receiver<()>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let log = Arc::clone(&log);
                let service = service_fn(move |request| answer(request, policy, Arc::clone(&log)));
                let mut builder = http1::Builder::new();
                builder.auto_date_header(false);
                tokio::spawn(builder.serve_connection(TokioIo::new(stream), service));
            }
        });
        _ = stopped.await;
        Ok(())
    })
}

async fn answer(
    request: Request<Incoming>,
    policy: Policy,
    log: Log,
) -> Result<Response<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
    let (head, body) = request.into_parts();
    let request = Request::from_parts(head, body.collect().await?.to_bytes().to_vec());
    log.lock().unwrap().push(request.clone());
    match policy(&request) {
        Reply::Response(response) => Ok(response.map(|()| Full::default())),
        Reply::Hangs => match future::pending::<Infallible>().await {},
        Reply::Closes => Err("the connection ends".into()),
    }
}

/// Returns a response that allows the origin if `is_trusted` accepts it. It always has `Vary: origin`.
pub(crate) fn shared_if(request: &Request<Vec<u8>>, is_trusted: impl Fn(&[u8]) -> bool) -> Response<()> {
    let mut response = Response::new(());
    let mut add = |name: HeaderName, value: HeaderValue| _ = response.headers_mut().try_append(name, value);
    add(VARY, HeaderValue::from_static("origin"));
    let origin = request.headers().get(ORIGIN);
    if let Some(origin) = origin.filter(|origin| is_trusted(origin.as_bytes())) {
        add(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        add(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        if request.method() == Method::OPTIONS {
            add(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("PUT"));
            add(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
        }
    }
    response
}

pub(crate) fn exact(request: &Request<Vec<u8>>) -> Reply {
    Reply::Response(shared_if(request, |origin| origin == TRUSTED.as_bytes()))
}

pub(crate) fn suffix(request: &Request<Vec<u8>>) -> Reply {
    Reply::Response(shared_if(request, |origin| origin.ends_with(b"site.example")))
}

pub(crate) fn reflects(request: &Request<Vec<u8>>) -> Reply {
    Reply::Response(shared_if(request, |_| true))
}

pub(crate) fn null(request: &Request<Vec<u8>>) -> Reply {
    Reply::Response(shared_if(request, |origin| origin == TRUSTED.as_bytes() || origin == b"null"))
}

pub(crate) fn hangs_for_null(request: &Request<Vec<u8>>) -> Reply {
    if request.headers().get(ORIGIN).is_some_and(|origin| origin == "null") {
        return Reply::Hangs;
    }
    exact(request)
}

pub(crate) fn closes_for_null(request: &Request<Vec<u8>>) -> Reply {
    if request.headers().get(ORIGIN).is_some_and(|origin| origin == "null") {
        return Reply::Closes;
    }
    exact(request)
}

/// Returns a response that reflects any origin, repeats the session wherever it can, and has markup in a header.
pub(crate) fn repeats_session(request: &Request<Vec<u8>>) -> Reply {
    let mut response = shared_if(request, |_| true);
    let headers = response.headers_mut();
    headers.try_append("x-markup", HeaderValue::from_static("</pre><script>alert('1')</script>\"&")).unwrap();
    if let Some(cookie) = request.headers().get(COOKIE) {
        let token = cookie.to_str().unwrap().split('=').next_back().unwrap();
        for name in ["x-cookie", "location", "access-control-expose-headers", "vary"] {
            headers.try_append(name, cookie.clone()).unwrap();
        }
        headers.try_append("x-token", HeaderValue::from_str(&format!("<{token}>")).unwrap()).unwrap();
        headers.try_append("x-upper", HeaderValue::from_str(&token.to_uppercase()).unwrap()).unwrap();
        let name = HeaderName::from_bytes(format!("x-{}", token.to_lowercase()).as_bytes()).unwrap();
        headers.try_append(name, HeaderValue::from_static("1")).unwrap();
    }
    Reply::Response(response)
}

/// A clock that only `sleep` moves.
#[derive(Default)]
pub(crate) struct TestClock {
    now: Cell<Duration>,
    pub(crate) sleeps: RefCell<Vec<Duration>>,
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        self.now.get()
    }

    fn sleep(&self, duration: Duration) {
        self.now.set(self.now.get() + duration);
        self.sleeps.borrow_mut().push(duration);
    }
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

/// Runs `cors audit` with these words.
pub(crate) fn audit(words: &[&str]) -> Outcome {
    audit_with(words, &TestClock::default(), false)
}

pub(crate) fn audit_with(words: &[&str], clock: &TestClock, err_is_terminal: bool) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut terminal = Terminal {
        input: &mut io::empty(),
        input_is_terminal: false,
        out: &mut out,
        err: &mut err,
        out_is_terminal: false,
        err_is_terminal,
    };
    let code = run([&["cors", "audit"], words].concat(), &mut terminal, clock);
    Outcome { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// Runs `cors audit` for one route with two methods, as most tests do.
pub(crate) fn audit_route(server: &Server, more: &[&str]) -> Outcome {
    audit(&[&[server.origin.as_str(), "--trusts", TRUSTED, "--route", "GET,PUT /items"], more].concat())
}
