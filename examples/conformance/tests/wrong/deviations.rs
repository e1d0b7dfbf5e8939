//! The changes that wrong clients make to messages and responses.

use std::sync::{Arc, Mutex};

use fetch_cors::redirect::is_redirect_status;
use fetch_cors::request::CredentialsMode;
use fetch_cors::url::{self, Url};
use fetch_cors::{Exchange, Origin};
use fetch_cors_conformance::{Body, Failure};
use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CACHE_CONTROL,
    CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, ORIGIN, REFERER, USER_AGENT,
};
use http::{Method, StatusCode, Uri};

use super::Wrong;

/// The value of `Authorization` for the user `user` with the password `password`.
pub(super) const PASSWORD: HeaderValue = HeaderValue::from_static("Basic dXNlcjpwYXNzd29yZA==");

/// Changes a message in the way of this wrong client.
pub(super) fn spoil_message(
    wrong: Wrong,
    head: &mut http::Request<()>,
    body: &mut Body,
    url: &Url,
    first_headers: Option<&HeaderMap>,
) -> Result<(), Failure> {
    let is_preflight = head.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    match wrong {
        Wrong::SendsEmptyBodies if *body == Body::None => {
            head.headers_mut().try_insert(CONTENT_LENGTH, HeaderValue::from_static("0"))?;
        }
        Wrong::SendsFirstChunk => {
            if let Body::Stream(chunks) = body {
                chunks.truncate(1);
            }
        }
        Wrong::SendsText => {
            if let Body::Source(bytes) = body {
                *bytes = to_text(std::mem::take(bytes));
            }
        }
        Wrong::KeepsAuthorization if !is_preflight => {
            if let Some(value) = first_headers.and_then(|headers| headers.get(AUTHORIZATION)) {
                head.headers_mut().try_insert(AUTHORIZATION, value.clone())?;
            }
        }
        Wrong::InsertsRequestHeaders => *head.headers_mut() = one_value_each(head.headers())?,
        Wrong::SendsAsciiHeaders => *head.headers_mut() = ascii_only(head.headers())?,
        Wrong::UppercasesMethods => {
            *head.method_mut() = Method::from_bytes(head.method().as_str().to_ascii_uppercase().as_bytes())?;
        }
        Wrong::KnowsFewMethods => {
            let known = [
                Method::GET,
                Method::HEAD,
                Method::POST,
                Method::PUT,
                Method::DELETE,
                Method::OPTIONS,
                Method::PATCH,
            ];
            if !known.contains(head.method()) {
                *head.method_mut() = Method::GET;
            }
        }
        Wrong::NormalizesUrls => {
            let (server, path) = url.as_str().split_at(url[..url::Position::BeforePath].len());
            let path = path.split('#').next().unwrap_or_default().trim_end_matches('?');
            let path = path.replace("//", "/").replace("%7E", "~");
            *head.uri_mut() = format!("{server}{path}").parse::<Uri>()?;
        }
        Wrong::DropsQuery => {
            let uri = head.uri().to_string();
            *head.uri_mut() = uri.split('?').next().unwrap_or_default().parse::<Uri>()?;
        }
        Wrong::OverwritesHeaders => {
            for name in [ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, USER_AGENT] {
                if let Some(value) = head.headers_mut().get_mut(name) {
                    *value = HeaderValue::from_static("mine");
                }
            }
        }
        Wrong::TidiesHeaders => *head.headers_mut() = tidied(head.headers())?,
        Wrong::AsksForGzip => {
            head.headers_mut().try_insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"))?;
        }
        Wrong::DropsReferer => {
            head.headers_mut().remove(REFERER);
        }
        Wrong::DropsFetchMetadata => {
            for name in ["sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site"] {
                head.headers_mut().remove(name);
            }
        }
        Wrong::SendsOriginOfServer => {
            let origin = HeaderValue::from_str(Origin::of(url).as_str())?;
            if let Some(value) = head.headers_mut().get_mut(ORIGIN) {
                *value = origin;
            }
        }
        Wrong::AddsOrigin => {
            let origin = HeaderValue::from_str(Origin::of(url).as_str())?;
            head.headers_mut().entry(ORIGIN).or_insert(origin);
        }
        // This client passes the whole URL to its HTTP library, which turns the password into a header.
        Wrong::SendsPassword if url.password().is_some() => {
            head.headers_mut().try_insert(AUTHORIZATION, PASSWORD)?;
        }
        Wrong::AddsDefaultHeader => {
            let name = HeaderName::from_static("x-client");
            head.headers_mut().try_insert(name, HeaderValue::from_static("1"))?;
        }
        Wrong::AddsContentType if *body != Body::None && !head.headers().contains_key(CONTENT_TYPE) => {
            let value = HeaderValue::from_static("application/octet-stream");
            head.headers_mut().try_insert(CONTENT_TYPE, value)?;
        }
        _ => {}
    }
    Ok(())
}

