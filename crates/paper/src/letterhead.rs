//! Who writes: the head of the first page, and the markings of every page.

use serde::Serialize;

use crate::PaperError;
use crate::words::{Wording, Words};

/// The identity of the association as it prints it, in the language of the document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// The full name; also the author in the properties of the PDF.
    pub organisation: String,
    /// The short name, printed large on the first page and small on the next.
    pub short_name: String,
    /// Postal address and the like, one line each.
    pub address_lines: Vec<String>,
    /// The marking at top and bottom of each page, such as "Members only".
    pub classification: Option<String>,
    /// A banner on the first page, repeated on the next, for demonstration content.
    pub illustrative: Option<String>,
}

/// What the templates read.
#[derive(Serialize)]
pub(crate) struct LetterheadData {
    pub(crate) organisation: Words,
    short_name: Words,
    address_lines: Vec<Words>,
    classification: Option<Words>,
    illustrative: Option<Words>,
}

impl Letterhead {
    pub(crate) fn data(&self, wording: &Wording) -> Result<LetterheadData, PaperError> {
        Ok(LetterheadData {
            organisation: wording.own(&self.organisation)?,
            short_name: wording.own(&self.short_name)?,
            address_lines: wording.all(&self.address_lines)?,
            classification: wording.maybe(self.classification.as_deref())?,
            illustrative: wording.maybe(self.illustrative.as_deref())?,
        })
    }
}

/// What every document tells about itself, beside its content.
#[derive(Serialize)]
pub(crate) struct Sheet {
    pub(crate) letterhead: LetterheadData,
    pub(crate) symbol: Option<Words>,
    pub(crate) status: Option<Words>,
    /// Running head of the second and next pages.
    pub(crate) running: Words,
    /// Title in the properties of the PDF.
    pub(crate) name: String,
    pub(crate) about: Option<String>,
    /// Year, month, day in the properties of the PDF.
    pub(crate) issued: Option<(i16, i8, i8)>,
    /// Pattern of the page number, with `{n}` and `{m}`.
    pub(crate) page: Words,
    pub(crate) generated: Words,
    pub(crate) address: Words,
    pub(crate) landscape: bool,
}

/// The properties of a PDF must name it (PDF/UA-1, clause 7.1); the first that is not blank does.
pub(crate) fn first_of(candidates: &[&Words]) -> String {
    let name = candidates.iter().find(|words| !words.is_empty()).map_or("–", |words| words.text());
    name.replace('\n', " ").replace('\u{200B}', "")
}
