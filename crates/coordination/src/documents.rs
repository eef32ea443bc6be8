//! Documents of meetings: submitting, language versions, revisions, class.

use crate::{
    agendas,
    meetings::{DocumentView, Summary},
    model::{CLASSES, DOCUMENT_CODES, Document, REVISIONS, document_class},
    store::{self, NewDocument, NewRevision},
};
use askama::Template;
use mufakat_base::{Class, FieldError, Problem, Result, lang::Standing};
use mufakat_store::{
    Tx,
    records::{self, Record, Thread, Version},
};
use mufakat_web::{Call, Field, FormView, Kind, Reply, View};
use serde::Serialize;

const STANDINGS: &[&str] = &["original", "official", "courtesy", "machine"];

pub const SUBMIT: &[Field] = &[
    Field::new("document_class", Kind::Choice(DOCUMENT_CODES)).required(),
    Field::new("title", Kind::Text(500)).required(),
    Field::new("language", Kind::Pick),
    Field::new("item", Kind::Pick),
    Field::new("submitted_by", Kind::Text(200)),
    Field::new("symbol", Kind::Text(80)),
    Field::new("class", Kind::Choice(CLASSES)).required(),
    Field::new("file", Kind::File),
    Field::new("text", Kind::Long(20_000)),
];
pub const VERSION: &[Field] = &[
    Field::new("language", Kind::Pick).required(),
    Field::new("standing", Kind::Choice(STANDINGS)).required(),
    Field::new("title", Kind::Text(500)),
    Field::new("file", Kind::File).required(),
];
pub const REVISE: &[Field] = &[
    Field::new("revision", Kind::Choice(REVISIONS)).required(),
    Field::new("title", Kind::Text(500)),
    Field::new("language", Kind::Pick),
    Field::new("file", Kind::File),
    Field::new("text", Kind::Long(20_000)),
];
pub const CLASSIFY: &[Field] = &[Field::new("class", Kind::Choice(CLASSES)).required()];
pub const SAMPLE: &[(&str, &str)] = &[("id", "som-demo-wp")];

#[derive(Template, Serialize)]
#[template(path = "documents/form.html")]
struct FormPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    title: String,
    #[serde(skip)]
    lead: String,
    #[serde(skip)]
    action: String,
    #[serde(skip)]
    button: String,
    #[serde(skip)]
    form: FormView,
    meeting: Summary,
    /// The document that is changed.
    document: Option<DocumentView>,
}

/// `GET /meetings/{id}/documents/new`.
pub fn new_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let meeting = store::meeting(tx, c.param("id"))?;
    if !meeting.managed_by(c.actor()) {
        return Err(Problem::Forbidden { action: "document.submit" });
    }
    let items = store::items(tx, meeting.id())?;
    let initial = [
        ("language", c.site.organisation().working_language.clone()),
        ("class", agendas::open_class(&meeting)),
    ];
    let form = FormView::new(c, SUBMIT, &initial)
        .with_options("language", agendas::language_options())
        .with_options(
            "item",
            items.into_iter().map(|item| (item.id.clone(), format!("{} {}", item.number, item.title))),
        );
    let v = c.view();
    Ok(Reply::page(FormPage {
        title: v.t("document-new-title"),
        lead: v.t("document-new-lead"),
        action: format!("{}/documents", meeting.path()),
        button: v.t("document-submit-button"),
        form,
        meeting: Summary::from(&meeting),
        document: None,
        v,
    }))
}

/// `POST /meetings/{id}/documents`.
pub fn submit(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let values = &c.values;
    let code = values.text("document_class");
    let organisation = c.site.organisation();
    let template = document_class(code)
        .and_then(|kind| kind.series)
        .and_then(|series| organisation.symbols.get(series))
        .cloned()
        .unwrap_or_default();
    let new = NewDocument {
        class_code: code.to_owned(),
        title: values.text("title").to_owned(),
        lang: agendas::language(c)?,
        item: values.optional("item"),
        class: Class::parse(values.text("class")).unwrap_or_default(),
        submitted_by: values.text("submitted_by").to_owned(),
        symbol: values.optional("symbol"),
        text: values.text("text").to_owned(),
        file: values.file("file").cloned(),
        illustrative: false,
    };
    let document = store::submit(tx, c.param("id"), &new, &template, None)?;
    Ok(done(&document, "document-submitted", true))
}

