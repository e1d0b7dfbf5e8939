use std::fmt;

/// A side of a fetch: the server, the page or the host. Findings and changes name the side that has to act.
///
/// ```
/// use fetch_cors::explain::Side;
/// assert_eq!(Side::Server { hop: 1 }.to_string(), "the server that redirect 1 leads to");
/// assert_eq!(Side::Page.as_str(), "page");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Side {
    /// The server of a hop. Hop 0 is the first URL, and each redirect leads to the next hop.
    Server {
        /// The number of the hop.
        hop: usize,
    },
    /// The page, with its scripts and its service worker.
    Page,
    /// The host, which is the program that embeds the engine, with its network and its policies.
    Host,
}

impl Side {
    /// Returns a short name of the side without the hop, for logs and scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server { .. } => "server",
            Self::Page => "page",
            Self::Host => "host",
        }
    }
}

/// Prints the side as part of a sentence, such as `the server`.
impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server { hop: 0 } => f.write_str("the server"),
            Self::Server { hop } => write!(f, "the server that redirect {hop} leads to"),
            Self::Page => f.write_str("the page"),
            Self::Host => f.write_str("the browser, or the program that acts as one"),
        }
    }
}
