//! The journal as a page: what was done, in plain words.

use askama::Template;
use mufakat_store::journal::{self, Line};
use mufakat_web::{Call, Reply, Result, Table, Tx, View};
use serde::Serialize;

#[derive(Template, Serialize)]
#[template(path = "journal.html")]
struct JournalPage {
    #[serde(skip)]
    v: View,
    noun: String,
    entries: Vec<Line>,
    next: Option<String>,
    #[serde(skip)]
    nouns: Vec<(String, String)>,
}

/// Kinds the list can be narrowed to.
const NOUNS: [&str; 6] = ["meeting", "document", "agreement", "body", "member", "person"];

pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let noun = c.asked("noun").to_owned();
    let before = c.asked("before").parse().unwrap_or(i64::MAX);
    let rows = c.page_rows();
    let mut entries = journal::recent(tx, &noun, before, rows + 1)?;
    let more = entries.len() > rows;
    entries.truncate(rows);
    let next = entries.last().filter(|_| more).map(|line| c.with_query("before", &line.seq.to_string()));
    let table = if matches!(c.twin, mufakat_web::Twin::Csv) { entries.clone() } else { Vec::new() };
    let v = c.view();
    let nouns = NOUNS.iter().map(|noun| ((*noun).to_owned(), v.word("kind", noun))).collect();
    Ok(Reply::page(JournalPage { v, noun, entries, next, nouns }).table(|| as_table(&table), c.twin))
}

fn as_table(lines: &[Line]) -> Table {
    Table {
        name: "journal".into(),
        headers: ["seq", "at", "actor", "action", "noun", "record", "title"].map(str::to_owned).to_vec(),
        rows: lines
            .iter()
            .map(|line| {
                vec![
                    line.seq.into(),
                    jiff::Timestamp::from_microsecond(line.at).unwrap_or_default().to_string().into(),
                    line.actor.as_str().into(),
                    line.action.as_str().into(),
                    line.noun.as_str().into(),
                    line.record.clone().into(),
                    line.title.as_str().into(),
                ]
            })
            .collect(),
    }
}
