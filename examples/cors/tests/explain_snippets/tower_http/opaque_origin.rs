fn server_0(app: axum::Router) -> axum::Router {
    // tower-http, around an axum application, for https://api.example (/items)
    // Use this only for public data, because every page can then read it.
    // Cargo.toml: tower-http = { version = "0.7", features = ["cors"] }
    use axum::http::HeaderName;
    use tower_http::cors::{Any, CorsLayer};

    // This layer answers every OPTIONS request, and sends `Vary`.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_headers([HeaderName::from_static("x-token")]);
    // Add this last, so that it is around all other layers, such as authentication, limits and errors.
    let app = app.layer(cors);
    app
}

pub(super) const LAYERS: &[super::Layer] = &[server_0];
