//! Writing the slice's own columns beside their records: what the loaders use. Each function
//! compares first and gives whether anything changed, so that a second load changes nothing.

use mufakat_store::{Event, Result, Row, Statement, Tx, params};
use serde::Serialize;

const MEMBER_GET: &str = "select code, alpha3, official_name, ord, capital, languages, currency, zone, admitted, withdrawn, founding, national_day, \
     national_day_name, ministry, ministry_confidence, note from member where id = $1";
const MEMBER_PUT: &str = "insert into member (id, code, alpha3, official_name, ord, capital, languages, currency, zone, admitted, withdrawn, founding, \
     national_day, national_day_name, ministry, ministry_confidence, note) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
     on conflict (id) do update set code = excluded.code, alpha3 = excluded.alpha3, official_name = excluded.official_name, ord = excluded.ord, \
     capital = excluded.capital, languages = excluded.languages, currency = excluded.currency, zone = excluded.zone, admitted = excluded.admitted, \
     withdrawn = excluded.withdrawn, founding = excluded.founding, national_day = excluded.national_day, \
     national_day_name = excluded.national_day_name, ministry = excluded.ministry, ministry_confidence = excluded.ministry_confidence, \
     note = excluded.note";
const MEMBER_ID: &str = "select m.id, r.title from member m join record r on r.id = m.id where m.code = $1";
const NAME_GET: &str = "select name, source, confidence from member_name where member_id = $1 and lang = $2";
const NAME_PUT: &str = "insert into member_name (member_id, lang, name, source, confidence) values ($1, $2, $3, $4, $5) \
     on conflict (member_id, lang) do update set name = excluded.name, source = excluded.source, confidence = excluded.confidence";
const HOLIDAY_GET: &str = "select local_name, local_lang, estimated, source, confidence from holiday \
     where country = $1 and date = $2 and name = $3 and subdivision = $4 and category = $5";
const HOLIDAY_PUT: &str = "insert into holiday (country, date, name, subdivision, category, local_name, local_lang, estimated, source, confidence) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
     on conflict (country, date, name, subdivision, category) do update set local_name = excluded.local_name, local_lang = excluded.local_lang, \
     estimated = excluded.estimated, source = excluded.source, confidence = excluded.confidence";
const CHAIR_GET: &str =
    "select year, member_code, start_date, end_date, theme, note from chairmanship where id = $1";
const CHAIR_PUT: &str = "insert into chairmanship (id, year, member_code, start_date, end_date, theme, note) values ($1, $2, $3, $4, $5, $6, $7) \
     on conflict (id) do update set year = excluded.year, member_code = excluded.member_code, start_date = excluded.start_date, \
     end_date = excluded.end_date, theme = excluded.theme, note = excluded.note";
const PERSON_HOME: &str = "select id, home from person where slug = $1";
const PERSON_GET: &str = "select slug, given, family, suffix, honorific, family_first, single, by_given, derived, nationality, sort_key, home \
     from person where id = $1";
const PERSON_PUT: &str = "insert into person (id, slug, given, family, suffix, honorific, family_first, single, by_given, derived, nationality, \
     sort_key, home) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
     on conflict (id) do update set slug = excluded.slug, given = excluded.given, family = excluded.family, suffix = excluded.suffix, \
     honorific = excluded.honorific, family_first = excluded.family_first, single = excluded.single, by_given = excluded.by_given, \
     derived = excluded.derived, nationality = excluded.nationality, sort_key = excluded.sort_key, home = excluded.home";
const TERM_GET: &str = "select person_id, post, post_code, ordinal, route, start_date, end_date, status, source, confidence from office_term where id = $1";
const TERM_PUT: &str = "insert into office_term (id, person_id, post, post_code, ordinal, route, start_date, end_date, status, source, confidence) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     on conflict (id) do update set person_id = excluded.person_id, post = excluded.post, post_code = excluded.post_code, \
     ordinal = excluded.ordinal, route = excluded.route, start_date = excluded.start_date, end_date = excluded.end_date, \
     status = excluded.status, source = excluded.source, confidence = excluded.confidence";
const PARTNER_GET: &str = "select code, status_type, status, relations_since, status_since, status_confidence, coordinator, coordinator_term, \
     coordinator_confidence, sort_key from partner where id = $1";
