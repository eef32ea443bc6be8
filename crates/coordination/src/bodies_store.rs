//! Every statement of bodies, of the calendar and of the feeds.
//!
//! Reads filter by the reader's class in SQL; the only change is the loader's, which acts for the
//! process itself.

use jiff::{Timestamp, civil};
use mufakat_base::Class;
use mufakat_store::{
    Event, Problem, Result, Role, Row, Statement, Tx,
    load::Fields,
    params,
    records::{self, NewRecord, Record, Step, Thread, Version},
    visible,
};
use serde::Serialize;

/// Most bodies of an organisation.
pub const BODIES_MAX: usize = 2_000;
/// Most meetings in a calendar for other programs.
pub const FEED_MEETINGS_MAX: usize = 2_000;
/// Longest meeting, in days: how far before a span a meeting may begin that reaches into it.
pub const MEETING_DAYS_MAX: i64 = 62;
/// Longest line of reporting.
const DEPTH_MAX: i64 = 20;
/// Links of a body's thread shown, each way.
const THREAD_MAX: i64 = 100;
/// Meetings and documents shown on a body's page, of each kind.
const SHOWN: i64 = 6;
/// Longest code of a body.
pub const CODE_CHARS_MAX: usize = 40;

const BODIES: &str = concat!(
    "select b.id, b.code, b.abbreviation, coalesce(t.title, r.title), coalesce(t.lang, r.lang), b.level, b.community, b.parent_id, \
     b.mandate, r.source, r.confidence, r.illustrative from record r join body b on b.id = r.id and ",
    visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $3 where r.kind = 'body' order by b.sort_key, b.code limit $4"
);
const OPTIONS: &str = concat!(
    "select b.id, b.code, coalesce(t.title, r.title) from record r join body b on b.id = r.id and ",
    visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $3 where r.kind = 'body' order by b.sort_key, b.code limit $4"
);
const BY_KEY: &str = concat!(
    "select r.id, r.kind, r.key, r.symbol, coalesce(t.title, r.title), coalesce(t.lang, r.lang), coalesce(t.standing, 'original'), r.class, \
     r.body_id, r.date, r.path, r.source, r.confidence, r.illustrative, b.code, b.abbreviation, b.level, b.community, b.parent_id, b.mandate, \
     r.changed_at from record r join body b on b.id = r.id and ",
    visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $3 where b.code = $4 or b.code = $5 or b.id = $6 \
     order by case when b.code = $7 then 0 else 1 end limit 1"
);
/// From the records alone, whose index holds all the question needs.
const MEETING_COUNTS: &str = concat!(
    "select r.body_id, count(*) from record r where r.kind = 'meeting' and r.body_id is not null and (",
    visible!(),
    ") group by r.body_id"
);
/// One step from a body in every direction: its names in every language, the bodies above and below
/// it, the thread both ways without its meetings, which have their own lists. In no order: the tag
/// says what a row is.
const AROUND: &str = concat!(
    "with recursive up (id, parent_id, distance) as (\
       select b.id, b.parent_id, 0 from record r join body b on b.id = r.id and ",
    visible!(),
    " where b.id = $3 \
       union all select p.id, p.parent_id, u.distance + 1 from up u join body p on p.id = u.parent_id where u.distance < $4) \
     select 'name' as tag, t.lang as word, t.standing as level, t.title as title, cast(null as text) as symbol, '' as path, \
       cast(null as text) as date, t.record_id as id, 0 as distance from record_title t where t.record_id = $5 \
     union all select 'up', b.code, b.level, coalesce(t.title, r.title), b.abbreviation, r.path, r.date, r.id, u.distance \
       from up u join body b on b.id = u.id and u.distance > 0 join record r on r.id = b.id and ",
    visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $6 \
     union all select 'down', b.code, b.level, coalesce(t.title, r.title), b.abbreviation, r.path, r.date, r.id, 0 \
       from body b join record r on r.id = b.id and ",
    visible!(),
    " left join record_title t on t.record_id = r.id and t.lang = $7 where b.parent_id = $8 \
     union all select * from (select 'forward' as tag, l.relation as word, r.kind as level, r.title, r.symbol, r.path, r.date, r.id, 0 as distance \
       from record r join record_link l on l.to_id = r.id and ",
    visible!(),
    " where l.from_id = $9 order by l.relation, r.date desc nulls last limit $10) f \
     union all select * from (select 'back' as tag, l.relation as word, r.kind as level, r.title, r.symbol, r.path, r.date, r.id, 0 as distance \
       from record r join record_link l on l.from_id = r.id and ",
    visible!(),
    " where l.to_id = $11 and l.relation <> 'of-body' order by l.relation, r.date desc nulls last limit $12) k"
);
/// What a body did and does: its next meetings, its last ones, its latest documents.
/// Tag, title, language, symbol, path, dates, place, status, class.
const HELD: &str = concat!(
    "select * from (select 'upcoming' as tag, r.title, r.lang, r.symbol, r.path, m.start_date, m.end_date, m.city, m.country, m.status, r.class \
       from record r join meeting m on m.id = r.id and ",
    visible!(),
    " where m.body_id = $3 and m.start_date >= $4 order by m.start_date, m.id limit $5) n \
     union all select * from (select 'latest' as tag, r.title, r.lang, r.symbol, r.path, m.start_date, m.end_date, m.city, m.country, m.status, r.class \
       from record r join meeting m on m.id = r.id and ",
    visible!(),
    " where m.body_id = $6 and m.start_date < $7 order by m.start_date desc, m.id desc limit $8) l \
     union all select * from (select 'document' as tag, r.title, r.lang, r.symbol, r.path, coalesce(r.date, m.start_date) as start_date, '' as end_date, '' as city, '' as country, d.status, r.class \
       from record r join document d on d.id = r.id and ",
    visible!(),
    " join meeting m on m.id = d.meeting_id where m.body_id = $9 order by d.submitted_at desc, d.id desc limit $10) d"
);

