//! The seeds of fuzz targets, and changes of them, from a generator that starts at the same place each time.

#![allow(unreachable_pub)]

use std::path::Path;

/// So many strings of bytes for each target.
const RANDOM: u64 = 500;

/// Runs the body of a target over its seeds and over other bytes. Most seeds come to the heart of the matter, so that a change of
/// the input's form does not leave them empty. `folder` has `fuzz`.
pub fn replay(folder: &str, name: &str, run: fn(&[u8]) -> bool) {
    let seeds = seeds(&Path::new(folder).join("fuzz/seeds").join(name));
    let hearty = seeds.iter().filter(|seed| run(seed)).count();
    assert!(seeds.len() >= 4 && hearty * 2 >= seeds.len(), "{hearty} of {} seeds", seeds.len());
    let mut random = Random(0);
    for round in 0..RANDOM {
        let bytes = if round % 2 == 0 { random.bytes(600) } else { random.changed(&seeds) };
        run(&bytes);
    }
}

/// Checks that each target has a file of its name, and no file is without a target.
pub fn check_files<B>(folder: &str, targets: &[(&str, B)]) {
    let files = Path::new(folder).join("fuzz/fuzz_targets").read_dir().unwrap();
    let mut files: Vec<String> =
        files.map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    files.sort();
    let mut names: Vec<&str> = targets.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(files, names);
}

/// Returns every seed of a target, in a fixed order.
fn seeds(folder: &Path) -> Vec<Vec<u8>> {
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
