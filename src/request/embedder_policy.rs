use super::modes::EmbedderPolicyValue;

/// An embedder policy: what is enforced, and what is only reported.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#embedder-policy>
///
/// ```
/// use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue};
/// let policy = EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
/// assert_eq!(policy.report_only_value, EmbedderPolicyValue::UnsafeNone);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "HTML's, but for the endpoints, which are the host's")]
pub struct EmbedderPolicy {
    /// What is enforced.
    pub value: EmbedderPolicyValue,
    /// What is reported.
    pub report_only_value: EmbedderPolicyValue,
}
