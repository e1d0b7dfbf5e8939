//! The subjects with the fairing of rocket_cors, on a Rocket app.

use std::sync::Arc;

use fetch_cors::lab::Severity::{Critical, Low, Medium};
use fetch_cors::lab::{PolicyLab, WithRoute};
use http::header::COOKIE;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use rocket::config::{Config, LogLevel};
use rocket::fairing::AdHoc;
use rocket::http::{Cookie, Header, Method, Status};
use rocket::local::asynchronous::Client;
use rocket::{Build, Rocket, get, put, routes};
use rocket_cors::headers::Origin;
use rocket_cors::{AllowedHeaders, AllowedOrigins, Cors, CorsOptions};

use crate::scene::{NO_ORIGIN, PAGE, SERVER, lab, with_items};
use crate::subject::Origins::{self, Among, Exactly};
use crate::subject::{Expected, Failure, Later, Server, Subject, finding};

/// Calls a Rocket app. Copy this into a test of your own.
///
/// Like the server of Rocket, this function parses the cookies, and ignores headers that are not UTF-8.
///
/// # Errors
///
/// Returns an error for a method that Rocket does not support.
pub async fn call(client: &Client, request: Request<Vec<u8>>) -> Result<Response<()>, Failure> {
    let method: Method =
        request.method().as_str().parse().map_err(|()| "Rocket does not know this method")?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut local = client.req(method, path.to_owned());
    for (name, value) in request.headers() {
        let Ok(value) = str::from_utf8(value.as_bytes()) else { continue };
        local.add_header(Header::new(name.as_str().to_owned(), value.to_owned()));
        if name == COOKIE {
            let cookies = value.split(';').map(|cookie| Cookie::parse_encoded(cookie.trim().to_owned()));
            local = local.cookies(cookies.flatten());
        }
    }
    let response = local.body(request.into_body()).dispatch().await;
    let mut head = Response::new(());
    *head.status_mut() = StatusCode::from_u16(response.status().code)?;
    for header in response.headers().iter() {
        head.headers_mut().append(
            HeaderName::from_bytes(header.name().as_str().as_bytes())?,
            HeaderValue::from_str(header.value())?,
        );
    }
    Ok(head)
}

#[derive(rocket::Responder)]
struct Items {
    items: &'static str,
    total: Header<'static>,
}

#[get("/items")]
fn list() -> Items {
    Items { items: "[1,2]", total: Header::new("x-total", "2") }
}

#[put("/items")]
fn save() -> Status {
    Status::NoContent
}

/// Starts the API with this policy.
fn with(
    origins: fn() -> AllowedOrigins,
    change: fn(Rocket<Build>) -> Rocket<Build>,
) -> Later<Result<Server, Failure>> {
    Box::pin(async move {
        let config = Config { log_level: LogLevel::Off, ..Config::debug_default() };
        let app = change(rocket::custom(config).mount("/", routes![list, save]));
        let client = Arc::new(Client::untracked(app.attach(for_pages(origins())?)).await?);
        let server: Server = Box::new(move |request| {
            let client = Arc::clone(&client);
            Box::pin(async move { call(&client, request).await.map_err(|error| error.to_string()) })
        });
        Ok(server)
    })
}

/// Returns a policy that is careful except for these origins.
fn for_pages(allowed_origins: AllowedOrigins) -> Result<Cors, rocket_cors::Error> {
    let options = CorsOptions {
        allowed_origins,
        allowed_methods: [Method::Get, Method::Put].into_iter().map(From::from).collect(),
        allowed_headers: AllowedHeaders::some(&["authorization", "content-type", "x-token"]),
        expose_headers: ["x-total".to_owned()].into(),
        allow_credentials: true,
        ..CorsOptions::default()
    };
    options.to_cors()
}

/// Corrects two mistakes of rocket_cors. Adds `Vary: Origin` to every response, which rocket_cors does not do. Replaces an
/// `Origin` that cannot be parsed with `null`, because rocket_cors would answer it with status 500.
///
/// Attach this before the policy.
fn mended(app: Rocket<Build>) -> Rocket<Build> {
    let refuse = AdHoc::on_request("Origin", |request, _| {
        Box::pin(async {
            let origin = request.headers().get_one("origin").map(str::parse::<Origin>);
            if origin.is_some_and(|origin| origin.is_err()) {
                request.replace_header(Header::new("origin", "null"));
            }
        })
    });
    let vary = AdHoc::on_response("Vary", |_, response| {
        Box::pin(async { response.adjoin_header(Header::new("vary", "origin")) })
    });
    app.attach(refuse).attach(vary)
}

fn page() -> AllowedOrigins {
    AllowedOrigins::some_exact(&[PAGE])
}

/// Returns the example from the documentation of `AllowedOrigins::some`.
fn documented() -> AllowedOrigins {
    AllowedOrigins::some(&["https://www.acme.com"], &["^https://(.+).acme.com$"])
}

/// Returns a lab that trusts the origins that the example wants to allow.
fn acme() -> Result<PolicyLab<WithRoute>, Failure> {
    let lab = PolicyLab::new(SERVER)?.trusts(["https://www.acme.com"])?;
    Ok(with_items(lab.trusts_subdomains_of("https://acme.com")?))
}

/// The values that cannot be parsed as a URL: a value of 8 KiB, and four lists of origins.
const UNPARSABLE: Origins =
    Among(5, &["https://app.site.example https://evil.test", "https://app.site.example, https://evil.test"]);

/// The values that are allowed if the server copies every origin after parsing it: all pages, and one other text.
const EVERY_PARSED: Origins = Among(66, &["https://evil.test", "null", "http://localhost:3000", "file://"]);

const NOT_PARSED: Expected = finding(
    "server-error",
    Low,
    UNPARSABLE,
    "The fairing cannot parse these values, so it fails with status 500 when it adds its headers.",
);

/// The subjects of this framework.
pub const SUBJECTS: &[Subject] = &[
    Subject {
        name: "rocket_cors: a list, with two fairings, careful",
        lab,
        start: || with(page, mended),
        expected: &[],
    },
    Subject {
        name: "rocket_cors: a list",
        lab,
        start: || with(page, |app| app),
        expected: &[
            finding(
                "cache-mix-up",
                Medium,
                NO_ORIGIN,
                "The response to a request without Origin has no CORS headers. A cache may serve it to the page, because there is no Vary.",
            ),
            NOT_PARSED,
        ],
    },
    Subject {
        name: "rocket_cors: all origins, with credentials",
        lab,
        start: || with(AllowedOrigins::all, |app| app),
        expected: &[
            finding(
                "any-origin",
                Critical,
                EVERY_PARSED,
                "Every origin is copied after it was parsed, with credentials.",
            ),
            finding(
                "cache-mix-up",
                Medium,
                NO_ORIGIN,
                "Vary: Origin is sent only if the request has an Origin.",
            ),
            NOT_PARSED,
        ],
    },
    // This has the fairings, so that only the regular expression is wrong.
    Subject {
        name: "rocket_cors: the regular expression of its documentation",
        lab: acme,
        start: || with(documented, mended),
        expected: &[
            finding(
                "suffix-match",
                Critical,
                Exactly(&[
                    "https://evilacme.com",
                    "https://wwwxacme.com",
                    "https://pagexacme.com",
                    "https://a.bxacme.com",
                ]),
                "The dot before acme matches any character, so anybody can register evilacme.com.",
            ),
            finding(
                "unescaped-dot",
                Critical,
                Exactly(&["https://www.acmexcom", "https://page.acmexcom", "https://a.b.acmexcom"]),
                "The dot before com matches any character, too.",
            ),
        ],
    },
];
