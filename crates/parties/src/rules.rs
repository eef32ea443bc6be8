//! Rules of membership, chairmanship, offices and names. Values in, values out.
//!
//! Sources: ASEAN Charter articles 11 (Secretary-General) and 31 (chairmanship), the Secretariat's
//! page on Deputy Secretaries-General, rules A.1, R11, R13 and R23 of the design notes.

use jiff::{Span, civil::Date};
use mufakat_base::dates::PartialDate;
use serde::Serialize;

/// Years a Secretary-General serves, once (Charter, article 11).
pub const SECRETARY_GENERAL_YEARS: i64 = 5;
/// Years of one term of a Deputy Secretary-General.
pub const DEPUTY_YEARS: i64 = 3;
/// Deputies in office at any time.
pub const DEPUTIES: usize = 4;
/// Deputies nominated by rotation, and as many openly recruited.
pub const DEPUTIES_BY_ROUTE: usize = 2;

/// Code, day of admission and day of withdrawal: both ISO 8601, possibly without day or month.
pub type Membership<'m> = (&'m str, &'m str, Option<&'m str>);

/// First day a possibly partial date can mean.
pub fn first_day(iso: &str) -> Option<Date> {
    PartialDate::parse(iso)?.first_day()
}

/// Last day a possibly partial date can mean: `2024` is 31 December 2024.
pub fn last_day(iso: &str) -> Option<Date> {
    let first = first_day(iso)?;
    match iso.len() {
        4 => Some(first.last_of_year()),
        7 => Some(first.last_of_month()),
        _ => Some(first),
    }
}

/// True from the day of admission to the day before withdrawal takes effect.
pub fn is_member(date: Date, admitted: &str, withdrawn: Option<&str>) -> bool {
    let left = withdrawn.filter(|iso| !iso.is_empty()).and_then(first_day);
    first_day(admitted).is_some_and(|from| from <= date) && left.is_none_or(|day| date < day)
}

/// Codes of those who are members on a day, in the order given.
///
/// ```
/// # use mufakat_parties::rules::members_on;
/// let day = |text: &str| text.parse().expect("a date");
/// let all = [("TH", "1967-08-08", None), ("TL", "2025-10-26", None)];
/// assert_eq!(members_on(day("2025-10-25"), &all), ["TH"]);
/// assert_eq!(members_on(day("2025-10-26"), &all), ["TH", "TL"]);
/// ```
pub fn members_on<'m>(date: Date, memberships: &[Membership<'m>]) -> Vec<&'m str> {
    memberships
        .iter()
        .filter(|(_, admitted, withdrawn)| is_member(date, admitted, *withdrawn))
        .map(|(code, _, _)| *code)
        .collect()
}

/// True when a day lies in a term; an empty end is open.
pub fn in_term(date: Date, start: &str, end: &str) -> bool {
    first_day(start).is_some_and(|from| from <= date)
        && (end.is_empty() || last_day(end).is_none_or(|to| date <= to))
}

// ---- The chair ----

/// One chairmanship as decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chairing<'c> {
    pub year: i64,
    pub code: &'c str,
    pub start: &'c str,
    pub end: &'c str,
}

/// Who chairs on a day by the list of decisions; where two overlap, the one that began later.
pub fn chair_on<'l, 'c>(date: Date, list: &'l [Chairing<'c>]) -> Option<&'l Chairing<'c>> {
    list.iter().filter(|one| in_term(date, one.start, one.end)).max_by_key(|one| first_day(one.start))
}

/// How a chairmanship stands to the alphabetical rotation (Charter, article 31; rule R11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Turn {
    /// The list begins here: nothing to compare with.
    First,
    /// The same chair goes on.
    Continued,
    InTurn,
    /// Two members exchanged their years.
    Exchanged {
        with_year: i64,
    },
    /// The members named were due before and were passed over.
    PassedOver {
        members: Vec<String>,
    },
}

/// The rotation read from the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rotation {
    /// One for each entry of the list.
    pub turns: Vec<Turn>,
    /// Where the rotation stands after the last entry: whose turn was used up.
    pub stands_at: Option<String>,
}

