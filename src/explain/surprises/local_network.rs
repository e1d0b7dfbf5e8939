//! The surprise about servers on the user's machine or in a private network.

use std::net::Ipv4Addr;

use url::{Host, Url};

use super::surprise;
use crate::explain::replay::Turn;
use crate::explain::surprise::{Surprise, SurpriseKind};

/// Finds a server on the user's machine or in a private network, if the page itself comes from elsewhere.
pub(super) fn local_network(turns: &[Turn]) -> Option<Surprise> {
    let turn = turns.iter().find(|turn| is_local(turn.url()))?;
    let origin = turn.request.origin();
    let page = Url::parse(origin.as_str()).ok();
    let is_web = matches!(origin.scheme(), Some("http" | "https"));
    (is_web && page.is_some_and(|page| !is_local(&page)))
        .then(|| surprise(SurpriseKind::LocalNetwork, turn, None))
}

/// Returns whether the host of a URL is the user's machine or in a private network.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            ["localhost", "local", "internal"]
                .iter()
                .any(|top| name.strip_suffix(top).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
        }
        Some(Host::Ipv4(address)) => is_local_v4(address),
        Some(Host::Ipv6(address)) => {
            address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.to_ipv4_mapped().is_some_and(is_local_v4)
        }
        None => false,
    }
}

/// Returns whether an IPv4 address is the machine itself or in a private network.
fn is_local_v4(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.is_link_local()
}
