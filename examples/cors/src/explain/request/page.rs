//! The page that made a request.

use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue};
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin};

use super::{NoRequest, Told, sent};
use crate::explain::group::Group;
use crate::explain::recording::{Answer, Message, Said, header};

/// Stands for the origin of a page that is not known. Nobody can have this domain.
const PLACEHOLDER: &str = "https://your-page.example";

/// Finds the origin of the page: what the user says, the header `Origin` of the first hop, the document, the referrer.
pub(super) fn origin_of(
    group: &Group,
    told: &Told,
    concluded: &mut Vec<String>,
) -> Result<Origin, NoRequest> {
    if let Some(origin) = &told.origin {
        return Ok(origin.clone());
    }
    let first_hop = group.messages.iter().take(1).chain(group.first());
    let first_hop: Vec<&Message> = first_hop.collect();
    let serialized =
        first_hop.iter().find_map(|message| sent(message, "origin").or(message.origin.as_deref()));
    if let Some(serialized) = serialized {
        return Origin::parse(serialized).map_err(NoRequest::Origin);
    }
    let document = first_hop.iter().find_map(|message| {
        let referrer = || Url::parse(sent(message, "referer")?).ok();
        message.document.clone().or_else(referrer)
    });
    if let Some(document) = document {
        return Ok(Origin::of(&document));
    }
    // The reason is known whatever the origin is.
    let says_reason =
        |message: &Message| !message.said.is_empty() || matches!(message.answer, Answer::Nothing(_));
    if group.messages.iter().any(says_reason) {
        concluded.push(format!(
            "The source does not say which page made the request. `{PLACEHOLDER}` stands for its origin: give the right one with \
             --origin."
        ));
        return Origin::parse(PLACEHOLDER).map_err(NoRequest::Origin);
    }
    Err(NoRequest::NoOrigin)
}

/// Makes the page. If the source says that a resource policy blocked a response that no policy of the response forbids, it is
/// that of the page.
pub(super) fn page(origin: Origin, group: &Group, concluded: &mut Vec<String>) -> Client {
    let client = Client::new(origin);
    let says_policy =
        group.messages.iter().flat_map(|message| &message.said).any(|said| *said == Said::ResourcePolicy);
    let has_policy = group.messages.iter().any(|message| match &message.answer {
        Answer::Response { headers, .. } => header(headers, "cross-origin-resource-policy").is_some(),
        _ => false,
    });
    if !says_policy || has_policy {
        return client;
    }
    concluded.push(
        "The embedder policy of the page is `require-corp`, because a resource policy blocked a response without one.".to_owned(),
    );
    let policy = EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
    client.with_embedder_policy(policy)
}
