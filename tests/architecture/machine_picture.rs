//! The picture of the machine.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::canvas::Anchor::{self, End, Middle, Start};
use crate::canvas::{Canvas, Point};
use crate::edges::State::{self, Actual, Error, Hop, Local, Preflight, Request, Response};
use crate::edges::{EDGES, Edge};

/// A box: the state, its place and size, its lines of text, and what the host does there.
type Place = (State, Point, Point, &'static [&'static str], &'static str);

const PLACES: &[Place] = &[
    (Request, (20, 196), (86, 48), &["Request"], ""),
    (Hop, (186, 180), (118, 96), &["Hop"], "the host decides"),
    (Preflight, (372, 180), (136, 80), &["Send", "preflight"], "the host sends it"),
    (Actual, (604, 180), (136, 80), &["Send", "actual request"], "the host sends it"),
    (Local, (346, 356), (136, 64), &["Local"], "the host serves it"),
    (Response, (812, 180), (104, 240), &["Done(Ok)", "response"], "for the page"),
    (Error, (20, 512), (896, 44), &["Done(Err): the fetch ends in a network error"], ""),
];

/// All transitions between two states: the way of the arrow, and where the names of the methods stand.
struct Route {
    from: State,
    to: State,
    way: &'static [Point],
    label: Point,
    anchor: Anchor,
}

const fn route(from: State, to: State, way: &'static [Point], label: Point, anchor: Anchor) -> Route {
    Route { from, to, way, label, anchor }
}

const ROUTES: &[Route] = &[
    route(Request, Hop, &[(106, 220), (186, 220)], (144, 212), Middle),
    route(Hop, Hop, &[(200, 276), (200, 300), (150, 300), (150, 256), (186, 256)], (20, 320), Start),
    route(Hop, Preflight, &[(304, 220), (372, 220)], (338, 212), Middle),
    route(Hop, Actual, &[(288, 180), (288, 144), (640, 144), (640, 180)], (438, 136), Middle),
    route(Hop, Local, &[(286, 276), (286, 388), (346, 388)], (294, 340), Start),
    route(Hop, Response, &[(236, 180), (236, 80), (848, 80), (848, 180)], (438, 72), Middle),
    route(Hop, Error, &[(248, 276), (248, 512)], (240, 470), End),
    route(Preflight, Actual, &[(508, 220), (604, 220)], (556, 212), Middle),
    route(Preflight, Error, &[(496, 260), (496, 512)], (504, 470), Start),
    route(Actual, Hop, &[(672, 180), (672, 112), (262, 112), (262, 180)], (438, 104), Middle),
    route(Actual, Response, &[(740, 220), (812, 220)], (776, 212), Middle),
    route(Actual, Error, &[(672, 260), (672, 512)], (680, 470), Start),
    route(Local, Response, &[(482, 388), (812, 388)], (572, 380), Middle),
    route(Local, Error, &[(414, 420), (414, 512)], (406, 470), End),
    route(Response, Hop, &[(880, 180), (880, 48), (210, 48), (210, 180)], (438, 40), Middle),
    route(Response, Error, &[(864, 420), (864, 512)], (856, 450), End),
];

/// What the picture says after some methods.
const NOTES: &[(Edge, &str)] = &[
    ((Hop, "run", Actual), "if no preflight is needed"),
    ((Hop, "respond_from_service_worker", Hop), "returns Redirect(Hop)"),
    ((Actual, "respond", Hop), "returns Redirect(Hop)"),
    ((Response, "next_manual_redirect", Hop), "for a redirect of a navigation"),
];

pub fn draw() -> String {
    let mut canvas = Canvas::new("machine");
    for route in ROUTES {
        draw_route(&mut canvas, route);
    }
    for place in PLACES {
        draw_place(&mut canvas, place);
    }
    canvas.finish(
        (936, 576),
        "The states of a fetch and the methods that lead from one to the next",
        &description(),
    )
}

fn draw_place(canvas: &mut Canvas, (state, (x, y), size, lines, host): &Place) {
    let (class, text) = match state {
        Response => ("good-box", "strong good-text"),
        Error => ("bad-box", "strong bad-text"),
        _ => ("box", "strong"),
    };
    canvas.rect((*x, *y), *size, class);
    let all = lines.len() + usize::from(!host.is_empty());
    let height = i32::try_from(all).unwrap() * 20;
    let (middle, mut lower) = (x + size.0 / 2, y + (size.1 - height) / 2 + 15);
    for (i, line) in lines.iter().enumerate() {
        canvas.text((middle, lower), Middle, if i == 0 { text } else { "" }, line);
        lower += 20;
    }
    if !host.is_empty() {
        canvas.text((middle, lower), Middle, "soft-text", host);
    }
}

fn draw_route(canvas: &mut Canvas, route: &Route) {
    let class = match route.to {
        Error => "bad",
        Response => "good",
        _ => "line",
    };
    canvas.arrow(route.way, class);
    let (x, mut lower) = route.label;
    for method in methods(route.from, route.to) {
        let edge = (route.from, method, route.to);
        let note = NOTES.iter().find(|(noted, _)| *noted == edge).map_or("", |(_, note)| note);
        // Above a level line there is room for one line of text.
        if route.anchor == Middle {
            canvas.text_with_note((x, lower), Middle, "call-text", method, note);
        } else {
            canvas.text((x, lower), route.anchor, "call-text", method);
            if !note.is_empty() {
                canvas.text((x, lower + 17), route.anchor, "soft-text", note);
            }
        }
        lower += 17;
    }
}

fn methods(from: State, to: State) -> Vec<&'static str> {
    EDGES.iter().filter(|edge| edge.0 == from && edge.2 == to).map(|edge| edge.1).collect()
}

fn description() -> String {
    let mut text = "The methods that the host calls in each state, and the next state.".to_owned();
    for (from, method, to) in EDGES {
        let _ = write!(text, " {}: {method} leads to {}.", name(*from), name(*to));
    }
    text
}

fn name(state: State) -> String {
    let (.., lines, _) = PLACES.iter().find(|place| place.0 == state).unwrap();
    lines[0].split(':').next().unwrap().to_owned()
        + &lines[1..].iter().map(|line| format!(" ({line})")).collect::<String>()
}

#[test]
fn each_transition_is_drawn() {
    let drawn: Vec<_> = ROUTES.iter().map(|route| (route.from, route.to)).collect();
    let table: BTreeSet<_> = EDGES.iter().map(|(from, _, to)| (*from, *to)).collect();
    assert_eq!(drawn.len(), table.len(), "no arrow is drawn twice");
    assert_eq!(drawn.into_iter().collect::<BTreeSet<_>>(), table);
    for (edge, _) in NOTES {
        assert!(EDGES.contains(edge), "{edge:?}");
    }
}

/// Each arrow begins and ends at the edges of the boxes that it joins.
#[test]
fn arrows_join_their_states() {
    for route in ROUTES {
        for (state, (x, y)) in [(route.from, route.way[0]), (route.to, route.way[route.way.len() - 1])] {
            let (_, (left, top), (width, height), ..) = PLACES.iter().find(|place| place.0 == state).unwrap();
            let across = (*left..=left + width).contains(&x) && (y == *top || y == top + height);
            let along = (*top..=top + height).contains(&y) && (x == *left || x == left + width);
            assert!(across || along, "{:?} to {:?}: {x}, {y} is not at {state:?}", route.from, route.to);
        }
    }
}
