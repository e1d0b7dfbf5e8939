//! The CORS policy that a plan requires from one server.

use fetch_cors::explain::{Change, Fix, On, Plan, Side, Story};
use fetch_cors::url::{Position, Url};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, HeaderName, LOCATION,
    VARY,
};

use super::hops::{Headers, Hop, hops};
use super::quoting::{is_one_line, is_plain, title_case};

/// The response headers of CORS, in the order in which people write them.
const NAMES: [HeaderName; 6] = [
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE,
];

/// The lists in responses to preflights, with their names as people write them.
const LISTS: [(HeaderName, &str); 2] = [
    (ACCESS_CONTROL_ALLOW_METHODS, "Access-Control-Allow-Methods"),
    (ACCESS_CONTROL_ALLOW_HEADERS, "Access-Control-Allow-Headers"),
];

/// The CORS policy of one server. `Vary` is not among its headers, because each kind of server extends an existing `Vary` in
/// its own way.
#[derive(Debug, Default)]
pub(super) struct Policy {
    /// The origin of the server, or other words for it.
    pub(super) server: String,
    /// The paths that the fetch used.
    pub(super) paths: Vec<String>,
    /// The headers that the plan sets.
    pub(super) set: Vec<Header>,
    /// The headers that the server already sends on preflights. They are lost if something else answers the preflights.
    kept_on_preflights: Vec<Header>,
    /// The headers that the server already sends on other responses.
    kept_on_responses: Vec<Header>,
    /// Whether the lines must answer preflights, so that they do not reach the application.
    pub(super) answers_preflights: bool,
    /// Whether the fetch sends preflights to this server.
    pub(super) has_preflights: bool,
    /// Whether a response of the server had `Access-Control-Allow-Origin: *`, which allows every page.
    was_public: bool,
    /// Whether the recording shows a response to a preflight that must change.
    must_answer: bool,
    /// Whether the recording describes a response to a preflight, perhaps without its lists of methods and headers.
    shows_preflight: bool,
    /// The lists of methods and headers that the plan extends, although the recording does not show them.
    unseen_lists: Vec<&'static str>,
    /// The other changes of the server, as sentences.
    pub(super) besides: Vec<String>,
}

/// A header that a server must send.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) name: HeaderName,
    pub(super) value: String,
    /// Whether the header is for a response that was not recorded, and that may have the header already.
    pub(super) is_unseen: bool,
}

/// Returns the policies of the servers whose headers or preflights the plan changes.
pub(super) fn policies(plan: &Plan, story: &Story) -> Vec<Policy> {
    let hops = hops(plan, story);
    let origin = story.request().origin().to_string();
    let mut policies: Vec<(usize, Policy)> = Vec::new();
    for fix in &plan.fixes {
        let Side::Server { hop: number } = fix.change.side() else { continue };
        if !policies.iter().any(|(of, _)| *of == number) {
            policies.push((number, Policy::new(number, hops.get(number), &origin)));
        }
        if let Some((_, policy)) = policies.iter_mut().find(|(of, _)| *of == number) {
            policy.add(fix);
        }
    }
    let mut merged: Vec<Policy> = Vec::new();
    for (_, policy) in policies {
        match merged.iter_mut().find(|other| other.can_be_one_with(&policy)) {
            Some(other) => other.merge(policy),
            None => merged.push(policy),
        }
    }
    merged.retain(|policy| !policy.set.is_empty() || policy.answers_preflights);
    merged
}

impl Policy {
    fn new(number: usize, hop: Option<&Hop>, origin: &str) -> Self {
        let url = hop.and_then(|hop| hop.url.as_deref()).filter(|url| !url.cannot_be_a_base());
        let mut policy = Self {
            server: url.map_or_else(|| format!("the server that redirect {number} leads to"), server),
            paths: url
                .map(|url| url.path().to_owned())
                .into_iter()
                .filter(|path| is_one_line(path))
                .collect(),
            ..Self::default()
        };
        if let Some(hop) = hop {
            policy.has_preflights = hop.preflight.is_some();
            policy.shows_preflight = hop.preflight.is_some();
            let mut sent = hop.preflight.iter().chain(&hop.response).flatten();
            policy.was_public =
                sent.any(|(name, value)| ACCESS_CONTROL_ALLOW_ORIGIN == name.as_str() && value == "*");
            policy.kept_on_preflights = kept(hop.preflight.as_ref(), origin);
            policy.kept_on_responses = kept(hop.response.as_ref(), origin);
        }
        policy
    }

