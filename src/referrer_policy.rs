//! The `Referrer-Policy` header, which sets a referrer policy. The header belongs to a response.

use crate::header::ReadHeaders;
use crate::header::extract::elements;
use crate::header::list::trimmed_values;
use crate::header::names::REFERRER_POLICY;
use crate::request::ReferrerPolicy;

/// Parses the referrer policy in the `Referrer-Policy` headers of a response.
///
/// The headers are lists of policies. The last known policy wins, and unknown policies are ignored. Policies may be in
/// any case. Returns `None` if no policy is known, or if an element has a character that is neither an ASCII letter nor a
/// hyphen. On a redirect, the request then keeps its policy.
///
/// Takes time linear in the headers.
///
/// <https://w3c.github.io/webappsec-referrer-policy/#parse-referrer-policy-from-header>
///
/// ```
/// use fetch_cors::{referrer_policy::parse_referrer_policy, request::ReferrerPolicy};
/// let parse = |value| parse_referrer_policy(&[("Referrer-Policy", value)]);
/// assert_eq!(parse("no-referrer, origin, from-the-future"), Some(ReferrerPolicy::Origin));
/// assert_eq!(parse(""), None);
/// assert_eq!(parse("origin, \"x\""), None);
/// ```
#[must_use]
pub fn parse_referrer_policy<H: ReadHeaders + ?Sized>(headers: &H) -> Option<ReferrerPolicy> {
    // parse-referrer-policy-from-header 1, 2: reads the elements of the headers. There is no policy so far.
    let mut policy = None;
    for value in trimmed_values(headers, &REFERRER_POLICY) {
        for token in elements(value) {
            if !token.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'-') {
                return None;
            }
            // parse-referrer-policy-from-header 3: the last policy that is known wins.
            policy = known(token).or(policy);
        }
    }
    // parse-referrer-policy-from-header 4: returns the policy. `None` stands for the standard's empty string.
    policy
}

fn known(token: &[u8]) -> Option<ReferrerPolicy> {
    let is_token = |policy: &ReferrerPolicy| token.eq_ignore_ascii_case(policy.as_str().as_bytes());
    ReferrerPolicy::ALL.iter().copied().find(is_token)
}
