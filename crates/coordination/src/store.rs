//! Meetings, agendas and documents as they are kept. Every statement is here; every function asks
//! whether the actor may, then acts and records.

use crate::{
    model::{Act, BodyRef, CONVENERS, Document, FileRef, Item, Meeting, Neighbour, Status, document_class},
    rules::{self, Direction, Node, Sitting},
};
use mufakat_base::{Class, Problem, Result, lang::Standing};
use mufakat_store::{
    Event, Row, Tx, Value, files, params,
    records::{self, NewRecord, Record, Step, Thread, Version},
    symbols, visible,
};
use serde::Serialize;

/// Documents of one meeting, with all their files, read for its page.
const DOCUMENT_ROWS_MAX: i64 = 2_000;
/// Links shown in the thread of a meeting or document.
const THREAD_MAX: i64 = 100;
/// Key of a meeting tried with a further number before giving up.
const KEY_TRIES_MAX: usize = 100;

/// The record's columns in the reader's language, then the body's, then the meeting's own.
macro_rules! meeting_columns {
    () => {
        "r.id, r.kind, r.key, r.symbol, coalesce(t.title, r.title), coalesce(t.lang, r.lang), coalesce(t.standing, 'original'), r.class, r.body_id, \
         r.date, r.path, r.source, r.confidence, r.illustrative, \
         b.id, b.code, b.abbreviation, coalesce(bt.title, br.title), br.path, \
         m.series, m.series_name, m.ordinal, m.kind, m.start_date, m.end_date, m.start_at, m.end_at, m.zone, m.venue, m.city, m.country, m.mode, \
         m.link, m.host, m.chair, m.status, m.reason, m.sequence, m.note, m.living, m.convened_at, m.circulated_at, m.opened_at, m.concluded_at, \
         m.adopted_at, m.document_weeks, r.changed_at"
    };
}

/// What the asker ($1, $2) may see, titles in the language $3.
macro_rules! meeting_tables {
    () => {
        concat!(
            " from meeting m join record r on r.id = m.id and ",
            visible!(),
            " left join record_title t on t.record_id = r.id and t.lang = $3 \
             left join body b on b.id = m.body_id left join record br on br.id = b.id \
             left join record_title bt on bt.record_id = br.id and bt.lang = $3 "
        )
    };
}

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

const ONE: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    "where r.kind = 'meeting' and (r.key = $4 or r.id = $5)"
);
/// The same with the meetings before and after it in its series.
const SHOW: &str = concat!(
    "select ",
    meeting_columns!(),
    ", (select rp.title from meeting p join record rp on rp.id = p.id where rp.class <= $1 and p.series = m.series and p.ordinal < m.ordinal order by p.ordinal desc limit 1), \
     (select rp.path from meeting p join record rp on rp.id = p.id where rp.class <= $1 and p.series = m.series and p.ordinal < m.ordinal order by p.ordinal desc limit 1), \
     (select rn.title from meeting n join record rn on rn.id = n.id where rn.class <= $1 and n.series = m.series and n.ordinal > m.ordinal order by n.ordinal limit 1), \
     (select rn.path from meeting n join record rn on rn.id = n.id where rn.class <= $1 and n.series = m.series and n.ordinal > m.ordinal order by n.ordinal limit 1)",
    meeting_tables!(),
    "where r.kind = 'meeting' and (r.key = $4 or r.id = $5)"
);
macro_rules! filtered {
    () => {
        "where ($4 = '' or b.code = $5) and ($6 = '' or m.series = $7) and ($8 = '' or m.start_date >= $9) and ($10 = '' or m.start_date < $11) \
         and ($12 = '' or m.status = $13) and ($14 = '' or m.country = $15) "
    };
}
const LIST: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    filtered!(),
    "and ($16 = '' or m.end_date < $17) and (m.start_date, m.id) < ($18, $19) order by m.start_date desc, m.id desc limit $20"
);
const LIST_AHEAD: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    filtered!(),
    "and ($16 = '' or m.end_date >= $17) and (m.start_date, m.id) > ($18, $19) order by m.start_date, m.id limit $20"
);
const UPCOMING: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    "where m.end_date >= $4 and m.status <> 'cancelled' order by m.start_date, m.id limit $5"
);
const FOR_OFFICER: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    "where m.living = 1 and m.status not in ('report-adopted', 'cancelled') order by m.start_date, m.id limit $4"
);
const FOR_DELEGATE: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    "where m.end_date >= $4 and m.status <> 'cancelled' \
     and exists (select 1 from role_grant g where g.account_id = $2 and g.body_id = m.body_id and g.ended = 0) order by m.start_date, m.id limit $5"
);
const BY_BODY: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    "where m.body_id = $4 order by m.start_date desc, m.id desc limit $5"
);
const SERIES: &str = concat!(
    "select m.series, max(m.series_name), count(*) from meeting m join record r on r.id = m.id and ",
    visible!(),
    " group by m.series order by count(*) desc, m.series"
);
const BODIES: &str = concat!(
    "select b.id, b.code, b.abbreviation, coalesce(t.title, r.title), r.path from body b join record r on r.id = b.id and ",
    visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $3 order by b.sort_key, b.code"
);
const BODY_BY_CODE: &str = "select b.id, b.code, b.abbreviation, r.title, r.path from body b join record r on r.id = b.id where b.code = $1";
const COUNTRIES: &str = "select distinct country from meeting where country <> '' union select upper(key) from record where kind = 'member' order by 1";
const INSERT: &str = "insert into meeting (id, body_id, series, series_name, ordinal, kind, start_date, end_date, start_at, end_at, zone, venue, city, country, \
     mode, link, host, chair, status, reason, sequence, note, living, document_weeks) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";
const UPDATE: &str = "update meeting set ordinal = $1, start_date = $2, end_date = $3, start_at = $4, end_at = $5, zone = $6, venue = $7, city = $8, country = $9, \
     mode = $10, link = $11, host = $12, chair = $13, note = $14, document_weeks = $15, sequence = sequence + 1 where id = $16";
