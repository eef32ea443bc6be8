//! Pages above the areas: home, desk, search, journal, permanent addresses, files, the data
//! interface, and what operators watch.

mod api;
mod home;
mod journal;
mod ops;
mod records;
mod search;

use mufakat_store::Area;
use mufakat_web::{Field, Kind, Route, Slice, Twin};

const SEARCH: &[Field] = &[
    Field::new("q", Kind::Text(300)),
    Field::new("kind", Kind::Text(40)),
    Field::new("body", Kind::Text(80)),
    Field::new("lang", Kind::Text(12)),
    Field::new("from", Kind::Text(10)),
    Field::new("to", Kind::Text(10)),
    Field::new("page", Kind::Integer(1, 200)),
];

const ROUTES: &[Route] = &[
    Route::get("/", "home.show", home::show)
        .summary("What is on, the latest documents, the members")
        .cached(),
    Route::get("/desk", "desk.show", home::desk)
        .summary("What waits for the signed-in person, and their upcoming meetings")
        .access(mufakat_web::Access::SignedIn),
    Route::get("/search", "search.show", search::show)
        .summary("Search the whole record, as far as the asker may see")
        // Never kept: the index follows the journal a moment later, and kept pages are told apart by the journal.
        .query(SEARCH),
    Route::get("/search/suggest", "search.suggest", search::suggest)
        .summary("Titles that begin with what was typed")
        .query(&[Field::new("q", Kind::Text(100))])
        .machine(),
    Route::get("/journal", "journal.list", journal::list)
        .summary("What was done, newest first, as far as the asker may see the records concerned")
        .query(&[Field::new("noun", Kind::Text(40)), Field::new("before", Kind::Integer(1, i64::MAX))])
        .twins(&[Twin::Csv])
        .cached(),
    Route::get("/r/{id}", "records.find", records::find)
        .summary("The permanent address of any record")
        .sample(&[("id", "0000000000000000")]),
    Route::get("/r/{id}/history", "records.history", records::history)
        .summary("What was done to a record, with before and after")
        .query(&[Field::new("before", Kind::Integer(1, i64::MAX))])
        .sample(&[("id", "0000000000000000")]),
    Route::get("/s/{*symbol}", "records.symbol", records::by_symbol)
        .summary("A document by its official symbol, current or legacy form")
        .sample(&[("*symbol", "ASEAN/SUMMIT/47/DOC/3")]),
    Route::get("/files/{id}", "files.get", records::file)
        .summary("A file of a record, as a download")
        .sample(&[("id", "0000000000000000")])
        .machine(),
    Route::get("/flags/{file}", "flags.get", records::flag)
        .summary("A flag")
        .sample(&[("file", "VN.svg")])
        .machine(),
    Route::get("/openapi", "api.show", api::show)
        .summary("This document; a readable page without .json")
        .cached(),
    Route::get("/problems/{name}", "api.problem", api::problem)
        .summary("What a type of problem means")
        .sample(&[("name", "not-found")])
        .cached(),
    Route::get("/gallery", "gallery.show", ops::gallery)
        .summary("Every component of the design system")
        .cached(),
    Route::get("/healthz", "ops.health", ops::health)
        .summary("200 while the server can answer from its database")
        .machine(),
    Route::get("/metrics", "ops.metrics", ops::metrics)
        .summary("Prometheus text; this machine and administrators only")
        .machine(),
    Route::get("/robots.txt", "ops.robots", ops::robots).summary("For crawlers").machine(),
];

pub const SLICE: Slice = Slice {
    area: Area::new("pages"),
    routes: ROUTES,
    texts: &[("en", include_str!("../../text/en.ftl")), ("id", include_str!("../../text/id.ftl"))],
};
