//! Instructions: what callgrind counts in a process that makes many fetches, less one that makes few.

use std::fmt;
use std::process::Command;

use crate::Failure;

const FEW: u64 = 200;
const MANY: u64 = 1_200;

/// The instructions of one fetch, of a client alone and with the engine around it.
#[derive(Debug)]
pub(crate) struct Counts {
    alone: u32,
    around: u32,
}

/// Counts the instructions of one fetch of each client.
pub(crate) fn of_a_fetch(origin: &str, clients: [&str; 2], kind: &str) -> Result<Counts, Failure> {
    let [alone, around] = clients.map(|client| {
        let few = count(origin, client, kind, FEW)?;
        let many = count(origin, client, kind, MANY)?;
        Ok::<_, Failure>(u32::try_from(many.saturating_sub(few) / (MANY - FEW))?)
    });
    Ok(Counts { alone: alone?, around: around? })
}

/// Prints the cells of a table.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { alone, around } = *self;
        write!(f, "{alone} | {around} | {:.2}", f64::from(around) / f64::from(alone))
    }
}

/// Counts the instructions of a process that makes so many fetches.
fn count(origin: &str, client: &str, kind: &str, fetches: u64) -> Result<u64, Failure> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["fetch", origin, client, kind, &fetches.to_string()])
        .output()
        .map_err(|error| format!("valgrind, which counts the instructions: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("valgrind failed: {report}").into());
    }
    let collected = report.lines().find_map(|line| line.split_once("Collected : "));
    let (_, collected) = collected.ok_or("valgrind printed no count")?;
    Ok(collected.trim().parse()?)
}