const SET_STATUS: &str = "update meeting set status = $1, reason = $2, start_date = $3, end_date = $4, start_at = $5, end_at = $6, zone = $7, convened_at = $8, \
     circulated_at = $9, opened_at = $10, concluded_at = $11, adopted_at = $12, sequence = sequence + 1 where id = $13 and status = $14";
const ORDINAL_TAKEN: &str = "select m.id from meeting m where m.series = $1 and m.ordinal = $2 and m.status <> 'cancelled' and m.id <> $3";
const KEY_TAKEN: &str = "select id from record where kind = 'meeting' and key = $1";
const LOADED: &str = "select m.body_id, m.series, m.series_name, m.ordinal, m.kind, m.start_date, m.end_date, m.city, m.country, m.mode, m.chair, m.status, m.note, m.living \
     from meeting m where m.id = $1";
const RELOAD: &str = "update meeting set body_id = $1, series = $2, series_name = $3, ordinal = $4, kind = $5, start_date = $6, end_date = $7, city = $8, country = $9, \
     mode = $10, chair = $11, status = $12, note = $13, sequence = sequence + 1 where id = $14";
const KEY_DATE: &str =
    "select m.start_date from meeting m join record r on r.id = m.id where r.kind = 'meeting' and r.key = $1";
const ITEMS: &str = "select i.id, i.parent_id, i.position, i.number, i.title, i.lang, i.purpose, i.minutes, i.lead, i.note, i.class \
     from agenda_item i join meeting m on m.id = i.meeting_id \
     where (i.class <= $1 or i.class = 2 and exists (select 1 from role_grant g where g.account_id = $2 and g.body_id = m.body_id and g.ended = 0)) \
     and (m.circulated_at is not null or $1 >= 3 or exists (select 1 from role_grant c where c.account_id = $2 and c.role = 'chair' \
     and (c.body_id is null or c.body_id = m.body_id) and c.ended = 0)) \
     and i.meeting_id = $3 order by i.position limit $4";
const ALL_ITEMS: &str = "select i.id, i.parent_id, i.position, i.number, i.title, i.lang, i.purpose, i.minutes, i.lead, i.note, i.class \
     from agenda_item i where i.meeting_id = $1 order by i.position limit $2";
