//! The table of who can do what: a row for each origin, and a column for each method and path.

use std::fmt::Write;

use fetch_cors::lab::{Access, Allowed, ProbeClass, Report};

use crate::audit::text::{count, shown};
use crate::look::{Code, Escaped};

/// Writes the section with the table.
pub(super) fn write(page: &mut String, report: &Report) -> std::fmt::Result {
    let matrix = Matrix::new(&report.accesses);
    writeln!(page, "<section aria-labelledby=\"who\">\n<h2 id=\"who\">Who can do what</h2>")?;
    write_legend(page)?;
    writeln!(
        page,
        "<div class=\"scroll\" role=\"region\" aria-label=\"Table of who can do what\" tabindex=\"0\">"
    )?;
    writeln!(page, "<table class=\"matrix\">")?;
    writeln!(page, "<caption>What pages of each origin can do with each method and path</caption>")?;
    write!(page, "<thead><tr><th scope=\"col\">Origin</th>")?;
    for (method, path) in &matrix.columns {
        write!(page, "<th scope=\"col\"><span class=\"method\">{method}</span> {}</th>", breakable(path))?;
    }
    writeln!(page, "</tr></thead>")?;
    for group in &matrix.groups {
        write_group(page, group, matrix.columns.len())?;
    }
    writeln!(page, "</table>\n</div>\n</section>")
}

/// The accesses, by origin, method and path.
struct Matrix<'r> {
    columns: Vec<(&'r str, &'r str)>,
    groups: Vec<Group<'r>>,
}

/// The trusted origins, or all origins that test for the same mistake.
struct Group<'r> {
    class: Option<ProbeClass>,
    rows: Vec<Row<'r>>,
}

struct Row<'r> {
    origin: &'r [u8],
    /// The accesses, one for each column.
    cells: Vec<Option<&'r Access>>,
}

impl<'r> Matrix<'r> {
    fn new(accesses: &'r [Access]) -> Self {
        let (mut columns, mut rows): (Vec<_>, Vec<(_, &[u8])>) = (Vec::new(), Vec::new());
        for access in accesses {
            let (column, row) = (place(access), (access.class, access.origin.as_slice()));
            if !columns.contains(&column) {
                columns.push(column);
            }
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        let is_at = |access: &Access, (class, origin), column| {
            (access.class, access.origin.as_slice(), place(access)) == (class, origin, column)
        };
        let row = |row: (Option<ProbeClass>, &'r [u8])| {
            let cell = |column| accesses.iter().find(|access| is_at(access, row, column));
            Row { origin: row.1, cells: columns.iter().copied().map(cell).collect() }
        };
        let classes = [None].into_iter().chain(ProbeClass::ALL.iter().copied().map(Some));
        let groups = classes.map(|class| Group {
            class,
            rows: rows.iter().filter(|(other, _)| *other == class).copied().map(row).collect(),
        });
        let groups = groups.filter(|group| !group.rows.is_empty()).collect();
        Self { columns, groups }
    }
}

fn place(access: &Access) -> (&str, &str) {
    (access.method.as_str(), access.path.as_str())
}

impl Group<'_> {
    fn can_do_anything(&self) -> bool {
        self.rows.iter().flat_map(|row| &row.cells).flatten().any(|access| is_any(access))
    }
}

fn is_any(access: &Access) -> bool {
    access.without_credentials.is_any() || access.with_credentials.is_any()
}

fn write_group(page: &mut String, group: &Group<'_>, columns: usize) -> std::fmt::Result {
    let Some(class) = group.class else {
        let heading = "<strong>trusted</strong>";
        return write_rows(page, group, heading, columns);
    };
    let origins = count(group.rows.len(), "origin");
    if group.can_do_anything() {
        let heading = format!("<strong>{class}</strong> <span>{origins}: {}</span>", Code(class.exploiter()));
        return write_rows(page, group, &heading, columns);
    }
    // All origins that can do nothing share one row.
    writeln!(
        page,
        "<tbody class=\"quiet\"><tr><th scope=\"row\"><details><summary>{class} <span>{origins}</span></summary><ul>"
    )?;
    for row in &group.rows {
        writeln!(page, "<li>{}</li>", Escaped(&shown(row.origin)))?;
    }
    write!(page, "</ul></details></th>")?;
    for _ in 0..columns {
        write!(page, "<td class=\"nothing\">{}</td>", Mark { mark: "·", words: "nothing" })?;
    }
    writeln!(page, "</tr></tbody>")
}

