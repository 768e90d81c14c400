//! The packs: every folder in `out/` that has a first page, newest quarter first. A file is served only when it lies in such
//! a folder, under its own name, and links in the file system do not lead out of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Extension, Path as UrlPath, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use localspend_query::guard::Role;
use tokio::io::AsyncReadExt;

use super::{Site, page};
use crate::desk::Who;

/// Bytes read at a time.
const PIECE: usize = 1 << 16;
/// Bytes of a first page in which its title stands.
const HEAD: usize = 1 << 14;
/// Files for finance: they show single lines, which a board does not see.
const OF_LINES: [&str; 5] = ["actions.html", "actions.csv", "data/to_fix.csv", "data/to_fix.parquet", "data/to_fix.json"];
/// The pages of a pack carry their style inside.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// One pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Name of its folder.
    pub folder: String,
    /// Title of its first page.
    pub title: String,
    /// Other forms of it that are there.
    pub forms: Vec<&'static str>,
}

/// The packs of a folder.
pub async fn all(out: &Path) -> Vec<Pack> {
    let mut packs = Vec::new();
    let Ok(mut entries) = tokio::fs::read_dir(out).await else { return packs };
    while let Ok(Some(entry)) = entries.next_entry().await {
        let folder = entry.file_name().to_string_lossy().into_owned();
        if !is_plain(&folder) {
            continue;
        }
        let Some(title) = title(&entry.path().join("index.html")).await else { continue };
        let forms = ["pack.pdf", "pack.xlsx"].into_iter().filter(|form| entry.path().join(form).is_file()).collect();
        packs.push(Pack { folder, title, forms });
    }
    // A pack's folder ends with its quarter.
    let quarter = |pack: &Pack| pack.folder.get(pack.folder.len().saturating_sub(10)..).unwrap_or_default().to_owned();
    packs.sort_by(|a, b| quarter(b).cmp(&quarter(a)).then_with(|| a.folder.cmp(&b.folder)));
    packs
}

/// What a first page calls itself.
async fn title(path: &Path) -> Option<String> {
    let mut head = vec![0; HEAD];
    let mut file = tokio::fs::File::open(path).await.ok()?;
    let mut filled = 0;
    while filled < head.len() {
        match file.read(&mut head[filled..]).await.ok()? {
            0 => break,
            count => filled += count,
        }
    }
    let text = String::from_utf8_lossy(&head[..filled]).into_owned();
    let title = text.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map(|(title, _)| title);
    // As our own pages write it; it is escaped again where it is shown.
    let plain = title.unwrap_or("Pack").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    Some(plain)
}

/// A name that is nothing but a name.
fn is_plain(part: &str) -> bool {
    !part.is_empty() && !part.starts_with('.') && !part.contains(['/', '\\', ':', '\0'])
}

/// The file that an address names, when it may be served.
fn found(out: &Path, path: &str) -> Option<PathBuf> {
    let parts: Vec<&str> = path.split('/').collect();
    if parts.len() < 2 || !parts.iter().all(|part| is_plain(part)) {
        return None;
    }
    let pack = out.join(parts[0]).canonicalize().ok()?;
    if !pack.starts_with(out.canonicalize().ok()?) || !pack.join("index.html").is_file() {
        return None;
    }
    let file = parts[1..].iter().fold(pack.clone(), |path, part| path.join(part)).canonicalize().ok()?;
    (file.starts_with(&pack) && file.is_file()).then_some(file)
}

/// A file of a pack.
pub async fn file(State(site): State<Arc<Site>>, Extension(who): Extension<Who>, UrlPath(path): UrlPath<String>) -> Response {
    if let Some(folder) = path.strip_suffix('/').filter(|folder| is_plain(folder)) {
        return Redirect::to(&format!("/packs/{}/index.html", page::encoded(folder))).into_response();
    }
    if who.role == Role::Board && path.split_once('/').is_some_and(|(_, file)| OF_LINES.contains(&file)) {
        let problem = "This file shows single lines of ledgers: it is for analysts.";
        return (StatusCode::FORBIDDEN, page::problem(&site.name, problem)).into_response();
    }
    let nothing = || (StatusCode::NOT_FOUND, page::problem(&site.name, "There is no such file in any pack.")).into_response();
    let Some(path) = found(&site.packs, &path) else { return nothing() };
    let Ok(file) = tokio::fs::File::open(&path).await else { return nothing() };
    let Ok(about) = file.metadata().await else { return nothing() };
    let (kind, opens) = kind(&path);
    let pieces = futures::stream::try_unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE];
        let count = file.read(&mut piece).await?;
        piece.truncate(count);
        Ok::<_, std::io::Error>((count > 0).then_some((piece, file)))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(about.len()));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if !opens {
        headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    }
    response
}

/// Its type, and whether a browser shows it.
fn kind(path: &Path) -> (&'static str, bool) {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => ("text/html; charset=utf-8", true),
        "pdf" => ("application/pdf", true),
        "csv" => ("text/csv; charset=utf-8", false),
        "json" => ("application/json", false),
        "txt" | "sql" | "md" => ("text/plain; charset=utf-8", true),
        "xlsx" => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false),
        "parquet" => ("application/vnd.apache.parquet", false),
        _ => ("application/octet-stream", false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `out/` may hold the audit, and the folder above it the lake and the passwords' verifiers: none of them is a pack's file.
    #[test]
    fn nothing_outside_a_pack_is_found() {
        let root = std::env::temp_dir().join(format!("localspend-packs-{}", uuid::Uuid::new_v4()));
        let out = root.join("out");
        std::fs::create_dir_all(out.join("qzx-2025-26-q1/data")).unwrap();
        std::fs::create_dir_all(out.join("not-a-pack")).unwrap();
        for file in [
            "secret.toml",
            "out/audit.jsonl",
            "out/not-a-pack/x.csv",
            "out/qzx-2025-26-q1/index.html",
            "out/qzx-2025-26-q1/data/a.csv",
            "out/qzx-2025-26-q1/.hidden",
        ] {
            std::fs::write(root.join(file), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join("secret.toml"), out.join("qzx-2025-26-q1/link.csv")).unwrap();
        for path in ["qzx-2025-26-q1/index.html", "qzx-2025-26-q1/data/a.csv"] {
            assert!(found(&out, path).is_some(), "{path}");
        }
        for path in [
            "audit.jsonl",
            "not-a-pack/x.csv",
            "../secret.toml",
            "qzx-2025-26-q1/../audit.jsonl",
            "qzx-2025-26-q1/../../secret.toml",
            "qzx-2025-26-q1/link.csv",
            "qzx-2025-26-q1/.hidden",
            "qzx-2025-26-q1/data",
            "qzx-2025-26-q1//etc/passwd",
            "/etc/passwd",
            "qzx-2025-26-q1/..\\..\\secret.toml",
            "qzx-2025-26-q1/index.html\0.csv",
            "./qzx-2025-26-q1/index.html",
        ] {
            assert!(found(&out, path).is_none(), "{path} was found");
        }
        std::fs::remove_dir_all(root).unwrap();
    }
}
