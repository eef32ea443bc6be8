//! Meetings: the list, the page of one, planning, and the acts that move it along.

pub use crate::routes::ROUTES;
use crate::{
    agendas, feeds,
    model::{Act, BodyRef, CONVENERS, Document, FileRef, Item, Meeting, Neighbour, Status},
    paper,
    routes::{EDIT, PLAN, REASON, TIMES, TITLE},
    rules::{self, Deadline, Sitting},
    store::{self, Draft, Filter},
};
use askama::Template;
use mufakat_base::{Class, FieldError, Problem, Result, lang::Standing};
use mufakat_store::{
    Area, SearchSource, Tx,
    records::{Record, Thread, Version},
};
use mufakat_web::{Call, Cell, FormView, Paged, Reply, Slice, Table, Twin, View, form::OptionView};
use serde::Serialize;

/// Entries of the Atom feed.
const FEED_ENTRIES: usize = 30;

pub const SLICE: Slice = Slice {
    area: Area {
        tables: &["meeting", "agenda_item", "document"],
        statements: &[store::STATEMENTS, store::items::STATEMENTS, store::documents::STATEMENTS],
        loaders: crate::load::LOADERS,
        search: &[
            SearchSource { kind: "meeting", text: store::meeting_text, names: None },
            SearchSource { kind: "document", text: store::document_text, names: None },
        ],
        demo: Some(crate::demo::demo),
        ..Area::new("meetings")
    },
    routes: ROUTES,
    texts: &[("en", include_str!("../text/en.ftl")), ("id", include_str!("../text/id.ftl"))],
};

/// A meeting in a list and after a change.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub id: String,
    pub key: String,
    pub title: String,
    pub lang: String,
    pub standing: String,
    pub path: String,
    /// Code of the body.
    pub body: Option<String>,
    pub series: String,
    pub ordinal: Option<i64>,
    pub start_date: String,
    pub end_date: String,
    pub place: String,
    pub country: String,
    pub mode: String,
    pub chair: String,
    pub status: Status,
    pub class: Class,
    pub confidence: Option<String>,
    pub source: Option<String>,
    pub illustrative: bool,
}

impl From<&Meeting> for Summary {
    fn from(meeting: &Meeting) -> Self {
        let record = &meeting.record;
        Self {
            id: record.id.clone(),
            key: record.key.clone(),
            title: record.title.clone(),
            lang: record.lang.clone(),
            standing: record.standing.clone(),
            path: record.path.clone(),
            body: meeting.of_body.as_ref().map(|body| body.code.clone()),
            series: meeting.series.clone(),
            ordinal: meeting.ordinal,
            start_date: meeting.start_date.clone(),
            end_date: meeting.end_date.clone(),
            place: meeting.place(),
            country: meeting.country.clone(),
            mode: meeting.mode.clone(),
            chair: meeting.chair.clone(),
            status: meeting.status,
            class: record.class,
            confidence: record.confidence.clone(),
            source: record.source.clone(),
            illustrative: record.illustrative,
        }
    }
}

#[derive(Template, Serialize)]
#[template(path = "meetings/list.html")]
struct ListPage {
    #[serde(skip)]
    v: View,
    #[serde(flatten)]
    list: Paged<Summary>,
    #[serde(skip)]
    bodies: Vec<OptionView>,
    #[serde(skip)]
    series: Vec<OptionView>,
    #[serde(skip)]
    statuses: Vec<OptionView>,
    #[serde(skip)]
    countries: Vec<OptionView>,
    #[serde(skip)]
    year: String,
    #[serde(skip)]
    when: String,
    #[serde(skip)]
    filtered: bool,
    #[serde(skip)]
    may_plan: bool,
}

fn option(value: &str, label: String, chosen: &str) -> OptionView {
    OptionView { value: value.to_owned(), label, chosen: value == chosen }
}

