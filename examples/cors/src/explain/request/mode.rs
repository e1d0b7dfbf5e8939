//! The API that made a request, and the mode of the request.

use fetch_cors::Origin;
use fetch_cors::request::Mode;
use http::Method;

use super::{Told, sent};
use crate::explain::facts::is_about_cors;
use crate::explain::group::is_preflight;
use crate::explain::pairing::is_of_browser;
use crate::explain::recording::{Api, Message};

/// Finds the API that made a request: what the source says, or else what the headers `Sec-Fetch-…` say.
pub(super) fn api_of(first: &Message) -> Api {
    let mode = sent(first, "sec-fetch-mode");
    match (first.api, mode, sent(first, "sec-fetch-dest")) {
        (Some(api), _, _) => api,
        (None, Some("navigate"), _) => Api::Document,
        (None, Some("websocket"), _) => Api::WebSocket,
        (None, _, Some("image")) => Api::Image,
        (None, _, Some("script")) => Api::Script,
        (None, _, Some("style")) => Api::Style,
        (None, _, Some("font")) => Api::Font,
        (None, _, Some("audio" | "video" | "track")) => Api::Media,
        (None, _, Some("manifest")) => Api::Manifest,
        _ => Api::Fetch,
    }
}

/// Finds the mode of a request. In this order, it is what the user says, what `Sec-Fetch-Mode` says, or what the message
/// suggests.
pub(super) fn mode_of(first: &Message, origin: &Origin, told: &Told) -> Mode {
    let recorded = sent(first, "sec-fetch-mode").and_then(|mode| mode.parse().ok());
    let is_element = matches!(api_of(first), Api::Image | Api::Script | Api::Style | Api::Media);
    // In mode cors, a browser always sends `Origin` to another origin. A person who uses curl may have left it out.
    let knows_headers = first.headers.is_some() && !first.is_provisional && is_of_browser(first);
    let lacks_origin = knows_headers && sent(first, "origin").is_none();
    let is_safe = matches!(first.method, Method::GET | Method::HEAD);
    let is_cross_origin = !origin.same_origin(&Origin::of(&first.url));
    told.mode.or(recorded).unwrap_or_else(|| {
        let says_cors = first.said.iter().any(is_about_cors) || is_preflight(first);
        let is_no_cors = is_cross_origin && is_safe && (is_element || lacks_origin) && !says_cors;
        match is_no_cors && (lacks_origin || !knows_headers) {
            true => Mode::NoCors,
            false => Mode::Cors,
        }
    })
}
