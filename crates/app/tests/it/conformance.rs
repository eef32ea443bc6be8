//! What every area keeps, checked by loops over the slices.

use crate::support::{harness, on_each_engine, searchable};
use mufakat::slices::{AREAS, SLICES};
use mufakat_store::Engine;
use mufakat_web::{Access, Route, Twin, route::Method};
use std::collections::{BTreeMap, BTreeSet};

/// Most statements of a page; who asks is one of them.
const STATEMENTS_MAX: u32 = 9;

fn routes() -> impl Iterator<Item = &'static Route> {
    SLICES.iter().flat_map(|slice| slice.routes)
}

#[test]
fn every_statement_prepares_and_numbers_its_parameters_in_order() {
    let mut seen = 0;
    for area in AREAS {
        for (name, sql) in area.statements.iter().flat_map(|list| list.iter()) {
            let mut next = 1;
            let mut rest = *sql;
            while let Some(place) = rest.find('$') {
                rest = &rest[place + 1..];
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let number: usize =
                    digits.parse().unwrap_or_else(|_| panic!("{}/{name}: a bare $", area.name));
                assert!(number <= next, "{}/{name}: ${number} appears before ${next}", area.name);
                next = next.max(number + 1);
            }
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} statements are listed");
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let failures = h
            .site
            .db
            .read(&h.ctx(), |tx| {
                let mut failures = Vec::new();
                for area in AREAS {
                    for (name, sql) in area.statements.iter().flat_map(|list| list.iter()) {
                        if let Err(problem) = tx.prepare(sql) {
                            failures.push(format!("{}/{name}: {problem}", area.name));
                        }
                    }
                }
                Ok(failures)
            })
            .await
            .unwrap();
        assert!(failures.is_empty(), "{engine:?}:\n{}", failures.join("\n"));
    });
}

/// Addresses that need more than their sample values to be found.
fn live_path(route: &Route, record: &str) -> String {
    if route.name.starts_with("records.") && route.path.contains("{id}") {
        return route.path.replace("{id}", record);
    }
    route.sample_path()
}

#[test]
fn every_page_renders_with_few_statements() {
    on_each_engine(async |engine| {
        let h = searchable(engine).await;
        let member = mufakat_store::records::stable_id("member", "VN");
        let mut many = BTreeMap::new();
        for role in ["anonymous", "administrator", "officer"] {
            let mut client = h.client(role).await;
            for route in routes().filter(|route| route.method == Method::Get && !needs_a_live_id(route)) {
                let path = live_path(route, &member);
                let answer = client.get(&path).await;
                // 409: the form of an act the sample is not ready for.
                let allowed = matches!(answer.status, 200 | 303 | 409)
                    || (route.access != Access::Everyone && matches!(answer.status, 403))
                    || (matches!(answer.status, 404) && MAY_BE_MISSING.contains(&route.name));
                assert!(
                    allowed,
                    "{role} GET {path}: {} {}",
                    answer.status,
                    &answer.text[..answer.text.len().min(300)]
                );
                if answer.status == 200 && answer.header("content-type").starts_with("text/html") {
                    assert_eq!(answer.text.matches("<h1").count(), 1, "{path} has one h1");
                    for bad in [" style=\"", " onclick=", "<style", "javascript:"] {
                        assert!(!answer.text.contains(bad), "{path} holds {bad}");
                    }
                    assert_eq!(missing_texts(&answer.text), [""; 0], "{path} shows text keys");
                }
                let statements: u32 = answer.header("x-statements").parse().unwrap_or(0);
                if statements > STATEMENTS_MAX {
                    many.insert(route.name, statements);
                }
            }
        }
        assert!(many.is_empty(), "too many statements: {many:?}");
    });
}

/// Addresses of things that only exist once somebody made them: their own tests visit them.
fn needs_a_live_id(route: &Route) -> bool {
    route.path.contains("{secret}") || route.path.starts_with("/admin/accounts/{id}")
}

/// Pages whose sample may not be open to everyone.
const MAY_BE_MISSING: &[&str] = &["records.symbol", "files.get", "ops.metrics"];

