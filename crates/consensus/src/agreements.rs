//! The treaty collection: all agreements, and one agreement with its parties on any day.

use crate::{
    model::{self, BINDING, COMMUNITIES, FAMILIES, Instrument, KINDS, PartyAction, STATES},
    rules::{self, Act, Basis, EntryRule, Period, Standing, Treaty},
    store::{self, Filter, Listed},
};
use askama::Template;
use jiff::civil::Date;
use mufakat_paper::{Column, Letterhead, Phrase, Report, table_report};
use mufakat_parties::model::MemberBrief;
use mufakat_store::{
    Problem, Result, Tx,
    records::{self, Record, Thread},
};
use mufakat_web::{Call, Cell, Field, Paged, Reply, Route, Table, Twin, View, form, form::Kind};
use serde::Serialize;
use std::{collections::BTreeMap, fmt::Write};

const QUERY: &[Field] = &[
    Field::new("type", Kind::Choice(KINDS)),
    Field::new("community", Kind::Choice(COMMUNITIES)),
    Field::new("status", Kind::Choice(STATES)),
    Field::new("binding", Kind::Choice(BINDING)),
    Field::new("party", Kind::Text(12)),
    Field::new("from", Kind::Integer(1900, 2200)),
    Field::new("to", Kind::Integer(1900, 2200)),
    Field::new("sort", Kind::Choice(&["date", "title"])),
    Field::new("chart", Kind::Choice(&["community", "type"])),
];
const AS_OF: &[Field] = &[Field::new("as_of", Kind::Date)];

pub const ROUTES: &[Route] = &[
    Route::get("/agreements", "agreements.list", list)
        .summary("Agreements of the association, filtered by type, community, status, year, party and legal force.")
        .twins(&[Twin::Csv, Twin::Xlsx])
        .query(QUERY)
        .cached(),
    Route::get("/agreements/{key}", "agreements.show", show)
        .summary("One agreement with its parties and who was bound on a day.")
        .twins(&[Twin::Csv, Twin::Xlsx, Twin::Pdf])
        .query(AS_OF)
        .cached()
        .sample(&[("key", "asean-charter-2007")]),
];

/// Codes the profile has a flag for beside those of its members: dialogue and sectoral partners.
const PARTNER_FLAGS: &[&str] = &[
    "AE", "AU", "BR", "CA", "CH", "CN", "EU", "GB", "IN", "JP", "KR", "MA", "NO", "NZ", "PK", "RU", "TR",
    "US", "ZA",
];

/// Left, top, right and bottom of what is drawn in a chart of 640 by 270.
const PLOT: (i64, i64, i64, i64) = (44, 24, 624, 226);
/// Events of a timeline shown at once; the rest opens.
const EVENTS_SHOWN: usize = 12;

// ---- The collection ----

/// The collection, a page at a time.
#[derive(Template, Serialize)]
#[template(path = "agreements/list.html")]
struct ListPage {
    #[serde(skip)]
    v: View,
    /// Agreements that match, on all pages.
    total: i64,
    #[serde(flatten)]
    list: Paged<Line>,
    chart: DecadeChart,
    #[serde(skip)]
    selects: Vec<Select>,
    #[serde(skip)]
    from: String,
    #[serde(skip)]
    to: String,
    #[serde(skip)]
    by_title: bool,
    #[serde(skip)]
    by_date_href: String,
    #[serde(skip)]
    by_title_href: String,
    #[serde(skip)]
    filtered: bool,
    #[serde(skip)]
    bars: Vec<Bar>,
    #[serde(skip)]
    levels: Vec<Level>,
    #[serde(skip)]
    chart_links: Vec<(String, String, bool)>,
    /// How many there are of each state and of each type.
    by_status: Vec<Facet>,
    by_type: Vec<Facet>,
}

/// One value of a filter and how many agreements have it.
#[derive(Serialize)]
struct Facet {
    value: &'static str,
    count: i64,
    #[serde(skip)]
    label: String,
    #[serde(skip)]
    href: String,
}

/// An agreement in the collection.
#[derive(Clone, Serialize)]
struct Line {
    id: String,
    key: String,
    title: String,
    lang: String,
    abbreviation: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    date: Option<String>,
    place: Option<String>,
    community: String,
    binding: String,
    entry_into_force: Option<String>,
    state: String,
    /// Parties with an act on record.
    parties: i64,
    path: String,
    source: Option<String>,
    confidence: Option<String>,
    #[serde(skip)]
    after: (String, String),
    #[serde(skip)]
    badge: &'static str,
}

struct Select {
    name: &'static str,
    label: String,
    options: Vec<(String, String, bool)>,
}

/// Agreements made per decade, by community or family of types.
#[derive(Serialize)]
struct DecadeChart {
    by: &'static str,
    series: Vec<Series>,
    decades: Vec<DecadeRow>,
    /// Agreements without a date on record.
    undated: i64,
}

