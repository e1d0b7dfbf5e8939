//! Whether a trusted page can read a response with status 304.

use http::header::{ETAG, IF_NONE_MATCH};

use super::super::examine::Exam;
use super::super::property::Property;
use super::super::reply::Reply;
use super::super::route::Route;
use super::{get, witness};
use crate::check::cors_check;
use crate::fetch::Purpose;
use crate::origin::Origin;
use crate::request::CredentialsMode;
use crate::request_origin::RequestOrigin;

/// Sends the `ETag` of a route back to it, as the cache of a browser does.
pub(super) async fn check<S, A>(exam: &mut Exam<'_, S>, route: &Route, page: &Origin)
where
    S: AsyncFnMut(http::Request<Vec<u8>>) -> A,
    A: Reply,
{
    let Some(attempt) = get(route, page) else { return };
    let Some((mut ask, _)) = exam.fetch_and_keep(&attempt).await else { return };
    let Some(stored) = exam.wire.send(ask.clone()).await else { return };
    let Some(tag) = stored.headers().get(ETAG) else { return };
    ask.set(&IF_NONE_MATCH, Some(tag.as_bytes()));
    let Some(answer) = exam.wire.send(ask.clone()).await else { return };
    exam.statuses.insert(answer.status().as_u16());
    let origin = RequestOrigin::from_serialized(page.as_bytes());
    if cors_check(stored.headers(), origin, CredentialsMode::Omit).is_err() {
        return; // That is a finding by itself.
    }
    if let Err(error) = cors_check(answer.headers(), origin, CredentialsMode::Omit)
        && answer.status() == 304
    {
        let cause = format!("A trusted page is refused a response that is not modified: {error}.");
        exam.collected.add_property(Property::TrustedRefused, cause, witness(&attempt, Some(304)), || {
            vec![ask.into_message(Purpose::Actual, Some(answer))]
        });
    }
}
