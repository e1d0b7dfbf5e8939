//! Authentication: every attempt with every status beside steps 15 to 17 written down once more, sequences of attempts, and what
//! the machine makes of 401, 407 and 421.

use crate::scenario;
use crate::scenario::{API, APP, Answer, Build, Ran, answer, page, redirect, run, sandbox};
use fetch_cors::authentication::{AfterResponse, Attempt, Authorization};
use fetch_cors::error::{AuthenticationError, PreflightError, Reason};
use fetch_cors::request::{
    Body, BodyKind, CredentialsMode, Mode, Request, RequestInit, RequestInput, ResponseTainting,
    TraversableForUserPrompts,
};
use fetch_cors::{
    Client, Exchange, FilteredResponse, Hop, NetworkError, PreflightCache, Step, Timestamp, fetch,
};

/// What steps 15 to 17 read, in the words of the standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    response_tainting: ResponseTainting,
    include_credentials: bool,
    traversable_is_navigable: bool,
    body: BodyKind,
    use_url_credentials: bool,
    is_authentication_fetch: bool,
    is_new_connection_fetch: bool,
}

/// What steps 15 to 17 say.
#[derive(Debug, PartialEq, Eq)]
enum Says {
    /// 19: the response.
    Response,
    NetworkError(&'static str),
    /// 15.3, then 15.4: the user is asked, and the algorithm runs again.
    AskAndRunAgain {
        is_authentication_fetch: bool,
        is_new_connection_fetch: bool,
    },
    /// 15.4.
    RunAgain {
        is_authentication_fetch: bool,
        is_new_connection_fetch: bool,
    },
    /// 16.4, 16.5.
    AskForProxyAndRunAgain {
        is_authentication_fetch: bool,
        is_new_connection_fetch: bool,
    },
    /// 17.2.
    RunAgainOverNewConnection {
        is_authentication_fetch: bool,
        is_new_connection_fetch: bool,
    },
}

/// Steps 15 to 17, for a response that the network gave.
fn steps_15_to_17(state: &State, status: u16) -> Says {
    // 15
    if status == 401
        && state.response_tainting != ResponseTainting::Cors
        && state.include_credentials
        && state.traversable_is_navigable
    {
        // 15.2
        if state.body != BodyKind::None {
            // 15.2.1: the body's source is null.
            if state.body == BodyKind::Stream {
                return Says::NetworkError("15.2.1");
            }
        }
        // 15.3
        let asks = !state.use_url_credentials || state.is_authentication_fetch;
        // 15.4: "given fetchParams and true".
        let (is_authentication_fetch, is_new_connection_fetch) = (true, false);
        return match asks {
            true => Says::AskAndRunAgain { is_authentication_fetch, is_new_connection_fetch },
            false => Says::RunAgain { is_authentication_fetch, is_new_connection_fetch },
        };
    }
    // 16
    if status == 407 {
        // 16.1
        if !state.traversable_is_navigable {
            return Says::NetworkError("16.1");
        }
        // 16.5: "given fetchParams".
        return Says::AskForProxyAndRunAgain {
            is_authentication_fetch: false,
            is_new_connection_fetch: false,
        };
    }
    // 17
    if status == 421
        && !state.is_new_connection_fetch
        && (state.body == BodyKind::None || state.body == BodyKind::Source)
    {
        // 17.2: "given fetchParams, isAuthenticationFetch, and true".
        return Says::RunAgainOverNewConnection {
            is_authentication_fetch: state.is_authentication_fetch,
            is_new_connection_fetch: true,
        };
    }
    Says::Response
}

/// What the crate says, in the same words. Checks that everything else of the next attempt is as it was.
fn said(attempt: &Attempt, status: u16) -> Says {
    let flags = |next: &Attempt, is_prompted: bool| {
        let mut same = *next;
        same.is_authentication_fetch = attempt.is_authentication_fetch;
        same.is_new_connection_fetch = attempt.is_new_connection_fetch;
        assert_eq!(same.is_prompted, attempt.is_prompted || is_prompted);
        same.is_prompted = attempt.is_prompted;
        assert_eq!(same, *attempt, "status {status}");
        (next.is_authentication_fetch, next.is_new_connection_fetch)
    };
    match attempt.after(status) {
        AfterResponse::Respond => Says::Response,
        AfterResponse::GiveUp(error) => Says::NetworkError(error.step().step),
        AfterResponse::RetryWithUrlCredentials(next) => {
            let (is_authentication_fetch, is_new_connection_fetch) = flags(&next, false);
            Says::RunAgain { is_authentication_fetch, is_new_connection_fetch }
        }
        AfterResponse::Prompt(next) => {
            let (is_authentication_fetch, is_new_connection_fetch) = flags(&next, true);
            Says::AskAndRunAgain { is_authentication_fetch, is_new_connection_fetch }
        }
        AfterResponse::PromptForProxy(next) => {
            let (is_authentication_fetch, is_new_connection_fetch) = flags(&next, false);
            Says::AskForProxyAndRunAgain { is_authentication_fetch, is_new_connection_fetch }
        }
        AfterResponse::RetryOverNewConnection(next) => {
            let (is_authentication_fetch, is_new_connection_fetch) = flags(&next, false);
            Says::RunAgainOverNewConnection { is_authentication_fetch, is_new_connection_fetch }
        }
    }
}

/// Every attempt that there is.
fn attempts() -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for &tainting in ResponseTainting::ALL {
        for body in [BodyKind::None, BodyKind::Source, BodyKind::Stream] {
            for flags in 0..256u32 {
                let flag = |n: u32| flags >> n & 1 == 1;
                let mut attempt = Attempt::new(flag(0), tainting);
                attempt.body = body;
                attempt.may_prompt = flag(1);
                attempt.use_url_credentials = flag(2);
                attempt.url_includes_credentials = flag(3);
                attempt.has_authorization = flag(4);
                attempt.is_prompted = flag(5);
                attempt.is_authentication_fetch = flag(6);
                attempt.is_new_connection_fetch = flag(7);
                attempts.push(attempt);
            }
        }
    }
    attempts
}

