//! The structs of `fetch_cors.h`. A test holds their sizes and offsets against those of the C compiler.
//!
//! They hold pointers, so copying one copies no bytes. Making one is safe; only following a pointer is not.

use std::ptr;

/// `fetch_cors_bytes`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
pub struct Bytes {
    /// The first byte.
    pub data: *const u8,
    /// The number of bytes.
    pub length: usize,
}

/// `fetch_cors_header`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
pub struct Header {
    /// The name.
    pub name: Bytes,
    /// The value.
    pub value: Bytes,
}

/// `fetch_cors_step`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
pub struct StepView {
    /// One of the constants `FETCH_CORS_STEP_…`.
    pub kind: i32,
    /// The number of the step.
    pub number: u64,
}

/// `fetch_cors_message`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
#[expect(missing_docs, reason = "the C header describes the members")]
pub struct MessageView {
    pub method: Bytes,
    pub url: Bytes,
    pub scheme: Bytes,
    pub host: Bytes,
    pub authority: Bytes,
    pub target: Bytes,
    pub headers: *const Header,
    pub header_count: usize,
    pub port: u16,
    pub is_preflight: bool,
    pub include_credentials: bool,
    pub send_strict_cookies: bool,
    pub send_lax_cookies: bool,
    pub store_same_site_cookies: bool,
    pub send_body: bool,
    pub body_is_stream: bool,
    pub may_prompt: bool,
}

/// `fetch_cors_response`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
#[expect(missing_docs, reason = "the C header describes the members")]
pub struct ResponseView {
    pub url: Bytes,
    pub status_text: Bytes,
    pub headers: *const Header,
    pub header_count: usize,
    pub status: u16,
}

/// `fetch_cors_result`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
#[expect(missing_docs, reason = "the C header describes the members")]
pub struct ResultView {
    pub status_text: Bytes,
    pub url: Bytes,
    pub headers: *const Header,
    pub header_count: usize,
    pub response_type: i32,
    pub status: u16,
    pub redirected: bool,
    pub body_is_visible: bool,
}

/// `fetch_cors_error`.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
#[expect(missing_docs, reason = "the C header describes the members")]
pub struct ErrorView {
    pub code: Bytes,
    pub phase: Bytes,
    pub step: Bytes,
    pub standard: Bytes,
    pub message: Bytes,
    pub kind: i32,
    pub status: u16,
}

impl Bytes {
    /// No bytes.
    pub const EMPTY: Self = Self { data: ptr::null(), length: 0 };

    /// Points to bytes, which have to live as long as the result is used.
    #[must_use]
    pub const fn of(bytes: &[u8]) -> Self {
        Self { data: bytes.as_ptr(), length: bytes.len() }
    }
}
