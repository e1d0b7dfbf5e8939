fn server_0(app: axum::Router) -> axum::Router {
    // tower-http, around an axum application, for https://api.example (/old)
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

fn server_1(app: axum::Router) -> axum::Router {
    // tower-http, around an axum application, for https://cdn.example (/items)
    // Use this only for public data, because every page can then read it.
    // This is needed only if the server does not send these headers yet. The recording does not show it.
    // Cargo.toml: tower-http = { version = "0.7", features = ["cors"] }
    use tower_http::cors::{Any, CorsLayer};

    // This layer answers every OPTIONS request, and sends `Vary`.
    let cors = CorsLayer::new()
        .allow_origin(Any);
    // Add this last, so that it is around all other layers, such as authentication, limits and errors.
    let app = app.layer(cors);
    app
}

pub(super) const LAYERS: &[super::Layer] = &[server_0, server_1];
