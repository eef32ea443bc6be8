//! What a meeting, an agenda item and a document are; each state machine with its one function.

use mufakat_base::{Class, Problem, Result};
use mufakat_store::{Actor, Role, records::Record};
use serde::Serialize;

/// Who prepares meetings: everywhere, or for the body the role is held in.
pub const CONVENERS: &[Role] = &[Role::Officer, Role::Administrator, Role::Chair];

/// Where a meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Planned,
    Convened,
    AgendaCirculated,
    InSession,
    Concluded,
    ReportAdopted,
    Cancelled,
    Postponed,
}

/// What can be done to a meeting as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Bring a postponed meeting back with new dates, to be convened later.
    Plan,
    Convene,
    Circulate,
    Open,
    Conclude,
    AdoptReport,
    Cancel,
    Postpone,
}

impl Status {
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Convened,
        Self::AgendaCirculated,
        Self::InSession,
        Self::Concluded,
        Self::ReportAdopted,
        Self::Cancelled,
        Self::Postponed,
    ];
    /// The straight way from the first to the last.
    pub const STEPS: [Self; 6] = [
        Self::Planned,
        Self::Convened,
        Self::AgendaCirculated,
        Self::InSession,
        Self::Concluded,
        Self::ReportAdopted,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Convened => "convened",
            Self::AgendaCirculated => "agenda-circulated",
            Self::InSession => "in-session",
            Self::Concluded => "concluded",
            Self::ReportAdopted => "report-adopted",
            Self::Cancelled => "cancelled",
            Self::Postponed => "postponed",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The only way from one status to another.
    ///
    /// ```
    /// # use mufakat_coordination::model::{Act, Status};
    /// assert_eq!(Status::Planned.after(Act::Convene), Ok(Status::Convened));
    /// assert!(Status::Cancelled.after(Act::Convene).is_err());
    /// ```
    pub fn after(self, act: Act) -> Result<Self> {
        match (self, act) {
            (Self::Postponed, Act::Plan) => Ok(Self::Planned),
            (Self::Planned | Self::Postponed, Act::Convene) => Ok(Self::Convened),
            (Self::Convened, Act::Circulate) => Ok(Self::AgendaCirculated),
            (Self::AgendaCirculated, Act::Open) => Ok(Self::InSession),
            (Self::InSession, Act::Conclude) => Ok(Self::Concluded),
            (Self::Concluded, Act::AdoptReport) => Ok(Self::ReportAdopted),
            (Self::Planned | Self::Convened | Self::AgendaCirculated | Self::Postponed, Act::Cancel) => {
                Ok(Self::Cancelled)
            }
            (Self::Planned | Self::Convened | Self::AgendaCirculated, Act::Postpone) => Ok(Self::Postponed),
            _ => Err(Problem::Conflict {
                what: format!("a meeting that is {} can't {}", self.name(), act.name()),
            }),
        }
    }

    /// What may be done now.
    pub fn acts(self) -> Vec<Act> {
        Act::ALL.into_iter().filter(|act| self.after(*act).is_ok()).collect()
    }

    /// The next step on the straight way.
    pub fn next(self) -> Option<Act> {
        match self {
            Self::Planned | Self::Postponed => Some(Act::Convene),
            Self::Convened => Some(Act::Circulate),
            Self::AgendaCirculated => Some(Act::Open),
            Self::InSession => Some(Act::Conclude),
            Self::Concluded => Some(Act::AdoptReport),
            Self::ReportAdopted | Self::Cancelled => None,
        }
    }

    /// Nothing can be done to it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::ReportAdopted | Self::Cancelled)
    }

    /// Items may still be added and worded: until the meeting ends.
    pub const fn agenda_open(self) -> bool {
        matches!(
            self,
            Self::Planned | Self::Convened | Self::AgendaCirculated | Self::InSession | Self::Postponed
        )
    }

    /// Colour of its badge.
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Planned | Self::Concluded => "badge badge-quiet",
            Self::Convened => "badge",
            Self::AgendaCirculated | Self::InSession => "badge badge-info",
            Self::ReportAdopted => "badge badge-ok",
            Self::Cancelled => "badge badge-danger",
            Self::Postponed => "badge badge-warn",
        }
    }
}

