//! The navigation of a frame, by its address or by a form.

use fetch_cors::Client;
use fetch_cors::request::{Body, Destination};

use crate::constructor::Init;
use crate::course::Event;
use crate::scenario::Request;
use crate::support::drive;
use crate::twin::{self, Credentials, Mode, RedirectMode, RequestInput};

/// More than HTTP-redirect fetch 7 lets pass.
pub const MANUAL_REDIRECTS: usize = 21;

/// HTML, form-control-infrastructure.html#submit-body: the type of a form is not that of a `URLSearchParams`.
const FORM: &str = "application/x-www-form-urlencoded";

/// HTML, browsing-the-web.html#create-navigation-params-by-fetching
pub fn for_twin(init: &Init) -> RequestInput {
    let posts = init.body.is_some();
    RequestInput {
        mode: Mode::Navigate,
        credentials: Credentials::Include,
        redirect: RedirectMode::Manual,
        destination: "iframe".to_owned(),
        method: String::from_utf8(init.method.clone().unwrap()).unwrap(),
        body: if posts { twin::Body::Source } else { twin::Body::None },
        headers: posts.then(|| (b"Content-Type".to_vec(), FORM.into())).into_iter().collect(),
        manual_redirects: MANUAL_REDIRECTS,
        ..RequestInput::default()
    }
}

pub fn for_engine(request: &Request, client: &Client) -> Option<fetch_cors::Request> {
    let init = &request.init;
    let mut builder = client
        .navigation(&request.url)
        .destination(Destination::Iframe)
        .method(init.method.as_ref().unwrap());
    if init.body.is_some() {
        builder = builder.body(Body::source().with_type(FORM));
    }
    if let Some(policy) = init.referrer_policy {
        builder = builder.referrer_policy(drive::referrer_policy(policy));
    }
    builder.build().ok()
}

/// The frame of another origin does not tell what it shows; the observation ends when its messages have ended.
pub fn event() -> Event {
    super::event("over")
}
