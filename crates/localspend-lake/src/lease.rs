//! One run at a time: whoever changes the lake holds its lease.
//!
//! In a local folder the lease is a lock of the operating system, which a process that dies lets go at once. On S3 and Azure
//! it is a row of numbered objects, each written only if nobody else wrote that number: the last one says who holds the
//! lease and until when, its holder renews it, and one that ran out may be taken over. Clocks of the machines must agree
//! within a minute. The lease keeps runs from interleaving; that no commit is lost does not depend on it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::Path as FilePath;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions};
use serde::{Deserialize, Serialize};

use crate::lake::Lake;
use crate::{Error, Result};

/// Folder of the lease inside the lake.
const FOLDER: &str = "_lease";
/// How long a lease on S3 or Azure lasts unless it is renewed.
pub const LEASE_TIME: Duration = Duration::from_secs(120);

/// Says who holds the lease.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Holder {
    holder: String,
    machine: String,
    process: u32,
    since: DateTime<Utc>,
    /// When the lease ends unless it is renewed; a lock of the operating system does not end by the clock.
    until: Option<DateTime<Utc>>,
    /// False when it was given back.
    held: bool,
}

impl Holder {
    fn describe(&self) -> String {
        let since = self.since.format("%Y-%m-%d %H:%M:%S");
        format!("{} (process {} on {}, since {since} UTC)", self.holder, self.process, self.machine)
    }
}

/// The right to change the lake. Give it back with `release`; dropping it does so too, as well as it can.
#[derive(Debug)]
pub struct Lease {
    held: Held,
}

#[derive(Debug)]
enum Held {
    /// The open file holds the lock.
    Folder {
        _lock: File,
        holder: std::path::PathBuf,
    },
    Remote(Remote),
}

#[derive(Debug)]
struct Remote {
    store: Arc<dyn ObjectStore>,
    /// What commits ask, as long as the lease lives.
    _state: Arc<Guard>,
    /// Number of the last object, and what it says; `None` once released.
    last: Arc<tokio::sync::Mutex<Option<(u64, Holder)>>>,
    renewal: tokio::task::JoinHandle<()>,
}

/// What commits ask before they change anything.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    lost: AtomicBool,
    until: Mutex<Option<DateTime<Utc>>>,
    to: Mutex<String>,
}

impl Guard {
    fn lose(&self, to: String) {
        *self.to.lock().unwrap_or_else(PoisonError::into_inner) = to;
        self.lost.store(true, Ordering::SeqCst);
    }

    /// An error when the lease was lost or ran out.
    pub(crate) fn check(&self, location: &url::Url) -> Result<()> {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        let holder = if self.lost.load(Ordering::SeqCst) {
            self.to.lock().unwrap_or_else(PoisonError::into_inner).clone()
        } else if until.is_some_and(|until| until <= Utc::now()) {
            "the clock: it could not be renewed in time".to_owned()
        } else {
            return Ok(());
        };
        Err(Error::LeaseLost { location: location.to_string(), holder })
    }
}

impl Lake {
    /// Takes the lease, or says who has it. `holder` names the run or command in that message.
    pub async fn lease(&self, holder: &str) -> Result<Lease> {
        self.lease_for(holder, LEASE_TIME).await
    }

    /// The same with another duration; only S3 and Azure have one.
    pub async fn lease_for(&self, holder: &str, time: Duration) -> Result<Lease> {
        let now = Utc::now();
        let holder = Holder {
            holder: holder.to_owned(),
            machine: machine(),
            process: std::process::id(),
            since: now,
            until: None,
            held: true,
        };
        match &self.place.folder {
            Some(folder) => {
                let folder = folder.join(FOLDER);
                let location = self.place.url.to_string();
                let taken = tokio::task::spawn_blocking(move || lock(&folder, &location, &holder)).await;
                taken.map_err(|error| Error::File {
                    path: FOLDER.to_owned(),
                    doing: "locking the lake",
                    source: std::io::Error::other(error),
                })?
            }
            None => self.take(holder, time).await,
        }
    }