const ITEM_INSERT: &str = "insert into agenda_item (id, meeting_id, parent_id, position, number, title, lang, purpose, minutes, lead, note, class) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const ITEM_UPDATE: &str = "update agenda_item set parent_id = $1, title = $2, lang = $3, purpose = $4, minutes = $5, lead = $6, note = $7, class = $8 where id = $9 and meeting_id = $10";
const ITEM_PLACE: &str = "update agenda_item set position = $1, number = $2, class = $3 where id = $4";
const ITEM_DELETE: &str = "delete from agenda_item where id = $1 and meeting_id = $2";
const ITEM_PUBLIC: &str = "select i.title from agenda_item i join meeting m on m.id = i.meeting_id where i.meeting_id = $1 and i.class = 0 and m.circulated_at is not null order by i.position limit $2";
const DOCUMENTS: &str = concat!(
    document_columns!(),
    ", f.id, f.name, f.lang, f.standing, bl.bytes, bl.media_type",
    document_tables!(),
    document_files!(),
    "where d.meeting_id = $4 order by d.submitted_at, d.id, f.lang limit $5"
);
/// A document with every other that revises the same first issue.
const CHAIN: &str = concat!(
    document_columns!(),
    ", f.id, f.name, f.lang, f.standing, bl.bytes, bl.media_type",
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
const DOCUMENTS_OF_ITEM: &str = "select d.id from document d where d.item_id = $1";
const DOCUMENTS_OF_MEETING: &str =
    "select r.id, r.class, d.item_id from document d join record r on r.id = d.id where d.meeting_id = $1";
const MODIFIERS: &str = "select modifier from document where revision_of = $1";
const REPORTS: &str = "select count(*) from document where meeting_id = $1 and class_code = 'RPT'";
const FLOOR: &str = "select r.class, coalesce(i.class, 0) from document d join record r on r.id = d.meeting_id left join agenda_item i on i.id = d.item_id where d.id = $1";
/// The thread both ways and the titles by language in one question; the documents of a meeting are
/// listed on its page instead. The order is made in Rust: the parts' columns have no common collation.
const THREAD: &str = concat!(
    "select 1 as side, l.relation, r.kind, r.title, r.symbol, r.path, r.date, r.id from record_link l join record r on r.id = l.to_id and ",
    visible!(),
    " where l.from_id = $3 union all \
     select 2 as side, l.relation, r.kind, r.title, r.symbol, r.path, r.date, r.id from record_link l join record r on r.id = l.from_id and ",
    visible!(),
    " where l.to_id = $3 and l.relation <> 'submitted-to' union all \
     select 3 as side, t.standing, t.lang, t.title, cast(null as text), '', cast(null as text), t.record_id from record_title t \
     where t.record_id = $3 order by side, id limit $4"
);
const ORGANISATION: &str = "select value from setting where name = 'organisation'";
const MEETING_WORDS: &str = "select series_name, venue, city, note from meeting where id = $1";
const DOCUMENT_WORDS: &str = "select d.class_code, d.submitted_by, m.series_name from document d join meeting m on m.id = d.meeting_id where d.id = $1";

pub const STATEMENTS: &[mufakat_store::Statement] = &[
    ("one", ONE),
    ("show", SHOW),
    ("list", LIST),
    ("list_ahead", LIST_AHEAD),
    ("upcoming", UPCOMING),
    ("for_officer", FOR_OFFICER),
    ("for_delegate", FOR_DELEGATE),
    ("by_body", BY_BODY),
    ("series", SERIES),
    ("bodies", BODIES),
    ("body_by_code", BODY_BY_CODE),
    ("countries", COUNTRIES),
    ("insert", INSERT),
    ("update", UPDATE),
    ("set_status", SET_STATUS),
    ("ordinal_taken", ORDINAL_TAKEN),
    ("key_taken", KEY_TAKEN),
    ("loaded", LOADED),
    ("reload", RELOAD),
    ("key_date", KEY_DATE),
    ("items", ITEMS),
    ("all_items", ALL_ITEMS),
    ("item_insert", ITEM_INSERT),
    ("item_update", ITEM_UPDATE),
    ("item_place", ITEM_PLACE),
    ("item_delete", ITEM_DELETE),
    ("item_public", ITEM_PUBLIC),
    ("documents", DOCUMENTS),
    ("chain", CHAIN),
    ("latest_documents", LATEST_DOCUMENTS),
    ("document_insert", DOCUMENT_INSERT),
    ("document_status", DOCUMENT_STATUS),
    ("documents_of_item", DOCUMENTS_OF_ITEM),
    ("documents_of_meeting", DOCUMENTS_OF_MEETING),
    ("modifiers", MODIFIERS),
    ("reports", REPORTS),
    ("floor", FLOOR),
    ("thread", THREAD),
    ("organisation", ORGANISATION),
    ("meeting_words", MEETING_WORDS),
    ("document_words", DOCUMENT_WORDS),
];

/// Columns of [`meeting_columns`].
const MEETING_COLUMNS: usize = 47;

fn meeting_from(row: &Row<'_>) -> Result<Meeting> {
    let of_body = match row.get::<Option<String>>(14)? {
        None => None,
        Some(id) => Some(BodyRef {
            id,
            code: row.get(15)?,
            abbreviation: row.get(16)?,
            name: row.get(17)?,
            path: row.get(18)?,
        }),
    };
    Ok(Meeting {
        record: Record::from_row(row)?,
        of_body,
        series: row.get(19)?,
        series_name: row.get(20)?,
        ordinal: row.get(21)?,
        form: row.get(22)?,
        start_date: row.get(23)?,
        end_date: row.get(24)?,
        start_at: row.get(25)?,
        end_at: row.get(26)?,
        zone: row.get(27)?,
        venue: row.get(28)?,
        city: row.get(29)?,
        country: row.get(30)?,
        mode: row.get(31)?,
        link: row.get(32)?,
        host: row.get(33)?,
        chair: row.get(34)?,
        status: Status::parse(&row.get::<String>(35)?)
            .ok_or_else(|| Problem::internal("a meeting of unknown status"))?,
        reason: row.get(36)?,
        sequence: row.get(37)?,
        note: row.get(38)?,
        living: row.get(39)?,
        convened_at: row.get(40)?,
        circulated_at: row.get(41)?,
        opened_at: row.get(42)?,
        concluded_at: row.get(43)?,
        adopted_at: row.get(44)?,
        document_weeks: row.get(45)?,
        changed_at: row.get(46)?,
    })
}

/// The way into an online meeting is for people with an account.
fn without_link(tx: &Tx<'_>, mut meeting: Meeting) -> Meeting {
    if tx.ctx().actor.ceiling() == 0 {
        meeting.link.clear();
    }
    meeting
}

fn meetings(tx: &mut Tx<'_>, sql: &'static str, more: &[Value]) -> Result<Vec<Meeting>> {
    let (ceiling, account) = tx.seen_by();
    let mut values = vec![Value::from(ceiling), Value::from(account), Value::from(tx.ctx().lang.clone())];
    values.extend_from_slice(more);
    let found = tx.rows(sql, &values, meeting_from)?;
    Ok(found.into_iter().map(|meeting| without_link(tx, meeting)).collect())
}

/// A meeting by the guessable part of its address or by identity.
pub fn meeting(tx: &mut Tx<'_>, key: &str) -> Result<Meeting> {
    meetings(tx, ONE, params![key, key])?.into_iter().next().ok_or(Problem::not_found("meeting"))
}

/// A meeting in the words of its record, whatever the reader's language: what a change starts from.
pub(crate) fn as_recorded(tx: &mut Tx<'_>, key: &str) -> Result<Meeting> {
    let (ceiling, account) = tx.seen_by();
    let found = tx.row(ONE, params![ceiling, account, "", key, key], meeting_from)?;
    found.ok_or(Problem::not_found("meeting"))
}

/// A meeting with the ones before and after it in its series.
pub fn show(tx: &mut Tx<'_>, key: &str) -> Result<(Meeting, Option<Neighbour>, Option<Neighbour>)> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let found = tx.row(SHOW, params![ceiling, account, lang, key, key], |row| {
        let neighbour = |column: usize| -> Result<Option<Neighbour>> {
            let (title, path): (Option<String>, Option<String>) = (row.get(column)?, row.get(column + 1)?);
            Ok(title.zip(path).map(|(title, path)| Neighbour { title, path }))
        };
        Ok((meeting_from(row)?, neighbour(MEETING_COLUMNS)?, neighbour(MEETING_COLUMNS + 2)?))
    })?;
    let (meeting, before, after) = found.ok_or(Problem::not_found("meeting"))?;
    Ok((without_link(tx, meeting), before, after))
}

/// What a list of meetings is narrowed by; empty texts do not narrow.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Code of a body.
    pub body: String,
    pub series: String,
    /// `2026`.
    pub year: String,
    pub status: String,
    pub country: String,
    /// Day that divides past from upcoming; empty for all.
    pub today: String,
    /// Upcoming ones, soonest first, instead of past ones, newest first.
    pub ahead: bool,
}

/// Meetings in pages: newest first, or soonest first when only those ahead are asked for.
pub fn list(tx: &mut Tx<'_>, filter: &Filter, cursor: (&str, &str), limit: usize) -> Result<Vec<Meeting>> {
    let next_year = filter.year.parse::<i64>().map(|year| format!("{:04}", year + 1)).unwrap_or_default();
    let year = if next_year.is_empty() { "" } else { &filter.year };
    let more = params![
        &filter.body,
        &filter.body,
        &filter.series,
        &filter.series,
        year,
        year,
        &next_year,
        &next_year,
        &filter.status,
        &filter.status,
        &filter.country,
        &filter.country,
        &filter.today,
        &filter.today,
        cursor.0,
        cursor.1,
        limit
    ];
    meetings(tx, if filter.ahead { LIST_AHEAD } else { LIST }, more)
}

