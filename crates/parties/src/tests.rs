//! Rules by tables; loaders, pages and statements on a real SQLite database.

use crate::{
    model::{FLAGS, sources},
    rules::{self, Basis, Chairing, Deputy, DeputyProblem, NameParts, Route, Turn},
    store,
};
use jiff::civil::Date;
use mufakat_store::{Actor, Area, Clock, Ctx, Db, Entropy, Options, area::KERNEL, load, migrate, records};
use mufakat_web::{Organisation, Site, Slice, site};
use std::{
    path::PathBuf,
    sync::{Arc, atomic::AtomicI64},
};

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

// ---- Rules ----

const MEMBERS: &[rules::Membership<'static>] = &[
    ("BN", "1984-01-07", None),
    ("KH", "1999-04-30", None),
    ("ID", "1967-08-08", None),
    ("LA", "1997-07-23", None),
    ("MY", "1967-08-08", None),
    ("MM", "1997-07-23", None),
    ("PH", "1967-08-08", None),
    ("SG", "1967-08-08", None),
    ("TH", "1967-08-08", None),
    ("TL", "2025-10-26", None),
    ("VN", "1995-07-28", None),
];

#[test]
fn membership_is_a_function_of_the_day() {
    for (date, count) in [
        ("1967-08-07", 0),
        ("1967-08-08", 5),
        ("1984-01-06", 5),
        ("1984-01-07", 6),
        ("1995-07-28", 7),
        ("1997-07-23", 9),
        ("1999-04-29", 9),
        ("1999-04-30", 10),
        ("2025-10-25", 10),
        ("2025-10-26", 11),
    ] {
        assert_eq!(rules::members_on(day(date), MEMBERS).len(), count, "{date}");
    }
}

#[test]
fn a_withdrawal_takes_effect_on_its_day_and_partial_dates_count_from_their_first() {
    let list = [("XA", "1970", Some("2001-02")), ("XB", "1980-05", Some(""))];
    for (date, expected) in [
        ("1969-12-31", vec![]),
        ("1970-01-01", vec!["XA"]),
        ("1980-04-30", vec!["XA"]),
        ("1980-05-01", vec!["XA", "XB"]),
        ("2001-01-31", vec!["XA", "XB"]),
        ("2001-02-01", vec!["XB"]),
    ] {
        assert_eq!(rules::members_on(day(date), &list), expected, "{date}");
    }
}

/// The list of decisions, oldest first, as the profile has it.
const CHAIRS: &[(i64, &str)] = &[
    (2008, "SG"),
    (2008, "TH"),
    (2009, "TH"),
    (2010, "VN"),
    (2011, "ID"),
    (2012, "KH"),
    (2013, "BN"),
    (2014, "MM"),
    (2015, "MY"),
    (2016, "LA"),
    (2017, "PH"),
    (2018, "SG"),
    (2019, "TH"),
    (2020, "VN"),
    (2021, "BN"),
    (2022, "KH"),
    (2023, "ID"),
    (2024, "LA"),
    (2025, "MY"),
    (2026, "PH"),
    (2027, "SG"),
];

fn order(year: i64) -> Vec<&'static str> {
    rules::members_on(day(&format!("{year}-01-01")), MEMBERS)
}

#[test]
fn the_rotation_finds_the_exchanges_and_the_passing_over() {
    let rotation = rules::rotation(CHAIRS, order);
    let exceptions: Vec<(i64, Turn)> = CHAIRS
        .iter()
        .zip(rotation.turns.clone())
        .filter(|(_, turn)| !matches!(turn, Turn::InTurn))
        .map(|((year, _), turn)| (*year, turn))
        .collect();
    assert_eq!(
        exceptions,
        [
            (2008, Turn::First),
            (2009, Turn::Continued),
            (2011, Turn::Exchanged { with_year: 2013 }),
            (2013, Turn::Exchanged { with_year: 2011 }),
            (2014, Turn::Exchanged { with_year: 2016 }),
            (2016, Turn::Exchanged { with_year: 2014 }),
            (2026, Turn::PassedOver { members: vec!["MM".into()] }),
        ]
    );
    assert_eq!(rotation.stands_at.as_deref(), Some("SG"));
    assert_eq!(rules::rotation(&[], order), rules::Rotation::default());
}

