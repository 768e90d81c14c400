//! Statements that would write, read what is not theirs, or take all there is. Each must be refused or ended, while somebody
//! else's questions are answered, and memory stays where it was set.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::serve::{Server, beside, there_is, workspace};

/// Bounds of the server under attack.
const LIMITS: &str =
    "[serve]\ntrust = \"analyst\"\n[serve.limits]\nseconds = 3\nmemory_mib = 512\nspill_mib = 64\nqueries = 4\nrows = 100000\n";
/// Most memory that the server may have held: what queries may, what the program itself needs, and one look of the watchman.
const MOST_MIB: u64 = 512 + 1024 + 512;

/// A statement with `N` standing for many numbers.
fn families() -> Vec<String> {
    let mut all = Vec::new();
    for table in ["spend", "lines", "runs", "suppliers", "files", "pg_catalog.pg_class", "information_schema.tables"] {
        for verb in [
            "insert into T values (1)",
            "delete from T",
            "update T set row = 1",
            "drop table T",
            "truncate T",
            "alter table T add column x int",
            "create index i on T (row)",
            "copy T to '/tmp/stolen.csv'",
            "copy T from '/etc/passwd'",
            "create table stolen as select * from T",
            "create view stolen as select * from T",
            "select * into stolen from T",
            "lock table T",
            "select * from T for update",
            "grant all on T to public",
            "comment on table T is 'x'",
            "with x as (delete from T returning *) select * from x",
            "analyze T",
            "vacuum T",
        ] {
            all.push(verb.replace('T', table));
        }
    }
    for path in [
        "/etc/passwd",
        "../localspend.toml",
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.parquet",
        "s3://bucket/key.csv",
        "C:\\secret.csv",
        "/proc/self/environ",
        "lake/runs/_delta_log/00000000000000000000.json",
    ] {
        all.push(format!("select * from '{path}'"));
        all.push(format!("select * from \"{path}\""));
        all.push(format!("create external table t stored as csv location '{path}'"));
        for function in [
            "read_csv",
            "read_parquet",
            "read_json",
            "parquet_metadata",
            "pg_read_file",
            "pg_read_binary_file",
            "pg_ls_dir",
            "lo_import",
            "dblink",
            "read_text",
            "glob",
            "load_file",
        ] {
            all.push(format!("select * from {function}('{path}')"));
        }
    }
    for size in [2_000_000_000u64, 100_000_000, 5_000_000] {
        for call in [
            "repeat('x', N)",
            "lpad('x', N)",
            "rpad('x', N, 'yz')",
            "array_repeat(1, N)",
            "range(0, N)",
            "generate_series(1, N)",
            "array_resize([1], N, 0)",
            "repeat(repeat('x', 1000), N)",
        ] {
            all.push(format!("select length(cast({} as varchar))", call.replace('N', &size.to_string())));
        }
    }
    for depth in [300, 1_000, 9_000] {
        all.push(format!("select {}", vec!["1"; depth].join(" + ")));
        all.push(format!("select 1 where {}", vec!["1 = 2"; depth].join(" or ")));
        all.push(format!("select {}1{}", "(".repeat(depth), ")".repeat(depth)));
        all.push(format!("select {}", "not ".repeat(depth) + "true"));
        all.push(vec!["select 1"; depth].join(" union all "));
        all.push(format!("select {}1{}", "abs(".repeat(depth), ")".repeat(depth)));
        all.push(format!("{}select 1{}", "select * from (".repeat(depth), ") t".repeat(depth)));
        all.push(format!("select * from {}", vec!["spend"; depth].join(", ")));
        all.push(format!("select {}1{}", "case when true then ".repeat(depth), " end".repeat(depth)));
    }
    // Each line doubles the one before.
    let doubled = |step: &str, depth: usize| {
        let names: Vec<String> = (1..depth)
            .map(|level| step.replace("NEXT", &format!("t{level}")).replace("LAST", &format!("t{}", level - 1)))
            .collect();
        format!(
            "with t0 as (select 'xxxxxxxxxxxxxxxx' as s), {} select length(cast(max(s) as varchar)) from t{}",
            names.join(", "),
            depth - 1
        )
    };
    all.push(doubled("NEXT as (select s || s as s from LAST)", 40));
    all.push(doubled("NEXT as (select concat(s, s) as s from LAST)", 40));
    all.push(doubled("NEXT as (select replace(s, 'x', s) as s from LAST)", 12));
    all.push(doubled("NEXT as (select regexp_replace(s, 'x', s, 'g') as s from LAST)", 12));
    all.push(doubled("NEXT as (select a.s from LAST a, LAST b)", 40));
    all.push(doubled("NEXT as (select s from LAST union all select s from LAST)", 40));
    all.push(doubled("NEXT as (select array_to_string([s, s, s, s], s) as s from LAST)", 12));
    // Ten megabytes.
    all.push(format!("select '{}'", "x".repeat(10_000_000)));
    all.push(format!("select {}1", "/* */".repeat(2_000_000)));
    all.push(format!("select 1 in ({})", vec!["1"; 200_000].join(",")));
    all
}

