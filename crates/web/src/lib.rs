//! The only crate that knows HTTP: sessions, forms, pages, texts, the JSON door, the design system.
//!
//! A slice gives a table of [`Route`]s. A handler is a plain function of the [`Call`] and an open
//! transaction; it returns a [`Reply`]. Everything around it happens here, once: languages, twins
//! by extension or `Accept`, sessions and tokens, CSRF, limits on size and rate, reading a form or
//! JSON into the same input, a form shown again with its messages, problem details for machines,
//! the page cache, security headers, metrics.
//!
//! Not here: any rule of the Secretariat's work, any SQL.

mod answer;
pub mod assets;
mod cache;
pub mod call;
pub mod form;
mod limits;
mod metrics;
pub mod openapi;
pub mod password;
pub mod route;
pub mod serve;
pub mod session;
pub mod site;
pub mod texts;
pub mod view;

pub use call::{Call, Cell, Page, Paged, Reply, Table};
pub use form::{Field, FormView, Kind, Values};
pub use mufakat_store::{Actor, Ctx, Problem, Result, Role, Tx};
pub use route::{Access, Handler, Route, Slice, Twin};
pub use site::{Organisation, Site};
pub use view::View;
