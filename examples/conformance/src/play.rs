use std::time::Duration;

use crate::Client;
use crate::case::Fetch;
use crate::check::{Outcome, check};
use crate::server::Servers;
use crate::world::Place;

/// How long a fetch may take, unless somebody says otherwise.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Lets the client fetch something of `place`, and returns what is wrong, if something is.
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
    let outcome = Outcome { arrived: servers.end(), result };
    check(&wire, &page, &outcome)
}
