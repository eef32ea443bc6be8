//! Calendars for other programs: iCalendar (RFC 5545, with the properties of RFC 7986).
//!
//! Pure: values in, text out, and the same values give the same bytes, so that a subscribed program
//! sees a change only when there is one. Zones are written out from the zone data (`VTIMEZONE`,
//! 3.6.5): an open yearly rule where the clock changes keep one, dates by name where they do not.

use jiff::{
    Timestamp, civil,
    tz::{Offset, TimeZone},
};
use std::{collections::BTreeMap, fmt::Write};

/// Octets in a content line before it is folded (3.1), the line's end not counted.
pub const LINE_OCTETS_MAX: usize = 75;

/// Product that wrote the calendar.
const PRODUCT: &str = "-//Mufakat//Permanent secretariat//EN";

/// When an event takes place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Instants, shown in the zone of the venue; an unknown zone counts as UTC.
    Instants { start: Timestamp, end: Option<Timestamp>, zone: String },
    /// Whole days, the last one included.
    Days { first: civil::Date, last: civil::Date },
}

/// How certain an event is (3.8.1.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Tentative,
    Confirmed,
    Cancelled,
}

impl Status {
    const fn name(self) -> &'static str {
        match self {
            Self::Tentative => "TENTATIVE",
            Self::Confirmed => "CONFIRMED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Never changes: `{record id}@{host}`.
    pub uid: String,
    /// Raised whenever time, place or status change.
    pub sequence: i64,
    pub status: Status,
    /// Last change of the record: stamp and last modification, never the time of asking.
    pub changed: Timestamp,
    pub created: Timestamp,
    pub summary: String,
    /// Language of the summary as a BCP 47 tag.
    pub lang: String,
    pub when: When,
    pub location: String,
    pub description: String,
    pub url: String,
    pub categories: Vec<String>,
    /// Open to everyone.
    pub public: bool,
}

/// A calendar to publish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    pub name: String,
    pub description: String,
    /// Address this calendar is fetched from.
    pub source: String,
    /// Zone a program may show the calendar in.
    pub zone: String,
    /// Hours after which a subscribed program should look again; 0 for a single event.
    pub refresh_hours: u32,
    pub events: Vec<Item>,
}

/// The text of a calendar: lines folded, ended by CRLF.
pub fn calendar(calendar: &Calendar) -> String {
    let mut out = Lines::default();
    out.put("BEGIN:VCALENDAR");
    out.put("VERSION:2.0");
    out.put(&format!("PRODID:{PRODUCT}"));
    out.put("CALSCALE:GREGORIAN");
    out.put("METHOD:PUBLISH");
    if !calendar.name.is_empty() {
        out.put(&format!("NAME:{}", text(&calendar.name)));
        out.put(&format!("X-WR-CALNAME:{}", text(&calendar.name)));
    }
    if !calendar.description.is_empty() {
        out.put(&format!("DESCRIPTION:{}", text(&calendar.description)));
        out.put(&format!("X-WR-CALDESC:{}", text(&calendar.description)));
    }
    if zone_named(&calendar.zone).is_some() {
        out.put(&format!("X-WR-TIMEZONE:{}", calendar.zone));
    }
    if calendar.refresh_hours > 0 {
        out.put(&format!("REFRESH-INTERVAL;VALUE=DURATION:PT{}H", calendar.refresh_hours));
        out.put(&format!("X-PUBLISHED-TTL:PT{}H", calendar.refresh_hours));
    }
    if !calendar.source.is_empty() {
        out.put(&format!("SOURCE;VALUE=URI:{}", uri(&calendar.source)));
    }
    for (name, (zone, first, last)) in zones_of(&calendar.events) {
        time_zone(&mut out, &name, &zone, first, last);
    }
    for item in &calendar.events {
        event(&mut out, item);
    }
    out.put("END:VCALENDAR");
    out.text
}

