use std::collections::HashSet;

use url::{Host, Url};

use super::location::other_scheme;
use super::probe::{Probe, ProbeClass};
use crate::origin::Origin;

/// Returns the [probes](Probe) for `origin`: origins that a server with a wrong check could accept, each with the
/// mistake that makes a server accept it.
///
/// Each is different from `origin`. Most are origins that a page can have. For the few values that no browser sends,
/// [`Probe::origin`] returns `None`. For `https://app.site.example`, these are some of the probes:
///
/// | probe | a server accepts it if it … |
/// |---|---|
/// | `https://evil.test` | trusts any origin |
/// | `null` | trusts the origin of sandboxed frames |
/// | `https://app.site.example.evil.test` | compares only the start |
/// | `https://evilapp.site.example`, `https://evilsite.example` | compares only the end, without a dot in front |
/// | `https://appxsite.example` | uses a regular expression in which a dot matches any character |
/// | `https://pp.site.example`, `https://app.site.exampl` | searches for the origin in a list that is one text |
/// | `http://app.site.example` | ignores the scheme |
/// | `http://x.app.site.example`, `http://x.site.example` | trusts any subdomain, and ignores the scheme |
/// | `https://app.site.example:8443` | ignores the port |
/// | `https://x.app.site.example`, `https://x.site.example` | trusts any subdomain |
/// | `https://site.example` | trusts the parent domain |
/// | `https://app.site.example.` | removes the dot at the end of a host name |
/// | `https://app.site.example_.evil.test` and others | ends the comparison at a punctuation character |
/// | `https://xn--…` | treats letters that look the same as equal |
/// | `http://localhost:3000` | still trusts an origin that was only for development |
/// | `https://evil.github.io` | trusts a host name under which anybody can publish pages |
/// | `https://app.site.test` | ignores the top-level domain |
/// | `capacitor://localhost` | trusts the web views of apps |
/// | `https://APP.SITE.EXAMPLE`, a list of two origins, 8 KiB | parses the header wrongly; no browser sends these values |
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::probes;
/// let near = probes(&Origin::parse("https://app.site.example")?);
/// assert!(near.iter().any(|probe| probe.sent() == b"https://evilsite.example"));
/// assert!(near.iter().any(|probe| probe.origin().is_some_and(Origin::is_opaque)));
/// assert!(near.iter().any(|probe| probe.origin().is_none()));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn probes(origin: &Origin) -> Vec<Probe> {
    let anybody = ANYBODY.iter().map(|(class, origin)| (*class, (*origin).to_owned()));
    let mut candidates: Vec<(ProbeClass, String)> = anybody.collect();
    if let (Some(scheme), Some(host)) = (origin.scheme(), origin.host()) {
        candidates.extend(near_tuple(scheme, host, origin.port()));
    }
    let mut seen = HashSet::from([origin.as_str().to_owned()]);
    let mut probes: Vec<Probe> = candidates
        .into_iter()
        .filter_map(|(class, candidate)| origin_of(class, &candidate).map(|origin| Probe::of(class, origin)))
        .filter(|probe| seen.insert(String::from_utf8_lossy(probe.sent()).into_owned()))
        .collect();
    probes.insert(1.min(probes.len()), Probe::of(ProbeClass::NullOrigin, Origin::new_opaque()));
    probes.extend(raw(origin));
    probes
}

/// Returns the origin with this serialisation, if a page can have such an origin.
fn origin_of(class: ProbeClass, serialized: &str) -> Option<Origin> {
    if class == ProbeClass::CustomScheme {
        return Origin::parse(serialized).ok();
    }
    let origin = Origin::of(&Url::parse(serialized).ok()?);
    (origin.as_str() == serialized).then_some(origin)
}