#[test]
fn the_next_chair_is_the_listed_one_and_beyond_the_list_the_rotation_says_so() {
    for (year, code, basis) in [
        (2026, "PH", Basis::Listed),
        (2027, "SG", Basis::Listed),
        (2028, "TH", Basis::Rotation),
        (2029, "TL", Basis::Rotation),
        (2030, "VN", Basis::Rotation),
        (2031, "BN", Basis::Rotation),
    ] {
        assert_eq!(rules::chair_of_year(year, CHAIRS, order), Some((code.to_owned(), basis)), "{year}");
    }
    assert_eq!(rules::chair_of_year(2000, CHAIRS, order), None);
}

#[test]
fn the_chair_on_a_day_is_read_from_the_list() {
    let list = [
        Chairing { year: 2008, code: "SG", start: "2008-01-01", end: "2008-07-31" },
        Chairing { year: 2008, code: "TH", start: "2008-07-24", end: "2008-12-31" },
        Chairing { year: 2026, code: "PH", start: "2026-01-01", end: "2026-12-31" },
    ];
    for (date, expected) in [
        ("2008-07-23", Some("SG")),
        ("2008-07-24", Some("TH")),
        ("2026-12-31", Some("PH")),
        ("2027-01-01", None),
        ("2007-12-31", None),
    ] {
        assert_eq!(rules::chair_on(day(date), &list).map(|one| one.code), expected, "{date}");
    }
}

#[test]
fn order_is_the_stored_one_and_turns_back_to_its_beginning() {
    let order = order(2026);
    for (code, next) in [("LA", "MY"), ("TH", "TL"), ("TL", "VN"), ("VN", "BN"), ("ZZ", "BN")] {
        assert_eq!(rules::next_in_order(&order, code), Some(next), "{code}");
    }
    assert_eq!(rules::next_in_order(&[], "VN"), None);
}

#[test]
fn a_secretary_general_serves_five_years() {
    for (start, until) in
        [("2023-01-01", "2027-12-31"), ("2008-01-01", "2012-12-31"), ("2024-02-29", "2029-02-27")]
    {
        assert_eq!(rules::secretary_general_until(day(start)), Some(day(until)), "{start}");
    }
}

#[test]
fn terms_count_partial_dates_in_the_holders_favour() {
    for (date, start, end, expected) in [
        ("2024-12-31", "2020", "2024", true),
        ("2025-01-01", "2020", "2024", false),
        ("2024-02-29", "2020", "2024-02", true),
        ("2024-03-01", "2020", "2024-02", false),
        ("2019-12-31", "2020", "", false),
        ("2030-01-01", "2020", "", true),
    ] {
        assert_eq!(rules::in_term(day(date), start, end), expected, "{date} in {start} to {end}");
    }
}

const fn deputy(
    name: &'static str,
    nationality: &'static str,
    route: Option<Route>,
    start: &'static str,
) -> Deputy<'static> {
    Deputy { name, nationality, route, start, earlier_terms: 0 }
}

