//! The tables of the report, in Markdown.

use std::collections::HashMap;

use stats_alloc::Region;

use crate::ALLOCATOR;
use crate::measure::{GROWTH_GOAL, SIZES, grouped};
use crate::operations::{
    Measurement, NOTHING, building_of, floor_of, growths, measurements, operations, ready, whole_fetches,
};

/// The results of all measurements, by name.
pub struct Figures {
    pub instructions: HashMap<String, u64>,
    pub nanoseconds: HashMap<String, f64>,
    pub allocations: HashMap<String, u64>,
}

/// Returns the number of allocations of one run of each measurement. Growing an allocation counts as an allocation.
pub fn allocations() -> HashMap<String, u64> {
    measurements()
        .into_iter()
        .map(|measurement| (measurement.name.clone(), of_one_run(&measurement)))
        .collect()
}

fn of_one_run(measurement: &Measurement) -> u64 {
    let mut run = ready(measurement);
    let region = Region::new(ALLOCATOR);
    run.run();
    let change = region.change();
    (change.allocations + change.reallocations) as u64
}

impl Figures {
    /// Returns the instructions of a measurement, without the cost of measuring itself.
    fn instructions(&self, name: &str) -> Option<u64> {
        let nothing = self.instructions.get(NOTHING)?;
        Some(self.instructions.get(name)?.saturating_sub(*nothing))
    }

    pub fn print_operations(&self) {
        println!(
            "| operation | floor | ours | ratio | goal | missed by | allocations, goal | ns | floor ns | ratio |"
        );
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for operation in operations() {
            let name = &operation.name;
            let floor_name = floor_of(name);
            let [ours, floor] = [name, &floor_name].map(|name| self.instructions(name));
            let [ns, floor_ns] = [name, &floor_name].map(|name| self.nanoseconds.get(name).copied());
            let allocations = self.allocations.get(name).copied();
            let allowed = operation.goal.map_or(String::new(), |goal| format!(", {}", goal.allocations));
            println!(
                "| {name} | {} | {} | {} | {} | {} | {}{allowed} | {} | {} | {} |",
                count(floor),
                count(ours),
                ratio(ours.map(|n| n as f64), floor.map(|n| n as f64)),
                count(operation.goal.map(|goal| goal.instructions)),
                missed(ours, operation.goal.map(|goal| goal.instructions)),
                count(allocations),
                time(ns),
                time(floor_ns),
                ratio(ns, floor_ns),
            );
        }
    }

    /// Prints the table of whole fetches. Deciding is all of a fetch except the building of messages.
    pub fn print_whole_fetches(&self) {
        println!(
            "| fetch | all | goal | missed by | building | its floor | ratio | deciding | allocations: all, building, deciding | ns |"
        );
        println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for fetch in whole_fetches() {
            let (name, building_name) = (fetch.name, building_of(fetch.name));
            let all = self.instructions(name);
            let building = self.instructions(&building_name);
            let floor = self.instructions(&floor_of(&building_name));
            let deciding = all.zip(building).map(|(all, building)| all.saturating_sub(building));
            let [all_allocations, building_allocations] =
                [name, &building_name].map(|name| self.allocations.get(name).copied().unwrap_or_default());
            println!(
                "| {name} | {} | {} | {} | {} | {} | {} | {} | {all_allocations}, {building_allocations}, {} | {} |",
                count(all),
                count(Some(fetch.goal)),
                missed(all, Some(fetch.goal)),
                count(building),
                count(floor),
                ratio(building.map(|n| n as f64), floor.map(|n| n as f64)),
                count(deciding),
                all_allocations.saturating_sub(building_allocations),
                time(self.nanoseconds.get(name).copied()),
            );
        }
    }

    pub fn print_growth(&self) {
        let [smaller, larger] = SIZES.map(|size| grouped(size as u64));
        println!("| operation | shape | {smaller} | {larger} | times as much, {GROWTH_GOAL} at most |");
        println!("|---|---|--:|--:|--:|");
        for growth in growths() {
            let [smaller, larger] = SIZES.map(|size| self.instructions(&growth.name(size)));
            let times = larger.zip(smaller).map(|(larger, smaller)| larger as f64 / smaller.max(1) as f64);
            let mark = if times.is_some_and(|times| times > GROWTH_GOAL) { " missed" } else { "" };
            let times = times.map_or_else(unknown, |times| format!("{times:.2}"));
            let (operation, shape) = (growth.operation, growth.shape);
            println!("| {operation} | {shape} | {} | {} | {times}{mark} |", count(smaller), count(larger));
        }
    }
}

fn count(number: Option<u64>) -> String {
    number.map_or_else(unknown, grouped)
}

fn unknown() -> String {
    "–".to_owned()
}

fn ratio(ours: Option<f64>, floor: Option<f64>) -> String {
    ours.zip(floor).map_or_else(unknown, |(ours, floor)| format!("{:.1}", ours / floor))
}

fn time(nanoseconds: Option<f64>) -> String {
    nanoseconds.map_or_else(unknown, |ns| format!("{ns:.1}"))
}

fn missed(ours: Option<u64>, goal: Option<u64>) -> String {
    match ours.zip(goal) {
        None => unknown(),
        Some((ours, goal)) if ours <= goal => "reached".to_owned(),
        Some((ours, goal)) => format!("× {:.1}", ours as f64 / goal as f64),
    }
}
