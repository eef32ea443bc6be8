//! Bodies: who meets. A tree of organs, councils, committees and centres, each with its mandate, its
//! line of reporting up to the highest body, and what it did.
//!
//! Bodies come from the organisation's profile; they are read here, never written by people. This
//! module also holds the slice's addresses of the calendar and the feeds, which are read the same
//! way: nothing here changes anything.
//!
//! Invariants: a body's code is part of addresses and symbols and never changes; a parent that is
//! missing or closes a loop makes its body a root, so that nothing disappears from the tree.

use crate::{
    bodies_store::{self as store, Body, BodyRow, Held, Relative},
    calendar, feeds,
};
use askama::Template;
use mufakat_store::{
    Area, Loader, Migration, SearchSource,
    records::{Record, Thread, Version},
};
use mufakat_web::{
    Call, Cell, Field, Kind, Reply, Result, Route, Slice, Table, Twin, Tx, View,
    form::{OptionView, encode},
};
use serde::Serialize;
use std::collections::HashMap;

pub const SLICE: Slice = Slice {
    area: Area {
        migrations: &[Migration {
            name: "0001_coordination.sql",
            sql: include_str!("../migrations/0001_coordination.sql"),
        }],
        tables: &["body"],
        statements: &[store::STATEMENTS],
        loaders: &[Loader { file: "bodies.csv", row: store::load }],
        search: &[SearchSource { kind: "body", text: store::search_text, names: Some(store::short_names) }],
        ..Area::new("bodies")
    },
    routes: ROUTES,
    texts: &[("en", include_str!("../text/bodies.en.ftl")), ("id", include_str!("../text/bodies.id.ftl"))],
};

const LIST_QUERY: &[Field] = &[
    Field::new("q", Kind::Text(100)),
    Field::new("community", Kind::Pick),
    Field::new("level", Kind::Pick),
    Field::new("open", Kind::Flag),
];
const SAMPLE: &[(&str, &str)] = &[("id", "SUMMIT")];

const ROUTES: &[Route] = &[
    Route::get("/bodies", "bodies.list", list)
        .summary("The bodies of the organisation as a tree; by machines as a list with the code of the parent.")
        .query(LIST_QUERY)
        .twins(&[Twin::Csv, Twin::Xlsx])
        .cached(),
    Route::get("/bodies/{id}", "bodies.show", show)
        .summary("One body by code or identity: mandate, line of reporting, meetings, documents.")
        .twins(&[Twin::Ics, Twin::Atom])
        .sample(SAMPLE)
        .cached(),
    Route::get("/calendar", "calendar.show", calendar::show)
        .summary("Meetings of a month, or from a day on; as a calendar for other programs, what is ahead and the last twelve months.")
        .query(calendar::QUERY)
        .twins(&[Twin::Ics, Twin::Csv])
        .cached(),
    Route::get("/calendar/{secret}", "calendar.personal", feeds::personal)
        .summary("The personal calendar of a token's owner, for a calendar program; the token needs the scope calendar.")
        .twins(&[Twin::Ics])
        .sample(&[("secret", "0000000000000000000000000000000000000000000000000000000000000000")]),
];

/// Subtrees with at most so many bodies are shown open.
const OPEN_BODIES_MAX: usize = 8;

/// A body in the list.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    pub id: String,
    pub code: String,
    pub name: String,
    pub lang: String,
    pub abbreviation: String,
    pub level: String,
    pub community: String,
    /// Code of the body it reports to.
    pub parent: Option<String>,
    pub mandate: String,
    pub meetings: i64,
    pub path: String,
    pub source: Option<String>,
    pub confidence: Option<String>,
}

impl Listed {
    /// True when every one of these folded words is in its name, its abbreviation or its mandate.
    fn speaks_of(&self, words: &str) -> bool {
        if words.is_empty() {
            return true;
        }
        let text = mufakat_lexis::normal::fold(&format!(
            "{} {} {} {}",
            self.name, self.abbreviation, self.code, self.mandate
        ));
        words.split_whitespace().all(|word| text.contains(word))
    }
}

