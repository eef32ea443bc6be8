//! A person’s own account: tokens, the calendar address, sessions, preferences, devices.

use super::{Answer, OTHER, PASSWORD, house};
use crate::accounts::account;
use mufakat_store::accounts;

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