#[test]
fn after_a_response() {
    let mut ends = [0usize; 3];
    for attempt in attempts() {
        let state = State {
            response_tainting: attempt.response_tainting,
            include_credentials: attempt.include_credentials,
            traversable_is_navigable: attempt.may_prompt,
            body: attempt.body,
            use_url_credentials: attempt.use_url_credentials,
            is_authentication_fetch: attempt.is_authentication_fetch,
            is_new_connection_fetch: attempt.is_new_connection_fetch,
        };
        for status in
            [0, 100, 200, 204, 301, 400, 401, 402, 403, 406, 407, 408, 420, 421, 422, 500, 999, u16::MAX]
        {
            let expected = steps_15_to_17(&state, status);
            assert_eq!(said(&attempt, status), expected, "{attempt:?}, status {status}");
            match expected {
                Says::Response => ends[0] += 1,
                Says::NetworkError(_) => ends[1] += 1,
                _ => ends[2] += 1,
            }
        }
    }
    assert!(ends.iter().all(|&end| end > 100), "{ends:?}");
}

/// Steps 8.21 and 8.21.2: where the `Authorization` header comes from. The user's answer is in the URL (15.3.3, 15.3.4).
fn steps_8_21(attempt: &Attempt, has_entry: bool) -> Authorization {
    // 8.21
    if !attempt.include_credentials {
        return Authorization::None;
    }
    // 8.21.2
    if attempt.has_authorization {
        return Authorization::None;
    }
    let url_includes_credentials = attempt.url_includes_credentials || attempt.is_prompted;
    // 8.21.2.2
    if has_entry && (!attempt.use_url_credentials || !url_includes_credentials) {
        return Authorization::Entry;
    }
    // 8.21.2.3
    if url_includes_credentials && attempt.is_authentication_fetch {
        // The user's answer replaces what the URL had.
        return if attempt.is_prompted { Authorization::Entered } else { Authorization::Url };
    }
    Authorization::None
}

