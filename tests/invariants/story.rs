//! What is asked: the public scenarios, and around each call what a browser may add.

use std::sync::Arc;
use std::time::Duration;

use fetch_cors::lab::Scene;
use fetch_cors::request::{
    CorsAttribute, CorsPolicy, CredentialsMode, EmbedderPolicy, EmbedderPolicyValue, Mode,
    NetworkPartitionKey, ReferrerPolicy, Request,
};
use fetch_cors::site::{PublicSuffixList, Site};
use fetch_cors::strategy::{Params, raw_request_headers, request_headers, scenarios};
use fetch_cors::{Client, Origin};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use url::Url;

use crate::naive;

/// Calls that share a cache, one after the other.
#[derive(Clone, Debug)]
pub struct Story {
    pub scenes: Vec<Asked>,
}

/// A call in its setting.
#[derive(Clone, Debug)]
pub struct Asked {
    pub scene: Scene,
    pub setting: Setting,
}

#[derive(Clone, Debug)]
pub struct Setting {
    pub feature: Feature,
    pub partition: Option<&'static str>,
    pub policy: EmbedderPolicyValue,
    /// Whether the host asks for each hop over HTTPS.
    pub upgrade: bool,
    /// The hop that the host blocks, counted from one.
    pub block: Option<usize>,
    /// What service workers answer to the first hops.
    pub workers: Vec<Worker>,
    /// How long each answer takes.
    pub latency: Duration,
    pub surroundings: Surroundings,
}

/// What a host may say of a page, and what stands between it and the servers.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The URL of the page's document.
    pub document: Option<&'static str>,
    /// The page's referrer policy, if it is not the default.
    pub referrer_policy: ReferrerPolicy,
    /// Whether there is nobody to ask for a password.
    pub no_user: bool,
    /// The origins of URLs that pages may read without CORS.
    pub exempt: Vec<&'static str>,
    /// The message that a proxy answers with 407, counted from one.
    pub proxy: Option<usize>,
}

