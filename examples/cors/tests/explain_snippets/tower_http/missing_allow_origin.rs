fn server_0(app: axum::Router) -> axum::Router {
    // tower-http, around an axum application, for https://api.example (/items)
    // Cargo.toml: tower-http = { version = "0.7", features = ["cors"] }
    use axum::http::HeaderValue;
    use tower_http::cors::CorsLayer;

    // This layer answers every OPTIONS request, and sends `Vary`.
    let cors = CorsLayer::new()
        .allow_origin([HeaderValue::from_static("https://app.example")]);
    // Add this last, so that it is around all other layers, such as authentication, limits and errors.
    let app = app.layer(cors);
    app
}

pub(super) const LAYERS: &[super::Layer] = &[server_0];
