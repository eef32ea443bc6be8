//! What an area brings to the foundation, as plain data. The web half is `mufakat_web::Slice`.

use crate::{Result, Tx, load::Fields};

/// Name and SQL of a statement; a test prepares every one on both engines.
pub type Statement = (&'static str, &'static str);

/// One numbered migration.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub name: &'static str,
    pub sql: &'static str,
}

/// A kind of work done later. Running twice must do no more than running once.
#[derive(Clone, Copy)]
pub struct JobKind {
    pub name: &'static str,
    /// Seconds after which a claimed job is taken to be lost.
    pub lease_seconds: i64,
    pub run: fn(&mut Tx<'_>, &str) -> Result<()>,
}

/// Loads one CSV file of an organisation's profile, row by row, keyed so that a second load of the
/// same row changes nothing.
#[derive(Clone, Copy)]
pub struct Loader {
    pub file: &'static str,
    pub row: fn(&mut Tx<'_>, &Fields<'_>) -> Result<bool>,
}

/// Gives the other names of a record, by identity.
pub type Names = fn(&mut Tx<'_>, &str) -> Result<Vec<String>>;

/// What the search index keeps of a kind of record beyond its titles.
#[derive(Clone, Copy)]
pub struct SearchSource {
    pub kind: &'static str,
    /// Words it is found by; pieces of them are shown under a result.
    pub text: fn(&mut Tx<'_>, &str) -> Result<String>,
    /// Other names it is called by, worth as much as a title: abbreviations, codes.
    pub names: Option<Names>,
}

/// One area's share of the database.
#[derive(Clone, Copy)]
pub struct Area {
    pub name: &'static str,
    pub migrations: &'static [Migration],
    /// Tables in an order that respects their keys, with their columns: what `move-to` copies.
    pub tables: &'static [&'static str],
    pub statements: &'static [&'static [Statement]],
    pub jobs: &'static [JobKind],
    pub loaders: &'static [Loader],
    pub search: &'static [SearchSource],
    /// Believable illustrative content for `demo`, marked so on every record.
    pub demo: Option<fn(&mut Tx<'_>) -> Result<()>>,
}

impl Area {
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            migrations: &[],
            tables: &[],
            statements: &[],
            jobs: &[],
            loaders: &[],
            search: &[],
            demo: None,
        }
    }
}

/// The foundation's own tables.
pub const KERNEL: Area = Area {
    migrations: &[Migration { name: "0001_kernel.sql", sql: include_str!("../migrations/0001_kernel.sql") }],
    tables: &[
        "journal",
        "record",
        "record_title",
        "record_text",
        "record_link",
        "record_reader",
        "symbol_register",
        "symbol_series",
        "blob",
        "record_file",
        "account",
        "role_grant",
        "session",
        "token",
        "link",
        "job",
        "setting",
    ],
    statements: &[
        crate::journal::STATEMENTS,
        crate::migrate::STATEMENTS,
        crate::records::STATEMENTS,
        crate::accounts::STATEMENTS,
        crate::jobs::STATEMENTS,
        crate::files::STATEMENTS,
        crate::symbols::STATEMENTS,
        crate::settings::STATEMENTS,
    ],
    jobs: &[],
    ..Area::new("kernel")
};