/// Meetings that end on or after a day, soonest first, but those cancelled.
pub fn upcoming(tx: &mut Tx<'_>, from_date: &str, limit: usize) -> Result<Vec<Meeting>> {
    meetings(tx, UPCOMING, params![from_date, limit])
}

/// A meeting that waits for somebody.
#[derive(Clone, Debug, Serialize)]
pub struct Task {
    pub meeting: Meeting,
    /// The next step on its way.
    pub next: Option<Act>,
    /// Day its documents are due.
    pub documents_due: Option<String>,
}

/// Meetings convened here that are not over yet, each with its next step: an officer's desk.
pub fn for_officer(tx: &mut Tx<'_>, limit: usize) -> Result<Vec<Task>> {
    let found = meetings(tx, FOR_OFFICER, params![limit])?;
    let task = |meeting: Meeting| Task {
        next: meeting.status.next(),
        documents_due: rules::document_deadline(
            &meeting.start_date,
            meeting.document_weeks.unwrap_or(rules::DOCUMENT_WEEKS),
        )
        .map(|due| due.date),
        meeting,
    };
    Ok(found.into_iter().filter(|meeting| meeting.managed_by(&tx.ctx().actor)).map(task).collect())
}

/// Meetings ahead of the bodies the asker has a role in.
pub fn for_delegate(tx: &mut Tx<'_>, from_date: &str, limit: usize) -> Result<Vec<Meeting>> {
    meetings(tx, FOR_DELEGATE, params![from_date, limit])
}

/// Latest meetings of a body, newest first.
pub fn by_body(tx: &mut Tx<'_>, body_id: &str, limit: usize) -> Result<Vec<Meeting>> {
    meetings(tx, BY_BODY, params![body_id, limit])
}

/// Series there are: code, name, how many meetings.
pub fn series(tx: &mut Tx<'_>) -> Result<Vec<(String, String, i64)>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(SERIES, params![ceiling, account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

fn body_from(row: &Row<'_>) -> Result<BodyRef> {
    Ok(BodyRef {
        id: row.get(0)?,
        code: row.get(1)?,
        abbreviation: row.get(2)?,
        name: row.get(3)?,
        path: row.get(4)?,
    })
}

/// Bodies in their order.
pub fn bodies(tx: &mut Tx<'_>) -> Result<Vec<BodyRef>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(BODIES, params![ceiling, account, lang], body_from)
}

pub fn body_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<BodyRef>> {
    tx.row(BODY_BY_CODE, params![code], body_from)
}

/// Country codes of the members and of where meetings were.
pub fn countries(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    tx.rows(COUNTRIES, params![], |row| row.get(0))
}

/// A meeting as the convener writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    pub title: String,
    pub ordinal: Option<i64>,
    pub start_date: String,
    pub end_date: String,
    pub start_at: i64,
    pub end_at: i64,
    pub zone: String,
    pub mode: String,
    pub venue: String,
    pub city: String,
    pub country: String,
    /// Never in the journal: whoever may see the meeting reads its history.
    #[serde(skip)]
    pub link: String,
    pub host: String,
    pub chair: String,
    pub class: Class,
    pub document_weeks: i64,
    pub note: String,
}

impl Draft {
    fn of(meeting: &Meeting) -> Self {
        Self {
            title: meeting.record.title.clone(),
            ordinal: meeting.ordinal,
            start_date: meeting.start_date.clone(),
            end_date: meeting.end_date.clone(),
            start_at: meeting.start_at.unwrap_or_default(),
            end_at: meeting.end_at.unwrap_or_default(),
            zone: meeting.zone.clone(),
            mode: meeting.mode.clone(),
            venue: meeting.venue.clone(),
            city: meeting.city.clone(),
            country: meeting.country.clone(),
            link: meeting.link.clone(),
            host: meeting.host.clone(),
            chair: meeting.chair.clone(),
            class: meeting.record.class,
            document_weeks: meeting.document_weeks.unwrap_or(rules::DOCUMENT_WEEKS),
            note: meeting.note.clone(),
        }
    }

    /// Sets the times.
    #[must_use]
    pub fn at(mut self, sitting: &Sitting) -> Self {
        self.start_date = sitting.start_date.to_string();
        self.end_date = sitting.end_date.to_string();
        self.start_at = sitting.start.as_microsecond();
        self.end_at = sitting.end.as_microsecond();
        self.zone.clone_from(&sitting.zone);
        self
    }
}

fn ordinal_free(tx: &mut Tx<'_>, series: &str, ordinal: Option<i64>, but: &str) -> Result<()> {
    let Some(number) = ordinal else { return Ok(()) };
    match tx.row(ORDINAL_TAKEN, params![series, number, but], |row| row.get::<String>(0))? {
        None => Ok(()),
        Some(_) => Err(Problem::Invalid(vec![
            mufakat_base::FieldError::new("ordinal", "error-ordinal-taken")
                .with("ordinal", rules::ordinal(number)),
        ])),
    }
}

fn free_key(tx: &mut Tx<'_>, wanted: &str) -> Result<String> {
    for number in 1..=KEY_TRIES_MAX {
        let key = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
        if tx.row(KEY_TAKEN, params![&key], |row| row.get::<String>(0))?.is_none() {
            return Ok(key);
        }
    }
    Err(Problem::Conflict { what: wanted.to_owned() })
}

/// Nobody shuts a door behind which they stand: a chair can't make what only the Secretariat sees.
fn within_sight(tx: &Tx<'_>, class: Class) -> Result<()> {
    if class == Class::Secretariat && tx.ctx().actor.ceiling() < 3 {
        Err(Problem::field("class", "error-class-beyond"))
    } else {
        Ok(())
    }
}

