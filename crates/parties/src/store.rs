//! Every statement of members, chairs, people and partners, one function each.
//!
//! Reading asks what the asker may see (`visible!`); nothing here is changed by hand yet: the
//! public record comes in by the loaders (`load.rs`).

use crate::{
    model::{
        AROUND_MAX, CHAIRS_MAX, Chair, Holiday, LANGUAGE_NAMES, MEMBERS_MAX, Member, MemberBrief,
        NameVersion, Partner, Person, SECRETARY_GENERAL, SIBLINGS_MAX, TERMS_MAX, Term, flag, sources,
    },
    rules::{self, NameParts},
};
use jiff::civil::Date;
use mufakat_store::{Problem, Result, Row, Statement, Tx, Value, params, records::Record, visible};

pub mod keep;

/// A record with its title in the reader's language: fourteen columns as [`Record::from_row`] reads
/// them. The reader's language is the statement's third parameter.
macro_rules! record_columns {
    () => {
        "r.id, r.kind, r.key, r.symbol, coalesce(t.title, r.title), coalesce(t.lang, r.lang), coalesce(t.standing, 'original'), r.class, \
         r.body_id, r.date, r.path, r.source, r.confidence, r.illustrative"
    };
}

macro_rules! record_join {
    () => {
        " left join record_title t on t.record_id = r.id and t.lang = $3 "
    };
}

macro_rules! member_columns {
    () => {
        concat!(
            record_columns!(),
            ", m.code, m.alpha3, r.title, m.official_name, m.ord, m.capital, m.languages, m.currency, m.zone, m.admitted, m.withdrawn, m.founding"
        )
    };
}

const MEMBERS: &str = concat!(
    "select ",
    member_columns!(),
    " from member m join record r on r.id = m.id and ",
    visible!(),
    record_join!(),
    "order by m.ord, m.code limit $4"
);
const MEMBER: &str = concat!(
    "select ",
    member_columns!(),
    ", m.national_day, m.national_day_name, m.ministry, m.ministry_confidence, m.note from member m join record r on r.id = m.id and ",
    visible!(),
    record_join!(),
    "where m.code = $4"
);
// What stands around a Member State, in one question: the first column says what a row is.
const AROUND: &str = concat!(
    "select 'chair', r.path, cast(c.year as text), c.start_date, c.end_date, c.theme, c.note, coalesce(r.confidence, ''), coalesce(r.source, ''), '' \
     from chairmanship c join record r on r.id = c.id and ",
    visible!(),
    " where c.member_code = $3 \
     union all select 'term', r.path, r.title, o.post, o.post_code, o.start_date, o.end_date, o.confidence, o.source, o.status \
     from person p join record r on r.id = p.id and ",
    visible!(),
    " join office_term o on o.person_id = p.id where p.nationality = $3 \
     union all select 'partner', r.path, r.title, p.code, p.status_type, p.coordinator_term, '', p.coordinator_confidence, coalesce(r.source, ''), '' \
     from partner p join record r on r.id = p.id and ",
    visible!(),
    " where p.coordinator = $3 \
     union all select 'name', n.lang, n.name, '', '', '', '', n.confidence, n.source, '' \
     from member_name n join member m on m.id = n.member_id where m.code = $3 \
     union all select 'holiday', h.date, h.name, h.local_name, h.local_lang, h.category, h.subdivision, h.confidence, h.source, cast(h.estimated as text) \
     from holiday h where h.country = $3 and h.date >= $4 and h.date <= $5 limit $6"
);
const HOLIDAYS: &str = "select country, date, name, local_name, local_lang, category, subdivision, confidence, source, estimated from holiday \
     where country = $1 and date >= $2 and date <= $3 and subdivision = '' order by date, name limit $4";

macro_rules! chair_columns {
    () => {
        "select r.id, c.year, c.member_code, coalesce(t.title, k.title, c.member_code), coalesce(t.lang, k.lang, 'en'), c.start_date, c.end_date, \
         c.theme, c.note, r.path, r.confidence, r.source from chairmanship c join record r on r.id = c.id and "
    };
}
macro_rules! chair_joins {
    () => {
        " left join member m on m.code = c.member_code left join record k on k.id = m.id \
         left join record_title t on t.record_id = k.id and t.lang = $3 "
    };
}
const CHAIRS: &str =
    concat!(chair_columns!(), visible!(), chair_joins!(), "order by c.start_date desc, c.id desc limit $4");
