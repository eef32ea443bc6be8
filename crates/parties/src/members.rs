//! Pages of the Member States: the list on a day, and one of them.

use crate::{
    model::{Holiday, MemberBrief, NameVersion, Source},
    rules,
    store::{self, AroundChair, AroundPartner, AroundTerm},
};
use askama::Template;
use jiff::civil::Date;
use mufakat_base::dates;
use mufakat_store::records::{self, Record, Thread};
use mufakat_web::{Call, Paged, Reply, Result, Table, Tx, View};
use serde::Serialize;
use std::fmt::Write;

/// The room of the drawing of growth inside its 640 by 220 units.
const CHART_LEFT: f64 = 40.0;
const CHART_RIGHT: f64 = 620.0;
const CHART_TOP: f64 = 24.0;
const CHART_BOTTOM: f64 = 184.0;
/// Nearer than this, in the drawing's units, a label would touch the one before.
const LABEL_GAP: f64 = 30.0;

/// Members admitted on one day, and how many there were from then on.
#[derive(Clone, Debug, Serialize)]
pub struct Wave {
    pub date: String,
    pub members: Vec<MemberBrief>,
    /// Members that day, computed.
    pub count: usize,
    /// The page of that day.
    pub href: String,
}

/// A label of the drawing: place and words.
#[derive(Clone, Debug)]
struct Label {
    x: String,
    y: String,
    text: String,
}

#[derive(Clone, Debug, Default)]
struct Growth {
    path: String,
    counts: Vec<Label>,
    years: Vec<Label>,
    spoken: String,
}

#[derive(Template, Serialize)]
#[template(path = "members/list.html")]
struct ListPage {
    #[serde(skip)]
    v: View,
    /// The day asked about.
    as_of: String,
    today: bool,
    /// Members on that day, computed from the dates of admission and withdrawal.
    count: usize,
    founding: usize,
    list: Paged<MemberBrief>,
    /// Admitted after the day asked about.
    later: Vec<MemberBrief>,
    /// Withdrawn by the day asked about.
    former: Vec<MemberBrief>,
    #[serde(skip)]
    newest: Option<Wave>,
    #[serde(skip)]
    waves: Vec<Wave>,
    #[serde(skip)]
    growth: Growth,
}

/// The members on a day.
pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let today = c.today();
    let as_of = dates::parse_date(c.asked("as_of")).unwrap_or(today);
    let all = store::members(tx)?;
    let on = |member: &MemberBrief, date: Date| {
        rules::is_member(date, &member.admitted, member.withdrawn.as_deref())
    };
    let (members, others): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|member| on(member, as_of));
    let (former, later) = others
        .into_iter()
        .partition(|member| rules::first_day(&member.admitted).is_some_and(|day| day <= as_of));
    let waves = waves(&all, as_of);
    let after: i64 = c.cursor(("0", "")).0.parse().unwrap_or(0);
    let shown = members.iter().filter(|member| member.order > after).cloned().collect();
    let page = ListPage {
        v: c.view(),
        as_of: as_of.to_string(),
        today: as_of == today,
        count: members.len(),
        founding: members.iter().filter(|member| member.founding).count(),
        list: Paged::new(c, shown, |member| (member.order.to_string(), member.code.clone())),
        later,
        former,
        newest: waves.last().cloned(),
        growth: growth(&waves, as_of),
        waves,
    };
    let twin = c.twin;
    Ok(Reply::page(page).table(|| table(&members), twin))
}

