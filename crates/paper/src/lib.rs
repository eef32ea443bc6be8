//! Official documents: from plain values to tagged PDF, typeset by Typst.
//!
//! Each kind of document is a struct of already translated texts and one
//! function: [`agenda`] for the agenda of a meeting, [`table_report`] for the
//! printed twin of a list page. The code holds no printed word of its own.
//!
//! Invariants, as absences:
//! - A document can not read a file, a package, the network or the clock: the
//!   world it is compiled in holds its templates, its data and the fonts.
//! - The text of a user is never markup: it travels as JSON and is shown as a
//!   string.
//! - The same values give the same bytes.
//!
//! Typesetting costs tens of milliseconds to seconds of CPU: call these
//! functions on a blocking thread. At most [`PRESSES_MAX`] run at once, others
//! wait for their turn.

mod agenda;
mod error;
mod letterhead;
mod press;
mod report;
mod words;

pub use agenda::{AGENDA_ITEMS_MAX, Agenda, AgendaItem, DOCUMENTS_MAX, Labels, agenda, typeset_agenda};
pub use error::PaperError;
pub use letterhead::Letterhead;
pub use press::{PRESSES_MAX, Paper, has_chinese, warm_up};
pub use report::{
    Align, COLUMNS_MAX, Column, PARAGRAPHS_MAX, Phrase, ROWS_MAX, Report, table_report, typeset_report,
};
pub use words::TEXT_BYTES_MAX;
