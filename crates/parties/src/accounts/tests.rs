//! The doors, tried from outside: requests in, answers out, on a database of its own.

use super::{SLICE, account, local, store};
use axum::{body::Body, http::Request};
use mufakat_base::Class;
use mufakat_lexis::{Index, Segmenter};
use mufakat_store::{
    Area, Clock, Ctx, Db, Entropy, Files, Grant, Options, Problem, Role, accounts, area::KERNEL, jobs,
    migrate, records,
};
use mufakat_web::{Organisation, Slice, site, site::Site};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

const SLICES: &[Slice] = &[SLICE];
const AREAS: &[Area] = &[KERNEL, SLICE.area];
const DEMO_ROLES: &[site::DemoRole] = &[
    site::DemoRole { value: "officer", email: "officer@demo.example" },
    site::DemoRole { value: "public", email: "" },
];
const PASSWORD: &str = "a quiet river at dawn";
const OTHER: &str = "seven lanterns on the bay";
const START: i64 = 1_790_000_000_000_000;
const HOUR: i64 = 3_600_000_000;

struct House {
    site: Arc<Site>,
    clock: Arc<AtomicI64>,
    _dir: tempfile::TempDir,
}

async fn house(demo: bool) -> House {
    let dir = tempfile::tempdir().expect("a folder");
    let db = Db::open(&dir.path().join("test.sqlite").display().to_string(), &Options::default())
        .await
        .expect("a database");
    let clock = Arc::new(AtomicI64::new(START));
    let ctx = Ctx::system("test", &Clock::Fixed(Arc::clone(&clock)));
    migrate::migrate(&db, &ctx, AREAS).await.expect("tables");
    db.write(&ctx, move |tx| {
        for (kind, key, title) in [
            ("body", "SOM", "Senior Officials’ Meeting"),
            ("member", "VN", "Viet Nam"),
            ("member", "PH", "Philippines"),
        ] {
            let path = format!("/{kind}s/{key}");
            records::load(
                tx,
                &records::NewRecord {
                    class: Class::Public,
                    ..records::NewRecord::new(kind, key, title, path)
                },
            )?;
        }
        if demo { super::demo::load(tx) } else { Ok(()) }
    })
    .await
    .expect("records");
    let site = Site::new(site::Parts {
        db,
        files: Files::open(&dir.path().join("files").display().to_string()).expect("files"),
        index: Arc::new(Index::open(None, Arc::new(Segmenter::new(BTreeSet::new()))).expect("an index")),
        slices: SLICES,
        config: site::Config {
            demo,
            show_statements: true,
            rate_per_second: 0,
            public_url: "https://house.example".into(),
            ..site::Config::default()
        },
        clock: Clock::Fixed(Arc::clone(&clock)),
        entropy: Entropy::System,
        organisation: Organisation { zone: "Asia/Jakarta".into(), ..Organisation::default() },
        demo_roles: DEMO_ROLES,
        key: [7; 32],
    });
    House { site: Arc::new(site.expect("a site")), clock, _dir: dir }
}

impl House {
    fn ctx(&self) -> Ctx {
        Ctx::system("test", &self.site.clock)
    }

    /// An account with a password and roles; gives its identity.
    async fn account(&self, email: &str, grants: Vec<Grant>) -> String {
        let email = email.to_owned();
        let hash = mufakat_web::password::hash(PASSWORD, &Entropy::System).expect("a hash");
        let ctx = self.ctx();
        let made = self.site.db.write(&ctx, move |tx| {
            let id = accounts::create(tx, &email, "Ana", "en", "Asia/Manila", Some(hash.clone()))?;
            for grant in &grants {
                accounts::grant(tx, &id, grant)?;
            }
            Ok(id)
        });
        made.await.expect("an account")
    }

    async fn administrator(&self) -> String {
        self.account("admin@house.example", vec![everywhere(Role::Administrator)]).await
    }

    fn browser(&self) -> Browser {
        Browser { site: Arc::clone(&self.site), cookies: BTreeMap::new() }
    }

    async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/desk"));
        browser
    }

    /// Letters waiting to be sent: their whole payloads.
    async fn letters(&self) -> Vec<String> {
        let ctx = self.ctx();
        let claim = self.site.db.write(&ctx, |tx| {
            let mut letters = Vec::new();
            while let Some(job) = jobs::claim(tx, 60)? {
                letters.push(job.payload);
                jobs::done(tx, &job.id)?;
            }
            Ok(letters)
        });
        claim.await.expect("jobs")
    }
}

