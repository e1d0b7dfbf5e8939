use crate::keyword::keyword_enum;

keyword_enum! {
    /// A request's traversable for user prompts: whether there is a window in which the user can be asked for a password.
    ///
    /// When a fetch begins, it replaces *client* by one of the other two values, as
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
        /// There is no window in which the user can be asked.
        NoTraversable = "no-traversable",
        /// The client decides whether the user can be asked. This is the default.
        #[default]
        Client = "client",
        /// The user can be asked in a window, which the standard calls a traversable navigable. The host knows which one.
        TraversableNavigable = "traversable-navigable",
    }
}
