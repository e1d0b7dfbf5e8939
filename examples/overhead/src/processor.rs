//! A function that keeps a process on one processor, so that the system does not move it during a measurement.

use std::process::Command;

use crate::Failure;

/// Keeps a process on one processor.
pub(crate) fn pin(process: u32, processor: usize) -> Result<(), Failure> {
    let output = Command::new("taskset")
        .args(["--all-tasks", "--pid", "--cpu-list", &processor.to_string(), &process.to_string()])
        .output()
        .map_err(|error| format!("taskset, which keeps a process on a processor: {error}"))?;
    let error = String::from_utf8_lossy(&output.stderr);
    if output.status.success() { Ok(()) } else { Err(format!("taskset failed: {error}").into()) }
}
