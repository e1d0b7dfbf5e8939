//! Problems of people as data: pages, fetches and answers in JSON, read into stories.

use std::time::Duration;

use fetch_cors::error::{Blocker, HostError};
use fetch_cors::explain::{Answer, Event, Explanation, Story, explain, explain_request_error};
use fetch_cors::fetch::{ServiceWorkerResponse, ToHttpError};
use fetch_cors::header::HeaderList;
use fetch_cors::request::{
    Body, CorsAttribute, CredentialsMode, EmbedderPolicy, Mode, RedirectMode, Request, RequestError, Source,
    UrlList,
};
use fetch_cors::{
    Client, Exchange, FilteredResponse, Hop, Origin, PreflightCache, Response, Step, Timestamp, run,
};
use serde_json::Value;

/// A problem: fetches of one page, one after the other, which share a preflight cache.
#[derive(Clone, Debug)]
pub struct Case(pub Value);

impl Case {
    pub fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    fn client(&self) -> Client {
        let page = &self.0["page"];
        let origin = Origin::parse(page["origin"].as_str().unwrap_or("https://app.example")).unwrap();
        let client = Client::new(origin).with_traversable(page["has_user"] != false);
        match page["embedder_policy"].as_str() {
            Some(policy) => {
                let value = policy.parse().unwrap();
                client.with_embedder_policy(EmbedderPolicy { value, ..EmbedderPolicy::default() })
            }
            None => client,
        }
    }

    /// Explains each fetch.
    pub fn explain(&self) -> Vec<Explanation> {
        self.run().iter().map(Told::explanation).collect()
    }

    /// Runs each fetch.
    pub fn run(&self) -> Vec<Told> {
        let client = self.client();
        let (mut cache, mut now) = (PreflightCache::new(), Timestamp::ZERO);
        let fetches = self.0["fetches"].as_array().unwrap();
        fetches
            .iter()
            .map(|fetch| {
                now = now.after(Duration::from_secs(fetch["after"].as_u64().unwrap_or_default()));
                match request(&client, fetch) {
                    Err(error) => Told { wire: Vec::new(), story: Err(error) },
                    Ok(request) => {
                        let mut wire = Vec::new();
                        let story = story(request, fetch, &mut cache, now, &mut wire);
                        Told { wire, story: Ok(story) }
                    }
                }
            })
            .collect()
    }
}

/// A fetch with what is known of it.
pub struct Told {
    /// Each message with its answer, and the headers that matter.
    pub wire: Vec<String>,
    /// The error if the call throws.
    pub story: Result<Story, RequestError>,
}

impl Told {
    pub fn explanation(&self) -> Explanation {
        match &self.story {
            Ok(story) => explain(story),
            Err(error) => explain_request_error(error),
        }
    }
}