#[derive(Serialize)]
struct Series {
    code: &'static str,
    name: String,
}

#[derive(Serialize)]
struct DecadeRow {
    /// First year.
    decade: i64,
    #[serde(skip)]
    label: String,
    total: i64,
    /// In the order of the series.
    counts: Vec<i64>,
}

/// One decade's bar, ready to draw.
struct Bar {
    x: i64,
    label: String,
    total: i64,
    top: i64,
    /// Series number, y, height, what it says.
    parts: Vec<(usize, i64, i64, String)>,
}

/// A line across the chart and its label.
struct Level {
    y: i64,
    label: i64,
}

fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let v = c.view();
    let by_title = c.asked("sort") == "title";
    let filter = Filter {
        kind: c.asked("type").to_owned(),
        community: c.asked("community").to_owned(),
        state: c.asked("status").to_owned(),
        binding: c.asked("binding").to_owned(),
        from: c.asked("from").to_owned(),
        before: c.asked("to").parse::<i64>().map(|year| (year + 1).to_string()).unwrap_or_default(),
        party: c.asked("party").to_owned(),
    };
    let rows = if by_title {
        store::list_by_title(tx, &filter, &c.cursor(("", "")), c.page_rows() + 1)?
    } else {
        store::list_by_date(tx, &filter, &c.cursor(("9999", "~")), c.page_rows() + 1)?
    };
    let decades = store::decades(tx, &filter)?;
    let names = Names::read(tx, &v, c.today())?;
    let parties = store::parties(tx)?;
    let list = Paged::new(c, rows.into_iter().map(|row| line(row, by_title)).collect(), |line: &Line| {
        line.after.clone()
    });
    let chart = decade_chart(&v, &decades, if c.asked("chart") == "type" { "type" } else { "community" });
    let (bars, levels) = bars(&chart);
    let page = ListPage {
        total: decades.iter().map(|decade| decade.count).sum(),
        selects: selects(c, &v, &names, &parties),
        from: c.asked("from").to_owned(),
        to: c.asked("to").to_owned(),
        by_title,
        by_date_href: address(c, "sort", "date"),
        by_title_href: address(c, "sort", "title"),
        filtered: QUERY.iter().take(7).any(|field| !c.asked(field.name).is_empty()),
        chart_links: [("community", "agreement-chart-community"), ("type", "agreement-chart-type")]
            .map(|(by, key)| (v.t(key), address(c, "chart", by), chart.by == by))
            .into(),
        by_status: facets(c, &v, "status", STATES, &decades, |decade| &decade.state),
        by_type: facets(c, &v, "type", KINDS, &decades, |decade| &decade.kind),
        bars,
        levels,
        chart,
        list,
        v,
    };
    let table = (page.list.items.clone(), c.site.config.public_url.clone());
    Ok(Reply::page(page).table(move || list_table(&table.0, &table.1), c.twin))
}

/// This address with one parameter set, from the first page on.
fn address(c: &Call, name: &str, value: &str) -> String {
    let kept = QUERY
        .iter()
        .map(|field| (field.name, c.asked(field.name)))
        .filter(|(key, kept)| *key != name && !kept.is_empty());
    let pairs: Vec<String> =
        kept.chain([(name, value)]).map(|(key, value)| format!("{key}={}", form::encode(value))).collect();
    format!("{}?{}", c.path, pairs.join("&"))
}

fn line(row: Listed, by_title: bool) -> Line {
    let first = if by_title { row.sort_key } else { row.sort_date };
    Line {
        after: (first, row.id.clone()),
        badge: badge(&row.state),
        id: row.id,
        key: row.key,
        title: row.title,
        lang: row.lang,
        abbreviation: row.abbreviation,
        kind: row.kind,
        date: row.date,
        place: row.place,
        community: row.community,
        binding: row.binding,
        entry_into_force: row.entry_into_force,
        state: row.state,
        parties: row.parties,
        path: row.path,
        source: row.source,
        confidence: row.confidence,
    }
}

/// Colour of a state's badge.
fn badge(state: &str) -> &'static str {
    match state {
        "in-force" => "badge-ok",
        "signed" | "proposed" => "badge-info",
        "not-in-force" => "badge-warn",
        _ => "badge-quiet",
    }
}

fn list_table(lines: &[Line], public_url: &str) -> Table {
    let headers = [
        "key",
        "title",
        "abbreviation",
        "type",
        "date",
        "place",
        "community",
        "legally_binding",
        "entry_into_force",
        "state",
        "parties",
        "source",
        "confidence",
        "url",
    ];
    let row = |line: &Line| {
        vec![
            Cell::from(line.key.as_str()),
            line.title.as_str().into(),
            line.abbreviation.clone().into(),
            line.kind.as_str().into(),
            line.date.clone().into(),
            line.place.clone().into(),
            line.community.as_str().into(),
            line.binding.as_str().into(),
            line.entry_into_force.clone().into(),
            line.state.as_str().into(),
            line.parties.into(),
            line.source.clone().into(),
            line.confidence.clone().into(),
            format!("{public_url}{}", line.path).into(),
        ]
    };
    Table {
        name: "agreements".into(),
        headers: headers.map(str::to_owned).into(),
        rows: lines.iter().map(row).collect(),
    }
}

