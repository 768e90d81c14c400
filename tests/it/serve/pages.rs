//! The pages for boards: in a real browser, and as somebody meets them who should not get in.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::program::{demo, finish, localspend, query, repository};
use crate::serve::{Server, beside, there_is, trusting, users, workspace};

/// Where CI installs the browser's driver.
fn driver() -> Option<(PathBuf, PathBuf)> {
    let driver = repository().join("crates/localspend-report/tests/browser");
    let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    let browser = browser.into_iter().find(|path| path.exists());
    match browser {
        Some(browser) if driver.join("node_modules/playwright-core").exists() && there_is("node") => Some((browser, driver)),
        _ => {
            assert!(std::env::var_os("LOCALSPEND_BROWSER").is_none_or(|value| value != "required"), "no browser or no driver");
            eprintln!("SKIPPED: chromium or its driver is not there (.ci/run installs them)");
            None
        }
    }
}

/// A board member with a browser: a question, its table, chart, permalink and file, on a wide page and on a phone.
#[test]
fn the_query_page_works_in_a_browser() {
    let Some((browser, driver)) = driver() else { return };
    let server = trusting();
    let mut node = Command::new("node");
    node.arg(beside("clients/pages.mjs")).arg(browser).arg(driver).arg(format!("http://127.0.0.1:{}/", server.http));
    if let Some(folder) = std::env::var_os("LOCALSPEND_SCREENSHOTS") {
        node.arg(folder);
    }
    let said = finish(&mut node);
    assert_eq!(said.status, 0, "{}\n{}", said.stdout, said.stderr);
}

/// An answer over HTTP, as sent: status, head, body.
fn get(server: &Server, path: &str, headers: &[(&str, &str)]) -> (u16, String, String) {
    ask(server, "GET", path, headers)
}

fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", server.http)).unwrap();
    let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "Host") {
        request += &format!("Host: 127.0.0.1:{}\r\n", server.http);
    }
    headers.iter().for_each(|(name, value)| request += &format!("{name}: {value}\r\n"));
    stream.write_all((request + "\r\n").as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split_whitespace().nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
    (status, head.to_lowercase(), body.to_owned())
}