const CHAIR_ON: &str = concat!(
    chair_columns!(),
    visible!(),
    chair_joins!(),
    "where c.start_date <= $4 and c.end_date >= $5 order by c.start_date desc, c.id desc limit 1"
);

macro_rules! term_columns {
    () => {
        "select o.id, r.id, p.slug, r.title, p.given, p.family, p.suffix, p.honorific, p.family_first, p.single, p.by_given, p.nationality, \
         o.post, o.post_code, o.ordinal, o.route, o.start_date, o.end_date, o.status, r.path, o.confidence, o.source \
         from office_term o join person p on p.id = o.person_id join record r on r.id = p.id and "
    };
}
const TERMS: &str = concat!(
    term_columns!(),
    visible!(),
    " where (o.start_date, o.id) < ($3, $4) \
     and ($5 = '' or (case when o.post_code = 'SG' then 'secretary-general' else 'deputy' end) = $6) \
     and ($7 = '' or p.nationality = $8) order by o.start_date desc, o.id desc limit $9"
);
const TERMS_NOW: &str = concat!(
    term_columns!(),
    visible!(),
    " where o.status <> 'past' and o.start_date <= $3 order by (case when o.post_code = 'SG' then 0 else 1 end), o.post_code, o.start_date limit $4"
);
const TERMS_OF_PERSON: &str = concat!(
    term_columns!(),
    visible!(),
    " where o.post_code in (select mine.post_code from office_term mine where mine.person_id = $3) \
     order by o.post_code, o.start_date, o.id limit $4"
);
const PERSON: &str = concat!(
    "select ",
    record_columns!(),
    ", p.slug, p.given, p.family, p.suffix, p.honorific, p.family_first, p.single, p.by_given, p.derived, p.nationality, \
     coalesce(nt.title, nk.title, '') \
     from person p join record r on r.id = p.id and ",
    visible!(),
    record_join!(),
    "left join member nm on nm.code = p.nationality left join record nk on nk.id = nm.id \
     left join record_title nt on nt.record_id = nk.id and nt.lang = $4 where p.slug = $5"
);

macro_rules! partner_columns {
    () => {
        concat!(
            record_columns!(),
            ", p.code, p.status_type, p.status, p.relations_since, p.status_since, p.status_confidence, p.coordinator, p.coordinator_term, \
             p.coordinator_confidence, p.sort_key"
        )
    };
}
const PARTNERS: &str = concat!(
    "select ",
    partner_columns!(),
    " from partner p join record r on r.id = p.id and ",
    visible!(),
    record_join!(),
    "where (p.sort_key, p.code) > ($4, $5) and ($6 = '' or p.status_type = $7) order by p.sort_key, p.code limit $8"
);
const PARTNER: &str = concat!(
    "select ",
    partner_columns!(),
    " from partner p join record r on r.id = p.id and ",
    visible!(),
    record_join!(),
    "where p.code = $4"
);
const SIBLINGS: &str = concat!(
    "select 'partner', p.code, r.title, r.path from partner p join record r on r.id = p.id and ",
    visible!(),
    " where p.status_type = $3 and p.code <> $4 \
     union all select 'member', m.code, k.title, k.path from member m join record k on k.id = m.id where m.code = $5 limit $6"
);
const STANDINGS: &str = concat!(
    "select p.status_type, count(*) from partner p join record r on r.id = p.id and ",
    visible!(),
    " group by p.status_type"
);

const MEMBER_TEXT: &str = "select official_name, alpha3, capital, languages, currency, national_day_name, ministry, note from member where id = $1";
const NAMES_TEXT: &str = "select name from member_name where member_id = $1 order by lang";
const CHAIR_TEXT: &str = "select theme, note from chairmanship where id = $1";
const PARTNER_TEXT: &str = "select code, status_type, status from partner where id = $1";
const TERMS_TEXT: &str = "select post from office_term where person_id = $1 order by start_date";

