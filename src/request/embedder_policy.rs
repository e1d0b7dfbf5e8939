use super::modes::EmbedderPolicyValue;

/// An embedder policy: the value that is enforced, and the value that is only reported.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#embedder-policy>
///
/// ```
/// use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue};
/// let policy = EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
/// assert_eq!(policy.report_only_value, EmbedderPolicyValue::UnsafeNone);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "HTML has these two, and endpoints, which are the host's")]
pub struct EmbedderPolicy {
    /// The value that is enforced.
    pub value: EmbedderPolicyValue,
    /// The value that is reported.
    pub report_only_value: EmbedderPolicyValue,
}
