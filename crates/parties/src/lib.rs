//! Who: Member States, chairs, people in office, partners; and accounts, which stand in their own
//! modules ([`accounts`]).
//!
//! Nouns: a *member* (admission and withdrawal dates, the stored English order, names by language,
//! holidays), a *chairmanship* (a year, a theme, a place on the list of decisions), a *person* (the
//! parts of a name, terms of office), a *partner* (standing, dates, coordinator).
//!
//! Invariants: membership is a function of a date ([`rules::members_on`]) and no count of members is
//! ever stored; the chair is read from the list of decisions and only compared with the rotation;
//! names of members are those the organisation chose, ordered by its own list and never by a sort;
//! every fact keeps its source and its confidence.
//!
//! Other slices use [`store::member`], [`store::members`], [`store::members_on`],
//! [`store::chair_on`], [`store::people_now`], [`store::holidays`].
//!
//! Not here: agreements and who is party to them (`consensus`), bodies (`coordination`).

pub mod accounts;
pub mod chairs;
pub mod load;
pub mod map;
pub mod members;
pub mod model;
pub mod partners;
pub mod people;
pub mod rules;
pub mod store;

#[cfg(test)]
mod tests;

use mufakat_store::{Area, Migration, SearchSource};
use mufakat_web::{Field, Route, Slice, Twin, form::Kind};

const AS_OF: &[Field] = &[Field::new("as_of", Kind::Date)];
const MAP: &[Field] = &[Field::new("as_of", Kind::Date), Field::new("member", Kind::Text(2))];
const PEOPLE: &[Field] =
    &[Field::new("post", Kind::Choice(people::POSTS)), Field::new("nationality", Kind::Text(5))];
const PARTNERS: &[Field] = &[Field::new("standing", Kind::Choice(model::STATUS_TYPES))];
const TABLES: &[Twin] = &[Twin::Csv, Twin::Xlsx];

/// Addresses of members, chairs, people and partners.
pub const ROUTES: &[Route] = &[
    Route::get("/members", "members.list", members::list)
        .summary("Member States on a day: admission, capital, languages, order")
        .query(AS_OF)
        .twins(TABLES)
        .cached(),
    Route::get("/members/map", "members.map", map::show)
        .summary("Map of the Member States, with the list beside it")
        .query(MAP)
        .cached(),
    Route::get("/members/{id}", "members.show", members::show)
        .summary("A Member State: facts with sources, names, holidays, chairmanships, people")
        .sample(&[("id", "VN")])
        .cached(),
    Route::get("/chairs", "chairs.list", chairs::list)
        .summary("Chairs by year with theme, against the rotation")
        .twins(TABLES)
        .cached(),
    Route::get("/people", "people.list", people::list)
        .summary("Secretaries-General and deputies with their terms")
        .query(PEOPLE)
        .twins(TABLES)
        .cached(),
    Route::get("/people/{id}", "people.show", people::show)
        .summary("A person: forms of the name, terms of office, who came before and after")
        .sample(&[("id", "kao-kim-hourn")])
        .cached(),
    Route::get("/partners", "partners.list", partners::list)
        .summary("Partners, observers and organisations by standing")
        .query(PARTNERS)
        .twins(TABLES)
        .cached(),
    Route::get("/partners/{id}", "partners.show", partners::show)
        .summary("A partner: standing, dates, coordinator, each with its confidence")
        .sample(&[("id", "AU")])
        .cached(),
];

/// The slice: tables, loaders, addresses, texts.
pub const SLICE: Slice = Slice {
    area: Area {
        migrations: &[Migration {
            name: "0001_parties.sql",
            sql: include_str!("../migrations/0001_parties.sql"),
        }],
        tables: &["member", "member_name", "holiday", "chairmanship", "person", "office_term", "partner"],
        statements: &[store::STATEMENTS, store::keep::STATEMENTS],
        loaders: load::LOADERS,
        search: &[
            SearchSource { kind: "member", text: store::member_text, names: None },
            SearchSource { kind: "chairmanship", text: store::chair_text, names: None },
            SearchSource { kind: "person", text: store::person_text, names: None },
            SearchSource { kind: "partner", text: store::partner_text, names: None },
        ],
        ..Area::new("parties")
    },
    routes: ROUTES,
    texts: &[("en", include_str!("../text/en.ftl")), ("id", include_str!("../text/id.ftl"))],
};
