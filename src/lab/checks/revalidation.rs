//! A check that a trusted page can read a response that was revalidated with status 304.

use http::header::{ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::property::Property;
use super::super::server::Server;
use crate::check::cors_check;
use crate::explain::Cut;
use crate::fetch::Purpose;
use crate::request_origin::RequestOrigin;

/// Sends the `ETag` of a response back to its route, as the cache of a browser does.
///
/// A response with status 304 updates the headers of the stored response, which must then pass the CORS check. So status 304
/// may come without CORS headers, but must not change them to other values.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, get: &Attempt<'_>) {
    let Some((mut ask, _)) = exam.fetch_and_keep(get).await else { return };
    let Some(stored) = exam.wire.send(ask.clone()).await else { return };
    let Some(tag) = stored.headers().get(ETAG) else { return };
    ask.set(&IF_NONE_MATCH, Some(tag.as_bytes()));
    let Some(answer) = exam.wire.send(ask.clone()).await else { return };
    exam.statuses.insert(answer.status().as_u16());
    let origin = RequestOrigin::from_serialized(get.page.as_bytes());
    let is_shared = |headers: &HeaderMap| cors_check(headers, origin, get.credentials);
    if answer.status() != StatusCode::NOT_MODIFIED || is_shared(stored.headers()).is_err() {
        return; // If the stored response is not shared, there is another finding for this.
    }
    let mut updated = stored.headers().clone();
    updated.extend(answer.headers().clone());
    if let Err(error) = is_shared(&updated) {
        let cause = format!(
            "A trusted page cannot read a response that was revalidated with status 304: {}.",
            Cut(&error.to_string())
        );
        exam.collected.add_property((Property::TrustedRefused, "304"), cause, get.witness(Some(304)), || {
            vec![ask.into_message(Purpose::Actual, Some(answer))]
        });
    }
}
