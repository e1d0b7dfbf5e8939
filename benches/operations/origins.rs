//! Measurements of the origins of URLs, and of the origin of a request after redirects.

use fetch_cors::Origin;
use fetch_cors::request_origin::{RedirectTaint, byte_serialize_request_origin, redirect_taint};
use fetch_cors::site::PublicSuffixList;
use std::hint::black_box;
use url::{Position, Url};

use crate::inputs::{APP, url};
use crate::measure::{Operation, Run, repeat};

/// Returns the operations. The floor compares origins that are already serialized.
pub fn operations() -> Vec<Operation> {
    let taint = "redirect-taint and origin serialisation, 3 URLs";
    vec![
        Operation::new(format!("{taint}, same origin"), || taint_of(home(), RedirectTaint::SameOrigin))
            .floor(|| compare_each(home()))
            .goal(950, 0),
        Operation::new(format!("{taint}, three sites"), || taint_of(away(), RedirectTaint::CrossSite))
            .floor(|| compare_each(away()))
            .goal(3_350, 0),
        Operation::new("same origin, of the origins of two URLs", same_origin)
            .floor(compare_two)
            .goal(208, 0),
        Operation::new("origin of a URL", origin_of).floor(serialize_one),
    ]
}

fn home() -> [Url; 3] {
    ["a", "b", "c"].map(|path| url(&format!("https://api.example/{path}")))
}

fn away() -> [Url; 3] {
    ["api.example", "two.example", "three.example"].map(|host| url(&format!("https://{host}/v1/items")))
}

fn taint_of(urls: [Url; 3], expected: RedirectTaint) -> Box<dyn Run> {
    let urls = urls.each_ref().map(Origin::of);
    let origin = Origin::parse(APP).unwrap();
    assert_eq!(redirect_taint(&origin, &urls, &PublicSuffixList), expected);
    repeat(move || {
        let (origin, urls) = (black_box(&origin), black_box(&urls));
        let taint = redirect_taint(origin, urls, &PublicSuffixList);
        (taint, byte_serialize_request_origin(origin, urls).as_bytes().len())
    })
}

fn serialized(url: &Url) -> Vec<u8> {
    url[..Position::BeforePath].into()
}

fn compare_each(urls: [Url; 3]) -> Box<dyn Run> {
    let origins = urls.each_ref().map(serialized);
    repeat(move || black_box(&origins).windows(2).filter(|pair| pair[0] == pair[1]).count())
}

fn two() -> (Url, Url) {
    (url("https://api.example/v1/items"), url("https://api.example/v1/customers?id=1"))
}

fn same_origin() -> Box<dyn Run> {
    let (a, b) = two();
    let (a, b) = (Origin::of(&a), Origin::of(&b));
    assert!(a.same_origin(&b));
    repeat(move || black_box(&a).same_origin(black_box(&b)))
}

fn compare_two() -> Box<dyn Run> {
    let (a, b) = two();
    let (a, b) = (serialized(&a), serialized(&b));
    repeat(move || black_box(&a) == black_box(&b))
}

fn origin_of() -> Box<dyn Run> {
    let (url, _) = two();
    repeat(move || Origin::of(black_box(&url)))
}

fn serialize_one() -> Box<dyn Run> {
    let (url, _) = two();
    repeat(move || serialized(black_box(&url)))
}
