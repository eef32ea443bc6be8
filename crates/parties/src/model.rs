//! Types of the slice: what rows become and what pages and other slices are given.

use crate::rules::{NameParts, Turn};
use mufakat_store::records::Record;
use serde::Serialize;

/// Most Member States an organisation is taken to have.
pub const MEMBERS_MAX: usize = 400;
/// Most chairmanships read at once.
pub const CHAIRS_MAX: usize = 1_000;
/// Most terms of the same posts read at once.
pub const TERMS_MAX: usize = 1_000;
/// Most rows gathered around one Member State.
pub const AROUND_MAX: usize = 2_000;
/// Most partners of one standing read at once.
pub const SIBLINGS_MAX: usize = 200;

/// Standings of partners, in the order lists show them.
pub const STATUS_TYPES: &[&str] = &[
    "dialogue_partner",
    "sectoral_dialogue_partner",
    "development_partner",
    "special_observer",
    "guest",
    "former_observer",
    "asean_led_mechanism",
    "international_organisation",
    "regional_organisation",
    "associated_institution",
    "associated_entity",
    "other",
];

/// Codes whose flags come with the profile; a test holds the list to the folder.
pub const FLAGS: &[&str] = &[
    "AE", "AU", "BN", "BR", "CA", "CH", "CN", "EU", "GB", "ID", "IN", "JP", "KH", "KR", "LA", "MA", "MM",
    "MY", "NO", "NZ", "PH", "PK", "RU", "SG", "TH", "TL", "TR", "US", "VN", "ZA",
];

/// Languages by their English names, for the search index, which has no texts of the interface.
pub const LANGUAGE_NAMES: &[(&str, &str)] = &[
    ("en", "English"),
    ("fil", "Filipino"),
    ("id", "Indonesian"),
    ("km", "Khmer"),
    ("lo", "Lao"),
    ("ms", "Malay"),
    ("my", "Burmese"),
    ("pt", "Portuguese"),
    ("ta", "Tamil"),
    ("tet", "Tetum"),
    ("th", "Thai"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

/// Address of a flag, when there is one.
pub fn flag(code: &str) -> Option<String> {
    FLAGS.contains(&code).then(|| format!("/flags/{code}.svg"))
}

/// One of the sources named in a cell, numbered for footnotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    pub number: usize,
    /// As the record has it.
    pub text: String,
    /// The same with the address shortened to its host, for reading.
    #[serde(skip)]
    pub label: String,
    pub href: Option<String>,
}

impl Source {
    pub fn new(number: usize, text: &str) -> Self {
        let address = text
            .split_whitespace()
            .next()
            .filter(|word| word.starts_with("https://") || word.starts_with("http://"));
        let host = address
            .and_then(|address| address.split("//").nth(1)?.split('/').next())
            .map(|host| host.trim_start_matches("www."));
        let rest = address.and_then(|address| text.strip_prefix(address)).unwrap_or_default();
        Self {
            number,
            text: text.to_owned(),
            label: host.map_or_else(|| text.to_owned(), |host| format!("{host}{rest}")),
            href: address.map(str::to_owned),
        }
    }
}

/// True when a span is one calendar year, so that its number says it all.
pub fn whole_year(start: &str, end: &str) -> bool {
    start.get(..4) == end.get(..4) && start.get(4..) == Some("-01-01") && end.get(4..) == Some("-12-31")
}

/// Sources of a cell: parts between semicolons; those that begin with an address become links.
pub fn sources(cell: &str) -> Vec<Source> {
    let parts = cell.split("; ").map(str::trim).filter(|part| !part.is_empty());
    parts.enumerate().map(|(place, part)| Source::new(place + 1, part)).collect()
}

/// A Member State as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct MemberBrief {
    /// Identity of its record.
    pub record: String,
    /// ISO 3166-1 alpha-2, in the address.
    pub code: String,
    pub alpha3: String,
    /// Name in the reader's language where the record has one, else the official English short form.
    pub name: String,
    pub name_lang: String,
    /// The official English short form the organisation chose (rule R23).
    pub short_name: String,
    pub official_name: String,
    /// Place in the stored English order.
    pub order: i64,
    pub capital: String,
    pub languages: Vec<String>,
    pub currency: String,
    /// IANA name.
    pub zone: String,
    pub admitted: String,
    pub withdrawn: Option<String>,
    pub founding: bool,
    pub path: String,
    pub flag: Option<String>,
    pub confidence: String,
    pub sources: Vec<Source>,
}

