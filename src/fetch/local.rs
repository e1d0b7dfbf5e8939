use std::error::Error;

use url::Url;

use super::Step;
use super::exchange::find_source;
use super::fetch_params::{FetchParams, IncomingResponse};
use super::http_network_or_cache_fetch::foreign_response;
use crate::blob::{BlobResponse, blob_response};
use crate::error::{BlobRangeError, Phase, Reason};
use crate::filter::ResponseFlags;
use crate::header::HeaderList;
use crate::preflight::PreflightCache;
use crate::request::Request;
use crate::response::Response;

/// A fetch of a *local URL*, which is a URL that the host serves itself: `about:blank`, `blob:`, `data:` or `file:`.
///
/// The host looks at the [`kind`](Self::kind) and finds the resource: the empty document of `about:blank`, the blob of a
/// `blob:` URL, the bytes of a `data:` URL, or the file, if it reads files at all. It then calls [`respond`](Self::respond)
/// with the response, or [`fail`](Self::fail) if it has no resource for the URL. [`LocalUrl`] says what the response of each
/// kind of URL has.
///
/// For a `data:` URL, the crate `data-url` decodes the data. The path of the URL is not the data: a `?` in the data begins
/// the query of the URL, and the data can be percent-encoded or in base64.
///
/// <https://fetch.spec.whatwg.org/#concept-scheme-fetch>
///
/// ```
/// use data_url::DataUrl;
/// use fetch_cors::fetch::{LocalFetch, LocalUrl};
/// use fetch_cors::{Client, Origin, PreflightCache, Response, Step, Timestamp, fetch};
/// use http::header::{CONTENT_TYPE, HeaderMap};
///
/// fn data_response(local: &LocalFetch) -> Result<Response<Vec<u8>>, Box<dyn std::error::Error + Send + Sync>> {
///     let data = DataUrl::process(local.url().as_str()).map_err(|_| "the data: URL has no comma")?;
///     let (body, _fragment) = data.decode_to_vec().map_err(|_| "the data is not valid base64")?;
///     let headers = HeaderMap::from_iter([(CONTENT_TYPE, data.mime_type().to_string().parse()?)]);
///     Ok(Response::new(200, body).with_status_text("OK").with_headers(headers))
/// }
///
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let mut cache = PreflightCache::new();
/// let step = fetch::<Vec<u8>>(page.fetch("data:text/plain,1%202?3").build()?, &mut cache, Timestamp::ZERO);
/// let Step::Local(local) = step else { unreachable!() };
/// assert_eq!((local.kind(), local.url().path()), (LocalUrl::Data, "text/plain,1%202"));
/// let step = match data_response(&local) {
///     Ok(response) => local.respond(response),
///     Err(error) => local.fail(error, &mut cache),
/// };
/// let Step::Done(Ok(response)) = step else { unreachable!() };
/// assert_eq!(response.body().unwrap(), b"1 2?3");
/// assert_eq!(response.header("content-type").as_deref(), Some(&b"text/plain"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[must_use = "the fetch does not continue until the host handles this"]
pub struct LocalFetch {
    params: FetchParams,
    kind: LocalUrl,
    flags: ResponseFlags,
}

/// The kind of a local URL, which the host has to serve itself.
///
/// ```
/// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch, fetch::LocalUrl};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let request = page.fetch("data:,a").build()?;
/// let step = fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO);
/// let Step::Local(local) = step else { unreachable!() };
/// assert_eq!(local.kind(), LocalUrl::Data);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "a host must handle every kind of URL")]
pub enum LocalUrl {
    /// `about:blank`, which is an empty document. The response has the status 200, the status text `OK`, and the
    /// `Content-Type` `text/html;charset=utf-8`.
    AboutBlank,
    /// A `blob:` URL. The method is always `GET`, because the engine refuses any other. [`LocalFetch::blob_response`] makes
    /// the response.
    Blob,
    /// A `data:` URL. The response has the status 200, the status text `OK`, and the `Content-Type` that the URL names.
    /// [`LocalFetch`] shows how to make it.
    Data,
    /// A `file:` URL. The standard does not say what the response has. A host that does not read files calls
    /// [`LocalFetch::fail`].
    File,
}

impl LocalUrl {
    /// Returns the kind of a URL, or `None` if the URL is none of these, such as an HTTP(S) URL.
    ///
    /// ```
    /// use fetch_cors::fetch::LocalUrl;
    /// assert_eq!(LocalUrl::of(&"about:blank".parse()?), Some(LocalUrl::AboutBlank));
    /// assert_eq!(LocalUrl::of(&"about:config".parse()?), None);
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        match url.scheme() {
            "about" if url.path() == "blank" => Some(Self::AboutBlank),
            "blob" => Some(Self::Blob),
            "data" => Some(Self::Data),
            "file" => Some(Self::File),
            _ => None,
        }
    }
}