/// The member after `code` in an order, from the last back to the first; the first when `code` is
/// not in it.
pub fn next_in_order<'o>(order: &[&'o str], code: &str) -> Option<&'o str> {
    let place = order.iter().position(|one| *one == code).map_or(0, |place| (place + 1) % order.len().max(1));
    order.get(place).copied()
}

/// Compares the list (year and code, oldest first) with the alphabetical rotation among the members
/// of each year. Exceptions are decisions, so they are read from the list: an exchange when the two
/// sat in each other's year within one round, else a passing-over.
pub fn rotation<'o>(list: &[(i64, &str)], order: impl Fn(i64) -> Vec<&'o str>) -> Rotation {
    let mut turns: Vec<Option<Turn>> = vec![None; list.len()];
    let mut due_after: Option<String> = None;
    for (place, (year, code)) in list.iter().enumerate() {
        let Some(before) = due_after.clone() else {
            (turns[place], due_after) = (Some(Turn::First), Some((*code).to_owned()));
            continue;
        };
        if place > 0 && list[place - 1].1 == *code {
            turns[place] = Some(Turn::Continued);
            continue;
        }
        let members = order(*year);
        let Some(due) = next_in_order(&members, &before) else { continue };
        if turns[place].is_some() || due == *code {
            turns[place].get_or_insert(Turn::InTurn);
            due_after = Some(due.to_owned());
        } else if let Some(other) = exchanged(&list[place..], due, code, &order, members.len()) {
            turns[place] = Some(Turn::Exchanged { with_year: list[place + other].0 });
            turns[place + other] = Some(Turn::Exchanged { with_year: *year });
            due_after = Some(due.to_owned());
        } else {
            turns[place] = Some(Turn::PassedOver { members: passed_over(&members, due, code) });
            due_after = Some((*code).to_owned());
        }
    }
    Rotation {
        turns: turns.into_iter().map(|turn| turn.unwrap_or(Turn::InTurn)).collect(),
        stands_at: due_after,
    }
}

/// Distance to the entry in which `due` sits where `code` would have been due.
fn exchanged<'o>(
    rest: &[(i64, &str)],
    due: &str,
    code: &str,
    order: &impl Fn(i64) -> Vec<&'o str>,
    round: usize,
) -> Option<usize> {
    let mut turn = due.to_owned();
    let mut sitting = rest.first()?.1;
    for (distance, (year, chair)) in rest.iter().enumerate().skip(1).take(round) {
        if *chair == sitting {
            continue;
        }
        sitting = chair;
        turn = next_in_order(&order(*year), &turn)?.to_owned();
        if turn == code {
            return (*chair == due).then_some(distance);
        }
    }
    None
}

fn passed_over(order: &[&str], due: &str, code: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut turn = due;
    while turn != code && out.len() < order.len() {
        out.push(turn.to_owned());
        match next_in_order(order, turn) {
            Some(next) => turn = next,
            None => break,
        }
    }
    out
}

/// Where the next chair comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Decided and on the list.
    Listed,
    /// What the alphabetical order would give; nobody has decided.
    Rotation,
}

/// Who chairs in a year: the list when it says so, else what the rotation would give.
pub fn chair_of_year<'o>(
    year: i64,
    list: &[(i64, &'o str)],
    order: impl Fn(i64) -> Vec<&'o str>,
) -> Option<(String, Basis)> {
    if let Some((_, code)) = list.iter().rfind(|(listed, _)| *listed == year) {
        return Some(((*code).to_owned(), Basis::Listed));
    }
    let listed_to = list.iter().map(|(listed, _)| *listed).max()?;
    let mut turn = rotation(list, &order).stands_at?;
    for later in listed_to + 1..=year {
        next_in_order(&order(later), &turn)?.clone_into(&mut turn);
    }
    (year > listed_to).then_some((turn, Basis::Rotation))
}

// ---- Offices ----

/// Last day of a Secretary-General's term that began on a day.
pub fn secretary_general_until(start: Date) -> Option<Date> {
    until(start, SECRETARY_GENERAL_YEARS)
}

fn until(start: Date, years: i64) -> Option<Date> {
    start.checked_add(Span::new().years(years)).ok()?.yesterday().ok()
}

/// How a Deputy came to office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Route {
    /// Nominated by rotation: three years, not renewable.
    Nominated,
    /// Openly recruited: three years, renewable once.
    Recruited,
}

