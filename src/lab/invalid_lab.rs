use crate::origin::InvalidOrigin;

/// The reason why a [`PolicyLab`](super::PolicyLab) cannot be created.
///
/// ```
/// use fetch_cors::lab::{InvalidLab, PolicyLab};
/// let error = PolicyLab::new("api.example").unwrap_err();
/// assert!(matches!(error, InvalidLab::Server { .. }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidLab {
    /// The text for the server is not an origin with the scheme `http` or `https`.
    #[error(
        "{server:?} is not the origin of a server: give scheme, host and port only, such as \"https://api.example\", and \
         add paths as routes"
    )]
    Server {
        /// The given text, with `…` in place of parts that may be secrets, such as a password.
        server: String,
    },
    /// The port of the server is one that browsers block.
    #[error("browsers send nothing to port {port}, so no page can use this server")]
    BadPort {
        /// The port of the server.
        port: u16,
    },
    /// The text for a trusted origin is not an origin.
    #[error("{origin:?} cannot be declared as trusted, because it is not an origin ({error})")]
    Trusted {
        /// The given text, with `…` in place of parts that may be secrets, such as a password.
        origin: String,
        /// The reason why the text is not an origin.
        error: InvalidOrigin,
    },
    /// The origin `null` was declared as trusted.
    #[error(
        "the origin \"null\" cannot be declared as trusted, because every website can make pages with this origin"
    )]
    TrustedNull,
    /// The origin of the server itself was declared as trusted.
    #[error(
        "the server's own origin cannot be declared as trusted, because pages of the server need no permission"
    )]
    TrustedServer,
    /// The subdomains of a public suffix, or of a host name that has no subdomains, were declared as trusted.
    #[error(
        "the subdomains of {origin:?} cannot be declared as trusted, because anybody can register one or because this host \
         cannot have subdomains"
    )]
    TrustedSuffix {
        /// The given text, with `…` in place of parts that may be secrets, such as a password.
        origin: String,
    },
    /// The code of an allowed finding does not exist.
    #[error("there is no finding with the code {code:?}")]
    UnknownFinding {
        /// The given text, unchanged.
        code: String,
    },
}