/// A line of the tree, in the order of drawing.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Place in the list of all bodies.
    pub place: usize,
    /// Bodies right below that are shown.
    pub below: usize,
    /// Bodies anywhere below that were asked for.
    pub found: usize,
    pub open: bool,
    /// True when the body itself is what was asked for, not only on the way to it.
    pub matches: bool,
    /// Lists that end after this line.
    pub closes: usize,
}

/// A community to narrow the list to; the first is all of them.
struct Chip {
    label: String,
    href: String,
    count: usize,
    chosen: bool,
}

#[derive(Template, Serialize)]
#[template(path = "bodies/list.html")]
struct List {
    #[serde(skip)]
    v: View,
    items: Vec<Listed>,
    #[serde(skip)]
    all: Vec<Listed>,
    #[serde(skip)]
    tree: Vec<Branch>,
    #[serde(skip)]
    chips: Vec<Chip>,
    #[serde(skip)]
    levels: Vec<OptionView>,
    #[serde(skip)]
    community: String,
    #[serde(skip)]
    level: String,
    #[serde(skip)]
    q: String,
    #[serde(skip)]
    all_open: bool,
}

impl List {
    fn item(&self, branch: &Branch) -> &Listed {
        &self.all[branch.place]
    }

    fn filtered(&self) -> bool {
        !(self.community.is_empty() && self.level.is_empty() && self.q.is_empty())
    }
}

/// Address of the list narrowed to a community, a level and words.
fn list_link(community: &str, level: &str, q: &str) -> String {
    let pairs: Vec<String> = [("community", community), ("level", level), ("q", q)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if pairs.is_empty() { "/bodies".to_owned() } else { format!("/bodies?{}", pairs.join("&")) }
}

fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let rows = store::bodies(tx)?;
    let counts: HashMap<String, i64> = store::meeting_counts(tx)?.into_iter().collect();
    let v = c.view();
    let (community, level, q) =
        (c.asked("community").to_owned(), c.asked("level").to_owned(), c.asked("q").to_owned());
    let words = mufakat_lexis::normal::fold(&q);
    let all = listed(&rows, &counts);
    let asked: Vec<bool> = all
        .iter()
        .map(|body| {
            (community.is_empty() || body.community == community)
                && (level.is_empty() || body.level == level)
                && body.speaks_of(&words)
        })
        .collect();
    let narrowed = !(community.is_empty() && level.is_empty() && q.is_empty());
    let all_open = narrowed || !c.asked("open").is_empty();
    let tree = tree(&parents(&rows), &asked, all_open);
    let chip = |value: &str| Chip {
        label: if value.is_empty() { v.t("body-communities-every") } else { v.word("body-community", value) },
        href: list_link(value, &level, &q),
        count: all.iter().filter(|body| value.is_empty() || body.community == value).count(),
        chosen: community == value,
    };
    let names = distinct(all.iter().map(|body| &body.community));
    let chips = [chip("")].into_iter().chain(names.iter().map(|name| chip(name))).collect();
    let mut levels = distinct(all.iter().map(|body| &body.level));
    levels.sort_by_key(|level| {
        store::LEVELS.iter().position(|known| known == level).unwrap_or(store::LEVELS.len())
    });
    let levels = levels
        .into_iter()
        .map(|value| OptionView { label: v.word("body-level", &value), chosen: value == level, value })
        .collect();
    let items: Vec<Listed> =
        all.iter().zip(&asked).filter(|(_, asked)| **asked).map(|(body, _)| body.clone()).collect();
    let table = table(&v, &items, c.twin);
    let page = List { v, items, all, tree, chips, levels, community, level, q, all_open };
    Ok(Reply::page(page).table(|| table, c.twin))
}

fn listed(rows: &[BodyRow], counts: &HashMap<String, i64>) -> Vec<Listed> {
    let codes: HashMap<&str, &str> = rows.iter().map(|row| (row.id.as_str(), row.code.as_str())).collect();
    rows.iter()
        .map(|row| Listed {
            id: row.id.clone(),
            code: row.code.clone(),
            name: row.name.clone(),
            lang: row.lang.clone(),
            abbreviation: row.abbreviation.clone(),
            level: row.level.clone(),
            community: row.community.clone(),
            parent: row.parent.as_deref().and_then(|parent| codes.get(parent)).map(|code| (*code).to_owned()),
            mandate: row.mandate.clone(),
            meetings: counts.get(&row.id).copied().unwrap_or(0),
            path: format!("/bodies/{}", row.code),
            source: row.source.clone(),
            confidence: row.confidence.clone(),
        })
        .collect()
}