impl LocalFetch {
    pub(super) fn new(params: FetchParams, kind: LocalUrl, flags: ResponseFlags) -> Self {
        Self { params, kind, flags }
    }

    /// Returns the kind of the URL, which says what the host has to serve.
    #[must_use]
    pub fn kind(&self) -> LocalUrl {
        self.kind
    }

    /// Returns the URL that the host has to serve.
    #[must_use]
    pub fn url(&self) -> &Url {
        self.params.request.current_url()
    }

    /// Returns the request for the URL.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.params.request
    }

    /// Returns the response to a `blob:` URL without its body: the status, the headers, and the range of bytes to read.
    ///
    /// `size` is the size of the blob in bytes, and `content_type` is its type; see [`blob_response`]. The host then reads
    /// the [`range`](BlobResponse::range) of the blob, adds these bytes with [`into_response`](BlobResponse::into_response),
    /// and passes the result to [`respond`](Self::respond).
    ///
    /// Only `blob:` URLs have ranges. For every other URL, this method ignores the request's `Range` header and returns the
    /// response with the whole resource.
    ///
    /// # Errors
    ///
    /// Returns [`BlobRangeError`] if the request's `Range` header does not parse, or asks for no byte of the blob. Pass the
    /// error to [`fail`](Self::fail).
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let mut cache = PreflightCache::new();
    /// let request = page.fetch("blob:https://app.example/1").header("Range", "bytes=1-2").build()?;
    /// let Step::<&str>::Local(local) = fetch(request, &mut cache, Timestamp::ZERO) else { unreachable!() };
    /// let blob = "hello";
    /// let step = match local.blob_response(blob.len() as u64, "text/plain") {
    ///     Ok(response) => {
    ///         let bytes = &blob[response.range.start as usize..response.range.end as usize];
    ///         local.respond(response.into_response(bytes))
    ///     }
    ///     Err(error) => local.fail(error, &mut cache),
    /// };
    /// let Step::Done(Ok(response)) = step else { unreachable!() };
    /// assert_eq!((response.status(), response.body()), (206, Some(&"el")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn blob_response(&self, size: u64, content_type: &str) -> Result<BlobResponse, BlobRangeError> {
        // Only a `blob:` URL has ranges.
        let headers = self.request().headers();
        let headers = if self.kind == LocalUrl::Blob { headers } else { &HeaderList::new() };
        blob_response(headers, size, content_type)
    }

    /// Ends the fetch with the response that the host made for the URL. The result is always [`Step::Done`].
    ///
    /// If the response passes the checks at the end of main fetch, such as the check of its MIME type, the result is the
    /// filtered response. Otherwise it is a network error. This error comes at the end of main fetch, so it never clears
    /// entries of the preflight cache, and the method does not need the cache.
    ///
    /// The response needs no URL. If it has one, the URL must be [`url`](Self::url), apart from the fragment, the user name
    /// and the password. Otherwise, the fetch ends in a network error with
    /// [`HostError::ForeignResponse`](crate::error::HostError::ForeignResponse).
    pub fn respond<B>(self, response: impl Into<Response<B>>) -> Step<B> {
        let response = response.into();
        if let Some(error) = response.url().and_then(|url| foreign_response(url, self.url())) {
            return self.params.end_with_host_error(Phase::Local, error, Some(response.status()));
        }
        self.params.end_with_response(IncomingResponse::Local(response, self.flags))
    }

    /// Ends the fetch with a network error because the host has no resource for the URL. The result is always
    /// [`Step::Done`].
    ///
    /// The reason of the error is [`Reason::LocalFailure`], and its source is `cause`. If `cause` or one of its sources is a
    /// [`BlobRangeError`], the reason is [`Reason::BlobRange`] instead. If `cause` itself is a [`BlobRangeError`], the
    /// network error has no source.
    ///
    /// This error comes in the middle of main fetch, so the method needs the cache, as [`Exchange::fail`] does.
    ///
    /// [`Exchange::fail`]: super::Exchange::fail
    ///
    /// ```
    /// use fetch_cors::{Client, Origin, PreflightCache, Step, Timestamp, fetch};
    /// let page = Client::new(Origin::parse("https://app.example")?);
    /// let mut cache = PreflightCache::new();
    /// let step = fetch::<()>(page.fetch("data:text/plain,hello").build()?, &mut cache, Timestamp::ZERO);
    /// let Step::Local(local) = step else { unreachable!() };
    /// let step = local.fail::<()>("this host has no data: URLs", &mut cache);
    /// assert!(matches!(step, Step::Done(Err(_))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fail<B>(
        self,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
        cache: &mut PreflightCache,
    ) -> Step<B> {
        let cause = cause.into();
        let reason = match find_source::<BlobRangeError>(&*cause) {
            Some(error) => error.clone().into(),
            None => Reason::LocalFailure { scheme: self.url().scheme().to_owned() },
        };
        self.params.end_with_failure(Phase::Local, reason, cause, cache)
    }
}
