use std::time::Duration;

use crate::Client;
use crate::case::{Case, Fetch};
use crate::cases::all_cases;
use crate::fault::Fault;
use crate::play::{DEADLINE, play};
use crate::report::{Report, Verdict};
use crate::server::Servers;
use crate::world::{Place, World};

/// The suite, with the cases that are left out because the client under test cannot pass them.
///
/// [`run`](crate::run) runs all cases. Use this type to leave out cases, or to set a deadline.
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
    without_cases: Vec<(String, String)>,
    deadline: Duration,
}

impl Suite {
    /// Creates the suite with all its cases.
    #[must_use]
    pub fn new() -> Self {
        Self { without: Vec::new(), without_cases: Vec::new(), deadline: DEADLINE }
    }

    /// Leaves out the cases that look for `fault`, because the client does not support a feature. `why` is the reason that
    /// the report prints.
    ///
    /// Cases of other faults that need the feature are left out too. For example, if a client sends [no
    /// cookies](Fault::SendsNoCookies), the suite cannot find out whether it stores cookies wrongly. The report lists all
    /// these cases with the reason.
    #[must_use]
    pub fn without(mut self, fault: Fault, why: impl Into<String>) -> Self {
        self.without.push((fault, why.into()));
        self
    }

    /// Leaves out the case with this name, because the HTTP library of the client cannot do what the case needs. `why` is
    /// the reason that the report prints.
    ///
    /// The report lists the case with the reason. If there is no case with this name, the run does not pass.
    ///
    /// ```no_run
    /// use fetch_cors_conformance::{Client, Suite};
    /// # async fn test(client: &mut impl Client) {
    /// let suite = Suite::new().without_case("the method QUERY", "its HTTP library supports only nine methods");
    /// suite.run(client).await.assert_passed();
    /// # }
    /// ```
    #[must_use]
    pub fn without_case(mut self, name: impl Into<String>, why: impl Into<String>) -> Self {
        self.without_cases.push((name.into(), why.into()));
        self
    }

    /// Sets the time after which a fetch that has not ended fails its case. The default is 30 seconds.
    ///
    /// After this time, the servers close their connections, and the future of the fetch is dropped. Closing the connections
    /// is the only way to interrupt a client that blocks inside its future. If such a client waits for something other than
    /// the servers, the suite waits too.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Runs the cases with `client`, and returns the report.
    pub async fn run(&self, client: &mut impl Client) -> Report {
        let servers = match Servers::start() {
            Ok(servers) => servers,
            Err(error) => return Report::of_trouble(format!("no server can run on 127.0.0.1: {error}")),
        };
        let world = match World::new(servers.ports()) {
            Ok(world) => world,
            Err(error) => return Report::of_trouble(error.to_string()),
        };
        let mut report = Report::new();
        let cases = all_cases(&world);
        for (name, _) in &self.without_cases {
            if !cases.iter().any(|case| case.name == *name) {
                report.push_trouble(format!("no case is called \"{name}\", so it cannot be left out"));
            }
        }
        for case in cases {
            let Case { fault, name, needs, fetches } = case;
            let verdict = match self.obstacle(fault, &name, needs, &report) {
                Some(obstacle) => Verdict::NotJudged(obstacle),
                None => self.judge(fetches, &world.place(&name), client, &servers).await,
            };
            report.push(fault, name, verdict);
        }
        report
    }

    /// Returns the reason why a case cannot be judged, or `None` if it can be judged.
    fn obstacle(&self, fault: Fault, name: &str, needs: &[Fault], report: &Report) -> Option<String> {
        if let Some((_, why)) = self.without_cases.iter().find(|(without, _)| without == name) {
            return Some(why.clone());
        }
        let lack = |fault| self.without.iter().find(|(lacking, _)| *lacking == fault);
        if let Some((_, why)) = lack(fault) {
            return Some(why.clone());
        }
        let judged_without = |fault| match lack(fault) {
            Some((_, why)) => why.clone(),
            None => format!("this case can only be judged if the client does not have the fault {fault:?}"),
        };
        // Every other case needs a client that can fetch at all.
        if fault != Fault::DoesNotFetch && !report.is_absent(Fault::DoesNotFetch) {
            return Some(judged_without(Fault::DoesNotFetch));
        }
        needs.iter().copied().find(|needed| !report.is_absent(*needed)).map(judged_without)
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

/// Creates the same suite as [`Suite::new`].
impl Default for Suite {
    fn default() -> Self {
        Self::new()
    }
}
