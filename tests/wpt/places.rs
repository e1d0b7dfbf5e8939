//! Where things are in the rows. The page is at `HERE`.

/// A URL of the page's own origin.
pub const HERE: &str = "https://app.example/";
/// A URL of another origin.
pub const THERE: &str = "https://api.example/";
/// A URL of a third origin.
pub const ELSEWHERE: &str = "https://other.example/";

/// Origins that differ from the page's by port, scheme or host.
pub const OTHERS: [&str; 5] = [
    "https://app.example:8443/",
    "http://app.example/",
    "https://api.example/",
    "https://api.example:8443/",
    "http://api.example/",
];

/// The redirect statuses.
pub const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];