/// `GET /meetings`.
pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let when = c.asked("when");
    let filter = Filter {
        body: c.asked("body").to_owned(),
        series: c.asked("series").to_owned(),
        year: c.asked("year").to_owned(),
        status: c.asked("status").to_owned(),
        country: c.asked("country").to_uppercase(),
        today: if when.is_empty() { String::new() } else { c.today().to_string() },
        ahead: when == "upcoming",
    };
    let (date, id) = c.cursor(if filter.ahead { ("", "") } else { ("9999", "") });
    if c.twin == Twin::Atom {
        let meetings = store::list(tx, &filter, (&date, &id), FEED_ENTRIES)?;
        return Ok(atom(c, &meetings));
    }
    let rows = store::list(tx, &filter, (&date, &id), c.page_rows() + 1)?;
    let list = Paged::new(c, rows.iter().map(Summary::from).collect(), |row: &Summary| {
        (row.start_date.clone(), row.id.clone())
    });
    let table = |list: &Paged<Summary>| table(c, &list.items);
    if matches!(c.twin, Twin::Csv | Twin::Xlsx) {
        let made = table(&list);
        return Ok(Reply::page(bare(c, list)).table(|| made, c.twin));
    }
    let v = c.view();
    let mut page = bare(c, list);
    if c.twin == Twin::Html {
        page.bodies =
            store::bodies(tx)?.into_iter().map(|body| option(&body.code, body.name, &filter.body)).collect();
        page.series =
            store::series(tx)?.into_iter().map(|(code, name)| option(&code, name, &filter.series)).collect();
        page.statuses = Status::ALL
            .iter()
            .map(|status| option(status.name(), v.word("meeting-status", status.name()), &filter.status))
            .collect();
        page.countries = country_options(c, tx)?
            .into_iter()
            .map(|(code, name)| option(&code, name, &filter.country))
            .collect();
    }
    page.filtered = [&filter.body, &filter.series, &filter.year, &filter.status, &filter.country]
        .iter()
        .any(|text| !text.is_empty());
    page.year = filter.year;
    when.clone_into(&mut page.when);
    Ok(Reply::page(page))
}

fn bare(c: &Call, list: Paged<Summary>) -> ListPage {
    ListPage {
        v: c.view(),
        list,
        bodies: Vec::new(),
        series: Vec::new(),
        statuses: Vec::new(),
        countries: Vec::new(),
        year: String::new(),
        when: String::new(),
        filtered: false,
        may_plan: CONVENERS.iter().any(|role| c.actor().has(*role)),
    }
}

fn table(c: &Call, rows: &[Summary]) -> Table {
    let headers = [
        "title",
        "series",
        "ordinal",
        "start",
        "end",
        "place",
        "country",
        "chair",
        "status",
        "class",
        "confidence",
        "source",
        "address",
    ];
    Table {
        name: "meetings".into(),
        headers: headers.iter().map(|name| c.t(&format!("meeting-column-{name}"))).collect(),
        rows: rows
            .iter()
            .map(|row| {
                vec![
                    Cell::from(row.title.clone()),
                    Cell::from(row.series.clone()),
                    row.ordinal.map_or(Cell::Text(String::new()), Cell::from),
                    Cell::from(row.start_date.clone()),
                    Cell::from(row.end_date.clone()),
                    Cell::from(row.place.clone()),
                    Cell::from(row.country.clone()),
                    Cell::from(row.chair.clone()),
                    Cell::from(row.status.name()),
                    Cell::from(row.class.name()),
                    Cell::from(row.confidence.clone()),
                    Cell::from(row.source.clone()),
                    Cell::from(format!("{}{}", c.site.config.public_url, row.path)),
                ]
            })
            .collect(),
    }
}

fn atom(c: &Call, meetings: &[Meeting]) -> Reply {
    let (v, public_url) = (c.view(), &c.site.config.public_url);
    let entries = meetings.iter().map(|meeting| {
        let updated = jiff::Timestamp::from_microsecond(meeting.changed_at).unwrap_or_default();
        feeds::Entry {
            id: feeds::tag(c, &format!("record/{}", meeting.id())),
            title: meeting.record.title.clone(),
            lang: meeting.record.lang.clone(),
            url: format!("{public_url}{}", meeting.path()),
            updated,
            published: None,
            summary: [
                v.dates(&meeting.start_date, &meeting.end_date),
                meeting.place(),
                v.word("meeting-status", meeting.status.name()),
            ]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(". "),
            categories: vec![meeting.series.clone()],
        }
    });
    let organisation = c.site.organisation();
    let feed = feeds::Feed {
        id: feeds::tag(c, "meetings"),
        title: format!("{}: {}", organisation.short_name, c.t("meeting-list-title")),
        subtitle: organisation.name.clone(),
        lang: c.lang().to_owned(),
        url: format!("{public_url}/meetings.atom"),
        page: format!("{public_url}/meetings"),
        author: organisation.secretariat.clone(),
        updated: c.ctx.now,
        entries: entries.collect(),
    };
    Reply::bytes(Twin::Atom.media_type(), None, feeds::atom(&feed))
}

