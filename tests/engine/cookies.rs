//! The same-site mode of requests, and the cookies that each mode sends and stores.

use std::sync::Arc;

use crate::scenario::LastTwoLabels;
use fetch_cors::cookies::CookieSameSite::{self, Lax, None as NoRestriction, Strict, Unset};
use fetch_cors::cookies::SameSiteMode::{self, LaxOrLess, StrictOrLess, UnsetOrLess};
use fetch_cors::cookies::{NoSameSiteMode, SameSiteRequest};
use fetch_cors::request::{Body, CredentialsMode, Destination, Mode};
use fetch_cors::{Client, Exchange, Origin, PreflightCache, Request, Step, Timestamp, fetch};

const HOME: &str = "https://app.example";
const SUB: &str = "https://api.app.example";
const OTHER: &str = "https://b.test";

const UNKNOWN: Result<SameSiteMode, NoSameSiteMode> = Err(NoSameSiteMode::AncestorNotKnown);
const NO_COOKIES: Result<SameSiteMode, NoSameSiteMode> = Err(NoSameSiteMode::NoCredentials);

fn origin(text: &str) -> Origin {
    match text {
        "null" => Origin::new_opaque(),
        text => Origin::parse(text).unwrap(),
    }
}

/// A request: the page that began the top-level navigation, the method, the destination, whether there is a cross-site
/// ancestor, the URLs, and its mode.
type Row = (
    Option<&'static str>,
    &'static str,
    Destination,
    Option<bool>,
    &'static [&'static str],
    Option<SameSiteMode>,
);

const fn row(
    initiator: Option<&'static str>,
    method: &'static str,
    destination: Destination,
    ancestor: Option<bool>,
    urls: &'static [&'static str],
    mode: Option<SameSiteMode>,
) -> Row {
    (initiator, method, destination, ancestor, urls, mode)
}

#[test]
fn modes_of_requests_of_a_page() {
    use Destination::{Document, Empty, Iframe, Image};
    let (yes, no) = (Some(true), Some(false));
    let rows = [
        // Within the site.
        row(None, "GET", Empty, no, &[HOME], Some(StrictOrLess)),
        row(None, "GET", Image, no, &[SUB], Some(StrictOrLess)),
        row(None, "GET", Iframe, no, &["https://app.example:8443"], Some(StrictOrLess)),
        row(None, "POST", Empty, no, &[HOME], Some(StrictOrLess)),
        row(None, "PATCH", Empty, no, &[HOME], Some(StrictOrLess)),
        // Another site: by the scheme, by the registrable domain, by an opaque origin.
        row(None, "GET", Empty, no, &["http://app.example"], Some(UnsetOrLess)),
        row(None, "GET", Empty, no, &[OTHER], Some(UnsetOrLess)),
        row(None, "GET", Image, no, &["https://b.example"], Some(UnsetOrLess)),
        row(None, "GET", Iframe, no, &[OTHER], Some(UnsetOrLess)),
        row(None, "DELETE", Empty, no, &[OTHER], Some(UnsetOrLess)),
        row(None, "GET", Empty, no, &["null"], Some(UnsetOrLess)),
        // Redirects: only the last URL counts, unless one led away from another site.
        row(None, "GET", Empty, no, &[HOME, SUB], Some(StrictOrLess)),
        row(None, "GET", Empty, no, &[HOME, OTHER], Some(UnsetOrLess)),
        row(None, "GET", Empty, no, &[OTHER, HOME], Some(UnsetOrLess)),
        row(None, "GET", Empty, no, &[OTHER, OTHER], Some(UnsetOrLess)),
        row(None, "GET", Empty, no, &[HOME, OTHER, HOME], Some(UnsetOrLess)),
        row(None, "GET", Empty, no, &[SUB, HOME, SUB], Some(StrictOrLess)),
        // A page below another site.
        row(None, "GET", Empty, yes, &[HOME], Some(UnsetOrLess)),
        row(None, "POST", Iframe, yes, &[HOME], Some(UnsetOrLess)),
        // A page of which that is not known.
        row(None, "GET", Empty, None, &[HOME], None),
        row(None, "GET", Empty, None, &[OTHER], None),
        row(None, "POST", Document, None, &[HOME], None),
        // Top-level navigations that a page began.
        row(Some(HOME), "GET", Document, None, &[HOME], Some(LaxOrLess)),
        row(Some(SUB), "GET", Document, no, &[HOME], Some(LaxOrLess)),
        row(Some(SUB), "GET", Document, yes, &[HOME], Some(LaxOrLess)),
        row(Some(OTHER), "GET", Document, None, &[HOME], Some(UnsetOrLess)),
        row(Some("http://app.example"), "GET", Document, no, &[HOME], Some(UnsetOrLess)),
        row(Some("null"), "GET", Document, no, &[HOME], Some(UnsetOrLess)),
        row(Some(HOME), "GET", Document, no, &[HOME, OTHER], Some(LaxOrLess)),
        row(Some(HOME), "GET", Document, no, &[OTHER, HOME], Some(UnsetOrLess)),
        row(Some(HOME), "POST", Document, no, &[HOME], Some(StrictOrLess)),
        row(Some(HOME), "POST", Document, yes, &[HOME], Some(UnsetOrLess)),
        row(Some(OTHER), "POST", Document, no, &[HOME], Some(UnsetOrLess)),
        // A form is sent home first, and redirected to another site.
        row(Some(HOME), "POST", Document, no, &[HOME, OTHER], Some(UnsetOrLess)),
        row(Some(HOME), "POST", Document, no, &[HOME, SUB], Some(StrictOrLess)),
        // Methods are compared to the byte, and only `GET` is one that steps know.
        row(Some(HOME), "HEAD", Document, no, &[HOME], Some(StrictOrLess)),
        row(Some(HOME), "get", Document, no, &[HOME], Some(StrictOrLess)),
        // Top-level navigations that no page began.
        row(None, "GET", Document, None, &[OTHER], Some(LaxOrLess)),
        row(None, "POST", Document, no, &[OTHER], Some(StrictOrLess)),
        // No URL at all.
        row(None, "GET", Empty, no, &[], Some(UnsetOrLess)),
        row(Some(HOME), "GET", Document, no, &[], Some(UnsetOrLess)),
    ];
    let home = origin(HOME);
    for (initiator, method, destination, ancestor, urls, expected) in rows {
        let initiator = initiator.map(origin);
        let urls: Vec<Origin> = urls.iter().map(|url| origin(url)).collect();
        let mut request = SameSiteRequest::new(&home, method.as_bytes(), destination, &LastTwoLabels);
        request.top_level_navigation_initiator = initiator.as_ref();
        request.has_cross_site_ancestor = ancestor;
        let about = format!("{initiator:?} {method} {destination} {ancestor:?} {urls:?}");
        assert_eq!(request.determine(&urls), expected, "{about}");
        assert_eq!(request.determine(urls.iter()), expected, "{about}");
    }
}

