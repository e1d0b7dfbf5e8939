use std::fmt::Debug;

use http::Method;
use proptest::arbitrary::Arbitrary;
use proptest::prop_oneof;
use proptest::strategy::{BoxedStrategy, Just, Strategy};

use super::method::methods;
use super::params::Params;
use super::request_header::request_headers;
use super::target::{Target, targets};
use crate::header::HeaderList;
use crate::lab::Call;
use crate::method::{is_cors_safelisted_method, normalize};
use crate::request::{BodyKind, CredentialsMode, Mode, RedirectMode};

/// Generates calls of `fetch()` that do not throw, from the pages, URLs, methods and other parts of `params`.
///
/// About a quarter are plain: a `GET` in mode *cors* with credentials, without headers and body. Such a call reads most from
/// a server that trusts too many origins. Shrinking keeps the credentials mode, because a failure with another one would
/// show another mistake of the server.
///
/// ```
/// use fetch_cors::lab::Browser;
/// use fetch_cors::strategy::{Params, calls};
/// proptest::proptest!(|(call in calls(&Params::new()))| {
///     let unreachable = Browser::new().fetch(&call, |_| None).unwrap();
///     assert!(unreachable.outcome.is_err());
/// });
/// ```
pub fn calls(params: &Params) -> impl Strategy<Value = Call> + Clone + use<> {
    let urls = match &params.urls {
        Some(urls) => urls.clone().prop_map(Target::Url).boxed(),
        None => targets().boxed(),
    };
    let any = (
        given(&params.modes, modes()),
        given(&params.credentials, credentials()).no_shrink(),
        given(&params.redirects, redirects()),
        given(&params.bodies, bodies()),
        given(&params.methods, methods()),
        given(&params.headers, request_headers()),
    );
    let plain = (
        given(&params.modes, Just(Mode::Cors)),
        given(&params.credentials, Just(CredentialsMode::Include)).no_shrink(),
        given(&params.redirects, Just(RedirectMode::Follow)),
        given(&params.bodies, Just(BodyKind::None)),
        given(&params.methods, Just(Method::GET)),
        given(&params.headers, Just(HeaderList::new())),
    );
    // Modes are shrunk first, because methods and bodies depend on them.
    (prop_oneof![1 => plain, 3 => any], params.pages.clone(), urls).prop_map(
        |((mode, credentials, redirect, body, method, headers), page, url)| {
            let mut call = Call::new(page.clone(), url.to(&page));
            (call.mode, call.credentials, call.redirect) = (mode, credentials, redirect);
            (call.body, call.method, call.headers) = (body, method, headers);
            made_valid(call)
        },
    )
}

/// Returns the strategy that the parameters set, or otherwise the usual one.
fn given<T: Debug + 'static>(
    given: &Option<BoxedStrategy<T>>,
    usual: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<T> {
    given.clone().unwrap_or_else(|| usual.boxed())
}

fn modes() -> impl Strategy<Value = Mode> + Clone {
    prop_oneof![20 => Just(Mode::Cors), 5 => Just(Mode::NoCors), 1 => Just(Mode::SameOrigin)]
}

fn credentials() -> impl Strategy<Value = CredentialsMode> + Clone {
    prop_oneof![
        2 => Just(CredentialsMode::SameOrigin),
        1 => Just(CredentialsMode::Omit),
        2 => Just(CredentialsMode::Include),
    ]
}

fn redirects() -> impl Strategy<Value = RedirectMode> + Clone {
    prop_oneof![
        16 => Just(RedirectMode::Follow),
        1 => Just(RedirectMode::Manual),
        1 => Just(RedirectMode::Error),
    ]
}

fn bodies() -> impl Strategy<Value = BodyKind> + Clone {
    prop_oneof![
        5 => Just(BodyKind::None),
        3 => Just(BodyKind::Source),
        1 => Just(BodyKind::Stream),
    ]
}

/// Generates the values of [`calls`].
impl Arbitrary for Call {
    type Parameters = Params;
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with(params: Params) -> BoxedStrategy<Self> {
        calls(&params).boxed()
    }
}

/// Returns a call that is like `call`, but changed so far that `fetch()` does not throw.
pub(super) fn made_valid(mut call: Call) -> Call {
    let method = normalize(call.method.as_str().as_bytes());
    if call.mode == Mode::NoCors
        && !method.as_ref().is_ok_and(|method| is_cors_safelisted_method(method.as_str().as_bytes()))
    {
        call.mode = Mode::Cors;
    }
    if method.is_ok_and(|method| method == Method::GET || method == Method::HEAD) {
        call.body = BodyKind::None;
    }
    if call.mode == Mode::NoCors && call.body == BodyKind::Stream {
        call.body = BodyKind::Source;
    }
    call
}