fn everywhere(role: Role) -> Grant {
    Grant { role, body: None, party: None }
}

/// Somebody at a browser: keeps cookies, brings the form's secret.
#[derive(Clone)]
struct Browser {
    site: Arc<Site>,
    cookies: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Answer {
    status: u16,
    location: String,
    body: String,
    statements: u32,
}

impl Answer {
    /// What stands between two marks of the page.
    fn between(&self, before: &str, after: &str) -> String {
        let start =
            self.body.find(before).unwrap_or_else(|| panic!("no {before} in {}", self.body)) + before.len();
        let len = self.body[start..].find(after).unwrap_or_else(|| panic!("no {after}"));
        self.body[start..start + len].to_owned()
    }

    fn secret(&self) -> String {
        self.between("readonly value=\"", "\"")
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Browser {
    async fn send(&mut self, request: axum::http::request::Builder, body: String) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header("cookie", cookies.join("; ")).body(Body::from(body)).expect("a request");
        let response = mufakat_web::serve::handle(Arc::clone(&self.site), request).await;
        for cookie in response.headers().get_all("set-cookie") {
            let text = cookie.to_str().expect("a cookie");
            assert!(
                text.contains("HttpOnly") && text.contains("SameSite=Lax") && text.contains("Secure"),
                "{text}"
            );
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            if value.is_empty() {
                self.cookies.remove(name)
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned())
            };
        }
        let status = response.status().as_u16();
        let location = response
            .headers()
            .get("location")
            .map(|value| value.to_str().expect("text").to_owned())
            .unwrap_or_default();
        if status == 200 || status == 201 || status == 422 {
            assert!(
                response.headers().get("cache-control").is_some_and(|value| value == "private, no-store")
            );
        }
        let statements = response
            .headers()
            .get("x-statements")
            .and_then(|value| value.to_str().ok()?.parse().ok())
            .unwrap_or(0);
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        Answer { status, location, body: String::from_utf8(bytes.to_vec()).expect("text"), statements }
    }

