//! Tests of the command line: the choice of fetches, exit codes, formats, wrong input, and secrets.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use fetch_cors_cli::{Clock, Terminal, run};
use serde_json::Value;

/// The outputs of the program, and its exit code.
pub struct Outcome {
    pub code: u8,
    pub out: String,
    pub err: String,
}

impl Outcome {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) {}
}

/// Runs `cors explain` with these words.
pub fn explain(words: &[&str]) -> Outcome {
    explain_input(words, "")
}

/// Runs `cors explain` with these words and this standard input.
pub fn explain_input(words: &[&str], input: &str) -> Outcome {
    explain_on(words, input, false)
}

fn explain_on(words: &[&str], input: &str, out_is_terminal: bool) -> Outcome {
    explain_with(words, input, out_is_terminal, &Still)
}

fn explain_with(words: &[&str], input: &str, out_is_terminal: bool, clock: &dyn Clock) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let input: &mut dyn io::Read = &mut input.as_bytes();
    let mut terminal = Terminal {
        input,
        input_is_terminal: false,
        out: &mut out,
        err: &mut err,
        out_is_terminal,
        err_is_terminal: false,
    };
    let code = run([&["cors", "explain"], words].concat(), &mut terminal, clock);
    Outcome { code, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn data(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    path.to_str().unwrap().to_owned()
}

const CURL: &str = "\
$ curl -i https://api.example/items -H 'Origin: https://app.example' -H 'Cookie: id=SECRET'
HTTP/1.1 200 OK
Content-Type: text/plain
Access-Control-Allow-Origin: https://app.example/
Set-Cookie: id=SECRET2

hello
";

#[test]
fn the_standard_input_is_read_if_there_is_no_file() {
    for words in [&[][..], &["-"]] {
        let outcome = explain_input(words, CURL);
        assert_eq!(outcome.code, 1, "{}", outcome.err);
        assert!(outcome.out.starts_with("Read as the output of curl -i"), "{}", outcome.out);
        assert!(outcome.out.contains("The value has a slash at the end."), "{}", outcome.out);
    }
}

#[test]
fn exit_codes() {
    let allowed = CURL.replace("app.example/\n", "app.example\nAccess-Control-Allow-Credentials: true\n");
    assert_eq!(explain_input(&[], &allowed).code, 0);
    let console = "Access to fetch at 'https://api.example/' from origin 'https://app.example' CORS policy";
    let unknown = explain_input(&[], console);
    assert_eq!(unknown.code, 3, "{}{}", unknown.out, unknown.err);
    let unreachable = "$ curl -v https://api.example/ -H 'Origin: https://app.example'\ncurl: (7) Failed\n";
    let nothing = explain_input(&[], unreachable);
    assert_eq!(nothing.code, 3, "{}{}", nothing.out, nothing.err);
    for (words, input) in [
        (&["--format", "xml"][..], CURL),
        (&["/nowhere/a.har"], ""),
        (&[], ""),
        (&[], "\u{1f}\u{8b}"),
        (&[], "{\"a\": 1}"),
        (&["--url", "elsewhere"], CURL),
        (&["-n", "7"], CURL),
    ] {
        let outcome = explain_input(words, input);
        assert_eq!(outcome.code, 2, "{words:?}: {}", outcome.out);
        assert!(outcome.out.is_empty() && !outcome.err.is_empty(), "{words:?}");
    }
}

#[test]
fn a_har_file_shows_what_failed_unless_something_is_chosen() {
    let har = data("explain_har/data/chromium.har");
    let count = |words: &[&str]| {
        let report = explain(&[&[har.as_str(), "--format", "json"], words].concat()).json();
        report["fetches"].as_array().unwrap().len()
    };
    let (failed, all) = (count(&[]), count(&["--all"]));
    assert!(failed > 15 && all == 25, "{failed} of {all}");
    assert_eq!(
        (count(&["-n", "1"]), count(&["-n", "1", "-n", "2"]), count(&["--url", "api.example/put"])),
        (1, 2, 1)
    );
    // The number of a preflight selects its fetch too, and the fetch includes the hops after redirects.
    let report = explain(&[&har, "--format", "json", "-n", "7"]).json();
    assert_eq!(report["fetches"][0]["title"], "PUT https://api.example/put");
    assert_eq!(report["fetches"][0]["place"], "entry 7, entry 6");
    let whole = explain(&[&har, "--format", "json", "--all"]).json();
    for number in 1..=39 {
        let one = explain(&[&har, "--format", "json", "-n", &number.to_string()]).json();
        let fetches = whole["fetches"].as_array().unwrap();
        let place = &one["fetches"][0]["place"];
        let same = fetches.iter().find(|fetch| fetch["place"] == *place);
        assert_eq!(same, Some(&one["fetches"][0]), "entry {number}");
    }
    let report = explain(&[&har, "--format", "json", "--url", "api1.example/start"]).json();
    assert_eq!(report["fetches"][0]["explanation"]["findings"][0]["code"], "allow-origin-mismatch-tainted");
}

#[test]
fn what_the_user_says_counts() {
    let without_origin = CURL.replace(" -H 'Origin: https://app.example'", "");
    let refused = explain_input(&[], &without_origin);
    assert!(refused.code == 2 && refused.err.contains("--origin"), "{}", refused.err);
    let told = explain_input(&["--origin", "https://app.example"], &without_origin);
    assert_eq!(told.code, 1, "{}", told.err);
    let only_response = "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\n";
    let words = ["--url", "https://api.example/", "--origin", "https://app.example"];
    assert_eq!(explain_input(&words, only_response).code, 0);
    let with = [&words[..], &["--credentials", "include"]].concat();
    assert_eq!(explain_input(&with, only_response).code, 1);
    let put = [&words[..], &["-X", "PUT", "-H", "x-token: 1", "--format", "json"]].concat();
    let report = explain_input(&put, only_response).json();
    assert_eq!(report["fetches"][0]["explanation"]["gaps"][0]["code"], "preflight-not-seen");
}

#[test]
fn several_files_are_one_recording() {
    let folder = std::env::temp_dir().join(format!("cors-explain-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let preflight = "$ curl -i -X OPTIONS https://api.example/items -H 'Origin: https://app.example' \
                     -H 'Access-Control-Request-Method: PUT'\nHTTP/1.1 204 No Content\n\
                     Access-Control-Allow-Origin: *\nAccess-Control-Allow-Methods: PUT\n\n";
    let actual =
        "$ curl -i -X PUT https://api.example/items -H 'Origin: https://app.example'\nHTTP/1.1 500 Oops\n\n";
    let files = [folder.join("preflight.txt"), folder.join("response.txt")];
    std::fs::write(&files[0], preflight).unwrap();
    std::fs::write(&files[1], actual).unwrap();
    let outcome = explain(&[files[0].to_str().unwrap(), files[1].to_str().unwrap(), "--format", "json"]);
    std::fs::remove_dir_all(&folder).unwrap();
    let report = outcome.json();
    let fetches = report["fetches"].as_array().unwrap();
    assert_eq!(fetches.len(), 1, "{report:#}");
    assert_eq!(fetches[0]["explanation"]["findings"][0]["code"], "missing-allow-origin");
    assert_eq!(fetches[0]["explanation"]["findings"][0]["status"], 500);
}

#[test]
fn only_a_terminal_gets_colours() {
    assert!(!explain_on(&[], CURL, false).out.contains('\u{1b}'));
    let coloured = explain_on(&[], CURL, true).out;
    assert!(coloured.contains("\u{1b}[1;31mRefused"), "{coloured}");
    let plain = explain_on(&["--format", "json"], CURL, true).out;
    assert!(!plain.contains('\u{1b}'));
}

/// A clock that moves ten seconds forward each time it is read.
#[derive(Default)]
struct Fast(std::cell::Cell<u64>);

impl Clock for Fast {
    fn now(&self) -> Duration {
        self.0.set(self.0.get() + 10);
        Duration::from_secs(self.0.get())
    }

    fn sleep(&self, _: Duration) {}
}

#[test]
fn progress_is_shown_if_it_takes_long() {
    let har = data("explain_har/data/chromium.har");
    assert_eq!(explain(&[&har]).err, "");
    let slow = explain_with(&[&har], "", false, &Fast::default());
    assert!(slow.err.contains(" entries read, "), "{}", slow.err);
    assert_eq!(slow.out, explain(&[&har]).out);
}

#[test]
fn a_report_has_a_bounded_number_of_fetches() {
    let entry = |number: usize| {
        serde_json::json!({
            "_resourceType": "fetch",
            "request": { "method": "GET", "url": format!("https://api.example/{number}"), "headers": [
                { "name": "Origin", "value": "https://app.example" }] },
            "response": { "status": 200, "headers": [{ "name": "Server", "value": "x" }],
                "_error": "net::ERR_FAILED" },
        })
    };
    let entries: Vec<Value> = (0..300).map(entry).collect();
    let creator = serde_json::json!({ "name": "WebInspector", "version": "537.36" });
    let har = serde_json::json!({ "log": { "creator": creator, "entries": entries } }).to_string();
    let report = explain_input(&["--format", "json"], &har).json();
    assert_eq!(report["fetches"].as_array().unwrap().len(), 200);
    let notes = report["notes"].to_string();
    assert!(notes.contains("100 more fetches were left out"), "{notes}");
}

#[test]
fn no_secret_is_shown_unless_it_is_asked_for() {
    for format in ["text", "json", "html"] {
        for file in ["chromium", "firefox", "safari", "charles", "mitmproxy"] {
            let har = data(&format!("explain_har/data/{file}.har"));
            let outcome = explain(&[&har, "--all", "--format", format]);
            assert!(!outcome.out.contains("SECRET"), "{file} {format}: {}", around(&outcome.out, "SECRET"));
            assert!(!outcome.err.contains("SECRET"), "{file} {format}");
        }
        let outcome = explain_input(&["--format", format], CURL);
        assert!(!outcome.out.contains("SECRET"), "{format}: {}", around(&outcome.out, "SECRET"));
        let asked = explain_input(&["--format", format, "--show-secrets"], CURL);
        assert!(format != "json" || asked.out.contains("SECRET2"), "{format}: {}", asked.out);
    }
}

/// Checks the data of the readers of texts, which has secrets in many places.
#[test]
fn no_secret_of_a_text_is_shown() {
    for folder in ["curl", "console"] {
        let mut planted = 0;
        for entry in std::fs::read_dir(data(&format!("explain_text/data/{folder}"))).unwrap() {
            let path = entry.unwrap().path();
            planted += usize::from(std::fs::read_to_string(&path).unwrap().contains("s3cr3t"));
            for format in ["text", "json", "html"] {
                let words = [path.to_str().unwrap(), "--origin", "https://app.example", "--format", format];
                let outcome = explain(&words);
                assert!(
                    !outcome.out.contains("s3cr3t") && !outcome.err.contains("s3cr3t"),
                    "{path:?} {format}"
                );
            }
        }
        assert!(planted > 1, "{folder}");
    }
}

/// Returns the part of a text around a word.
fn around<'t>(text: &'t str, word: &str) -> &'t str {
    let at = text.find(word).unwrap();
    let start = (0..=at.saturating_sub(200)).rev().find(|at| text.is_char_boundary(*at)).unwrap();
    let end = (at..=(at + 100).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
    &text[start..end]
}

#[test]
fn lines_to_paste_are_for_one_server_if_that_is_asked_for() {
    let har = data("explain_har/data/chromium.har");
    let text = |target: &str| explain(&[&har, "-n", "1", "--for", target]).out;
    for (target, line) in [
        ("headers", "Lines to paste for any server, as plain headers:"),
        ("nginx", "add_header Access-Control-Allow-Origin"),
        ("apache", "Header always set Access-Control-Allow-Origin"),
        ("express", "Lines to paste for Express:"),
        ("tower-http", "CorsLayer"),
    ] {
        let (one, all) = (text(target), text("all"));
        assert!(one.contains(line) && all.contains(line), "{target}: {one}");
        assert_eq!(one.matches("Lines to paste for").count(), 1, "{one}");
    }
    assert!(!text("none").contains("Lines to paste"));
}

#[test]
fn a_curl_line_says_how_to_get_what_is_missing() {
    let har = data("explain_har/data/safari.har");
    let text = explain(&[&har, "-n", "4"]).out;
    let line =
        "curl -gsv -o /dev/null https://api.example/me -H 'Accept: */*' -H 'Origin: https://app.example'";
    assert!(text.contains(line), "{text}");
}

#[test]
fn control_characters_do_not_reach_a_terminal() {
    let evil = CURL.replace("app.example/\n", "app.example/\u{1b}]0;x\u{7}\u{202e}\n");
    for words in [&[][..], &["--format", "html"]] {
        let outcome = explain_input(words, &evil);
        assert_eq!(outcome.code, 1, "{}", outcome.err);
        assert!(!outcome.out.contains('\u{202e}') && outcome.out.contains("\\u{202e}"), "{}", outcome.out);
        assert!(!outcome.out.contains('\u{7}') && !outcome.err.contains('\u{7}'));
        assert!(!outcome.out.contains("\u{1b}]"), "{}", outcome.out);
    }
}

const ERROR: &str = "Access to fetch at 'https://api.example/items' from origin 'https://app.example' has been blocked by CORS \
                     policy: The 'Access-Control-Allow-Origin' header has a value 'https://www.app.example' that is not equal to \
                     the supplied origin.\n";

/// Writes files, and runs `cors explain` with them in both orders.
fn explain_in_both_orders(name: &str, texts: [&str; 2]) -> [Outcome; 2] {
    let files =
        [0, 1].map(|i| std::env::temp_dir().join(format!("cors-explain-{name}-{}-{i}", std::process::id())));
    files.iter().zip(texts).for_each(|(file, text)| std::fs::write(file, text).unwrap());
    let [first, second] = files.each_ref().map(|file| file.to_str().unwrap());
    let outcomes = [[first, second], [second, first]].map(|files| explain(&files));
    files.iter().for_each(|file| std::fs::remove_file(file).unwrap());
    outcomes
}

/// The command line that a report about a console prints gets a response, and both are explained together.
#[test]
fn the_response_of_curl_belongs_to_the_error_of_a_console() {
    let advice = explain_input(&[], ERROR).out;
    assert!(
        advice.contains(
            "explain it together with this recording.\n    curl -gsv -o /dev/null https://api.example/items"
        ),
        "{advice}"
    );
    let curl = "> GET /items HTTP/1.1\n> Host: api.example\n> User-Agent: curl/8.5.0\n> Accept: */*\n> Origin: https://app.example\n> \n\
                < HTTP/1.1 403 Forbidden\n< Access-Control-Allow-Origin: https://www.app.example\n< \n";
    let curl = &format!("* Connected to api.example (10.0.0.1) port 443\n{curl}");
    for outcome in explain_in_both_orders("actual", [ERROR, curl]) {
        let text = outcome.out;
        assert_eq!((outcome.code, text.matches("Refused: ").count()), (1, 1), "{text}");
        assert!(text.contains("The server answers with status 403."), "{text}");
        assert!(!text.contains("What is missing from the recording"), "{text}");
    }
    // The response to a request of another page says nothing about this one.
    let of_other = &curl.replace("Origin: https://app.example", "Origin: https://other.example");
    for outcome in explain_in_both_orders("other", [ERROR, of_other]) {
        assert!(outcome.out.contains("What is missing from the recording"), "{}", outcome.out);
    }
}

#[test]
fn the_preflight_of_curl_belongs_to_the_error_of_a_console() {
    let error = "Access to fetch at 'https://api.example/items' from origin 'https://app.example' has been blocked by CORS policy: \
                 Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is \
                 present on the requested resource.\n";
    let curl = "* Connected to api.example (10.0.0.1) port 443\n> OPTIONS /items HTTP/1.1\n> Host: api.example\n\
                > Origin: https://app.example\n> Access-Control-Request-Method: PATCH\n> \n\
                < HTTP/1.1 204 No Content\n< Access-Control-Allow-Methods: PUT\n< \n";
    for outcome in explain_in_both_orders("preflight", [error, curl]) {
        let text = outcome.out;
        assert_eq!((outcome.code, text.matches("Refused: ").count()), (1, 1), "{text}");
        assert!(text.contains("PATCH https://api.example/items"), "{text}");
        assert!(
            text.contains("Set on the response to OPTIONS: Access-Control-Allow-Methods: PUT, PATCH"),
            "{text}"
        );
    }
}

/// A list that the recording does not show may have other items, so no line replaces it without a word.
#[test]
fn a_list_that_is_not_shown_is_extended() {
    let error = "Access to fetch at 'https://api.example/items' from origin 'https://app.example' has been blocked by CORS policy: \
                 Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is \
                 present on the requested resource.\n";
    let text = explain_input(&["-X", "PATCH", "-H", "X-Csrf: 1"], error).out;
    let lists = ["PATCH in Access-Control-Allow-Methods", "x-csrf in Access-Control-Allow-Headers"];
    for list in lists {
        assert!(
            text.contains(&format!("- Make sure that the response to OPTIONS lists {list}.\n")),
            "{text}"
        );
    }
    assert!(!text.contains("Set on the response to OPTIONS: Access-Control-Allow-Methods"), "{text}");
    let comment =
        "# If the server has this list already, only add to it:\n    Access-Control-Allow-Methods: PATCH\n";
    assert!(text.contains(comment), "{text}");
    let comment = "The recording does not show Access-Control-Allow-Methods and Access-Control-Allow-Headers. Keep the other items";
    assert_eq!(text.matches(comment).count(), 4, "{text}");
}

#[test]
fn a_text_in_place_of_a_file_is_recognized() {
    let outcome = explain(&[ERROR]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.err.ends_with("Pipe the text to the standard input: … | cors explain\n"),
        "{}",
        outcome.err
    );
}

/// The report about a console says what it assumes, and what the recording shows only in part.
#[test]
fn what_a_console_does_not_show_is_said() {
    let text = explain_input(&[], ERROR).out;
    for part in [
        "The recording shows only a part of the response: see the reason below.",
        "This explanation assumes GET. To change that, use -X.",
        "whether credentials were included. This explanation assumes that they were not. To change that, use --credentials.",
        "The server allows https://www.app.example now.",
        "What is missing from the recording:\n- The recording names one reason",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("does not say what came back"), "{text}");
}
