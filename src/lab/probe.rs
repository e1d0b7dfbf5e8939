use std::fmt;

use super::severity::Severity;
use super::text::Text;
use crate::keyword::keyword_enum;
use crate::origin::Origin;

/// An origin that a server with a wrong check could accept, because it is similar to a trusted one or because it is
/// often trusted by mistake.
///
/// [`probes`](super::probes) returns all probes for a trusted origin.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::lab::{ProbeClass, probes};
/// let near = probes(&Origin::parse("https://app.site.example")?);
/// let suffix = near.iter().find(|probe| probe.sent() == b"https://evilsite.example").unwrap();
/// assert_eq!(suffix.class(), ProbeClass::SuffixMatch);
/// assert_eq!(suffix.origin().unwrap().as_str(), "https://evilsite.example");
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Probe {
    class: ProbeClass,
    sent: Sent,
}

/// The value of the `Origin` header of a probe.
#[derive(Clone, PartialEq, Eq)]
enum Sent {
    Origin(Origin),
    Raw(Vec<u8>),
}

impl Probe {
    /// Creates a probe of an origin that a page can have.
    pub(super) fn of(class: ProbeClass, origin: Origin) -> Self {
        Self { class, sent: Sent::Origin(origin) }
    }

    /// Creates a probe of a value that no browser sends.
    pub(super) fn raw(class: ProbeClass, value: Vec<u8>) -> Self {
        Self { class, sent: Sent::Raw(value) }
    }

    /// Returns the mistake that the probe looks for.
    #[must_use]
    pub fn class(&self) -> ProbeClass {
        self.class
    }

    /// Returns the origin, or `None` if no browser sends this value.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        match &self.sent {
            Sent::Origin(origin) => Some(origin),
            Sent::Raw(_) => None,
        }
    }

    /// Returns the value of the `Origin` header.
    #[must_use]
    pub fn sent(&self) -> &[u8] {
        match &self.sent {
            Sent::Origin(origin) => origin.as_bytes(),
            Sent::Raw(value) => value,
        }
    }
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class, Text(self.sent()))
    }
}

keyword_enum! {
    /// A mistake in how a server compares origins, which makes it accept a [`Probe`].
    ///
    /// ```
    /// use fetch_cors::lab::{ProbeClass, Severity};
    /// let class = ProbeClass::NullOrigin;
    /// assert_eq!(class.as_str(), "null-origin");
    /// assert_eq!(class.title(), "The server trusts the origin \"null\".");
    /// assert!(class.is_sent_by_browsers());
    /// assert_eq!(class.severity(), Severity::High);
    /// assert!(class.exploiter().contains("sandbox"));
    /// ```
    #[derive(PartialOrd, Ord)]
    #[non_exhaustive]
    pub enum ProbeClass {
        /// Any origin is trusted, such as `https://evil.test`.
        AnyOrigin = "any-origin",
        /// The origin `null` is trusted, which every website can have in a sandboxed frame.
        NullOrigin = "null-origin",
        /// Only the start of the origin is compared, so `https://app.site.example.evil.test` is trusted.
        PrefixMatch = "prefix-match",
        /// Only the end of the host name is compared, without a dot in front, so `https://evilsite.example` is trusted.
        SuffixMatch = "suffix-match",
        /// A dot of the host name matches any character, so `https://appxsite.example` is trusted.
        UnescapedDot = "unescaped-dot",
        /// A part of the origin is enough, so `https://app.site.exampl` or `https://evilsite.example.evil.test` is trusted.
        SubstringMatch = "substring-match",
        /// The trusted origin may be anywhere in the header, as in `https://evil.test/https://app.site.example`.
        ContainsMatch = "contains-match",
        /// An `http:` origin on the domain of a trusted `https:` origin is trusted, such as `http://app.site.example` or
        /// `http://x.site.example`.
        HttpOrigin = "http-origin",
        /// Another port of a trusted host name is trusted, such as `https://app.site.example:8443`.
        AnyPort = "any-port",
        /// A subdomain that was not declared is trusted, such as `https://x.site.example`.
        AnySubdomain = "any-subdomain",
        /// The parent domain of a trusted host name is trusted, such as `https://site.example`.
        ParentDomain = "parent-domain",
        /// The host name with a dot at the end is trusted, which is another origin: `https://app.site.example.`.
        TrailingDot = "trailing-dot",
        /// Another spelling of a trusted origin is accepted, such as `https://APP.SITE.EXAMPLE` or a slash at the end.
        SloppyParsing = "sloppy-parsing",
        /// A punctuation character in the host name ends the comparison, so `https://app.site.example_.evil.test` is
        /// trusted.
        Punctuation = "punctuation",
        /// A host name that looks the same is trusted, such as `https://xn--pp-6kc.site.example`.
        LookAlike = "look-alike",
        /// An origin that is only for development is trusted, such as `http://localhost:3000`.
        DevelopmentOrigin = "development-origin",
        /// A host name under which anybody can publish pages is trusted, such as `https://evil.github.io`.
        SharedHosting = "shared-hosting",
        /// A similar host name under another top-level domain is trusted, such as `https://app.site.test`.
        OtherTopLevelDomain = "other-top-level-domain",
        /// An origin of an app or a browser extension is trusted, such as `capacitor://localhost`.
        CustomScheme = "custom-scheme",
        /// The value `file://` is accepted, which browsers do not send.
        FileOrigin = "file-origin",
        /// A list of origins is accepted if one of them is trusted, as in `https://app.site.example https://evil.test`.
        OriginList = "origin-list",
        /// A value that is not an origin is accepted, such as one with bytes that are not ASCII, or one of 8 KiB.
        OddOrigin = "odd-origin",
    }
}

