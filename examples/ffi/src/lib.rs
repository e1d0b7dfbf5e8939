//! The browser's half of CORS for C: the engine of [`fetch_cors`] behind a header and a library.
//!
//! **This package shows an interface. It is not made for production;** [what is missing](#what-is-missing-for-production) is
//! listed below. It has four parts:
//!
//! - `include/fetch_cors.h`, which is written by hand and says for each function what it does and who owns what;
//! - this library, as `libfetch_cors_ffi.a` and as `libfetch_cors_ffi.so`;
//! - `client/`, a client in C over plain sockets, which has HTTP/1.1 and a small cookie jar. It passes all cases of
//!   `examples/conformance`, the suite for clients;
//! - `run.sh`, which runs the programs in C under valgrind.
//!
//! ```sh
//! cargo build --manifest-path examples/Cargo.toml -p fetch-cors-ffi
//! cd examples
//! cc -std=c99 -D_POSIX_C_SOURCE=200809L -I ffi/include -o fetch_client ffi/client/*.c target/debug/libfetch_cors_ffi.a \
//!     -lpthread -ldl -lm
//! ./fetch_client '{"origin":"https://app.example"}' '{"url":"http://api.example/items","method":"PUT"}'
//! ```
//!
//! # Use
//!
//! The engine opens no socket and reads no clock, and neither does the library. A fetch is a handle that stands at a step.
//! The host does what the step says, and calls the transition that belongs to it:
//!
//! ```c
//! #include "fetch_cors.h"
//!
//! /* The host's network code and its clock. Without a response, `send_message` returns false. */
//! bool send_message(const fetch_cors_message *message, fetch_cors_response *response);
//! uint64_t milliseconds(void);
//!
//! /* Makes the transition of a step. */
//! static fetch_cors_status go_on(fetch_cors_fetch *fetch, fetch_cors_step step, fetch_cors_cache *cache)
//! {
//!     fetch_cors_bytes no_words = {NULL, 0};
//!     fetch_cors_message message;
//!     fetch_cors_response response;
//!     fetch_cors_status status;
//!     switch (step.kind) {
//!     case FETCH_CORS_STEP_HOP: /* the place for Content Security Policy and HSTS */
//!         return fetch_cors_fetch_run(fetch, step.number, cache, milliseconds());
//!     case FETCH_CORS_STEP_SEND:
//!         status = fetch_cors_fetch_message(fetch, &message);
//!         if (status != FETCH_CORS_OK)
//!             return status;
//!         if (send_message(&message, &response))
//!             return fetch_cors_fetch_respond(fetch, step.number, &response, cache, milliseconds());
//!         return fetch_cors_fetch_fail(fetch, step.number, FETCH_CORS_FAILED_NO_RESPONSE, no_words, cache);
//!     default: /* FETCH_CORS_STEP_LOCAL; this host has no such URLs */
//!         return fetch_cors_fetch_fail(fetch, step.number, FETCH_CORS_FAILED_NO_RESPONSE, no_words, cache);
//!     }
//! }
//!
//! /* Runs a fetch to its end. Returns whether the page has a response, which fetch_cors_fetch_result returns. */
//! bool run(fetch_cors_fetch *fetch, fetch_cors_cache *cache)
//! {
//!     fetch_cors_step step;
//!     while (fetch_cors_fetch_step(fetch, &step) == FETCH_CORS_OK) {
//!         if (step.kind == FETCH_CORS_STEP_RESPONSE || step.kind == FETCH_CORS_STEP_ERROR)
//!             return step.kind == FETCH_CORS_STEP_RESPONSE;
//!         if (go_on(fetch, step, cache) != FETCH_CORS_OK)
//!             return false;
//!     }
//!     return false;
//! }
//! ```
//!
//! `client/browser.c` is the same loop with everything that a real host has to do. What the host has to get right is the same
//! as in Rust: see [`Exchange`](fetch_cors::Exchange).
//!
//! # Decisions
//!
//! - **A fetch is one handle, and its steps have numbers.** In Rust, a transition consumes its step, so a second answer does
//!   not compile. C has no such types. A function could take a pointer to the pointer of a step and set it to the next one,
//!   but every copy of the old pointer would then dangle, and using one is undefined. Here, the pointer of a fetch stays the
//!   same until it is freed, and a transition takes the number of the step that it answers. A second answer to a preflight is
//!   thereby refused with `FETCH_CORS_STALE_STEP`, and is not taken for the answer to the actual request. Two mistakes stay
//!   undefined: to use a handle after it was freed, and to read what a step showed after the step is over.
//! - **What is shown is copied.** A message, a result or an error is a struct of pointers into copies that the fetch owns. They
//!   are valid until its next transition. This costs one copy of the headers for each message.
//! - **Bytes have a length.** Names and values of headers are any bytes. In JSON, each character of them stands for one byte, as
//!   in the `ByteString` of script.
//! - **Requests are JSON, responses are structs.** A request is made of a dozen things that the host has as text anyway, and
//!   a text can be refused as a whole with one message. A response is on the hot path, and is bytes.
//! - **A message says which cookies it may have.** Three booleans of it are the answers of
//!   [`SameSiteMode`](fetch_cors::cookies::SameSiteMode), so that no jar in C repeats its rules. All three are false if the host
//!   has not said whether there is a cross-site ancestor.
//! - **The body stays with the host.** The library says whether a message has the body and whether script may read that of the
//!   response.
//! - **No panic leaves the library.** Each function catches panics and returns `FETCH_CORS_PANIC`. What the function was
//!   changing is behind a lock, which is poisoned by the panic, so later calls with that handle return the same status. A
//!   list of sites that panics shows this in a test, because no input makes the engine itself panic.
//! - **The lock of a handle never waits.** If another thread is using the handle, the call returns `FETCH_CORS_BUSY`. It is there
//!   to make a mistake visible, not to share a fetch or a cache.
//! - **`unsafe` is in two files.** `src/exports.rs` has the functions and `src/pointers.rs` follows pointers. Everything else is
//!   safe Rust, and the compiler refuses `unsafe` there.
//!
//! # What the tests show
//!
//! - The header has the functions of the library with the same types, the symbols of the shared library, its constants, and the
//!   sizes and offsets that both compilers give to the structs. It compiles as strict C99 and as C++.
//! - The client in C passes all 169 cases of the suite over sockets, natively and under valgrind, linked with the static library.
//!   It reads 46 odd responses as they are, or not at all.
//! - `tests/c_client/ownership.c` makes the mistakes that have a defined answer: NULL, invalid JSON and UTF-8, impossible lengths,
//!   a second answer, calls that do not fit the step, dropped steps. Under valgrind, nothing leaks, and a leak on purpose is
//!   found. It is linked with the shared library.
//! - 150,000 random calls with damaged bytes neither panic nor leave any memory behind.
//!
//! # What is missing for production
//!
//! - **A stable ABI.** `FETCH_CORS_ABI_VERSION` tells versions apart, and that is all. A new member of a struct or a changed
//!   constant breaks programs that were compiled before. Structs need a size as their first member, or functions for each
//!   member; the shared library needs a soname and versioned symbols; and a test has to hold each release against the one
//!   before.
//! - **Stable codes.** The texts of `fetch_cors_error.code`, and the members of the JSON of an explanation, are those of the engine,
//!   which may add to them and rename them before version 1. There is no schema for the JSON here.
//! - **The whole interface.** Only `fetch()` and `XMLHttpRequest` can be asked for: no images, scripts, fonts, beacons or
//!   navigations, so no redirect that is followed by hand. There are no service workers, no reports of the embedder policy, no
//!   timing, no list of public suffixes of the host's own, no switches, no `Sec-Fetch-*` switched off, no second part of a
//!   partition key, no limits or contents of the cache, no view of the response behind an opaque one (an image decoder needs
//!   it), no reason for a preflight, no `trace`, and no rules without the machine. `FETCH_CORS_ERROR_UNSENDABLE` cannot be
//!   caused by a host yet.
//! - **Thread rules that can be checked.** What the header promises of threads is tested for one thread only. The library has no
//!   test under a thread sanitizer. A host with many threads needs a cache of its own lock, or several caches, because a busy
//!   cache is refused and not waited for.
//! - **Cancellation.** Freeing a fetch cancels it, but only from the thread that has it. There is no callback and no handle to
//!   cancel from elsewhere, and no deadline. The host's network code has to have these.
//! - **Memory that runs out.** The library uses Rust's allocator, which ends the process if there is no memory left. There are no
//!   functions for an allocator of the host's, and no limit per fetch: a response is copied as large as the host passes it.
//! - **Panics with `panic = "abort"`.** A panic is caught only if the library is built with unwinding, which is the default. Its
//!   message goes to standard error, because the library sets no panic hook.
//! - **Cheap strings.** Each message copies its names, which are mostly the same few. They could be interned, or given as
//!   numbers.
//! - **Packaging.** There is no `pkg-config` file, no package of `CMake`, no install target, no signed build, no list of the native
//!   libraries that the static library needs on each platform. With debug information, the static library has 100 megabytes,
//!   most of them code that a linker drops.
//! - **Platforms.** The tests run on Linux on x86-64 only. Windows needs `__declspec(dllimport)`, a calling convention that is said in
//!   the header, and a client without POSIX. 32-bit and big-endian machines were not tried.
//! - **Other languages.** There is no description that tools for other languages can read, and the tests compile the header with
//!   GCC or what `cc` is, and nothing else.
//! - **A client for real use.** The one in C has no TLS, no HTTP/2, no proxies, no connections that are kept open, no timeouts but 30
//!   seconds without a byte, and a jar without expiry and `Domain`. It shows the loop.

mod client;
pub mod constants;
mod explanation;
mod exports;
mod fetch;
mod guard;
mod layout;
mod members;
mod outcome;
#[cfg(test)]
mod planted_panic;
mod pointers;
mod request;
mod shown;
mod status;

pub use exports::*;
pub use fetch::Fetch;
pub use layout::{Bytes, ErrorView, Header, MessageView, ResponseView, ResultView, StepView};
pub use request::ScriptRequest;
