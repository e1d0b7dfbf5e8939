//! The application behind nginx and Apache, with a wrong CORS policy.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::spawn;

use crate::scenario::Scenario;

/// The applications of a scenario, one for each server.
pub(super) struct Application {
    pub(super) ports: Vec<u16>,
    servers: Arc<Mutex<Vec<String>>>,
}

impl Application {
    /// Tells the applications the origins of the servers in front of them.
    pub(super) fn know(&self, servers: &[String]) {
        *self.servers.lock().unwrap() = servers.to_vec();
    }
}

/// Starts the applications of a scenario. They run until the tests end.
pub(super) fn start(scenario: Scenario) -> Application {
    let servers = Arc::<Mutex<Vec<String>>>::default();
    let start = |number: usize| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let servers = Arc::clone(&servers);
        spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // It is no failure if the proxy closes the connection.
                _ = answer(scenario, number, stream, &servers.lock().unwrap());
            }
        });
        port
    };
    let ports = (0..scenario.servers).map(start).collect();
    Application { ports, servers }
}

fn answer(scenario: Scenario, number: usize, stream: TcpStream, servers: &[String]) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        head.push(line);
    }
    let length = head
        .iter()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned));
    let length: u64 = length.and_then(|length| length.trim().parse().ok()).unwrap_or_default();
    reader.by_ref().take(length).read_to_end(&mut Vec::new())?;
    let line = head.first().map(String::as_str).unwrap_or_default();
    let mut words = line.split_ascii_whitespace();
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let answer = scenario.answer(number, method, path);
    let mut text = format!("HTTP/1.1 {} Answer\r\nConnection: close\r\n", answer.status);
    if answer.status != 204 {
        text += "Content-Length: 0\r\n";
    }
    for (name, value) in answer.headers {
        let second = servers.get(1).map(String::as_str).unwrap_or_default();
        text += &format!("{name}: {}\r\n", value.replace("{1}", second));
    }
    reader.into_inner().write_all(format!("{text}\r\n").as_bytes())
}
