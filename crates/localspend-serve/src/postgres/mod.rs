//! The Postgres wire protocol: psql, psycopg, SQLAlchemy, JDBC, ODBC, Power BI and the like.

mod adapt;
mod attributes;
mod connection;
mod handler;
mod numeric;
mod parser;
mod phrases;
mod session;
mod startup;
mod system;
mod values;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use localspend_query::guard::Guarded;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::desk::Desk;
use crate::settings::TlsSettings;
use crate::users::Users;
use crate::{Error, Result, tls};
use connection::{Shared, talk};

/// The tables of a role with the system tables over them.
pub(crate) async fn with_system_tables(tables: Guarded, comments: Arc<system::Comments>) -> std::result::Result<Guarded, String> {
    system::with_system_tables(tables, comments).await.map_err(|error| error.to_string())
}

pub use system::{Comments, comments};

/// Listens, says where through `listening`, and serves until the future is dropped. Certificates are relative to `root`.
pub async fn serve(
    desk: Arc<Desk>,
    users: Arc<Users>,
    address: SocketAddr,
    certificate: Option<&TlsSettings>,
    root: &Path,
    listening: impl FnOnce(SocketAddr),
) -> Result<()> {
    let acceptor = certificate.map(|settings| tls::acceptor(settings, root, "postgresql")).transpose()?;
    if !address.ip().is_loopback() && !users.any_password() {
        return Err(Error::setting(
            "users",
            format!("nobody has a password, and {address} can be reached from other machines"),
            "add users, or listen on 127.0.0.1",
        ));
    }
    let failed = |source| Error::Listen { address: address.to_string(), source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    listening(listener.local_addr().map_err(failed)?);
    let places = Arc::new(Semaphore::new(desk.limits().connections));
    let shared = Arc::new(Shared {
        desk,
        users,
        tls_required: certificate.is_some_and(|settings| settings.required),
        cancels: Default::default(),
        keys: Default::default(),
    });
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, say: others may leave in a moment.
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!(from = %peer, "refused: there are as many connections as there may be");
            continue;
        };
        let (acceptor, shared) = (acceptor.clone(), Arc::clone(&shared));
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = talk(stream, acceptor, shared).await {
                tracing::debug!(from = %peer, "the connection broke: {error}");
            }
        });
    }
}
