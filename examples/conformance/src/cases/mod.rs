//! The cases of the suite, with one file for each group of faults.
//!
//! Each case states what the Fetch Standard requires. The expected results are written by hand and do not come from the
//! engine.

mod authorization;
mod bodies;
mod bytes;
mod causes;
mod cookies;
mod hidden;
mod interim_responses;
mod invented_responses;
mod messages;
mod partitions;
mod plain;
mod preflights;
mod redirects;
mod refusals;
mod repeated_headers;
mod statuses;
mod streams;
mod unasked_bodies;

use crate::case::{Case, Fetch, Message};
use crate::fault::Fault;
use crate::server::{Answer, Server};
use crate::world::{Place, Target, World};

/// Returns all cases of the suite. A case comes after the cases of the faults that it must not have.
pub(crate) fn all_cases(world: &World) -> Vec<Case> {
    let groups = [
        plain::cases,
        statuses::cases,
        refusals::cases,
        preflights::cases,
        redirects::cases,
        hidden::cases,
        bodies::cases,
        unasked_bodies::cases,
        streams::cases,
        interim_responses::cases,
        cookies::cases,
        authorization::cases,
        repeated_headers::cases,
        bytes::cases,
        messages::cases,
        partitions::cases,
        invented_responses::cases,
        causes::cases,
    ];
    groups.into_iter().flat_map(|cases| cases(world)).collect()
}

/// Returns a case with these fetches, which uses its own place on the servers.
fn case(world: &World, fault: Fault, name: &str, fetches: impl FnOnce(&Place) -> Vec<Fetch>) -> Case {
    Case { fetches: fetches(&world.place(name)), ..Case::new(fault, name) }
}

fn get(target: &Target) -> Message {
    Message::new("GET", target)
}

fn post(target: &Target) -> Message {
    Message::new("POST", target)
}

fn put(target: &Target) -> Message {
    Message::new("PUT", target)
}

fn preflight(target: &Target) -> Message {
    Message::new("OPTIONS", target)
}

/// Returns an answer with status 200, which only the page's own server can give.
fn ok() -> Answer {
    Answer::new(200).body("hello")
}

/// Returns an answer that the page may read although it comes from another origin.
fn shared(place: &Place) -> Answer {
    ok().shared_with(&place.origin(Server::App))
}

/// Returns an answer to a preflight of the page that allows these methods and headers.
fn grant(place: &Place, methods: &str, headers: &str) -> Answer {
    Answer::new(204)
        .shared_with(&place.origin(Server::App))
        .header("access-control-allow-methods", methods)
        .header("access-control-allow-headers", headers)
}

/// Returns a redirect that the page may follow although it comes from another origin.
fn shared_redirect(place: &Place, status: u16, target: &Target) -> Answer {
    Answer::redirect(status, &target.url).shared_with(&place.origin(Server::App))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Fault, all_cases};
    use crate::server::Servers;
    use crate::world::World;

    #[test]
    fn each_fault_has_a_case_and_what_a_case_needs_comes_before_it() {
        let servers = Servers::start().unwrap();
        let mut seen = BTreeSet::new();
        for case in all_cases(&World::new(servers.ports()).unwrap()) {
            assert!(case.fetches.iter().all(|fetch| fetch.request.is_ok()), "{case:?}");
            assert!(case.needs.iter().all(|needed| seen.contains(needed)), "{case:?}");
            assert!(!case.needs.contains(&case.fault), "{case:?}");
            seen.insert(case.fault);
        }
        assert_eq!(seen, Fault::ALL.iter().copied().collect());
    }

    #[test]
    fn no_two_cases_share_a_name_and_the_readme_has_their_number() {
        let servers = Servers::start().unwrap();
        let mut names = BTreeSet::new();
        for case in all_cases(&World::new(servers.ports()).unwrap()) {
            assert!(names.insert(case.name.clone()), "{}", case.name);
        }
        let number = format!("and {} cases, each", names.len());
        assert!(include_str!("../../../../README.md").contains(&number), "{number}");
    }
}
