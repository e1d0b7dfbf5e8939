//! Determine request's referrer (Referrer Policy), and what is potentially trustworthy (Secure Contexts).

use super::machine::{Referrer, Request};
use super::origin::{Origin, is_http, of_url, same_origin, url_origin};
use super::{ClientUrl, ReferrerPolicy};
use url::Url;

pub fn determine_requests_referrer(request: &Request) -> Referrer {
    // determine request's referrer 3
    let source = match &request.referrer {
        // Fetch does not call this algorithm then
        Referrer::NoReferrer => return Referrer::NoReferrer,
        Referrer::Client => match &request.environment.url {
            // the host has not said it (decision)
            ClientUrl::NotSaid => return Referrer::NoReferrer,
            ClientUrl::Document(url) => {
                // determine request's referrer 3a.1.2
                if let Origin::Opaque(_) = request.client_origin {
                    return Referrer::NoReferrer;
                }
                // determine request's referrer 3a.1.4
                Url::parse(url).unwrap()
            }
            // determine request's referrer 3a.2
            ClientUrl::Worker(url) => Url::parse(url).unwrap(),
        },
        // determine request's referrer 3b
        Referrer::Url(url) => url.clone(),
    };
    // determine request's referrer 4
    let Some(mut referrer_url) = strip(&source, false) else { return Referrer::NoReferrer };
    // determine request's referrer 5
    let Some(referrer_origin) = strip(&source, true) else { return Referrer::NoReferrer };
    // determine request's referrer 6
    if referrer_url.to_string().chars().count() > 4096 {
        referrer_url = referrer_origin.clone();
    }
    // what the cases of 8 ask
    let at_home = same_origin(&of_url(&referrer_url), &url_origin(request, request.current_url()));
    let downgrades =
        url_is_trustworthy(&referrer_url, &of_url(&referrer_url)) && !current_url_is_trustworthy(request);
    // determine request's referrer 8
    match request.referrer_policy {
        // determine request's referrer 8a
        ReferrerPolicy::NoReferrer => Referrer::NoReferrer,
        // determine request's referrer 8b
        ReferrerPolicy::Origin => Referrer::Url(referrer_origin),
        // determine request's referrer 8c
        ReferrerPolicy::UnsafeUrl => Referrer::Url(referrer_url),
        // determine request's referrer 8d
        ReferrerPolicy::StrictOrigin => {
            if downgrades {
                return Referrer::NoReferrer;
            }
            Referrer::Url(referrer_origin)
        }
        // determine request's referrer 8e; an empty policy is the default (decision)
        ReferrerPolicy::StrictOriginWhenCrossOrigin | ReferrerPolicy::Empty => {
            if at_home {
                return Referrer::Url(referrer_url);
            }
            if downgrades {
                return Referrer::NoReferrer;
            }
            Referrer::Url(referrer_origin)
        }
        // determine request's referrer 8f
        ReferrerPolicy::SameOrigin => {
            if at_home {
                return Referrer::Url(referrer_url);
            }
            Referrer::NoReferrer
        }
        // determine request's referrer 8g
        ReferrerPolicy::OriginWhenCrossOrigin => {
            if at_home {
                return Referrer::Url(referrer_url);
            }
            Referrer::Url(referrer_origin)
        }
        // determine request's referrer 8h
        ReferrerPolicy::NoReferrerWhenDowngrade => {
            if downgrades {
                return Referrer::NoReferrer;
            }
            Referrer::Url(referrer_url)
        }
    }
}

/// Strip url for use as a referrer, from the text of the URL.
fn strip(url: &Url, origin_only: bool) -> Option<Url> {
    // strip url 2; of the other schemes only HTTP(S) is sent (decision, by determine request's referrer 7)
    if !is_http(url) {
        return None;
    }
    let text = url.as_str();
    // strip url 5
    let text = text.split('#').next().unwrap();
    let (scheme, rest) = text.split_once("://").unwrap();
    let authority_ends = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, behind) = rest.split_at(authority_ends);
    // strip url 3 and 4
    let host = authority.rsplit('@').next().unwrap();
    // strip url 6
    let behind = if origin_only { "/" } else { behind };
    Some(Url::parse(&format!("{scheme}://{host}{behind}")).unwrap())
}

pub fn current_url_is_trustworthy(request: &Request) -> bool {
    let url = request.current_url();
    if let Some(policy) = &request.environment.policy {
        // is origin potentially trustworthy 7 and 8
        if policy.trustworthy.iter().any(|scheme| scheme == url.scheme()) {
            return true;
        }
    }
    url_is_trustworthy(url, &url_origin(request, url))
}

/// is url potentially trustworthy
fn url_is_trustworthy(url: &Url, origin: &Origin) -> bool {
    // is url potentially trustworthy 1
    if url.as_str() == "about:blank" || url.as_str() == "about:srcdoc" {
        return true;
    }
    // is url potentially trustworthy 2
    if url.scheme() == "data" {
        return true;
    }
    // is origin potentially trustworthy 6, where the origin of a file is opaque
    if url.scheme() == "file" {
        return true;
    }
    // is url potentially trustworthy 3
    let Origin::Tuple { scheme, host, .. } = origin else {
        // is origin potentially trustworthy 1
        return false;
    };
    // is origin potentially trustworthy 3
    if scheme == "https" || scheme == "wss" {
        return true;
    }
    // is origin potentially trustworthy 4
    let numbers: Vec<&str> = host.split('.').collect();
    if host == "[::1]"
        || numbers.len() == 4 && numbers[0] == "127" && numbers.iter().all(|n| n.parse::<u8>().is_ok())
    {
        return true;
    }
    // is origin potentially trustworthy 5
    if host == "localhost"
        || host == "localhost."
        || host.ends_with(".localhost")
        || host.ends_with(".localhost.")
    {
        return true;
    }
    // is origin potentially trustworthy 9
    false
}
