//! Values every area shares: identities, classes, languages, dates, official symbols, problems.
//!
//! Nothing here does input or output, and nothing here knows a database driver or the web.

pub mod class;
pub mod dates;
pub mod id;
pub mod lang;
pub mod problem;
pub mod symbol;

pub use class::Class;
pub use id::RecordId;
pub use problem::{FieldError, Problem, Result};
