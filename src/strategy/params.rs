use http::Method;
use proptest::collection::SizeRange;
use proptest::strategy::{BoxedStrategy, Strategy};

use super::method::methods;
use super::origin::origins;
use super::request_header::request_headers;
use crate::header::HeaderList;
use crate::origin::Origin;

/// What [`calls`](super::calls) and [`scenarios`](super::scenarios) are made of. Set what you know better.
///
/// ```
/// use fetch_cors::Origin;
/// use fetch_cors::strategy::{Params, calls};
/// use proptest::prelude::*;
/// let page = Origin::parse("https://app.example")?;
/// let params = Params::new()
///     .pages(Just(page.clone()))
///     .urls((0..9).prop_map(|n| format!("https://api.example/items/{n}")))
///     .methods(Just(http::Method::PUT));
/// proptest!(|(call in calls(&params))| {
///     assert_eq!((&call.page, &call.method), (&page, &http::Method::PUT));
/// });
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug)]
pub struct Params {
    pub(super) pages: BoxedStrategy<Origin>,
    /// Otherwise those near the page.
    pub(super) urls: Option<BoxedStrategy<String>>,
    pub(super) methods: BoxedStrategy<Method>,
    pub(super) headers: BoxedStrategy<HeaderList>,
    pub(super) scenes: SizeRange,
    pub(super) answers: bool,
}

impl Params {
    /// Pages by [`origins`], URLs by [`urls_near`](super::urls_near) each, [`methods`], [`request_headers`], up to
    /// three scenes, and a server with defects.
    #[must_use]
    pub fn new() -> Self {
        Self {
            pages: origins().boxed(),
            urls: None,
            methods: methods().boxed(),
            headers: request_headers().boxed(),
            scenes: (1..=3).into(),
            answers: true,
        }
    }

    /// With these origins of pages.
    #[must_use]
    pub fn pages(self, pages: impl Strategy<Value = Origin> + 'static) -> Self {
        Self { pages: pages.boxed(), ..self }
    }

    /// With these URLs, whatever the page.
    #[must_use]
    pub fn urls(self, urls: impl Strategy<Value = String> + 'static) -> Self {
        Self { urls: Some(urls.boxed()), ..self }
    }

    /// With these methods.
    #[must_use]
    pub fn methods(self, methods: impl Strategy<Value = Method> + 'static) -> Self {
        Self { methods: methods.boxed(), ..self }
    }

    /// With these request headers.
    #[must_use]
    pub fn headers(self, headers: impl Strategy<Value = HeaderList> + 'static) -> Self {
        Self { headers: headers.boxed(), ..self }
    }

    /// With so many scenes in a scenario.
    #[must_use]
    pub fn scenes(self, scenes: impl Into<SizeRange>) -> Self {
        Self { scenes: scenes.into(), ..self }
    }

    /// Without answers of a server: for scenarios that are run against one of yours.
    #[must_use]
    pub fn without_answers(self) -> Self {
        Self { answers: false, ..self }
    }
}

/// [`Params::new`].
impl Default for Params {
    fn default() -> Self {
        Self::new()
    }
}
