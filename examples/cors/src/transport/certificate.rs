//! The messages that say what is wrong with a certificate.

use std::fmt;

use tokio_rustls::rustls::CertificateError;

/// The reason why a certificate is not accepted.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub(crate) error: CertificateError,
    /// The advice for a certificate whose issuer is not accepted. See [`Options`](super::Options).
    pub(crate) advice: &'static str,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = self.advice;
        match &self.error {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                f.write_str("it has expired")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                f.write_str("it is not valid yet, or the clock of this machine is wrong")
            }
            CertificateError::UnknownIssuer => write!(
                f,
                "its issuer is unknown. It may be self-signed, or an intermediate certificate is missing. {advice}"
            ),
            CertificateError::NotValidForName => f.write_str("it is for another name"),
            CertificateError::NotValidForNameContext { presented, .. } => {
                write!(f, "it is for another name: it is valid for {}", list(presented))
            }
            CertificateError::Revoked => f.write_str("it was revoked"),
            CertificateError::BadSignature => f.write_str("its signature is wrong"),
            CertificateError::Other(other) if other.to_string().contains("CaUsedAsEndEntity") => write!(
                f,
                "it is the certificate of an authority, which a server must not use as its own. Some tools make such \
                 certificates for tests. {advice}"
            ),
            other => write!(f, "{other}"),
        }
    }
}

/// Lists at most five names of a certificate. rustls prints each of them as `DnsName("a.example")`.
fn list(names: &[String]) -> String {
    let names = names.iter().map(|name| {
        let inside = name.split_once('(').map_or(name.as_str(), |(_, inside)| inside);
        inside.trim_end_matches(')').trim_matches('"').to_owned()
    });
    let names: Vec<String> = names.take(5).collect();
    if names.is_empty() { "no name at all".to_owned() } else { names.join(", ") }
}
