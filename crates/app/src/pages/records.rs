//! Permanent addresses: by identity, by official symbol; the history of a record; its files.

use askama::Template;
use mufakat_store::{files, journal, records};
use mufakat_web::{Call, Problem, Reply, Result, Tx, View};
use serde::Serialize;

pub fn find(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let record = records::by_id(tx, c.param("id"))?;
    let extension = if c.twin == mufakat_web::Twin::Html { "" } else { c.twin.extension() };
    let (path, anchor) = record
        .path
        .split_once('#')
        .map_or((record.path.as_str(), String::new()), |(path, anchor)| (path, format!("#{anchor}")));
    Ok(Reply::redirect(format!("{path}{extension}{anchor}")))
}

pub fn by_symbol(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    records::path_of_symbol(tx, c.param("symbol"))?.map(Reply::redirect).ok_or(Problem::not_found("symbol"))
}

#[derive(Template, Serialize)]
#[template(path = "history.html")]
struct HistoryPage {
    #[serde(skip)]
    v: View,
    record: records::Record,
    entries: Vec<journal::Line>,
    next: Option<String>,
}

pub fn history(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let record = records::by_id(tx, c.param("id"))?;
    let before = c.asked("before").parse().unwrap_or(i64::MAX);
    let rows = c.page_rows();
    let mut entries = journal::history(tx, &record.id, before, rows + 1)?;
    let more = entries.len() > rows;
    entries.truncate(rows);
    let next = entries.last().filter(|_| more).map(|line| c.with_query("before", &line.seq.to_string()));
    Ok(Reply::page(HistoryPage { v: c.view(), record, entries, next }))
}

pub fn file(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let (hash, name, media_type, _) = files::seen(tx, c.param("id"))?;
    Ok(Reply::file(hash, name, media_type).private())
}

pub fn flag(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    let name = c.param("file");
    let picture = std::path::Path::new(name).extension().is_some_and(|ending| ending == "svg");
    let bytes = crate::profile::file("asean", &format!("flags/{name}")).filter(|_| picture);
    bytes.map(|bytes| Reply::bytes("image/svg+xml", None, bytes.to_vec())).ok_or(Problem::not_found("flag"))
}
