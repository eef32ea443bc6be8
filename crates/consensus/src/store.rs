//! Every statement of the agreements, one function each.

use crate::{
    model::{Instrument, PartyAction},
    rules,
};
use jiff::{civil::Date, tz::TimeZone};
use mufakat_store::{
    Event, Result, Role, Row, Statement, Tx, params,
    records::{self, Record},
};
use serde::Serialize;

/// Most agreements of one day shown beside another.
const SAME_DAY_MAX: usize = 20;
/// Most rows of one party's acts with all acts beside them.
const ACTS_MAX: usize = 5_000;

/// Columns [`full_row`] reads; the title is the one in the reader's language where there is one.
macro_rules! full {
    () => {
        "select r.id, r.kind, r.key, r.symbol, coalesce(t.title, r.title), coalesce(t.lang, r.lang), coalesce(t.standing, 'original'), \
         r.class, r.body_id, r.date, r.path, r.source, r.confidence, r.illustrative, \
         i.abbreviation, i.kind, i.place, i.community, i.binding, i.entry_into_force, i.all_required, i.depositary, i.state, i.status, \
         a.party, a.action, a.signed, a.ratified, a.deposited, a.in_force, a.notes, a.source, a.confidence, p.path "
    };
}

/// The filters of the collection, each passed twice: `$3` to `$16`.
macro_rules! filters {
    () => {
        " and ($3 = '' or i.kind = $4) and ($5 = '' or i.community = $6) and ($7 = '' or i.state = $8) and ($9 = '' or i.binding = $10) \
          and ($11 = '' or i.sort_date >= $12) and ($13 = '' or i.sort_date < $14 and i.sort_date <> '') \
          and ($15 = '' or exists (select 1 from party_action p where p.instrument_id = i.id and p.party = $16))"
    };
}

macro_rules! listed {
    () => {
        concat!(
            "select r.id, r.key, coalesce(t.title, r.title), coalesce(t.lang, r.lang), r.date, r.path, r.source, r.confidence, \
             i.abbreviation, i.kind, i.place, i.community, i.binding, i.entry_into_force, i.state, i.sort_date, i.sort_key, \
             (select count(*) from party_action a where a.instrument_id = i.id) \
             from record r join instrument i on i.id = r.id and ",
            mufakat_store::visible!(),
            filters!(),
            " left join record_title t on t.record_id = r.id and t.lang = $17 "
        )
    };
}

const FIND: &str = concat!(
    full!(),
    "from record r join instrument i on i.id = r.id and ",
    mufakat_store::visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $3 left join party_action a on a.instrument_id = i.id \
     left join record p on p.kind = 'partner' and p.key = a.party and p.class = 0 \
     where r.kind = 'agreement' and r.key = $4 order by a.party, a.action"
);
const OF_PARTY: &str = concat!(
    full!(),
    "from record r join instrument i on i.id = r.id and ",
    mufakat_store::visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $3 join party_action a on a.instrument_id = i.id \
     left join record p on p.kind = 'partner' and p.key = a.party and p.class = 0 \
     where exists (select 1 from party_action b where b.instrument_id = i.id and b.party = $4) \
     order by i.sort_date desc, i.id, a.party, a.action limit $5"
);
const LIST_BY_DATE: &str = concat!(
    listed!(),
    "where (i.sort_date, i.id) < ($18, $19) order by i.sort_date desc, i.id desc limit $20"
);
const LIST_BY_TITLE: &str =
    concat!(listed!(), "where (i.sort_key, i.id) > ($18, $19) order by i.sort_key, i.id limit $20");
const DECADES: &str = concat!(
    "select substr(i.sort_date, 1, 3), i.kind, i.community, i.state, count(*) from record r join instrument i on i.id = r.id where ",
    mufakat_store::visible!(),
    filters!(),
    " group by substr(i.sort_date, 1, 3), i.kind, i.community, i.state order by 1, 2, 3, 4"
);
const PARTIES: &str = concat!(
    "select a.party, count(*) from party_action a join record r on r.id = a.instrument_id where ",
    mufakat_store::visible!(),
    " group by a.party order by a.party"
);
const SAME_DAY: &str = concat!(
    "select r.title, r.lang, r.path, i.kind from record r join instrument i on i.id = r.id where ",
    mufakat_store::visible!(),
    " and i.sort_date = $3 and r.id <> $4 order by i.sort_key, i.id limit $5"
);
const SHORT: &str = "select coalesce(abbreviation, '') from instrument where id = $1";
const WORDS: &str = "select i.place, i.depositary, a.party from instrument i \
     left join party_action a on a.instrument_id = i.id where i.id = $1 order by a.party";
