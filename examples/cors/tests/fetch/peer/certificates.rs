use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::File;

/// An authority, and the certificate that it has issued for one server.
pub(crate) struct Certificates {
    /// The file with the certificate of the authority.
    pub(crate) authority: File,
    pub(crate) server: File,
    config: ServerConfig,
}

#[derive(Clone, Copy)]
pub(crate) enum Validity {
    Valid,
    Expired,
    NotYet,
}

impl Certificates {
    /// Creates a certificate for a name. `test` is a part of the names of the files.
    pub(crate) fn new(test: &str, name: &str, validity: Validity, alpn: &[&str]) -> Self {
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_certificate = authority.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        match validity {
            Validity::Valid => {}
            Validity::Expired => params.not_after = date_time_ymd(2001, 1, 1),
            Validity::NotYet => params.not_before = date_time_ymd(3001, 1, 1),
        }
        let certificate = params.signed_by(&key, &issuer).unwrap();
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        config.alpn_protocols = alpn.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        Self {
            authority: File::new(
                &format!("{test}-authority.pem"),
                pem(authority_certificate.der()).as_bytes(),
            ),
            server: File::new(&format!("{test}-server.pem"), pem(certificate.der()).as_bytes()),
            config,
        }
    }

    pub(crate) fn config(&self) -> ServerConfig {
        self.config.clone()
    }
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", BASE64_STANDARD.encode(der))
}