/// What psql says to a statement from its standard input.
fn ask(server: &Server, statement: &str) -> (bool, String) {
    let target = format!("host=127.0.0.1 port={} user=mallory dbname=localspend connect_timeout=30", server.port);
    let mut psql = Command::new("psql");
    let mut psql = psql
        .args([&target, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = psql.stdin.take().unwrap();
    // A server that hangs up on ten megabytes is right to.
    let _closed = writeln!(input, "{statement};");
    drop(input);
    let said = psql.wait_with_output().unwrap();
    (said.status.success(), String::from_utf8_lossy(&said.stderr).into_owned())
}

/// At least 300 statements, three at a time, beside a client that only wants its sum.
#[test]
fn every_hostile_statement_is_refused_or_ended_and_others_go_on() {
    if !there_is("psql") {
        return;
    }
    let copy = workspace(LIMITS);
    let server = Server::start(copy.path(), &[]);
    let text = std::fs::read_to_string(beside("hostile.sql")).unwrap();
    let written = text.lines().filter(|line| !line.is_empty() && !line.starts_with("--")).map(str::to_owned);
    let all: Vec<String> = written.chain(families()).collect();
    assert!(all.len() >= 300, "only {} statements", all.len());
    let sum = server.rows("select sum(amount) from spend");
    let (next, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (answered, slowest) = std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let (mut answered, mut slowest) = (0, Duration::ZERO);
            while !done.load(Ordering::Relaxed) {
                let began = Instant::now();
                assert_eq!(server.rows("select sum(amount) from spend"), sum, "somebody else's answer changed");
                slowest = slowest.max(began.elapsed());
                answered += 1;
            }
            (answered, slowest)
        });
        let attackers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    while let Some(statement) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let shown: String = statement.chars().take(200).collect();
                        let began = Instant::now();
                        let (answered, said) = ask(&server, statement);
                        assert!(!answered, "was answered: {shown}");
                        let closed = statement.len() > 1_000_000;
                        assert!(said.contains("ERROR") || closed, "`{shown}` ended without a message: {said}");
                        assert!(!said.contains("inside the engine"), "`{shown}` broke the engine: {said}");
                        assert!(began.elapsed() < Duration::from_secs(40), "`{shown}` took {:?}", began.elapsed());
                    }
                })
            })
            .collect();
        let ended: Vec<_> = attackers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        done.store(true, Ordering::Relaxed);
        let other = other.join().unwrap();
        ended.into_iter().for_each(|attacker| attacker.unwrap());
        other
    });
    let peak = server.peak_mib();
    eprintln!(
        "{} hostile statements; the server held at most {peak} MiB; the other client had {answered} answers, the slowest in {slowest:?}",
        all.len()
    );
    assert!(answered > 0 && slowest < Duration::from_secs(60), "the other client waited {slowest:?}");
    assert!(peak < MOST_MIB, "the server held {peak} MiB");
    assert!(!std::path::Path::new("/tmp/stolen.csv").exists(), "a file was written");
}
