//! Bodies, calendar and feeds on a real database in a folder that vanishes.

use super::*;
use crate::feeds;
use mufakat_base::Class;
use mufakat_store::{
    Actor, Clock, Ctx, Db, Entropy, Event, Files, Grant, Options, Role, accounts, area,
    load::{self, Report},
    migrate, params,
    records::{self, NewRecord},
};
use mufakat_web::{
    Organisation, Problem, Site,
    call::Body as ReplyBody,
    site::{Config, Parts},
};
use std::{future::Future, net::Ipv4Addr, sync::Arc};

const AREAS: &[Area] = &[area::KERNEL, mufakat_parties::SLICE.area, SLICE.area];
const SLICES: &[Slice] = &[SLICE];
const NOW: &str = "2026-11-25T03:00:00Z";
const BODIES: &str = "code,name,abbreviation,level,community,parent,mandate,source,pages_found,confidence\n\
    SEOM,Senior Economic Officials' Meeting,SEOM,senior officials,AEC,AEM,Prepares the ministers,\"general knowledge, to verify\",0,medium\n\
    AEM,Economic Ministers' Meeting,AEM,ministers,AEC,SUMMIT,Trade,https://www.example.org/a/b; https://example.net,2,high\n\
    SUMMIT,The Summit,,leaders,all,,Supreme body,https://example.org,1,high\n\
    bad code,Nothing,,leaders,all,,,,0,high\n\
    LOST,A Body whose Parent is not there,,centre,external,NOWHERE,,,0,low\n";

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn system() -> Ctx {
    Ctx::system("test", &clock())
}

struct House {
    site: Arc<Site>,
    _dir: tempfile::TempDir,
}

fn clock() -> Clock {
    let at: jiff::Timestamp = NOW.parse().unwrap();
    Clock::Fixed(Arc::new(at.as_microsecond().into()))
}

