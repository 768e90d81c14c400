//! Where a lake is: a local folder, S3 or Azure, and the proof that the place keeps commits apart.
//!
//! Credentials come from the environment (`AWS_...`, `AZURE_...`) or the options; nothing is read from the cloud's own
//! configuration files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey, S3ConditionalPut};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use url::Url;

use crate::durable::DurableStore;
use crate::{Error, Result};

/// Where the lake is and how to reach it.
#[derive(Debug, Clone, Default)]
pub struct LakeConfig {
    /// A folder, or an `s3://bucket/path`, `az://container/path` or `abfss://container@account.dfs.core.windows.net/path` URL.
    pub location: String,
    /// Options of the store, named as in the environment (`aws_endpoint`, `aws_allow_http`, `azure_storage_account_name` ...).
    pub options: BTreeMap<String, String>,
}

impl LakeConfig {
    /// A lake in a local folder.
    pub fn folder(path: impl AsRef<FilePath>) -> LakeConfig {
        LakeConfig { location: path.as_ref().to_string_lossy().into_owned(), options: BTreeMap::new() }
    }
}

/// An open place.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// URL of the lake, ending with a slash.
    pub url: Url,
    /// Store whose root is the root of the URL's host.
    pub root: Arc<dyn ObjectStore>,
    /// Store whose root is the lake.
    pub lake: Arc<dyn ObjectStore>,
    /// The folder, for a local lake.
    pub folder: Option<PathBuf>,
}

/// Opens the place and proves that it can hold a lake.
pub(crate) async fn open(config: &LakeConfig) -> Result<Place> {
    let place = match config.location.split_once("://") {
        None => local(config, PathBuf::from(&config.location))?,
        Some((scheme, _)) => {
            let url = Url::parse(&config.location)
                .map_err(|error| location(config, format!("is no URL ({error})"), "write it as s3://bucket/path"))?;
            match scheme {
                "file" => {
                    let path = url.to_file_path();
                    local(config, path.map_err(|()| location(config, "is no path".into(), "write it as file:///path"))?)?
                }
                "s3" | "s3a" => remote(&url, Arc::new(s3(config)?))?,
                "az" | "azure" | "abfs" | "abfss" | "adl" => remote(&url, Arc::new(azure(config)?))?,
                other => {
                    let problem = format!("{other}:// is no place for a lake");
                    return Err(location(config, problem, "use a folder, s3://bucket/path or az://container/path"));
                }
            }
        }
    };
    if place.folder.is_none() {
        prove_conditional_put(&place).await?;
    }
    Ok(place)
}

fn location(config: &LakeConfig, problem: String, hint: &str) -> Error {
    Error::Location { location: config.location.clone(), problem, hint: hint.to_owned() }
}

fn local(config: &LakeConfig, folder: PathBuf) -> Result<Place> {
    let failed = |doing| {
        let path = folder.display().to_string();
        move |source| Error::File { path, doing, source }
    };
    if let Some((option, _)) = config.options.first_key_value() {
        return Err(location(config, format!("a folder has no option `{option}`"), "remove it, or set an s3:// or az:// URL"));
    }
    if config.location.trim().is_empty() {
        return Err(location(config, "no place is given".into(), "set the lake's folder or URL"));
    }
    fs::create_dir_all(&folder).map_err(failed("making the folder"))?;
    let folder = fs::canonicalize(&folder).map_err(failed("finding the folder"))?;
    let url = Url::from_directory_path(&folder)
        .map_err(|()| location(config, "this path cannot be written as a URL".into(), "use another folder"))?;
    let prefix = Path::from_absolute_path(&folder)
        .map_err(|error| location(config, format!("this path cannot be used ({error})"), "use another folder"))?;
    let root: Arc<dyn ObjectStore> = Arc::new(DurableStore::new(folder.clone()));
    let lake = Arc::new(PrefixStore::new(root.clone(), prefix));
    Ok(Place { url, root, lake, folder: Some(folder) })
}

fn remote(url: &Url, root: Arc<dyn ObjectStore>) -> Result<Place> {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    let prefix = Path::from_url_path(url.path()).map_err(|error| Error::Location {
        location: url.to_string(),
        problem: format!("its path cannot be used ({error})"),
        hint: "use plain letters, digits and `-` in the path".to_owned(),
    })?;
    let lake: Arc<dyn ObjectStore> = Arc::new(PrefixStore::new(root.clone(), prefix));
    Ok(Place { url, root, lake, folder: None })
}

fn s3(config: &LakeConfig) -> Result<impl ObjectStore + use<>> {
    let mut builder = AmazonS3Builder::from_env().with_url(&config.location);
    for (option, value) in &config.options {
        let key: AmazonS3ConfigKey = option.to_ascii_lowercase().parse().map_err(|_| unknown_option(config, option))?;
        builder = builder.with_config(key, value);
    }
    builder
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .build()
        .map_err(|error| location(config, format!("cannot be opened ({error})"), "check the bucket, region and endpoint"))
}

fn azure(config: &LakeConfig) -> Result<impl ObjectStore + use<>> {
    let mut builder = MicrosoftAzureBuilder::from_env().with_url(&config.location);
    for (option, value) in &config.options {
        let key: AzureConfigKey = option.to_ascii_lowercase().parse().map_err(|_| unknown_option(config, option))?;
        builder = builder.with_config(key, value);
    }
    builder
        .build()
        .map_err(|error| location(config, format!("cannot be opened ({error})"), "check the container and the account"))
}

fn unknown_option(config: &LakeConfig, option: &str) -> Error {
    location(config, format!("`{option}` is no option of this store"), "see docs for the options, for example `aws_endpoint`")
}

/// Writes one object twice "if it is not there". A store that takes the second write would let two runs both believe that
/// they made the same version of a table, and the money of one of them would be lost.
async fn prove_conditional_put(place: &Place) -> Result<()> {
    let probe = Path::from(format!("_probe/{}", uuid::Uuid::new_v4().simple()));
    let put = |content: &'static str| {
        let options = PutOptions::from(PutMode::Create);
        place.lake.put_opts(&probe, PutPayload::from_static(content.as_bytes()), options)
    };
    put("first").await.map_err(Error::store(&place.url, "writing a probe"))?;
    let second = put("second").await;
    let content = match place.lake.get(&probe).await {
        Ok(found) => found.bytes().await,
        Err(error) => Err(error),
    };
    // A bucket that forbids removal can hold a lake; the probe stays there.
    if let Err(error) = place.lake.delete(&probe).await {
        tracing::warn!(%error, %probe, "a probe could not be removed");
    }
    let content = content.map_err(Error::store(&place.url, "reading a probe"))?;
    match second {
        Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) if &content[..] == b"first" => {
            Ok(())
        }
        Ok(_) | Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => {
            Err(Error::UnsafeStore { location: place.url.to_string() })
        }
        Err(source) => Err(Error::Store { path: place.url.to_string(), doing: "writing a probe again", source }),
    }
}