fn selects(c: &Call, v: &View, names: &Names, parties: &[(String, i64)]) -> Vec<Select> {
    let select = |name: &'static str, words: &[&str]| Select {
        name,
        label: v.t(&format!("agreement-{name}")),
        options: words
            .iter()
            .map(|word| {
                ((*word).to_owned(), v.word(&format!("agreement-{name}"), word), *word == c.asked(name))
            })
            .collect(),
    };
    let mut chosen: Vec<(String, String, bool)> =
        parties.iter().map(|(code, _)| (code.clone(), names.of(code), code == c.asked("party"))).collect();
    chosen.sort_by_cached_key(|(code, name, _)| names.order(code, name));
    vec![
        select("type", KINDS),
        select("community", COMMUNITIES),
        select("status", STATES),
        select("binding", BINDING),
        Select { name: "party", label: v.t("agreement-party"), options: chosen },
    ]
}

/// The values of a filter that occur, the most frequent first.
fn facets(
    c: &Call,
    v: &View,
    name: &str,
    values: &[&'static str],
    found: &[store::Decade],
    of: impl Fn(&store::Decade) -> &String,
) -> Vec<Facet> {
    let count =
        |value: &str| found.iter().filter(|decade| of(decade) == value).map(|decade| decade.count).sum();
    let facet = |value: &'static str| Facet {
        value,
        count: count(value),
        label: v.word(&format!("agreement-{name}"), value),
        href: address(c, name, value),
    };
    let mut facets: Vec<Facet> =
        values.iter().map(|value| facet(value)).filter(|facet| facet.count > 0).collect();
    facets.sort_by_key(|facet| -facet.count);
    facets
}

fn decade_chart(v: &View, found: &[store::Decade], by: &'static str) -> DecadeChart {
    let codes = if by == "type" { FAMILIES } else { COMMUNITIES };
    let series_of = |decade: &store::Decade| {
        let code = if by == "type" { model::family(&decade.kind) } else { decade.community.as_str() };
        codes.iter().position(|known| *known == code).unwrap_or(0)
    };
    let dated = || found.iter().filter_map(|decade| Some((decade.decade.parse::<i64>().ok()? * 10, decade)));
    let (first, last) = (dated().map(|(year, _)| year).min(), dated().map(|(year, _)| year).max());
    let mut decades = Vec::new();
    if let (Some(first), Some(last)) = (first, last) {
        for year in (first..=last).step_by(10) {
            let mut counts = vec![0; codes.len()];
            for (_, decade) in dated().filter(|(found, _)| *found == year) {
                counts[series_of(decade)] += decade.count;
            }
            decades.push(DecadeRow {
                decade: year,
                label: v.t1("agreement-decade-name", "year", year),
                total: counts.iter().sum(),
                counts,
            });
        }
    }
    let prefix = if by == "type" { "agreement-family" } else { "agreement-community" };
    DecadeChart {
        by,
        series: codes.iter().map(|code| Series { code, name: v.word(prefix, code) }).collect(),
        decades,
        undated: found.iter().filter(|decade| decade.decade.is_empty()).map(|decade| decade.count).sum(),
    }
}

fn bars(chart: &DecadeChart) -> (Vec<Bar>, Vec<Level>) {
    let (left, top, right, bottom) = PLOT;
    let most = chart.decades.iter().map(|decade| decade.total).max().unwrap_or(0).max(1);
    let (step, ceiling) = scale(most);
    let height = |count: i64| count * (bottom - top) / ceiling;
    let slot = (right - left) / i64::try_from(chart.decades.len()).unwrap_or(1).max(1);
    let bars = chart.decades.iter().zip(0_i64..).map(|(decade, place)| {
        let mut below = 0;
        let mut parts = Vec::new();
        for (number, (count, series)) in
            decade.counts.iter().zip(&chart.series).enumerate().filter(|(_, (count, _))| **count > 0)
        {
            let (from, to) = (height(below), height(below + count));
            below += count;
            parts.push((
                number + 1,
                bottom - to,
                (to - from).max(1),
                format!("{}, {}: {count}", decade.label, series.name),
            ));
        }
        let x = left + place * slot + slot / 2;
        Bar {
            x,
            label: decade.label.clone(),
            total: decade.total,
            top: bottom - height(decade.total) - 6,
            parts,
        }
    });
    let levels = (0..=ceiling / step).map(|n| Level { y: bottom - height(n * step), label: n * step });
    (bars.collect(), levels.collect())
}

