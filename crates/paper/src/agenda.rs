//! The agenda of a meeting.

use jiff::civil::Date;
use serde::Serialize;

use crate::PaperError;
use crate::letterhead::{Letterhead, Sheet, first_of};
use crate::press::{Paper, Template, typeset};
use crate::words::{Wording, Words};

/// Items of one agenda.
pub const AGENDA_ITEMS_MAX: usize = 250;

/// Documents of one item.
pub const DOCUMENTS_MAX: usize = 100;

/// Deepest indent: 1, 1.1, 1.1.a, and one more.
const DEPTH_MAX: u8 = 3;

/// An agenda as printed. Every text is in `lang` unless its item says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Language tag, such as `en` or `zh-Hans`.
    pub lang: String,
    /// The kind of document, such as "Provisional agenda".
    pub title: String,
    /// The meeting, in full.
    pub meeting_title: String,
    /// The document symbol, printed at the top right.
    pub symbol: Option<String>,
    /// The state of the agenda, such as "Adopted on 12 May 2026"; may be empty.
    pub status: String,
    /// One line each.
    pub place_and_dates: Vec<String>,
    /// In printed order, at most [`AGENDA_ITEMS_MAX`].
    pub items: Vec<AgendaItem>,
    /// The words of the form itself.
    pub labels: Labels,
    /// When it was printed, as a sentence for the footer.
    pub generated: String,
    /// The permanent address, for the footer and the identifier of the PDF.
    pub address: String,
    /// The day in the properties of the PDF; without it they hold no date.
    pub issued: Option<Date>,
}

/// One line of the agenda.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgendaItem {
    /// As printed: `1`, `1.1`, `1.1.a`.
    pub number: String,
    /// 0 for a top-level item; deeper than 3 is printed as 3.
    pub depth: u8,
    /// What it is about.
    pub title: String,
    /// Language of the title; empty for the language of the agenda.
    pub lang: String,
    /// What the meeting is to do, such as "For decision".
    pub purpose: Option<String>,
    /// When it is taken.
    pub time: Option<String>,
    /// The member that leads it.
    pub lead: Option<String>,
    /// A longer remark, below.
    pub note: Option<String>,
    /// Symbol and title of each document, at most [`DOCUMENTS_MAX`].
    pub documents: Vec<(String, String)>,
}

/// The words of the form, translated by the caller and printed as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Head of the first column, such as "Agenda item".
    pub item: String,
    /// Head of the column of documents.
    pub documents: String,
    /// Head of the column of times.
    pub time: String,
    /// Before the leading member, with its punctuation, such as "Lead:".
    pub lead: String,
    /// The page number, such as "Page {n} of {m}" or "{n} / {m}"; empty means the latter.
    pub page: String,
}

/// The agenda as a PDF file.
pub fn agenda(letterhead: &Letterhead, agenda: &Agenda) -> Result<Vec<u8>, PaperError> {
    typeset_agenda(letterhead, agenda).map(|paper| paper.pdf)
}

/// The same with the number of pages and what is known of its accessibility.
pub fn typeset_agenda(letterhead: &Letterhead, agenda: &Agenda) -> Result<Paper, PaperError> {
    typeset(Template::Agenda, &agenda.data(letterhead)?, agenda.issued, &agenda.address)
}

#[derive(Serialize)]
struct AgendaData {
    #[serde(flatten)]
    sheet: Sheet,
    title: Words,
    meeting_title: Words,
    place_and_dates: Vec<Words>,
    items: Vec<ItemData>,
    labels: LabelsData,
}

#[derive(Serialize)]
struct ItemData {
    number: Words,
    depth: u8,
    title: Words,
    purpose: Option<Words>,
    time: Option<Words>,
    lead: Option<Words>,
    note: Option<Words>,
    documents: Vec<(Words, Words)>,
}

#[derive(Serialize)]
struct LabelsData {
    item: Words,
    documents: Words,
    time: Words,
    lead: Words,
}

impl Agenda {
    fn data(&self, letterhead: &Letterhead) -> Result<AgendaData, PaperError> {
        PaperError::at_most("items", self.items.len(), AGENDA_ITEMS_MAX)?;
        let wording = Wording::new(&self.lang);
        let title = wording.own(&self.title)?;
        let meeting_title = wording.own(&self.meeting_title)?;
        let letterhead = letterhead.data(&wording)?;
        let sheet = Sheet {
            symbol: wording.maybe(self.symbol.as_deref())?,
            status: wording.maybe(Some(&self.status))?,
            running: meeting_title.clone(),
            name: first_of(&[&title, &meeting_title, &letterhead.organisation]),
            about: Some(first_of(&[&meeting_title])).filter(|_| !meeting_title.is_empty()),
            issued: self.issued.map(|date| (date.year(), date.month(), date.day())),
            page: wording.own(&self.labels.page)?,
            generated: wording.line(&self.generated)?,
            address: wording.line(&self.address)?,
            landscape: false,
            letterhead,
        };
        Ok(AgendaData {
            sheet,
            title,
            meeting_title,
            place_and_dates: wording.all(&self.place_and_dates)?,
            items: self.items.iter().map(|item| item.data(&wording)).collect::<Result<_, _>>()?,
            labels: LabelsData {
                item: wording.own(&self.labels.item)?,
                documents: wording.own(&self.labels.documents)?,
                time: wording.own(&self.labels.time)?,
                lead: wording.own(&self.labels.lead)?,
            },
        })
    }
}

impl AgendaItem {
    fn data(&self, wording: &Wording) -> Result<ItemData, PaperError> {
        PaperError::at_most("documents", self.documents.len(), DOCUMENTS_MAX)?;
        let documents =
            self.documents.iter().map(|(symbol, title)| Ok((wording.own(symbol)?, wording.own(title)?)));
        Ok(ItemData {
            number: wording.number(&self.number)?,
            depth: self.depth.min(DEPTH_MAX),
            title: wording.of(&self.title, &self.lang)?,
            purpose: wording.maybe(self.purpose.as_deref())?,
            time: wording.maybe(self.time.as_deref())?,
            lead: wording.maybe(self.lead.as_deref())?,
            note: wording.maybe(self.note.as_deref())?,
            documents: documents.collect::<Result<_, PaperError>>()?,
        })
    }
}