fn check_deputies(deputies: &[Deputy<'_>], expected: &[DeputyProblem]) {
    assert_eq!(rules::deputies_problems(day("2026-11-25"), "KH", deputies), expected);
}

#[test]
fn deputies_are_held_to_their_constraints() {
    let (nominated, recruited) = (Some(Route::Nominated), Some(Route::Recruited));
    let good = [
        deputy("A", "MY", nominated, "2024-02-15"),
        deputy("B", "ID", nominated, "2024-02-15"),
        deputy("C", "SG", recruited, "2024"),
        deputy("D", "MM", recruited, "2024"),
    ];
    check_deputies(&good, &[]);
    check_deputies(
        &[deputy("A", "KH", None, "2025")],
        &[DeputyProblem::NationalityOfSecretaryGeneral { name: "A".into() }],
    );
    check_deputies(
        &[deputy("A", "MY", None, "2025"), deputy("B", "MY", None, "2025")],
        &[DeputyProblem::SameNationality { name: "B".into(), other: "A".into() }],
    );
    let too_long = |until: &str| DeputyProblem::TermTooLong { name: "A".into(), until: until.into() };
    check_deputies(&[deputy("A", "SG", None, "2020")], &[]);
    check_deputies(&[deputy("A", "SG", recruited, "2019")], &[too_long("2025-12-30")]);
    check_deputies(&[deputy("A", "SG", nominated, "2023-01-01")], &[too_long("2025-12-31")]);
    let mut five = good.to_vec();
    five.push(deputy("E", "VN", nominated, "2025"));
    check_deputies(
        &five,
        &[
            DeputyProblem::TooMany { count: 5 },
            DeputyProblem::TooManyOfRoute { route: Route::Nominated, count: 3 },
        ],
    );
    check_deputies(
        &[Deputy { earlier_terms: 1, ..deputy("A", "MY", nominated, "2025") }],
        &[DeputyProblem::Renewed { name: "A".into() }],
    );
    check_deputies(&[Deputy { earlier_terms: 1, ..deputy("A", "MY", recruited, "2025") }], &[]);
    check_deputies(
        &[Deputy { earlier_terms: 2, ..deputy("A", "MY", recruited, "2025") }],
        &[DeputyProblem::Renewed { name: "A".into() }],
    );
}

#[test]
fn names_keep_their_own_order() {
    for (name, nationality, formal, list, sort) in [
        ("Kao Kim Hourn", "KH", "Kao Kim Hourn", "KAO Kim Hourn", "Kao Kim Hourn"),
        ("Le Luong Minh", "VN", "Le Luong Minh", "LE Luong Minh", "Le Luong Minh"),
        ("Ong Keng Yong", "SG", "Ong Keng Yong", "ONG Keng Yong", "Ong Keng Yong"),
        ("Lim Jock Hoi", "BN", "Lim Jock Hoi", "LIM Jock Hoi", "Lim Jock Hoi"),
        ("Roderick Yong", "BN", "Roderick Yong", "YONG, Roderick", "Yong Roderick"),
        ("Satvinder Singh", "SG", "Satvinder Singh", "SINGH, Satvinder", "Singh Satvinder"),
        ("Narciso G. Reyes", "PH", "Narciso G. Reyes", "REYES, Narciso G.", "Reyes Narciso G."),
        (
            "Rodolfo C. Severino Jr.",
            "PH",
            "Rodolfo C. Severino Jr.",
            "SEVERINO, Rodolfo C., Jr.",
            "Severino Rodolfo C.",
        ),
        ("Surin Pitsuwan", "TH", "Surin Pitsuwan", "Surin PITSUWAN", "Surin Pitsuwan"),
        (
            "Ekkaphab Phanthavong",
            "LA",
            "Ekkaphab Phanthavong",
            "Ekkaphab PHANTHAVONG",
            "Ekkaphab Phanthavong",
        ),
        ("Ali bin Abdullah", "MY", "Ali bin Abdullah", "Ali bin Abdullah", "Ali bin Abdullah"),
        ("Hirubalan V P", "SG", "Hirubalan V P", "Hirubalan V P", "Hirubalan V P"),
        ("San Lwin", "MM", "San Lwin", "San Lwin", "San Lwin"),
        (
            "Hartono Rekso Dharsono",
            "ID",
            "Hartono Rekso Dharsono",
            "Hartono Rekso Dharsono",
            "Hartono Rekso Dharsono",
        ),
        ("Soekarno", "ID", "Soekarno", "Soekarno", "Soekarno"),
    ] {
        let parts = NameParts::read(name, nationality);
        assert_eq!(
            (parts.formal().as_str(), parts.list_form().as_str(), parts.sort_form().as_str()),
            (formal, list, sort),
            "{name}"
        );
    }
    let honoured = NameParts { honorific: "H.E. Dr".into(), ..NameParts::read("Kao Kim Hourn", "KH") };
    assert_eq!((honoured.formal().as_str(), honoured.initials().as_str()), ("H.E. Dr Kao Kim Hourn", "KH"));
    assert_eq!(NameParts::default().initials(), "");
}

#[test]
fn slugs_are_guessable() {
    for (name, slug) in [
        ("Kao Kim Hourn", "kao-kim-hourn"),
        ("Rodolfo C. Severino Jr.", "rodolfo-c-severino-jr"),
        ("Trần Đức Bình", "tran-duc-binh"),
        ("..", ""),
    ] {
        assert_eq!(rules::slug(name), slug);
    }
}

#[test]
fn sources_become_links_only_when_they_are_addresses() {
    let found = sources("https://asean.org (About); npm world-countries 5.1.0; javascript:alert(1)");
    let links: Vec<_> = found.iter().map(|source| (source.number, source.href.as_deref())).collect();
    assert_eq!(links, [(1, Some("https://asean.org")), (2, None), (3, None)]);
    assert!(sources("").is_empty());
}

#[test]
fn flags_named_are_in_the_profile_and_no_other() {
    let mut found: Vec<String> = std::fs::read_dir(profile().join("flags"))
        .expect("the folder of flags")
        .filter_map(|entry| {
            entry.expect("an entry").file_name().to_string_lossy().strip_suffix(".svg").map(str::to_owned)
        })
        .collect();
    found.sort();
    assert_eq!(found, FLAGS);
}

#[test]
fn the_map_has_a_shape_for_every_member_and_insets_for_the_smallest() {
    let drawing = crate::map::drawing().expect("the map");
    for (code, _, _) in MEMBERS {
        assert!(drawing.members.iter().any(|shape| shape.code == *code), "{code}");
    }
    assert_eq!(drawing.insets.iter().map(|inset| inset.code.as_str()).collect::<Vec<_>>(), ["SG", "BN"]);
}

// ---- The slice on a database ----

static SLICES: &[Slice] = &[crate::SLICE];
static AREAS: &[Area] = &[KERNEL, crate::SLICE.area];
/// 25 November 2026, 02:00 UTC.
const NOW: i64 = 1_795_572_000_000_000;

fn profile() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../profiles/asean")
}

