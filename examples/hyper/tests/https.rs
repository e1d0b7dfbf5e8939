//! Tests that the server chooses between HTTP/2 and HTTP/1 over TLS.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use fetch_cors::{Client, Origin};
use fetch_cors_hyper::{Body, Browser};
use fetch_cors_session::Session;
use http::Response;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

#[tokio::test]
async fn the_server_chooses_the_version() {
    for (alpn, version) in [("h2", "HTTP/2.0"), ("http/1.1", "HTTP/1.1")] {
        let (url, tls) = serve(alpn).await;
        let page = Client::new(Origin::parse("https://app.example").unwrap());
        let get = page.fetch(&url).build().unwrap();
        let response = Browser::https(Session::new(), tls).fetch(get, Body::none()).await.unwrap();
        assert_eq!(response.into_body().unwrap().collect().await.unwrap().to_bytes(), version);
    }
}

/// Starts a server that supports one protocol, and returns the name of the protocol in its response. Returns the URL of the
/// server, and the configuration of a client that trusts it.
async fn serve(alpn: &str) -> (String, ClientConfig) {
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(certificate.cert.der().clone()).unwrap();
    // The provider is chosen here, because other packages of the workspace may enable more than one provider.
    let provider = Arc::new(ring::default_provider());
    let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let key = PrivateKeyDer::try_from(certificate.signing_key.serialize_der()).unwrap();
    let mut server = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.cert.into()], key)
        .unwrap();
    server.alpn_protocols = vec![alpn.into()];

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
    tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let socket = TlsAcceptor::from(Arc::new(server)).accept(socket).await.unwrap();
        let service = service_fn(|request: http::Request<Incoming>| async move {
            let body = Full::<Bytes>::from(format!("{:?}", request.version()));
            let response = Response::builder().header("access-control-allow-origin", "*").body(body);
            Ok::<_, Infallible>(response.unwrap())
        });
        let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(socket), service).await;
    });
    (url, client)
}
