//! Pages for boards: the packs of all quarters, and a page to ask in SQL. Everything is read with GET and works without a
//! script; what is asked goes through the same desk as over the Postgres protocol.

mod chart;
mod gate;
mod packs;
mod page;
mod query;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, Request, State};
use axum::http::header;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, http::StatusCode};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::desk::{Desk, Who};
use crate::settings::TlsSettings;
use crate::users::Users;
use crate::{Error, Result, tls};

/// Time for the head of a request, and for the handshake before it.
const HEAD: Duration = Duration::from_secs(20);

/// What the pages show and who may see it.
pub struct Site {
    /// Takes the questions.
    pub desk: Arc<Desk>,
    /// Who may log in.
    pub users: Arc<Users>,
    /// Folder of the packs.
    pub packs: PathBuf,
    /// Name of the workspace.
    pub name: String,
    /// The address can be reached from this machine only.
    loopback: bool,
}

impl Site {
    /// A site over a folder of packs.
    pub fn new(desk: Arc<Desk>, users: Arc<Users>, packs: PathBuf, name: String) -> Site {
        Site { desk, users, packs, name, loopback: true }
    }
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
struct Peer(SocketAddr);

/// Listens, says where through `listening`, and serves until the future is dropped. Certificates are relative to `root`.
pub async fn serve(
    site: Site,
    address: SocketAddr,
    certificate: Option<&TlsSettings>,
    root: &Path,
    listening: impl FnOnce(SocketAddr),
) -> Result<()> {
    let acceptor = certificate.map(|settings| tls::acceptor(settings, root, "http/1.1")).transpose()?;
    let loopback = address.ip().is_loopback();
    if !loopback && !site.users.any_password() {
        return Err(Error::setting(
            "users",
            format!("nobody has a password, and the pages at {address} can be reached from other machines"),
            "add users, or serve the pages on 127.0.0.1",
        ));
    }
    if !loopback && acceptor.is_none() {
        return Err(Error::setting(
            "tls",
            format!("without it, passwords would cross the network to {address} in the clear"),
            "add a certificate, or serve the pages on 127.0.0.1 behind a server that encrypts",
        ));
    }
    let failed = |source| Error::Listen { address: address.to_string(), source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    listening(listener.local_addr().map_err(failed)?);
    let places = Arc::new(Semaphore::new(site.desk.limits().connections));
    let router = router(Arc::new(Site { loopback, ..site }));
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles, say: others may leave in a moment.
                tracing::warn!("a connection could not be taken: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            tracing::warn!(from = %peer, "refused: there are as many connections as there may be");
            continue;
        };
        let (acceptor, router) = (acceptor.clone(), router.clone().layer(Extension(Peer(peer))));
        tokio::spawn(async move {
            let _place = place;
            let service = TowerToHyperService::new(router);
            let mut http = http1::Builder::new();
            http.timer(TokioTimer::new()).header_read_timeout(HEAD);
            let talked = match acceptor {
                None => http.serve_connection(TokioIo::new(stream), service).await,
                Some(acceptor) => match tokio::time::timeout(HEAD, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => http.serve_connection(TokioIo::new(stream), service).await,
                    _ => return,
                },
            };
            if let Err(error) = talked {
                tracing::debug!(from = %peer, "the connection broke: {error}");
            }
        });
    }
}

fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/packs/{*path}", get(packs::file))
        .route("/query", get(query::page))
        .route("/query.csv", get(query::csv))
        .route("/tables", get(tables))
        .route("/style.css", get(style))
        .fallback(nowhere)
        .layer(from_fn_with_state(Arc::clone(&site), gate::enter))
        .layer(from_fn(protected))
        .with_state(site)
}

async fn home(State(site): State<Arc<Site>>, Extension(who): Extension<Who>) -> Response {
    let packs = packs::all(&site.packs).await;
    page::home(&site.name, &who, &packs).into_response()
}

async fn tables(State(site): State<Arc<Site>>, Extension(who): Extension<Who>) -> Response {
    match site.desk.tables(who.role).await {
        Ok(shown) => {
            let comments = crate::postgres::comments(site.desk.catalogue());
            page::tables(&site.name, &who, shown.tables(), &comments).into_response()
        }
        Err(refused) => (StatusCode::SERVICE_UNAVAILABLE, page::problem(&site.name, &refused.message)).into_response(),
    }
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], [localspend_report::STYLE, page::STYLE].concat()).into_response()
}

async fn nowhere(State(site): State<Arc<Site>>) -> Response {
    (StatusCode::NOT_FOUND, page::problem(&site.name, "There is no such page.")).into_response()
}

/// What a browser must not do with any answer: run a script, show it inside another page, guess its type, tell others where
/// the reader came from.
async fn protected(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(header::HeaderValue::from_static(value));
    }
    response
}