fn write_rows(page: &mut String, group: &Group<'_>, heading: &str, columns: usize) -> std::fmt::Result {
    writeln!(page, "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">", columns + 1)?;
    writeln!(page, "<div>{heading}</div></th></tr>")?;
    for row in &group.rows {
        write!(page, "<tr><th scope=\"row\">{}</th>", Escaped(&shown(row.origin)))?;
        for cell in &row.cells {
            match cell {
                Some(access) => write_cell(page, access)?,
                None => write!(page, "<td></td>")?,
            }
        }
        writeln!(page, "</tr>")?;
    }
    writeln!(page, "</tbody>")
}

/// Returns a path as HTML that allows a line break after each slash.
fn breakable(path: &str) -> String {
    Escaped(path).to_string().replace('/', "/<wbr>")
}

fn write_cell(page: &mut String, access: &Access) -> std::fmt::Result {
    let is_trusted = access.class.is_none();
    let (without, with) = (access.without_credentials, access.with_credentials);
    let colour = match (is_any(access), is_trusted, with.is_any()) {
        (false, true, _) => "refused",
        (false, false, _) => "nothing",
        (true, true, _) => "trusted",
        (true, false, false) => "some",
        (true, false, true) => "all",
    };
    let mut mark = String::new();
    mark += if without.reads || with.reads { "R" } else { "" };
    mark += if without.writes || with.writes { "W" } else { "" };
    mark += if with.is_any() { "+C" } else { "" };
    let (mark, words) = match (is_any(access), is_trusted) {
        (true, _) => (mark.as_str(), words(without, with)),
        (false, true) => ("✕", "nothing, although the origin is trusted".to_owned()),
        (false, false) => ("·", "nothing".to_owned()),
    };
    write!(page, "<td class=\"{colour}\">{}</td>", Mark { mark, words: &words })
}

fn words(without: Allowed, with: Allowed) -> String {
    let what = |allowed: Allowed| match (allowed.reads, allowed.writes) {
        (true, true) => "reads and writes",
        (true, false) => "reads",
        (false, true) => "writes",
        (false, false) => "nothing",
    };
    if without == with {
        return format!("{}, also with credentials", what(with));
    }
    match (without.is_any(), with.is_any()) {
        (true, false) => format!("{} without credentials only", what(without)),
        (false, _) => format!("{} with credentials only", what(with)),
        (true, true) => format!("without credentials: {}; with credentials: {}", what(without), what(with)),
    }
}

/// A mark that a cell shows, and the words that a screen reader reads in its place.
struct Mark<'t> {
    mark: &'t str,
    words: &'t str,
}

impl std::fmt::Display for Mark<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { mark, words } = self;
        write!(
            f,
            "<span aria-hidden=\"true\" title=\"{words}\">{mark}</span><span class=\"spoken\">{words}</span>"
        )
    }
}

fn write_legend(page: &mut String) -> std::fmt::Result {
    writeln!(page, "<ul class=\"legend\">")?;
    for (class, mark, meaning) in [
        ("trusted", "R", "a trusted page can read the response"),
        ("trusted", "W", "a trusted page can send requests that need a preflight"),
        ("trusted", "+C", "it can do so with the cookies of the user"),
        ("refused", "✕", "a trusted page can do nothing"),
        ("nothing", "·", "another page can do nothing"),
        ("some", "R", "another page can do this without the cookies of the user"),
        ("all", "R+C", "another page can do this with the cookies of the user"),
    ] {
        writeln!(page, "<li><span class=\"sample {class}\">{mark}</span> {meaning}</li>")?;
    }
    writeln!(page, "</ul>")
}
