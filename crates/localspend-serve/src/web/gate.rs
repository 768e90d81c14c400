//! Who a reader is, and whether the request is the reader's own: a page of somebody else's must not ask in their name.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Peer, Site, page};
use crate::desk::Who;

/// What the audit calls these pages.
const THROUGH: &str = "pages";
/// What it calls a reader without a name.
pub const THIS_MACHINE: &str = "(this machine)";

/// Lets a request through with who asks it.
pub async fn enter(
    State(site): State<Arc<Site>>,
    Extension(peer): Extension<Peer>,
    mut request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    if site.loopback && !names_this_machine(headers) {
        let problem = "This server answers as localhost, 127.0.0.1 or [::1] only.";
        return (StatusCode::MISDIRECTED_REQUEST, page::problem(&site.name, problem)).into_response();
    }
    if from_another_site(headers) {
        return (StatusCode::FORBIDDEN, page::problem(&site.name, "Another site may link here, not ask here.")).into_response();
    }
    match identified(&site, peer, headers).await {
        Ok(who) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Err(refused) => *refused,
    }
}

/// A name of ours in a name server of somebody else's would make their page one of this server's: only names that nobody
/// else can give out are answered.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// Browsers say when another site's page asks for an image, a frame or data. Following a link is the reader's own doing.
fn from_another_site(headers: &HeaderMap) -> bool {
    let says = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let own = matches!(says("sec-fetch-site").as_str(), "" | "same-origin" | "none");
    let followed = says("sec-fetch-mode") == "navigate" && says("sec-fetch-dest") == "document";
    !own && !followed
}

/// The user of a name and password where there are users; else whoever uses this machine, where the settings trust it.
async fn identified(site: &Arc<Site>, Peer(peer): Peer, headers: &HeaderMap) -> Result<Who, Box<Response>> {
    let who = |user: String, role| Who { user, role, address: peer.to_string(), through: THROUGH.to_owned() };
    if !site.users.any_password() {
        return match site.users.trusted("", peer.ip()) {
            Some(role) => Ok(who(THIS_MACHINE.to_owned(), role)),
            None => {
                Err(Box::new((StatusCode::FORBIDDEN, page::problem(&site.name, "Nobody may read from there.")).into_response()))
            }
        };
    }
    let Some((name, password)) = credentials(headers) else { return Err(Box::new(log_in(site))) };
    let (users, given) = (Arc::clone(&site.users), name.clone());
    let role = tokio::task::spawn_blocking(move || users.check(&given, &password)).await.unwrap_or_default();
    match role {
        Some(role) => Ok(who(name, role)),
        None => {
            site.desk.audit().login(&name, &peer.to_string(), "password authentication failed");
            tokio::time::sleep(site.users.failures.note(peer.ip())).await;
            Err(Box::new(log_in(site)))
        }
    }
}

/// Name and password as browsers send them (RFC 7617).
fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, given) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let text = String::from_utf8(STANDARD.decode(given.trim()).ok()?).ok()?;
    let (name, password) = text.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    Some((name.to_owned(), password.to_owned()))
}

fn log_in(site: &Site) -> Response {
    let asks = [(header::WWW_AUTHENTICATE, "Basic realm=\"localspend\", charset=\"UTF-8\"")];
    (StatusCode::UNAUTHORIZED, asks, page::problem(&site.name, "A name and a password are needed.")).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    /// A page at evil.example whose name server says 127.0.0.1 would read the lake in its visitor's browser.
    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:1", "[::1]:80", "[::1]"] {
            assert!(names_this_machine(&with(&[("host", host)])), "{host}");
        }
        for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "", "127.0.0.1:x"] {
            assert!(!names_this_machine(&with(&[("host", host)])), "{host}");
        }
    }

    /// A link from a mail works; a picture or a frame in somebody's page that asks a costly question does not.
    #[test]
    fn another_site_may_link_and_not_ask() {
        let asks = |site, mode, dest| {
            from_another_site(&with(&[("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)]))
        };
        assert!(!from_another_site(&with(&[])) && !asks("none", "navigate", "document"));
        assert!(!asks("cross-site", "navigate", "document") && !asks("same-origin", "no-cors", "style"));
        assert!(asks("cross-site", "no-cors", "image") && asks("cross-site", "navigate", "iframe"));
        assert!(asks("same-site", "cors", "empty"));
    }
}
