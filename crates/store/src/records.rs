//! The registry of records: every noun on the thread has a row here, with its permanent address,
//! its class, its titles by language and its links. Slices keep their own columns beside it.

use crate::{Event, Problem, Result, Row, Tx, params};
use mufakat_base::{Class, lang::Standing, symbol};
use serde::Serialize;

/// Longest title, in characters.
pub const TITLE_CHARS_MAX: usize = 500;
/// Most links of one record shown in its thread.
const THREAD_MAX: i64 = 200;

const COLUMNS_BY_KEY: &str = "select id, symbol, title, lang, class, body_id, date, path, source, confidence, illustrative from record where kind = $1 and key = $2";
const INSERT: &str = "insert into record (id, kind, key, symbol, symbol_key, title, lang, class, body_id, date, path, source, confidence, illustrative, created_at, changed_at) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
const UPDATE: &str = "update record set title = $1, lang = $2, class = $3, body_id = $4, date = $5, path = $6, source = $7, confidence = $8, changed_at = $9 where id = $10";
const TOUCH: &str = "update record set title = $1, date = $2, changed_at = $3 where id = $4";
const SET_CLASS: &str = "update record set class = $1, changed_at = $2 where id = $3";
const TITLE_PUT: &str = "insert into record_title (record_id, lang, title, standing) values ($1, $2, $3, $4) \
     on conflict (record_id, lang) do update set title = excluded.title, standing = excluded.standing \
     where record_title.title <> excluded.title or record_title.standing <> excluded.standing";
const TITLES: &str =
    "select lang, title, standing from record_title where record_id = $1 order by standing, lang";
const TEXT_PUT: &str = "insert into record_text (record_id, part, lang, body, standing) values ($1, $2, $3, $4, $5) \
     on conflict (record_id, part, lang) do update set body = excluded.body, standing = excluded.standing \
     where record_text.body <> excluded.body or record_text.standing <> excluded.standing";
const TEXTS: &str =
    "select part, lang, body, standing from record_text where record_id = $1 order by part, standing, lang";
const LINK_PUT: &str = "insert into record_link (from_id, relation, to_id) values ($1, $2, $3) on conflict (from_id, relation, to_id) do nothing";
const LINK_DROP: &str = "delete from record_link where from_id = $1 and relation = $2 and to_id = $3";
const READER_PUT: &str = "insert into record_reader (record_id, account_id) values ($1, $2) on conflict (record_id, account_id) do nothing";
const READERS: &str = "select account_id from record_reader where record_id = $1";
const FORWARD: &str = concat!(
    "select l.relation, r.kind, r.title, r.symbol, r.path, r.date, r.id from record_link l join record r on r.id = l.to_id where ",
    crate::visible!(),
    " and l.from_id = $3 order by l.relation, r.date desc nulls last, r.title limit $4"
);
const BACK: &str = concat!(
    "select l.relation, r.kind, r.title, r.symbol, r.path, r.date, r.id from record_link l join record r on r.id = l.from_id where ",
    crate::visible!(),
    " and l.to_id = $3 order by l.relation, r.date desc nulls last, r.title limit $4"
);
const BY_ID: &str = concat!(
    "select r.id, r.kind, r.key, r.symbol, r.title, r.lang, 'original', r.class, r.body_id, r.date, r.path, r.source, r.confidence, r.illustrative \
     from record r where ",
    crate::visible!(),
    " and r.id = $3"
);
const BY_KEY: &str = concat!(
    "select r.id, r.kind, r.key, r.symbol, r.title, r.lang, 'original', r.class, r.body_id, r.date, r.path, r.source, r.confidence, r.illustrative \
     from record r where ",
    crate::visible!(),
    " and r.kind = $3 and r.key = $4"
);
const BY_SYMBOL: &str =
    concat!("select r.path from record r where ", crate::visible!(), " and r.symbol_key = $3");
const IN_LANG: &str = "select title, lang, standing from record_title where record_id = $1 and lang = $2";
const INDEXED: &str =
    "select id, kind, title, lang, date, path, symbol, class, body_id from record where id = $1";
const ALL_IDS: &str = "select id from record where id > $1 order by id limit $2";
const LATEST: &str = concat!(
    "select r.id, r.kind, r.key, r.symbol, r.title, r.lang, 'original', r.class, r.body_id, r.date, r.path, r.source, r.confidence, r.illustrative \
     from record r where ",
    crate::visible!(),
    " and r.kind = $3 and r.date <= $4 order by r.date desc, r.id desc limit $5"
);