/// Plans a meeting of a body. The ordinal must be free in the series; a cancelled meeting frees its own.
pub fn plan(
    tx: &mut Tx<'_>,
    body_code: &str,
    draft: &Draft,
    key: Option<&str>,
    illustrative: bool,
) -> Result<Meeting> {
    let body = body_by_code(tx, body_code)?.ok_or(Problem::field("body_code", "error-body-unknown"))?;
    tx.ctx().actor.must(CONVENERS, Some(&body.id), "meeting.plan")?;
    within_sight(tx, draft.class)?;
    ordinal_free(tx, &body.code, draft.ordinal, "")?;
    let month = draft.start_date.get(..7).unwrap_or(&draft.start_date);
    let key = match key {
        Some(key) => key.to_owned(),
        None => free_key(tx, &rules::key(&body.code, draft.ordinal, month))?,
    };
    let title = if draft.title.is_empty() {
        rules::title(&body.name, draft.ordinal, &draft.start_date)
    } else {
        draft.title.clone()
    };
    let record = NewRecord {
        class: draft.class,
        body: Some(body.id.clone()),
        date: Some(draft.start_date.clone()),
        illustrative,
        ..NewRecord::new("meeting", &key, &title, format!("/meetings/{key}"))
    };
    let id = if illustrative { records::stable_id("meeting", &key) } else { tx.new_id() };
    records::create_as(tx, &id, &record)?;
    tx.change(
        INSERT,
        params![
            &id,
            &body.id,
            &body.code,
            &body.name,
            draft.ordinal,
            "regular",
            &draft.start_date,
            &draft.end_date,
            draft.start_at,
            draft.end_at,
            &draft.zone,
            &draft.venue,
            &draft.city,
            &draft.country,
            &draft.mode,
            &draft.link,
            &draft.host,
            &draft.chair,
            Status::Planned.name(),
            "",
            0_i64,
            &draft.note,
            true,
            draft.document_weeks
        ],
    )?;
    records::link(tx, &id, "of-body", &body.id)?;
    tx.record(Event::new("meeting.planned", "meeting", &id).after(&Draft { title, ..draft.clone() }))?;
    as_recorded(tx, &id)
}

/// A meeting this actor may change, as recorded.
fn managed(tx: &mut Tx<'_>, key: &str, action: &'static str) -> Result<Meeting> {
    let meeting = as_recorded(tx, key)?;
    tx.ctx().actor.must(CONVENERS, meeting.body_id(), action)?;
    if !meeting.living {
        return Err(Problem::Conflict {
            what: "a meeting of the public record is changed by loading its profile".into(),
        });
    }
    Ok(meeting)
}

/// What changed is no longer the calendar's business once the meeting is over.
fn still_open(meeting: &Meeting) -> Result<()> {
    if meeting.status.agenda_open() {
        Ok(())
    } else {
        Err(Problem::Conflict { what: format!("the meeting is {}", meeting.status.name()) })
    }
}

/// Changes what the convener wrote; raising the class raises what stands under the meeting.
pub fn edit(tx: &mut Tx<'_>, key: &str, draft: &Draft) -> Result<Meeting> {
    let before = managed(tx, key, "meeting.edit")?;
    still_open(&before)?;
    within_sight(tx, draft.class)?;
    ordinal_free(tx, &before.series, draft.ordinal, before.id())?;
    let old = Draft::of(&before);
    let mut new = draft.clone();
    if new.title.is_empty() {
        new.title = rules::title(&before.series_name, new.ordinal, &new.start_date);
    }
    if old == new {
        return Ok(before);
    }
    let id = before.id().to_owned();
    tx.change(
        UPDATE,
        params![
            new.ordinal,
            &new.start_date,
            &new.end_date,
            new.start_at,
            new.end_at,
            &new.zone,
            &new.venue,
            &new.city,
            &new.country,
            &new.mode,
            &new.link,
            &new.host,
            &new.chair,
            &new.note,
            new.document_weeks,
            &id
        ],
    )?;
    records::touch(tx, &id, &new.title, Some(&new.start_date))?;
    records::put_title(tx, &id, &before.record.lang, &new.title, Standing::Original)?;
    tx.record(Event::new("meeting.edited", "meeting", &id).before(&old).after(&new))?;
    if old.class != new.class {
        records::set_class(tx, "meeting", &id, old.class, new.class)?;
        let items = all_items(tx, &id)?;
        settle(tx, &id, new.class, &items, &nodes(&items))?;
    }
    as_recorded(tx, &id)
}

#[derive(Serialize)]
struct Standings {
    status: Status,
    start_date: String,
    end_date: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
}