/// A round step for at most five lines, and the top of the scale.
fn scale(most: i64) -> (i64, i64) {
    let step =
        [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].into_iter().find(|step| most <= step * 4).unwrap_or(1_000);
    (step, (most + step - 1) / step * step)
}

// ---- Names of parties ----

/// What parties are called, and where the Member States of a day come in the official order.
struct Names {
    v: View,
    members: Vec<MemberBrief>,
    on: Date,
}

impl Names {
    fn read(tx: &mut Tx<'_>, v: &View, on: Date) -> Result<Self> {
        Ok(Self { v: v.clone(), members: mufakat_parties::store::members(tx)?, on })
    }

    /// The State that is or was a member, whatever the day.
    fn state(&self, code: &str) -> Option<&MemberBrief> {
        self.members.iter().find(|member| member.code == code)
    }

    /// The same if it was a member on the day.
    fn member(&self, code: &str) -> Option<&MemberBrief> {
        let on = |member: &&MemberBrief| {
            mufakat_parties::rules::is_member(self.on, &member.admitted, member.withdrawn.as_deref())
        };
        self.state(code).filter(on)
    }

    /// The name the organisation chose, else the one in the catalogue of texts, else the code.
    fn of(&self, code: &str) -> String {
        self.state(code).map_or_else(|| self.v.word("state-name", code), |state| state.name.clone())
    }

    fn flag(&self, code: &str) -> bool {
        self.state(code).is_some() || PARTNER_FLAGS.contains(&code)
    }

    /// Members in their stored order; then the others as the reader's language sorts them.
    fn order(&self, code: &str, name: &str) -> (i64, String) {
        match self.member(code) {
            Some(member) => (member.order, String::new()),
            None => (i64::MAX, mufakat_lexis::sort::key(self.v.lang(), name)),
        }
    }
}

// ---- One agreement ----

/// One agreement.
#[derive(Template, Serialize)]
#[template(path = "agreements/show.html")]
struct ShowPage {
    #[serde(skip)]
    v: View,
    #[serde(flatten)]
    record: Record,
    abbreviation: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    place: Option<String>,
    community: String,
    binding: String,
    entry_into_force: Option<String>,
    /// `true`, `false`, `not applicable`, or empty when not recorded.
    all_required: String,
    depositary: Option<String>,
    state: String,
    status: Option<String>,
    rule: Option<RuleView>,
    as_of: AsOfView,
    parties: Vec<PartyLine>,
    timeline: Vec<Moment>,
    over_time: Vec<Step>,
    thread: Thread,
    /// Other agreements of the day, where no parties are on record.
    same_day: Vec<store::Sibling>,
    #[serde(skip)]
    wrong_date: bool,
    #[serde(skip)]
    days: Vec<(String, String, bool)>,
    #[serde(skip)]
    sources: Vec<Vec<Link>>,
    #[serde(skip)]
    record_sources: Vec<Link>,
    #[serde(skip)]
    curve: Option<Curve>,
    #[serde(skip)]
    here: String,
    #[serde(skip)]
    here_kind: &'static str,
    #[serde(skip)]
    badge: &'static str,
}

/// The instrument's own rule of entry into force, in words, and what it gives.
#[derive(Clone, Serialize)]
struct RuleView {
    article: &'static str,
    text: String,
    /// Date the rule gives from the acts on record.
    gives: Option<String>,
    outcome: Option<String>,
    /// Said when the record states another date.
    warning: Option<String>,
}

/// The agreement on a day.
#[derive(Clone, Serialize)]
struct AsOfView {
    date: String,
    /// `before`, `not-yet`, `in-force` or `unknown`.
    force: &'static str,
    count: usize,
    in_force: Vec<Named>,
    consented: Vec<Named>,
    signed_not_ratified: Vec<Named>,
    /// Counted as parties by the record, which gives no date from which they are bound.
    undated: Vec<Named>,
}

#[derive(Clone, Serialize)]
struct Named {
    code: String,
    name: String,
    #[serde(skip)]
    flag: bool,
}

/// What one party did, and where it stands on the day asked for.
#[derive(Clone, Serialize)]
struct PartyLine {
    code: String,
    name: String,
    member: bool,
    action: String,
    signed: Option<String>,
    ratified: Option<String>,
    deposited: Option<String>,
    in_force_from: Option<String>,
    /// `stated`, `rule` or `presumed` (Vienna Convention, article 24(3)).
    basis: Option<&'static str>,
    standing: &'static str,
    notes: Option<String>,
    source: Option<String>,
    confidence: Option<String>,
    #[serde(skip)]
    path: Option<String>,
    #[serde(skip)]
    flag: bool,
    #[serde(skip)]
    badge: &'static str,
    /// Its source's number in the list below the table; 0 for none.
    #[serde(skip)]
    source_number: usize,
}

/// Something that happened to the agreement.
#[derive(Clone, Serialize)]
struct Moment {
    date: String,
    /// `made`, `signed`, `ratified`, `deposited`, `acceded`, `entered` or `bound`.
    event: &'static str,
    parties: Vec<String>,
}

