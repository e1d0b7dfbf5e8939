fn server_0(app: axum::Router) -> axum::Router {
    // tower-http, around an app of axum, for https://api.example (/items)
    // The server has sent `*`, for every page. These lines let in only the pages that they name.
    // Cargo.toml: tower-http = { version = "0.7", features = ["cors"] }
    use axum::http::HeaderValue;
    use tower_http::cors::CorsLayer;

    // Answers every OPTIONS request, and sends `Vary`.
    let cors = CorsLayer::new()
        .allow_origin([HeaderValue::from_static("https://app.example")])
        .allow_credentials(true);
    // Add it last. Then it is around all other layers: authentication, limits and errors.
    let app = app.layer(cors);
    app
}

pub(super) const LAYERS: &[super::Layer] = &[server_0];
