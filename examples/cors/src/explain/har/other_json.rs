//! Says what a JSON file is that is not a HAR file.

/// Members that tell what a file is, and what it is then.
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
    ("entries", "only the log of a HAR file, without the object around it that has it as \"log\""),
];

/// The members of a JSON file, as far as they tell what it is.
#[derive(Debug, Default)]
pub(super) struct OtherJson {
    looks_like: Option<&'static str>,
}

impl OtherJson {
    /// Looks at the name of a member.
    pub(super) fn member(&mut self, name: &str) {
        let told = TELLING.iter().find(|(telling, _)| *telling == name);
        self.looks_like = self.looks_like.or(told.map(|(_, what)| *what));
    }

    /// Returns what is wrong.
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