    fn add(&mut self, fix: &Fix) {
        match &fix.change {
            Change::SetHeader { on, name, value } if *name != LOCATION => {
                let is_of_preflight = matches!(on, On::Preflight { .. });
                self.has_preflights |= is_of_preflight;
                let is_unseen = fix.is_unseen && !(is_of_preflight && self.shows_preflight);
                self.answers_preflights |= is_of_preflight && is_unseen;
                for (list, title) in LISTS {
                    self.unseen_lists.extend(Some(title).filter(|_| fix.is_unseen && list == *name));
                }
                let header = Header { name: name.clone(), value: value.clone(), is_unseen };
                add(&mut self.set, header);
            }
            Change::AnswerPreflight { .. } => {
                self.answers_preflights = true;
                self.has_preflights = true;
                self.must_answer = true;
            }
            other => self.besides.extend(Some(other.to_string()).filter(|text| is_one_line(text))),
        }
    }

    /// Returns whether two policies can be merged: they are of the same server, and either both or none of them allow every
    /// page.
    fn can_be_one_with(&self, other: &Self) -> bool {
        let is_public = |policy: &Self| policy.origin().is_some_and(|origin| origin == "*");
        self.server == other.server && is_public(self) == is_public(other)
    }

    fn merge(&mut self, other: Self) {
        self.paths
            .extend(other.paths.into_iter().filter(|path| !self.paths.contains(path)).collect::<Vec<_>>());
        other.set.into_iter().for_each(|header| add(&mut self.set, header));
        other.kept_on_preflights.into_iter().for_each(|header| add(&mut self.kept_on_preflights, header));
        other.kept_on_responses.into_iter().for_each(|header| add(&mut self.kept_on_responses, header));
        self.answers_preflights |= other.answers_preflights;
        self.has_preflights |= other.has_preflights;
        self.must_answer |= other.must_answer;
        self.was_public |= other.was_public;
        self.shows_preflight |= other.shows_preflight;
        let lists = other.unseen_lists.into_iter().filter(|list| !self.unseen_lists.contains(list));
        self.unseen_lists.extend(lists.collect::<Vec<_>>());
        self.besides.extend(other.besides);
    }

    /// Returns whether all values can stand in quotes.
    pub(super) fn is_plain(&self) -> bool {
        is_plain(&self.server) && self.all().iter().all(|header| is_plain(&header.value))
    }

    /// Returns the headers that a proxy in front of the server must send: those that the plan sets, and if the proxy answers
    /// preflights, also those that the server already sends on preflights.
    pub(super) fn of_proxy(&self) -> Vec<Header> {
        let mut headers = self.set.clone();
        if self.answers_preflights {
            keep(&mut headers, &self.kept_on_preflights);
        }
        sorted(headers)
    }

    /// Returns all CORS headers that the server must send, for code that replaces the code that sends them now.
    pub(super) fn all(&self) -> Vec<Header> {
        let mut headers = self.set.clone();
        if self.is_cors() {
            keep(&mut headers, &self.kept_on_responses);
            keep(&mut headers, &self.kept_on_preflights);
        }
        sorted(headers)
    }

    /// Returns whether the plan changes CORS headers or the response to preflights.
    pub(super) fn is_cors(&self) -> bool {
        self.answers_preflights || self.set.iter().any(|header| NAMES.contains(&header.name))
    }

    /// Returns the value of `Access-Control-Allow-Origin`, if the policy has one.
    pub(super) fn origin(&self) -> Option<String> {
        let all = self.all();
        all.into_iter().find(|header| header.name == ACCESS_CONTROL_ALLOW_ORIGIN).map(|header| header.value)
    }

    /// Returns whether the recording shows nothing that this server must change. Then the server may have the policy
    /// already.
    pub(super) fn is_unseen(&self) -> bool {
        !self.must_answer && self.set.iter().all(|header| header.is_unseen)
    }

    /// Returns the names of the headers that a response may have already, as people write them. Returns `None` for a proxy
    /// that answers preflights, because it needs all headers.
    pub(super) fn maybe_there(&self) -> Option<String> {
        let unseen = self.set.iter().filter(|header| header.is_unseen);
        let names: Vec<String> = unseen.map(|header| title_case(header.name.as_str())).collect();
        (!self.answers_preflights && !self.is_unseen() && !names.is_empty()).then(|| names.join(", "))
    }