impl House {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
        let db = Db::open(&path("a.db"), &Options::default()).await.unwrap();
        let ctx = Ctx::system("test", &clock());
        migrate::migrate(&db, &ctx, AREAS).await.unwrap();
        let segmenter = Arc::new(mufakat_lexis::words::Segmenter::new(Vec::new()));
        let site = Site::new(Parts {
            db,
            files: Files::open(&path("files")).unwrap(),
            index: Arc::new(mufakat_lexis::index::Index::open(None, segmenter).unwrap()),
            slices: SLICES,
            config: Config { public_url: "https://example.org".into(), ..Config::default() },
            clock: clock(),
            entropy: Entropy::System,
            organisation: Organisation { zone: "Asia/Jakarta".into(), ..Organisation::default() },
            demo_roles: &[],
            key: [7; 32],
        })
        .unwrap();
        let house = Self { site: Arc::new(site), _dir: dir };
        house.load().await;
        house
    }

    async fn load(&self) -> Report {
        let mut report = Report::default();
        load::file(&self.site.db, &system(), "bodies.csv", BODIES.into(), store::load, &mut report)
            .await
            .unwrap();
        report
    }

    async fn write<T: Send + 'static>(
        &self,
        act: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> T {
        self.site.db.write(&system(), act).await.unwrap()
    }

    /// Enters a meeting; `start` is a day, or an instant in Jakarta's zone.
    async fn meeting(
        &self,
        key: &'static str,
        body: &'static str,
        start: &'static str,
        end: &'static str,
        class: Class,
        status: &'static str,
    ) {
        self.write(move |tx| {
            let record = NewRecord {
                class,
                body: Some(records::stable_id("body", body)),
                ..NewRecord::new("meeting", key, format!("Meeting {key}"), format!("/meetings/{key}"))
            };
            let id = records::create(tx, &record)?;
            let at = |text: &str| text.parse::<jiff::Timestamp>().ok();
            let day = |text: &str| text.get(..10).unwrap_or(text).to_owned();
            tx.change(
                MEETING,
                params![
                    &id,
                    records::stable_id("body", body),
                    day(start),
                    day(end),
                    at(start),
                    at(end),
                    status,
                    at(start).is_some()
                ],
            )?;
            tx.record(Event::new("meeting.planned", "meeting", &id))?;
            Ok(())
        })
        .await;
    }

    async fn ask(&self, actor: Actor, path: &str, twin: Twin) -> (Result<Reply>, u32) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let (route, params) = match parts.as_slice() {
            ["bodies"] => (0, vec![]),
            ["bodies", id] => (1, vec![("id".to_owned(), (*id).to_owned())]),
            ["calendar"] => (2, vec![]),
            ["calendar", secret] => (3, vec![("secret".to_owned(), (*secret).to_owned())]),
            other => panic!("{other:?}"),
        };
        let ctx = Ctx::new(actor, NOW.parse().unwrap());
        let call = Call {
            site: Arc::clone(&self.site),
            ctx: ctx.clone(),
            person: None,
            route: &ROUTES[route],
            twin,
            path: path.to_owned(),
            params,
            query: mufakat_web::form::pairs(query).unwrap(),
            input: mufakat_web::form::Input::default(),
            values: mufakat_web::Values::default(),
            errors: Vec::new(),
            stash: serde_json::Value::Null,
            secret: String::new(),
            csrf: String::new(),
            address: Ipv4Addr::LOCALHOST.into(),
            agent: String::new(),
            machine: false,
        };
        let reply = self.site.db.read(&ctx, move |tx| Ok((call.route.handler)(&call, tx))).await.unwrap();
        (reply, ctx.statements())
    }

    async fn html(&self, path: &str) -> String {
        let (reply, statements) = self.ask(Actor::anonymous(), path, Twin::Html).await;
        assert!(statements <= 4, "{path} took {statements} statements");
        match reply.unwrap().body {
            ReplyBody::Page { page, .. } => page.html().unwrap(),
            _ => panic!("{path} is no page"),
        }
    }

    async fn json(&self, path: &str) -> serde_json::Value {
        match self.ask(Actor::anonymous(), path, Twin::Json).await.0.unwrap().body {
            ReplyBody::Page { page, .. } => page.json().unwrap(),
            _ => panic!("{path} is no page"),
        }
    }

    async fn text(&self, actor: Actor, path: &str, twin: Twin) -> Result<String> {
        match self.ask(actor, path, twin).await.0?.body {
            ReplyBody::Bytes { bytes, .. } => Ok(String::from_utf8(bytes).unwrap()),
            _ => panic!("{path} gave no bytes"),
        }
    }

    /// Makes an account with a role and a token; gives the token's secret.
    async fn token(&self, role: Role, body: Option<&'static str>, scopes: &'static [&'static str]) -> String {
        let secret = Entropy::System.secret();
        let told = secret.clone();
        self.write(move |tx| {
            let email = format!("{}@example.org", &told[..12]);
            let id = accounts::create(tx, &email, "Somebody", "en", "Asia/Jakarta", Some("x".into()))?;
            accounts::grant(
                tx,
                &id,
                &Grant { role, body: body.map(|code| records::stable_id("body", code)), party: None },
            )?;
            accounts::create_token(tx, &id, &told, "calendar", scopes, 30)?;
            Ok(())
        })
        .await;
        secret
    }
}

const MEETING: &str = "insert into meeting (id, body_id, series, series_name, ordinal, kind, start_date, end_date, start_at, end_at, zone, venue, \
     city, country, mode, link, host, chair, status, reason, sequence, note, living) values ($1, $2, '', '', 1, 'regular', $3, $4, $5, $6, \
     'Asia/Jakarta', 'Hall A', 'Jakarta', 'ID', 'in-person', 'https://secret.example', 'ID', 'ID', $7, '', 0, '', $8)";