    async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), String::new()).await
    }

    async fn csrf(&mut self) -> String {
        self.get("/sign-in").await.between("name=\"csrf\" value=\"", "\"")
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = self.csrf().await;
        let mut pairs = vec![format!("csrf={csrf}")];
        pairs.extend(
            fields.iter().map(|(name, value)| format!("{name}={}", mufakat_web::form::encode(value))),
        );
        self.send(
            Request::post(path).header("content-type", "application/x-www-form-urlencoded"),
            pairs.join("&"),
        )
        .await
    }

    async fn post_json(&mut self, path: &str, csrf: &str, json: serde_json::Value) -> Answer {
        let request =
            Request::post(path).header("content-type", "application/json").header("x-csrf-token", csrf);
        self.send(request, json.to_string()).await
    }

    async fn with_token(&mut self, method: &str, path: &str, token: &str) -> Answer {
        let request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
        self.send(
            request.header("accept", "application/json").header("content-type", "application/json"),
            "{}".into(),
        )
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_opens_a_session_under_a_new_secret() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    let mut browser = house.signed_in("ana@house.example").await;
    let first = browser.cookies["mufakat_session"].clone();
    assert!(browser.get("/account").await.body.contains("ana@house.example"));
    browser
        .post(
            "/sign-in",
            &[("email", " ANA@House.example "), ("password", PASSWORD), ("next", "/meetings?x=1")],
        )
        .await;
    assert_ne!(browser.cookies["mufakat_session"], first, "every sign-in has its own secret");
    let mut old = house.browser();
    old.cookies.insert("mufakat_session".into(), first);
    assert_eq!(
        old.get("/account").await.location,
        "/sign-in?next=%2Faccount",
        "the session before has ended"
    );
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!((out.status, out.location.as_str()), (303, "/?notice=signed-out"));
    assert!(!browser.cookies.contains_key("mufakat_session"));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_unknown_and_closed_look_the_same_and_keep_only_the_address() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    let closed = house.account("closed@house.example", vec![]).await;
    house
        .site
        .db
        .write(&house.ctx(), move |tx| accounts::set_state(tx, &closed, "closed"))
        .await
        .expect("closed");
    let mut seen = BTreeSet::new();
    for (email, password) in [
        ("ana@house.example", "not the password at all"),
        ("nobody@house.example", PASSWORD),
        ("closed@house.example", PASSWORD),
    ] {
        let mut browser = house.browser();
        browser.csrf().await;
        let answer =
            browser.post("/sign-in", &[("email", email), ("password", password), ("next", "/desk")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains(&format!("value=\"{email}\"")), "what was typed stays");
        assert!(!answer.body.contains(password) && !browser.cookies.contains_key("mufakat_session"));
        seen.insert(answer.between("role=\"alert\"", "</div>"));
    }
    assert_eq!(seen.len(), 1, "one answer for all: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_and_an_address_may_try_only_so_often() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    let mut browser = house.browser();
    for _ in 0..10 {
        assert_eq!(
            browser.post("/sign-in", &[("email", "ana@house.example"), ("password", "x")]).await.status,
            422
        );
    }
    let answer = browser.post("/sign-in", &[("email", "ana@house.example"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 429, "even the right password waits");
    assert_eq!(
        browser.post("/sign-in", &[("email", "ben@house.example"), ("password", "x")]).await.status,
        429
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_secret_is_refused() {
    let house = house(true).await;
    house.administrator().await;
    let mut browser = house.signed_in("admin@house.example").await;
    for route in SLICE.routes.iter().filter(|route| route.method == mufakat_web::route::Method::Post) {
        let path = route.path.replace("{id}", "x").replace("{grant}", "y").replace("{secret}", "z");
        let request = Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(browser.send(request, "email=a%40b.example".into()).await.status, 403, "{path}");
    }
}

#[test]
fn only_addresses_of_this_house_are_gone_on_to() {
    for good in ["/", "/desk", "/meetings?year=2026", "/bodies/SOM#x"] {
        assert_eq!(local(good), Some(good));
    }
    for bad in [
        "",
        "desk",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "/a b",
        "/sign-in?next=/x",
        "/sign-out",
    ] {
        assert_eq!(local(bad), None, "{bad:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_never_leads_elsewhere() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    for (next, expected) in
        [("//evil.example", "/desk"), ("https://evil.example/", "/desk"), ("/meetings", "/meetings")]
    {
        let mut browser = house.browser();
        let page = browser.get(&format!("/sign-in?next={}", mufakat_web::form::encode(next))).await;
        assert!(
            !page.body.contains("name=\"next\" value=\"//") && !page.body.contains("value=\"https://evil")
        );
        let answer = browser
            .post("/sign-in", &[("email", "ana@house.example"), ("password", PASSWORD), ("next", next)])
            .await;
        assert_eq!(answer.location, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn machines_sign_in_by_json_and_get_the_next_forms_secret() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    let mut machine = house.browser();
    let door = machine.get("/sign-in.json").await.json();
    let csrf = door["csrf"].as_str().expect("a token").to_owned();
    let answer = machine
        .post_json(
            "/sign-in",
            &csrf,
            serde_json::json!({ "email": "ana@house.example", "password": PASSWORD }),
        )
        .await;
    assert_eq!((answer.status, &answer.json()["signed_in"]), (200, &serde_json::json!(true)));
    let csrf = answer.json()["csrf"].as_str().expect("a token").to_owned();
    let made = machine
        .post_json(
            "/account/tokens",
            &csrf,
            serde_json::json!({ "label": "robot", "scopes": ["read"], "days": 30 }),
        )
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(made.json()["secret"].as_str().map(str::len), Some(64));
    let account = machine.get("/account.json").await;
    assert_eq!(account.json()["tokens"][0]["label"], "robot");
    assert!(
        !account.body.contains(made.json()["secret"].as_str().expect("a secret"))
            && !account.body.contains("argon2")
    );
    let wrong = machine
        .post_json("/sign-in", &csrf, serde_json::json!({ "email": "ana@house.example", "password": "no" }))
        .await;
    assert_eq!((wrong.status, &wrong.json()["errors"][0]["field"]), (422, &serde_json::json!("password")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_taken_up_once() {
    let house = house(false).await;
    house.administrator().await;
    let mut admin = house.signed_in("admin@house.example").await;
    let fields = [
        ("email", "ben@house.example"),
        ("name", "Ben"),
        ("role", "delegate"),
        ("body", "som"),
        ("party", "VN"),
        ("lang", "id"),
    ];
    let page = admin.post("/admin/accounts", &fields).await;
    assert_eq!(page.status, 201, "{}", page.body);
    let link = page.secret();
    let path = link.strip_prefix("https://house.example").expect("our address").to_owned();
    let letters = house.letters().await;
    assert!(
        letters.len() == 1 && letters[0].contains(&link) && letters[0].contains("ben@house.example"),
        "{letters:?}"
    );
    assert_eq!(admin.post("/admin/accounts", &fields).await.status, 422, "one account for an address");

    let mut ben = house.browser();
    assert!(ben.get(&path).await.body.contains("ben@house.example"));
    let short = ben.post(&path, &[("new_password", "short")]).await;
    assert!(short.status == 422 && !short.body.contains("value=\"short\""));
    let answer = ben.post(&path, &[("new_password", OTHER), ("zone", "Asia/Ho_Chi_Minh")]).await;
    assert_eq!((answer.status, answer.location.as_str()), (303, "/desk?notice=welcome"));
    let account = ben.get("/account.json").await.json();
    assert_eq!(
        (&account["zone"], &account["roles"][0]["party"], &account["roles"][0]["body"]["code"]),
        (&"Asia/Ho_Chi_Minh".into(), &"VN".into(), &"SOM".into())
    );
    assert_eq!(account["roles"][0]["body"]["id"], records::stable_id("body", "SOM"));

    let mut other = house.browser();
    assert_eq!(other.get(&path).await.status, 404);
    assert_eq!(other.post(&path, &[("new_password", PASSWORD)]).await.status, 404, "a link works once");
    assert_eq!(other.get("/invitation/0000").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_ends_with_its_time_and_with_the_next_one() {
    let house = house(false).await;
    house.administrator().await;
    let mut admin = house.signed_in("admin@house.example").await;
    let page = admin
        .post("/admin/accounts", &[("email", "ben@house.example"), ("name", "Ben"), ("role", "officer")])
        .await;
    let first = page.secret().replace("https://house.example", "");
    let id = page.between("href=\"/admin/accounts/", "\"");
    let id = if id == "new" {
        page.body.split("/admin/accounts/").nth(2).expect("id")[..16].to_owned()
    } else {
        id
    };
    let second = admin
        .post(&format!("/admin/accounts/{id}/invitation"), &[])
        .await
        .secret()
        .replace("https://house.example", "");
    let mut ben = house.browser();
    assert_eq!((ben.get(&first).await.status, ben.get(&second).await.status), (404, 200));
    house.clock.store(START + 73 * HOUR, Ordering::SeqCst);
    assert_eq!(ben.get(&second).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_administrator_makes_the_first_account_and_no_other() {
    let house = house(false).await;
    for secret in ["one", "two"] {
        house
            .site
            .db
            .write(&house.ctx(), move |tx| store::first_administrator_link(tx, secret))
            .await
            .expect("a link");
    }
    let mut browser = house.browser();
    let missing = browser.post("/invitation/one", &[("new_password", OTHER), ("name", "Dewi")]).await;
    assert!(
        missing.status == 422
            && missing.body.contains("id=\"f-email-error\"")
            && missing.body.contains("value=\"Dewi\"")
    );
    let answer = browser
        .post(
            "/invitation/one",
            &[("new_password", OTHER), ("name", "Dewi"), ("email", "dewi@house.example")],
        )
        .await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(browser.get("/admin").await.status, 200);
    assert_eq!(house.browser().get("/invitation/two").await.status, 404);
    let ctx = house.ctx();
    let late = house.site.db.write(&ctx, |tx| store::first_administrator_link(tx, "three")).await;
    assert!(matches!(late, Err(Problem::Conflict { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_set_anew_once_and_ends_all_sessions() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    let mut elsewhere = house.signed_in("ana@house.example").await;
    let mut browser = house.browser();
    let known = browser.post("/password/reset", &[("email", "ana@house.example")]).await;
    let unknown = browser.post("/password/reset", &[("email", "nobody@house.example")]).await;
    assert_eq!(
        (known.status, &known.location, &known.body),
        (unknown.status, &unknown.location, &unknown.body)
    );
    let letters = house.letters().await;
    assert_eq!(letters.len(), 1);
    let start = letters[0].find("/password/reset/").expect("a link");
    let path = letters[0][start..start + "/password/reset/".len() + 64].to_owned();
    assert!(browser.get(&path).await.body.contains("ana@house.example"));
    let answer = browser.post(&path, &[("new_password", OTHER)]).await;
    assert_eq!(answer.location, "/desk?notice=password-set");
    assert_eq!(browser.get("/account").await.status, 200);
    assert_eq!(elsewhere.get("/account").await.status, 303, "the session elsewhere has ended");
    assert_eq!(
        house.browser().post(&path, &[("new_password", PASSWORD)]).await.status,
        404,
        "a link works once"
    );
    let old =
        house.browser().post("/sign-in", &[("email", "ana@house.example"), ("password", PASSWORD)]).await;
    let new = house.browser().post("/sign-in", &[("email", "ana@house.example"), ("password", OTHER)]).await;
    assert_eq!((old.status, new.status), (422, 303));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_link_ends_within_a_day_and_never_opens_a_closed_account() {
    let house = house(false).await;
    house.administrator().await;
    let id = house.account("ana@house.example", vec![]).await;
    let mut admin = house.signed_in("admin@house.example").await;
    let mut link = async || {
        admin
            .post(&format!("/admin/accounts/{id}/reset"), &[])
            .await
            .secret()
            .replace("https://house.example", "")
    };
    let (one, two) = (link().await, link().await);
    let mut ana = house.browser();
    assert_eq!(ana.get(&one).await.status, 200);
    house.clock.store(START + 25 * HOUR, Ordering::SeqCst);
    assert_eq!(ana.get(&one).await.status, 404);
    house.clock.store(START + HOUR, Ordering::SeqCst);
    let closed = id.clone();
    house
        .site
        .db
        .write(&house.ctx(), move |tx| accounts::set_state(tx, &closed, "closed"))
        .await
        .expect("closed");
    assert_eq!(ana.post(&two, &[("new_password", OTHER)]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_what_its_scopes_say_and_never_makes_another() {
    let house = house(false).await;
    house.administrator().await;
    let mut admin = house.signed_in("admin@house.example").await;
    let none = admin.post("/account/tokens", &[("label", "robot"), ("days", "3")]).await;
    assert!(
        none.status == 422 && none.body.contains("value=\"robot\"") && none.body.contains("id=\"f-scopes\"")
    );
    let mut token = async |scopes: &[&str]| {
        let mut fields = vec![("label", "robot"), ("days", "30")];
        fields.extend(scopes.iter().map(|scope| ("scopes", *scope)));
        let page = admin.post("/account/tokens", &fields).await;
        assert_eq!(page.status, 201);
        page.secret()
    };
    let (read, both, calendar) =
        (token(&["read"]).await, token(&["read", "write"]).await, token(&["calendar"]).await);
    assert!(
        calendar.starts_with("https://house.example/calendar/")
            && calendar.trim_end_matches(".ics").len() + 4 == calendar.len()
    );
    let calendar =
        calendar.trim_start_matches("https://house.example/calendar/").trim_end_matches(".ics").to_owned();
    let mut robot = house.browser();
    assert_eq!(robot.with_token("GET", "/account", &read).await.status, 200);
    assert_eq!(robot.with_token("GET", "/account", &calendar).await.status, 403);
    assert_eq!(robot.with_token("GET", "/account", "nonsense").await.status, 401);
    assert_eq!(robot.with_token("POST", "/admin/jobs/x/again", &read).await.status, 403);
    assert_eq!(
        robot.with_token("POST", "/admin/jobs/x/again", &both).await.status,
        404,
        "allowed to write, but there is no such job"
    );
    for path in ["/account/calendar", "/account/sessions/close-others", "/admin/accounts/x/reset"] {
        assert_eq!(robot.with_token("POST", path, &both).await.status, 403, "{path}: not by a token");
    }
    let tokens = admin.get("/account.json").await.json()["tokens"].clone();
    for token in tokens.as_array().expect("tokens") {
        let id = token["id"].as_str().expect("an id");
        assert_eq!(admin.post(&format!("/account/tokens/{id}/revoke"), &[]).await.status, 303);
        assert_eq!(admin.post(&format!("/account/tokens/{id}/revoke"), &[]).await.status, 404);
    }
    assert_eq!(robot.with_token("GET", "/account", &read).await.status, 401, "revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_calendar_address_replaces_the_one_before() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    let mut browser = house.signed_in("ana@house.example").await;
    let secret = |page: Answer| {
        page.secret()
            .trim_start_matches("https://house.example/calendar/")
            .trim_end_matches(".ics")
            .to_owned()
    };
    let first = secret(browser.post("/account/calendar", &[]).await);
    let second = secret(browser.post("/account/calendar", &[]).await);
    let ctx = house.ctx();
    let looked = house
        .site
        .db
        .read(&ctx, move |tx| Ok((accounts::by_token(tx, &first)?, accounts::by_token(tx, &second)?)));
    let (first, second) = looked.await.expect("looked up");
    assert!(
        first.is_none()
            && second.is_some_and(
                |person| person.actor.scope_allows("calendar") && !person.actor.scope_allows("read")
            )
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_seen_and_closed_one_by_one_or_all_others() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    house.account("ben@house.example", vec![]).await;
    let (mut here, mut there, mut third) = (
        house.signed_in("ana@house.example").await,
        house.signed_in("ana@house.example").await,
        house.signed_in("ana@house.example").await,
    );
    let sessions = here.get("/account.json").await.json()["sessions"].clone();
    let current: Vec<bool> =
        sessions.as_array().expect("sessions").iter().map(|session| session["current"] == true).collect();
    assert_eq!(current.iter().filter(|here| **here).count(), 1);
    let id = accounts::digest(&there.cookies["mufakat_session"]);
    let mut ben = house.signed_in("ben@house.example").await;
    assert_eq!(
        ben.post(&format!("/account/sessions/{id}/close"), &[]).await.status,
        404,
        "another person's session"
    );
    assert_eq!(here.post(&format!("/account/sessions/{id}/close"), &[]).await.status, 303);
    assert_eq!((there.get("/account").await.status, third.get("/account").await.status), (303, 200));
    here.post("/account/sessions/close-others", &[]).await;
    assert_eq!((here.get("/account").await.status, third.get("/account").await.status), (200, 303));
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_and_password_change_with_the_right_words_only() {
    let house = house(false).await;
    house.account("ana@house.example", vec![]).await;
    let mut browser = house.signed_in("ana@house.example").await;
    let mut other = house.signed_in("ana@house.example").await;
    let wrong = browser
        .post("/account/preferences", &[("name", "Ana Lim"), ("lang", "xx"), ("zone", "Asia/Dili")])
        .await;
    assert!(
        wrong.status == 422
            && wrong.body.contains("value=\"Ana Lim\"")
            && wrong.body.contains("id=\"f-lang-error\"")
    );
    let saved = browser
        .post("/account/preferences", &[("name", "Ana Lim"), ("lang", "id"), ("zone", "Asia/Dili")])
        .await;
    assert_eq!(saved.location, "/account?notice=account-saved");
    assert_eq!(browser.cookies["mufakat_lang"], "id");
    let wrong =
        browser.post("/account/password", &[("current_password", "not this"), ("new_password", OTHER)]).await;
    assert!(wrong.status == 422 && !wrong.body.contains("not this") && !wrong.body.contains(OTHER));
    let set =
        browser.post("/account/password", &[("current_password", PASSWORD), ("new_password", OTHER)]).await;
    assert_eq!(set.location, "/account?notice=password-set");
    assert_eq!((browser.get("/account").await.status, other.get("/account").await.status), (200, 303));
}

#[tokio::test(flavor = "multi_thread")]
async fn administration_is_for_administrators() {
    let house = house(false).await;
    let admin = house.administrator().await;
    house.account("officer@house.example", vec![everywhere(Role::Officer)]).await;
    let mut officer = house.signed_in("officer@house.example").await;
    for route in SLICE.routes.iter().filter(|route| route.path.starts_with("/admin")) {
        let path = route.path.replace("{id}", &admin).replace("{grant}", "x");
        let get = route.method == mufakat_web::route::Method::Get;
        let (one, nobody) = if get {
            (officer.get(&path).await, house.browser().get(&path).await)
        } else {
            (officer.post(&path, &[]).await, house.browser().post(&path, &[]).await)
        };
        assert_eq!((one.status, nobody.status), (403, 303), "{path}");
        assert!(nobody.location.starts_with("/sign-in?next="));
    }
    assert_eq!(house.browser().get("/account").await.location, "/sign-in?next=%2Faccount");
    let mut admin_browser = house.signed_in("admin@house.example").await;
    for path in [
        "/admin",
        "/admin/accounts",
        "/admin/accounts/new",
        "/admin/jobs",
        "/admin/jobs?state=dead",
        "/admin/accounts.csv",
        "/admin/accounts?email=officer%40house.example",
    ] {
        let answer = admin_browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
    for path in [
        "/account".to_owned(),
        "/admin".to_owned(),
        "/admin/accounts".to_owned(),
        format!("/admin/accounts/{admin}"),
        "/admin/jobs".to_owned(),
    ] {
        let statements = admin_browser.get(&path).await.statements;
        assert!((2..=5).contains(&statements), "{path}: {statements} with the question who asks");
    }
    assert_eq!(admin_browser.get("/admin/accounts/0000000000000000").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_given_and_ended_but_an_administrator_remains() {
    let house = house(false).await;
    let admin = house.administrator().await;
    let id = house.account("ana@house.example", vec![]).await;
    let mut browser = house.signed_in("admin@house.example").await;
    let path = format!("/admin/accounts/{id}/roles");
    for (fields, field) in [
        (vec![("role", "delegate")], "party"),
        (vec![("role", "chair"), ("party", "PH")], "body"),
        (vec![("role", "administrator"), ("body", "SOM")], "body"),
        (vec![("role", "officer"), ("party", "PH")], "party"),
        (vec![("role", "chair"), ("body", "NONESUCH")], "body"),
    ] {
        let answer = browser.post(&path, &fields).await;
        assert!(
            answer.status == 422 && answer.body.contains(&format!("id=\"f-{field}-error\"")),
            "{fields:?}: {}",
            answer.status
        );
    }
    let chair = [("role", "chair"), ("body", "SOM"), ("party", "PH")];
    assert_eq!(browser.post(&path, &chair).await.status, 303);
    assert_eq!(browser.post(&path, &chair).await.status, 422, "held already");
    let role = browser.get(&format!("/admin/accounts/{id}.json")).await.json()["roles"][0]["id"]
        .as_str()
        .expect("a role")
        .to_owned();
    assert_eq!(browser.post(&format!("{path}/{role}/end"), &[]).await.status, 303);
    assert_eq!(browser.post(&format!("{path}/{role}/end"), &[]).await.status, 404);

    let own = browser.get(&format!("/admin/accounts/{admin}.json")).await.json()["roles"][0]["id"]
        .as_str()
        .expect("a role")
        .to_owned();
    let last = browser.post(&format!("/admin/accounts/{admin}/roles/{own}/end"), &[]).await;
    assert!(last.status == 422 && last.body.contains("Somebody must remain"));
    assert_eq!(
        browser.post(&format!("/admin/accounts/{admin}/state"), &[("state", "closed")]).await.status,
        422
    );
    assert_eq!(
        browser.post(&format!("/admin/accounts/{id}/state"), &[("state", "closed")]).await.status,
        303
    );
    assert_eq!(
        house
            .browser()
            .post("/sign-in", &[("email", "ana@house.example"), ("password", PASSWORD)])
            .await
            .status,
        422
    );
    assert_eq!(
        browser.post(&format!("/admin/accounts/{id}/state"), &[("state", "active")]).await.status,
        303
    );
    house.signed_in("ana@house.example").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_read_and_run_again() {
    let house = house(false).await;
    house.administrator().await;
    let ctx = house.ctx();
    let fail = house.site.db.write(&ctx, |tx| {
        let now = tx.ctx().now;
        jobs::enqueue(tx, "mail.send", "{}", None, now)?;
        let mut job = jobs::claim(tx, 60)?.expect("a job");
        job.attempts = jobs::ATTEMPTS_MAX;
        jobs::failed(tx, &job, "the post is closed")?;
        Ok(job.id)
    });
    let id = fail.await.expect("a dead letter");
    let mut admin = house.signed_in("admin@house.example").await;
    assert!(admin.get("/admin").await.body.contains("/admin/jobs?state=dead"));
    assert!(admin.get("/admin/jobs?state=dead").await.body.contains("the post is closed"));
    assert_eq!(admin.post(&format!("/admin/jobs/{id}/again"), &[]).await.status, 303);
    assert_eq!(house.letters().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_roles_exist_in_the_demonstration_only() {
    let serious = house(false).await;
    let mut browser = serious.browser();
    assert!(!browser.get("/sign-in").await.body.contains("sign-in-roles"));
    assert_eq!(browser.post("/demo/sign-in", &[("role", "officer")]).await.status, 404);

    let demo = house(true).await;
    let mut browser = demo.browser();
    assert!(browser.get("/sign-in").await.body.contains("sign-in-roles"));
    assert_eq!(
        browser.post("/demo/sign-in", &[("role", "officer"), ("next", "/meetings")]).await.location,
        "/meetings"
    );
    assert_eq!(browser.get("/account").await.status, 200);
    assert_eq!(browser.post("/demo/sign-in", &[("role", "emperor")]).await.status, 422);
    assert_eq!(browser.post("/demo/sign-in", &[("role", "public")]).await.location, "/");
    assert_eq!(browser.get("/account").await.status, 303);
    let seq = demo.site.db.seq();
    demo.site.db.write(&demo.ctx(), super::demo::load).await.expect("loaded again");
    assert_eq!(demo.site.db.seq(), seq, "a second load changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forms_own_address_leads_back_to_its_page() {
    let house = house(false).await;
    let id = house.administrator().await;
    let mut admin = house.signed_in("admin@house.example").await;
    for path in ["/account/password", "/account/tokens", "/account/preferences", "/account/calendar"] {
        assert_eq!(admin.get(path).await.location, "/account", "{path}");
    }
    for path in ["roles", "state", "reset", "invitation", "roles/x/end"] {
        assert_eq!(
            admin.get(&format!("/admin/accounts/{id}/{path}")).await.location,
            format!("/admin/accounts/{id}")
        );
    }
}

#[test]
fn devices_are_named_in_words_people_know() {
    for (agent, name) in [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"),
        ("curl/8.5.0", "curl"),
        ("", ""),
    ] {
        assert_eq!(account::device(agent), name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_prepares() {
    let house = house(false).await;
    let ctx = house.ctx();
    let prepared = house.site.db.read(&ctx, |tx| {
        for (name, sql) in store::STATEMENTS {
            tx.prepare(sql).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        }
        Ok(())
    });
    prepared.await.expect("prepared");
}

#[test]
fn both_languages_say_the_same_things() {
    let keys = |text: &str| -> BTreeSet<String> {
        text.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" ="))
            .map(|(key, _)| key.to_owned())
            .collect()
    };
    let (en, id) = (keys(SLICE.texts[0].1), keys(SLICE.texts[1].1));
    assert_eq!(en.symmetric_difference(&id).collect::<Vec<_>>(), Vec::<&String>::new());
    // Every key a template of this slice asks for by name is written.
    let frame: BTreeSet<String> = keys(mufakat_web::view::TEXTS[0].1);
    for (name, template) in TEMPLATES {
        for part in template.split("v.t").skip(1) {
            let Some(key) = part
                .split_once("(\"")
                .filter(|(call, _)| call.len() <= 1)
                .and_then(|(_, rest)| rest.split_once('"'))
                .map(|(key, _)| key)
            else {
                continue;
            };
            assert!(en.contains(key) || frame.contains(key), "{name}: {key}");
        }
    }
}

const TEMPLATES: &[(&str, &str)] = &[
    ("account", include_str!("../../templates/accounts/account.html")),
    ("accounts", include_str!("../../templates/accounts/accounts.html")),
    ("admin", include_str!("../../templates/accounts/admin.html")),
    ("admin_account", include_str!("../../templates/accounts/admin_account.html")),
    ("forgotten", include_str!("../../templates/accounts/forgotten.html")),
    ("gone", include_str!("../../templates/accounts/gone.html")),
    ("invitation", include_str!("../../templates/accounts/invitation.html")),
    ("jobs", include_str!("../../templates/accounts/jobs.html")),
    ("new", include_str!("../../templates/accounts/new.html")),
    ("reset", include_str!("../../templates/accounts/reset.html")),
    ("secret", include_str!("../../templates/accounts/secret.html")),
    ("sign_in", include_str!("../../templates/accounts/sign_in.html")),
];
