//! Coordination: the bodies of the organisation, their meetings, agendas and documents.
//!
//! Nouns: a [`model::Meeting`] of a body, with [`model::Item`]s of its agenda in up to four levels and
//! [`model::Document`]s under them. A meeting lives through
//! `planned → convened → agenda circulated → in session → concluded → report adopted`; it can be
//! cancelled or postponed with a reason, and a postponed one comes back with new dates.
//!
//! Invariants: an item or document is never more open than what it stands under; numbers of items
//! are given from all items, so that a restricted one leaves its gap; a symbol is never used twice;
//! a circulated agenda only grows.
//!
//! Not here: who sits in a delegation, what a meeting decided, rooms and logistics.

pub mod agendas;
pub mod bodies;
pub mod bodies_store;
pub mod calendar;
pub mod demo;
pub mod documents;
pub mod feeds;
pub mod load;
pub mod meetings;
pub mod model;
pub mod paper;
mod routes;
pub mod rules;
pub mod store;

#[cfg(test)]
mod tests;
