//! `<script>`, `<script type=module>`, `<link rel=stylesheet>` and `<img>`.

use fetch_cors::Client;
use fetch_cors::request::{CorsAttribute, ResourceBuilder};
use serde_json::Value;

use super::{cors_same_origin, event};
use crate::browser::Family;
use crate::course::Event;
use crate::host::Host;
use crate::support::drive::End;
use crate::twin::nosniff::{extract_mime_essence, is_javascript};
use crate::twin::{Credentials, Mode, RequestInput};

#[derive(Clone, Copy, Debug)]
pub struct Element {
    kind: Kind,
    cors: CorsAttribute,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Script,
    Module,
    Style,
    Image,
}

impl Element {
    pub fn read(request: &Value) -> Self {
        Element {
            kind: match request["element"].as_str().unwrap() {
                "script" => Kind::Script,
                "module" => Kind::Module,
                "style" => Kind::Style,
                "img" => Kind::Image,
                element => panic!("{element}"),
            },
            // HTML, urls-and-fetching.html#cors-settings-attributes
            cors: match request["crossorigin"].as_str() {
                None => CorsAttribute::NoCors,
                Some(value) if value.eq_ignore_ascii_case("use-credentials") => CorsAttribute::UseCredentials,
                Some(_) => CorsAttribute::Anonymous,
            },
        }
    }

    /// HTML, urls-and-fetching.html#create-a-potential-cors-request, and for a module
    /// webappapis.html#set-up-the-module-script-request.
    pub fn for_twin(self) -> RequestInput {
        let is_module = self.kind == Kind::Module;
        RequestInput {
            mode: if is_module || self.cors != CorsAttribute::NoCors { Mode::Cors } else { Mode::NoCors },
            credentials: match self.cors {
                CorsAttribute::NoCors if !is_module => Credentials::Include,
                CorsAttribute::NoCors | CorsAttribute::Anonymous => Credentials::SameOrigin,
                CorsAttribute::UseCredentials => Credentials::Include,
            },
            destination: match self.kind {
                Kind::Script | Kind::Module => "script",
                Kind::Style => "style",
                Kind::Image => "image",
            }
            .to_owned(),
            ..RequestInput::default()
        }
    }

    pub fn for_engine(self, url: &str, client: &Client) -> ResourceBuilder {
        match self.kind {
            Kind::Script => client.classic_script(url, self.cors),
            Kind::Module => client.module_script(url, self.cors),
            Kind::Style => client.style(url, self.cors),
            Kind::Image => client.image(url, self.cors),
        }
    }

    pub fn event(self, host: &Host<'_>, end: &End) -> Event {
        let Some(readable) = cors_same_origin(end) else { return event("error") };
        if !self.takes(host) {
            return event("error");
        }
        let shows = matches!(self.kind, Kind::Style | Kind::Image);
        Event { readable: shows.then_some(readable), ..event("load") }
    }

    /// Whether HTML can use the response for the element.
    fn takes(self, host: &Host<'_>) -> bool {
        let answer = host.last.as_ref().unwrap();
        let ok = (200..=299).contains(&answer.status);
        match self.kind {
            // HTML, webappapis.html#fetch-a-classic-script. The text of a body is a script, if not one that runs.
            Kind::Script => ok,
            // HTML, webappapis.html#fetch-a-single-module-script
            Kind::Module => {
                ok && extract_mime_essence(&answer.headers).is_some_and(|essence| is_javascript(&essence))
            }
            // HTML, semantics.html#link-type-stylesheet and #default-fetch-and-process-the-linked-resource
            Kind::Style => {
                ok && (extract_mime_essence(&answer.headers).as_deref() == Some("text/css")
                    || host.ways.depart(Family::StyleOfAnyType))
            }
            // HTML, images.html#update-the-image-data, looks at the body alone.
            Kind::Image => answer.is_image,
        }
    }
}
