//! Administration: who may, roles, letters that failed; and the slice as a whole: statements, texts.

use super::{PASSWORD, everywhere, house};
use crate::accounts::{SLICE, store};
use mufakat_store::{Role, jobs};
use std::collections::BTreeSet;

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
    ("account", include_str!("../../../templates/accounts/account.html")),
    ("accounts", include_str!("../../../templates/accounts/accounts.html")),
    ("admin", include_str!("../../../templates/accounts/admin.html")),
    ("admin_account", include_str!("../../../templates/accounts/admin_account.html")),
    ("forgotten", include_str!("../../../templates/accounts/forgotten.html")),
    ("gone", include_str!("../../../templates/accounts/gone.html")),
    ("invitation", include_str!("../../../templates/accounts/invitation.html")),
    ("jobs", include_str!("../../../templates/accounts/jobs.html")),
    ("new", include_str!("../../../templates/accounts/new.html")),
    ("reset", include_str!("../../../templates/accounts/reset.html")),
    ("secret", include_str!("../../../templates/accounts/secret.html")),
    ("sign_in", include_str!("../../../templates/accounts/sign_in.html")),
];
