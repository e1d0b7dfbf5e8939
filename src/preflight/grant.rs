//! The evaluation of the response to a preflight, and what it grants.
//!
//! Begin with [`PreflightedRequest`], whose method [`evaluate`](PreflightedRequest::evaluate) returns a [`Grant`] or an
//! error.

use std::fmt;

use crate::check::cors_check;
use crate::error::PreflightError;
use crate::header::extract::{Extracted, Tokens, extract_delta_seconds, extract_each_token};
use crate::header::list::trimmed_values;
use crate::header::names::{
    ALLOW_HEADERS, ALLOW_METHODS, LOCATION, MAX_AGE, is_cors_non_wildcard_request_header_name,
};
use crate::header::{NameSet, ReadHeaders, UnsafeNames};
use crate::method::is_cors_safelisted_method;
use crate::redirect::is_redirect_status;
use crate::request::{CredentialsMode, Request, Switches};
use crate::request_origin::RequestOrigin;

/// The number of seconds for which a grant is valid if the response has no valid `Access-Control-Max-Age`.
pub const DEFAULT_MAX_AGE: u64 = 5;

/// The facts about an actual request that are needed to check the response to its preflight.
///
/// The *actual request* is the request that the page made. The engine sends it after the preflight, if the response to
/// the preflight allows it.
///
/// ```
/// use fetch_cors::preflight::PreflightedRequest;
/// use fetch_cors::{header::UnsafeNames, request::CredentialsMode, request_origin::RequestOrigin};
/// let origin = RequestOrigin::from_serialized(b"https://app.example");
/// let names = UnsafeNames::default();
/// let put = PreflightedRequest::new(origin, CredentialsMode::Omit, b"PUT", &names);
/// let response = [
///     ("Access-Control-Allow-Origin", "*"),
///     ("Access-Control-Allow-Methods", "PUT, DELETE"),
///     ("Access-Control-Max-Age", "600"),
/// ];
/// let grant = put.evaluate(204, &response)?;
/// assert_eq!(grant.methods().collect::<Vec<_>>(), [&b"PUT"[..], b"DELETE"]);
/// assert_eq!(grant.max_age(), 600);
/// # Ok::<(), fetch_cors::error::PreflightError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PreflightedRequest<'a> {
    /// The byte-serialised request origin: the value of the `Origin` header of the preflight.
    pub origin: RequestOrigin<'a>,
    /// The credentials mode of the actual request, not of the preflight.
    pub credentials_mode: CredentialsMode,
    /// The method of the actual request.
    pub method: &'a [u8],
    /// The CORS-unsafe request-header names of the actual request.
    pub unsafe_names: &'a UnsafeNames<'a>,
    /// The use-CORS-preflight flag of the actual request. If it is set, a response without
    /// `Access-Control-Allow-Methods` grants the request's method. If the switch
    /// [`upload_needs_listed_method`](Switches::upload_needs_listed_method) is on, such a response grants the method
    /// only if the method is CORS-safelisted.
    pub use_cors_preflight: bool,
    /// The switches of the request's client.
    pub switches: Switches,
}

/// The permission that the response to a preflight gives: methods and header names that may be sent, and for how long.
///
/// A grant reads the response's headers and holds no copy. To remember it, pass it to
/// [`PreflightCache::store`](super::PreflightCache::store).
///
/// ```
/// use fetch_cors::preflight::PreflightedRequest;
/// use fetch_cors::{header::UnsafeNames, request::CredentialsMode, request_origin::RequestOrigin};
/// let origin = RequestOrigin::from_serialized(b"https://app.example");
/// let names = UnsafeNames::default();
/// let get = PreflightedRequest::new(origin, CredentialsMode::Omit, b"GET", &names);
/// let response = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "X-A")];
/// let grant = get.evaluate(200, &response)?;
/// assert_eq!(grant.methods().count(), 0);
/// assert_eq!(grant.header_names().collect::<Vec<_>>(), [b"X-A"]);
/// assert_eq!(grant.max_age(), 5); // the default
/// # Ok::<(), fetch_cors::error::PreflightError>(())
/// ```
pub struct Grant<'a, H: ?Sized> {
    methods: Option<Tokens<'a, H>>,
    /// The request's method, if the response grants it without a list.
    own_method: Option<&'a [u8]>,
    header_names: Option<Tokens<'a, H>>,
    authorization_by_wildcard: bool,
    max_age: u64,
    credentials: bool,
    switches: Switches,
}

