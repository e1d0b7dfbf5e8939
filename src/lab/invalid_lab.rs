use crate::origin::InvalidOrigin;

/// The reason why a [`PolicyLab`](super::PolicyLab) cannot be made.
///
/// ```
/// use fetch_cors::lab::{InvalidLab, PolicyLab};
/// let error = PolicyLab::new("api.example").unwrap_err();
/// assert!(matches!(error, InvalidLab::Server { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidLab {
    /// The server is not given by its origin.
    #[error(
        "{server:?} is not the origin of a server, such as \"https://api.example\": name paths as routes"
    )]
    Server {
        /// The given text, without what may be a secret.
        server: String,
    },
    /// The port of the server is one to which browsers send nothing.
    #[error("browsers send nothing to port {port}, so no page can use this server")]
    BadPort {
        /// The port.
        port: u16,
    },
    /// A trusted origin is not an origin.
    #[error("{origin:?} is not an origin that can be trusted: {error}")]
    Trusted {
        /// The given text, without what may be a secret.
        origin: String,
        /// What is wrong with it.
        error: InvalidOrigin,
    },
    /// The origin `null` was to be trusted.
    #[error("the origin \"null\" cannot be trusted, because every website can make a page that has it")]
    TrustedNull,
    /// The origin of the server itself was to be trusted.
    #[error("the origin of the server needs no trust, because its own pages read everything")]
    TrustedServer,
    /// The subdomains of a public suffix were to be trusted, or of a host that has none.
    #[error("the subdomains of {origin:?} cannot be trusted: everybody can have one, or there are none")]
    TrustedSuffix {
        /// The given text, without what may be a secret.
        origin: String,
    },
    /// A finding was to be allowed that does not exist.
    #[error("there is no finding {code:?}")]
    UnknownFinding {
        /// The given text.
        code: String,
    },
}
