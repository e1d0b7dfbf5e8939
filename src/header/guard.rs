//! Guards, which decide what script may change in a `Headers` object.
//!
//! [`Headers`](super::Headers) applies a [`Guard`] to a [`HeaderList`](super::HeaderList). A host that keeps headers in a
//! list of its own calls the methods of [`Guard`] directly.

use super::bytes::{normalize, trim_request_value};
use super::list::{InvalidHeader, ReadHeaders, check};
use super::names::{
    is_forbidden_request_header, is_forbidden_response_header_name,
    is_no_cors_safelisted_request_header_name, is_privileged_no_cors_request_header_name,
};
use super::safelist::is_no_cors_safelisted_request_header;
use crate::keyword::keyword_enum;

keyword_enum! {
    /// A headers guard: the rule that decides how script may change a [`Headers`](super::Headers) object.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-headers-guard>
    ///
    /// ```
    /// use fetch_cors::header::{Guard, Headers, HeaderList};
    /// let mut list = HeaderList::new();
    /// let mut headers = Headers::new(&mut list, Guard::Request);
    /// assert!(headers.append(b"x-token", b" 1 ")?);
    /// assert!(!headers.append(b"Cookie", b"a=1")?); // left out, as in a browser
    /// assert_eq!(list.iter().collect::<Vec<_>>(), [(&b"x-token"[..], &b"1"[..])]);
    /// # Ok::<(), fetch_cors::header::guard::GuardError>(())
    /// ```
    #[non_exhaustive]
    pub enum Guard {
        /// Script cannot change any header.
        Immutable = "immutable",
        /// The headers belong to a request. Forbidden request-headers are left out.
        Request = "request",
        /// The headers belong to a `no-cors` request. Headers that are not safelisted for `no-cors` are left out.
        RequestNoCors = "request-no-cors",
        /// The headers belong to a response. Headers with a forbidden response-header name are left out.
        Response = "response",
        /// Script may change every header.
        None = "none",
    }
}

/// The reason why script cannot change a `Headers` object. The host throws it as a `TypeError`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GuardError {
    /// The name or the value is not valid.
    #[error(transparent)]
    Invalid(#[from] InvalidHeader),
    /// The guard is [`Guard::Immutable`].
    #[error("the headers are immutable")]
    Immutable,
}

impl Guard {
    /// Checks whether this guard allows a header. `Ok(false)` means that the header is left out, and that script sees no
    /// error. `value` must be [normalized](normalize).
    ///
    /// <https://fetch.spec.whatwg.org/#headers-validate>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`] if the name or the value is not valid, or if the guard is [`Guard::Immutable`].
    pub fn validate(self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        // validate 1: returns an error if the name or the value is not valid.
        check(name, value)?;
        match self {
            // validate 2: returns an error for every change of immutable headers.
            Self::Immutable => Err(GuardError::Immutable),
            // validate 3: leaves out a request header that script may not set.
            Self::Request => Ok(!is_forbidden_request_header(name, value)),
            // validate 4: leaves out a response header that script may not see.
            Self::Response => Ok(!is_forbidden_response_header_name(name)),
            // validate 5: allows every other header.
            Self::RequestNoCors | Self::None => Ok(true),
        }
    }

    /// Checks whether script may append a header to a list under this guard. `Ok(false)` means that the header is left out,
    /// and that script sees no error.
    ///
    /// This method is for a host that keeps headers in a list of its own. After `Ok(true)`, the host appends the header with
    /// the [normalized](normalize) value. If the guard is [`Guard::RequestNoCors`], the host then deletes the
    /// [privileged](is_privileged_no_cors_request_header_name) headers from the list.
    ///
    /// Takes time linear in the list.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-headers-append>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`validate`](Self::validate) does.
    pub fn may_append<H: ReadHeaders + ?Sized>(
        self,
        list: &H,
        name: &[u8],
        value: &[u8],
    ) -> Result<bool, GuardError> {
        // concept-headers-append 1: removes white space around the value.
        let value = normalize(value);
        // concept-headers-append 2: leaves out a header that the guard does not allow.
        if !self.validate(name, value)? {
            return Ok(false);
        }
        if self != Self::RequestNoCors {
            return Ok(true);
        }
        // concept-headers-append 3, 3.1, 3.2, 3.3: joins the value to the values of that name in the list.
        let others = list.values(name.into()).map(trim_request_value);
        let joined = others.chain([value]).collect::<Vec<_>>().join(&b", "[..]);
        // concept-headers-append 3.4: leaves the header out if the joined value is not safelisted for `no-cors`.
        Ok(is_no_cors_safelisted_request_header(name, &joined))
    }

    /// Checks whether script may set a header in a list under this guard. The result means the same as for
    /// [`may_append`](Self::may_append).
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-set>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`validate`](Self::validate) does.
    pub fn may_set(self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        // set-name-value 1: removes white space around the value.
        let value = normalize(value);
        // set-name-value 2: leaves out a header that the guard does not allow.
        Ok(self.validate(name, value)?
            // set-name-value 3: checks the value alone, because it replaces the other values.
            && (self != Self::RequestNoCors || is_no_cors_safelisted_request_header(name, value)))
    }

    /// Checks whether script may delete a header from a list under this guard. `Ok(false)` means that the header stays, and
    /// that script sees no error.
    ///
    /// After `Ok(true)`, the host deletes the header. If the list had the header and the guard is [`Guard::RequestNoCors`],
    /// the host then deletes the [privileged](is_privileged_no_cors_request_header_name) headers, too.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-delete>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`validate`](Self::validate) does.
    pub fn may_delete(self, name: &[u8]) -> Result<bool, GuardError> {
        // delete-name 1: keeps a header that the guard protects. The empty value stands for any value.
        Ok(self.validate(name, b"")?
            // delete-name 2: keeps a header that script could not set in a `no-cors` request, unless it is privileged.
            && (self != Self::RequestNoCors
                || is_no_cors_safelisted_request_header_name(name)
                || is_privileged_no_cors_request_header_name(name)))
    }
}
