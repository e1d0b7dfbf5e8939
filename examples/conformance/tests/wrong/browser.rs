//! A client that uses hyper. It is correct unless it has a deviation.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use bytes::Bytes;
use fetch_cors::cookies::SameSiteMode;
use fetch_cors::run::Transition;
use fetch_cors::url::Url;
use fetch_cors::{
    Exchange, FilteredResponse, NetworkError, PreflightCache, Request, Response, Timestamp, run_async,
};
use fetch_cors_conformance::{Body, Client, Failure, Seen};
use fetch_cors_session::{Jar, same_site_mode};
use futures_util::stream;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, COOKIE, HeaderValue};
use http::{Method, StatusCode, Uri};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper_util::client::legacy::Client as HttpClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::Wrong;
use super::deviations::{self, Grant, InterimResponse};

/// A client with its connections, its cookies, its preflight cache and its deviation.
pub struct Browser {
    http: HttpClient<HttpConnector, MessageBody>,
    cache: Mutex<PreflightCache>,
    jar: Jar,
    /// The jar for messages without credentials. Only a wrong client uses it.
    second_jar: Jar,
    start: Instant,
    pub(super) wrong: Option<Wrong>,
    /// The HTTP cache. Only a wrong client uses it.
    http_cache: Mutex<HashMap<String, http::Response<Bytes>>>,
    /// The last response of a fetch. Only a wrong client keeps it.
    last: Mutex<Option<http::Response<Bytes>>>,
}

type MessageBody = UnsyncBoxBody<Bytes, Failure>;
type ResponseBody = UnsyncBoxBody<Bytes, Failure>;

/// A message that is ready to be sent.
struct Message {
    head: http::Request<()>,
    body: Body,
    url: Url,
    include_credentials: bool,
    same_site_mode: SameSiteMode,
    /// The grant that a wrong client gives to its own preflight.
    grant: Option<Grant>,
}

impl Client for Browser {
    async fn fetch(&mut self, request: Request, mut body: Body) -> Result<Seen, Failure> {
        *lock(&self.last) = None;
        let cache_of_this_fetch = Mutex::default();
        let cache = match self.wrong {
            Some(Wrong::HasCacheForEachFetch) => &cache_of_this_fetch,
            _ => &self.cache,
        };
        let first_headers = request.headers().to_header_map();
        let with_cache = |transition: Transition<_>| transition.lend(&mut lock(cache));
        let now = || Timestamp::new(self.start.elapsed());
        let fetched = run_async(request, with_cache, now, |exchange| {
            let message = self.message(exchange, &mut body, first_headers.as_ref().ok());
            self.send(message)
        });
        match fetched.await {
            Ok(response) => self.see(response).await,
            Err(error) => self.fail(error),
        }
    }
}

impl Browser {
    /// Creates a client that uses HTTP/1.1.
    pub fn http1(wrong: Option<Wrong>) -> Self {
        Self::new(HttpClient::builder(TokioExecutor::new()).build(connector()), wrong)
    }

    /// Creates a client that uses HTTP/2 with prior knowledge.
    pub fn http2(wrong: Option<Wrong>) -> Self {
        Self::new(HttpClient::builder(TokioExecutor::new()).http2_only(true).build(connector()), wrong)
    }

    fn new(http: HttpClient<HttpConnector, MessageBody>, wrong: Option<Wrong>) -> Self {
        Self {
            http,
            cache: Mutex::default(),
            jar: Jar::new(),
            second_jar: Jar::new(),
            start: Instant::now(),
            wrong,
            http_cache: Mutex::default(),
            last: Mutex::default(),
        }
    }

    fn message(
        &self,
        exchange: &Exchange,
        body: &mut Body,
        first_headers: Option<&http::HeaderMap>,
    ) -> Result<Message, Failure> {
        let mut head = match self.wrong {
            Some(Wrong::HidesUnsendable) => exchange.to_http().map_err(|error| error.to_string())?,
            _ => exchange.to_http()?,
        };
        let body = if self.sends_body(exchange) { self.take(body) } else { Body::None };
        if body == Body::None && matches!(*exchange.method(), Method::POST | Method::PUT) {
            head.headers_mut().try_insert(CONTENT_LENGTH, HeaderValue::from_static("0"))?;
        }
        if self.sends_cookies(exchange)
            && let Some(cookie) = self
                .jar_for(exchange.include_credentials())
                .cookie(exchange.url(), self.same_site_mode(exchange))
        {
            head.headers_mut().try_append(COOKIE, cookie)?;
        }
        let mut message = Message {
            body,
            url: exchange.url().clone(),
            include_credentials: exchange.include_credentials(),
            same_site_mode: self.same_site_mode(exchange),
            grant: self.wrong.and_then(|wrong| deviations::grant(wrong, exchange)),
            head,
        };
        if let Some(wrong) = self.wrong {
            deviations::spoil_message(
                wrong,
                &mut message.head,
                &mut message.body,
                exchange.url(),
                first_headers,
            )?;
        }
        Ok(message)
    }