/// Prints what is granted, and no other header of the response.
impl<H: ReadHeaders + ?Sized> fmt::Debug for Grant<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("own_method", &self.own_method.map(String::from_utf8_lossy))
            .field("methods", &self.methods)
            .field("header_names", &self.header_names)
            .field("authorization_by_wildcard", &self.authorization_by_wildcard)
            .field("max_age", &self.max_age)
            .field("credentials", &self.credentials)
            .field("switches", &self.switches)
            .finish()
    }
}

impl<'a, H: ReadHeaders + ?Sized> Grant<'a, H> {
    /// Returns the granted methods as the response lists them: in order, with repetitions, and with `*` as an item. If
    /// the response grants the request's method without a list, the result is that method.
    pub fn methods(&self) -> impl Iterator<Item = &'a [u8]> + use<'a, H> {
        let listed = self.methods.into_iter().flat_map(|methods| methods.iter());
        self.own_method.into_iter().chain(listed)
    }

    /// Returns the granted header names as the response lists them: in order, with repetitions, in any case, and with `*`
    /// as an item. `Authorization` is among them only if the response lists it by its name.
    pub fn header_names(&self) -> impl Iterator<Item = &'a [u8]> + use<'a, H> {
        self.header_names.into_iter().flat_map(|names| names.iter())
    }

    /// Returns the number of seconds for which the grant is valid. The limits of a cache are not applied to it.
    ///
    /// If `Access-Control-Max-Age` is absent, occurs more than once, or has a value that is not all digits, this is the
    /// default of 5 seconds. So a negative number means 5 seconds here. Chromium and Firefox store nothing for it.
    #[must_use]
    pub fn max_age(&self) -> u64 {
        self.max_age
    }

    /// Returns whether the credentials mode of the actual request is *include*.
    #[must_use]
    pub fn credentials(&self) -> bool {
        self.credentials
    }

    /// Returns whether the request has `Authorization` and the response allows it only with `*`. The standard does not
    /// accept this. The switch [`authorization_under_wildcard`](Switches::authorization_under_wildcard) does.
    ///
    /// Such a grant of `Authorization` is for one request: the cache does not store it. A host may want to warn
    /// developers.
    #[must_use]
    pub fn authorization_by_wildcard(&self) -> bool {
        self.authorization_by_wildcard
    }

    /// Returns the switches of the request's client.
    pub(super) fn switches(&self) -> Switches {
        self.switches
    }
}

impl<'a> PreflightedRequest<'a> {
    /// Creates a `PreflightedRequest` without the use-CORS-preflight flag and without switches. Set the fields that
    /// differ. The arguments are the fields of the same names.
    #[must_use]
    pub const fn new(
        origin: RequestOrigin<'a>,
        credentials_mode: CredentialsMode,
        method: &'a [u8],
        unsafe_names: &'a UnsafeNames<'a>,
    ) -> Self {
        Self {
            origin,
            credentials_mode,
            method,
            unsafe_names,
            use_cors_preflight: false,
            switches: Switches::as_the_standard_says(),
        }
    }

    /// Creates the `PreflightedRequest` of a request. `unsafe_names` are its CORS-unsafe request-header names.
    pub(crate) fn of(request: &'a Request, unsafe_names: &'a UnsafeNames<'a>) -> Self {
        Self {
            use_cors_preflight: request.use_cors_preflight(),
            switches: request.client().switches(),
            ..Self::new(
                request.byte_serialized_origin(),
                request.credentials_mode(),
                request.method_bytes(),
                unsafe_names,
            )
        }
    }

