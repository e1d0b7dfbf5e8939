//! Cookies for the messages that include credentials.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use fetch_cors::url::Url;
use fetch_cors_jar::Jar;
use http::header::COOKIE;
use tower::{BoxError, Layer, Service};
use tower_http::follow_redirect::RequestUri;

use crate::IncludeCredentials;

/// A layer that sends and stores the cookies of a [`Jar`], for the messages whose [`IncludeCredentials`] is true.
///
/// It stands below [`cors`](fn@crate::cors), and above the service that sends messages. All services that it makes share the jar.
#[derive(Clone, Debug, Default)]
pub struct CookieLayer {
    jar: Arc<Jar>,
}

impl CookieLayer {
    /// Creates a layer for this jar.
    #[must_use]
    pub fn new(jar: Arc<Jar>) -> Self {
        Self { jar }
    }
}

impl<S> Layer<S> for CookieLayer {
    type Service = Cookies<S>;

    fn layer(&self, inner: S) -> Cookies<S> {
        Cookies { inner, jar: self.jar.clone() }
    }
}

/// The service that [`CookieLayer`] makes.
#[derive(Clone, Debug)]
pub struct Cookies<S> {
    inner: S,
    jar: Arc<Jar>,
}

impl<S, B, R> Service<http::Request<B>> for Cookies<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>, Error: Into<BoxError>>,
    S::Future: Send + 'static,
{
    type Response = http::Response<R>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, mut message: http::Request<B>) -> Self::Future {
        if message.extensions().get() != Some(&IncludeCredentials(true)) {
            let response = self.inner.call(message);
            return Box::pin(async { response.await.map_err(Into::into) });
        }
        let (jar, uri) = (self.jar.clone(), message.uri().clone());
        let url = match add_cookie(&jar, &mut message) {
            Ok(url) => url,
            Err(error) => return Box::pin(async { Err(error) }),
        };
        let response = self.inner.call(message);
        Box::pin(async move {
            let response = response.await.map_err(Into::into)?;
            // The cookies of another URL, which the service below was redirected to, are not those of this one.
            if response.extensions().get().is_none_or(|RequestUri(came_from)| *came_from == uri) {
                jar.store(&url, response.headers());
            }
            Ok(response)
        })
    }
}

/// Adds the cookies for a message to it, and returns its URL.
fn add_cookie<B>(jar: &Jar, message: &mut http::Request<B>) -> Result<Url, BoxError> {
    let url = message.uri().to_string().parse()?;
    if let Some(cookie) = jar.cookie(&url) {
        message.headers_mut().try_append(COOKIE, cookie)?;
    }
    Ok(url)
}
