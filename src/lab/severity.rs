use crate::keyword::keyword_enum;

keyword_enum! {
    /// How severe a [`Finding`](super::Finding) is. Greater is more severe.
    ///
    /// ```
    /// use fetch_cors::lab::Severity;
    /// assert!(Severity::Critical > Severity::High);
    /// assert_eq!("medium".parse(), Ok(Severity::Medium));
    /// ```
    #[derive(PartialOrd, Ord)]
    #[expect(clippy::exhaustive_enums, reason = "reports in other formats map each level to one of their own")]
    pub enum Severity {
        /// Something to know. Nobody can exploit it, and nothing breaks.
        Info = "info",
        /// Something breaks in rare cases, or helps an attacker who has found something else.
        Low = "low",
        /// A trusted page does not work, or strangers read what is not personal.
        Medium = "medium",
        /// Some strangers can read or change what belongs to a user.
        High = "high",
        /// Everybody can read or change what belongs to a user.
        Critical = "critical",
    }
}

impl Severity {
    /// Returns the next lower level.
    pub(super) const fn lower(self) -> Self {
        match self {
            Self::Critical => Self::High,
            Self::High => Self::Medium,
            Self::Medium => Self::Low,
            Self::Low | Self::Info => Self::Info,
        }
    }
}