    /// Evaluates the response to the preflight, and returns what it grants.
    ///
    /// `status` and `headers` are those of the response.
    ///
    /// Takes time linear in the headers, in the bytes of the lists and in the unsafe names. Allocates only if there are
    /// more than 16 unsafe names, or if the result is an error.
    ///
    /// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
    ///
    /// # Errors
    ///
    /// Returns a [`PreflightError`] if the response does not allow the actual request. The standard's steps decide which
    /// of several errors it is: the CORS check, the status, lists that do not parse, the method, `Authorization`, and
    /// then the other header names in sorted order.
    pub fn evaluate<H: ReadHeaders + ?Sized>(
        &self,
        status: u16,
        headers: &'a H,
    ) -> Result<Grant<'a, H>, PreflightError> {
        let include = self.credentials_mode == CredentialsMode::Include;
        // cors-preflight-fetch-0 7: the response has to pass the CORS check, and its status has to be an ok status.
        cors_check(headers, self.origin, self.credentials_mode)?;
        check_status(status, headers)?;
        // cors-preflight-fetch-0 7.1: extracts the methods.
        let mut listed = ListedMethods::default();
        let methods =
            match extract_each_token(headers, &ALLOW_METHODS, |token| listed.record(token, self.method)) {
                Extracted::Failure(failure) => return Err(PreflightError::AllowMethodsInvalid { failure }),
                Extracted::Null => None,
                Extracted::Values(methods) => Some(methods),
            };
        // cors-preflight-fetch-0 7.2, 7.3: extracts the header names. If one of the two lists does not parse, the result
        // is an error.
        let mut covered = CoveredNames::default();
        let header_names = match extract_each_token(headers, &ALLOW_HEADERS, |token| {
            covered.record(token, self.unsafe_names);
        }) {
            Extracted::Failure(failure) => return Err(PreflightError::AllowHeadersInvalid { failure }),
            Extracted::Null => None,
            Extracted::Values(header_names) => Some(header_names),
        };
        // cors-preflight-fetch-0 7.4: without a list of methods, grants the request's method if the flag is set. Chromium
        // and Firefox grant only safelisted methods in this way, and a switch does the same.
        let grants_own = methods.is_none() && self.use_cors_preflight && self.may_grant_unlisted_method();
        let own_method = grants_own.then_some(self.method);
        // cors-preflight-fetch-0 7.5: checks whether the method is granted.
        if own_method.is_none() {
            self.check_method(&listed, include)?;
        }
        // cors-preflight-fetch-0 7.6, 7.7: checks whether the header names are granted.
        let authorization_by_wildcard = self.check_headers(&covered, include)?;
        // cors-preflight-fetch-0 7.8, 7.9: extracts the max-age. If it is absent or does not parse, it is 5 seconds.
        let max_age = match extract_delta_seconds(headers, &MAX_AGE) {
            Extracted::Values(seconds) => seconds,
            Extracted::Null | Extracted::Failure(_) => DEFAULT_MAX_AGE,
        };
        Ok(Grant {
            methods,
            own_method,
            header_names,
            authorization_by_wildcard,
            max_age,
            credentials: include,
            switches: self.switches,
        })
    }

    fn may_grant_unlisted_method(&self) -> bool {
        !self.switches.upload_needs_listed_method || is_cors_safelisted_method(self.method)
    }

    fn check_method(&self, listed: &ListedMethods, include: bool) -> Result<(), PreflightError> {
        if listed.own || is_cors_safelisted_method(self.method) {
            return Ok(());
        }
        let method = || String::from_utf8_lossy(self.method).into_owned();
        match (listed.wildcard, include) {
            (true, false) => Ok(()),
            (true, true) => Err(PreflightError::MethodWildcardIgnored { method: method() }),
            (false, _) => Err(PreflightError::MethodNotAllowed { method: method() }),
        }
    }

    /// Checks that the response covers every unsafe name. Returns whether only `*` covers `Authorization`.
    fn check_headers(&self, covered: &CoveredNames<'_>, include: bool) -> Result<bool, PreflightError> {
        if covered.names.len() == self.unsafe_names.len() {
            return Ok(false);
        }
        let wildcard = covered.wildcard;
        let missing = || self.missing(covered);
        // `Authorization` is never safelisted, so if the request has it, it is among the unsafe names.
        let authorization = missing().find(|name| is_cors_non_wildcard_request_header_name(name));
        if let Some(name) = authorization
            && !self.is_covered_by_wildcard(name, wildcard, include)
        {
            return Err(self.header_error(b"authorization", wildcard));
        }
        if wildcard && !include {
            return Ok(authorization.is_some());
        }
        // The standard checks the names in sorted order, so the error is about the first missing name.
        let Some(name) = missing().map(<[u8]>::to_ascii_lowercase).min() else { return Ok(false) };
        Err(self.header_error(&name, wildcard))
    }

    /// Returns whether `*` covers a name. `wildcard` says whether the response lists `*`.
    fn is_covered_by_wildcard(&self, name: &[u8], wildcard: bool, include: bool) -> bool {
        wildcard
            && !include
            && (!is_cors_non_wildcard_request_header_name(name) || self.switches.authorization_under_wildcard)
    }

    /// Returns the unsafe names that the response does not list.
    fn missing<'s>(&'s self, covered: &'s CoveredNames<'_>) -> impl Iterator<Item = &'a [u8]> + use<'s, 'a> {
        self.unsafe_names.as_written().filter(|name| !covered.names.contains(name))
    }

    /// Returns the error for a name in lower case that is not covered. `wildcard` says whether the response lists `*`.
    fn header_error(&self, name: &[u8], wildcard: bool) -> PreflightError {
        let text = || String::from_utf8_lossy(name).into_owned();
        if is_cors_non_wildcard_request_header_name(name) {
            match wildcard {
                true => PreflightError::AuthorizationNotCoveredByWildcard,
                false => PreflightError::HeaderNotAllowed { name: text() },
            }
        } else if wildcard {
            PreflightError::HeaderWildcardIgnored { name: text() }
        } else if self.unsafe_names.is_unsafe_by_total(name) {
            PreflightError::HeaderUnsafeByTotalSize { name: text() }
        } else {
            PreflightError::HeaderNotAllowed { name: text() }
        }
    }

    /// Returns one error for each unsafe header name that the response does not allow, in the sorted order of the names.
    ///
    /// [`evaluate`](Self::evaluate) returns only its first error. This method is for tools that report all of them. It
    /// reads only `Access-Control-Allow-Headers`. If that header does not parse, it allows no name.
    ///
    /// Takes time linear in the headers, in the bytes of the list and in the unsafe names, plus the time to sort the
    /// names that are not allowed.
    ///
    /// <https://fetch.spec.whatwg.org/#cors-preflight-fetch-0>
    ///
    /// ```
    /// use fetch_cors::error::PreflightError;
    /// use fetch_cors::header::cors_unsafe_request_header_names;
    /// use fetch_cors::preflight::PreflightedRequest;
    /// use fetch_cors::{request::CredentialsMode, request_origin::RequestOrigin};
    /// let origin = RequestOrigin::from_serialized(b"https://app.example");
    /// let list = [("X-B", "1"), ("X-A", "1"), ("X-C", "1")];
    /// let names = cors_unsafe_request_header_names(&list);
    /// let get = PreflightedRequest::new(origin, CredentialsMode::Omit, b"GET", &names);
    /// let refused = get.refused_header_names(&[("Access-Control-Allow-Headers", "x-a")]);
    /// let refused: Vec<_> = refused.iter().filter_map(PreflightError::header_name).collect();
    /// assert_eq!(refused, ["x-b", "x-c"]);
    /// ```
    #[must_use]
    pub fn refused_header_names<H: ReadHeaders + ?Sized>(&self, headers: &H) -> Vec<PreflightError> {
        let mut covered = CoveredNames::default();
        if let Extracted::Failure(_) =
            extract_each_token(headers, &ALLOW_HEADERS, |token| covered.record(token, self.unsafe_names))
        {
            covered = CoveredNames::default();
        }
        let (wildcard, include) = (covered.wildcard, self.credentials_mode == CredentialsMode::Include);
        let refused =
            self.missing(&covered).filter(|name| !self.is_covered_by_wildcard(name, wildcard, include));
        let mut names: Vec<Vec<u8>> = refused.map(<[u8]>::to_ascii_lowercase).collect();
        names.sort_unstable();
        names.iter().map(|name| self.header_error(name, wildcard)).collect()
    }
}

