use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Runs a future that never waits, because everything that it calls is blocking code, and returns its output.
///
/// A test of a server is written once, as async code. This function runs it for a server that is a plain function.
pub(super) fn run_ready<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        // The first poll is enough, because the future never waits.
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}
