//! Addresses of meetings, agendas and documents: the route table and what the forms of meetings ask for.

use crate::{
    agendas, documents,
    meetings::{act, act_page, edit, edit_form, list, new_form, plan, set_title, show, title_form},
    model::{CLASSES, CONVENERS, MODES},
};
use mufakat_web::{Access, Field, Kind, Route, Twin};

const STATUSES: &[&str] = &[
    "planned",
    "convened",
    "agenda-circulated",
    "in-session",
    "concluded",
    "report-adopted",
    "cancelled",
    "postponed",
];
const QUERY: &[Field] = &[
    Field::new("body", Kind::Text(60)),
    Field::new("series", Kind::Text(60)),
    Field::new("year", Kind::Integer(1900, 2200)),
    Field::new("status", Kind::Choice(STATUSES)),
    Field::new("country", Kind::Text(5)),
    Field::new("when", Kind::Choice(&["upcoming", "past"])),
];
pub(crate) const PLAN: &[Field] = &[
    Field::new("body_code", Kind::Pick).required(),
    Field::new("ordinal", Kind::Integer(1, 999_999)),
    Field::new("own_title", Kind::Text(300)),
    Field::new("start", Kind::DateTime).required(),
    Field::new("end", Kind::DateTime).required(),
    Field::new("zone", Kind::Zone).required(),
    Field::new("mode", Kind::Choice(MODES)).required(),
    Field::new("venue", Kind::Text(200)),
    Field::new("city", Kind::Text(100)),
    Field::new("country", Kind::Pick),
    Field::new("link", Kind::Text(500)),
    Field::new("host", Kind::Pick),
    Field::new("chair", Kind::Pick),
    Field::new("class", Kind::Choice(CLASSES)).required(),
    Field::new("document_weeks", Kind::Integer(0, 52)),
    Field::new("note", Kind::Long(2_000)),
];
/// The same for a meeting there is: its body stays.
pub(crate) const EDIT: &[Field] = {
    let (_, rest) = PLAN.split_at(1);
    rest
};
pub(crate) const TITLE: &[Field] = &[
    Field::new("language", Kind::Pick).required(),
    Field::new("title", Kind::Text(500)).required(),
    Field::new("standing", Kind::Choice(&["official", "courtesy", "machine"])).required(),
];
pub(crate) const REASON: &[Field] = &[Field::new("reason", Kind::Long(1_000))];
pub(crate) const TIMES: &[Field] =
    &[Field::new("start", Kind::DateTime), Field::new("end", Kind::DateTime), Field::new("zone", Kind::Zone)];
const SAMPLE: &[(&str, &str)] = &[("id", "summit-46")];
const LIVING: &[(&str, &str)] = &[("id", "som-demo")];

