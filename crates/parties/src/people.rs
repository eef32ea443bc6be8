//! People in office through time: Secretaries-General and their deputies.

use crate::{
    members::cell,
    model::{MemberBrief, Person, Term},
    rules::{self, Deputy, DeputyProblem, Route},
    store,
};
use askama::Template;
use jiff::civil::Date;
use mufakat_store::records::{self, Record, Thread};
use mufakat_web::{Call, Paged, Reply, Result, Table, Tx, View};
use serde::Serialize;

/// Values of the filter by post.
pub const POSTS: &[&str] = &["secretary-general", "deputy"];

/// A term with what the page computes about it.
#[derive(Clone, Debug, Serialize)]
struct ShownTerm {
    #[serde(flatten)]
    term: Term,
    country: String,
    in_office: bool,
}

/// A chip of the filter.
#[derive(Clone, Debug)]
struct Chip {
    href: String,
    label: String,
    current: bool,
}

/// Whose turn it is to give the next Secretary-General.
#[derive(Clone, Debug, Serialize)]
struct NextNationality {
    code: String,
    name: String,
    flag: Option<String>,
    /// First day after the present term.
    from: String,
}

/// How often a nationality gave the Secretary-General.
#[derive(Clone, Debug, Serialize)]
struct Tally {
    code: String,
    name: String,
    flag: Option<String>,
    count: usize,
}

#[derive(Template, Serialize)]
#[template(path = "people/list.html")]
struct ListPage {
    #[serde(skip)]
    v: View,
    today: String,
    now: Vec<ShownTerm>,
    next: Option<NextNationality>,
    /// Secretaries-General of this page by nationality, in the stored order.
    tally: Vec<Tally>,
    list: Paged<ShownTerm>,
    /// What does not fit the constraints on the deputies: shown to the Secretariat.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    deputies_problems: Vec<DeputyProblem>,
    #[serde(skip)]
    problems: Vec<String>,
    #[serde(skip)]
    chips: Vec<Chip>,
    #[serde(skip)]
    filtered: bool,
}

impl ListPage {
    /// Terms of the office of Secretary-General on this page.
    fn heads(&self) -> Vec<&ShownTerm> {
        self.list.items.iter().filter(|one| one.term.is_secretary_general()).collect()
    }

    fn deputies(&self) -> Vec<&ShownTerm> {
        self.list.items.iter().filter(|one| !one.term.is_secretary_general()).collect()
    }
}

/// Terms of office, the latest first; those in office today on top.
pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let today = c.today();
    let (post, nationality) = (c.asked("post"), c.asked("nationality"));
    let after = c.cursor(("9999", "~"));
    let terms = store::terms(tx, (&after.0, &after.1), post, nationality, c.page_rows() + 1)?;
    let now = store::people_now(tx, today)?;
    let members = store::members(tx)?;
    let v = c.view();
    let deputies_problems = if v.officer() { problems(today, &now) } else { Vec::new() };
    let show = |term: Term| ShownTerm {
        country: country(&members, &term.nationality),
        in_office: term.holds_on(today),
        term,
    };
    let shown: Vec<ShownTerm> = terms.into_iter().map(show).collect();
    let page = ListPage {
        today: today.to_string(),
        next: next_nationality(&members, &now),
        tally: tally(&members, &shown),
        now: now.into_iter().map(show).collect(),
        list: Paged::new(c, shown.clone(), |one| (one.term.start.clone(), one.term.id.clone())),
        problems: deputies_problems.iter().map(|problem| said(&v, problem)).collect(),
        deputies_problems,
        chips: chips(c, &v, post),
        filtered: !post.is_empty() || !nationality.is_empty() || c.query("after").is_some(),
        v,
    };
    Ok(Reply::page(page).table(|| table(&shown), c.twin))
}

fn country(members: &[MemberBrief], code: &str) -> String {
    members
        .iter()
        .find(|member| member.code == code)
        .map_or_else(|| code.to_owned(), |member| member.name.clone())
}

fn tally(members: &[MemberBrief], shown: &[ShownTerm]) -> Vec<Tally> {
    let count = |code: &str| {
        shown.iter().filter(|one| one.term.is_secretary_general() && one.term.nationality == code).count()
    };
    members
        .iter()
        .map(|member| Tally {
            code: member.code.clone(),
            name: member.name.clone(),
            flag: member.flag.clone(),
            count: count(&member.code),
        })
        .filter(|tally| tally.count > 0)
        .collect()
}

/// The nationality after the present one in the stored order, from the day after the term.
fn next_nationality(members: &[MemberBrief], now: &[Term]) -> Option<NextNationality> {
    let head = now.iter().find(|term| term.is_secretary_general())?;
    let until = head
        .end
        .as_deref()
        .and_then(rules::last_day)
        .or_else(|| rules::first_day(&head.start).and_then(rules::secretary_general_until))?;
    let from = until.tomorrow().ok()?;
    let order: Vec<&str> = members
        .iter()
        .filter(|member| rules::is_member(from, &member.admitted, member.withdrawn.as_deref()))
        .map(|member| member.code.as_str())
        .collect();
    let code = rules::next_in_order(&order, &head.nationality)?.to_owned();
    Some(NextNationality {
        name: country(members, &code),
        flag: crate::model::flag(&code),
        code,
        from: from.to_string(),
    })
}

