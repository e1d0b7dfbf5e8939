//! The structs of `fetch_cors.h`. A test compares their sizes and offsets with those of the C compiler.
//!
//! The structs contain pointers, so copying a struct does not copy the bytes behind its pointers. Creating a struct is safe.
//! Only reading through its pointers is unsafe.

use std::ptr;

/// The struct `fetch_cors_bytes` of the header.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
pub struct Bytes {
    /// The first byte.
    pub data: *const u8,
    /// The number of bytes.
    pub length: usize,
}

/// The struct `fetch_cors_header` of the header.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
pub struct Header {
    /// The name of the header.
    pub name: Bytes,
    /// The value of the header.
    pub value: Bytes,
}

/// The struct `fetch_cors_step` of the header.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
#[expect(clippy::exhaustive_structs, reason = "the C header has the same members")]
pub struct StepView {
    /// One of the constants `FETCH_CORS_STEP_…`.
    pub kind: i32,
    /// The number of the step.
    pub number: u64,
}

/// The struct `fetch_cors_message` of the header.
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

/// The struct `fetch_cors_response` of the header.
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

/// The struct `fetch_cors_result` of the header.
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

/// The struct `fetch_cors_error` of the header.
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
    /// A value with no bytes.
    pub const EMPTY: Self = Self { data: ptr::null(), length: 0 };

    /// Returns a pointer to bytes with their length. The bytes must live as long as the result is used.
    #[must_use]
    pub const fn of(bytes: &[u8]) -> Self {
        Self { data: bytes.as_ptr(), length: bytes.len() }
    }
}
