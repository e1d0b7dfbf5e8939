//! The mistake in a server's check of origins that explains which probes it accepts.

use std::collections::BTreeSet;

use super::probe::{Probe, ProbeClass};
use super::probes::{STRANGER, parents};
use super::severity::Severity;
use crate::origin::Origin;
use crate::site::Sites;

/// A wrong check that a server may make instead of comparing the whole origin with the trusted one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Check {
    /// Every origin passes, because there is no check.
    Any,
    /// An origin passes if it contains this text anywhere.
    Contains(String),
    /// An origin passes if its host name ends with this text.
    EndsWith(String),
    /// An origin passes if its host name is a subdomain of this domain.
    Below(String),
    /// An origin passes if it starts with this text, which is a scheme and a host name.
    StartsWith(String),
}

/// The reason why a server accepts a probe.
pub(super) struct Cause {
    pub(super) class: ProbeClass,
    pub(super) sentence: String,
    /// The severity if the page can use credentials.
    pub(super) severity: Severity,
}

/// Returns a cause for each of these probes of `trusted`. The server accepts all of them.
///
/// Most wrong checks accept several probes. If such a check explains a probe, that check is the cause. If none does, the
/// cause is the mistake that the probe looks for.
pub(super) fn causes(trusted: &Origin, sites: &dyn Sites, let_in: &[&Probe]) -> Vec<Cause> {
    let serialized: BTreeSet<&[u8]> = let_in.iter().map(|probe| probe.sent()).collect();
    let is_let_in = |origin: &str| serialized.contains(origin.as_bytes());
    let checks = checks(trusted, is_let_in);
    let cause = |probe: &&Probe| match checks.iter().find(|check| check.lets_in(trusted, probe.sent())) {
        Some(check) => check.cause(sites),
        None => {
            let class = probe.class();
            Cause { class, sentence: class.title().to_owned(), severity: class.severity() }
        }
    };
    let_in.iter().map(cause).collect()
}

/// Returns the wrong checks for which there is evidence, the most general first.
fn checks(trusted: &Origin, is_let_in: impl Fn(&str) -> bool) -> Vec<Check> {
    let mut checks = Vec::new();
    if is_let_in(STRANGER) {
        checks.push(Check::Any);
    }
    let (Some(scheme), Some(host)) = (trusted.scheme(), trusted.host()) else { return checks };
    let port = trusted.port().map_or(String::new(), |port| format!(":{port}"));
    let is_host_let_in = |host: String| is_let_in(&format!("{scheme}://{host}{port}"));
    let mut domains: Vec<&str> = parents(host).collect();
    domains.reverse();
    domains.push(host);
    let is_longer_let_in =
        is_host_let_in(format!("{host}.evil.test")) || is_host_let_in(format!("{host}evil.test"));
    for (i, domain) in domains.iter().enumerate() {
        // If all subdomains of a domain above this one are accepted, the host below is accepted for that reason.
        let is_below = domains.iter().take(i).any(|above| is_host_let_in(format!("x.{above}")));
        if is_host_let_in(format!("evil{domain}")) && !is_below {
            checks.push(match is_host_let_in(format!("evil{domain}.evil.test")) {
                true => Check::Contains((*domain).to_owned()),
                false => Check::EndsWith((*domain).to_owned()),
            });
        }
    }
    for domain in domains {
        if is_host_let_in(format!("x.{domain}")) {
            checks.push(Check::Below(domain.to_owned()));
        }
    }
    if is_longer_let_in {
        checks.push(Check::StartsWith(format!("{scheme}://{host}")));
    }
    checks
}

impl Check {
    fn lets_in(&self, trusted: &Origin, sent: &[u8]) -> bool {
        let Ok(sent) = std::str::from_utf8(sent) else { return *self == Self::Any };
        let host = host_beside(trusted, sent);
        match self {
            Self::Any => true,
            Self::Contains(text) => sent.contains(text.as_str()),
            Self::EndsWith(text) => host.is_some_and(|host| host.ends_with(text.as_str())),
            Self::Below(domain) => host
                .and_then(|host| host.strip_suffix(domain.as_str()))
                .is_some_and(|labels| labels.ends_with('.')),
            Self::StartsWith(text) => sent.starts_with(text.as_str()),
        }
    }

    fn cause(&self, sites: &dyn Sites) -> Cause {
        let class = match self {
            Self::Any => ProbeClass::AnyOrigin,
            Self::Contains(_) => ProbeClass::SubstringMatch,
            Self::EndsWith(_) => ProbeClass::SuffixMatch,
            // Anybody can register a subdomain of a public suffix.
            Self::Below(domain) if sites.registrable_domain(domain).is_none() => ProbeClass::SharedHosting,
            Self::Below(_) => ProbeClass::AnySubdomain,
            Self::StartsWith(_) => ProbeClass::PrefixMatch,
        };
        // It is as easy to register a domain that contains a text as one that ends with it.
        let severity = if let Self::Contains(_) = self { Severity::Critical } else { class.severity() };
        Cause { class, sentence: self.sentence(), severity }
    }

    fn sentence(&self) -> String {
        match self {
            Self::Any => ProbeClass::AnyOrigin.title().to_owned(),
            Self::Contains(text) => {
                format!("The server trusts every origin that contains \"{text}\" anywhere.")
            }
            Self::EndsWith(text) => {
                format!(
                    "The server trusts every host name that ends with \"{text}\", because its check does not require a dot \
                     in front."
                )
            }
            Self::Below(domain) => format!("The server trusts every subdomain of {domain}."),
            Self::StartsWith(text) => {
                format!(
                    "The server trusts every origin that starts with \"{text}\", because its check does not look at what \
                     follows."
                )
            }
        }
    }
}

/// Returns the host name in the serialisation of an origin, if it has the scheme and the port of `trusted`.
fn host_beside<'t>(trusted: &Origin, text: &'t str) -> Option<&'t str> {
    let port = trusted.port().map_or(String::new(), |port| format!(":{port}"));
    let rest = text.strip_prefix(trusted.scheme()?)?.strip_prefix("://")?.strip_suffix(port.as_str())?;
    Some(rest)
}
