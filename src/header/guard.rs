//! What a `Headers` object may hold.

use super::bytes::{normalize, trim_request_value};
use super::list::{HeaderList, InvalidHeader, ReadHeaders, check};
use super::names::{
    PRIVILEGED_NO_CORS, is_forbidden_request_header, is_forbidden_response_header_name,
    is_no_cors_safelisted_request_header_name, is_privileged_no_cors_request_header_name,
};
use super::safelist::is_no_cors_safelisted_request_header;

/// A headers guard: who may change a `Headers` object, and how.
///
/// <https://fetch.spec.whatwg.org/#concept-headers-guard>
///
/// ```
/// use fetch_cors::header::{Guard, HeaderList};
/// let mut headers = HeaderList::new();
/// assert!(Guard::Request.append(&mut headers, b"x-token", b" 1 ")?);
/// assert!(!Guard::Request.append(&mut headers, b"Cookie", b"a=1")?); // ignored, as in a browser
/// assert_eq!(headers.iter().collect::<Vec<_>>(), [(&b"x-token"[..], &b"1"[..])]);
/// # Ok::<(), fetch_cors::header::guard::GuardError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "the standard has these five guards")]
pub enum Guard {
    /// Nothing may change.
    Immutable,
    /// The headers of a request.
    Request,
    /// The headers of a `no-cors` request.
    RequestNoCors,
    /// The headers of a response.
    Response,
    /// Anything goes that is a header.
    None,
}

/// What script would see as a `TypeError`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GuardError {
    /// Not a header at all.
    #[error(transparent)]
    Invalid(#[from] InvalidHeader),
    /// The guard is [`Guard::Immutable`].
    #[error("the headers are immutable")]
    Immutable,
}

impl Guard {
    /// Whether a header may be added under this guard. `Ok(false)` means that it is left out
    /// without a word, as script expects. `value` is normalized.
    ///
    /// <https://fetch.spec.whatwg.org/#headers-validate>
    ///
    /// # Errors
    ///
    /// [`GuardError`] where script sees a `TypeError`: not a header, or an immutable list.
    pub fn validate(self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        // validate 1: it has to be a header.
        check(name, value)?;
        match self {
            // validate 2: not into an immutable list.
            Self::Immutable => Err(GuardError::Immutable),
            // validate 3: not what script may not set.
            Self::Request => Ok(!is_forbidden_request_header(name, value)),
            // validate 4: not what script may not see.
            Self::Response => Ok(!is_forbidden_response_header_name(name)),
            // validate 5: fine.
            Self::RequestNoCors | Self::None => Ok(true),
        }
    }

    /// Whether a header may be appended to a list of this guard. For hosts with a list of their own, which
    /// then append the [normalized](normalize) value, and with [`Guard::RequestNoCors`] remove the
    /// [privileged](is_privileged_no_cors_request_header_name) headers.
    ///
    /// # Errors
    ///
    /// [`GuardError`], as for [`validate`](Self::validate).
    pub fn may_append<H: ReadHeaders + ?Sized>(
        self,
        list: &H,
        name: &[u8],
        value: &[u8],
    ) -> Result<bool, GuardError> {
        // concept-headers-append 1: without white space around it.
        let value = normalize(value);
        // concept-headers-append 2: if the guard lets it in.
        if !self.validate(name, value)? {
            return Ok(false);
        }
        if self != Self::RequestNoCors {
            return Ok(true);
        }
        // concept-headers-append 3, 3.1, 3.2, 3.3: judged with the values it would stand beside.
        let others = list.values(name).map(trim_request_value);
        let joined = others.chain([value]).collect::<Vec<_>>().join(&b", "[..]);
        // concept-headers-append 3.4: unsafe, so left out.
        Ok(is_no_cors_safelisted_request_header(name, &joined))
    }

    /// Appends a header, as `headers.append(name, value)` does. `Ok(false)` means that the guard
    /// left it out.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-headers-append>
    ///
    /// # Errors
    ///
    /// [`GuardError`], as for [`validate`](Self::validate).
    pub fn append(self, list: &mut HeaderList, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        let may = self.may_append(list, name, value)?;
        if may {
            // concept-headers-append 4: in.
            list.append_valid(name, normalize(value));
            // concept-headers-append 5: script has changed the list.
            self.remove_privileged(list);
        }
        Ok(may)
    }

    /// Whether a header may be set in a list of this guard; see [`may_append`](Self::may_append).
    ///
    /// # Errors
    ///
    /// [`GuardError`], as for [`validate`](Self::validate).
    pub fn may_set(self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        // set-name-value 1: without white space around it.
        let value = normalize(value);
        // set-name-value 2: if the guard lets it in.
        Ok(self.validate(name, value)?
            // set-name-value 3: judged by itself, as it will stand alone.
            && (self != Self::RequestNoCors || is_no_cors_safelisted_request_header(name, value)))
    }

    /// Sets a header, as `headers.set(name, value)` does. `Ok(false)` means that the guard left it out.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-set>
    ///
    /// # Errors
    ///
    /// [`GuardError`], as for [`validate`](Self::validate).
    pub fn set(self, list: &mut HeaderList, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        let may = self.may_set(name, value)?;
        if may {
            // set-name-value 4: in.
            list.set_valid(name, normalize(value));
            // set-name-value 5: script has changed the list.
            self.remove_privileged(list);
        }
        Ok(may)
    }

    /// Whether a header may be deleted from a list of this guard; see [`may_append`](Self::may_append).
    ///
    /// # Errors
    ///
    /// [`GuardError`], as for [`validate`](Self::validate).
    pub fn may_delete(self, name: &[u8]) -> Result<bool, GuardError> {
        // delete-name 1: if the guard lets go of it, whatever its value.
        Ok(self.validate(name, b"")?
            // delete-name 2: what script could not have set, it leaves alone.
            && (self != Self::RequestNoCors
                || is_no_cors_safelisted_request_header_name(name)
                || is_privileged_no_cors_request_header_name(name)))
    }

    /// Deletes a header, as `headers.delete(name)` does. `Ok(false)` means that the list is as it was.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-delete>
    ///
    /// # Errors
    ///
    /// [`GuardError`], as for [`validate`](Self::validate).
    pub fn delete(self, list: &mut HeaderList, name: &[u8]) -> Result<bool, GuardError> {
        // delete-name 3: nothing to do where it is not.
        if !self.may_delete(name)? || !list.contains(name) {
            return Ok(false);
        }
        // delete-name 4: out.
        list.delete(name);
        // delete-name 5: script has changed the list.
        self.remove_privileged(list);
        Ok(true)
    }

    /// Fills a list with pairs, as `new Headers(init)` does with [`Guard::None`], and `fetch()` with that of
    /// its request: each is appended.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-headers-fill>
    ///
    /// # Errors
    ///
    /// [`GuardError`], as for [`validate`](Self::validate), at the first pair that is no header.
    pub fn fill<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        self,
        list: &mut HeaderList,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), GuardError> {
        // concept-headers-fill 1, 1.1, 1.2, 2: pairs are pairs, from a sequence or a record.
        for (name, value) in headers {
            self.append(list, name.as_ref(), value.as_ref())?;
        }
        Ok(())
    }

    /// The privileged headers go when script changes a `no-cors` request.
    fn remove_privileged(self, list: &mut HeaderList) {
        if self == Self::RequestNoCors {
            // concept-headers-remove-privileged-no-cors-request-headers 1, 1.1: each of them.
            for name in PRIVILEGED_NO_CORS {
                list.delete(name);
            }
        }
    }
}
