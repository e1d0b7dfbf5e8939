//! The call of `fetch()` that a stop writes as the arguments of `cors fetch`.

use bytes::Bytes;
use fetch_cors::header::HeaderList;
use fetch_cors::request::{Body, EmbedderPolicy, EmbedderPolicyValue};
use fetch_cors::{Client, Origin};

use super::client::{Call, Failure};

/// Returns the fetch of a page of `origin` that the arguments ask for. A stop has no other options than these.
pub(crate) fn call(origin: &str, arguments: &[String]) -> Result<Call, Failure> {
    let mut page = page(origin)?;
    let (mut options, mut url) = (Vec::new(), None);
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--embedder-policy" => page = page.with_embedder_policy(embedder_policy(words.next())?),
            option if option.starts_with('-') => {
                let value = words.next().ok_or("an option without a value")?;
                options.push((option, value));
            }
            word => url = Some(word),
        }
    }
    let mut request = page.fetch(url.ok_or("no URL")?);
    let (mut headers, mut body) = (HeaderList::new(), Bytes::new());
    // The default of `cors fetch`, and of curl. A method that is given replaces it.
    if options.iter().any(|(option, _)| *option == "--data") {
        request = request.method("POST");
    }
    for (option, value) in options {
        request = match option {
            "-X" => request.method(value),
            "-H" => {
                let (name, value) = value.split_once(": ").ok_or("a header without a value")?;
                headers.append(name.as_bytes(), value.as_bytes())?;
                request.header(name, value)
            }
            "--credentials" => request.credentials(value.parse()?),
            "--data" => {
                body = Bytes::from(value.to_owned());
                request.body(Body::text())
            }
            "--mode" => request.mode(value.parse()?),
            "--redirect" => request.redirect(value.parse()?),
            _ => return Err(format!("no option {option}").into()),
        };
    }
    Ok(Call { request: request.build()?, headers, body })
}

/// Returns a top-level page, whose user cannot be asked for a password.
fn page(origin: &str) -> Result<Client, Failure> {
    let page = Client::new(Origin::parse(origin)?).with_cross_site_ancestor(false).with_traversable(false);
    // An opaque origin does not say which URL the page has.
    Ok(if origin == "null" { page } else { page.with_document_url(format!("{origin}/").parse()?) })
}

fn embedder_policy(value: Option<&str>) -> Result<EmbedderPolicy, Failure> {
    let value = match value {
        Some("require-corp") => EmbedderPolicyValue::RequireCorp,
        Some("credentialless") => EmbedderPolicyValue::Credentialless,
        _ => return Err("no such embedder policy".into()),
    };
    Ok(EmbedderPolicy { value, ..EmbedderPolicy::default() })
}
