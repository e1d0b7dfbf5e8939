use super::error::RequestError;
use super::modes::ReferrerPolicy;
use super::request::Request;
use super::unchecked_builder::UncheckedBuilder;

/// Builds the request of an element, a font, a beacon, an event source, a worker, or another resource. The methods
/// of [`Client`](super::Client) begin one for each feature, with what its standard sets.
///
/// A page chooses the referrer policy, and nothing else that is not an argument of the feature:
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
/// It cannot choose another method, or give the request a body:
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

    /// Sets the referrer policy. *Empty* stands for the client's.
    pub fn referrer_policy(mut self, policy: ReferrerPolicy) -> Self {
        self.request = self.request.referrer_policy(policy);
        self
    }

    /// Builds the request.
    ///
    /// # Errors
    ///
    /// Returns [`RequestError::InvalidUrl`] if the URL does not parse, [`RequestError::BeaconNeedsHttp`] if a
    /// beacon's URL is not HTTP(S), and [`RequestError::InvalidHeader`] if the content type of its data is not a
    /// header value.
    pub fn build(self) -> Result<Request, RequestError> {
        self.request.build()
    }
}
