//! Documents of meetings as they are kept: symbols, language versions, revisions and classes.

use super::{items::all_items, managed, within_sight};
use crate::{
    model::{Document, FileRef, Meeting, document_class},
    rules,
};
use mufakat_base::{Class, Problem, Result, lang::Standing};
use mufakat_store::{
    Event, Row, Tx, Value, files, params,
    records::{self, NewRecord, Record},
    symbols, visible,
};
use serde::Serialize;

/// Documents of one meeting, with all their files, read for its page.
const DOCUMENT_ROWS_MAX: i64 = 2_000;

macro_rules! document_columns {
    () => {
        "select r.id, r.kind, r.key, r.symbol, coalesce(t.title, r.title), coalesce(t.lang, r.lang), coalesce(t.standing, 'original'), r.class, r.body_id, \
         r.date, r.path, r.source, r.confidence, r.illustrative, \
         d.meeting_id, d.item_id, d.class_code, d.revision_of, d.modifier, d.submitted_by, d.status, d.submitted_at"
    };
}

macro_rules! document_tables {
    () => {
        concat!(
            " from document d join record r on r.id = d.id and ",
            visible!(),
            " left join record_title t on t.record_id = r.id and t.lang = $3 "
        )
    };
}

macro_rules! document_files {
    () => {
        "left join record_file f on f.record_id = r.id left join blob bl on bl.hash = f.hash "
    };
}
const DOCUMENTS: &str = concat!(
    document_columns!(),
    ", f.id, f.name, f.lang, f.standing, bl.bytes, bl.media_type, bl.state",
    document_tables!(),
    document_files!(),
    "where d.meeting_id = $4 order by d.submitted_at, d.id, f.lang limit $5"
);
/// A document with every other that revises the same first issue.
const CHAIN: &str = concat!(
    document_columns!(),
    ", f.id, f.name, f.lang, f.standing, bl.bytes, bl.media_type, bl.state",
    document_tables!(),
    document_files!(),
    "where coalesce(d.revision_of, d.id) = (select coalesce(x.revision_of, x.id) from document x join record xr on xr.id = x.id \
     where xr.kind = 'document' and (xr.key = $4 or xr.id = $5)) order by d.submitted_at, d.id, f.lang limit $6"
);
const LATEST_DOCUMENTS: &str =
    concat!(document_columns!(), document_tables!(), "order by d.submitted_at desc, d.id desc limit $4");
const DOCUMENT_INSERT: &str = "insert into document (id, meeting_id, item_id, class_code, revision_of, modifier, submitted_by, status, submitted_at) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const DOCUMENT_STATUS: &str = "update document set status = $1 where id = $2";
const MODIFIERS: &str = "select modifier from document where revision_of = $1";
const FLOOR: &str = "select r.class, coalesce(i.class, 0) from document d join record r on r.id = d.meeting_id left join agenda_item i on i.id = d.item_id where d.id = $1";
const DOCUMENT_WORDS: &str = "select d.class_code, d.submitted_by, m.series_name from document d join meeting m on m.id = d.meeting_id where d.id = $1";

pub const STATEMENTS: &[mufakat_store::Statement] = &[
    ("documents", DOCUMENTS),
    ("chain", CHAIN),
    ("latest_documents", LATEST_DOCUMENTS),
    ("document_insert", DOCUMENT_INSERT),
    ("document_status", DOCUMENT_STATUS),
    ("modifiers", MODIFIERS),
    ("floor", FLOOR),
    ("document_words", DOCUMENT_WORDS),
];

fn document_from(row: &Row<'_>) -> Result<Document> {
    Ok(Document {
        record: Record::from_row(row)?,
        meeting_id: row.get(14)?,
        item_id: row.get(15)?,
        class_code: row.get(16)?,
        revision_of: row.get(17)?,
        modifier: row.get(18)?,
        submitted_by: row.get(19)?,
        status: row.get(20)?,
        submitted_at: row.get(21)?,
        files: Vec::new(),
    })
}

