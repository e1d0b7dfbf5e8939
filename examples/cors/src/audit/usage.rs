use fetch_cors::lab::InvalidLab;

/// The reason why the options are wrong. None of the texts shows a value of the session.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("{0}")]
    Lab(#[from] InvalidLab),
    #[error(
        "{what} {number} is not a header such as 'Cookie: a=b' (the text is not shown, because it may be a secret)"
    )]
    Session { what: &'static str, number: usize },
    #[error("the file of --session-file cannot be read: {0}")]
    SessionFile(std::io::Error),
    #[error("there is no route to test. Name one with --route")]
    NoRoute,
    #[error(
        "no page can send these requests, so there is nothing to test. Check the port of the server and the methods of the routes"
    )]
    NoRequests,
    #[error(
        "there is no --insecure. Without a valid certificate, anyone between this machine and the server could read the \
         session, and could answer in place of the server. Test the server under a name that is in its certificate, or over \
         http: on the machine on which it runs"
    )]
    Insecure,
    #[error("{requests} requests may be sent, which is more than {limit}. To send them, add --yes")]
    TooMany { requests: usize, limit: usize },
}
