use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue, NetworkPartitionKey};
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin};

use crate::members::{Members, invalid};
use crate::status::Trouble;

/// Creates a client from its JSON. `fetch_cors.h` describes the members.
pub(crate) fn client(json: &[u8]) -> Result<Client, Trouble> {
    let members = Members::parse(json)?;
    members.only(&[
        "origin",
        "base_url",
        "document_url",
        "top_level_origin",
        "cross_site_ancestor",
        "embedder_policy",
        "referrer_policy",
    ])?;
    let mut client = Client::new(origin("origin", members.required_text("origin")?)?);
    if let Some(url) = url(&members, "base_url")? {
        client = client.with_base_url(url);
    }
    if let Some(url) = url(&members, "document_url")? {
        client = client.with_document_url(url);
    }
    if let Some(top_level) = members.text("top_level_origin")? {
        let top_level = origin("top_level_origin", top_level)?;
        let key = NetworkPartitionKey::determine(&top_level, None, client.sites());
        client = client.with_partition_key(key);
    }
    if let Some(has_one) = members.boolean("cross_site_ancestor")? {
        client = client.with_cross_site_ancestor(has_one);
    }
    if let Some(value) = members.keyword::<EmbedderPolicyValue>("embedder_policy")? {
        client = client.with_embedder_policy(EmbedderPolicy { value, ..EmbedderPolicy::default() });
    }
    if let Some(policy) = members.keyword("referrer_policy")? {
        client = client.with_referrer_policy(policy);
    }
    Ok(client)
}

fn url(members: &Members, member: &str) -> Result<Option<Url>, Trouble> {
    let Some(url) = members.text(member)? else { return Ok(None) };
    Url::parse(url).map(Some).map_err(|error| invalid(member, &format!("is not a URL: {error}")))
}

fn origin(member: &str, serialized: &str) -> Result<Origin, Trouble> {
    Origin::parse(serialized).map_err(|error| invalid(member, &format!("is not an origin: {error}")))
}
