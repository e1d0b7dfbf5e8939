//! The bodies of the fuzz targets, over their seeds and changes of them.

#[path = "../../fuzz/src/console.rs"]
#[allow(unreachable_pub, reason = "shared with the fuzz targets")]
mod console;
#[path = "../../fuzz/src/curl.rs"]
#[allow(unreachable_pub, reason = "shared with the fuzz targets")]
mod curl;

use std::path::Path;

/// So many changed seeds for each target.
const ROUNDS: u64 = 1000;

#[test]
fn curl() {
    replay("curl", curl::run);
}

#[test]
fn console() {
    replay("console", console::run);
}

fn replay(name: &str, run: fn(&[u8]) -> bool) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
    let mut paths: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<_> = paths.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let hearty = seeds.iter().filter(|seed| run(seed)).count();
    assert!(seeds.len() >= 4 && hearty * 2 >= seeds.len(), "{hearty} of {} seeds", seeds.len());
    let mut random = Random(0);
    for _ in 0..ROUNDS {
        run(&random.changed(&seeds));
    }
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

    /// A seed with a few bytes changed, a line more or less, and perhaps the end of another.
    fn changed(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        for _ in 0..self.below(6) {
            let at = self.below(bytes.len());
            bytes[at] = self.next().to_be_bytes()[0];
        }
        for _ in 0..self.below(4) {
            let mut lines: Vec<_> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
            let (at, to) = (self.below(lines.len()), self.below(lines.len()));
            let line = if self.below(2) == 0 { lines[at] } else { lines.remove(at) };
            lines.insert(to.min(lines.len()), line);
            bytes = lines.concat();
        }
        if self.below(4) == 0 {
            let other = &seeds[self.below(seeds.len())];
            bytes.truncate(self.below(bytes.len()) + 1);
            bytes.extend_from_slice(&other[self.below(other.len())..]);
        }
        bytes
    }
}
