use super::Reason;

/// The kind of a network error: a refusal, a message that cannot be sent, no response, or a mistake of the host.
///
/// A page cannot tell the kinds apart. It sees the same network error for all of them.
///
/// ```
/// use std::io;
/// use fetch_cors::error::ErrorKind;
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
/// let Step::Send(get) = fetch::<()>(page.fetch("https://api.example/").build()?, &mut cache, now) else {
///     unreachable!()
/// };
/// let Step::Done(Err(error)) = get.fail::<()>(io::Error::from(io::ErrorKind::TimedOut), &mut cache) else {
///     unreachable!()
/// };
/// assert_eq!(error.kind(), ErrorKind::NoResponse);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A rule of the standard refused the fetch, or the host [blocked](Reason::Blocked) it.
    Refused,
    /// The host's HTTP client cannot represent the message, so it was not sent. The source of the error says why.
    Unsendable,
    /// There was no response: the network failed, or the host has no resource for a local URL. The source of the error is
    /// the error that the host passed.
    NoResponse,
    /// The host used the engine wrongly. The mistake is in the program that embeds the engine.
    HostMistake,
}

impl Reason {
    /// Returns the kind of a network error that has this reason.
    ///
    /// ```
    /// use fetch_cors::error::{ErrorKind, Reason};
    /// assert_eq!(Reason::RedirectModeError.kind(), ErrorKind::Refused);
    /// ```
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::NetworkFailure | Self::LocalFailure { .. } => ErrorKind::NoResponse,
            Self::UnsendableMessage => ErrorKind::Unsendable,
            Self::Host(_) => ErrorKind::HostMistake,
            Self::Blocked(_)
            | Self::BadPort { .. }
            | Self::Tainting(_)
            | Self::Scheme { .. }
            | Self::BlobMethod { .. }
            | Self::Authentication(_)
            | Self::BlobRange(_)
            | Self::Keepalive(_)
            | Self::CorsCheck(_)
            | Self::Preflight(_)
            | Self::ResourcePolicy(_)
            | Self::MimeType(_)
            | Self::RangeNotRequested { .. }
            | Self::RedirectModeError
            | Self::Redirect(_)
            | Self::ServiceWorker(_) => ErrorKind::Refused,
        }
    }
}
