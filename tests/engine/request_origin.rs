//! Redirect-taint, over every chain of redirects, and what the `Origin` header says for it.

use fetch_cors::Origin;
use fetch_cors::request_origin::{
    RedirectTaint, RequestOrigin, byte_serialize_request_origin, is_redirect_tainted, redirect_taint,
};
use fetch_cors::site::Sites;
use url::Url;

/// The last two labels are the registrable domain.
#[derive(Debug)]
struct TwoLabels;

impl Sites for TwoLabels {
    fn registrable_domain<'d>(&self, domain: &'d str) -> Option<&'d str> {
        let (rest, _) = domain.rsplit_once('.')?;
        domain.get(rest.rfind('.').map_or(0, |dot| dot + 1)..)
    }
}

/// A place that a redirect may lead to: a URL, and whose origin and site it has. Equal numbers are
/// one origin, or one site; no number is an opaque origin, new for each URL.
struct Place {
    name: &'static str,
    url: &'static str,
    origin: Option<u8>,
    site: Option<u8>,
}

const PLACES: [Place; 6] = [
    Place { name: "A", url: "https://one.a.test/", origin: Some(1), site: Some(1) },
    Place { name: "A2", url: "https://two.a.test/", origin: Some(2), site: Some(1) },
    Place { name: "B", url: "https://b.test/", origin: Some(3), site: Some(2) },
    Place { name: "C", url: "https://c.test/", origin: Some(4), site: Some(3) },
    // A's host in the clear: another origin, and, since schemes count, another site.
    Place { name: "http A", url: "http://one.a.test/", origin: Some(5), site: Some(4) },
    Place { name: "data", url: "data:,x", origin: None, site: None },
];

/// Every chain of `len` of these places, as indices.
fn chains(len: usize, places: usize) -> Vec<Vec<usize>> {
    (0..len).fold(vec![vec![]], |chains, _| {
        let longer = |chain: Vec<usize>| (0..places).map(move |place| [chain.clone(), vec![place]].concat());
        chains.into_iter().flat_map(longer).collect()
    })
}

/// What two places share, if both have it.
fn same(a: Option<u8>, b: Option<u8>) -> bool {
    a.is_some() && a == b
}

/// The standard's steps, over a vector and the numbers of the places.
fn naive(origin: &Place, url_list: &[&Place]) -> RedirectTaint {
    // 2, 3
    let mut last_url: Option<&Place> = None;
    let mut taint = RedirectTaint::SameOrigin;
    // 4
    for url in url_list {
        // 4.1
        let Some(last) = last_url else {
            last_url = Some(url);
            continue;
        };
        // 4.2
        if !same(url.site, last.site) && !same(origin.site, last.site) {
            return RedirectTaint::CrossSite;
        }
        // 4.3
        if !same(url.origin, last.origin) && !same(origin.origin, last.origin) {
            taint = RedirectTaint::SameSite;
        }
        // 4.4
        last_url = Some(url);
    }
    // 5
    taint
}

/// The origin of a place, and an opaque one for `data`.
fn origin_of(place: &Place) -> Origin {
    Origin::of(&Url::parse(place.url).unwrap())
}

/// Compares everything there is about one chain with the steps; gives the taint.
fn check(requester: &Place, chain: &[&Place]) -> RedirectTaint {
    let origin = origin_of(requester);
    let urls: Vec<Origin> = chain.iter().map(|place| origin_of(place)).collect();
    let names: Vec<&str> = chain.iter().map(|place| place.name).collect();
    let row = format!("from {} over {names:?}", requester.name);

    let expected = naive(requester, chain);
    assert_eq!(redirect_taint(&origin, &urls, &TwoLabels), expected, "{row}");
    let tainted = expected != RedirectTaint::SameOrigin;
    assert_eq!(is_redirect_tainted(&origin, &urls), tainted, "{row}");
    let serialized = byte_serialize_request_origin(&origin, &urls);
    assert_eq!(serialized.is_tainted(), tainted, "{row}");
    let bytes = if tainted { b"null" } else { origin.as_bytes() };
    assert_eq!(serialized.as_bytes(), bytes, "{row}");
    expected
}

#[test]
fn every_chain_of_up_to_four() {
    let mut seen = [0; 3];
    for len in 0..=4 {
        for chain in chains(len, PLACES.len()) {
            let chain: Vec<&Place> = chain.iter().filter_map(|&i| PLACES.get(i)).collect();
            assert_eq!(chain.len(), len);
            for requester in &PLACES {
                match check(requester, &chain) {
                    RedirectTaint::SameOrigin => seen[0] += 1,
                    RedirectTaint::SameSite => seen[1] += 1,
                    RedirectTaint::CrossSite => seen[2] += 1,
                }
            }
        }
    }
    // 1 + 6 + 36 + 216 + 1296 chains, from six places, and no outcome that never comes.
    assert_eq!(seen.iter().sum::<i32>(), 6 * 1555);
    assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
}

