//! Network partition keys: of environments, and of requests.

use crate::scenario::{API, LastTwoLabels, World, page, shared, shared_with};
use fetch_cors::Origin;
use fetch_cors::request::NetworkPartitionKey;
use fetch_cors::site::Site;

fn key(top_level: &Origin) -> NetworkPartitionKey {
    NetworkPartitionKey::determine(top_level, None, &LastTwoLabels)
}

fn key_of(top_level: &str) -> NetworkPartitionKey {
    key(&Origin::parse(top_level).unwrap())
}

/// What it is made of, and nothing that is made of that.
#[test]
fn debug() {
    let top_level = Origin::parse("https://www.a.example:8443").unwrap();
    let key = NetworkPartitionKey::determine(&top_level, Some("frame".into()), &LastTwoLabels);
    let site = Site::obtain(&top_level, &LastTwoLabels);
    let expected =
        format!("NetworkPartitionKey {{ top_level_site: {site:?}, second_key: {:?} }}", Some("frame"));
    assert_eq!(format!("{key:?}"), expected);
    assert!(expected.contains("a.example") && !expected.contains("8443"), "{expected}");
}

#[test]
fn tuple_origins() {
    let rows = [
        // Of one site: scheme and registrable domain.
        ("https://a.example", "https://a.example", true),
        ("https://a.example", "https://a.example:8443", true),
        ("https://www.a.example", "https://a.example", true),
        ("https://www.a.example", "https://b.c.a.example:444", true),
        ("http://www.a.example", "http://a.example:8080", true),
        ("https://a.example", "http://a.example", false),
        ("https://a.example", "https://b.example", false),
        ("https://a.example", "https://xa.example", false),
        ("https://a.example", "wss://a.example", false),
        // A host without a registrable domain is itself.
        ("https://example", "https://example:8443", true),
        ("https://example", "https://a.example", false),
        ("http://localhost", "http://localhost:8080", true),
        ("http://localhost", "https://localhost", false),
        ("http://localhost", "http://127.0.0.1", false),
        // Addresses have none.
        ("http://127.0.0.1", "http://127.0.0.1:8080", true),
        ("http://127.0.0.1", "https://127.0.0.1", false),
        ("http://127.0.0.1", "http://10.0.0.1", false),
        ("http://127.0.0.1", "http://127.1.0.1", false),
        ("http://[::1]", "http://[::1]:8080", true),
        ("http://[::1]", "http://[::2]", false),
        ("http://[::1]", "http://127.0.0.1", false),
        ("http://[::127.0.0.1]", "http://127.0.0.1", false),
    ];
    for (a, b, same) in rows {
        assert_eq!(key_of(a) == key_of(b), same, "{a}, {b}");
        assert_eq!(key_of(b) == key_of(a), same, "{b}, {a}");
    }
}

#[test]
fn opaque_origins() {
    let (one, other) = (Origin::new_opaque(), Origin::new_opaque());
    assert_eq!(key(&one), key(&one.clone()));
    assert_ne!(key(&one), key(&other));
    assert_ne!(key(&one), key_of("https://a.example"));
    assert_ne!(key_of("null"), key_of("null"));
}

#[test]
fn second_keys() {
    let origin = Origin::parse("https://www.a.example").unwrap();
    let with = |second: Option<&str>| {
        NetworkPartitionKey::determine(&origin, second.map(Into::into), &LastTwoLabels)
    };
    let keys = [None, Some(""), Some("a"), Some("A"), Some("a ")];
    for (row, a) in keys.into_iter().enumerate() {
        for (column, b) in keys.into_iter().enumerate() {
            assert_eq!(with(a) == with(b), row == column, "{a:?}, {b:?}");
        }
        assert_eq!(with(a).second_key(), a);
        assert_eq!(with(a).top_level_site(), &Site::obtain(&origin, &LastTwoLabels));
        assert_eq!(with(a), NetworkPartitionKey::new(with(None).top_level_site().clone(), a.map(Into::into)));
    }
    // The second does not stand in for the first.
    let elsewhere = Origin::parse("https://b.example").unwrap();
    assert_ne!(NetworkPartitionKey::determine(&elsewhere, Some("a".into()), &LastTwoLabels), with(Some("a")));
}

#[test]
fn a_request_has_its_clients() {
    let key = key_of("https://top.example");
    let framed = page().with_partition_key(key.clone());
    assert_eq!(framed.partition_key(), Some(&key));
    for request in
        [framed.fetch(API).build(), framed.navigation(API).build(), framed.unchecked_request(API).build()]
    {
        assert_eq!(request.unwrap().partition_key(), Some(&key));
    }
    // Null, for a client that was given none.
    assert_eq!(page().partition_key(), None);
    assert_eq!(page().fetch(API).build().unwrap().partition_key(), None);
}

#[test]
fn what_a_preflight_grants_stays_in_its_partition() {
    let put = || shared_with(&[("access-control-allow-methods", "PUT")]);
    let client = |top_level| page().with_partition_key(key_of(top_level));
    let with_second = |second: &str| {
        let top_level = Origin::parse("https://a.example").unwrap();
        let second = Some(second.into());
        page().with_partition_key(NetworkPartitionKey::determine(&top_level, second, &LastTwoLabels))
    };
    let mut world = World::new();
    // Each of these has to ask for itself.
    let clients = [
        client("https://a.example"),
        client("https://b.example"),
        client("http://a.example"),
        with_second("x"),
        with_second("y"),
        page(),
    ];
    for client in &clients {
        let ran = world.run(client.fetch(API).method("PUT"), &[put(), shared()]);
        assert_eq!(ran.wire()[0].0, "OPTIONS");
    }
    assert_eq!(world.cache.len(), clients.len());
    // And none of them again; nor any other page of such a site.
    for client in clients.iter().chain([&client("https://www.a.example:8443")]) {
        assert_eq!(world.run(client.fetch(API).method("PUT"), &[shared()]).wire()[0].0, "PUT");
    }
}
