//! The area on a real database, through the web's own door.

use crate::{bodies, load, meetings, model::Status, store};
use axum::{
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;
use mufakat_base::Class;
use mufakat_lexis::{Index, Segmenter};
use mufakat_store::{
    Actor, Area, Clock, Ctx, Db, Entropy, Files, Grant, Options, Problem, Result, Role, Tx, accounts,
    area::KERNEL, load as loading, migrate, records,
};
use mufakat_web::{Organisation, Site, Slice, serve, site};
use serde_json::{Value as Json, json};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

const AREAS: &[Area] = &[KERNEL, bodies::SLICE.area, meetings::SLICE.area];
const SLICES: &[Slice] = &[bodies::SLICE, meetings::SLICE];
const PROFILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../profiles/asean");

struct House {
    site: Arc<Site>,
    clock: Arc<AtomicI64>,
    officer: String,
    _dir: tempfile::TempDir,
}

fn run<F: Future<Output = ()>>(test: impl FnOnce(House) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let house = House::new().await;
        test(house).await;
    });
}

impl House {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(
            "2026-11-25T02:00:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond(),
        ));
        let db = Db::open(dir.path().join("t.sqlite").to_str().unwrap(), &Options::default()).await.unwrap();
        migrate::migrate(&db, &Ctx::system("test", &Clock::Fixed(Arc::clone(&clock))), AREAS).await.unwrap();
        let symbols = [
            ("document", "ASEAN/{body}/{ordinal}/{class}/{serial}"),
            ("agenda", "ASEAN/{body}/{ordinal}/AGENDA/{serial}"),
            ("report", "ASEAN/{body}/{ordinal}/RPT/{serial}"),
        ];
        let symbols =
            symbols.into_iter().map(|(kind, template)| (kind.to_owned(), template.to_owned())).collect();
        let site = Site::new(site::Parts {
            db,
            files: Files::open(dir.path().join("files").to_str().unwrap()).unwrap(),
            index: Arc::new(Index::open(None, Arc::new(Segmenter::new([]))).unwrap()),
            slices: SLICES,
            config: site::Config { show_statements: true, rate_per_second: 0, ..site::Config::default() },
            clock: Clock::Fixed(Arc::clone(&clock)),
            entropy: Entropy::System,
            organisation: Organisation {
                short_name: "ASEAN".into(),
                zone: "Asia/Jakarta".into(),
                symbols,
                ..Organisation::default()
            },
            demo_roles: &[],
            key: [7; 32],
        })
        .unwrap();
        let mut house = Self { site: Arc::new(site), clock, officer: String::new(), _dir: dir };
        house.load_profile().await;
        house.officer = house.token("officer@example.org", Role::Officer, None).await;
        house
    }

    fn ctx(&self) -> Ctx {
        Ctx::system("test", &Clock::Fixed(Arc::clone(&self.clock)))
    }

    async fn load_profile(&self) -> loading::Report {
        let read = |name: &str| std::fs::read(format!("{PROFILE}/{name}")).ok();
        loading::profile(&self.site.db, &self.ctx(), &read, AREAS).await.unwrap()
    }

    async fn write<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.site.db.write(&self.ctx(), act).await.unwrap()
    }

    async fn body(&self, code: &'static str) -> String {
        self.write(move |tx| Ok(store::body_by_code(tx, code)?.unwrap().id)).await
    }

    /// A token of an account with a role, everywhere or for a body.
    async fn token(&self, email: &'static str, role: Role, body: Option<&'static str>) -> String {
        let body = match body {
            Some(code) => Some(self.body(code).await),
            None => None,
        };
        let secret = format!("{:0>64}", email.len() * 7919 + email.bytes().map(usize::from).sum::<usize>());
        let kept = secret.clone();
        self.write(move |tx| {
            let id = accounts::create(tx, email, email, "en", "Asia/Jakarta", Some("x".into()))?;
            accounts::grant(tx, &id, &Grant { role, body: body.clone(), party: None })?;
            accounts::create_token(tx, &id, &kept, "test", &["read", "write"], 30)
        })
        .await;
        secret
    }

    async fn call(&self, method: &str, path: &str, token: &str, body: Option<Json>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        let response = serve::handle(Arc::clone(&self.site), request.body(body).unwrap()).await;
        let status = response.status().as_u16();
        let statements = response
            .headers()
            .get("x-statements")
            .and_then(|n| n.to_str().ok())
            .and_then(|n| n.parse().ok())
            .unwrap_or(0);
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, statements, bytes }
    }

    async fn get(&self, path: &str, token: &str) -> Answer {
        self.call("GET", path, token, None).await
    }

    async fn post(&self, path: &str, token: &str, body: Json) -> Answer {
        self.call("POST", path, token, Some(body)).await
    }

    /// Plans a meeting and gives its path.
    async fn planned(&self, more: Json) -> String {
        let mut body = plan();
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        let answer = self.post("/meetings", &self.officer, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["path"].as_str().unwrap().to_owned()
    }

    async fn item(&self, path: &str, body: Json) -> Json {
        let answer = self.post(&format!("{path}/agenda"), &self.officer, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }

    async fn document(&self, path: &str, body: Json) -> Json {
        let answer = self.post(&format!("{path}/documents"), &self.officer, body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()
    }
}

struct Answer {
    status: u16,
    statements: u32,
    bytes: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
    fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
    /// Codes of the wrong fields: `end error-end-before-start`.
    fn wrong(&self) -> Vec<String> {
        assert_eq!(self.status, 422, "{}", self.text());
        let json = self.json();
        let errors = json["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect()
    }
}

fn plan() -> Json {
    json!({
        "body_code": "SOM", "ordinal": 47, "start": "2027-01-12T09:00", "end": "2027-01-13T17:00", "zone": "Asia/Manila",
        "mode": "physical", "city": "Cebu", "country": "PH", "host": "PH", "chair": "PH", "class": "public",
    })
}

#[test]
fn a_meeting_is_planned_convened_circulated_and_cancelled() {
    run(async |house| {
        let path = house.planned(json!({})).await;
        assert_eq!(path, "/meetings/som-47");
        let json = house.get("/meetings/som-47.json", "").await.json();
        assert_eq!(json["meeting"]["record"]["title"], "47th ASEAN Senior Officials' Meeting");
        assert_eq!(json["meeting"]["start_at"], "2027-01-12T01:00:00Z");
        let officer = house.officer.clone();
        let act = async |name: &str, body: Json| house.post(&format!("{path}/{name}"), &officer, body).await;
        assert_eq!(act("circulate", json!({})).await.status, 409);
        assert_eq!(act("convene", json!({})).await.json()["status"], "convened");
        assert_eq!(act("circulate", json!({})).await.wrong(), ["agenda error-agenda-empty"]);
        house.item(&path, json!({ "title": "Opening", "purpose": "information", "minutes": 10 })).await;
        // A draft agenda is nobody's business yet.
        assert_eq!(house.get("/meetings/som-47.json", "").await.json()["agenda"], json!([]));
        assert_eq!(act("circulate", json!({})).await.json()["status"], "agenda-circulated");
        assert_eq!(house.get("/meetings/som-47.json", "").await.json()["agenda"][0]["title"], "Opening");
        assert_eq!(act("cancel", json!({})).await.wrong(), ["reason error-reason-needed"]);
        assert_eq!(act("cancel", json!({ "reason": "A storm." })).await.json()["status"], "cancelled");
        assert_eq!(act("convene", json!({})).await.status, 409);
        let page = house.get("/meetings/som-47", "").await;
        assert!(page.status == 200 && page.text().contains("A storm."));
        // The number is free again, the address is not.
        assert_eq!(house.planned(json!({})).await, "/meetings/som-47-2");
    });
}

#[test]
fn a_postponed_meeting_comes_back_only_with_new_dates_and_the_report_ends_it() {
    run(async |house| {
        let path = house.planned(json!({ "ordinal": 48 })).await;
        let officer = house.officer.clone();
        let act = async |name: &str, body: Json| house.post(&format!("{path}/{name}"), &officer, body).await;
        house.item(&path, json!({ "title": "Opening" })).await;
        act("convene", json!({})).await;
        act("circulate", json!({})).await;
        assert_eq!(act("postpone", json!({ "reason": "Elections." })).await.json()["status"], "postponed");
        assert_eq!(act("convene", json!({})).await.wrong(), ["start error-required"]);
        let times = json!({ "start": "2027-03-02T09:00", "end": "2027-03-01T17:00", "zone": "Asia/Manila" });
        assert_eq!(act("convene", times).await.wrong(), ["end error-end-before-start"]);
        let times = json!({ "start": "2027-03-02T09:00", "end": "2027-03-03T17:00", "zone": "Asia/Manila" });
        let again = act("convene", times).await.json();
        assert_eq!((&again["status"], &again["start_date"]), (&json!("convened"), &json!("2027-03-02")));
        // New dates, new preparation.
        assert_eq!(house.get(&format!("{path}.json"), "").await.json()["agenda"], json!([]));
        for name in ["circulate", "open", "conclude"] {
            assert_eq!(act(name, json!({})).await.status, 200, "{name}");
        }
        assert_eq!(act("adopt-report", json!({})).await.wrong(), ["report error-report-missing"]);
        let report = house
            .document(
                &path,
                json!({ "document_class": "RPT", "title": "Report", "class": "public", "text": "It met." }),
            )
            .await;
        assert_eq!(report["symbol"], "ASEAN/SOM/48/RPT/1");
        assert_eq!(act("adopt-report", json!({})).await.json()["status"], "report-adopted");
    });
}

#[test]
fn every_wrong_field_has_its_own_sentence() {
    run(async |house| {
        house.planned(json!({})).await;
        let officer = house.officer.clone();
        let wrong = async |more: Json| {
            let mut body = plan();
            for (name, value) in more.as_object().unwrap() {
                body[name] = value.clone();
            }
            house.post("/meetings", &officer, body).await.wrong()
        };
        assert_eq!(wrong(json!({})).await, ["ordinal error-ordinal-taken"]);
        assert_eq!(wrong(json!({ "body_code": "NOBODY" })).await, ["body_code error-body-unknown"]);
        assert_eq!(
            wrong(json!({ "end": "2027-01-11T09:00", "city": "" })).await,
            ["end error-end-before-start", "city error-city-needed"]
        );
        assert_eq!(wrong(json!({ "zone": "Asia/Atlantis" })).await, ["zone error-zone"]);
        assert_eq!(wrong(json!({ "mode": "online" })).await, ["link error-link-needed"]);
        assert_eq!(
            wrong(json!({ "mode": "hybrid", "link": "javascript:alert(1)" })).await,
            ["link error-link"]
        );
        assert_eq!(wrong(json!({ "host": "XX" })).await, ["host error-choice"]);
    });
}

#[test]
fn items_nest_move_and_keep_their_numbers_once_circulated() {
    run(async |house| {
        let path = house.planned(json!({})).await;
        let first = house.item(&path, json!({ "title": "One" })).await;
        let second = house.item(&path, json!({ "title": "Two" })).await;
        let below = house.item(&path, json!({ "title": "Under two", "parent": second["id"] })).await;
        assert_eq!(below["number"], "2.1");
        let officer = house.officer.clone();
        let at = |item: &Json| format!("{path}/agenda/{}", item["id"].as_str().unwrap());
        let circle = json!({ "title": "Two", "parent": below["id"] });
        assert_eq!(
            house.post(&at(&second), &officer, circle).await.wrong(),
            ["parent error-item-under-itself"]
        );
        assert_eq!(
            house.post(&format!("{}/delete", at(&second)), &officer, json!({})).await.wrong(),
            ["agenda error-item-not-empty"]
        );
        let moved =
            house.post(&format!("{}/move", at(&second)), &officer, json!({ "direction": "up" })).await.json();
        let numbers: Vec<&str> =
            moved.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
        assert_eq!(numbers, ["Two", "Under two", "One"]);
        assert_eq!(moved[1]["number"], "1.1");
        house.post(&format!("{path}/convene"), &officer, json!({})).await;
        house.post(&format!("{path}/circulate"), &officer, json!({})).await;
        assert_eq!(
            house.post(&format!("{}/delete", at(&first)), &officer, json!({})).await.wrong(),
            ["agenda error-agenda-circulated"]
        );
        assert_eq!(house.item(&path, json!({ "title": "Late" })).await["number"], "3");
        let manage = house.get(&format!("{path}/agenda"), &officer).await;
        assert!(manage.status == 200 && manage.text().contains("Late"));
    });
}

#[test]
fn what_is_restricted_leaves_its_gap_and_nothing_else() {
    run(async |house| {
        let delegate = house.token("delegate@example.org", Role::Delegate, Some("SOM")).await;
        let other = house.token("other-delegate@example.org", Role::Delegate, Some("SEOM")).await;
        let path = house.planned(json!({ "mode": "hybrid", "link": "https://meet.example/hushed" })).await;
        house.item(&path, json!({ "title": "Opening" })).await;
        let closed = house.item(&path, json!({ "title": "Hushed matter", "class": "body" })).await;
        house
            .item(&path, json!({ "title": "Beneath the hushed", "parent": closed["id"], "class": "public" }))
            .await;
        house.item(&path, json!({ "title": "Closing" })).await;
        let document = json!({ "document_class": "WP", "title": "Hushed paper", "class": "public", "item": closed["id"], "text": "hushed" });
        let document = house.document(&path, document).await;
        assert_eq!(document["class"], "body", "never more open than its item");
        house.post(&format!("{path}/convene"), &house.officer, json!({})).await;
        house.post(&format!("{path}/circulate"), &house.officer, json!({})).await;
        for token in ["", other.as_str()] {
            let json = house.get(&format!("{path}.json"), token).await;
            let text = json.text().to_lowercase();
            assert!(
                !text.contains("hushed")
                    || (token == other
                        && !text.contains("hushed matter")
                        && !text.contains("hushed paper")
                        && !text.contains("beneath")),
                "{text}"
            );
            let json = json.json();
            let numbers: Vec<&str> = json["agenda"]
                .as_array()
                .unwrap()
                .iter()
                .map(|item| item["number"].as_str().unwrap())
                .collect();
            assert_eq!(numbers, ["1", "3"]);
            let page = house.get(&path, token).await.text().to_lowercase();
            assert!(
                !page.contains("hushed matter")
                    && !page.contains("hushed paper")
                    && !page.contains("beneath")
            );
            assert_eq!(house.get(document["path"].as_str().unwrap(), token).await.status, 404);
        }
        assert!(!house.get(&path, "").await.text().contains("meet.example"), "the link is for accounts");
        let json = house.get(&format!("{path}.json"), &delegate).await.json();
        assert_eq!(json["agenda"][1]["title"], "Hushed matter");
        assert_eq!(json["agenda"][2]["class"], "body", "what stands under it is as closed");
        assert_eq!(house.get(document["path"].as_str().unwrap(), &delegate).await.status, 200);
        // The history of the meeting, which everybody reads, and its words in the index do not tell.
        let id = json["meeting"]["record"]["id"].as_str().unwrap().to_owned();
        let told = house
            .write(move |tx| {
                let entries = mufakat_store::journal::history(tx, &id, i64::MAX, 100)?;
                Ok(format!("{} {}", serde_json::to_string(&entries).unwrap(), store::meeting_text(tx, &id)?)
                    .to_lowercase())
            })
            .await;
        assert!(told.contains("opening") && !told.contains("hushed") && !told.contains("beneath"), "{told}");
        let lower = house
            .post(
                &format!("{}/class", document["path"].as_str().unwrap()),
                &house.officer,
                json!({ "class": "public" }),
            )
            .await;
        assert_eq!(lower.wrong(), ["class error-class-too-open"]);
        // Closing the meeting closes what stands under it; what one may not see does not exist.
        let mut body = plan();
        (body["class"], body["city"]) = (json!("secretariat"), json!("Cebu"));
        assert_eq!(house.post(&path, &house.officer, body).await.status, 200);
        assert_eq!(house.get(&path, &delegate).await.status, 404);
        assert_eq!(house.get(document["path"].as_str().unwrap(), &delegate).await.status, 404);
    });
}

#[test]
fn only_those_who_prepare_a_meeting_change_it() {
    run(async |house| {
        let chair = house.token("chair@example.org", Role::Chair, Some("SEOM")).await;
        let delegate = house.token("delegate2@example.org", Role::Delegate, Some("SOM")).await;
        let path = house.planned(json!({})).await;
        assert_eq!(house.post(&format!("{path}/convene"), &delegate, json!({})).await.status, 403);
        assert_eq!(
            house.post(&format!("{path}/convene"), &chair, json!({})).await.status,
            403,
            "another body's chair"
        );
        let mut own = plan();
        own["body_code"] = json!("SEOM");
        assert_eq!(house.post("/meetings", &chair, own.clone()).await.status, 201);
        (own["ordinal"], own["class"]) = (json!(48), json!("secretariat"));
        assert_eq!(house.post("/meetings", &chair, own).await.wrong(), ["class error-class-beyond"]);
        assert_eq!(
            house.post("/meetings/summit-46", &house.officer, plan()).await.status,
            409,
            "the record is not edited"
        );
    });
}

#[test]
fn symbols_are_given_once_and_revisions_follow_them() {
    run(async |house| {
        let path = house.planned(json!({})).await;
        let submit =
            |title: &str| json!({ "document_class": "WP", "title": title, "class": "public", "text": "x" });
        let first = house.document(&path, submit("First")).await;
        let second = house.document(&path, submit("Second")).await;
        assert_eq!(
            (&first["symbol"], &second["symbol"]),
            (&json!("ASEAN/SOM/47/WP/1"), &json!("ASEAN/SOM/47/WP/2"))
        );
        let mut typed = submit("Typed");
        typed["symbol"] = json!("asean/som/47/wp/2");
        assert_eq!(
            house.post(&format!("{path}/documents"), &house.officer, typed.clone()).await.wrong(),
            ["symbol error-symbol-taken"]
        );
        typed["symbol"] = json!("ASEAN/SOM/47/WP/3");
        house.document(&path, typed).await;
        assert_eq!(
            house.document(&path, submit("Fourth")).await["symbol"],
            "ASEAN/SOM/47/WP/4",
            "typed numbers are passed over"
        );
        let mut paper = submit("Quiet idea");
        paper["document_class"] = json!("NP");
        assert_eq!(house.document(&path, paper).await["symbol"], Json::Null);
        let mut empty = submit("Empty");
        empty["text"] = json!("");
        assert_eq!(
            house.post(&format!("{path}/documents"), &house.officer, empty).await.wrong(),
            ["file error-document-empty"]
        );
        let revise = async |document: &Json, kind: &str| {
            let answer = house
                .post(
                    &format!("{}/revise", document["path"].as_str().unwrap()),
                    &house.officer,
                    json!({ "revision": kind, "text": "y" }),
                )
                .await;
            assert_eq!(answer.status, 201, "{}", answer.text());
            answer.json()
        };
        let rev1 = revise(&first, "Rev").await;
        assert_eq!(rev1["symbol"], "ASEAN/SOM/47/WP/1/Rev.1");
        let corr = revise(&rev1, "Corr").await;
        assert_eq!(corr["symbol"], "ASEAN/SOM/47/WP/1/Rev.1/Corr.1");
        assert_eq!(revise(&rev1, "Rev").await["symbol"], "ASEAN/SOM/47/WP/1/Rev.2");
        assert_eq!(revise(&first, "Rev").await["symbol"], "ASEAN/SOM/47/WP/1/Rev.3");
        let page = house.get(&format!("{}.json", first["path"].as_str().unwrap()), "").await.json();
        assert_eq!(page["document"]["status"], "superseded");
        assert_eq!(page["issues"].as_array().unwrap().len(), 5);
        let page = house.get(first["path"].as_str().unwrap(), "").await;
        assert!(page.status == 200 && page.text().contains("Rev.3"));
        assert!(page.statements <= 4, "{} statements", page.statements);
    });
}

#[test]
fn files_come_by_language_and_a_lying_one_is_refused() {
    run(async |house| {
        let path = house.planned(json!({})).await;
        let document = house
            .document(
                &path,
                json!({ "document_class": "INF", "title": "Note", "class": "public", "text": "x" }),
            )
            .await;
        let versions = format!("{}/versions", document["path"].as_str().unwrap());
        let send = async |name: &str, content: &str| {
            let part = |name: &str, value: &str| {
                format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let body = format!(
                "{}{}{}--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--x--\r\n",
                part("language", "th"),
                part("standing", "courtesy"),
                part("title", "บันทึก")
            );
            let request = Request::builder()
                .method("POST")
                .uri(&versions)
                .header(header::AUTHORIZATION, format!("Bearer {}", house.officer))
                .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
                .body(Body::from(body))
                .unwrap();
            let response = serve::handle(Arc::clone(&house.site), request).await;
            let status = response.status().as_u16();
            Answer {
                status,
                statements: 0,
                bytes: response.into_body().collect().await.unwrap().to_bytes().to_vec(),
            }
        };
        assert_eq!(send("note.pdf", "just text").await.wrong(), ["file error-file-lies"]);
        let added = send("note.txt", "บันทึกสั้น").await;
        assert_eq!(added.status, 201, "{}", added.text());
        assert_eq!(added.json()["files"][0]["lang"], "th");
        assert_eq!(send("note.txt", "again").await.wrong(), ["language error-version-exists"]);
        let page = house.get(&path, "").await.text();
        assert!(page.contains("data-status=\"courtesy\"") && page.contains("ไทย"));
    });
}

#[test]
fn the_public_record_loads_once_and_is_shown_with_its_sources() {
    run(async |house| {
        let again = house.load_profile().await;
        assert_eq!((again.changed, again.rejects.as_slice()), (0, &[][..]));
        let list = house.get("/meetings.json?series=SUMMIT", "").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 49);
        assert_eq!(list["items"][0]["title"], "49th ASEAN Summit");
        let page = house.get("/meetings/summit-46", "").await;
        assert_eq!(page.status, 200);
        assert!(
            page.text().contains("46th ASEAN Summit")
                && page.text().contains("/meetings/summit-45")
                && page.text().contains("/meetings/summit-47")
        );
        assert!(page.statements <= 4, "{} statements", page.statements);
        let meeting = house.get("/meetings/summit-46.json", "").await.json();
        assert_eq!(meeting["meeting"]["of_body"]["code"], "SUMMIT");
        assert_eq!(meeting["meeting"]["status"], "concluded");
        assert_eq!(meeting["thread"]["forward"][0]["relation"], "of-body");
        assert_eq!(
            house.get("/meetings/special-2020.json", "").await.json()["meeting"]["record"]["title"],
            "Special ASEAN Summit on COVID-19, 2020"
        );
        for (query, least) in [
            ("year=2025", 10),
            ("country=PH", 10),
            ("when=past", 200),
            ("body=AMM&status=concluded", 50),
            ("year=x", 200),
        ] {
            let count = house.get(&format!("/meetings.json?{query}"), "").await.json()["items"]
                .as_array()
                .unwrap()
                .len();
            assert!(count >= least, "{query}: {count}");
        }
        assert_eq!(house.get("/meetings.json?when=upcoming", "").await.json()["items"], json!([]));
        let csv = house.get("/meetings.csv", "").await.text();
        assert_eq!(csv.lines().count(), 253);
        assert!(house.get("/meetings.atom", "").await.text().contains("<entry"));
        let html = house.get("/meetings", "").await;
        assert!(html.status == 200 && html.statements <= 4, "{} statements", html.statements);
    });
}

#[test]
fn every_page_of_the_list_follows_the_one_before() {
    run(async |house| {
        let (mut next, mut seen) = (Some("/meetings".to_owned()), Vec::new());
        while let Some(path) = next {
            let (bare, query) =
                path.split_once('?').map_or((path.as_str(), ""), |(bare, query)| (bare, query));
            let json = house.get(&format!("{bare}.json?{query}"), "").await.json();
            seen.extend(
                json["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()),
            );
            next = json["next"].as_str().map(str::to_owned);
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((all, seen.len()), (252, 252));
    });
}

#[test]
fn a_broken_row_is_reported_with_its_column() {
    run(async |house| {
        let text = "series,series_name,ordinal,type,start_date,end_date,city,country,chair,notes,source,pages_found,confidence\n\
            X,X Meeting,1,formal,2020-02-30,,Bali,ID,,,s,1,high\n\
            X,X Meeting,2,formal,2020-02-03,2020-02-01,Bali,ID,,,s,1,high\n\
            X,X Meeting,three,formal,2020-02-03,,Bali,ID,,,s,1,high\n\
            X,X Meeting,4,formal,2020-02-03,,Bali,Indonesia,,,s,1,high\n\
            X,X Meeting,5,formal,2020-02-03,,Bali,ID,,,s,1,certain\n\
            X,X Meeting,6,formal,2020-02-03,,Bali,ID,,,s,1,low\n";
        let mut report = loading::Report::default();
        loading::file(&house.site.db, &house.ctx(), "summits.csv", text.into(), load::meeting, &mut report)
            .await
            .unwrap();
        let rejects: Vec<_> = report
            .rejects
            .iter()
            .map(|reject| (reject.line, reject.column.as_str(), reject.reason.as_str()))
            .collect();
        assert_eq!(
            rejects,
            [
                (2, "start_date", "error-date"),
                (3, "end_date", "error-end-before-start"),
                (4, "ordinal", "error-number"),
                (5, "country", "error-country"),
                (6, "confidence", "error-choice"),
            ]
        );
        assert_eq!(report.changed, 1);
    });
}

#[test]
fn the_demonstration_is_made_once_and_marked() {
    run(async |house| {
        house.write(crate::demo::demo).await;
        let before = house.site.db.seq();
        house.write(crate::demo::demo).await;
        assert_eq!(house.site.db.seq(), before);
        let page = house.get("/meetings/som-demo", "").await;
        assert!(
            page.status == 200
                && page.text().contains("Illustrative")
                && page.text().contains("Measures due this year")
        );
        assert!(page.statements <= 4, "{} statements", page.statements);
        let json = house.get("/meetings/som-demo.json", "").await.json();
        assert_eq!(json["agenda"].as_array().unwrap().len(), 14, "two of sixteen are for members");
        let thai = house.get("/meetings/som-demo", &house.officer).await;
        assert!(thai.text().contains("class-mark"));
        let titles = json["titles"].as_array().unwrap();
        assert_eq!(
            (titles.len(), &titles[0]["standing"], &titles[4]["standing"]),
            (5, &json!("original"), &json!("machine"))
        );
        let own = json!({ "language": "en", "title": "Other", "standing": "courtesy" });
        assert_eq!(
            house.post("/meetings/som-demo/titles", &house.officer, own).await.wrong(),
            ["language error-title-original"]
        );
        assert!(
            house.get("/id/meetings/som-demo", "").await.text().contains("Pertemuan Pejabat Senior ASEAN")
        );
        let pdf = house.get("/meetings/som-demo.pdf", "").await;
        assert!(pdf.status == 200 && pdf.bytes.starts_with(b"%PDF"));
        assert_eq!(house.get("/meetings/summit-46.pdf", "").await.status, 200);
        let ics = house.get("/meetings/som-demo.ics", "").await;
        assert!(
            ics.status == 200 && ics.text().contains("BEGIN:VEVENT") && !ics.text().contains("meet.example")
        );
        for (key, status) in [
            ("seom-demo", "in-session"),
            ("acdm-demo", "cancelled"),
            ("som-ed-demo", "postponed"),
            ("accmsme-demo", "concluded"),
        ] {
            assert_eq!(
                house.get(&format!("/meetings/{key}.json"), "").await.json()["meeting"]["status"],
                status
            );
        }
        for path in [
            "/documents/som-demo-wp",
            "/meetings/new",
            "/meetings/som-demo/edit",
            "/meetings/som-demo/titles",
            "/meetings/som-demo/agenda",
            "/meetings/som-demo/agenda/som-demo-1",
            "/meetings/som-demo/documents/new",
            "/documents/som-demo-wp/versions",
            "/documents/som-demo-wp/revise",
            "/documents/som-demo-wp/class",
            "/meetings/som-demo/postpone",
            "/meetings/som-demo/cancel",
            "/meetings/som-ed-demo/convene",
            "/meetings/som-ed-demo/plan",
            "/meetings/cpr-demo",
        ] {
            let page = house.get(path, &house.officer).await;
            assert_eq!(page.status, 200, "{path}");
            // The zone's label is the accounts' text.
            let page = page.text().replace(">field-zone", "");
            // No text key is shown for want of its text.
            for prefix in [">meeting-", ">agenda-", ">document-", ">field-", ">choice-", ">hint-"] {
                assert!(!page.contains(prefix), "{path} shows {prefix}");
            }
        }
    });
}

#[test]
fn desks_show_what_waits_for_whom() {
    run(async |house| {
        let path = house.planned(json!({})).await;
        let ctx = house.ctx();
        let (tasks, upcoming) = house
            .site
            .db
            .read(&ctx, move |tx| {
                let tasks = store::for_officer(tx, 10)?;
                let upcoming = store::upcoming(tx, "2026-11-25", 10)?;
                let body = upcoming[0].body_id().unwrap().to_owned();
                assert_eq!(store::by_body(tx, &body, 1)?[0].record.key, "som-47");
                assert!(store::latest_documents(tx, 5)?.is_empty());
                Ok((tasks, upcoming))
            })
            .await
            .unwrap();
        assert_eq!(upcoming[0].path(), path);
        assert_eq!(tasks[0].meeting.status, Status::Planned);
        assert_eq!(tasks[0].documents_due.as_deref(), Some("2026-12-01"));
        let mut delegate = Ctx::new(Actor::anonymous(), ctx.now);
        delegate.actor = Arc::new(Actor { account: Some("nobody".into()), ..Actor::anonymous() });
        let none = house
            .site
            .db
            .read(&delegate, |tx| {
                Ok(store::for_delegate(tx, "2026-11-25", 10)?.len() + store::for_officer(tx, 10)?.len())
            })
            .await;
        assert_eq!(none.unwrap(), 0);
    });
}

#[test]
fn a_fault_anywhere_leaves_nothing_half_done() {
    run(async |house| {
        let path = house.planned(json!({})).await;
        house.item(&path, json!({ "title": "Opening" })).await;
        house.post(&format!("{path}/convene"), &house.officer, json!({})).await;
        let before = house.site.db.seq();
        let ctx = house.ctx();
        for nth in 1..40 {
            house.site.db.faults().arm(nth);
            let outcome = house
                .site
                .db
                .write(&ctx, |tx| store::act(tx, "som-47", crate::model::Act::Circulate, "", None))
                .await;
            if outcome.is_ok() {
                house.site.db.faults().arm(0);
                assert!(nth > 4, "the act takes several statements");
                assert_eq!(house.site.db.seq(), before + 1);
                return;
            }
            assert_eq!(house.site.db.seq(), before);
            let status =
                house.site.db.read(&ctx, |tx| Ok(store::meeting(tx, "som-47")?.status)).await.unwrap();
            assert_eq!(status, Status::Convened);
        }
        panic!("the act never succeeded");
    });
}

#[test]
fn every_statement_is_good_sql() {
    run(async |house| {
        house
            .write(|tx| {
                for (name, sql) in meetings::SLICE.area.statements.iter().copied().flatten() {
                    tx.prepare(sql).map_err(|problem| Problem::Internal(format!("{name}: {problem}")))?;
                }
                Ok(())
            })
            .await;
        // An item's class and a record's mean the same.
        assert_eq!(Class::parse("body").map(Class::number), Some(2));
        let _ = (house.clock.load(Ordering::SeqCst), records::stable_id("meeting", "x"));
    });
}
