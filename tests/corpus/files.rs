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

pub fn write(file: &Path, lines: impl Iterator<Item = Value>) {
    let mut packed = GzEncoder::new(vec![], Compression::best());
    for line in lines {
        writeln!(packed, "{line}").unwrap();
    }
    std::fs::write(file, packed.finish().unwrap()).unwrap();
}
