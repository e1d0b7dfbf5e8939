//! The servers of the tour: the page's own and two others, on ports of 127.0.0.1 that the system chose,
//! and a port where nobody listens.
//!
//! They answer as they are told and write down what arrives, so that the tour can hold what the engine
//! says against what was really sent.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;

use crate::client::Failure;

/// The servers, as the tour has them.
pub(crate) struct Servers {
    /// What `{page}` and the like stand for.
    names: Vec<(&'static str, String)>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// By method and URL.
    answers: HashMap<String, Response<Bytes>>,
    arrived: Vec<Arrived>,
}

/// What a server received.
pub(crate) struct Arrived {
    /// Method and URL.
    pub(crate) to: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What a server answers. `{page}`, `{api}`, `{other}` and `{nobody}` stand for origins.
pub(crate) struct Answer {
    /// Method and URL.
    pub(crate) to: &'static str,
    pub(crate) status: u16,
    /// Each `name: value`.
    pub(crate) headers: &'static [&'static str],
    pub(crate) body: &'static str,
}

impl Servers {
    pub(crate) fn start() -> Result<Self, Failure> {
        let shared = Arc::<Mutex<Shared>>::default();
        let mut names = Vec::new();
        let mut listeners = Vec::new();
        for name in ["page", "api", "other"] {
            let listener = TcpListener::bind("127.0.0.1:0")?;
            listener.set_nonblocking(true)?;
            names.push((name, origin_of(&listener)?));
            listeners.push(listener);
        }
        // Bound and given up again: nobody listens there.
        names.push(("nobody", origin_of(&TcpListener::bind("127.0.0.1:0")?)?));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        for (listener, (_, origin)) in listeners.into_iter().zip(&names) {
            let _inside = runtime.enter();
            runtime.spawn(serve(
                tokio::net::TcpListener::from_std(listener)?,
                origin.clone(),
                Arc::clone(&shared),
            ));
        }
        std::thread::spawn(move || runtime.block_on(std::future::pending::<()>()));
        Ok(Self { names, shared })
    }

    /// Tells the servers what to answer.
    pub(crate) fn teach(&self, answer: &Answer) -> Result<(), Failure> {
        let mut response = Response::builder().status(answer.status);
        for header in answer.headers {
            let (name, value) = header.split_once(": ").ok_or("a header without a value")?;
            response = response.header(name, self.fill_in(value));
        }
        let response = response.body(Bytes::from_static(answer.body.as_bytes()))?;
        lock(&self.shared).answers.insert(self.fill_in(answer.to), response);
        Ok(())
    }

    /// What has arrived since the last time.
    pub(crate) fn take_arrived(&self) -> Vec<Arrived> {
        std::mem::take(&mut lock(&self.shared).arrived)
    }

    /// `text` with the origins in the place of their names.
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

async fn serve(listener: tokio::net::TcpListener, origin: String, shared: Arc<Mutex<Shared>>) {
    while let Ok((socket, _)) = listener.accept().await {
        let (origin, shared) = (origin.clone(), Arc::clone(&shared));
        let service = service_fn(move |request| answer(request, origin.clone(), Arc::clone(&shared)));
        let connection =
            http1::Builder::new().auto_date_header(false).serve_connection(TokioIo::new(socket), service);
        // A client that hangs up is no concern of a server's.
        tokio::spawn(async move { drop(connection.await) });
    }
}

async fn answer(
    request: Request<Incoming>,
    origin: String,
    shared: Arc<Mutex<Shared>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let to = format!("{} {origin}{}", parts.method, parts.uri);
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let mut shared = lock(&shared);
    let response = shared.answers.get(&to).cloned().unwrap_or_else(not_found);
    shared.arrived.push(Arrived { to, headers: parts.headers, body });
    Ok(response.map(Full::new))
}

fn not_found() -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Nobody panics while holding it, and if so, what is in it is still good.
fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