pub const ROUTES: &[Route] = &[
    Route::get("/meetings", "meetings.list", list)
        .summary("Meetings of all bodies, newest first")
        .query(QUERY)
        .twins(&[Twin::Csv, Twin::Xlsx, Twin::Atom])
        .cached(),
    Route::get("/meetings/new", "meetings.new", new_form)
        .summary("The form that plans a meeting")
        .roles(CONVENERS),
    Route::post("/meetings", "meetings.plan", plan)
        .summary("Plans a meeting of a body")
        .roles(CONVENERS)
        .input(PLAN)
        .form(new_form),
    Route::get("/meetings/{id}", "meetings.show", show)
        .summary("A meeting with its agenda and documents, as far as the asker may see them")
        .twins(&[Twin::Pdf, Twin::Ics])
        .sample(SAMPLE)
        .cached(),
    Route::get("/meetings/{id}/edit", "meetings.edit-form", edit_form)
        .summary("The form that changes a meeting")
        .roles(CONVENERS)
        .sample(LIVING),
    Route::post("/meetings/{id}", "meetings.edit", edit)
        .summary("Changes dates, place and conveners of a meeting")
        .roles(CONVENERS)
        .input(EDIT)
        .form(edit_form)
        .sample(LIVING),
    Route::get("/meetings/{id}/plan", "meetings.plan-form", act_page)
        .summary("The form that gives a postponed meeting new dates")
        .roles(CONVENERS)
        .sample(LIVING),
    Route::post("/meetings/{id}/plan", "meetings.replan", act)
        .summary("Gives a postponed meeting new dates")
        .roles(CONVENERS)
        .input(TIMES)
        .form(act_page)
        .sample(LIVING),
    Route::get("/meetings/{id}/convene", "meetings.convene-form", act_page)
        .summary("The form that convenes a meeting")
        .roles(CONVENERS)
        .sample(LIVING),
    Route::post("/meetings/{id}/convene", "meetings.convene", act)
        .summary("Convenes a planned meeting, or a postponed one with new dates")
        .roles(CONVENERS)
        .input(TIMES)
        .form(act_page)
        .sample(LIVING),
    Route::post("/meetings/{id}/circulate", "meetings.circulate", act)
        .summary("Circulates the agenda; from then on it only grows")
        .roles(CONVENERS)
        .form(show)
        .sample(LIVING),
    Route::post("/meetings/{id}/open", "meetings.open", act)
        .summary("Opens the meeting")
        .roles(CONVENERS)
        .form(show)
        .sample(LIVING),
    Route::post("/meetings/{id}/conclude", "meetings.conclude", act)
        .summary("Closes the meeting")
        .roles(CONVENERS)
        .form(show)
        .sample(LIVING),
    Route::post("/meetings/{id}/adopt-report", "meetings.adopt-report", act)
        .summary("Notes that the report was adopted")
        .roles(CONVENERS)
        .form(show)
        .sample(LIVING),
    Route::get("/meetings/{id}/cancel", "meetings.cancel-form", act_page)
        .summary("The form that cancels a meeting")
        .roles(CONVENERS)
        .sample(LIVING),
    Route::post("/meetings/{id}/cancel", "meetings.cancel", act)
        .summary("Cancels a meeting, with the reason")
        .roles(CONVENERS)
        .input(REASON)
        .form(act_page)
        .sample(LIVING),
    Route::get("/meetings/{id}/postpone", "meetings.postpone-form", act_page)
        .summary("The form that postpones a meeting")
        .roles(CONVENERS)
        .sample(LIVING),
    Route::post("/meetings/{id}/postpone", "meetings.postpone", act)
        .summary("Postpones a meeting, with the reason")
        .roles(CONVENERS)
        .input(REASON)
        .form(act_page)
        .sample(LIVING),
    Route::get("/meetings/{id}/titles", "meetings.title-form", title_form)
        .summary("The form that gives a meeting its title in another language")
        .roles(CONVENERS)
        .sample(LIVING),
    Route::post("/meetings/{id}/titles", "meetings.title", set_title)
        .summary("Gives a meeting its title in another language")
        .roles(CONVENERS)
        .input(TITLE)
        .form(title_form)
        .sample(LIVING),
    Route::get("/meetings/{id}/agenda", "agendas.show", agendas::show)
        .summary("The agenda of a meeting, to read and for those who prepare it to write")
        .twins(&[Twin::Pdf])
        .access(Access::Everyone)
        .sample(SAMPLE),
    Route::post("/meetings/{id}/agenda", "agendas.add", agendas::add)
        .summary("Adds an item to an agenda")
        .roles(CONVENERS)
        .input(agendas::ITEM)
        .form(agendas::show)
        .sample(LIVING),
    Route::get("/meetings/{id}/agenda/{item}", "agendas.edit-form", agendas::edit_form)
        .summary("The form that changes an item")
        .roles(CONVENERS)
        .sample(agendas::SAMPLE),
    Route::post("/meetings/{id}/agenda/{item}", "agendas.edit", agendas::edit)
        .summary("Changes an item of an agenda")
        .roles(CONVENERS)
        .input(agendas::ITEM)
        .form(agendas::edit_form)
        .sample(agendas::SAMPLE),
    Route::post("/meetings/{id}/agenda/{item}/move", "agendas.move", agendas::shift)
        .summary("Moves an item up or down among its neighbours")
        .roles(CONVENERS)
        .input(agendas::MOVE)
        .form(agendas::show)
        .sample(agendas::SAMPLE),
    Route::post("/meetings/{id}/agenda/{item}/delete", "agendas.delete", agendas::delete)
        .summary("Takes an item out of a draft agenda")
        .roles(CONVENERS)
        .form(agendas::show)
        .sample(agendas::SAMPLE),
    Route::get("/meetings/{id}/documents/new", "documents.new", documents::new_form)
        .summary("The form that submits a document")
        .roles(CONVENERS)
        .sample(LIVING),
    Route::post("/meetings/{id}/documents", "documents.submit", documents::submit)
        .summary("Submits a document to a meeting; it gets the next symbol of its series")
        .roles(CONVENERS)
        .input(documents::SUBMIT)
        .form(documents::new_form)
        .sample(LIVING),
    Route::get("/documents/{id}", "documents.show", documents::show)
        .summary("A document with its files by language and its revisions")
        .sample(documents::SAMPLE)
        .cached(),
    Route::get("/documents/{id}/versions", "documents.version-form", documents::version_form)
        .summary("The form that adds a language version")
        .roles(CONVENERS)
        .sample(documents::SAMPLE),
    Route::post("/documents/{id}/versions", "documents.add-version", documents::add_version)
        .summary("Adds a language version to a document")
        .roles(CONVENERS)
        .input(documents::VERSION)
        .form(documents::version_form)
        .sample(documents::SAMPLE),
    Route::get("/documents/{id}/revise", "documents.revise-form", documents::revise_form)
        .summary("The form that issues a revision")
        .roles(CONVENERS)
        .sample(documents::SAMPLE),
    Route::post("/documents/{id}/revise", "documents.revise", documents::revise)
        .summary("Issues a revision, addendum or corrigendum under the document's symbol")
        .roles(CONVENERS)
        .input(documents::REVISE)
        .form(documents::revise_form)
        .sample(documents::SAMPLE),
    Route::get("/documents/{id}/class", "documents.class-form", documents::class_form)
        .summary("The form that raises or lowers the class")
        .roles(CONVENERS)
        .sample(documents::SAMPLE),
    Route::post("/documents/{id}/class", "documents.classify", documents::classify)
        .summary("Raises or lowers the class of a document")
        .roles(CONVENERS)
        .input(documents::CLASSIFY)
        .form(documents::class_form)
        .sample(documents::SAMPLE),
];