    async fn take(&self, mut holder: Holder, time: Duration) -> Result<Lease> {
        let location = self.place.url.to_string();
        let time = TimeDelta::from_std(time).map_err(|error| Error::Refused {
            what: format!("a lease cannot last {time:?} ({error})"),
            hint: "use a few minutes".to_owned(),
        })?;
        let store = self.place.lake.clone();
        let last = latest(&store).await?;
        if let Some((_, other)) = &last
            && other.held
            && other.until.is_some_and(|until| until > Utc::now())
        {
            return Err(in_use(location, other));
        }
        holder.until = Some(Utc::now() + time);
        let number = last.as_ref().map_or(0, |(number, _)| number + 1);
        if !write(&store, number, &holder).await? {
            let other = latest(&store).await?.map(|(_, other)| other);
            return Err(other.map_or_else(
                || Error::LeaseLost { location: location.clone(), holder: "another run".to_owned() },
                |other| in_use(location.clone(), &other),
            ));
        }
        if let Some((number, other)) = last {
            if other.held {
                tracing::warn!(holder = other.describe(), "took over a lease that had run out");
            }
            forget(&store, number).await;
        }
        let state = Arc::new(Guard::default());
        *state.until.lock().unwrap_or_else(PoisonError::into_inner) = holder.until;
        self.set_guard(&state);
        let last = Arc::new(tokio::sync::Mutex::new(Some((number, holder))));
        let renewal = tokio::spawn(renew(store.clone(), state.clone(), last.clone(), time));
        Ok(Lease { held: Held::Remote(Remote { store, _state: state, last, renewal }) })
    }
}

impl Lease {
    /// Gives the lease back.
    pub async fn release(mut self) -> Result<()> {
        if let Held::Remote(remote) = &mut self.held {
            remote.renewal.abort();
            give_back(&remote.store, &remote.last).await?;
        }
        Ok(())
    }
}

impl Lease {
    /// Stops renewing without giving back, as a machine that is cut off from the store does. For drills.
    pub fn hang(self) -> Lease {
        if let Held::Remote(remote) = &self.held {
            remote.renewal.abort();
        }
        self
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        match &self.held {
            Held::Folder { holder, .. } => {
                // The lock counts, not the note of who has it.
                let _ = fs::remove_file(holder);
            }
            Held::Remote(remote) => {
                remote.renewal.abort();
                let (store, last) = (remote.store.clone(), remote.last.clone());
                if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                    runtime.spawn(async move {
                        if let Err(error) = give_back(&store, &last).await {
                            tracing::warn!(%error, "the lease could not be given back; it ends by itself");
                        }
                    });
                }
            }
        }
    }
}

fn machine() -> String {
    let name = fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "this or another machine".to_owned() } else { name.to_owned() }
}

fn in_use(location: String, other: &Holder) -> Error {
    let expiry = match other.until {
        Some(until) => format!("at {} UTC", until.format("%H:%M:%S")),
        None => "at once".to_owned(),
    };
    Error::InUse { location, holder: other.describe(), expiry }
}

fn lock(folder: &FilePath, location: &str, holder: &Holder) -> Result<Lease> {
    let failed = |path: &FilePath| {
        let path = path.display().to_string();
        move |source| Error::File { path, doing: "locking the lake", source }
    };
    fs::create_dir_all(folder).map_err(failed(folder))?;
    let (path, note) = (folder.join("lock"), folder.join("holder.json"));
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed(&path))?;
    match file.try_lock() {
        Ok(()) => {
            let text = serde_json::to_vec(holder).map_err(|error| failed(&note)(error.into()))?;
            fs::write(&note, text).map_err(failed(&note))?;
            Ok(Lease { held: Held::Folder { _lock: file, holder: note } })
        }
        Err(TryLockError::WouldBlock) => {
            let other = fs::read(&note).ok().and_then(|bytes| serde_json::from_slice::<Holder>(&bytes).ok());
            Err(match other {
                Some(other) => in_use(location.to_owned(), &other),
                None => Error::InUse { location: location.to_owned(), holder: "another run".into(), expiry: "at once".into() },
            })
        }
        Err(TryLockError::Error(source)) => Err(failed(&path)(source)),
    }
}

