//! Keeps panics inside the library.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, TryLockError};

use crate::status::{Status, Trouble};

/// Runs the body of an exported function, and returns its status.
///
/// A panic of the body ends here. What the body was changing is behind a [`Mutex`], which is poisoned by the panic. Later
/// calls with that handle are refused by [`lock`]. This is why the body may be called unwind safe.
pub(crate) fn guard(body: impl FnOnce() -> Result<(), Trouble>) -> i32 {
    let status = match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => Status::Ok,
        Ok(Err(trouble)) => trouble.status,
        Err(payload) => {
            dispose(payload);
            Status::Panic
        }
    };
    status.number()
}

/// Runs a body that cannot fail, and returns `otherwise` if it panics all the same.
pub(crate) fn guard_or<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        dispose(payload);
        otherwise
    })
}

/// Drops what a panic was called with. If that panics again, what the second panic was called with is not dropped.
fn dispose(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}

/// Locks a handle for the time of a call. Does not wait for another thread.
pub(crate) fn lock<T>(handle: &Mutex<T>) -> Result<MutexGuard<'_, T>, Status> {
    handle.try_lock().map_err(|error| match error {
        TryLockError::Poisoned(_) => Status::Panic,
        TryLockError::WouldBlock => Status::Busy,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::{guard, guard_or, lock};
    use crate::status::{Status, Trouble};

    #[test]
    fn a_panic_is_a_status() {
        assert_eq!(guard(|| panic!("planted")), Status::Panic.number());
        assert_eq!(guard_or(1, || panic!("planted")), 1);
    }

    #[test]
    fn a_payload_that_panics_when_it_is_dropped_does_no_harm() {
        struct Spiteful;
        impl Drop for Spiteful {
            fn drop(&mut self) {
                panic!("planted");
            }
        }
        assert_eq!(guard(|| std::panic::panic_any(Spiteful)), Status::Panic.number());
    }

    #[test]
    fn a_handle_that_was_changed_during_a_panic_is_refused() {
        let handle = Mutex::new(1);
        let panicked = guard(|| -> Result<(), Trouble> {
            let _locked = lock(&handle)?;
            panic!("planted");
        });
        assert_eq!(panicked, Status::Panic.number());
        assert_eq!(lock(&handle).unwrap_err(), Status::Panic);
    }

    #[test]
    fn a_handle_that_is_in_use_is_refused() {
        let handle = Mutex::new(1);
        let _locked = handle.lock().unwrap();
        assert_eq!(lock(&handle).unwrap_err(), Status::Busy);
    }
}
