use std::convert::Infallible;
use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};

use http::{Request, Response, Version};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Handle};
use tokio::sync::{oneshot, watch};

use super::answer::{AnswerBody, NoAnswer};
use super::interim::{Connection, Interim};
use super::log::Arrived;
use super::script::Stage;
use super::{Connections, Server, lock};

/// Runs the servers until the sender of `stopped` is dropped.
pub(super) fn serve(
    listeners: [(Server, TcpListener); 3],
    stage: &Arc<Mutex<Stage>>,
    connections: &watch::Sender<Connections>,
    started: &mpsc::Sender<io::Result<Handle>>,
    stopped: oneshot::Receiver<()>,
) {
    let served = Builder::new_current_thread().enable_all().build().and_then(|runtime| {
        runtime.block_on(async {
            for (server, listener) in listeners {
                listener.set_nonblocking(true)?;
                let listener = tokio::net::TcpListener::from_std(listener)?;
                tokio::spawn(accept(server, listener, Arc::clone(stage), connections.subscribe()));
            }
            // The receiver may have been dropped already.
            let _ = started.send(Ok(Handle::current()));
            let _: Result<(), _> = stopped.await;
            Ok(())
        })
    });
    if let Err(error) = served {
        let _ = started.send(Err(error));
    }
}

async fn accept(
    server: Server,
    listener: tokio::net::TcpListener,
    stage: Arc<Mutex<Stage>>,
    connections: watch::Receiver<Connections>,
) -> Option<Infallible> {
    loop {
        let (stream, _) = listener.accept().await.ok()?;
        let (stage, mut connections) = (Arc::clone(&stage), connections.clone());
        tokio::spawn(async move {
            tokio::select! {
                biased;
                _ = connections.wait_for(|connections| *connections == Connections::Closed) => {}
                () = serve_connection(server, stream, stage) => {}
            }
        });
    }
}

async fn serve_connection(server: Server, stream: TcpStream, stage: Arc<Mutex<Stage>>) {
    // Without this option, a part of an answer may wait until the client has acknowledged the part before.
    let _ = stream.set_nodelay(true);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().auto_date_header(false);
    builder.http2().auto_date_header(false);
    let interim = Interim::default();
    let service = service_fn(|request| answer(server, request, interim.clone(), Arc::clone(&stage)));
    // The result can be ignored: the log of messages and the result of the client show how the connection ended.
    let connection = Connection { stream, interim: interim.clone() };
    let _ = builder.serve_connection(TokioIo::new(connection), service).await;
}

/// Records a message, and answers it as the script says.
async fn answer(
    server: Server,
    request: Request<Incoming>,
    interim: Interim,
    stage: Arc<Mutex<Stage>>,
) -> Result<Response<AnswerBody>, NoAnswer> {
    let (head, mut body) = request.into_parts();
    let message = lock(&stage).arrive(Arrived::of(server, &head));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| NoAnswer)?;
        if let Some(data) = frame.data_ref() {
            lock(&stage).append_to_body(message, data);
        }
    }
    let answer = lock(&stage).answer(message);
    if head.version == Version::HTTP_11 {
        interim.push(answer.interim());
    }
    answer.into_response(&head.method).await
}