/// Changes a response in the way of this wrong client, or returns an error instead of the response.
pub(super) fn spoil_response<B>(wrong: Wrong, response: &mut http::Response<B>) -> Result<(), Failure> {
    let status = response.status();
    match wrong {
        Wrong::FailsAtErrorStatuses if status.is_client_error() || status.is_server_error() => {
            Err(format!("status {status}").into())
        }
        Wrong::FailsUnlessOk if status != StatusCode::OK => Err(format!("status {status}").into()),
        Wrong::InsertsResponseHeaders => {
            *response.headers_mut() = one_value_each(response.headers())?;
            Ok(())
        }
        Wrong::ReadsAsciiHeaders => {
            *response.headers_mut() = ascii_only(response.headers())?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// The headers of a grant that some wrong clients give to their own preflight.
pub(super) struct Grant {
    headers: HeaderMap,
}

/// Returns the grant for a preflight, if this client grants its preflights itself.
pub(super) fn grant(wrong: Wrong, exchange: &Exchange) -> Option<Grant> {
    if !exchange.is_preflight() || !matches!(wrong, Wrong::AnswersPreflights | Wrong::IgnoresPreflights) {
        return None;
    }
    let asked = exchange.headers().to_header_map().ok()?;
    let mut headers = HeaderMap::new();
    let granted = [
        (ORIGIN, ACCESS_CONTROL_ALLOW_ORIGIN),
        (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
        (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
    ];
    for (asking, granting) in granted {
        headers.extend(asked.get(asking).map(|value| (granting, value.clone())));
    }
    headers.extend([(ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"))]);
    Some(Grant { headers })
}

impl Grant {
    pub(super) fn response(&self) -> http::Response<bytes::Bytes> {
        let mut response = http::Response::default();
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().clone_from(&self.headers);
        response
    }
}

/// The interim response to a message, if there was one. Some wrong clients do not skip it.
#[derive(Clone, Default)]
pub(super) struct InterimResponse(Arc<Mutex<Option<(StatusCode, HeaderMap)>>>);

impl InterimResponse {
    /// Registers a listener for interim responses, if this client does not skip them.
    pub(super) fn of<B>(wrong: Wrong, request: &mut http::Request<B>) -> Option<Self> {
        if !matches!(wrong, Wrong::TakesInterimResponse | Wrong::MergesInterimHeaders) {
            return None;
        }
        let interim = Self::default();
        let listener = interim.clone();
        hyper::ext::on_informational(request, move |response| {
            *listener.0.lock().unwrap() = Some((response.status(), response.headers().clone()));
        });
        Some(interim)
    }

    /// Changes the final response, if there was an interim response.
    pub(super) fn spoil<B>(self, wrong: Wrong, response: &mut http::Response<B>) -> Result<(), Failure> {
        let Some((status, headers)) = self.0.lock().unwrap().take() else { return Ok(()) };
        if wrong == Wrong::TakesInterimResponse {
            *response.status_mut() = status;
            *response.headers_mut() = headers;
        } else {
            for (name, value) in &headers {
                response.headers_mut().try_append(name, value.clone())?;
            }
        }
        Ok(())
    }
}

/// Returns the status of the response that this client makes up when it receives no response.
pub(super) fn invented_status(wrong: Wrong) -> Option<StatusCode> {
    match wrong {
        Wrong::InventsBadGateway => Some(StatusCode::BAD_GATEWAY),
        Wrong::InventsEmptyResponse => Some(StatusCode::OK),
        _ => None,
    }
}

/// Checks whether a message has credentials by the request alone, as if each message were the first message of its fetch.
pub(super) fn mode_includes_credentials(exchange: &Exchange) -> bool {
    let request = exchange.request();
    match request.credentials_mode() {
        CredentialsMode::Include => true,
        CredentialsMode::SameOrigin => Origin::of(exchange.url()).same_origin(request.origin()),
        _ => false,
    }
}

/// Returns the target of a redirect, if this client treats the response as a redirect.
pub(super) fn location<B>(
    wrong: Wrong,
    response: &http::Response<B>,
    url: &Url,
) -> Result<Option<Url>, Failure> {
    if !is_redirect_status(response.status().as_u16()) && wrong != Wrong::FollowsEachLocation {
        return Ok(None);
    }
    match response.headers().get(LOCATION) {
        Some(location) => Ok(Some(url.join(location.to_str()?)?)),
        None if wrong == Wrong::FollowsOpenly => Err("a redirect without a Location header".into()),
        None => Ok(None),
    }
}

/// Returns the key under which this client caches the response to a message.
pub(super) fn cache_key(wrong: Wrong, head: &http::Request<()>) -> Option<String> {
    match wrong {
        Wrong::CachesByUrl if head.method() == Method::GET => Some(head.uri().to_string()),
        Wrong::CachesPreflightsByUrl => {
            let method = head.headers().get(ACCESS_CONTROL_REQUEST_METHOD)?;
            Some(format!("{} {}", method.to_str().ok()?, head.uri()))
        }
        _ => None,
    }
}

/// Checks whether a response allows a cache to store it for ten minutes.
pub(super) fn is_fresh<B>(response: &http::Response<B>) -> bool {
    let says = |name: HeaderName, part: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.contains(part))
    };
    says(CACHE_CONTROL, "max-age=600") || says(ACCESS_CONTROL_MAX_AGE, "600")
}

pub(super) fn to_text(bytes: Vec<u8>) -> Vec<u8> {
    String::from_utf8_lossy(&bytes).into_owned().into_bytes()
}

fn one_value_each(headers: &HeaderMap) -> Result<HeaderMap, Failure> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.try_insert(name, value.clone())?;
    }
    Ok(map)
}

fn tidied(headers: &HeaderMap) -> Result<HeaderMap, Failure> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let words = value.as_bytes().split(|byte| *byte == b' ').filter(|word| !word.is_empty());
        let words = words.collect::<Vec<_>>().join(&b' ');
        if !words.is_empty() {
            map.try_append(name, HeaderValue::from_bytes(&words)?)?;
        }
    }
    Ok(map)
}

fn ascii_only(headers: &HeaderMap) -> Result<HeaderMap, Failure> {
    let mut map = HeaderMap::new();
    for (name, value) in headers.iter().filter(|(_, value)| value.to_str().is_ok()) {
        map.try_append(name, value.clone())?;
    }
    Ok(map)
}