fn distinct<'r>(values: impl Iterator<Item = &'r String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        if !out.contains(value) {
            out.push(value.clone());
        }
    }
    out
}

fn table(v: &View, items: &[Listed], twin: Twin) -> Table {
    if !matches!(twin, Twin::Csv | Twin::Xlsx) {
        return Table::default();
    }
    let headers = [
        "code",
        "name",
        "abbreviation",
        "level",
        "community",
        "parent",
        "mandate",
        "meetings",
        "source",
        "confidence",
    ];
    let rows = items.iter().map(|body| {
        vec![
            Cell::from(body.code.as_str()),
            body.name.as_str().into(),
            body.abbreviation.as_str().into(),
            body.level.as_str().into(),
            body.community.as_str().into(),
            body.parent.clone().into(),
            body.mandate.as_str().into(),
            body.meetings.into(),
            body.source.clone().into(),
            body.confidence.clone().into(),
        ]
    });
    Table {
        name: v.t("nav-bodies").to_lowercase(),
        headers: headers.map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

/// Place of each body's parent in the list. A missing parent counts as none.
fn parents(rows: &[BodyRow]) -> Vec<Option<usize>> {
    let places: HashMap<&str, usize> =
        rows.iter().enumerate().map(|(place, row)| (row.id.as_str(), place)).collect();
    rows.iter().map(|row| row.parent.as_deref().and_then(|parent| places.get(parent)).copied()).collect()
}

/// The tree in the order of drawing: what was asked for and the way down to it. A body whose line
/// upwards never ends is cut off its parent.
pub fn tree(parents: &[Option<usize>], asked: &[bool], all_open: bool) -> Vec<Branch> {
    let parents: Vec<Option<usize>> =
        (0..parents.len()).map(|place| parents[place].filter(|_| !loops(parents, place))).collect();
    let mut shown = vec![false; parents.len()];
    for place in (0..parents.len()).filter(|place| asked[*place]) {
        let mut next = Some(place);
        while let Some(here) = next {
            shown[here] = true;
            next = parents[here];
        }
    }
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
    let mut roots = Vec::new();
    for place in (0..parents.len()).filter(|place| shown[*place]) {
        match parents[place] {
            Some(parent) => below[parent].push(place),
            None => roots.push(place),
        }
    }
    let mut out = Vec::new();
    for root in roots {
        draw(&mut out, &below, asked, root, 0, all_open);
    }
    out
}

/// True when a body is on a loop of parents, rather than only below one.
fn loops(parents: &[Option<usize>], place: usize) -> bool {
    let mut next = parents[place];
    for _ in 0..parents.len() {
        match next {
            None => return false,
            Some(above) if above == place => return true,
            Some(above) => next = parents[above],
        }
    }
    false
}

fn draw(
    out: &mut Vec<Branch>,
    below: &[Vec<usize>],
    asked: &[bool],
    place: usize,
    depth: usize,
    all_open: bool,
) {
    let children = &below[place];
    let open = all_open
        || depth == 0
        || children.len() <= OPEN_BODIES_MAX && depth > 1
        || size(below, place) <= OPEN_BODIES_MAX;
    let here = out.len();
    out.push(Branch { place, below: children.len(), found: 0, open, matches: asked[place], closes: 0 });
    for child in children {
        draw(out, below, asked, *child, depth + 1, all_open);
    }
    out[here].found = out[here + 1..].iter().filter(|branch| branch.matches).count();
    if !children.is_empty()
        && let Some(last) = out.last_mut()
    {
        last.closes += 1;
    }
}

fn size(below: &[Vec<usize>], place: usize) -> usize {
    below[place].iter().map(|child| 1 + size(below, *child)).sum()
}

/// A source as a reader meets it: a place to look it up, or words.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    pub text: String,
    pub href: String,
}

/// Takes a cell of sources apart; an address is named by its host.
pub fn sources(cell: &str) -> Vec<Source> {
    cell.split("; ")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| match part.strip_prefix("https://").or_else(|| part.strip_prefix("http://")) {
            Some(rest) => Source {
                text: rest
                    .split(['/', '?', ' '])
                    .next()
                    .unwrap_or_default()
                    .trim_start_matches("www.")
                    .to_owned(),
                href: part.split(' ').next().unwrap_or_default().to_owned(),
            },
            None => Source { text: part.to_owned(), href: String::new() },
        })
        .collect()
}