/// Columns of [`MeetingEntry`], and the joins they come from after `from record r join meeting m …`.
macro_rules! entry_columns {
    () => {
        "select r.id, r.key, coalesce(t.title, r.title), coalesce(t.lang, r.lang), r.path, r.class, r.illustrative, r.confidence, \
         r.created_at, r.changed_at, coalesce(b.code, ''), coalesce(b.abbreviation, ''), coalesce(bt.title, br.title, ''), \
         coalesce(b.level, ''), coalesce(b.community, ''), m.start_date, m.end_date, m.start_at, m.end_at, m.zone, m.venue, m.city, m.country, \
         coalesce(c.title, p.title, ''), m.mode, m.link, m.status, m.reason, m.sequence, m.note, m.living, m.kind \
         from record r join meeting m on m.id = r.id and "
    };
}
macro_rules! entry_joins {
    () => {
        " left join record_title t on t.record_id = r.id and t.lang = $3 \
          left join body b on b.id = m.body_id \
          left join record br on br.id = b.id \
          left join record_title bt on bt.record_id = br.id and bt.lang = $4 \
          left join record c on c.kind = 'member' and c.key = m.country and c.class = 0 \
          left join record p on p.kind = 'partner' and p.key = m.country and p.class = 0 "
    };
}

const BETWEEN: &str = concat!(
    entry_columns!(),
    visible!(),
    entry_joins!(),
    "where m.start_date >= $5 and m.start_date <= $6 and ($7 = '' or b.code = $8) and ($9 = '' or b.community = $10) \
     and ($11 = '' or m.country = $12) and (m.start_date, m.id) > ($13, $14) order by m.start_date, m.id limit $15"
);
const MEETING: &str = concat!(
    entry_columns!(),
    visible!(),
    entry_joins!(),
    "where r.id = coalesce((select x.id from record x where x.kind = 'meeting' and x.key = $5), $6) limit 1"
);
const PERSONAL: &str = concat!(
    entry_columns!(),
    visible!(),
    entry_joins!(),
    "where m.start_date >= $5 and (\
       exists (select 1 from role_grant h where h.account_id = $6 and h.ended = 0 and h.body_id = m.body_id) \
       or m.living = 1 and $7 = 'all') \
     order by m.start_date, m.id limit $8"
);
/// From one country to the next along the index, however many meetings each has seen.
const COUNTRIES: &str = concat!(
    "with recursive k (code) as (select min(country) from meeting where country <> '' \
     union all select (select min(m.country) from meeting m where m.country > k.code) from k where k.code is not null) \
     select k.code, coalesce(c.title, p.title, '') from k \
     left join record c on c.kind = 'member' and c.key = k.code and c.class = 0 \
     left join record p on p.kind = 'partner' and p.key = k.code and p.class = 0 \
     where k.code is not null and exists (select 1 from record r join meeting m on m.id = r.id and ",
    visible!(),
    " where m.country = k.code) limit 300"
);

