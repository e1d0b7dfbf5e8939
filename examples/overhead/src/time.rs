//! The time of a fetch. The two fetches of a pair follow each other, so that a slow moment of the machine affects both.

use std::fmt;
use std::time::{Duration, Instant};

use crate::Failure;
use crate::fetches::Clients;

/// The number of pairs that run before the measurement begins.
const WARM_UP: usize = 500;

/// The times of pairs of fetches.
#[derive(Debug)]
pub(crate) struct Pairs {
    alone: Vec<f64>,
    around: Vec<f64>,
}

/// Times `count` pairs. Each of the two clients comes first in every second pair.
pub(crate) async fn pairs(
    clients: &Clients,
    [alone, around]: [&str; 2],
    kind: &str,
    count: usize,
) -> Result<Pairs, Failure> {
    let mut pairs = Pairs { alone: Vec::with_capacity(count), around: Vec::with_capacity(count) };
    for i in 0..WARM_UP + count {
        let (first, second) = if i % 2 == 0 { (alone, around) } else { (around, alone) };
        let (first, second) = (time(clients, first, kind).await?, time(clients, second, kind).await?);
        let (alone, around) = if i % 2 == 0 { (first, second) } else { (second, first) };
        if i >= WARM_UP {
            pairs.alone.push(micros(alone));
            pairs.around.push(micros(around));
        }
    }
    Ok(pairs)
}

async fn time(clients: &Clients, client: &str, kind: &str) -> Result<Duration, Failure> {
    let start = Instant::now();
    let body = clients.fetch(client, kind).await?;
    let elapsed = start.elapsed();
    if body == "hello" { Ok(elapsed) } else { Err(format!("{client} fetched {body:?}").into()) }
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// Prints the cells of a row: both medians, and the median of the ratios with its quartiles.
impl fmt::Display for Pairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ratios: Vec<f64> =
            self.around.iter().zip(&self.alone).map(|(around, alone)| around / alone).collect();
        let [_, alone, _] = quartiles(&self.alone);
        let [_, around, _] = quartiles(&self.around);
        let [low, ratio, high] = quartiles(&ratios);
        write!(f, "{alone:.1} | {around:.1} | {ratio:.3} [{low:.3}, {high:.3}]")
    }
}

/// Returns the quartiles: a quarter, a half and three quarters of all values are below them.
fn quartiles(values: &[f64]) -> [f64; 3] {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| sorted.get(sorted.len() * quarter / 4).copied().unwrap_or(f64::NAN))
}
