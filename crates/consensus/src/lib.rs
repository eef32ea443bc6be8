//! Consensus: the agreements of the association and their depositary.
//!
//! Nouns: the agreement (`instrument`, kind `agreement` in the registry of records) and the act of a
//! party (`party_action`: signature, ratification, accession, notification). The record states what
//! is known with its source; `rules` says who was bound on a day, and points out where a stated date
//! and the instrument's own rule differ.
//!
//! Invariants: an agreement's address never changes once given; loading the same row again changes
//! nothing; a party is shown as bound only from a date the record states or a rule gives, and the
//! page says which; who is bound is a function of a date.
//!
//! Not here: the text of agreements (documents), meetings where they were signed (coordination),
//! Member States and partners (parties).

pub mod agreements;
pub mod load;
pub mod model;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use mufakat_store::{Area, Migration, SearchSource};
use mufakat_web::Slice;

/// The area as plain data.
pub const SLICE: Slice = Slice {
    area: Area {
        migrations: &[Migration {
            name: "0001_agreements.sql",
            sql: include_str!("../migrations/0001_agreements.sql"),
        }],
        tables: &["instrument", "party_action"],
        statements: &[store::STATEMENTS],
        loaders: load::LOADERS,
        search: &[SearchSource { kind: "agreement", text: store::words, names: Some(store::short_names) }],
        ..Area::new("consensus")
    },
    routes: agreements::ROUTES,
    texts: &[("en", include_str!("../text/en.ftl")), ("id", include_str!("../text/id.ftl"))],
};
