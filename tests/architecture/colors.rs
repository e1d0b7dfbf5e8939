//! The colors of the pictures, in a light and a dark scheme.

/// A color: its name in the style sheet, and its value in each scheme.
pub struct Color {
    pub name: &'static str,
    pub light: &'static str,
    pub dark: &'static str,
}

const fn color(name: &'static str, light: &'static str, dark: &'static str) -> Color {
    Color { name, light, dark }
}

pub const COLORS: &[Color] = &[
    color("page", "#ffffff", "#161b22"),
    color("frame", "#d0d7de", "#3d444d"),
    color("text", "#1f2328", "#e6edf3"),
    color("soft", "#59636e", "#a3adb8"),
    color("line", "#6e7781", "#8b949e"),
    color("box", "#eef2f6", "#262c36"),
    color("edge", "#8c959f", "#656c76"),
    color("call", "#0550ae", "#86bfff"),
    color("good", "#116329", "#7ee29a"),
    color("good-box", "#dcf7e3", "#12321f"),
    color("bad", "#b3201c", "#ff9d95"),
    color("bad-box", "#ffecea", "#43201f"),
];

/// The colors of texts, each with the colors that it stands on.
const TEXTS: &[(&str, &[&str])] = &[
    ("text", &["page", "box", "good-box", "bad-box"]),
    ("soft", &["page", "box", "good-box", "bad-box"]),
    ("call", &["page"]),
    ("good", &["page", "good-box"]),
    ("bad", &["page", "bad-box"]),
];

/// Lines need less contrast than texts.
const LINES: &[(&str, &[&str])] =
    &[("line", &["page"]), ("good", &["page"]), ("bad", &["page"]), ("edge", &["page"])];

/// Returns the style sheet. Light is the default. A picture in a page of rustdoc follows the theme of the page, and every other
/// picture follows the reader's choice for the whole system. Only in a page does the picture have a margin.
pub fn style() -> String {
    let values = |value: fn(&Color) -> &'static str| {
        let all = COLORS.iter().map(|color| format!("--fc-{}:{}", color.name, value(color)));
        all.collect::<Vec<_>>().join(";")
    };
    let (light, dark) = (values(|color| color.light), values(|color| color.dark));
    let mut style = format!(
        ".fc-svg{{{light}}}\n\
         @media (prefers-color-scheme:dark){{.fc-svg{{{dark}}}}}\n\
         :root[data-theme=\"light\"] .fc-svg{{{light}}}\n\
         :root[data-theme=\"dark\"] .fc-svg,:root[data-theme=\"ayu\"] .fc-svg{{{dark}}}\n\
         :root .fc-svg{{display:block;margin:12px 0}}\n\
         .fc-svg text{{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif;\
         font-size:12px;fill:var(--fc-text)}}\n\
         .fc-svg .fc-strong{{font-weight:600;font-size:14px}}\n\
         .fc-page{{fill:var(--fc-page);stroke:var(--fc-frame)}}\n\
         .fc-box{{fill:var(--fc-box);stroke:var(--fc-edge)}}\n\
         .fc-private{{fill:none;stroke:var(--fc-edge);stroke-dasharray:4 3}}\n\
         .fc-good-box{{fill:var(--fc-good-box);stroke:var(--fc-good)}}\n\
         .fc-bad-box{{fill:var(--fc-bad-box);stroke:var(--fc-bad)}}\n\
         .fc-halo{{fill:none;stroke:var(--fc-page);stroke-width:7}}\n\
         .fc-rule{{stroke:var(--fc-frame)}}\n\
         .fc-life{{stroke:var(--fc-edge);stroke-dasharray:3 4}}\n"
    );
    for name in ["soft", "call", "good", "bad"] {
        style += &format!(".fc-svg .fc-{name}-text{{fill:var(--fc-{name})}}\n");
    }
    for name in ["line", "good", "bad"] {
        style += &format!(".fc-{name}{{fill:none;stroke:var(--fc-{name});stroke-width:1.5}}\n");
        style += &format!(".fc-{name}-head{{fill:var(--fc-{name})}}\n");
    }
    style
}

#[test]
fn texts_and_lines_stand_out() {
    for (pairs, least) in [(TEXTS, 4.5), (LINES, 3.0)] {
        for (front, backs) in pairs {
            for back in *backs {
                let (front_color, back_color) = (find(front), find(back));
                for (a, b) in [(front_color.light, back_color.light), (front_color.dark, back_color.dark)] {
                    let contrast = contrast(a, b);
                    assert!(contrast >= least, "{front} {a} on {back} {b}: {contrast:.2}");
                }
            }
        }
    }
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.01);
}

fn find(name: &str) -> &'static Color {
    COLORS.iter().find(|color| color.name == name).unwrap()
}

/// Returns the contrast ratio, as the Web Content Accessibility Guidelines define it.
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(color: &str) -> f64 {
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.03928 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}
