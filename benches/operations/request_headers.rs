//! Measurements of the safelist and of the unsafe names of the headers of a request.

use fetch_cors::header::{HeaderList, cors_unsafe_request_header_names, safelist};
use std::hint::black_box;

use crate::inputs::{EIGHT_UNSAFE, FOUR_SIMPLE, TWELVE, four_of_128_bytes, header_list};
use crate::measure::{Operation, Run, repeat};

/// Returns the operations. The floor passes once over the bytes of the values, or sorts the same names.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::new("safelist, 4 simple headers", || all_safe(header_list(&FOUR_SIMPLE)))
            .floor(|| one_pass(header_list(&FOUR_SIMPLE)))
            .goal(1_054, 0),
        Operation::new("safelist, 4 headers of 128 bytes", || all_safe(header_list(&four_of_128_bytes())))
            .floor(|| one_pass(header_list(&four_of_128_bytes())))
            .goal(3_196, 0),
        Operation::new("unsafe names of 12 headers", unsafe_names).floor(sort_names).goal(3_560, 0),
    ]
}

fn all_safe(headers: HeaderList) -> Box<dyn Run> {
    let run = move || {
        let mut headers = black_box(&headers).iter();
        headers.all(|(name, value)| safelist::is_cors_safelisted_request_header(name, value))
    };
    assert!(run());
    repeat(run)
}

fn one_pass(headers: HeaderList) -> Box<dyn Run> {
    repeat(move || black_box(&headers).iter().fold(0, |seen, (_, value)| seen | super::pass_over(value)))
}

fn unsafe_names() -> Box<dyn Run> {
    let headers = header_list(&TWELVE);
    assert_eq!(cors_unsafe_request_header_names(&headers).len(), 8);
    repeat(move || cors_unsafe_request_header_names(black_box(&headers)).len())
}

fn sort_names() -> Box<dyn Run> {
    let names = TWELVE.map(|(name, _)| name.to_ascii_lowercase());
    let wanted = EIGHT_UNSAFE.map(str::to_ascii_lowercase);
    let names: Vec<String> = names.into_iter().filter(|name| wanted.contains(name)).collect();
    let names: [&'static str; 8] =
        names.leak().iter().map(String::as_str).collect::<Vec<_>>().try_into().unwrap();
    repeat(move || {
        let mut names = black_box(names);
        names.sort_unstable();
        names
    })
}
