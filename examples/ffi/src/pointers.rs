//! Functions that convert pointers from C to references, and write results for C. Only this module reads or writes through
//! pointers.
#![allow(unsafe_code, reason = "this file is a part of the border to C")]

use std::ptr;

use crate::layout::{Bytes, Header};
use crate::status::{Status, Trouble};

/// The name and the value of a header.
type Field<'a> = (&'a [u8], &'a [u8]);

/// Converts a pointer from C to a reference.
///
/// # Safety
///
/// The pointer must be NULL, or point to a `T` that lives and does not change for `'a`.
pub(crate) unsafe fn borrow<'a, T>(pointer: *const T) -> Result<&'a T, Status> {
    // SAFETY: the caller promises the same.
    unsafe { pointer.as_ref() }.ok_or(Status::NullPointer)
}

/// Converts bytes from C to a slice.
///
/// # Safety
///
/// The pointer must be NULL, or point to `length` bytes that live and do not change for `'a`.
pub(crate) unsafe fn bytes<'a>(bytes: Bytes) -> Result<&'a [u8], Status> {
    // SAFETY: the caller promises the same.
    unsafe { slice(bytes.data, bytes.length) }
}

/// Converts an array of headers from C to slices.
///
/// # Safety
///
/// The same as for [`bytes`], for the array and for the bytes of each header.
pub(crate) unsafe fn headers<'a>(array: *const Header, count: usize) -> Result<Vec<Field<'a>>, Status> {
    // SAFETY: the caller promises the same.
    let array: &[Header] = unsafe { slice(array, count) }?;
    let field = |header: &Header| {
        // SAFETY: the caller promises it for the bytes of each header.
        let name = unsafe { bytes(header.name) }?;
        // SAFETY: as above.
        let value = unsafe { bytes(header.value) }?;
        Ok((name, value))
    };
    array.iter().map(field).collect()
}

/// Converts an array from C to a slice.
///
/// # Safety
///
/// The same as for [`bytes`].
unsafe fn slice<'a, T>(start: *const T, count: usize) -> Result<&'a [T], Status> {
    if count == 0 {
        return Ok(&[]);
    }
    if start.is_null() {
        return Err(Status::NullPointer);
    }
    // No array in memory has more than `isize::MAX` bytes. A longer slice would be undefined behaviour.
    let size = count.checked_mul(size_of::<T>()).and_then(|size| isize::try_from(size).ok());
    size.ok_or(Status::InvalidArgument)?;
    // SAFETY: the array is not empty, its size is possible, and the caller promises the rest.
    Ok(unsafe { std::slice::from_raw_parts(start, count) })
}

/// Writes a value to the place that C has passed.
///
/// # Safety
///
/// The pointer must be NULL, or point to memory for a `T`.
pub(crate) unsafe fn put<T>(place: *mut T, value: T) -> Result<(), Status> {
    if place.is_null() {
        return Err(Status::NullPointer);
    }
    // SAFETY: the pointer is not NULL, and the caller promises the rest.
    unsafe { place.write(value) };
    Ok(())
}

/// Gives a new handle to C, or NULL if there is an error.
///
/// # Safety
///
/// The same as for [`put`].
pub(crate) unsafe fn give<T>(
    place: *mut *mut T,
    make: impl FnOnce() -> Result<T, Trouble>,
) -> Result<(), Trouble> {
    // SAFETY: the caller promises the same. NULL is written first, because `make` may fail or panic.
    unsafe { put(place, ptr::null_mut()) }?;
    let handle = Box::into_raw(Box::new(make()?));
    // SAFETY: as above.
    Ok(unsafe { put(place, handle) }?)
}

/// Takes a handle back from C and drops it.
///
/// # Safety
///
/// The pointer must be NULL, or come from [`give`] and not be taken back yet. It must not be used any more.
pub(crate) unsafe fn take_back<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: the pointer is not NULL, and the caller promises the rest.
        drop(unsafe { Box::from_raw(handle) });
    }
}