    fn sends_body(&self, exchange: &Exchange) -> bool {
        match self.wrong {
            Some(Wrong::SendsNoBody) => false,
            Some(Wrong::SendsBodyAlways) => true,
            _ => exchange.send_body(),
        }
    }

    /// Returns the body for a message: moves a stream out, and copies bytes.
    fn take(&self, body: &mut Body) -> Body {
        match (self.wrong, &*body) {
            (Some(Wrong::SendsSourceOnce), _) | (_, Body::Stream(_)) => std::mem::replace(body, Body::None),
            _ => body.clone(),
        }
    }

    fn sends_cookies(&self, exchange: &Exchange) -> bool {
        match self.wrong {
            Some(Wrong::HasNoJar) => false,
            Some(Wrong::SendsCookiesAlways | Wrong::HasTwoJars) => true,
            Some(Wrong::SendsCookiesByMode) => deviations::mode_includes_credentials(exchange),
            _ => exchange.include_credentials(),
        }
    }

    fn same_site_mode(&self, exchange: &Exchange) -> SameSiteMode {
        let ignores_it = self.wrong == Some(Wrong::IgnoresSameSite);
        if ignores_it { SameSiteMode::StrictOrLess } else { same_site_mode(exchange) }
    }

    fn jar_for(&self, include_credentials: bool) -> &Jar {
        let second = self.wrong == Some(Wrong::HasTwoJars) && !include_credentials;
        if second { &self.second_jar } else { &self.jar }
    }

    async fn send(&self, message: Result<Message, Failure>) -> Result<Response<ResponseBody>, Failure> {
        let Message { head, body, mut url, include_credentials, same_site_mode, grant } = message?;
        if self.wrong == Some(Wrong::SendsNothing) {
            return Err("there is no network".into());
        }
        if let (Some(Wrong::AnswersPreflights), Some(grant)) = (self.wrong, &grant) {
            return Ok(Response::from(grant.response().map(whole)).with_url(url));
        }
        let cache_key = self.wrong.and_then(|wrong| deviations::cache_key(wrong, &head));
        if let Some(cached) = cache_key.as_ref().and_then(|key| lock(&self.http_cache).get(key).cloned()) {
            return Ok(Response::from(cached.map(whole)).with_url(url));
        }
        let mut request = head.clone().map(|()| message_body(&body));
        let interim = self.wrong.and_then(|wrong| InterimResponse::of(wrong, &mut request));
        let mut response = match self.http.request(request).await {
            Err(_) if self.wrong == Some(Wrong::RetriesStreams) && matches!(body, Body::Stream(_)) => {
                self.http.request(head.clone().map(|()| message_body(&body))).await?
            }
            Err(error) => {
                let status = self.wrong.and_then(deviations::invented_status).ok_or(error)?;
                let mut invented = http::Response::new(MessageBody::default());
                *invented.status_mut() = status;
                return Ok(Response::from(invented).with_url(url));
            }
            Ok(response) => response,
        };
        if self.wrong == Some(Wrong::AnswersChallenges)
            && include_credentials
            && response.status() == StatusCode::UNAUTHORIZED
        {
            let mut again = head.clone().map(|()| message_body(&body));
            again.headers_mut().try_insert(AUTHORIZATION, deviations::PASSWORD)?;
            response = self.http.request(again).await?;
        }
        if let Some(wrong) = self.wrong {
            let response_url;
            (response, response_url) = self.follow(wrong, response, &head, url.clone()).await?;
            if wrong == Wrong::FollowsOpenly {
                url = response_url;
            }
            if let Some(interim) = interim {
                interim.spoil(wrong, &mut response)?;
            }
            deviations::spoil_response(wrong, &mut response)?;
        }
        if include_credentials || matches!(self.wrong, Some(Wrong::StoresCookiesAlways | Wrong::HasTwoJars)) {
            self.jar_for(include_credentials).store(&url, same_site_mode, response.headers());
        }
        let mut response = response.map(|body| body.map_err(Failure::from).boxed_unsync());
        if let Some(wrong) = self.wrong {
            response = self.keep(wrong, response, cache_key).await?;
        }
        if let (Some(Wrong::IgnoresPreflights), Some(grant)) = (self.wrong, &grant) {
            response = grant.response().map(whole);
        }
        // hyper does not follow redirects, so the URL of the response is the URL of the message.
        Ok(Response::from(response).with_url(url))
    }

