fn server_0(app: axum::Router) -> axum::Router {
    // tower-http, around an app of axum, for https://api.example (/items)
    // Only for public data, because every page can then read it.
    // Cargo.toml: tower-http = { version = "0.7", features = ["cors"] }
    use axum::http::HeaderName;
    use tower_http::cors::{Any, CorsLayer};

    // Answers every OPTIONS request, and sends `Vary`.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_headers([HeaderName::from_static("x-token")]);
    // Add it last. Then it is around all other layers: authentication, limits and errors.
    let app = app.layer(cors);
    app
}

pub(super) const LAYERS: &[super::Layer] = &[server_0];
