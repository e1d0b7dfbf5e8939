//! The requests that a command line of curl makes.

use fetch_cors::url::Url;
use http::Method;

use super::reader::LONGEST_URL;
use crate::explain::recording::Header;

/// The maximum number of URLs of a command line that are read.
const MOST_URLS: usize = 100;
/// The maximum size of the headers of a command line, in bytes. Each message of the command line keeps a copy of them.
const MOST_HEADERS: usize = 16 << 10;

/// A command line of curl.
#[derive(Debug, Default)]
pub(super) struct Command {
    pub(super) urls: Vec<Url>,
    /// The method of `-X`, which curl keeps after a redirect.
    explicit: Option<Method>,
    is_head: bool,
    is_put: bool,
    puts_data_into_url: bool,
    data: Vec<String>,
    headers: Vec<Header>,
    /// The type of the body, if there is a body. A `Content-Type` header has precedence.
    body_type: Option<&'static str>,
}

impl Command {
    /// Creates the command from the words after `curl`.
    pub(super) fn new(words: Vec<String>) -> Self {
        let mut command = Self::default();
        let mut urls = Vec::new();
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if let Some(long) = word.strip_prefix("--") {
                let (name, given) = match long.split_once('=') {
                    Some((name, value)) => (name, Some(value.to_owned())),
                    None => (long, None),
                };
                let value = given.or_else(|| LONG_WITH_VALUE.contains(&name).then(|| words.next()).flatten());
                match name {
                    "url" => urls.extend(value),
                    _ => command.set(name, value.unwrap_or_default()),
                }
            } else if let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) {
                command.set_short(short, &mut words);
            } else {
                urls.push(word);
            }
        }
        command.urls = urls.iter().take(MOST_URLS).filter_map(|url| command.url(url)).collect();
        command.finish_headers();
        command
    }

    /// Returns the method of the first request.
    pub(super) fn method(&self) -> Method {
        match &self.explicit {
            Some(method) => method.clone(),
            None if self.is_head => Method::HEAD,
            None if self.is_put => Method::PUT,
            None if self.body_type.is_some() => Method::POST,
            None => Method::GET,
        }
    }

    /// Returns the headers that the command line sets on each request. Returns `None` if they are too long.
    pub(super) fn headers(&self) -> Option<Vec<Header>> {
        let bytes: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        (bytes <= MOST_HEADERS).then(|| self.headers.clone())
    }

    /// Returns the method after a redirect with this status.
    pub(super) fn method_after(&self, status: u16, method: &Method) -> Method {
        let changes = match status {
            301 | 302 => *method == Method::POST,
            303 => *method != Method::HEAD,
            _ => false,
        };
        if changes && self.explicit.is_none() { Method::GET } else { method.clone() }
    }

    /// Sets the short options of one word. There may be several, the last one with its value, as in `-svXPOST`.
    fn set_short(&mut self, options: &str, words: &mut impl Iterator<Item = String>) {
        let mut rest = options.chars();
        while let Some(option) = rest.next() {
            if SHORT_WITH_VALUE.contains(option) {
                let value = Some(rest.as_str()).filter(|value| !value.is_empty()).map(str::to_owned);
                return self.set(long_of(option), value.or_else(|| words.next()).unwrap_or_default());
            }
            self.set(long_of(option), String::new());
        }
    }

    fn set(&mut self, option: &str, value: String) {
        match option {
            "request" => self.explicit = Method::from_bytes(value.as_bytes()).ok(),
            "head" => self.is_head = true,
            "get" => self.puts_data_into_url = true,
            "upload-file" => self.is_put = true,
            "data" | "data-ascii" | "data-binary" | "data-raw" | "data-urlencode" => {
                self.body_type = self.body_type.or(Some("application/x-www-form-urlencoded"));
                self.data.push(value);
            }
            "form" | "form-string" => self.body_type = Some("multipart/form-data"),
            "json" => self.body_type = Some("application/json"),
            "header" => self.headers.extend(header(&value)),
            "user-agent" => self.headers.push(("User-Agent".to_owned(), value)),
            "referer" => self.headers.push(("Referer".to_owned(), value)),
            "range" => self.headers.push(("Range".to_owned(), format!("bytes={value}"))),
            // The value does not matter, only that there is one.
            "cookie" => self.headers.push(("Cookie".to_owned(), "…".to_owned())),
            "user" => self.headers.push(("Authorization".to_owned(), "Basic …".to_owned())),
            "oauth2-bearer" => self.headers.push(("Authorization".to_owned(), "Bearer …".to_owned())),
            _ => {}
        }
    }

    fn url(&self, word: &str) -> Option<Url> {
        let with_scheme = if word.contains("://") { word.to_owned() } else { format!("http://{word}") };
        let mut url = Url::parse(&with_scheme).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        url.set_fragment(None);
        if url.as_str().len() > LONGEST_URL {
            return None;
        }
        if self.puts_data_into_url && !self.data.is_empty() {
            let data = self.data.join("&");
            if data.len() > LONGEST_URL {
                return None;
            }
            let query = url.query().map_or_else(|| data.clone(), |query| format!("{query}&{data}"));
            url.set_query(Some(&query));
        }
        Some(url)
    }

    fn finish_headers(&mut self) {
        if self.puts_data_into_url {
            self.body_type = None;
        }
        let says_type = self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if let (Some(body_type), false) = (self.body_type, says_type) {
            self.headers.push(("Content-Type".to_owned(), body_type.to_owned()));
        }
    }
}

