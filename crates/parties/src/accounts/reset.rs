//! A new password by a link: for those who forgot the old one.

use super::{sign_in, store};
use mufakat_store::{accounts, accounts::Account};
use mufakat_web::{Call, Field, FormView, Kind, Problem, Reply, Result, Tx, View, password};
use serde::Serialize;
use serde_json::json;

pub const ASK: &[Field] = &[Field::new("email", Kind::Email).required()];
pub const SET: &[Field] = &[Field::new("new_password", Kind::Password).required()];

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/forgotten.html")]
struct ForgottenPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    csrf: String,
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    email: String,
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub fn ask(c: &Call, _: &mut Tx<'_>) -> Result<Reply> {
    Ok(Reply::page(ForgottenPage { v: c.view(), form: FormView::new(c, ASK, &[]), csrf: c.csrf.clone() })
        .private())
}

/// Counts the try, whether or not there is such an account.
pub fn throttle(c: &Call, _: &mut Tx<'_>) -> Result<serde_json::Value> {
    let email = accounts::clean_email(c.values.text("email")).unwrap_or_default();
    if c.sign_in_allowed(&format!("reset {email}")) {
        Ok(serde_json::Value::Null)
    } else {
        Err(Problem::TooMany { seconds: sign_in::RETRY_SECONDS })
    }
}

/// The answer is the same whether or not there is such an account.
pub fn send(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let email = accounts::clean_email(c.values.text("email")).unwrap_or_default();
    if let Some(account) = accounts::by_email(tx, &email)?.filter(|account| account.state != "closed") {
        let secret = tx.ctx().entropy.secret();
        store::reset_link(tx, &account.id, &secret)?;
        super::write_to(c, tx, &account, "reset", &address(c, &secret))?;
    }
    Ok(Reply::done("/password/reset?notice=reset-sent", json!({ "sent": true })).private())
}

/// Address of the page a reset link leads to.
pub fn address(c: &Call, secret: &str) -> String {
    format!("{}/password/reset/{secret}", c.site.config.public_url)
}

fn waiting(tx: &mut Tx<'_>, secret: &str) -> Result<Account> {
    let (id, until) = accounts::peek_link(tx, store::RESET, secret)?;
    let account = accounts::by_id(tx, &id.unwrap_or_default())?;
    // A link never opens a closed account again.
    if account.state == "closed" || store::ran_out(tx, &until) {
        Err(Problem::not_found("link"))
    } else {
        Ok(account)
    }
}

pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    match waiting(tx, c.param("secret")) {
        Ok(account) => {
            Ok(Reply::page(ResetPage { v: c.view(), form: FormView::new(c, SET, &[]), email: account.email })
                .private())
        }
        Err(Problem::NotFound { .. }) => super::gone(c, false),
        Err(problem) => Err(problem),
    }
}

pub fn prepare(c: &Call, tx: &mut Tx<'_>) -> Result<serde_json::Value> {
    waiting(tx, c.param("secret"))?;
    Ok(json!({ "hash": password::hash(c.values.text("new_password"), &c.site.entropy)? }))
}

pub fn set(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let hash = c.stash["hash"].as_str().ok_or_else(|| Problem::internal("no hash was prepared"))?;
    let account = waiting(tx, c.param("secret"))?;
    sign_in::act_as(c, tx, &account);
    accounts::use_link(tx, store::RESET, c.param("secret"))?;
    store::void_links(tx, &account.id)?;
    accounts::set_password(tx, &account.id, hash, "")?;
    sign_in::let_in(c, tx, &account, "/desk?notice=password-set")
}
