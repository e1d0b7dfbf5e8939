//! Who wrote a HAR file, and what can be relied on therefore.

use super::entry::Entry;

/// Who wrote a HAR file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// The developer tools of Chromium, Chrome, Edge, Opera and so on.
    Chromium,
    /// The developer tools of Firefox.
    Firefox,
    /// The Web Inspector of Safari.
    Safari,
    /// Playwright, with any of its browsers.
    Playwright,
    /// A program that sees the network, and not the page. It has this name.
    Network(&'static str),
}

/// Programs that see the network, by the name that they write in small letters.
const NETWORK: &[(&str, &str)] = &[
    ("charles", "Charles"),
    ("mitmproxy", "mitmproxy"),
    ("fiddler", "Fiddler"),
    ("proxyman", "Proxyman"),
    ("burp", "Burp Suite"),
    ("http toolkit", "HTTP Toolkit"),
    ("insomnia", "Insomnia"),
    ("postman", "Postman"),
    ("browsermob", "BrowserMob Proxy"),
];

impl Dialect {
    /// Returns who has this name in `log.creator`, if it is known.
    pub(super) fn of_creator(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "webinspector" => return Some(Self::Chromium),
            "webkit web inspector" => return Some(Self::Safari),
            "firefox" | "firefox developer edition" | "waterfox" | "librewolf" | "floorp" => {
                return Some(Self::Firefox);
            }
            "playwright" => return Some(Self::Playwright),
            _ => {}
        }
        NETWORK.iter().find(|(start, _)| name.starts_with(start)).map(|(_, name)| Self::Network(name))
    }

    /// Returns who writes such an entry, if it has members that only one writes.
    pub(super) fn of_entry(entry: &Entry) -> Option<Self> {
        if entry.response.charles.is_some() {
            Some(Self::Network("Charles"))
        } else if entry.has_security_state {
            Some(Self::Firefox)
        } else if entry.fetch_type.is_some() {
            Some(Self::Safari)
        } else if entry.initiator.is_some() && entry.resource_type.is_some() && entry.has_priority {
            Some(Self::Chromium)
        } else {
            None
        }
    }

    /// Returns what the file is, for people.
    pub(super) fn source(self, version: Option<&str>) -> String {
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        match self {
            // Its version is that of WebKit from which it came, which says nothing.
            Self::Chromium => "a HAR file of Chromium's developer tools".to_owned(),
            Self::Firefox => format!("a HAR file of Firefox{version}"),
            Self::Safari => "a HAR file of Safari's Web Inspector".to_owned(),
            Self::Playwright => format!("a HAR file of Playwright{version}"),
            Self::Network(name) => format!("a HAR file of {name}{version}"),
        }
    }

    /// Returns whether what it writes is what went over the network, and nothing that only the page knows.
    pub(super) fn sees_the_network_only(self) -> bool {
        matches!(self, Self::Network(_))
    }

    /// Returns whether a response without a failure is one that the page got. Firefox also writes the responses that it kept from
    /// the page, and does not say so.
    pub(super) fn tells_failures(self) -> bool {
        matches!(self, Self::Chromium | Self::Safari)
    }

    /// Returns whether it writes the headers that the page asked for, while it does not know what was sent.
    pub(super) fn writes_provisional_headers(self) -> bool {
        matches!(self, Self::Chromium | Self::Playwright | Self::Safari)
    }

    /// Returns whether its default export leaves secrets out.
    pub(super) fn leaves_secrets_out(self) -> bool {
        self == Self::Chromium
    }
}