#[test]
fn authorization() {
    for attempt in attempts() {
        for has_entry in [false, true] {
            let expected = steps_8_21(&attempt, has_entry);
            assert_eq!(attempt.authorization(has_entry), expected, "{attempt:?}, entry: {has_entry}");
        }
    }
}

/// A basic request with credentials, of a page whose user can be asked.
fn own() -> Attempt {
    let mut attempt = Attempt::new(true, ResponseTainting::Basic);
    attempt.may_prompt = true;
    attempt
}

#[test]
fn a_first_attempt_has_no_flags() {
    for include_credentials in [false, true] {
        for &tainting in ResponseTainting::ALL {
            let attempt = Attempt::new(include_credentials, tainting);
            assert_eq!(attempt.include_credentials, include_credentials);
            assert_eq!(attempt.response_tainting, tainting);
            assert_eq!(attempt.body, BodyKind::None);
            let flags = [
                attempt.may_prompt,
                attempt.use_url_credentials,
                attempt.url_includes_credentials,
                attempt.has_authorization,
                attempt.is_prompted,
                attempt.is_authentication_fetch,
                attempt.is_new_connection_fetch,
            ];
            assert_eq!(flags, [false; 7]);
        }
    }
}

/// The URL is tried first, and then the user is asked as often as the server asks.
#[test]
fn the_url_then_the_user() {
    let mut first = own();
    first.use_url_credentials = true;
    first.url_includes_credentials = true;
    assert_eq!(first.authorization(false), Authorization::None);
    let AfterResponse::RetryWithUrlCredentials(second) = first.after(401) else { panic!() };
    assert_eq!(second.authorization(false), Authorization::Url);
    // An entry does not come before a URL that is to be used.
    assert_eq!(second.authorization(true), Authorization::Url);
    let AfterResponse::Prompt(third) = second.after(401) else { panic!() };
    assert_eq!(third.authorization(false), Authorization::Entered);
    let AfterResponse::Prompt(fourth) = third.after(401) else { panic!() };
    assert_eq!(fourth, third);
    assert_eq!(fourth.after(200), AfterResponse::Respond);
}

/// Without the use-URL-credentials flag, the user is asked at once, and an entry comes before the URL.
#[test]
fn the_user_at_once() {
    let mut first = own();
    first.url_includes_credentials = true;
    assert_eq!(first.authorization(true), Authorization::Entry);
    let AfterResponse::Prompt(second) = first.after(401) else { panic!() };
    assert_eq!(second.authorization(false), Authorization::Entered);
    assert_eq!(second.authorization(true), Authorization::Entry);
}

/// Without a password in the URL, a request with the flag tries once more with nothing before it asks.
#[test]
fn the_flag_without_a_password() {
    let mut first = own();
    first.use_url_credentials = true;
    let AfterResponse::RetryWithUrlCredentials(second) = first.after(401) else { panic!() };
    assert_eq!(second.authorization(false), Authorization::None);
    assert_eq!(second.authorization(true), Authorization::Entry);
    assert!(matches!(second.after(401), AfterResponse::Prompt(_)));
}

/// A 421 is tried again once, also between the attempts of a 401.
#[test]
fn a_new_connection_once() {
    let AfterResponse::RetryOverNewConnection(second) = own().after(421) else { panic!() };
    assert_eq!(second.after(421), AfterResponse::Respond);
    // 15.4 runs the algorithm without isNewConnectionFetch, so a 421 counts again.
    let AfterResponse::Prompt(third) = second.after(401) else { panic!() };
    assert!(third.is_authentication_fetch && !third.is_new_connection_fetch);
    let AfterResponse::RetryOverNewConnection(fourth) = third.after(421) else { panic!() };
    assert!(fourth.is_authentication_fetch && fourth.is_new_connection_fetch && fourth.is_prompted);
    assert_eq!(fourth.authorization(false), Authorization::Entered);
    assert_eq!(fourth.after(421), AfterResponse::Respond);
    let mut stream = own();
    stream.body = BodyKind::Stream;
    assert_eq!(stream.after(421), AfterResponse::Respond);
}

