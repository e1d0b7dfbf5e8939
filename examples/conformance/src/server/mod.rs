//! The servers of the suite: three origins, a script of answers, and a log of the messages that they received.

mod answer;
mod interim;
mod log;
mod script;
mod serve;

use std::io;
use std::net::TcpListener;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::net::TcpSocket;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};

pub(crate) use answer::Answer;
pub(crate) use log::Arrived;
pub(crate) use script::{Script, Scripted};

use self::script::Stage;
use crate::world::Place;

/// The number of times that this process has started servers.
static RUNS: AtomicU64 = AtomicU64::new(0);

/// A server of the suite. The servers have three origins and one site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Server {
    /// The page's own server.
    App,
    Api,
    Other,
}

impl Server {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Api => "api",
            Self::Other => "other",
        }
    }
}

/// The ports that the system chose, and the number of the run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ports {
    pub(crate) app: u16,
    pub(crate) api: u16,
    pub(crate) other: u16,
    /// A port on which no server listens.
    pub(crate) nobody: u16,
    /// The number of the run. Each start of servers in this process has another number.
    pub(crate) run: u64,
}

impl Ports {
    pub(crate) fn of(self, server: Server) -> u16 {
        match server {
            Server::App => self.app,
            Server::Api => self.api,
            Server::Other => self.other,
        }
    }

    /// Returns the serialised origin of a server.
    pub(crate) fn origin(self, server: Server) -> String {
        format!("http://127.0.0.1:{}", self.of(server))
    }
}

/// The state of the connections, which all servers share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connections {
    Open,
    /// The servers close all open connections, and close each new connection at once.
    Closed,
}

/// The set of running servers. They run on their own thread, which ends when this value is dropped.
#[derive(Debug)]
pub(crate) struct Servers {
    ports: Ports,
    /// Reserves its port, so that no other program can use it, but does not listen.
    _nobody: TcpSocket,
    stage: Arc<Mutex<Stage>>,
    runtime: Handle,
    connections: watch::Sender<Connections>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Servers {
    pub(crate) fn start() -> io::Result<Self> {
        let bind = || TcpListener::bind("127.0.0.1:0");
        let [app, api, other] = [bind()?, bind()?, bind()?];
        let nobody = TcpSocket::new_v4()?;
        nobody.bind(([127, 0, 0, 1], 0).into())?;
        let ports = Ports {
            app: app.local_addr()?.port(),
            api: api.local_addr()?.port(),
            other: other.local_addr()?.port(),
            nobody: nobody.local_addr()?.port(),
            run: RUNS.fetch_add(1, Ordering::Relaxed),
        };
        let listeners = [(Server::App, app), (Server::Api, api), (Server::Other, other)];
        let stage = Arc::<Mutex<Stage>>::default();
        let connections = watch::Sender::new(Connections::Open);
        let (stop, stopped) = oneshot::channel();
        let (started, when_started) = mpsc::channel();
        let thread = {
            let (stage, connections) = (Arc::clone(&stage), connections.clone());
            let builder = thread::Builder::new().name("conformance servers".to_owned());
            // The runtime is created and dropped on its own thread, because it must not be dropped inside another runtime,
            // such as that of the client.
            builder.spawn(move || serve::serve(listeners, &stage, &connections, &started, stopped))?
        };
        let runtime = when_started.recv().map_err(io::Error::other)??;
        let (stop, thread) = (Some(stop), Some(thread));
        Ok(Self { ports, _nobody: nobody, stage, runtime, connections, stop, thread })
    }

    pub(crate) fn ports(&self) -> Ports {
        self.ports
    }

    /// Sets the answers that the servers give from now on, and empties the log.
    pub(crate) fn begin(&self, place: &Place, script: Script) {
        lock(&self.stage).begin(place, script);
    }

    /// Returns the messages that have arrived since the script began, and ends the script.
    pub(crate) fn end(&self) -> Vec<Arrived> {
        lock(&self.stage).end()
    }

    /// Runs a fetch and returns its result, or `None` if the fetch has not ended before the deadline.
    ///
    /// At the deadline, the servers close all connections. A client that blocks its thread then gets an error. The fetch of
    /// any other client is dropped.
    pub(crate) async fn in_time<T>(&self, deadline: Duration, fetch: impl Future<Output = T>) -> Option<T> {
        let mut over = self.start_timer(deadline);
        let mut fetch = pin!(fetch);
        let result = tokio::select! {
            biased;
            // The fetch of a blocking client may end after the deadline.
            result = &mut fetch => over.try_recv().is_err().then_some(result),
            _ = &mut over => None,
        };
        // From now on, the timer cannot close connections.
        over.close();
        self.connections.send_replace(Connections::Open);
        result
    }

    /// Starts a timer in the runtime of the servers, because the executor of the client may have no timer.
    fn start_timer(&self, duration: Duration) -> oneshot::Receiver<()> {
        let (mut over, is_over) = oneshot::channel();
        let connections = self.connections.clone();
        self.runtime.spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(duration) => connections.send_modify(|connections| {
                    if over.send(()).is_ok() {
                        *connections = Connections::Closed;
                    }
                }),
                // The fetch has ended.
                () = over.closed() => {}
            }
        });
        is_over
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The result can be ignored: if a server has panicked, the fetch that it did not answer has failed.
            let _ = thread.join();
        }
    }
}

fn lock(stage: &Mutex<Stage>) -> MutexGuard<'_, Stage> {
    stage.lock().unwrap_or_else(PoisonError::into_inner)
}
