//! A command line that sends what a browser sent, so that its answer can be recorded.

use fetch_cors::Request;
use fetch_cors::explain::SentMessage;
use fetch_cors::url::{Position, Url};
use http::Method;

use crate::explain::shown;

/// Returns the command line for `curl` that sends a message. What may be a secret is a variable of the shell.
///
/// For a POSIX shell.
pub(crate) fn curl_line(message: &SentMessage, shows_secrets: bool) -> String {
    let mut words = begin(&message.method, &message.url, shows_secrets);
    for (name, value) in message.headers.iter() {
        let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        if !name.to_ascii_lowercase().starts_with("sec-fetch-") {
            words.push(header(&name, &value, shows_secrets));
        }
    }
    if message.include_credentials && !message.is_preflight {
        words.push("-H 'Cookie: '\"$VALUE_OF_COOKIE\"".to_owned());
    }
    words.join(" ") + TO_OUTPUT
}

/// curl prints what -v shows to the standard error.
const TO_OUTPUT: &str = " 2>&1";

/// Returns the command line for the preflight of a request of which it is not known why it needs one.
pub(crate) fn preflight_line(request: &Request, shows_secrets: bool) -> String {
    let mut words = begin(&Method::OPTIONS, request.current_url(), shows_secrets);
    words.push(header("Origin", request.origin().as_str(), shows_secrets));
    // These are what is taken where nothing says the method.
    words.push(match matches!(*request.method(), Method::GET | Method::OPTIONS) {
        true => "-H 'Access-Control-Request-Method: '\"$VALUE_OF_METHOD\"".to_owned(),
        false => header("Access-Control-Request-Method", request.method().as_str(), shows_secrets),
    });
    words.push("-H 'Access-Control-Request-Headers: '\"$VALUE_OF_NAMES\"".to_owned());
    words.join(" ") + TO_OUTPUT
}

fn begin(method: &Method, to: &Url, shows_secrets: bool) -> Vec<String> {
    // With -v it prints the request too, so that its output can be explained by itself. With -g, a URL with brackets is one URL.
    let mut words = vec!["curl -gsv -o /dev/null".to_owned()];
    if *method == Method::HEAD {
        words.push("--head".to_owned());
    } else if *method != Method::GET {
        words.push(format!("-X {}", quoted(method.as_str())));
    }
    words.push(url(to, shows_secrets));
    words
}

fn header(name: &str, value: &str, shows_secrets: bool) -> String {
    match shown::header(name, value, shows_secrets) == value {
        // curl takes a header without a value for one to remove.
        _ if value.is_empty() => format!("-H {}", quoted(&format!("{name};"))),
        true => format!("-H {}", quoted(&format!("{name}: {value}"))),
        false => format!("-H {}\"${}\"", quoted(&format!("{name}: ")), variable(name)),
    }
}

fn url(url: &Url, shows_secrets: bool) -> String {
    if shows_secrets || url.query().is_none() {
        return quoted(&url[..Position::AfterQuery]);
    }
    // The query may hold a token.
    format!("{}\"${}\"", quoted(&format!("{}?", &url[..Position::AfterPath])), variable("query"))
}

/// Returns the name of a variable for the value of a header. The prefix keeps a recording from naming a variable that the shell
/// has already, such as `AWS_SECRET_ACCESS_KEY`.
fn variable(name: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("VALUE_OF_{}", name.chars().map(upper).collect::<String>())
}

/// Returns text as one word of a shell, which replaces nothing in it.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-./:_,=+@%".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::{header, quoted, variable};

    #[test]
    fn words_are_quoted() {
        assert_eq!(quoted("https://api.example/items"), "https://api.example/items");
        assert_eq!(quoted("Origin: null"), "'Origin: null'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(variable("X-Api-Key"), "VALUE_OF_X_API_KEY");
        assert_eq!(header("X-Api-Key", "SECRET", false), "-H 'X-Api-Key: '\"$VALUE_OF_X_API_KEY\"");
        assert_eq!(header("Accept", "", false), "-H 'Accept;'");
        assert_eq!(quoted("a!b"), "'a!b'");
    }
}