/// Moves a meeting along its way. A reason is needed to cancel or postpone, new times to bring a
/// postponed meeting back, items to circulate an agenda, a report to adopt one.
pub fn act(tx: &mut Tx<'_>, key: &str, act: Act, reason: &str, sitting: Option<&Sitting>) -> Result<Meeting> {
    let before = managed(tx, key, act.event())?;
    let status = before.status.after(act)?;
    if act.needs_reason() && reason.is_empty() {
        return Err(Problem::field("reason", "error-reason-needed"));
    }
    if act.needs_dates(before.status) && sitting.is_none() {
        return Err(Problem::field("start", "error-required"));
    }
    let id = before.id().to_owned();
    if act == Act::Circulate && all_items(tx, &id)?.is_empty() {
        return Err(Problem::field("agenda", "error-agenda-empty"));
    }
    if act == Act::AdoptReport && tx.number(REPORTS, params![&id])? == 0 {
        return Err(Problem::field("report", "error-report-missing"));
    }
    let now = tx.ctx().now.as_microsecond();
    let mut after = Meeting { status, reason: reason.to_owned(), ..before.clone() };
    match act {
        Act::Convene => after.convened_at = Some(now),
        Act::Circulate => after.circulated_at = Some(now),
        Act::Open => after.opened_at = Some(now),
        Act::Conclude => after.concluded_at = Some(now),
        Act::AdoptReport => after.adopted_at = Some(now),
        Act::Plan => after.convened_at = None,
        Act::Cancel | Act::Postpone => {}
    }
    // New dates, new preparation: the agenda is circulated again.
    if before.status == Status::Postponed && status != Status::Cancelled {
        after.circulated_at = None;
    }
    if let Some(sitting) = sitting.filter(|_| act.needs_dates(before.status)) {
        let times = Draft::of(&after).at(sitting);
        (after.start_date, after.end_date, after.zone) = (times.start_date, times.end_date, times.zone);
        (after.start_at, after.end_at) = (Some(times.start_at), Some(times.end_at));
    }
    let touched = tx.change(
        SET_STATUS,
        params![
            status.name(),
            reason,
            &after.start_date,
            &after.end_date,
            after.start_at,
            after.end_at,
            &after.zone,
            after.convened_at,
            after.circulated_at,
            after.opened_at,
            after.concluded_at,
            after.adopted_at,
            &id,
            before.status.name()
        ],
    )?;
    if touched == 0 {
        return Err(Problem::Conflict { what: "the meeting changed meanwhile".into() });
    }
    records::touch(tx, &id, &before.record.title, Some(&after.start_date))?;
    let state = |meeting: &Meeting| Standings {
        status: meeting.status,
        start_date: meeting.start_date.clone(),
        end_date: meeting.end_date.clone(),
        reason: meeting.reason.clone(),
    };
    tx.record(Event::new(act.event(), "meeting", &id).before(&state(&before)).after(&state(&after)))?;
    as_recorded(tx, &id)
}

/// A meeting of the public record, as a profile has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loaded {
    pub body: Option<String>,
    pub series: String,
    pub series_name: String,
    pub ordinal: Option<i64>,
    pub form: String,
    pub start_date: String,
    pub end_date: String,
    pub city: String,
    pub country: String,
    pub mode: String,
    pub chair: String,
    pub status: String,
    pub note: String,
}

/// Start of the meeting under a key, if there is one.
pub fn date_of_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<String>> {
    tx.row(KEY_DATE, params![key], |row| row.get(0))
}

/// Loads a meeting of the record beside its registry row; true when anything changed.
pub fn load(tx: &mut Tx<'_>, record: &NewRecord, wanted: &Loaded) -> Result<bool> {
    tx.ctx().actor.must(&[mufakat_store::Role::Administrator], None, "meeting.load")?;
    let (id, mut changed) = records::load(tx, record)?;
    let found = tx.row(LOADED, params![&id], |row| {
        let state = Loaded {
            body: row.get(0)?,
            series: row.get(1)?,
            series_name: row.get(2)?,
            ordinal: row.get(3)?,
            form: row.get(4)?,
            start_date: row.get(5)?,
            end_date: row.get(6)?,
            city: row.get(7)?,
            country: row.get(8)?,
            mode: row.get(9)?,
            chair: row.get(10)?,
            status: row.get(11)?,
            note: row.get(12)?,
        };
        Ok((state, row.get::<bool>(13)?))
    })?;
    match found {
        None => {
            tx.change(
                INSERT,
                params![
                    &id,
                    wanted.body.clone(),
                    &wanted.series,
                    &wanted.series_name,
                    wanted.ordinal,
                    &wanted.form,
                    &wanted.start_date,
                    &wanted.end_date,
                    Value::Null,
                    Value::Null,
                    "",
                    "",
                    &wanted.city,
                    &wanted.country,
                    &wanted.mode,
                    "",
                    &wanted.country,
                    &wanted.chair,
                    &wanted.status,
                    "",
                    0_i64,
                    &wanted.note,
                    false,
                    Value::Null
                ],
            )?;
            changed = true;
        }
        // A meeting that has come to life here is no longer the profile's.
        Some((_, true)) => {}
        Some((state, false)) if state == *wanted => {}
        Some((state, false)) => {
            tx.change(
                RELOAD,
                params![
                    wanted.body.clone(),
                    &wanted.series,
                    &wanted.series_name,
                    wanted.ordinal,
                    &wanted.form,
                    &wanted.start_date,
                    &wanted.end_date,
                    &wanted.city,
                    &wanted.country,
                    &wanted.mode,
                    &wanted.chair,
                    &wanted.status,
                    &wanted.note,
                    &id
                ],
            )?;
            tx.record(Event::new("meeting.reloaded", "meeting", &id).before(&state).after(wanted))?;
            changed = true;
        }
    }
    if let Some(body) = &wanted.body
        && records::link(tx, &id, "of-body", body)?
    {
        tx.record(
            Event::new("meeting.linked", "meeting", &id).after(&serde_json::json!({ "of-body": body })),
        )?;
        changed = true;
    }
    Ok(changed)
}

fn item_from(row: &Row<'_>) -> Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        parent_id: row.get(1)?,
        position: row.get(2)?,
        number: row.get(3)?,
        title: row.get(4)?,
        lang: row.get(5)?,
        purpose: row.get(6)?,
        minutes: row.get(7)?,
        lead: row.get(8)?,
        note: row.get(9)?,
        class: row.get(10)?,
    })
}

/// Items of a meeting the asker may see, in reading order. Before an agenda is circulated it is the
/// draft of the Secretariat and the chair of the body.
pub fn items(tx: &mut Tx<'_>, meeting_id: &str) -> Result<Vec<Item>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(ITEMS, params![ceiling, account, meeting_id, rules::ITEMS_MAX], item_from)
}

fn all_items(tx: &mut Tx<'_>, meeting_id: &str) -> Result<Vec<Item>> {
    tx.rows(ALL_ITEMS, params![meeting_id, rules::ITEMS_MAX], item_from)
}

fn nodes(items: &[Item]) -> Vec<Node> {
    items
        .iter()
        .map(|item| Node { id: item.id.clone(), parent: item.parent_id.clone(), position: item.position })
        .collect()
}