fn problems(today: Date, now: &[Term]) -> Vec<DeputyProblem> {
    let head =
        now.iter().find(|term| term.is_secretary_general()).map_or("", |term| term.nationality.as_str());
    let deputies: Vec<Deputy<'_>> = now
        .iter()
        .filter(|term| !term.is_secretary_general())
        .map(|term| Deputy {
            name: &term.name,
            nationality: &term.nationality,
            route: term.route.as_deref().and_then(Route::parse),
            start: &term.start,
            earlier_terms: 0,
        })
        .collect();
    rules::deputies_problems(today, head, &deputies)
}

fn said(v: &View, problem: &DeputyProblem) -> String {
    match problem {
        DeputyProblem::TooMany { count } => v.t1("deputies-too-many", "count", count),
        DeputyProblem::NationalityOfSecretaryGeneral { name } => {
            v.t1("deputies-nationality-of-head", "name", name)
        }
        DeputyProblem::SameNationality { name, other } => {
            v.t2("deputies-same-nationality", "name", name, "other", other)
        }
        DeputyProblem::TooManyOfRoute { route, count } => {
            let route = v.t(match route {
                Route::Nominated => "deputies-nominated",
                Route::Recruited => "deputies-recruited",
            });
            v.t2("deputies-route", "count", count, "route", route)
        }
        DeputyProblem::TermTooLong { name, until } => {
            v.t2("deputies-too-long", "name", name, "until", v.date(until))
        }
        DeputyProblem::Renewed { name } => v.t1("deputies-renewed", "name", name),
    }
}

fn chips(c: &Call, v: &View, post: &str) -> Vec<Chip> {
    let all = Chip { href: "/people".into(), label: v.t("all"), current: post.is_empty() };
    let rest = POSTS.iter().map(|one| Chip {
        href: c.path.clone() + "?post=" + one,
        label: v.t(&format!("people-post-{one}")),
        current: *one == post,
    });
    std::iter::once(all).chain(rest).collect()
}

fn table(terms: &[ShownTerm]) -> Table {
    let headers = [
        "post",
        "post_code",
        "ordinal",
        "name",
        "list_name",
        "nationality",
        "country",
        "start",
        "end",
        "status",
        "confidence",
        "source",
        "path",
    ];
    let row = |one: &ShownTerm| {
        let term = &one.term;
        vec![
            term.post.clone().into(),
            term.post_code.clone().into(),
            term.ordinal.map(|number| number.to_string()).into(),
            term.name.clone().into(),
            term.list_name.clone().into(),
            term.nationality.clone().into(),
            one.country.clone().into(),
            term.start.clone().into(),
            term.end.clone().into(),
            term.status.clone().into(),
            term.confidence.clone().into(),
            cell(&term.sources).into(),
            term.path.clone().into(),
        ]
    };
    Table {
        name: "people".into(),
        headers: headers.map(str::to_owned).to_vec(),
        rows: terms.iter().map(row).collect(),
    }
}

/// Who held a post before or after.
#[derive(Clone, Debug, Serialize)]
struct Neighbour {
    name: String,
    path: String,
}

/// A term on the person's own page.
#[derive(Clone, Debug, Serialize)]
struct OwnTerm {
    #[serde(flatten)]
    term: Term,
    in_office: bool,
    before: Option<Neighbour>,
    after: Option<Neighbour>,
    /// Last day the rule allows a Secretary-General: five years, once.
    rule_until: Option<String>,
}

#[derive(Template, Serialize)]
#[template(path = "people/show.html")]
struct ShowPage {
    #[serde(skip)]
    v: View,
    record: Record,
    person: Person,
    country: String,
    flag: Option<String>,
    formal_name: String,
    list_name: String,
    sort_name: String,
    terms: Vec<OwnTerm>,
    in_office: bool,
    thread: Thread,
    #[serde(skip)]
    here: String,
    #[serde(skip)]
    here_kind: &'static str,
}

/// One person.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let today = c.today();
    let (person, country) = store::person(tx, c.param("id"))?;
    let id = person.row.id.clone();
    let posts = store::terms_of_person(tx, &id)?;
    let thread = records::thread(tx, &id)?;
    let mut terms: Vec<OwnTerm> = posts
        .iter()
        .enumerate()
        .filter(|(_, term)| term.record == id)
        .map(|(place, term)| {
            let other = |found: Option<&Term>| {
                found
                    .filter(|other| other.post_code == term.post_code)
                    .map(|other| Neighbour { name: other.name.clone(), path: other.path.clone() })
            };
            OwnTerm {
                in_office: term.holds_on(today),
                before: other(place.checked_sub(1).and_then(|before| posts.get(before))),
                after: other(posts.get(place + 1)),
                rule_until: rules::first_day(&term.start)
                    .filter(|_| term.is_secretary_general() && term.start.len() == 10)
                    .and_then(rules::secretary_general_until)
                    .map(|day| day.to_string()),
                term: term.clone(),
            }
        })
        .collect();
    terms.sort_by(|a, b| b.term.start.cmp(&a.term.start));
    let page = ShowPage {
        v: c.view(),
        flag: crate::model::flag(&person.nationality),
        country: if country.is_empty() { person.nationality.clone() } else { country },
        formal_name: person.parts.formal(),
        list_name: person.parts.list_form(),
        sort_name: person.parts.sort_form(),
        in_office: terms.iter().any(|term| term.in_office),
        terms,
        thread,
        here: person.name.clone(),
        here_kind: "person",
        record: person.row.clone(),
        person,
    };
    Ok(Reply::page(page))
}
