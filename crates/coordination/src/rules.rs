//! Rules of meetings and agendas: values in, values out.

use crate::model::BodyRef;
use jiff::{Span, Timestamp, civil};
use mufakat_base::{FieldError, Problem, Result, dates};
use std::collections::BTreeMap;

/// Levels of an agenda: 1, 1.1, 1.1.1, 1.1.1.1.
pub const DEPTH_MAX: usize = 4;
/// Items of one agenda; what the printed form holds.
pub const ITEMS_MAX: usize = mufakat_paper::AGENDA_ITEMS_MAX;
/// Weeks before the opening by which documents are due when nobody said otherwise.
pub const DOCUMENT_WEEKS: i64 = 6;
/// Longest meeting, in days: a typing slip in a year is caught by it.
pub const DAYS_MAX: i64 = 60;

/// English ordinal of a number: `1st`, `2nd`, `3rd`, `4th`, `11th`, `21st`.
pub fn ordinal(number: i64) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// Title of a meeting from its series and ordinal: `46th ASEAN Summit`; without an ordinal the year
/// tells it from the others.
pub fn title(series_name: &str, number: Option<i64>, start_date: &str) -> String {
    match number {
        Some(number) => format!("{} {series_name}", ordinal(number)),
        None => format!("{series_name} {}", start_date.get(..4).unwrap_or(start_date)),
    }
}

/// Guessable part of a meeting's address: `summit-46`, `special-2020`.
pub fn key(series: &str, number: Option<i64>, date: &str) -> String {
    let tail = number.map_or_else(|| date.to_owned(), |number| number.to_string());
    let series: String =
        series.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{series}-{tail}")
}

/// An item as the numbering sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub id: String,
    pub parent: Option<String>,
    /// Place among all; only the order of siblings counts.
    pub position: i64,
}

/// An item with its place and number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    pub id: String,
    pub position: i64,
    pub number: String,
}

fn children(nodes: &[Node]) -> BTreeMap<Option<&str>, Vec<&Node>> {
    let mut tree: BTreeMap<Option<&str>, Vec<&Node>> = BTreeMap::new();
    for node in nodes {
        tree.entry(node.parent.as_deref()).or_default().push(node);
    }
    for siblings in tree.values_mut() {
        siblings.sort_by_key(|node| node.position);
    }
    tree
}

/// Puts items in reading order and numbers them. Items that hang on nothing at the top (a cycle, a
/// lost parent) are not placed: no caller makes them, see [`under`].
pub fn arrange(nodes: &[Node]) -> Vec<Placed> {
    fn walk(
        tree: &BTreeMap<Option<&str>, Vec<&Node>>,
        parent: Option<&str>,
        prefix: &str,
        out: &mut Vec<Placed>,
    ) {
        for (place, node) in tree.get(&parent).into_iter().flatten().enumerate() {
            let number =
                if prefix.is_empty() { format!("{}", place + 1) } else { format!("{prefix}.{}", place + 1) };
            out.push(Placed { id: node.id.clone(), position: out.len() as i64 + 1, number: number.clone() });
            walk(tree, Some(&node.id), &number, out);
        }
    }
    let mut out = Vec::with_capacity(nodes.len());
    walk(&children(nodes), None, "", &mut out);
    out
}

/// Identities from an item up to the top, itself first. Stops at a cycle.
fn line<'n>(nodes: &'n [Node], id: &'n str) -> Vec<&'n str> {
    let mut out = Vec::new();
    let mut at = Some(id);
    while let Some(here) = at {
        if out.contains(&here) {
            break;
        }
        out.push(here);
        at = nodes.iter().find(|node| node.id == here).and_then(|node| node.parent.as_deref());
    }
    out
}

/// Levels an item and what is under it take.
fn height(tree: &BTreeMap<Option<&str>, Vec<&Node>>, id: &str) -> usize {
    1 + tree.get(&Some(id)).into_iter().flatten().map(|child| height(tree, &child.id)).max().unwrap_or(0)
}

