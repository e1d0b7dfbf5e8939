//! Converting the lines of an output into messages.

use std::collections::HashMap;

use fetch_cors::url::{Position, Url};
use http::Method;

use super::command::Command;
use super::connection::{self, Connection};
use super::head::{self, First, Head, Status};
use super::lines::{Line, What};
use super::{About, failure};
use crate::explain::recording::{Answer, Ended, Header, Message, ReadError, Recording};

/// The maximum number of messages of a text that are read.
const MOST_MESSAGES: usize = 10_000;
/// The maximum length of a URL and of a request target, in bytes. Few servers accept more.
pub(super) const LONGEST_URL: usize = 8 << 10;
/// The text that stands for a line with only a mark.
const MARK: &str = "*";
/// The maximum number of notes that are kept.
const MOST_NOTES: usize = 100;

/// A reader that reads line by line.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    about: &'a About,
    /// The last command line before the current line.
    command: Option<Command>,
    form: Form,
    connection: Connection,
    /// The schemes of earlier connections, by authority, for requests that reuse a connection.
    schemes: HashMap<String, &'static str>,
    /// The head that is being read.
    head: Option<Head>,
    /// Whether the last request was a `CONNECT` to a proxy.
    is_tunnel: bool,
    /// Whether the last message has no final response yet.
    waits: bool,
    /// The index of the first message of the current command line.
    first: usize,
    messages: Vec<Message>,
    notes: Vec<String>,
    /// The line of the first message with an unknown URL.
    without_url: Option<usize>,
    was_verbose: bool,
    /// Whether the limit is reached, so that no more messages are read.
    is_cut: bool,
}

/// The form in which the output of a command shows the heads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The form is not known, because there was no head yet.
    Unknown,
    /// The heads have marks, as with `curl -v`.
    Marked,
    /// The heads have no marks, as with `curl -i`.
    Plain {
        /// Whether a head may begin at the next line.
        may_begin: bool,
    },
}

/// A request, of which the output itself may not show everything.
struct Unshown {
    method: Option<Method>,
    url: Url,
    headers: Option<Vec<Header>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(about: &'a About) -> Self {
        Self {
            about,
            command: None,
            form: Form::Unknown,
            connection: Connection::default(),
            schemes: HashMap::new(),
            head: None,
            is_tunnel: false,
            waits: false,
            first: 0,
            messages: Vec::new(),
            notes: Vec::new(),
            without_url: None,
            was_verbose: false,
            is_cut: false,
        }
    }

    /// Reads the next line.
    pub(super) fn read(&mut self, line: Line<'_>) {
        let number = line.number;
        if self.messages.len() >= MOST_MESSAGES {
            self.is_cut = true;
            return;
        }
        match line.what {
            What::Command(words) => self.begin_command(words),
            // This begins the output of another run with `-v`, whose command line was not copied.
            What::Info(text) if self.is_plain() && connection::is_attempt(&text) => {
                self.cut_head();
                self.form = Form::Unknown;
                self.connection.learn(&text);
            }
            // This is a line of a body that only looks like a line with a mark.
            What::Sent(text) | What::Received(text) | What::Info(text) if self.is_plain() => {
                self.plain(number, if text.is_empty() { MARK } else { &text });
            }
            What::Sent(text) => self.sent(number, &text),
            What::Received(text) => self.received(number, &text),
            What::Info(text) => {
                self.was_verbose = true;
                self.connection.learn(&text);
            }
            What::Plain(text) => self.plain(number, text),
        }
    }