/// An item as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewItem {
    pub parent: Option<String>,
    pub title: String,
    pub lang: String,
    pub purpose: String,
    pub minutes: Option<i64>,
    pub lead: String,
    pub note: String,
    pub class: Class,
}

impl NewItem {
    fn of(item: &Item) -> Self {
        Self {
            parent: item.parent_id.clone(),
            title: item.title.clone(),
            lang: item.lang.clone(),
            purpose: item.purpose.clone(),
            minutes: item.minutes,
            lead: item.lead.clone(),
            note: item.note.clone(),
            class: item.class,
        }
    }
}

/// Numbers all items anew, and lifts items and documents to the class of what they stand under;
/// nothing is lowered.
fn settle(tx: &mut Tx<'_>, meeting_id: &str, floor: Class, items: &[Item], nodes: &[Node]) -> Result<()> {
    let placed = rules::arrange(nodes);
    if placed.len() != nodes.len() {
        return Err(Problem::internal(format!("the agenda of {meeting_id} hangs on nothing")));
    }
    let mut classes: std::collections::BTreeMap<&str, Class> = std::collections::BTreeMap::new();
    for place in &placed {
        let (Some(item), Some(node)) =
            (items.iter().find(|item| item.id == place.id), nodes.iter().find(|node| node.id == place.id))
        else {
            continue;
        };
        let above = node.parent.as_deref().and_then(|parent| classes.get(parent)).copied().unwrap_or(floor);
        let class = item.class.max(above);
        classes.insert(&place.id, class);
        if (item.position, &item.number, item.class) != (place.position, &place.number, class) {
            tx.change(ITEM_PLACE, params![place.position, &place.number, class, &place.id])?;
        }
    }
    let documents = tx.rows(DOCUMENTS_OF_MEETING, params![meeting_id], |row| {
        Ok((row.get::<String>(0)?, row.get::<Class>(1)?, row.get::<Option<String>>(2)?))
    })?;
    for (id, class, item) in documents {
        let above = item.as_deref().and_then(|item| classes.get(item)).copied().unwrap_or(floor).max(floor);
        if class < above {
            records::set_class(tx, "document", &id, class, above)?;
        }
    }
    Ok(())
}

/// Records what happened to an item. The history of a meeting is read by whoever may see the
/// meeting, so a restricted item or one of a draft is named there by number only; its full state is
/// in an entry of its own that no page of the meeting shows.
fn record_item(
    tx: &mut Tx<'_>,
    meeting: &Meeting,
    action: &'static str,
    item_id: &str,
    before: Option<&Item>,
    after: Option<&Item>,
) -> Result<()> {
    let open = meeting.circulated_at.is_some()
        && [before, after].into_iter().flatten().all(|item| item.class <= meeting.record.class);
    let mut short = Event::new(action, "meeting", meeting.id());
    let mut full = Event::new(action, "agenda-item", item_id);
    let named = |item: &Item| serde_json::json!({ "item": item.number, "class": item.class });
    if let Some(item) = before {
        short = if open { short.before(item) } else { short.before(&named(item)) };
        full = full.before(item);
    }
    if let Some(item) = after {
        short = if open { short.after(item) } else { short.after(&named(item)) };
        full = full.after(item);
    }
    tx.record(short)?;
    if !open {
        tx.record(full)?;
    }
    Ok(())
}

fn found<'i>(items: &'i [Item], id: &str) -> Result<&'i Item> {
    items.iter().find(|item| item.id == id).ok_or(Problem::not_found("agenda item"))
}

/// Adds an item at the end of its level.
pub fn add_item(tx: &mut Tx<'_>, key: &str, new: &NewItem) -> Result<Item> {
    let id = tx.new_id();
    add_item_as(tx, key, &id, new)
}

pub(crate) fn add_item_as(tx: &mut Tx<'_>, key: &str, id: &str, new: &NewItem) -> Result<Item> {
    let meeting = managed(tx, key, "agenda.add")?;
    still_open(&meeting)?;
    within_sight(tx, new.class)?;
    let items = all_items(tx, meeting.id())?;
    if items.len() >= rules::ITEMS_MAX {
        return Err(Problem::Invalid(vec![
            mufakat_base::FieldError::new("title", "error-agenda-full").with("most", rules::ITEMS_MAX),
        ]));
    }
    let mut all = nodes(&items);
    rules::under(&all, None, new.parent.as_deref())?;
    let last = items.iter().map(|item| item.position).max().unwrap_or(0) + 1;
    tx.change(
        ITEM_INSERT,
        params![
            id,
            meeting.id(),
            new.parent.clone(),
            last,
            "",
            &new.title,
            &new.lang,
            &new.purpose,
            new.minutes,
            &new.lead,
            &new.note,
            new.class
        ],
    )?;
    all.push(Node { id: id.to_owned(), parent: new.parent.clone(), position: last });
    let items = all_items(tx, meeting.id())?;
    settle(tx, meeting.id(), meeting.record.class, &items, &all)?;
    let items = all_items(tx, meeting.id())?;
    let item = found(&items, id)?.clone();
    record_item(tx, &meeting, "agenda.item-added", id, None, Some(&item))?;
    Ok(item)
}

/// Changes an item. Its place stays once the agenda is circulated: numbers are cited.
pub fn edit_item(tx: &mut Tx<'_>, key: &str, id: &str, new: &NewItem) -> Result<Item> {
    let meeting = managed(tx, key, "agenda.edit")?;
    still_open(&meeting)?;
    within_sight(tx, new.class)?;
    let items = all_items(tx, meeting.id())?;
    let before = found(&items, id)?.clone();
    if NewItem::of(&before) == *new {
        return Ok(before);
    }
    let mut all = nodes(&items);
    if before.parent_id != new.parent {
        if meeting.circulated_at.is_some() {
            return Err(Problem::field("parent", "error-agenda-circulated"));
        }
        rules::under(&all, Some(id), new.parent.as_deref())?;
        for node in all.iter_mut().filter(|node| node.id == id) {
            node.parent.clone_from(&new.parent);
        }
    }
    tx.change(
        ITEM_UPDATE,
        params![
            new.parent.clone(),
            &new.title,
            &new.lang,
            &new.purpose,
            new.minutes,
            &new.lead,
            &new.note,
            new.class,
            id,
            meeting.id()
        ],
    )?;
    let items = all_items(tx, meeting.id())?;
    settle(tx, meeting.id(), meeting.record.class, &items, &all)?;
    let items = all_items(tx, meeting.id())?;
    let after = found(&items, id)?.clone();
    record_item(tx, &meeting, "agenda.item-edited", id, Some(&before), Some(&after))?;
    Ok(after)
}