#[test]
fn longer_chains_of_four_places() {
    let places = PLACES.get(..4).unwrap();
    for chain in chains(6, places.len()) {
        let chain: Vec<&Place> = chain.iter().filter_map(|&i| places.get(i)).collect();
        for requester in places {
            check(requester, &chain);
        }
    }
}

#[test]
fn chains_by_hand() {
    use RedirectTaint::{CrossSite, SameOrigin, SameSite};
    // From A each time.
    let rows: [(&[&str], RedirectTaint); 22] = [
        (&[], SameOrigin),
        (&["A"], SameOrigin),
        (&["B"], SameOrigin),
        (&["A", "A"], SameOrigin),
        (&["B", "B"], SameOrigin),
        // Away from home, and on within the place reached, is no taint.
        (&["A", "B"], SameOrigin),
        (&["A", "B", "B"], SameOrigin),
        (&["A", "A2"], SameOrigin),
        (&["A2", "A2"], SameOrigin),
        // From the same site, anywhere.
        (&["A2", "A"], SameSite),
        (&["A2", "B"], SameSite),
        (&["A", "A2", "A"], SameSite),
        (&["A2", "A", "B"], SameSite),
        (&["A2", "B", "B"], SameSite),
        // From another site, to any other.
        (&["B", "A"], CrossSite),
        (&["B", "C"], CrossSite),
        (&["B", "A2"], CrossSite),
        (&["A", "B", "A"], CrossSite),
        (&["A2", "B", "A"], CrossSite),
        (&["A2", "A", "B", "C"], CrossSite),
        (&["http A", "A"], CrossSite),
        (&["data", "data"], CrossSite),
    ];
    let by_name = |name: &&str| PLACES.iter().find(|place| place.name == *name).unwrap();
    for (names, expected) in rows {
        let chain: Vec<&Place> = names.iter().map(by_name).collect();
        assert_eq!(chain.len(), names.len());
        assert_eq!(check(by_name(&"A"), &chain), expected, "{names:?}");
    }
}

#[test]
fn an_opaque_origin_is_nowhere_at_home() {
    let origin = Origin::new_opaque();
    let urls =
        ["https://one.a.test", "https://two.a.test", "https://b.test"].map(|s| Origin::parse(s).unwrap());
    let rows = [
        (0..1, RedirectTaint::SameOrigin),
        (0..2, RedirectTaint::SameSite),
        (0..3, RedirectTaint::CrossSite),
    ];
    for (range, expected) in rows {
        let list = urls.get(range.clone()).unwrap();
        assert_eq!(redirect_taint(&origin, list, &TwoLabels), expected, "{range:?}");
        // `null` either way, but only one of them because of redirects.
        let serialized = byte_serialize_request_origin(&origin, list);
        assert_eq!(serialized.as_bytes(), b"null", "{range:?}");
        assert_eq!(serialized.is_tainted(), expected != RedirectTaint::SameOrigin, "{range:?}");
    }
}

#[test]
fn ports_and_user_names() {
    let origin = Origin::parse("https://one.a.test").unwrap();
    let rows: [(&[&str], RedirectTaint); 5] = [
        (&["https://b.test/", "https://u:p@B.test:443/x"], RedirectTaint::SameOrigin),
        (&["https://b.test/", "https://b.test:8443/"], RedirectTaint::SameSite),
        (&["https://u@one.a.test/", "https://b.test/"], RedirectTaint::SameOrigin),
        (&["https://one.a.test:8443/", "https://b.test/"], RedirectTaint::SameSite),
        (&["https://b.test/", "http://b.test/"], RedirectTaint::CrossSite),
    ];
    for (urls, expected) in rows {
        let parsed: Vec<Origin> = urls.iter().map(|s| Origin::of(&Url::parse(s).unwrap())).collect();
        assert_eq!(redirect_taint(&origin, &parsed, &TwoLabels), expected, "{urls:?}");
        assert_eq!(is_redirect_tainted(&origin, &parsed), expected != RedirectTaint::SameOrigin, "{urls:?}");
    }
}

#[test]
fn what_a_host_serialised_itself() {
    for bytes in [&b"https://a.test"[..], b"null", b"", b"\xff"] {
        let origin = RequestOrigin::from_serialized(bytes);
        assert_eq!((origin.as_bytes(), origin.is_tainted()), (bytes, false));
    }
}

#[test]
fn a_long_list() {
    let origin = Origin::parse("https://one.a.test").unwrap();
    let mut urls = vec![Origin::parse("https://b.test").unwrap(); 100_000];
    assert!(!is_redirect_tainted(&origin, &urls));
    urls.push(Origin::parse("https://one.a.test").unwrap());
    assert_eq!(redirect_taint(&origin, &urls, &TwoLabels), RedirectTaint::CrossSite);
    assert_eq!(RedirectTaint::default(), RedirectTaint::SameOrigin);
}