/// Parties bound from a date on.
#[derive(Clone, Serialize)]
struct Step {
    date: String,
    parties: usize,
}

/// A piece of a source: its words, and where they lead.
#[derive(Clone)]
struct Link {
    text: String,
    href: String,
}

/// The line of parties over time, ready to draw.
struct Curve {
    path: String,
    levels: Vec<Level>,
    years: Vec<(i64, i16)>,
    /// Where the day asked for lies.
    mark: Option<i64>,
    label: String,
}

impl ShowPage {
    fn members(&self) -> Vec<&PartyLine> {
        self.parties.iter().filter(|line| line.member).collect()
    }

    fn others(&self) -> Vec<&PartyLine> {
        self.parties.iter().filter(|line| !line.member).collect()
    }

    /// Whether "in force on a day" is a question at all.
    fn has_force(&self) -> bool {
        self.binding != "no" || !self.parties.is_empty()
    }

    fn presumes(&self) -> bool {
        self.parties.iter().any(|line| line.basis == Some(Basis::Presumed.name()))
    }

    fn first_moments(&self) -> &[Moment] {
        &self.timeline[..self.timeline.len().min(EVENTS_SHOWN)]
    }

    fn later_moments(&self) -> &[Moment] {
        &self.timeline[self.timeline.len().min(EVENTS_SHOWN)..]
    }
}

fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let (instrument, actions) = store::find(tx, c.param("key"))?;
    let thread = records::thread(tx, &instrument.record.id)?;
    let v = c.view();
    let as_of = mufakat_base::dates::parse_date(c.asked("as_of")).unwrap_or(c.today());
    // Without parties no names are needed; what was made beside it says more.
    let (names, same_day) = if actions.is_empty() {
        (Names { v: v.clone(), members: Vec::new(), on: as_of }, store::same_day(tx, &instrument.record)?)
    } else {
        (Names::read(tx, &v, as_of)?, Vec::new())
    };
    let page = ShowPage { same_day, ..show_page(c, v, &names, instrument, actions, thread) };
    if c.twin == Twin::Pdf {
        return Ok(pdf(c, &page));
    }
    let table = (page.record.key.clone(), page.parties.clone(), page.as_of.date.clone());
    Ok(Reply::page(page).table(move || parties_table(&table.0, &table.1, &table.2), c.twin))
}

fn show_page(
    c: &Call,
    v: View,
    names: &Names,
    instrument: Instrument,
    actions: Vec<PartyAction>,
    thread: Thread,
) -> ShowPage {
    let today = c.today();
    let as_of = names.on;
    let treaty = instrument.treaty();
    let acts: Vec<Act> = actions.iter().map(PartyAction::act).collect();
    let mut sources: Vec<String> = Vec::new();
    let mut parties: Vec<PartyLine> = actions
        .into_iter()
        .zip(&acts)
        .map(|(action, act)| party_line(names, &treaty, &acts, action, act, as_of))
        .collect();
    parties.sort_by_cached_key(|line| names.order(&line.code, &line.name));
    for line in &mut parties {
        let Some(source) = &line.source else { continue };
        let place = sources.iter().position(|known| known == source).unwrap_or_else(|| {
            sources.push(source.clone());
            sources.len() - 1
        });
        line.source_number = place + 1;
    }
    let over_time = rules::over_time(&treaty, &acts);
    let key = instrument.record.key.clone();
    ShowPage {
        rule: model::entry_rule(&key)
            .map(|(rule, article)| rule_view(c, &v, names, &treaty, &acts, &rule, article)),
        as_of: as_of_view(names, &rules::in_force(&treaty, &acts, as_of), as_of),
        timeline: timeline(names, &instrument, &treaty, &acts),
        curve: curve(&v, &treaty, &over_time, as_of, today),
        over_time: over_time
            .iter()
            .map(|(date, parties)| Step { date: date.to_string(), parties: *parties })
            .collect(),
        wrong_date: c.query("as_of").is_some() && c.asked("as_of").is_empty(),
        days: days(c, &v, &treaty, &acts, as_of, today),
        sources: sources.iter().map(|source| links(source)).collect(),
        record_sources: instrument.record.source.as_deref().map(links).unwrap_or_default(),
        here: instrument.record.title.clone(),
        here_kind: "agreement",
        badge: badge(&instrument.state),
        parties,
        thread,
        same_day: Vec::new(),
        abbreviation: instrument.abbreviation,
        kind: instrument.kind,
        place: instrument.place,
        community: instrument.community,
        binding: instrument.binding,
        entry_into_force: instrument.entry_into_force,
        all_required: instrument.all_required,
        depositary: instrument.depositary,
        state: instrument.state,
        status: instrument.status,
        record: instrument.record,
        v,
    }
}