/// Every statement of this module and of [`keep`], for the test that prepares them on both engines.
pub const STATEMENTS: &[Statement] = &[
    ("members", MEMBERS),
    ("member", MEMBER),
    ("around", AROUND),
    ("holidays", HOLIDAYS),
    ("chairs", CHAIRS),
    ("chair_on", CHAIR_ON),
    ("terms", TERMS),
    ("terms_now", TERMS_NOW),
    ("terms_of_person", TERMS_OF_PERSON),
    ("person", PERSON),
    ("partners", PARTNERS),
    ("partner", PARTNER),
    ("siblings", SIBLINGS),
    ("standings", STANDINGS),
    ("member_text", MEMBER_TEXT),
    ("names_text", NAMES_TEXT),
    ("chair_text", CHAIR_TEXT),
    ("partner_text", PARTNER_TEXT),
    ("terms_text", TERMS_TEXT),
];

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn member_brief(row: &Row<'_>) -> Result<(MemberBrief, Record)> {
    let record = Record::from_row(row)?;
    let code: String = row.get(14)?;
    let brief = MemberBrief {
        record: record.id.clone(),
        flag: flag(&code),
        code,
        alpha3: row.get(15)?,
        name: record.title.clone(),
        name_lang: record.lang.clone(),
        short_name: row.get(16)?,
        official_name: row.get(17)?,
        order: row.get(18)?,
        capital: row.get(19)?,
        languages: row
            .get::<String>(20)?
            .split(';')
            .filter(|lang| !lang.is_empty())
            .map(str::to_owned)
            .collect(),
        currency: row.get(21)?,
        zone: row.get(22)?,
        admitted: row.get(23)?,
        withdrawn: some(row.get(24)?),
        founding: row.get(25)?,
        path: record.path.clone(),
        confidence: record.confidence.clone().unwrap_or_default(),
        sources: sources(record.source.as_deref().unwrap_or_default()),
    };
    Ok((brief, record))
}

/// All Member States there ever were, in the stored English order. Who is one on a day:
/// [`rules::is_member`] or [`members_on`].
pub fn members(tx: &mut Tx<'_>) -> Result<Vec<MemberBrief>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(MEMBERS, params![ceiling, account, lang, MEMBERS_MAX], |row| Ok(member_brief(row)?.0))
}

/// The Member States on a day, in the stored English order.
pub fn members_on(tx: &mut Tx<'_>, date: Date) -> Result<Vec<MemberBrief>> {
    let mut members = members(tx)?;
    members.retain(|member| rules::is_member(date, &member.admitted, member.withdrawn.as_deref()));
    Ok(members)
}

/// A Member State by its code; not found when there never was one.
pub fn member(tx: &mut Tx<'_>, code: &str) -> Result<Member> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let found = tx.row(MEMBER, params![ceiling, account, lang, code], |row| {
        let (brief, record) = member_brief(row)?;
        Ok(Member {
            brief,
            national_day: row.get(26)?,
            national_day_name: row.get(27)?,
            ministry: row.get(28)?,
            ministry_confidence: row.get(29)?,
            note: row.get(30)?,
            row: record,
        })
    })?;
    found.ok_or(Problem::not_found("member"))
}

/// What stands around one Member State.
#[derive(Clone, Debug, Default)]
pub struct Around {
    pub chairs: Vec<AroundChair>,
    pub terms: Vec<AroundTerm>,
    pub coordinates: Vec<AroundPartner>,
    pub names: Vec<NameVersion>,
    pub holidays: Vec<Holiday>,
}

/// A chairmanship on the page of its member.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AroundChair {
    pub path: String,
    pub year: String,
    pub start: String,
    pub end: String,
    pub theme: String,
    pub note: String,
    pub confidence: String,
    pub sources: Vec<crate::model::Source>,
}

impl AroundChair {
    pub fn whole_year(&self) -> bool {
        crate::model::whole_year(&self.start, &self.end)
    }
}

