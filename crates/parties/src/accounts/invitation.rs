//! Taking up an invitation: an account's own, or the first administrator's.

use super::{sign_in, store, zones};
use mufakat_base::FieldError;
use mufakat_store::{Actor, Grant, accounts, accounts::Account};
use mufakat_web::{Call, Field, FormView, Kind, Problem, Reply, Result, Role, Tx, View, password};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// Name and address are asked of the first administrator only.
pub const INPUT: &[Field] = &[
    Field::new("name", Kind::Text(store::NAME_CHARS_MAX)),
    Field::new("email", Kind::Email),
    Field::new("new_password", Kind::Password).required(),
    Field::new("zone", Kind::Zone),
];

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/invitation.html")]
struct InvitationPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    /// The account is made with it: nobody has one yet.
    first_administrator: bool,
    name: String,
    email: String,
}

/// Address of the page an invitation leads to.
pub fn address(c: &Call, secret: &str) -> String {
    format!("{}/invitation/{secret}", c.site.config.public_url)
}

/// The account that waits behind a link, or none for the first administrator's.
fn waiting(tx: &mut Tx<'_>, secret: &str) -> Result<Option<Account>> {
    match accounts::peek_link(tx, store::INVITATION, secret) {
        Ok((Some(id), _)) => {
            let account = accounts::by_id(tx, &id)?;
            if account.state == "invited" { Ok(Some(account)) } else { Err(Problem::not_found("link")) }
        }
        Ok((None, _)) => Err(Problem::not_found("link")),
        Err(Problem::NotFound { .. }) => {
            accounts::peek_link(tx, store::FIRST_ADMINISTRATOR, secret)?;
            if accounts::count(tx)? == 0 { Ok(None) } else { Err(Problem::not_found("link")) }
        }
        Err(problem) => Err(problem),
    }
}

pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let account = match waiting(tx, c.param("secret")) {
        Ok(account) => account,
        Err(Problem::NotFound { .. }) => return super::gone(c, true),
        Err(problem) => return Err(problem),
    };
    let seat = c.site.organisation().zone.clone();
    let zone =
        account.as_ref().map_or(&seat, |account| if account.zone == "UTC" { &seat } else { &account.zone });
    let form = FormView::new(c, INPUT, &[("zone", zone.clone())]);
    let held = form
        .fields
        .iter()
        .find(|field| field.name == "zone")
        .map(|field| field.value.clone())
        .unwrap_or_default();
    let mut form = form.with_options("zone", zones(&held));
    for field in form.fields.iter_mut().filter(|field| matches!(field.name.as_str(), "name" | "email")) {
        field.required = true;
    }
    let page = InvitationPage {
        v: c.view(),
        form,
        first_administrator: account.is_none(),
        name: account.as_ref().map(|account| account.name.clone()).unwrap_or_default(),
        email: account.map(|account| account.email).unwrap_or_default(),
    };
    Ok(Reply::page(page).private())
}

/// Hashes the password, once it is sure that the link is good.
pub fn prepare(c: &Call, tx: &mut Tx<'_>) -> Result<serde_json::Value> {
    if waiting(tx, c.param("secret"))?.is_none() {
        let missing: Vec<FieldError> = ["name", "email"]
            .into_iter()
            .filter(|field| c.values.text(field).is_empty())
            .map(|field| FieldError::new(field, "error-required"))
            .collect();
        if !missing.is_empty() {
            return Err(Problem::Invalid(missing));
        }
    }
    Ok(json!({ "hash": password::hash(c.values.text("new_password"), &c.site.entropy)? }))
}

pub fn accept(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let hash = c.stash["hash"].as_str().ok_or_else(|| Problem::internal("no hash was prepared"))?;
    let secret = c.param("secret");
    let org = c.site.organisation();
    let zone = c.values.optional("zone").unwrap_or_else(|| org.zone.clone());
    let account = match waiting(tx, secret)? {
        Some(account) => {
            sign_in::act_as(c, tx, &account);
            accounts::use_link(tx, store::INVITATION, secret)?;
            accounts::set_password(tx, &account.id, hash, "")?;
            accounts::set_preferences(tx, &account.name, c.lang(), &zone)?;
            account
        }
        None => first_administrator(c, tx, hash, &zone)?,
    };
    let reply = sign_in::let_in(c, tx, &account, "/desk?notice=welcome")?;
    Ok(reply.cookie(c.language_cookie(c.lang())))
}

fn first_administrator(c: &Call, tx: &mut Tx<'_>, hash: &str, zone: &str) -> Result<Account> {
    accounts::use_link(tx, store::FIRST_ADMINISTRATOR, c.param("secret"))?;
    // Nobody holds a role yet, so the house itself makes the first account.
    tx.act_as(Arc::new(Actor::system("first administrator")), c.lang());
    let id = accounts::create(
        tx,
        c.values.text("email"),
        c.values.text("name"),
        c.lang(),
        zone,
        Some(hash.to_owned()),
    )?;
    accounts::grant(tx, &id, &Grant { role: Role::Administrator, body: None, party: None })?;
    accounts::by_id(tx, &id)
}