fn party_line(
    names: &Names,
    treaty: &Treaty,
    acts: &[Act],
    action: PartyAction,
    act: &Act,
    as_of: Date,
) -> PartyLine {
    let bound = rules::bound_from(treaty, acts, act);
    let standing = rules::standing(treaty, acts, act, as_of);
    PartyLine {
        name: names.of(&action.party),
        member: names.member(&action.party).is_some(),
        path: names.state(&action.party).map(|state| state.path.clone()).or(action.partner),
        flag: names.flag(&action.party),
        in_force_from: bound.map(|(date, _)| date.to_string()),
        basis: bound.map(|(_, basis)| basis.name()),
        standing: standing.name(),
        badge: match standing {
            Standing::Bound => "badge-ok",
            Standing::Consented => "badge-info",
            Standing::Signed => "badge-warn",
            Standing::Undated | Standing::Nothing => "badge-quiet",
        },
        source_number: 0,
        code: action.party,
        action: action.action,
        signed: action.signed,
        ratified: action.ratified,
        deposited: action.deposited,
        notes: action.notes,
        source: action.source,
        confidence: action.confidence,
    }
}

fn as_of_view(names: &Names, found: &rules::AsOf, date: Date) -> AsOfView {
    let listed = |codes: &[String]| {
        let mut out: Vec<Named> = codes
            .iter()
            .map(|code| Named { code: code.clone(), name: names.of(code), flag: names.flag(code) })
            .collect();
        out.sort_by_cached_key(|named| names.order(&named.code, &named.name));
        out
    };
    AsOfView {
        date: date.to_string(),
        force: found.force.name(),
        count: found.bound.len(),
        in_force: listed(&found.bound),
        consented: listed(&found.consented),
        signed_not_ratified: listed(&found.signed),
        undated: listed(&found.undated),
    }
}

/// Days worth looking at: label, address, whether it is the day shown.
fn days(
    c: &Call,
    v: &View,
    treaty: &Treaty,
    acts: &[Act],
    as_of: Date,
    today: Date,
) -> Vec<(String, String, bool)> {
    let entry = rules::entry(treaty, acts);
    let wanted = [
        ("agreement-day-made", treaty.date),
        ("agreement-day-before", entry.and_then(|date| date.yesterday().ok())),
        ("agreement-day-entry", entry),
        ("agreement-day-today", Some(today)),
    ];
    let there = wanted.into_iter().filter_map(|(key, date)| date.map(|date| (key, date)));
    there.map(|(key, date)| (v.t(key), format!("{}?as_of={date}", c.path), date == as_of)).collect()
}

fn rule_view(
    c: &Call,
    v: &View,
    names: &Names,
    treaty: &Treaty,
    acts: &[Act],
    rule: &EntryRule,
    article: &'static str,
) -> RuleView {
    let with = |key: &str, args: &[(&str, &str)]| c.site.texts.with(v.lang(), key, args);
    let date = match rule {
        EntryRule::DateCertain(date) => v.date(&date.to_string()),
        _ => String::new(),
    };
    let (nth, after) = (ordinal(v.lang(), rule.nth()), period(v, rule.after()));
    let text = with(rule.text_key(), &[("nth", &nth), ("after", &after), ("date", &date)]);
    let found = rules::computed(rule, acts);
    let outcome = found.as_ref().map(|found| {
        let by: Vec<String> = found.by.iter().map(|code| names.of(code)).collect();
        let (trigger, date) = (v.date(&found.trigger.to_string()), v.date(&found.date.to_string()));
        with("agreement-rule-outcome", &[("by", &by.join(", ")), ("trigger", &trigger), ("date", &date)])
    });
    let warning = rules::contradiction(treaty, acts).map(|found| {
        let stated = treaty.stated.map(|date| v.date(&date.to_string())).unwrap_or_default();
        with("agreement-rule-differs", &[("computed", &v.date(&found.date.to_string())), ("stated", &stated)])
    });
    RuleView { article, text, gives: found.map(|found| found.date.to_string()), outcome, warning }
}

/// `10th`, `ke-10`, or the bare number where a language's form is not known here.
fn ordinal(lang: &str, n: usize) -> String {
    match (lang, n % 10, n % 100) {
        ("id", ..) => format!("ke-{n}"),
        ("en", _, 11..=13) => format!("{n}th"),
        ("en", 1, _) => format!("{n}st"),
        ("en", 2, _) => format!("{n}nd"),
        ("en", 3, _) => format!("{n}rd"),
        ("en", ..) => format!("{n}th"),
        _ => n.to_string(),
    }
}

fn period(v: &View, after: Period) -> String {
    if after.months > 0 {
        v.t1("agreement-after-months", "count", after.months)
    } else {
        v.t1("agreement-after-days", "nth", ordinal(v.lang(), usize::try_from(after.days).unwrap_or(0)))
    }
}

