//! A target for the evaluation of the response to a preflight.

use arbitrary::{Arbitrary, Result, Unstructured};
use fetch_cors::Timestamp;
use fetch_cors::check::cors_check;
use fetch_cors::error::PreflightError;
use fetch_cors::header::cors_unsafe_request_header_names;
use fetch_cors::preflight::{CacheKey, PreflightCache, PreflightedRequest, preflight_need};
use fetch_cors::request::{CredentialsMode, Switches};
use fetch_cors::request_origin::RequestOrigin;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use url::Url;

use super::text::{RequestHeader, one, printable, several, token, value, word};
use super::twin::headers;

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// The input: a request, and the response to its preflight.
#[derive(Clone, Debug, Arbitrary)]
pub struct Input {
    look: Look,
    asked: Asked,
    answer: Answer,
}

/// The additional property that is checked. A number that selects one of several things wraps around.
#[derive(Clone, Debug)]
enum Look {
    InAMap,
    Remembered,
    AskedForOneHeaderLess(u8),
    AskedWithoutCredentials,
    AskedLeniently,
    AskedSimply(u8),
    ListsAnotherMethod(Token),
    ListsAnotherName(Token),
    ListsAny,
    AllowsCredentials,
    ListsAMethodLess(u8),
    ListsANameLess(u8),
    ListsNoNames,
    AllowsNoCredentials,
    AllowsNoOrigin,
}

#[derive(Clone, Debug)]
struct Asked {
    origin: &'static str,
    include: bool,
    method: Method,
    headers: Pairs,
    use_cors_preflight: bool,
    switches: Switches,
}

#[derive(Clone, Debug)]
struct Answer {
    status: u16,
    /// The lines of `Access-Control-Allow-Origin`.
    origins: Pairs,
    credentials: Pairs,
    methods: Option<Vec<Vec<u8>>>,
    names: Option<Vec<Vec<u8>>>,
    /// The lists of methods and names, which may be invalid and have several lines, and the maximum age.
    rest: Pairs,
}

/// A token, such as a method or the name of a header.
#[derive(Clone, Debug)]
struct Token(Vec<u8>);

const ORIGINS: &[&str] = &["https://a.test", "null", "http://a.test:8080"];
const ALLOWED: &[&str] =
    &["https://a.test", "*", "null", "http://a.test:8080", "https://a.test/", "", "*, *"];
const METHODS: &[&str] = &["PUT", "GET", "POST", "HEAD", "DELETE", "PATCH", "patch", "*", "x"];
const LISTED: &[&str] =
    &["PUT", "DELETE", "PATCH", "GET", "*", "x-a", "X-B", "authorization", "content-type", "range", "accept"];
const LINES: &[&str] = &["PUT, x-a", "", ",", "x y", "*", "\"x\"", "authorization ,x-b", "\u{e9}", "x-a;q=1"];
const AGES: &[&str] = &["0", "1", "600", "-1", "5.0", "", "99999999999999999999999", "007", "1, 2"];

impl<'a> Arbitrary<'a> for Token {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self(token(u, LISTED)?))
    }
}

impl<'a> Arbitrary<'a> for Look {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match u.int_in_range(0..=14u8)? {
            0 => Self::InAMap,
            1 => Self::Remembered,
            2 => Self::AskedForOneHeaderLess(u.arbitrary()?),
            3 => Self::AskedWithoutCredentials,
            4 => Self::AskedLeniently,
            5 => Self::AskedSimply(u.arbitrary()?),
            6 => Self::ListsAnotherMethod(u.arbitrary()?),
            7 => Self::ListsAnotherName(u.arbitrary()?),
            8 => Self::ListsAny,
            9 => Self::AllowsCredentials,
            10 => Self::ListsAMethodLess(u.arbitrary()?),
            11 => Self::ListsANameLess(u.arbitrary()?),
            12 => Self::ListsNoNames,
            13 => Self::AllowsNoCredentials,
            _ => Self::AllowsNoOrigin,
        })
    }
}

impl<'a> Arbitrary<'a> for Asked {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut headers = several(u, 4, RequestHeader::arbitrary)?;
        if u.ratio(1, 8)? {
            headers = headers.into_iter().cycle().take(12).collect();
        }
        Ok(Self {
            origin: one(u, ORIGINS)?,
            include: u.arbitrary()?,
            method: Method::from_bytes(&token(u, METHODS)?).unwrap(),
            headers: headers.into_iter().map(|header| (header.name, header.value)).collect(),
            use_cors_preflight: u.ratio(1, 4)?,
            switches: switches(u)?,
        })
    }
}

