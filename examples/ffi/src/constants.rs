//! The constants of `fetch_cors.h`, except the statuses of calls. A test compares them with the header.

/// The version of the interface, `FETCH_CORS_ABI_VERSION`.
pub const ABI_VERSION: u32 = 1;

/// The kinds of steps, `fetch_cors_step_kind`.
#[expect(missing_docs, reason = "the C header describes them")]
pub mod step {
    pub const HOP: i32 = 1;
    pub const SEND: i32 = 2;
    pub const LOCAL: i32 = 3;
    pub const RESPONSE: i32 = 4;
    pub const ERROR: i32 = 5;
}

/// The reasons to block a request, `fetch_cors_blocker`.
#[expect(missing_docs, reason = "the C header describes them")]
pub mod blocked_by {
    pub const CONTENT_SECURITY_POLICY: i32 = 1;
    pub const MIXED_CONTENT: i32 = 2;
    pub const INTEGRITY_POLICY: i32 = 3;
    pub const LOCAL_URLS_ONLY: i32 = 4;
    pub const HOST: i32 = 5;
}

/// The reasons why there is no response, `fetch_cors_failure`.
#[expect(missing_docs, reason = "the C header describes them")]
pub mod failed {
    pub const NO_RESPONSE: i32 = 1;
    pub const WRONG_BODY: i32 = 2;
}

/// The types of responses, `fetch_cors_response_type`.
#[expect(missing_docs, reason = "the C header describes them")]
pub mod response_type {
    pub const BASIC: i32 = 1;
    pub const CORS: i32 = 2;
    pub const OPAQUE: i32 = 3;
    pub const OPAQUE_REDIRECT: i32 = 4;
    pub const OTHER: i32 = 5;
}

/// The kinds of network errors, `fetch_cors_error_kind`.
#[expect(missing_docs, reason = "the C header describes them")]
pub mod error_kind {
    pub const REFUSED: i32 = 1;
    pub const UNSENDABLE: i32 = 2;
    pub const NO_RESPONSE: i32 = 3;
    pub const HOST_MISTAKE: i32 = 4;
    pub const OTHER: i32 = 5;
}
