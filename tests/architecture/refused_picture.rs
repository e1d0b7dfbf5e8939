//! The picture of a refused fetch. Its texts are what the crate says of the example in the README.

use std::sync::Arc;

use fetch_cors::explain::{Answer, Cause, Event, Explanation, Story, TraceEntry, TraceKind, explain, trace};
use fetch_cors::request::CredentialsMode;
use fetch_cors::{Client, Origin, Request};

use crate::canvas::Anchor::{Middle, Start};
use crate::canvas::{Canvas, text_width};
use crate::scenario::LastTwoLabels;

const WIDTH: i32 = 900;
/// The height of the heads, from which the lines of the page, the browser and the server go down.
const HEADS: (i32, i32) = (20, 52);
const PAGE: i32 = 110;
const BROWSER: i32 = 376;
const SERVER: i32 = 790;
const LINE: i32 = 18;

/// Returns the request of the README's example: a `PUT` with credentials.
fn request() -> Request {
    let page = Client::with_sites(Origin::parse("https://app.example").unwrap(), Arc::new(LastTwoLabels));
    let put = page.fetch("https://api.example/items").method("PUT").credentials(CredentialsMode::Include);
    put.build().unwrap()
}

/// Returns the story of the README: the preflight gets a 401.
fn story() -> Story {
    let denied = http::Response::builder().status(401).body(()).unwrap();
    Story::new(request()).with(Event::Preflight(Answer::new(denied)))
}

pub fn draw() -> String {
    let story = story();
    let explanation = explain(&story);
    let mut picture = Picture { canvas: Canvas::new("refused"), y: HEADS.0 + HEADS.1 + 36 };
    picture.call(&request());
    for entry in trace(&story) {
        picture.entry(&entry, &explanation);
    }
    let bottom = picture.y;
    let mut canvas = picture.canvas;
    draw_heads(&mut canvas, &request());
    for x in [PAGE, BROWSER, SERVER] {
        canvas.line_behind((x, HEADS.0 + HEADS.1), (x, bottom), "life");
    }
    let description = explanation.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    canvas.finish((WIDTH, bottom + 20), "Why a fetch was refused, and where to fix it", &description)
}

fn draw_heads(canvas: &mut Canvas, request: &Request) {
    let server = request.current_url().origin().ascii_serialization();
    let heads = [
        (PAGE, "page", request.origin().as_str().to_owned()),
        (BROWSER, "browser", "this crate and its host".to_owned()),
        (SERVER, "server", server),
    ];
    for (x, name, whose) in heads {
        canvas.rect((x - 90, HEADS.0), (180, HEADS.1), "box");
        canvas.text((x, HEADS.0 + 22), Middle, "strong", name);
        canvas.text((x, HEADS.0 + 41), Middle, "soft-text", &whose);
    }
}

/// A sequence of messages, which grows downwards.
struct Picture {
    canvas: Canvas,
    /// The lower edge of the next line of text.
    y: i32,
}

impl Picture {
    /// Draws the call of the page.
    fn call(&mut self, request: &Request) {
        self.line_of_text((PAGE + BROWSER) / 2, "strong", &format!("fetch with method {}", request.method()));
        self.arrow(PAGE, BROWSER, "line");
        self.line_of_text((PAGE + BROWSER) / 2, "", request.current_url().as_str());
        let credentials = format!("credentials: {}", request.credentials_mode());
        self.line_of_text((PAGE + BROWSER) / 2, "", &credentials);
        self.y += 12;
    }

    fn entry(&mut self, entry: &TraceEntry, explanation: &Explanation) {
        match &entry.kind {
            TraceKind::Sent(message) => {
                let middle = (BROWSER + SERVER) / 2;
                self.y += 12;
                self.line_of_text(middle, "strong", &format!("{} {}", message.method, message.url));
                self.arrow(BROWSER, SERVER, "line");
                for (name, value) in message.headers.iter() {
                    let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
                    self.line_of_text(middle, "", &format!("{name}: {value}"));
                }
                self.y += 18;
            }
            TraceKind::Received { status, .. } => {
                self.line_of_text((BROWSER + SERVER) / 2, "strong", &format!("status {status}"));
                self.arrow(SERVER, BROWSER, "bad");
                self.y += 4;
            }
            TraceKind::Refused => {
                self.refusal(explanation);
                self.line_of_text((PAGE + BROWSER) / 2, "strong bad-text", "network error");
                self.arrow(BROWSER, PAGE, "bad");
                self.line_of_text(
                    (PAGE + BROWSER) / 2,
                    "soft-text",
                    &format!("No {} is sent.", request().method()),
                );
            }
            _ => {
                for line in wrapped(&entry.to_string(), SERVER - BROWSER - 40) {
                    self.canvas.text((BROWSER + 16, self.y), Start, "soft-text", &line);
                    self.y += LINE;
                }
                self.y += 6;
            }
        }
    }

    /// Draws what the response lacks, and what to change first.
    fn refusal(&mut self, explanation: &Explanation) {
        let (left, top, width) = (BROWSER - 90, self.y, SERVER + 90 - (BROWSER - 90));
        let first = &explanation.findings[0];
        let Cause::Refused(reason) = &first.cause else { panic!("the call throws") };
        self.y += 26;
        let step = first.step().unwrap();
        let title = format!("Refused: {}, step {}", step.title, step.step);
        self.paragraph(left + 16, "strong bad-text", &title, width - 32);
        self.paragraph(left + 16, "", &sentence(&reason.to_string()), width - 32);
        self.y += 8;
        self.paragraph(left + 16, "strong", "Also missing in the response", width - 32);
        for finding in &explanation.findings[1..] {
            self.paragraph(left + 16, "", finding.expected.as_ref().unwrap(), width - 32);
        }
        self.y += 8;
        self.paragraph(left + 16, "strong", &format!("Where to fix it: {}", first.side), width - 32);
        self.paragraph(left + 16, "", &explanation.plans[0].fixes[0].to_string(), width - 32);
        self.canvas.rect_behind((left, top), (width, self.y - top - 4), "bad-box");
        self.y += 28;
    }

    fn paragraph(&mut self, x: i32, class: &str, text: &str, width: i32) {
        for line in wrapped(text, width) {
            self.canvas.text((x, self.y), Start, class, &line);
            self.y += LINE;
        }
    }

    fn line_of_text(&mut self, middle: i32, class: &str, text: &str) {
        self.canvas.text((middle, self.y), Middle, class, text);
        self.y += LINE;
    }

    fn arrow(&mut self, from: i32, to: i32, class: &str) {
        let y = self.y - LINE + 8;
        self.canvas.arrow(&[(from, y), (to, y)], class);
        self.y += 8;
    }
}

/// Returns a message as a sentence of its own.
fn sentence(message: &str) -> String {
    let (first, rest) = message.split_at(1);
    format!("{}{rest}.", first.to_uppercase())
}

/// Divides a text into lines of at most some pixels.
fn wrapped(text: &str, width: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last_mut().unwrap();
        let longer = if last.is_empty() { word.to_owned() } else { format!("{last} {word}") };
        if last.is_empty() || text_width(&longer, false) <= width {
            *last = longer;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
