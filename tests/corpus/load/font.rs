//! `@font-face`.

use crate::course::Event;
use crate::twin::{Credentials, Mode, RequestInput};

/// CSS Fonts, fetch a font
pub fn for_twin() -> RequestInput {
    RequestInput {
        mode: Mode::Cors,
        credentials: Credentials::SameOrigin,
        destination: "font".to_owned(),
        ..RequestInput::default()
    }
}

/// No body of the servers is a font.
pub fn event() -> Event {
    super::event("error")
}
