//! Chairs through time.

use crate::{
    members::cell,
    model::{Chair, MemberBrief, flag},
    rules::{self, Turn},
    store,
};
use askama::Template;
use jiff::civil::{Date, date};
use mufakat_web::{Call, Paged, Reply, Result, Table, Tx, View};
use serde::Serialize;

/// Years the rotation is followed beyond the list.
const YEARS_AHEAD: i64 = 4;

/// What the alphabetical order would give for a year nobody has decided.
#[derive(Clone, Debug, Serialize)]
struct Ahead {
    year: i64,
    code: String,
    name: String,
    name_lang: String,
    flag: Option<String>,
}

/// A chairmanship with its turn in words.
#[derive(Clone, Debug, Serialize)]
struct ShownChair {
    #[serde(flatten)]
    chair: Chair,
    current: bool,
    /// How it stands to the rotation, in the reader's language.
    turn_note: String,
}

#[derive(Template, Serialize)]
#[template(path = "chairs/list.html")]
struct ListPage {
    #[serde(skip)]
    v: View,
    today: String,
    now: Option<ShownChair>,
    next: Option<ShownChair>,
    list: Paged<ShownChair>,
    /// The rotation beyond the list: not decided.
    ahead: Vec<Ahead>,
    exceptions: usize,
}

/// All chairmanships, the latest first, each against the rotation.
pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let today = c.today();
    let mut chairs = store::chairs(tx)?;
    let members = store::members(tx)?;
    let v = c.view();
    let oldest_first: Vec<(i64, String)> =
        chairs.iter().rev().map(|chair| (chair.year, chair.code.clone())).collect();
    let listed: Vec<(i64, &str)> = oldest_first.iter().map(|(year, code)| (*year, code.as_str())).collect();
    let rotation = rules::rotation(&listed, |year| order_of(&members, year));
    for (chair, turn) in chairs.iter_mut().rev().zip(rotation.turns) {
        chair.turn = Some(turn);
    }
    let exceptions = chairs
        .iter()
        .filter(|chair| matches!(chair.turn, Some(Turn::Exchanged { .. } | Turn::PassedOver { .. })))
        .count();
    let sitting = sitting(&chairs, today).map(|chair| chair.record.clone());
    let shown: Vec<ShownChair> = chairs
        .into_iter()
        .map(|chair| ShownChair {
            current: sitting.as_ref() == Some(&chair.record),
            turn_note: turn_note(&v, &members, chair.turn.as_ref()),
            chair,
        })
        .collect();
    let next = shown
        .iter()
        .rev()
        .find(|one| rules::first_day(&one.chair.start).is_some_and(|start| start > today))
        .cloned();
    let last_year = shown.first().map_or(i64::from(today.year()), |one| one.chair.year);
    let ahead = ahead(&members, &listed, last_year);
    let after = c.cursor(("9999", "~"));
    let rest: Vec<ShownChair> = shown
        .iter()
        .filter(|one| {
            (one.chair.start.as_str(), one.chair.record.as_str()) < (after.0.as_str(), after.1.as_str())
        })
        .cloned()
        .collect();
    let page = ListPage {
        v,
        today: today.to_string(),
        now: shown.iter().find(|one| one.current).cloned(),
        next,
        list: Paged::new(c, rest, |one| (one.chair.start.clone(), one.chair.record.clone())),
        ahead,
        exceptions,
    };
    Ok(Reply::page(page).table(|| table(&shown), c.twin))
}

/// Codes of the members on the first day of a year, in the stored order.
fn order_of(members: &[MemberBrief], year: i64) -> Vec<&str> {
    let first = date(i16::try_from(year).unwrap_or(1).clamp(1, 9999), 1, 1);
    members
        .iter()
        .filter(|member| rules::is_member(first, &member.admitted, member.withdrawn.as_deref()))
        .map(|member| member.code.as_str())
        .collect()
}

fn sitting(chairs: &[Chair], today: Date) -> Option<&Chair> {
    let list: Vec<rules::Chairing<'_>> = chairs
        .iter()
        .map(|chair| rules::Chairing {
            year: chair.year,
            code: &chair.code,
            start: &chair.start,
            end: &chair.end,
        })
        .collect();
    let found = rules::chair_on(today, &list)?;
    chairs
        .iter()
        .find(|chair| chair.year == found.year && chair.code == found.code && chair.start == found.start)
}

fn ahead(members: &[MemberBrief], listed: &[(i64, &str)], last_year: i64) -> Vec<Ahead> {
    (last_year + 1..=last_year + YEARS_AHEAD)
        .filter_map(|year| {
            let (code, _) = rules::chair_of_year(year, listed, |year| order_of(members, year))?;
            let member = members.iter().find(|member| member.code == code)?;
            Some(Ahead {
                year,
                flag: flag(&code),
                code,
                name: member.name.clone(),
                name_lang: member.name_lang.clone(),
            })
        })
        .collect()
}

fn turn_note(v: &View, members: &[MemberBrief], turn: Option<&Turn>) -> String {
    let name = |code: &String| {
        members
            .iter()
            .find(|member| member.code == *code)
            .map_or_else(|| code.clone(), |member| member.name.clone())
    };
    match turn {
        Some(Turn::Exchanged { with_year }) => v.t1("chair-turn-exchanged", "year", with_year),
        Some(Turn::PassedOver { members: codes }) => {
            v.t1("chair-turn-passed", "members", codes.iter().map(name).collect::<Vec<_>>().join(", "))
        }
        Some(Turn::Continued) => v.t("chair-turn-continued"),
        _ => String::new(),
    }
}

fn table(chairs: &[ShownChair]) -> Table {
    let headers =
        ["year", "code", "chair", "start", "end", "theme", "rotation", "note", "confidence", "source"];
    let row = |one: &ShownChair| {
        let chair = &one.chair;
        vec![
            chair.year.into(),
            chair.code.clone().into(),
            chair.name.clone().into(),
            chair.start.clone().into(),
            chair.end.clone().into(),
            chair.theme.clone().into(),
            one.turn_note.clone().into(),
            chair.note.clone().into(),
            chair.confidence.clone().into(),
            cell(&chair.sources).into(),
        ]
    };
    Table {
        name: "chairs".into(),
        headers: headers.map(str::to_owned).to_vec(),
        rows: chairs.iter().map(row).collect(),
    }
}