/// A 407 begins again: both flags are gone, and what the user has entered stays in the URL.
#[test]
fn a_proxy_resets_the_flags() {
    let mut attempt = own();
    attempt.is_authentication_fetch = true;
    attempt.is_new_connection_fetch = true;
    attempt.is_prompted = true;
    let AfterResponse::PromptForProxy(next) = attempt.after(407) else { panic!() };
    assert!(!next.is_authentication_fetch && !next.is_new_connection_fetch && next.is_prompted);
    assert_eq!(next.authorization(false), Authorization::None);
    assert!(matches!(next.after(407), AfterResponse::PromptForProxy(_)));
    assert!(matches!(next.after(421), AfterResponse::RetryOverNewConnection(_)));
    // A stream has a proxy too: step 16 does not look at the body.
    let mut stream = own();
    stream.body = BodyKind::Stream;
    assert!(matches!(stream.after(407), AfterResponse::PromptForProxy(_)));
}

#[test]
fn errors_have_their_steps() {
    assert_eq!(AuthenticationError::StreamBody.step().to_string(), "HTTP-network-or-cache fetch 15.2.1");
    assert_eq!(AuthenticationError::ProxyWithoutUser.step().to_string(), "HTTP-network-or-cache fetch 16.1");
}

// The machine.

/// The first message of a fetch.
fn sent(request: impl Build) -> Exchange {
    let step = fetch::<()>(request.made(), &mut PreflightCache::new(), Timestamp::ZERO);
    match step {
        Step::Send(exchange) => exchange,
        step => panic!("{step:?}"),
    }
}

fn respond(exchange: Exchange, status: u16) -> Result<FilteredResponse<()>, NetworkError> {
    let response = fetch_cors::Response::new(status, ());
    match exchange.respond(response, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Done(result) => result,
        step => panic!("{step:?}"),
    }
}

fn allowed(status: u16) -> Answer {
    answer(status, &[("access-control-allow-origin", "*"), ("access-control-allow-methods", "*")])
}

fn refusal(ran: &Ran) -> (&Reason, String) {
    (ran.error().reason(), ran.error().step().to_string())
}

fn post(client: &Client, body: impl Into<Body>) -> Request {
    client.fetch(APP).method("POST").body(body).build().unwrap()
}

fn no_one_to_ask() -> Client {
    page().with_traversable(false)
}

const PROXY: Reason = Reason::Authentication(AuthenticationError::ProxyWithoutUser);
const STREAM: Reason = Reason::Authentication(AuthenticationError::StreamBody);

/// 15.2.1: the 401 to a stream is a network error, if it would have been answered with a password.
#[test]
fn a_stream_and_401() {
    let ran = run(post(&page(), Body::stream()), &[answer::<&str>(401, &[])]);
    assert_eq!(refusal(&ran), (&STREAM, "HTTP-network-or-cache fetch 15.2.1".to_owned()));
    assert_eq!(ran.error().status(), Some(401));
    // Not for a body that can be sent again, without a user to ask, without credentials, or with CORS.
    run(post(&page(), Body::source()), &[answer::<&str>(401, &[])]).response();
    run(post(&no_one_to_ask(), Body::stream()), &[answer::<&str>(401, &[])]).response();
    let omit = page().fetch(APP).method("POST").body(Body::stream()).credentials(CredentialsMode::Omit);
    run(omit, &[answer::<&str>(401, &[])]).response();
    let cors = page().fetch(API).method("POST").body(Body::stream());
    run(cors, &[allowed(204), allowed(401)]).response();
    let without_window = page().fetch(APP).method("POST").body(Body::stream()).without_window();
    run(without_window, &[answer::<&str>(401, &[])]).response();
    // Any other status is a response like any other.
    run(post(&page(), Body::stream()), &[answer::<&str>(403, &[])]).response();
    run(post(&page(), Body::stream()), &[answer::<&str>(421, &[])]).response();
}