fn event(out: &mut Lines, item: &Item) {
    out.put("BEGIN:VEVENT");
    out.put(&format!("UID:{}", text(&item.uid)));
    out.put(&format!("DTSTAMP:{}", utc(item.changed)));
    out.put(&format!("CREATED:{}", utc(item.created)));
    out.put(&format!("LAST-MODIFIED:{}", utc(item.changed)));
    out.put(&format!("SEQUENCE:{}", item.sequence.max(0)));
    out.put(&format!("STATUS:{}", item.status.name()));
    match &item.when {
        When::Instants { start, end, zone } => {
            instant(out, "DTSTART", *start, zone);
            if let Some(end) = end.filter(|end| end > start) {
                instant(out, "DTEND", end, zone);
            }
        }
        When::Days { first, last } => {
            // The end is the first day after (3.6.1).
            let after = last.max(first).tomorrow().unwrap_or(*last);
            out.put(&format!("DTSTART;VALUE=DATE:{}", day(*first)));
            out.put(&format!("DTEND;VALUE=DATE:{}", day(after)));
            out.put("TRANSP:TRANSPARENT");
        }
    }
    let lang =
        if item.lang.is_empty() { String::new() } else { format!(";LANGUAGE={}", parameter(&item.lang)) };
    out.put(&format!("SUMMARY{lang}:{}", text(&item.summary)));
    if !item.location.is_empty() {
        out.put(&format!("LOCATION:{}", text(&item.location)));
    }
    if !item.description.is_empty() {
        out.put(&format!("DESCRIPTION:{}", text(&item.description)));
    }
    if !item.categories.is_empty() {
        out.put(&format!(
            "CATEGORIES:{}",
            item.categories.iter().map(|word| text(word)).collect::<Vec<_>>().join(",")
        ));
    }
    out.put(if item.public { "CLASS:PUBLIC" } else { "CLASS:CONFIDENTIAL" });
    if !item.url.is_empty() {
        out.put(&format!("URL:{}", uri(&item.url)));
    }
    out.put("END:VEVENT");
}

fn instant(out: &mut Lines, name: &str, at: Timestamp, zone: &str) {
    match zone_named(zone) {
        Some(tz) => out.put(&format!("{name};TZID={zone}:{}", local(at.to_zoned_datetime(tz).datetime()))),
        None => out.put(&format!("{name}:{}", utc(at))),
    }
}

/// A zone that has to be written out; UTC has its own form.
fn zone_named(name: &str) -> Option<TimeZone> {
    if name == "UTC" { None } else { mufakat_base::dates::zone(name) }
}

/// The zones of events with the first and last year each is needed for.
fn zones_of(events: &[Item]) -> BTreeMap<String, (TimeZone, i16, i16)> {
    let mut zones: BTreeMap<String, (TimeZone, i16, i16)> = BTreeMap::new();
    for item in events {
        let When::Instants { start, end, zone } = &item.when else { continue };
        let Some(tz) = zone_named(zone) else { continue };
        let first = start.to_zoned_datetime(tz.clone()).year();
        let last = end.unwrap_or(*start).to_zoned_datetime(tz.clone()).year();
        let entry = zones.entry(zone.clone()).or_insert((tz, first, last));
        (entry.1, entry.2) = (entry.1.min(first), entry.2.max(last));
    }
    zones
}

/// A change of the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    /// Wall time just before the change, which is how the onset is written.
    onset: civil::DateTime,
    from: Offset,
    to: Offset,
    name: String,
    daylight: bool,
}

/// Years looked at beyond those needed, to tell a standing rule from a passing one.
const RULE_YEARS: i16 = 4;

fn time_zone(out: &mut Lines, name: &str, zone: &TimeZone, first_year: i16, last_year: i16) {
    out.put("BEGIN:VTIMEZONE");
    out.put(&format!("TZID:{name}"));
    // One year earlier, so that every event lies after a change.
    let from = new_year(first_year.saturating_sub(1));
    let until = new_year(last_year.saturating_add(1 + RULE_YEARS));
    let start = zone.to_offset_info(from);
    let (offset, abbreviation, daylight) =
        (start.offset(), start.abbreviation().to_owned(), start.dst().is_dst());
    let changes = changes(zone, offset, from, until);
    if changes.first().is_none_or(|change| change.onset.year() >= first_year) {
        let onset = civil::date(1970, 1, 1).at(0, 0, 0, 0);
        observance(out, &Change { onset, from: offset, to: offset, name: abbreviation, daylight }, &[]);
    }
    for group in groups(changes) {
        let Some((first, rest)) = group.split_first() else { continue };
        if let Some(rule) = rule(&group, last_year.saturating_add(RULE_YEARS)) {
            observance(out, first, &[format!("RRULE:{rule}")]);
        } else {
            let dates: Vec<String> =
                rest.iter().map(|change| format!("RDATE:{}", local(change.onset))).collect();
            observance(out, first, &dates);
        }
    }
    out.put("END:VTIMEZONE");
}

