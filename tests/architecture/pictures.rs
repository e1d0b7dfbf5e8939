//! The pictures in `src/architecture` are what the tables draw.

use std::fs;
use std::path::PathBuf;

use crate::{layers_picture, machine_picture, refused_picture};

fn pictures() -> Vec<(&'static str, String)> {
    vec![
        ("layers.svg", layers_picture::draw()),
        ("machine.svg", machine_picture::draw()),
        ("refused.svg", refused_picture::draw()),
    ]
}

fn path(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "src/architecture", name].iter().collect()
}

#[test]
fn the_pictures_are_current() {
    for (name, drawn) in pictures() {
        let is_current = fs::read_to_string(path(name)).is_ok_and(|committed| committed == drawn);
        assert!(is_current, "{name}: run the ignored test `write_pictures`");
    }
}

#[test]
#[ignore = "writes the pictures"]
fn write_pictures() {
    for (name, drawn) in pictures() {
        fs::write(path(name), drawn).unwrap();
    }
}