const PARTNER_PUT: &str = "insert into partner (id, code, status_type, status, relations_since, status_since, status_confidence, coordinator, \
     coordinator_term, coordinator_confidence, sort_key) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     on conflict (id) do update set code = excluded.code, status_type = excluded.status_type, status = excluded.status, \
     relations_since = excluded.relations_since, status_since = excluded.status_since, status_confidence = excluded.status_confidence, \
     coordinator = excluded.coordinator, coordinator_term = excluded.coordinator_term, \
     coordinator_confidence = excluded.coordinator_confidence, sort_key = excluded.sort_key";

pub const STATEMENTS: &[Statement] = &[
    ("member_get", MEMBER_GET),
    ("member_put", MEMBER_PUT),
    ("member_id", MEMBER_ID),
    ("name_get", NAME_GET),
    ("name_put", NAME_PUT),
    ("holiday_get", HOLIDAY_GET),
    ("holiday_put", HOLIDAY_PUT),
    ("chair_get", CHAIR_GET),
    ("chair_put", CHAIR_PUT),
    ("person_home", PERSON_HOME),
    ("person_get", PERSON_GET),
    ("person_put", PERSON_PUT),
    ("term_get", TERM_GET),
    ("term_put", TERM_PUT),
    ("partner_get", PARTNER_GET),
    ("partner_put", PARTNER_PUT),
];

/// Declares a row as it is kept beside its record, with the reading of its columns in order:
/// `row!(/** … */ ChairRow { year: i64, theme: String })` becomes a struct with `from_row`.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
        pub struct $name { $(pub $field: $type),* }

        impl $name {
            fn from_row(row: &Row<'_>) -> Result<Self> {
                let mut column = 0..;
                $(let $field = row.get::<$type>(column.next().unwrap_or_default())?;)*
                Ok(Self { $($field),* })
            }
        }
    };
}

row!(
    /// Columns of a Member State.
    MemberRow {
        code: String, alpha3: String, official_name: String, ord: i64, capital: String, languages: String, currency: String, zone: String,
        admitted: String, withdrawn: String, founding: bool, national_day: String, national_day_name: String, ministry: String,
        ministry_confidence: String, note: String,
    }
);
row!(
    /// A name of a Member State.
    NameRow { name: String, source: String, confidence: String }
);
row!(
    /// A holiday, without its key.
    HolidayRow { local_name: String, local_lang: String, estimated: bool, source: String, confidence: String }
);
row!(
    /// Columns of a chairmanship.
    ChairRow { year: i64, member_code: String, start_date: String, end_date: String, theme: String, note: String }
);
row!(
    /// Columns of a person.
    PersonRow {
        slug: String, given: String, family: String, suffix: String, honorific: String, family_first: bool, single: bool, by_given: bool,
        derived: bool, nationality: String, sort_key: String, home: String,
    }
);
row!(
    /// A term of office.
    TermRow {
        person_id: String, post: String, post_code: String, ordinal: i64, route: String, start_date: String, end_date: String,
        status: String, source: String, confidence: String,
    }
);
row!(
    /// Columns of a partner.
    PartnerRow {
        code: String, status_type: String, status: String, relations_since: String, status_since: String, status_confidence: String,
        coordinator: String, coordinator_term: String, coordinator_confidence: String, sort_key: String,
    }
);

/// Records new or changed columns of a record.
fn told<T: Serialize>(
    tx: &mut Tx<'_>,
    action: &'static str,
    noun: &'static str,
    id: &str,
    before: Option<&T>,
    after: &T,
) -> Result<bool> {
    let event = Event::new(action, noun, id).after(after);
    tx.record(match before {
        Some(before) => event.before(before),
        None => event,
    })?;
    Ok(true)
}

pub fn member(tx: &mut Tx<'_>, id: &str, row: &MemberRow) -> Result<bool> {
    let found = tx.row(MEMBER_GET, params![id], MemberRow::from_row)?;
    if found.as_ref() == Some(row) {
        return Ok(false);
    }
    let params = params![
        id,
        &row.code,
        &row.alpha3,
        &row.official_name,
        row.ord,
        &row.capital,
        &row.languages,
        &row.currency,
        &row.zone,
        &row.admitted,
        &row.withdrawn,
        row.founding,
        &row.national_day,
        &row.national_day_name,
        &row.ministry,
        &row.ministry_confidence,
        &row.note,
    ];
    tx.change(MEMBER_PUT, params)?;
    told(tx, "facts.entered", "member", id, found.as_ref(), row)
}

