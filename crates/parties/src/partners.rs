//! Partners, observers and organisations with ties.

use crate::{
    members::cell,
    model::{Partner, STATUS_TYPES, Source},
    store::{self, Neighbour},
};
use askama::Template;
use mufakat_store::records::{self, Record, Thread};
use mufakat_web::{Call, Paged, Reply, Result, Table, Tx, View};
use serde::Serialize;
use std::collections::BTreeMap;

/// A chip of the filter, with how many there are.
#[derive(Clone, Debug)]
struct Chip {
    href: String,
    label: String,
    count: i64,
    current: bool,
}

/// Partners of one standing on this page.
struct Group<'p> {
    standing: &'p str,
    partners: Vec<&'p Partner>,
}

impl Group<'_> {
    /// Anybody whose present status has a date of its own.
    fn dated(&self) -> bool {
        self.partners.iter().any(|partner| partner.status_since.is_some())
    }

    fn related(&self) -> bool {
        self.partners.iter().any(|partner| partner.relations_since.is_some())
    }

    fn coordinated(&self) -> bool {
        self.partners.iter().any(|partner| partner.coordinator.is_some())
    }
}

#[derive(Template, Serialize)]
#[template(path = "partners/list.html")]
struct ListPage {
    #[serde(skip)]
    v: View,
    standing: String,
    list: Paged<Partner>,
    /// Names of coordinating members by code.
    coordinators: BTreeMap<String, String>,
    #[serde(skip)]
    chips: Vec<Chip>,
}

impl ListPage {
    fn groups(&self) -> Vec<Group<'_>> {
        let mut out: Vec<Group<'_>> = Vec::new();
        for partner in &self.list.items {
            match out.last_mut().filter(|group| group.standing == partner.status_type) {
                Some(group) => group.partners.push(partner),
                None => out.push(Group { standing: &partner.status_type, partners: vec![partner] }),
            }
        }
        out
    }

    /// What a standing means, or nothing.
    fn about(&self, group: &Group<'_>) -> String {
        let words = self.v.word("partners-about", group.standing);
        if words == group.standing { String::new() } else { words }
    }

    fn coordinator(&self, partner: &Partner) -> String {
        let code = partner.coordinator.as_deref().unwrap_or_default();
        self.coordinators.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

/// Partners by standing.
pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let standing = c.asked("standing");
    let after = c.cursor(("", ""));
    let partners = store::partners(tx, (&after.0, &after.1), standing, c.page_rows() + 1)?;
    let counts = store::standings(tx)?;
    let members = store::members(tx)?;
    let v = c.view();
    let total = counts.iter().map(|(_, count)| count).sum();
    let mut chips = vec![Chip {
        href: "/partners".into(),
        label: v.t("all"),
        count: total,
        current: standing.is_empty(),
    }];
    for one in STATUS_TYPES {
        if let Some((_, count)) = counts.iter().find(|(name, _)| name == one) {
            let href = format!("/partners?standing={one}");
            chips.push(Chip {
                href,
                label: v.word("partners", one),
                count: *count,
                current: *one == standing,
            });
        }
    }
    let coordinators = partners
        .iter()
        .filter_map(|partner| partner.coordinator.clone())
        .map(|code| {
            let name = members
                .iter()
                .find(|member| member.code == code)
                .map_or_else(|| code.clone(), |member| member.name.clone());
            (code, name)
        })
        .collect();
    let rows = partners.clone();
    let page = ListPage {
        v,
        standing: standing.to_owned(),
        list: Paged::new(c, partners, |partner| (partner.sort_key.clone(), partner.code.clone())),
        coordinators,
        chips,
    };
    Ok(Reply::page(page).table(|| table(&rows), c.twin))
}

fn table(partners: &[Partner]) -> Table {
    let headers = [
        "code",
        "name",
        "standing",
        "status",
        "relations_since",
        "status_since",
        "status_date_confidence",
        "coordinator",
        "coordinator_term",
        "coordinator_confidence",
        "confidence",
        "source",
        "path",
    ];
    let row = |partner: &Partner| {
        vec![
            partner.code.clone().into(),
            partner.name.clone().into(),
            partner.status_type.clone().into(),
            partner.status.clone().into(),
            partner.relations_since.clone().into(),
            partner.status_since.clone().into(),
            partner.status_confidence.clone().into(),
            partner.coordinator.clone().into(),
            partner.coordinator_term.clone().into(),
            partner.coordinator_confidence.clone().into(),
            partner.confidence.clone().into(),
            cell(&partner.sources).into(),
            partner.path.clone().into(),
        ]
    };
    Table {
        name: "partners".into(),
        headers: headers.map(str::to_owned).to_vec(),
        rows: partners.iter().map(row).collect(),
    }
}

#[derive(Template, Serialize)]
#[template(path = "partners/show.html")]
struct ShowPage {
    #[serde(skip)]
    v: View,
    record: Record,
    partner: Partner,
    coordinator: Option<Neighbour>,
    sources: Vec<Source>,
    others: Vec<Neighbour>,
    /// Its place among the members, when it was admitted since.
    member: Option<String>,
    agreements: Option<String>,
    thread: Thread,
    #[serde(skip)]
    here: String,
    #[serde(skip)]
    here_kind: &'static str,
}

/// One partner.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let partner = store::partner(tx, c.param("id"))?;
    let (others, coordinator) = store::neighbours(tx, &partner)?;
    let thread = records::thread(tx, &partner.row.id)?;
    let page = ShowPage {
        v: c.view(),
        member: (partner.status_type == "former_observer").then(|| format!("/members/{}", partner.code)),
        // States and the European Union can be parties; mechanisms are none.
        agreements: (partner.code.len() == 2).then(|| format!("/agreements?party={}", partner.code)),
        coordinator,
        sources: partner.sources.clone(),
        others,
        thread,
        here: partner.name.clone(),
        here_kind: "partner",
        record: partner.row.clone(),
        partner,
    };
    Ok(Reply::page(page))
}