impl Act {
    pub const ALL: [Self; 8] = [
        Self::Plan,
        Self::Convene,
        Self::Circulate,
        Self::Open,
        Self::Conclude,
        Self::AdoptReport,
        Self::Cancel,
        Self::Postpone,
    ];

    /// Last part of the act's address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Convene => "convene",
            Self::Circulate => "circulate",
            Self::Open => "open",
            Self::Conclude => "conclude",
            Self::AdoptReport => "adopt-report",
            Self::Cancel => "cancel",
            Self::Postpone => "postpone",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }

    /// Action in the journal.
    pub const fn event(self) -> &'static str {
        match self {
            Self::Plan => "meeting.replanned",
            Self::Convene => "meeting.convened",
            Self::Circulate => "meeting.agenda-circulated",
            Self::Open => "meeting.opened",
            Self::Conclude => "meeting.concluded",
            Self::AdoptReport => "meeting.report-adopted",
            Self::Cancel => "meeting.cancelled",
            Self::Postpone => "meeting.postponed",
        }
    }

    /// Word of the notice shown afterwards.
    pub const fn notice(self) -> &'static str {
        match self {
            Self::Plan => "meeting-replanned",
            Self::Convene => "meeting-convened",
            Self::Circulate => "meeting-circulated",
            Self::Open => "meeting-opened",
            Self::Conclude => "meeting-concluded",
            Self::AdoptReport => "meeting-report-adopted",
            Self::Cancel => "meeting-cancelled",
            Self::Postpone => "meeting-postponed",
        }
    }

    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Cancel | Self::Postpone)
    }

    /// Done on a page of its own, because something must be typed first.
    pub fn needs_page(self, status: Status) -> bool {
        self.needs_reason() || self.needs_dates(status)
    }

    /// A postponed meeting comes back only with new dates.
    pub fn needs_dates(self, status: Status) -> bool {
        status == Status::Postponed && matches!(self, Self::Plan | Self::Convene)
    }
}

/// What a meeting is to do with an item.
pub const PURPOSES: &[&str] = &["adoption", "information", "discussion", "decision"];
/// How people take part.
pub const MODES: &[&str] = &["physical", "hybrid", "online"];
/// Classes a meeting, an item or a document may be given here.
pub const CLASSES: &[&str] = &["public", "members", "body", "secretariat"];

/// A kind of document (rule R18).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DocumentClass {
    pub code: &'static str,
    /// Name of the profile's symbol template; `None` for documents that bear no symbol.
    pub series: Option<&'static str>,
}

/// Kinds of document. A non-paper bears no symbol: nobody is held to it.
pub const DOCUMENT_CLASSES: &[DocumentClass] = &[
    DocumentClass { code: "WP", series: Some("document") },
    DocumentClass { code: "INF", series: Some("document") },
    DocumentClass { code: "CRP", series: Some("document") },
    DocumentClass { code: "L", series: Some("document") },
    DocumentClass { code: "STM", series: Some("document") },
    DocumentClass { code: "AGENDA", series: Some("agenda") },
    DocumentClass { code: "RPT", series: Some("report") },
    DocumentClass { code: "LOP", series: Some("document") },
    DocumentClass { code: "NP", series: None },
];
/// Their codes, for the form.
pub const DOCUMENT_CODES: &[&str] = &["WP", "INF", "CRP", "L", "STM", "AGENDA", "RPT", "LOP", "NP"];
/// Ways a document is followed by another under its symbol.
pub const REVISIONS: &[&str] = &["Rev", "Add", "Corr"];

pub fn document_class(code: &str) -> Option<DocumentClass> {
    DOCUMENT_CLASSES.iter().copied().find(|class| class.code == code)
}

/// The body of a meeting, as far as its page needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BodyRef {
    pub id: String,
    pub code: String,
    pub abbreviation: String,
    pub name: String,
    pub path: String,
}

impl BodyRef {
    /// What stands for the body in symbols.
    pub fn short(&self) -> &str {
        if self.abbreviation.is_empty() { &self.code } else { &self.abbreviation }
    }
}

/// A step along the series of a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Neighbour {
    pub title: String,
    pub path: String,
}

