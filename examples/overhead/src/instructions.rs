//! The number of instructions of a fetch: the difference between a process that makes many fetches and one that makes few,
//! divided by the number of additional fetches. Callgrind counts the instructions.

use std::fmt;
use std::process::Command;

use crate::Failure;

const FEW: u64 = 200;
const MANY: u64 = 1_200;

/// The instructions of one fetch: by a client alone, and by the client with the engine.
#[derive(Debug)]
pub(crate) struct Counts {
    alone: u32,
    around: u32,
}

/// Counts the instructions of one fetch by each client.
pub(crate) fn of_a_fetch(origin: &str, clients: [&str; 2], kind: &str) -> Result<Counts, Failure> {
    let [alone, around] = clients.map(|client| {
        let few = count(origin, client, kind, FEW)?;
        let many = count(origin, client, kind, MANY)?;
        Ok::<_, Failure>(u32::try_from(many.saturating_sub(few) / (MANY - FEW))?)
    });
    Ok(Counts { alone: alone?, around: around? })
}

/// Prints the cells of a row of the table.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { alone, around } = *self;
        write!(f, "{alone} | {around} | {:.2}", f64::from(around) / f64::from(alone))
    }
}

/// Counts the instructions of a process that makes this number of fetches.
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
