//! The setup of TLS, with the certificates to accept.

use std::sync::Arc;

use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::{WebPkiServerVerifier, verify_server_name};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::{ParsedCertificate, VerifierBuilderError};
use tokio_rustls::rustls::{
    ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme,
};

use crate::transport::{Options, TransportError, Trust, Versions};

/// Creates a connector that makes TLS connections with these options.
pub(crate) fn connector(options: &Options) -> Result<TlsConnector, TransportError> {
    config(options).map(|config| TlsConnector::from(Arc::new(config))).map_err(TransportError::Setup)
}

fn config(options: &Options) -> Result<ClientConfig, Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier: Arc<dyn ServerCertVerifier> = match &options.trust {
        Trust::Authorities => of_authorities(&provider)?,
        Trust::Only(certificates) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates {
                roots.add(certificate.clone())?;
            }
            let accepted = Accepted::Listed(certificates.clone());
            Arc::new(Verifier { accepted, other: verifier(roots, &provider)? })
        }
        Trust::Anyone => Arc::new(Verifier { accepted: Accepted::All, other: of_authorities(&provider)? }),
    };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = match options.versions {
        Versions::Negotiated => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        Versions::Http1 => vec![b"http/1.1".to_vec()],
        Versions::Http2 => vec![b"h2".to_vec()],
    };
    Ok(config)
}

/// Returns the verifier that accepts certificates of the authorities that browsers trust.
fn of_authorities(provider: &Arc<CryptoProvider>) -> Result<Arc<WebPkiServerVerifier>, Error> {
    verifier(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }, provider)
}

fn verifier(
    roots: RootCertStore,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>, Error> {
    let builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider));
    let other = |error: VerifierBuilderError| Error::Other(OtherError(Arc::new(error)));
    builder.build().map_err(other)
}

/// A verifier that accepts some certificates directly, and asks another verifier about the rest.
#[derive(Debug)]
struct Verifier {
    accepted: Accepted,
    other: Arc<WebPkiServerVerifier>,
}

/// The certificates that are accepted without an authority.
#[derive(Debug)]
enum Accepted {
    /// Only the certificates that the user has listed are accepted. Some tools for tests make one certificate that is both
    /// authority and server certificate, which other verifiers refuse.
    Listed(Vec<CertificateDer<'static>>),
    /// Every certificate is accepted. The server must still prove that it has the private key.
    All,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        match &self.accepted {
            Accepted::All => Ok(ServerCertVerified::assertion()),
            Accepted::Listed(certificates) if certificates.contains(end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            Accepted::Listed(_) => {
                self.other.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.other.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.other.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.other.supported_verify_schemes()
    }
}