#[test]
fn statements_prepare() {
    run(async {
        let house = House::new().await;
        house
            .site
            .db
            .read(&system(), |tx| {
                for (name, sql) in store::STATEMENTS {
                    tx.prepare(sql).map_err(|problem| Problem::internal(format!("{name}: {problem}")))?;
                }
                Ok(())
            })
            .await
            .unwrap();
    });
}

#[test]
fn loading_again_changes_nothing_and_broken_rows_are_named() {
    run(async {
        let house = House::new().await;
        let report = house.load().await;
        assert_eq!((report.rows, report.changed), (5, 0));
        let reject = &report.rejects[0];
        assert_eq!(
            (report.rejects.len(), reject.line, reject.column.as_str(), reject.reason.as_str()),
            (1, 5, "code", "error-body-code")
        );
    });
}

#[test]
fn the_tree_shows_every_body_once_and_nothing_is_lost() {
    run(async {
        let house = House::new().await;
        let html = house.html("/bodies").await;
        for code in ["SUMMIT", "AEM", "SEOM", "LOST"] {
            assert_eq!(html.matches(&format!("href=\"/bodies/{code}\"")).count(), 1, "{code}");
        }
        assert_eq!(html.matches("<ul").count(), html.matches("</ul>").count());
        assert_eq!(
            html.matches("<li>").count() + html.matches("<li ").count(),
            html.matches("</li>").count()
        );
        let json = house.json("/bodies?community=AEC&level=ministers").await;
        assert_eq!(json["items"].as_array().unwrap().len(), 1);
        assert_eq!(
            (json["items"][0]["code"].as_str(), json["items"][0]["parent"].as_str()),
            (Some("AEM"), Some("SUMMIT"))
        );
    });
}

#[test]
fn a_body_shows_its_line_its_meetings_and_its_sources() {
    run(async {
        let house = House::new().await;
        house.meeting("past", "AEM", "2026-05-08", "2026-05-09", Class::Public, "concluded").await;
        house
            .meeting("next", "AEM", "2026-12-01T02:00:00Z", "2026-12-01T10:00:00Z", Class::Public, "convened")
            .await;
        house.meeting("closed", "AEM", "2026-12-02", "2026-12-02", Class::Secretariat, "planned").await;
        let html = house.html("/bodies/AEM").await;
        for part in [
            "Meeting past",
            "Meeting next",
            "href=\"/bodies/SUMMIT\"",
            "href=\"/bodies/SEOM\"",
            ">example.org</a>",
            "example.net",
            "8–9 May 2026",
        ] {
            assert!(html.contains(part), "{part}");
        }
        assert!(!html.contains("Meeting closed"));
        let json = house.json("/bodies/AEM").await;
        assert_eq!(
            (json["reports_to"][0]["code"].as_str(), json["below"][0]["code"].as_str()),
            (Some("SUMMIT"), Some("SEOM"))
        );
        assert_eq!(
            (json["upcoming"].as_array().unwrap().len(), json["latest"].as_array().unwrap().len()),
            (1, 1)
        );
        for path in ["/bodies/aem".to_owned(), format!("/bodies/{}", records::stable_id("body", "AEM"))] {
            let moved = house.ask(Actor::anonymous(), &path, Twin::Html).await.0.unwrap().body;
            assert!(
                matches!(moved, ReplyBody::Redirect { location, .. } if location == "/bodies/AEM"),
                "{path}"
            );
        }
        assert!(matches!(
            house.ask(Actor::anonymous(), "/bodies/NONE", Twin::Html).await.0,
            Err(Problem::NotFound { .. })
        ));
    });
}