/// A term of one of its nationals.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AroundTerm {
    pub path: String,
    pub name: String,
    pub post: String,
    pub post_code: String,
    pub start: String,
    pub end: Option<String>,
    pub status: String,
    pub confidence: String,
    pub sources: Vec<crate::model::Source>,
}

/// A partner whose relations it coordinates.
#[derive(Clone, Debug, serde::Serialize)]
pub struct AroundPartner {
    pub path: String,
    pub name: String,
    pub code: String,
    pub status_type: String,
    pub term: String,
    pub confidence: String,
    pub flag: Option<String>,
}

/// Chairmanships, terms, coordinated partners, names and the holidays from a day to another of one
/// Member State, in one question.
pub fn around(tx: &mut Tx<'_>, code: &str, from: &str, to: &str) -> Result<Around> {
    let (ceiling, account) = tx.seen_by();
    let mut out = Around::default();
    tx.rows(AROUND, params![ceiling, account, code, from, to, AROUND_MAX], |row| {
        let cell = |column| row.get::<String>(column);
        match cell(0)?.as_str() {
            "chair" => out.chairs.push(AroundChair {
                path: cell(1)?,
                year: cell(2)?,
                start: cell(3)?,
                end: cell(4)?,
                theme: cell(5)?,
                note: cell(6)?,
                confidence: cell(7)?,
                sources: sources(&cell(8)?),
            }),
            "term" => out.terms.push(AroundTerm {
                path: cell(1)?,
                name: cell(2)?,
                post: cell(3)?,
                post_code: cell(4)?,
                start: cell(5)?,
                end: some(cell(6)?),
                confidence: cell(7)?,
                sources: sources(&cell(8)?),
                status: cell(9)?,
            }),
            "partner" => out.coordinates.push(AroundPartner {
                path: cell(1)?,
                name: cell(2)?,
                flag: flag(&cell(3)?),
                code: cell(3)?,
                status_type: cell(4)?,
                term: cell(5)?,
                confidence: cell(7)?,
            }),
            "name" => out.names.push(NameVersion {
                lang: cell(1)?,
                name: cell(2)?,
                confidence: cell(7)?,
                source: cell(8)?,
            }),
            _ => out.holidays.push(Holiday {
                country: code.to_owned(),
                date: cell(1)?,
                name: cell(2)?,
                local_name: cell(3)?,
                local_lang: cell(4)?,
                category: cell(5)?,
                subdivision: some(cell(6)?),
                confidence: cell(7)?,
                source: cell(8)?,
                estimated: cell(9)? == "1",
            }),
        }
        Ok(())
    })?;
    out.chairs.sort_by(|a, b| b.start.cmp(&a.start));
    out.terms.sort_by(|a, b| b.start.cmp(&a.start));
    out.coordinates.sort_by(|a, b| a.name.cmp(&b.name));
    out.names.sort_by(|a, b| a.lang.cmp(&b.lang));
    out.holidays.sort_by(|a, b| (&a.date, &a.name, &a.subdivision).cmp(&(&b.date, &b.name, &b.subdivision)));
    Ok(out)
}

/// National holidays of a country from a day to another, for whoever fixes dates.
pub fn holidays(tx: &mut Tx<'_>, country: &str, from: &str, to: &str) -> Result<Vec<Holiday>> {
    tx.rows(HOLIDAYS, params![country, from, to, AROUND_MAX], |row| {
        Ok(Holiday {
            country: row.get(0)?,
            date: row.get(1)?,
            name: row.get(2)?,
            local_name: row.get(3)?,
            local_lang: row.get(4)?,
            category: row.get(5)?,
            subdivision: some(row.get(6)?),
            confidence: row.get(7)?,
            source: row.get(8)?,
            estimated: row.get(9)?,
        })
    })
}

fn chair(row: &Row<'_>) -> Result<Chair> {
    let code: String = row.get(2)?;
    Ok(Chair {
        record: row.get(0)?,
        year: row.get(1)?,
        flag: flag(&code),
        code,
        name: row.get(3)?,
        name_lang: row.get(4)?,
        start: row.get(5)?,
        end: row.get(6)?,
        theme: row.get(7)?,
        note: row.get(8)?,
        path: row.get(9)?,
        turn: None,
        confidence: row.get::<Option<String>>(10)?.unwrap_or_default(),
        sources: sources(&row.get::<Option<String>>(11)?.unwrap_or_default()),
    })
}

