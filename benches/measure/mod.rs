//! The types of the measurements: operations, whole fetches, and growth.

use std::hint::black_box;

/// A measurement that can run any number of times.
pub trait Run {
    /// Makes the inputs that the next run uses up. This is not measured.
    fn make_ready(&mut self);

    /// Runs the code that is measured.
    fn run(&mut self);
}

/// A function that makes the inputs of a measurement. This is not measured.
pub type Prepare = Box<dyn Fn() -> Box<dyn Run>>;

/// Creates a run that uses no inputs up. Dropping the result is measured too, because a caller must do it as well.
pub fn repeat<T>(run: impl FnMut() -> T + 'static) -> Box<dyn Run> {
    Box::new(Repeat(run))
}

/// Creates a run that takes the inputs that `make` makes. Dropping the result is not measured, because the result contains
/// the response that the host passed.
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

/// An operation of the engine, and its floor: the least work that the same data could need.
pub struct Operation {
    pub name: String,
    pub ours: Prepare,
    pub floor: Option<Prepare>,
    pub goal: Option<Goal>,
    /// Whether each run uses up its inputs.
    pub one_by_one: bool,
}

/// The limits for the cost of an operation.
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

/// A whole fetch. `whole` is all of it, `building` is the part that builds messages, and `building_floor` only builds the
/// same `http::Request`s. The rest of the fetch is deciding.
pub struct WholeFetch {
    pub name: &'static str,
    pub whole: Prepare,
    pub building: Prepare,
    pub building_floor: Prepare,
    /// The number of instructions that the whole fetch may take. The report compares it with `whole`.
    pub goal: u64,
}

/// An operation on hostile input, which can have any size.
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

/// The largest allowed ratio between the costs of the larger and the smaller size.
pub const GROWTH_GOAL: f64 = 10.5;

/// Formats a number with a comma before each group of three digits.
pub fn grouped(number: u64) -> String {
    match number / 1_000 {
        0 => number.to_string(),
        thousands => format!("{},{:03}", grouped(thousands), number % 1_000),
    }
}