/// Countries to choose from: code and name, by name.
pub(crate) fn country_options(c: &Call, tx: &mut Tx<'_>) -> Result<Vec<(String, String)>> {
    let v = c.view();
    let mut out: Vec<(String, String)> = store::countries(tx)?
        .into_iter()
        .map(|code| (code.clone(), v.word("meeting-country", code)))
        .collect();
    out.sort_by_key(|(_, name)| mufakat_lexis::sort::key(c.lang(), name));
    Ok(out)
}

/// A step of a meeting's way, as the page draws it.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    pub status: Status,
    /// Day it was reached, at the venue.
    pub date: Option<String>,
    /// `done`, `now` or `ahead`.
    pub state: &'static str,
}

/// Something this actor can do with the meeting now.
#[derive(Clone, Debug, Serialize)]
pub struct ActView {
    pub act: Act,
    pub path: String,
    /// Goes through a page of its own, because something must be typed.
    #[serde(skip)]
    pub page: bool,
    #[serde(skip)]
    pub next: bool,
}

/// A document as lists show it.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentView {
    pub id: String,
    pub symbol: Option<String>,
    pub title: String,
    pub lang: String,
    pub standing: String,
    pub path: String,
    pub class: Class,
    pub document_class: String,
    pub modifier: String,
    pub status: String,
    pub date: Option<String>,
    pub illustrative: bool,
    pub files: Vec<FileRef>,
    #[serde(skip)]
    pub formats: String,
}

impl From<&Document> for DocumentView {
    fn from(document: &Document) -> Self {
        let record = &document.record;
        let mut formats: Vec<String> =
            document.files.iter().map(FileRef::format).filter(|format| !format.is_empty()).collect();
        formats.sort();
        formats.dedup();
        Self {
            id: record.id.clone(),
            symbol: record.symbol.clone(),
            title: record.title.clone(),
            lang: record.lang.clone(),
            standing: record.standing.clone(),
            path: record.path.clone(),
            class: record.class,
            document_class: document.class_code.clone(),
            modifier: document.modifier.clone(),
            status: document.status.clone(),
            date: record.date.clone(),
            illustrative: record.illustrative,
            files: document.files.clone(),
            formats: formats.join(", "),
        }
    }
}

/// An item with the documents under it.
#[derive(Clone, Debug, Serialize)]
pub struct ItemView {
    #[serde(flatten)]
    pub item: Item,
    pub documents: Vec<DocumentView>,
    /// Marks that close or open the levels of the list after this item.
    #[serde(skip)]
    pub tail: String,
}

/// Items with their documents, and the documents under no item that is shown.
pub(crate) fn laid_out(items: Vec<Item>, documents: &[Document]) -> (Vec<ItemView>, Vec<DocumentView>) {
    let loose = documents
        .iter()
        .filter(|document| {
            document.item_id.as_ref().is_none_or(|id| !items.iter().any(|item| item.id == *id))
        })
        .map(DocumentView::from)
        .collect();
    let depths: Vec<usize> = items.iter().map(Item::depth).collect();
    let views = items
        .into_iter()
        .enumerate()
        .map(|(place, item)| {
            let (here, next) =
                (depths.get(place).copied().unwrap_or(1), depths.get(place + 1).copied().unwrap_or(1));
            let tail = if next > here {
                "<ol>".to_owned()
            } else {
                format!("</li>{}", "</ol></li>".repeat(here - next))
            };
            let documents = documents
                .iter()
                .filter(|document| document.item_id.as_deref() == Some(item.id.as_str()))
                .map(DocumentView::from)
                .collect();
            ItemView { item, documents, tail }
        })
        .collect();
    (views, loose)
}