    /// Returns the recording, or an error if there is no message.
    pub(super) fn finish(mut self) -> Result<Recording, ReadError> {
        self.cut_head();
        if self.messages.is_empty() {
            return Err(match self.without_url {
                Some(line) => ReadError {
                    place: format!("line {line}"),
                    what: "The text does not show the URL of this response. Give the URL with --url, and the method \
                           with -X."
                        .to_owned(),
                },
                None => ReadError {
                    place: "in the whole text".to_owned(),
                    what: "There is no response. Run curl with -v, and give everything that it prints.".to_owned(),
                },
            });
        }
        if let Some(line) = self.without_url {
            self.notes.push(format!("line {line}: a message was skipped, because its URL is not shown"));
        }
        if self.is_cut {
            self.notes.push(format!("only the first {MOST_MESSAGES} messages were read"));
        }
        let source = if self.was_verbose { "the output of curl -v" } else { "the output of curl -i" };
        Ok(Recording {
            may_lack_secrets: false,
            source: source.to_owned(),
            total: self.messages.len(),
            messages: self.messages,
            notes: self.notes,
        })
    }

    fn is_plain(&self) -> bool {
        matches!(self.form, Form::Plain { .. })
    }

    fn begin_command(&mut self, words: Vec<String>) {
        self.cut_head();
        self.command = Some(Command::new(words));
        self.form = Form::Unknown;
        self.connection = Connection::default();
        self.is_tunnel = false;
        self.waits = false;
        self.first = self.messages.len();
    }

    fn sent(&mut self, number: usize, text: &str) {
        if let Some((method, target)) = head::request_line(text) {
            self.cut_head();
            self.form = Form::Marked;
            self.was_verbose = true;
            let (method, target) = (method.to_owned(), target.to_owned());
            self.head = Some(Head::new(number, First::Request { method, target }));
        } else {
            self.add_to_head(text, |first| matches!(first, First::Request { .. }));
        }
    }

    fn received(&mut self, number: usize, text: &str) {
        if let Some(status) = head::status(text) {
            // The response shows that the head of the request was complete.
            if matches!(&self.head, Some(Head { first: First::Request { .. }, .. })) {
                self.end_head();
            }
            self.cut_head();
            self.form = Form::Marked;
            self.was_verbose = true;
            self.head = Some(Head::new(number, First::Response(status)));
        } else {
            self.add_to_head(text, |first| matches!(first, First::Response(_)));
        }
    }

    fn add_to_head(&mut self, text: &str, is_its: impl Fn(&First) -> bool) {
        let Some(head) = self.head.as_mut().filter(|head| is_its(&head.first)) else { return };
        if text.trim().is_empty() {
            self.end_head();
        } else {
            head.add(text);
        }
    }

    fn plain(&mut self, number: usize, text: &str) {
        if let Some(code) = failure::code(text) {
            self.cut_head();
            return self.fail(number, code);
        }
        if self.form == Form::Marked {
            return;
        }
        if let Some(head) = &mut self.head {
            if text.trim().is_empty() {
                self.end_head();
            } else {
                head.add(text);
            }
            return;
        }
        let may_begin = matches!(self.form, Form::Unknown | Form::Plain { may_begin: true });
        let first = match (head::status(text), head::request_line(text)) {
            (Some(status), _) => Some(First::Response(status)),
            (None, Some((method, target))) if !self.waits => {
                Some(First::Request { method: method.to_owned(), target: target.to_owned() })
            }
            _ => None,
        };
        if let Some(first) = first.filter(|_| may_begin) {
            self.form = Form::Plain { may_begin: false };
            self.head = Some(Head::new(number, first));
        } else if let Form::Plain { may_begin } = &mut self.form {
            // After an empty line, another head or a body may follow. After a request, its body comes first.
            *may_begin &= text.trim().is_empty() || self.waits;
        }
    }

    /// Ends a head that has no empty line at its end.
    fn cut_head(&mut self) {
        if let Some(head) = &self.head {
            let line = head.line;
            // Some versions of curl print no empty line after the head of an interim response.
            let is_interim = matches!(head.first, First::Response(status) if status.code < 200);
            if !is_interim {
                self.note(
                    line,
                    "there is no empty line after these headers, so some may be missing or cut short",
                );
            }
            self.end_head();
        }
    }

