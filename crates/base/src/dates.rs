//! Dates as the public record has them: a day, a month or only a year; and times in a named zone.

use jiff::{Timestamp, civil, tz::TimeZone};

/// A date whose day or month may be unknown, kept as ISO 8601 text: `2025`, `2025-10`, `2025-10-26`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate(String);

impl PartialDate {
    pub fn parse(text: &str) -> Option<Self> {
        let digits =
            |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        let good = match parts.as_slice() {
            [year] => digits(year, 4),
            [year, month] => {
                digits(year, 4) && digits(month, 2) && (1..=12).contains(&month.parse::<u8>().unwrap_or(0))
            }
            [year, month, day] => {
                digits(year, 4) && digits(month, 2) && digits(day, 2) && text.parse::<civil::Date>().is_ok()
            }
            _ => false,
        };
        good.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// First day the date can mean; for comparing with an as-of date.
    pub fn first_day(&self) -> Option<civil::Date> {
        let full = match self.0.len() {
            4 => format!("{}-01-01", self.0),
            7 => format!("{}-01", self.0),
            _ => self.0.clone(),
        };
        full.parse().ok()
    }
}

/// A civil date from ISO text, years 1900 to 2200: what an input field gives.
pub fn parse_date(text: &str) -> Option<civil::Date> {
    let date = (text.len() == 10).then(|| text.parse::<civil::Date>().ok()).flatten()?;
    (1900..=2200).contains(&date.year()).then_some(date)
}

/// A civil date and time such as `2026-05-08T09:30` (seconds optional).
pub fn parse_date_time(text: &str) -> Option<civil::DateTime> {
    let text = text.replace(' ', "T");
    let time = (16..=19).contains(&text.len()).then(|| text.parse::<civil::DateTime>().ok()).flatten()?;
    (1900..=2200).contains(&time.year()).then_some(time)
}

/// The zone of an IANA name such as `Asia/Jakarta`; offsets and POSIX strings are refused.
pub fn zone(name: &str) -> Option<TimeZone> {
    let shaped = name == "UTC" || (name.contains('/') && name.len() <= 64);
    shaped.then(|| TimeZone::get(name).ok()).flatten()
}

/// The day it is at an instant in a zone; an unknown zone counts as UTC.
pub fn day_in(at: Timestamp, zone_name: &str) -> civil::Date {
    at.to_zoned_datetime(zone(zone_name).unwrap_or(TimeZone::UTC)).date()
}

/// Instant of a civil time in a zone. A time that a clock change skips counts as the one after the
/// gap, one that occurs twice as the first.
pub fn instant(time: civil::DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_zoned_datetime(time).compatible().ok().map(|zoned| zoned.timestamp())
}

/// Writes microseconds since 1970 as an RFC 3339 instant: `#[serde(serialize_with = "…::micros")]`.
pub fn micros<S: serde::Serializer>(micros: &i64, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_str(&Timestamp::from_microsecond(*micros).unwrap_or_default().to_string())
}

/// The same for an instant that may not be known.
pub fn maybe_micros<S: serde::Serializer>(at: &Option<i64>, out: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => micros(at, out),
        None => out.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_accept_only_real_ones() {
        for good in ["1967", "1967-08", "1967-08-08", "2024-02-29"] {
            assert!(PartialDate::parse(good).is_some(), "{good}");
        }
        for bad in ["", "67", "1967-13", "1967-00", "2023-02-29", "1967-8-8", "1967-08-08T", "abcd"] {
            assert!(PartialDate::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn zones_are_names_not_offsets() {
        assert!(zone("Asia/Jakarta").is_some() && zone("UTC").is_some());
        assert!(zone("+07:00").is_none() && zone("Asia/Atlantis").is_none() && zone("EST5EDT").is_none());
    }
}
