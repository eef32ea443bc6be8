//! Loaders of the public record: one function a file, each row keyed so that a second load changes
//! nothing. Order matters: names, holidays, chairs and people refer to the members.

use crate::{
    model::STATUS_TYPES,
    rules::{NameParts, slug},
    store::{keep, post_code},
};
use mufakat_base::{Class, dates, lang};
use mufakat_store::{Event, Loader, Problem, Result, Tx, load::Fields, records, records::NewRecord};

/// The files, in the order they are read.
pub const LOADERS: &[Loader] = &[
    Loader { file: "members.csv", row: member },
    Loader { file: "names_i18n.csv", row: name },
    Loader { file: "holidays.csv", row: holiday },
    Loader { file: "chairs.csv", row: chair },
    Loader { file: "secretaries_general.csv", row: office },
    Loader { file: "partners.csv", row: partner },
];

const CONFIDENCES: &[&str] = &["high", "medium", "low"];

fn confidence(fields: &Fields<'_>, column: &'static str) -> Result<String> {
    if fields.text(column).is_empty() {
        Ok(String::new())
    } else {
        fields.word(column, CONFIDENCES).map(str::to_owned)
    }
}

fn code<'f>(fields: &Fields<'f>, column: &'static str) -> Result<&'f str> {
    let text = fields.required(column)?;
    let good = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if good { Ok(text) } else { Err(Problem::field(column, "error-code")) }
}

fn date(fields: &Fields<'_>, column: &'static str) -> Result<String> {
    Ok(fields.date(column)?.unwrap_or_default())
}

fn required_date(fields: &Fields<'_>, column: &'static str) -> Result<String> {
    fields.required(column)?;
    date(fields, column)
}

fn public(
    kind: &'static str,
    key: &str,
    title: String,
    path: String,
    fields: &Fields<'_>,
) -> Result<NewRecord> {
    Ok(NewRecord {
        class: Class::Public,
        source: fields.optional("source"),
        confidence: Some(confidence(fields, "confidence")?).filter(|text| !text.is_empty()),
        ..NewRecord::new(kind, key, title, path)
    })
}

/// A Member State.
pub fn member(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let code = code(fields, "code")?;
    let zone = fields.required("time_zone")?;
    if dates::zone(zone).is_none() {
        return Err(Problem::field("time_zone", "error-zone"));
    }
    let languages = fields.text("official_languages");
    if languages.split(';').any(|tag| !tag.is_empty() && !lang::is_tag(tag)) {
        return Err(Problem::field("official_languages", "error-choice"));
    }
    let admitted = required_date(fields, "asean_admission_date")?;
    let title = fields.required("short_name")?.to_owned();
    let mut record = public("member", code, title, format!("/members/{code}"), fields)?;
    record.date = Some(admitted.clone());
    let row = keep::MemberRow {
        code: code.to_owned(),
        alpha3: fields.text("alpha3").to_owned(),
        official_name: fields.required("official_name_en")?.to_owned(),
        ord: fields.integer("alphabetical_order")?,
        capital: fields.text("capital").to_owned(),
        languages: languages.to_owned(),
        currency: fields.text("currency").to_owned(),
        zone: zone.to_owned(),
        admitted,
        withdrawn: date(fields, "withdrawal_date")?,
        founding: fields.text("founding_member") == "yes",
        national_day: month_and_day(fields.text("national_day_mm_dd"))?,
        national_day_name: fields.text("national_day_name").to_owned(),
        ministry: fields.text("national_secretariat_ministry").to_owned(),
        ministry_confidence: confidence(fields, "confidence_ministry")?,
        note: fields.text("notes").to_owned(),
    };
    let (id, changed) = records::load(tx, &record)?;
    Ok(keep::member(tx, &id, &row)? || changed)
}

fn month_and_day(text: &str) -> Result<String> {
    // A leap year, so that 29 February is a day.
    if text.is_empty() || dates::parse_date(&format!("2000-{text}")).is_some() {
        Ok(text.to_owned())
    } else {
        Err(Problem::field("national_day_mm_dd", "error-date"))
    }
}

