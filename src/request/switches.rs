/// The settings that make a client do what browsers do, in places where browsers differ from the standard. Pass them to
/// [`Client::with_switches`](crate::Client::with_switches).
///
/// All switches are off by default, so that a client follows the standard. Most hosts leave them off.
/// [`as_browsers_do_today`](Self::as_browsers_do_today) turns on every switch that brings a client closer to both Chromium
/// and Firefox: all except [`null_origin_needs_preflight`](Self::null_origin_needs_preflight).
/// [`as_chromium_does_today`](Self::as_chromium_does_today) turns on all. A host can also set single fields.
///
/// Clients that share a preflight cache should have the same switches, because a client uses the entries that another one
/// has stored.
///
/// What Chromium and Firefox do was observed. `spec-notes/browsers.md` names the versions, and says how often a switch
/// matters.
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
    /// Whether a request with the use-CORS-preflight flag, such as an upload with a listener, needs its method in
    /// `Access-Control-Allow-Methods`. A CORS-safelisted method never needs this.
    ///
    /// - The standard (CORS-preflight fetch 7.4): a response without that header grants any method to such a request, and
    ///   the cache keeps the method. A server that answers every preflight with nothing but `Access-Control-Allow-Origin`
    ///   therefore receives a `PUT`.
    /// - Chromium and Firefox, and this switch: a response without that header grants only `GET`, `HEAD` and `POST`. With
    ///   any other method, the request ends with a network error after the preflight.
    pub upload_needs_listed_method: bool,
    /// Whether `Access-Control-Allow-Headers: *` allows `Authorization` for a request without credentials.
    ///
    /// - The standard (CORS-preflight fetch 7.6): `*` does not allow it. The response must list `Authorization` by its name.
    /// - Chromium and Firefox, and this switch: `*` allows it for the request of that preflight, but not in the cache. Each
    ///   such request therefore makes a preflight of its own.
    pub authorization_under_wildcard: bool,
    /// Whether a `*` in the cache is ignored if the request that stored it had credentials.
    ///
    /// For a request with credentials, a `*` in a response to a preflight allows nothing but the method or the header whose
    /// name is `*`. Even so, the cache stores this `*`.
    ///
    /// - The standard (cache entry match): the stored `*` allows every method or every header name to later requests, with
    ///   and without credentials.
    /// - Chromium, and this switch: the stored `*` allows only the name `*`.
    /// - Firefox: the cache keeps no `*` at all, so there are more preflights than with this switch.
    ///
    /// With and without this switch, a `*` that a request without credentials has stored never allows anything to a request
    /// with credentials.
    pub cached_wildcard_needs_no_credentials: bool,
    /// Whether any entry in the cache is enough for a `GET` or a `POST` with the use-CORS-preflight flag. The entry must be
    /// for the request's URL, with the same credentials.
    ///
    /// - The standard (HTTP fetch 4.1): the method of such a request needs an entry of its own.
    /// - Chromium and Firefox, and this switch: any such entry is enough.
    ///
    /// The switch does what both browsers do. It leaves out two cases in which only Chromium needs no entry for the method:
    /// the method `HEAD`, and a request without credentials for which there is only an entry with credentials.
    pub upload_needs_no_method_entry: bool,
    /// Whether a request whose serialised origin is `null` never uses the cache. A request has the origin `null` if its page
    /// is sandboxed, or if a server of another origin has redirected it to yet another origin.
    ///
    /// - The standard (cache entry match), and Firefox: all requests with the origin `null` share their entries.
    /// - Chromium, and this switch: each such request makes a preflight, if it needs one.
    ///
    /// Because of Firefox, this switch is off in [`as_browsers_do_today`](Self::as_browsers_do_today).
    pub null_origin_needs_preflight: bool,
}

impl Switches {
    /// Returns the switches of a client that follows the standard: all are off. This is the default.
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
    /// Both browsers differ from the standard in more places, and from each other. `spec-notes/browsers.md` lists these
    /// places, and says in how many observed scenarios the switches matter.
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

    /// Returns the switches that bring a client closer to what Chromium does today. All of them are on.
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
