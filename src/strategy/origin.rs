use std::collections::HashSet;

use proptest::arbitrary::Arbitrary;
use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{BoxedStrategy, Just, Strategy};
use url::{Host, Url};

use super::target::other_scheme;
use crate::origin::Origin;

/// Origins of pages: mostly `https://app.example`, then others with another scheme, port or host, an IP address, a
/// dot behind the host, one of a web view, and opaque ones.
///
/// ```
/// use fetch_cors::{Origin, strategy::origins};
/// proptest::proptest!(|(page in origins())| {
///     assert!(page.is_opaque() || Origin::parse(page.as_str()).as_ref() == Ok(&page));
/// });
/// ```
pub fn origins() -> impl Strategy<Value = Origin> + Clone {
    prop_oneof![
        5 => select(parsed(&["https://app.example"])),
        1 => Just(()).prop_map(|()| Origin::new_opaque()),
        4 => select(parsed(PAGES)),
    ]
}

/// [`origins`].
impl Arbitrary for Origin {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> BoxedStrategy<Self> {
        origins().boxed()
    }
}

const PAGES: &[&str] = &[
    "https://other.example",
    "https://www.app.example",
    "https://api.example",
    "http://app.example",
    "https://app.example:8443",
    "http://localhost:3000",
    "https://127.0.0.1",
    "https://[::1]:8443",
    "https://app.example.",
    "https://xn--bcher-kva.example",
    "tauri://localhost",
];

/// Origins that a server might take for `origin`, and must not: one of the [`probes`].
///
/// ```
/// use fetch_cors::{Origin, strategy::origins_near};
/// let trusted = Origin::parse("https://app.example")?;
/// proptest::proptest!(|(page in origins_near(&trusted))| assert_ne!(page, trusted));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
pub fn origins_near(origin: &Origin) -> impl Strategy<Value = Origin> + Clone + use<> {
    select(probes(origin))
}

/// All origins that a server might take for `origin`, for those who rather try each than some. Each is another
/// one, and one that a browser can come to have: it is serialised as it stands, or opaque.
///
/// | for `https://app.site.example` | what lets it in |
/// |---|---|
/// | `https://evil.test`, `https://evil.github.io` | echoing any origin, trusting a shared host |
/// | an opaque origin | allowing `null` |
/// | `https://app.site.example.evil.test` | a prefix |
/// | `https://evilapp.site.example`, `https://evilsite.example` | a suffix with no dot in front |
/// | `https://appxsite.example` | a dot that a regular expression takes for any letter |
/// | `https://pp.site.example`, `https://app.site.exampl` | a part of the string |
/// | `http://app.site.example` | any scheme |
/// | `https://app.site.example:8443` | any port |
/// | `https://x.app.site.example`, `https://x.site.example` | any subdomain |
/// | `https://site.example` | the parent |
/// | `https://app.site.example.` | a host that is normalised |
/// | `https://app.site.example_.evil.test` and others | a class of characters |
/// | `https://xn--…` | a look-alike |
/// | `http://localhost:3000` | what was left from development |
/// | `https://app.site.test` | any top-level domain |
///
/// ```
/// use fetch_cors::{Origin, strategy::probes};
/// let near = probes(&Origin::parse("https://app.site.example")?);
/// assert!(near.contains(&Origin::parse("https://evilsite.example")?));
/// assert!(near.iter().any(Origin::is_opaque));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[must_use]
pub fn probes(origin: &Origin) -> Vec<Origin> {
    let mut candidates: Vec<String> = ANYBODY.iter().map(|origin| (*origin).to_owned()).collect();
    if let (Some(scheme), Some(host)) = (origin.scheme(), origin.host()) {
        candidates.extend(near_tuple(scheme, host, origin.port()));
    }
    let mut seen = HashSet::from([origin.as_str().to_owned()]);
    let mut probes: Vec<Origin> = candidates
        .into_iter()
        .filter_map(|candidate| of_url(&candidate).filter(|origin| origin.as_str() == candidate))
        .filter(|origin| seen.insert(origin.as_str().to_owned()))
        .collect();
    probes.insert(1.min(probes.len()), Origin::new_opaque());
    probes
}

