//! Building the request with the API that made it.

use fetch_cors::Request;
use fetch_cors::request::{Body, CorsAttribute, CredentialsMode, Mode};

use super::{Inferred, NoRequest};
use crate::explain::recording::Api;

impl Inferred {
    /// Returns the request, with this credentials mode.
    ///
    /// # Errors
    ///
    /// Returns [`NoRequest::Throws`] if no page can make this request.
    pub fn request(&self, credentials: CredentialsMode) -> Result<Request, NoRequest> {
        let Self { client, url, method, .. } = self;
        let url = url.clone();
        let headers = self.headers.iter().map(|(name, value)| (name, value));
        let include = credentials == CredentialsMode::Include;
        let cors = match (self.mode, include) {
            (Mode::NoCors, _) => CorsAttribute::NoCors,
            (_, false) => CorsAttribute::Anonymous,
            (_, true) => CorsAttribute::UseCredentials,
        };
        let source = || match &self.body_type {
            Some(body_type) => Body::source().with_type(body_type),
            None => Body::source(),
        };
        Ok(match self.api {
            Api::Xhr => {
                let builder = client.xml_http_request(method.as_str(), url).headers(headers);
                let builder = builder.with_credentials(include).upload_listener(self.is_upload);
                if self.body_type.is_some() || self.is_upload {
                    builder.body(source()).build()
                } else {
                    builder.build()
                }
            }
            Api::Beacon => client.beacon(url, Some(source())).build(),
            Api::EventSource => client.event_source(url, include).build(),
            Api::Image => client.image(url, cors).build(),
            Api::Script => client.classic_script(url, cors).build(),
            Api::Style => client.style(url, cors).build(),
            Api::Font => client.font(url).build(),
            Api::Media => client.video(url, cors).build(),
            Api::Manifest => client.manifest(url, cors).build(),
            Api::Document => client.navigation(url).method(method.as_str()).build(),
            Api::Fetch | Api::WebSocket => {
                let builder = client.fetch(url).method(method.as_str()).headers(headers);
                let builder = builder.mode(self.mode).credentials(credentials).redirect(self.redirect);
                match (self.is_upload, self.body_type.is_some()) {
                    (true, _) => builder.body(Body::stream()).build(),
                    (false, true) => builder.body(source()).build(),
                    (false, false) => builder.build(),
                }
            }
        }?)
    }
}