fn timeline(names: &Names, instrument: &Instrument, treaty: &Treaty, acts: &[Act]) -> Vec<Moment> {
    const EVENTS: [&str; 7] = ["made", "signed", "ratified", "deposited", "acceded", "entered", "bound"];
    let mut found: BTreeMap<(Date, usize), Vec<String>> = BTreeMap::new();
    let mut put = |date: Option<Date>, event: usize, code: Option<&str>| {
        if let Some(date) = date {
            found.entry((date, event)).or_default().extend(code.map(|code| names.of(code)));
        }
    };
    let entry = rules::entry(treaty, acts);
    let signed_then = acts.iter().any(|act| act.signed.is_some() && act.signed == treaty.date);
    let full_date = instrument.record.date.as_deref().is_some_and(|date| date.len() == 10);
    put(treaty.date.filter(|_| full_date && !signed_then), 0, None);
    put(entry, 5, None);
    for act in acts {
        let code = Some(act.party.as_str());
        put(act.signed, 1, code);
        put(act.ratified.filter(|_| act.deposited.is_none()), 2, code);
        put(act.deposited, if act.accession { 4 } else { 3 }, code);
        let bound = rules::bound_from(treaty, acts, act).map(|(date, _)| date);
        put(bound.filter(|date| Some(*date) != entry && Some(*date) != act.consented()), 6, code);
    }
    found
        .into_iter()
        .map(|((date, event), mut parties)| {
            parties.sort_by_cached_key(|name| mufakat_lexis::sort::key(names.v.lang(), name));
            Moment { date: date.to_string(), event: EVENTS[event], parties }
        })
        .collect()
}

fn curve(v: &View, treaty: &Treaty, steps: &[(Date, usize)], as_of: Date, today: Date) -> Option<Curve> {
    let (first, last) = (steps.first()?, steps.last()?);
    if steps.len() < 2 {
        return None;
    }
    let (left, top, right, bottom) = PLOT;
    let start = treaty.date.map_or(first.0, |date| date.min(first.0));
    let end = today.max(last.0);
    let days = |from: Date, to: Date| i64::from(from.until(to).map_or(0, |span| span.get_days()));
    let x = |date: Date| left + days(start, date) * (right - left) / days(start, end).max(1);
    let (step, ceiling) = scale(last.1 as i64);
    let y = |count: i64| bottom - count * (bottom - top) / ceiling;
    let mut path = format!("M{left} {}", y(0));
    for (date, count) in steps {
        let _ = write!(path, "H{}V{}", x(*date), y(*count as i64));
    }
    let _ = write!(path, "H{right}");
    let (from, to) = (i64::from(start.year()), i64::from(end.year()));
    let every = [1, 2, 5, 10, 20, 50].into_iter().find(|every| (to - from) / every <= 6).unwrap_or(100);
    let years = (from..=to).filter(|year| year % every == 0).filter_map(|year| {
        let year = i16::try_from(year).ok()?;
        let first_day = Date::new(year, 1, 1).ok()?;
        (first_day >= start).then(|| (x(first_day), year))
    });
    Some(Curve {
        path,
        levels: (0..=ceiling / step).map(|n| Level { y: y(n * step), label: n * step }).collect(),
        years: years.collect(),
        mark: (as_of >= start && as_of <= end).then(|| x(as_of)),
        label: v.t2("agreement-curve-label", "count", last.1, "date", v.date(&last.0.to_string())),
    })
}

/// Pieces of a source, parted by semicolons; an address becomes a link named by its host.
fn links(source: &str) -> Vec<Link> {
    let pieces = source.split("; ").map(str::trim).filter(|piece| !piece.is_empty());
    pieces
        .map(|piece| {
            let place = piece.find("https://").or_else(|| piece.find("http://"));
            let Some((words, rest)) = place.map(|place| piece.split_at(place)) else {
                return Link { text: piece.to_owned(), href: String::new() };
            };
            let (href, after) = rest.split_once(' ').unwrap_or((rest, ""));
            let host = href.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(href);
            Link { text: format!("{words}{host} {after}").trim().to_owned(), href: href.to_owned() }
        })
        .collect()
}

fn parties_table(key: &str, lines: &[PartyLine], as_of: &str) -> Table {
    let headers = [
        "agreement",
        "party",
        "name",
        "member_state",
        "action",
        "signed",
        "ratified",
        "deposited",
        "in_force_from",
        "basis",
        "as_of",
        "standing",
        "notes",
        "source",
        "confidence",
    ];
    let row = |line: &PartyLine| {
        vec![
            Cell::from(key),
            line.code.as_str().into(),
            line.name.as_str().into(),
            (if line.member { "yes" } else { "no" }).into(),
            line.action.as_str().into(),
            line.signed.clone().into(),
            line.ratified.clone().into(),
            line.deposited.clone().into(),
            line.in_force_from.clone().into(),
            line.basis.unwrap_or_default().into(),
            as_of.into(),
            line.standing.into(),
            line.notes.clone().into(),
            line.source.clone().into(),
            line.confidence.clone().into(),
        ]
    };
    Table {
        name: key.to_owned(),
        headers: headers.map(str::to_owned).into(),
        rows: lines.iter().map(row).collect(),
    }
}

