//! Encryption by configuration. A certificate or key that cannot be used stops the server; it never goes on in the clear.

use std::path::Path;
use std::sync::Arc;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;

use crate::settings::TlsSettings;
use crate::{Error, Result};

/// Reads certificate and key, relative to `root`, for one protocol.
pub fn acceptor(settings: &TlsSettings, root: &Path, protocol: &str) -> Result<TlsAcceptor> {
    let hint = "a PEM file is needed; `openssl x509 -in FILE -text` shows a certificate";
    let path = root.join(&settings.certificate);
    let certificates = CertificateDer::pem_file_iter(&path).and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>);
    let certificates = certificates.map_err(|error| Error::file(&path, format!("cannot be read ({error})"), hint))?;
    if certificates.is_empty() {
        return Err(Error::file(&path, "holds no certificate", hint));
    }
    let path = root.join(&settings.key);
    let key = PrivateKeyDer::from_pem_file(&path).map_err(|error| Error::file(&path, format!("holds no key ({error})"), hint))?;
    let pair = format!("{} and {}", settings.certificate.display(), settings.key.display());
    let unfit = |error: tokio_rustls::rustls::Error| Error::File {
        path: pair.clone(),
        problem: format!("do not make a server's certificate ({error})"),
        hint: "the key must be the certificate's own".to_owned(),
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unfit)?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(unfit)?;
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