/// A name of a Member State in another language. Other kinds of name are not kept yet; English is
/// left out because the organisation chose its own English names (rule R23), and so are the words
/// CLDR adds in parentheses and its variants: names of other times.
pub fn name(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let (kind, tag, form) = (fields.required("kind")?, fields.required("lang")?, fields.text("form"));
    if !lang::is_tag(tag) {
        return Err(Problem::field("lang", "error-choice"));
    }
    if kind != "territory" || tag == "en" || form != "standard" {
        return Ok(false);
    }
    let Some((member, _)) = keep::member_id(tx, code(fields, "code")?)? else { return Ok(false) };
    // The interface knows Chinese by its short tag.
    let tag = if tag == "zh-Hans" { "zh" } else { tag };
    let row = keep::NameRow {
        name: without_parentheses(fields.required("value")?),
        source: fields.text("source").to_owned(),
        confidence: confidence(fields, "confidence")?,
    };
    let titled = records::put_title(tx, &member, tag, &row.name, lang::Standing::Courtesy)?;
    let named = keep::name(tx, &member, tag, &row)?;
    if titled && !named {
        tx.record(Event::new("name.entered", "member", &member).after(&row))?;
    }
    Ok(titled || named)
}

fn without_parentheses(text: &str) -> String {
    text.split(['(', '（']).next().unwrap_or(text).trim().to_owned()
}

/// A public holiday.
pub fn holiday(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let date = required_date(fields, "date")?;
    if date.len() != 10 {
        return Err(Problem::field("date", "error-date"));
    }
    let key = keep::HolidayKey {
        country: code(fields, "country")?,
        date: &date,
        name: fields.required("name_en")?,
        subdivision: fields.text("subdivision"),
        category: fields.word("category", &["public", "government"])?,
    };
    let row = keep::HolidayRow {
        local_name: fields.text("name_local").to_owned(),
        local_lang: fields.text("local_language").to_owned(),
        estimated: fields.word("estimated", &["true", "false"])? == "true",
        source: fields.text("source").to_owned(),
        confidence: confidence(fields, "confidence")?,
    };
    keep::holiday(tx, &key, &row)
}

/// A chairmanship.
pub fn chair(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let (year, member) = (fields.integer("year")?, code(fields, "chair")?);
    if !(1900..=2200).contains(&year) {
        return Err(Problem::field("year", "error-date"));
    }
    let found = keep::member_id(tx, member)?;
    let name = found.as_ref().map_or(member, |(_, name)| name.as_str());
    let row = keep::ChairRow {
        year,
        member_code: member.to_owned(),
        start_date: required_date(fields, "start_date")?,
        end_date: required_date(fields, "end_date")?,
        theme: fields.text("theme").to_owned(),
        note: fields.text("notes").to_owned(),
    };
    // A chair is looked up by day, so a year or month alone will not do.
    for (column, text) in [("start_date", &row.start_date), ("end_date", &row.end_date)] {
        if text.len() != 10 {
            return Err(Problem::field(column, "error-date"));
        }
    }
    if row.end_date < row.start_date {
        return Err(Problem::field("end_date", "error-order"));
    }
    let path = format!("/chairs#chair-{year}-{member}");
    let mut record = public(
        "chairmanship",
        &format!("{year}-{member}"),
        format!("Chairmanship of {name}, {year}"),
        path,
        fields,
    )?;
    record.date = Some(row.start_date.clone());
    let (id, changed) = records::load(tx, &record)?;
    let kept = keep::chair(tx, &id, &row)?;
    let linked = link(tx, "chairmanship", &id, "held-by", found)?;
    Ok(changed || kept || linked)
}

/// Ties a record to a Member State.
fn link(
    tx: &mut Tx<'_>,
    noun: &'static str,
    id: &str,
    relation: &'static str,
    member: Option<(String, String)>,
) -> Result<bool> {
    let Some((member, name)) = member else { return Ok(false) };
    let new = records::link(tx, id, relation, &member)?;
    if new {
        tx.record(
            Event::new("link.entered", noun, id)
                .after(&serde_json::json!({ "relation": relation, "to": name })),
        )?;
    }
    Ok(new)
}