/// A Member State with everything its page says.
#[derive(Clone, Debug, Serialize)]
pub struct Member {
    #[serde(flatten)]
    pub brief: MemberBrief,
    pub national_day: String,
    pub national_day_name: String,
    pub ministry: String,
    pub ministry_confidence: String,
    pub note: String,
    #[serde(skip)]
    pub row: Record,
}

/// A name of a Member State in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameVersion {
    pub lang: String,
    pub name: String,
    pub confidence: String,
    pub source: String,
}

/// A public holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Holiday {
    pub country: String,
    pub date: String,
    pub name: String,
    pub local_name: String,
    pub local_lang: String,
    pub category: String,
    /// Lunar dates are estimates until they are proclaimed.
    pub estimated: bool,
    /// ISO 3166-2 code when only a part of the country rests.
    pub subdivision: Option<String>,
    pub confidence: String,
    pub source: String,
}

/// A chairmanship.
#[derive(Clone, Debug, Serialize)]
pub struct Chair {
    pub record: String,
    pub year: i64,
    pub code: String,
    pub name: String,
    pub name_lang: String,
    pub start: String,
    pub end: String,
    pub theme: String,
    pub note: String,
    pub path: String,
    pub flag: Option<String>,
    /// How it stands to the alphabetical rotation; filled where the whole list is at hand.
    pub turn: Option<Turn>,
    pub confidence: String,
    pub sources: Vec<Source>,
}

impl Chair {
    /// Name of its place on the page.
    pub fn anchor(&self) -> String {
        format!("chair-{}-{}", self.year, self.code)
    }

    pub fn whole_year(&self) -> bool {
        whole_year(&self.start, &self.end)
    }
}

/// A term of office with the person in it.
#[derive(Clone, Debug, Serialize)]
pub struct Term {
    pub id: String,
    /// Identity of the person's record.
    pub record: String,
    pub person: String,
    pub name: String,
    pub list_name: String,
    pub initials: String,
    pub nationality: String,
    pub flag: Option<String>,
    pub post: String,
    pub post_code: String,
    pub ordinal: Option<i64>,
    pub route: Option<String>,
    pub start: String,
    pub end: Option<String>,
    /// `incumbent`, `past`, `to_verify`.
    pub status: String,
    pub path: String,
    pub confidence: String,
    pub sources: Vec<Source>,
}

impl Term {
    /// The office of Secretary-General, not of a deputy.
    pub fn is_secretary_general(&self) -> bool {
        self.post_code == SECRETARY_GENERAL
    }

    /// In office on a day, as far as the record knows.
    pub fn holds_on(&self, date: jiff::civil::Date) -> bool {
        self.status != "past"
            && crate::rules::in_term(date, &self.start, self.end.as_deref().unwrap_or_default())
    }
}

/// Code of the post of Secretary-General.
pub const SECRETARY_GENERAL: &str = "SG";

/// A person.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    pub slug: String,
    pub name: String,
    pub parts: NameParts,
    /// The parts were read from the name by the custom of the nationality, not given by the profile.
    pub parts_derived: bool,
    pub nationality: String,
    #[serde(skip)]
    pub row: Record,
}

/// A partner as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct Partner {
    pub code: String,
    pub name: String,
    pub status_type: String,
    pub status: String,
    pub relations_since: Option<String>,
    pub status_since: Option<String>,
    pub status_confidence: Option<String>,
    pub coordinator: Option<String>,
    pub coordinator_term: Option<String>,
    pub coordinator_confidence: Option<String>,
    pub path: String,
    pub flag: Option<String>,
    pub confidence: String,
    pub sources: Vec<Source>,
    #[serde(skip)]
    pub sort_key: String,
    #[serde(skip)]
    pub row: Record,
}
