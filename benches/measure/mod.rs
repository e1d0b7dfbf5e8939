//! What is measured.

use std::hint::black_box;

/// Something ready to be run as often as it is measured.
pub trait Run {
    /// Makes what the next run uses up. Not measured.
    fn make_ready(&mut self);

    /// What is measured.
    fn run(&mut self);
}

/// Makes the inputs of a run. Not measured.
pub type Prepare = Box<dyn Fn() -> Box<dyn Run>>;

/// A run that uses nothing up. What it returns is dropped within what is measured, as a caller has to.
pub fn repeat<T>(run: impl FnMut() -> T + 'static) -> Box<dyn Run> {
    Box::new(Repeat(run))
}

/// A run that takes what `make` makes. What it returns is dropped outside of what is measured: the
/// response that the host gave comes back in it.
pub fn consume<I: 'static, T: 'static>(
    make: impl FnMut() -> I + 'static,
    run: impl FnMut(I) -> T + 'static,
) -> Box<dyn Run> {
    Box::new(Consume { make, run, input: None, output: None })
}

struct Repeat<R>(R);

impl<T, R: FnMut() -> T> Run for Repeat<R> {
    fn make_ready(&mut self) {}

    fn run(&mut self) {
        drop(black_box((self.0)()));
    }
}

struct Consume<M, R, I, T> {
    make: M,
    run: R,
    input: Option<I>,
    output: Option<T>,
}

impl<I, T, M: FnMut() -> I, R: FnMut(I) -> T> Run for Consume<M, R, I, T> {
    fn make_ready(&mut self) {
        self.output = None;
        self.input = Some((self.make)());
    }

    fn run(&mut self) {
        let input = self.input.take().expect("made ready");
        self.output = Some(black_box((self.run)(input)));
    }
}

/// An operation of the engine beside the least that the same data could cost.
pub struct Operation {
    pub name: String,
    pub ours: Prepare,
    pub floor: Option<Prepare>,
    pub goal: Option<Goal>,
    /// Whether a run uses up what was made ready.
    pub one_by_one: bool,
}

/// What an operation may cost.
#[derive(Clone, Copy)]
pub struct Goal {
    pub instructions: u64,
    pub allocations: u64,
}

impl Operation {
    pub fn new(name: impl Into<String>, ours: impl Fn() -> Box<dyn Run> + 'static) -> Self {
        Self { name: name.into(), ours: Box::new(ours), floor: None, goal: None, one_by_one: false }
    }

    pub fn floor(self, floor: impl Fn() -> Box<dyn Run> + 'static) -> Self {
        Self { floor: Some(Box::new(floor)), ..self }
    }

    pub fn goal(self, instructions: u64, allocations: u64) -> Self {
        Self { goal: Some(Goal { instructions, allocations }), ..self }
    }

    pub fn one_by_one(self) -> Self {
        Self { one_by_one: true, ..self }
    }
}

/// A whole fetch: all of it, and the part of it that builds messages beside building the same
/// `http::Request`s. What is left is deciding.
pub struct WholeFetch {
    pub name: &'static str,
    pub whole: Prepare,
    pub building: Prepare,
    pub building_floor: Prepare,
    /// The instructions that deciding may cost.
    pub goal: u64,
}

/// An operation on hostile input of any size.
pub struct Growth {
    pub operation: &'static str,
    pub shape: &'static str,
    pub prepare: Box<dyn Fn(usize) -> Box<dyn Run>>,
}

impl Growth {
    pub fn name(&self, size: usize) -> String {
        format!("{}, {}: {}", self.operation, self.shape, grouped(size as u64))
    }
}

/// The sizes of hostile input that are compared.
pub const SIZES: [usize; 2] = [10_000, 100_000];

/// So many times as much may the larger cost.
pub const GROWTH_GOAL: f64 = 10.5;

/// A number with commas between each three digits.
pub fn grouped(number: u64) -> String {
    match number / 1_000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), number % 1_000),
    }
}