/// A page with an opaque origin is of no site, not even its own.
#[test]
fn opaque_pages_are_of_no_site() {
    let page = Origin::new_opaque();
    let mut request = SameSiteRequest::new(&page, b"GET", Destination::Empty, &LastTwoLabels);
    request.has_cross_site_ancestor = Some(false);
    assert_eq!(request.determine([&origin(HOME)]), Some(UnsetOrLess));
    assert_eq!(request.determine([&Origin::new_opaque()]), Some(UnsetOrLess));
}

#[test]
fn what_each_mode_sends_and_stores() {
    let rows: [(SameSiteMode, &[CookieSameSite], &[CookieSameSite]); 3] = [
        (StrictOrLess, &[Strict, Lax, Unset, NoRestriction], &[Strict, Lax, Unset, NoRestriction]),
        (LaxOrLess, &[Lax, Unset, NoRestriction], &[NoRestriction]),
        (UnsetOrLess, &[Unset, NoRestriction], &[NoRestriction]),
    ];
    assert_eq!(rows.map(|(mode, ..)| mode), SameSiteMode::ALL);
    for (mode, sent, stored) in rows {
        for &cookie in CookieSameSite::ALL {
            assert_eq!(mode.may_send(cookie), sent.contains(&cookie), "{mode} {cookie}");
            assert_eq!(mode.may_store(cookie), stored.contains(&cookie), "{mode} {cookie}");
        }
    }
}

#[test]
fn names() {
    let modes = ["strict-or-less", "lax-or-less", "unset-or-less"];
    assert_eq!(SameSiteMode::ALL.iter().map(|mode| mode.as_str()).collect::<Vec<_>>(), modes);
    let cookies = ["strict", "lax", "unset", "none"];
    assert_eq!(CookieSameSite::ALL.iter().map(|cookie| cookie.as_str()).collect::<Vec<_>>(), cookies);
    assert!("Lax".parse::<CookieSameSite>().is_err());
}

fn page() -> Client {
    Client::with_sites(origin(HOME), Arc::new(LastTwoLabels)).with_cross_site_ancestor(false)
}

fn exchange(request: Request) -> Exchange {
    match fetch::<()>(request, &mut PreflightCache::new(), Timestamp::ZERO) {
        Step::Send(exchange) => exchange,
        step => panic!("{step:?}"),
    }
}

#[test]
fn modes_of_messages() {
    let include = CredentialsMode::Include;
    let get = |client: &Client, url: &str| exchange(client.fetch(url).credentials(include).build().unwrap());
    assert_eq!(get(&page(), HOME).same_site_mode(), Ok(StrictOrLess));
    assert_eq!(get(&page(), SUB).same_site_mode(), Ok(StrictOrLess));
    assert_eq!(get(&page(), OTHER).same_site_mode(), Ok(UnsetOrLess));
    let frame = page().with_cross_site_ancestor(true);
    assert_eq!(get(&frame, HOME).same_site_mode(), Ok(UnsetOrLess));
    // The host has not said whether there is a cross-site ancestor.
    assert_eq!(
        get(&Client::with_sites(origin(HOME), Arc::new(LastTwoLabels)), HOME).same_site_mode(),
        UNKNOWN
    );
    // No credentials, so no cookies.
    let without = exchange(page().fetch(SUB).build().unwrap());
    assert!(!without.include_credentials() && without.same_site_mode() == NO_COOKIES);
    let put = page().fetch(OTHER).method("PUT").credentials(include).build().unwrap();
    let preflight = exchange(put);
    assert!(preflight.is_preflight() && preflight.same_site_mode() == NO_COOKIES);
}