/// Documents with their files, which come as one row each; the original first.
fn documents_of(tx: &mut Tx<'_>, sql: &'static str, values: &[Value]) -> Result<Vec<Document>> {
    let rows = tx.rows(sql, values, |row| {
        let file = match row.get::<Option<String>>(22)? {
            None => None,
            Some(id) => Some(FileRef {
                id,
                name: row.get(23)?,
                lang: row.get(24)?,
                standing: row.get(25)?,
                bytes: row.get(26)?,
                media_type: row.get(27)?,
                state: row.get(28)?,
            }),
        };
        Ok((document_from(row)?, file))
    })?;
    let mut out: Vec<Document> = Vec::new();
    for (document, file) in rows {
        if out.last().is_none_or(|last| last.record.id != document.record.id) {
            out.push(document);
        }
        if let (Some(last), Some(file)) = (out.last_mut(), file) {
            last.files.push(file);
        }
    }
    for document in &mut out {
        document.files.sort_by_key(|file| Standing::parse(&file.standing));
    }
    Ok(out)
}

/// Documents of a meeting, in the order they came.
pub fn documents(tx: &mut Tx<'_>, meeting_id: &str) -> Result<Vec<Document>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    documents_of(tx, DOCUMENTS, params![ceiling, account, lang, meeting_id, DOCUMENT_ROWS_MAX])
}

/// A document with all that revise the same first issue, itself among them.
pub fn document(tx: &mut Tx<'_>, key: &str) -> Result<(Document, Vec<Document>)> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let chain = documents_of(tx, CHAIN, params![ceiling, account, lang, key, key, DOCUMENT_ROWS_MAX])?;
    let one = chain.iter().find(|document| document.record.id == key || document.record.key == key).cloned();
    Ok((one.ok_or(Problem::not_found("document"))?, chain))
}

/// Latest documents of all meetings, without their files.
pub fn latest_documents(tx: &mut Tx<'_>, limit: usize) -> Result<Vec<Document>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(LATEST_DOCUMENTS, params![ceiling, account, lang, limit], document_from)
}

/// A document as handed in.
#[derive(Clone, Debug, Serialize)]
pub struct NewDocument {
    pub class_code: String,
    pub title: String,
    pub lang: String,
    pub item: Option<String>,
    pub class: Class,
    pub submitted_by: String,
    /// A symbol it already bears, typed by hand.
    pub symbol: Option<String>,
    #[serde(skip)]
    pub text: String,
    #[serde(skip)]
    pub file: Option<files::Arrived>,
    #[serde(skip)]
    pub illustrative: bool,
}

/// Puts file and text to a document.
fn contents(
    tx: &mut Tx<'_>,
    id: &str,
    lang: &str,
    standing: Standing,
    text: &str,
    file: Option<&files::Arrived>,
) -> Result<()> {
    if let Some(file) = file {
        files::attach(tx, id, file, lang, standing)?;
    }
    if !text.is_empty() {
        records::put_text(tx, id, "body", lang, text, standing)?;
    }
    Ok(())
}

