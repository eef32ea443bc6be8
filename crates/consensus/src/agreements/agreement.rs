//! One agreement: its parties and their acts, who was bound on a day, its rule of entry into force,
//! and what happened to it.

use super::{
    badge,
    charts::{Curve, curve},
    names::Names,
    paper,
};
use crate::{
    model::{self, Instrument, PartyAction},
    rules::{self, Act, Basis, EntryRule, Period, Standing, Treaty},
    store,
};
use askama::Template;
use jiff::civil::Date;
use mufakat_parties::model::flag;
use mufakat_store::{
    Result, Tx,
    records::{self, Record, Thread},
};
use mufakat_web::{Call, Cell, Reply, Table, Twin, View};
use serde::Serialize;
use std::collections::BTreeMap;

/// Events of a timeline shown at once; the rest opens.
const EVENTS_SHOWN: usize = 12;

/// One agreement.
#[derive(Template, Serialize)]
#[template(path = "agreements/show.html")]
pub(super) struct ShowPage {
    #[serde(skip)]
    pub(super) v: View,
    #[serde(flatten)]
    pub(super) record: Record,
    abbreviation: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    pub(super) place: Option<String>,
    community: String,
    binding: String,
    pub(super) entry_into_force: Option<String>,
    /// `true`, `false`, `not applicable`, or empty when not recorded.
    all_required: String,
    pub(super) depositary: Option<String>,
    state: String,
    status: Option<String>,
    pub(super) rule: Option<RuleView>,
    pub(super) as_of: AsOfView,
    pub(super) parties: Vec<PartyLine>,
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
pub(super) struct RuleView {
    pub(super) article: &'static str,
    pub(super) text: String,
    /// Date the rule gives from the acts on record.
    gives: Option<String>,
    outcome: Option<String>,
    /// Said when the record states another date.
    warning: Option<String>,
}

/// The agreement on a day.
#[derive(Clone, Serialize)]
pub(super) struct AsOfView {
    pub(super) date: String,
    /// `before`, `not-yet`, `in-force` or `unknown`.
    force: &'static str,
    pub(super) count: usize,
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
pub(super) struct PartyLine {
    code: String,
    pub(super) name: String,
    member: bool,
    pub(super) action: String,
    pub(super) signed: Option<String>,
    pub(super) ratified: Option<String>,
    pub(super) deposited: Option<String>,
    pub(super) in_force_from: Option<String>,
    /// `stated`, `rule` or `presumed` (Vienna Convention, article 24(3)).
    basis: Option<&'static str>,
    pub(super) standing: &'static str,
    pub(super) notes: Option<String>,
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

    pub(super) fn presumes(&self) -> bool {
        self.parties.iter().any(|line| line.basis == Some(Basis::Presumed.name()))
    }

    fn first_moments(&self) -> &[Moment] {
        &self.timeline[..self.timeline.len().min(EVENTS_SHOWN)]
    }

    fn later_moments(&self) -> &[Moment] {
        &self.timeline[self.timeline.len().min(EVENTS_SHOWN)..]
    }
}

/// `GET /agreements/{key}`.
pub(super) fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
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
        return Ok(paper::status_list(c, &page));
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
        flag: flag(&action.party).is_some(),
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
            .map(|code| Named { code: code.clone(), name: names.of(code), flag: flag(code).is_some() })
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

#[cfg(test)]
mod tests {
    use super::*;

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
