//! The doors from outside: signing in and out, invitations, forgotten passwords, the demonstration.

use super::{HOUR, OTHER, PASSWORD, START, house};
use crate::accounts::{SLICE, demo, local, store};
use axum::http::Request;
use mufakat_store::{Problem, accounts, records};
use std::{collections::BTreeSet, sync::atomic::Ordering};

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
    demo.site.db.write(&demo.ctx(), demo::load).await.expect("loaded again");
    assert_eq!(demo.site.db.seq(), seq, "a second load changes nothing");
}