pub const STATEMENTS: &[crate::Statement] = &[
    ("columns_by_key", COLUMNS_BY_KEY),
    ("insert", INSERT),
    ("update", UPDATE),
    ("touch", TOUCH),
    ("set_class", SET_CLASS),
    ("title_put", TITLE_PUT),
    ("titles", TITLES),
    ("text_put", TEXT_PUT),
    ("texts", TEXTS),
    ("link_put", LINK_PUT),
    ("link_drop", LINK_DROP),
    ("reader_put", READER_PUT),
    ("readers", READERS),
    ("forward", FORWARD),
    ("back", BACK),
    ("by_id", BY_ID),
    ("by_key", BY_KEY),
    ("by_symbol", BY_SYMBOL),
    ("in_lang", IN_LANG),
    ("indexed", INDEXED),
    ("all_ids", ALL_IDS),
    ("latest", LATEST),
];

/// A record to be made or brought up to date.
#[derive(Clone, Debug)]
pub struct NewRecord {
    pub kind: &'static str,
    /// Guessable part of its address, unique within the kind: `SUMMIT`, `asean-charter-2007`.
    pub key: String,
    pub title: String,
    pub lang: String,
    pub class: Class,
    pub body: Option<String>,
    pub date: Option<String>,
    pub path: String,
    pub symbol: Option<String>,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub illustrative: bool,
}

impl NewRecord {
    /// A record of the Secretariat's own making, closed to others until its class is lowered.
    pub fn new(
        kind: &'static str,
        key: impl Into<String>,
        title: impl Into<String>,
        path: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            key: key.into(),
            title: title.into(),
            lang: "en".into(),
            class: Class::Secretariat,
            body: None,
            date: None,
            path: path.into(),
            symbol: None,
            source: None,
            confidence: None,
            illustrative: false,
        }
    }
}

/// A record as any page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    pub id: String,
    pub kind: String,
    pub key: String,
    pub symbol: Option<String>,
    pub title: String,
    /// Language the title is in: not the reader's when there is no version in theirs.
    pub lang: String,
    pub standing: String,
    pub class: Class,
    pub body: Option<String>,
    pub date: Option<String>,
    pub path: String,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub illustrative: bool,
}

impl Record {
    /// Reads the columns every record statement selects, in that order.
    pub fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            kind: row.get(1)?,
            key: row.get(2)?,
            symbol: row.get(3)?,
            title: row.get(4)?,
            lang: row.get(5)?,
            standing: row.get(6)?,
            class: row.get(7)?,
            body: row.get(8)?,
            date: row.get(9)?,
            path: row.get(10)?,
            source: row.get(11)?,
            confidence: row.get(12)?,
            illustrative: row.get(13)?,
        })
    }
}

/// A title or text in one language.
#[derive(Clone, Debug, Serialize)]
pub struct Version {
    pub lang: String,
    pub text: String,
    pub standing: String,
}

/// One step along the thread.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    pub relation: String,
    pub kind: String,
    pub title: String,
    pub symbol: Option<String>,
    pub path: String,
    pub date: Option<String>,
    pub id: String,
}

/// The thread at a record: where it comes from and what came of it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Thread {
    pub forward: Vec<Step>,
    pub back: Vec<Step>,
}

impl Thread {
    pub fn is_empty(&self) -> bool {
        self.forward.is_empty() && self.back.is_empty()
    }
}

/// Identity a loaded fact always has.
pub fn stable_id(kind: &str, key: &str) -> String {
    mufakat_base::id::from_hash(blake3::hash(format!("{kind}:{key}").as_bytes()).as_bytes())
}

fn checked(record: &NewRecord) -> Result<()> {
    if record.title.trim().is_empty() {
        return Err(Problem::field("title", "error-required"));
    }
    if record.title.chars().count() > TITLE_CHARS_MAX {
        return Err(Problem::Invalid(vec![
            mufakat_base::FieldError::new("title", "error-too-long").with("most", TITLE_CHARS_MAX),
        ]));
    }
    Ok(())
}

fn insert(tx: &mut Tx<'_>, id: &str, record: &NewRecord) -> Result<()> {
    checked(record)?;
    let now = tx.ctx().now;
    let params = params![
        id,
        record.kind,
        &record.key,
        record.symbol.clone(),
        record.symbol.as_deref().map(symbol::comparison_key),
        &record.title,
        &record.lang,
        record.class,
        record.body.clone(),
        record.date.clone(),
        &record.path,
        record.source.clone(),
        record.confidence.clone(),
        record.illustrative,
        now,
        now,
    ];
    tx.change(INSERT, params)?;
    put_title(tx, id, &record.lang, &record.title, Standing::Original)?;
    Ok(())
}

/// Makes a record; the caller records the event in its own words.
pub fn create(tx: &mut Tx<'_>, record: &NewRecord) -> Result<String> {
    let id = tx.new_id();
    insert(tx, &id, record)?;
    Ok(id)
}

