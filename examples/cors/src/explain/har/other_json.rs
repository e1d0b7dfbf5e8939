//! Recognizing JSON files that are not HAR files.

/// The names of members by which a file is recognized, and what the file is.
const TELLING: &[(&str, &str)] = &[
    ("openapi", "a description of an API (OpenAPI)"),
    ("swagger", "a description of an API (OpenAPI)"),
    ("traceEvents", "a trace of Chromium's Performance panel"),
    ("logTag", "an export of chrome://net-export"),
    ("polledData", "an export of chrome://net-export"),
    ("item", "a collection of Postman"),
    ("__export_format", "an export of Insomnia's requests"),
    ("mappings", "a source map"),
    ("dependencies", "a package.json"),
    ("entries", "only the log of a HAR file, without the object around it that has the member \"log\""),
];

/// A JSON file, as far as its members show what it is.
#[derive(Debug, Default)]
pub(super) struct OtherJson {
    looks_like: Option<&'static str>,
}

impl OtherJson {
    /// Checks whether the name of a member shows what the file is.
    pub(super) fn member(&mut self, name: &str) {
        let told = TELLING.iter().find(|(telling, _)| *telling == name);
        self.looks_like = self.looks_like.or(told.map(|(_, what)| *what));
    }

    /// Returns the error for the file. It says what the file is, and what to do.
    pub(super) fn what_it_is(&self, is_object: bool, has_log: bool) -> String {
        let save = "Save the Network panel of the developer tools as a HAR file.";
        match self.looks_like {
            _ if !is_object => format!("this is JSON, but not a HAR file: it is not an object. {save}"),
            _ if has_log => format!("this has a member \"log\", but no array \"log.entries\". {save}"),
            Some(what) => format!("this is not a HAR file. It looks like {what}. {save}"),
            None => format!("this is JSON, but not a HAR file: it has no member \"log\". {save}"),
        }
    }
}