/// Creates one of the eight combinations of switches.
fn switches(u: &mut Unstructured<'_>) -> Result<Switches> {
    let bits = u.int_in_range(0..=7u8)?;
    let mut switches = Switches::default();
    switches.authorization_under_wildcard = bits & 1 != 0;
    switches.upload_needs_listed_method = bits & 2 != 0;
    switches.cached_wildcard_needs_no_credentials = bits & 4 != 0;
    Ok(switches)
}

impl<'a> Arbitrary<'a> for Answer {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let lines = |u: &mut Unstructured<'a>, name: &str, values: &[&str], most| {
            let most = if u.ratio(1, 8)? { 2 } else { most };
            several(u, most, |u| Ok((name.as_bytes().to_vec(), value(&word(u, values)?))))
        };
        let list = |u: &mut Unstructured<'a>| {
            u.ratio(7, 8)?.then(|| several(u, 5, |u| token(u, LISTED))).transpose()
        };
        let status = if u.ratio(7, 8)? { *one(u, &[200, 204, 299])? } else { u.int_in_range(0..=999)? };
        let mut rest = lines(u, "Access-Control-Max-Age", AGES, 1)?;
        if u.ratio(1, 8)? {
            rest.extend(lines(u, "access-control-allow-methods", LINES, 1)?);
            rest.extend(lines(u, "access-control-allow-headers", LINES, 1)?);
        }
        Ok(Self {
            status,
            origins: lines(u, "Access-Control-Allow-Origin", ALLOWED, 1)?,
            credentials: lines(u, "Access-Control-Allow-Credentials", &["true", "true", "True", ""], 1)?,
            methods: list(u)?,
            names: list(u)?,
            rest,
        })
    }
}

impl Answer {
    fn headers(&self) -> Pairs {
        let list = |name: &str, tokens: &Option<Vec<Vec<u8>>>| {
            tokens.as_ref().map(|tokens| (name.as_bytes().to_vec(), tokens.join(&b", "[..])))
        };
        let methods = list("Access-Control-Allow-Methods", &self.methods);
        let names = list("Access-Control-Allow-Headers", &self.names);
        let lines = [&self.origins, &self.credentials, &self.rest].into_iter().flatten().cloned();
        lines.chain(methods).chain(names).collect()
    }
}

/// An algorithm of the standard, and one of its steps.
type Step = (&'static str, &'static str);

/// A copy of a grant: methods, header names, and the maximum age in seconds.
#[derive(Clone, Debug, PartialEq)]
struct Granted {
    methods: Vec<Vec<u8>>,
    names: Vec<Vec<u8>>,
    authorization_by_wildcard: bool,
    max_age: u64,
}

fn evaluate(asked: &Asked, status: u16, headers: &Pairs) -> std::result::Result<Granted, PreflightError> {
    let unsafe_names = cors_unsafe_request_header_names(&asked.headers);
    let grant = asked.request(&unsafe_names).evaluate(status, headers)?;
    assert_eq!(grant.credentials(), asked.include);
    Ok(Granted {
        methods: grant.methods().map(<[u8]>::to_vec).collect(),
        names: grant.header_names().map(<[u8]>::to_vec).collect(),
        authorization_by_wildcard: grant.authorization_by_wildcard(),
        max_age: grant.max_age(),
    })
}

impl Asked {
    fn mode(&self) -> CredentialsMode {
        if self.include { CredentialsMode::Include } else { CredentialsMode::SameOrigin }
    }

    fn request<'a>(&'a self, names: &'a fetch_cors::header::UnsafeNames<'a>) -> PreflightedRequest<'a> {
        let origin = RequestOrigin::from_serialized(self.origin.as_bytes());
        let mut request =
            PreflightedRequest::new(origin, self.mode(), self.method.as_str().as_bytes(), names);
        request.use_cors_preflight = self.use_cors_preflight;
        request.switches = self.switches;
        request
    }
}