/// Lets pages read URLs of these origins.
#[derive(Debug)]
struct MayRead(Vec<&'static str>);

impl CorsPolicy for MayRead {
    fn may_read(&self, _: &Origin, _: &Origin, url: &Url) -> bool {
        self.0.contains(&naive::origin(url).as_str())
    }
}

/// What makes the request of a call.
#[derive(Clone, Copy, Debug)]
pub enum Feature {
    Fetch,
    /// `XMLHttpRequest` with a listener to its upload.
    Upload,
    Script(CorsAttribute),
    Style(CorsAttribute),
    Navigation,
    WebSocket,
}

#[derive(Clone, Debug)]
pub enum Worker {
    Error,
    Made,
    Redirects(&'static str),
}

impl Asked {
    /// A call and nothing around it.
    pub fn plain(scene: Scene) -> Self {
        let setting = Setting {
            feature: Feature::Fetch,
            partition: None,
            policy: EmbedderPolicyValue::UnsafeNone,
            upgrade: false,
            block: None,
            workers: Vec::new(),
            latency: Duration::ZERO,
            surroundings: Surroundings::default(),
        };
        Self { scene, setting }
    }

    pub fn request(&self) -> Request {
        let (call, setting) = (&self.scene.call, &self.setting);
        let policy = EmbedderPolicy { value: setting.policy, ..EmbedderPolicy::default() };
        let mut client = Client::new(call.page.clone()).with_embedder_policy(policy);
        let surroundings = &setting.surroundings;
        client =
            client.with_traversable(!surroundings.no_user).with_referrer_policy(surroundings.referrer_policy);
        if let Some(document) = surroundings.document {
            client = client.with_document_url(document.parse().unwrap());
        }
        if !surroundings.exempt.is_empty() {
            client = client.with_cors_policy(Arc::new(MayRead(surroundings.exempt.clone())));
        }
        if let Some(name) = setting.partition {
            let site = Site::obtain(&Origin::parse("https://top.example").unwrap(), &PublicSuffixList);
            client = client.with_partition_key(NetworkPartitionKey::new(site, Some(name.into())));
        }
        let request = match setting.feature {
            Feature::Fetch => call.request(&client),
            Feature::Upload => client
                .xml_http_request(call.method.as_str(), &call.url)
                .headers(call.headers.iter())
                .with_credentials(call.credentials == CredentialsMode::Include)
                .upload_listener(true)
                .build(),
            Feature::Script(cors) => client.classic_script(&call.url, cors).build(),
            Feature::Style(cors) => client.style(&call.url, cors).build(),
            Feature::Navigation => client.navigation(&call.url).build(),
            Feature::WebSocket => client.unchecked_request(&call.url).mode(Mode::Websocket).build(),
        };
        request.unwrap()
    }
}

pub fn stories() -> impl Strategy<Value = Story> {
    let headers = prop_oneof![3 => request_headers(), 1 => raw_request_headers()];
    (scenarios(&Params::new().headers(headers)), vec(settings(), 3)).prop_map(|(scenario, settings)| Story {
        scenes: scenario
            .scenes
            .into_iter()
            .zip(settings)
            .map(|(scene, setting)| Asked { scene, setting })
            .collect(),
    })
}

/// Stories of pages of which the host says more.
pub fn surrounded() -> impl Strategy<Value = Story> {
    let document = select(vec![
        "https://app.example/a?b#secret",
        "https://secret:secret@app.example/a",
        "https://app.example/",
        "http://app.example/a",
        "https://elsewhere.test/a",
        "http://localhost/a",
        "about:blank",
        "data:,secret",
        "file:///secret",
    ]);
    let origins =
        vec!["https://api.example", "https://elsewhere.test", "https://app.example", "http://api.example"];
    let surroundings = (
        option::weighted(0.9, document),
        select(ReferrerPolicy::ALL.to_vec()),
        any::<bool>(),
        prop::bool::weighted(0.4),
        prop_oneof![2 => Just(vec![]), 1 => subsequence(origins, 1..4)],
        option::weighted(0.2, 1..4usize),
    )
        .prop_map(|(document, policy, default, no_user, exempt, proxy)| Surroundings {
            document,
            referrer_policy: if default { ReferrerPolicy::default() } else { policy },
            no_user,
            exempt,
            proxy,
        });
    (stories(), vec(surroundings, 3)).prop_map(|(mut story, surroundings)| {
        for (asked, surroundings) in story.scenes.iter_mut().zip(surroundings) {
            asked.setting.surroundings = surroundings;
        }
        story
    })
}

/// Two calls of one page to one URL, with nothing around them.
pub fn pairs() -> impl Strategy<Value = Story> {
    let page = Origin::parse("https://app.example").unwrap();
    let methods = ["GET", "PUT", "PATCH"].map(|method| method.parse::<http::Method>().unwrap());
    let params = Params::new()
        .pages(Just(page))
        .urls(Just("https://api.example/".to_owned()))
        .methods(select(methods.to_vec()))
        .scenes(2);
    scenarios(&params)
        .prop_map(|scenario| Story { scenes: scenario.scenes.into_iter().map(Asked::plain).collect() })
}

fn settings() -> impl Strategy<Value = Setting> {
    let cors =
        || select(vec![CorsAttribute::NoCors, CorsAttribute::Anonymous, CorsAttribute::UseCredentials]);
    let feature = prop_oneof![
        16 => Just(Feature::Fetch),
        3 => Just(Feature::Upload),
        1 => cors().prop_map(Feature::Script),
        1 => cors().prop_map(Feature::Style),
        1 => Just(Feature::Navigation),
        1 => Just(Feature::WebSocket),
    ];
    let policy = prop_oneof![
        5 => Just(EmbedderPolicyValue::UnsafeNone),
        1 => Just(EmbedderPolicyValue::Credentialless),
        1 => Just(EmbedderPolicyValue::RequireCorp),
    ];
    let worker = select(vec![
        Worker::Error,
        Worker::Made,
        Worker::Redirects("https://api.example/"),
        Worker::Redirects("https://elsewhere.test/"),
    ]);
    let workers = prop_oneof![9 => Just(Vec::new()), 1 => vec(worker, 1..3)];
    let latency = select(vec![0, 0, 0, 1, 2_000, 6_000]).prop_map(Duration::from_millis);
    (
        feature,
        option::weighted(0.2, select(vec!["p", "q"])),
        policy,
        prop::bool::weighted(0.1),
        option::weighted(0.05, 1..4usize),
        workers,
        latency,
    )
        .prop_map(|(feature, partition, policy, upgrade, block, workers, latency)| Setting {
            feature,
            partition,
            policy,
            upgrade,
            block,
            workers,
            latency,
            surroundings: Surroundings::default(),
        })
}
