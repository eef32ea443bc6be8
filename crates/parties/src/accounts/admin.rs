//! Administration: the overview, accounts, roles, invitations and reset links by hand.

use super::{account, in_person, invitation, languages, reset as reset_page, shown_once, store};
use jiff::Timestamp;
use mufakat_store::{Grant, accounts};
use mufakat_web::{Call, Cell, Field, FormView, Kind, Paged, Problem, Reply, Result, Role, Table, Tx, View};
use serde::Serialize;
use serde_json::json;

const ROLES: &[&str] = &["administrator", "secretary-general", "officer", "chair", "delegate"];

pub const QUERY: &[Field] = &[Field::new("email", Kind::Email)];
pub const INVITE: &[Field] = &[
    Field::new("email", Kind::Email).required(),
    Field::new("name", Kind::Text(store::NAME_CHARS_MAX)).required(),
    Field::new("lang", Kind::Pick),
    Field::new("role", Kind::Choice(ROLES)).required(),
    Field::new("body", Kind::Pick),
    Field::new("party", Kind::Pick),
];
pub const GRANT: &[Field] = &[
    Field::new("role", Kind::Choice(ROLES)).required(),
    Field::new("body", Kind::Pick),
    Field::new("party", Kind::Pick),
];
pub const STATE: &[Field] = &[Field::new("state", Kind::Choice(&["active", "closed"])).required()];

#[derive(Serialize)]
struct ActLine {
    seq: i64,
    at: Timestamp,
    actor: String,
    action: String,
    account: Option<String>,
    #[serde(skip)]
    at_shown: String,
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/admin.html")]
struct AdminPage {
    #[serde(skip)]
    v: View,
    #[serde(flatten)]
    counts: store::Counts,
    acts: Vec<ActLine>,
}

pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let counts = store::counts(tx)?;
    let acts = store::latest_acts(tx)?;
    let v = c.view();
    let acts = acts.into_iter().map(|act| ActLine {
        at_shown: v.instant(&act.at.as_microsecond(), v.zone()),
        seq: act.seq,
        at: act.at,
        actor: act.actor,
        action: act.action,
        account: act.account.filter(|id| mufakat_base::id::plausible(id)),
    });
    Ok(Reply::page(AdminPage { acts: acts.collect(), counts, v }).private())
}

#[derive(Serialize)]
struct AccountRow {
    id: String,
    email: String,
    name: String,
    lang: String,
    zone: String,
    state: String,
    /// How many roles it holds now.
    roles: i64,
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/accounts.html")]
struct AccountsPage {
    #[serde(skip)]
    v: View,
    list: Paged<AccountRow>,
    #[serde(skip)]
    asked: String,
}

/// Badge of an account's state.
fn badge(state: &str) -> &'static str {
    match state {
        "active" => "badge-ok",
        "invited" => "badge-info",
        _ => "badge-quiet",
    }
}

impl AccountRow {
    fn badge(&self) -> &'static str {
        badge(&self.state)
    }
}

pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let asked = c.query("email").unwrap_or_default().trim().to_owned();
    let (after, _) = c.cursor(("", ""));
    let rows = match (asked.is_empty(), accounts::clean_email(&asked)) {
        (true, _) => accounts::list(tx, &after, c.page_rows() + 1)?,
        (false, Some(email)) => rows_of(tx, &email)?,
        (false, None) => Vec::new(),
    };
    let rows = rows.into_iter().map(|(account, roles)| AccountRow {
        id: account.id,
        email: account.email,
        name: account.name,
        lang: account.lang,
        zone: account.zone,
        state: account.state,
        roles,
    });
    let list = Paged::new(c, rows.collect(), |row: &AccountRow| (row.email.clone(), row.id.clone()));
    let table = Table {
        name: "accounts".into(),
        headers: ["id", "email", "name", "language", "zone", "state", "roles"].map(str::to_owned).to_vec(),
        rows: list
            .items
            .iter()
            .map(|row| {
                vec![
                    row.id.as_str().into(),
                    row.email.as_str().into(),
                    row.name.as_str().into(),
                    row.lang.as_str().into(),
                    row.zone.as_str().into(),
                    row.state.as_str().into(),
                    Cell::from(row.roles),
                ]
            })
            .collect(),
    };
    Ok(Reply::page(AccountsPage { v: c.view(), list, asked }).table(|| table, c.twin).private())
}

fn rows_of(tx: &mut Tx<'_>, email: &str) -> Result<Vec<(accounts::Account, i64)>> {
    let Some(account) = accounts::by_email(tx, email)? else { return Ok(Vec::new()) };
    let roles = store::roles(tx, &account.id)?.len() as i64;
    Ok(vec![(account, roles)])
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/new.html")]
struct NewPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    csrf: String,
}

/// A role's form with the bodies and Member States there are.
fn with_choices(form: FormView, choices: store::Choices) -> FormView {
    form.with_options("body", choices.bodies).with_options("party", choices.members)
}

pub fn new(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let choices = store::choices(tx)?;
    let v = c.view();
    let form = FormView::new(c, INVITE, &[("lang", c.lang().to_owned())]).with_options("lang", languages(&v));
    Ok(Reply::page(NewPage { form: with_choices(form, choices), csrf: c.csrf.clone(), v }).private())
}

/// The role asked for, checked and with its body's identity.
fn asked_role(c: &Call, tx: &mut Tx<'_>) -> Result<Grant> {
    let role = Role::parse(c.values.text("role")).ok_or_else(|| Problem::field("role", "error-choice"))?;
    let grant = store::scoped(role, c.values.optional("body"), c.values.optional("party"))?;
    store::resolve(tx, grant)
}

