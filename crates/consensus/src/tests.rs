//! The real record through the real server, in process.

use crate::{SLICE, load::LOADERS, rules, store};
use axum::{body::Body, http::Request};
use http_body_util::BodyExt;
use jiff::Timestamp;
use mufakat_lexis::{Index, Segmenter};
use mufakat_store::{Actor, Area, Clock, Ctx, Db, Entropy, Files, Options, area::KERNEL, load, migrate};
use mufakat_web::{Organisation, Site, Slice, serve, site};
use serde_json::Value as Json;
use std::sync::{Arc, atomic::AtomicI64};

const AREAS: &[Area] = &[KERNEL, mufakat_parties::SLICE.area, SLICE.area];
const SLICES: &[Slice] = &[mufakat_parties::SLICE, SLICE];
const PROFILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles/asean/");

struct House {
    _folder: tempfile::TempDir,
    site: Arc<Site>,
    ctx: Ctx,
}

fn profile(name: &str) -> Vec<u8> {
    std::fs::read(format!("{PROFILE}{name}")).expect("a file of the profile")
}

/// Loads the agreements and their acts; gives the reports of the two files.
async fn load_record(db: &Db, ctx: &Ctx) -> [load::Report; 2] {
    let mut reports = [load::Report::default(), load::Report::default()];
    for (loader, report) in LOADERS.iter().zip(&mut reports) {
        load::file(db, ctx, loader.file, profile(loader.file), loader.row, report).await.expect("load");
    }
    reports
}

async fn house() -> House {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::open(&folder.path().join("t.sqlite").display().to_string(), &Options::default())
        .await
        .expect("a database");
    let micros = "2026-11-25T03:00:00Z".parse::<Timestamp>().expect("time").as_microsecond();
    let clock = Clock::Fixed(Arc::new(AtomicI64::new(micros)));
    let ctx = Ctx::system("test", &clock);
    migrate::migrate(&db, &ctx, AREAS).await.expect("tables");
    let members = mufakat_parties::SLICE
        .area
        .loaders
        .iter()
        .find(|loader| loader.file == "members.csv")
        .expect("the members' loader");
    load::file(&db, &ctx, "members.csv", profile("members.csv"), members.row, &mut load::Report::default())
        .await
        .expect("members");
    load_record(&db, &ctx).await;
    let site = Site::new(site::Parts {
        db,
        files: Files::open(&folder.path().join("files").display().to_string()).expect("files"),
        index: Arc::new(Index::open(None, Arc::new(Segmenter::new(Vec::<String>::new()))).expect("an index")),
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
    })
    .expect("a site");
    House { _folder: folder, site: Arc::new(site), ctx }
}

impl House {
    async fn bytes(&self, path: &str) -> (u16, axum::http::HeaderMap, Vec<u8>) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = serve::handle(Arc::clone(&self.site), request).await;
        let (parts, body) = response.into_parts();
        (parts.status.as_u16(), parts.headers, body.collect().await.expect("a body").to_bytes().to_vec())
    }

    async fn html(&self, path: &str) -> String {
        let (status, _, bytes) = self.bytes(path).await;
        assert_eq!(status, 200, "{path}");
        String::from_utf8(bytes).expect("text")
    }

    async fn json(&self, path: &str) -> Json {
        let (status, _, bytes) = self.bytes(path).await;
        assert_eq!(status, 200, "{path}");
        serde_json::from_slice(&bytes).expect("JSON")
    }
}

