//! The accounts, tried from outside: requests in, answers out, on a database of its own. Here is the
//! house the tests stand in and the browser they use; the tests are in the files beside it.

mod account;
mod administration;
mod doors;

use super::SLICE;
use axum::{body::Body, http::Request};
use mufakat_base::Class;
use mufakat_lexis::{Index, Segmenter};
use mufakat_store::{
    Area, Clock, Ctx, Db, Entropy, Files, Grant, Options, Role, accounts, area::KERNEL, jobs, migrate,
    records,
};
use mufakat_web::{Organisation, Slice, site, site::Site};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::AtomicI64},
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
