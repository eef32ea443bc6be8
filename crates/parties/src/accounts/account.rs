//! My account: preferences, password, sessions, tokens, the calendar's private address.

use super::{as_password, in_person, languages, shown_once, sign_in, store, zones};
use jiff::Timestamp;
use mufakat_store::accounts::{self, Session, Token};
use mufakat_web::{Call, Field, FormView, Kind, Problem, Reply, Result, Tx, View, password};
use serde::Serialize;
use serde_json::json;

const DAYS_MAX: i64 = 3_650;
const DAYS: i64 = 365;

pub const PREFERENCES: &[Field] = &[
    Field::new("name", Kind::Text(store::NAME_CHARS_MAX)).required(),
    Field::new("lang", Kind::Pick).required(),
    Field::new("zone", Kind::Zone).required(),
];
pub const PASSWORD: &[Field] = &[
    Field::new("current_password", Kind::Text(1_000)).required(),
    Field::new("new_password", Kind::Password).required(),
];
pub const TOKEN: &[Field] = &[
    Field::new("label", Kind::Text(80)).required(),
    Field::new("scopes", Kind::Choice(&accounts::SCOPES)).required().many(),
    Field::new("days", Kind::Integer(1, DAYS_MAX)).required(),
];

/// A role as a page shows it.
#[derive(Serialize)]
pub struct RoleLine {
    #[serde(flatten)]
    pub held: store::Held,
    #[serde(skip)]
    pub since: String,
}

#[derive(Serialize)]
struct SessionLine {
    id: String,
    /// Browser and system, as far as the browser said.
    device: String,
    since: Timestamp,
    seen: Timestamp,
    current: bool,
    #[serde(skip)]
    since_shown: String,
    #[serde(skip)]
    seen_shown: String,
}

#[derive(Serialize)]
struct TokenLine {
    id: String,
    label: String,
    scopes: Vec<String>,
    created: Timestamp,
    expires: Timestamp,
    /// `valid`, `expired` or `revoked`.
    state: &'static str,
    #[serde(skip)]
    created_shown: String,
    #[serde(skip)]
    expires_shown: String,
}

struct ScopeBox {
    value: &'static str,
    label: String,
    hint: String,
    checked: bool,
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/account.html")]
struct AccountPage {
    #[serde(skip)]
    v: View,
    /// The form at work, for the summary of its errors.
    #[serde(skip)]
    form: FormView,
    #[serde(skip)]
    preferences: FormView,
    #[serde(skip)]
    password: FormView,
    #[serde(skip)]
    token: FormView,
    #[serde(skip)]
    scopes: Vec<ScopeBox>,
    #[serde(skip)]
    scopes_error: String,
    id: String,
    email: String,
    name: String,
    lang: String,
    zone: String,
    has_password: bool,
    roles: Vec<RoleLine>,
    sessions: Vec<SessionLine>,
    tokens: Vec<TokenLine>,
}

/// What a browser calls itself, in two words a person knows.
pub fn device(agent: &str) -> String {
    let find = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    // Order matters: every browser also claims to be the ones after it.
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ]);
    let system = find(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

/// Roles ready to draw.
pub fn role_lines(v: &View, held: Vec<store::Held>) -> Vec<RoleLine> {
    held.into_iter()
        .map(|held| RoleLine {
            since: v.date(&mufakat_base::dates::day_in(held.since, v.zone()).to_string()),
            held,
        })
        .collect()
}

fn session_line(c: &Call, v: &View, session: Session) -> SessionLine {
    let shown = |at: Timestamp| v.instant(&at.as_microsecond(), v.zone());
    SessionLine {
        current: session.id == accounts::digest(&c.secret),
        device: device(&session.agent),
        since_shown: shown(session.created_at),
        seen_shown: shown(session.seen_at),
        since: session.created_at,
        seen: session.seen_at,
        id: session.id,
    }
}

fn token_line(c: &Call, v: &View, token: Token) -> TokenLine {
    let day = |at: Timestamp| v.date(&mufakat_base::dates::day_in(at, v.zone()).to_string());
    TokenLine {
        state: match token.revoked_at {
            Some(_) => "revoked",
            None if token.expires_at <= c.ctx.now => "expired",
            None => "valid",
        },
        created_shown: day(token.created_at),
        expires_shown: day(token.expires_at),
        id: token.id,
        label: token.label,
        scopes: token.scopes.split_whitespace().map(str::to_owned).collect(),
        created: token.created_at,
        expires: token.expires_at,
    }
}

pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = c.actor().account.clone().ok_or(Problem::SignIn)?;
    let account = accounts::by_id(tx, &id)?;
    let roles = store::roles(tx, &id)?;
    let sessions = accounts::sessions(tx, &id)?;
    let tokens = accounts::tokens(tx, &id)?;
    let v = c.view();
    // Only the form that was sent keeps what was typed and shows what is wrong.
    let untouched = c.untouched();
    let at = |route: &str| if c.route.name == route { c } else { &untouched };
    let (saving, making) = (at("account.preferences"), at("account.tokens.create"));
    let initial =
        [("name", account.name.clone()), ("lang", account.lang.clone()), ("zone", account.zone.clone())];
    let token = FormView::new(making, TOKEN, &[("days", DAYS.to_string())]);
    let ticked = |scope: &str| {
        if making.input.pairs.is_empty() {
            scope == "read"
        } else {
            making.input.pairs.iter().any(|(name, value)| name == "scopes" && value == scope)
        }
    };
    let scopes = accounts::SCOPES.into_iter().map(|value| ScopeBox {
        value,
        label: c.t(&format!("scope-{value}")),
        hint: c.t(&format!("scope-{value}-hint")),
        checked: ticked(value),
    });
    let page = AccountPage {
        form: FormView::new(c, &[], &[]),
        preferences: FormView::new(saving, PREFERENCES, &initial)
            .with_options("lang", languages(&v))
            .with_options("zone", zones(&account.zone)),
        password: as_password(FormView::new(at("account.password"), PASSWORD, &[]), "current_password"),
        scopes: scopes.collect(),
        scopes_error: token
            .errors
            .iter()
            .find(|(name, _)| name == "scopes")
            .map(|(_, text)| text.clone())
            .unwrap_or_default(),
        token,
        roles: role_lines(&v, roles),
        sessions: sessions.into_iter().map(|session| session_line(c, &v, session)).collect(),
        tokens: tokens.into_iter().map(|token| token_line(c, &v, token)).collect(),
        has_password: account.password.is_some(),
        id,
        email: account.email,
        name: account.name,
        lang: account.lang,
        zone: account.zone,
        v,
    };
    Ok(Reply::page(page).private())
}

