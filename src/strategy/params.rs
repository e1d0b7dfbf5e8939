use http::Method;
use proptest::collection::SizeRange;
use proptest::strategy::{BoxedStrategy, Strategy};

use super::origin::origins;
use crate::header::HeaderList;
use crate::origin::Origin;
use crate::request::{BodyKind, CredentialsMode, Mode, RedirectMode};

/// The parameters of [`calls`](super::calls) and [`scenarios`](super::scenarios), which say what a call is made of.
///
/// Set the parts that your test is about. The strategies of this module generate the other parts.
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
    /// If this field or one below is `None`, `calls` uses the usual strategy of this module.
    pub(super) urls: Option<BoxedStrategy<String>>,
    pub(super) methods: Option<BoxedStrategy<Method>>,
    pub(super) headers: Option<BoxedStrategy<HeaderList>>,
    pub(super) modes: Option<BoxedStrategy<Mode>>,
    pub(super) credentials: Option<BoxedStrategy<CredentialsMode>>,
    pub(super) redirects: Option<BoxedStrategy<RedirectMode>>,
    pub(super) bodies: Option<BoxedStrategy<BodyKind>>,
    pub(super) scenes: SizeRange,
    pub(super) answers: bool,
}

impl Params {
    /// Creates the usual parameters.
    ///
    /// The pages are of [`origins`], and the URLs of [`urls_near`](super::urls_near) the page. Methods and headers come from
    /// [`methods`](super::methods) and [`request_headers`](super::request_headers). All modes and kinds of bodies occur. A
    /// scenario has one to three scenes, and its servers make mistakes.
    #[must_use]
    pub fn new() -> Self {
        Self {
            pages: origins().boxed(),
            urls: None,
            methods: None,
            headers: None,
            modes: None,
            credentials: None,
            redirects: None,
            bodies: None,
            scenes: (1..=3).into(),
            answers: true,
        }
    }

    /// Sets the origins of the pages.
    #[must_use]
    pub fn pages(self, pages: impl Strategy<Value = Origin> + 'static) -> Self {
        Self { pages: pages.boxed(), ..self }
    }

    /// Sets the URLs of the calls. They do not depend on the page.
    #[must_use]
    pub fn urls(self, urls: impl Strategy<Value = String> + 'static) -> Self {
        Self { urls: Some(urls.boxed()), ..self }
    }

    /// Sets the methods of the calls.
    #[must_use]
    pub fn methods(self, methods: impl Strategy<Value = Method> + 'static) -> Self {
        Self { methods: Some(methods.boxed()), ..self }
    }

    /// Sets the headers that script sets.
    #[must_use]
    pub fn headers(self, headers: impl Strategy<Value = HeaderList> + 'static) -> Self {
        Self { headers: Some(headers.boxed()), ..self }
    }

    /// Sets the modes of the calls. If `fetch()` throws for *no-cors* with the method of a call, that call gets mode *cors*.
    ///
    /// ```
    /// use fetch_cors::request::{BodyKind, CredentialsMode, Mode, RedirectMode};
    /// use fetch_cors::strategy::{Params, calls};
    /// use proptest::prelude::*;
    /// let params = Params::new()
    ///     .modes(Just(Mode::Cors))
    ///     .credentials(Just(CredentialsMode::Include))
    ///     .redirects(Just(RedirectMode::Error))
    ///     .bodies(Just(BodyKind::None));
    /// proptest!(|(call in calls(&params))| {
    ///     assert_eq!((call.mode, call.credentials), (Mode::Cors, CredentialsMode::Include));
    ///     assert_eq!((call.redirect, call.body), (RedirectMode::Error, BodyKind::None));
    /// });
    /// ```
    #[must_use]
    pub fn modes(self, modes: impl Strategy<Value = Mode> + 'static) -> Self {
        Self { modes: Some(modes.boxed()), ..self }
    }

    /// Sets the credentials modes of the calls.
    #[must_use]
    pub fn credentials(self, credentials: impl Strategy<Value = CredentialsMode> + 'static) -> Self {
        Self { credentials: Some(credentials.boxed()), ..self }
    }

    /// Sets the redirect modes of the calls.
    #[must_use]
    pub fn redirects(self, redirects: impl Strategy<Value = RedirectMode> + 'static) -> Self {
        Self { redirects: Some(redirects.boxed()), ..self }
    }

    /// Sets the kinds of bodies. A `GET` or `HEAD` gets no body, and a call in mode *no-cors* gets no stream.
    #[must_use]
    pub fn bodies(self, bodies: impl Strategy<Value = BodyKind> + 'static) -> Self {
        Self { bodies: Some(bodies.boxed()), ..self }
    }

    /// Sets the number of scenes of a scenario.
    #[must_use]
    pub fn scenes(self, scenes: impl Into<SizeRange>) -> Self {
        Self { scenes: scenes.into(), ..self }
    }

    /// Leaves out the answers of servers, for scenarios that you run against your own server.
    #[must_use]
    pub fn without_answers(self) -> Self {
        Self { answers: false, ..self }
    }
}

/// Creates the same parameters as [`Params::new`].
impl Default for Params {
    fn default() -> Self {
        Self::new()
    }
}
