//! Main fetch's choice, for every combination of what it looks at, beside the same choice written down
//! once more.

use fetch_cors::Origin;
use fetch_cors::error::TaintingError;
use fetch_cors::request::{Mode, RedirectMode, ResponseTainting};
use fetch_cors::tainting::{FetchType, Tainting};
use url::Url;

/// A request as step 12 of main fetch sees it.
#[derive(Clone, Copy, Debug)]
struct Row<'a> {
    url: &'a str,
    same_origin: bool,
    mode: Mode,
    tainting: ResponseTainting,
    redirect_mode: RedirectMode,
    method: &'a str,
    unsafe_request: bool,
    use_cors_preflight: bool,
    unsafe_header: bool,
}

/// Step 12, case by case.
fn step_12(row: &Row<'_>) -> Result<FetchType, TaintingError> {
    let scheme = row.url.split(':').next().unwrap().to_owned();
    let basic = row.tainting == ResponseTainting::Basic;
    // 12b, three conditions.
    if row.same_origin && basic {
        return Ok(FetchType::SchemeFetch(ResponseTainting::Basic));
    }
    if scheme == "data" {
        return Ok(FetchType::SchemeFetch(ResponseTainting::Basic));
    }
    if row.mode == Mode::Navigate || row.mode == Mode::Websocket || row.mode == Mode::Webtransport {
        return Ok(FetchType::SchemeFetch(ResponseTainting::Basic));
    }
    // 12c.
    if row.mode == Mode::SameOrigin {
        return Err(TaintingError::SameOriginMode);
    }
    // 12d.
    if row.mode == Mode::NoCors {
        if row.redirect_mode != RedirectMode::Follow {
            return Err(TaintingError::NoCorsRedirectMode { redirect_mode: row.redirect_mode });
        }
        return Ok(FetchType::SchemeFetch(ResponseTainting::Opaque));
    }
    // 12e.
    if scheme != "http" && scheme != "https" {
        return Err(TaintingError::SchemeNotHttp { scheme });
    }
    // 12f.
    let safelisted = ["GET", "HEAD", "POST"].contains(&row.method);
    if row.use_cors_preflight || row.unsafe_request && (!safelisted || row.unsafe_header) {
        return Ok(FetchType::HttpFetch { make_cors_preflight: true });
    }
    // 12g.
    Ok(FetchType::HttpFetch { make_cors_preflight: false })
}

fn choose(origin: &Origin, row: &Row<'_>, asked: &mut u32) -> Result<FetchType, TaintingError> {
    let url: Url = row.url.parse().unwrap();
    let url_origin = Origin::of(&url);
    let mut tainting = Tainting::new(origin, &url_origin, url.scheme(), row.mode);
    tainting.response_tainting = row.tainting;
    tainting.redirect_mode = row.redirect_mode;
    tainting.method = row.method.as_bytes();
    tainting.unsafe_request = row.unsafe_request;
    tainting.use_cors_preflight = row.use_cors_preflight;
    tainting.choose(|| {
        *asked += 1;
        row.unsafe_header
    })
}

fn all_rows<'a>(urls: &[(&'a str, bool)]) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for &(url, same_origin) in urls {
        for &mode in Mode::ALL {
            for &tainting in ResponseTainting::ALL {
                for &redirect_mode in RedirectMode::ALL {
                    for method in ["GET", "HEAD", "POST", "PUT", "get"] {
                        for flags in 0..8 {
                            rows.push(Row {
                                url,
                                same_origin,
                                mode,
                                tainting,
                                redirect_mode,
                                method,
                                unsafe_request: flags & 1 != 0,
                                use_cors_preflight: flags & 2 != 0,
                                unsafe_header: flags & 4 != 0,
                            });
                        }
                    }
                }
            }
        }
    }
    rows
}

#[test]
fn full_product() {
    // The page's origin, then URLs and whether they are of that origin.
    let pages: [(&str, &[(&str, bool)]); 4] = [
        (
            "https://app.example",
            &[
                ("https://app.example/a", true),
                ("https://app.example:443/", true),
                ("https://user@app.example/", true),
                ("https://app.example:8443/", false),
                ("https://api.example/", false),
                ("http://app.example/", false),
                ("data:text/plain,x", false),
                ("file:///etc/hosts", false),
                ("ftp://app.example/", false),
                ("about:blank", false),
                ("custom://app.example/", false),
                ("blob:https://app.example/0", true),
                ("blob:https://api.example/0", false),
                ("blob:null/0", false),
            ],
        ),
        ("http://app.example", &[("http://app.example/", true), ("https://app.example/", false)]),
        ("ftp://app.example", &[("ftp://app.example/a", true), ("ftp://b.example/", false)]),
        // An opaque origin is the same as no URL's.
        (
            "null",
            &[
                ("https://app.example/", false),
                ("data:text/plain,x", false),
                ("file:///etc/hosts", false),
                ("blob:null/0", false),
            ],
        ),
    ];
    for (page, urls) in pages {
        let origin = Origin::parse(page).unwrap();
        for row in all_rows(urls) {
            let expected = step_12(&row);
            let mut asked = 0;
            assert_eq!(choose(&origin, &row, &mut asked), expected, "{page}: {row:?}");
            // The headers are looked at only where they decide.
            let decides = matches!(expected, Ok(FetchType::HttpFetch { .. }))
                && row.unsafe_request
                && !row.use_cors_preflight
                && ["GET", "HEAD", "POST"].contains(&row.method);
            assert_eq!(asked, u32::from(decides), "{page}: {row:?}");
        }
    }
}

