//! The call of `fetch()` that a stop describes with the arguments of `cors fetch`.

use bytes::Bytes;
use fetch_cors::header::HeaderList;
use fetch_cors::request::{Body, EmbedderPolicy, EmbedderPolicyValue};
use fetch_cors::{Client, Origin};

use super::client::{Call, Failure};

/// Returns the fetch that the arguments describe, as a page of `origin` would make it. Only the options that the stops need
/// are supported.
pub(crate) fn call(origin: &str, arguments: &[String]) -> Result<Call, Failure> {
    let mut page = page(origin)?;
    let (mut options, mut url) = (Vec::new(), None);
    let mut words = arguments.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--embedder-policy" => page = page.with_embedder_policy(embedder_policy(words.next())?),
            option if option.starts_with('-') => {
                let value = words.next().ok_or("an option has no value")?;
                options.push((option, value));
            }
            word => url = Some(word),
        }
    }
    let mut request = page.fetch(url.ok_or("the URL is missing")?);
    let (mut headers, mut body) = (HeaderList::new(), Bytes::new());
    // With a body, `POST` is the default, as in `cors fetch` and curl. The option `-X` sets another method.
    if options.iter().any(|(option, _)| *option == "--data") {
        request = request.method("POST");
    }
    for (option, value) in options {
        request = match option {
            "-X" => request.method(value),
            "-H" => {
                let (name, value) = value.split_once(": ").ok_or("a header has no value")?;
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
            _ => return Err(format!("the option {option} does not exist").into()),
        };
    }
    Ok(Call { request: request.build()?, headers, body })
}

/// Returns a top-level page. Its user cannot be asked for a password.
fn page(origin: &str) -> Result<Client, Failure> {
    let page = Client::new(Origin::parse(origin)?).with_cross_site_ancestor(false).with_traversable(false);
    // The URL of the page is its origin with a slash. An opaque origin shows no URL.
    Ok(if origin == "null" { page } else { page.with_document_url(format!("{origin}/").parse()?) })
}

fn embedder_policy(value: Option<&str>) -> Result<EmbedderPolicy, Failure> {
    let value = match value {
        Some("require-corp") => EmbedderPolicyValue::RequireCorp,
        Some("credentialless") => EmbedderPolicyValue::Credentialless,
        _ => return Err("the embedder policy must be require-corp or credentialless".into()),
    };
    Ok(EmbedderPolicy { value, ..EmbedderPolicy::default() })
}