const OWN_BY_KEY: &str = "select i.id, r.key, r.title, i.agreement_id, i.abbreviation, i.kind, i.place, i.community, i.binding, i.entry_into_force, \
     i.all_required, i.depositary, i.state, i.status, i.sort_date, i.sort_key from record r join instrument i on i.id = r.id \
     where r.kind = 'agreement' and r.key = $1";
const OWN_BY_NUMBER: &str = "select i.id, r.key, r.title, i.agreement_id, i.abbreviation, i.kind, i.place, i.community, i.binding, i.entry_into_force, \
     i.all_required, i.depositary, i.state, i.status, i.sort_date, i.sort_key from record r join instrument i on i.id = r.id \
     where i.agreement_id = $1";
const PUT: &str = "insert into instrument (id, agreement_id, abbreviation, kind, place, community, binding, entry_into_force, all_required, \
     depositary, state, status, sort_date, sort_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) \
     on conflict (id) do update set agreement_id = excluded.agreement_id, abbreviation = excluded.abbreviation, kind = excluded.kind, \
     place = excluded.place, community = excluded.community, binding = excluded.binding, entry_into_force = excluded.entry_into_force, \
     all_required = excluded.all_required, depositary = excluded.depositary, state = excluded.state, status = excluded.status, \
     sort_date = excluded.sort_date, sort_key = excluded.sort_key";
const RELEASE: &str = "update instrument set agreement_id = null where id = $1";
const ACT: &str = "select party, action, signed, ratified, deposited, in_force, notes, source, confidence from party_action \
     where instrument_id = $1 and party = $2 and action = $3";
const ACT_PUT: &str = "insert into party_action (instrument_id, party, action, signed, ratified, deposited, in_force, notes, source, confidence) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (instrument_id, party, action) do update set signed = excluded.signed, \
     ratified = excluded.ratified, deposited = excluded.deposited, in_force = excluded.in_force, notes = excluded.notes, \
     source = excluded.source, confidence = excluded.confidence";

pub const STATEMENTS: &[Statement] = &[
    ("find", FIND),
    ("of_party", OF_PARTY),
    ("list_by_date", LIST_BY_DATE),
    ("list_by_title", LIST_BY_TITLE),
    ("decades", DECADES),
    ("parties", PARTIES),
    ("same_day", SAME_DAY),
    ("short", SHORT),
    ("words", WORDS),
    ("own_by_key", OWN_BY_KEY),
    ("own_by_number", OWN_BY_NUMBER),
    ("put", PUT),
    ("release", RELEASE),
    ("act", ACT),
    ("act_put", ACT_PUT),
];

/// Which agreements are wanted; empty means any.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: String,
    pub community: String,
    pub state: String,
    pub binding: String,
    /// First date wanted, as a year or longer.
    pub from: String,
    /// First date no longer wanted.
    pub before: String,
    pub party: String,
}

/// An agreement as a line of the collection.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: String,
    pub key: String,
    pub title: String,
    pub lang: String,
    pub date: Option<String>,
    pub path: String,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub abbreviation: Option<String>,
    pub kind: String,
    pub place: Option<String>,
    pub community: String,
    pub binding: String,
    pub entry_into_force: Option<String>,
    pub state: String,
    pub sort_date: String,
    pub sort_key: String,
    /// Parties with an act on record.
    pub parties: i64,
}

/// Agreements of one decade, type, community and state.
#[derive(Clone, Debug)]
pub struct Decade {
    /// First three digits of the year; empty for agreements without a date.
    pub decade: String,
    pub kind: String,
    pub community: String,
    pub state: String,
    pub count: i64,
}

