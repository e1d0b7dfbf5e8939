//! The programs that write HAR files, and what each of them records.

use super::entry::Entry;

/// The program that wrote a HAR file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// The developer tools of Chromium, Chrome, Edge, Opera and similar browsers.
    Chromium,
    /// The developer tools of Firefox.
    Firefox,
    /// The Web Inspector of Safari.
    Safari,
    /// Playwright, with any of its browsers.
    Playwright,
    /// A program that sees only the network and not the page, with its name.
    Network(&'static str),
}

/// The programs that see only the network: how their names begin, in lower case, and their names for people.
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
    /// Returns the program with this name in `log.creator`, if it is known.
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

    /// Returns the program that wrote an entry, if the entry has members that only one program writes.
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

    /// Returns the kind of the file, for people.
    pub(super) fn source(self, version: Option<&str>) -> String {
        let version = version.map_or_else(String::new, |version| format!(" {version}"));
        match self {
            // Chromium always writes the version of an old WebKit, which is useless.
            Self::Chromium => "a HAR file of Chromium's developer tools".to_owned(),
            Self::Firefox => format!("a HAR file of Firefox{version}"),
            Self::Safari => "a HAR file of Safari's Web Inspector".to_owned(),
            Self::Playwright => format!("a HAR file of Playwright{version}"),
            Self::Network(name) => format!("a HAR file of {name}{version}"),
        }
    }

    /// Returns whether the program records only what went over the network, and nothing that only the page knows.
    pub(super) fn sees_the_network_only(self) -> bool {
        matches!(self, Self::Network(_))
    }

    /// Returns whether the page got every response that is recorded without a failure. Firefox also records the responses
    /// that it hid from the page, without a mark.
    pub(super) fn tells_failures(self) -> bool {
        matches!(self, Self::Chromium | Self::Safari)
    }

    /// Returns whether the program records provisional headers if it does not know which headers were sent.
    pub(super) fn writes_provisional_headers(self) -> bool {
        matches!(self, Self::Chromium | Self::Playwright | Self::Safari)
    }

    /// Returns whether the default export of the program leaves out secrets.
    pub(super) fn leaves_secrets_out(self) -> bool {
        self == Self::Chromium
    }
}
