//! A test that the structs have the same layout in C and in Rust.

use std::mem::offset_of;
use std::process::Command;

use fetch_cors_ffi::{Bytes, ErrorView, Header, MessageView, ResponseView, ResultView, StepView};

use crate::compile::{Linking, package, program, run};

fn size_of_member<S, M>(_: impl Fn(&S) -> &M) -> usize {
    size_of::<M>()
}

/// Returns the lines that `layout.c` prints for a struct.
macro_rules! layout {
    ($rust:ty as $c:literal: $($member:ident)*) => {{
        let mut lines = vec![format!("{} {}", $c, size_of::<$rust>())];
        $(
            let size = size_of_member(|it: &$rust| &it.$member);
            lines.push(format!("{} {} {} {size}", $c, stringify!($member), offset_of!($rust, $member)));
        )*
        lines
    }};
}

#[test]
fn the_structs_are_the_same_in_c_and_in_rust() {
    let in_rust = [
        layout!(Bytes as "fetch_cors_bytes": data length),
        layout!(Header as "fetch_cors_header": name value),
        layout!(StepView as "fetch_cors_step": kind number),
        layout!(MessageView as "fetch_cors_message": method url scheme host authority target headers header_count port
            is_preflight include_credentials send_strict_cookies send_lax_cookies store_same_site_cookies send_body
            body_is_stream may_prompt),
        layout!(ResponseView as "fetch_cors_response": url status_text headers header_count status),
        layout!(ResultView as "fetch_cors_result": status_text url headers header_count response_type status redirected
            body_is_visible),
        layout!(ErrorView as "fetch_cors_error": code phase step standard message kind status),
    ];
    let program = program("layout", &[package().join("tests/c_client/layout.c")], Linking::Shared);
    let in_c = run(&mut Command::new(program));
    assert_eq!(in_c.lines().collect::<Vec<_>>(), in_rust.concat());
}
