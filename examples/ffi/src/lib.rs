//! The browser's side of CORS for C: the engine of [`fetch_cors`] as a header and a library.
//!
//! **This package shows how such an interface can look. It is not ready for production:** see
//! [what is missing](#what-is-missing-for-production) below. The package has four parts:
//!
//! - `include/fetch_cors.h`, which is written by hand. Begin with this file: it says for each function what it does, and who
//!   owns the memory;
//! - this library, as `libfetch_cors_ffi.a` and as `libfetch_cors_ffi.so`;
//! - `client/`, a client in C over plain sockets, with HTTP/1.1 and a small cookie jar. It passes all cases of the
//!   conformance suite, `examples/conformance`;
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
//! The library opens no socket and reads no clock. A fetch is a handle, and is always at one step. The host does what the
//! step requires, and calls a transition, which moves the fetch to its next step:
//!
//! ```c
//! #include "fetch_cors.h"
//!
//! /* The network code and the clock of the host. If there is no response, `send_message` returns false. */
//! bool send_message(const fetch_cors_message *message, fetch_cors_response *response);
//! uint64_t milliseconds(void);
//!
//! /* Does what a step requires, and calls the transition. */
//! static fetch_cors_status go_on(fetch_cors_fetch *fetch, fetch_cors_step step, fetch_cors_cache *cache)
//! {
//!     fetch_cors_bytes no_words = {NULL, 0};
//!     fetch_cors_message message;
//!     fetch_cors_response response;
//!     fetch_cors_status status;
//!     switch (step.kind) {
//!     case FETCH_CORS_STEP_HOP: /* A browser would apply Content Security Policy and HSTS here. */
//!         return fetch_cors_fetch_run(fetch, step.number, cache, milliseconds());
//!     case FETCH_CORS_STEP_SEND:
//!         status = fetch_cors_fetch_message(fetch, &message);
//!         if (status != FETCH_CORS_OK)
//!             return status;
//!         if (send_message(&message, &response))
//!             return fetch_cors_fetch_respond(fetch, step.number, &response, cache, milliseconds());
//!         return fetch_cors_fetch_fail(fetch, step.number, FETCH_CORS_FAILED_NO_RESPONSE, no_words, cache);
//!     default: /* FETCH_CORS_STEP_LOCAL. This host serves no local URLs. */
//!         return fetch_cors_fetch_fail(fetch, step.number, FETCH_CORS_FAILED_NO_RESPONSE, no_words, cache);
//!     }
//! }
//!
//! /* Runs a fetch to its end. If it returns true, get the response with fetch_cors_fetch_result. */
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
//! `client/browser.c` has the same loop with everything that a real host must do. A host in C has the same duties as a host
//! in Rust: see [`Exchange`](fetch_cors::Exchange).
//!
//! # Design decisions
//!
//! - **A fetch is one handle, and its steps have numbers.** In Rust, a transition consumes its step, so code that answers a
//!   step twice does not compile. C has no such types. A function could take a pointer to the pointer of a step, and replace
//!   the inner pointer with the next step. Every copy of the old pointer would then dangle, and using it would be undefined
//!   behaviour. Here, the pointer of a fetch stays the same until it is freed, and a transition takes the number of the step
//!   that it answers. If the host answers a preflight twice, the second answer fails with `FETCH_CORS_STALE_STEP`. The
//!   library does not treat it as the answer to the actual request. Two mistakes are still undefined behaviour: to use a
//!   handle after it was freed, and to read the bytes of a step after the fetch has left the step.
//! - **The library returns copies.** A message, a result or an error is a struct of pointers to copies that the fetch owns.
//!   The copies stay valid until the next transition of the fetch. This costs one copy of the headers for each message.
//! - **Bytes have a length.** Names and values of headers can contain any bytes. In JSON, each of their characters stands
//!   for one byte, as in the `ByteString` of script.
//! - **Requests are JSON, and responses are structs.** A request has about a dozen members, which most hosts have as text
//!   anyway. The library can refuse the whole text with one message. Responses need more speed, and consist of bytes.
//! - **A message says which cookies it may have.** Three of its booleans are the results of
//!   [`SameSiteMode`](fetch_cors::cookies::SameSiteMode), so that a cookie jar in C need not repeat these rules. All three
//!   are false if the host has not stated whether there is a cross-site ancestor.
//! - **The host keeps the bodies.** The library says whether to send the body of the request with a message, and whether
//!   script may read the body of the response.
//! - **No panic leaves the library.** Each function catches panics and returns `FETCH_CORS_PANIC`. What the function was
//!   changing is behind a lock. The panic poisons the lock, so later calls with that handle return the same status. No input
//!   makes the engine itself panic, so a test causes a panic with a list of sites that panics.
//! - **The lock of a handle never waits.** If another thread is using the handle, the call returns `FETCH_CORS_BUSY`. The
//!   lock makes a mistake visible. It does not allow threads to share a fetch or a cache.
//! - **`unsafe` is in two files.** `src/exports.rs` has the functions, and `src/pointers.rs` reads and writes through
//!   pointers. All other files are safe Rust, and the compiler refuses `unsafe` in them.
//!
//! # What the tests check
//!
//! - The header has the same functions with the same types as the library, the same symbols as the shared library, and the
//!   same constants. Both compilers give the structs the same sizes and offsets. The header compiles as strict C99 and as
//!   C++.
//! - The client in C passes all 169 cases of the conformance suite over sockets, natively and under valgrind. It is linked
//!   with the static library. It also reads 46 unusual responses: it reads each of them correctly or refuses it.
//! - `tests/c_client/ownership.c` makes all mistakes that have a defined result: NULL, invalid JSON and UTF-8, impossible
//!   lengths, a second answer, calls that do not fit the step, and dropped steps. Under valgrind, nothing leaks, and a
//!   deliberate leak is found. It is linked with the shared library.
//! - 150,000 random calls with damaged bytes do not panic, and leak no memory.
//!
//! # What is missing for production
//!
//! - **A stable ABI.** `FETCH_CORS_ABI_VERSION` only tells versions apart. A new member of a struct or a changed constant
//!   breaks programs that were compiled before. The structs need their size as their first member, or a function for each
//!   member. The shared library needs a soname and versioned symbols. A test must compare each release with the previous
//!   one.
//! - **Stable codes.** The texts of `fetch_cors_error.code` and the JSON of an explanation come from the engine. Before
//!   version 1, the engine may add members and codes, and may rename them. There is no schema for the JSON.
//! - **The whole interface.** The interface has only `fetch()` and `XMLHttpRequest`. It has no images, scripts, fonts,
//!   beacons or navigations, and therefore no redirects that the host follows itself. It also lacks service workers, reports
//!   of the embedder policy, timing, a list of public suffixes from the host, switches, a way to disable the `Sec-Fetch-*`
//!   headers, the second part of a partition key, limits and content of the cache, access to the response behind an opaque
//!   response (which an image decoder needs), the reason for a preflight, `trace`, and the rules without the machine. A host
//!   cannot yet report a message that its HTTP client cannot represent, so `FETCH_CORS_ERROR_UNSENDABLE` never occurs.
//! - **Tested thread rules.** The rules for threads in the header are tested with one thread only, and not with a thread
//!   sanitizer. A host with many threads must lock the cache itself, or use several caches, because a call with a busy cache
//!   fails and does not wait.
//! - **Cancellation.** Freeing a fetch cancels it, but only the thread that uses the fetch can do this. There is no
//!   callback, no handle to cancel a fetch from another thread, and no deadline. The network code of the host must provide
//!   these.
//! - **Errors when memory runs out.** The library uses the allocator of Rust, which ends the process if there is no memory
//!   left. The host cannot pass its own allocator. There is no memory limit for a fetch: the library copies the whole head
//!   of each response.
//! - **Panics with `panic = "abort"`.** Panics are caught only if the library is built with unwinding, which is the default.
//!   The message of a panic goes to standard error, because the library sets no panic hook.
//! - **Cheap strings.** Each message copies the names of its headers, although most names occur in every message. The names
//!   could be interned, or returned as numbers.
//! - **Packaging.** There is no `pkg-config` file, no `CMake` package, no install target, no signed build, and no list of
//!   the native libraries that the static library needs on each platform. With debug information, the static library has 100
//!   megabytes. Most of this is code that a linker removes.
//! - **Platforms.** The tests run only on Linux on x86-64. Windows needs `__declspec(dllimport)`, a calling convention in
//!   the header, and a client without POSIX. 32-bit and big-endian machines were not tested.
//! - **Other languages.** There is no description of the interface that tools for other languages can read. The tests
//!   compile the header only with the compilers `cc` and `c++` of the system.
//! - **A client for real use.** The client in C shows the loop. It has no TLS, no HTTP/2, no proxies, and no persistent
//!   connections. Its only timeout is 30 seconds without a byte, and its cookie jar has no expiry and no `Domain`.

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