/// A fresh SQLite file, or the empty PostgreSQL database `PARTIES_DATABASE` names (run with
/// `--test-threads=1` then).
#[expect(clippy::disallowed_methods, reason = "where to test is the tester's business, not the house's")]
fn database(folder: &std::path::Path) -> String {
    std::env::var("PARTIES_DATABASE").unwrap_or_else(|_| folder.join("house.sqlite").display().to_string())
}

struct House {
    site: Arc<Site>,
    ctx: Ctx,
}

impl House {
    /// A house with the whole public record loaded.
    async fn open(folder: &std::path::Path) -> Self {
        let clock = Clock::Fixed(Arc::new(AtomicI64::new(NOW)));
        let url = database(folder);
        let db = Db::open(&url, &Options::default()).await.expect("open");
        let ctx = Ctx::system("test", &clock);
        migrate::migrate(&db, &ctx, AREAS).await.expect("migrate");
        let report = load::profile(&db, &ctx, &|file| std::fs::read(profile().join(file)).ok(), AREAS)
            .await
            .expect("load");
        assert_eq!(report.rejects, [], "every row of the profile loads");
        let segmenter = Arc::new(mufakat_lexis::Segmenter::new(Vec::<String>::new()));
        let site = Site::new(site::Parts {
            files: mufakat_store::Files::open(&folder.join("files").display().to_string()).expect("files"),
            index: Arc::new(mufakat_lexis::Index::open(None, segmenter).expect("index")),
            slices: SLICES,
            config: site::Config {
                rate_per_second: 0,
                show_statements: true,
                page_cache: false,
                ..site::Config::default()
            },
            clock,
            entropy: Entropy::System,
            organisation: Organisation {
                short_name: "ASEAN".into(),
                zone: "Asia/Jakarta".into(),
                ..Organisation::default()
            },
            demo_roles: &[],
            key: [7; 32],
            db,
        })
        .expect("site");
        Self { site: Arc::new(site), ctx }
    }