fn new_year(year: i16) -> Timestamp {
    let day = civil::date(year.clamp(1, 9_990), 1, 1).at(0, 0, 0, 0);
    mufakat_base::dates::instant(day, &TimeZone::UTC).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The changes of a zone's clock in a span, as people there see them.
fn changes(zone: &TimeZone, mut offset: Offset, from: Timestamp, until: Timestamp) -> Vec<Change> {
    let mut out = Vec::new();
    let mut name = String::new();
    for step in zone.following(from).take_while(|step| step.timestamp() < until) {
        // Some zones rename themselves without moving the clock: no change for a calendar.
        if step.offset() == offset && step.abbreviation() == name {
            continue;
        }
        out.push(Change {
            onset: offset.to_datetime(step.timestamp()),
            from: offset,
            to: step.offset(),
            name: step.abbreviation().to_owned(),
            daylight: step.dst().is_dst(),
        });
        offset = step.offset();
        step.abbreviation().clone_into(&mut name);
    }
    out
}

/// Changes of one kind together, in the order of their first onset.
fn groups(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut groups: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        let kin = |group: &&mut Vec<Change>| {
            group.first().is_some_and(|first| {
                (first.from, first.to, first.daylight) == (change.from, change.to, change.daylight)
                    && first.name == change.name
            })
        };
        match groups.iter_mut().find(kin) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups
}

/// The yearly rule a group of changes keeps to, up to the last year looked at, if there is one.
fn rule(group: &[Change], last_year: i16) -> Option<String> {
    let (first, last) = (group.first()?, group.last()?);
    if group.len() < 3 || last.onset.year() < last_year {
        return None;
    }
    let steady = group.windows(2).all(|pair| matches!(pair, [a, b] if b.onset.year() == a.onset.year() + 1));
    let same = |of: fn(&Change) -> (i8, civil::Weekday, civil::Time)| {
        group.iter().all(|change| of(change) == of(first))
    };
    if !steady || !same(|change| (change.onset.month(), change.onset.date().weekday(), change.onset.time())) {
        return None;
    }
    let from_start = |change: &Change| (change.onset.day() - 1) / 7 + 1;
    let place = if group.iter().all(|change| change.onset.day() + 7 > change.onset.date().days_in_month()) {
        -1
    } else if group.iter().all(|change| from_start(change) == from_start(first)) {
        from_start(first)
    } else {
        return None;
    };
    let weekday = match first.onset.date().weekday() {
        civil::Weekday::Monday => "MO",
        civil::Weekday::Tuesday => "TU",
        civil::Weekday::Wednesday => "WE",
        civil::Weekday::Thursday => "TH",
        civil::Weekday::Friday => "FR",
        civil::Weekday::Saturday => "SA",
        civil::Weekday::Sunday => "SU",
    };
    Some(format!("FREQ=YEARLY;BYMONTH={};BYDAY={place}{weekday}", first.onset.month()))
}

fn observance(out: &mut Lines, change: &Change, recurrence: &[String]) {
    let kind = if change.daylight { "DAYLIGHT" } else { "STANDARD" };
    out.put(&format!("BEGIN:{kind}"));
    out.put(&format!("DTSTART:{}", local(change.onset)));
    out.put(&format!("TZOFFSETFROM:{}", offset(change.from)));
    out.put(&format!("TZOFFSETTO:{}", offset(change.to)));
    out.put(&format!("TZNAME:{}", text(&change.name)));
    for line in recurrence {
        out.put(line);
    }
    out.put(&format!("END:{kind}"));
}

fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) = (seconds.abs() / 3_600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}