/// Makes a record under a chosen identity.
pub fn create_as(tx: &mut Tx<'_>, id: &str, record: &NewRecord) -> Result<()> {
    insert(tx, id, record)
}

/// Loads a record of the public profile: makes it, brings it up to date, or does nothing when it is
/// as it was. Gives its identity and whether anything changed.
pub fn load(tx: &mut Tx<'_>, record: &NewRecord) -> Result<(String, bool)> {
    #[derive(Serialize, PartialEq)]
    struct State {
        title: String,
        lang: String,
        class: Class,
        body: Option<String>,
        date: Option<String>,
        path: String,
        source: Option<String>,
        confidence: Option<String>,
    }
    let wanted = State {
        title: record.title.clone(),
        lang: record.lang.clone(),
        class: record.class,
        body: record.body.clone(),
        date: record.date.clone(),
        path: record.path.clone(),
        source: record.source.clone(),
        confidence: record.confidence.clone(),
    };
    let found = tx.row(COLUMNS_BY_KEY, params![record.kind, &record.key], |row| {
        Ok((
            row.get::<String>(0)?,
            State {
                title: row.get(2)?,
                lang: row.get(3)?,
                class: row.get(4)?,
                body: row.get(5)?,
                date: row.get(6)?,
                path: row.get(7)?,
                source: row.get(8)?,
                confidence: row.get(9)?,
            },
        ))
    })?;
    match found {
        None => {
            let id = stable_id(record.kind, &record.key);
            insert(tx, &id, record)?;
            tx.record(Event::new("record.loaded", record.kind, &id).after(&wanted))?;
            Ok((id, true))
        }
        Some((id, state)) if state == wanted => Ok((id, false)),
        Some((id, state)) => {
            checked(record)?;
            let now = tx.ctx().now;
            tx.change(
                UPDATE,
                params![
                    wanted.title.clone(),
                    wanted.lang.clone(),
                    wanted.class,
                    wanted.body.clone(),
                    wanted.date.clone(),
                    wanted.path.clone(),
                    wanted.source.clone(),
                    wanted.confidence.clone(),
                    now,
                    &id
                ],
            )?;
            put_title(tx, &id, &wanted.lang, &wanted.title, Standing::Original)?;
            tx.record(Event::new("record.reloaded", record.kind, &id).before(&state).after(&wanted))?;
            Ok((id, true))
        }
    }
}

/// Brings title and date of a record up to date after its slice changed; the caller records.
pub fn touch(tx: &mut Tx<'_>, id: &str, title: &str, date: Option<&str>) -> Result<()> {
    let now = tx.ctx().now;
    tx.change(TOUCH, params![title, date.map(str::to_owned), now, id])?;
    Ok(())
}

/// Raises or lowers the class, with its event.
pub fn set_class(tx: &mut Tx<'_>, kind: &'static str, id: &str, before: Class, after: Class) -> Result<()> {
    let now = tx.ctx().now;
    tx.change(SET_CLASS, params![after, now, id])?;
    tx.record(
        Event::new("record.classified", kind, id)
            .before(&serde_json::json!({ "class": before }))
            .after(&serde_json::json!({ "class": after })),
    )?;
    Ok(())
}

/// Sets the title in a language; true when it changed. The caller records.
pub fn put_title(tx: &mut Tx<'_>, id: &str, lang: &str, title: &str, standing: Standing) -> Result<bool> {
    Ok(tx.change(TITLE_PUT, params![id, lang, title, standing.name()])? > 0)
}

pub fn titles(tx: &mut Tx<'_>, id: &str) -> Result<Vec<Version>> {
    tx.rows(TITLES, params![id], |row| {
        Ok(Version { lang: row.get(0)?, text: row.get(1)?, standing: row.get(2)? })
    })
}

/// Sets a part of the record's text in a language; true when it changed. The caller records.
pub fn put_text(
    tx: &mut Tx<'_>,
    id: &str,
    part: &str,
    lang: &str,
    body: &str,
    standing: Standing,
) -> Result<bool> {
    Ok(tx.change(TEXT_PUT, params![id, part, lang, body, standing.name()])? > 0)
}

/// All texts of a record: part and version.
pub fn texts(tx: &mut Tx<'_>, id: &str) -> Result<Vec<(String, Version)>> {
    tx.rows(TEXTS, params![id], |row| {
        Ok((row.get(0)?, Version { lang: row.get(1)?, text: row.get(2)?, standing: row.get(3)? }))
    })
}

/// Ties a record to another along the thread; true when the link is new. The caller records.
pub fn link(tx: &mut Tx<'_>, from: &str, relation: &str, to: &str) -> Result<bool> {
    Ok(tx.change(LINK_PUT, params![from, relation, to])? > 0)
}