/// Somebody else's page in the reader's browser, a path out of the packs, a method that might write: nothing is given away.
#[test]
fn nothing_is_shown_that_is_not_the_readers_own_to_see() {
    let copy = workspace("[serve]\ntrust = \"analyst\"\naudit = \"out/audit.jsonl\"\n");
    let server = Server::start(copy.path(), &[]);
    let (status, head, body) = get(&server, "/", &[]);
    assert!(status == 200 && body.contains("/packs/qzx-"), "{status} {body}");
    for (name, words) in [
        ("content-security-policy", "default-src 'none'"),
        ("content-security-policy", "frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert!(head.lines().any(|line| line.starts_with(name) && line.contains(words)), "no {name} {words}: {head}");
    }
    let question = "/query.csv?sql=select+count(*)+as+n+from+spend";
    let (status, _, body) = get(&server, question, &[]);
    assert_eq!((status, query(copy.path(), "select count(*) from spend")[0][0].as_str()), (200, digits(&body).as_str()));
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", ""] {
        let (status, _, body) = get(&server, question, &[("Host", host)]);
        assert!(status == 421 && !body.contains("table"), "a page under the name `{host}` may ask: {status} {body}");
    }
    let picture = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image")];
    assert_eq!(get(&server, question, &picture).0, 403, "another site's page may ask");
    for path in [
        "/packs/audit.jsonl",
        "/packs/../localspend.toml",
        "/packs/%2e%2e/localspend.toml",
        "/packs/..%2flocalspend.toml",
        "/packs/PACK/..%2f..%2flocalspend.toml",
        "/packs/PACK/%2e%2e/audit.jsonl",
        "/packs/PACK/..%5c..%5clocalspend.toml",
        "/packs//etc/passwd",
        "/packs/PACK//etc/passwd",
        "/packs/PACK/index.html%00.csv",
        "/packs/PACK/data",
        "/lake/runs",
    ] {
        let path = path.replace("PACK", &pack(copy.path()));
        let (status, _, body) = get(&server, &path, &[]);
        assert!(status == 404 || status == 400, "{path} is given out: {status} {body}");
        assert!(!body.contains("root:") && !body.contains("[serve]") && !body.contains("\"event\""), "{path}: {body}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        assert_eq!(ask(&server, method, "/query?sql=select+1", &[]).0, 405, "{method} is taken");
    }
    for statement in
        ["delete+from+spend", "copy+spend+to+'/tmp/x'", "select+*+from+'/etc/passwd'", "set+a=1", "select+1;select+2"]
    {
        let (status, _, body) = get(&server, &format!("/query?sql={statement}"), &[]);
        assert!(status == 400 && body.contains("role=\"alert\""), "{statement}: {status}");
    }
    let audit = std::fs::read_to_string(copy.path().join("out/audit.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = audit.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let asked =
        lines.iter().find(|line| line["sql"] == "select count(*) as n from spend").expect("the question is not in the audit");
    assert_eq!((asked["through"].as_str(), asked["outcome"].as_str()), (Some("pages"), Some("answered")));
    assert!(lines.iter().any(|line| line["sql"] == "delete from spend"), "what was refused is not in the audit");
}

fn digits(text: &str) -> String {
    text.split("\r\n")
        .find(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()) && line.len() > 2)
        .unwrap_or_default()
        .to_owned()
}

fn pack(root: &Path) -> String {
    let mut packs = std::fs::read_dir(root.join("out")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    packs.find(|name| name.starts_with("qzx-")).unwrap()
}

/// Where users have passwords, every page asks for one; a board's reader sees sums and no list of lines.
#[test]
fn where_there_are_users_every_page_asks_for_a_password() {
    let copy = workspace(&format!("[serve]\ntrust = \"analyst\"\naudit = \"audit.jsonl\"\n{}", users()));
    let server = Server::start(copy.path(), &[]);
    let actions = format!("/packs/{}/actions.html", pack(copy.path()));
    for path in ["/", "/query?sql=select+1", "/query.csv?sql=select+1", "/tables", "/style.css", &actions, "/nowhere"] {
        let (status, head, body) = get(&server, path, &[]);
        assert!(status == 401 && head.contains("www-authenticate: basic"), "{path} is open: {status} {body}");
    }
    // anna:wrong, nobody:wrong
    for wrong in ["YW5uYTp3cm9uZw==", "bm9ib2R5Ondyb25n", "%%%", ""] {
        let began = Instant::now();
        assert_eq!(get(&server, "/", &[("Authorization", &format!("Basic {wrong}"))]).0, 401);
        assert!(wrong.len() < 10 || began.elapsed().as_millis() >= 400, "a wrong password is answered at once");
    }
    // anna:correct horse, berta:correct horse
    let (anna, berta) = ("Basic YW5uYTpjb3JyZWN0IGhvcnNl", "Basic YmVydGE6Y29ycmVjdCBob3JzZQ==");
    for (user, path, expected) in [
        (anna, "/query?sql=select+count(*)+from+lines", 200),
        (anna, actions.as_str(), 200),
        (berta, "/query?sql=select+count(*)+from+lines", 400),
        (berta, "/query?sql=select+quarter,share_low+from+local_share", 200),
        (berta, actions.as_str(), 403),
        (berta, "/", 200),
    ] {
        let (status, _, body) = get(&server, path, &[("Authorization", user)]);
        assert_eq!(status, expected, "{path} {body}");
    }
    let audit = std::fs::read_to_string(copy.path().join("audit.jsonl")).unwrap();
    assert_eq!(audit.matches("password authentication failed").count(), 2, "{audit}");
    assert!(audit.contains("\"user\":\"berta\"") && !audit.contains("correct horse"), "{audit}");
}

/// Passwords in the clear on a network, or nobody who has one: such pages are not served.
#[test]
fn pages_that_nobody_protects_are_not_served() {
    let (root, _) = demo();
    let serve = |root: &Path, arguments: &[&str]| {
        finish(localspend().arg("-w").arg(root).args(["serve", "--pg", "off", "--http", "0.0.0.0:0"]).args(arguments))
    };
    let said = serve(root, &["--trust", "analyst"]);
    assert!(said.status == 2 && said.stderr.contains("other machines"), "{}", said.stderr);
    let copy = workspace(&format!("[serve]\n{}", users()));
    let said = serve(copy.path(), &[]);
    assert!(said.status == 2 && said.stderr.contains("in the clear") && said.stderr.contains("hint:"), "{}", said.stderr);
}

/// A file that ends in the middle must not look whole: the connection breaks where the answer does.
#[test]
fn half_an_answer_does_not_look_like_a_whole_one() {
    let copy = workspace("[serve]\ntrust = \"analyst\"\n[serve.limits]\nrows = 20000\n");
    let server = Server::start(copy.path(), &[]);
    let (status, _, body) = get(&server, "/query.csv?sql=select+*+from+generate_series(1,200000)", &[]);
    assert!(status != 200 || !body.ends_with("0\r\n\r\n"), "an answer that was ended by a bound has its proper end");
    let (_, _, body) = get(&server, "/query.csv?sql=select+*+from+generate_series(1,10000)", &[]);
    assert!(body.ends_with("0\r\n\r\n"), "a whole answer lacks its end");
}