/// The facts of `Access-Control-Allow-Methods` that the check of the method needs.
#[derive(Default)]
struct ListedMethods {
    /// Whether the request's method is listed.
    own: bool,
    /// Whether `*` is listed.
    wildcard: bool,
}

impl ListedMethods {
    fn record(&mut self, listed: &[u8], method: &[u8]) {
        self.own |= listed == method;
        self.wildcard |= listed == b"*";
    }
}

/// The unsafe names of the request that `Access-Control-Allow-Headers` lists.
#[derive(Default)]
struct CoveredNames<'a> {
    names: NameSet<'a>,
    /// Whether `*` is listed.
    wildcard: bool,
}

impl<'a> CoveredNames<'a> {
    fn record(&mut self, listed: &'a [u8], unsafe_names: &UnsafeNames<'_>) {
        self.wildcard |= listed == b"*";
        if unsafe_names.contains(listed) {
            self.names.insert(listed);
        }
    }
}

fn check_status<H: ReadHeaders + ?Sized>(status: u16, headers: &H) -> Result<(), PreflightError> {
    // cors-preflight-fetch-0 8: a status that is not an ok status is an error, and so is a CORS check that fails.
    match status {
        200..=299 => Ok(()),
        _ if is_redirect_status(status) => Err(PreflightError::Redirected {
            status,
            location: trimmed_values(headers, &LOCATION).next().map(<[u8]>::to_vec),
        }),
        _ => Err(PreflightError::NotOk { status }),
    }
}