#[derive(Template, Serialize)]
#[template(path = "meetings/show.html")]
struct ShowPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    record: Record,
    meeting: Meeting,
    steps: Vec<StepView>,
    agenda: Vec<ItemView>,
    /// Documents under no item.
    documents: Vec<DocumentView>,
    documents_due: Option<Deadline>,
    previous: Option<Neighbour>,
    next: Option<Neighbour>,
    actions: Vec<ActView>,
    /// The title by language, with what each version is worth.
    titles: Vec<Version>,
    thread: Thread,
    #[serde(skip)]
    here: String,
    #[serde(skip)]
    here_kind: &'static str,
    #[serde(skip)]
    manages: bool,
    #[serde(skip)]
    signed_in_elsewhere: bool,
    #[serde(skip)]
    start_iso: String,
    #[serde(skip)]
    form: FormView,
    #[serde(skip)]
    document_count: usize,
}

fn steps(meeting: &Meeting) -> Vec<StepView> {
    if !meeting.living {
        return Vec::new();
    }
    let reached = |status: Status| match status {
        Status::Convened => meeting.convened_at,
        Status::AgendaCirculated => meeting.circulated_at,
        Status::InSession => meeting.opened_at,
        Status::Concluded => meeting.concluded_at,
        Status::ReportAdopted => meeting.adopted_at,
        _ => None,
    };
    let here = Status::STEPS.iter().position(|status| *status == meeting.status);
    Status::STEPS
        .iter()
        .enumerate()
        .map(|(place, status)| {
            let at = reached(*status);
            let state = match here {
                Some(here) if place == here => "now",
                Some(here) if place < here => "done",
                None if at.is_some() || place == 0 => "done",
                _ => "ahead",
            };
            let date = at
                .and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok())
                .map(|at| mufakat_base::dates::day_in(at, &meeting.zone).to_string());
            StepView { status: *status, date, state }
        })
        .collect()
}

fn actions(c: &Call, meeting: &Meeting) -> Vec<ActView> {
    if !meeting.managed_by(c.actor()) {
        return Vec::new();
    }
    let next = meeting.status.next();
    let mut acts: Vec<ActView> = meeting
        .status
        .acts()
        .into_iter()
        .map(|act| ActView {
            act,
            path: format!("{}/{}", meeting.path(), act.name()),
            page: act.needs_page(meeting.status),
            next: next == Some(act),
        })
        .collect();
    acts.sort_by_key(|act| !act.next);
    acts
}

/// `GET /meetings/{id}`, and again when an act without a page of its own is refused.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let key = c.param("id");
    if c.twin == Twin::Ics {
        return feeds::meeting_ics(c, tx, key);
    }
    let (meeting, previous, next) = store::show(tx, key)?;
    let (items, documents) = contents(tx, &meeting)?;
    if c.twin == Twin::Pdf {
        return Ok(paper::agenda(c, &meeting, &items, &documents));
    }
    let (thread, titles) = store::thread(tx, meeting.id())?;
    let document_count = documents.len();
    let (agenda, documents) = laid_out(items, &documents);
    let v = c.view();
    let page = ShowPage {
        record: meeting.record.clone(),
        steps: steps(&meeting),
        agenda,
        documents,
        documents_due: meeting
            .document_weeks
            .filter(|_| meeting.living && !meeting.status.is_final())
            .and_then(|weeks| rules::document_deadline(&meeting.start_date, weeks)),
        previous,
        next,
        actions: actions(c, &meeting),
        titles,
        thread,
        here: meeting.record.title.clone(),
        here_kind: "meeting",
        manages: meeting.managed_by(c.actor()),
        signed_in_elsewhere: v.signed_in() && v.zone() != meeting.zone,
        start_iso: iso(meeting.start_at, &meeting.zone),
        form: FormView::new(c, &[], &[]),
        document_count,
        meeting,
        v,
    };
    Ok(Reply::page(page))
}

/// Items and documents of a meeting convened here; those of the record have none.
pub(crate) fn contents(tx: &mut Tx<'_>, meeting: &Meeting) -> Result<(Vec<Item>, Vec<Document>)> {
    if !meeting.living {
        return Ok((Vec::new(), Vec::new()));
    }
    Ok((store::items(tx, meeting.id())?, store::documents(tx, meeting.id())?))
}

/// An instant with its offset, for the `datetime` attribute.
fn iso(micros: Option<i64>, zone: &str) -> String {
    let at = micros.and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok());
    at.map(|at| {
        at.to_zoned_datetime(mufakat_base::dates::zone(zone).unwrap_or(jiff::tz::TimeZone::UTC))
            .strftime("%Y-%m-%dT%H:%M%:z")
            .to_string()
    })
    .unwrap_or_default()
}

