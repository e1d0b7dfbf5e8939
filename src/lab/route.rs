use std::fmt;
use std::sync::Arc;

use http::Method;
use url::Url;

use crate::origin::Origin;
use crate::redacted::RedactedText;

/// A path of the server that is tested, with the methods that pages use on it.
#[derive(Clone)]
pub(super) struct Route {
    /// The path, perhaps with a query.
    pub(super) path: String,
    pub(super) methods: Vec<Method>,
    /// The `Content-Type` and the body that is sent with all methods except `GET` and `HEAD`.
    pub(super) body: Option<(String, Arc<[u8]>)>,
    /// Whether the route answers with a status from 500 to 599 on purpose.
    pub(super) is_failing: bool,
}

impl Route {
    pub(super) fn new(path: &str, methods: impl IntoIterator<Item = Method>) -> Self {
        let mut distinct = Vec::new();
        for method in methods {
            if !distinct.contains(&method) {
                distinct.push(method);
            }
        }
        Self { path: path.to_owned(), methods: distinct, body: None, is_failing: false }
    }

    pub(super) fn failing(self) -> Self {
        Self { is_failing: true, ..self }
    }

    /// Returns the URL of the route. Whatever the path is, the URL is on this server.
    pub(super) fn url(&self, server: &Origin) -> Option<Url> {
        let mut url = Url::parse(server.as_str()).ok()?;
        let (path, query) = match self.path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (self.path.as_str(), None),
        };
        url.set_path(path);
        url.set_query(query);
        Some(url)
    }

    /// Returns the path without the query, for reports.
    pub(super) fn shown_path(&self) -> String {
        RedactedText(&self.path).to_string()
    }

    pub(super) fn has(&self, method: &Method) -> bool {
        self.methods.contains(method)
    }
}

/// Prints the path without its query, the methods, and whether there is a body.
impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { methods, body, is_failing, .. } = self;
        write!(f, "{methods:?} {}", self.shown_path())?;
        f.write_str(if body.is_some() { " with a body" } else { "" })?;
        f.write_str(if *is_failing { ", fails" } else { "" })
    }
}