/// All chairmanships, the latest first.
pub fn chairs(tx: &mut Tx<'_>) -> Result<Vec<Chair>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(CHAIRS, params![ceiling, account, lang, CHAIRS_MAX], chair)
}

/// Who chairs on a day by the list of decisions (rule R11), with the theme.
pub fn chair_on(tx: &mut Tx<'_>, date: Date) -> Result<Option<Chair>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.row(CHAIR_ON, params![ceiling, account, lang, date, date], chair)
}

fn parts(row: &Row<'_>, first: usize) -> Result<NameParts> {
    Ok(NameParts {
        given: row.get(first)?,
        family: row.get(first + 1)?,
        suffix: row.get(first + 2)?,
        honorific: row.get(first + 3)?,
        family_first: row.get(first + 4)?,
        single: row.get(first + 5)?,
        by_given: row.get(first + 6)?,
    })
}

fn term(row: &Row<'_>) -> Result<Term> {
    let parts = parts(row, 4)?;
    let nationality: String = row.get(11)?;
    let ordinal: i64 = row.get(14)?;
    Ok(Term {
        id: row.get(0)?,
        record: row.get(1)?,
        person: row.get(2)?,
        name: row.get(3)?,
        list_name: parts.list_form(),
        initials: parts.initials(),
        flag: flag(&nationality),
        nationality,
        post: row.get(12)?,
        post_code: row.get(13)?,
        ordinal: (ordinal > 0).then_some(ordinal),
        route: some(row.get(15)?),
        start: row.get(16)?,
        end: some(row.get(17)?),
        status: row.get(18)?,
        path: row.get(19)?,
        confidence: row.get(20)?,
        sources: sources(&row.get::<String>(21)?),
    })
}

/// A page of terms of office, the latest first, after the cursor; `post` is `secretary-general`,
/// `deputy` or empty for all, `nationality` a code or empty.
pub fn terms(
    tx: &mut Tx<'_>,
    after: (&str, &str),
    post: &str,
    nationality: &str,
    limit: usize,
) -> Result<Vec<Term>> {
    let (ceiling, account) = tx.seen_by();
    let params = params![ceiling, account, after.0, after.1, post, post, nationality, nationality, limit];
    tx.rows(TERMS, params, term)
}

/// The people in office on a day: the Secretary-General first, then the deputies by post.
pub fn people_now(tx: &mut Tx<'_>, date: Date) -> Result<Vec<Term>> {
    let (ceiling, account) = tx.seen_by();
    let mut terms = tx.rows(TERMS_NOW, params![ceiling, account, date, TERMS_MAX], term)?;
    terms.retain(|term| term.holds_on(date));
    Ok(terms)
}

/// A person by the name in the address, with the name of the nationality.
pub fn person(tx: &mut Tx<'_>, slug: &str) -> Result<(Person, String)> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    let found = tx.row(PERSON, params![ceiling, account, lang.clone(), lang, slug], |row| {
        let record = Record::from_row(row)?;
        let person = Person {
            slug: row.get(14)?,
            name: record.title.clone(),
            parts: parts(row, 15)?,
            parts_derived: row.get(22)?,
            nationality: row.get(23)?,
            row: record,
        };
        Ok((person, row.get(24)?))
    })?;
    found.ok_or(Problem::not_found("person"))
}

/// All terms, whoever's, of the posts a person has held: for who came before and after.
pub fn terms_of_person(tx: &mut Tx<'_>, person: &str) -> Result<Vec<Term>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(TERMS_OF_PERSON, params![ceiling, account, person, TERMS_MAX], term)
}

