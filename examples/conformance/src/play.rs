use std::time::Duration;

use crate::Client;
use crate::case::Fetch;
use crate::check::{Outcome, check};
use crate::server::Servers;
use crate::world::Place;

/// The time that a fetch may take by default.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Plays a fetch of `place` through the client, and returns what is wrong as an error.
pub(crate) async fn play(
    fetch: Fetch,
    place: &Place,
    client: &mut impl Client,
    servers: &Servers,
    deadline: Duration,
) -> Result<(), String> {
    let Fetch { request, body, script, wire, page } = fetch;
    let request = request.map_err(|error| format!("the suite cannot build this request: {error}"))?;
    servers.begin(place, script);
    let result = servers.in_time(deadline, client.fetch(request, body)).await;
    let arrived = servers.end();
    let result = result.ok_or_else(|| format!("the fetch did not end within {deadline:?}"))?;
    let outcome = Outcome { arrived, result };
    check(&wire, &page, &outcome)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use fetch_cors::Request;
    use futures_executor::block_on;

    use super::play;
    use crate::case::{Fetch, Message};
    use crate::server::{Answer, Servers};
    use crate::world::World;
    use crate::{Body, Client, Failure, Seen};

    /// A client that blocks its thread until it gets an answer.
    struct Blocking;

    impl Client for Blocking {
        async fn fetch(&mut self, request: Request, _: Body) -> Result<Seen, Failure> {
            let url = request.current_url();
            let mut stream = TcpStream::connect(("127.0.0.1", url.port().unwrap()))?;
            write!(stream, "GET {} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n", url.path())?;
            stream.read_to_end(&mut Vec::new())?;
            Err("no answer".into())
        }
    }

    #[test]
    fn a_client_that_blocks_gets_an_error_when_the_time_is_over() {
        let servers = Servers::start().unwrap();
        let world = World::new(servers.ports()).unwrap();
        let place = world.place("no answer");
        let url = place.app("item");
        let fetch = || Fetch::new(world.page.fetch(&url.url));
        let message = Message::new("GET", &url);

        let unanswered = fetch().exchange(message.clone(), Answer::never());
        let played = block_on(play(unanswered, &place, &mut Blocking, &servers, Duration::from_millis(20)));
        assert_eq!(played.unwrap_err(), "the fetch did not end within 20ms");

        // After that, the servers accept connections again.
        let closed = fetch().exchange(message, Answer::none());
        block_on(play(closed, &place, &mut Blocking, &servers, Duration::from_secs(30))).unwrap();
    }
}
