//! An entry of a HAR file, with the members that the reader needs.

use super::super::recording::Header;
use super::json::{Json, Stop};

/// An entry of a HAR file. A member that is missing, or that has another type than HAR defines, is `None` or false.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) page: Option<String>,
    pub(super) request: Request,
    pub(super) response: Response,
    /// The member `_resourceType` of Chromium.
    pub(super) resource_type: Option<String>,
    /// The member `_initiator.type` of Chromium.
    pub(super) initiator: Option<String>,
    /// Whether there is the member `_priority` of Chromium, Firefox and Safari.
    pub(super) has_priority: bool,
    /// Whether there is the member `_fromCache` of Chromium.
    pub(super) is_from_cache: bool,
    /// Whether there is the member `cache.afterRequest` of Firefox.
    pub(super) has_cache_entry: bool,
    /// The member `_fetchType` of Safari.
    pub(super) fetch_type: Option<String>,
    /// Whether there is the member `_securityState` of Firefox.
    pub(super) has_security_state: bool,
    /// The name of a necessary member that has another type than HAR defines, if there is one.
    pub(super) strange: Option<&'static str>,
}

/// The request of an entry.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: Option<String>,
    pub(super) url: Option<String>,
    pub(super) headers: Option<Vec<Header>>,
    /// Whether there is the pseudo-header `:authority` of HTTP/2 and later.
    pub(super) has_authority: bool,
    pub(super) has_cookies: bool,
    pub(super) body_size: Option<i64>,
    /// The member `postData.mimeType`, which is the type of the body.
    pub(super) body_type: Option<String>,
}

/// The response of an entry.
#[derive(Debug, Default)]
pub(super) struct Response {
    pub(super) status: Option<i64>,
    pub(super) headers: Option<Vec<Header>>,
    pub(super) http_version: Option<String>,
    pub(super) content_size: Option<i64>,
    /// The member `_error` of Chromium, Safari and mitmproxy, or `_failureText` of Playwright.
    pub(super) error: Option<String>,
    /// The member `_charlesStatus` of Charles.
    pub(super) charles: Option<String>,
    /// The member `_fetchedViaServiceWorker` of Chromium.
    pub(super) is_from_service_worker: bool,
}

impl Entry {
    /// Reads one entry of the log.
    pub(super) fn read(json: &mut Json<'_>) -> Result<Self, Stop> {
        let mut entry = Self::default();
        let is_object = json.object(|json, name| entry.member(json, name))?;
        if !is_object {
            entry.strange = Some("value");
        }
        Ok(entry)
    }

    fn member(&mut self, json: &mut Json<'_>, name: &str) -> Result<(), Stop> {
        match name {
            "pageref" => self.page = json.text()?,
            "request" => {
                let (request, strange) = (&mut self.request, &mut self.strange);
                if !json.object(|json, name| request.member(json, name, strange))? {
                    *strange = Some("\"request\"");
                }
            }
            "response" => {
                let (response, strange) = (&mut self.response, &mut self.strange);
                json.object(|json, name| response.member(json, name, strange))?;
            }
            "cache" => {
                let has_cache_entry = &mut self.has_cache_entry;
                json.object(|json, name| {
                    *has_cache_entry |= name == "afterRequest";
                    json.skip()
                })?;
            }
            "_initiator" => self.initiator = member_text(json, "type")?,
            "_resourceType" => self.resource_type = json.text()?,
            "_priority" => self.has_priority = json.is_something()?,
            "_fromCache" => self.is_from_cache = json.is_something()?,
            "_fetchType" => self.fetch_type = json.text()?,
            "_securityState" => self.has_security_state = json.is_something()?,
            _ => json.skip()?,
        }
        Ok(())
    }

    /// Returns whether the entry has a header or a cookie that exports without secrets leave out.
    pub(super) fn has_secrets(&self) -> bool {
        let is_secret = |(name, _): &Header| {
            ["authorization", "cookie", "set-cookie"].iter().any(|secret| name.eq_ignore_ascii_case(secret))
        };
        let headers = self.request.headers.iter().chain(&self.response.headers);
        self.request.has_cookies || headers.flatten().any(is_secret)
    }
}

