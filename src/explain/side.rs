use std::fmt;

/// A side of a fetch: the one whose fault something is, or who can change it.
///
/// ```
/// use fetch_cors::explain::Side;
/// assert_eq!(Side::Server { hop: 1 }.to_string(), "the server of hop 1");
/// assert_eq!(Side::Page.as_str(), "page");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Side {
    /// The server of a hop. The first URL is hop 0.
    Server {
        /// The hop.
        hop: usize,
    },
    /// The page, with its scripts and its service worker.
    Page,
    /// The host of the engine: its network and its policies.
    Host,
}

impl Side {
    /// Returns a short name without the hop, for logs and scripts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server { .. } => "server",
            Self::Page => "page",
            Self::Host => "host",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server { hop: 0 } => f.write_str("the server"),
            Self::Server { hop } => write!(f, "the server of hop {hop}"),
            Self::Page => f.write_str("the page"),
            Self::Host => f.write_str("the browser, or the program that embeds the engine"),
        }
    }
}
