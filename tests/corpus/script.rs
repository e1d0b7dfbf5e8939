//! One scenario of what script does with `Headers` and `Request` objects, which sends nothing, with what the browsers did.

use serde_json::Value;

use crate::api::Api;
use crate::browser::Ways;
use crate::case::{Judged, Verdict, is_steady, judge_browsers};
use crate::construct::Construct;
use crate::scenario::text;

#[derive(Debug)]
pub struct ScriptCase {
    id: String,
    kind: String,
    script: Script,
    /// In the order of `Browser::ALL`.
    observed: [Value; 2],
    lines: [Value; 3],
}

#[derive(Debug)]
enum Script {
    Api(Api),
    Construct(Construct),
}

impl ScriptCase {
    pub const KINDS: [&str; 2] = ["api", "construct"];

    /// `None` for one that came out differently in another run of a browser.
    pub fn read(scenario: Value, chromium: Value, firefox: Value) -> Option<Self> {
        if !is_steady(&scenario, &chromium, &firefox) {
            return None;
        }
        let request = &scenario["requests"][0];
        let script = match scenario["kind"].as_str().unwrap() {
            "api" => Script::Api(Api::read(request)),
            "construct" => Script::Construct(Construct::read(request)),
            kind => panic!("{kind}"),
        };
        let observed = |observation: &Value| {
            assert_eq!(observation["log"], Value::Array(vec![]));
            observation["results"][0].clone()
        };
        Some(ScriptCase {
            id: text(&scenario["id"]),
            kind: text(&scenario["kind"]),
            script,
            observed: [observed(&chromium), observed(&firefox)],
            lines: [scenario, chromium, firefox],
        })
    }

    fn by_text(&self, ways: &Ways) -> Value {
        match &self.script {
            Script::Api(api) => api.by_text(ways),
            Script::Construct(construct) => construct.by_text(ways),
        }
    }
}

impl Judged for ScriptCase {
    fn id(&self) -> &str {
        &self.id
    }

    fn sort(&self) -> String {
        self.kind.clone()
    }

    fn lines(&self) -> &[Value; 3] {
        &self.lines
    }

    /// The engine does what the text says; with its departures, each browser does what was observed.
    fn judge(&self) -> Result<Verdict, String> {
        let standard = self.by_text(&Ways::standard());
        let engine = match &self.script {
            Script::Api(api) => api.by_engine(),
            Script::Construct(construct) => construct.by_engine(),
        };
        if let Some(difference) = difference(&engine, &standard) {
            return Err(format!("engine: {difference}"));
        }
        judge_browsers(&standard, &self.observed, |ways| self.by_text(ways), difference)
    }
}

fn difference(result: &Value, expected: &Value) -> Option<String> {
    (result != expected).then(|| format!("{result}\n  {expected}"))
}