/// Returns the origin of a URL, if it parses: one that a page can come to have.
fn of_url(url: &str) -> Option<Origin> {
    Url::parse(url).ok().map(|url| Origin::of(&url))
}

/// Those that are near to any origin.
const ANYBODY: &[&str] = &[
    "https://evil.test",
    "http://localhost",
    "http://localhost:3000",
    "http://127.0.0.1",
    "https://localhost.evil.test",
    "https://evil.github.io",
    "https://evil.herokuapp.com",
    "https://evil.s3.amazonaws.com",
    "https://evil.pages.dev",
    "https://cdpn.io",
];

/// The bytes, other than letters, digits and dots, that a URL lets stand in a domain.
const PUNCTUATION: &str = "!\"$&'()*+,-;=_`{}~";

/// Serialised as they would be, if they are origins at all.
fn near_tuple(scheme: &str, host: &str, port: Option<u16>) -> Vec<String> {
    let tuple = |scheme: &str, host: &str, port: Option<u16>| match port {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    };
    let mut near: Vec<String> = hosts_near(host).iter().map(|host| tuple(scheme, host, port)).collect();
    near.push(tuple(other_scheme(scheme), host, port));
    near.extend(ports_near(port).map(|port| tuple(scheme, host, port)));
    near
}

fn hosts_near(host: &str) -> Vec<String> {
    // A prefix, and a suffix.
    let mut near = vec![format!("{host}.evil.test"), format!("{host}evil.test"), format!("evil{host}")];
    let dots = || host.match_indices('.').filter_map(|(at, _)| host.get(..at).zip(host.get(at + 1..)));
    // The last label alone is no name of anybody's.
    let parents: Vec<&str> = dots().map(|(_, parent)| parent).filter(|parent| parent.contains('.')).collect();
    near.extend(parents.iter().map(|parent| format!("evil{parent}")));
    // A pattern.
    near.extend(dots().map(|(front, behind)| format!("{front}x{behind}")));
    near.extend(PUNCTUATION.chars().map(|mark| format!("{host}{mark}.evil.test")));
    // A part.
    let (mut without_first, mut without_last) = (host.chars(), host.chars());
    without_first.next();
    without_last.next_back();
    near.extend([without_first.as_str().to_owned(), without_last.as_str().to_owned()]);
    // Relatives.
    near.push(format!("x.{host}"));
    near.extend(parents.iter().flat_map(|parent| [format!("x.{parent}"), (*parent).to_owned()]));
    // The same to whoever normalises it, or to the eye.
    near.push(host.strip_suffix('.').map_or_else(|| format!("{host}."), str::to_owned));
    near.extend(look_alike(host));
    // Other top-level domains.
    near.extend(
        host.rsplit_once('.')
            .into_iter()
            .flat_map(|(name, _)| [format!("{name}.test"), format!("{name}.com")]),
    );
    near.push(format!("{}.test", host.replace('.', "-")));
    near
}

/// With a letter of another alphabet.
fn look_alike(host: &str) -> Option<String> {
    let alphabets = [('a', "\u{430}"), ('e', "\u{435}"), ('o', "\u{43e}")];
    let (latin, cyrillic) = alphabets.into_iter().find(|(latin, _)| host.contains(*latin))?;
    let host = Host::parse(&host.replacen(latin, cyrillic, 1)).ok()?;
    Some(host.to_string())
}

/// The default port, and some others. One that is the default is written as a browser never does, and drops out.
fn ports_near(port: Option<u16>) -> impl Iterator<Item = Option<u16>> {
    let beside = port.into_iter().flat_map(|port| [port.wrapping_add(1), port.wrapping_sub(1)]);
    [8443, 444, 80, 443, 8080].into_iter().chain(beside).map(Some).chain([None])
}

fn parsed(origins: &[&str]) -> Vec<Origin> {
    origins.iter().filter_map(|origin| Origin::parse(origin).ok()).collect()
}