#[test]
fn a_meeting_stands_on_each_of_its_days() {
    run(async {
        let house = House::new().await;
        house.meeting("long", "AEM", "2026-10-30", "2026-11-02", Class::Public, "concluded").await;
        house.meeting("vague", "AEM", "2026-11", "2026-11", Class::Public, "planned").await;
        house.meeting("closed", "AEM", "2026-11-05", "2026-11-05", Class::Members, "planned").await;
        let html = house.html("/calendar").await;
        assert!(
            html.contains("November 2026") && html.matches(">Meeting long</a>").count() == 2,
            "two days of November"
        );
        assert!(html.contains(">Meeting vague</a>") && !html.contains("Meeting closed"));
        assert!(html.contains("datetime=\"2026-11-25\" aria-current=\"date\""));
        assert!(html.contains("/calendar?month=2026-10") && html.contains("/calendar?month=2026-12"));
        let narrowed = house.html("/calendar?month=2026-10&body=SEOM").await;
        assert!(
            !narrowed.contains("Meeting long") && narrowed.contains("month=2026-09&#38;body=SEOM"),
            "filters are kept"
        );
        let list = house.html("/calendar?view=list&from=2026-10-01").await;
        assert!(list.contains("Meeting long") && list.contains("30 October 2026 – 2 November 2026"));
        assert!(
            house.html("/calendar?month=2026-99").await.contains("November 2026"),
            "a wrong month counts as none"
        );
    });
}

#[test]
fn a_feed_holds_what_its_reader_may_see() {
    run(async {
        let house = House::new().await;
        house
            .meeting("open", "AEM", "2026-12-01T02:00:00Z", "2026-12-01T10:00:00Z", Class::Public, "convened")
            .await;
        house.meeting("off", "AEM", "2026-12-03", "2026-12-04", Class::Public, "cancelled").await;
        house.meeting("old", "AEM", "2020-01-01", "2020-01-01", Class::Public, "concluded").await;
        house
            .meeting("inside", "SEOM", "2026-12-05T02:00:00Z", "2026-12-05T03:00:00Z", Class::Body, "planned")
            .await;
        let public = house.text(Actor::anonymous(), "/calendar", Twin::Ics).await.unwrap();
        assert_eq!(public.matches("BEGIN:VEVENT").count(), 2);
        assert!(
            public.contains("DTSTART;TZID=Asia/Jakarta:20261201T090000\r\n")
                && public.contains("TZID:Asia/Jakarta\r\n")
        );
        assert!(
            public.contains("DTSTART;VALUE=DATE:20261203\r\nDTEND;VALUE=DATE:20261205\r\n")
                && public.contains("STATUS:CANCELLED")
        );
        assert!(
            public.contains("METHOD:PUBLISH") && !public.contains("secret.example"),
            "no way in for the public"
        );
        assert_eq!(public, house.text(Actor::anonymous(), "/calendar", Twin::Ics).await.unwrap());
        let body = house.text(Actor::anonymous(), "/bodies/AEM", Twin::Ics).await.unwrap();
        assert_eq!(body.matches("BEGIN:VEVENT").count(), 3);
        let atom = house.text(Actor::anonymous(), "/bodies/AEM", Twin::Atom).await.unwrap();
        assert!(atom.matches("<entry ").count() == 3 && atom.contains("<id>tag:example.org,2026:record/"));

        let delegate = house.token(Role::Delegate, Some("SEOM"), &["calendar"]).await;
        let own = house.text(Actor::anonymous(), &format!("/calendar/{delegate}"), Twin::Ics).await.unwrap();
        assert!(
            own.matches("BEGIN:VEVENT").count() == 1
                && own.contains("Meeting inside")
                && own.contains("STATUS:TENTATIVE")
        );
        assert!(own.contains("secret.example") && !own.contains(&delegate));
        let officer = house.token(Role::Officer, None, &["calendar", "read"]).await;
        let all = house.text(Actor::anonymous(), &format!("/calendar/{officer}"), Twin::Ics).await.unwrap();
        assert_eq!(all.matches("BEGIN:VEVENT").count(), 2, "living meetings");
        let reader = house.token(Role::Officer, None, &["read"]).await;
        for secret in [reader.as_str(), "short", &"0".repeat(64), &"é".repeat(20)] {
            let answer = house.text(Actor::anonymous(), &format!("/calendar/{secret}"), Twin::Ics).await;
            assert!(matches!(answer, Err(Problem::NotFound { .. })), "{secret}");
        }
    });
}

