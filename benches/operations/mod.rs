//! All measurements, by group.

mod cache;
mod checks;
mod explanations;
mod fetches;
mod growth;
mod origins;
mod preflight;
mod request_headers;
mod response_headers;

pub use fetches::whole_fetches;
pub use growth::growths;

use std::rc::Rc;

use crate::measure::{Operation, Prepare, Run, SIZES, repeat};

/// Returns the operations that have a floor or a goal.
pub fn operations() -> Vec<Operation> {
    [
        checks::operations(),
        request_headers::operations(),
        cache::operations(),
        preflight::operations(),
        response_headers::operations(),
        origins::operations(),
        explanations::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The name of an empty measurement, which shows the cost of measuring itself.
pub const NOTHING: &str = "nothing";

/// A measurement with its name.
pub struct Measurement {
    pub name: String,
    /// Whether each run uses up its inputs.
    pub one_by_one: bool,
    pub prepare: Prepare,
}

/// Returns all measurements except the growth. Each has a different name.
pub fn measurements() -> Vec<Measurement> {
    let mut all = vec![Measurement {
        name: NOTHING.to_owned(),
        one_by_one: false,
        prepare: Box::new(|| repeat(|| ())),
    }];
    let mut add = |name: String, one_by_one, prepare| all.push(Measurement { name, one_by_one, prepare });
    for Operation { name, ours, floor, one_by_one, .. } in operations() {
        if let Some(floor) = floor {
            add(floor_of(&name), false, floor);
        }
        add(name, one_by_one, ours);
    }
    for fetch in whole_fetches() {
        add(floor_of(&building_of(fetch.name)), false, fetch.building_floor);
        add(building_of(fetch.name), false, fetch.building);
        add(fetch.name.to_owned(), true, fetch.whole);
    }
    all
}

pub fn floor_of(name: &str) -> String {
    format!("{name}: floor")
}

pub fn building_of(name: &str) -> String {
    format!("{name}: building")
}

/// Returns the measurements of growth, each in both sizes.
pub fn growth_measurements() -> Vec<Measurement> {
    let mut all = Vec::new();
    for growth in growths() {
        let [smaller, larger] = SIZES.map(|size| growth.name(size));
        let prepare = Rc::new(growth.prepare);
        for (name, size) in [(smaller, SIZES[0]), (larger, SIZES[1])] {
            let prepare = prepare.clone();
            all.push(Measurement { name, one_by_one: true, prepare: Box::new(move || prepare(size)) });
        }
    }
    all
}

/// Prepares a measurement. It runs once before it is measured, so that the caches of the processor are warm.
pub fn ready(measurement: &Measurement) -> Box<dyn Run> {
    let mut run = (measurement.prepare)();
    run.make_ready();
    run.run();
    run.make_ready();
    run
}

/// Passes once over bytes: looks up each byte in a table, and counts the commas.
pub fn pass_over(bytes: &[u8]) -> usize {
    const CLASSES: [u8; 256] = {
        let mut classes = [0; 256];
        classes[b',' as usize] = 1;
        classes[b' ' as usize] = 2;
        classes[b'\t' as usize] = 2;
        classes
    };
    let mut classes_seen = 0;
    let mut commas = 0;
    for byte in bytes {
        let class = CLASSES[usize::from(*byte)];
        classes_seen |= class;
        commas += usize::from(class & 1);
    }
    commas + usize::from(classes_seen >> 2)
}