fn object(number: u64) -> Path {
    Path::from(format!("{FOLDER}/{number:020}.json"))
}

/// The last object of the lease.
async fn latest(store: &Arc<dyn ObjectStore>) -> Result<Option<(u64, Holder)>> {
    let failed = |source| Error::store(FOLDER, "reading the lease")(source);
    // Objects that are behind the last one may go while we look: then there is a later one, and we look again.
    loop {
        let objects: Vec<_> = store.list(Some(&Path::from(FOLDER))).try_collect().await.map_err(failed)?;
        let numbers = objects.iter().filter_map(|object| object.location.filename()?.strip_suffix(".json")?.parse().ok());
        let Some(number) = numbers.max() else { return Ok(None) };
        let bytes = match store.get(&object(number)).await {
            Ok(found) => found.bytes().await.map_err(failed)?,
            Err(object_store::Error::NotFound { .. }) => continue,
            Err(error) => return Err(failed(error)),
        };
        let holder = serde_json::from_slice(&bytes).map_err(|error| Error::Damaged {
            table: FOLDER.to_owned(),
            problem: format!("{} cannot be read ({error})", object(number)),
        })?;
        return Ok(Some((number, holder)));
    }
}

/// Writes an object of the lease; false when somebody else wrote that number with other content.
async fn write(store: &Arc<dyn ObjectStore>, number: u64, holder: &Holder) -> Result<bool> {
    let failed = |source| Error::store(object(number), "writing the lease")(source);
    let bytes = serde_json::to_vec(holder)
        .map_err(|error| failed(object_store::Error::Generic { store: "lease", source: Box::new(error) }))?;
    match store.put_opts(&object(number), bytes.clone().into(), PutOptions::from(PutMode::Create)).await {
        Ok(_) => Ok(true),
        Err(error) => {
            // Our own write may have landed although its answer was lost.
            let ours = match store.get(&object(number)).await {
                Ok(found) => found.bytes().await.is_ok_and(|found| found[..] == bytes[..]),
                Err(_) => false,
            };
            match error {
                _ if ours => Ok(true),
                object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. } => Ok(false),
                error => Err(failed(error)),
            }
        }
    }
}

/// Removes an object that is behind the last one. It would do no harm to leave it.
async fn forget(store: &Arc<dyn ObjectStore>, number: u64) {
    if let Err(error) = store.delete(&object(number)).await {
        tracing::debug!(%error, number, "an old object of the lease stays");
    }
}

async fn renew(
    store: Arc<dyn ObjectStore>,
    state: Arc<Guard>,
    last: Arc<tokio::sync::Mutex<Option<(u64, Holder)>>>,
    time: TimeDelta,
) {
    let pause = (time / 4).to_std().unwrap_or(LEASE_TIME / 4);
    loop {
        tokio::time::sleep(pause).await;
        let mut last = last.lock().await;
        let Some((number, holder)) = last.as_ref() else { return };
        let next = Holder { until: Some(Utc::now() + time), ..holder.clone() };
        match write(&store, number + 1, &next).await {
            Ok(true) => {
                forget(&store, *number).await;
                *state.until.lock().unwrap_or_else(PoisonError::into_inner) = next.until;
                *last = Some((number + 1, next));
            }
            Ok(false) => {
                let other = latest(&store).await.ok().flatten();
                state.lose(other.map_or_else(|| "another run".to_owned(), |(_, other)| other.describe()));
                return;
            }
            // Tried again after the pause; when the lease runs out before, commits are refused.
            Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
        }
    }
}

async fn give_back(store: &Arc<dyn ObjectStore>, last: &tokio::sync::Mutex<Option<(u64, Holder)>>) -> Result<()> {
    let Some((number, holder)) = last.lock().await.take() else { return Ok(()) };
    let next = Holder { held: false, ..holder };
    if write(store, number + 1, &next).await? {
        forget(store, number).await;
    }
    Ok(())
}