fn table(members: &[MemberBrief]) -> Table {
    let headers = [
        "order",
        "code",
        "alpha3",
        "name",
        "official_name",
        "admitted",
        "withdrawn",
        "founding",
        "capital",
        "languages",
        "currency",
        "time_zone",
        "confidence",
        "source",
    ];
    let row = |member: &MemberBrief| {
        vec![
            member.order.into(),
            member.code.clone().into(),
            member.alpha3.clone().into(),
            member.short_name.clone().into(),
            member.official_name.clone().into(),
            member.admitted.clone().into(),
            member.withdrawn.clone().into(),
            if member.founding { "yes" } else { "no" }.into(),
            member.capital.clone().into(),
            member.languages.join(" ").into(),
            member.currency.clone().into(),
            member.zone.clone().into(),
            member.confidence.clone().into(),
            cell(&member.sources).into(),
        ]
    };
    Table {
        name: "members".into(),
        headers: headers.map(str::to_owned).to_vec(),
        rows: members.iter().map(row).collect(),
    }
}

/// Sources as one cell of a table file.
pub(crate) fn cell(sources: &[Source]) -> String {
    sources.iter().map(|source| source.text.as_str()).collect::<Vec<_>>().join("; ")
}

/// Admissions by day, oldest first, up to a day.
pub(crate) fn waves(all: &[MemberBrief], until: Date) -> Vec<Wave> {
    let mut days: Vec<&str> = all.iter().map(|member| member.admitted.as_str()).collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter()
        .filter_map(|day| rules::first_day(day).filter(|first| *first <= until).map(|first| (day, first)))
        .map(|(day, first)| Wave {
            date: day.to_owned(),
            members: all.iter().filter(|member| member.admitted == day).cloned().collect(),
            count: all
                .iter()
                .filter(|member| rules::is_member(first, &member.admitted, member.withdrawn.as_deref()))
                .count(),
            href: format!("/members?as_of={first}"),
        })
        .collect()
}

/// Draws the number of members through time as steps.
fn growth(waves: &[Wave], until: Date) -> Growth {
    let points: Vec<(f64, usize, i16)> = waves
        .iter()
        .filter_map(|wave| rules::first_day(&wave.date))
        .zip(waves)
        .map(|(day, wave)| {
            (f64::from(day.year()) + f64::from(day.day_of_year()) / 366.0, wave.count, day.year())
        })
        .collect();
    let (Some(first), Some(most)) = (points.first(), points.iter().map(|(_, count, _)| *count).max()) else {
        return Growth::default();
    };
    let end = (f64::from(until.year()) + f64::from(until.day_of_year()) / 366.0).max(first.0 + 1.0);
    let x = |time: f64| CHART_LEFT + (time - first.0) / (end - first.0) * (CHART_RIGHT - CHART_LEFT);
    let y = |count: usize| CHART_BOTTOM - count as f64 / most.max(1) as f64 * (CHART_BOTTOM - CHART_TOP);
    let mut out = Growth::default();
    let mut labelled = f64::MIN;
    for (place, (time, count, year)) in points.iter().enumerate() {
        let at = x(*time);
        let _ = if place == 0 {
            write!(out.path, "M{at:.1} {CHART_BOTTOM:.1}V{:.1}", y(*count))
        } else {
            write!(out.path, "H{at:.1}V{:.1}", y(*count))
        };
        out.counts.push(Label {
            x: format!("{at:.1}"),
            y: format!("{:.1}", y(*count) - 8.0),
            text: count.to_string(),
        });
        if at - labelled >= LABEL_GAP {
            labelled = at;
            out.years.push(Label {
                x: format!("{at:.1}"),
                y: format!("{:.1}", CHART_BOTTOM + 22.0),
                text: year.to_string(),
            });
        }
        let _ = write!(out.spoken, "{}{year}: {count}", if place == 0 { "" } else { ", " });
    }
    let _ = write!(out.path, "H{:.1}", x(end));
    out
}

/// A fact with where it comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// Stable name for machines.
    pub name: &'static str,
    /// In the reader's language.
    pub label: String,
    pub value: String,
    pub confidence: String,
    /// Numbers of the sources it rests on.
    pub sources: Vec<usize>,
}

