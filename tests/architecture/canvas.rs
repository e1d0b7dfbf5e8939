//! A canvas for pictures in SVG, which checks that nothing overlaps.

use std::fmt::Write;

use crate::colors::style;

/// A picture under construction. Sizes and places are in pixels.
pub struct Canvas {
    name: &'static str,
    body: String,
    texts: Vec<(Area, String)>,
    boxes: Vec<Area>,
    lines: Vec<Area>,
}

/// A rectangle: left, top, right, bottom.
#[derive(Clone, Copy, Debug)]
struct Area(i32, i32, i32, i32);

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

pub type Point = (i32, i32);

impl Canvas {
    pub fn new(name: &'static str) -> Self {
        let body = String::new();
        Self { name, body, texts: Vec::new(), boxes: Vec::new(), lines: Vec::new() }
    }

    /// Draws a box with round corners.
    pub fn rect(&mut self, (x, y): Point, (width, height): Point, class: &str) {
        let _ = writeln!(
            self.body,
            r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" class="fc-{class}"/>"#
        );
        self.boxes.push(Area(x, y, x + width, y + height));
    }

    /// Draws a box behind everything that has been drawn.
    pub fn rect_behind(&mut self, place: Point, size: Point, class: &str) {
        let front = std::mem::take(&mut self.body);
        self.rect(place, size, class);
        self.body += &front;
    }

    /// Draws a line of text, whose lower edge is at `y`. `class` has the names of classes without their prefix.
    pub fn text(&mut self, place: Point, anchor: Anchor, class: &str, text: &str) {
        self.text_with_note(place, anchor, class, text, "");
    }

    /// Draws a line of text, and then a note in a softer color.
    pub fn text_with_note(&mut self, (x, y): Point, anchor: Anchor, class: &str, text: &str, note: &str) {
        let tail = if note.is_empty() { String::new() } else { format!(" {note}") };
        let width = text_width(&format!("{text}{tail}"), class.contains("strong"));
        let (left, name) = match anchor {
            Anchor::Start => (x, "start"),
            Anchor::Middle => (x - width / 2, "middle"),
            Anchor::End => (x - width, "end"),
        };
        let classes: Vec<String> = class.split_whitespace().map(|one| format!("fc-{one}")).collect();
        let classes =
            if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
        let _ =
            write!(self.body, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{name}\"{classes}>{}", escaped(text));
        if !note.is_empty() {
            let _ = write!(self.body, "<tspan class=\"fc-soft-text\">{}</tspan>", escaped(&tail));
        }
        self.body += "</text>\n";
        self.texts.push((Area(left, y - 11, left + width, y + 3), text.to_owned()));
    }

    /// Draws an arrow through points that lie beside or above each other, with round corners.
    pub fn arrow(&mut self, points: &[Point], class: &str) {
        let path = rounded(points);
        let _ = writeln!(self.body, r#"<path d="{path}" class="fc-halo"/>"#);
        let _ = writeln!(
            self.body,
            r##"<path d="{path}" class="fc-{class}" marker-end="url(#fc-{}-{class})"/>"##,
            self.name
        );
        self.keep_lines(points);
    }

    /// Draws a straight line without a head.
    pub fn line(&mut self, from: Point, to: Point, class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        let _ = writeln!(self.body, r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" class="fc-{class}"/>"#);
        self.keep_lines(&[from, to]);
    }

    /// Draws a line behind everything that has been drawn. Boxes hide it, and it may pass behind their texts.
    pub fn line_behind(&mut self, (x1, y1): Point, (x2, y2): Point, class: &str) {
        self.body = format!(
            "<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" class=\"fc-{class}\"/>\n{}",
            self.body
        );
    }

    fn keep_lines(&mut self, points: &[Point]) {
        let area = |pair: &[Point]| {
            let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
            assert!(x1 == x2 || y1 == y2, "{pair:?} is neither level nor upright");
            Area(x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2))
        };
        self.lines.extend(points.windows(2).map(area));
    }

    /// Returns the picture. `label` is its name and `description` its content, for those who cannot see it.
    pub fn finish(self, (width, height): Point, label: &str, description: &str) -> String {
        self.check(Area(8, 4, width - 8, height - 4));
        let Self { name, body, .. } = self;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"fc-svg\" role=\"img\" aria-label=\"{}\" \
             viewBox=\"0 0 {width} {height}\" width=\"{width}\" style=\"max-width:100%;height:auto\">\n",
            escaped(label)
        );
        let _ = writeln!(svg, "<desc>{}</desc>\n<style>\n{}</style>\n<defs>", escaped(description), style());
        for class in ["line", "good", "bad"] {
            let _ = writeln!(
                svg,
                "<marker id=\"fc-{name}-{class}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" \
                 markerHeight=\"7\" orient=\"auto\"><path d=\"M0 1 L10 5 L0 9 z\" class=\"fc-{class}-head\"/></marker>"
            );
        }
        let (inner_width, inner_height) = (width - 1, height - 1);
        let _ = writeln!(
            svg,
            "</defs>\n<rect x=\"0.5\" y=\"0.5\" width=\"{inner_width}\" height=\"{inner_height}\" rx=\"10\" class=\"fc-page\"/>\n\
             {body}</svg>"
        );
        // A blank line would end the block of HTML in a page of Markdown.
        assert!(!svg.contains("\n\n"), "{name} has a blank line");
        svg
    }