#[test]
fn modes_of_navigations() {
    let client = Client::with_sites(origin(HOME), Arc::new(LastTwoLabels));
    let to = |url: &str| client.navigation(url);
    let mode = |request: Request| exchange(request).same_site_mode();
    // HTML: the page whose client makes the request began the navigation, unless the user did.
    let begun = to(OTHER).build().unwrap();
    assert_eq!(begun.top_level_navigation_initiator().unwrap().as_str(), HOME);
    assert_eq!(mode(begun), Ok(UnsetOrLess));
    assert_eq!(mode(to(SUB).build().unwrap()), Ok(LaxOrLess));
    let of_user = to(OTHER).user_initiated(true).build().unwrap();
    assert_eq!(of_user.top_level_navigation_initiator(), None);
    assert_eq!(mode(of_user), Ok(LaxOrLess));
    // Another page than the client's began it.
    let other = to(SUB).top_level_navigation_initiator(origin(OTHER)).build().unwrap();
    assert_eq!(mode(other), Ok(UnsetOrLess));
    let same = to(SUB).top_level_navigation_initiator(origin("https://c.app.example")).build().unwrap();
    assert_eq!(mode(same), Ok(LaxOrLess));
    // A form of a stranger has no strict cookies, whatever the host forgets.
    let form = |client: &Client, url: &str| {
        client.navigation(url).method("POST").body(Body::source()).build().unwrap()
    };
    assert_eq!(mode(form(&page(), OTHER)), Ok(UnsetOrLess));
    assert_eq!(mode(form(&client, OTHER)), Ok(UnsetOrLess));
    // A form within the site needs the knowledge of the ancestors.
    assert_eq!(mode(form(&client, SUB)), UNKNOWN);
    assert_eq!(mode(form(&page(), SUB)), Ok(StrictOrLess));
    assert_eq!(form(&client, SUB).mode(), Mode::Navigate);
}

#[test]
fn modes_of_frames() {
    let rows = [
        // Whether the client has a cross-site ancestor, whether the frame has, and the mode.
        (Some(false), Some(false), Ok(StrictOrLess)),
        (Some(false), Some(true), Ok(UnsetOrLess)),
        (Some(false), None, UNKNOWN),
        (Some(true), Some(false), Ok(UnsetOrLess)),
        (Some(true), Some(true), Ok(UnsetOrLess)),
        (Some(true), None, Ok(UnsetOrLess)),
        (None, Some(false), UNKNOWN),
        (None, Some(true), Ok(UnsetOrLess)),
        (None, None, UNKNOWN),
    ];
    use Destination::{Embed, Frame, Iframe, Object};
    for destination in [Embed, Frame, Iframe, Object] {
        for (of_client, of_frame, expected) in rows {
            let client = Client::with_sites(origin(HOME), Arc::new(LastTwoLabels));
            let client = of_client
                .into_iter()
                .fold(client, |client, has_one| client.with_cross_site_ancestor(has_one));
            let request = client.navigation(SUB).destination(destination);
            let request = of_frame
                .into_iter()
                .fold(request, |request, has_one| request.frame_has_cross_site_ancestor(has_one))
                .build()
                .unwrap();
            assert_eq!(request.top_level_navigation_initiator(), None);
            let about = format!("{destination} {of_client:?} {of_frame:?}");
            assert_eq!(exchange(request).same_site_mode(), expected, "{about}");
        }
    }
    // The frame says nothing about requests that are no navigation.
    let image = page().unchecked_request(SUB).destination(Destination::Image);
    let image = image.credentials(CredentialsMode::Include).frame_has_cross_site_ancestor(true);
    assert_eq!(exchange(image.build().unwrap()).same_site_mode(), Ok(StrictOrLess));
}

/// A redirect to another site takes the strict cookies away, and one back does not return them.
#[test]
fn modes_after_redirects() {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let request = page().image(HOME, fetch_cors::request::CorsAttribute::NoCors).build().unwrap();
    let mut step = fetch::<()>(request, &mut cache, now);
    let modes = [StrictOrLess, UnsetOrLess, UnsetOrLess];
    for (expected, next) in modes.into_iter().zip([OTHER, HOME, HOME]) {
        let Step::Send(exchange) = step else { panic!("{step:?}") };
        assert_eq!(exchange.same_site_mode(), Ok(expected), "{}", exchange.url());
        let moved = http::Response::builder().status(302).header("location", next).body(()).unwrap();
        let Step::Redirect(hop) = exchange.respond(moved, &mut cache, now) else { panic!("{next}") };
        step = hop.run(&mut cache, now);
    }
}
