use fetch_cors::Exchange;

/// Two clients of an HTTP library, because the standard keeps connections with and without credentials apart.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a message includes credentials or does not")]
pub struct Clients<C> {
    /// The client for messages that include credentials.
    pub with_credentials: C,
    /// The client for all other messages.
    pub without_credentials: C,
}

impl<C> Clients<C> {
    /// Returns the client for the message of an exchange.
    #[must_use]
    pub fn of(&self, exchange: &Exchange) -> &C {
        if exchange.include_credentials() { &self.with_credentials } else { &self.without_credentials }
    }
}