/// A term of a Secretary-General or Deputy, and the person in it. The first row of a person
/// describes them; later rows add terms. Profiles may name the parts of the name themselves, in
/// `given_name`, `family_name`, `name_suffix`, `honorific`, and `name_order` (`family-first`,
/// `given-first`, `given-listed`, `single`).
pub fn office(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let (name, nationality) = (fields.required("name")?, code(fields, "nationality")?);
    let slug = slug(name);
    if slug.is_empty() {
        return Err(Problem::field("name", "error-required"));
    }
    let mut term = keep::TermRow {
        person_id: String::new(),
        post: fields.required("post")?.to_owned(),
        post_code: post_code(fields.text("post_code")).to_owned(),
        ordinal: if fields.text("ordinal").is_empty() { 0 } else { fields.integer("ordinal")? },
        route: fields.text("route").to_owned(),
        start_date: required_date(fields, "term_start")?,
        end_date: date(fields, "term_end")?,
        status: fields.word("status", &["past", "incumbent", "to_verify"])?.to_owned(),
        source: fields.text("source").to_owned(),
        confidence: confidence(fields, "confidence")?,
    };
    if !term.end_date.is_empty() && term.end_date < term.start_date {
        return Err(Problem::field("term_end", "error-order"));
    }
    let home = format!("{}|{}", term.post_code, term.start_date);
    let (id, mut changed) = match keep::person_home(tx, &slug)? {
        Some((id, at)) if at != home => (id, false),
        _ => person(tx, fields, name, nationality, slug.clone(), home.clone())?,
    };
    term.person_id = id;
    changed |= keep::term(tx, &records::stable_id("term", &format!("{slug}|{home}")), &term)?;
    Ok(changed)
}

fn person(
    tx: &mut Tx<'_>,
    fields: &Fields<'_>,
    name: &str,
    nationality: &str,
    slug: String,
    home: String,
) -> Result<(String, bool)> {
    let record = public("person", &slug, name.to_owned(), format!("/people/{slug}"), fields)?;
    let (parts, derived) = name_parts(fields, name, nationality)?;
    let row = keep::PersonRow {
        slug,
        sort_key: mufakat_lexis::sort::key("en", &parts.sort_form()),
        given: parts.given,
        family: parts.family,
        suffix: parts.suffix,
        honorific: parts.honorific,
        family_first: parts.family_first,
        single: parts.single,
        by_given: parts.by_given,
        derived,
        nationality: nationality.to_owned(),
        home,
    };
    let (id, changed) = records::load(tx, &record)?;
    let kept = keep::person(tx, &id, &row)?;
    let member = keep::member_id(tx, nationality)?;
    let linked = link(tx, "person", &id, "national-of", member)?;
    Ok((id, changed || kept || linked))
}

fn name_parts(fields: &Fields<'_>, name: &str, nationality: &str) -> Result<(NameParts, bool)> {
    let honorific = fields.text("honorific").to_owned();
    if fields.text("name_order").is_empty() {
        return Ok((NameParts { honorific, ..NameParts::read(name, nationality) }, true));
    }
    let order = fields.word("name_order", &["family-first", "given-first", "given-listed", "single"])?;
    let single = order == "single";
    let parts = NameParts {
        given: if single { name.to_owned() } else { fields.required("given_name")?.to_owned() },
        family: if single { String::new() } else { fields.required("family_name")?.to_owned() },
        suffix: fields.text("name_suffix").to_owned(),
        honorific,
        family_first: order == "family-first",
        single,
        by_given: order == "given-listed",
    };
    Ok((parts, false))
}

/// A partner, observer or organisation with ties.
pub fn partner(tx: &mut Tx<'_>, fields: &Fields<'_>) -> Result<bool> {
    let (code, name) = (code(fields, "code")?, fields.required("name")?);
    let standing = fields.word("status_type", STATUS_TYPES)?;
    let rank = STATUS_TYPES.iter().position(|one| *one == standing).unwrap_or(STATUS_TYPES.len());
    let since = date(fields, "relations_since")?;
    let mut record = public("partner", code, name.to_owned(), format!("/partners/{code}"), fields)?;
    record.date = Some(since.clone()).filter(|text| !text.is_empty());
    let row = keep::PartnerRow {
        code: code.to_owned(),
        status_type: standing.to_owned(),
        status: fields.text("current_status").to_owned(),
        relations_since: since,
        status_since: date(fields, "current_status_since")?,
        status_confidence: confidence(fields, "status_date_confidence")?,
        coordinator: fields.text("country_coordinator").to_owned(),
        coordinator_term: fields.text("coordinator_term").to_owned(),
        coordinator_confidence: confidence(fields, "coordinator_confidence")?,
        sort_key: format!("{rank:02}{}", mufakat_lexis::sort::key("en", name)),
    };
    let (id, changed) = records::load(tx, &record)?;
    Ok(keep::partner(tx, &id, &row)? || changed)
}