/// A name with the number of its source.
#[derive(Clone, Debug, Serialize)]
pub struct ShownName {
    #[serde(flatten)]
    pub version: NameVersion,
    #[serde(skip)]
    pub label: String,
    #[serde(skip)]
    pub number: usize,
}

/// A holiday some parts of a country keep.
#[derive(Clone, Debug, Serialize)]
pub struct RegionalHoliday {
    pub date: String,
    pub name: String,
    pub estimated: bool,
    /// ISO 3166-2 codes.
    pub subdivisions: Vec<String>,
}

/// A term shown with whether it lasts.
#[derive(Clone, Debug, Serialize)]
pub struct ShownTerm {
    #[serde(flatten)]
    pub term: AroundTerm,
    pub in_office: bool,
}

#[derive(Template, Serialize)]
#[template(path = "members/show.html")]
struct ShowPage {
    #[serde(skip)]
    v: View,
    record: Record,
    member: MemberBrief,
    note: String,
    /// Is a member today.
    current: bool,
    /// Clock there when the page was made.
    local_time: String,
    #[serde(skip)]
    local_shown: String,
    facts: Vec<Fact>,
    sources: Vec<Source>,
    names: Vec<ShownName>,
    holidays_year: i16,
    holidays_to_come: Vec<Holiday>,
    holidays_past: Vec<Holiday>,
    holidays_regional: Vec<RegionalHoliday>,
    /// Numbers of the sources of the holidays.
    holidays_sources: Vec<usize>,
    chairmanships: Vec<AroundChair>,
    people: Vec<ShownTerm>,
    coordinates: Vec<AroundPartner>,
    agreements: String,
    thread: Thread,
    #[serde(skip)]
    here: String,
    #[serde(skip)]
    here_kind: &'static str,
}

/// One Member State.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let code = c.param("id");
    if code.bytes().any(|byte| byte.is_ascii_lowercase()) {
        // Codes are capital letters; a typed address may not be.
        let member = store::member(tx, &code.to_ascii_uppercase())?;
        return Ok(Reply::moved(member.brief.path));
    }
    let member = store::member(tx, code)?;
    let today = c.today();
    let around =
        store::around(tx, code, &today.first_of_year().to_string(), &today.last_of_year().to_string())?;
    let thread = records::thread(tx, &member.brief.record)?;
    let v = c.view();
    let brief = member.brief.clone();
    let zone = dates::zone(&brief.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let there = c.ctx.now.to_zoned_datetime(zone);
    let there_day = there.date().to_string();
    let (facts, mut sources) = facts(&v, &member);
    let mut holidays_sources: Vec<usize> =
        around.holidays.iter().map(|holiday| cited(&mut sources, &holiday.source)).collect();
    holidays_sources.sort_unstable();
    holidays_sources.dedup();
    let mut names: Vec<ShownName> = around
        .names
        .into_iter()
        .map(|version| ShownName {
            label: v.word("language-name", &version.lang),
            number: cited(&mut sources, &version.source),
            version,
        })
        .collect();
    names.sort_by(|a, b| a.label.cmp(&b.label));
    let (national, regional): (Vec<Holiday>, Vec<Holiday>) =
        around.holidays.into_iter().partition(|holiday| holiday.subdivision.is_none());
    let (to_come, past) = national.into_iter().partition(|holiday| holiday.date >= there_day);
    let people = around
        .terms
        .into_iter()
        .map(|term| ShownTerm {
            in_office: term.status != "past"
                && rules::in_term(today, &term.start, term.end.as_deref().unwrap_or_default()),
            term,
        })
        .collect();
    let page = ShowPage {
        current: rules::is_member(today, &brief.admitted, brief.withdrawn.as_deref()),
        local_time: there.strftime("%Y-%m-%dT%H:%M%:z").to_string(),
        local_shown: format!("{}, {}", there.strftime("%H:%M"), v.date(&there_day)),
        facts,
        sources,
        names,
        holidays_sources,
        holidays_year: today.year(),
        holidays_to_come: to_come,
        holidays_past: past,
        holidays_regional: merged(&regional),
        chairmanships: around.chairs,
        people,
        coordinates: around.coordinates,
        agreements: format!("/agreements?party={code}"),
        thread,
        here: brief.name.clone(),
        here_kind: "member",
        record: member.row,
        note: member.note,
        member: brief,
        v,
    };
    Ok(Reply::page(page))
}

