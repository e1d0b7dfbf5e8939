use proptest::prop_oneof;
use proptest::sample::select;
use proptest::strategy::{Just, Strategy};

use crate::lab::location::{has_subdomains, other_port, other_scheme};
use crate::origin::Origin;

/// Generates URLs that a page of `origin` may fetch.
///
/// They are of another site, of the page's own origin or of its site, or have another scheme, another port, an IP
/// address, or a dot at the end of the host name. A few have a blocked port or a scheme other than HTTP(S).
///
/// ```
/// use fetch_cors::{Origin, strategy::urls_near};
/// let page = Origin::parse("https://app.example")?;
/// proptest::proptest!(|(url in urls_near(&page))| assert!(url::Url::parse(&url).is_ok()));
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
pub fn urls_near(origin: &Origin) -> impl Strategy<Value = String> + Clone + use<> {
    let origin = origin.clone();
    targets().prop_map(move |target| target.to(&origin))
}

/// A URL, or its relation to the page. A relation lets the page and the URL be generated independently.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Url(String),
    /// A URL that has this relation to the page, and this path.
    Near(Relation, &'static str),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Relation {
    SameOrigin,
    Subdomain,
    OtherPort,
    OtherScheme,
    TrailingDot,
}

pub(super) fn targets() -> impl Strategy<Value = Target> + Clone {
    use Relation as R;
    let path = || prop_oneof![3 => Just("/"), 1 => select(&["/items", "/items?page=2", "/#top"][..])];
    let near = [R::SameOrigin, R::SameOrigin, R::Subdomain, R::OtherPort, R::OtherScheme, R::TrailingDot];
    prop_oneof![
        12 => (select(OTHERS), path()).prop_map(|(origin, path)| Target::Url([origin, path].concat())),
        5 => (select(near.to_vec()), path()).prop_map(|(relation, path)| Target::Near(relation, path)),
        1 => select(NO_SERVER).prop_map(|url| Target::Url(url.to_owned())),
    ]
}

const OTHERS: &[&str] = &[
    ANOTHER,
    ANOTHER,
    "https://other.example",
    "http://api.example",
    "https://api.example:8443",
    "http://127.0.0.1:8080",
    "https://[::1]",
    "https://api.example.",
];

const ANOTHER: &str = "https://api.example";

/// URLs for which no request is sent to a server, because of their port or scheme.
const NO_SERVER: &[&str] = &[
    "https://api.example:6667/",
    "http://api.example:0/",
    "ftp://api.example/",
    "ws://api.example/",
    "about:config",
    "about:blank",
    "blob:https://app.example/1",
    "blob:https://app.example/1",
    "data:,hello",
    "file:///a",
    "x-odd://api.example/",
];

impl Target {
    pub(super) fn to(self, page: &Origin) -> String {
        match self {
            Self::Url(url) => url,
            // An opaque origin, or one with another scheme than HTTP(S), has no URL of a server near it.
            Self::Near(relation, path) => relation.to(page).unwrap_or_else(|| ANOTHER.to_owned()) + path,
        }
    }
}

impl Relation {
    fn to(self, page: &Origin) -> Option<String> {
        let scheme = page.scheme().filter(|scheme| ["http", "https"].contains(scheme))?;
        let host = page.host()?;
        let port = page.port().map_or(String::new(), |port| format!(":{port}"));
        Some(match self {
            Self::SameOrigin => page.as_str().to_owned(),
            Self::Subdomain if has_subdomains(host) => format!("{scheme}://api.{host}{port}"),
            Self::TrailingDot if has_subdomains(host) && !host.ends_with('.') => {
                format!("{scheme}://{host}.{port}")
            }
            Self::OtherScheme => format!("{}://{host}{port}", other_scheme(scheme)),
            Self::OtherPort | Self::Subdomain | Self::TrailingDot => {
                format!("{scheme}://{host}:{}", other_port(page.port()))
            }
        })
    }
}
