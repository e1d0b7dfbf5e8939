//! Sites: the check whether two origins are of the same site, and resolvers of registrable domains.
//!
//! [`same_site`] compares two origins. It needs a resolver: usually `PublicSuffixList`, or a [`Sites`] of your own.

use std::fmt::Debug;

use crate::origin::{Origin, Tuple};

/// A resolver of registrable domains, such as the public suffix list.
///
/// The feature `psl`, which is on by default, provides the resolver `PublicSuffixList`. There is no global resolver: each
/// function that needs a resolver takes it as an argument.
///
/// ```
/// use fetch_cors::site::Sites;
/// /// In this example, a registrable domain is `example` with one label in front.
/// #[derive(Debug)]
/// struct Example;
/// impl Sites for Example {
///     fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
///         let rest = domain.strip_suffix(".example")?;
///         domain.get(rest.rfind('.').map_or(0, |dot| dot + 1)..)
///     }
/// }
/// assert_eq!(Example.registrable_domain("a.b.example"), Some("b.example"));
/// ```
pub trait Sites: Debug + Send + Sync {
    /// Returns the registrable domain of `domain`, or `None` if `domain` is a public suffix.
    ///
    /// `domain` is a host name in ASCII. It is neither empty nor an IP address. It is in lower case, unless it belongs
    /// to an origin with a scheme that the URL Standard does not know.
    ///
    /// <https://url.spec.whatwg.org/#host-registrable-domain>
    fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str>;

    /// Returns whether two different domains have the same registrable domain.
    ///
    /// The default implementation looks up both domains. A resolver that can answer faster may override it, but must give
    /// the same answers.
    fn same_registrable_domain(&self, a: &str, b: &str) -> bool {
        self.registrable_domain(a).is_some_and(|domain| Some(domain) == self.registrable_domain(b))
    }
}

/// The public suffix list that is compiled into the `psl` crate.
///
/// ```
/// use fetch_cors::site::{PublicSuffixList, Sites};
/// assert_eq!(PublicSuffixList.registrable_domain("www.example.co.uk"), Some("example.co.uk"));
/// assert_eq!(PublicSuffixList.registrable_domain("co.uk"), None);
/// ```
#[cfg(feature = "psl")]
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "the type holds no data")]
pub struct PublicSuffixList;

#[cfg(feature = "psl")]
impl Sites for PublicSuffixList {
    fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
        // The list has no domains with a dot at the end. In the URL Standard, this dot is part of the registrable domain.
        let undotted = domain.strip_suffix('.').unwrap_or(domain);
        let registrable = psl::domain_str(undotted)?;
        domain.get(undotted.len() - registrable.len()..)
    }
}

/// A site: an opaque origin, or a scheme and a host name. If the host name has a registrable domain, the site contains
/// that domain instead of the host name.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site>
///
/// ```
/// use fetch_cors::{Origin, site::{PublicSuffixList, Site}};
/// let site = |s| Site::obtain(&Origin::parse(s).unwrap(), &PublicSuffixList);
/// assert_eq!(site("https://a.site.example"), site("https://b.site.example:8443"));
/// assert_ne!(site("https://a.site.example"), site("http://a.site.example"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Site(SiteRepr);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum SiteRepr {
    Opaque(Origin),
    SchemeAndHost(Box<str>, Box<str>),
}

impl Site {
    /// Returns the site of an origin.
    ///
    /// <https://html.spec.whatwg.org/multipage/browsers.html#obtain-a-site>
    #[must_use]
    pub fn obtain(origin: &Origin, sites: &dyn Sites) -> Self {
        Self(match origin.as_tuple() {
            None => SiteRepr::Opaque(origin.clone()),
            Some(Tuple { scheme, host, .. }) => {
                let domain = registrable_domain(host, sites).unwrap_or(host);
                SiteRepr::SchemeAndHost(scheme.into(), domain.into())
            }
        })
    }
}

impl Site {
    /// Returns the number of bytes that the site has on the heap. An opaque origin is shared with others, so it does not
    /// count.
    pub(crate) fn byte_len(&self) -> usize {
        match &self.0 {
            SiteRepr::Opaque(_) => 0,
            SiteRepr::SchemeAndHost(scheme, host) => scheme.len() + host.len(),
        }
    }
}

/// Returns whether two origins are of the same site (in the standard, *same site*): they are the same origin, or they
/// have the same scheme and are [schemelessly same site](schemelessly_same_site).
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#same-site>
///
/// ```
/// use fetch_cors::{Origin, site::{PublicSuffixList, same_site}};
/// let origin = |s| Origin::parse(s).unwrap();
/// let same = |a, b| same_site(&origin(a), &origin(b), &PublicSuffixList);
/// assert!(same("https://a.site.example", "https://b.site.example:444"));
/// assert!(!same("https://a.site.example", "http://a.site.example"));
/// ```
#[must_use]
pub fn same_site(a: &Origin, b: &Origin, sites: &dyn Sites) -> bool {
    a.same_origin(b) || tuples_same_site(a.as_tuple(), b.as_tuple(), sites)
}

/// Returns whether two origins are of the same site if their schemes are ignored (in the standard, *schemelessly same
/// site*): they are the same origin, or they have the same host name or the same registrable domain. Ports do not
/// matter, either.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#schemelessly-same-site>
///
/// ```
/// use fetch_cors::{Origin, site::{PublicSuffixList, schemelessly_same_site}};
/// let origin = |s| Origin::parse(s).unwrap();
/// let same = |a, b| schemelessly_same_site(&origin(a), &origin(b), &PublicSuffixList);
/// assert!(same("https://a.site.example", "http://b.site.example"));
/// assert!(same("http://127.0.0.1:1", "http://127.0.0.1:2"));
/// assert!(!same("https://a.co.uk", "https://b.co.uk"));
/// ```
#[must_use]
pub fn schemelessly_same_site(a: &Origin, b: &Origin, sites: &dyn Sites) -> bool {
    a.same_origin(b) || tuples_schemelessly_same_site(a.as_tuple(), b.as_tuple(), sites)
}

/// Returns whether two tuple origins are of the same site. `None` stands for an opaque origin.
fn tuples_same_site(a: Option<Tuple<'_>>, b: Option<Tuple<'_>>, sites: &dyn Sites) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.scheme == b.scheme) && tuples_schemelessly_same_site(a, b, sites)
}

fn tuples_schemelessly_same_site(a: Option<Tuple<'_>>, b: Option<Tuple<'_>>, sites: &dyn Sites) -> bool {
    let Some((a, b)) = a.zip(b) else { return false };
    // Origins with the same host name are schemelessly same site, even if the host name has no registrable domain.
    a.host == b.host
        || !is_empty_or_address(a.host)
            && !is_empty_or_address(b.host)
            && sites.same_registrable_domain(a.host, b.host)
}

fn registrable_domain<'h>(host: &'h str, sites: &dyn Sites) -> Option<&'h str> {
    if is_empty_or_address(host) { None } else { sites.registrable_domain(host) }
}

/// Returns whether a host name is empty or an IP address. Such a host name has no registrable domain.
///
/// An IPv4 address ends with a digit, so most host names need not be parsed.
fn is_empty_or_address(host: &str) -> bool {
    host.is_empty()
        || host.starts_with('[')
        || host.as_bytes().last().is_some_and(u8::is_ascii_digit)
            && host.parse::<std::net::Ipv4Addr>().is_ok()
}
