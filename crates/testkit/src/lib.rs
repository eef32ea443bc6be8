//! For tests: a site in process on either engine, a clock moved by hand, clients by role.
//!
//! SQLite starts from a copy of a prepared template, PostgreSQL (when `MUFAKAT_TEST_POSTGRES` names
//! a server) from a template database, so that a harness costs milliseconds.

use axum::{
    body::Body,
    http::{Request, Response},
};
use http_body_util::BodyExt;
use mufakat_store::{Clock, Ctx, Db, Engine, Entropy, Options};
use mufakat_web::{Site, serve};
use serde_json::Value as Json;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, AtomicU32, Ordering},
    },
};

/// The instant every harness starts at: 25 November 2026, 09:00 in Jakarta.
pub const START_MICROS: i64 = 1_795_572_000_000_000;

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Builds a site on an opened, migrated database in a folder: the app gives it.
pub type Build = fn(
    std::path::PathBuf,
    Db,
    Clock,
    Entropy,
) -> Pin<Box<dyn Future<Output = mufakat_store::Result<Arc<Site>>> + Send>>;
/// Fills a fresh database (profile and demonstration).
pub type Fill = fn(Db, Ctx) -> Pin<Box<dyn Future<Output = mufakat_store::Result<()>> + Send>>;

/// A running site for one test.
pub struct Harness {
    pub site: Arc<Site>,
    pub folder: tempfile::TempDir,
    pub clock: Arc<AtomicI64>,
    build: Build,
    url: String,
}

/// Address of the PostgreSQL server the tests may use.
#[expect(clippy::disallowed_methods, reason = "the one switch of the test run")]
pub fn postgres() -> Option<String> {
    std::env::var("MUFAKAT_TEST_POSTGRES").ok().filter(|url| !url.is_empty())
}

/// The engines this run can test on.
pub fn engines() -> Vec<Engine> {
    if postgres().is_some() { vec![Engine::Sqlite, Engine::Postgres] } else { vec![Engine::Sqlite] }
}

/// Replaces the database's name in a PostgreSQL address.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) =
        url.split_once('?').map_or((url, String::new()), |(address, query)| (address, format!("?{query}")));
    let server = address.rsplit_once('/').map_or(address, |(server, _)| server);
    format!("{server}/{name}{query}")
}

async fn admin(url: &str, sql: &str) {
    mufakat_store::db::administer(url, sql).await.unwrap_or_else(|problem| panic!("{sql}: {problem}"));
}

/// Address of a database of its own: a copy of the template this process filled once.
pub async fn fresh_database(engine: Engine, folder: &std::path::Path, fill: Fill, clock: &Clock) -> String {
    static TEMPLATE: Mutex<Option<tempfile::TempDir>> = Mutex::new(None);
    static GATE: tokio::sync::Mutex<[bool; 2]> = tokio::sync::Mutex::const_new([false; 2]);
    let mut made = GATE.lock().await;
    match engine {
        Engine::Sqlite => {
            if !made[0] {
                let template = tempfile::tempdir().expect("a temporary folder");
                let url = template.path().join("mufakat.sqlite").display().to_string();
                let db = Db::open(&url, &Options::default()).await.expect("the template opens");
                fill(db.clone(), Ctx::system("template", clock)).await.expect("the template fills");
                db.close();
                *TEMPLATE.lock().unwrap_or_else(PoisonError::into_inner) = Some(template);
                made[0] = true;
            }
            let from = TEMPLATE
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .as_ref()
                .map(|dir| dir.path().to_owned())
                .expect("a template");
            for name in ["mufakat.sqlite", "mufakat.sqlite-wal"] {
                if from.join(name).exists() {
                    std::fs::copy(from.join(name), folder.join(name)).expect("the template is copied");
                }
            }
            folder.join("mufakat.sqlite").display().to_string()
        }
        Engine::Postgres => {
            let server = postgres().expect("a PostgreSQL server");
            let template = format!("mufakat_t{}", std::process::id());
            if !made[1] {
                admin(&server, &format!("create database {template} template template0 lc_collate 'C' lc_ctype 'C' encoding 'UTF8'")).await;
                let db = Db::open(&with_database(&server, &template), &Options::default())
                    .await
                    .expect("the template opens");
                fill(db.clone(), Ctx::system("template", clock)).await.expect("the template fills");
                db.close();
                drop(db);
                // The pools' connections end a moment after they are dropped.
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                made[1] = true;
            }
            let name =
                format!("mufakat_t{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::SeqCst));
            admin(&server, &format!("create database {name} template {template}")).await;
            with_database(&server, &name)
        }
    }
}

/// Address of a new PostgreSQL database with nothing in it.
pub async fn empty_postgres() -> String {
    let server = postgres().expect("a PostgreSQL server");
    let name = format!("mufakat_t{}_{}", std::process::id(), DATABASES.fetch_add(1, Ordering::SeqCst));
    admin(
        &server,
        &format!("create database {name} template template0 lc_collate 'C' lc_ctype 'C' encoding 'UTF8'"),
    )
    .await;
    with_database(&server, &name)
}

impl Harness {
    /// A site with the profile and the demonstration, on a database of its own.
    pub async fn new(engine: Engine, fill: Fill, build: Build) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(AtomicI64::new(START_MICROS));
        let url = fresh_database(engine, folder.path(), fill, &Clock::Fixed(Arc::clone(&clock))).await;
        let db = Db::open(&url, &Options::default()).await.expect("the database opens");
        let entropy =
            Entropy::Seeded(Arc::new(Mutex::new(u64::from(DATABASES.fetch_add(1, Ordering::SeqCst)))));
        let site = build(folder.path().to_owned(), db, Clock::Fixed(Arc::clone(&clock)), entropy)
            .await
            .expect("the site is built");
        Self { site, folder, clock, build, url }
    }

    /// Stops and starts again on the same data: nothing may live in memory only.
    pub async fn restart(&mut self) {
        self.site.db.close();
        let db = Db::open(&self.url, &Options::default()).await.expect("the database opens again");
        let entropy =
            Entropy::Seeded(Arc::new(Mutex::new(u64::from(DATABASES.fetch_add(1, Ordering::SeqCst)) << 32)));
        self.site =
            (self.build)(self.folder.path().to_owned(), db, Clock::Fixed(Arc::clone(&self.clock)), entropy)
                .await
                .expect("the site is built again");
    }

    pub fn advance_hours(&self, hours: i64) {
        self.clock.fetch_add(hours * 3_600_000_000, Ordering::SeqCst);
    }

    pub fn ctx(&self) -> Ctx {
        Ctx::system("test", &Clock::Fixed(Arc::clone(&self.clock)))
    }

    /// A visitor without an account.
    pub fn anonymous(&self) -> Client {
        Client { site: Arc::clone(&self.site), cookies: Vec::new() }
    }

    /// Somebody signed in through the demonstration's one-click door.
    pub async fn signed_in(&self, role: &str) -> Client {
        let mut client = self.anonymous();
        let answer = client.post("/demo/sign-in", &[("role", role)]).await;
        assert_eq!(answer.status, 303, "sign-in as {role}: {}", answer.text);
        client
    }

    /// The roles of the access matrix, in its columns' order.
    pub const ROLES: [&'static str; 6] =
        ["anonymous", "delegate", "chair", "officer", "secretary-general", "administrator"];

    pub async fn client(&self, role: &str) -> Client {
        if role == "anonymous" { self.anonymous() } else { self.signed_in(role).await }
    }
}

/// A browser of sorts: keeps cookies, sends forms with their token.
#[derive(Clone)]
pub struct Client {
    site: Arc<Site>,
    cookies: Vec<(String, String)>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub text: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text))
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }
}

