use super::bytes::normalize;
use super::guard::{Guard, GuardError};
use super::list::{HeaderList, InvalidHeader};
use super::names::PRIVILEGED_NO_CORS;

/// A `Headers` object of the standard: a header list, and the guard that decides how script may change the list.
///
/// A `Headers` borrows its list. So a host creates one each time that script calls a method of its `Headers` object.
/// [`Request::script_headers`](crate::Request::script_headers) returns the `Headers` of a request.
///
/// <https://fetch.spec.whatwg.org/#headers-class>
///
/// ```
/// use fetch_cors::header::{Guard, HeaderList, Headers};
/// let mut list = HeaderList::new();
/// let mut headers = Headers::new(&mut list, Guard::RequestNoCors);
/// assert!(headers.set(b"Accept", b" text/html ")?);
/// assert!(!headers.set(b"Content-Type", b"application/json")?); // left out, as in a browser
/// assert_eq!(headers.get(b"accept")?.as_deref(), Some(&b"text/html"[..]));
/// # Ok::<(), fetch_cors::header::guard::GuardError>(())
/// ```
#[derive(Debug)]
pub struct Headers<'l> {
    list: &'l mut HeaderList,
    guard: Guard,
}

impl<'l> Headers<'l> {
    /// Creates a `Headers` object from a list and a guard. In script, `new Headers()` starts with an empty list and
    /// [`Guard::None`].
    #[must_use]
    pub const fn new(list: &'l mut HeaderList, guard: Guard) -> Self {
        Self { list, guard }
    }

    /// Returns the guard of this object.
    #[must_use]
    pub const fn guard(&self) -> Guard {
        self.guard
    }

    /// Returns the underlying header list.
    #[must_use]
    pub const fn list(&self) -> &HeaderList {
        self.list
    }

    /// Appends a header, as `headers.append(name, value)` does in script. `Ok(false)` means that the guard left the header
    /// out.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-headers-append>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`Guard::validate`] does.
    pub fn append(&mut self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        let may = self.guard.may_append(self.list, name, value)?;
        if may {
            // concept-headers-append 4: appends the header to the list.
            self.list.append_valid(name, normalize(value));
            // concept-headers-append 5: removes the privileged headers.
            self.remove_privileged();
        }
        Ok(may)
    }

    /// Fills the object with pairs, as `new Headers(init)` and `fetch()` do in script. Each pair is appended. Pairs that the
    /// guard does not allow are left out.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-headers-fill>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`Guard::validate`] does, for the first pair that fails. The pairs before it stay in the
    /// list.
    pub fn fill<N: AsRef<[u8]>, V: AsRef<[u8]>>(
        &mut self,
        headers: impl IntoIterator<Item = (N, V)>,
    ) -> Result<(), GuardError> {
        // concept-headers-fill 1, 1.1, 1.2, 2: appends each pair of the sequence or the record.
        for (name, value) in headers {
            self.append(name.as_ref(), value.as_ref())?;
        }
        Ok(())
    }

    /// Deletes all headers called `name`, as `headers.delete(name)` does in script. `Ok(false)` means that the list did not
    /// change.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-delete>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`Guard::validate`] does.
    pub fn delete(&mut self, name: &[u8]) -> Result<bool, GuardError> {
        // delete-name 3: stops if there is no header of that name.
        if !self.guard.may_delete(name)? || !self.list.contains(name) {
            return Ok(false);
        }
        // delete-name 4: deletes the headers of that name from the list.
        self.list.delete(name);
        // delete-name 5: removes the privileged headers.
        self.remove_privileged();
        Ok(true)
    }

    /// Returns the values of all headers called `name`, joined with `, `, as `headers.get(name)` does in script. Returns
    /// `None` if there is no such header.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-get>
    ///
    /// # Errors
    ///
    /// Returns [`InvalidHeader::Name`] if `name` is not a header name.
    pub fn get(&self, name: &[u8]) -> Result<Option<Vec<u8>>, InvalidHeader> {
        self.list.get(name)
    }

    /// Returns the values of all `Set-Cookie` headers, as `headers.getSetCookie()` does in script.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-getsetcookie>
    pub fn get_set_cookie(&self) -> impl Iterator<Item = &[u8]> {
        self.list.get_set_cookie()
    }

    /// Returns whether there is a header called `name`, as `headers.has(name)` does in script.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-has>
    ///
    /// # Errors
    ///
    /// Returns [`InvalidHeader::Name`] if `name` is not a header name.
    pub fn has(&self, name: &[u8]) -> Result<bool, InvalidHeader> {
        self.list.has(name)
    }

    /// Sets a header, as `headers.set(name, value)` does in script. `Ok(false)` means that the guard left the header out.
    ///
    /// <https://fetch.spec.whatwg.org/#dom-headers-set>
    ///
    /// # Errors
    ///
    /// Returns [`GuardError`], as [`Guard::validate`] does.
    pub fn set(&mut self, name: &[u8], value: &[u8]) -> Result<bool, GuardError> {
        let may = self.guard.may_set(name, value)?;
        if may {
            // set-name-value 4: sets the header in the list.
            self.list.set_valid(name, normalize(value));
            // set-name-value 5: removes the privileged headers.
            self.remove_privileged();
        }
        Ok(may)
    }

    /// Returns the headers that script sees when it iterates over the object. They are sorted by name, and headers of one
    /// name are combined, except for `set-cookie`.
    ///
    /// <https://fetch.spec.whatwg.org/#concept-header-list-sort-and-combine>
    #[must_use]
    pub fn sort_and_combine(&self) -> HeaderList {
        self.list.sort_and_combine()
    }

    /// Removes the privileged headers if the guard is *request-no-cors*. It is called after script has changed the list.
    fn remove_privileged(&mut self) {
        if self.guard == Guard::RequestNoCors {
            // concept-headers-remove-privileged-no-cors-request-headers 1, 1.1: deletes each privileged header.
            for name in PRIVILEGED_NO_CORS {
                self.list.delete(name);
            }
        }
    }
}