const OWN: &str =
    "select code, abbreviation, level, community, parent_id, mandate, sort_key from body where id = $1";
const PUT: &str = "insert into body (id, code, abbreviation, level, community, parent_id, mandate, sort_key) values ($1, $2, $3, $4, $5, $6, $7, $8) \
     on conflict (id) do update set code = excluded.code, abbreviation = excluded.abbreviation, level = excluded.level, \
     community = excluded.community, parent_id = excluded.parent_id, mandate = excluded.mandate, sort_key = excluded.sort_key";

pub const STATEMENTS: &[Statement] = &[
    ("bodies", BODIES),
    ("body_options", OPTIONS),
    ("body_by_key", BY_KEY),
    ("body_meeting_counts", MEETING_COUNTS),
    ("body_around", AROUND),
    ("body_held", HELD),
    ("meetings_between", BETWEEN),
    ("meeting_entry", MEETING),
    ("meetings_personal", PERSONAL),
    ("meeting_countries", COUNTRIES),
    ("body_own", OWN),
    ("body_put", PUT),
];

/// A body as lists show it.
#[derive(Clone, Debug)]
pub struct BodyRow {
    pub id: String,
    pub code: String,
    pub abbreviation: String,
    pub name: String,
    pub lang: String,
    pub level: String,
    pub community: String,
    pub parent: Option<String>,
    pub mandate: String,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub illustrative: bool,
}

/// Every body the reader may know of, in stored order.
pub fn bodies(tx: &mut Tx<'_>) -> Result<Vec<BodyRow>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(BODIES, params![ceiling, account, lang, BODIES_MAX], |row| {
        Ok(BodyRow {
            id: row.get(0)?,
            code: row.get(1)?,
            abbreviation: row.get(2)?,
            name: row.get(3)?,
            lang: row.get(4)?,
            level: row.get(5)?,
            community: row.get(6)?,
            parent: row.get(7)?,
            mandate: row.get(8)?,
            source: row.get(9)?,
            confidence: row.get(10)?,
            illustrative: row.get(11)?,
        })
    })
}

