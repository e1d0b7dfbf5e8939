//! The CORS check, row by row: what a response says, and whether that shares it.

use fetch_cors::Origin;
use fetch_cors::check::cors_check;
use fetch_cors::error::CorsCheckError::{self, *};
use fetch_cors::request::CredentialsMode::{self, Include, Omit, SameOrigin};
use fetch_cors::request_origin::{RequestOrigin, byte_serialize_request_origin};
use http::{HeaderMap, HeaderName, HeaderValue};

const HOME: &str = "https://app.example";
const ACAO: &str = "Access-Control-Allow-Origin";
const ACAC: &str = "Access-Control-Allow-Credentials";

/// What a row expects.
enum Want {
    Pass,
    /// Refused for this reason, at this step of the CORS check.
    Refuse(CorsCheckError, &'static str),
    /// Refused at this step; how it is put is the crate's own affair.
    RefuseAt(&'static str),
}
use Want::{Pass, Refuse, RefuseAt};

fn mismatch(value: &str) -> Want {
    Refuse(AllowOriginMismatch { value: value.into(), expected: HOME.into() }, "4")
}

fn no_origin(value: &[u8]) -> Want {
    Refuse(AllowOriginNotAnOrigin { value: value.to_vec() }, "4")
}

fn list(value: &str) -> Want {
    Refuse(AllowOriginList { value: value.into() }, "4")
}

fn several(lines: usize, value: &str) -> Want {
    Refuse(MultipleAllowOrigin { lines, value: value.into() }, "4")
}

fn not_true(value: &[u8]) -> Want {
    Refuse(AllowCredentialsNotTrue { value: value.to_vec() }, "8")
}

/// Checks one row against a list of pairs and, where it can hold them, a header map.
fn check(
    row: &str,
    origin: RequestOrigin<'_>,
    mode: CredentialsMode,
    headers: &[(&str, Vec<u8>)],
    want: &Want,
) {
    let of_list = cors_check(headers, origin, mode);
    let mut map = HeaderMap::new();
    let mut fits = true;
    for (name, value) in headers {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        match HeaderValue::from_bytes(value) {
            Ok(value) => fits &= map.try_append(name, value).is_ok(),
            Err(_) => fits = false,
        }
    }
    if fits {
        assert_eq!(cors_check(&map, origin, mode), of_list, "{row} ({mode}): map and list disagree");
    }
    match want {
        Pass => assert_eq!(of_list, Ok(()), "{row} ({mode})"),
        Refuse(error, step) => {
            assert_eq!(of_list.as_ref(), Err(error), "{row} ({mode})");
            let at = error.step();
            assert_eq!((at.algorithm, at.step), ("concept-cors-check", *step), "{row} ({mode})");
        }
        RefuseAt(step) => {
            let error = of_list.expect_err(row);
            assert_eq!(error.step().step, *step, "{row} ({mode}): {error}");
        }
    }
}

/// Lines of `Access-Control-Allow-Origin`, then of `Access-Control-Allow-Credentials`.
fn headers(allow_origin: &[&[u8]], allow_credentials: &[&[u8]]) -> Vec<(&'static str, Vec<u8>)> {
    let origins = allow_origin.iter().map(|value| (ACAO, value.to_vec()));
    origins.chain(allow_credentials.iter().map(|value| (ACAC, value.to_vec()))).collect()
}

#[test]
fn chromium_rows() {
    let google = "http://google.com";
    let mismatch =
        |value: &str| Refuse(AllowOriginMismatch { value: value.into(), expected: google.into() }, "4");
    let two = "http://example.com http://another.example.com";
    let two_with_comma = "http://example.com,http://another.example.com";
    // Row, request origin, Access-Control-Allow-Origin, Access-Control-Allow-Credentials, mode.
    type Row<'a> = (&'a str, &'a str, Option<&'a str>, Option<&'a str>, CredentialsMode, Want);
    let rows: [Row<'_>; 17] = [
        ("A1", google, Some("*"), None, Omit, Pass),
        ("A2", google, Some("*"), None, Include, Refuse(WildcardWithCredentials, "4")),
        ("A3", google, None, None, Omit, Refuse(MissingAllowOrigin, "2")),
        ("A4", google, Some(two), None, Omit, list(two)),
        ("A5", google, Some(two_with_comma), None, Omit, list(two_with_comma)),
        ("A6", google, Some("invalid.origin"), None, Omit, no_origin(b"invalid.origin")),
        ("A7", google, Some(google), None, Omit, Pass),
        ("A8", google, Some("http://not.google.com"), None, Omit, mismatch("http://not.google.com")),
        ("A9", "null", Some("null"), None, Omit, Pass),
        ("A10", google, Some(google), Some("true"), Include, Pass),
        ("A11", google, Some(google), Some("fuga"), Include, not_true(b"fuga")),
        ("A12", google, Some("null"), None, Omit, mismatch("null")),
        ("A13", google, Some(google), None, Include, Refuse(MissingAllowCredentials, "8")),
        ("A14", google, Some(google), Some("True"), Include, not_true(b"True")),
        // Chromium lets this pass for URLs that are not HTTP(S); the standard has no such case.
        ("A15", google, Some("*"), Some("true"), Include, Refuse(WildcardWithCredentials, "4")),
        // The check itself shares with opaque origins; main fetch stops custom schemes before.
        ("A16 any", "null", Some("*"), None, SameOrigin, Pass),
        ("A16 null", "null", Some("null"), None, SameOrigin, Pass),
    ];
    for (row, origin, allow_origin, allow_credentials, mode, want) in &rows {
        let mut headers: Vec<(&str, Vec<u8>)> = Vec::new();
        headers.extend(allow_origin.map(|value| (ACAO, value.into())));
        headers.extend(allow_credentials.map(|value| (ACAC, value.into())));
        check(row, RequestOrigin::from_serialized(origin.as_bytes()), *mode, &headers, want);
    }
}

#[test]
fn rows_of_the_standards_own_table() {
    let rabbit = "https://rabbit.invalid";
    let slash = "https://rabbit.invalid/";
    let rows: [(&str, &str, Option<&str>, CredentialsMode, Want); 7] = [
        ("any, omitted", "*", None, Omit, Pass),
        ("any, ignored", "*", Some("true"), Omit, Pass),
        (
            "trailing slash",
            slash,
            None,
            Omit,
            Refuse(AllowOriginMismatch { value: slash.into(), expected: rabbit.into() }, "4"),
        ),
        ("itself", rabbit, None, Omit, Pass),
        ("any with credentials", "*", Some("true"), Include, Refuse(WildcardWithCredentials, "4")),
        ("itself with credentials", rabbit, Some("true"), Include, Pass),
        ("case", rabbit, Some("True"), Include, not_true(b"True")),
    ];
    for (row, allow_origin, allow_credentials, mode, want) in &rows {
        let mut headers = vec![(ACAO, (*allow_origin).into())];
        headers.extend(allow_credentials.map(|value| (ACAC, value.into())));
        check(row, RequestOrigin::from_serialized(rabbit.as_bytes()), *mode, &headers, want);
    }
}

/// `Access-Control-Allow-Origin`, for a request from `HOME`; the same in modes *omit* and *same-origin*.
#[test]
fn allow_origin_without_credentials() {
    let rows: Vec<(&str, &[&[u8]], Want)> = vec![
        ("absent", &[], Refuse(MissingAllowOrigin, "2")),
        ("empty", &[b""], no_origin(b"")),
        ("only space", &[b"  \t"], no_origin(b"")),
        ("itself", &[b"https://app.example"], Pass),
        // A header value has no white space at its ends.
        ("space around", &[b" https://app.example\t"], Pass),
        ("any, space around", &[b"\t* "], Pass),
        ("two stars", &[b"**"], no_origin(b"**")),
        ("star in quotes", &[b"\"*\""], no_origin(b"\"*\"")),
        ("star for a label", &[b"https://*.example"], RefuseAt("4")),
        ("scheme in upper case", &[b"HTTPS://app.example"], mismatch("HTTPS://app.example")),
        ("host in upper case", &[b"https://App.example"], mismatch("https://App.example")),
        ("trailing slash", &[b"https://app.example/"], mismatch("https://app.example/")),
        ("path", &[b"https://app.example/a"], mismatch("https://app.example/a")),
        ("query", &[b"https://app.example?"], mismatch("https://app.example?")),
        ("default port", &[b"https://app.example:443"], mismatch("https://app.example:443")),
        ("another port", &[b"https://app.example:8443"], mismatch("https://app.example:8443")),
        ("empty port", &[b"https://app.example:"], mismatch("https://app.example:")),
        ("another scheme", &[b"http://app.example"], mismatch("http://app.example")),
        ("trailing dot", &[b"https://app.example."], mismatch("https://app.example.")),
        ("subdomain", &[b"https://a.app.example"], mismatch("https://a.app.example")),
        ("longer host", &[b"https://app.example.evil"], mismatch("https://app.example.evil")),
        ("shorter host", &[b"https://app.exampl"], mismatch("https://app.exampl")),
        ("null for a tuple origin", &[b"null"], mismatch("null")),
        ("NULL", &[b"NULL"], no_origin(b"NULL")),
        ("host only", &[b"app.example"], no_origin(b"app.example")),
        ("host and port", &[b"app.example:443"], no_origin(b"app.example:443")),
        ("scheme only", &[b"https://"], no_origin(b"https://")),
        ("opaque URL", &[b"data:x"], no_origin(b"data:x")),
        ("in quotes", &[b"\"https://app.example\""], no_origin(b"\"https://app.example\"")),
        ("in angle brackets", &[b"<https://app.example>"], no_origin(b"<https://app.example>")),
        ("space inside", &[b"https://app .example"], list("https://app .example")),
        // A host may end in a comma, but what is meant is a list.
        ("comma behind", &[b"https://app.example,"], list("https://app.example,")),
        ("comma before", &[b", https://app.example"], list(", https://app.example")),
        ("any and more", &[b"*, https://app.example"], list("*, https://app.example")),
        (
            "itself twice in one line",
            &[b"https://app.example https://app.example"],
            list("https://app.example https://app.example"),
        ),
        (
            "identical lines",
            &[b"https://app.example", b"https://app.example"],
            several(2, "https://app.example, https://app.example"),
        ),
        ("two lines of any", &[b"*", b"*"], several(2, "*, *")),
        ("any, then an empty line", &[b"*", b""], several(2, "*, ")),
        ("an empty line, then itself", &[b"", b"https://app.example"], several(2, ", https://app.example")),
        ("two empty lines", &[b"", b""], several(2, ", ")),
        (
            "three lines",
            &[b"https://a.example", b"https://app.example", b"*"],
            several(3, "https://a.example, https://app.example, *"),
        ),
        ("UTF-8", &[b"https://\xc3\xa4pp.example"], mismatch("https://äpp.example")),
        ("Latin-1", &[b"https://\xe4pp.example"], no_origin(b"https://\xe4pp.example")),
        ("a byte behind", &[b"https://app.example\xa0"], RefuseAt("4")),
        ("vertical tab before", &[b"\x0bhttps://app.example"], RefuseAt("4")),
        ("form feed behind", &[b"https://app.example\x0c"], RefuseAt("4")),
        ("tab inside", &[b"https://app\t.example"], RefuseAt("4")),
        ("DEL behind", &[b"*\x7f"], no_origin(b"*\x7f")),
    ];
    for mode in [Omit, SameOrigin] {
        for (row, lines, want) in &rows {
            let origin = RequestOrigin::from_serialized(HOME.as_bytes());
            check(row, origin, mode, &headers(lines, &[]), want);
            // Without credentials, what is said about them is not looked at.
            for ignored in [&b"true"[..], b"false", b""] {
                check(row, origin, mode, &headers(lines, &[ignored]), want);
            }
        }
    }
}

#[test]
fn allow_origin_with_credentials() {
    let rows: Vec<(&str, &[&[u8]], Want)> = vec![
        ("absent", &[], Refuse(MissingAllowOrigin, "2")),
        ("empty", &[b""], no_origin(b"")),
        ("any", &[b"*"], Refuse(WildcardWithCredentials, "4")),
        ("any, space around", &[b" *\t"], Refuse(WildcardWithCredentials, "4")),
        ("two lines of any", &[b"*", b"*"], several(2, "*, *")),
        ("any and itself", &[b"*", b"https://app.example"], several(2, "*, https://app.example")),
        ("itself", &[b"https://app.example"], Pass),
        ("another", &[b"https://other.example"], mismatch("https://other.example")),
        ("trailing slash", &[b"https://app.example/"], mismatch("https://app.example/")),
        ("null", &[b"null"], mismatch("null")),
        ("list", &[b"https://app.example *"], list("https://app.example *")),
        ("nonsense", &[b"nonsense"], no_origin(b"nonsense")),
    ];
    for (row, lines, want) in &rows {
        let origin = RequestOrigin::from_serialized(HOME.as_bytes());
        check(row, origin, Include, &headers(lines, &[b"true"]), want);
        // The origin is looked at first: whatever else is missing, it is refused for the same reason.
        if !matches!(want, Pass) {
            check(row, origin, Include, &headers(lines, &[]), want);
            check(row, origin, Include, &headers(lines, &[b"no"]), want);
        }
    }
}

/// `Access-Control-Allow-Credentials`, for a response that names the request's origin.
#[test]
fn allow_credentials() {
    let rows: Vec<(&str, &[&[u8]], Want)> = vec![
        ("true", &[b"true"], Pass),
        ("space around", &[b" true\t"], Pass),
        ("absent", &[], Refuse(MissingAllowCredentials, "8")),
        ("empty", &[b""], not_true(b"")),
        ("True", &[b"True"], not_true(b"True")),
        ("TRUE", &[b"TRUE"], not_true(b"TRUE")),
        ("false", &[b"false"], not_true(b"false")),
        ("1", &[b"1"], not_true(b"1")),
        ("any", &[b"*"], not_true(b"*")),
        ("list", &[b"true, true"], not_true(b"true, true")),
        ("comma behind", &[b"true,"], not_true(b"true,")),
        ("in quotes", &[b"\"true\""], not_true(b"\"true\"")),
        ("parameter", &[b"true;a"], not_true(b"true;a")),
        ("structured boolean", &[b"?1"], not_true(b"?1")),
        ("two lines", &[b"true", b"true"], not_true(b"true, true")),
        ("an empty line, then true", &[b"", b"true"], not_true(b", true")),
        ("true, then an empty line", &[b"true", b""], not_true(b"true, ")),
        ("Latin-1", &[b"true\xa0"], not_true(b"true\xa0")),
        ("UTF-8", &[b"tr\xc3\xbce"], not_true(b"tr\xc3\xbce")),
        ("control byte", &[b"true\x01"], not_true(b"true\x01")),
        ("form feed", &[b"\x0ctrue"], not_true(b"\x0ctrue")),
        ("prefix", &[b"tru"], not_true(b"tru")),
    ];
    for (row, lines, want) in &rows {
        let origin = RequestOrigin::from_serialized(HOME.as_bytes());
        check(row, origin, Include, &headers(&[HOME.as_bytes()], lines), want);
        let opaque = RequestOrigin::from_serialized(b"null");
        check(row, opaque, Include, &headers(&[b"null"], lines), want);
    }
}

/// A request that redirects have led from one foreign origin to another sends `null` and needs `null`.
#[test]
fn tainted_request() {
    let home = Origin::parse(HOME).unwrap();
    let urls = ["https://a.test", "https://b.test"].map(|url| Origin::parse(url).unwrap());
    let tainted = byte_serialize_request_origin(&home, &urls);
    let for_tainted = |value: &str| Refuse(AllowOriginMismatchTainted { value: value.into() }, "4");
    let rows: Vec<(&str, CredentialsMode, &[&[u8]], Want)> = vec![
        ("null", Omit, &[b"null"], Pass),
        ("null with credentials", Include, &[b"null"], Pass),
        ("any", SameOrigin, &[b"*"], Pass),
        ("any with credentials", Include, &[b"*"], Refuse(WildcardWithCredentials, "4")),
        ("home", Omit, &[b"https://app.example"], for_tainted(HOME)),
        ("home with credentials", Include, &[b"https://app.example"], for_tainted(HOME)),
        ("another", Omit, &[b"https://b.test"], for_tainted("https://b.test")),
        ("Null", Omit, &[b"Null"], no_origin(b"Null")),
        ("list", Omit, &[b"null, null"], list("null, null")),
        ("two lines", Omit, &[b"null", b"null"], several(2, "null, null")),
        ("absent", Omit, &[], Refuse(MissingAllowOrigin, "2")),
    ];
    for (row, mode, lines, want) in &rows {
        check(row, tainted, *mode, &headers(lines, &[b"true"]), want);
    }
    // As far as the first foreign URL, it is still the page's own request.
    let first = byte_serialize_request_origin(&home, &urls[..1]);
    check("not yet tainted", first, Omit, &headers(&[HOME.as_bytes()], &[]), &Pass);
    check("not yet null", first, Omit, &headers(&[b"null"], &[]), &mismatch("null"));
}

/// A host may have a comma in it; then so does its origin.
#[test]
fn commas_in_hosts() {
    let origin = Origin::parse("https://a,b.example").unwrap();
    let origin = RequestOrigin::from_serialized(origin.as_bytes());
    let rows: [(&str, &[&[u8]], Want); 4] = [
        ("itself", &[b"https://a,b.example"], Pass),
        ("another", &[b"https://a,c.example"], list("https://a,c.example")),
        ("its parts", &[b"https://a", b"b.example"], several(2, "https://a, b.example")),
        ("list", &[b"https://a,b.example, *"], list("https://a,b.example, *")),
    ];
    for (row, lines, want) in &rows {
        for mode in [Omit, Include] {
            check(row, origin, mode, &headers(lines, &[b"true"]), want);
        }
    }
}

#[test]
fn names_in_any_case_and_order() {
    let origin = RequestOrigin::from_serialized(HOME.as_bytes());
    let rows: [&[(&str, &str)]; 3] = [
        &[("access-control-allow-origin", HOME), ("access-control-allow-credentials", "true")],
        &[("ACCESS-CONTROL-ALLOW-CREDENTIALS", "true"), ("x", "*"), ("ACCESS-CONTROL-ALLOW-ORIGIN", HOME)],
        &[("AcCeSs-CoNtRoL-aLlOw-OrIgIn", HOME), ("aCcEsS-cOnTrOl-AlLoW-cReDeNtIaLs", "true")],
    ];
    for headers in rows {
        assert_eq!(cors_check(headers, origin, Include), Ok(()), "{headers:?}");
    }
    // Two spellings of one name are two lines of it.
    let two = [("access-control-allow-origin", HOME), ("ACCESS-CONTROL-ALLOW-ORIGIN", HOME)];
    assert!(matches!(cors_check(&two, origin, Omit), Err(MultipleAllowOrigin { lines: 2, .. })));
    // Similar names are other names.
    let other = [("Access-Control-Allow-Origins", "*"), ("Allow-Origin", "*"), ("Timing-Allow-Origin", "*")];
    assert_eq!(cors_check(&other, origin, Omit), Err(MissingAllowOrigin));
}

#[test]
fn hostile_sizes() {
    let origin = RequestOrigin::from_serialized(HOME.as_bytes());
    let long = format!("{HOME}{}", "a".repeat(1 << 20));
    assert_eq!(
        cors_check(&[(ACAO, &long)], origin, Omit),
        Err(AllowOriginMismatch { value: long.clone().into_bytes(), expected: HOME.into() })
    );
    let commas = ",".repeat(1 << 20);
    assert_eq!(
        cors_check(&[(ACAO, &commas)], origin, Include),
        Err(AllowOriginList { value: commas.into_bytes() })
    );
    let lines = vec![(ACAO, "*"); 100_000];
    assert!(matches!(
        cors_check(&lines, origin, Omit),
        Err(MultipleAllowOrigin { lines: 100_000, value }) if value.len() == 100_000 * 3 - 2
    ));
    let trues = [vec![(ACAO, HOME)], vec![(ACAC, "true"); 100_000]].concat();
    assert!(matches!(
        cors_check(&trues, origin, Include),
        Err(AllowCredentialsNotTrue { value }) if value.len() == 100_000 * 6 - 2
    ));
}