/// Makes the request that a page makes with an API.
pub fn request(client: &Client, fetch: &Value) -> Result<Request, RequestError> {
    match fetch["throws"].as_str() {
        Some("immutable") => return Err(RequestError::Immutable),
        Some("blob-url-entry") => {
            let request = client.fetch("https://api.example/items").build()?;
            return request.with_blob_url_entry(client.origin().clone());
        }
        Some("duplex") => return Err(RequestError::StreamNeedsDuplex),
        _ => {}
    }
    let url = fetch["url"].as_str().unwrap();
    let method = fetch["method"].as_str().unwrap_or("GET");
    let headers = pairs(&fetch["headers"]);
    let body_type = fetch["body_type"].as_str();
    let source = || match body_type {
        Some(body_type) => Body::source().with_type(body_type),
        None => Body::source(),
    };
    match fetch["api"].as_str().unwrap_or("fetch") {
        "fetch" => {
            let mut builder = client.fetch(url).method(method).headers(headers);
            if let Some(mode) = fetch["mode"].as_str() {
                builder = builder.mode(mode.parse::<Mode>().unwrap());
            }
            if let Some(mode) = fetch["credentials"].as_str() {
                builder = builder.credentials(mode.parse::<CredentialsMode>().unwrap());
            }
            if let Some(mode) = fetch["redirect"].as_str() {
                builder = builder.redirect(mode.parse::<RedirectMode>().unwrap());
            }
            if let Some(mode) = fetch["cache"].as_str() {
                builder = builder.cache(mode.parse().unwrap());
            }
            builder = builder.keepalive(fetch["keepalive"] == true);
            if let Some(policy) = fetch["referrer_policy"].as_str() {
                builder = builder.referrer_policy(policy.parse().unwrap());
            }
            if let Some(referrer) = fetch["referrer"].as_str() {
                builder = builder.referrer(referrer);
            }
            match fetch["body"].as_str() {
                Some("source") => builder.body(source()).build(),
                Some("stream") => builder.body(Body::stream()).build(),
                _ => builder.build(),
            }
        }
        "xhr" => {
            let mut builder = client.xml_http_request(method, url).headers(headers);
            builder = builder
                .with_credentials(fetch["credentials"] == "include" || fetch["with_credentials"] == true)
                .upload_listener(fetch["upload_listener"] == true);
            match fetch["body"].as_str() {
                Some(_) => builder.body(source_of(body_type)).build(),
                None => builder.build(),
            }
        }
        "beacon" => client.beacon(url, Some(source_of(body_type))).build(),
        "image" => client.image(url, CorsAttribute::NoCors).build(),
        "image-anonymous" => client.image(url, CorsAttribute::Anonymous).build(),
        "script" => client.classic_script(url, CorsAttribute::NoCors).build(),
        "script-anonymous" => client.classic_script(url, CorsAttribute::Anonymous).build(),
        "module" => client.module_script(url, CorsAttribute::NoCors).build(),
        "style" => client.style(url, CorsAttribute::NoCors).build(),
        "font" => {
            let mut request = client.font(url).build()?;
            for (name, value) in headers {
                request.unguarded_headers().append(name.as_bytes(), value.as_bytes()).unwrap();
            }
            Ok(request)
        }
        "websocket" => client.websocket(url).protocols(strings(&fetch["protocols"])).build(),
        "web-transport" => {
            client.web_transport(url).protocols(strings(&fetch["protocols"])).headers(headers).build()
        }
        "unchecked-websocket" => client.unchecked_request(url).mode(Mode::Websocket).build(),
        "navigation" => {
            let navigation = client.navigation(url).method(method);
            let navigation = match fetch["referrer_policy"].as_str() {
                Some(policy) => navigation.referrer_policy(policy.parse().unwrap()),
                None => navigation,
            };
            match fetch["body"].as_str() {
                Some(_) => navigation.body(source()).build(),
                None => navigation.build(),
            }
        }
        other => panic!("{other}"),
    }
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn source_of(body_type: Option<&str>) -> Source {
    match body_type {
        Some(body_type) => Body::source().with_type(body_type),
        None => Body::source(),
    }
}

/// Runs the fetch against its answers, as a host that records what it does.
fn story(
    request: Request,
    fetch: &Value,
    cache: &mut PreflightCache,
    now: Timestamp,
    wire: &mut Vec<String>,
) -> Story {
    if let Some(mistake) = fetch["mistake"].as_str() {
        return mistaken(&request, mistake, wire);
    }
    if let Some(events) = fetch["recorded"].as_array() {
        return recorded(request, events, wire);
    }
    let hosts = |name: &str| fetch["host"].as_array().is_some_and(|host| host.iter().any(|h| h == name));
    let mut story = Story::new(request.clone()).with_cache(cache.clone(), now);
    story =
        story.with_script_headers(HeaderList::try_from_pairs(pairs(&fetch["headers"])).unwrap_or_default());
    let mut answers = fetch["answers"].as_array().unwrap().iter();
    let mut worker = fetch["service_worker"].as_object();
    let mut step = Step::Redirect(Hop::new(request));
    loop {
        step = match step {
            Step::Redirect(mut hop) => {
                if let Some(service_worker) = worker.take() {
                    let response = respond(service_worker);
                    story = story.with(Event::ServiceWorker(Box::new(response.clone())));
                    hop.respond_from_service_worker(response, cache, now)
                } else {
                    if hosts("hsts") && hop.url().scheme() == "http" {
                        story = story.with(Event::UpgradedToHttps);
                        hop = hop.upgrade_to_https();
                    }
                    if hosts("csp") {
                        story = story.with(Event::Blocked(Blocker::ContentSecurityPolicy));
                        hop.block(Blocker::ContentSecurityPolicy, cache)
                    } else if hosts("mixed-content") && hop.url().scheme() == "http" {
                        story = story.with(Event::Blocked(Blocker::MixedContent));
                        hop.block(Blocker::MixedContent, cache)
                    } else {
                        hop.run(cache, now)
                    }
                }
            }
            Step::Send(exchange) if fetch["content_length"].is_u64() => {
                wire.push(message(&exchange));
                let length = fetch["content_length"].as_u64().unwrap();
                let error = exchange.check_keepalive(length, 0).unwrap_err();
                exchange.fail(error, cache)
            }
            Step::Send(exchange) => {
                let answer = answers.next();
                wire.push(message(&exchange) + &answer.map(answered).unwrap_or_default());
                let Some(answer) = answer else { return story };
                if answer["headers_unknown"] == true {
                    let status = u16::try_from(answer["status"].as_u64().unwrap()).unwrap();
                    return story.with(Event::Answer(Answer::status(status)));
                }
                let mut known = match answer["status"].as_u64().unwrap() {
                    0 => Answer::nothing(),
                    _ => Answer::new(response(answer)),
                };
                if answer["from_cache"] == true {
                    known = known.from_cache();
                }
                story = story.with(match exchange.is_preflight() {
                    true => Event::Preflight(known),
                    false => Event::Actual(known),
                });
                match answer["status"].as_u64().unwrap() {
                    0 => exchange.fail("no response", cache),
                    _ => exchange.respond(response(answer), cache, now),
                }
            }
            Step::Local(local) => {
                story = story.with(Event::Local(Answer::nothing()));
                match fetch["blob_size"].as_u64().map(|size| local.blob_response(size, "")) {
                    Some(response) => local.fail(response.unwrap_err(), cache),
                    None => local.fail("nothing here", cache),
                }
            }
            Step::Done(Ok(_)) => return story,
            Step::Done(Err(error)) => return story.with_error(error),
        };
    }
}

fn respond(worker: &serde_json::Map<String, Value>) -> ServiceWorkerResponse<()> {
    let answer = || response(worker.get("answer").unwrap());
    let urls = || {
        let urls =
            worker["urls"].as_array().unwrap().iter().map(|url| url.as_str().unwrap().parse().unwrap());
        let mut urls: Vec<url::Url> = urls.collect();
        let mut list = UrlList::new(urls.remove(0));
        urls.into_iter().for_each(|url| list.push(url));
        list
    };
    match worker["kind"].as_str().unwrap() {
        "error" => ServiceWorkerResponse::Error,
        "constructed" | "default" => ServiceWorkerResponse::Constructed(answer()),
        "opaque" => {
            ServiceWorkerResponse::Fetched(FilteredResponse::opaque(answer(), urls()).with_range_requested(
                worker.get("range_requested").is_some_and(|requested| requested == true),
            ))
        }
        "opaqueredirect" => {
            ServiceWorkerResponse::Fetched(FilteredResponse::opaque_redirect(answer(), Some(urls())))
        }
        "cors" => ServiceWorkerResponse::Fetched(FilteredResponse::cors(
            answer(),
            Some(urls()),
            CredentialsMode::SameOrigin,
        )),
        "basic" => ServiceWorkerResponse::Fetched(FilteredResponse::basic(answer(), Some(urls()))),
        other => panic!("{other}"),
    }
}

fn response(answer: &Value) -> Response<()> {
    let headers = HeaderList::try_from_pairs(pairs(&answer["headers"])).unwrap();
    Response::new(u16::try_from(answer["status"].as_u64().unwrap()).unwrap(), ()).with_headers(headers)
}

fn pairs(headers: &Value) -> Vec<(String, String)> {
    let pair = |pair: &Value| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned());
    headers.as_array().map(|headers| headers.iter().map(pair).collect()).unwrap_or_default()
}

