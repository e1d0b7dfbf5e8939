//! The fetches that are measured: with `reqwest` and `hyper`, alone and with the engine.

use bytes::Bytes;
use fetch_cors::header::HeaderList;
use fetch_cors::request::RequestError;
use fetch_cors::url::Url;
use fetch_cors::{Client as Page, Origin, PreflightCache, Request, Step, Timestamp};
use fetch_cors_hyper::Body;
use fetch_cors_session::Session;
use http::{HeaderMap, Method, Uri};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use reqwest::ClientBuilder;

use crate::Failure;

/// The names of the clients. Each pair is a client alone, and the same client with the engine.
pub(crate) const CLIENTS: [[&str; 2]; 2] = [["reqwest", "fetch-cors-reqwest"], ["hyper", "fetch-cors-hyper"]];

/// The kinds of fetches: two methods, and the URL as text or already parsed. A `PUT` needs a preflight, which is cached.
pub(crate) const KINDS: [&str; 4] = ["GET text", "GET parsed", "PUT text", "PUT parsed"];

/// All clients, which are ready to fetch from one server.
#[derive(Debug)]
pub(crate) struct Clients {
    text: String,
    url: Url,
    uri: Uri,
    page: Page,
    /// The headers that the engine adds to a message of the page.
    headers: HeaderMap,
    reqwest: reqwest::Client,
    hyper: Client<HttpConnector, Empty<Bytes>>,
    around_reqwest: fetch_cors_reqwest::Browser,
    around_hyper: fetch_cors_hyper::Browser,
}

impl Clients {
    pub(crate) fn new(origin: &str) -> Result<Self, Failure> {
        let text = format!("{origin}/items");
        let page = Page::new(Origin::parse("https://app.example")?);
        Ok(Self {
            headers: headers(&page, &text)?.to_header_map()?,
            url: text.parse()?,
            uri: text.parse()?,
            text,
            page,
            reqwest: reqwest::Client::builder().no_proxy().build()?,
            hyper: Client::builder(TokioExecutor::new()).build_http(),
            around_reqwest: fetch_cors_reqwest::Browser::new(Session::new(), || {
                ClientBuilder::new().no_proxy()
            })?,
            around_hyper: fetch_cors_hyper::Browser::http1(Session::new()),
        })
    }

    /// Fetches the URL once and reads the body of the response.
    pub(crate) async fn fetch(&self, client: &str, kind: &str) -> Result<Bytes, Failure> {
        let (method, url) = kind.split_once(' ').ok_or("there is no such kind of fetch")?;
        let is_parsed = url == "parsed";
        match client {
            "reqwest" => self.reqwest_alone(method.parse()?, is_parsed).await,
            "hyper" => self.hyper_alone(method.parse()?, is_parsed).await,
            "fetch-cors-reqwest" => {
                let request = self.request(method, is_parsed)?;
                let body = self.around_reqwest.fetch(request, "").await?.into_body();
                Ok(body.ok_or("the body is hidden")?.collect().await?.to_bytes())
            }
            "fetch-cors-hyper" => {
                let request = self.request(method, is_parsed)?;
                let body = self.around_hyper.fetch(request, Body::none()).await?.into_body();
                Ok(body.ok_or("the body is hidden")?.collect().await?.to_bytes())
            }
            _ => Err(format!("there is no client {client}").into()),
        }
    }

    async fn reqwest_alone(&self, method: Method, is_parsed: bool) -> Result<Bytes, Failure> {
        let request = if is_parsed {
            self.reqwest.request(method, self.url.clone())
        } else {
            self.reqwest.request(method, &self.text)
        };
        Ok(request.headers(self.headers.clone()).send().await?.bytes().await?)
    }

    async fn hyper_alone(&self, method: Method, is_parsed: bool) -> Result<Bytes, Failure> {
        let uri = if is_parsed { self.uri.clone() } else { self.text.parse()? };
        let mut request = http::Request::builder().method(method).uri(uri).body(Empty::new())?;
        *request.headers_mut() = self.headers.clone();
        Ok(self.hyper.request(request).await?.into_body().collect().await?.to_bytes())
    }

    fn request(&self, method: &str, is_parsed: bool) -> Result<Request, RequestError> {
        let fetch = if is_parsed { self.page.fetch(&self.url) } else { self.page.fetch(&self.text) };
        fetch.method(method).build()
    }
}

/// Returns the headers that the engine adds to a message of the page, so that both clients of a pair send the same message.
fn headers(page: &Page, url: &str) -> Result<HeaderList, Failure> {
    let request = page.fetch(url).build()?;
    match fetch_cors::fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Send(exchange) => Ok(exchange.headers().clone()),
        _ => Err("the engine sends nothing".into()),
    }
}