    fn end_head(&mut self) {
        let Some(head) = self.head.take() else { return };
        if let Form::Plain { may_begin } = &mut self.form {
            *may_begin = true;
        }
        match &head.first {
            First::Request { method, target } if method == "CONNECT" => {
                self.note(head.line, "a CONNECT request to a proxy was skipped");
                self.is_tunnel = true;
                self.connection.enter_tunnel(target);
            }
            First::Request { method, target } => {
                self.is_tunnel = false;
                let url = self.url(&head, target);
                self.request(head.line, Method::from_bytes(method.as_bytes()).ok(), url, head.headers);
            }
            First::Response(status) => self.response(*status, head),
        }
    }

    fn request(&mut self, line: usize, method: Option<Method>, url: Option<Url>, headers: Vec<Header>) {
        self.connection.is_used = true;
        self.connection.pseudo_authority = None;
        self.waits = url.is_some();
        match url {
            Some(url) => {
                self.push(line, Unshown { method, url, headers: Some(headers) }, Answer::NotRecorded);
            }
            None => self.without_url = self.without_url.or(Some(line)),
        }
    }

    fn response(&mut self, status: Status, head: Head) {
        let is_interim = (100..200).contains(&status.code) && status.code != 101;
        let is_of_proxy = self.is_tunnel || status.is_of_proxy && head.headers.len() < 3;
        if is_interim || is_of_proxy {
            return;
        }
        let answer = Answer::Response { status: status.code, headers: head.headers };
        match self.messages.last_mut().filter(|_| self.waits) {
            Some(message) => {
                message.answer = answer;
                // After an upgrade to HTTP/2, the final response follows.
                self.waits = status.code == 101;
            }
            None => match self.unshown() {
                Some(unshown) => self.push(head.line, unshown, answer),
                None => self.without_url = self.without_url.or(Some(head.line)),
            },
        }
    }

    fn fail(&mut self, line: usize, code: u8) {
        let answer = Answer::Nothing(failure::text(code));
        let has_answer = self.messages.get(self.first..).is_some_and(|of_command| !of_command.is_empty());
        if let Some(message) = self.messages.last_mut().filter(|_| self.waits) {
            if message.answer == Answer::NotRecorded {
                message.answer = answer;
            }
            self.waits = false;
        } else if !has_answer || self.redirect().is_some() && code != 47 {
            match self.unshown() {
                Some(unshown) => self.push(line, unshown, answer),
                None => self.without_url = self.without_url.or(Some(line)),
            }
        }
    }

    fn push(&mut self, line: usize, unshown: Unshown, answer: Answer) {
        let Unshown { method, url, headers } = unshown;
        let is_preflight = None;
        self.messages.push(Message {
            is_provisional: false,
            is_from_service_worker: false,
            number: self.messages.len() + 1,
            place: format!("line {line}"),
            method_is_known: method.is_some(),
            method: method.unwrap_or(Method::GET),
            url,
            body_type: headers.as_deref().and_then(body_type),
            headers,
            is_preflight,
            answer,
            ended: Ended::NotRecorded,
            api: None,
            document: None,
            origin: None,
            is_from_cache: false,
            said: Vec::new(),
        });
    }

    /// Returns the request for a response that the output shows without its request: from the command line, or from what the
    /// user says.
    fn unshown(&self) -> Option<Unshown> {
        let of_command = self.messages.get(self.first..).unwrap_or_default();
        let before = of_command.last();
        let headers = self.command.as_ref().and_then(Command::headers);
        if let (Some(url), Some(before)) = (self.redirect(), before) {
            let Answer::Response { status, .. } = before.answer else { return None };
            let method = match &self.command {
                Some(command) => command.method_after(status, &before.method),
                None => before.method.clone(),
            };
            return Some(Unshown { method: before.method_is_known.then_some(method), url, headers });
        }
        let method = match &self.command {
            Some(command) if !command.urls.is_empty() => Some(command.method()),
            _ => self.about.method.clone(),
        };
        let of_command = self.command.as_ref().map(|command| &command.urls);
        let count = self.messages.len() - self.first;
        let url = of_command.and_then(|urls| urls.get(count).or(urls.last())).or(self.about.url.as_ref());
        Some(Unshown { method, url: without_fragment(url?), headers })
    }