    /// Follows redirects as an HTTP library does, if this is a wrong client with this deviation.
    async fn follow(
        &self,
        wrong: Wrong,
        mut response: http::Response<hyper::body::Incoming>,
        head: &http::Request<()>,
        mut url: Url,
    ) -> Result<(http::Response<hyper::body::Incoming>, Url), Failure> {
        if !matches!(wrong, Wrong::FollowsSecretly | Wrong::FollowsOpenly | Wrong::FollowsEachLocation) {
            return Ok((response, url));
        }
        for _ in 0..10 {
            let Some(location) = deviations::location(wrong, &response, &url)? else {
                return Ok((response, url));
            };
            url = location;
            let mut next = head.clone();
            *next.uri_mut() = url.as_str().parse::<Uri>()?;
            if next.method() != Method::HEAD {
                *next.method_mut() = Method::GET;
            }
            next.headers_mut().remove(CONTENT_LENGTH);
            response = self.http.request(next.map(|()| MessageBody::default())).await?;
        }
        Err("too many redirects".into())
    }

    /// Stores a copy of the response, if this is a wrong client that uses the copy later.
    async fn keep(
        &self,
        wrong: Wrong,
        response: http::Response<ResponseBody>,
        cache_key: Option<String>,
    ) -> Result<http::Response<ResponseBody>, Failure> {
        let cache_key = cache_key.filter(|_| deviations::is_fresh(&response));
        if cache_key.is_none() && !matches!(wrong, Wrong::KeepsBodyAside | Wrong::FallsBackToLastResponse) {
            return Ok(response);
        }
        let (head, body) = response.into_parts();
        let response = http::Response::from_parts(head, body.collect().await?.to_bytes());
        if let Some(key) = cache_key {
            lock(&self.http_cache).insert(key, response.clone());
        }
        *lock(&self.last) = Some(response.clone());
        Ok(response.map(whole))
    }

    /// Reads the body, and returns what the page sees.
    async fn see(&self, response: FilteredResponse<ResponseBody>) -> Result<Seen, Failure> {
        let mut seen = Seen::of(&response);
        if self.wrong == Some(Wrong::ShowsReceivedHeaders) {
            let received = response.hidden_from_script().internal_response();
            seen.headers = received.headers().to_list().into_owned();
        }
        let body = match response.into_body() {
            Some(body) => Some(self.read(body).await?),
            None => None,
        };
        let body = match self.wrong {
            Some(Wrong::KeepsBodyAside) => lock(&self.last).take().map(|last| last.into_body().to_vec()),
            Some(Wrong::ReadsNoBody) => None,
            Some(Wrong::ReadsText) => body.map(deviations::to_text),
            _ => body,
        };
        Ok(seen.with_body(body))
    }

    async fn read(&self, mut body: ResponseBody) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        while let Some(frame) = body.frame().await {
            match frame {
                Ok(frame) => bytes.extend_from_slice(frame.data_ref().map_or(&[], |data| &data[..])),
                Err(_) if self.wrong == Some(Wrong::ReadsUntilError) => break,
                Err(error) => return Err(error),
            }
        }
        Ok(bytes)
    }

    fn fail(&self, error: NetworkError) -> Result<Seen, Failure> {
        match self.wrong {
            Some(Wrong::FallsBackToLastResponse) => {
                let last = lock(&self.last).take().ok_or(error)?;
                Ok(Seen::of(&FilteredResponse::basic(last, None)))
            }
            Some(Wrong::ReturnsText) => Err(error.to_string().into()),
            _ => Err(error.into()),
        }
    }
}

fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    // Without this, the connection may delay a part of a message until the server has confirmed the part before.
    connector.set_nodelay(true);
    connector
}

fn message_body(body: &Body) -> MessageBody {
    match body {
        Body::Source(bytes) => whole(Bytes::from(bytes.clone())),
        Body::Stream(chunks) => {
            let frames = chunks.clone().into_iter().map(|chunk| Ok(Frame::data(Bytes::from(chunk))));
            StreamBody::new(stream::iter(frames)).boxed_unsync()
        }
        Body::None => MessageBody::new(NoBody),
    }
}

/// A body without bytes and without a length. For an empty body with a length, hyper would add `Content-Length: 0` to a
/// `PATCH` over HTTP/2.
struct NoBody;

impl hyper::body::Body for NoBody {
    type Data = Bytes;
    type Error = Failure;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Failure>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }
}

fn whole(bytes: Bytes) -> ResponseBody {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