/// A form's own address leads to the page it stands on.
#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub fn back(_: &Call, _: &mut Tx<'_>) -> Result<Reply> {
    Ok(Reply::redirect("/account").private())
}

pub fn prefer(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    in_person(c)?;
    let (name, lang, zone) = (c.values.text("name"), c.values.text("lang"), c.values.text("zone"));
    if !c.site.texts.langs().contains(&lang) {
        return Err(Problem::field("lang", "error-choice"));
    }
    accounts::set_preferences(tx, name, lang, zone)?;
    let json = json!({ "name": name, "lang": lang, "zone": zone });
    Ok(Reply::done("/account?notice=account-saved", json).cookie(c.language_cookie(lang)).private())
}

/// Compares the old password and hashes the new one, on a reader.
pub fn check_password(c: &Call, tx: &mut Tx<'_>) -> Result<serde_json::Value> {
    let id = in_person(c)?;
    if !c.sign_in_allowed(&id) {
        return Err(Problem::TooMany { seconds: sign_in::RETRY_SECONDS });
    }
    let account = accounts::by_id(tx, &id)?;
    if !password::verify(c.input.first("current_password").unwrap_or_default(), account.password.as_deref()) {
        return Err(Problem::field("current_password", "error-current-password"));
    }
    Ok(json!({ "hash": password::hash(c.values.text("new_password"), &c.site.entropy)? }))
}

pub fn set_password(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = in_person(c)?;
    let hash = c.stash["hash"].as_str().ok_or_else(|| Problem::internal("no hash was prepared"))?;
    store::void_links(tx, &id)?;
    accounts::set_password(tx, &id, hash, &accounts::digest(&c.secret))?;
    Ok(Reply::done("/account?notice=password-set", json!({ "password_set": true })).private())
}

pub fn close_session(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = in_person(c)?;
    accounts::close_session(tx, &id, c.param("id"))?;
    if c.param("id") == accounts::digest(&c.secret) {
        return Ok(Reply::done("/?notice=signed-out", json!({ "signed_in": false }))
            .cookie(c.drop_session_cookie())
            .private());
    }
    Ok(Reply::done("/account?notice=session-closed#sessions", json!({ "closed": 1 })).private())
}

pub fn close_others(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = in_person(c)?;
    let closed = store::close_other_sessions(tx, &id, &accounts::digest(&c.secret))?;
    Ok(Reply::done("/account?notice=sessions-closed#sessions", json!({ "closed": closed })).private())
}

pub fn create_token(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = in_person(c)?;
    let label = c.values.text("label");
    let scopes: Vec<&str> = accounts::SCOPES
        .into_iter()
        .filter(|scope| c.values.all("scopes").any(|given| given == *scope))
        .collect();
    made(c, tx, &id, label, &scopes, c.values.integer("days").unwrap_or(DAYS))
}

pub fn create_calendar(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = in_person(c)?;
    store::revoke_calendars(tx, &id)?;
    made(c, tx, &id, &c.t("calendar-token-label"), &["calendar"], DAYS_MAX)
}

fn made(c: &Call, tx: &mut Tx<'_>, account: &str, label: &str, scopes: &[&str], days: i64) -> Result<Reply> {
    let secret = tx.ctx().entropy.secret();
    let id = accounts::create_token(tx, account, &secret, label, scopes, days)?;
    let mut json = json!({ "id": id, "label": label, "scopes": scopes, "days": days, "secret": secret });
    if scopes == ["calendar"] {
        let address = format!("{}/calendar/{secret}.ics", c.site.config.public_url);
        json["address"] = address.as_str().into();
        return Ok(shown_once(c, "calendar", label, &address, "/account", json));
    }
    Ok(shown_once(c, "token", label, &secret, "/account", json))
}

pub fn revoke_token(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let id = in_person(c)?;
    accounts::revoke_token(tx, &id, c.param("id"))?;
    Ok(Reply::done("/account?notice=token-revoked#tokens", json!({ "revoked": true })).private())
}
