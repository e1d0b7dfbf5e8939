use std::io;

use crate::fetch::init::InitError;

/// Why there is no such fetch. No text here has a value that may be a secret in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error(transparent)]
    Init(#[from] InitError),
    #[error(
        "--user has no password: write name:password. Nobody can be asked for one here (its text is not shown, because it \
         may be a secret)"
    )]
    NoPassword,
    #[error("--user has a character that no header can have")]
    BadUser,
    #[error("--user and --cookie are for http: and https: URLs only")]
    NoServer,
    #[error(
        "--cookie is not 'name=value; name=value' (its text is not shown, because it may be a secret). A file of cookies is \
         not read"
    )]
    NotCookies,
    #[error("a cookie of --cookie is not accepted for this URL: {name}")]
    CookieRefused { name: String },
    #[error("the file {file} cannot be read")]
    File {
        file: String,
        #[source]
        source: io::Error,
    },
    #[error("the standard input cannot be read")]
    Input(#[source] io::Error),
    #[error("the file {file} of --cacert has no certificate in the PEM format")]
    NoCertificate { file: String },
    #[error("--resolve is not HOST:PORT:ADDRESS, such as api.example:443:127.0.0.1")]
    NotAddress,
}