/// May the item (or a new one) stand under that parent? Never under itself, never below the fourth
/// level, never under an item of another agenda.
pub fn under(nodes: &[Node], item: Option<&str>, parent: Option<&str>) -> Result<()> {
    let Some(parent) = parent else { return Ok(()) };
    if !nodes.iter().any(|node| node.id == parent) {
        return Err(Problem::field("parent", "error-choice"));
    }
    let above = line(nodes, parent);
    if item.is_some_and(|item| above.contains(&item)) {
        return Err(Problem::field("parent", "error-item-under-itself"));
    }
    let own = item.map_or(1, |item| height(&children(nodes), item));
    if above.len() + own > DEPTH_MAX {
        return Err(Problem::Invalid(vec![
            FieldError::new("parent", "error-item-too-deep").with("most", DEPTH_MAX),
        ]));
    }
    Ok(())
}

/// Where an item goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// Swaps an item with its neighbour; at the edge nothing moves.
pub fn moved(nodes: &[Node], id: &str, direction: Direction) -> Vec<Node> {
    let mut out = nodes.to_vec();
    let Some(here) = nodes.iter().find(|node| node.id == id) else { return out };
    let mut siblings: Vec<&Node> = nodes.iter().filter(|node| node.parent == here.parent).collect();
    siblings.sort_by_key(|node| node.position);
    let place = siblings.iter().position(|node| node.id == id).unwrap_or(0);
    let other = match direction {
        Direction::Up => place.checked_sub(1),
        Direction::Down => Some(place + 1),
    };
    if let Some(other) = other.and_then(|place| siblings.get(place)) {
        for node in &mut out {
            if node.id == here.id {
                node.position = other.position;
            } else if node.id == other.id {
                node.position = here.position;
            }
        }
    }
    out
}

/// Beginning and end of a meeting at its venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    pub start: Timestamp,
    pub end: Timestamp,
    /// Days at the venue.
    pub start_date: civil::Date,
    pub end_date: civil::Date,
    pub zone: String,
}

/// Times typed at the venue's clock as instants. A time a clock change skips counts as the one after
/// the gap; an end before the beginning is refused.
pub fn sitting(start: civil::DateTime, end: civil::DateTime, zone: &str) -> Result<Sitting> {
    let tz = dates::zone(zone).ok_or_else(|| Problem::field("zone", "error-zone"))?;
    let from = dates::instant(start, &tz).ok_or_else(|| Problem::field("start", "error-date-time"))?;
    let to = dates::instant(end, &tz).ok_or_else(|| Problem::field("end", "error-date-time"))?;
    if to <= from {
        return Err(Problem::field("end", "error-end-before-start"));
    }
    let (start_date, end_date) = (dates::day_in(from, zone), dates::day_in(to, zone));
    if start_date.until(end_date).is_ok_and(|span| i64::from(span.get_days()) > DAYS_MAX) {
        return Err(Problem::Invalid(vec![
            FieldError::new("end", "error-meeting-too-long").with("most", DAYS_MAX),
        ]));
    }
    Ok(Sitting { start: from, end: to, start_date, end_date, zone: zone.to_owned() })
}

/// A day counted back from another, with how it was counted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Deadline {
    /// ISO date.
    pub date: String,
    pub weeks: i64,
    /// Day it is counted from.
    pub from: String,
}

/// The day documents are due: so many weeks before the opening day at the venue.
pub fn document_deadline(start_date: &str, weeks: i64) -> Option<Deadline> {
    let day = dates::parse_date(start_date)?;
    let due = day.checked_sub(Span::new().try_weeks(weeks).ok()?).ok()?;
    Some(Deadline { date: due.to_string(), weeks, from: start_date.to_owned() })
}

