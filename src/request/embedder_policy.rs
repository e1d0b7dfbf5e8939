use super::modes::EmbedderPolicyValue;

/// An embedder policy: the value that is enforced, and the value whose violations are only reported.
///
/// A page sets these with the headers `Cross-Origin-Embedder-Policy` and `Cross-Origin-Embedder-Policy-Report-Only`. The
/// default is [`EmbedderPolicyValue::UnsafeNone`] for both.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#embedder-policy>
///
/// ```
/// use fetch_cors::request::{EmbedderPolicy, EmbedderPolicyValue};
/// let policy = EmbedderPolicy { value: EmbedderPolicyValue::RequireCorp, ..EmbedderPolicy::default() };
/// assert_eq!(policy.report_only_value, EmbedderPolicyValue::UnsafeNone);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(
    clippy::exhaustive_structs,
    reason = "the host keeps the other items of the policy, the reporting endpoints"
)]
pub struct EmbedderPolicy {
    /// The value that is enforced.
    pub value: EmbedderPolicyValue,
    /// The value whose violations are only reported.
    pub report_only_value: EmbedderPolicyValue,
}
