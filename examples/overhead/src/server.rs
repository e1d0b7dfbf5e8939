//! The server. It is a separate process, which answers every request with five bytes that every origin may read.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::Failure;

/// A running server. Dropping it ends its process.
#[derive(Debug)]
pub(crate) struct Server {
    process: Child,
    pub(crate) origin: String,
}

impl Server {
    /// Starts the server, and waits until it accepts connections.
    pub(crate) fn start() -> Result<Self, Failure> {
        let program = std::env::current_exe()?;
        let mut process = Command::new(program).arg("serve").stdout(Stdio::piped()).spawn()?;
        let output = process.stdout.take().ok_or("the server prints nothing")?;
        let mut origin = String::new();
        BufReader::new(output).read_line(&mut origin)?;
        Ok(Self { process, origin: origin.trim_end().to_owned() })
    }

    /// Returns the identifier of the process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The process may have ended already, so the errors are ignored.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Prints the origin of the server, and serves until the process is ended.
pub(crate) fn serve() -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("http://{}", listener.local_addr()?);
        loop {
            let (socket, _) = listener.accept().await?;
            socket.set_nodelay(true)?;
            let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service_fn(answer));
            // If a client closes the connection, this is not an error of the server.
            tokio::spawn(async { drop(connection.await) });
        }
    })
}

async fn answer(_: http::Request<Incoming>) -> Result<http::Response<Full<Bytes>>, http::Error> {
    http::Response::builder()
        .header("access-control-allow-origin", "*")
        .header("access-control-allow-methods", "PUT")
        .header("access-control-max-age", "7200")
        .header("content-type", "text/plain")
        .body(Full::new(Bytes::from_static(b"hello")))
}
