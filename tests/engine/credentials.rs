//! Which requests carry credentials: every credentials mode with every response tainting.

use fetch_cors::credentials::include_credentials;
use fetch_cors::request::CredentialsMode::{self, Include, Omit, SameOrigin};
use fetch_cors::request::ResponseTainting::{self, Basic, Cors, Opaque};

const ROWS: [(CredentialsMode, ResponseTainting, bool); 9] = [
    (Omit, Basic, false),
    (Omit, Cors, false),
    (Omit, Opaque, false),
    (SameOrigin, Basic, true),
    (SameOrigin, Cors, false),
    (SameOrigin, Opaque, false),
    (Include, Basic, true),
    (Include, Cors, true),
    (Include, Opaque, true),
];

#[test]
fn every_mode_with_every_tainting() {
    for (mode, tainting, expected) in ROWS {
        assert_eq!(include_credentials(mode, tainting), expected, "{mode}, {tainting}");
    }
    assert_eq!(ROWS.len(), CredentialsMode::ALL.len() * ResponseTainting::ALL.len());
}