#[derive(Template, Serialize)]
#[template(path = "meetings/form.html")]
struct FormPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    #[serde(skip)]
    title: String,
    #[serde(skip)]
    action: String,
    #[serde(skip)]
    button: String,
    /// The meeting that is changed.
    meeting: Option<Summary>,
}

fn with_choices(c: &Call, tx: &mut Tx<'_>, form: FormView) -> Result<FormView> {
    let countries = country_options(c, tx)?;
    Ok(form
        .with_options("country", countries.clone())
        .with_options("host", countries.clone())
        .with_options("chair", countries))
}

/// `GET /meetings/new`.
pub fn new_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let initial = [
        ("zone", c.site.organisation().zone.clone()),
        ("mode", "physical".into()),
        ("class", "public".into()),
        ("document_weeks", rules::DOCUMENT_WEEKS.to_string()),
    ];
    let actor = c.actor();
    let bodies: Vec<BodyRef> =
        store::bodies(tx)?.into_iter().filter(|body| actor.holds(CONVENERS, Some(&body.id))).collect();
    let form = FormView::new(c, PLAN, &initial).with_options(
        "body_code",
        bodies.into_iter().map(|body| (body.code.clone(), format!("{} ({})", body.name, body.short()))),
    );
    let form = with_choices(c, tx, form)?;
    Ok(Reply::page(FormPage {
        title: c.t("meeting-new-title"),
        action: "/meetings".into(),
        button: c.t("meeting-plan-button"),
        meeting: None,
        form,
        v: c.view(),
    }))
}

/// Reads what the convener typed; every wrong field is named at once.
fn draft(c: &Call, tx: &mut Tx<'_>) -> Result<Draft> {
    let (values, mut wrong) = (&c.values, Vec::new());
    let mut keep = |problem: Problem| match problem {
        Problem::Invalid(fields) => {
            wrong.extend(fields);
            Ok(())
        }
        other => Err(other),
    };
    let sitting = sitting(c).or_else(|problem| keep(problem).map(|()| None))?;
    if let Err(problem) = rules::takes_place(values.text("mode"), values.text("city"), values.text("link")) {
        keep(problem)?;
    }
    let countries = store::countries(tx)?;
    for field in ["country", "host", "chair"] {
        let code = values.text(field);
        if !code.is_empty() && !countries.iter().any(|known| known == code) {
            wrong.push(FieldError::new(field, "error-choice"));
        }
    }
    let (Some(sitting), true) = (sitting, wrong.is_empty()) else { return Err(Problem::Invalid(wrong)) };
    let text = |name: &str| values.text(name).to_owned();
    let draft = Draft {
        title: text("own_title"),
        ordinal: values.integer("ordinal"),
        start_date: String::new(),
        end_date: String::new(),
        start_at: 0,
        end_at: 0,
        zone: String::new(),
        mode: text("mode"),
        venue: text("venue"),
        city: text("city"),
        country: text("country"),
        link: text("link"),
        host: text("host"),
        chair: text("chair"),
        class: Class::parse(values.text("class")).unwrap_or_default(),
        document_weeks: values.integer("document_weeks").unwrap_or(rules::DOCUMENT_WEEKS),
        note: text("note"),
    };
    Ok(draft.at(&sitting))
}

/// The times typed, if any.
fn sitting(c: &Call) -> Result<Option<Sitting>> {
    let (start, end, zone) = (c.values.date_time("start"), c.values.date_time("end"), c.values.text("zone"));
    match (start, end) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Problem::field("end", "error-required")),
        (None, Some(_)) => Err(Problem::field("start", "error-required")),
        (Some(_), Some(_)) if zone.is_empty() => Err(Problem::field("zone", "error-required")),
        (Some(start), Some(end)) => rules::sitting(start, end, zone).map(Some),
    }
}

/// `POST /meetings`.
pub fn plan(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let draft = draft(c, tx)?;
    let meeting = store::plan(tx, c.values.text("body_code"), &draft, None, false)?;
    Ok(Reply::created(format!("{}?notice=meeting-planned", meeting.path()), Summary::from(&meeting)))
}

/// The clock at the venue, as an input field wants it.
fn civil(micros: Option<i64>, zone: &str) -> String {
    iso(micros, zone).get(..16).unwrap_or_default().to_owned()
}