pub fn unlink(tx: &mut Tx<'_>, from: &str, relation: &str, to: &str) -> Result<bool> {
    Ok(tx.change(LINK_DROP, params![from, relation, to])? > 0)
}

/// Names an account as reader of a confidential record. The caller records.
pub fn name_reader(tx: &mut Tx<'_>, id: &str, account: &str) -> Result<bool> {
    Ok(tx.change(READER_PUT, params![id, account])? > 0)
}

/// The thread at a record, both ways, as far as the asker may see.
pub fn thread(tx: &mut Tx<'_>, id: &str) -> Result<Thread> {
    let (ceiling, account) = tx.seen_by();
    let step = |row: &Row<'_>| {
        Ok(Step {
            relation: row.get(0)?,
            kind: row.get(1)?,
            title: row.get(2)?,
            symbol: row.get(3)?,
            path: row.get(4)?,
            date: row.get(5)?,
            id: row.get(6)?,
        })
    };
    Ok(Thread {
        forward: tx.rows(FORWARD, params![ceiling, account.clone(), id, THREAD_MAX], step)?,
        back: tx.rows(BACK, params![ceiling, account, id, THREAD_MAX], step)?,
    })
}

/// A record by identity; not found when the asker may not know of it.
pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Record> {
    if !mufakat_base::id::plausible(id) {
        return Err(Problem::not_found("record"));
    }
    let (ceiling, account) = tx.seen_by();
    let record = tx.row(BY_ID, params![ceiling, account, id], Record::from_row)?;
    in_readers_language(tx, record.ok_or(Problem::not_found("record"))?)
}

/// A record by kind and the guessable part of its address.
pub fn by_key(tx: &mut Tx<'_>, kind: &'static str, key: &str) -> Result<Record> {
    let (ceiling, account) = tx.seen_by();
    let record = tx.row(BY_KEY, params![ceiling, account, kind, key], Record::from_row)?;
    in_readers_language(tx, record.ok_or(Problem::not_found(kind))?)
}

fn in_readers_language(tx: &mut Tx<'_>, mut record: Record) -> Result<Record> {
    let wanted = tx.ctx().lang.clone();
    if wanted != record.lang
        && let Some((title, lang, standing)) =
            tx.row(IN_LANG, params![&record.id, wanted], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
    {
        (record.title, record.lang, record.standing) = (title, lang, standing);
    }
    Ok(record)
}

/// Address of the record that bears an official symbol, compared the forgiving way.
pub fn path_of_symbol(tx: &mut Tx<'_>, text: &str) -> Result<Option<String>> {
    if symbol::parse(text).is_none() {
        return Ok(None);
    }
    let (ceiling, account) = tx.seen_by();
    tx.row(BY_SYMBOL, params![ceiling, account, symbol::comparison_key(text)], |row| row.get(0))
}

/// The latest records of a kind dated up to a day.
pub fn latest(tx: &mut Tx<'_>, kind: &'static str, until: &str, limit: usize) -> Result<Vec<Record>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(LATEST, params![ceiling, account, kind, until, limit], Record::from_row)
}

/// What the search index keeps of a record.
#[derive(Clone, Debug)]
pub struct Indexed {
    pub id: String,
    pub kind: String,
    pub title: String,
    pub lang: String,
    pub date: Option<String>,
    pub path: String,
    pub symbol: Option<String>,
    pub class: Class,
    pub body: Option<String>,
    pub titles: Vec<Version>,
    pub texts: Vec<(String, Version)>,
    pub readers: Vec<String>,
}

/// Reads a record for the index, whoever asks: the index itself keeps the classes.
pub fn indexed(tx: &mut Tx<'_>, id: &str) -> Result<Option<Indexed>> {
    let found = tx.row(INDEXED, params![id], |row| {
        Ok(Indexed {
            id: row.get(0)?,
            kind: row.get(1)?,
            title: row.get(2)?,
            lang: row.get(3)?,
            date: row.get(4)?,
            path: row.get(5)?,
            symbol: row.get(6)?,
            class: row.get(7)?,
            body: row.get(8)?,
            titles: Vec::new(),
            texts: Vec::new(),
            readers: Vec::new(),
        })
    })?;
    let Some(mut record) = found else { return Ok(None) };
    record.titles = titles(tx, id)?;
    record.texts = texts(tx, id)?;
    if record.class == Class::Confidential {
        record.readers = tx.rows(READERS, params![id], |row| row.get(0))?;
    }
    Ok(Some(record))
}

/// Identities of all records after one, for a rebuild of the index.
pub fn ids_after(tx: &mut Tx<'_>, id: &str, limit: usize) -> Result<Vec<String>> {
    tx.rows(ALL_IDS, params![id, limit], |row| row.get(0))
}