/// Bodies for a select: identity, code, name in the reader's language; in stored order.
pub fn options(tx: &mut Tx<'_>) -> Result<Vec<(String, String, String)>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(OPTIONS, params![ceiling, account, lang, BODIES_MAX], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

/// Meetings of each body that the reader may see: body's identity and number.
pub fn meeting_counts(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(MEETING_COUNTS, params![ceiling, account], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A body with its record; its title is in the reader's language where there is one.
#[derive(Clone, Debug, Serialize)]
pub struct Body {
    pub record: Record,
    pub code: String,
    pub abbreviation: String,
    pub level: String,
    pub community: String,
    pub parent_id: Option<String>,
    pub mandate: String,
    #[serde(skip)]
    pub changed_at: Timestamp,
}

/// A body by code (in any case) or by identity.
pub fn by_key(tx: &mut Tx<'_>, key: &str) -> Result<Body> {
    if key.is_empty() || key.len() > CODE_CHARS_MAX {
        return Err(Problem::not_found("body"));
    }
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let found =
        tx.row(BY_KEY, params![ceiling, account, lang, key, key.to_uppercase(), key, key], |row| {
            Ok(Body {
                record: Record::from_row(row)?,
                code: row.get(14)?,
                abbreviation: row.get(15)?,
                level: row.get(16)?,
                community: row.get(17)?,
                parent_id: row.get(18)?,
                mandate: row.get(19)?,
                changed_at: row.get(20)?,
            })
        })?;
    found.ok_or(Problem::not_found("body"))
}

/// A body beside another: above it or below it.
#[derive(Clone, Debug, Serialize)]
pub struct Relative {
    pub code: String,
    pub name: String,
    pub abbreviation: String,
    pub level: String,
    pub path: String,
}

/// What stands around a body.
#[derive(Clone, Debug, Default)]
pub struct Around {
    pub names: Vec<Version>,
    /// From the highest body down to the one it reports to.
    pub line: Vec<Relative>,
    pub below: Vec<Relative>,
    /// Without its meetings, which have their own lists.
    pub thread: Thread,
}

/// Names of a body, its line of reporting, the bodies that report to it and its thread.
pub fn around(tx: &mut Tx<'_>, id: &str) -> Result<Around> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let mut around = Around::default();
    let mut line: Vec<(i64, Relative)> = Vec::new();
    let params =
        params![ceiling, account, id, DEPTH_MAX, id, lang.clone(), lang, id, id, THREAD_MAX, id, THREAD_MAX];
    let rows = tx.rows(AROUND, params, |row| {
        let step = Step {
            relation: row.get(1)?,
            kind: row.get(2)?,
            title: row.get(3)?,
            symbol: row.get(4)?,
            path: row.get(5)?,
            date: row.get(6)?,
            id: row.get(7)?,
        };
        Ok((row.get::<String>(0)?, step, row.get::<i64>(8)?))
    })?;
    for (tag, step, distance) in rows {
        match tag.as_str() {
            "name" => {
                around.names.push(Version { lang: step.relation, standing: step.kind, text: step.title });
            }
            "up" => line.push((distance, Relative::from(step))),
            "down" => around.below.push(Relative::from(step)),
            "forward" => around.thread.forward.push(step),
            _ => around.thread.back.push(step),
        }
    }
    line.sort_by_key(|(distance, _)| std::cmp::Reverse(*distance));
    // A loop in the data would repeat bodies: each is shown once.
    for (_, relative) in line {
        if !around.line.iter().any(|above| above.code == relative.code) {
            around.line.push(relative);
        }
    }
    around.below.sort_by_cached_key(|body| sort_key("", &body.level, &body.name));
    around
        .names
        .sort_by(|a, b| (a.standing != "original", &a.lang).cmp(&(b.standing != "original", &b.lang)));
    Ok(around)
}

impl From<Step> for Relative {
    fn from(step: Step) -> Self {
        Self {
            code: step.relation,
            name: step.title,
            abbreviation: step.symbol.unwrap_or_default(),
            level: step.kind,
            path: step.path,
        }
    }
}

/// A meeting or document in the lists of a body's page.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    pub title: String,
    pub lang: String,
    pub symbol: Option<String>,
    pub path: String,
    pub start_date: String,
    pub end_date: String,
    pub city: String,
    pub country: String,
    pub status: String,
    pub class: Class,
}

impl Held {
    /// Picture of the flag of the country met in, where there is one.
    pub fn flag(&self) -> Option<String> {
        mufakat_parties::model::flag(&self.country)
    }
}

/// Next meetings, last meetings and latest documents of a body.
#[derive(Clone, Debug, Default)]
pub struct HeldBy {
    pub upcoming: Vec<Held>,
    pub latest: Vec<Held>,
    pub documents: Vec<Held>,
}

/// What a body does and did, seen from a day.
pub fn held(tx: &mut Tx<'_>, id: &str, today: &str) -> Result<HeldBy> {
    let (ceiling, account) = tx.seen_by();
    let mut held = HeldBy::default();
    let rows =
        tx.rows(HELD, params![ceiling, account, id, today, SHOWN, id, today, SHOWN, id, SHOWN], |row| {
            let entry = Held {
                title: row.get(1)?,
                lang: row.get(2)?,
                symbol: row.get(3)?,
                path: row.get(4)?,
                start_date: row.get(5)?,
                end_date: row.get(6)?,
                city: row.get(7)?,
                country: row.get(8)?,
                status: row.get(9)?,
                class: row.get(10)?,
            };
            Ok((row.get::<String>(0)?, entry))
        })?;
    for (tag, entry) in rows {
        match tag.as_str() {
            "upcoming" => held.upcoming.push(entry),
            "latest" => held.latest.push(entry),
            _ => held.documents.push(entry),
        }
    }
    held.upcoming.sort_by(|a, b| (&a.start_date, &a.title).cmp(&(&b.start_date, &b.title)));
    held.latest.sort_by(|a, b| (&b.start_date, &b.title).cmp(&(&a.start_date, &a.title)));
    Ok(held)
}

/// A meeting as calendars and feeds need it.
#[derive(Clone, Debug)]
pub struct MeetingEntry {
    pub id: String,
    pub key: String,
    pub title: String,
    pub lang: String,
    pub path: String,
    pub class: Class,
    pub illustrative: bool,
    pub confidence: Option<String>,
    pub created_at: Timestamp,
    pub changed_at: Timestamp,
    pub body_code: String,
    pub body_abbreviation: String,
    pub body_name: String,
    pub level: String,
    pub community: String,
    pub start_date: String,
    pub end_date: String,
    pub start_at: Option<Timestamp>,
    pub end_at: Option<Timestamp>,
    pub zone: String,
    pub venue: String,
    pub city: String,
    pub country: String,
    pub country_name: String,
    pub mode: String,
    pub link: String,
    pub status: String,
    pub reason: String,
    pub sequence: i64,
    pub note: String,
    pub living: bool,
    pub kind: String,
}

impl MeetingEntry {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            key: row.get(1)?,
            title: row.get(2)?,
            lang: row.get(3)?,
            path: row.get(4)?,
            class: row.get(5)?,
            illustrative: row.get(6)?,
            confidence: row.get(7)?,
            created_at: row.get(8)?,
            changed_at: row.get(9)?,
            body_code: row.get(10)?,
            body_abbreviation: row.get(11)?,
            body_name: row.get(12)?,
            level: row.get(13)?,
            community: row.get(14)?,
            start_date: row.get(15)?,
            end_date: row.get(16)?,
            start_at: row.get(17)?,
            end_at: row.get(18)?,
            zone: row.get(19)?,
            venue: row.get(20)?,
            city: row.get(21)?,
            country: row.get(22)?,
            country_name: row.get(23)?,
            mode: row.get(24)?,
            link: row.get(25)?,
            status: row.get(26)?,
            reason: row.get(27)?,
            sequence: row.get(28)?,
            note: row.get(29)?,
            living: row.get(30)?,
            kind: row.get(31)?,
        })
    }

    /// First and last day, when both are known to the day.
    pub fn days(&self) -> Option<(civil::Date, civil::Date)> {
        let first = mufakat_base::dates::parse_date(&self.start_date)?;
        let last =
            mufakat_base::dates::parse_date(&self.end_date).filter(|last| *last >= first).unwrap_or(first);
        Some((first, last))
    }

    /// Venue, city and country, each once.
    pub fn place(&self) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for part in [&self.venue, &self.city, &self.country_name] {
            if !part.is_empty() && !parts.iter().any(|have| have.ends_with(part.as_str())) {
                parts.push(part);
            }
        }
        parts.join(", ")
    }
}