    /// Status, statements and body of an address.
    async fn get(&self, path: &str) -> (u16, u32, String) {
        let request = axum::http::Request::get(path).body(axum::body::Body::empty()).expect("a request");
        let response = mufakat_web::serve::handle(Arc::clone(&self.site), request).await;
        let status = response.status().as_u16();
        let statements = response
            .headers()
            .iter()
            .find(|(name, _)| name.as_str().contains("statements"))
            .and_then(|(_, value)| value.to_str().ok()?.parse().ok())
            .unwrap_or(0);
        let body = axum::body::to_bytes(response.into_body(), 4_000_000).await.expect("a body");
        (status, statements, String::from_utf8_lossy(&body).into_owned())
    }

    async fn json(&self, path: &str) -> serde_json::Value {
        let (status, _, body) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }
}

fn on_house<F: Future<Output = ()>>(story: impl FnOnce(House) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    runtime.block_on(async { story(House::open(folder.path()).await).await });
}

#[test]
fn a_second_load_changes_nothing_and_every_statement_prepares() {
    on_house(|house| async move {
        let before = house.site.db.seq();
        let again = load::profile(
            &house.site.db,
            &house.ctx,
            &|file| std::fs::read(profile().join(file)).ok(),
            AREAS,
        )
        .await
        .expect("load");
        assert_eq!((again.changed, house.site.db.seq()), (0, before));
        let prepared = house.site.db.read(&house.ctx, |tx| {
            crate::SLICE.area.statements.iter().copied().flatten().try_for_each(|(name, sql)| {
                tx.prepare(sql)
                    .map_err(|problem| mufakat_store::Problem::internal(format!("{name}: {problem}")))
            })
        });
        prepared.await.expect("good SQL");
    });
}

#[test]
fn other_slices_ask_for_members_chair_and_people() {
    on_house(|house| async move {
        let ctx = Ctx::new(Actor::anonymous(), house.ctx.now);
        let found = house.site.db.read(&ctx, |tx| {
            let today = day("2026-11-25");
            let members = store::members(tx)?;
            let counts = (
                store::members_on(tx, day("2025-10-25"))?.len(),
                store::members_on(tx, day("2025-10-26"))?.len(),
            );
            let chair = store::chair_on(tx, today)?.map(|chair| (chair.code, chair.year, chair.theme));
            let none = store::chair_on(tx, day("1999-01-01"))?.is_none();
            let people: Vec<String> = store::people_now(tx, today)?
                .into_iter()
                .map(|term| format!("{} {}", term.post_code, term.name))
                .collect();
            let holidays = store::holidays(tx, "SG", "2026-12-01", "2026-12-31")?.len();
            let record = records::by_key(tx, "member", "VN")?;
            let thread = records::thread(tx, &record.id)?;
            let text = store::member_text(tx, &record.id)?;
            assert!(
                text.contains("HaNoi") && text.contains("Vietnamese") && text.contains("Việt Nam"),
                "{text}"
            );
            Ok((members, counts, chair, none, people, holidays, thread.back.len()))
        });
        let (members, counts, chair, none, people, holidays, thread) = found.await.expect("answers");
        assert_eq!(
            members.iter().map(|member| member.code.as_str()).collect::<Vec<_>>(),
            ["BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN"]
        );
        assert_eq!(counts, (10, 11));
        assert_eq!(chair, Some(("PH".into(), 2026, "Navigating Our Future, Together".into())));
        assert!(none);
        assert_eq!(people[0], "SG Kao Kim Hourn");
        assert_eq!(people.len(), 5, "{people:?}");
        assert_eq!((holidays, thread > 2), (1, true));
    });
}