impl Route {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "nominated" => Some(Self::Nominated),
            "recruited" => Some(Self::Recruited),
            _ => None,
        }
    }
}

/// A Deputy in office on the day asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deputy<'d> {
    pub name: &'d str,
    pub nationality: &'d str,
    /// Not known for everyone.
    pub route: Option<Route>,
    pub start: &'d str,
    /// Terms served before this one.
    pub earlier_terms: usize,
}

/// What does not fit the constraints on the set of Deputies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DeputyProblem {
    TooMany { count: usize },
    NationalityOfSecretaryGeneral { name: String },
    SameNationality { name: String, other: String },
    TooManyOfRoute { route: Route, count: usize },
    TermTooLong { name: String, until: String },
    Renewed { name: String },
}

/// Checks the Deputies in office on a day: none of the Secretary-General's nationality, from four
/// different states; two nominated and two recruited; terms of three years, renewable only once and
/// only for the recruited (rule A.1).
pub fn deputies_problems(date: Date, secretary_general: &str, deputies: &[Deputy<'_>]) -> Vec<DeputyProblem> {
    let mut found = Vec::new();
    if deputies.len() > DEPUTIES {
        found.push(DeputyProblem::TooMany { count: deputies.len() });
    }
    for (place, deputy) in deputies.iter().enumerate() {
        let name = deputy.name.to_owned();
        if deputy.nationality == secretary_general {
            found.push(DeputyProblem::NationalityOfSecretaryGeneral { name: name.clone() });
        }
        if let Some(other) = deputies[..place].iter().find(|other| other.nationality == deputy.nationality) {
            found.push(DeputyProblem::SameNationality { name: name.clone(), other: other.name.to_owned() });
        }
        // Records run a renewed term on in one row, so only the nominated are held to a single one. A
        // start known to the year only may have been its last day: the benefit of the doubt.
        let years = if deputy.route == Some(Route::Nominated) { DEPUTY_YEARS } else { 2 * DEPUTY_YEARS };
        if let Some(end) =
            last_day(deputy.start).and_then(|start| until(start, years)).filter(|end| date > *end)
        {
            found.push(DeputyProblem::TermTooLong { name: name.clone(), until: end.to_string() });
        }
        let allowed = match deputy.route {
            Some(Route::Nominated) => 0,
            Some(Route::Recruited) | None => 1,
        };
        if deputy.earlier_terms > allowed {
            found.push(DeputyProblem::Renewed { name });
        }
    }
    for route in [Route::Nominated, Route::Recruited] {
        let count = deputies.iter().filter(|deputy| deputy.route == Some(route)).count();
        if count > DEPUTIES_BY_ROUTE {
            found.push(DeputyProblem::TooManyOfRoute { route, count });
        }
    }
    found
}

// ---- Names ----

/// The parts of a person's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NameParts {
    pub given: String,
    pub family: String,
    /// Such as `Jr.`.
    pub suffix: String,
    pub honorific: String,
    /// The family name stands first: Khmer, Vietnamese, Chinese names.
    pub family_first: bool,
    /// No family name, or a patronymic: never turned round. It is all in `given`.
    pub single: bool,
    /// Has a family name and is listed by the given one: Thai and Lao names.
    pub by_given: bool,
}

/// Family names that stand first in the Chinese names of members whose other names do not.
const CHINESE_FAMILY_NAMES: &[&str] = &[
    "Ang", "Chan", "Chew", "Chong", "Chua", "Foo", "Goh", "Ho", "Khaw", "Koh", "Kwok", "Lau", "Lee", "Leong",
    "Liew", "Lim", "Loh", "Low", "Ng", "Ong", "Pang", "Sim", "Tan", "Tay", "Teo", "Toh", "Wong", "Yap",
    "Yeo", "Yong",
];