impl Client {
    pub async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.join("; ").parse().expect("a cookie header"));
        }
        let response: Response<Body> = serve::handle(Arc::clone(&self.site), request).await;
        let (parts, body) = response.into_parts();
        for value in parts.headers.get_all("set-cookie") {
            let text = value.to_str().unwrap_or_default();
            if let Some((name, value)) = text.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.retain(|(known, _)| known != name);
                if !text.contains("Max-Age=0") {
                    self.cookies.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        let headers = parts
            .headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        Answer {
            status: parts.status.as_u16(),
            headers,
            text: String::from_utf8_lossy(&body).into_owned(),
            body,
        }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.get_as(path, "text/html").await
    }

    pub async fn get_as(&mut self, path: &str, accept: &str) -> Answer {
        let request = Request::get(path).header("accept", accept).body(Body::empty()).expect("a request");
        self.send(request).await
    }

    /// The anti-forgery token of this client's cookies.
    pub fn csrf(&self) -> String {
        let secret = ["mufakat_session", "mufakat_visitor"]
            .iter()
            .find_map(|wanted| self.cookies.iter().find(|(name, _)| name == wanted))
            .map_or("", |(_, value)| value);
        mufakat_web::session::token(&self.site, secret)
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.retain(|(known, _)| known != name);
        self.cookies.push((name.to_owned(), value.to_owned()));
    }

    /// Sends a form as a browser does, with its token; an anonymous client gets a visitor's cookie first.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        if self
            .cookies
            .iter()
            .all(|(name, _)| !name.starts_with("mufakat_s") && !name.starts_with("mufakat_v"))
        {
            self.get("/sign-in").await;
        }
        let token = self.csrf();
        let mut pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| {
                format!("{}={}", mufakat_web::form::encode(name), mufakat_web::form::encode(value))
            })
            .collect();
        pairs.push(format!("csrf={token}"));
        self.post_raw(path, "application/x-www-form-urlencoded", pairs.join("&").into_bytes()).await
    }

    pub async fn post_raw(&mut self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = Request::post(path)
            .header("content-type", content_type)
            .header("accept", "text/html")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Sends JSON with the token in its header.
    pub async fn post_json(&mut self, path: &str, json: &Json) -> Answer {
        if self.cookies.is_empty() {
            self.get("/sign-in").await;
        }
        let request = Request::post(path)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .header("x-csrf-token", self.csrf())
            .body(Body::from(json.to_string()))
            .expect("a request");
        self.send(request).await
    }

    /// Sends a form with one file.
    pub async fn post_file(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Answer {
        let boundary = "mufakat-test-boundary";
        let mut body = Vec::new();
        let token = self.csrf();
        for (name, value) in fields.iter().copied().chain([("csrf", token.as_str())]) {
            body.extend_from_slice(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .as_bytes(),
            );
        }
        let (field, name, bytes) = file;
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        self.post_raw(path, &format!("multipart/form-data; boundary={boundary}"), body).await
    }
}