/// Text keys that reached a page unresolved.
fn missing_texts(html: &str) -> Vec<String> {
    let prefixes = [
        "field-",
        "hint-",
        "choice-",
        "error-",
        "notice-",
        "nav-",
        "meeting-",
        "body-",
        "agreement-",
        "member-",
        "desk-",
        "home-",
    ];
    html.split('>')
        .filter_map(|piece| piece.split('<').next())
        .map(str::trim)
        .filter(|text| prefixes.iter().any(|prefix| text.starts_with(prefix)))
        .filter(|text| {
            text.len() < 60 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_page_has_its_twins() {
    on_each_engine(async |engine| {
        let h = searchable(engine).await;
        let member = mufakat_store::records::stable_id("member", "VN");
        let mut client = h.client("administrator").await;
        for route in
            routes().filter(|route| route.method == Method::Get && !route.machine && !needs_a_live_id(route))
        {
            let path = live_path(route, &member);
            let path = if path == "/" { "/index".to_owned() } else { path };
            if MAY_BE_MISSING.contains(&route.name) || route.name == "records.find" {
                continue;
            }
            let json = client.get(&format!("{path}.json")).await;
            if matches!(json.status, 303 | 409) {
                continue;
            }
            assert_eq!(json.status, 200, "{path}.json: {}", json.text);
            json.json();
            for twin in route.twins {
                let answer = client.get(&format!("{path}{}", twin.extension())).await;
                assert_eq!(answer.status, 200, "{path}{}: {}", twin.extension(), answer.text);
                assert_eq!(answer.header("content-type"), twin.media_type(), "{path}");
                match twin {
                    Twin::Pdf => assert!(answer.body.starts_with(b"%PDF")),
                    Twin::Xlsx => assert!(answer.body.starts_with(b"PK")),
                    Twin::Ics => assert!(
                        answer.text.starts_with("BEGIN:VCALENDAR\r\n")
                            && answer.text.ends_with("END:VCALENDAR\r\n")
                    ),
                    Twin::Csv => assert!(answer.text.contains("\r\n")),
                    _ => {}
                }
            }
        }
    });
}

#[test]
fn every_form_refuses_a_missing_token_and_changes_nothing() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut client = h.client("administrator").await;
        for route in routes().filter(|route| route.method == Method::Post) {
            let before = h.site.db.seq();
            let path = route.sample_path();
            let answer =
                client.post_raw(&path, "application/x-www-form-urlencoded", b"csrf=wrong".to_vec()).await;
            assert_eq!(answer.status, 403, "POST {path} without its token: {}", answer.status);
            assert_eq!(h.site.db.seq(), before, "POST {path} changed something");
        }
    });
}

#[test]
fn every_form_names_its_wrong_fields_and_keeps_what_was_typed() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut client = h.client("administrator").await;
        for route in routes()
            .filter(|route| route.method == Method::Post && route.input.iter().any(|field| field.required))
        {
            let path = route.sample_path();
            let long = "x".repeat(21_000);
            let fields: Vec<(&str, &str)> =
                route.input.iter().map(|field| (field.name, long.as_str())).collect();
            let answer = client.post_json(&path, &serde_json::json!(BTreeMap::from_iter(fields))).await;
            if answer.status == 404 {
                continue;
            }
            assert_eq!(answer.status, 422, "POST {path} with rubbish: {} {}", answer.status, answer.text);
            let errors = answer.json()["errors"].as_array().cloned().unwrap_or_default();
            assert!(!errors.is_empty(), "{path}");
            for error in errors {
                let message = error["message"].as_str().unwrap_or_default();
                assert!(message.contains(' '), "{path}: {error} is no sentence");
            }
        }
    });
}

#[test]
fn unknown_and_forbidden_look_the_same() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut officer = h.client("officer").await;
        let mut fields = crate::support::meeting("90");
        fields.retain(|(name, _)| *name != "class");
        fields.push(("class", "secretariat"));
        let made = officer.post("/meetings", &fields).await;
        assert_eq!(made.status, 303, "{}", made.text);
        let hidden = made.location().split('?').next().unwrap().to_owned();
        assert_eq!(officer.get(&hidden).await.status, 200);
        for role in ["anonymous", "delegate"] {
            let mut client = h.client(role).await;
            for extension in ["", ".json", ".ics", ".pdf"] {
                let (secret, unknown) = (
                    client.get(&format!("{hidden}{extension}")).await,
                    client.get(&format!("/meetings/nothing-here{extension}")).await,
                );
                assert_eq!((secret.status, unknown.status), (404, 404), "{role} {extension}");
                let strip = |text: &str, path: &str| {
                    text.replace(path, "").replace(path.trim_start_matches("/meetings/"), "")
                };
                assert_eq!(
                    strip(&secret.text, &hidden),
                    strip(&unknown.text, "/meetings/nothing-here"),
                    "{role} {extension}"
                );
            }
            let list = client.get("/meetings.json?when=upcoming").await;
            assert!(!list.text.contains(&hidden), "{role} sees the hidden meeting in the list");
        }
    });
}

