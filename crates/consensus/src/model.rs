//! An agreement, what its parties did, and the words the collection sorts them by.

use crate::rules::{self, Act, EntryRule, Period, Treaty};
use mufakat_store::records::Record;
use serde::Serialize;

/// Types of instrument, the most solemn first.
pub const KINDS: &[&str] = &[
    "charter",
    "treaty",
    "convention",
    "agreement",
    "framework",
    "protocol",
    "arrangement",
    "MOU",
    "declaration",
    "statement",
    "plan",
    "rules",
];
/// Communities; `all` belongs to none in particular, `external` to relations with partners.
pub const COMMUNITIES: &[&str] = &["all", "APSC", "AEC", "ASCC", "external"];
/// Whether an instrument binds in law.
pub const BINDING: &[&str] = &["yes", "no", "varies"];
/// What an instrument is now, from the record's wording.
pub const STATES: &[&str] = &[
    "in-force",
    "signed",
    "not-in-force",
    "adopted",
    "superseded",
    "terminated",
    "completed",
    "proposed",
    "other",
    "unrecorded",
];
/// Whether all have to ratify.
pub const ALL_REQUIRED: &[&str] = &["true", "false", "not applicable", ""];
/// What a party can do.
pub const ACTIONS: &[&str] =
    &["signature", "ratification", "acceptance", "approval", "accession", "notification", "succession"];

/// Five families of types: as many as a chart can tell apart.
pub const FAMILIES: &[&str] = &["treaties", "protocols", "arrangements", "declarations", "plans"];

/// The family of a type.
pub fn family(kind: &str) -> &'static str {
    match kind {
        "protocol" => "protocols",
        "arrangement" | "MOU" | "framework" => "arrangements",
        "declaration" | "statement" => "declarations",
        "plan" | "rules" => "plans",
        _ => "treaties",
    }
}

/// The state behind the record's wording; what is said beyond it stays in the wording.
pub fn state(status: &str) -> &'static str {
    let begins = |word: &str| status.starts_with(word);
    match status {
        "" => "unrecorded",
        "in force" | "current" => "in-force",
        "not in force" => "not-in-force",
        "adopted" => "adopted",
        _ if begins("signed") => "signed",
        _ if begins("superseded") => "superseded",
        _ if begins("terminated") => "terminated",
        _ if begins("completed") => "completed",
        _ if begins("presented") || begins("negotiations") => "proposed",
        _ => "other",
    }
}

/// One instrument with its place in the registry.
#[derive(Clone, Debug)]
pub struct Instrument {
    pub record: Record,
    pub abbreviation: Option<String>,
    pub kind: String,
    pub place: Option<String>,
    pub community: String,
    pub binding: String,
    pub entry_into_force: Option<String>,
    pub all_required: String,
    pub depositary: Option<String>,
    pub state: String,
    pub status: Option<String>,
}

/// What one party did about one instrument, as the record has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PartyAction {
    pub party: String,
    pub action: String,
    pub signed: Option<String>,
    pub ratified: Option<String>,
    pub deposited: Option<String>,
    pub in_force: Option<String>,
    pub notes: Option<String>,
    pub source: Option<String>,
    pub confidence: Option<String>,
    /// Address of the partner of that code, where there is one; read with the agreement, never kept.
    #[serde(skip)]
    pub partner: Option<String>,
}

impl PartyAction {
    /// The dates, ready for the rules.
    pub fn act(&self) -> Act {
        let day = |date: &Option<String>| date.as_deref().and_then(rules::certain_day);
        Act {
            party: self.party.clone(),
            signed: day(&self.signed),
            ratified: day(&self.ratified),
            deposited: day(&self.deposited),
            stated: day(&self.in_force),
            accession: matches!(self.action.as_str(), "accession" | "succession"),
        }
    }
}

impl Instrument {
    /// What the rules need.
    pub fn treaty(&self) -> Treaty {
        Treaty {
            date: self
                .record
                .date
                .as_deref()
                .and_then(|date| mufakat_base::dates::PartialDate::parse(date)?.first_day()),
            stated: self.entry_into_force.as_deref().and_then(rules::certain_day),
            called_in_force: self.state == "in-force",
            rule: entry_rule(&self.record.key).map(|(rule, _)| rule),
        }
    }
}