    /// Checks that texts stay in the picture and in their boxes, and touch neither lines nor each other.
    fn check(&self, margin: Area) {
        for (i, (area, text)) in self.texts.iter().enumerate() {
            let name = self.name;
            assert!(area.is_in(margin), "{name}: {text:?} leaves the picture: {area:?}");
            for (other_area, other) in &self.texts[i + 1..] {
                assert!(
                    !area.touches(*other_area),
                    "{name}: {text:?} touches {other:?}: {area:?} {other_area:?}"
                );
            }
            for line in &self.lines {
                assert!(!area.touches(*line), "{name}: a line runs through {text:?}: {line:?} {area:?}");
            }
            for other in &self.boxes {
                let has_room = area.is_in(Area(other.0 + 4, other.1 + 2, other.2 - 4, other.3 - 2));
                assert!(
                    !area.touches(*other) || has_room,
                    "{name}: {text:?} leaves its box: {area:?} {other:?}"
                );
            }
        }
    }
}

impl Area {
    fn is_in(self, other: Self) -> bool {
        self.0 >= other.0 && self.1 >= other.1 && self.2 <= other.2 && self.3 <= other.3
    }

    fn touches(self, other: Self) -> bool {
        self.0 <= other.2 && other.0 <= self.2 && self.1 <= other.3 && other.1 <= self.3
    }
}

/// Returns the width of a text, rounded up, in one of the widest fonts that a reader may have.
pub fn text_width(text: &str, is_strong: bool) -> i32 {
    let tenths = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' => 34,
        'f' | 't' | 'r' | '(' | ')' | '/' | '-' | 'I' | '"' | ' ' => 41,
        'm' | 'M' | 'w' | 'W' => 100,
        'A'..='Z' | '→' => 78,
        _ => 64,
    };
    let sum: i32 = text.chars().map(tenths).sum();
    (if is_strong { sum * 14 * 11 / 10 } else { sum * 12 }) / 100 + 1
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Returns the path through the points. At each bend, a curve cuts the corner.
fn rounded(points: &[Point]) -> String {
    let mut path = format!("M{} {}", points[0].0, points[0].1);
    for three in points.windows(3) {
        let (before, corner, after) = (towards(three[1], three[0]), three[1], towards(three[1], three[2]));
        let _ =
            write!(path, " L{} {} Q{} {} {} {}", before.0, before.1, corner.0, corner.1, after.0, after.1);
    }
    let last = points[points.len() - 1];
    let _ = write!(path, " L{} {}", last.0, last.1);
    path
}

/// Returns the point that lies some pixels from a corner, in the direction of another point.
fn towards((x, y): Point, (to_x, to_y): Point) -> Point {
    const RADIUS: i32 = 8;
    (x + (to_x - x).clamp(-RADIUS, RADIUS), y + (to_y - y).clamp(-RADIUS, RADIUS))
}
