//! Which origins and which URLs are potentially trustworthy, with every border.

use fetch_cors::Origin;
use fetch_cors::trustworthy::{is_potentially_trustworthy_origin, is_potentially_trustworthy_url};
use url::Url;

/// Serialised origins. The comment of a group is the step of the check that decides.
const ORIGINS: &[(&str, bool)] = &[
    // 1: an opaque origin.
    ("null", false),
    // 3: the scheme is `https` or `wss`, whatever the host and the port.
    ("https://a.example", true),
    ("https://a.example:8443", true),
    ("https://192.168.0.1", true),
    ("wss://a.example", true),
    ("wss://a.example:80", true),
    ("http://a.example", false),
    ("http://a.example:443", false),
    ("ws://a.example", false),
    ("ftp://a.example", false),
    // 4: 127.0.0.0/8.
    ("http://126.255.255.255", false),
    ("http://127.0.0.0", true),
    ("http://127.0.0.1", true),
    ("http://127.0.0.1:8080", true),
    ("http://127.128.0.1", true),
    ("http://127.255.255.255", true),
    ("http://128.0.0.0", false),
    ("http://128.0.0.1", false),
    ("http://1.0.0.127", false),
    ("http://0.0.0.0", false),
    ("http://10.0.0.1", false),
    ("http://192.168.0.1", false),
    ("ws://127.0.0.1", true),
    ("ftp://127.0.0.1", true),
    // A domain that only looks like such an address.
    ("http://127.0.0.1.example", false),
    ("http://a127.0.0.1.example", false),
    // 4: ::1/128.
    ("http://[::1]", true),
    ("http://[::1]:8080", true),
    ("ws://[::1]", true),
    ("http://[::]", false),
    ("http://[::2]", false),
    ("http://[::1:1]", false),
    ("http://[1::1]", false),
    ("http://[::ffff:7f00:1]", false),
    ("http://[fe80::1]", false),
    // 5: the names of the machine itself.
    ("http://localhost", true),
    ("http://localhost:3000", true),
    ("http://localhost.", true),
    ("http://a.localhost", true),
    ("http://a.localhost.", true),
    ("http://a.b.localhost", true),
    ("ws://localhost", true),
    ("ftp://a.localhost", true),
    ("http://notlocalhost", false),
    ("http://not-localhost", false),
    ("http://localhos", false),
    ("http://localhost.example", false),
    ("http://localhost.localdomain", false),
    ("http://local.host", false),
    // 6: the scheme is `file`.
    ("file://", true),
    ("file://server", true),
    // 9: other schemes. Their hosts count as those of any scheme do.
    ("app://a.example", false),
    ("tauri://tauri", false),
    ("chrome-extension://abcdef", false),
    ("tauri://localhost", true),
    ("capacitor://localhost", true),
    ("app://127.0.0.1", true),
    ("httpss://a.example", false),
    ("files://a.example", false),
];

#[test]
fn origins() {
    for &(text, expected) in ORIGINS {
        let origin = Origin::parse(text).unwrap();
        assert_eq!(is_potentially_trustworthy_origin(&origin), expected, "{text}");
    }
    assert!(!is_potentially_trustworthy_origin(&Origin::new_opaque()));
}

/// Addresses as people write them, which the URL parser rewrites.
#[test]
fn addresses_in_other_forms() {
    for (text, expected) in [
        ("http://127.1/", true),
        ("http://0x7f.0.0.1/", true),
        ("http://2130706433/", true),
        ("http://0177.0.0.1/", true),
        ("http://127.0.0.1./", true),
        ("http://2147483648/", false),
        ("http://[0:0:0:0:0:0:0:1]/", true),
        ("http://[::0001]/", true),
        ("http://[::127.0.0.1]/", false),
        ("http://[::ffff:127.0.0.1]/", false),
        ("http://LOCALHOST/", true),
        ("http://A.LocalHost./", true),
        ("http://%6cocalhost/", true),
        ("http://ⓛocalhost/", true),
        ("http://user:password@a.localhost:1/x?y#z", true),
        ("http://localhost@a.example/", false),
        ("http://a.example/localhost", false),
    ] {
        let url: Url = text.parse().unwrap();
        assert_eq!(is_potentially_trustworthy_origin(&Origin::of(&url)), expected, "{text}");
        assert_eq!(trustworthy(&url), expected, "{text}");
    }
}

/// The check of a URL that has no blob URL entry.
fn trustworthy(url: &Url) -> bool {
    is_potentially_trustworthy_url(url.scheme(), url.path(), &Origin::of(url))
}

#[test]
fn urls() {
    for (text, expected) in [
        // 1.
        ("about:blank", true),
        ("about:srcdoc", true),
        ("about:config", false),
        ("about:", false),
        ("about:blan", false),
        ("about:blanks", false),
        ("about:BLANK", false),
        ("about:legacy-compat", false),
        // 2.
        ("data:,x", true),
        ("data:text/html,<p>", true),
        ("DATA:,x", true),
        // 3.
        ("https://a.example/a", true),
        ("wss://a.example/", true),
        ("http://a.example/blank", false),
        ("http://localhost/", true),
        ("ftp://a.example/", false),
        ("file:///a", true),
        ("file://server/a", true),
        ("blob:https://a.example/1", true),
        ("blob:http://a.example/1", false),
        ("blob:http://localhost/1", true),
        ("blob:null/1", false),
        ("blob:data:,x", false),
        ("blob:about:blank", false),
        ("javascript:1", false),
        ("blank:blank", false),
        ("app://a.example/", false),
        // Such a URL has an opaque origin, so its host is not looked at.
        ("tauri://localhost/", false),
        ("app:srcdoc", false),
    ] {
        assert_eq!(trustworthy(&text.parse().unwrap()), expected, "{text}");
    }
}

/// The origin of a `blob:` URL is that of its entry.
#[test]
fn blob_url_entries() {
    let url: Url = "blob:null/550e8400".parse().unwrap();
    for (origin, expected) in [
        ("https://a.example", true),
        ("http://a.example", false),
        ("http://localhost", true),
        ("null", false),
    ] {
        let origin = Origin::parse(origin).unwrap();
        assert_eq!(is_potentially_trustworthy_url("blob", url.path(), &origin), expected, "{origin:?}");
    }
}