/// What a calendar is narrowed to; empty means everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Code of a body.
    pub body: String,
    pub community: String,
    /// ISO 3166 code of the country met in.
    pub country: String,
}

/// Meetings that begin in a span of ISO dates, both included, after a place in that order; the
/// dates are compared as text, so one that is only a month stands before the days of that month.
pub fn meetings_between(
    tx: &mut Tx<'_>,
    from: &str,
    until: &str,
    filter: &Filter,
    after: (&str, &str),
    limit: usize,
) -> Result<Vec<MeetingEntry>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(
        BETWEEN,
        params![
            ceiling,
            account,
            lang.clone(),
            lang,
            from,
            until,
            &filter.body,
            &filter.body,
            &filter.community,
            &filter.community,
            &filter.country,
            &filter.country,
            after.0,
            after.1,
            limit
        ],
        MeetingEntry::from_row,
    )
}

/// One meeting by the key of its address or by identity.
pub fn meeting(tx: &mut Tx<'_>, key_or_id: &str) -> Result<MeetingEntry> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let found = tx.row(
        MEETING,
        params![ceiling, account, lang.clone(), lang, key_or_id, key_or_id],
        MeetingEntry::from_row,
    )?;
    found.ok_or(Problem::not_found("meeting"))
}

/// The meetings a person has to do with from a day on: those of the bodies they have a role in; for
/// whoever has a role everywhere, every living meeting they may see.
pub fn personal(tx: &mut Tx<'_>, from: &str) -> Result<Vec<MeetingEntry>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let actor = &tx.ctx().actor;
    let everywhere = ceiling >= 3 || actor.grants.iter().any(|grant| grant.body.is_none());
    let reach = if everywhere { "all" } else { "own" };
    tx.rows(
        PERSONAL,
        params![ceiling, account.clone(), lang.clone(), lang, from, account, reach, FEED_MEETINGS_MAX],
        MeetingEntry::from_row,
    )
}

/// Countries that meetings were held in: code and name, empty where no record names it.
pub fn countries(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    let (ceiling, account) = tx.seen_by();
    let mut countries = tx.rows(COUNTRIES, params![ceiling, account], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?))
    })?;
    let lang = tx.ctx().lang.clone();
    countries.sort_by_cached_key(|(code, name)| {
        mufakat_lexis::sort::key(&lang, if name.is_empty() { code } else { name })
    });
    Ok(countries)
}

