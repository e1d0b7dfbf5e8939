//! Tests with real servers. The lines are pasted into the configuration of nginx, Apache and Express, and the fetch is
//! repeated.
//!
//! `examples/cors/servers/run.sh` installs the servers and runs these tests.

mod apache;
mod application;
mod express;
mod http;
mod nginx;

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::scenario::{SCENARIOS, Scenario, lines_for_servers};

/// A kind of server, such as nginx.
trait Kind {
    /// The target of the lines for this kind of server.
    const TARGET: &'static str;

    /// Writes the files of the server into the folder of the setup, and returns the command that starts the server.
    fn command(setup: &Setup<'_>) -> Command;
}

/// The setup of one server.
struct Setup<'a> {
    scenario: &'a Scenario,
    /// The number of the server in the scenario.
    number: usize,
    port: u16,
    /// The port of the application behind it.
    application: u16,
    /// The origins of all servers.
    servers: &'a [String],
    /// The pasted lines.
    lines: &'a str,
    folder: PathBuf,
}

/// A server that runs until it is dropped.
struct Running {
    child: Child,
    folder: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
        _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
#[ignore = "needs nginx: run examples/cors/servers/run.sh"]
fn nginx_lets_the_page_in() {
    try_all::<nginx::Nginx>();
}

#[test]
#[ignore = "needs apache2: run examples/cors/servers/run.sh"]
fn apache_lets_the_page_in() {
    try_all::<apache::Apache>();
}

#[test]
#[ignore = "needs Express: run examples/cors/servers/run.sh"]
fn express_lets_the_page_in() {
    try_all::<express::Express>();
}

fn try_all<K: Kind>() {
    for scenario in SCENARIOS {
        let application = application::start(*scenario);
        let ports: Vec<u16> = (0..scenario.servers).map(|_| free_port()).collect();
        let servers: Vec<String> = ports.iter().map(|port| format!("http://127.0.0.1:{port}")).collect();
        application.know(&servers);
        let start_all = |lines: &[String]| -> Vec<Running> {
            let start = |number: usize| {
                let lines = lines.get(number).map_or("", String::as_str);
                let folder = folder(&format!("{}-{}-{number}", K::TARGET, scenario.name));
                let (port, application) = (ports[number], application.ports[number]);
                start::<K>(&Setup { scenario, number, port, application, servers: &servers, lines, folder })
            };
            (0..scenario.servers).map(start).collect()
        };

        let wrong = start_all(&[]);
        let (refused, story) = scenario.fetch(http::send, &servers);
        assert!(refused.is_err(), "{}: nothing is wrong", scenario.name);
        drop(wrong);

        let lines = lines_for_servers(&story).into_iter().filter(|line| line.target == K::TARGET);
        let lines: Vec<String> = lines.map(|line| line.text).collect();
        let _right = start_all(&lines);
        let (fetched, story) = scenario.fetch(http::send, &servers);
        if fetched.is_err() {
            eprintln!("{}", lines.join("\n"));
        }
        scenario.check_page(&fetched, &story);
        scenario.check_vary(&story);
        scenario.check_strangers(http::send, &servers);
        println!("{} {}: allowed", K::TARGET, scenario.name);
    }
}

fn start<K: Kind>(setup: &Setup<'_>) -> Running {
    let mut command = K::command(setup);
    // The output is discarded, because Express prints the errors of the scenarios, and a server must not keep the output of
    // the tests open.
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut running = Running { child, folder: setup.folder.clone() };
    let address = SocketAddr::from(([127, 0, 0, 1], setup.port));
    let end = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(address).is_err() {
        let status = running.child.try_wait().unwrap();
        assert!(status.is_none() && Instant::now() < end, "{command:?}: {status:?}\n{}", setup.lines);
        sleep(Duration::from_millis(10));
    }
    running
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Creates an empty folder that every user may read, because the workers of Apache run as another user.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cors-{}-{name}", std::process::id()));
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes the file that a scenario serves, if it serves one.
fn write_file(scenario: &Scenario, folder: &Path) {
    if scenario.is_file {
        fs::write(folder.join(scenario.path.trim_start_matches('/')), "1").unwrap();
    }
}
