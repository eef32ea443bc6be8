//! What the whole server shares: database, files, index, texts, clock, limits, caches.

use crate::{Route, Slice, cache::Cache, limits::Limits, metrics::Metrics, route::Method, texts::Texts};
use mufakat_base::{Problem, Result};
use mufakat_lexis::index::Index;
use mufakat_store::{Clock, Db, Entropy, Files};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, RwLock, atomic::AtomicBool};

/// The organisation this house serves, from its profile or from the administrator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Organisation {
    pub name: String,
    pub short_name: String,
    pub secretariat: String,
    pub address: Vec<String>,
    /// IANA zone of the seat.
    pub zone: String,
    pub working_language: String,
    /// Series templates of official symbols, by kind.
    pub symbols: std::collections::BTreeMap<String, String>,
    pub disclaimer: String,
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: "Organisation".into(),
            short_name: "ORG".into(),
            secretariat: "Secretariat".into(),
            address: Vec::new(),
            zone: "UTC".into(),
            working_language: "en".into(),
            symbols: std::collections::BTreeMap::new(),
            disclaimer: String::new(),
        }
    }
}

/// One-click sign-in of the demonstration: label key, account's address, role's value.
#[derive(Clone, Debug)]
pub struct DemoRole {
    pub value: &'static str,
    pub email: &'static str,
}

/// How the server is run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address people reach it by, without a final slash.
    pub public_url: String,
    /// Demonstration: one-click sign-in, illustrative content.
    pub demo: bool,
    /// Trust `X-Forwarded-For` from a proxy on the same machine.
    pub behind_proxy: bool,
    /// Requests a second an address may make; 0 for no limit (tests, bench).
    pub rate_per_second: u32,
    /// Show statement counts in a header (tests, demonstration).
    pub show_statements: bool,
    /// Keep anonymous pages until the journal moves on.
    pub page_cache: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1".into(),
            demo: false,
            behind_proxy: false,
            rate_per_second: 50,
            show_statements: false,
            page_cache: true,
        }
    }
}

/// The server's shared state.
pub struct Site {
    pub db: Db,
    pub files: Files,
    pub index: Arc<Index>,
    pub texts: Texts,
    pub slices: &'static [Slice],
    pub config: Config,
    pub clock: Clock,
    pub entropy: Entropy,
    pub organisation: RwLock<Arc<Organisation>>,
    pub demo_roles: &'static [DemoRole],
    /// Keys the anti-forgery tokens.
    pub(crate) key: [u8; 32],
    pub(crate) gets: matchit::Router<usize>,
    pub(crate) posts: matchit::Router<usize>,
    pub(crate) routes: Vec<&'static Route>,
    pub(crate) cache: Cache,
    pub(crate) limits: Limits,
    pub metrics: Metrics,
    pub stopping: AtomicBool,
}

/// Everything a site is put together from.
pub struct Parts {
    pub db: Db,
    pub files: Files,
    pub index: Arc<Index>,
    pub slices: &'static [Slice],
    pub config: Config,
    pub clock: Clock,
    pub entropy: Entropy,
    pub organisation: Organisation,
    pub demo_roles: &'static [DemoRole],
    pub key: [u8; 32],
}

impl Site {
    /// Builds the route tables; two routes with one address are a fault of the build.
    pub fn new(parts: Parts) -> Result<Self> {
        let (mut gets, mut posts, mut routes) = (matchit::Router::new(), matchit::Router::new(), Vec::new());
        for route in parts.slices.iter().flat_map(|slice| slice.routes) {
            let table = if route.method == Method::Get { &mut gets } else { &mut posts };
            table
                .insert(route.path, routes.len())
                .map_err(|error| Problem::internal(format!("{}: {error}", route.path)))?;
            routes.push(route);
        }
        Ok(Self {
            texts: Texts::new(parts.slices, crate::view::TEXTS),
            limits: Limits::new(parts.config.rate_per_second),
            cache: Cache::default(),
            metrics: Metrics::new(),
            stopping: AtomicBool::new(false),
            organisation: RwLock::new(Arc::new(parts.organisation)),
            demo_roles: parts.demo_roles,
            db: parts.db,
            files: parts.files,
            index: parts.index,
            slices: parts.slices,
            config: parts.config,
            clock: parts.clock,
            entropy: parts.entropy,
            key: parts.key,
            gets,
            posts,
            routes,
        })
    }

    pub fn organisation(&self) -> Arc<Organisation> {
        Arc::clone(&self.organisation.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub fn routes(&self) -> &[&'static Route] {
        &self.routes
    }
}
