//! Meetings of the public record, from a profile's `summits.csv`.

use crate::{
    rules,
    store::{self, Loaded},
};
use mufakat_base::{Class, Problem, Result};
use mufakat_store::{Loader, Tx, load::Fields, records::NewRecord};

pub const LOADERS: &[Loader] = &[Loader { file: "summits.csv", row: meeting }];

/// One row: a meeting of a series, with its ordinal where it has one.
pub fn meeting(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let series = fields.required("series")?.to_owned();
    let series_name = fields.required("series_name")?.to_owned();
    let ordinal = if fields.text("ordinal").is_empty() { None } else { Some(fields.integer("ordinal")?) };
    if ordinal.is_some_and(|number| !(1..=9_999).contains(&number)) {
        return Err(Problem::field("ordinal", "error-number"));
    }
    let start_date = fields.date("start_date")?.ok_or(Problem::field("start_date", "error-required"))?;
    let end_date = fields.date("end_date")?.unwrap_or_else(|| start_date.clone());
    if end_date < start_date {
        return Err(Problem::field("end_date", "error-end-before-start"));
    }
    let (country, chair) = (country(fields, "country")?, country(fields, "chair")?);
    let (city, mode) = place(fields.text("city"));
    let note = fields.text("notes").to_owned();
    let today = mufakat_base::dates::day_in(tx.ctx().now, "UTC").to_string();
    let body = store::body_by_code(tx, &series)?.map(|body| body.id);
    let form = fields.text("type").to_owned();
    let key = key(tx, &series, ordinal, &start_date)?;
    let record = NewRecord {
        class: Class::Public,
        body: body.clone(),
        date: Some(start_date.clone()),
        source: fields.optional("source"),
        confidence: Some(fields.word("confidence", &["high", "medium", "low"])?.to_owned()),
        ..NewRecord::new(
            "meeting",
            &key,
            title(&series_name, ordinal, &form, &note, &start_date),
            format!("/meetings/{key}"),
        )
    };
    let status = rules::record_status(&end_date, &today).name().to_owned();
    store::load(
        tx,
        &record,
        &Loaded {
            body,
            series,
            series_name,
            ordinal,
            form,
            start_date,
            end_date,
            city,
            country,
            mode: mode.to_owned(),
            chair,
            status,
            note,
        },
    )
}

/// An ISO 3166 code, or nothing.
fn country(fields: &Fields<'_>, column: &'static str) -> Result<String> {
    let code = fields.text(column);
    let good = code.is_empty() || code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if good { Ok(code.to_owned()) } else { Err(Problem::field(column, "error-country")) }
}

/// City and mode: the record writes `videoconference` where people did not travel.
fn place(city: &str) -> (String, &'static str) {
    match city.split_once("videoconference") {
        Some((before, _)) => (before.trim_end_matches([' ', '(']).to_owned(), "online"),
        None => (city.to_owned(), "physical"),
    }
}

/// A special meeting without an ordinal is called what the record calls it; others by their series.
fn title(series_name: &str, ordinal: Option<i64>, form: &str, note: &str, start_date: &str) -> String {
    let own = note.split(['(', ';']).next().unwrap_or_default().trim();
    match ordinal {
        None if form == "special" && !own.is_empty() => {
            let year = start_date.get(..4).unwrap_or_default();
            if own.contains(year) { own.to_owned() } else { format!("{own}, {year}") }
        }
        _ => rules::title(series_name, ordinal, start_date),
    }
}

/// Series and ordinal; without one the year, or the day where a year has two.
fn key(tx: &mut Tx<'_>, series: &str, ordinal: Option<i64>, start_date: &str) -> Result<String> {
    if ordinal.is_some() {
        return Ok(rules::key(series, ordinal, start_date));
    }
    let short = rules::key(series, None, start_date.get(..4).unwrap_or(start_date));
    let own = store::date_of_key(tx, &short)?.is_none_or(|date| date == start_date);
    Ok(if own { short } else { rules::key(series, None, start_date) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_the_record_calls_a_meeting() {
        assert_eq!(title("ASEAN Summit", Some(46), "formal", "x", "2025-05-26"), "46th ASEAN Summit");
        let note = "ASEAN Leaders' Meeting (ASEAN Secretariat); Five-Point Consensus";
        assert_eq!(title("Special", None, "special", note, "2021-04-24"), "ASEAN Leaders' Meeting, 2021");
        assert_eq!(
            title("ASEAN Foreign Ministers' Retreat", None, "ministerial", "", "2026-01-28"),
            "ASEAN Foreign Ministers' Retreat 2026"
        );
    }

    #[test]
    fn a_videoconference_is_no_city() {
        assert_eq!(place("Ha Noi (videoconference)"), ("Ha Noi".into(), "online"));
        assert_eq!(place("videoconference"), (String::new(), "online"));
        assert_eq!(place("Cebu (Mactan)"), ("Cebu (Mactan)".into(), "physical"));
    }
}
