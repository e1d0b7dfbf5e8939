//! The bodies of the fuzz targets over their seeds, and over bytes from a generator that starts at the same place each
//! time.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

#[path = "../fuzz/src/lib.rs"]
mod bodies;

use bodies::{Body, TARGETS};

/// So many strings of bytes for each target.
const RANDOM: u64 = 500;

fn target(name: &str) -> Body {
    TARGETS.iter().find(|(other, _)| *other == name).expect("a target").1
}

/// Every seed of a target, in a fixed order.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Vigna's `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound).unwrap()).unwrap()
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most + 1)).map(|_| self.next().to_be_bytes()[0]).collect()
    }

    /// A seed with a few bytes changed, and perhaps the end of another.
    fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..self.below(8) {
            if !bytes.is_empty() {
                let at = self.below(bytes.len());
                bytes[at] = self.next().to_be_bytes()[0];
            }
        }
        if self.below(4) == 0 {
            let other = &seeds[self.below(seeds.len())];
            bytes.truncate(self.below(bytes.len() + 1));
            bytes.extend_from_slice(&other[self.below(other.len() + 1)..]);
        }
        bytes
    }
}

/// Most seeds come to the heart of the matter, so that a change of the input's form does not leave them empty.
fn replay(name: &str) {
    let (run, seeds) = (target(name), seeds(name));
    let hearty = seeds.iter().filter(|seed| run(seed)).count();
    assert!(seeds.len() >= 4 && hearty * 2 >= seeds.len(), "{hearty} of {} seeds", seeds.len());
    let mut random = Random(0);
    for round in 0..RANDOM {
        let bytes = if round % 2 == 0 { random.bytes(600) } else { random.changed(&seeds) };
        run(&bytes);
    }
}

#[test]
fn command() {
    replay("command");
}

#[test]
fn console() {
    replay("console");
}

#[test]
fn curl() {
    replay("curl");
}

#[test]
fn har() {
    replay("har");
}

#[test]
fn every_target_has_its_file() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets");
    let mut files: Vec<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    let mut names: Vec<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    names.sort();
    assert_eq!(files, names);
}
