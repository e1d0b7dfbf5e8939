//! The fetches: `reqwest` and `hyper`, alone and with the engine around them.

use bytes::Bytes;
use fetch_cors::header::HeaderList;
use fetch_cors::{Client as Page, Origin, PreflightCache, Step, Timestamp};
use fetch_cors_hyper::Body;
use http::{HeaderMap, Method};
use http_body_util::{BodyExt, Empty};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::Failure;

/// Each client alone, and with the engine around it.
pub(crate) const CLIENTS: [[&str; 2]; 2] = [["reqwest", "fetch-cors-reqwest"], ["hyper", "fetch-cors-hyper"]];

/// A request without a preflight, and one whose preflight is cached.
pub(crate) const KINDS: [&str; 2] = ["GET", "PUT"];

/// All clients, ready to fetch from one server.
#[derive(Debug)]
pub(crate) struct Clients {
    url: String,
    page: Page,
    /// The headers that the engine gives a message of the page.
    headers: HeaderMap,
    reqwest: reqwest::Client,
    hyper: Client<HttpConnector, Empty<Bytes>>,
    around_reqwest: fetch_cors_reqwest::Browser,
    around_hyper: fetch_cors_hyper::Browser,
}

impl Clients {
    pub(crate) fn new(origin: &str) -> Result<Self, Failure> {
        let url = format!("{origin}/items");
        let page = Page::new(Origin::parse("https://app.example")?);
        Ok(Self {
            headers: headers(&page, &url)?.to_header_map()?,
            url,
            page,
            reqwest: reqwest::Client::builder().no_proxy().build()?,
            hyper: Client::builder(TokioExecutor::new()).build_http(),
            around_reqwest: fetch_cors_reqwest::Browser::new(|builder| builder.no_proxy())?,
            around_hyper: fetch_cors_hyper::Browser::http1(),
        })
    }

    /// Fetches once and reads the body.
    pub(crate) async fn fetch(&self, client: &str, method: &str) -> Result<Bytes, Failure> {
        match client {
            "reqwest" => self.reqwest_alone(method.parse()?).await,
            "hyper" => self.hyper_alone(method.parse()?).await,
            "fetch-cors-reqwest" => {
                let request = self.page.fetch(&self.url).method(method).build()?;
                let body = self.around_reqwest.fetch(request, "").await?.into_body();
                Ok(body.ok_or("the body is hidden")?.collect().await?.to_bytes())
            }
            "fetch-cors-hyper" => {
                let request = self.page.fetch(&self.url).method(method).build()?;
                let body = self.around_hyper.fetch(request, Body::none()).await?.into_body();
                Ok(body.ok_or("the body is hidden")?.collect().await?.to_bytes())
            }
            _ => Err(format!("no client {client}").into()),
        }
    }

    async fn reqwest_alone(&self, method: Method) -> Result<Bytes, Failure> {
        let request = self.reqwest.request(method, &self.url).headers(self.headers.clone());
        Ok(request.send().await?.bytes().await?)
    }

    async fn hyper_alone(&self, method: Method) -> Result<Bytes, Failure> {
        let mut request = http::Request::builder().method(method).uri(&self.url).body(Empty::new())?;
        *request.headers_mut() = self.headers.clone();
        Ok(self.hyper.request(request).await?.into_body().collect().await?.to_bytes())
    }
}

/// Returns the headers that the engine gives a message of the page, so that both members of a pair send the same.
fn headers(page: &Page, url: &str) -> Result<HeaderList, Failure> {
    let request = page.fetch(url).build()?;
    match fetch_cors::fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Send(exchange) => Ok(exchange.headers().clone()),
        _ => Err("the engine sends nothing".into()),
    }
}