/// A meeting of the public record or one convened here.
#[derive(Clone, Debug, Serialize)]
pub struct Meeting {
    pub record: Record,
    pub of_body: Option<BodyRef>,
    /// Code of the series: a body's code, or one of the record such as `SPECIAL`.
    pub series: String,
    pub series_name: String,
    pub ordinal: Option<i64>,
    /// `formal`, `informal`, `special`, `ministerial`, `leaders`, … as the record has it.
    pub form: String,
    /// ISO dates, shortened where the record knows no more.
    pub start_date: String,
    pub end_date: String,
    /// Instants, for meetings convened here: microseconds inside, RFC 3339 in the JSON.
    #[serde(serialize_with = "mufakat_base::dates::maybe_micros")]
    pub start_at: Option<i64>,
    #[serde(serialize_with = "mufakat_base::dates::maybe_micros")]
    pub end_at: Option<i64>,
    /// IANA zone of the venue; empty when not known.
    pub zone: String,
    pub venue: String,
    pub city: String,
    pub country: String,
    pub mode: String,
    /// Where to join; empty for people without an account.
    pub link: String,
    /// Country codes.
    pub host: String,
    pub chair: String,
    pub status: Status,
    /// Why it was cancelled or postponed.
    pub reason: String,
    /// Times the calendar entry changed (RFC 5545 SEQUENCE).
    pub sequence: i64,
    pub note: String,
    /// Convened here, not loaded from the record.
    pub living: bool,
    #[serde(serialize_with = "mufakat_base::dates::maybe_micros")]
    pub convened_at: Option<i64>,
    #[serde(serialize_with = "mufakat_base::dates::maybe_micros")]
    pub circulated_at: Option<i64>,
    #[serde(serialize_with = "mufakat_base::dates::maybe_micros")]
    pub opened_at: Option<i64>,
    #[serde(serialize_with = "mufakat_base::dates::maybe_micros")]
    pub concluded_at: Option<i64>,
    #[serde(serialize_with = "mufakat_base::dates::maybe_micros")]
    pub adopted_at: Option<i64>,
    /// Weeks before the opening by which documents are due.
    pub document_weeks: Option<i64>,
    #[serde(serialize_with = "mufakat_base::dates::micros")]
    pub changed_at: i64,
}

impl Meeting {
    pub fn id(&self) -> &str {
        &self.record.id
    }

    pub fn body_id(&self) -> Option<&str> {
        self.of_body.as_ref().map(|body| body.id.as_str())
    }

    /// This actor prepares the meeting.
    pub fn managed_by(&self, actor: &Actor) -> bool {
        self.living && actor.holds(CONVENERS, self.body_id())
    }

    /// Place in a line: venue, city. Online meetings have none.
    pub fn place(&self) -> String {
        [self.venue.as_str(), self.city.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    pub fn path(&self) -> &str {
        &self.record.path
    }
}

/// An item of an agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    pub id: String,
    pub parent_id: Option<String>,
    /// Place in reading order, from 1, over the whole agenda.
    pub position: i64,
    /// `1`, `1.1`, `1.1.1`.
    pub number: String,
    pub title: String,
    pub lang: String,
    pub purpose: String,
    pub minutes: Option<i64>,
    /// Country code or name of who leads it.
    pub lead: String,
    pub note: String,
    pub class: Class,
}

impl Item {
    /// 1 for an item at the top.
    pub fn depth(&self) -> usize {
        self.number.split('.').count()
    }
}

/// A file of a document, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileRef {
    pub id: String,
    pub name: String,
    pub lang: String,
    pub standing: String,
    pub bytes: i64,
    pub media_type: String,
    /// `new`, `read`, `no-text`, or `unreadable` when it is broken or locked.
    pub state: String,
}

impl FileRef {
    /// Short name of its format, from the ending of its name.
    pub fn format(&self) -> String {
        self.name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_uppercase())
    }
}

/// A document of a meeting.
#[derive(Clone, Debug, Serialize)]
pub struct Document {
    pub record: Record,
    pub meeting_id: String,
    pub item_id: Option<String>,
    /// `WP`, `INF`, …
    pub class_code: String,
    /// First issue of which this is a revision, addendum or corrigendum.
    pub revision_of: Option<String>,
    /// `Rev.1`, `Rev.1/Corr.2`; empty for a first issue.
    pub modifier: String,
    pub submitted_by: String,
    /// `current` or `superseded`.
    pub status: String,
    #[serde(serialize_with = "mufakat_base::dates::micros")]
    pub submitted_at: i64,
    pub files: Vec<FileRef>,
}
