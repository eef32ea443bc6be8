//! Words, order and search for every language of the association.
//!
//! Four layers, each usable alone, none of which knows the database or the web:
//!
//! * [`normal`] repairs what keyboards produce and folds text for lenient matching;
//! * [`words`] cuts text into words (our own names first, then ICU's dictionaries) and into trigrams;
//! * [`sort`] makes collation keys that a database can order bytewise;
//! * [`index`] keeps a tantivy index of [`Entry`] records, [`query`] describes what may be asked of it,
//!   and [`snippet`] marks what was found with the same segmenter.
//!
//! Invariants, as absences: no query text is an error or a panic; no entry that a viewer may not read
//! is ever counted, listed, or suggested, because the access filter is part of the query itself and
//! not a filter behind it; no mark of a script other than Latin is stripped.

pub mod index;
pub mod normal;
pub mod query;
pub mod snippet;
pub mod sort;
pub mod words;

#[cfg(test)]
mod tests;

pub use index::{Entry, Index, LexisError};
pub use query::{Found, Hit, Query, Suggestion, Viewer};
pub use snippet::Piece;
pub use words::Segmenter;