/// Who chairs a body today.
#[derive(Clone, Debug, Serialize)]
pub struct ChairView {
    pub code: String,
    pub name: String,
    pub path: String,
    #[serde(skip)]
    pub flag: Option<String>,
    pub since: String,
}

/// True for the bodies that the Member State holding the yearly chairmanship chairs by right: the
/// leaders, the councils of ministers right below them, and the permanent representatives
/// (ASEAN Charter, article 31). Sectoral bodies may agree otherwise, so nothing is said of them.
pub fn chaired_by_rotation(level: &str, parent_level: Option<&str>) -> bool {
    match level {
        "leaders" | "ambassadors" => true,
        "ministers" => parent_level == Some("leaders"),
        _ => false,
    }
}

#[derive(Template, Serialize)]
#[template(path = "bodies/show.html")]
struct Show {
    #[serde(skip)]
    v: View,
    record: Record,
    code: String,
    abbreviation: String,
    level: String,
    community: String,
    mandate: String,
    sources: Vec<Source>,
    names: Vec<Version>,
    /// From the highest body down to the one it reports to.
    reports_to: Vec<Relative>,
    below: Vec<Relative>,
    upcoming: Vec<Held>,
    latest: Vec<Held>,
    documents: Vec<Held>,
    /// The Member State in the chair today.
    chair: Option<ChairView>,
    thread: Thread,
    #[serde(skip)]
    here: String,
    #[serde(skip)]
    here_kind: &'static str,
    #[serde(skip)]
    subscribe: String,
}

impl Show {
    /// Names in other languages than the one the page shows.
    fn other_names(&self) -> impl Iterator<Item = &Version> {
        self.names.iter().filter(|name| name.lang != self.record.lang)
    }
}

fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let body = store::by_key(tx, c.param("id"))?;
    match c.twin {
        Twin::Ics => {
            let name = c.site.texts.with(c.lang(), "body-feed-name", &[("body", &body.record.title)]);
            return feeds::body_ics(c, tx, &body.code, &name);
        }
        Twin::Atom => return feeds::body_atom(c, tx, &body),
        Twin::Html if body.code != c.param("id") => return Ok(Reply::redirect(body.record.path)),
        _ => {}
    }
    let today = c.today().to_string();
    let id = body.record.id.clone();
    let around = store::around(tx, &id)?;
    let held = store::held(tx, &id, &today)?;
    let parent_level = around.line.last().map(|above| above.level.as_str());
    let chair = if chaired_by_rotation(&body.level, parent_level) {
        mufakat_parties::store::chair_on(tx, c.today())?
    } else {
        None
    };
    let Body { record, code, abbreviation, level, community, mandate, .. } = body;
    Ok(Reply::page(Show {
        v: c.view(),
        sources: sources(record.source.as_deref().unwrap_or_default()),
        subscribe: calendar::webcal(c, &format!("/bodies/{code}.ics")),
        here: record.title.clone(),
        here_kind: "body",
        record,
        code,
        abbreviation,
        level,
        community,
        mandate,
        names: around.names,
        reports_to: around.line,
        below: around.below,
        upcoming: held.upcoming,
        latest: held.latest,
        documents: held.documents,
        chair: chair.map(|chair| ChairView {
            code: chair.code,
            name: chair.name,
            path: chair.path,
            flag: chair.flag,
            since: chair.start,
        }),
        thread: around.thread,
    }))
}

#[cfg(test)]
#[path = "bodies_tests.rs"]
mod tests;
