use std::io;

use crate::fetch::init::InitError;

/// The reason why the options describe no fetch. None of the texts shows a value that may be a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error(transparent)]
    Init(#[from] InitError),
    #[error(
        "--user has no password. Write NAME:PASSWORD, because this program cannot ask for one (the value is not shown, \
         because it may be a secret)"
    )]
    NoPassword,
    #[error("--user has a character that a header cannot contain")]
    BadUser,
    #[error("--user and --cookie work only with http: and https: URLs")]
    NoServer,
    #[error(
        "--cookie is not of the form 'name=value; name=value' (the value is not shown, because it may be a secret). The \
         program does not read cookies from a file"
    )]
    NotCookies,
    #[error("the cookie {name} of --cookie cannot be set for this URL")]
    CookieRefused { name: String },
    #[error("the file {file} cannot be read")]
    File {
        file: String,
        #[source]
        source: io::Error,
    },
    #[error("the standard input cannot be read")]
    Input(#[source] io::Error),
    #[error("the file {file} of --cacert has no certificate in PEM format")]
    NoCertificate { file: String },
    #[error("--resolve is not of the form HOST:PORT:ADDRESS, such as api.example:443:127.0.0.1")]
    NotAddress,
}
