//! From a folder or a database's address to a site that can answer.

use crate::{profile, slices};
use mufakat_lexis::{Index, Segmenter};
use mufakat_store::{Clock, Ctx, Db, Entropy, Files, Options, Problem, Result, migrate, settings};
use mufakat_web::{Organisation, Site, site};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The six one-click roles of the demonstration.
pub const DEMO_ROLES: &[site::DemoRole] = &[
    site::DemoRole { value: "officer", email: "officer@demo.example" },
    site::DemoRole { value: "secretary-general", email: "sg@demo.example" },
    site::DemoRole { value: "delegate", email: "delegate@demo.example" },
    site::DemoRole { value: "chair", email: "chair@demo.example" },
    site::DemoRole { value: "administrator", email: "admin@demo.example" },
    site::DemoRole { value: "public", email: "" },
];

/// Where everything is kept.
#[derive(Clone, Debug)]
pub struct Place {
    /// Folder of the data: database, files, index.
    pub data: PathBuf,
    /// `postgres://…`, or none for SQLite in the folder.
    pub database: Option<String>,
    /// Where files go: `s3://bucket`, or none for the folder.
    pub files: Option<String>,
}

impl Place {
    pub fn in_folder(data: &Path) -> Self {
        Self { data: data.to_owned(), database: None, files: None }
    }

    pub fn database_url(&self) -> String {
        self.database.clone().unwrap_or_else(|| self.data.join("mufakat.sqlite").display().to_string())
    }

    /// Opens the database, bringing its tables up to date.
    pub async fn open(&self, options: &Options) -> Result<Db> {
        std::fs::create_dir_all(&self.data)
            .map_err(|error| Problem::Internal(format!("{}: {error}", self.data.display())))?;
        let db = Db::open(&self.database_url(), options).await?;
        migrate::migrate(&db, &Ctx::system("migrate", &Clock::System), slices::AREAS).await?;
        Ok(db)
    }

    pub fn open_files(&self) -> Result<Files> {
        Files::open(&self.files.clone().unwrap_or_else(|| self.data.join("files").display().to_string()))
    }
}

/// A setting, as text.
pub async fn setting(db: &Db, ctx: &Ctx, name: &str) -> Result<Option<String>> {
    let name = name.to_owned();
    db.read(ctx, move |tx| settings::get(tx, &name)).await
}

pub async fn set_setting(db: &Db, ctx: &Ctx, name: &str, value: &str) -> Result<()> {
    let (name, value) = (name.to_owned(), value.to_owned());
    db.write(ctx, move |tx| settings::put(tx, &name, &value)).await
}

/// What a server is started with.
#[derive(Clone, Debug, Default)]
pub struct Start {
    pub config: site::Config,
    pub clock: Clock,
    pub entropy: Entropy,
    /// Keep the index in memory (tests).
    pub index_in_memory: bool,
}

/// Puts a site together on an open database.
pub async fn site(place: &Place, db: Db, start: Start) -> Result<Arc<Site>> {
    let ctx = Ctx::system("start", &start.clock);
    let key = if let Some(kept) = setting(&db, &ctx, "key").await? {
        kept
    } else {
        let fresh = start.entropy.secret();
        set_setting(&db, &ctx, "key", &fresh).await?;
        fresh
    };
    let organisation = match setting(&db, &ctx, "organisation").await? {
        Some(text) => serde_json::from_str(&text).map_err(Problem::internal)?,
        None => Organisation::default(),
    };
    let names = setting(&db, &ctx, "profile").await?.map(|name| profile::lexicon(&name)).unwrap_or_default();
    let folder = place.data.join("index");
    let dir = (!start.index_in_memory).then_some(folder.as_path());
    let index = Index::open(dir, Arc::new(Segmenter::new(names))).map_err(Problem::internal)?;
    let files = place.open_files()?;
    let site = Site::new(site::Parts {
        db,
        files,
        index: Arc::new(index),
        slices: slices::SLICES,
        config: start.config,
        clock: start.clock,
        entropy: start.entropy,
        organisation,
        demo_roles: DEMO_ROLES,
        key: key_bytes(&key),
    })?;
    Ok(Arc::new(site))
}

/// The thirty-two bytes a kept secret stands for.
fn key_bytes(text: &str) -> [u8; 32] {
    let digest = mufakat_store::accounts::digest(text);
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(digest.as_bytes().chunks_exact(2)) {
        *byte = std::str::from_utf8(pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    }
    out
}

/// Loads the illustrative present of every area; a second time changes nothing.
pub async fn demo(db: &Db, ctx: &Ctx) -> Result<()> {
    for area in slices::AREAS {
        if let Some(load) = area.demo {
            db.write(ctx, load).await?;
        }
    }
    Ok(())
}