/// Runs the target on an input. Returns true if the grant allows a request that needs a preflight.
pub fn run(input: &Input) -> bool {
    let Input { look, asked, answer } = input;
    let headers = answer.headers();
    let result = evaluate(asked, answer.status, &headers);
    let expected = by_the_text(asked, answer.status, &headers);
    match (&result, &expected) {
        (Ok(granted), Ok(expected)) => assert_eq!(granted, expected),
        (Err(error), Err((algorithm, step))) => {
            let said = error.step();
            assert_eq!((said.title, said.step), (*algorithm, *step), "{error:?}");
        }
        _ => panic!("{result:?}, by the text {expected:?}"),
    }
    if let Look::InAMap = look {
        in_a_map(asked, answer.status, &headers, &result);
    }
    if result.is_err() {
        if let Some(less) = answer.less(look) {
            assert!(evaluate(asked, less.status, &less.headers()).is_err(), "{less:?}");
        }
        return false;
    }
    let origin = RequestOrigin::from_serialized(asked.origin.as_bytes());
    assert!(cors_check(&headers, origin, asked.mode()).is_ok());
    assert!((200..=299).contains(&answer.status));
    if let Look::Remembered = look {
        covers_what_was_asked(asked, answer.status, &headers);
    }
    if let Some(less) = asked.less(look) {
        assert!(evaluate(&less, answer.status, &headers).is_ok(), "{less:?}");
    }
    if let Some(more) = answer.more(look) {
        assert!(evaluate(asked, more.status, &more.headers()).is_ok(), "{more:?}");
    }
    let names = cors_unsafe_request_header_names(&asked.headers);
    preflight_need(asked.method.as_str().as_bytes(), false, &names, &()).is_some()
}

/// Evaluates the response with a second, simple implementation of the steps of the standard.
fn by_the_text(asked: &Asked, status: u16, response: &Pairs) -> std::result::Result<Granted, Step> {
    let refused = |step| Err(("CORS-preflight fetch", step));
    let check = |step| Err(("CORS check", step));
    let Some(origin) = headers::get(response, b"access-control-allow-origin") else { return check("2") };
    if asked.include || origin != b"*" {
        if origin != asked.origin.as_bytes() {
            return check("4");
        }
        let credentials = headers::get(response, b"access-control-allow-credentials");
        if asked.include && credentials.as_deref() != Some(b"true") {
            return check("8");
        }
    }
    if !(200..=299).contains(&status) {
        return refused("8");
    }
    let methods = headers::extract_tokens(b"access-control-allow-methods", response);
    let names = headers::extract_tokens(b"access-control-allow-headers", response);
    let own = asked.method.as_str().as_bytes();
    let safelisted = [Method::GET, Method::HEAD, Method::POST].contains(&asked.method);
    let needs_list = asked.switches.upload_needs_listed_method;
    let methods = match methods {
        headers::Extracted::Failure => return refused("7.3"),
        headers::Extracted::Null if asked.use_cors_preflight && (safelisted || !needs_list) => {
            vec![own.to_vec()]
        }
        headers::Extracted::Null => vec![],
        headers::Extracted::Values(methods) => methods,
    };
    let names = match names {
        headers::Extracted::Failure => return refused("7.3"),
        headers::Extracted::Null => vec![],
        headers::Extracted::Values(names) => names,
    };
    let any = |list: &[Vec<u8>]| !asked.include && list.iter().any(|item| item == b"*");
    if !safelisted && !any(&methods) && !methods.iter().any(|method| method == own) {
        return refused("7.5");
    }
    let lists = |names: &[Vec<u8>], name: &[u8]| names.iter().any(|item| headers::same_name(item, name));
    let authorization_by_wildcard =
        headers::contains(&asked.headers, b"authorization") && !lists(&names, b"authorization");
    if authorization_by_wildcard && !(asked.switches.authorization_under_wildcard && any(&names)) {
        return refused("7.6");
    }
    let unsafe_names = headers::cors_unsafe_request_header_names(&asked.headers);
    if !any(&names) && !unsafe_names.iter().all(|name| lists(&names, name)) {
        return refused("7.7");
    }
    let max_age = match headers::extract_delta_seconds(b"access-control-max-age", response) {
        headers::Extracted::Values(seconds) => seconds[0],
        _ => 5,
    };
    Ok(Granted { methods, names, authorization_by_wildcard, max_age })
}