/// Submits a document to a meeting: it gets the next symbol of its series, unless its kind bears none
/// or one was typed. It is never more open than its meeting and its item. `template` is the
/// profile's for its kind.
pub fn submit(
    tx: &mut Tx<'_>,
    key: &str,
    new: &NewDocument,
    template: &str,
    record_key: Option<&str>,
) -> Result<Document> {
    let meeting = managed(tx, key, "document.submit")?;
    let kind = document_class(&new.class_code).ok_or(Problem::field("document_class", "error-choice"))?;
    if new.file.is_none() && new.text.is_empty() {
        return Err(Problem::field("file", "error-document-empty"));
    }
    within_sight(tx, new.class)?;
    let mut class = new.class.max(meeting.record.class);
    if let Some(item) = &new.item {
        let items = all_items(tx, meeting.id())?;
        let item =
            items.iter().find(|known| known.id == *item).ok_or(Problem::field("item", "error-choice"))?;
        class = class.max(item.class);
    }
    let id = record_key.map_or_else(|| tx.new_id(), |key| records::stable_id("document", key));
    let record_key = record_key.unwrap_or(&id);
    let record = NewRecord {
        lang: new.lang.clone(),
        class,
        body: meeting.body_id().map(str::to_owned),
        date: Some(mufakat_base::dates::day_in(tx.ctx().now, &meeting.zone).to_string()),
        illustrative: new.illustrative,
        ..NewRecord::new("document", record_key, &new.title, format!("/documents/{record_key}"))
    };
    records::create_as(tx, &id, &record)?;
    let now = tx.ctx().now;
    tx.change(
        DOCUMENT_INSERT,
        params![
            &id,
            meeting.id(),
            new.item.clone(),
            kind.code,
            Value::Null,
            "",
            &new.submitted_by,
            "current",
            now
        ],
    )?;
    let symbol = match (&new.symbol, kind.series, &meeting.of_body) {
        (Some(typed), _, _) => Some(symbols::reserve(tx, typed, &id)?),
        (None, Some(_), Some(body)) if !template.is_empty() => {
            let series =
                rules::symbol_series(template, body, meeting.ordinal, &meeting.start_date, kind.code);
            Some(symbols::allocate(tx, &series, &id)?)
        }
        _ => None,
    };
    contents(tx, &id, &new.lang, Standing::Original, &new.text, new.file.as_ref())?;
    records::link(tx, &id, "submitted-to", meeting.id())?;
    let state = NewDocument { class, symbol, ..new.clone() };
    tx.record(Event::new("document.submitted", "document", &id).after(&state))?;
    Ok(document(tx, &id)?.0)
}

/// A document this actor may change, with its meeting.
fn managed_document(tx: &mut Tx<'_>, key: &str, action: &'static str) -> Result<(Document, Meeting)> {
    let (document, _) = document(tx, key)?;
    let meeting = managed(tx, &document.meeting_id, action)?;
    Ok((document, meeting))
}

/// Adds a language version: a file, and the title in that language where given.
pub fn add_version(
    tx: &mut Tx<'_>,
    key: &str,
    lang: &str,
    standing: Standing,
    title: &str,
    file: &files::Arrived,
) -> Result<Document> {
    let (document, _) = managed_document(tx, key, "document.translate")?;
    if document.files.iter().any(|file| file.lang == lang && file.standing == standing.name()) {
        return Err(Problem::field("language", "error-version-exists"));
    }
    let id = document.record.id.clone();
    files::attach(tx, &id, file, lang, standing)?;
    if !title.is_empty() && lang != document.record.lang {
        records::put_title(tx, &id, lang, title, standing)?;
    }
    let state = serde_json::json!({ "lang": lang, "standing": standing, "title": title, "file": file.name, "hash": file.hash });
    tx.record(Event::new("document.version-added", "document", &id).after(&state))?;
    Ok(self::document(tx, &id)?.0)
}

/// What follows a document under its symbol.
#[derive(Clone, Debug)]
pub struct NewRevision {
    /// `Rev`, `Add` or `Corr`.
    pub kind: String,
    pub title: String,
    pub lang: String,
    pub text: String,
    pub file: Option<files::Arrived>,
}

