//! Lakes on S3 and Azure: real servers on this machine, where they are installed, and one that must be refused.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use localspend_lake::{Depth, Error, Lake, LakeConfig, StatusChange};

use crate::rows::{ask, file, lines, load, number, run};

/// A server that goes with its guard.
struct Server {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Starts a server and waits until it answers; `None`, and a word about it, when it is not installed.
fn start(program: &str, port: u16, arguments: &[&str]) -> Option<Server> {
    let folder = tempfile::tempdir().unwrap();
    let started =
        Command::new(program).args(arguments).current_dir(folder.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(process) = started else {
        eprintln!("SKIPPED: {program} is not installed");
        return None;
    };
    let server = Server { process, port, _folder: folder };
    let begin = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(begin.elapsed() < Duration::from_secs(60), "{program} does not answer on port {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
    Some(server)
}

/// Sends a request without a body and returns the first line of the answer.
fn request(port: u16, head: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "{head}\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
    let mut first = String::new();
    BufReader::new(stream).read_line(&mut first).unwrap();
    first
}

fn s3(port: u16, path: &str) -> LakeConfig {
    let options = [
        ("aws_endpoint", format!("http://127.0.0.1:{port}")),
        ("aws_allow_http", "true".to_owned()),
        ("aws_access_key_id", "S3RVER".to_owned()),
        ("aws_secret_access_key", "S3RVER".to_owned()),
        ("aws_region", "eu-west-2".to_owned()),
        ("aws_virtual_hosted_style_request", "false".to_owned()),
    ];
    LakeConfig {
        location: format!("s3://ledgers/{path}"),
        options: options.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    }
}

/// Everything a lake must do, on any store.
async fn works_whole(config: &LakeConfig) {
    let lake = Lake::open(config).await.unwrap();
    assert!(lake.versions().await.unwrap().is_empty());
    let lease = lake.lease("run one").await.unwrap();
    let other = Lake::open(config).await.unwrap();
    let refused = other.lease("run two").await.unwrap_err().to_string();
    assert!(refused.contains("run one (process "), "{refused}");
    load(&lake, "a", 30).await;
    let first = lake.versions().await.unwrap();
    lake.append_run(run("one", 1, &first)).await.unwrap();
    let mut second = lake.begin_load("b").await.unwrap();
    second.write(&lines("b", 20, 100)).await.unwrap();
    let change = StatusChange { file_id: "a".into(), status: "superseded".into(), superseded_by: Some("b".into()) };
    second.finish(&file("b", 20, 2_000, "active", "b"), &[change]).await.unwrap();
    assert_eq!(ask(&other, "select sum(amount) from payments").await, "20.00");
    assert_eq!(lake.verify(Depth::Rows).await.unwrap().problems, []);
    lake.optimize(&lease).await.unwrap();
    lake.restore(&lease, &first).await.unwrap();
    assert_eq!(ask(&other, "select sum(amount) from payments").await, "30.00");
    assert!(lake.vacuum(&lease, 7, false).await.unwrap().files.is_empty());
    lease.release().await.unwrap();
    let lease = other.lease("run two").await.unwrap();
    assert_eq!(other.recover(&lease).await.unwrap().lines, 0);
    lease.release().await.unwrap();

    let mut writers = Vec::new();
    for writer in 0..3 {
        let config = config.clone();
        writers.push(tokio::spawn(async move {
            load(&Lake::open(&config).await.unwrap(), &format!("writer {writer}"), 10).await;
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!(number(&lake, "select count(*) from payments").await, 60);
    assert_eq!(lake.verify(Depth::Rows).await.unwrap().problems, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lake_on_s3_works_whole() {
    let port = free_port();
    let Some(server) = start("moto_server", port, &["-H", "127.0.0.1", "-p", &port.to_string()]) else { return };
    assert!(request(server.port, "PUT /ledgers HTTP/1.1").contains("200"));
    works_whole(&s3(port, "trusts/lake")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lease_that_ran_out_is_taken_over_and_its_holder_can_no_longer_commit() {
    let port = free_port();
    let Some(server) = start("moto_server", port, &["-H", "127.0.0.1", "-p", &port.to_string()]) else { return };
    assert!(request(server.port, "PUT /ledgers HTTP/1.1").contains("200"));
    let config = s3(port, "lake");
    let lake = Lake::open(&config).await.unwrap();
    load(&lake, "a", 1).await;
    let lease = lake.lease_for("a run that hangs", Duration::from_secs(2)).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    load(&lake, "b", 1).await;
    // From here on it cannot renew.
    let hanging = lease.hang();
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    let other = Lake::open(&config).await.unwrap();
    let taken = other.lease("the next run").await.unwrap();
    let mut late = lake.begin_load("c").await.unwrap();
    late.write(&lines("c", 1, 100)).await.unwrap();
    let error = late.finish(&file("c", 1, 100, "active", "c"), &[]).await.unwrap_err();
    assert!(matches!(error, Error::LeaseLost { .. }), "{error}");
    assert_eq!(number(&other, "select count(*) from lines").await, 2);
    drop(hanging);
    taken.release().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lake_on_azure_works_whole() {
    // The emulator's address is fixed, because requests to it are signed in its own way.
    if TcpStream::connect(("127.0.0.1", 10_000)).is_ok() {
        eprintln!("SKIPPED: something else answers on port 10000");
        return;
    }
    let Some(_server) = start("azurite-blob", 10_000, &["--silent", "--inMemoryPersistence", "--skipApiVersionCheck"]) else {
        return;
    };
    let made = Command::new("node").args(["-e", MAKE_CONTAINER]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let options = [("azure_storage_use_emulator".to_owned(), "true".to_owned())];
    works_whole(&LakeConfig { location: "az://ledgers/trusts/lake".to_owned(), options: options.into() }).await;
}

/// Makes a container in the emulator, whose account and key are public knowledge.
const MAKE_CONTAINER: &str = r#"
const crypto = require('crypto'), http = require('http');
const account = 'devstoreaccount1';
const key = Buffer.from('Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==', 'base64');
const date = new Date().toUTCString(), version = '2021-08-06';
const text = ['PUT', '', '', '', '', '', '', '', '', '', '', '', `x-ms-date:${date}`, `x-ms-version:${version}`,
  `/${account}/${account}/ledgers`, 'restype:container'].join('\n');
const signature = crypto.createHmac('sha256', key).update(text, 'utf8').digest('base64');
const options = { host: '127.0.0.1', port: 10000, path: `/${account}/ledgers?restype=container`, method: 'PUT',
  headers: { 'x-ms-date': date, 'x-ms-version': version, 'Content-Length': 0, Authorization: `SharedKey ${account}:${signature}` } };
http.request(options, (answer) => { if (answer.statusCode !== 201) { console.error(answer.statusCode); process.exit(1); } }).end();
"#;

#[tokio::test(flavor = "multi_thread")]
async fn s3rver_is_refused_because_it_overwrites_commits() {
    let port = free_port();
    let arguments = ["-d", ".", "-a", "127.0.0.1", "-p", &port.to_string(), "--configure-bucket", "ledgers"];
    let Some(_server) = start("s3rver", port, &arguments) else { return };
    let error = Lake::open(&s3(port, "lake")).await.unwrap_err();
    assert!(matches!(error, Error::UnsafeStore { .. }), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_takes_a_second_write_is_refused() {
    let port = careless_store();
    let error = Lake::open(&s3(port, "lake")).await.unwrap_err();
    assert!(matches!(error, Error::UnsafeStore { .. }), "{error}");
    assert!(error.to_string().contains("hint: use a store that honours"), "{error}");
}

/// An S3 server that keeps objects and never looks at `If-None-Match`.
fn careless_store() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let objects: Arc<Mutex<BTreeMap<String, Vec<u8>>>> = Arc::default();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, objects) = (stream.unwrap(), objects.clone());
            std::thread::spawn(move || serve(stream, &objects));
        }
    });
    port
}

fn serve(mut stream: TcpStream, objects: &Mutex<BTreeMap<String, Vec<u8>>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        let mut words = first.split(' ');
        let (method, path) = (words.next().unwrap(), words.next().unwrap().to_owned());
        let mut objects = objects.lock().unwrap();
        let (status, content) = match method {
            "PUT" => {
                objects.insert(path, body);
                ("200 OK", Vec::new())
            }
            "GET" => objects.get(&path).map_or(("404 Not Found", Vec::new()), |found| ("200 OK", found.clone())),
            _ => ("204 No Content", Vec::new()),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nETag: \"1\"\r\nLast-Modified: Wed, 01 Oct 2025 08:00:00 GMT\r\nContent-Length: {}\r\n\r\n",
            content.len()
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(&content).unwrap();
    }
}

#[tokio::test]
async fn places_that_cannot_be_a_lake_are_refused_with_a_hint() {
    let check = async |location: &str, option: &str, words: &str| {
        let options = if option.is_empty() { BTreeMap::new() } else { [(option.to_owned(), "1".to_owned())].into() };
        let error = Lake::open(&LakeConfig { location: location.to_owned(), options }).await.unwrap_err().to_string();
        assert!(error.contains(words) && error.contains("\nhint: "), "{location}: {error}");
    };
    check("", "", "no place is given").await;
    check("ftp://host/lake", "", "ftp:// is no place for a lake").await;
    check("s3://bucket/lake", "aws_regoin", "`aws_regoin` is no option").await;
    check("lake", "aws_region", "a folder has no option `aws_region`").await;
}
