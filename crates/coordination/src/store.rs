//! Meetings as they are kept, and what they share with what stands under them; agendas are in `items`,
//! documents in `documents`. Every statement is here or there; every function asks whether the actor
//! may, then acts and records.

pub(crate) mod documents;
pub(crate) mod items;

use self::items::{all_items, nodes, settle};
pub(crate) use self::{documents::symbol_template, items::add_item_as};
pub use self::{
    documents::{
        NewDocument, NewRevision, add_version, classify, document, document_text, documents,
        latest_documents, revise, submit,
    },
    items::{NewItem, add_item, delete_item, edit_item, items, move_item},
};
use crate::{
    model::{Act, BodyRef, CONVENERS, Meeting, Neighbour, Status},
    rules::{self, Sitting},
};
use mufakat_base::{Class, Problem, Result, lang::Standing};
use mufakat_store::{
    Event, Row, Tx, Value, params,
    records::{self, NewRecord, Record, Step, Thread, Version},
    visible,
};
use serde::Serialize;

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
    "where m.start_date >= $4 and m.end_date >= $5 and m.status <> 'cancelled' order by m.start_date, m.id limit $6"
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
    "where m.start_date >= $4 and m.end_date >= $5 and m.status <> 'cancelled' \
     and exists (select 1 from role_grant g where g.account_id = $2 and g.body_id = m.body_id and g.ended = 0) order by m.start_date, m.id limit $6"
);
const BY_BODY: &str = concat!(
    "select ",
    meeting_columns!(),
    meeting_tables!(),
    "where m.body_id = $4 order by m.start_date desc, m.id desc limit $5"
);
/// From one series to the next along the index, however many meetings each has.
const SERIES: &str = concat!(
    "with recursive s (code) as (select min(series) from meeting \
     union all select (select min(m.series) from meeting m where m.series > s.code) from s where s.code is not null) \
     select s.code, (select m.series_name from meeting m where m.series = s.code limit 1) from s where s.code is not null \
     and exists (select 1 from meeting m join record r on r.id = m.id and ",
    visible!(),
    " where m.series = s.code)"
);
const BODIES: &str = concat!(
    "select b.id, b.code, b.abbreviation, coalesce(t.title, r.title), r.path from body b join record r on r.id = b.id and ",
    visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $3 where r.kind = 'body' order by b.sort_key, b.code"
);
const BODY_BY_CODE: &str = "select b.id, b.code, b.abbreviation, r.title, r.path from body b join record r on r.id = b.id where b.code = $1";
/// Countries meetings were held in, from one to the next along the index, and the members.
const COUNTRIES: &str = concat!(
    "with recursive c (code) as (select min(country) from meeting where country <> '' \
     union all select (select min(m.country) from meeting m where m.country > c.code) from c where c.code is not null) \
     select c.code from c where c.code is not null and exists (select 1 from meeting m join record r on r.id = m.id and ",
    visible!(),
    " where m.country = c.code) union select upper(key) from record where kind = 'member' order by 1"
);
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
const ITEM_PUBLIC: &str = "select i.title from agenda_item i join meeting m on m.id = i.meeting_id where i.meeting_id = $1 and i.class = 0 and m.circulated_at is not null order by i.position limit $2";
const REPORTS: &str = "select count(*) from document where meeting_id = $1 and class_code = 'RPT'";
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
const MEETING_WORDS: &str = "select series_name, venue, city, note from meeting where id = $1";

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
    ("item_public", ITEM_PUBLIC),
    ("reports", REPORTS),
    ("thread", THREAD),
    ("meeting_words", MEETING_WORDS),
];

/// Days the longest meeting lasts; one that began earlier is over.
const MEETING_DAYS_MAX: i64 = 60;

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

/// The earliest day a meeting that is on at a day can have begun: what keeps a list of 60 years short.
fn longest_before(date: &str) -> String {
    let day = date.parse::<jiff::civil::Date>().ok();
    day.and_then(|day| day.checked_sub(jiff::Span::new().days(MEETING_DAYS_MAX)).ok())
        .map_or_else(String::new, |day| day.to_string())
}

/// Meetings that end on or after a day, soonest first, but those cancelled.
pub fn upcoming(tx: &mut Tx<'_>, from_date: &str, limit: usize) -> Result<Vec<Meeting>> {
    meetings(tx, UPCOMING, params![longest_before(from_date), from_date, limit])
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
    meetings(tx, FOR_DELEGATE, params![longest_before(from_date), from_date, limit])
}

/// Latest meetings of a body, newest first.
pub fn by_body(tx: &mut Tx<'_>, body_id: &str, limit: usize) -> Result<Vec<Meeting>> {
    meetings(tx, BY_BODY, params![body_id, limit])
}

/// Series there are: code and name, by name.
pub fn series(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    let (ceiling, account) = tx.seen_by();
    let mut series =
        tx.rows(SERIES, params![ceiling, account], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    series.sort_by_cached_key(|(_, name)| mufakat_lexis::sort::key("en", name));
    Ok(series)
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
    let (ceiling, account) = tx.seen_by();
    tx.rows(COUNTRIES, params![ceiling, account], |row| row.get(0))
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
