//! A believable present for the demonstration. Every record is marked illustrative; none claims that
//! the body named met so.

use crate::{
    model::{Act, document_class},
    rules,
    store::{self, Draft, NewDocument, NewItem},
};
use jiff::{Span, civil};
use mufakat_base::{Class, Problem, Result, dates, lang::Standing};
use mufakat_store::Tx;

/// A planned meeting in short.
struct Plan {
    key: &'static str,
    body: &'static str,
    /// Days from today, back to the Tuesday before.
    starts: i64,
    days: i64,
    zone: &'static str,
    mode: &'static str,
    venue: &'static str,
    city: &'static str,
    country: &'static str,
    link: &'static str,
    class: Class,
    note: &'static str,
    /// Language, title, standing.
    titles: &'static [(&'static str, &'static str, Standing)],
    agenda: &'static [Entry],
    documents: &'static [Paper],
    acts: &'static [(Act, &'static str)],
    /// Weeks before the opening by which documents are due.
    weeks: i64,
}

/// An item: level from 1, title, purpose, minutes, lead, class.
struct Entry(u8, &'static str, &'static str, i64, &'static str, Class);
/// A document: key, kind, place of its item from 1 (0 for none), title, language, class, who submitted it, text.
struct Paper(
    &'static str,
    &'static str,
    usize,
    &'static str,
    &'static str,
    Class,
    &'static str,
    &'static str,
);

const PUBLIC: Class = Class::Public;
const MEMBERS: Class = Class::Members;
const SECRETARIAT: Class = Class::Secretariat;

const PLANS: &[Plan] = &[
    Plan {
        key: "som-demo",
        body: "SOM",
        starts: 30,
        days: 2,
        zone: "Asia/Manila",
        mode: "hybrid",
        venue: "Conference centre, hall 2",
        city: "Cebu",
        country: "PH",
        link: "https://meet.example/som-demo",
        class: PUBLIC,
        note: "Delegations register with the host by one week before the opening.",
        titles: &[
            ("id", "Pertemuan Pejabat Senior ASEAN", Standing::Courtesy),
            ("th", "การประชุมเจ้าหน้าที่อาวุโสอาเซียน", Standing::Courtesy),
            ("vi", "Hội nghị Quan chức Cao cấp ASEAN", Standing::Courtesy),
            ("km", "កិច្ចប្រជុំមន្ត្រីជាន់ខ្ពស់អាស៊ាន", Standing::Machine),
        ],
        agenda: &[
            Entry(1, "Opening of the meeting", "", 20, "PH", PUBLIC),
            Entry(1, "Adoption of the agenda and organisation of work", "adoption", 15, "PH", PUBLIC),
            Entry(1, "Follow-up to the Summit", "information", 40, "", PUBLIC),
            Entry(2, "Status of decisions that fall to senior officials", "information", 20, "", PUBLIC),
            Entry(2, "Preparations for the ministers' retreat", "discussion", 20, "SG", PUBLIC),
            Entry(1, "Community vision: strategic plans", "discussion", 90, "MY", PUBLIC),
            Entry(2, "Progress of the political-security plan", "discussion", 45, "MY", PUBLIC),
            Entry(3, "Measures due this year", "decision", 30, "TH", PUBLIC),
            Entry(3, "Indicators and reporting", "decision", 15, "ID", PUBLIC),
            Entry(
                2,
                "Participation of the newest member in subsidiary bodies",
                "information",
                25,
                "TL",
                PUBLIC,
            ),
            Entry(1, "Regional and international issues", "discussion", 60, "", MEMBERS),
            Entry(2, "Exchange of views of heads of delegation", "discussion", 60, "PH", MEMBERS),
            Entry(1, "External relations", "decision", 45, "VN", PUBLIC),
            Entry(2, "Requests for partnership status", "decision", 25, "VN", PUBLIC),
            Entry(1, "Date and place of the next meeting", "decision", 10, "", PUBLIC),
            Entry(1, "Adoption of the report and closing", "adoption", 30, "PH", PUBLIC),
        ],
        documents: &[
            Paper(
                "som-demo-agenda",
                "AGENDA",
                2,
                "Provisional agenda",
                "en",
                PUBLIC,
                "Secretariat",
                "The items are those of the agenda shown with this meeting.",
            ),
            Paper(
                "som-demo-wp",
                "WP",
                8,
                "Measures due this year: state of play and options",
                "en",
                PUBLIC,
                "Thailand",
                "Of the measures due this year, most are on course. This paper sets out options for the four that are not.",
            ),
            Paper(
                "som-demo-inf",
                "INF",
                4,
                "Decisions that fall to senior officials: overview",
                "en",
                PUBLIC,
                "Secretariat",
                "An overview of decisions and who answers for them.",
            ),
            Paper(
                "som-demo-stm",
                "STM",
                10,
                "Pernyataan tentang partisipasi dalam badan subsider",
                "id",
                PUBLIC,
                "Indonesia",
                "Pernyataan singkat untuk butir ini.",
            ),
            Paper(
                "som-demo-np",
                "NP",
                12,
                "Non-paper for the exchange of views",
                "en",
                MEMBERS,
                "Philippines",
                "Questions to guide the exchange; not a position.",
            ),
            Paper(
                "som-demo-l",
                "L",
                14,
                "Draft decision on requests for partnership status",
                "en",
                MEMBERS,
                "Viet Nam",
                "The senior officials recommend that the requests be considered in the order they came.",
            ),
        ],
        acts: &[(Act::Convene, ""), (Act::Circulate, "")],
        weeks: 2,
    },
    Plan {
        key: "seom-demo",
        body: "SEOM",
        starts: -1,
        days: 3,
        zone: "Asia/Singapore",
        mode: "physical",
        venue: "Harbour conference rooms",
        city: "Singapore",
        country: "SG",
        link: "",
        class: PUBLIC,
        note: "",
        titles: &[
            ("vi", "Hội nghị Quan chức Kinh tế Cao cấp", Standing::Courtesy),
            ("id", "Pertemuan Pejabat Ekonomi Senior", Standing::Courtesy),
        ],
        agenda: &[
            Entry(1, "Opening and adoption of the agenda", "adoption", 20, "SG", PUBLIC),
            Entry(1, "Trade facilitation", "discussion", 90, "PH", PUBLIC),
            Entry(2, "Exchange of customs data", "decision", 45, "PH", PUBLIC),
            Entry(2, "Rules of origin: positions of members", "discussion", 45, "", MEMBERS),
            Entry(1, "Digital trade", "information", 60, "MY", PUBLIC),
            Entry(1, "Report and closing", "adoption", 20, "SG", PUBLIC),
        ],
        documents: &[Paper(
            "seom-demo-wp",
            "WP",
            3,
            "Exchange of customs data: next phase",
            "en",
            PUBLIC,
            "Philippines",
            "What the next phase needs from each administration.",
        )],
        acts: &[(Act::Convene, ""), (Act::Circulate, ""), (Act::Open, "")],
        weeks: rules::DOCUMENT_WEEKS,
    },
    Plan {
        key: "cpr-demo",
        body: "CPR",
        starts: 9,
        days: 1,
        zone: "Asia/Jakarta",
        mode: "physical",
        venue: "Secretariat, conference room",
        city: "Jakarta",
        country: "ID",
        link: "",
        class: PUBLIC,
        note: "",
        titles: &[("id", "Komite Wakil Tetap", Standing::Courtesy)],
        agenda: &[
            Entry(1, "Adoption of the agenda", "adoption", 10, "PH", PUBLIC),
            Entry(1, "Programme of the coming quarter", "discussion", 60, "", PUBLIC),
            Entry(1, "Administrative matters", "information", 30, "", SECRETARIAT),
        ],
        documents: &[],
        acts: &[(Act::Convene, "")],
        weeks: rules::DOCUMENT_WEEKS,
    },
    Plan {
        key: "acdm-demo",
        body: "ACDM",
        starts: 12,
        days: 2,
        zone: "Asia/Vientiane",
        mode: "physical",
        venue: "",
        city: "Vientiane",
        country: "LA",
        link: "",
        class: PUBLIC,
        note: "",
        titles: &[],
        agenda: &[
            Entry(1, "Adoption of the agenda", "adoption", 10, "LA", PUBLIC),
            Entry(1, "Season ahead", "information", 60, "", PUBLIC),
        ],
        documents: &[],
        acts: &[
            (Act::Convene, ""),
            (
                Act::Cancel,
                "The teams of several members are needed after the storm; the matters go to the next meeting.",
            ),
        ],
        weeks: rules::DOCUMENT_WEEKS,
    },
    Plan {
        key: "som-ed-demo",
        body: "SOM-ED",
        starts: 20,
        days: 2,
        zone: "Asia/Bangkok",
        mode: "online",
        venue: "",
        city: "",
        country: "TH",
        link: "https://meet.example/som-ed-demo",
        class: PUBLIC,
        note: "",
        titles: &[("th", "การประชุมเจ้าหน้าที่อาวุโสด้านการศึกษา", Standing::Courtesy)],
        agenda: &[
            Entry(1, "Adoption of the agenda", "adoption", 10, "TH", PUBLIC),
            Entry(1, "Work plan on education", "decision", 90, "TH", PUBLIC),
        ],
        documents: &[],
        acts: &[
            (Act::Convene, ""),
            (Act::Circulate, ""),
            (
                Act::Postpone,
                "The dates fall together with examinations in three members; new dates are being agreed.",
            ),
        ],
        weeks: rules::DOCUMENT_WEEKS,
    },
    Plan {
        key: "accmsme-demo",
        body: "ACCMSME",
        starts: -21,
        days: 2,
        zone: "Asia/Kuala_Lumpur",
        mode: "hybrid",
        venue: "Trade centre",
        city: "Kuala Lumpur",
        country: "MY",
        link: "https://meet.example/accmsme-demo",
        class: PUBLIC,
        note: "",
        titles: &[],
        agenda: &[
            Entry(1, "Adoption of the agenda", "adoption", 10, "MY", PUBLIC),
            Entry(1, "Access to finance", "discussion", 90, "BN", PUBLIC),
            Entry(1, "Adoption of the report", "adoption", 20, "MY", PUBLIC),
        ],
        documents: &[
            Paper(
                "accmsme-demo-inf",
                "INF",
                2,
                "Access to finance: survey of members",
                "en",
                PUBLIC,
                "Secretariat",
                "Answers of members to the survey, in short.",
            ),
            Paper(
                "accmsme-demo-rpt",
                "RPT",
                3,
                "Report of the meeting",
                "en",
                PUBLIC,
                "Secretariat",
                "The meeting adopted its agenda, heard a survey of access to finance and agreed to meet again.",
            ),
        ],
        acts: &[(Act::Convene, ""), (Act::Circulate, ""), (Act::Open, ""), (Act::Conclude, "")],
        weeks: rules::DOCUMENT_WEEKS,
    },
];

/// Makes what is missing; a second time changes nothing.
pub fn demo(tx: &mut Tx<'_>) -> Result<()> {
    for plan in PLANS {
        if store::date_of_key(tx, plan.key)?.is_none() && store::body_by_code(tx, plan.body)?.is_some() {
            make(tx, plan)?;
        }
    }
    Ok(())
}

fn sitting(tx: &Tx<'_>, plan: &Plan) -> Result<rules::Sitting> {
    let day = dates::day_in(tx.ctx().now, plan.zone)
        .checked_add(Span::new().days(plan.starts))
        .map_err(Problem::internal)?;
    // Nobody meets on a Sunday: what is not going on now begins on a Tuesday.
    let ongoing = plan.starts <= 0 && plan.starts + plan.days > 0;
    let first = if ongoing || day.weekday() == civil::Weekday::Tuesday {
        day
    } else {
        day.nth_weekday(-1, civil::Weekday::Tuesday).map_err(Problem::internal)?
    };
    let last = first.checked_add(Span::new().days(plan.days - 1)).map_err(Problem::internal)?;
    rules::sitting(
        first.to_datetime(civil::time(9, 0, 0, 0)),
        last.to_datetime(civil::time(17, 0, 0, 0)),
        plan.zone,
    )
}

fn make(tx: &mut Tx<'_>, plan: &Plan) -> Result<()> {
    let sitting = sitting(tx, plan)?;
    let draft = Draft {
        title: String::new(),
        ordinal: None,
        start_date: String::new(),
        end_date: String::new(),
        start_at: 0,
        end_at: 0,
        zone: String::new(),
        mode: plan.mode.into(),
        venue: plan.venue.into(),
        city: plan.city.into(),
        country: plan.country.into(),
        link: plan.link.into(),
        host: plan.country.into(),
        chair: plan.country.into(),
        class: plan.class,
        document_weeks: plan.weeks,
        note: plan.note.into(),
    };
    let meeting = store::plan(tx, plan.body, &draft.at(&sitting), Some(plan.key), true)?;
    let year = meeting.start_date.get(..4).unwrap_or_default().to_owned();
    for (lang, title, standing) in plan.titles {
        store::set_title(tx, plan.key, lang, &format!("{title} {year}"), *standing)?;
    }
    agenda(tx, plan)?;
    for paper in plan.documents {
        submit(tx, plan, paper)?;
    }
    for (act, reason) in plan.acts {
        store::act(tx, plan.key, *act, reason, None)?;
    }
    Ok(())
}

/// Identity of the nth item, which links of the documents know.
fn item_id(plan: &Plan, place: usize) -> String {
    format!("{}-{place}", plan.key)
}

fn agenda(tx: &mut Tx<'_>, plan: &Plan) -> Result<()> {
    let mut line: Vec<String> = Vec::new();
    for (place, Entry(level, title, purpose, minutes, lead, class)) in plan.agenda.iter().enumerate() {
        line.truncate(usize::from(*level) - 1);
        let id = item_id(plan, place + 1);
        let new = NewItem {
            parent: line.last().cloned(),
            title: (*title).into(),
            lang: "en".into(),
            purpose: (*purpose).into(),
            minutes: Some(*minutes),
            lead: (*lead).into(),
            note: String::new(),
            class: *class,
        };
        store::add_item_as(tx, plan.key, &id, &new)?;
        line.push(id);
    }
    Ok(())
}

fn submit(tx: &mut Tx<'_>, plan: &Plan, paper: &Paper) -> Result<()> {
    let Paper(key, kind, item, title, lang, class, by, text) = paper;
    let template = match document_class(kind).and_then(|kind| kind.series) {
        Some(series) => store::symbol_template(tx, series)?,
        None => String::new(),
    };
    let new = NewDocument {
        class_code: (*kind).into(),
        title: (*title).into(),
        lang: (*lang).into(),
        item: (*item > 0).then(|| item_id(plan, *item)),
        class: *class,
        submitted_by: (*by).into(),
        symbol: None,
        text: (*text).into(),
        file: None,
        illustrative: true,
    };
    store::submit(tx, plan.key, &new, &template, Some(key)).map(drop)
}