fn done(document: &Document, notice: &str, created: bool) -> Reply {
    let (location, json) =
        (format!("{}?notice={notice}", document.record.path), DocumentView::from(document));
    if created { Reply::created(location, json) } else { Reply::done(location, json) }
}

#[derive(Template, Serialize)]
#[template(path = "documents/show.html")]
struct ShowPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    record: Record,
    document: DocumentView,
    submitted_by: String,
    meeting: Summary,
    /// All issues under the same symbol, first to last.
    issues: Vec<DocumentView>,
    /// Text kept with the record, by language.
    texts: Vec<Version>,
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
    newest: Option<DocumentView>,
}

/// `GET /documents/{id}`.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let (document, chain) = store::document(tx, c.param("id"))?;
    let meeting = store::meeting(tx, &document.meeting_id)?;
    let texts = records::texts(tx, &document.record.id)?.into_iter().map(|(_, version)| version).collect();
    let (thread, titles) = store::thread(tx, &document.record.id)?;
    let newest = chain
        .iter()
        .rev()
        .find(|issue| issue.status == "current" && document.status == "superseded")
        .map(DocumentView::from);
    Ok(Reply::page(ShowPage {
        record: document.record.clone(),
        submitted_by: document.submitted_by.clone(),
        here: document.record.title.clone(),
        here_kind: "document",
        manages: meeting.managed_by(c.actor()),
        meeting: Summary::from(&meeting),
        issues: if chain.len() > 1 { chain.iter().map(DocumentView::from).collect() } else { Vec::new() },
        document: DocumentView::from(&document),
        newest,
        texts,
        titles,
        thread,
        v: c.view(),
    }))
}

/// The page of one of a document's forms.
fn form_page(
    c: &Call,
    tx: &mut Tx<'_>,
    name: &str,
    fields: &[Field],
    initial: &[(&str, String)],
) -> Result<Reply> {
    let (document, _) = store::document(tx, c.param("id"))?;
    let meeting = store::meeting(tx, &document.meeting_id)?;
    if !meeting.managed_by(c.actor()) {
        return Err(Problem::Forbidden { action: "document.change" });
    }
    let v = c.view();
    Ok(Reply::page(FormPage {
        title: v.t(&format!("document-{name}-title")),
        lead: v.t(&format!("document-{name}-lead")),
        action: c.path.clone(),
        button: v.t(&format!("document-{name}-button")),
        form: FormView::new(c, fields, initial).with_options("language", agendas::language_options()),
        meeting: Summary::from(&meeting),
        document: Some(DocumentView::from(&document)),
        v,
    }))
}

/// `GET /documents/{id}/versions`.
pub fn version_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    form_page(c, tx, "version", VERSION, &[("standing", "courtesy".into())])
}

/// `POST /documents/{id}/versions`.
pub fn add_version(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let values = &c.values;
    let standing =
        Standing::parse(values.text("standing")).ok_or(Problem::field("standing", "error-choice"))?;
    let file = values
        .file("file")
        .ok_or_else(|| Problem::Invalid(vec![FieldError::new("file", "error-file-required")]))?;
    let document =
        store::add_version(tx, c.param("id"), &agendas::language(c)?, standing, values.text("title"), file)?;
    Ok(done(&document, "document-version-added", true))
}

/// `GET /documents/{id}/revise`.
pub fn revise_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    form_page(c, tx, "revise", REVISE, &[("language", c.site.organisation().working_language.clone())])
}

/// `POST /documents/{id}/revise`.
pub fn revise(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let values = &c.values;
    let new = NewRevision {
        kind: values.text("revision").to_owned(),
        title: values.text("title").to_owned(),
        lang: agendas::language(c)?,
        text: values.text("text").to_owned(),
        file: values.file("file").cloned(),
    };
    let document = store::revise(tx, c.param("id"), &new)?;
    Ok(done(&document, "document-revised", true))
}

/// `GET /documents/{id}/class`.
pub fn class_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    form_page(c, tx, "class", CLASSIFY, &[])
}

/// `POST /documents/{id}/class`.
pub fn classify(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let class = Class::parse(c.values.text("class")).ok_or(Problem::field("class", "error-choice"))?;
    let document = store::classify(tx, c.param("id"), class)?;
    Ok(done(&document, "document-classified", false))
}
