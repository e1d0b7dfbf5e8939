//! What script does with a `Headers` object: the operations of a guard, as naive as the twin, with the departures of a
//! browser. Marks name steps of the `Headers` class.

use fetch_cors::header::{self, Guard, HeaderList as EnginesList};
use serde_json::{Value, json};

use crate::browser::{Family, Ways, is_safe};
use crate::constructor::{is_forbidden_request_header, normalize_value};
use crate::scenario::{bytes, list};
use crate::twin::HeaderList;
use crate::twin::headers::{
    append, contains, delete, get, is_forbidden_response_header_name, is_token, lower, same_name,
    sorted_lowercase_set,
};

/// A guard, and what is done under it.
#[derive(Debug)]
pub struct Api {
    guard: Guard,
    operations: Vec<Operation>,
}

#[derive(Debug)]
enum Operation {
    Append(Vec<u8>, Vec<u8>),
    Set(Vec<u8>, Vec<u8>),
    Delete(Vec<u8>),
    Get(Vec<u8>),
    Has(Vec<u8>),
}

impl Api {
    pub fn read(request: &Value) -> Self {
        Api {
            guard: request["guard"].as_str().unwrap().parse().unwrap(),
            operations: list(&request["ops"]).map(Operation::read).collect(),
        }
    }

    /// By the standard, or with the departures of a browser.
    pub fn by_text(&self, ways: &Ways) -> Value {
        let mut headers = Headers::new(self.guard, ways);
        let results = self.operations.iter().map(|operation| match operation {
            Operation::Append(name, value) => shown(headers.append(name, value).map(done)),
            Operation::Set(name, value) => shown(headers.set(name, value).map(done)),
            Operation::Delete(name) => shown(headers.delete(name).map(done)),
            Operation::Get(name) => shown(headers.get(name).map(|value| json!(value.map(|v| text(&v))))),
            Operation::Has(name) => shown(headers.has(name).map(|has| json!(has))),
        });
        let results: Vec<_> = results.collect();
        json!({"event": "api", "out": results, "headers": pairs(&headers.sort_and_combine())})
    }

    /// By the engine.
    pub fn by_engine(&self) -> Value {
        let mut list = EnginesList::new();
        let mut headers = header::Headers::new(&mut list, self.guard);
        let results = self.operations.iter().map(|operation| match operation {
            Operation::Append(name, value) => shown(headers.append(name, value).ok().map(|_| done(()))),
            Operation::Set(name, value) => shown(headers.set(name, value).ok().map(|_| done(()))),
            Operation::Delete(name) => shown(headers.delete(name).ok().map(|_| done(()))),
            Operation::Get(name) => shown(headers.get(name).ok().map(|value| json!(value.map(|v| text(&v))))),
            Operation::Has(name) => shown(headers.has(name).ok().map(|has| json!(has))),
        });
        let results: Vec<_> = results.collect();
        json!({"event": "api", "out": results, "headers": engines_pairs(&headers.sort_and_combine())})
    }
}

impl Operation {
    fn read(operation: &Value) -> Self {
        let argument = |place: usize| bytes(operation[place].as_str().unwrap());
        match operation[0].as_str().unwrap() {
            "append" => Operation::Append(argument(1), argument(2)),
            "set" => Operation::Set(argument(1), argument(2)),
            "delete" => Operation::Delete(argument(1)),
            "get" => Operation::Get(argument(1)),
            "has" => Operation::Has(argument(1)),
            operation => panic!("{operation}"),
        }
    }
}

/// A `Headers` object. Where a method throws, it returns `None`.
#[derive(Debug)]
pub struct Headers<'w> {
    pub guard: Guard,
    pub list: HeaderList,
    pub ways: &'w Ways,
}

impl<'w> Headers<'w> {
    pub fn new(guard: Guard, ways: &'w Ways) -> Self {
        Headers { guard, list: HeaderList::new(), ways }
    }

    /// validate
    pub fn validate(&self, name: &[u8], value: &[u8]) -> Option<bool> {
        // validate 1
        if !is_token(name) || value.iter().any(|b| [0x00, 0x0A, 0x0D].contains(b)) {
            return None;
        }
        match self.guard {
            // validate 2
            Guard::Immutable => None,
            // validate 3
            Guard::Request => {
                let user_agent =
                    same_name(name, b"User-Agent") && self.ways.depart(Family::UserAgentForbidden);
                Some(!is_forbidden_request_header(name, value) && !user_agent)
            }
            // validate 4
            Guard::Response => Some(!is_forbidden_response_header_name(name)),
            // validate 5
            _ => Some(true),
        }
    }