#[test]
fn every_page_shows_itself_with_few_statements_in_both_languages() {
    on_house(|house| async move {
        for route in crate::ROUTES {
            for lang in ["", "/id"] {
                let path = format!("{lang}{}", route.sample_path());
                let (status, statements, body) = house.get(&path).await;
                assert_eq!(status, 200, "{path}: {body}");
                assert!(statements <= 4, "{path} needs {statements} statements");
                assert_eq!(body.matches("<h1").count(), 1, "{path}");
                assert!(!body.contains(" style=") && body.contains("class=\"breadcrumbs\""), "{path}");
            }
        }
        for path in ["/members/XX", "/people/nobody", "/partners/XX"] {
            assert_eq!(house.get(path).await.0, 404, "{path}");
        }
        assert_eq!(house.get("/members/vn").await.0, 308);
    });
}

#[test]
fn the_list_of_members_is_that_of_the_day_asked_about() {
    on_house(|house| async move {
        for (path, count) in [
            ("/members.json", 11),
            ("/members.json?as_of=2025-10-25", 10),
            ("/members.json?as_of=2025-10-26", 11),
            ("/members.json?as_of=1967-08-08", 5),
            ("/members.json?as_of=1960-01-01", 0),
            ("/members.json?as_of=nonsense", 11),
        ] {
            let json = house.json(path).await;
            assert_eq!(json["count"], count, "{path}");
            assert_eq!(json["list"]["items"].as_array().map_or(0, Vec::len), count, "{path}");
        }
        let (_, _, body) = house.get("/members?as_of=2025-10-25").await;
        assert!(
            body.contains("There were 10 Member States on 25 October 2025")
                && body.contains("Admitted on 26 October 2025")
        );
        let (status, _, csv) = house.get("/members.csv?as_of=1984-01-06").await;
        assert_eq!((status, csv.lines().count()), (200, 6), "{csv}");
        let map = house.json("/members/map.json?as_of=1990-01-01").await;
        assert_eq!(map["count"], 6);
    });
}

#[test]
fn a_member_says_its_facts_with_source_and_confidence() {
    on_house(|house| async move {
        let json = house.json("/members/VN.json").await;
        let fact = |name: &str| {
            json["facts"]
                .as_array()
                .expect("facts")
                .iter()
                .find(|fact| fact["name"] == name)
                .cloned()
                .unwrap_or_default()
        };
        assert_eq!(
            (fact("capital")["value"].as_str(), fact("capital")["confidence"].as_str()),
            (Some("Ha Noi"), Some("high"))
        );
        assert_eq!(fact("ministry")["confidence"], "medium");
        assert_eq!(json["member"]["official_name"], "Socialist Republic of Viet Nam");
        assert_eq!(json["names"].as_array().map(Vec::len), Some(12));
        assert_eq!(json["local_time"], "2026-11-25T09:00+07:00");
        assert_eq!(json["chairmanships"][0]["year"], "2020");
        let (_, _, body) = house.get("/members/TL").await;
        assert!(
            body.contains("Estimated")
                && body.contains("lang=\"tet\"")
                && body.contains("/agreements?party=TL")
        );
        let (_, _, body) = house.get("/id/members/MM").await;
        assert!(
            body.contains("<h1 lang=\"id\">Myanmar</h1>"),
            "the organisation does not use the name in parentheses"
        );
    });
}