/// What a meeting must have by the way people take part: a city where they meet, a link where they
/// join.
pub fn takes_place(mode: &str, city: &str, link: &str) -> Result<()> {
    let mut wrong = Vec::new();
    if matches!(mode, "physical" | "hybrid") && city.is_empty() {
        wrong.push(FieldError::new("city", "error-city-needed"));
    }
    if matches!(mode, "online" | "hybrid") && link.is_empty() {
        wrong.push(FieldError::new("link", "error-link-needed"));
    }
    if !link.is_empty() && !link.starts_with("https://") {
        wrong.push(FieldError::new("link", "error-link"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Problem::Invalid(wrong)) }
}

/// A part of a symbol from a name: letters, digits, points and hyphens.
fn part(text: &str) -> String {
    let clean: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    clean.trim_matches('-').to_uppercase()
}

/// The series of a document's symbol: the profile's template with everything filled in but
/// `{serial}`, which the register gives. A meeting without an ordinal is known by its year.
pub fn symbol_series(
    template: &str,
    body: &BodyRef,
    number: Option<i64>,
    start_date: &str,
    class_code: &str,
) -> String {
    let year = start_date.get(..4).unwrap_or(start_date);
    let number = number.map_or_else(|| year.to_owned(), |number| number.to_string());
    template
        .replace("{body}", &part(body.short()))
        .replace("{ordinal}", &number)
        .replace("{year}", year)
        .replace("{class}", class_code)
}

/// The modifier of the next document after one with the modifier `after`: `Rev` after `Rev.1` is
/// `Rev.2`, `Add` after it is `Rev.1/Add.1`. Numbers in `used` are never given again.
pub fn next_modifier(after: &str, kind: &str, used: &[String]) -> String {
    let mut parts: Vec<&str> = after.split('/').filter(|part| !part.is_empty()).collect();
    if parts.last().and_then(|last| last.split('.').next()) == Some(kind) {
        parts.pop();
    }
    let prefix = parts.join("/");
    let candidate = |number: u32| {
        if prefix.is_empty() { format!("{kind}.{number}") } else { format!("{prefix}/{kind}.{number}") }
    };
    (1..=used.len() as u32 + 1).map(candidate).find(|modifier| !used.contains(modifier)).unwrap_or_default()
}

/// State of a meeting of the record on a day: what is over was held.
pub fn record_status(end_date: &str, today: &str) -> crate::model::Status {
    // Comparing by the known part: a meeting of this month may still be ahead.
    if end_date.len() <= today.len() && end_date < today.get(..end_date.len()).unwrap_or(today) {
        crate::model::Status::Concluded
    } else {
        crate::model::Status::Planned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Act, Status};
    use proptest::prelude::*;

    #[test]
    fn ordinals_are_english() {
        for (number, expected) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (12, "12th"),
            (13, "13th"),
            (21, "21st"),
            (46, "46th"),
            (111, "111th"),
            (122, "122nd"),
        ] {
            assert_eq!(ordinal(number), expected);
        }
        assert_eq!(title("ASEAN Summit", Some(46), "2025-05-26"), "46th ASEAN Summit");
        assert_eq!(
            title("ASEAN Foreign Ministers' Retreat", None, "2026-01-28"),
            "ASEAN Foreign Ministers' Retreat 2026"
        );
        assert_eq!(key("ASEAN-GCC", Some(1), "2023"), "asean-gcc-1");
        assert_eq!(key("SPECIAL", None, "2020"), "special-2020");
    }

    fn node(id: &str, parent: Option<&str>, position: i64) -> Node {
        Node { id: id.into(), parent: parent.map(str::to_owned), position }
    }

    fn numbers(nodes: &[Node]) -> Vec<String> {
        arrange(nodes).into_iter().map(|placed| format!("{} {}", placed.number, placed.id)).collect()
    }

    #[test]
    fn items_are_numbered_by_their_place() {
        let nodes = [
            node("b", None, 20),
            node("a", None, 10),
            node("b2", Some("b"), 22),
            node("b1", Some("b"), 21),
            node("b1x", Some("b1"), 1),
        ];
        assert_eq!(numbers(&nodes), ["1 a", "2 b", "2.1 b1", "2.1.1 b1x", "2.2 b2"]);
        let nodes = moved(&nodes, "b2", Direction::Up);
        assert_eq!(numbers(&nodes), ["1 a", "2 b", "2.1 b2", "2.2 b1", "2.2.1 b1x"]);
        assert_eq!(numbers(&moved(&nodes, "a", Direction::Up)), numbers(&nodes));
        assert_eq!(numbers(&moved(&nodes, "nobody", Direction::Down)), numbers(&nodes));
    }

    #[test]
    fn an_item_is_never_under_itself_nor_too_deep() {
        let nodes = [
            node("a", None, 1),
            node("b", Some("a"), 2),
            node("c", Some("b"), 3),
            node("d", Some("c"), 4),
            node("x", None, 5),
            node("y", Some("x"), 6),
        ];
        let key = |result: Result<()>| match result {
            Ok(()) => "",
            Err(Problem::Invalid(errors)) => errors[0].key,
            Err(_) => "?",
        };
        assert_eq!(key(under(&nodes, Some("a"), Some("a"))), "error-item-under-itself");
        assert_eq!(key(under(&nodes, Some("a"), Some("d"))), "error-item-under-itself");
        assert_eq!(key(under(&nodes, None, Some("d"))), "error-item-too-deep");
        assert_eq!(key(under(&nodes, Some("x"), Some("c"))), "error-item-too-deep");
        assert_eq!(key(under(&nodes, Some("x"), Some("b"))), "");
        assert_eq!(key(under(&nodes, None, Some("elsewhere"))), "error-choice");
    }

    #[test]
    fn times_are_the_venues_and_end_after_they_begin() {
        let at = |text: &str| text.parse::<civil::DateTime>().unwrap();
        let good = sitting(at("2026-11-10T09:00"), at("2026-11-12T17:00"), "Asia/Manila").unwrap();
        assert_eq!(good.start.to_string(), "2026-11-10T01:00:00Z");
        assert_eq!(good.end_date.to_string(), "2026-11-12");
        // The hour that Brussels skips counts as the one after the gap.
        let gap = sitting(at("2026-03-29T02:30"), at("2026-03-29T03:45"), "Europe/Brussels").unwrap();
        assert_eq!(gap.start.to_string(), "2026-03-29T01:30:00Z");
        // 02:30 skipped is 03:30: an end at 03:15 comes before it.
        assert!(sitting(at("2026-03-29T02:30"), at("2026-03-29T03:15"), "Europe/Brussels").is_err());
        assert!(sitting(at("2026-11-10T09:00"), at("2026-11-10T09:00"), "Asia/Manila").is_err());
        assert!(sitting(at("2026-11-10T09:00"), at("2027-11-10T09:00"), "Asia/Manila").is_err());
        assert!(sitting(at("2026-11-10T09:00"), at("2026-11-11T09:00"), "Asia/Atlantis").is_err());
    }

    #[test]
    fn documents_are_due_whole_weeks_before_the_opening() {
        assert_eq!(document_deadline("2026-12-15", 6).unwrap().date, "2026-11-03");
        assert_eq!(document_deadline("2026-01-10", 2).unwrap().date, "2025-12-27");
        assert!(document_deadline("2026", 6).is_none());
    }

    #[test]
    fn a_place_or_a_link_is_needed_by_the_mode() {
        assert!(takes_place("physical", "Manila", "").is_ok());
        assert!(takes_place("physical", "", "").is_err());
        assert!(takes_place("online", "", "https://meet.example/x").is_ok());
        assert!(takes_place("online", "", "").is_err());
        assert!(takes_place("hybrid", "Manila", "").is_err());
        assert!(takes_place("online", "", "javascript:alert(1)").is_err());
    }

    #[test]
    fn symbols_follow_the_profile_and_revisions_are_appended() {
        let body = BodyRef {
            id: String::new(),
            code: "ADMM-PLUS".into(),
            abbreviation: "ADMM-Plus".into(),
            name: String::new(),
            path: String::new(),
        };
        let template = "ASEAN/{body}/{ordinal}/{class}/{serial}";
        assert_eq!(
            symbol_series(template, &body, Some(12), "2026-01-01", "WP"),
            "ASEAN/ADMM-PLUS/12/WP/{serial}"
        );
        assert_eq!(
            symbol_series(template, &body, None, "2026-01-01", "INF"),
            "ASEAN/ADMM-PLUS/2026/INF/{serial}"
        );
        let used = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(next_modifier("", "Rev", &[]), "Rev.1");
        assert_eq!(next_modifier("Rev.1", "Rev", &used(&["Rev.1"])), "Rev.2");
        assert_eq!(next_modifier("Rev.1", "Add", &used(&["Rev.1"])), "Rev.1/Add.1");
        assert_eq!(next_modifier("Rev.1/Add.2", "Corr", &[]), "Rev.1/Add.2/Corr.1");
        assert_eq!(next_modifier("", "Rev", &used(&["Rev.1", "Rev.2"])), "Rev.3");
    }

    #[test]
    fn the_record_is_concluded_only_when_surely_over() {
        assert_eq!(record_status("2025-05-27", "2026-11-25"), Status::Concluded);
        assert_eq!(record_status("2026-11", "2026-11-25"), Status::Planned);
        assert_eq!(record_status("2026", "2026-11-25"), Status::Planned);
        assert_eq!(record_status("2026-11-25", "2026-11-25"), Status::Planned);
    }

    proptest! {
        /// Whatever is tried in whatever order: what is over stays over, a report is adopted only
        /// after a session, and the offered acts are exactly those that succeed.
        #[test]
        fn no_sequence_of_acts_leaves_the_machine_inconsistent(tried in proptest::collection::vec(0..Act::ALL.len(), 0..40)) {
            let (mut status, mut history) = (Status::Planned, vec![Status::Planned]);
            for act in tried.into_iter().map(|place| Act::ALL[place]) {
                let offered = status.acts().contains(&act);
                match status.after(act) {
                    Ok(next) => {
                        prop_assert!(offered && !status.is_final() && next != status);
                        if next == Status::InSession { prop_assert_eq!(status, Status::AgendaCirculated); }
                        if next == Status::ReportAdopted { prop_assert!(history.contains(&Status::InSession)); }
                        // Nothing held can be cancelled, and nothing begun is planned again.
                        if matches!(next, Status::Cancelled | Status::Postponed | Status::Planned) {
                            prop_assert!(!history.contains(&Status::InSession));
                        }
                        status = next;
                        history.push(next);
                    }
                    Err(_) => prop_assert!(!offered),
                }
                prop_assert_eq!(status.acts().is_empty(), status.is_final());
                prop_assert!(status.next().is_none_or(|act| status.after(act).is_ok()));
                prop_assert_eq!(Status::parse(status.name()), Some(status));
            }
        }

        /// Numbers are unique, in order, and nobody is lost, whatever is moved.
        #[test]
        fn numbering_places_every_item_once(parents in proptest::collection::vec(0_usize..6, 1..30), moves in proptest::collection::vec((0_usize..30, any::<bool>()), 0..10)) {
            let mut nodes: Vec<Node> = Vec::new();
            for (place, parent) in parents.iter().enumerate() {
                let parent = place.checked_sub(*parent + 1).map(|above| nodes[above].id.clone());
                let parent = parent.filter(|parent| under(&nodes, None, Some(parent)).is_ok());
                nodes.push(Node { id: format!("n{place}"), parent, position: place as i64 });
            }
            for (place, up) in moves {
                let id = nodes[place % nodes.len()].id.clone();
                nodes = moved(&nodes, &id, if up { Direction::Up } else { Direction::Down });
            }
            let placed = arrange(&nodes);
            prop_assert_eq!(placed.len(), nodes.len());
            let mut numbers: Vec<&str> = placed.iter().map(|item| item.number.as_str()).collect();
            prop_assert!(numbers.iter().all(|number| number.split('.').count() <= DEPTH_MAX));
            numbers.sort_unstable();
            numbers.dedup();
            prop_assert_eq!(numbers.len(), nodes.len());
        }
    }
}
