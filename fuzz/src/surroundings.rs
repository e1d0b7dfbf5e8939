//! The surroundings of whole fetches: documents, users, policies with exceptions from CORS, and servers that ask for a
//! password.
//!
//! They are parsed after the requests and the answers. Older seeds have no surroundings. They keep their meaning, because
//! the missing parts get default values.

use arbitrary::{Arbitrary, Result, Unstructured};
use url::Url;

use super::fetch_input;
use super::text::{one, rarely, several};
use super::twin::{ClientUrl, Environment, PageOrigin, Policy, ReferrerInput, Traversable, headers};

/// The input of whole fetches, with its surroundings.
#[derive(Clone, Debug)]
pub struct Input {
    pub(super) fetches: fetch_input::Input,
}

const DOCUMENTS: &[&str] = &[
    "https://a.test/a?b#c",
    "https://u:p@a.test/a",
    "http://a.test/a",
    "https://b.test/",
    "http://localhost/",
    "about:blank",
    "data:,x",
    "file:///a",
    "app://a.test/a",
    "blob:https://a.test/1",
];
const URLS: &[&str] = &[
    "https://b.test/",
    "app://a.test/a",
    "app://a.test:1/a#f",
    "app:opaque",
    "app:///a",
    "app://u:p@a.test/",
    "http://localhost/",
    "http://b.test/",
    "blob:null/1",
];
const PAGES: &[&str] = &["https://a.test", "null", "app://a.test"];
const PLACES: &[&str] =
    &["https://b.test", "https://a.test", "app://a.test", "http://b.test", "data://", "file://"];
const SCHEMES: &[&str] = &["app", "http", "ftp", "blob", "about"];
const STATUSES: &[u16] = &[401, 407, 421];

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut fetches = fetch_input::Input::arbitrary(u)?;
        for page in &mut fetches.pages {
            page.environment = environment(u)?;
            if rarely(u, 6)? {
                page.page = PageOrigin::Tuple("app://a.test".to_owned());
            }
            for request in &mut page.requests {
                request.referrer = referrer(u)?;
                request.traversable =
                    *one(u, &[Traversable::Client, Traversable::NoTraversable, Traversable::Navigable])?;
                if rarely(u, 6)? {
                    request.url = (*one(u, URLS)?).to_owned();
                }
                if rarely(u, 4)? {
                    request.blob_url_entry = Some(PageOrigin::Opaque(u.int_in_range(0..=1)?));
                }
            }
        }
        for answer in fetches.actuals.iter_mut().chain(&mut fetches.preflights) {
            if rarely(u, 6)? {
                answer.status = *one(u, STATUSES)?;
            }
            if rarely(u, 6)? {
                let location = one(u, URLS)?.as_bytes().to_vec();
                for (_, value) in answer.rest.iter_mut().filter(|(name, _)| name == b"Location") {
                    value.clone_from(&location);
                }
            }
        }
        Ok(Self { fetches })
    }
}

fn environment(u: &mut Unstructured<'_>) -> Result<Environment> {
    let url = match u.int_in_range(0..=3u8)? {
        0 => ClientUrl::NotSaid,
        3 => ClientUrl::Worker((*one(u, DOCUMENTS)?).to_owned()),
        _ => ClientUrl::Document((*one(u, DOCUMENTS)?).to_owned()),
    };
    Ok(Environment {
        url,
        has_no_user: rarely(u, 3)?,
        upgrades_insecure_requests: rarely(u, 4)?,
        hsts: if rarely(u, 4)? { vec!["b.test".to_owned()] } else { vec![] },
        policy: if rarely(u, 2)? { Some(policy(u)?) } else { None },
    })
}

fn policy(u: &mut Unstructured<'_>) -> Result<Policy> {
    let schemes = |u: &mut Unstructured<'_>| several(u, 2, |u| Ok((*one(u, SCHEMES)?).to_owned()));
    Ok(Policy {
        counts_as_http: schemes(u)?,
        trustworthy: schemes(u)?,
        exempt: several(u, 3, |u| Ok(((*one(u, PAGES)?).to_owned(), (*one(u, PLACES)?).to_owned())))?,
    })
}

fn referrer(u: &mut Unstructured<'_>) -> Result<ReferrerInput> {
    Ok(match u.int_in_range(0..=5u8)? {
        4 => ReferrerInput::NoReferrer,
        5 => ReferrerInput::Url((*one(u, DOCUMENTS)?).to_owned()),
        _ => ReferrerInput::Client,
    })
}

/// Checks that each `Referer` is an HTTP(S) URL without user name, password and fragment.
pub(super) fn check_referrer(list: &headers::HeaderList) {
    for (_, value) in list.iter().filter(|(name, _)| name == b"Referer") {
        let url = Url::parse(std::str::from_utf8(value).unwrap()).unwrap();
        assert!(["http", "https"].contains(&url.scheme()));
        assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none());
        assert!(value.len() <= 4096);
    }
}
