use std::time::Duration;

use crate::Client;
use crate::case::{Case, Fetch};
use crate::cases::all_cases;
use crate::fault::Fault;
use crate::play::{DEADLINE, play};
use crate::report::{Report, Verdict};
use crate::server::Servers;
use crate::world::{Place, World};

/// The suite, and what the client under test lacks.
///
/// ```no_run
/// use fetch_cors_conformance::{Client, Fault, Suite};
/// # async fn test(client: &mut impl Client) {
/// let suite = Suite::new().without(Fault::SendsNoCookies, "it has no cookie jar");
/// suite.run(client).await.assert_passed();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Suite {
    without: Vec<(Fault, String)>,
    deadline: Duration,
}

impl Suite {
    /// Creates the suite with all of its cases.
    #[must_use]
    pub fn new() -> Self {
        Self { without: Vec::new(), deadline: DEADLINE }
    }

    /// Leaves the cases that look for `fault` out, because the client lacks an ability. The report lists them with the reason,
    /// and so it does with the cases of other faults that cannot be judged then. A client without
    /// [cookies](Fault::SendsNoCookies), for example, cannot be found to store them wrongly.
    #[must_use]
    pub fn without(mut self, fault: Fault, why: impl Into<String>) -> Self {
        self.without.push((fault, why.into()));
        self
    }

    /// Sets how long a fetch may take until its future is dropped and its case fails. The default is 30 seconds.
    ///
    /// A client that blocks inside its future cannot be interrupted.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Runs the cases with `client`.
    pub async fn run(&self, client: &mut impl Client) -> Report {
        let servers = match Servers::start() {
            Ok(servers) => servers,
            Err(error) => return Report::of_trouble(format!("no server on 127.0.0.1: {error}")),
        };
        let world = match World::new(servers.ports()) {
            Ok(world) => world,
            Err(error) => return Report::of_trouble(error.to_string()),
        };
        let mut report = Report::new();
        for case in all_cases(&world) {
            let Case { fault, name, needs, fetches } = case;
            let verdict = match self.obstacle(fault, needs, &report) {
                Some(obstacle) => Verdict::NotJudged(obstacle),
                None => self.judge(fetches, &world.place(&name), client, &servers).await,
            };
            report.push(fault, name, verdict);
        }
        report
    }

    /// Returns why a case cannot be judged, if it cannot.
    fn obstacle(&self, fault: Fault, needs: &[Fault], report: &Report) -> Option<String> {
        let lack = |fault| self.without.iter().find(|(lacking, _)| *lacking == fault);
        if let Some((_, why)) = lack(fault) {
            return Some(why.clone());
        }
        // Every case needs a client that fetches.
        let needs = [Fault::DoesNotFetch].iter().filter(|_| fault != Fault::DoesNotFetch).chain(needs);
        let needed = *needs.into_iter().find(|needed| !report.is_absent(**needed))?;
        Some(match lack(needed) {
            Some((_, why)) => why.clone(),
            None => format!("judged only for clients without the fault {needed:?}"),
        })
    }

    async fn judge(
        &self,
        fetches: Vec<Fetch>,
        place: &Place,
        client: &mut impl Client,
        servers: &Servers,
    ) -> Verdict {
        let several = fetches.len() > 1;
        for (number, fetch) in (1..).zip(fetches) {
            if let Err(why) = play(fetch, place, client, servers, self.deadline).await {
                let why = why.replace(place.path(), "");
                return Verdict::Failed(if several { format!("in fetch {number}:\n{why}") } else { why });
            }
        }
        Verdict::Passed
    }
}

/// [`Suite::new`].
impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}
