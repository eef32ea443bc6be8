//! A report with one table: the printed twin of a list page.

use jiff::civil::Date;
use serde::Serialize;

use crate::PaperError;
use crate::letterhead::{Letterhead, Sheet, first_of};
use crate::press::{Paper, Template, typeset};
use crate::words::{Wording, Words};

/// Rows of the table: about 60 pages; a compilation can not be cut short, so its size is limited.
pub const ROWS_MAX: usize = 1_000;

/// Columns of the table.
pub const COLUMNS_MAX: usize = 16;

/// The longest cell, in characters, that a column may be made as wide as.
const NARROW_CHARS_MAX: usize = 28;

/// The share of a column that asked to be as wide as its cells, but has longer ones.
const WIDE_SHARE: u8 = 2;

/// Paragraphs before the table, and source notes after it, each.
pub const PARAGRAPHS_MAX: usize = 100;

/// A title, some paragraphs, one table, and where the figures are from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Language tag of every text that does not say otherwise.
    pub lang: String,
    /// What the report is about.
    pub title: String,
    /// A line below, such as the period or the filter.
    pub subtitle: Option<String>,
    /// The document symbol, printed at the top right.
    pub symbol: Option<String>,
    /// The state of the report; may be empty.
    pub status: String,
    /// Before the table, at most [`PARAGRAPHS_MAX`].
    pub paragraphs: Vec<Phrase>,
    /// At most [`COLUMNS_MAX`]; none means that there is no table.
    pub columns: Vec<Column>,
    /// At most [`ROWS_MAX`]; a short row is filled with empty cells, a long one cut.
    pub rows: Vec<Vec<Phrase>>,
    /// Sources and remarks, small, below the table, at most [`PARAGRAPHS_MAX`].
    pub notes: Vec<Phrase>,
    /// Whether the pages lie on their side, for wide tables.
    pub landscape: bool,
    /// The page number, such as "Page {n} of {m}"; empty means "{n} / {m}".
    pub page: String,
    /// When it was printed, as a sentence for the footer.
    pub generated: String,
    /// The permanent address, for the footer and the identifier of the PDF.
    pub address: String,
    /// The day in the properties of the PDF; without it they hold no date.
    pub issued: Option<Date>,
}

/// A text with its own language, if it differs from the document's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    /// The text, literal.
    pub text: String,
    /// Language tag; empty for the language of the document.
    pub lang: String,
}

impl Phrase {
    /// A text in another language.
    pub fn in_language(text: impl Into<String>, lang: impl Into<String>) -> Self {
        Self { text: text.into(), lang: lang.into() }
    }

    fn data(&self, wording: &Wording) -> Result<Words, PaperError> {
        wording.of(&self.text, &self.lang)
    }
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::in_language(text, "")
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::in_language(text, "")
    }
}

/// A column of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// Its head, repeated on each page.
    pub title: String,
    /// How its cells are aligned; figures go to the end.
    pub align: Align,
    /// Its share of the width that is left; 0 makes it as wide as its widest
    /// cell, unless one is so long that it would starve the others.
    pub share: u8,
}

/// Alignment along the line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    /// Where lines begin.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// Where lines end: for figures.
    End,
}

/// The report as a PDF file.
pub fn table_report(letterhead: &Letterhead, report: &Report) -> Result<Vec<u8>, PaperError> {
    typeset_report(letterhead, report).map(|paper| paper.pdf)
}

/// The same with the number of pages and what is known of its accessibility.
pub fn typeset_report(letterhead: &Letterhead, report: &Report) -> Result<Paper, PaperError> {
    typeset(Template::Report, &report.data(letterhead)?, report.issued, &report.address)
}

#[derive(Serialize)]
struct ReportData {
    #[serde(flatten)]
    sheet: Sheet,
    title: Words,
    subtitle: Option<Words>,
    paragraphs: Vec<Words>,
    columns: Vec<ColumnData>,
    rows: Vec<Vec<Words>>,
    notes: Vec<Words>,
}

#[derive(Serialize)]
struct ColumnData {
    title: Words,
    align: Align,
    share: u8,
}

impl Report {
    fn data(&self, letterhead: &Letterhead) -> Result<ReportData, PaperError> {
        self.hold_to_limits()?;
        let wording = Wording::new(&self.lang);
        let title = wording.own(&self.title)?;
        let subtitle = wording.maybe(self.subtitle.as_deref())?;
        let letterhead = letterhead.data(&wording)?;
        let sheet = Sheet {
            symbol: wording.maybe(self.symbol.as_deref())?,
            status: wording.maybe(Some(&self.status))?,
            running: title.clone(),
            name: first_of(&[&title, &letterhead.organisation]),
            about: subtitle.as_ref().map(|subtitle| first_of(&[subtitle])),
            issued: self.issued.map(|date| (date.year(), date.month(), date.day())),
            page: wording.own(&self.page)?,
            generated: wording.line(&self.generated)?,
            address: wording.line(&self.address)?,
            landscape: self.landscape,
            letterhead,
        };
        Ok(ReportData {
            sheet,
            title,
            subtitle,
            paragraphs: phrases(&self.paragraphs, &wording)?,
            columns: self.columns(&wording)?,
            rows: self.rows.iter().map(|row| self.row(row, &wording)).collect::<Result<_, _>>()?,
            notes: phrases(&self.notes, &wording)?,
        })
    }

    fn hold_to_limits(&self) -> Result<(), PaperError> {
        PaperError::at_most("rows", self.rows.len(), ROWS_MAX)?;
        PaperError::at_most("columns", self.columns.len(), COLUMNS_MAX)?;
        PaperError::at_most("paragraphs", self.paragraphs.len(), PARAGRAPHS_MAX)?;
        PaperError::at_most("notes", self.notes.len(), PARAGRAPHS_MAX)
    }

    fn columns(&self, wording: &Wording) -> Result<Vec<ColumnData>, PaperError> {
        let share = |index: usize, column: &Column| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(index));
            let long = cells.any(|cell| cell.text.chars().nth(NARROW_CHARS_MAX).is_some());
            if column.share == 0 && long { WIDE_SHARE } else { column.share }
        };
        let columns = self.columns.iter().enumerate().map(|(index, column)| {
            Ok(ColumnData {
                title: wording.own(&column.title)?,
                align: column.align,
                share: share(index, column),
            })
        });
        columns.collect()
    }

    /// One row, as long as there are columns.
    fn row(&self, row: &[Phrase], wording: &Wording) -> Result<Vec<Words>, PaperError> {
        let mut cells = row
            .iter()
            .take(self.columns.len())
            .map(|cell| cell.data(wording))
            .collect::<Result<Vec<_>, _>>()?;
        cells.resize(self.columns.len(), wording.own("")?);
        Ok(cells)
    }
}

fn phrases(phrases: &[Phrase], wording: &Wording) -> Result<Vec<Words>, PaperError> {
    let words = phrases.iter().map(|phrase| phrase.data(wording)).collect::<Result<Vec<_>, _>>()?;
    Ok(words.into_iter().filter(|words| !words.is_empty()).collect())
}