impl Request {
    fn member(
        &mut self,
        json: &mut Json<'_>,
        name: &str,
        strange: &mut Option<&'static str>,
    ) -> Result<(), Stop> {
        match name {
            "method" => self.method = json.text()?,
            "url" => self.url = json.text()?,
            "headers" => {
                let has_authority = &mut self.has_authority;
                self.headers = headers(json, strange, |pseudo| *has_authority |= pseudo == ":authority")?;
            }
            "cookies" => {
                let has_cookies = &mut self.has_cookies;
                json.array(|json| {
                    *has_cookies = true;
                    json.skip()
                })?;
            }
            "bodySize" => self.body_size = json.number()?,
            "postData" => self.body_type = member_text(json, "mimeType")?,
            _ => json.skip()?,
        }
        Ok(())
    }
}

impl Response {
    fn member(
        &mut self,
        json: &mut Json<'_>,
        name: &str,
        strange: &mut Option<&'static str>,
    ) -> Result<(), Stop> {
        match name {
            "status" => {
                let is_null = json.is_null()?;
                self.status = json.number()?;
                if self.status.is_none() && !is_null {
                    *strange = Some("\"response.status\"");
                }
            }
            "headers" => self.headers = headers(json, strange, |_| {})?,
            "httpVersion" => self.http_version = json.text()?,
            "content" => {
                let size = &mut self.content_size;
                json.object(|json, name| {
                    match name {
                        "size" => *size = json.number()?,
                        _ => json.skip()?,
                    }
                    Ok(())
                })?;
            }
            "_error" | "_failureText" => self.error = json.text()?.filter(|error| !error.is_empty()),
            "_charlesStatus" => self.charles = json.text()?,
            "_fetchedViaServiceWorker" => self.is_from_service_worker = json.boolean()?,
            _ => json.skip()?,
        }
        Ok(())
    }
}

/// Reads a list of headers, with a pair for each line. The pseudo-headers of HTTP/2 are left out, and their names are passed
/// to `pseudo`.
fn headers(
    json: &mut Json<'_>,
    strange: &mut Option<&'static str>,
    mut pseudo: impl FnMut(&str),
) -> Result<Option<Vec<Header>>, Stop> {
    let mut headers = Vec::new();
    if json.is_null()? {
        json.skip()?;
        return Ok(None);
    }
    let is_array = json.array(|json| {
        match header(json)? {
            Some((name, _)) if name.starts_with(':') => pseudo(&name),
            Some((name, value)) => {
                // Some programs join the lines with the same name into one value.
                let lines = value.split('\n');
                if json.has_room_for(lines.clone().count(), name.len()) {
                    headers.extend(lines.map(|line| (name.clone(), line.trim().to_owned())));
                }
            }
            None => *strange = Some("\"headers\""),
        }
        Ok(())
    })?;
    if !is_array {
        *strange = Some("\"headers\"");
    }
    headers.shrink_to_fit();
    Ok(Some(headers))
}

fn header(json: &mut Json<'_>) -> Result<Option<Header>, Stop> {
    let (mut name, mut value) = (None, None);
    json.object(|json, member| {
        match member {
            "name" => name = json.text()?,
            // Charles writes null for an empty value.
            "value" if json.is_null()? => {
                value = Some(String::new());
                json.skip()?;
            }
            "value" => value = json.text()?,
            _ => json.skip()?,
        }
        Ok(())
    })?;
    Ok(name.zip(value))
}

/// Reads an object, and returns its member with this name, if it is a text.
fn member_text(json: &mut Json<'_>, wanted: &str) -> Result<Option<String>, Stop> {
    let mut text = None;
    json.object(|json, name| {
        if name == wanted {
            text = json.text()?;
            return Ok(());
        }
        json.skip()
    })?;
    Ok(text)
}
