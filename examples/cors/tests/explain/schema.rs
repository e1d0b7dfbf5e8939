//! Tests that the JSON report has the form that `schema/explain.json` describes.

use std::path::Path;

use serde_json::Value;

/// Checks a report against the schema of this package.
pub fn check(report: &Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/explain.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut wrong = Vec::new();
    validate(report, &schema, &schema, "$", &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks that a report of a wrong form is found.
#[test]
fn a_wrong_report_is_found() {
    let curl = "$ curl -i https://api.example/ -H 'Origin: https://app.example'\nHTTP/1.1 200 OK\n\n";
    let report = crate::command::explain_input(&["--format", "json"], curl).json();
    check(&report);
    let is_wrong = |change: fn(&mut Value)| {
        let mut report = report.clone();
        change(&mut report);
        std::panic::catch_unwind(|| check(&report)).is_err()
    };
    assert!(is_wrong(|report| _ = report["fetches"][0].as_object_mut().unwrap().remove("title")));
    assert!(is_wrong(|report| report["fetches"][0]["more"] = Value::Null));
    assert!(is_wrong(|report| report["fetches"][0]["explanation"]["outcome"] = "maybe".into()));
    assert!(is_wrong(|report| report["notes"] = Value::Null));
}

/// Checks a value by the keywords that the schema uses: `$ref`, `type`, `enum`, `properties`, `required`,
/// `additionalProperties` and `items`.
fn validate(value: &Value, schema: &Value, root: &Value, at: &str, wrong: &mut Vec<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let schema = root.pointer(reference.strip_prefix('#').unwrap()).unwrap();
        return validate(value, schema, root, at, wrong);
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().map(|name| name.as_str().unwrap()).collect(),
        _ => panic!("{at}: the schema names no type"),
    };
    if !types.iter().any(|name| is_of_type(value, name)) {
        wrong.push(format!("{at} is not of type {types:?}: {value}"));
    }
    if let Some(values) = schema["enum"].as_array()
        && !values.contains(value)
    {
        wrong.push(format!("{at} is none of {values:?}: {value}"));
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !object.contains_key(name.as_str().unwrap()) {
                wrong.push(format!("{at} lacks {name}"));
            }
        }
        assert_eq!(schema["additionalProperties"], false);
        for (name, member) in object {
            match schema["properties"].get(name) {
                Some(schema) => validate(member, schema, root, &format!("{at}.{name}"), wrong),
                None => wrong.push(format!("{at}.{name} is not described")),
            }
        }
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        validate(item, &schema["items"], root, &format!("{at}[{i}]"), wrong);
    }
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    }
}
