//! The home pages: the public's, and the desk of whoever is signed in.

use askama::Template;
use mufakat_consensus::store as consensus;
use mufakat_coordination::{
    model::{Document, Meeting},
    store as coordination,
    store::Task,
};
use mufakat_parties::{
    model::{Chair, MemberBrief, Term},
    store as parties,
};
use mufakat_store::{Role, records::Record};
use mufakat_web::{Call, Reply, Result, Tx, View};
use serde::Serialize;

/// Entries of each list on a home page.
const LINES: usize = 5;
/// Meetings on an officer's desk.
const DESK_LINES: usize = 50;

#[derive(Template, Serialize)]
#[template(path = "home.html")]
struct Home {
    #[serde(skip)]
    v: View,
    as_of: String,
    members: Vec<MemberBrief>,
    chair: Option<Chair>,
    secretary_general: Option<Term>,
    upcoming: Vec<Meeting>,
    documents: Vec<Document>,
    agreements: Vec<Record>,
    recent: Vec<Record>,
}

pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let today = c.today();
    let day = today.to_string();
    let members = parties::members_on(tx, today)?;
    let chair = parties::chair_on(tx, today)?;
    let secretary_general = parties::people_now(tx, today)?.into_iter().find(Term::is_secretary_general);
    let upcoming = coordination::upcoming(tx, &day, LINES)?;
    let documents = coordination::latest_documents(tx, LINES)?;
    let agreements = consensus::latest(tx, LINES)?;
    let recent = mufakat_store::records::latest(tx, "meeting", &day, LINES)?;
    Ok(Reply::page(Home {
        v: c.view(),
        as_of: day,
        members,
        chair,
        secretary_general,
        upcoming,
        documents,
        agreements,
        recent,
    }))
}

#[derive(Template, Serialize)]
#[template(path = "desk.html")]
struct Desk {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    today: String,
    /// Prepares meetings: officers, administrators, chairs of bodies.
    convenes: bool,
    /// Asks where the house is behind.
    oversees: bool,
    /// State acted for, as a two-letter code.
    party: Option<String>,
    tasks: Vec<Task>,
    /// Tasks whose day has passed.
    behind: Vec<Task>,
    mine: Vec<Meeting>,
    upcoming: Vec<Meeting>,
    documents: Vec<Document>,
}

pub fn desk(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let today = c.today().to_string();
    let actor = c.actor().clone();
    let convenes = [Role::Officer, Role::Administrator, Role::Chair].into_iter().any(|role| actor.has(role));
    let oversees = actor.has(Role::SecretaryGeneral);
    let tasks = if convenes || oversees { coordination::for_officer(tx, DESK_LINES)? } else { Vec::new() };
    let late = |task: &Task| {
        task.meeting.end_date < today
            || task.documents_due.as_ref().is_some_and(|due| *due < today)
                && task.meeting.circulated_at.is_none()
    };
    let behind = tasks.iter().filter(|task| late(task)).cloned().collect();
    let mine = coordination::for_delegate(tx, &today, LINES * 2)?;
    let upcoming = coordination::upcoming(tx, &today, LINES * 2)?;
    let documents = coordination::latest_documents(tx, LINES)?;
    let party = actor.party().map(str::to_owned);
    Ok(Reply::page(Desk {
        v: c.view(),
        today,
        convenes,
        oversees,
        party,
        tasks,
        behind,
        mine,
        upcoming,
        documents,
    })
    .private())
}
