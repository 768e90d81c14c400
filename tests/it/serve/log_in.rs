//! Who gets in: the right password, over an encrypted connection where one is asked for, and nobody else.

use std::process::Command;
use std::time::Instant;

use crate::program::{finish, localspend};
use crate::serve::{Server, demo, there_is, users, workspace};

/// Only the right password opens; a wrong one is answered late and told in the audit, as are the questions.
#[test]
fn only_the_right_password_opens() {
    if !there_is("psql") {
        return;
    }
    let copy = workspace(&format!("[serve]\naudit = \"audit.jsonl\"\n{}", users()));
    let server = Server::start(copy.path(), &[]);
    assert_eq!(server.rows("select 1 as one"), ["1"]);
    for user in ["anna password=wrong", "nobody", "nobody password=wrong"] {
        let began = Instant::now();
        let said = server.psql(user, "", "select 1");
        assert_ne!(said.status, 0, "{user} came in");
        assert!(said.stderr.contains("password authentication failed"), "{}", said.stderr);
        assert!(began.elapsed().as_millis() >= 400, "a wrong password is answered at once: it can be guessed quickly");
    }
    assert_eq!(server.rows("select 2 as two"), ["2"]);
    let audit = std::fs::read_to_string(copy.path().join("audit.jsonl")).unwrap();
    let lines: Vec<serde_json::Value> = audit.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let failed = lines.iter().filter(|line| line["event"] == "login" && line["outcome"] != "accepted").count();
    assert_eq!(failed, 3, "{audit}");
    let asked = lines.iter().find(|line| line["sql"] == "select 2 as two").expect("the question is not in the audit");
    assert_eq!(
        (asked["user"].as_str(), asked["outcome"].as_str(), asked["rows"].as_u64()),
        (Some("anna"), Some("answered"), Some(1))
    );
    assert!(!audit.contains("correct horse") && !audit.contains("wrong"), "a password is in the audit");
}

/// With a certificate, what is not encrypted is refused; a bad certificate stops the server instead of leaving it in the clear.
#[test]
fn encryption_is_kept_or_nothing_is_served() {
    if !there_is("psql") || !there_is("openssl") {
        return;
    }
    let copy = workspace(&format!("[serve]\n{}[serve.tls]\ncertificate = \"server.crt\"\nkey = \"server.key\"\n", users()));
    let (certificate, key) = (copy.path().join("server.crt"), copy.path().join("server.key"));
    let serve = || finish(localspend().arg("-w").arg(copy.path()).args(["serve", "--pg", "127.0.0.1:0", "--http", "off"]));
    for (crt, text) in [(&certificate, "no certificate"), (&key, "no key")] {
        std::fs::write(crt, text).unwrap();
        let said = serve();
        assert_eq!(said.status, 2, "a server with a bad certificate started: {}", said.stdout);
        assert!(said.stderr.contains("server.crt") && said.stderr.contains("hint:"), "{}", said.stderr);
    }
    let made = finish(
        Command::new("openssl")
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&certificate),
    );
    assert_eq!(made.status, 0, "{}", made.stderr);
    let server = Server::start(copy.path(), &[]);
    let said = server.psql("anna", "sslmode=disable", "select 1");
    assert!(said.status != 0 && said.stderr.contains("encrypted"), "an open connection was taken: {}", said.stderr);
    let said = server.psql("anna", "sslmode=require", "select 1");
    assert_eq!((said.status, said.stdout.trim()), (0, "1"), "{}", said.stderr);
    if there_is("curl") {
        let page = |scheme: &str, user: &str| {
            let address = format!("{scheme}://127.0.0.1:{}/", server.http);
            finish(Command::new("curl").args(["-sk", "-o", "/dev/null", "-w", "%{http_code}", "-u", user, &address])).stdout
        };
        assert_eq!(page("https", "anna:correct horse"), "200", "the pages are not there over an encrypted connection");
        assert_eq!(page("https", "anna:wrong"), "401");
        assert_eq!(page("http", "anna:correct horse"), "000", "a page and a password went in the clear");
    }
}

/// Settings that would let anybody in must not start a server.
#[test]
fn a_server_that_nobody_configured_does_not_start() {
    let (root, _) = demo();
    let said = finish(localspend().arg("-w").arg(root).args(["serve", "--pg", "127.0.0.1:0", "--http", "off"]));
    assert!(said.status == 2 && said.stderr.contains("nobody may connect"), "{}", said.stderr);
    let said =
        finish(localspend().arg("-w").arg(root).args(["serve", "--pg", "0.0.0.0:0", "--http", "off", "--trust", "analyst"]));
    assert!(said.status == 2 && said.stderr.contains("other machines"), "{}", said.stderr);
}