/// Returns the header of `Name: value`, or of `Name;` for an empty value. Returns `None` for `Name:`, which removes a header
/// that curl would add itself.
fn header(text: &str) -> Option<Header> {
    let (name, value) = match text.split_once(':') {
        Some((_, value)) if value.trim().is_empty() => return None,
        Some((name, value)) => (name, value.trim()),
        None => (text.strip_suffix(';')?, ""),
    };
    http::HeaderName::from_bytes(name.as_bytes()).ok()?;
    Some((name.to_owned(), value.to_owned()))
}

const SHORT_WITH_VALUE: &str = "AbcCdDeEFHKmoPQrtTuUwxXyYz";

/// The long options that take a value, if the value is needed or might be confused with a URL.
const LONG_WITH_VALUE: &[&str] = &[
    "cacert",
    "capath",
    "cert",
    "cert-type",
    "ciphers",
    "config",
    "connect-timeout",
    "connect-to",
    "cookie",
    "cookie-jar",
    "curves",
    "data",
    "data-ascii",
    "data-binary",
    "data-raw",
    "data-urlencode",
    "doh-url",
    "dump-header",
    "form",
    "form-string",
    "happy-eyeballs-timeout-ms",
    "header",
    "interface",
    "json",
    "key",
    "limit-rate",
    "local-port",
    "max-filesize",
    "max-redirs",
    "max-time",
    "noproxy",
    "oauth2-bearer",
    "output",
    "output-dir",
    "pass",
    "preproxy",
    "proto",
    "proto-default",
    "proto-redir",
    "proxy",
    "proxy-header",
    "proxy-user",
    "range",
    "rate",
    "referer",
    "request",
    "request-target",
    "resolve",
    "retry",
    "retry-delay",
    "retry-max-time",
    "socks5",
    "socks5-hostname",
    "speed-limit",
    "speed-time",
    "stderr",
    "tls-max",
    "trace",
    "trace-ascii",
    "trace-config",
    "unix-socket",
    "upload-file",
    "url",
    "url-query",
    "user",
    "user-agent",
    "write-out",
];

/// Returns the long form of a short option, or an empty text if the option is not needed.
fn long_of(short: char) -> &'static str {
    match short {
        'X' => "request",
        'I' => "head",
        'G' => "get",
        'T' => "upload-file",
        'd' => "data",
        'F' => "form",
        'H' => "header",
        'A' => "user-agent",
        'e' => "referer",
        'b' => "cookie",
        'u' => "user",
        'r' => "range",
        _ => "",
    }
}
