use crate::keyword::keyword_enum;

keyword_enum! {
    /// A request's traversable for user prompts: whether there is a window in which the user can be asked for a password.
    ///
    /// A fetch replaces *client* when it begins: see [`Client::with_traversable`](super::Client::with_traversable).
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-window>
    ///
    /// ```
    /// use fetch_cors::request::TraversableForUserPrompts;
    /// assert_eq!("no-traversable".parse(), Ok(TraversableForUserPrompts::NoTraversable));
    /// ```
    #[derive(Default)]
    #[expect(clippy::exhaustive_enums, reason = "the standard has these three")]
    pub enum TraversableForUserPrompts {
        /// Nobody can be asked.
        NoTraversable = "no-traversable",
        /// The client decides.
        #[default]
        Client = "client",
        /// The user can be asked, in a traversable navigable that the host knows.
        TraversableNavigable = "traversable-navigable",
    }
}
