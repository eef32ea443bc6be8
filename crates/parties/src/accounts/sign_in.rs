//! The door: signing in and out.

use super::{as_password, local};
use mufakat_store::{Actor, accounts, accounts::Account};
use mufakat_web::{Call, Field, FormView, Kind, Problem, Reply, Result, Tx, View, password};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

pub const NEXT: &[Field] = &[Field::new("next", Kind::Text(super::NEXT_CHARS_MAX))];
pub const INPUT: &[Field] = &[
    Field::new("email", Kind::Email).required(),
    Field::new("password", Kind::Text(1_000)).required(),
    Field::new("next", Kind::Text(super::NEXT_CHARS_MAX)),
];
pub const DEMO: &[Field] =
    &[Field::new("role", Kind::Pick).required(), Field::new("next", Kind::Text(super::NEXT_CHARS_MAX))];

/// Where people go who were not on their way anywhere.
const DESK: &str = "/desk";
/// Seconds after which one more try is free again.
pub const RETRY_SECONDS: u64 = 10;

/// A one-click role of the demonstration.
struct RoleButton {
    value: &'static str,
    title: String,
    about: String,
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    #[serde(skip)]
    next: String,
    #[serde(skip)]
    roles: Vec<RoleButton>,
    /// To be sent back as `csrf` or in the header `x-csrf-token`, with the cookie of this answer.
    csrf: String,
    /// Who is signed in already.
    signed_in_as: Option<String>,
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub fn show(c: &Call, _: &mut Tx<'_>) -> Result<Reply> {
    let v = c.view();
    let next =
        c.input.first("next").or_else(|| c.query("next")).and_then(local).unwrap_or_default().to_owned();
    let roles = c.site.demo_roles.iter().filter(|_| c.site.config.demo).map(|role| RoleButton {
        value: role.value,
        title: c.t(&format!("demo-role-{}", role.value)),
        about: c.t(&format!("demo-role-{}-about", role.value)),
    });
    // People got a visitor's cookie from the frame; a machine that wants in gets its own here.
    let fresh = (c.machine && c.secret.is_empty()).then(|| c.site.entropy.secret());
    let page = SignInPage {
        form: as_password(FormView::new(c, INPUT, &[]), "password"),
        next,
        roles: roles.collect(),
        csrf: fresh.as_deref().map_or_else(|| c.csrf.clone(), |secret| c.csrf_of(secret)),
        signed_in_as: c.person.as_ref().map(|person| person.name.clone()),
        v,
    };
    let reply = Reply::page(page).private();
    Ok(match fresh {
        Some(secret) => reply.cookie(c.visitor_cookie(&secret)),
        None => reply,
    })
}

/// A one-click form's own address leads to the door.
#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub fn door(_: &Call, _: &mut Tx<'_>) -> Result<Reply> {
    Ok(Reply::redirect("/sign-in").private())
}

fn refused() -> Problem {
    Problem::field("password", "error-sign-in")
}

/// Compares the password, on a reader: an unknown account costs as much as a known one.
pub fn check(c: &Call, tx: &mut Tx<'_>) -> Result<serde_json::Value> {
    let email = accounts::clean_email(c.values.text("email")).unwrap_or_default();
    if !c.sign_in_allowed(&email) {
        return Err(Problem::TooMany { seconds: RETRY_SECONDS });
    }
    let found = accounts::by_email(tx, &email)?.filter(|account| account.state == "active");
    let hash = found.as_ref().and_then(|account| account.password.as_deref());
    let fits = password::verify(c.input.first("password").unwrap_or_default(), hash);
    match (fits, &found, hash) {
        (true, Some(account), Some(hash)) => {
            Ok(json!({ "account": account.id, "proof": accounts::digest(hash) }))
        }
        _ => Err(refused()),
    }
}

pub fn open(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let account = accounts::by_id(tx, c.stash["account"].as_str().unwrap_or_default())?;
    let proof = account.password.as_deref().map(accounts::digest);
    if account.state != "active" || proof.as_deref() != c.stash["proof"].as_str() {
        // Closed, or given another password, between the comparison and now.
        return Err(refused());
    }
    let next = local(c.values.text("next")).unwrap_or(DESK);
    let speaks = c.site.texts.langs().contains(&account.lang.as_str());
    let reply = let_in(c, tx, &account, next)?;
    Ok(if speaks { reply.cookie(c.language_cookie(&account.lang)) } else { reply })
}

/// Opens a session under a new secret; the one this browser had ends.
pub fn let_in(c: &Call, tx: &mut Tx<'_>, account: &Account, location: &str) -> Result<Reply> {
    leave(c, tx)?;
    let secret = tx.ctx().entropy.secret();
    act_as(c, tx, account);
    accounts::open_session(tx, &account.id, &secret, &c.agent)?;
    let json = json!({ "signed_in": true, "csrf": c.csrf_of(&secret) });
    Ok(Reply::done(location, json).cookie(c.session_cookie(&secret)).private())
}

/// From here on the journal names the person who came in.
pub fn act_as(c: &Call, tx: &mut Tx<'_>, account: &Account) {
    let actor = Actor { account: Some(account.id.clone()), name: account.name.clone(), ..Actor::default() };
    tx.act_as(Arc::new(actor), c.lang());
}

fn leave(c: &Call, tx: &mut Tx<'_>) -> Result<()> {
    let Some(account) = c.actor().account.as_deref().filter(|_| c.actor().scopes.is_none()) else {
        return Ok(());
    };
    match accounts::close_session(tx, account, &accounts::digest(&c.secret)) {
        Err(Problem::NotFound { .. }) => Ok(()),
        outcome => outcome,
    }
}

pub fn close(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    leave(c, tx)?;
    Ok(Reply::done("/?notice=signed-out", json!({ "signed_in": false }))
        .cookie(c.drop_session_cookie())
        .private())
}

/// One click into an illustrative role; there is no such address outside the demonstration.
pub fn demo(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    if !c.site.config.demo {
        return Err(Problem::not_found("page"));
    }
    let role = c.site.demo_roles.iter().find(|role| role.value == c.values.text("role"));
    let role = role.ok_or_else(|| Problem::field("role", "error-choice"))?;
    if role.email.is_empty() {
        leave(c, tx)?;
        return Ok(Reply::done("/", json!({ "signed_in": false })).cookie(c.drop_session_cookie()).private());
    }
    let account = accounts::by_email(tx, role.email)?.filter(|account| account.state == "active");
    let account = account.ok_or_else(|| Problem::field("role", "error-demo-account"))?;
    let_in(c, tx, &account, local(c.values.text("next")).unwrap_or(DESK))
}
