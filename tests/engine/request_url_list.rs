//! URL lists, and the origins that they keep.

use crate::scenario;
use crate::scenario::{API, APP, OTHER, page, redirect, run, shared};
use fetch_cors::request::{Mode, UrlList};
use fetch_cors::{Hop, Origin};
use url::Url;

fn list(urls: &[&str]) -> UrlList {
    let mut urls = urls.iter().map(|url| url.parse::<Url>().unwrap());
    let mut list = UrlList::new(urls.next().unwrap());
    urls.for_each(|url| list.push(url));
    list
}

fn origins(list: &UrlList) -> Vec<&str> {
    list.origins().map(Origin::as_str).collect()
}

#[test]
fn each_url_has_its_origin() {
    let rows = [
        ("https://a.example/b?c#d", "https://a.example"),
        ("https://user:pw@A.example:443/", "https://a.example"),
        ("http://a.example:8080/", "http://a.example:8080"),
        ("blob:https://a.example/1", "https://a.example"),
        ("blob:null/1", "null"),
        ("data:,x", "null"),
        ("about:blank", "null"),
        ("file:///a", "null"),
        ("custom://a.example/", "null"),
    ];
    let mut all = list(&[API]);
    for (i, (url, origin)) in rows.into_iter().enumerate() {
        assert_eq!(list(&[url]).current_origin().as_str(), origin, "{url}");
        all.push(url.parse().unwrap());
        assert_eq!(all.current().as_str(), Url::parse(url).unwrap().as_str());
        assert_eq!(all.current_origin().as_str(), origin, "{url}");
        assert_eq!((all.len(), all.iter().count(), all.origins().count()), (i + 2, i + 2, i + 2));
    }
    assert_eq!(all.first().as_str(), "https://api.example/");
    assert_eq!(origins(&all)[0], API);
    assert!(all.iter().map(Url::as_str).eq(all.into_iter().map(Url::as_str)));
    for (url, origin) in all.iter().zip(all.origins()) {
        assert!(origin.is_opaque() || *origin == Origin::of(url), "{url}");
    }
}

#[test]
fn no_two_opaque_origins_of_a_list_are_the_same() {
    let list = list(&["data:,x", "data:,x", "blob:null/1", "about:blank"]);
    let origins: Vec<&Origin> = list.origins().collect();
    for (i, a) in origins.iter().enumerate() {
        for (j, b) in origins.iter().enumerate() {
            assert_eq!(a.same_origin(b), i == j, "{i} and {j}");
        }
    }
    // A copy of the list is the same list.
    assert!(list.clone().origins().eq(list.origins()));
}

#[test]
fn lists_are_equal_by_their_urls() {
    assert_eq!(list(&["data:,x", API]), list(&["data:,x", API]));
    assert_eq!(list(&["data:,x"]), list(&["data:,x"]));
    assert_ne!(list(&[API]), list(&[API, API]));
    assert_ne!(list(&[API, OTHER]), list(&[OTHER, API]));
    assert_ne!(list(&["https://a.example/"]), list(&["https://a.example/#"]));
}

#[test]
fn the_machine_keeps_the_origins_of_its_hops() {
    let ran = run(page().fetch(APP), &[redirect(302, API), redirect(302, "/b"), shared()]);
    assert_eq!(origins(ran.response().hidden_from_script().url_list().unwrap()), [APP, API, API]);
    // An upgrade to HTTPS changes the origin of the current URL.
    let hop = Hop::new(page().fetch("http://app.example/").mode(Mode::SameOrigin).build().unwrap());
    assert_eq!(hop.request().url_list().current_origin().as_str(), "http://app.example");
    let hop = hop.upgrade_to_https();
    assert_eq!(hop.request().url_list().current_origin().as_str(), APP);
    let ran = scenario::World::new().run_hop(hop, &[shared()]);
    assert_eq!(origins(ran.response().hidden_from_script().url_list().unwrap()), [APP]);
}
