//! The only crate that knows a database driver.
//!
//! Everything a slice keeps goes through [`Tx`]: reads on a snapshot, writes grouped into durable
//! commits by one writer, each write with its journal entry in the same transaction. Statements are
//! written once and run on SQLite and PostgreSQL alike; what differs sits in `sqlite.rs`,
//! `postgres.rs` and the dialect words of `migrate.rs`, nowhere else.
//!
//! Invariants: a transaction that changed rows and recorded no event does not commit; journal rows
//! are never updated or deleted; a failed closure leaves nothing behind; what a reader may not see
//! is filtered in SQL (`visible!`), so counts and pages never leak.

pub mod accounts;
pub mod area;
pub mod backup;
pub mod ctx;
pub mod db;
pub mod extract;
pub mod files;
pub mod jobs;
pub mod journal;
pub mod load;
pub mod migrate;
mod postgres;
pub mod records;
pub mod settings;
mod sqlite;
pub mod symbols;
pub mod tx;
pub mod value;

pub use area::{Area, JobKind, Loader, Migration, SearchSource, Statement};
pub use ctx::{Actor, Clock, Ctx, Entropy, Grant, Role};
pub use db::{Db, Engine, Faults, Options};
pub use files::Files;
pub use journal::Event;
pub use mufakat_base::{Problem, Result};
pub use tx::{Row, Tx};
pub use value::Value;

/// SQL condition: the record aliased `r` may be seen by the asker. Its two parameters come first in
/// any statement that uses it: `$1` the asker's ceiling, `$2` the asker's account (empty when
/// anonymous); [`Tx::seen_by`] gives both.
///
/// Expands to a literal, for use inside `concat!`.
#[macro_export]
macro_rules! visible {
    () => {
        "(r.class <= $1 and (r.class <> 2 or $1 >= 3) \
          or r.class = 2 and exists (select 1 from role_grant g where g.account_id = $2 and g.body_id = r.body_id and g.ended = 0) \
          or r.class = 4 and exists (select 1 from record_reader n where n.record_id = r.id and n.account_id = $2))"
    };
}

/// Parameters of a statement, in the order `$1`, `$2`, …: `params![id, name]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*] as &[$crate::Value] };
}
