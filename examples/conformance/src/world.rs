use fetch_cors::origin::InvalidOrigin;
use fetch_cors::request::NetworkPartitionKey;
use fetch_cors::site::{PublicSuffixList, Site};
use fetch_cors::{Client, Origin};

use crate::server::{Ports, Server};

/// The origin of a page of another site, which does not come from a server of the suite.
pub(crate) const STRANGER: &str = "https://app.example";

/// The addresses of the servers, and the pages that fetch from them.
#[derive(Debug)]
pub(crate) struct World {
    ports: Ports,
    /// A page of the server [`Server::App`], which is in no frame. All servers have the site of this page, because a site
    /// has no port.
    pub(crate) page: Client,
    /// A page of another site, whose origin is [`STRANGER`].
    pub(crate) stranger: Client,
    /// The page of the server [`Server::App`] under two top-level sites.
    pub(crate) partitioned: [Client; 2],
}

impl World {
    pub(crate) fn new(ports: Ports) -> Result<Self, InvalidOrigin> {
        let top_level =
            |origin: &str| Ok(Client::new(Origin::parse(origin)?).with_cross_site_ancestor(false));
        let page = top_level(&ports.origin(Server::App))?;
        let below = |top_level: &str| {
            let site = Site::obtain(&Origin::parse(top_level)?, &PublicSuffixList);
            Ok(page.clone().with_partition_key(NetworkPartitionKey::new(site, None)))
        };
        Ok(Self {
            partitioned: [below("https://one.example")?, below("https://two.example")?],
            stranger: top_level(STRANGER)?,
            page,
            ports,
        })
    }

    /// Returns the place of the case with this name: paths that no other case and no other run uses.
    pub(crate) fn place(&self, name: &str) -> Place {
        Place::new(self.ports, name)
    }
}

/// The place of a case on the servers: a path that all its URLs begin with.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) ports: Ports,
    /// The path that all places of this run begin with.
    run: String,
    path: String,
}

/// A resource of a server that a case fetches.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) server: Server,
    /// The path and the query.
    pub(crate) path: String,
    pub(crate) url: String,
}

impl Place {
    pub(crate) fn new(ports: Ports, name: &str) -> Self {
        // A cookie is sent to all ports of a host, and a client may keep cookies and an HTTP cache for the next process. The
        // paths of each run must therefore be different.
        let run = format!("/{}-{}-{}", std::process::id(), ports.run, ports.of(Server::App));
        Self { ports, path: format!("{run}/{}", slug(name)), run }
    }

    pub(crate) fn app(&self, rest: &str) -> Target {
        self.at(Server::App, rest)
    }

    pub(crate) fn api(&self, rest: &str) -> Target {
        self.at(Server::Api, rest)
    }

    pub(crate) fn other(&self, rest: &str) -> Target {
        self.at(Server::Other, rest)
    }

    fn at(&self, server: Server, rest: &str) -> Target {
        let path = format!("{}/{rest}", self.path);
        Target { server, url: format!("{}{path}", self.ports.origin(server)), path }
    }

    /// Returns a URL with a port on which no server listens.
    pub(crate) fn nowhere(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.ports.nobody, self.path)
    }

    /// Returns the serialised origin of a server.
    pub(crate) fn origin(&self, server: Server) -> String {
        self.ports.origin(server)
    }

    /// Checks whether a path belongs to another place of this run.
    pub(crate) fn is_another(&self, path: &str) -> bool {
        is_below(path, &self.run) && !is_below(path, &self.path)
    }

    /// Returns the path that all paths of this place begin with.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }
}

fn is_below(path: &str, above: &str) -> bool {
    path.strip_prefix(above).is_some_and(|rest| rest.starts_with('/'))
}

/// Converts a name to a form that can be a segment of a path.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::Place;
    use crate::server::Ports;

    #[test]
    fn two_runs_on_the_same_ports_share_no_path() {
        let ports = Ports { app: 1, api: 2, other: 3, nobody: 4, run: 0 };
        let (first, second) = (Place::new(ports, "a case"), Place::new(Ports { run: 1, ..ports }, "a case"));
        assert_ne!(first.path(), second.path());
    }
}
