//! A check that responses to `HEAD` have the CORS headers of responses to `GET`.

use http::Method;

use super::super::attempt::Attempt;
use super::super::examine::Exam;
use super::super::pages::allowed_by;
use super::super::property::Property;
use super::super::server::Server;
use super::Sharing;

/// Compares the responses to `GET` and `HEAD`, unless their statuses differ, as on a route that does not allow `HEAD`.
pub(super) async fn check<S: Server>(exam: &mut Exam<'_, S>, get: &Attempt<'_>) {
    let head = Attempt { method: &Method::HEAD, ..*get };
    let (Ok(got), Ok(mut headed)) = (exam.fetch(get).await, exam.fetch(&head).await) else { return };
    if !allowed_by(&got).reads {
        return; // There is another finding for this.
    }
    let answer_to_get = got.messages.first().and_then(|message| message.answer.as_ref());
    let answer_to_head = headed.messages.first().and_then(|message| message.answer.as_ref());
    let Some((to_get, to_head)) = answer_to_get.zip(answer_to_head) else { return };
    if to_get.status() == to_head.status() && Sharing::of(to_get) != Sharing::of(to_head) {
        let cause = "The responses to `HEAD` and `GET` have different CORS headers.";
        let witness = head.witness(Some(to_head.status().as_u16()));
        let messages = || got.messages.iter().cloned().chain(headed.messages.drain(..)).collect();
        exam.collected.add_property((Property::HeadDiffers, ""), cause, witness, messages);
    }
}
