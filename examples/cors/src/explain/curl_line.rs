//! The command lines of curl that send a message as a browser does, so that the user can record the response.

use fetch_cors::Request;
use fetch_cors::explain::SentMessage;
use fetch_cors::url::{Position, Url};
use http::Method;

use crate::explain::shown;

/// Returns the command line of `curl` that sends a message, for a POSIX shell. A shell variable stands for each value that
/// may be a secret.
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

/// The redirection of the standard error, to which `curl -v` prints the messages.
const TO_OUTPUT: &str = " 2>&1";

/// The variable of the shell for a method that is not known.
pub(crate) const VALUE_OF_METHOD: &str = "VALUE_OF_METHOD";

/// Returns the command line for the preflight of a request, if it is not known why the request needs one.
pub(crate) fn preflight_line(request: &Request, shows_secrets: bool) -> String {
    let mut words = begin(&Method::OPTIONS, request.current_url(), shows_secrets);
    words.push(header("Origin", request.origin().as_str(), shows_secrets));
    // These two methods stand for a method that is not known.
    words.push(match matches!(*request.method(), Method::GET | Method::OPTIONS) {
        true => format!("-H 'Access-Control-Request-Method: '\"${VALUE_OF_METHOD}\""),
        false => header("Access-Control-Request-Method", request.method().as_str(), shows_secrets),
    });
    words.push("-H 'Access-Control-Request-Headers: '\"$VALUE_OF_NAMES\"".to_owned());
    words.join(" ") + TO_OUTPUT
}

fn begin(method: &Method, to: &Url, shows_secrets: bool) -> Vec<String> {
    // With -v, curl prints the request too, so that its output is enough for an explanation. With -g, brackets in a URL mean
    // themselves.
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
        // For curl, `Name:` removes a header, and `Name;` sends one without a value.
        _ if value.is_empty() => format!("-H {}", quoted(&format!("{name};"))),
        true => format!("-H {}", quoted(&format!("{name}: {value}"))),
        false => format!("-H {}\"${}\"", quoted(&format!("{name}: ")), variable(name)),
    }
}

fn url(url: &Url, shows_secrets: bool) -> String {
    if shows_secrets || url.query().is_none() {
        return quoted(&url[..Position::AfterQuery]);
    }
    // The query may contain a token.
    format!("{}\"${}\"", quoted(&format!("{}?", &url[..Position::AfterPath])), variable("query"))
}

/// Returns the name of the shell variable for the value of a header. Because of the prefix, the header names of a recording
/// cannot stand for a variable that the shell has already, such as `AWS_SECRET_ACCESS_KEY`.
fn variable(name: &str) -> String {
    let upper = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    format!("VALUE_OF_{}", name.chars().map(upper).collect::<String>())
}

/// Returns a text as one word for a shell, quoted if necessary.
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
