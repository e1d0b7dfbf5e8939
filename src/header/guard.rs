//! What a `Headers` object may hold. [`Headers`](super::Headers) applies it to a list.

use super::bytes::{normalize, trim_request_value};
use super::list::{InvalidHeader, ReadHeaders, check};
use super::names::{
    is_forbidden_request_header, is_forbidden_response_header_name,
    is_no_cors_safelisted_request_header_name, is_privileged_no_cors_request_header_name,
};
use super::safelist::is_no_cors_safelisted_request_header;
use crate::keyword::keyword_enum;

keyword_enum! {
    /// A headers guard: who may change a [`Headers`](super::Headers) object, and how.
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
        /// Nothing may change.
        Immutable = "immutable",
        /// The headers of a request.
        Request = "request",
        /// The headers of a `no-cors` request.
        RequestNoCors = "request-no-cors",
        /// The headers of a response.
        Response = "response",
        /// Every header is allowed.
        None = "none",
    }
}

/// The reason why a change of a `Headers` object fails. Script sees it as a `TypeError`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GuardError {
    /// The name and the value are not a header.
    #[error(transparent)]
    Invalid(#[from] InvalidHeader),
    /// The guard is [`Guard::Immutable`].
    #[error("the headers are immutable")]
    Immutable,
}

impl Guard {
    /// Checks whether a header may be added under this guard. `Ok(false)` means that the header is left out and
    /// that script sees no error. `value` must be [normalized](normalize).
    ///
    /// <https://fetch.spec.whatwg.org/#headers-validate>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`] if the name and the value are not a header, or if the list is immutable.
    pub fn validate(self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        // validate 1: refuses what is not a header.
        check(name, value)?;
        match self {
            // validate 2: refuses every change of an immutable list.
            Self::Immutable => Err(GuardError::Immutable),
            // validate 3: leaves out what script may not set.
            Self::Request => Ok(!is_forbidden_request_header(name, value)),
            // validate 4: leaves out what script may not see.
            Self::Response => Ok(!is_forbidden_response_header_name(name)),
            // validate 5: allows everything else.
            Self::RequestNoCors | Self::None => Ok(true),
        }
    }

    /// Checks whether a header may be appended to a list of this guard.
    ///
    /// For a host with a list of its own; [`Headers`](super::Headers) appends to a `HeaderList`. The host then
    /// appends the [normalized](normalize) value, and under [`Guard::RequestNoCors`] deletes the
    /// [privileged](is_privileged_no_cors_request_header_name) headers.
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
        // concept-headers-append 2: leaves out what the guard does not allow.
        if !self.validate(name, value)? {
            return Ok(false);
        }
        if self != Self::RequestNoCors {
            return Ok(true);
        }
        // concept-headers-append 3, 3.1, 3.2, 3.3: judged with the values it would stand beside.
        let others = list.values(name.into()).map(trim_request_value);
        let joined = others.chain([value]).collect::<Vec<_>>().join(&b", "[..]);
        // concept-headers-append 3.4: unsafe, so left out.
        Ok(is_no_cors_safelisted_request_header(name, &joined))
    }

    /// Checks whether a header may be set in a list of this guard. See [`may_append`](Self::may_append).
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`validate`](Self::validate) does.
    pub fn may_set(self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        // set-name-value 1: removes white space around the value.
        let value = normalize(value);
        // set-name-value 2: leaves out what the guard does not allow.
        Ok(self.validate(name, value)?
            // set-name-value 3: judges the value by itself, because it replaces the others.
            && (self != Self::RequestNoCors || is_no_cors_safelisted_request_header(name, value)))
    }

    /// Checks whether a header may be deleted from a list of this guard. See [`may_append`](Self::may_append).
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`validate`](Self::validate) does.
    pub fn may_delete(self, name: &[u8]) -> Result<bool, GuardError> {
        // delete-name 1: keeps what the guard protects. The value does not matter.
        Ok(self.validate(name, b"")?
            // delete-name 2: keeps what script cannot set, apart from the privileged headers.
            && (self != Self::RequestNoCors
                || is_no_cors_safelisted_request_header_name(name)
                || is_privileged_no_cors_request_header_name(name)))
    }
}