impl NameParts {
    /// Reads the parts from a name as written, by the custom of a nationality (ISO 3166). Only a
    /// reading: a profile that names the parts itself is believed instead.
    ///
    /// ```
    /// # use mufakat_parties::rules::NameParts;
    /// let name = NameParts::read("Rodolfo C. Severino Jr.", "PH");
    /// assert_eq!(name.list_form(), "SEVERINO, Rodolfo C., Jr.");
    /// ```
    pub fn read(name: &str, nationality: &str) -> Self {
        let mut words: Vec<&str> = name.split_whitespace().collect();
        let suffix = match words.last() {
            Some(last)
                if words.len() > 2 && matches!(*last, "Jr." | "Jr" | "Sr." | "Sr" | "II" | "III" | "IV") =>
            {
                words.pop()
            }
            _ => None,
        };
        let suffix = suffix.unwrap_or_default().to_owned();
        let patronymic =
            words.iter().any(|word| matches!(*word, "bin" | "binti" | "bte" | "a/l" | "a/p" | "s/o" | "d/o"));
        // Initials at the end stand for the father's name.
        let initials = words.last().is_some_and(|word| word.chars().count() == 1);
        let chinese =
            words.len() > 2 && words.first().is_some_and(|word| CHINESE_FAMILY_NAMES.contains(word));
        let whole =
            |single| Self { given: words.join(" "), suffix: suffix.clone(), single, ..Self::default() };
        if words.len() < 2 || patronymic || initials {
            return whole(true);
        }
        let first = |words: &[&str]| Self {
            family: words.first().copied().unwrap_or_default().to_owned(),
            given: words.get(1..).unwrap_or_default().join(" "),
            suffix: suffix.clone(),
            family_first: true,
            ..Self::default()
        };
        let (given, family) = words.split_at(words.len() - 1);
        let last = Self {
            given: given.join(" "),
            family: family.join(" "),
            suffix: suffix.clone(),
            ..Self::default()
        };
        match nationality {
            "KH" | "VN" | "CN" | "KR" => first(&words),
            "SG" | "MY" | "BN" if chinese => first(&words),
            // Malay, Burmese and most Indonesian names have no family name to turn to the front.
            "MM" | "ID" => whole(true),
            "MY" | "BN" if words.len() > 2 => whole(true),
            "TH" | "LA" => Self { by_given: true, ..last },
            _ => last,
        }
    }

    fn plain(&self) -> String {
        match (self.single, self.family_first) {
            (true, _) => self.given.clone(),
            (false, true) => format!("{} {}", self.family, self.given),
            (false, false) => format!("{} {}", self.given, self.family),
        }
        .trim()
        .to_owned()
    }

    /// As a person is addressed: honorific and name in its own order.
    pub fn formal(&self) -> String {
        [self.honorific.as_str(), &self.plain(), &self.suffix]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// As lists of participants write it: the family name in capitals, at the front where it is
    /// looked up; a name without one stays as it is.
    pub fn list_form(&self) -> String {
        let family = self.family.to_uppercase();
        let name = match (self.single || family.is_empty(), self.family_first, self.by_given) {
            (true, _, _) => self.given.clone(),
            (false, true, _) => format!("{family} {}", self.given),
            (false, false, true) => format!("{} {family}", self.given),
            (false, false, false) => format!("{family}, {}", self.given),
        };
        if self.suffix.is_empty() { name } else { format!("{name}, {}", self.suffix) }
    }

    /// What lists are ordered by.
    pub fn sort_form(&self) -> String {
        if self.single || self.by_given || self.family_first {
            self.plain()
        } else {
            format!("{} {}", self.family, self.given)
        }
    }

    /// Two letters for a portrait nobody has.
    pub fn initials(&self) -> String {
        let words = self.plain();
        let mut words = words.split_whitespace();
        let letter = |word: Option<&str>| {
            word.and_then(|word| word.chars().next())
                .map(|c| c.to_uppercase().to_string())
                .unwrap_or_default()
        };
        format!("{}{}", letter(words.next()), letter(words.last()))
    }
}

/// Guessable part of an address from a name: lower-case letters, digits and hyphens.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in mufakat_lexis::normal::fold(name).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}
