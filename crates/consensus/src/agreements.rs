//! The treaty collection: its route table, and the list of all agreements. One agreement is in
//! `agreement`, its PDF twin in `paper`, the numbers behind the charts in `charts`, what parties are
//! called in `names`.

mod agreement;
mod charts;
mod names;
mod paper;

use self::{
    charts::{Bar, DecadeChart, Level, bars, decade_chart},
    names::Names,
};
use crate::{
    model::{BINDING, COMMUNITIES, KINDS, STATES},
    store::{self, Filter, Listed},
};
use askama::Template;
use mufakat_store::{Result, Tx};
use mufakat_web::{Call, Cell, Field, Paged, Reply, Route, Table, Twin, View, form, form::Kind};
use serde::Serialize;

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
    Route::get("/agreements/{key}", "agreements.show", agreement::show)
        .summary("One agreement with its parties and who was bound on a day.")
        .twins(&[Twin::Csv, Twin::Xlsx, Twin::Pdf])
        .query(AS_OF)
        .cached()
        .sample(&[("key", "asean-charter-2007")]),
];

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

/// `GET /agreements`.
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
