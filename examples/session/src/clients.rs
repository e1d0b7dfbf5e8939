use fetch_cors::Exchange;

/// A pair of HTTP clients. The standard requires separate connections for messages with and without credentials.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a message includes credentials or does not")]
pub struct Clients<C> {
    /// The HTTP client for messages that include credentials.
    pub with_credentials: C,
    /// The HTTP client for all other messages.
    pub without_credentials: C,
}

impl<C> Clients<C> {
    /// Returns the HTTP client for the message of an exchange.
    #[must_use]
    pub fn of(&self, exchange: &Exchange) -> &C {
        if exchange.include_credentials() { &self.with_credentials } else { &self.without_credentials }
    }
}