/// `GET /meetings/{id}/edit`.
pub fn edit_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let meeting = store::as_recorded(tx, c.param("id"))?;
    if !meeting.managed_by(c.actor()) {
        return Err(Problem::Forbidden { action: "meeting.edit" });
    }
    let own_title =
        meeting.record.title != rules::title(&meeting.series_name, meeting.ordinal, &meeting.start_date);
    let initial = [
        ("ordinal", meeting.ordinal.map(|number| number.to_string()).unwrap_or_default()),
        ("own_title", if own_title { meeting.record.title.clone() } else { String::new() }),
        ("start", civil(meeting.start_at, &meeting.zone)),
        ("end", civil(meeting.end_at, &meeting.zone)),
        ("zone", meeting.zone.clone()),
        ("mode", meeting.mode.clone()),
        ("venue", meeting.venue.clone()),
        ("city", meeting.city.clone()),
        ("country", meeting.country.clone()),
        ("link", meeting.link.clone()),
        ("host", meeting.host.clone()),
        ("chair", meeting.chair.clone()),
        ("class", meeting.record.class.name().to_owned()),
        ("document_weeks", meeting.document_weeks.map(|weeks| weeks.to_string()).unwrap_or_default()),
        ("note", meeting.note.clone()),
    ];
    let form = with_choices(c, tx, FormView::new(c, EDIT, &initial))?;
    Ok(Reply::page(FormPage {
        title: c.t("meeting-edit-title"),
        action: meeting.path().to_owned(),
        button: c.t("meeting-save-button"),
        meeting: Some(Summary::from(&meeting)),
        form,
        v: c.view(),
    }))
}

/// `POST /meetings/{id}`.
pub fn edit(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let draft = draft(c, tx)?;
    let meeting = store::edit(tx, c.param("id"), &draft)?;
    Ok(Reply::done(format!("{}?notice=meeting-edited", meeting.path()), Summary::from(&meeting)))
}

/// The act an address ends in.
fn asked_act(c: &Call) -> Result<Act> {
    c.route.path.rsplit('/').next().and_then(Act::parse).ok_or(Problem::not_found("act"))
}

#[derive(Template, Serialize)]
#[template(path = "meetings/act.html")]
struct ActPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    act: Act,
    meeting: Summary,
}

/// `GET /meetings/{id}/{act}`: what the act needs to know.
pub fn act_page(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let act = asked_act(c)?;
    let meeting = store::meeting(tx, c.param("id"))?;
    if !meeting.managed_by(c.actor()) {
        return Err(Problem::Forbidden { action: act.event() });
    }
    meeting.status.after(act)?;
    let fields = if act.needs_reason() {
        REASON
    } else if act.needs_dates(meeting.status) {
        TIMES
    } else {
        &[]
    };
    let form = FormView::new(c, fields, &[("zone", meeting.zone.clone())]);
    Ok(Reply::page(ActPage { act, meeting: Summary::from(&meeting), form, v: c.view() }))
}

/// `POST /meetings/{id}/{act}`.
pub fn act(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let act = asked_act(c)?;
    let sitting = sitting(c)?;
    let meeting = store::act(tx, c.param("id"), act, c.values.text("reason"), sitting.as_ref())?;
    Ok(Reply::done(format!("{}?notice={}", meeting.path(), act.notice()), Summary::from(&meeting)))
}

#[derive(Template, Serialize)]
#[template(path = "meetings/title.html")]
struct TitlePage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    meeting: Summary,
}

/// `GET /meetings/{id}/titles`.
pub fn title_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let meeting = store::meeting(tx, c.param("id"))?;
    if !meeting.managed_by(c.actor()) {
        return Err(Problem::Forbidden { action: "meeting.title" });
    }
    let form = FormView::new(c, TITLE, &[("standing", "courtesy".into())])
        .with_options("language", agendas::language_options());
    Ok(Reply::page(TitlePage { meeting: Summary::from(&meeting), form, v: c.view() }))
}

/// `POST /meetings/{id}/titles`.
pub fn set_title(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let standing =
        Standing::parse(c.values.text("standing")).ok_or(Problem::field("standing", "error-choice"))?;
    let lang = agendas::language(c)?;
    let meeting = store::set_title(tx, c.param("id"), &lang, c.values.text("title"), standing)?;
    Ok(Reply::done(format!("{}?notice=meeting-titled", meeting.path()), Summary::from(&meeting)))
}