/// Issues a revision, addendum or corrigendum: a document of its own whose symbol is that of the
/// first issue with a modifier, never one that was used.
pub fn revise(tx: &mut Tx<'_>, key: &str, new: &NewRevision) -> Result<Document> {
    let (before, meeting) = managed_document(tx, key, "document.revise")?;
    if new.file.is_none() && new.text.is_empty() {
        return Err(Problem::field("file", "error-document-empty"));
    }
    let root = before.revision_of.clone().unwrap_or_else(|| before.record.id.clone());
    let base = before
        .record
        .symbol
        .as_deref()
        .map(|symbol| symbol.strip_suffix(&format!("/{}", before.modifier)).unwrap_or(symbol).to_owned());
    let mut used = tx.rows(MODIFIERS, params![&root], |row| row.get::<String>(0))?;
    let mut modifier = rules::next_modifier(&before.modifier, &new.kind, &used);
    if let Some(base) = &base {
        while symbols::taken(tx, &format!("{base}/{modifier}"))? {
            used.push(modifier);
            modifier = rules::next_modifier(&before.modifier, &new.kind, &used);
        }
    }
    let id = tx.new_id();
    let title = if new.title.is_empty() { before.record.title.clone() } else { new.title.clone() };
    let record = NewRecord {
        lang: new.lang.clone(),
        class: before.record.class,
        body: meeting.body_id().map(str::to_owned),
        date: Some(mufakat_base::dates::day_in(tx.ctx().now, &meeting.zone).to_string()),
        illustrative: before.record.illustrative,
        ..NewRecord::new("document", &id, &title, format!("/documents/{id}"))
    };
    records::create_as(tx, &id, &record)?;
    let now = tx.ctx().now;
    tx.change(
        DOCUMENT_INSERT,
        params![
            &id,
            meeting.id(),
            before.item_id.clone(),
            &before.class_code,
            &root,
            &modifier,
            &before.submitted_by,
            "current",
            now
        ],
    )?;
    let symbol = match &base {
        Some(base) => Some(symbols::reserve(tx, &format!("{base}/{modifier}"), &id)?),
        None => None,
    };
    contents(tx, &id, &new.lang, Standing::Original, &new.text, new.file.as_ref())?;
    records::link(tx, &id, "submitted-to", meeting.id())?;
    let replaces = new.kind == "Rev";
    records::link(tx, &id, if replaces { "supersedes" } else { "amends" }, &before.record.id)?;
    let state = serde_json::json!({ "symbol": symbol, "modifier": modifier, "title": title });
    tx.record(Event::new("document.revised", "document", &id).after(&state))?;
    if replaces {
        tx.change(DOCUMENT_STATUS, params!["superseded", &before.record.id])?;
        tx.record(
            Event::new("document.superseded", "document", &before.record.id)
                .after(&serde_json::json!({ "by": symbol })),
        )?;
    }
    Ok(document(tx, &id)?.0)
}

/// Raises or lowers the class of a document, never below that of its meeting and item.
pub fn classify(tx: &mut Tx<'_>, key: &str, class: Class) -> Result<Document> {
    let (document, _) = managed_document(tx, key, "document.classify")?;
    within_sight(tx, class)?;
    let id = document.record.id.clone();
    let floor = tx
        .row(FLOOR, params![&id], |row| Ok(row.get::<Class>(0)?.max(row.get::<Class>(1)?)))?
        .unwrap_or_default();
    if class < floor {
        return Err(Problem::field("class", "error-class-too-open"));
    }
    if class != document.record.class {
        records::set_class(tx, "document", &id, document.record.class, class)?;
    }
    Ok(self::document(tx, &id)?.0)
}

/// The profile's template of symbols of a kind, where no page knows the organisation: the demonstration.
pub(crate) fn symbol_template(tx: &mut Tx<'_>, kind: &str) -> Result<String> {
    let setting = mufakat_store::settings::get(tx, "organisation")?.unwrap_or_default();
    let organisation: serde_json::Value = serde_json::from_str(&setting).unwrap_or_default();
    let template =
        organisation.get("symbols").and_then(|symbols| symbols.get(kind)).and_then(serde_json::Value::as_str);
    Ok(template.unwrap_or("{body}/{ordinal}/{class}/{serial}").to_owned())
}

/// Words of a document for the search index, beside its texts and files.
pub fn document_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    let words = tx.row(DOCUMENT_WORDS, params![id], |row| {
        Ok([row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?].join("\n"))
    })?;
    Ok(words.unwrap_or_default())
}
