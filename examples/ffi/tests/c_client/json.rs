//! Conversions of requests and responses to and from the JSON of the interface.

use fetch_cors::header::HeaderList;
use fetch_cors::request::{CredentialsMode, NetworkPartitionKey};
use fetch_cors::response::ResponseType;
use fetch_cors::site::PublicSuffixList;
use fetch_cors::{Origin, Request};
use serde_json::{Value, json};

/// Returns the JSON of the page that makes a request.
pub(crate) fn page(request: &Request) -> Value {
    let client = request.client();
    let mut page = json!({
        "origin": client.origin().as_str(),
        "embedder_policy": client.embedder_policy().value.as_str(),
    });
    if let Some(url) = client.base_url() {
        page["base_url"] = url.as_str().into();
    }
    if let Some(url) = client.url() {
        page["document_url"] = url.as_str().into();
    }
    if let Some(has_one) = client.cross_site_ancestor() {
        page["cross_site_ancestor"] = has_one.into();
    }
    if let Some(key) = client.partition_key() {
        page["top_level_origin"] = top_level_origin(key).into();
    }
    page
}

/// Returns the top-level origin of a partition key. The key does not contain it, so this tries the two origins of the suite.
fn top_level_origin(key: &NetworkPartitionKey) -> &'static str {
    let is_it = |origin: &&str| {
        let origin = Origin::parse(origin).unwrap();
        NetworkPartitionKey::determine(&origin, None, &PublicSuffixList) == *key
    };
    ["https://one.example", "https://two.example"].into_iter().find(is_it).unwrap()
}

/// Returns the JSON of a request. Only an `XMLHttpRequest` can have a user name and a password in its URL.
pub(crate) fn request(request: &Request) -> Value {
    let url = request.current_url();
    let headers = request.headers().iter().map(|(name, value)| [to_text(name), to_text(value)]);
    let mut json = json!({
        "kind": "fetch",
        "url": url.as_str(),
        "method": request.method().as_str(),
        "headers": headers.collect::<Vec<_>>(),
        "body": request.body().as_str(),
    });
    let members = json.as_object_mut().unwrap();
    if url.username().is_empty() && url.password().is_none() {
        members.insert("mode".to_owned(), request.mode().as_str().into());
        members.insert("credentials".to_owned(), request.credentials_mode().as_str().into());
        members.insert("redirect".to_owned(), request.redirect_mode().as_str().into());
        members.insert("cache".to_owned(), request.cache_mode().as_str().into());
        members.insert("referrer".to_owned(), request.referrer().as_str().into());
    } else {
        members.insert("kind".to_owned(), "xhr".into());
        let with_credentials = request.credentials_mode() == CredentialsMode::Include;
        members.insert("with_credentials".to_owned(), with_credentials.into());
    }
    json
}

/// Returns the headers of a response from its JSON.
pub(crate) fn headers(pairs: &Value) -> HeaderList {
    let mut list = HeaderList::new();
    for pair in pairs.as_array().unwrap() {
        let bytes = |index: usize| pair[index].as_str().unwrap().chars().map(|c| u8::try_from(c).unwrap());
        list.append(&bytes(0).collect::<Vec<_>>(), &bytes(1).collect::<Vec<_>>()).unwrap();
    }
    list
}

pub(crate) fn response_type(name: &Value) -> ResponseType {
    let types = [ResponseType::Basic, ResponseType::Cors, ResponseType::Opaque, ResponseType::OpaqueRedirect];
    types.into_iter().find(|known| known.as_str() == name).unwrap()
}

/// Converts bytes to text. Each byte becomes one character.
fn to_text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