fn partner_row(row: &Row<'_>) -> Result<Partner> {
    let record = Record::from_row(row)?;
    let code: String = row.get(14)?;
    Ok(Partner {
        flag: flag(&code),
        code,
        name: record.title.clone(),
        status_type: row.get(15)?,
        status: row.get(16)?,
        relations_since: some(row.get(17)?),
        status_since: some(row.get(18)?),
        status_confidence: some(row.get(19)?),
        coordinator: some(row.get(20)?),
        coordinator_term: some(row.get(21)?),
        coordinator_confidence: some(row.get(22)?),
        sort_key: row.get(23)?,
        path: record.path.clone(),
        confidence: record.confidence.clone().unwrap_or_default(),
        sources: sources(record.source.as_deref().unwrap_or_default()),
        row: record,
    })
}

/// A page of partners in order of standing and name; `standing` one of the status types, or empty.
pub fn partners(tx: &mut Tx<'_>, after: (&str, &str), standing: &str, limit: usize) -> Result<Vec<Partner>> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.rows(
        PARTNERS,
        params![ceiling, account, lang, after.0, after.1, standing, standing, limit],
        partner_row,
    )
}

/// How many partners there are of each standing.
pub fn standings(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(STANDINGS, params![ceiling, account], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A partner by its code.
pub fn partner(tx: &mut Tx<'_>, code: &str) -> Result<Partner> {
    let (ceiling, account) = tx.seen_by();
    let lang = tx.ctx().lang.clone();
    tx.row(PARTNER, params![ceiling, account, lang, code], partner_row)?.ok_or(Problem::not_found("partner"))
}

/// A link to a partner or member.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Neighbour {
    pub code: String,
    pub name: String,
    pub path: String,
    pub flag: Option<String>,
}

/// Partners of the same standing, and the Member State that coordinates.
pub fn neighbours(tx: &mut Tx<'_>, partner: &Partner) -> Result<(Vec<Neighbour>, Option<Neighbour>)> {
    let (ceiling, account) = tx.seen_by();
    let coordinator = partner.coordinator.clone().unwrap_or_default();
    let params = params![ceiling, account, &partner.status_type, &partner.code, coordinator, SIBLINGS_MAX];
    let rows = tx.rows(SIBLINGS, params, |row| {
        let code: String = row.get(1)?;
        Ok((
            row.get::<String>(0)?,
            Neighbour { flag: flag(&code), code, name: row.get(2)?, path: row.get(3)? },
        ))
    })?;
    let (members, mut siblings): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(what, _)| what == "member");
    siblings.sort_by(|a, b| a.1.name.cmp(&b.1.name));
    Ok((siblings.into_iter().map(|(_, one)| one).collect(), members.into_iter().map(|(_, one)| one).next()))
}

// ---- For the search index ----

fn joined(tx: &mut Tx<'_>, sql: &'static str, id: &str, columns: usize) -> Result<String> {
    let rows = tx.rows(sql, &[Value::from(id)], |row| {
        (0..columns)
            .map(|column| row.get::<String>(column))
            .collect::<Result<Vec<_>>>()
            .map(|cells| cells.join("\n"))
    })?;
    Ok(rows.join("\n"))
}

/// Capital, official name, languages and the rest of a member, and its names in every language.
pub fn member_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    let facts = joined(tx, MEMBER_TEXT, id, 8)?;
    let spoken: Vec<&str> = facts
        .lines()
        .nth(3)
        .unwrap_or_default()
        .split(';')
        .filter_map(|lang| LANGUAGE_NAMES.iter().find(|(code, _)| *code == lang))
        .map(|(_, name)| *name)
        .collect();
    // A capital of two words is also searched as one: Ha Noi, Hanoi.
    let capital: String = facts.lines().nth(2).unwrap_or_default().split_whitespace().collect();
    Ok(format!("{facts}\n{}\n{capital}\n{}", spoken.join(", "), joined(tx, NAMES_TEXT, id, 1)?))
}

pub fn chair_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    joined(tx, CHAIR_TEXT, id, 2)
}

pub fn partner_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    Ok(joined(tx, PARTNER_TEXT, id, 3)?.replace('_', " "))
}

pub fn person_text(tx: &mut Tx<'_>, id: &str) -> Result<String> {
    joined(tx, TERMS_TEXT, id, 1)
}

/// Code stored for a post: its own, or `SG` for the one without.
pub fn post_code(code: &str) -> &str {
    if code.is_empty() { SECRETARY_GENERAL } else { code }
}
