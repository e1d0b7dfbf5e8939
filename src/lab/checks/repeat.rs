//! A check that the same request gets the same CORS headers each time.

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::property::Property;
use super::super::server::Server;
use super::Sharing;
use crate::fetch::Purpose;

/// Sends the `GET` of a trusted page once more.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, get: &Attempt<'_>) {
    let Some((ask, _)) = exam.fetch_and_keep(get).await else { return };
    let Some(first) = exam.wire.send(ask.clone()).await else { return };
    let Some(second) = exam.wire.send_again(ask.clone()).await else { return };
    if Sharing::of(&first) != Sharing::of(&second) {
        let cause = "The same request gets different CORS headers when it is sent again.";
        let witness = get.witness(Some(second.status().as_u16()));
        exam.collected.add_property((Property::NotDeterministic, ""), cause, witness, || {
            let message = |answer| ask.clone().into_message(Purpose::Actual, Some(answer));
            vec![message(first), message(second)]
        });
    }
}
