//! A cookie jar. It stores cookies by host and applies `SameSite`. It ignores all other attributes of a cookie.

use fetch_cors::Exchange;
use fetch_cors::cookies::CookieSameSite;
use fetch_cors::header::HeaderList;

/// The host, the pair of name and value, and the *same-site* value of each cookie.
#[derive(Debug, Default)]
pub(crate) struct Jar(Vec<(String, String, CookieSameSite)>);

impl Jar {
    /// Returns the cookies for a message. Returns none for a message without credentials, which has no same-site mode.
    pub(crate) fn cookies(&self, message: &Exchange) -> Option<String> {
        let (mode, host) = (message.same_site_mode().ok()?, message.url().host_str()?);
        let sent = self.0.iter().filter(|(of, _, same_site)| of == host && mode.may_send(*same_site));
        let pairs: Vec<_> = sent.map(|(_, pair, _)| pair.as_str()).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Stores the cookies of the response to a message, if the message allows them.
    pub(crate) fn store(&mut self, message: &Exchange, headers: &HeaderList) {
        let (Ok(mode), Some(host)) = (message.same_site_mode(), message.url().host_str()) else { return };
        for line in headers.get_set_cookie().map(String::from_utf8_lossy) {
            let (pair, attribute) = line.split_once("; SameSite=").unwrap_or((&line, ""));
            let same_site = attribute.to_ascii_lowercase().parse().unwrap_or(CookieSameSite::Unset);
            if mode.may_store(same_site) {
                self.0.push((host.to_owned(), pair.to_owned(), same_site));
            }
        }
    }
}