/// Ranks of communities in the order an organisation names them; unknown ones follow by name.
const COMMUNITIES: [&str; 4] = ["all", "APSC", "AEC", "ASCC"];
/// Levels from the highest down; unknown ones come last.
pub const LEVELS: [&str; 10] = [
    "leaders",
    "ministers",
    "ambassadors",
    "organ",
    "commission",
    "senior officials",
    "working group",
    "centre",
    "network",
    "associated entity",
];

/// Stored order of bodies: community, level, name.
pub fn sort_key(community: &str, level: &str, name: &str) -> String {
    let community_rank = match COMMUNITIES.iter().position(|known| *known == community) {
        Some(place) => format!("{place}"),
        None if community == "external" => "9".to_owned(),
        None => format!("5{community}"),
    };
    let level_rank = LEVELS.iter().position(|known| *known == level).unwrap_or(LEVELS.len());
    format!("{community_rank}-{level_rank:02}-{}", mufakat_lexis::sort::key("en", name))
}

/// True for text that can be the code of a body: it is part of addresses and official symbols.
pub fn is_code(text: &str) -> bool {
    (1..=CODE_CHARS_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !text.starts_with('-')
}

/// A body's own columns, as the journal keeps them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Own {
    code: String,
    abbreviation: String,
    level: String,
    community: String,
    parent: Option<String>,
    mandate: String,
    #[serde(skip)]
    sort_key: String,
}

/// Loads a row of `bodies.csv`; true when anything changed.
pub fn load(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    tx.ctx().actor.must(&[Role::Administrator], None, "body.load")?;
    let code = fields.required("code")?;
    if !is_code(code) {
        return Err(Problem::field("code", "error-body-code"));
    }
    let parent = fields.text("parent");
    if !parent.is_empty() && (!is_code(parent) || parent == code) {
        return Err(Problem::field("parent", "error-body-parent"));
    }
    let name = fields.required("name")?;
    let record = NewRecord {
        class: Class::Public,
        source: fields.optional("source"),
        confidence: match fields.text("confidence") {
            "" => None,
            _ => Some(fields.word("confidence", &["high", "medium", "low"])?.to_owned()),
        },
        ..NewRecord::new("body", code, name, format!("/bodies/{code}"))
    };
    let own = Own {
        code: code.to_owned(),
        abbreviation: fields.text("abbreviation").to_owned(),
        level: fields.required("level")?.to_owned(),
        community: fields.required("community")?.to_owned(),
        parent: (!parent.is_empty()).then(|| records::stable_id("body", parent)),
        mandate: fields.text("mandate").to_owned(),
        sort_key: sort_key(fields.text("community"), fields.text("level"), name),
    };
    let (id, fresh) = records::load(tx, &record)?;
    Ok(put(tx, &id, &own)? || fresh)
}

fn put(tx: &mut Tx<'_>, id: &str, own: &Own) -> Result<bool> {
    let before = tx.row(OWN, params![id], |row| {
        Ok(Own {
            code: row.get(0)?,
            abbreviation: row.get(1)?,
            level: row.get(2)?,
            community: row.get(3)?,
            parent: row.get(4)?,
            mandate: row.get(5)?,
            sort_key: row.get(6)?,
        })
    })?;
    if before.as_ref() == Some(own) {
        return Ok(false);
    }
    tx.change(
        PUT,
        params![
            id,
            &own.code,
            &own.abbreviation,
            &own.level,
            &own.community,
            own.parent.clone(),
            &own.mandate,
            &own.sort_key
        ],
    )?;
    if !own.mandate.is_empty() {
        records::put_text(tx, id, "mandate", "en", &own.mandate, mufakat_base::lang::Standing::Original)?;
    }
    let event = Event::new("body.described", "body", id).after(own);
    tx.record(match &before {
        Some(before) => event.before(before),
        None => event,
    })?;
    Ok(true)
}

/// Text for the search index: the mandate.
pub fn search_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    Ok(tx.row(OWN, params![id], |row| row.get::<String>(5))?.unwrap_or_default())
}

/// Code and abbreviation, by which a body is called.
pub fn short_names(tx: &mut Tx<'_>, id: &str) -> Result<Vec<String>> {
    let found = tx.row(OWN, params![id], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    let mut names: Vec<String> =
        found.into_iter().flat_map(|(code, abbreviation)| [code, abbreviation]).collect();
    names.dedup();
    names.retain(|name| !name.is_empty());
    Ok(names)
}