/// Behind a redirect that drops the body there is no stream any more.
#[test]
fn a_stream_that_a_redirect_dropped() {
    run(post(&page(), Body::stream()), &[redirect(303, APP), answer::<&str>(401, &[])]).response();
}

/// 16.1: the 407 is a network error if nobody can be asked, whatever the credentials and the mode.
#[test]
fn a_proxy_and_nobody_to_ask() {
    for url in [APP, API] {
        for mode in [Mode::Cors, Mode::NoCors] {
            for credentials in [CredentialsMode::Omit, CredentialsMode::SameOrigin, CredentialsMode::Include]
            {
                let get = |client: Client| client.fetch(url).mode(mode).credentials(credentials);
                let ran = run(get(no_one_to_ask()), &[allowed(407)]);
                assert_eq!(refusal(&ran), (&PROXY, "HTTP-network-or-cache fetch 16.1".to_owned()));
                let ran = run(get(page()).without_window(), &[allowed(407)]);
                assert_eq!(refusal(&ran).0, &PROXY);
                // With somebody to ask, the host has asked, and passes on what it got.
                if credentials != CredentialsMode::Include {
                    run(get(page()), &[allowed(407)]).response();
                }
            }
        }
    }
}

/// A 407 to a preflight is a network error in any case.
#[test]
fn a_proxy_and_a_preflight() {
    let put = |client: Client| client.fetch(API).method("PUT");
    let ran = run(put(no_one_to_ask()), &[allowed(407)]);
    assert_eq!(refusal(&ran).0, &PROXY);
    assert_eq!(ran.error().phase(), fetch_cors::error::Phase::Preflight);
    let ran = run(put(page()), &[allowed(407)]);
    assert!(matches!(refusal(&ran).0, Reason::Preflight(PreflightError::NotOk { .. })), "{ran:?}");
    let ran = run(put(no_one_to_ask()), &[allowed(204), allowed(407)]);
    assert_eq!(refusal(&ran).0, &PROXY);
}

/// A network error at the actual request clears the cache entries of the preflight (main fetch 12f.3).
#[test]
fn a_proxy_clears_the_cache() {
    let mut world = scenario::World::new();
    let age = ("access-control-max-age", "60");
    let granted = scenario::shared_with(&[("access-control-allow-methods", "PUT"), age]);
    world.run(no_one_to_ask().fetch(API).method("PUT"), &[granted, allowed(200)]);
    assert_eq!(world.cache.len(), 1);
    world.run(no_one_to_ask().fetch(API).method("PUT"), &[allowed(407)]);
    assert!(world.cache.is_empty());
}

/// A service worker's response is none of the network's.
#[test]
fn a_service_worker_may_make_any_status() {
    use fetch_cors::fetch::ServiceWorkerResponse;
    for status in [401, 407, 421] {
        let hop = Hop::new(post(&no_one_to_ask(), Body::stream()));
        let made = ServiceWorkerResponse::constructed(fetch_cors::Response::new(status, ()));
        let step = hop.respond_from_service_worker(made, &mut PreflightCache::new(), Timestamp::ZERO);
        let Step::Done(Ok(response)) = step else { panic!("{status}") };
        assert_eq!(response.status(), status);
    }
}

