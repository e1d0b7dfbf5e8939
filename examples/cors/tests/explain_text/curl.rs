//! What curl prints.

use fetch_cors_cli::explain::curl::{About, read};

use crate::shown::{files, shown};

#[test]
fn dump() {
    for (name, bytes) in files("curl") {
        let text = String::from_utf8(bytes).unwrap();
        println!("== {name}");
        match read(&text, &About::default()) {
            Ok(r) => {
                for l in shown(&r) {
                    println!("  {l}");
                }
                println!("  {:?} {}", r.notes, r.source);
            }
            Err(e) => println!("  ERR {e}"),
        }
    }
}
