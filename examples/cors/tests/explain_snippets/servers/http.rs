//! An HTTP client that sends one message.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use fetch_cors::header::HeaderList;
use fetch_cors::url::Position;
use fetch_cors::{Exchange, Response};

use crate::scenario::Sent;

pub(super) fn send(exchange: &Exchange) -> Sent {
    ask(exchange).map_err(|error| error.to_string())
}

fn ask(exchange: &Exchange) -> Result<Response<()>, Box<dyn std::error::Error>> {
    let url = exchange.to_url();
    let authority = &url[Position::BeforeHost..Position::AfterPort];
    let mut message = format!(
        "{} {} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n",
        exchange.method(),
        url.path()
    );
    let body = if exchange.send_body() { "{}" } else { "" };
    message += &format!("Content-Length: {}\r\n", body.len());
    for (name, value) in exchange.headers().iter() {
        message += &format!("{}: {}\r\n", str::from_utf8(name)?, str::from_utf8(value)?);
    }
    let mut stream = TcpStream::connect(authority)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(format!("{message}\r\n{body}").as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8(answer)?;
    let (head, _) = answer.split_once("\r\n\r\n").ok_or("no head")?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("no status")?.parse()?;
    let mut headers = HeaderList::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or("no header")?;
        headers.append(name.as_bytes(), value.trim().as_bytes())?;
    }
    Ok(Response::new(status, ()).with_headers(headers).with_url(url))
}
