//! The lanes of a diagram: the page, the browser, the preflight cache and the servers.

use std::fmt::{self, Write};

use fetch_cors::explain::TraceKind;
use fetch_cors::url::{Position, Url};

use crate::explain::report::Explained;
use crate::look::{Escaped, short};

pub(super) const PAGE: usize = 0;
pub(super) const BROWSER: usize = 1;

/// The lanes of a diagram, from left to right.
pub(super) struct Lanes {
    lanes: Vec<Lane>,
    /// The index of the preflight cache, if the browser asked it.
    pub(super) cache: Option<usize>,
}

struct Lane {
    title: String,
    about: String,
}

impl Lanes {
    pub(super) fn of(fetch: &Explained) -> Self {
        let origin = fetch.story.request().client().origin().to_string();
        let about = if origin == "null" { "origin null".into() } else { short(&origin) };
        let page = Lane { title: "Page".to_owned(), about: about.into_owned() };
        let browser = Lane { title: "Browser".to_owned(), about: String::new() };
        let mut all = Self { lanes: vec![page, browser], cache: None };
        let asks_cache = |kind: &TraceKind| {
            matches!(kind, TraceKind::PreflightNeeded { .. } | TraceKind::PreflightRemembered)
        };
        if fetch.trace.iter().any(|entry| asks_cache(&entry.kind)) {
            all.cache = Some(all.len());
            all.lanes.push(Lane { title: "Preflight cache".to_owned(), about: "in the browser".to_owned() });
        }
        all.add(fetch.story.request().current_url(), &origin);
        for entry in &fetch.trace {
            match &entry.kind {
                TraceKind::Tainting { url, .. } => all.add(url, &origin),
                TraceKind::Sent(sent) => all.add(&sent.url, &origin),
                _ => {}
            }
        }
        all
    }

    fn add(&mut self, url: &Url, page: &str) {
        let Some(title) = server(url) else { return };
        if !self.lanes.iter().any(|lane| lane.title == title) {
            let about = if title == page { "origin of the page" } else { "another origin" };
            self.lanes.push(Lane { title, about: about.to_owned() });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.lanes.len()
    }

    pub(super) fn title(&self, lane: usize) -> &str {
        self.lanes.get(lane).map(|lane| lane.title.as_str()).unwrap_or_default()
    }

    /// Returns the lane of the server of a URL, or that of the browser if the URL has no server.
    pub(super) fn server(&self, url: &Url) -> usize {
        let title = server(url);
        self.lanes.iter().position(|lane| Some(&lane.title) == title.as_ref()).unwrap_or(BROWSER)
    }

    pub(super) fn write(&self, page: &mut String) -> fmt::Result {
        for (i, Lane { title, about }) in self.lanes.iter().enumerate() {
            write!(page, "<div class=\"lane\" style=\"--at:{i}\"><b>{}</b>", Escaped(title))?;
            writeln!(page, "<span>{}</span></div>", Escaped(about))?;
        }
        Ok(())
    }
}

/// Returns the origin of a URL, or `None` if it has no server.
fn server(url: &Url) -> Option<String> {
    url.host()?;
    let origin = format!("{}://{}", url.scheme(), &url[Position::BeforeHost..Position::AfterPort]);
    Some(short(&origin).into_owned())
}
