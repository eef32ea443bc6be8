//! Agendas: written by those who prepare the meeting, read by all who may.

use crate::{
    meetings::{self, ItemView, Summary},
    model::{CLASSES, Item, Meeting, PURPOSES},
    paper,
    rules::Direction,
    store::{self, NewItem},
};
use askama::Template;
use mufakat_base::{Class, Problem, Result};
use mufakat_store::Tx;
use mufakat_web::{Call, Field, FormView, Kind, Reply, Twin, View};
use serde::Serialize;

pub const ITEM: &[Field] = &[
    Field::new("title", Kind::Text(500)).required(),
    Field::new("language", Kind::Pick),
    Field::new("parent", Kind::Pick),
    Field::new("purpose", Kind::Choice(PURPOSES)),
    Field::new("minutes", Kind::Integer(1, 1_440)),
    Field::new("lead", Kind::Text(100)),
    Field::new("note", Kind::Long(2_000)),
    Field::new("class", Kind::Choice(CLASSES)),
];
pub const MOVE: &[Field] = &[Field::new("direction", Kind::Choice(&["up", "down"])).required()];
pub const SAMPLE: &[(&str, &str)] = &[("id", "som-demo"), ("item", "som-demo-1")];

/// Languages texts and files may be in, with their names in themselves.
pub const LANGUAGES: &[(&str, &str)] = &[
    ("en", "English"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
    ("km", "ភាសាខ្មែរ"),
    ("lo", "ລາວ"),
    ("my", "မြန်မာဘာသာ"),
    ("fil", "Filipino"),
    ("zh", "中文"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("tet", "Tetun"),
    ("pt", "Português"),
    ("vi", "Tiếng Việt"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("fr", "Français"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
];

/// Name of a language in itself, or its tag.
pub fn language_name(tag: &str) -> &str {
    LANGUAGES.iter().find(|(known, _)| *known == tag).map_or(tag, |(_, name)| name)
}

pub(crate) fn language_options() -> impl Iterator<Item = (String, String)> {
    LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned()))
}

/// The language typed, or the working language.
pub(crate) fn language(c: &Call) -> Result<String> {
    match c.values.text("language") {
        "" => Ok(c.site.organisation().working_language.clone()),
        tag if LANGUAGES.iter().any(|(known, _)| *known == tag) => Ok(tag.to_owned()),
        _ => Err(Problem::field("language", "error-choice")),
    }
}

#[derive(Template, Serialize)]
#[template(path = "agendas/show.html")]
struct AgendaPage {
    #[serde(skip)]
    v: View,
    meeting: Summary,
    items: Vec<ItemView>,
    /// The agenda was circulated: it only grows.
    circulated: bool,
    #[serde(skip)]
    form: FormView,
    #[serde(skip)]
    may_add: bool,
    #[serde(skip)]
    may_move: bool,
}

fn item_form(c: &Call, items: &[Item], but: Option<&str>, initial: &[(&str, String)]) -> FormView {
    let parents = items
        .iter()
        .filter(|item| but != Some(item.id.as_str()))
        .map(|item| (item.id.clone(), format!("{} {}", item.number, item.title)));
    FormView::new(c, ITEM, initial)
        .with_options("parent", parents)
        .with_options("language", language_options())
}

/// `GET /meetings/{id}/agenda`.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let meeting = store::meeting(tx, c.param("id"))?;
    let (items, documents) = meetings::contents(tx, &meeting)?;
    if c.twin == Twin::Pdf {
        return Ok(paper::agenda(c, &meeting, &items, &documents));
    }
    let manages = meeting.managed_by(c.actor()) && meeting.status.agenda_open();
    let form = item_form(
        c,
        &items,
        None,
        &[("language", c.site.organisation().working_language.clone()), ("class", open_class(&meeting))],
    );
    let (items, _) = meetings::laid_out(items, &documents);
    Ok(Reply::page(AgendaPage {
        circulated: meeting.circulated_at.is_some(),
        may_add: manages,
        may_move: manages && meeting.circulated_at.is_none(),
        meeting: Summary::from(&meeting),
        items,
        form,
        v: c.view(),
    }))
}

/// The most open class something under the meeting can have.
pub(crate) fn open_class(meeting: &Meeting) -> String {
    meeting.record.class.name().to_owned()
}

fn typed(c: &Call) -> Result<NewItem> {
    let values = &c.values;
    Ok(NewItem {
        parent: values.optional("parent"),
        title: values.text("title").to_owned(),
        lang: language(c)?,
        purpose: values.text("purpose").to_owned(),
        minutes: values.integer("minutes"),
        lead: values.text("lead").to_owned(),
        note: values.text("note").to_owned(),
        // No class chosen: as open as the meeting; the store lifts it where needed.
        class: values.optional("class").and_then(|name| Class::parse(&name)).unwrap_or(Class::Public),
    })
}

fn agenda_path(c: &Call) -> String {
    format!("/meetings/{}/agenda", mufakat_web::form::encode(c.param("id")))
}

/// `POST /meetings/{id}/agenda`.
pub fn add(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let item = store::add_item(tx, c.param("id"), &typed(c)?)?;
    Ok(Reply::created(format!("{}?notice=agenda-item-added", agenda_path(c)), item))
}

#[derive(Template, Serialize)]
#[template(path = "agendas/item.html")]
struct ItemPage {
    #[serde(skip)]
    v: View,
    meeting: Summary,
    item: Item,
    #[serde(skip)]
    form: FormView,
}

/// `GET /meetings/{id}/agenda/{item}`.
pub fn edit_form(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let meeting = store::meeting(tx, c.param("id"))?;
    if !meeting.managed_by(c.actor()) {
        return Err(Problem::Forbidden { action: "agenda.edit" });
    }
    let items = store::items(tx, meeting.id())?;
    let item = items
        .iter()
        .find(|item| item.id == c.param("item"))
        .ok_or(Problem::not_found("agenda item"))?
        .clone();
    let initial = [
        ("title", item.title.clone()),
        ("language", item.lang.clone()),
        ("parent", item.parent_id.clone().unwrap_or_default()),
        ("purpose", item.purpose.clone()),
        ("minutes", item.minutes.map(|minutes| minutes.to_string()).unwrap_or_default()),
        ("lead", item.lead.clone()),
        ("note", item.note.clone()),
        ("class", item.class.name().to_owned()),
    ];
    let form = item_form(c, &items, Some(&item.id), &initial);
    Ok(Reply::page(ItemPage { meeting: Summary::from(&meeting), item, form, v: c.view() }))
}

/// `POST /meetings/{id}/agenda/{item}`.
pub fn edit(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let item = store::edit_item(tx, c.param("id"), c.param("item"), &typed(c)?)?;
    Ok(Reply::done(format!("{}?notice=agenda-item-edited", agenda_path(c)), item))
}

/// `POST /meetings/{id}/agenda/{item}/move`.
pub fn shift(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let direction = if c.values.text("direction") == "up" { Direction::Up } else { Direction::Down };
    store::move_item(tx, c.param("id"), c.param("item"), direction)?;
    let meeting = store::meeting(tx, c.param("id"))?;
    let items = store::items(tx, meeting.id())?;
    Ok(Reply::done(format!("{}?notice=agenda-item-moved", agenda_path(c)), items))
}

/// `POST /meetings/{id}/agenda/{item}/delete`.
pub fn delete(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    store::delete_item(tx, c.param("id"), c.param("item"))?;
    Ok(Reply::done(
        format!("{}?notice=agenda-item-deleted", agenda_path(c)),
        serde_json::json!({ "deleted": c.param("item") }),
    ))
}