#[test]
fn lists_are_bounded_and_pages_join_without_gap() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut client = h.anonymous();
        for path in ["/meetings", "/agreements"] {
            let mut seen = BTreeSet::new();
            let mut next = Some(format!("{path}.json"));
            let mut pages = 0;
            while let Some(address) = next {
                let json = client.get(&address).await.json();
                let inner =
                    json.as_object().unwrap().values().find(|value| value.get("items").is_some()).cloned();
                let list = if json.get("items").is_some() {
                    json
                } else {
                    inner.unwrap_or_else(|| panic!("{path} has a list"))
                };
                let items = list["items"].as_array().unwrap().clone();
                assert!(items.len() <= 200, "{path}");
                for item in items {
                    let key = item.get("path").or_else(|| item.get("key")).unwrap_or(&item).to_string();
                    assert!(seen.insert(key.clone()), "{path}: {key} appears twice");
                }
                next = list["next"].as_str().map(|next| next.replacen(path, &format!("{path}.json"), 1));
                pages += 1;
                assert!(pages < 50, "{path} does not end");
            }
            assert!(seen.len() > 200, "{path}: {}", seen.len());
        }
    });
}

#[test]
fn loading_twice_changes_nothing() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let before = h.site.db.seq();
        let report = mufakat::profile::load(&h.site.db, &h.ctx(), "asean").await.unwrap();
        mufakat::boot::demo(&h.site.db, &h.ctx()).await.unwrap();
        assert_eq!((report.changed, report.rejects.len()), (0, 0));
        assert_eq!(h.site.db.seq(), before);
    });
}

#[test]
fn membership_is_a_function_of_the_date() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut client = h.anonymous();
        for (day, count) in [("1967-08-08", 5), ("1999-04-30", 10), ("2025-10-25", 10), ("2025-10-26", 11)] {
            let json = client.get(&format!("/members.json?as_of={day}")).await.json();
            let found = json["list"]["items"].as_array().map_or(0, Vec::len);
            assert_eq!((found, json["count"].as_i64()), (count, Some(count as i64)), "{day}");
        }
    });
}

#[test]
fn texts_are_whole() {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let own = mufakat_web::view::TEXTS.iter().chain(SLICES.iter().flat_map(|slice| slice.texts.iter()));
    for (lang, text) in own {
        for line in text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            let key = line.split('=').next().unwrap().trim();
            *keys.entry(format!("{lang} {key}")).or_default() += 1;
        }
    }
    let twice: Vec<_> = keys.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "defined twice: {twice:?}");
    let missing: Vec<_> = keys
        .keys()
        .filter_map(|key| key.strip_prefix("id "))
        .filter(|key| !keys.contains_key(&format!("en {key}")))
        .collect();
    assert!(missing.is_empty(), "in Indonesian only: {missing:?}");
}

#[test]
fn errors_are_problem_details_for_machines_and_pages_for_people() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let mut client = h.anonymous();
        let machine = client.get("/meetings/nothing-here.json").await;
        assert_eq!((machine.status, machine.header("content-type")), (404, "application/problem+json"));
        assert_eq!(machine.json()["status"], 404);
        let person = client.get("/meetings/nothing-here").await;
        assert!(
            person.text.contains("<h1>")
                && person.header("content-security-policy").contains("default-src 'none'")
        );
        assert_eq!(client.get("/sign-out").await.status, 405);
        assert_eq!(client.get("/meetings/").await.status, 308);
        assert_eq!(client.get("//evil.example/").await.location(), "/evil.example");
        if engine == Engine::Sqlite {
            assert_eq!(client.get(&format!("/search?q={}", "x".repeat(9_000))).await.status, 400);
        }
    });
}
