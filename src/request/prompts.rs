use crate::keyword::keyword_enum;

keyword_enum! {
    /// The value that says whether the user can be asked for a password because of a request. The standard calls it the
    /// request's *traversable for user prompts*.
    ///
    /// When a fetch begins, the value [`Client`](Self::Client) becomes one of the other two values, as
    /// [`Client::with_traversable`](super::Client::with_traversable) says.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-request-window>
    ///
    /// ```
    /// use fetch_cors::request::TraversableForUserPrompts;
    /// assert_eq!("no-traversable".parse(), Ok(TraversableForUserPrompts::NoTraversable));
    /// ```
    #[derive(Default)]
    #[expect(clippy::exhaustive_enums, reason = "the standard defines exactly these three values")]
    pub enum TraversableForUserPrompts {
        /// The user cannot be asked, because there is no window for the question.
        NoTraversable = "no-traversable",
        /// The client decides whether the user can be asked. This is the default.
        #[default]
        Client = "client",
        /// The user can be asked in a window, which the standard calls a traversable navigable. The host knows which one.
        TraversableNavigable = "traversable-navigable",
    }
}