/// Rules of entry into force of well-known instruments, with the article they stand in.
const ENTRY_RULES: &str = include_str!("../data/entry_rules.csv");

/// The rule of an instrument and its article, where one is on file.
pub fn entry_rule(key: &str) -> Option<(EntryRule, &'static str)> {
    ENTRY_RULES.lines().skip(1).find_map(|line| {
        let (found, rest) = line.split_once(',')?;
        if found == key { parse_rule(rest) } else { None }
    })
}

fn parse_rule(rest: &'static str) -> Option<(EntryRule, &'static str)> {
    let mut cells = rest.splitn(6, ',');
    let (word, nth) = (cells.next()?, cells.next()?.parse().ok()?);
    let (days, months) = (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?);
    let date = rules::certain_day(cells.next()?);
    Some((EntryRule::parse(word, nth, Period { months, days }, date)?, cells.next()?))
}

/// The guessable part of an agreement's address: abbreviation or title, and the year.
pub fn key(abbreviation: Option<&str>, title: &str, date: Option<&str>) -> String {
    let slug = slug(abbreviation.unwrap_or(title));
    match date.and_then(|date| date.get(..4)) {
        Some(year) if !slug.ends_with(year) => format!("{slug}-{year}"),
        _ => slug,
    }
}

fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// True when two titles share most of their words: one is a correction of the other.
pub fn alike(one: &str, other: &str) -> bool {
    let words =
        |text: &str| slug(text).split('-').map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
    let (one, other) = (words(one), words(other));
    let (shared, all) = (one.intersection(&other).count(), one.union(&other).count());
    shared * 5 >= all * 3
}

/// English name of a party, from the catalogue of texts: for the search index, which asks without a language.
pub fn english_name(code: &str) -> Option<&'static str> {
    include_str!("../text/en.ftl").lines().find_map(|line| {
        let rest = line.strip_prefix("state-name-")?;
        let (found, name) = rest.split_once(" = ")?;
        (found == code).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_where_there_is_an_abbreviation() {
        for (abbreviation, title, date, expected) in [
            (Some("ASEAN Charter"), "Charter of the Association", Some("2007-11-20"), "asean-charter-2007"),
            (None, "Singapore Declaration of 1992", Some("1992-01-28"), "singapore-declaration-of-1992"),
            (None, "ASEAN's Six-Point Principles", Some("2012-07"), "asean-s-six-point-principles-2012"),
            (Some("DEFA"), "Framework", None, "defa"),
            (None, "Agreement on Customs (2012)", Some("2012-03-30"), "agreement-on-customs-2012"),
        ] {
            assert_eq!(key(abbreviation, title, date), expected);
        }
    }

    #[test]
    fn every_rule_on_file_can_be_read() {
        for line in ENTRY_RULES.lines().skip(1) {
            let (key, _) = line.split_once(',').expect("columns");
            assert!(entry_rule(key).is_some_and(|(_, article)| !article.is_empty()), "{line}");
        }
        assert!(entry_rule("no-such-agreement").is_none());
    }

    #[test]
    fn states_are_read_from_the_records_wording() {
        for (status, expected) in [
            ("in force", "in-force"),
            ("signed; sources give 10 December 2008 or 2009", "signed"),
            ("superseded by ATIGA", "superseded"),
            ("negotiations concluded 2026-05-30; signature not found", "proposed"),
            ("", "unrecorded"),
            ("lost", "other"),
        ] {
            assert_eq!(state(status), expected);
            assert!(STATES.contains(&expected));
        }
    }

    #[test]
    fn a_corrected_title_is_told_from_another_agreement() {
        assert!(alike("ASEAN Agreement on Customs (1997)", "ASEAN Agreement on Customs"));
        assert!(!alike(
            "ASEAN Declaration on Heritage Parks",
            "Bangkok Declaration on the ASEAN Environment"
        ));
    }

    #[test]
    fn families_cover_every_type() {
        assert!(KINDS.iter().all(|kind| FAMILIES.contains(&family(kind))));
    }
}