    /// Returns the URL to which the last response of the command line redirects.
    fn redirect(&self) -> Option<Url> {
        let before = self.messages.get(self.first..)?.last()?;
        let Answer::Response { status: 301 | 302 | 303 | 307 | 308, headers } = &before.answer else {
            return None;
        };
        let location = head::get(headers, "location").filter(|location| location.len() < LONGEST_URL)?;
        let url = before.url.join(location).ok().filter(|url| url.as_str().len() < LONGEST_URL)?;
        matches!(url.scheme(), "http" | "https").then(|| without_fragment(&url))
    }

    /// Returns the URL of a request that the output shows.
    fn url(&mut self, head: &Head, target: &str) -> Option<Url> {
        if target.len() > LONGEST_URL {
            return None;
        }
        if let Some(url) = Url::parse(target).ok().filter(Url::has_host) {
            return Some(without_fragment(&url));
        }
        let authority = head.get("host").or(self.connection.pseudo_authority.as_deref());
        let authority = authority.or(self.connection.authority.as_deref());
        let authority = match (authority, self.told_urls().next()) {
            (Some(authority), _) => authority.to_owned(),
            (None, Some(url)) => url[Position::BeforeHost..Position::AfterPort].to_owned(),
            (None, None) => return None,
        };
        if authority.len() > LONGEST_URL {
            return None;
        }
        let target = if target == "*" { "" } else { target };
        let scheme = self.scheme(head.line, &authority, target);
        Some(without_fragment(&Url::parse(&format!("{scheme}://{authority}{target}")).ok()?))
    }

    fn scheme(&mut self, line: usize, authority: &str, target: &str) -> &'static str {
        let told = self.told(authority, target).or(self.connection.likely_scheme());
        let known = self.connection.scheme().or(told).or_else(|| self.told(authority, ""));
        let known = known.or_else(|| self.schemes.get(authority).copied());
        let scheme = known.unwrap_or_else(|| {
            self.note(line, "the scheme is not shown, so https is assumed");
            "https"
        });
        self.schemes.insert(authority.to_owned(), scheme);
        scheme
    }

    /// Returns the scheme of the URL with this authority and target, if the command line or the user names such a URL. An
    /// empty target matches every path.
    fn told(&self, authority: &str, target: &str) -> Option<&'static str> {
        self.told_urls().find_map(|url| {
            let scheme = if url.scheme() == "http" { "http" } else { "https" };
            let same = Url::parse(&format!("{scheme}://{authority}{target}")).ok()?;
            let is_same_path = target.is_empty() || same.path() == url.path();
            (same.host() == url.host() && same.port() == url.port() && is_same_path).then_some(scheme)
        })
    }

    fn note(&mut self, line: usize, what: &str) {
        if self.notes.len() < MOST_NOTES {
            self.notes.push(format!("line {line}: {what}"));
        }
    }

    /// Returns the URLs that the command line and the user name.
    fn told_urls(&self) -> impl Iterator<Item = &Url> {
        let of_command = self.command.iter().flat_map(|command| &command.urls);
        of_command.chain(&self.about.url)
    }
}

/// Returns the type of the body, if the headers show that there is a body. A body without a type has an empty type.
fn body_type(headers: &[Header]) -> Option<String> {
    let length = head::get(headers, "content-length").is_some_and(|length| length != "0");
    let has_body = length || head::get(headers, "transfer-encoding").is_some();
    let body_type = head::get(headers, "content-type");
    has_body.then(|| body_type.unwrap_or_default().to_owned())
}

fn without_fragment(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}
