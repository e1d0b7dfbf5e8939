use std::borrow::Cow;

use crate::loopback::is_loopback;

/// Returns an absolute URL for what a user typed. A URL without a scheme gets `http://` if its host is this machine, and
/// `https://` otherwise. A URL with a scheme is returned unchanged.
pub(crate) fn absolute(text: &str) -> Cow<'_, str> {
    let is_scheme =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if text.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme)) {
        return text.into();
    }
    let authority = text.split(['/', '?', '#']).next().unwrap_or_default();
    match host(authority) {
        Some(host) if is_loopback(&host.to_ascii_lowercase()) => format!("http://{text}").into(),
        Some(_) => format!("https://{text}").into(),
        None => text.into(),
    }
}

/// Returns the host of `host` or `host:port`. Returns `None` if the text before the colon is a scheme, as in `data:,hello`.
fn host(authority: &str) -> Option<&str> {
    let port = authority.rfind(':').filter(|at| !authority.get(*at..).is_some_and(|rest| rest.contains(']')));
    let (host, port) = match port {
        Some(at) => (authority.get(..at)?, authority.get(at + 1..)?),
        None => (authority, "80"),
    };
    let is_port = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let is_host = !host.is_empty() && (host.starts_with('[') || !host.contains(':'));
    (is_port && is_host).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn a_scheme_is_added_where_there_is_none() {
        for (typed, url) in [
            ("localhost:8080", "http://localhost:8080"),
            ("LOCALHOST/x", "http://LOCALHOST/x"),
            ("app.localhost:1", "http://app.localhost:1"),
            ("127.0.0.1:3000/x", "http://127.0.0.1:3000/x"),
            ("[::1]:8080", "http://[::1]:8080"),
            ("[::1]", "http://[::1]"),
            ("api.example/x", "https://api.example/x"),
            ("api.example:8443/x?a=http:b", "https://api.example:8443/x?a=http:b"),
            ("localhost:8080/x?to=https://a", "http://localhost:8080/x?to=https://a"),
            ("127.0.0.1/x?to=https://a", "http://127.0.0.1/x?to=https://a"),
            ("10.0.0.1", "https://10.0.0.1"),
            ("data:,hello", "data:,hello"),
            ("about:blank", "about:blank"),
            ("http://localhost", "http://localhost"),
            ("HTTPS://a", "HTTPS://a"),
            ("/items", "/items"),
            ("", ""),
        ] {
            assert_eq!(absolute(typed), url, "{typed}");
        }
    }
}
