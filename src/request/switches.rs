/// Switches from what the standard says to what browsers do.
///
/// By default all switches are off, and the standard decides. [`as_browsers_do_today`](Self::as_browsers_do_today) turns
/// those on that stand for Chromium and Firefox, [`as_chromium_does_today`](Self::as_chromium_does_today) all of them; a
/// host can also set single fields. [`Client::with_switches`](crate::Client::with_switches) gives them to a client. Clients
/// that share a preflight cache should have the same switches: what one stores by the standard, the other finds. What
/// Chromium and Firefox do was observed; `spec-notes/browsers.md` says in which versions, and how often a switch matters.
///
/// ```
/// use fetch_cors::{Client, Origin, request::Switches};
/// let mut switches = Switches::default();
/// switches.upload_needs_listed_method = true;
/// let page = Client::new(Origin::parse("https://app.example")?).with_switches(switches);
/// assert!(page.switches().upload_needs_listed_method);
/// # Ok::<(), fetch_cors::origin::InvalidOrigin>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Switches {
    /// A request with the use-CORS-preflight flag, such as an upload with a listener, needs its method in
    /// `Access-Control-Allow-Methods`, unless the method is CORS-safelisted.
    ///
    /// - The standard (CORS-preflight fetch 7.4): if the response to the preflight does not have that header, it grants
    ///   any method to such a request, and the cache keeps the method. So a server that answers every preflight with
    ///   nothing but `Access-Control-Allow-Origin` receives a `PUT`.
    /// - Chromium and Firefox: such a request ends in a network error after the preflight. Only `GET`, `HEAD` and
    ///   `POST` are granted.
    pub upload_needs_listed_method: bool,
    /// In the response to a preflight without credentials, `Access-Control-Allow-Headers: *` covers `Authorization`.
    ///
    /// - The standard (CORS-preflight fetch 7.6): it does not. The header must be listed by its name.
    /// - Chromium and Firefox: it does, for the request of that preflight alone. No `*` in their caches covers
    ///   `Authorization`, so each such request makes its own preflight. So it does here.
    pub authorization_under_wildcard: bool,
    /// A `*` that a preflight with credentials left in the cache covers no other method and no other header name,
    /// whatever credentials the next request has.
    ///
    /// - The standard (cache entry match): such a `*` covers requests with and without credentials, although it
    ///   granted nothing to the request of its own preflight.
    /// - Chromium: as with this switch.
    /// - Firefox: the cache keeps no `*` at all, so there are more preflights than with this switch.
    ///
    /// A `*` that a preflight without credentials left never covers a request with credentials.
    pub cached_wildcard_needs_no_credentials: bool,
    /// For a request with the use-CORS-preflight flag, `GET` and `POST` need no entry of their own in the cache, if it has
    /// any entry for the request's URL with the same credentials.
    ///
    /// - The standard (HTTP fetch 4.1): each method of such a request needs an entry.
    /// - Chromium and Firefox: as with this switch. Chromium does the same with `HEAD`, and with an entry with credentials
    ///   for a request without them; Firefox does neither.
    pub upload_needs_no_method_entry: bool,
    /// A request whose serialised origin is `null` finds nothing in the cache. So sandboxed pages, and requests that a
    /// redirect has tainted, make a preflight each time.
    ///
    /// - The standard (cache entry match): they share the entries that a request with the origin `null` left.
    /// - Chromium: as with this switch.
    /// - Firefox: as the standard says. So this switch is off in [`as_browsers_do_today`](Self::as_browsers_do_today).
    pub null_origin_needs_preflight: bool,
}

impl Switches {
    /// Returns the switches with which a client follows the standard: all are off. This is the default.
    #[must_use]
    pub const fn as_the_standard_says() -> Self {
        Self {
            upload_needs_listed_method: false,
            authorization_under_wildcard: false,
            cached_wildcard_needs_no_credentials: false,
            upload_needs_no_method_entry: false,
            null_origin_needs_preflight: false,
        }
    }

    /// Returns the switches that bring a client closer to what Chromium and Firefox do today: all but
    /// [`null_origin_needs_preflight`](Self::null_origin_needs_preflight).
    ///
    /// Both part from the standard in more places, and from each other: `spec-notes/browsers.md` lists them, and says in how
    /// many observed scenarios the switches matter.
    ///
    /// ```
    /// use fetch_cors::request::Switches;
    /// assert!(Switches::as_browsers_do_today().authorization_under_wildcard);
    /// assert!(!Switches::default().authorization_under_wildcard);
    /// ```
    #[must_use]
    pub const fn as_browsers_do_today() -> Self {
        Self {
            upload_needs_listed_method: true,
            authorization_under_wildcard: true,
            cached_wildcard_needs_no_credentials: true,
            upload_needs_no_method_entry: true,
            null_origin_needs_preflight: false,
        }
    }

    /// Returns the switches that bring a client closer to what Chromium does today: all are on.
    ///
    /// ```
    /// use fetch_cors::request::Switches;
    /// assert!(Switches::as_chromium_does_today().null_origin_needs_preflight);
    /// assert!(!Switches::as_browsers_do_today().null_origin_needs_preflight);
    /// ```
    #[must_use]
    pub const fn as_chromium_does_today() -> Self {
        Self { null_origin_needs_preflight: true, ..Self::as_browsers_do_today() }
    }
}

impl Default for Switches {
    fn default() -> Self {
        Self::as_the_standard_says()
    }
}
