use fetch_cors::lab::InvalidLab;

/// The reason why the options of a user are wrong. No text here has a value of the session in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("{0}")]
    Lab(#[from] InvalidLab),
    #[error(
        "{what} {number} is not a header such as 'Cookie: a=b' (its text is not shown, because it may be a secret)"
    )]
    Session { what: &'static str, number: usize },
    #[error("the file of --session-file cannot be read: {0}")]
    SessionFile(std::io::Error),
    #[error("name a route with --route")]
    NoRoute,
    #[error(
        "no page can send such requests, so there is nothing to test: look at the port of the server and at the methods"
    )]
    NoRequests,
    #[error(
        "there is no --insecure: whoever is between would get the session, and would answer in place of the server. Test the \
         server by a name for which it has a certificate, or over http: on the machine on which it runs"
    )]
    Insecure,
    #[error("{requests} requests may be sent, which is more than {limit}: if that is meant, add --yes")]
    TooMany { requests: usize, limit: usize },
}
