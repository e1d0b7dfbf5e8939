//! The scenarios: servers with a wrong CORS policy, and the fetch that they refuse.

use fetch_cors::explain::{Plan, Side, Story, TraceKind, explain, trace};
use fetch_cors::header::ReadHeaders;
use fetch_cors::request::{Body, CredentialsMode};
use fetch_cors::{
    Client, Exchange, FilteredResponse, Origin, PreflightCache, Request, Response, Timestamp, run,
};
use fetch_cors_cli::explain::report::Snippet;
use fetch_cors_cli::explain::snippets::snippets;

pub(crate) const PAGE: &str = "https://app.example";

/// The pages that no server may allow.
const STRANGERS: [&str; 4] =
    ["https://evil.example", "null", "https://app.example.evil.example", "http://app.example"];

/// A fetch, and an application with a wrong policy that answers it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) page: &'static str,
    pub(crate) method: &'static str,
    /// The path of the URL at the first server.
    pub(crate) path: &'static str,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) credentials: CredentialsMode,
    /// Whether the server requires a user name and a password for every request, including preflights.
    pub(crate) has_login: bool,
    /// Whether the server serves a file instead of asking an application.
    pub(crate) is_file: bool,
    /// The answers of the application, of which the first that fits is used.
    pub(crate) answers: &'static [Answer],
    /// A header that the page must be able to read at the end.
    pub(crate) reads: Option<&'static str>,
    /// The number of servers in the scenario.
    pub(crate) servers: usize,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub(crate) server: usize,
    /// Whether it is for `OPTIONS`, or for everything else.
    pub(crate) is_options: bool,
    pub(crate) path: &'static str,
    pub(crate) status: u16,
    /// The headers of the answer. In a value, `{1}` stands for the origin of the second server.
    pub(crate) headers: &'static [(&'static str, &'static str)],
}

const fn get(path: &'static str, status: u16, headers: &'static [(&'static str, &'static str)]) -> Answer {
    Answer { server: 0, is_options: false, path, status, headers }
}

const fn options(status: u16, headers: &'static [(&'static str, &'static str)]) -> Answer {
    Answer { server: 0, is_options: true, path: "/items", status, headers }
}

const SIMPLE: Scenario = Scenario {
    name: "missing_allow_origin",
    page: PAGE,
    method: "GET",
    path: "/items",
    headers: &[],
    credentials: CredentialsMode::SameOrigin,
    has_login: false,
    is_file: false,
    answers: &[get("/items", 200, &[("Vary", "Accept-Encoding")])],
    reads: None,
    servers: 1,
};

const ALLOWED: (&str, &str) = ("Access-Control-Allow-Origin", PAGE);
const TRUE: (&str, &str) = ("Access-Control-Allow-Credentials", "true");
const LOGIN: (&str, &str) = ("Authorization", "Basic dTpw");

pub(crate) const SCENARIOS: &[Scenario] = &[
    SIMPLE,
    Scenario {
        name: "wildcard_with_credentials",
        credentials: CredentialsMode::Include,
        answers: &[get("/items", 200, &[("Access-Control-Allow-Origin", "*"), TRUE])],
        ..SIMPLE
    },
    Scenario {
        name: "preflight_401",
        method: "PUT",
        headers: &[LOGIN, ("Content-Type", "application/json")],
        has_login: true,
        ..SIMPLE
    },
    Scenario {
        name: "preflight_404",
        method: "DELETE",
        credentials: CredentialsMode::Include,
        answers: &[options(404, &[]), get("/items", 204, &[])],
        ..SIMPLE
    },
    Scenario {
        name: "preflight_405",
        method: "POST",
        headers: &[("Content-Type", "application/json")],
        answers: &[options(405, &[("Allow", "GET, POST")]), get("/items", 201, &[ALLOWED])],
        ..SIMPLE
    },
    Scenario {
        name: "method_and_headers",
        method: "PATCH",
        headers: &[("Authorization", "Bearer t"), ("X-Token", "1")],
        answers: &[
            options(
                204,
                &[
                    ALLOWED,
                    ("Access-Control-Allow-Methods", "GET, PUT"),
                    ("Access-Control-Allow-Headers", "content-type"),
                    ("Access-Control-Max-Age", "600"),
                ],
            ),
            get("/items", 200, &[ALLOWED]),
        ],
        ..SIMPLE
    },
    Scenario {
        name: "exposed_header",
        credentials: CredentialsMode::Include,
        answers: &[get("/items", 200, &[("Access-Control-Expose-Headers", "X-Total"), ("X-Total", "2")])],
        reads: Some("x-total"),
        ..SIMPLE
    },
    Scenario {
        name: "redirect_on_one_server",
        path: "/old",
        answers: &[get("/old", 302, &[("Location", "/items")]), get("/items", 200, &[])],
        ..SIMPLE
    },
    Scenario {
        name: "redirect_to_another_server",
        path: "/old",
        answers: &[
            get("/old", 307, &[("Location", "{1}/items")]),
            Answer { server: 1, ..get("/items", 200, &[]) },
        ],
        servers: 2,
        ..SIMPLE
    },
    Scenario {
        name: "opaque_origin",
        page: "null",
        headers: &[("X-Token", "1")],
        answers: &[options(200, &[ALLOWED, TRUE]), get("/items", 200, &[ALLOWED, TRUE])],
        ..SIMPLE
    },
    Scenario {
        name: "another_port",
        page: "http://localhost:5173",
        answers: &[get("/items", 200, &[("Access-Control-Allow-Origin", "http://localhost:3000")])],
        ..SIMPLE
    },
    Scenario { name: "error_500", answers: &[get("/items", 500, &[])], ..SIMPLE },
    Scenario { name: "two_values", answers: &[get("/items", 200, &[ALLOWED, ALLOWED])], ..SIMPLE },
    Scenario {
        name: "long_origin",
        page: "https://a-very-long-name-of-a-preview-of-a-branch-of-a-page.and-another-very-long-name-of-its-owner.example",
        ..SIMPLE
    },
    Scenario {
        name: "file",
        path: "/items.txt",
        headers: &[("X-Token", "1")],
        is_file: true,
        answers: &[Answer { path: "/items.txt", ..options(405, &[]) }, get("/items.txt", 200, &[])],
        ..SIMPLE
    },
];

