//! Which check of a server lets in what it lets in.

use std::collections::BTreeSet;

use super::probe::{Probe, ProbeClass};
use super::probes::{STRANGER, parents};
use super::severity::Severity;
use crate::origin::Origin;
use crate::site::Sites;

/// A check that a server could have in place of comparing the whole origin with `trusted`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Check {
    /// There is none.
    Any,
    /// This text occurs anywhere.
    Contains(String),
    /// The host ends with this text.
    EndsWith(String),
    /// The host is below this domain.
    Below(String),
    /// The origin starts with the scheme and the host.
    StartsWith(String),
}

/// Why a probe was let in.
pub(super) struct Cause {
    pub(super) class: ProbeClass,
    pub(super) sentence: String,
    /// How severe it is with credentials.
    pub(super) severity: Severity,
}

/// Returns the cause of each of these probes of `trusted`, all of which a server lets in.
///
/// Most mistakes let in several probes. A probe that such a mistake explains is put down to it. All others are put down to the
/// mistake that they look for.
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

/// Returns the checks of which there is evidence, the most general first.
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
        // Below a domain all of whose subdomains are let in, this is one of them.
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
            // Anybody can have a subdomain of a public suffix.
            Self::Below(domain) if sites.registrable_domain(domain).is_none() => ProbeClass::SharedHosting,
            Self::Below(_) => ProbeClass::AnySubdomain,
            Self::StartsWith(_) => ProbeClass::PrefixMatch,
        };
        // To have a domain that contains a text is as easy as to have one that ends with it.
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
                    "The server trusts every host that ends with \"{text}\": the dot in front is missing."
                )
            }
            Self::Below(domain) => format!("The server trusts every subdomain of {domain}."),
            Self::StartsWith(text) => {
                format!(
                    "The server trusts every origin that starts with \"{text}\": nothing marks the end of the host."
                )
            }
        }
    }
}

/// Returns what stands for the host in a text with the scheme and the port of `trusted`.
fn host_beside<'t>(trusted: &Origin, text: &'t str) -> Option<&'t str> {
    let port = trusted.port().map_or(String::new(), |port| format!(":{port}"));
    let rest = text.strip_prefix(trusted.scheme()?)?.strip_prefix("://")?.strip_suffix(port.as_str())?;
    Some(rest)
}
