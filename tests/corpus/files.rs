//! The files of the corpus: a scenario or an observation a line, packed.

#![allow(clippy::disallowed_methods, reason = "reads and writes files")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;

/// Where the whole corpus is, if it is there.
pub fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    folder.is_dir().then_some(folder)
}

pub fn lines(file: &Path) -> Vec<Value> {
    let packed = std::fs::read(file).unwrap();
    let mut text = String::new();
    GzDecoder::new(packed.as_slice()).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The scenarios of a folder, each with what was observed of it in Chromium and Firefox.
pub fn observed(folder: &Path) -> impl Iterator<Item = [Value; 3]> + use<> {
    let read = |name: &str| lines(&folder.join(name)).into_iter();
    let scenarios = read("scenarios.jsonl.gz").zip(read("chromium.jsonl.gz")).zip(read("firefox.jsonl.gz"));
    scenarios.map(|((scenario, chromium), firefox)| [scenario, chromium, firefox])
}

/// The half to which a scenario belongs, by the parity of a hash of its id (FNV-1a).
pub fn half(id: &str) -> u8 {
    let hash = id.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    u8::from(hash.count_ones() % 2 == 1)
}

pub fn write(file: &Path, lines: impl Iterator<Item = Value>) {
    let mut packed = GzEncoder::new(vec![], Compression::best());
    for line in lines {
        writeln!(packed, "{line}").unwrap();
    }
    std::fs::write(file, packed.finish().unwrap()).unwrap();
}
