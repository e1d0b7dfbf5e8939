use super::error::RequestError;
use super::modes::ReferrerPolicy;
use super::request::Request;
use super::unchecked_builder::UncheckedBuilder;

/// A builder for the request of an element, a font, a beacon, an event source, a worker, or another resource.
///
/// [`Client`](super::Client) has a method for each of these features. It begins the builder with the mode, the credentials
/// mode, the destination and the flags that the feature's standard sets.
///
/// The page can choose only the referrer policy, apart from the arguments of that method:
///
/// ```
/// use fetch_cors::{Client, Origin, request::{CorsAttribute, ReferrerPolicy}};
/// let page = Client::new(Origin::parse("https://app.example")?);
/// let image = page.image("https://cdn.example/a.png", CorsAttribute::NoCors);
/// let request = image.referrer_policy(ReferrerPolicy::NoReferrer).build()?;
/// assert_eq!(request.referrer_policy(), ReferrerPolicy::NoReferrer);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The page cannot choose another HTTP method, or add a body:
///
/// ```compile_fail,E0599
/// # use fetch_cors::{Client, Origin, request::CorsAttribute};
/// # let page = Client::new(Origin::parse("https://app.example").unwrap());
/// page.image("https://cdn.example/a.png", CorsAttribute::NoCors).method("TRACE");
/// ```
///
/// ```compile_fail,E0599
/// # use fetch_cors::{Client, Origin, request::{Body, CorsAttribute}};
/// # let page = Client::new(Origin::parse("https://app.example").unwrap());
/// page.image("https://cdn.example/a.png", CorsAttribute::NoCors).body(Body::source());
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ResourceBuilder {
    request: UncheckedBuilder,
}

impl ResourceBuilder {
    pub(super) fn new(request: UncheckedBuilder) -> Self {
        Self { request }
    }

    /// Sets the referrer policy, which decides how much of the referrer the server receives. The default is the client's
    /// policy, which [`ReferrerPolicy::Empty`] stands for.
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.request = self.request.referrer_policy(policy);
        self
    }

    /// Builds the request of the resource.
    ///
    /// # Errors
    ///
    /// - [`RequestError::InvalidUrl`] if the URL does not parse.
    /// - [`RequestError::BeaconNeedsHttp`] if the URL of a beacon is not HTTP(S).
    /// - [`RequestError::InvalidHeader`] if the content type of a beacon's data is not a header value.
    pub fn build(self) -> Result<Request, RequestError> {
        self.request.build()
    }
}