fn full_row(row: &Row<'_>) -> Result<(Instrument, Option<PartyAction>)> {
    let instrument = Instrument {
        record: Record::from_row(row)?,
        abbreviation: row.get(14)?,
        kind: row.get(15)?,
        place: row.get(16)?,
        community: row.get(17)?,
        binding: row.get(18)?,
        entry_into_force: row.get(19)?,
        all_required: row.get(20)?,
        depositary: row.get(21)?,
        state: row.get(22)?,
        status: row.get(23)?,
    };
    let act = match row.get::<Option<String>>(24)? {
        None => None,
        Some(party) => Some(PartyAction {
            party,
            action: row.get(25)?,
            signed: row.get(26)?,
            ratified: row.get(27)?,
            deposited: row.get(28)?,
            in_force: row.get(29)?,
            notes: row.get(30)?,
            source: row.get(31)?,
            confidence: row.get(32)?,
            partner: row.get(33)?,
        }),
    };
    Ok((instrument, act))
}

/// An agreement and all acts of its parties; not found when the asker may not know of it.
pub fn find(tx: &mut Tx<'_>, key: &str) -> Result<(Instrument, Vec<PartyAction>)> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let rows = tx.rows(FIND, params![ceiling, account, lang, key], full_row)?;
    grouped(rows).pop().ok_or(mufakat_store::Problem::not_found("agreement"))
}

/// Rows of one instrument after another, as instruments with their acts.
fn grouped(rows: Vec<(Instrument, Option<PartyAction>)>) -> Vec<(Instrument, Vec<PartyAction>)> {
    let mut out: Vec<(Instrument, Vec<PartyAction>)> = Vec::new();
    for (instrument, act) in rows {
        match out.last_mut() {
            Some((last, acts)) if last.record.id == instrument.record.id => acts.extend(act),
            _ => out.push((instrument, act.into_iter().collect())),
        }
    }
    out
}

/// A page of the collection, newest first; `after` is the last row's date and identity.
pub fn list_by_date(
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: &(String, String),
    rows: usize,
) -> Result<Vec<Listed>> {
    list(tx, LIST_BY_DATE, filter, after, rows)
}

/// A page of the collection by title; `after` is the last row's sort key and identity.
pub fn list_by_title(
    tx: &mut Tx<'_>,
    filter: &Filter,
    after: &(String, String),
    rows: usize,
) -> Result<Vec<Listed>> {
    list(tx, LIST_BY_TITLE, filter, after, rows)
}

fn list(
    tx: &mut Tx<'_>,
    statement: &'static str,
    f: &Filter,
    after: &(String, String),
    rows: usize,
) -> Result<Vec<Listed>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let params = params![
        ceiling,
        account,
        &f.kind,
        &f.kind,
        &f.community,
        &f.community,
        &f.state,
        &f.state,
        &f.binding,
        &f.binding,
        &f.from,
        &f.from,
        &f.before,
        &f.before,
        &f.party,
        &f.party,
        lang,
        &after.0,
        &after.1,
        rows,
    ];
    tx.rows(statement, params, |row| {
        Ok(Listed {
            id: row.get(0)?,
            key: row.get(1)?,
            title: row.get(2)?,
            lang: row.get(3)?,
            date: row.get(4)?,
            path: row.get(5)?,
            source: row.get(6)?,
            confidence: row.get(7)?,
            abbreviation: row.get(8)?,
            kind: row.get(9)?,
            place: row.get(10)?,
            community: row.get(11)?,
            binding: row.get(12)?,
            entry_into_force: row.get(13)?,
            state: row.get(14)?,
            sort_date: row.get(15)?,
            sort_key: row.get(16)?,
            parties: row.get(17)?,
        })
    })
}

/// The collection in numbers: by decade, type, community and state.
pub fn decades(tx: &mut Tx<'_>, f: &Filter) -> Result<Vec<Decade>> {
    let (ceiling, account) = tx.seen_by();
    let params = params![
        ceiling,
        account,
        &f.kind,
        &f.kind,
        &f.community,
        &f.community,
        &f.state,
        &f.state,
        &f.binding,
        &f.binding,
        &f.from,
        &f.from,
        &f.before,
        &f.before,
        &f.party,
        &f.party,
    ];
    tx.rows(DECADES, params, |row| {
        Ok(Decade {
            decade: row.get(0)?,
            kind: row.get(1)?,
            community: row.get(2)?,
            state: row.get(3)?,
            count: row.get(4)?,
        })
    })
}