#[test]
fn one_meeting_is_a_calendar_of_its_own() {
    run(async {
        let house = House::new().await;
        house
            .meeting("open", "AEM", "2026-12-01T02:00:00Z", "2026-12-01T10:00:00Z", Class::Public, "convened")
            .await;
        house.meeting("vague", "AEM", "2026-12", "2026-12", Class::Public, "planned").await;
        let site = Arc::clone(&house.site);
        let ctx = Ctx::new(Actor::anonymous(), NOW.parse().unwrap());
        let call = {
            let (reply, _) = house.ask(Actor::anonymous(), "/calendar", Twin::Ics).await;
            assert!(reply.is_ok());
            Call {
                site,
                ctx: ctx.clone(),
                person: None,
                route: &ROUTES[2],
                twin: Twin::Ics,
                path: "/meetings/open".into(),
                params: Vec::new(),
                query: Vec::new(),
                input: mufakat_web::form::Input::default(),
                values: mufakat_web::Values::default(),
                errors: Vec::new(),
                stash: serde_json::Value::Null,
                secret: String::new(),
                csrf: String::new(),
                address: Ipv4Addr::LOCALHOST.into(),
                agent: String::new(),
                machine: false,
            }
        };
        let (one, none, missing) = house
            .site
            .db
            .read(&ctx, move |tx| {
                Ok((
                    feeds::meeting_ics(&call, tx, "open"),
                    feeds::meeting_ics(&call, tx, "vague"),
                    feeds::meeting_ics(&call, tx, "nothing"),
                ))
            })
            .await
            .unwrap();
        let text = |reply: Result<Reply>| match reply.unwrap().body {
            ReplyBody::Bytes { bytes, .. } => String::from_utf8(bytes).unwrap(),
            _ => panic!("no bytes"),
        };
        assert_eq!(text(one).matches("BEGIN:VEVENT").count(), 1);
        assert_eq!(text(none).matches("BEGIN:VEVENT").count(), 0);
        assert!(matches!(missing, Err(Problem::NotFound { .. })));
    });
}

#[test]
fn loops_and_missing_parents_become_roots() {
    let check = |parents: &[Option<usize>], expected: &[(usize, usize, usize)]| {
        let asked = vec![true; parents.len()];
        let drawn: Vec<(usize, usize, usize)> =
            tree(parents, &asked, false).iter().map(|b| (b.place, b.below, b.closes)).collect();
        assert_eq!(drawn, expected, "{parents:?}");
    };
    check(&[None, Some(0), Some(1)], &[(0, 1, 0), (1, 1, 0), (2, 0, 2)]);
    check(&[Some(1), Some(0), Some(1)], &[(0, 0, 0), (1, 1, 0), (2, 0, 1)]);
    check(&[Some(0)], &[(0, 0, 0)]);
    check(&[], &[]);
}

#[test]
fn a_filter_keeps_the_way_down() {
    let parents = [None, Some(0), Some(1), Some(0)];
    let drawn = tree(&parents, &[false, false, true, false], true);
    assert_eq!(
        drawn.iter().map(|b| (b.place, b.matches)).collect::<Vec<_>>(),
        [(0, false), (1, false), (2, true)]
    );
}

#[test]
fn sources_are_taken_apart() {
    let list =
        sources("https://www.example.org/a/b; general knowledge, to verify; https://asean.org (About page)");
    let pairs: Vec<(&str, &str)> =
        list.iter().map(|source| (source.text.as_str(), source.href.as_str())).collect();
    assert_eq!(
        pairs,
        [
            ("example.org", "https://www.example.org/a/b"),
            ("general knowledge, to verify", ""),
            ("asean.org", "https://asean.org")
        ]
    );
}