/// Checks that the result is the same if the headers are in a header map.
fn in_a_map(
    asked: &Asked,
    status: u16,
    headers: &Pairs,
    result: &std::result::Result<Granted, PreflightError>,
) {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        if *value != printable(value) {
            return;
        }
        let (name, value) = (HeaderName::from_bytes(name).unwrap(), HeaderValue::from_bytes(value).unwrap());
        map.try_append(name, value).unwrap();
    }
    let names = cors_unsafe_request_header_names(&asked.headers);
    match (asked.request(&names).evaluate(status, &map), result) {
        (Ok(grant), Ok(granted)) => {
            assert!(grant.methods().eq(granted.methods.iter().map(Vec::as_slice)));
            assert!(grant.header_names().eq(granted.names.iter().map(Vec::as_slice)));
            assert_eq!(grant.max_age(), granted.max_age);
        }
        (Err(error), Err(expected)) => assert_eq!(error, *expected),
        (other, _) => panic!("{other:?} in a map, {result:?} in pairs"),
    }
}

impl Asked {
    /// Returns a request that asks for less. It must be granted too.
    fn less(&self, look: &Look) -> Option<Self> {
        let mut less = self.clone();
        match look {
            Look::AskedForOneHeaderLess(pick) => {
                less.headers.remove(usize::from(*pick).checked_rem(self.headers.len())?);
            }
            Look::AskedWithoutCredentials => less.include = false,
            Look::AskedLeniently => {
                less.switches.authorization_under_wildcard = true;
                less.switches.upload_needs_listed_method = false;
            }
            Look::AskedSimply(pick) => {
                let simple = [Method::GET, Method::HEAD, Method::POST];
                less.method = simple[usize::from(*pick) % 3].clone();
                less.use_cors_preflight = false;
            }
            _ => return None,
        }
        Some(less)
    }
}

impl Answer {
    /// Returns an answer that lists more. It must not grant less.
    fn more(&self, look: &Look) -> Option<Self> {
        let mut more = self.clone();
        match look {
            // If there are listed methods, the method of an upload must be listed too.
            Look::ListsAnotherMethod(token) => more.methods.as_mut()?.push(token.0.clone()),
            Look::ListsAnotherName(token) => more.names.get_or_insert_default().push(token.0.clone()),
            Look::ListsAny => {
                more.methods.iter_mut().for_each(|methods| methods.push(b"*".to_vec()));
                more.names.get_or_insert_default().push(b"*".to_vec());
            }
            Look::AllowsCredentials => {
                more.credentials = vec![(b"access-control-allow-credentials".to_vec(), b"true".to_vec())];
            }
            _ => return None,
        }
        Some(more)
    }

    /// Returns an answer that lists less. It must not grant more.
    fn less(&self, look: &Look) -> Option<Self> {
        let mut less = self.clone();
        let without_one = |list: &mut Option<Vec<Vec<u8>>>, pick: u8| {
            let list = list.as_mut()?;
            list.remove(usize::from(pick).checked_rem(list.len())?);
            Some(())
        };
        match look {
            Look::ListsAMethodLess(pick) => without_one(&mut less.methods, *pick)?,
            Look::ListsANameLess(pick) => without_one(&mut less.names, *pick)?,
            Look::ListsNoNames => less.names = None,
            Look::AllowsNoCredentials => less.credentials.clear(),
            Look::AllowsNoOrigin => less.origins.clear(),
            _ => return None,
        }
        Some(less)
    }
}

/// Checks that the same request needs no preflight after the grant is stored, unless only `*` covered its `Authorization`.
fn covers_what_was_asked(asked: &Asked, status: u16, headers: &Pairs) {
    let unsafe_names = cors_unsafe_request_header_names(&asked.headers);
    let grant = asked.request(&unsafe_names).evaluate(status, headers).unwrap();
    let url = Url::parse("https://b.test/").unwrap();
    let key = CacheKey { partition: None, origin: asked.origin.as_bytes(), url: url.as_str() };
    let mut cache = PreflightCache::new();
    cache.store(&key, &grant, Timestamp::ZERO);
    let mut need = |now| {
        let found = cache.matches(&key, asked.mode(), asked.switches, now);
        preflight_need(asked.method.as_str().as_bytes(), false, &unsafe_names, &found)
    };
    let needed = need(Timestamp::ZERO);
    if grant.authorization_by_wildcard() {
        assert!(needed.is_some_and(|need| need.header_names.iter().any(|name| name == "authorization")));
    } else {
        assert!(grant.max_age() == 0 || needed.is_none());
    }
    let over = Timestamp::new(std::time::Duration::from_secs(7_200));
    assert_eq!(need(over), preflight_need(asked.method.as_str().as_bytes(), false, &unsafe_names, &()));
}