/// Another agreement of the same day.
#[derive(Clone, Debug, Serialize)]
pub struct Sibling {
    pub title: String,
    pub lang: String,
    pub path: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// Other agreements made on an agreement's day; none when only its month or year is known.
pub fn same_day(tx: &mut Tx<'_>, record: &Record) -> Result<Vec<Sibling>> {
    let Some(date) = record.date.as_deref().filter(|date| date.len() == 10) else { return Ok(Vec::new()) };
    let (ceiling, account) = tx.seen_by();
    tx.rows(SAME_DAY, params![ceiling, account, date, &record.id, SAME_DAY_MAX], |row| {
        Ok(Sibling { title: row.get(0)?, lang: row.get(1)?, path: row.get(2)?, kind: row.get(3)? })
    })
}

/// Codes of all parties with an act on record, and how many.
pub fn parties(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(PARTIES, params![ceiling, account], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// What a State is party to: one agreement and where the State stands today.
#[derive(Clone, Debug, Serialize)]
pub struct Membership {
    pub title: String,
    pub abbreviation: Option<String>,
    pub path: String,
    pub date: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub community: String,
    /// `signature`, `ratification`, `accession`, …
    pub action: String,
    pub signed: Option<String>,
    /// Deposit, accession or, where only that is known, domestic ratification.
    pub consented: Option<String>,
    /// Date from which the State is bound, if known.
    pub in_force_from: Option<String>,
    /// `in-force`, `consented`, `signed`, `undated`, `nothing`; text keys `agreement-standing-…`.
    pub standing: &'static str,
    pub confidence: Option<String>,
}

/// The agreements a State signed or is bound by, newest first, as they stand today (UTC).
pub fn by_party(tx: &mut Tx<'_>, code: &str) -> Result<Vec<Membership>> {
    let today = day(tx);
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let rows = tx.rows(OF_PARTY, params![ceiling, account, lang, code, ACTS_MAX], full_row)?;
    let mut out = Vec::new();
    for (instrument, actions) in grouped(rows) {
        let treaty = instrument.treaty();
        let acts: Vec<rules::Act> = actions.iter().map(PartyAction::act).collect();
        for (action, act) in actions.iter().zip(&acts).filter(|(action, _)| action.party == code) {
            out.push(Membership {
                title: instrument.record.title.clone(),
                abbreviation: instrument.abbreviation.clone(),
                path: instrument.record.path.clone(),
                date: instrument.record.date.clone(),
                kind: instrument.kind.clone(),
                community: instrument.community.clone(),
                action: action.action.clone(),
                signed: action.signed.clone(),
                consented: action.deposited.clone().or_else(|| action.ratified.clone()),
                in_force_from: rules::bound_from(&treaty, &acts, act).map(|(date, _)| date.to_string()),
                standing: rules::standing(&treaty, &acts, act, today).name(),
                confidence: action.confidence.clone(),
            });
        }
    }
    Ok(out)
}

/// The latest agreements up to today (UTC).
pub fn latest(tx: &mut Tx<'_>, n: usize) -> Result<Vec<Record>> {
    let today = day(tx).to_string();
    records::latest(tx, "agreement", &today, n)
}

fn day(tx: &Tx<'_>) -> Date {
    tx.ctx().now.to_zoned_datetime(TimeZone::UTC).date()
}

/// Text of an agreement for the search index, beyond its titles.
pub fn words(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    let rows = tx.rows(WORDS, params![id], |row| {
        Ok(([row.get::<Option<String>>(0)?, row.get(1)?], row.get::<Option<String>>(2)?))
    })?;
    let mut words: Vec<String> =
        rows.first().map(|(facts, _)| facts.iter().flatten().cloned().collect()).unwrap_or_default();
    let parties = rows.iter().filter_map(|(_, party)| party.as_deref());
    words.extend(parties.map(|code| crate::model::english_name(code).unwrap_or(code).to_owned()));
    Ok(words.join(", "))
}

/// The abbreviation an agreement is called by.
pub fn short_names(tx: &mut Tx<'_>, id: &str) -> Result<Vec<String>> {
    let name: Option<String> = tx.row(SHORT, params![id], |row| row.get(0))?;
    Ok(name.into_iter().filter(|name| !name.is_empty()).collect())
}

/// An instrument's own columns, as a loader compares and journals them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Own {
    pub agreement_id: Option<String>,
    pub abbreviation: Option<String>,
    #[serde(rename = "type")]
    pub kind: String,
    pub place: Option<String>,
    pub community: String,
    pub binding: String,
    pub entry_into_force: Option<String>,
    pub all_required: String,
    pub depositary: Option<String>,
    pub state: String,
    pub status: Option<String>,
    #[serde(skip)]
    pub sort_date: String,
    #[serde(skip)]
    pub sort_key: String,
}

/// An instrument already there: identity, key, title and own columns.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: String,
    pub key: String,
    pub title: String,
    pub own: Own,
}

fn stored(row: &Row<'_>) -> Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        key: row.get(1)?,
        title: row.get(2)?,
        own: Own {
            agreement_id: row.get(3)?,
            abbreviation: row.get(4)?,
            kind: row.get(5)?,
            place: row.get(6)?,
            community: row.get(7)?,
            binding: row.get(8)?,
            entry_into_force: row.get(9)?,
            all_required: row.get(10)?,
            depositary: row.get(11)?,
            state: row.get(12)?,
            status: row.get(13)?,
            sort_date: row.get(14)?,
            sort_key: row.get(15)?,
        },
    })
}