fn codes(list: &Json) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|party| party["code"].as_str().expect("a code")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_whole_record_loads_and_a_second_load_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::open(&folder.path().join("t.sqlite").display().to_string(), &Options::default())
        .await
        .expect("a database");
    let ctx = Ctx::new(Actor::system("test"), Timestamp::UNIX_EPOCH);
    migrate::migrate(&db, &ctx, AREAS).await.expect("tables");
    let [agreements, acts] = load_record(&db, &ctx).await;
    assert_eq!((agreements.rows, agreements.changed, agreements.rejects), (234, 234, vec![]));
    assert_eq!((acts.rows, acts.changed, acts.rejects), (158, 158, vec![]));
    let seq = db.seq();
    let [agreements, acts] = load_record(&db, &ctx).await;
    assert_eq!((agreements.changed, acts.changed, db.seq()), (0, 0, seq));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_row_is_named_and_the_rest_loads() {
    let h = house().await;
    let header = "agreement_id,agreement,party,signature_date,ratification_date,deposit_or_accession_date,action,entry_into_force_for_party,notes,source,pages_found,confidence";
    let rows = [
        "AGR-117,ASEAN Charter,XX,2007-11-20,,,signature,,,test,1,high",
        "AGR-117,ASEAN Charter,XY,20 November 2007,,,signature,,,test,1,high",
        "AGR-999,None,XX,,,,signature,,,test,1,high",
        "AGR-117,ASEAN Charter,XZ,,,,denial,,,test,1,high",
        "AGR-117,ASEAN Charter,,,,,signature,,,test,1,high",
    ];
    let text = format!("{header}\n{}\n", rows.join("\n"));
    let mut report = load::Report::default();
    load::file(&h.site.db, &h.ctx, "ratifications.csv", text.into_bytes(), LOADERS[1].row, &mut report)
        .await
        .expect("load");
    assert_eq!((report.rows, report.changed), (5, 1));
    let found: Vec<_> = report
        .rejects
        .iter()
        .map(|reject| (reject.line, reject.column.as_str(), reject.reason.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (3, "signature_date", "error-date"),
            (4, "agreement_id", "error-agreement-unknown"),
            (5, "action", "error-choice"),
            (6, "party", "error-required"),
        ]
    );
    assert!(report.rejects.iter().all(|reject| reject.file == "ratifications.csv"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_corrected_title_keeps_its_address_and_a_renumbered_file_its_acts() {
    let h = house().await;
    let header = "id,title,abbreviation,type,date,place,community,legally_binding,entry_into_force,ratification_by_all_required,depositary,status,source,pages_found,confidence";
    let load = async |row: &str| {
        let mut report = load::Report::default();
        let text = format!("{header}\r\n{row}\r\n");
        load::file(&h.site.db, &h.ctx, "agreements.csv", text.into_bytes(), LOADERS[0].row, &mut report)
            .await
            .expect("load");
        assert_eq!(report.rejects, []);
    };
    load("AGR-014,Manila Declaration on the Environment of ASEAN,,declaration,1981-04-30,Manila,ASCC,no,,not applicable,,adopted,test,1,high").await;
    let page = h.json("/agreements/manila-declaration-on-the-asean-environment-1981.json").await;
    assert_eq!(page["title"], "Manila Declaration on the Environment of ASEAN");
    // The Charter takes another row's number: that row lets go of it, the Charter keeps its acts.
    load("AGR-118,Charter of the Association of Southeast Asian Nations (ASEAN Charter),ASEAN Charter,charter,2007-11-20,Singapore,all,yes,2008-12-15,true,Secretary-General of ASEAN,in force,test,1,high").await;
    let page = h.json("/agreements/asean-charter-2007.json").await;
    assert_eq!(page["parties"].as_array().map(Vec::len), Some(11));
    assert_eq!(h.json("/agreements.json?from=1900").await["total"], 232);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_narrow_the_collection() {
    let h = house().await;
    for (query, total) in [
        ("", 234),
        ("?type=charter", 1),
        ("?type=charter&community=AEC", 0),
        ("?community=external", 28),
        ("?binding=varies", 4),
        ("?status=in-force", 40),
        ("?from=2007&to=2007", 14),
        ("?to=1966", 0),
        ("?party=UY", 1),
        ("?party=TL", 3),
        ("?party=NOBODY", 0),
        ("?type=nonsense", 234),
        ("?from=later", 234),
    ] {
        assert_eq!(h.json(&format!("/agreements.json{query}")).await["total"], total, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_collection_pages_through_every_agreement_once_in_either_order() {
    let h = house().await;
    for sort in ["date", "title"] {
        let (mut path, mut titles, mut dates) =
            (format!("/agreements?sort={sort}"), std::collections::BTreeSet::new(), Vec::new());
        loop {
            let page = h.json(&path.replace("/agreements?", "/agreements.json?")).await;
            for line in page["items"].as_array().expect("items") {
                assert!(titles.insert(line["key"].as_str().expect("a key").to_owned()), "twice");
                dates.push(line["date"].as_str().unwrap_or_default().to_owned());
            }
            match page["next"].as_str() {
                Some(next) => path = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(titles.len(), 234, "{sort}");
        if sort == "date" {
            assert!(dates.is_sorted_by(|a, b| a >= b), "newest first");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_charter_is_in_force_from_its_day_and_not_before() {
    let h = house().await;
    for (as_of, force, bound, consented, signed) in [
        ("2007-01-01", "before", 0, 0, 0),
        ("2008-11-14", "not-yet", 0, 9, 1),
        ("2008-12-01", "not-yet", 0, 10, 0),
        ("2008-12-14", "not-yet", 0, 10, 0),
        ("2008-12-15", "in-force", 10, 0, 0),
        ("2025-10-25", "in-force", 10, 1, 0),
        ("2025-10-26", "in-force", 11, 0, 0),
    ] {
        let page = h.json(&format!("/agreements/asean-charter-2007.json?as_of={as_of}")).await;
        let found = &page["as_of"];
        let count = |name: &str| found[name].as_array().map_or(0, Vec::len);
        let got = (
            found["force"].as_str().expect("force"),
            count("in_force"),
            count("consented"),
            count("signed_not_ratified"),
        );
        assert_eq!(got, (force, bound, consented, signed), "{as_of}");
        assert_eq!(found["count"], bound, "{as_of}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn members_come_first_in_their_order_and_membership_is_of_the_day() {
    let h = house().await;
    let page = h.json("/agreements/tac-1976.json?as_of=2026-01-01").await;
    let first: Vec<&str> = codes(&page["parties"]).into_iter().take(12).collect();
    assert_eq!(first, ["BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "TL", "VN", "DZ"]);
    let page = h.json("/agreements/tac-1976.json?as_of=2020-01-01").await;
    let timor = page["parties"]
        .as_array()
        .expect("parties")
        .iter()
        .find(|party| party["code"] == "TL")
        .expect("Timor-Leste");
    assert_eq!((timor["member"].as_bool(), timor["standing"].as_str()), (Some(false), Some("in-force")));
    assert_eq!(codes(&page["as_of"]["undated"]), ["ID", "MY", "PH", "SG", "TH"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_json_of_an_agreement_has_its_shape() {
    let h = house().await;
    let page = h.json("/agreements/asean-charter-2007.json?as_of=2008-12-15").await;
    for (field, value) in [
        ("kind", "agreement"),
        ("key", "asean-charter-2007"),
        ("type", "charter"),
        ("date", "2007-11-20"),
        ("place", "Singapore"),
        ("community", "all"),
        ("binding", "yes"),
        ("entry_into_force", "2008-12-15"),
        ("state", "in-force"),
        ("confidence", "high"),
        ("path", "/agreements/asean-charter-2007"),
        ("depositary", "Secretary-General of ASEAN"),
    ] {
        assert_eq!(page[field], value, "{field}");
    }
    assert_eq!((&page["rule"]["gives"], &page["rule"]["warning"]), (&Json::from("2008-12-15"), &Json::Null));
    let thailand = page["parties"]
        .as_array()
        .expect("parties")
        .iter()
        .find(|party| party["code"] == "TH")
        .expect("Thailand");
    for (field, value) in [
        ("signed", "2007-11-20"),
        ("ratified", "2008-09-16"),
        ("deposited", "2008-11-15"),
        ("in_force_from", "2008-12-15"),
        ("basis", "stated"),
        ("standing", "in-force"),
        ("action", "ratification"),
        ("confidence", "medium"),
    ] {
        assert_eq!(thailand[field], value, "{field}");
    }
    assert_eq!(page["over_time"][0], serde_json::json!({ "date": "2008-12-15", "parties": 10 }));
    assert!(page.get("v").is_none() && page.get("curve").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_say_what_they_show() {
    let h = house().await;
    let page = h.html("/agreements/asean-charter-2007?as_of=2008-12-01").await;
    for text in [
        "In force on 1 December 2008?",
        "Not in force on this day.",
        "ASEAN Charter art. 47(4)",
        "/history",
        "10th instrument",
        "Thailand",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let page = h.html("/agreements/asean-charter-2007?as_of=2008-13-40").await;
    assert!(
        page.contains("That is no date between 1900 and 2200")
            && page.contains("In force on 25 November 2026?")
    );
    let page = h.html("/agreements/asean-charter-2007?as_of=1999-01-01").await;
    assert!(page.contains("Nothing was in force"));
    let page = h.html("/id/agreements/asean-charter-2007").await;
    assert!(page.contains("Mulai berlaku"));
    let page = h.html("/agreements/bali-concord-i-1976").await;
    assert!(page.contains("No ratification is needed") && !page.contains("id=\"as-of\""));
    let page = h.html("/agreements").await;
    assert!(page.contains("Agreements per decade") && page.contains("rel=\"next\""));
    let page = h.html("/agreements?party=NOBODY").await;
    assert!(page.contains("No agreement matches"));
    assert_eq!(h.bytes("/agreements/no-such-thing").await.0, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_agreement_has_a_page_of_few_statements() {
    let h = house().await;
    let list = h.json("/agreements.json").await;
    let (_, headers, _) = h.bytes("/agreements").await;
    let statements = |headers: &axum::http::HeaderMap| {
        let value = headers
            .iter()
            .find(|(name, _)| name.as_str().contains("statements"))
            .map(|(_, value)| value.clone());
        value.and_then(|value| value.to_str().ok()?.parse::<u32>().ok())
    };
    assert!(statements(&headers).is_some_and(|count| count <= 4), "{headers:?}");
    for line in list["items"].as_array().expect("items") {
        let path = line["path"].as_str().expect("a path");
        let (status, headers, body) = h.bytes(path).await;
        assert_eq!(status, 200, "{path}");
        assert!(statements(&headers).is_some_and(|count| count <= 4), "{path}");
        let body = String::from_utf8(body).expect("text");
        assert!(
            body.matches("<h1").count() == 1
                && !body.contains("style=")
                && !body.contains(">agreement-")
                && !body.contains("\"agreement-"),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_and_the_status_list_can_be_taken_away() {
    let h = house().await;
    let (status, _, csv) = h.bytes("/agreements.csv").await;
    assert_eq!((status, String::from_utf8_lossy(&csv).lines().count()), (200, 235));
    let (status, _, csv) = h.bytes("/agreements/rcep-2020.csv?as_of=2022-03-18").await;
    let text = String::from_utf8(csv).expect("text");
    assert_eq!((status, text.lines().count()), (200, 16));
    assert!(
        text.contains(
            "Malaysia,yes,ratification,2020-11-15,,2022-01-17,2022-03-18,stated,2022-03-18,in-force"
        ),
        "{text}"
    );
    for path in ["/agreements.xlsx", "/agreements/rcep-2020.xlsx"] {
        assert!(h.bytes(path).await.2.starts_with(b"PK"), "{path}");
    }
    for path in ["/agreements/asean-charter-2007.pdf?as_of=2008-12-15", "/agreements/defa.pdf"] {
        let (status, headers, bytes) = h.bytes(path).await;
        assert_eq!((status, headers["content-type"].to_str().ok()), (200, Some("application/pdf")), "{path}");
        assert!(bytes.starts_with(b"%PDF-"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_areas_and_the_index_are_served() {
    let h = house().await;
    let found = h
        .site
        .db
        .read(&h.ctx, |tx| {
            let timor = store::by_party(tx, "TL")?;
            let latest = store::latest(tx, 3)?;
            let (charter, _) = store::find(tx, "asean-charter-2007")?;
            let names = store::short_names(tx, &charter.record.id)?;
            Ok((timor, latest, (names, store::words(tx, &charter.record.id)?), charter.treaty()))
        })
        .await
        .expect("read");
    let (timor, latest, (names, words), treaty) = found;
    let standing: Vec<_> =
        timor.iter().map(|m| (m.path.as_str(), m.standing, m.in_force_from.as_deref())).collect();
    assert_eq!(
        standing,
        [
            ("/agreements/asean-charter-2007", "in-force", Some("2025-10-26")),
            ("/agreements/seanwfz-1995", "in-force", Some("2025-10-25")),
            ("/agreements/tac-1976", "in-force", Some("2007-01-13")),
        ]
    );
    assert_eq!(latest.first().and_then(|record| record.date.as_deref()), Some("2026-05-08"));
    assert_eq!(names, ["ASEAN Charter"]);
    assert!(words.contains("Viet Nam") && words.contains("Singapore"), "{words}");
    assert_eq!(rules::entry(&treaty, &[]), treaty.stated);
}