fn local(time: civil::DateTime) -> String {
    time.strftime("%Y%m%dT%H%M%S").to_string()
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn day(date: civil::Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// A value of type TEXT (3.3.11): backslash, semicolon and comma escaped, line ends as `\n`, other
/// control characters dropped.
fn text(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    let mut characters = value.trim().chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' | ';' | ',' => out.extend(['\\', character]),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\n' | '\r' => out.push_str("\\n"),
            '\t' => out.push(' '),
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// A value of a parameter: only what needs no quotes.
fn parameter(value: &str) -> String {
    value.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// An address: it is not escaped, so it may hold nothing that would need it.
fn uri(value: &str) -> String {
    value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).fold(String::new(), |mut out, c| {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut octets = [0; 4];
            for octet in c.encode_utf8(&mut octets).bytes() {
                let _ = write!(out, "%{octet:02X}");
            }
        }
        out
    })
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    /// Writes a content line, folded between characters so that no line is longer than 75 octets.
    fn put(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LINE_OCTETS_MAX {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(character);
            octets += character.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn meeting(zone: &str) -> Item {
        Item {
            uid: "0123456789abcdef@example.org".into(),
            sequence: 2,
            status: Status::Confirmed,
            changed: at("2026-10-01T08:00:00Z"),
            created: at("2026-09-01T08:00:00Z"),
            summary: "Fourth Meeting; papers, and tea".into(),
            lang: "en".into(),
            when: When::Instants {
                start: at("2026-11-10T02:00:00Z"),
                end: Some(at("2026-11-10T10:00:00Z")),
                zone: zone.into(),
            },
            location: "Hall A\\B, Jakarta".into(),
            description: "Line one\r\nLine two".into(),
            url: "https://example.org/meetings/x".into(),
            categories: vec!["SEOM".into(), "a,b".into()],
            public: true,
        }
    }

    fn of(events: Vec<Item>) -> String {
        calendar(&Calendar {
            name: "Meetings".into(),
            zone: "Asia/Jakarta".into(),
            refresh_hours: 6,
            events,
            ..Calendar::default()
        })
    }

    fn zone_of(text: &str) -> String {
        let start = text.find("BEGIN:VTIMEZONE").unwrap();
        let end = text.find("END:VTIMEZONE").unwrap();
        text[start..end].replace("\r\n", "\n")
    }

    #[test]
    fn special_characters_are_escaped() {
        let text = of(vec![meeting("Asia/Jakarta")]);
        assert!(text.contains("SUMMARY;LANGUAGE=en:Fourth Meeting\\; papers\\, and tea\r\n"));
        assert!(text.contains("LOCATION:Hall A\\\\B\\, Jakarta\r\n"));
        assert!(text.contains("DESCRIPTION:Line one\\nLine two\r\n"));
        assert!(text.contains("CATEGORIES:SEOM,a\\,b\r\n"));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn long_lines_fold_between_characters() {
        let summary = "ที่ประชุมรัฐมนตรีเศรษฐกิจอาเซียนอย่างไม่เป็นทางการครั้งที่สี่";
        let text = of(vec![Item { summary: summary.into(), lang: "th".into(), ..meeting("Asia/Bangkok") }]);
        assert!(text.split("\r\n").all(|line| line.len() <= LINE_OCTETS_MAX));
        assert!(text.split("\r\n").any(|line| line.len() > 70));
        assert!(text.replace("\r\n ", "").contains(&format!("SUMMARY;LANGUAGE=th:{summary}\r\n")));
    }

    #[test]
    fn a_zone_without_clock_changes_has_one_standard_time() {
        let text = of(vec![meeting("Asia/Jakarta")]);
        assert_eq!(
            zone_of(&text),
            "BEGIN:VTIMEZONE\nTZID:Asia/Jakarta\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nTZNAME:WIB\nEND:STANDARD\n"
        );
        assert!(text.contains("DTSTART;TZID=Asia/Jakarta:20261110T090000\r\n"));
        assert!(text.contains("DTEND;TZID=Asia/Jakarta:20261110T170000\r\n"));
    }

    #[test]
    fn clock_changes_of_the_south_follow_their_rule() {
        let zone = zone_of(&of(vec![meeting("Australia/Canberra")]));
        assert!(zone.contains(
            "BEGIN:STANDARD\nDTSTART:20250406T030000\nTZOFFSETFROM:+1100\nTZOFFSETTO:+1000\nTZNAME:AEST\nRRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU\nEND:STANDARD\n"
        ));
        assert!(zone.contains(
            "BEGIN:DAYLIGHT\nDTSTART:20251005T020000\nTZOFFSETFROM:+1000\nTZOFFSETTO:+1100\nTZNAME:AEDT\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU\nEND:DAYLIGHT\n"
        ));
    }

    #[test]
    fn clock_changes_of_the_north_follow_their_rule() {
        let zone = zone_of(&of(vec![meeting("Europe/Brussels")]));
        assert!(zone.contains(
            "BEGIN:DAYLIGHT\nDTSTART:20250330T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nTZNAME:CEST\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\n"
        ));
        assert!(zone.contains(
            "BEGIN:STANDARD\nDTSTART:20251026T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\nTZNAME:CET\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\n"
        ));
    }

    #[test]
    fn clock_changes_without_a_rule_are_listed() {
        let zone = zone_of(&of(vec![meeting("Africa/Casablanca")]));
        assert!(zone.contains("RDATE:") && !zone.contains("RRULE:"), "{zone}");
    }

    #[test]
    fn a_zone_is_written_once_and_utc_never() {
        let text = of(vec![
            meeting("Asia/Jakarta"),
            meeting("Asia/Jakarta"),
            meeting("UTC"),
            meeting("Asia/Atlantis"),
        ]);
        assert_eq!(text.matches("BEGIN:VTIMEZONE").count(), 1);
        assert_eq!(text.matches("DTSTART:20261110T020000Z\r\n").count(), 2);
    }

    #[test]
    fn days_end_with_the_day_after() {
        let days = When::Days { first: civil::date(2026, 5, 8), last: civil::date(2026, 5, 9) };
        let text = of(vec![Item { when: days, status: Status::Cancelled, ..meeting("") }]);
        assert!(text.contains("DTSTART;VALUE=DATE:20260508\r\nDTEND;VALUE=DATE:20260510\r\n"));
        assert!(text.contains("STATUS:CANCELLED\r\n") && !text.contains("VTIMEZONE"));
    }

    #[test]
    fn the_same_calendar_gives_the_same_bytes() {
        let make = || of(vec![meeting("Europe/Brussels"), meeting("Asia/Manila")]);
        assert_eq!(make(), make());
    }
}