    pub fn append(&mut self, name: &[u8], value: &[u8]) -> Option<()> {
        // append 1
        let value = normalize_value(value);
        // append 2
        if !self.validate(name, &value)? {
            return Some(());
        }
        // append 3.1 to 3.4
        if self.guard == Guard::RequestNoCors && !self.is_no_cors_safe(name, &self.joined(name, &value)) {
            return Some(());
        }
        // append 4
        append(&mut self.list, name, &value);
        // append 5
        self.remove_privileged();
        Some(())
    }

    pub fn set(&mut self, name: &[u8], value: &[u8]) -> Option<()> {
        // set( name , value ) 1
        let value = normalize_value(value);
        // set( name , value ) 2
        if !self.validate(name, &value)? {
            return Some(());
        }
        // set( name , value ) 3
        if self.guard == Guard::RequestNoCors {
            let joins = contains(&self.list, name) && self.ways.depart(Family::SetJudgesReplaced);
            let judged = if joins { self.joined(name, &value) } else { value.clone() };
            if !self.is_no_cors_safe(name, &judged) {
                return Some(());
            }
        }
        // set( name , value ) 4
        match self.list.iter().position(|(n, _)| same_name(n, name)) {
            None => append(&mut self.list, name, &value),
            Some(first) => {
                self.list[first].1 = value;
                let mut place = 0;
                self.list.retain(|(n, _)| {
                    place += 1;
                    place - 1 == first || !same_name(n, name)
                });
            }
        }
        // set( name , value ) 5
        self.remove_privileged();
        Some(())
    }

    pub fn delete(&mut self, name: &[u8]) -> Option<()> {
        // delete( name ) 1
        if !self.validate(name, b"")? {
            return Some(());
        }
        // delete( name ) 2
        if self.guard == Guard::RequestNoCors && !is_no_cors_safe_name(name) && !same_name(name, b"Range") {
            return Some(());
        }
        // delete( name ) 3
        if !contains(&self.list, name) {
            return Some(());
        }
        // delete( name ) 4
        delete(&mut self.list, name);
        // delete( name ) 5
        self.remove_privileged();
        Some(())
    }

    fn get(&self, name: &[u8]) -> Option<Option<Vec<u8>>> {
        // get( name ) 1 and 2
        is_token(name).then(|| get(&self.list, name))
    }

    fn has(&self, name: &[u8]) -> Option<bool> {
        // has( name ) 1 and 2
        is_token(name).then(|| contains(&self.list, name))
    }

    /// append 3.1 to 3.3
    fn joined(&self, name: &[u8], value: &[u8]) -> Vec<u8> {
        match get(&self.list, name) {
            None => value.to_vec(),
            Some(before) => [&before, value].join(&b", "[..]),
        }
    }

    /// no-CORS-safelisted request-header
    fn is_no_cors_safe(&self, name: &[u8], value: &[u8]) -> bool {
        is_no_cors_safe_name(name) && is_safe(name, value, self.ways)
    }

    /// remove privileged no-CORS request-headers
    fn remove_privileged(&mut self) {
        if self.guard == Guard::RequestNoCors {
            delete(&mut self.list, b"Range");
        }
    }

    /// sort and combine
    pub fn sort_and_combine(&self) -> HeaderList {
        let mut headers = HeaderList::new();
        let names: Vec<_> = self.list.iter().map(|(name, _)| name.clone()).collect();
        for name in sorted_lowercase_set(&names) {
            // sort and combine 3.1
            if name == b"set-cookie" {
                headers.extend(self.list.iter().filter(|(n, _)| same_name(n, &name)).cloned());
            } else {
                // sort and combine 3.2
                headers.push((name.clone(), get(&self.list, &name).unwrap()));
            }
        }
        headers
    }
}

/// no-CORS-safelisted request-header name
fn is_no_cors_safe_name(name: &[u8]) -> bool {
    [&b"accept"[..], b"accept-language", b"content-language", b"content-type"]
        .contains(&lower(name).as_slice())
}

fn done((): ()) -> Value {
    json!("done")
}

/// The result of a method, or that it threw.
pub fn shown(result: Option<Value>) -> Value {
    result.unwrap_or_else(|| json!("threw TypeError"))
}

pub fn pairs(headers: &HeaderList) -> Vec<[String; 2]> {
    headers.iter().map(|(name, value)| [text(&lower(name)), text(value)]).collect()
}

pub fn engines_pairs(headers: &EnginesList) -> Vec<[String; 2]> {
    headers.iter().map(|(name, value)| [text(name), text(value)]).collect()
}

/// One character a byte.
pub fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