/// Chromium's rows for response tainting, and a few that are easy to get wrong.
#[test]
fn by_hand() {
    use ResponseTainting::{Basic, Cors, Opaque};
    let origin = Origin::parse("https://example.com").unwrap();
    let plain = Row {
        url: "https://example.com/",
        same_origin: true,
        mode: Mode::Cors,
        tainting: Basic,
        redirect_mode: RedirectMode::Follow,
        method: "GET",
        unsafe_request: true,
        use_cors_preflight: false,
        unsafe_header: false,
    };
    let other = Row { url: "https://other.example/", same_origin: false, ..plain };
    let basic = Ok(FetchType::SchemeFetch(Basic));
    let http = |make_cors_preflight| Ok(FetchType::HttpFetch { make_cors_preflight });
    let custom = || Err(TaintingError::SchemeNotHttp { scheme: "custom".into() });
    let rows = [
        ("home", plain, basic.clone()),
        ("home, forced preflight", Row { use_cors_preflight: true, method: "PUT", ..plain }, basic.clone()),
        ("home, same-origin", Row { mode: Mode::SameOrigin, ..plain }, basic.clone()),
        (
            "home, no-cors, manual",
            Row { mode: Mode::NoCors, redirect_mode: RedirectMode::Manual, ..plain },
            { basic.clone() },
        ),
        ("away, navigate", Row { mode: Mode::Navigate, ..other }, basic.clone()),
        ("away, no-cors", Row { mode: Mode::NoCors, ..other }, Ok(FetchType::SchemeFetch(Opaque))),
        ("away, same-origin", Row { mode: Mode::SameOrigin, ..other }, Err(TaintingError::SameOriginMode)),
        ("away, cors", other, http(false)),
        ("away, PUT", Row { method: "PUT", ..other }, http(true)),
        ("away, PUT, not script's", Row { method: "PUT", unsafe_request: false, ..other }, http(false)),
        ("away, header", Row { unsafe_header: true, ..other }, http(true)),
        ("away, header, not script's", Row { unsafe_header: true, unsafe_request: false, ..other }, {
            http(false)
        }),
        ("away, forced", Row { use_cors_preflight: true, unsafe_request: false, ..other }, http(true)),
        ("back home, tainted", Row { tainting: Cors, ..plain }, http(false)),
        ("back home, opaque", Row { tainting: Opaque, mode: Mode::NoCors, ..plain }, {
            Ok(FetchType::SchemeFetch(Opaque))
        }),
        ("back home, same-origin", Row { tainting: Opaque, mode: Mode::SameOrigin, ..plain }, {
            Err(TaintingError::SameOriginMode)
        }),
        ("A16: custom scheme", Row { url: "custom://a/", ..other }, custom()),
        ("custom scheme, forced", Row { url: "custom://a/", use_cors_preflight: true, ..other }, custom()),
        ("data", Row { url: "data:,x", ..other }, basic.clone()),
        ("data, same-origin", Row { url: "data:,x", mode: Mode::SameOrigin, ..other }, basic),
    ];
    for (name, row, expected) in rows {
        assert_eq!(choose(&origin, &row, &mut 0), expected, "{name}");
        assert_eq!(step_12(&row), expected, "{name}: the restatement");
    }
}

#[test]
fn tainting_of_a_way() {
    for &tainting in ResponseTainting::ALL {
        assert_eq!(FetchType::SchemeFetch(tainting).response_tainting(), tainting);
    }
    for make_cors_preflight in [false, true] {
        assert_eq!(FetchType::HttpFetch { make_cors_preflight }.response_tainting(), ResponseTainting::Cors);
    }
}

#[test]
fn steps() {
    let rows = [
        (TaintingError::SameOriginMode, "12c"),
        (TaintingError::NoCorsRedirectMode { redirect_mode: RedirectMode::Error }, "12d.1"),
        (TaintingError::SchemeNotHttp { scheme: "file".into() }, "12e"),
    ];
    for (error, step) in rows {
        assert_eq!((error.step().algorithm, error.step().step), ("concept-main-fetch", step), "{error}");
    }
}