pub fn invite(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    in_person(c)?;
    let grant = asked_role(c, tx)?;
    let lang = c.values.optional("lang").unwrap_or_else(|| c.lang().to_owned());
    if !c.site.texts.langs().contains(&lang.as_str()) {
        return Err(Problem::field("lang", "error-choice"));
    }
    let secret = tx.ctx().entropy.secret();
    let zone = c.site.organisation().zone.clone();
    let id =
        store::invite_in(tx, c.values.text("email"), c.values.text("name"), &lang, &zone, &[grant], &secret)?;
    invited(c, tx, &id, &secret)
}

pub fn invite_again(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    in_person(c)?;
    let account = accounts::by_id(tx, c.param("id"))?;
    if account.state != "invited" {
        return Err(Problem::Conflict { what: "the account waits for no invitation".into() });
    }
    let secret = tx.ctx().entropy.secret();
    store::invite_again(tx, &account.id, &secret)?;
    invited(c, tx, &account.id, &secret)
}

/// Writes to the person invited and shows the link once to the administrator.
fn invited(c: &Call, tx: &mut Tx<'_>, id: &str, secret: &str) -> Result<Reply> {
    let account = accounts::by_id(tx, id)?;
    let link = invitation::address(c, secret);
    super::write_to(c, tx, &account, "invitation", &link)?;
    let back = format!("/admin/accounts/{id}");
    let json = json!({ "id": id, "email": account.email, "link": link });
    Ok(shown_once(c, "invitation", &account.email, &link, &back, json))
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/admin_account.html")]
struct AdminAccountPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    form: FormView,
    id: String,
    email: String,
    name: String,
    lang: String,
    zone: String,
    state: String,
    #[serde(skip)]
    badge: &'static str,
    has_password: bool,
    created: Timestamp,
    seen: Option<Timestamp>,
    tokens: i64,
    roles: Vec<account::RoleLine>,
    #[serde(skip)]
    created_shown: String,
    #[serde(skip)]
    seen_shown: String,
}

pub fn account(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = c.param("id").to_owned();
    let usage = store::usage(tx, &id)?;
    let account = accounts::by_id(tx, &id)?;
    let roles = store::roles(tx, &id)?;
    let choices = store::choices(tx)?;
    let v = c.view();
    let shown = |at: Timestamp| v.instant(&at.as_microsecond(), v.zone());
    let page = AdminAccountPage {
        form: with_choices(FormView::new(c, GRANT, &[]), choices),
        badge: badge(&account.state),
        created_shown: shown(usage.created_at),
        seen_shown: usage.seen_at.map(shown).unwrap_or_default(),
        created: usage.created_at,
        seen: usage.seen_at,
        tokens: usage.tokens,
        roles: account::role_lines(&v, roles),
        has_password: account.password.is_some(),
        id,
        email: account.email,
        name: account.name,
        lang: account.lang,
        zone: account.zone,
        state: account.state,
        v,
    };
    Ok(Reply::page(page).private())
}

/// A form's own address leads to the account it is about.
pub fn back(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let account = accounts::by_id(tx, c.param("id"))?;
    Ok(Reply::redirect(format!("/admin/accounts/{}", account.id)).private())
}

fn page_of(id: &str, notice: &str) -> String {
    format!("/admin/accounts/{id}?notice={notice}")
}

pub fn grant(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    in_person(c)?;
    let id = c.param("id");
    accounts::by_id(tx, id)?;
    let grant = asked_role(c, tx)?;
    if accounts::grants(tx, id)?.iter().any(|(_, held)| *held == grant) {
        return Err(Problem::field("role", "error-role-held"));
    }
    accounts::grant(tx, id, &grant)?;
    Ok(Reply::created(page_of(id, "role-granted"), json!({ "account": id, "grant": grant })).private())
}

pub fn end(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    in_person(c)?;
    let (id, grant) = (c.param("id"), c.param("grant"));
    accounts::end_grant(tx, id, grant)?;
    store::must_leave_an_administrator(tx, "role")?;
    Ok(Reply::done(page_of(id, "role-ended"), json!({ "account": id, "ended": grant })).private())
}

pub fn set_state(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    in_person(c)?;
    let account = accounts::by_id(tx, c.param("id"))?;
    let state = match (c.values.text("state"), account.password.is_some() || c.site.config.demo) {
        ("closed", _) => "closed",
        (_, true) => "active",
        // Nobody chose a password yet: the invitation is still to be taken up.
        (_, false) => "invited",
    };
    accounts::set_state(tx, &account.id, state)?;
    store::must_leave_an_administrator(tx, "state")?;
    let notice = if state == "closed" { "account-closed" } else { "account-opened" };
    Ok(Reply::done(page_of(&account.id, notice), json!({ "account": account.id, "state": state })).private())
}

pub fn reset(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    in_person(c)?;
    let account = accounts::by_id(tx, c.param("id"))?;
    if account.state == "closed" {
        return Err(Problem::Conflict { what: "the account is closed".into() });
    }
    let secret = tx.ctx().entropy.secret();
    store::reset_link(tx, &account.id, &secret)?;
    let link = reset_page::address(c, &secret);
    let back = format!("/admin/accounts/{}", account.id);
    let json = json!({ "account": account.id, "link": link });
    Ok(shown_once(c, "reset", &account.email, &link, &back, json))
}