/// What the first attempt of a message has.
#[test]
fn first_attempts() {
    let client = page();
    // A request of a page to its own origin.
    let attempt = sent(client.fetch(APP)).first_attempt();
    let mut expected = Attempt::new(true, ResponseTainting::Basic);
    expected.may_prompt = true;
    assert_eq!(attempt, expected);
    // A preflight has no credentials and no body, and its own tainting.
    let put = client.fetch(API).method("PUT").body(Body::stream()).credentials(CredentialsMode::Include);
    let preflight = sent(put);
    assert!(preflight.is_preflight() && !preflight.may_prompt());
    let mut expected = Attempt::new(false, ResponseTainting::Cors);
    expected.may_prompt = true;
    assert_eq!(preflight.first_attempt(), expected);
    // XMLHttpRequest sets the use-URL-credentials flag for a URL with a password.
    let xhr = sent(client.xml_http_request("POST", "https://u:p@app.example/").body(Body::source()));
    let mut expected = Attempt::new(true, ResponseTainting::Basic);
    (expected.may_prompt, expected.body) = (true, BodyKind::Source);
    (expected.use_url_credentials, expected.url_includes_credentials) = (true, true);
    assert_eq!(xhr.first_attempt(), expected);
    let AfterResponse::RetryWithUrlCredentials(second) = xhr.first_attempt().after(401) else { panic!() };
    assert_eq!(second.authorization(false), Authorization::Url);
    // A user name alone is enough.
    let xhr = sent(client.xml_http_request("GET", "https://u@app.example/"));
    assert!(xhr.first_attempt().url_includes_credentials);
    // A header that script has set.
    let get = sent(client.fetch(APP).header("authorization", "Basic dTpw"));
    assert!(get.first_attempt().has_authorization);
    assert_eq!(get.first_attempt().authorization(true), Authorization::None);
    // An image of another origin.
    let image = sent(scenario::unchecked_image(&client, API));
    assert!(image.may_prompt());
    assert_eq!(image.first_attempt().response_tainting, ResponseTainting::Opaque);
}

/// `may_prompt` is every condition of step 15 but the status.
#[test]
fn may_prompt() {
    for url in [APP, API] {
        for credentials in [CredentialsMode::Omit, CredentialsMode::SameOrigin, CredentialsMode::Include] {
            for mode in [Mode::Cors, Mode::NoCors] {
                for traversable in [false, true] {
                    for window in [false, true] {
                        let client = page().with_traversable(traversable);
                        let get = client.fetch(url).credentials(credentials).mode(mode);
                        let exchange = sent(if window { get } else { get.without_window() });
                        let cors = url == API && mode == Mode::Cors;
                        let basic = url == APP;
                        let includes = credentials == CredentialsMode::Include
                            || credentials == CredentialsMode::SameOrigin && basic;
                        let expected = !cors && includes && traversable && window;
                        assert_eq!(exchange.may_prompt(), expected, "{url} {credentials} {mode}");
                        let attempt = exchange.first_attempt();
                        assert_eq!(attempt.may_prompt, traversable && window);
                        assert_eq!(matches!(attempt.after(401), AfterResponse::Prompt(_)), expected);
                    }
                }
            }
        }
    }
}

/// A host asks for attempts as often as it likes. The exchange does not change.
#[test]
fn an_attempt_is_a_copy() {
    let exchange = sent(page().fetch(APP));
    let first = exchange.first_attempt();
    let AfterResponse::Prompt(_) = exchange.first_attempt().after(401) else { panic!() };
    assert_eq!(exchange.first_attempt(), first);
    assert_eq!(respond(exchange, 200).unwrap().status(), 200);
    // A host that prompts nobody passes the 401 on.
    assert_eq!(respond(sent(page().fetch(APP)), 401).unwrap().status(), 401);
}

