//! The page that made a recorded request.

use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue};
use fetch_cors::url::Url;
use fetch_cors::{Client, Origin};

use super::{NoRequest, Told, sent};
use crate::explain::group::Group;
use crate::explain::recording::{Answer, Message, Said, header};

/// The origin that stands for an unknown one. Nobody can register this domain.
pub(crate) const PLACEHOLDER: &str = "https://your-page.example";

/// Finds the origin of the page. In this order, it is what the user says, the header `Origin` of the first hop, or the
/// origin of the document or of the referrer.
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
    // The source gives a reason, which is the same for any origin.
    let says_reason =
        |message: &Message| !message.said.is_empty() || matches!(message.answer, Answer::Nothing(_));
    if group.messages.iter().any(says_reason) {
        concluded.push(format!(
            "The recording does not show which page made the request. `{PLACEHOLDER}` stands for its origin. Give the right one \
             with --origin."
        ));
        return Origin::parse(PLACEHOLDER).map_err(NoRequest::Origin);
    }
    Err(NoRequest::NoOrigin)
}

/// Creates the page that made the request. If the source says that a resource policy blocked a response, and the response
/// has no such policy, the page gets the embedder policy `require-corp`.
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
        "The embedder policy of the page is `require-corp`, because a response without Cross-Origin-Resource-Policy was blocked by a resource policy.".to_owned(),
    );
    let policy = EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
    client.with_embedder_policy(policy)
}
