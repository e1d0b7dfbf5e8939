//! The messages that the reader must return for each program. They show what each program does not record.

use fetch_cors_cli::explain::recording::{Answer, Api, Ended, Header, Said};

use super::fetches::{End, Sent};
use super::written::safari_error;

/// The expected members of a message, without the method and the URL, which every program records.
#[derive(Debug, PartialEq)]
pub(crate) struct Expected {
    pub(crate) is_preflight: Option<bool>,
    /// Whether only the headers that the page set are known, and not `Origin` and cookies.
    pub(crate) is_provisional: bool,
    pub(crate) answer: Answer,
    pub(crate) ended: Ended,
    pub(crate) api: Option<Api>,
    pub(crate) document: &'static str,
    pub(crate) is_from_cache: bool,
    pub(crate) body_type: Option<String>,
    pub(crate) said: Vec<Said>,
}

/// Returns the expected message, or `None` if the program does not record the message.
pub(crate) fn expected(program: &str, sent: &Sent) -> Option<Expected> {
    match program {
        "chromium" => Some(chromium(sent)),
        "firefox" => Some(firefox(sent)),
        "safari" => safari(sent),
        "charles" => proxy(sent, "EXCEPTION"),
        "mitmproxy" => proxy(sent, "[Errno 111] Connect call failed ('192.0.2.1', 443)"),
        _ => panic!("no program {program}"),
    }
}

/// Returns the expected message for Chromium. It lacks a response that came from the cache and was hidden from the page, and
/// the headers of a request that was not sent.
fn chromium(sent: &Sent) -> Expected {
    let secret = ("set-cookie".to_owned(), "sid=SECRET-COOKIE; Secure".to_owned());
    let with_cookie = |mut headers: Vec<Header>| {
        headers.push(secret);
        headers
    };
    let failed = |name: &str| Ended::Failed(name.to_owned());
    let response = || match response(sent, str::to_ascii_lowercase) {
        Some(Answer::Response { status, headers }) => {
            Answer::Response { status, headers: with_cookie(headers) }
        }
        other => panic!("{other:?}"),
    };
    let (answer, ended, said) = match sent.end {
        End::Delivered(..) if sent.is_preflight() => (response(), Ended::NotRecorded, vec![]),
        End::Delivered(..) => (response(), Ended::Delivered, vec![]),
        End::Redirect(..) => (response(), Ended::NotRecorded, vec![]),
        End::Refused(..) => (response(), failed("net::ERR_FAILED"), vec![]),
        End::PreflightRedirected(..) => {
            let said = vec![Said::AboutPreflight, Said::PreflightRedirected];
            (response(), failed("net::ERR_INVALID_REDIRECT"), said)
        }
        End::RefusedFromCache(..) | End::NotSent => (Answer::NotRecorded, failed("net::ERR_FAILED"), vec![]),
        End::Nothing(error) => (Answer::Nothing(error.to_owned()), failed(error), vec![Said::NoResponse]),
    };
    let api = match sent.kind {
        "fetch" => Some(Api::Fetch),
        "ping" => Some(Api::Beacon),
        _ => None,
    };
    Expected {
        is_preflight: Some(sent.is_preflight()),
        is_provisional: matches!(sent.end, End::NotSent | End::Nothing(_)),
        answer,
        ended,
        api,
        document: "https://app.example/start?session=SECRET-PAGE",
        is_from_cache: false,
        body_type: Some(sent.body.unwrap_or_default().to_owned()),
        said,
    }
}

/// Returns the expected message for Firefox. It lacks whether the fetch failed, whether an `OPTIONS` is a preflight, and
/// whether `fetch()` made the request.
fn firefox(sent: &Sent) -> Expected {
    Expected {
        is_preflight: None,
        is_provisional: false,
        answer: response(sent, str::to_owned).unwrap_or(Answer::NotRecorded),
        ended: Ended::NotRecorded,
        api: None,
        document: "https://app.example/start?session=SECRET-PAGE",
        is_from_cache: matches!(sent.end, End::RefusedFromCache(..)),
        body_type: Some(sent.body.unwrap_or_default().to_owned()),
        said: vec![],
    }
}

/// Returns the expected message for Safari. It lacks redirects, responses that were hidden from the page, whether an
/// `OPTIONS` is a preflight, and whether `fetch()` made the request.
fn safari(sent: &Sent) -> Option<Expected> {
    if matches!(sent.end, End::Redirect(..)) {
        return None;
    }
    let has_arrived = matches!(sent.end, End::Delivered(..) | End::PreflightRedirected(..));
    let ended = match sent.end {
        End::Delivered(..) if !sent.is_preflight() => Ended::Delivered,
        _ if has_arrived => Ended::NotRecorded,
        _ => Ended::Failed(safari_error(sent)),
    };
    let said = match sent.end {
        End::Refused(status, _) | End::RefusedFromCache(status, _) => {
            vec![Said::OriginNotAllowed, Said::Status(status)]
        }
        End::NotSent => vec![Said::AboutPreflight, Said::PreflightStatus(Some(405))],
        End::Nothing(_) => vec![Said::NoResponse],
        _ => vec![],
    };
    Some(Expected {
        is_preflight: None,
        is_provisional: !has_arrived,
        answer: match sent.end {
            End::Nothing(_) => Answer::Nothing(safari_error(sent)),
            _ => response(sent, str::to_owned).filter(|_| has_arrived).unwrap_or(Answer::NotRecorded),
        },
        ended,
        api: None,
        document: "https://app.example/start?session=SECRET-PAGE",
        is_from_cache: false,
        body_type: Some(sent.body.unwrap_or_default().to_owned()),
        said,
    })
}

/// Returns the expected message for a proxy. It lacks everything that did not go over the network, and everything that only
/// the page knows.
fn proxy(sent: &Sent, failure: &str) -> Option<Expected> {
    let is_on_the_network = !matches!(sent.end, End::NotSent | End::RefusedFromCache(..));
    is_on_the_network.then(|| Expected {
        is_preflight: None,
        is_provisional: false,
        answer: response(sent, str::to_ascii_lowercase)
            .unwrap_or_else(|| Answer::Nothing(failure.to_owned())),
        ended: Ended::NotRecorded,
        api: None,
        // Only `Referer` shows the page.
        document: "https://app.example/",
        is_from_cache: false,
        body_type: Some(sent.body.unwrap_or_default().to_owned()),
        said: vec![],
    })
}

fn response(sent: &Sent, case: impl Fn(&str) -> String) -> Option<Answer> {
    let (status, lines) = sent.answer()?;
    let mut headers = vec![(case("Date"), "Sun, 29 Nov 2026 09:00:00 GMT".to_owned())];
    headers.extend(lines.iter().map(|(name, value)| (case(name), (*value).to_owned())));
    Some(Answer::Response { status, headers })
}
