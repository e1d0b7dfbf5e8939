//! Functions that keep panics inside the library.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, TryLockError};

use crate::status::{Status, Trouble};

/// Runs the body of an exported function, and returns its status.
///
/// This function catches a panic of the body. What the body was changing is behind a [`Mutex`]. The panic poisons the mutex,
/// so [`lock`] refuses later calls with that handle. Nothing can therefore see a state that the panic left behind, and the
/// body may be treated as unwind safe.
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

/// Runs a body that returns no status, and returns `otherwise` if it panics.
pub(crate) fn guard_or<T>(otherwise: T, body: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|payload| {
        dispose(payload);
        otherwise
    })
}

/// Drops the payload of a panic. If this panics again, the payload of the second panic is not dropped.
fn dispose(payload: Box<dyn Any + Send>) {
    if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        std::mem::forget(second);
    }
}

/// Tries to lock a handle for the time of a call. Does not wait for another thread.
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