/// The status list as a depositary issues it.
fn pdf(c: &Call, page: &ShowPage) -> Reply {
    let v = &page.v;
    let letterhead = Letterhead {
        organisation: v.org.name.clone(),
        short_name: v.org.short_name.clone(),
        address_lines: v.org.address.clone(),
        ..Letterhead::default()
    };
    let date = |iso: &Option<String>| Phrase::from(v.maybe_date(iso));
    let rows = page.parties.iter().map(|line| {
        vec![
            Phrase::from(line.name.as_str()),
            v.word("agreement-action", &line.action).into(),
            date(&line.signed),
            date(&line.ratified),
            date(&line.deposited),
            date(&line.in_force_from),
            v.word("agreement-standing", line.standing).into(),
        ]
    });
    let columns = ["party", "action", "signed", "ratified", "deposited", "from", "standing"];
    let column = |name: &str| Column {
        title: v.t(&format!("agreement-column-{name}")),
        share: u8::from(name == "party") * 2,
        ..Column::default()
    };
    let facts = [
        (!page.parties.is_empty()).then(|| {
            v.t2("agreement-pdf-count", "count", page.as_of.count, "date", v.date(&page.as_of.date))
        }),
        page.entry_into_force.as_ref().map(|iso| v.t1("agreement-pdf-entry", "date", v.date(iso))),
        page.rule.as_ref().map(|rule| format!("{} ({})", rule.text, rule.article)),
        page.depositary.as_ref().map(|depositary| v.t1("agreement-pdf-depositary", "depositary", depositary)),
        page.parties.is_empty().then(|| v.t("agreement-parties-empty-text")),
    ];
    let mut notes: Vec<Phrase> = Vec::new();
    if page.presumes() {
        notes.push(v.t("agreement-presumed").into());
    }
    let remarks = page
        .parties
        .iter()
        .filter_map(|line| line.notes.as_ref().map(|note| format!("{}: {note}", line.name)));
    notes.extend(remarks.map(Phrase::from));
    if let Some(source) = &page.record.source {
        notes.push(format!("{} {source}", v.t("source")).into());
    }
    notes.truncate(mufakat_paper::PARAGRAPHS_MAX);
    let made = page.record.date.as_deref().map(|iso| v.date(iso));
    let report = Report {
        lang: v.lang().to_owned(),
        title: page.record.title.clone(),
        subtitle: Some(made.into_iter().chain(page.place.clone()).collect::<Vec<_>>().join(", ")),
        status: v.t1("agreement-pdf-status", "date", v.date(&page.as_of.date)),
        paragraphs: facts.into_iter().flatten().map(Phrase::from).collect(),
        columns: if page.parties.is_empty() {
            Vec::new()
        } else {
            columns.iter().map(|name| column(name)).collect()
        },
        rows: rows.take(mufakat_paper::ROWS_MAX).collect(),
        notes,
        landscape: true,
        page: v.t("agreement-pdf-page"),
        generated: v.t1("agreement-pdf-generated", "date", v.date(&c.today().to_string())),
        address: format!("{}{}", v.public_url(), page.record.path),
        issued: Some(c.today()),
        ..Report::default()
    };
    let name = format!("{}.pdf", page.record.key);
    Reply::later(Twin::Pdf.media_type(), Some(name), move || {
        table_report(&letterhead, &report).map_err(Problem::internal)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_hold_the_most() {
        for (most, expected) in [
            (1, (1, 1)),
            (4, (1, 4)),
            (5, (2, 6)),
            (10, (5, 10)),
            (53, (20, 60)),
            (87, (25, 100)),
            (0, (1, 0)),
        ] {
            assert_eq!(scale(most), expected, "{most}");
        }
    }

    #[test]
    fn ordinals_are_said_as_in_the_language() {
        for (lang, n, expected) in [
            ("en", 1, "1st"),
            ("en", 12, "12th"),
            ("en", 30, "30th"),
            ("en", 22, "22nd"),
            ("id", 10, "ke-10"),
            ("th", 3, "3"),
        ] {
            assert_eq!(ordinal(lang, n), expected);
        }
    }

    #[test]
    fn addresses_in_sources_become_links() {
        let found = links(
            "Wikipedia \"ASEAN Charter\" via https://example.org/a; https://example.org/b; general knowledge, to verify",
        );
        let hrefs: Vec<&str> = found.iter().map(|link| link.href.as_str()).collect();
        assert_eq!(hrefs, ["https://example.org/a", "https://example.org/b", ""]);
        let texts: Vec<&str> = found.iter().map(|link| link.text.as_str()).collect();
        assert_eq!(
            texts,
            ["Wikipedia \"ASEAN Charter\" via example.org", "example.org", "general knowledge, to verify"]
        );
    }
}
