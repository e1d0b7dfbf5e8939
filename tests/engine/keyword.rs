//! Enumerations whose values have a string each.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use fetch_cors::UnknownKeyword;
use fetch_cors::header::Guard;
use fetch_cors::request::{
    BodyKind, CacheMode, CredentialsMode, Destination, EmbedderPolicyValue, Mode, RedirectMode,
    ReferrerPolicy, ResponseTainting, ServiceWorkersMode,
};

/// Every string is printed and read back, and nothing else is read.
fn check<T>(name: &'static str, all: &[T], as_str: fn(T) -> &'static str, keywords: &[&str])
where
    T: Copy + Debug + Display + PartialEq + FromStr<Err = UnknownKeyword>,
{
    assert_eq!(all.iter().map(|value| as_str(*value)).collect::<Vec<_>>(), keywords);
    for (value, keyword) in all.iter().zip(keywords) {
        assert_eq!((value.to_string().as_str(), keyword.parse::<T>().as_ref()), (*keyword, Ok(value)));
        for other in
            [keyword.to_uppercase(), format!(" {keyword}"), format!("{keyword} "), format!("{keyword}x")]
        {
            if keywords.contains(&other.as_str()) {
                continue;
            }
            let error = other.parse::<T>().unwrap_err();
            assert_eq!((error.keyword.as_str(), error.expected), (other.as_str(), name));
            assert_eq!(error.to_string(), format!("{other:?} is not a value of `{name}`"));
        }
    }
}

#[test]
fn keywords() {
    let guards = ["immutable", "request", "request-no-cors", "response", "none"];
    check("Guard", Guard::ALL, Guard::as_str, &guards);
    check("BodyKind", BodyKind::ALL, BodyKind::as_str, &["none", "source", "stream"]);
    let modes = ["same-origin", "cors", "no-cors", "navigate", "websocket", "webtransport"];
    check("Mode", Mode::ALL, Mode::as_str, &modes);
    let modes = ["omit", "same-origin", "include"];
    check("CredentialsMode", CredentialsMode::ALL, CredentialsMode::as_str, &modes);
    check("RedirectMode", RedirectMode::ALL, RedirectMode::as_str, &["follow", "error", "manual"]);
    let modes = ["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"];
    check("CacheMode", CacheMode::ALL, CacheMode::as_str, &modes);
    check("ServiceWorkersMode", ServiceWorkersMode::ALL, ServiceWorkersMode::as_str, &["all", "none"]);
    let values = ["unsafe-none", "require-corp", "credentialless"];
    check("EmbedderPolicyValue", EmbedderPolicyValue::ALL, EmbedderPolicyValue::as_str, &values);
    check("ResponseTainting", ResponseTainting::ALL, ResponseTainting::as_str, &["basic", "cors", "opaque"]);
    let policies = [
        "",
        "no-referrer",
        "no-referrer-when-downgrade",
        "same-origin",
        "origin",
        "strict-origin",
        "origin-when-cross-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
    ];
    check("ReferrerPolicy", ReferrerPolicy::ALL, ReferrerPolicy::as_str, &policies);
    let destinations: Vec<&str> = Destination::ALL.iter().map(|destination| destination.as_str()).collect();
    check("Destination", Destination::ALL, Destination::as_str, &destinations);
    assert_eq!(
        (destinations.len(), destinations.first(), destinations.last()),
        (24, Some(&""), Some(&"xslt"))
    );
}
