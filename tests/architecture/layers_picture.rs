//! The picture of the layers.

use std::fmt::Write;

use crate::canvas::Anchor::{Middle, Start};
use crate::canvas::{Canvas, text_width};
use crate::table::{LAYERS, Layer, Module};

const WIDTH: i32 = 936;
/// Where the names of the layers begin.
const NAMES: i32 = 56;
/// Where the boxes of the modules begin.
const MODULES: i32 = 318;
const BOX_HEIGHT: i32 = 28;
const GAP: i32 = 8;

pub fn draw() -> String {
    let rows: Vec<_> = LAYERS.iter().map(|layer| (layer, places(layer.modules))).collect();
    let height = 76 + rows.iter().map(|(_, places)| row_height(places)).sum::<i32>() + 28;
    let mut canvas = Canvas::new("layers");
    canvas.text(
        (NAMES, 32),
        Start,
        "",
        "A module imports only from its own layer and from the layers above it.",
    );
    let mut top = 56;
    for (layer, places) in &rows {
        draw_layer(&mut canvas, layer, places, top);
        top += row_height(places);
    }
    canvas.arrow(&[(32, top - 12), (32, 24)], "line");
    draw_legend(&mut canvas, top + 28);
    canvas.finish((WIDTH, height), "The layers of the crate", &description())
}

/// Draws one layer: a line above it, its name, and a box for each of its modules.
fn draw_layer(canvas: &mut Canvas, layer: &Layer, places: &[(i32, i32)], top: i32) {
    canvas.line((NAMES, top), (WIDTH - 24, top), "rule");
    canvas.text((NAMES, top + 24), Start, "strong", layer.name);
    canvas.text((NAMES, top + 42), Start, "soft-text", layer.holds);
    for (module, (x, y)) in layer.modules.iter().zip(places) {
        draw_module(canvas, module, (*x, top + 14 + y));
    }
}

fn draw_module(canvas: &mut Canvas, module: &Module, (x, y): (i32, i32)) {
    let width = box_width(module);
    let (box_class, text_class) = if module.is_public { ("box", "") } else { ("private", "soft-text") };
    canvas.rect((x, y), (width, BOX_HEIGHT), box_class);
    canvas.text((x + width / 2, y + 19), Middle, text_class, module.path);
    if let Some(feature) = module.feature {
        canvas.text((x + width + GAP, y + 19), Start, "call-text", &format!("with the feature {feature}"));
    }
}

fn draw_legend(canvas: &mut Canvas, y: i32) {
    canvas.line((NAMES, y - 28), (WIDTH - 24, y - 28), "rule");
    for (x, class, text) in [(MODULES, "box", "public module"), (MODULES + 170, "private", "private module")]
    {
        canvas.rect((x, y - 12), (28, 16), class);
        canvas.text((x + 38, y), Start, "soft-text", text);
    }
}

/// Returns the place of each box, from left to right and then down, below the top of the layer. Private modules have rows of
/// their own.
fn places(modules: &[Module]) -> Vec<(i32, i32)> {
    let (mut x, mut y) = (MODULES, 0);
    let mut places = Vec::new();
    let mut was_public = true;
    for module in modules {
        let width = box_width(module);
        if x + width > WIDTH - 24 || module.is_public != was_public {
            (x, y) = (MODULES, y + BOX_HEIGHT + GAP);
        }
        places.push((x, y));
        x += width + GAP;
        was_public = module.is_public;
    }
    places
}

fn box_width(module: &Module) -> i32 {
    text_width(module.path, false) + 20
}

fn row_height(places: &[(i32, i32)]) -> i32 {
    let lowest = places.iter().map(|(_, y)| *y).max().unwrap();
    (lowest + BOX_HEIGHT + 28).max(56)
}

fn description() -> String {
    let mut text =
        "A module imports only from its own layer and from the layers above it. From the top:".to_owned();
    for layer in LAYERS {
        let modules: Vec<&str> = layer.modules.iter().map(|module| module.path).collect();
        let _ = write!(text, " {} ({}): {}.", layer.name, layer.holds, modules.join(", "));
    }
    text
}
