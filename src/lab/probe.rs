use std::fmt;

use super::severity::Severity;
use super::text::Text;
use crate::keyword::keyword_enum;
use crate::origin::Origin;

/// An origin that a server might take for one that it trusts.
///
/// [`probes`](super::probes) returns the probes for an origin.
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

/// The value of the `Origin` header.
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
    /// A mistake in how a server compares origins, by which a [`Probe`] gets in.
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
        /// Any origin is trusted: `https://evil.test`.
        AnyOrigin = "any-origin",
        /// The origin `null` is trusted.
        NullOrigin = "null-origin",
        /// The start of the origin is compared: `https://app.site.example.evil.test`.
        PrefixMatch = "prefix-match",
        /// The end of the host is compared, without a dot in front: `https://evilsite.example`.
        SuffixMatch = "suffix-match",
        /// A dot stands for any character: `https://appxsite.example`.
        UnescapedDot = "unescaped-dot",
        /// A part of the origin is enough: `https://app.site.exampl`.
        SubstringMatch = "substring-match",
        /// The trusted origin may be anywhere in the header: `https://evil.test/https://app.site.example`.
        ContainsMatch = "contains-match",
        /// `http:` is trusted where `https:` was meant: `http://app.site.example`.
        HttpOrigin = "http-origin",
        /// Any port is trusted: `https://app.site.example:8443`.
        AnyPort = "any-port",
        /// Any subdomain is trusted: `https://x.site.example`.
        AnySubdomain = "any-subdomain",
        /// The parent domain is trusted: `https://site.example`.
        ParentDomain = "parent-domain",
        /// A host with a dot at the end is trusted, which is another origin: `https://app.site.example.`.
        TrailingDot = "trailing-dot",
        /// The header is parsed or compared without regard to case: `https://APP.site.example`.
        SloppyParsing = "sloppy-parsing",
        /// A character that a URL may have in its host ends the comparison: `https://app.site.example_.evil.test`.
        Punctuation = "punctuation",
        /// A host that looks the same is trusted: `https://xn--pp-6kc.site.example`.
        LookAlike = "look-alike",
        /// An origin of developers' machines is trusted: `http://localhost:3000`.
        DevelopmentOrigin = "development-origin",
        /// A host where anybody can publish pages is trusted: `https://evil.github.io`.
        SharedHosting = "shared-hosting",
        /// Another top-level domain is trusted: `https://app.site.test`.
        OtherTopLevelDomain = "other-top-level-domain",
        /// An origin with a scheme of web views or extensions is trusted: `capacitor://localhost`.
        CustomScheme = "custom-scheme",
        /// The text `file://` is trusted.
        FileOrigin = "file-origin",
        /// A list of origins is trusted if one of them is: `https://app.site.example https://evil.test`.
        OriginList = "origin-list",
        /// An odd value is trusted: bytes that are not ASCII, or 8 KiB of them.
        OddOrigin = "odd-origin",
    }
}

impl ProbeClass {
    /// Returns the mistake in a sentence.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::AnyOrigin => "The server trusts any origin.",
            Self::NullOrigin => "The server trusts the origin \"null\".",
            Self::PrefixMatch => "The server compares only the start of the origin.",
            Self::SuffixMatch => "The server compares only the end of the host.",
            Self::UnescapedDot => "The server takes a dot of a trusted host for any character.",
            Self::SubstringMatch => "The server trusts an origin that is only a part of a trusted one.",
            Self::ContainsMatch => "The server trusts a value that contains a trusted origin.",
            Self::HttpOrigin => "The server trusts an origin with the scheme http in place of https.",
            Self::AnyPort => "The server trusts a trusted host on other ports.",
            Self::AnySubdomain => "The server trusts a subdomain that was not declared.",
            Self::ParentDomain => "The server trusts the parent domain of a trusted host.",
            Self::TrailingDot => {
                "The server trusts a trusted host with a dot at its end, which is another origin."
            }
            Self::SloppyParsing => "The server accepts another spelling of a trusted origin.",
            Self::Punctuation => "The server takes a character of the host for its end.",
            Self::LookAlike => "The server trusts a host that only looks like a trusted one.",
            Self::DevelopmentOrigin => "The server trusts an origin that is only for development.",
            Self::SharedHosting => "The server trusts a host on which anybody can publish pages.",
            Self::OtherTopLevelDomain => "The server trusts another top-level domain.",
            Self::CustomScheme => {
                "The server trusts an origin of web views or extensions that was not declared."
            }
            Self::FileOrigin => "The server accepts the value \"file://\", which browsers do not send.",
            Self::OriginList => "The server accepts a list of origins, which browsers do not send.",
            Self::OddOrigin => "The server accepts a value that is no origin.",
        }
    }

    /// Returns whether a browser can send such an origin. If not, only other programs can, which need no permission
    /// anyway; but a server that accepts the value does not compare origins as it should.
    #[must_use]
    pub const fn is_sent_by_browsers(self) -> bool {
        !matches!(
            self,
            Self::ContainsMatch | Self::SloppyParsing | Self::FileOrigin | Self::OriginList | Self::OddOrigin
        )
    }

    /// Returns who could have a page of such an origin.
    #[must_use]
    pub const fn exploiter(self) -> &'static str {
        match self {
            Self::AnyOrigin => "every website that a user visits",
            Self::NullOrigin => "every website, by a sandboxed frame or a `data:` URL",
            Self::PrefixMatch | Self::SuffixMatch | Self::UnescapedDot | Self::SubstringMatch => {
                "whoever registers such a domain"
            }
            Self::Punctuation => {
                "whoever owns a domain, in browsers that look up hosts with such characters (Safari has done so)"
            }
            Self::LookAlike => "whoever registers a domain that looks the same",
            Self::OtherTopLevelDomain => "whoever registers the same name under another top-level domain",
            Self::HttpOrigin => "whoever controls the network of a user, such as an open wireless network",
            Self::AnyPort => "whoever runs another service on the same host",
            Self::AnySubdomain => {
                "whoever takes over a subdomain, or finds a page on one into which scripts can be injected"
            }
            Self::ParentDomain => "whoever can inject scripts into the pages of the parent domain",
            Self::TrailingDot => "whoever can inject scripts where the host is served with a dot at its end",
            Self::DevelopmentOrigin => "any program that listens on the user's own machine",
            Self::SharedHosting => "every customer of the hosting service",
            Self::CustomScheme => "any app or extension with that scheme",
            Self::ContainsMatch
            | Self::SloppyParsing
            | Self::FileOrigin
            | Self::OriginList
            | Self::OddOrigin => "no page: browsers do not send this value",
        }
    }

    /// Returns how severe it is if such an origin may read responses with credentials. It is less severe without
    /// credentials.
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