/// Returns whether the first message of the only fetch is a preflight.
pub fn begins_with_preflight(case: &Case) -> bool {
    let Ok(request) = request(&case.client(), &case.0["fetches"][0]) else { return false };
    let step = Hop::new(request).run::<()>(&mut PreflightCache::new(), Timestamp::ZERO);
    matches!(step, Step::Send(exchange) if exchange.is_preflight())
}

/// A story of which only these answers were recorded.
fn recorded(request: Request, events: &[Value], wire: &mut Vec<String>) -> Story {
    events.iter().fold(Story::new(request), |story, event| {
        let answer = Answer::new(response(&event[1]));
        let kind = event[0].as_str().unwrap();
        wire.push(format!("> ({kind})\n{}", answered(&event[1])));
        story.with(match kind {
            "preflight" => Event::Preflight(answer),
            _ => Event::Actual(answer),
        })
    })
}

/// A fetch in which the host goes wrong.
fn mistaken(request: &Request, mistake: &str, wire: &mut Vec<String>) -> Story {
    let (mut cache, now) = (PreflightCache::new(), Timestamp::ZERO);
    let elsewhere = || Response::new(200, ()).with_url("https://elsewhere.example/".parse().unwrap());
    let hop = Hop::new(request.clone());
    let step: Step<()> = match mistake {
        "service-worker" => {
            let request =
                request.clone().with_service_workers_mode(fetch_cors::request::ServiceWorkersMode::None);
            let made = ServiceWorkerResponse::constructed(Response::new(200, ()));
            Hop::new(request).respond_from_service_worker(made, &mut cache, now)
        }
        "constructed" => {
            let made = ServiceWorkerResponse::constructed(elsewhere());
            hop.respond_from_service_worker(made, &mut cache, now)
        }
        "no-url" => {
            let send = |exchange: &Exchange| {
                wire.push(message(exchange));
                Ok::<_, String>(Response::new(200, ()))
            };
            Step::Done(run(request.clone(), |t| t.lend(&mut cache), || now, send))
        }
        _ => {
            let Step::<()>::Send(exchange) = hop.run(&mut cache, now) else { panic!("{mistake}") };
            wire.push(message(&exchange));
            let url = Box::new(exchange.url().clone());
            match mistake {
                "foreign" => exchange.respond(elsewhere(), &mut cache, now),
                "body" => exchange.fail(HostError::WrongBody, &mut cache),
                "unsendable" => exchange.fail(ToHttpError::Url { url }, &mut cache),
                other => panic!("{other}"),
            }
        }
    };
    let Step::Done(Err(error)) = step else { panic!("{mistake}") };
    Story::new(request.clone()).with_error(error)
}

/// The head of a message, with the headers that CORS is about.
fn message(exchange: &Exchange) -> String {
    let mut text = format!("> {} {}\n", exchange.method(), exchange.to_url());
    for (name, value) in exchange.headers().iter() {
        let name = String::from_utf8_lossy(name);
        // Every message has these, and CORS is not about them.
        let is_plain = name == "Accept" && value.len() < 50;
        if !is_plain && !name.starts_with("Sec-Fetch-") && name != "Accept-Encoding" {
            text += &format!("> {name}: {}\n", String::from_utf8_lossy(value));
        }
    }
    text
}

fn answered(answer: &Value) -> String {
    let status = answer["status"].as_u64().unwrap();
    if status == 0 {
        return "< no response\n".to_owned();
    }
    let mut text = format!("< {status}\n");
    for (name, value) in pairs(&answer["headers"]) {
        text += &format!("< {name}: {value}\n");
    }
    text
}