impl ProbeClass {
    /// Returns the mistake, in one sentence for people.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::AnyOrigin => "The server trusts any origin, such as https://evil.test.",
            Self::NullOrigin => "The server trusts the origin \"null\".",
            Self::PrefixMatch => "The server compares only the start of the origin.",
            Self::SuffixMatch => "The server compares only the end of the host name.",
            Self::UnescapedDot => {
                "The server trusts a host name that has another character in place of a dot of a trusted one."
            }
            Self::SubstringMatch => "The server trusts an origin that matches a trusted one only in part.",
            Self::ContainsMatch => {
                "The server accepts a longer `Origin` header that contains a trusted origin."
            }
            Self::HttpOrigin => {
                "The server trusts an `http:` origin on the domain of a trusted `https:` origin."
            }
            Self::AnyPort => "The server trusts another port of a trusted host.",
            Self::AnySubdomain => "The server trusts a subdomain that was not declared as trusted.",
            Self::ParentDomain => "The server trusts the parent domain of a trusted host.",
            Self::TrailingDot => {
                "The server ignores a dot at the end of the host name, although the dot makes it another origin."
            }
            Self::SloppyParsing => {
                "The server accepts another spelling of a trusted origin, such as capital letters or a slash at the end."
            }
            Self::Punctuation => "The server treats a punctuation character in the host name as its end.",
            Self::LookAlike => "The server trusts a host name that only looks like a trusted one.",
            Self::DevelopmentOrigin => "The server trusts an origin that is only for development.",
            Self::SharedHosting => "The server trusts a host on which anybody can publish pages.",
            Self::OtherTopLevelDomain => {
                "The server trusts a similar host name under another top-level domain."
            }
            Self::CustomScheme => {
                "The server trusts the origin of an app or a browser extension that was not declared as trusted."
            }
            Self::FileOrigin => "The server accepts the origin \"file://\", which browsers do not send.",
            Self::OriginList => {
                "The server accepts a list of origins in the `Origin` header, which browsers do not send."
            }
            Self::OddOrigin => "The server accepts an `Origin` header whose value is not an origin.",
        }
    }

    /// Returns whether a browser can send such a value of `Origin`.
    ///
    /// If not, only other programs can send it, and these do not need the permission of CORS. A server that accepts the
    /// value still does not compare origins as it should.
    #[must_use]
    pub const fn is_sent_by_browsers(self) -> bool {
        !matches!(
            self,
            Self::ContainsMatch | Self::SloppyParsing | Self::FileOrigin | Self::OriginList | Self::OddOrigin
        )
    }

    /// Returns who could make a page with such an origin, as a phrase for people without a period.
    #[must_use]
    pub const fn exploiter(self) -> &'static str {
        match self {
            Self::AnyOrigin => "every website that a user visits",
            Self::NullOrigin => "every website that a user visits, with a sandboxed frame or a `data:` URL",
            Self::PrefixMatch | Self::SuffixMatch | Self::UnescapedDot | Self::SubstringMatch => {
                "anybody who registers a domain that this check accepts"
            }
            Self::Punctuation => {
                "anybody who owns a domain, if the user's browser allows such characters in host names, as Safari has done"
            }
            Self::LookAlike => "anybody who registers a domain that looks the same",
            Self::OtherTopLevelDomain => {
                "anybody who registers the same or a similar name under another top-level domain"
            }
            Self::HttpOrigin => {
                "anybody who controls the network that a user is connected to, such as an open wireless network"
            }
            Self::AnyPort => "anybody who runs another service on the same host",
            Self::AnySubdomain => {
                "anybody who takes over a subdomain, or who can inject scripts into a page of a subdomain"
            }
            Self::ParentDomain => "anybody who can inject scripts into a page of the parent domain",
            Self::TrailingDot => {
                "anybody who can inject scripts into a page that is served under this spelling of the host name"
            }
            Self::DevelopmentOrigin => {
                "any program that serves pages on the user's own machine; if the host name is not exactly `localhost` or \
                 `127.0.0.1`, anybody who registers such a domain"
            }
            Self::SharedHosting => {
                "every customer of the hosting service; if the server trusts every domain under a suffix such as co.uk, \
                 anybody who registers such a domain"
            }
            Self::CustomScheme => "any app or browser extension that uses this scheme",
            Self::ContainsMatch
            | Self::SloppyParsing
            | Self::FileOrigin
            | Self::OriginList
            | Self::OddOrigin => "no web page, because browsers do not send this value",
        }
    }

    /// Returns the severity if such an origin may read responses with credentials. Without credentials, a finding is less
    /// severe.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::AnyOrigin | Self::PrefixMatch | Self::SuffixMatch | Self::UnescapedDot => {
                Severity::Critical
            }
            Self::NullOrigin
            | Self::SubstringMatch
            | Self::HttpOrigin
            | Self::Punctuation
            | Self::DevelopmentOrigin
            | Self::SharedHosting
            | Self::OtherTopLevelDomain => Severity::High,
            Self::AnyPort | Self::AnySubdomain => Severity::Medium,
            Self::ParentDomain | Self::TrailingDot | Self::LookAlike => Severity::Low,
            Self::ContainsMatch
            | Self::SloppyParsing
            | Self::CustomScheme
            | Self::FileOrigin
            | Self::OriginList
            | Self::OddOrigin => Severity::Info,
        }
    }
}
