use crate::keyword::keyword_enum;

keyword_enum! {
    /// The severity of a [`Finding`](super::Finding). A greater value is more severe.
    ///
    /// ```
    /// use fetch_cors::lab::Severity;
    /// assert!(Severity::Critical > Severity::High);
    /// assert_eq!("medium".parse(), Ok(Severity::Medium));
    /// ```
    #[derive(PartialOrd, Ord)]
    #[expect(clippy::exhaustive_enums, reason = "other report formats map each level to a level of their own")]
    pub enum Severity {
        /// A fact that is good to know. Nobody can exploit it, and nothing breaks.
        Info = "info",
        /// Something breaks in rare cases, or an attacker who already has another weakness can use it.
        Low = "low",
        /// A trusted page does not work, or untrusted pages can read what is not personal.
        Medium = "medium",
        /// Some untrusted pages can read or change what belongs to a user.
        High = "high",
        /// Every website can read or change what belongs to a user.
        Critical = "critical",
    }
}

impl Severity {
    /// Returns the next lower severity. The lowest stays the same.
    pub(super) const fn lower(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium => Self::Low,
            Self::Low | Self::Info => Self::Info,
        }
    }
}