/// Identity and official English short name of a Member State.
pub fn member_id(tx: &mut Tx<'_>, code: &str) -> Result<Option<(String, String)>> {
    tx.row(MEMBER_ID, params![code], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn name(tx: &mut Tx<'_>, member: &str, lang: &str, row: &NameRow) -> Result<bool> {
    let found = tx.row(NAME_GET, params![member, lang], NameRow::from_row)?;
    if found.as_ref() == Some(row) {
        return Ok(false);
    }
    tx.change(NAME_PUT, params![member, lang, &row.name, &row.source, &row.confidence])?;
    let state = |row: &NameRow| serde_json::json!({ "lang": lang, "name": row.name, "source": row.source, "confidence": row.confidence });
    told(tx, "name.entered", "member", member, found.as_ref().map(state).as_ref(), &state(row))
}

/// Key of a holiday.
#[derive(Clone, Copy, Debug)]
pub struct HolidayKey<'k> {
    pub country: &'k str,
    pub date: &'k str,
    pub name: &'k str,
    pub subdivision: &'k str,
    pub category: &'k str,
}

pub fn holiday(tx: &mut Tx<'_>, key: &HolidayKey<'_>, row: &HolidayRow) -> Result<bool> {
    let HolidayKey { country, date, name, subdivision, category } = *key;
    let found =
        tx.row(HOLIDAY_GET, params![country, date, name, subdivision, category], HolidayRow::from_row)?;
    if found.as_ref() == Some(row) {
        return Ok(false);
    }
    let params = params![
        country,
        date,
        name,
        subdivision,
        category,
        &row.local_name,
        &row.local_lang,
        row.estimated,
        &row.source,
        &row.confidence,
    ];
    tx.change(HOLIDAY_PUT, params)?;
    let state = |row: &HolidayRow| serde_json::json!({ "country": country, "date": date, "name": name, "subdivision": subdivision, "row": row });
    let event = Event::off_thread("holiday.entered", "holiday").after(&state(row));
    tx.record(match &found {
        Some(before) => event.before(&state(before)),
        None => event,
    })?;
    Ok(true)
}

pub fn chair(tx: &mut Tx<'_>, id: &str, row: &ChairRow) -> Result<bool> {
    let found = tx.row(CHAIR_GET, params![id], ChairRow::from_row)?;
    if found.as_ref() == Some(row) {
        return Ok(false);
    }
    tx.change(
        CHAIR_PUT,
        params![id, row.year, &row.member_code, &row.start_date, &row.end_date, &row.theme, &row.note],
    )?;
    told(tx, "facts.entered", "chairmanship", id, found.as_ref(), row)
}

/// Identity of a person and the term that describes them.
pub fn person_home(tx: &mut Tx<'_>, slug: &str) -> Result<Option<(String, String)>> {
    tx.row(PERSON_HOME, params![slug], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn person(tx: &mut Tx<'_>, id: &str, row: &PersonRow) -> Result<bool> {
    let found = tx.row(PERSON_GET, params![id], PersonRow::from_row)?;
    if found.as_ref() == Some(row) {
        return Ok(false);
    }
    let params = params![
        id,
        &row.slug,
        &row.given,
        &row.family,
        &row.suffix,
        &row.honorific,
        row.family_first,
        row.single,
        row.by_given,
        row.derived,
        &row.nationality,
        &row.sort_key,
        &row.home,
    ];
    tx.change(PERSON_PUT, params)?;
    told(tx, "facts.entered", "person", id, found.as_ref(), row)
}

pub fn term(tx: &mut Tx<'_>, id: &str, row: &TermRow) -> Result<bool> {
    let found = tx.row(TERM_GET, params![id], TermRow::from_row)?;
    if found.as_ref() == Some(row) {
        return Ok(false);
    }
    let params = params![
        id,
        &row.person_id,
        &row.post,
        &row.post_code,
        row.ordinal,
        &row.route,
        &row.start_date,
        &row.end_date,
        &row.status,
        &row.source,
        &row.confidence,
    ];
    tx.change(TERM_PUT, params)?;
    told(tx, "term.entered", "person", &row.person_id, found.as_ref(), row)
}

pub fn partner(tx: &mut Tx<'_>, id: &str, row: &PartnerRow) -> Result<bool> {
    let found = tx.row(PARTNER_GET, params![id], PartnerRow::from_row)?;
    if found.as_ref() == Some(row) {
        return Ok(false);
    }
    let params = params![
        id,
        &row.code,
        &row.status_type,
        &row.status,
        &row.relations_since,
        &row.status_since,
        &row.status_confidence,
        &row.coordinator,
        &row.coordinator_term,
        &row.coordinator_confidence,
        &row.sort_key,
    ];
    tx.change(PARTNER_PUT, params)?;
    told(tx, "facts.entered", "partner", id, found.as_ref(), row)
}