/// The probes that are the same for every origin.
const ANYBODY: &[(ProbeClass, &str)] = &[
    (ProbeClass::AnyOrigin, STRANGER),
    (ProbeClass::DevelopmentOrigin, "http://localhost"),
    (ProbeClass::DevelopmentOrigin, "http://localhost:3000"),
    (ProbeClass::DevelopmentOrigin, "http://localhost:5173"),
    (ProbeClass::DevelopmentOrigin, "http://localhost:8080"),
    (ProbeClass::DevelopmentOrigin, "http://127.0.0.1"),
    (ProbeClass::DevelopmentOrigin, "https://localhost.evil.test"),
    (ProbeClass::SharedHosting, "https://evil.github.io"),
    (ProbeClass::SharedHosting, "https://evil.herokuapp.com"),
    (ProbeClass::SharedHosting, "https://evil.s3.amazonaws.com"),
    (ProbeClass::SharedHosting, "https://evil.pages.dev"),
    (ProbeClass::SharedHosting, "https://cdpn.io"),
    (ProbeClass::SharedHosting, "https://codepen.io"),
    (ProbeClass::SharedHosting, "https://output.jsbin.com"),
    (ProbeClass::CustomScheme, "capacitor://localhost"),
    (ProbeClass::CustomScheme, "ionic://localhost"),
    (ProbeClass::CustomScheme, "tauri://localhost"),
    (ProbeClass::CustomScheme, "app://-"),
    (ProbeClass::CustomScheme, "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
    (ProbeClass::CustomScheme, "moz-extension://00000000-0000-0000-0000-000000000000"),
];

/// An origin that is near no trusted origin. If it is accepted, the server accepts any origin.
pub(super) const STRANGER: &str = "https://evil.test";

/// Returns the origin that is near no trusted origin, as an [`Origin`].
pub(super) fn stranger() -> Option<Origin> {
    Origin::parse(STRANGER).ok()
}

/// The characters that the URL parser allows in a domain, other than letters, digits and dots.
const PUNCTUATION: &str = "!\"$&'()*+,-;=_`{}~";

/// Returns the probes near a tuple origin. Some texts among them are not origins, and are dropped later.
fn near_tuple(scheme: &str, host: &str, port: Option<u16>) -> Vec<(ProbeClass, String)> {
    let tuple = |scheme: &str, host: &str, port: Option<u16>| match port {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    };
    let mut near: Vec<(ProbeClass, String)> =
        hosts_near(host).into_iter().map(|(class, host)| (class, tuple(scheme, &host, port))).collect();
    if scheme == "https" {
        let http = other_scheme(scheme);
        near.push((ProbeClass::HttpOrigin, tuple(http, host, port)));
        // A check of the end of the whole origin accepts any subdomain over `http:`, but not the `http:` version of the host.
        let below = [host].into_iter().chain(parents(host)).map(|domain| format!("x.{domain}"));
        near.extend(below.map(|host| (ProbeClass::HttpOrigin, tuple(http, &host, port))));
    }
    near.extend(ports_near(port).map(|port| (ProbeClass::AnyPort, tuple(scheme, host, port))));
    near
}

fn hosts_near(host: &str) -> Vec<(ProbeClass, String)> {
    use ProbeClass as C;
    let mut near = vec![
        (C::PrefixMatch, format!("{host}.evil.test")),
        (C::PrefixMatch, format!("{host}evil.test")),
        (C::SuffixMatch, format!("evil{host}")),
    ];
    near.extend(parents(host).map(|parent| (C::SuffixMatch, format!("evil{parent}"))));
    let domains = parents(host).chain([host]);
    near.extend(domains.map(|domain| (C::SubstringMatch, format!("evil{domain}.evil.test"))));
    let dots = host.match_indices('.').filter_map(|(at, _)| host.get(..at).zip(host.get(at + 1..)));
    near.extend(dots.map(|(front, behind)| (C::UnescapedDot, format!("{front}x{behind}"))));
    near.extend(PUNCTUATION.chars().map(|mark| (C::Punctuation, format!("{host}{mark}.evil.test"))));
    let (mut without_first, mut without_last) = (host.chars(), host.chars());
    without_first.next();
    without_last.next_back();
    near.extend(
        [without_first.as_str(), without_last.as_str()].map(|part| (C::SubstringMatch, part.to_owned())),
    );
    near.push((C::AnySubdomain, format!("x.{host}")));
    for parent in parents(host) {
        near.extend([(C::AnySubdomain, format!("x.{parent}")), (C::ParentDomain, parent.to_owned())]);
    }
    let dotted = host.strip_suffix('.').map_or_else(|| format!("{host}."), str::to_owned);
    near.push((C::TrailingDot, dotted));
    near.extend(look_alike(host).map(|host| (C::LookAlike, host)));
    if let Some((name, _)) = host.rsplit_once('.') {
        near.extend(["test", "com"].map(|other| (C::OtherTopLevelDomain, format!("{name}.{other}"))));
    }
    let dashed = host.replace('.', "-");
    near.extend(
        [dashed.clone(), format!("evil.{dashed}")]
            .map(|name| (C::OtherTopLevelDomain, format!("{name}.test"))),
    );
    near
}

/// Returns the domains above a host name, the nearest first, without the last label alone, such as `com`.
pub(super) fn parents(host: &str) -> impl Iterator<Item = &str> {
    let above = host.match_indices('.').filter_map(|(at, _)| host.get(at + 1..));
    above.filter(|parent| parent.contains('.'))
}

/// Returns the host name with one letter replaced by a letter of another alphabet, in the form that browsers send.
fn look_alike(host: &str) -> Option<String> {
    Some(Host::parse(&look_alike_in_unicode(host)?).ok()?.to_string())
}

/// Returns the host name with one letter replaced by a letter of another alphabet, in the form that people read.
fn look_alike_in_unicode(host: &str) -> Option<String> {
    let alphabets = [('a', "\u{430}"), ('e', "\u{435}"), ('o', "\u{43e}")];
    let (latin, cyrillic) = alphabets.into_iter().find(|(latin, _)| host.contains(*latin))?;
    Some(host.replacen(latin, cyrillic, 1))
}

/// Returns the default port (`None`) and some others. If the default port of the scheme is among the others, the probe with
/// it is dropped later, because a browser does not write that port.
fn ports_near(port: Option<u16>) -> impl Iterator<Item = Option<u16>> {
    // A port with one more digit at the end finds a check of the start.
    let longer = port.and_then(|port| port.checked_mul(10));
    let beside = port.into_iter().flat_map(|port| [port.wrapping_add(1), port.wrapping_sub(1)]).chain(longer);
    [8443, 444, 80, 443, 8080].into_iter().chain(beside).map(Some).chain([None])
}

/// Returns the probes that are values of `Origin` that no browser sends.
fn raw(origin: &Origin) -> Vec<Probe> {
    use ProbeClass as C;
    let trusted = origin.as_str();
    let mut values = vec![
        (C::FileOrigin, "file://".to_owned().into_bytes()),
        (C::OddOrigin, [STRANGER, "\u{fc}"].concat().into_bytes()),
        (C::OddOrigin, vec![b'a'; 8192]),
    ];
    let (Some(scheme), Some(host)) = (origin.scheme(), origin.host()) else {
        return values.into_iter().map(|(class, value)| Probe::raw(class, value)).collect();
    };
    let port = origin.port().unwrap_or(if scheme == "https" { 443 } else { 80 });
    let texts = [
        (C::ContainsMatch, format!("{STRANGER}/{trusted}")),
        (C::ContainsMatch, format!("{STRANGER}#{trusted}")),
        (C::SloppyParsing, trusted.replacen(host, &host.to_ascii_uppercase(), 1)),
        (C::SloppyParsing, format!("{trusted}/")),
        (C::SloppyParsing, format!("{scheme}://{host}:{port}")),
        (C::OriginList, format!("{trusted} {STRANGER}")),
        (C::OriginList, format!("{trusted}, {STRANGER}")),
        (C::OriginList, format!("{STRANGER} {trusted}")),
        (C::OriginList, format!("{STRANGER}, {trusted}")),
    ];
    if let Some(look_alike) = look_alike_in_unicode(host) {
        values.push((C::OddOrigin, trusted.replacen(host, &look_alike, 1).into_bytes()));
    }
    let other = texts.into_iter().filter(|(_, text)| text != trusted);
    values.extend(other.map(|(class, text)| (class, text.into_bytes())));
    values.into_iter().map(|(class, value)| Probe::raw(class, value)).collect()
}