    /// Returns the first lines, as comments that say what the other lines are for. `mark` begins a comment.
    pub(super) fn head(&self, mark: &str, what: &str) -> String {
        let paths = match self.paths.is_empty() {
            true => String::new(),
            false => format!(" ({})", self.paths.join(", ")),
        };
        let mut text = format!("{mark} {what} for {}{paths}\n", self.server);
        for besides in &self.besides {
            text += &format!("{mark} Also: {besides}\n");
        }
        let is_public = self.origin().is_some_and(|origin| origin == "*");
        if self.was_public && !is_public {
            text += &format!(
                "{mark} The server sent `*`, which allows every page. These lines allow only the pages that they name.\n"
            );
        }
        if is_public {
            text += &format!("{mark} Use this only for public data, because every page can then read it.\n");
        }
        if !self.unseen_lists.is_empty() {
            text += &format!(
                "{mark} The recording does not show {}. Keep the other items that the server lists now.\n",
                self.unseen_lists.join(" and ")
            );
        }
        if self.is_unseen() {
            text += &format!(
                "{mark} This is needed only if the server does not send these headers yet. The recording does not show it.\n"
            );
        }
        text
    }
}

/// Returns whether a header is only for responses to preflights.
pub(super) fn is_for_preflights(name: &HeaderName) -> bool {
    [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_MAX_AGE].contains(name)
}

/// Adds a header to a list. If the name is there already, a list gets the items of both values, and an exact origin replaces
/// `*`.
fn add(headers: &mut Vec<Header>, header: Header) {
    if header.name == VARY {
        return;
    }
    let Some(there) = headers.iter_mut().find(|there| there.name == header.name) else {
        return headers.push(header);
    };
    there.is_unseen &= header.is_unseen;
    if there.name == ACCESS_CONTROL_ALLOW_ORIGIN {
        if there.value == "*" {
            there.value = header.value;
        }
    } else if there.name != ACCESS_CONTROL_ALLOW_CREDENTIALS && there.name != ACCESS_CONTROL_MAX_AGE {
        let has = |value: &str, name: &str| value.split(',').any(|part| part.trim() == name);
        let more = header.value.split(',').map(str::trim).filter(|name| !has(&there.value, name));
        there.value = std::iter::once(there.value.as_str()).chain(more).collect::<Vec<_>>().join(", ");
    }
}

/// Adds those of the headers whose names are not there yet.
fn keep(headers: &mut Vec<Header>, kept: &[Header]) {
    for header in kept {
        if !headers.iter().any(|there| there.name == header.name) {
            headers.push(header.clone());
        }
    }
}

/// Returns the headers in order. If every page may read, `Access-Control-Allow-Credentials` is dropped, because it has no
/// effect with `*`.
fn sorted(mut headers: Vec<Header>) -> Vec<Header> {
    if headers.iter().any(|header| header.name == ACCESS_CONTROL_ALLOW_ORIGIN && header.value == "*") {
        headers.retain(|header| header.name != ACCESS_CONTROL_ALLOW_CREDENTIALS);
    }
    headers.sort_by_key(|header| NAMES.iter().position(|name| *name == header.name).unwrap_or(NAMES.len()));
    headers
}

/// Returns the CORS headers of a response that are valid. `Access-Control-Allow-Origin` is kept only if it is the origin of
/// the page, because only the plan may set `*`.
fn kept(headers: Option<&Headers>, origin: &str) -> Vec<Header> {
    let mut kept = Vec::new();
    for (name, value) in headers.into_iter().flatten() {
        let Some(name) = NAMES.into_iter().find(|known| known.as_str() == name) else { continue };
        let has_meaning = match name {
            ACCESS_CONTROL_ALLOW_ORIGIN => value == origin && origin != "null",
            ACCESS_CONTROL_ALLOW_CREDENTIALS => value == "true",
            ACCESS_CONTROL_MAX_AGE => !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()),
            _ => !value.trim().is_empty(),
        };
        if has_meaning {
            add(&mut kept, Header { name, value: value.clone(), is_unseen: false });
        }
    }
    kept
}

fn server(url: &Url) -> String {
    format!("{}://{}", url.scheme(), &url[Position::BeforeHost..Position::AfterPort])
}