fn authorise(tx: &Tx<'_>) -> Result<()> {
    tx.ctx().actor.must(&[Role::Administrator], None, "agreement.load")
}

/// The instrument with a key, for a loader.
pub fn stored_by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Stored>> {
    authorise(tx)?;
    tx.row(OWN_BY_KEY, params![key], stored)
}

/// The instrument a row number of the profile means, for a loader.
pub fn stored_by_number(tx: &mut Tx<'_>, number: &str) -> Result<Option<Stored>> {
    authorise(tx)?;
    tx.row(OWN_BY_NUMBER, params![number], stored)
}

/// Writes an instrument's own columns where they differ; true when they did.
pub fn put(tx: &mut Tx<'_>, id: &str, before: Option<&Own>, own: &Own) -> Result<bool> {
    authorise(tx)?;
    if before == Some(own) {
        return Ok(false);
    }
    let params = params![
        id,
        own.agreement_id.clone(),
        own.abbreviation.clone(),
        &own.kind,
        own.place.clone(),
        &own.community,
        &own.binding,
        own.entry_into_force.clone(),
        &own.all_required,
        own.depositary.clone(),
        &own.state,
        own.status.clone(),
        &own.sort_date,
        &own.sort_key,
    ];
    tx.change(PUT, params)?;
    let event = Event::new("agreement.described", "agreement", id).after(own);
    tx.record(match before {
        Some(before) => event.before(before),
        None => event,
    })?;
    Ok(true)
}

/// Takes a row number from the instrument that held it: the file was renumbered.
pub fn release(tx: &mut Tx<'_>, holder: &Stored) -> Result<()> {
    authorise(tx)?;
    tx.change(RELEASE, params![&holder.id])?;
    let after = Own { agreement_id: None, ..holder.own.clone() };
    tx.record(Event::new("agreement.renumbered", "agreement", &holder.id).before(&holder.own).after(&after))?;
    Ok(())
}

/// Writes what a party did where it differs from what is there; true when it did.
pub fn put_act(tx: &mut Tx<'_>, instrument: &str, act: &PartyAction) -> Result<bool> {
    authorise(tx)?;
    let before = tx.row(ACT, params![instrument, &act.party, &act.action], |row| {
        Ok(PartyAction {
            party: row.get(0)?,
            action: row.get(1)?,
            signed: row.get(2)?,
            ratified: row.get(3)?,
            deposited: row.get(4)?,
            in_force: row.get(5)?,
            notes: row.get(6)?,
            source: row.get(7)?,
            confidence: row.get(8)?,
            partner: None,
        })
    })?;
    if before.as_ref() == Some(act) {
        return Ok(false);
    }
    let params = params![
        instrument,
        &act.party,
        &act.action,
        act.signed.clone(),
        act.ratified.clone(),
        act.deposited.clone(),
        act.in_force.clone(),
        act.notes.clone(),
        act.source.clone(),
        act.confidence.clone(),
    ];
    tx.change(ACT_PUT, params)?;
    let event = Event::new("agreement.act-recorded", "agreement", instrument).after(act);
    tx.record(match &before {
        Some(before) => event.before(before),
        None => event,
    })?;
    Ok(true)
}