/// Number of a source in the page's list, where it is entered when it is new.
fn cited(sources: &mut Vec<Source>, text: &str) -> usize {
    if let Some(found) = sources.iter().find(|source| source.text.eq_ignore_ascii_case(text)) {
        return found.number;
    }
    let number = sources.len() + 1;
    sources.push(Source::new(number, text));
    number
}

fn merged(holidays: &[Holiday]) -> Vec<RegionalHoliday> {
    let mut out: Vec<RegionalHoliday> = Vec::new();
    for holiday in holidays {
        let part = holiday.subdivision.clone().unwrap_or_default();
        match out.iter_mut().find(|one| one.date == holiday.date && one.name == holiday.name) {
            Some(one) => one.subdivisions.push(part),
            None => out.push(RegionalHoliday {
                date: holiday.date.clone(),
                name: holiday.name.clone(),
                estimated: holiday.estimated,
                subdivisions: vec![part],
            }),
        }
    }
    out
}

/// The facts with the sources they rest on. The ministry has a confidence of its own and rests on
/// no page: it gets a source that says so.
fn facts(v: &View, member: &crate::model::Member) -> (Vec<Fact>, Vec<Source>) {
    let brief = &member.brief;
    let mut list = brief.sources.clone();
    let all: Vec<usize> = list.iter().map(|source| source.number).collect();
    let mut out = Vec::new();
    let mut add = |name: &'static str, value: String, confidence: &str, from: &[usize]| {
        if !value.is_empty() {
            let label = v.t(&format!("member-fact-{name}"));
            out.push(Fact { name, label, value, confidence: confidence.to_owned(), sources: from.to_vec() });
        }
    };
    let sure = brief.confidence.as_str();
    let languages: Vec<String> = brief.languages.iter().map(|lang| v.word("language-name", lang)).collect();
    add("official-name", brief.official_name.clone(), sure, &all);
    add("admitted", v.date(&brief.admitted), sure, &all);
    add("withdrawn", brief.withdrawn.as_deref().map(|iso| v.date(iso)).unwrap_or_default(), sure, &all);
    add("order", brief.order.to_string(), sure, &all);
    add("capital", brief.capital.clone(), sure, &all);
    add("languages", languages.join(", "), sure, &all);
    add("currency", named(v, "currency", &brief.currency), sure, &all);
    add("zone", brief.zone.replace('_', " "), sure, &all);
    add("national-day", national_day(v, member), sure, &all);
    add("codes", format!("{}, {}", brief.code, brief.alpha3), sure, &all);
    if !member.ministry.is_empty() {
        let confidence =
            if member.ministry_confidence.is_empty() { sure } else { &member.ministry_confidence };
        let from = if confidence == sure {
            all.clone()
        } else {
            vec![cited(&mut list, &v.t("member-source-general"))]
        };
        add("ministry", member.ministry.clone(), confidence, &from);
    }
    (out, list)
}

fn named(v: &View, prefix: &str, code: &str) -> String {
    let name = v.word(prefix, code);
    if name == code { name } else { format!("{name} ({code})") }
}

fn national_day(v: &View, member: &crate::model::Member) -> String {
    let Some((month, day)) = member.national_day.split_once('-') else {
        return member.national_day_name.clone();
    };
    let day = format!(
        "{} {}",
        day.trim_start_matches('0'),
        v.t(&format!("month-{}", month.trim_start_matches('0')))
    );
    if member.national_day_name.is_empty() { day } else { format!("{day} ({})", member.national_day_name) }
}