/// *populate request from client* 1: only the value *client* changes.
#[test]
fn the_begin_of_a_fetch_decides_who_is_asked() {
    use TraversableForUserPrompts as T;
    for (client, by_client) in [(page(), T::TraversableNavigable), (no_one_to_ask(), T::NoTraversable)] {
        for (set, expected) in [
            (None, by_client),
            (Some(T::Client), by_client),
            (Some(T::NoTraversable), T::NoTraversable),
            (Some(T::TraversableNavigable), T::TraversableNavigable),
        ] {
            let builder = client.unchecked_request(APP);
            let request = match set {
                None => builder,
                Some(traversable) => builder.traversable_for_user_prompts(traversable),
            };
            let request = request.build().unwrap();
            assert_eq!(request.traversable_for_user_prompts(), set.unwrap_or(T::Client));
            let hop = Hop::new(request);
            assert_eq!(hop.request().traversable_for_user_prompts(), expected);
            let may_prompt = expected == T::TraversableNavigable;
            let exchange = sent(hop.request().clone());
            assert_eq!(exchange.may_prompt(), may_prompt);
            assert_eq!(respond(exchange, 407).is_ok(), may_prompt);
        }
    }
}

/// Each redirect keeps who is asked.
#[test]
fn a_redirect_keeps_who_is_asked() {
    let ran = run(no_one_to_ask().fetch(APP), &[redirect(302, "/a"), answer::<&str>(407, &[])]);
    assert_eq!(refusal(&ran).0, &PROXY);
    let ran = run(page().fetch(APP), &[redirect(302, "/a"), answer::<&str>(407, &[])]);
    assert_eq!(ran.response().status(), 407);
}

/// `new Request` 8 to 12: the copy of a request has *client* again, unless its init has a window.
#[test]
fn copies() {
    use TraversableForUserPrompts as T;
    let without = page().fetch(APP).without_window().build().unwrap();
    assert_eq!(without.traversable_for_user_prompts(), T::NoTraversable);
    let copy =
        |init: &RequestInit| Request::construct(&page(), RequestInput::Request(&without), init).unwrap();
    assert_eq!(copy(&RequestInit::default()).traversable_for_user_prompts(), T::Client);
    let mut init = RequestInit::default();
    init.window = true;
    assert_eq!(copy(&init).traversable_for_user_prompts(), T::NoTraversable);
    let of_url = Request::construct(&page(), RequestInput::Url(APP), &init).unwrap();
    assert_eq!(of_url.traversable_for_user_prompts(), T::NoTraversable);
    // A service worker that fetches what it was asked for asks in its own client.
    let hop = Hop::new(page().fetch(APP).build().unwrap());
    let worker = no_one_to_ask();
    let passed_on =
        Request::construct(&worker, RequestInput::Request(hop.request()), &RequestInit::default());
    assert_eq!(respond(sent(passed_on.unwrap()), 407).unwrap_err().reason(), &PROXY);
}

/// A `window` makes an init that is not empty, so the request is the client's own (`new Request` 13).
#[test]
fn a_window_makes_an_init_that_is_not_empty() {
    let navigation = page().navigation(APP).build().unwrap();
    let mut init = RequestInit::default();
    init.window = true;
    let copy = Request::construct(&page(), RequestInput::Request(&navigation), &init).unwrap();
    assert_eq!(copy.mode(), Mode::SameOrigin);
}

#[test]
fn the_default_client_has_a_user() {
    assert!(page().has_traversable() && sandbox().has_traversable());
    assert!(!no_one_to_ask().has_traversable());
    assert!(page().with_traversable(false).with_traversable(true).has_traversable());
    assert!(sent(page().fetch(APP)).may_prompt());
    assert_eq!(respond(sent(page().fetch(APP)), 407).unwrap().status(), 407);
}

/// A navigation asks for its own pages, and an opaque-redirect response says nothing of it.
#[test]
fn navigations() {
    let exchange = sent(page().navigation("https://u:p@api.example/"));
    let attempt = exchange.first_attempt();
    assert!(attempt.use_url_credentials && attempt.url_includes_credentials && exchange.may_prompt());
    assert!(matches!(attempt.after(401), AfterResponse::RetryWithUrlCredentials(_)));
    let form = page().navigation(API).method("POST").body(Body::stream());
    assert_eq!(respond(sent(form), 401).unwrap_err().reason(), &STREAM);
}
