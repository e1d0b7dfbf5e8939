//! Port blocking, which keeps HTTP requests away from the ports of other protocols.
//!
//! Begin with [`should_be_blocked_due_to_a_bad_port`], which runs before anything is sent to a URL.

use crate::origin::is_http;

/// Returns whether fetching a URL should be blocked due to a bad port.
///
/// `scheme` is the URL's scheme, in lower case and without a colon. `port` is its port, or `None` if it is the scheme's
/// default. Only HTTP(S) URLs are blocked.
///
/// <https://fetch.spec.whatwg.org/#block-bad-port>
///
/// ```
/// use fetch_cors::check::port::should_be_blocked_due_to_a_bad_port as blocked;
/// assert!(blocked("http", Some(25)));
/// assert!(!blocked("http", Some(8080)) && !blocked("http", None) && !blocked("ftp", Some(25)));
/// ```
#[must_use]
pub fn should_be_blocked_due_to_a_bad_port(scheme: &str, port: Option<u16>) -> bool {
    // should-be-blocked-due-to-a-bad-port 1: the caller passes the parts of the request's current URL.
    // should-be-blocked-due-to-a-bad-port 2: an HTTP(S) URL with a bad port is blocked.
    // should-be-blocked-due-to-a-bad-port 3: every other URL is allowed.
    is_http(scheme) && port.is_some_and(is_bad_port)
}

/// Returns whether a port is a bad port, which is a port of another protocol. An HTTP request to such a port could confuse
/// the server that listens there.
///
/// <https://fetch.spec.whatwg.org/#bad-port>
///
/// ```
/// use fetch_cors::check::port::is_bad_port;
/// assert!(is_bad_port(6667) && !is_bad_port(6664));
/// ```
#[must_use]
pub fn is_bad_port(port: u16) -> bool {
    BAD_PORTS.binary_search(&port).is_ok()
}

/// The bad ports in ascending order.
const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];
