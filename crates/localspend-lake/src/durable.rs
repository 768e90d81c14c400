//! A local folder as an object store whose writes survive a power cut.
//!
//! `object_store` never flushes local files to the disk, so after a power cut a commit can stand in the log while the data it
//! names is empty. Here every object is flushed before it gets its name, and its folders afterwards. It does not protect
//! against disks that lie about flushing.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use futures::stream::BoxStream;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore, PutMode, PutMultipartOptions,
    PutOptions, PutPayload, PutResult, RenameOptions, Result, UploadPart,
};

/// The store. Paths are absolute: its root is the root of the file system.
#[derive(Debug, Clone)]
pub(crate) struct DurableStore {
    inner: Arc<LocalFileSystem>,
    /// Folders from here down are flushed when something new stands in them.
    lake: PathBuf,
}

impl DurableStore {
    /// A store that flushes everything under `lake`.
    pub(crate) fn new(lake: PathBuf) -> DurableStore {
        DurableStore { inner: Arc::new(LocalFileSystem::new()), lake }
    }
}

impl fmt::Display for DurableStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "local folder {}", self.lake.display())
    }
}

/// Numbers the files that are being written, so that two writes of one process never share one.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Writes an object so that it either stands whole and flushed under its name, or not at all.
fn put(lake: &FilePath, path: &FilePath, payload: &PutPayload, create: bool) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("an object needs a folder"))?;
    fs::create_dir_all(folder)?;
    // `#` and a number at the end is how object_store itself marks unfinished files: its listings leave them out.
    let unique = format!("#{}{:06}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let mut staged = path.as_os_str().to_owned();
    staged.push(unique);
    let staged = PathBuf::from(staged);
    let written = write_flushed(&staged, payload).and_then(|()| {
        if create {
            fs::hard_link(&staged, path)?;
            fs::remove_file(&staged)
        } else {
            fs::rename(&staged, path)
        }
    });
    if let Err(error) = written {
        // The first error is the one to tell; a file that stays behind is no object.
        let _ = fs::remove_file(&staged);
        return Err(error);
    }
    flush_folders(lake, folder)
}

fn write_flushed(path: &FilePath, payload: &PutPayload) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    for bytes in payload {
        file.write_all(bytes)?;
    }
    file.sync_all()
}

/// Flushes a folder and those above it up to the lake's own parent, because a folder's name stands in its parent.
fn flush_folders(lake: &FilePath, folder: &FilePath) -> io::Result<()> {
    let mut folder = Some(folder);
    while let Some(current) = folder {
        flush_folder(current)?;
        if current == lake || !current.starts_with(lake) {
            break;
        }
        folder = current.parent();
    }
    Ok(())
}

#[cfg(unix)]
fn flush_folder(folder: &FilePath) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows flushes folders with their files and cannot open them.
#[cfg(not(unix))]
fn flush_folder(_folder: &FilePath) -> io::Result<()> {
    Ok(())
}

fn in_store(path: &Path, error: io::Error) -> object_store::Error {
    match error.kind() {
        io::ErrorKind::AlreadyExists => object_store::Error::AlreadyExists { path: path.to_string(), source: Box::new(error) },
        io::ErrorKind::NotFound => object_store::Error::NotFound { path: path.to_string(), source: Box::new(error) },
        _ => object_store::Error::Generic { store: "local folder", source: Box::new(error) },
    }
}

/// Runs file work where it does not hold up other tasks.
async fn blocking<T: Send + 'static>(path: &Path, work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| in_store(path, error)),
        Err(error) => Err(object_store::Error::Generic { store: "local folder", source: Box::new(error) }),
    }
}

#[async_trait]
impl ObjectStore for DurableStore {
    async fn put_opts(&self, location: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let create = match options.mode {
            PutMode::Create => true,
            PutMode::Overwrite => false,
            PutMode::Update(_) => return self.inner.put_opts(location, payload, options).await,
        };
        let path = self.inner.path_to_filesystem(location)?;
        let lake = self.lake.clone();
        blocking(location, move || put(&lake, &path, &payload, create)).await?;
        Ok(PutResult { e_tag: None, version: None })
    }

    async fn put_multipart_opts(&self, location: &Path, options: PutMultipartOptions) -> Result<Box<dyn MultipartUpload>> {
        let inner = self.inner.put_multipart_opts(location, options).await?;
        let path = self.inner.path_to_filesystem(location)?;
        Ok(Box::new(DurableUpload { inner, location: location.clone(), path, lake: self.lake.clone() }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    async fn get_ranges(&self, location: &Path, ranges: &[std::ops::Range<u64>]) -> Result<Vec<bytes::Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    fn delete_stream(&self, locations: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    fn list_with_offset(&self, prefix: Option<&Path>, offset: &Path) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await?;
        let path = self.inner.path_to_filesystem(to)?;
        let lake = self.lake.clone();
        blocking(to, move || flush(&lake, &path)).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.inner.rename_opts(from, to, options).await?;
        let path = self.inner.path_to_filesystem(to)?;
        let lake = self.lake.clone();
        blocking(to, move || flush(&lake, &path)).await
    }
}

/// Flushes a file that stands under its name already, and its folders.
fn flush(lake: &FilePath, path: &FilePath) -> io::Result<()> {
    File::open(path)?.sync_all()?;
    path.parent().map_or(Ok(()), |folder| flush_folders(lake, folder))
}

/// An upload in parts that is flushed when it is complete. Data files are complete before the commit that names them, so
/// flushing after the rename is early enough.
#[derive(Debug)]
struct DurableUpload {
    inner: Box<dyn MultipartUpload>,
    location: Path,
    path: PathBuf,
    lake: PathBuf,
}

#[async_trait]
impl MultipartUpload for DurableUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.inner.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let result = self.inner.complete().await?;
        let (lake, path) = (self.lake.clone(), self.path.clone());
        blocking(&self.location, move || flush(&lake, &path)).await?;
        Ok(result)
    }

    async fn abort(&mut self) -> Result<()> {
        self.inner.abort().await
    }
}