#[test]
fn chairs_people_and_partners_answer_machines() {
    on_house(|house| async move {
        let chairs = house.json("/chairs.json").await;
        assert_eq!(
            (chairs["now"]["code"].as_str(), chairs["next"]["code"].as_str()),
            (Some("PH"), Some("SG"))
        );
        assert_eq!(
            (chairs["ahead"][0]["code"].as_str(), chairs["ahead"][1]["code"].as_str()),
            (Some("TH"), Some("TL"))
        );
        assert_eq!(chairs["exceptions"], 5);
        let people = house.json("/people.json").await;
        assert_eq!(
            (people["next"]["code"].as_str(), people["next"]["from"].as_str()),
            (Some("ID"), Some("2028-01-01"))
        );
        let heads = house.json("/people.json?post=secretary-general").await;
        assert_eq!(heads["list"]["items"].as_array().map(Vec::len), Some(15));
        let person = house.json("/people/robert-matheus-michael-tene.json").await;
        assert_eq!(person["terms"].as_array().map(Vec::len), Some(2));
        let person = house.json("/people/kao-kim-hourn.json").await;
        assert_eq!(
            (person["list_name"].as_str(), person["terms"][0]["before"]["name"].as_str()),
            (Some("KAO Kim Hourn"), Some("Lim Jock Hoi"))
        );
        let partners = house.json("/partners.json?standing=dialogue_partner").await;
        assert_eq!(partners["list"]["items"].as_array().map(Vec::len), Some(11));
        let partner = house.json("/partners/NZ.json").await;
        assert_eq!(
            (partner["coordinator"]["code"].as_str(), partner["partner"]["coordinator_confidence"].as_str()),
            (Some("VN"), Some("low"))
        );
        for path in [
            "/chairs.csv",
            "/people.csv",
            "/partners.csv",
            "/chairs.xlsx",
            "/people.xlsx",
            "/partners.xlsx",
            "/members.xlsx",
        ] {
            assert_eq!(house.get(path).await.0, 200, "{path}");
        }
    });
}

#[test]
fn broken_rows_are_named_with_their_column() {
    on_house(|house| async move {
        let cases: [(&str, &str, &str); 5] = [
            (
                "members.csv",
                "code,short_name,official_name_en,alphabetical_order,time_zone,asean_admission_date\nX/,X,X,1,Asia/Jakarta,1967\n",
                "code",
            ),
            (
                "members.csv",
                "code,short_name,official_name_en,alphabetical_order,time_zone,asean_admission_date\nXX,X,X,1,Asia/Atlantis,1967\n",
                "time_zone",
            ),
            ("chairs.csv", "year,chair,start_date,end_date\n2030,VN,2030-12-01,2030-01-01\n", "end_date"),
            (
                "secretaries_general.csv",
                "post,name,nationality,term_start,status\nSecretary-General,A B,ID,2023,gone\n",
                "status",
            ),
            ("partners.csv", "code,name,status_type\nXX,X,friend\n", "status_type"),
        ];
        for (file, text, column) in cases {
            let loader = crate::load::LOADERS.iter().find(|loader| loader.file == file).expect("a loader");
            let mut report = load::Report::default();
            load::file(&house.site.db, &house.ctx, file, text.as_bytes().to_vec(), loader.row, &mut report)
                .await
                .expect("load");
            let named: Vec<_> = report.rejects.iter().map(|reject| reject.column.as_str()).collect();
            assert_eq!((named, report.changed), (vec![column], 0), "{file}");
        }
    });
}

#[test]
fn texts_have_the_same_keys_in_both_languages() {
    let keys = |text: &str| {
        text.lines()
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
            .filter(|key| !key.starts_with([' ', '#']))
            .collect::<Vec<_>>()
    };
    let (en, id) = (keys(crate::SLICE.texts[0].1), keys(crate::SLICE.texts[1].1));
    assert_eq!(en, id);
    let mut unique = en.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), en.len(), "a key twice");
}