impl Scenario {
    /// Fetches from these servers as the page does.
    pub(crate) fn fetch(&self, send: impl FnMut(&Exchange) -> Sent, servers: &[String]) -> (Fetched, Story) {
        self.fetch_from(self.page, send, servers)
    }

    /// Checks that no stranger can read anything, unless everybody may.
    pub(crate) fn check_strangers(&self, mut send: impl FnMut(&Exchange) -> Sent, servers: &[String]) {
        if self.page == "null" {
            return;
        }
        for origin in STRANGERS {
            let (fetched, _) = self.fetch_from(origin, &mut send, servers);
            assert!(fetched.is_err(), "{}: {origin} gets in", self.name);
        }
    }

    fn fetch_from(
        &self,
        page: &str,
        send: impl FnMut(&Exchange) -> Sent,
        servers: &[String],
    ) -> (Fetched, Story) {
        let page = Client::new(match page {
            "null" => Origin::new_opaque(),
            page => Origin::parse(page).unwrap(),
        });
        let url = format!("{}{}", servers[0], self.path);
        let fetch = page.fetch(url).method(self.method).headers(self.headers.iter().copied());
        let fetch = fetch.credentials(self.credentials);
        let has_body = self.headers.iter().any(|(name, _)| *name == "Content-Type");
        let request: Request = if has_body { fetch.body(Body::source()) } else { fetch }.build().unwrap();
        let mut story = Story::new(request.clone());
        let mut cache = PreflightCache::new();
        let fetched = run(request, |t| t.lend(&mut cache), || Timestamp::ZERO, story.recording(send));
        (fetched.map_err(|error| error.to_string()), story)
    }

    /// Checks that the page gets the response, and can read its header.
    pub(crate) fn check_page(&self, fetched: &Fetched, story: &Story) {
        let response = fetched.as_ref().unwrap_or_else(|_| panic!("{}: {}", self.name, explain(story)));
        if let Some(name) = self.reads {
            assert!(response.shows_header(name), "{}: {name} is hidden", self.name);
        }
        assert_ne!(response.status(), 401, "{}", self.name);
    }

    /// Checks that all responses have `Vary: Origin`, so that no cache gives them to another page.
    pub(crate) fn check_vary(&self, story: &Story) {
        let is_public = self.page == "null" || self.servers > 1;
        for entry in trace(story) {
            if let TraceKind::Received { headers: Some(headers), .. } = entry.kind {
                let text = format!("{headers:?}").to_ascii_lowercase();
                let names = headers.values("vary".into()).flat_map(|value| value.split(|byte| *byte == b','));
                let mut names = names.map(<[u8]>::trim_ascii);
                assert!(
                    is_public || names.any(|name| name.eq_ignore_ascii_case(b"origin")),
                    "{}: {text}",
                    self.name
                );
            }
        }
    }

    /// Returns the answer of an application to a request.
    pub(crate) fn answer(&self, server: usize, method: &str, path: &str) -> &'static Answer {
        let fits = |answer: &&Answer| {
            answer.server == server && answer.path == path && answer.is_options == (method == "OPTIONS")
        };
        self.answers.iter().find(fits).unwrap_or(&NOT_FOUND)
    }
}

const NOT_FOUND: Answer = get("", 404, &[]);

pub(crate) type Sent = Result<Response<()>, String>;
pub(crate) type Fetched = Result<FilteredResponse<()>, String>;

/// Returns the lines of the first plan that changes only servers.
pub(crate) fn lines_for_servers(story: &Story) -> Vec<Snippet> {
    let is_for_servers = |plan: &&Plan| {
        let sides = plan.sides();
        sides.iter().all(|side| matches!(side, Side::Server { .. })) && !snippets(plan, story).is_empty()
    };
    let explanation = explain(story);
    let plan = explanation.plans.iter().find(is_for_servers).unwrap_or_else(|| panic!("{explanation}"));
    snippets(plan, story)
}