fn restructured(meeting: &Meeting) -> Result<()> {
    still_open(meeting)?;
    if meeting.circulated_at.is_some() {
        Err(Problem::field("agenda", "error-agenda-circulated"))
    } else {
        Ok(())
    }
}

/// Moves an item one place among its neighbours.
pub fn move_item(tx: &mut Tx<'_>, key: &str, id: &str, direction: Direction) -> Result<()> {
    let meeting = managed(tx, key, "agenda.move")?;
    restructured(&meeting)?;
    let items = all_items(tx, meeting.id())?;
    let before = found(&items, id)?.clone();
    settle(tx, meeting.id(), meeting.record.class, &items, &rules::moved(&nodes(&items), id, direction))?;
    let items = all_items(tx, meeting.id())?;
    let after = found(&items, id)?.clone();
    if before.number != after.number {
        record_item(tx, &meeting, "agenda.item-moved", id, Some(&before), Some(&after))?;
    }
    Ok(())
}

/// Takes an item out of a draft; one with items or documents under it stays.
pub fn delete_item(tx: &mut Tx<'_>, key: &str, id: &str) -> Result<()> {
    let meeting = managed(tx, key, "agenda.delete")?;
    restructured(&meeting)?;
    let items = all_items(tx, meeting.id())?;
    let before = found(&items, id)?.clone();
    let under = items.iter().any(|item| item.parent_id.as_deref() == Some(id));
    if under || !tx.rows(DOCUMENTS_OF_ITEM, params![id], |row| row.get::<String>(0))?.is_empty() {
        return Err(Problem::field("agenda", "error-item-not-empty"));
    }
    tx.change(ITEM_DELETE, params![id, meeting.id()])?;
    let rest: Vec<Item> = items.into_iter().filter(|item| item.id != id).collect();
    settle(tx, meeting.id(), meeting.record.class, &rest, &nodes(&rest))?;
    record_item(tx, &meeting, "agenda.item-deleted", id, Some(&before), None)
}

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

/// The thread at a meeting or document, both ways, and its titles by language, the original first.
/// The caller has seen the record.
pub fn thread(tx: &mut Tx<'_>, id: &str) -> Result<(Thread, Vec<Version>)> {
    let (ceiling, account) = tx.seen_by();
    let mut steps = tx.rows(THREAD, params![ceiling, account, id, THREAD_MAX], |row| {
        let step = Step {
            relation: row.get(1)?,
            kind: row.get(2)?,
            title: row.get(3)?,
            symbol: row.get(4)?,
            path: row.get(5)?,
            date: row.get(6)?,
            id: row.get(7)?,
        };
        Ok((row.get::<i64>(0)?, step))
    })?;
    steps.sort_by(|(_, a), (_, b)| {
        a.relation.cmp(&b.relation).then_with(|| b.date.cmp(&a.date)).then_with(|| a.title.cmp(&b.title))
    });
    let (mut thread, mut titles) = (Thread::default(), Vec::new());
    for (side, step) in steps {
        match side {
            1 => thread.forward.push(step),
            2 => thread.back.push(step),
            _ => titles.push(Version { lang: step.kind, text: step.title, standing: step.relation }),
        }
    }
    titles.sort_by_key(|title| (Standing::parse(&title.standing), title.lang.clone()));
    Ok((thread, titles))
}

/// Gives a meeting its title in another language.
pub fn set_title(tx: &mut Tx<'_>, key: &str, lang: &str, title: &str, standing: Standing) -> Result<Meeting> {
    let meeting = managed(tx, key, "meeting.title")?;
    if lang == meeting.record.lang {
        return Err(Problem::field("language", "error-title-original"));
    }
    if records::put_title(tx, meeting.id(), lang, title, standing)? {
        let state = serde_json::json!({ "lang": lang, "title": title, "standing": standing });
        tx.record(Event::new("meeting.titled", "meeting", meeting.id()).after(&state))?;
    }
    Ok(meeting)
}

/// The profile's template of symbols of a kind, where no page knows the organisation: the demonstration.
pub(crate) fn symbol_template(tx: &mut Tx<'_>, kind: &str) -> Result<String> {
    let setting = tx.row(ORGANISATION, params![], |row| row.get::<String>(0))?.unwrap_or_default();
    let organisation: serde_json::Value = serde_json::from_str(&setting).unwrap_or_default();
    let template =
        organisation.get("symbols").and_then(|symbols| symbols.get(kind)).and_then(serde_json::Value::as_str);
    Ok(template.unwrap_or("{body}/{ordinal}/{class}/{serial}").to_owned())
}

/// Words of a meeting for the search index: place, note, and items everybody may see.
pub fn meeting_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    let words = tx.row(MEETING_WORDS, params![id], |row| {
        Ok(vec![row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?, row.get::<String>(3)?])
    })?;
    let mut words = words.unwrap_or_default();
    words.extend(tx.rows(ITEM_PUBLIC, params![id, rules::ITEMS_MAX], |row| row.get::<String>(0))?);
    words.retain(|word| !word.is_empty());
    Ok(words.join("\n"))
}

/// Words of a document for the search index, beside its texts and files.
pub fn document_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    let words = tx.row(DOCUMENT_WORDS, params![id], |row| {
        Ok([row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?].join("\n"))
    })?;
    Ok(words.unwrap_or_default())
}
