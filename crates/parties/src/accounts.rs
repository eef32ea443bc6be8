//! Accounts: who is let in, by which door, and what they may do.
//!
//! Nouns: account (`invited`, `active`, `closed`), role held, session, token, one-time link. Their
//! rows are the foundation's (`mufakat_store::accounts`); this slice is their pages and the rules
//! around them.
//!
//! Invariants: an unknown account, a wrong password and a closed account get the same answer at the
//! same cost; every sign-in opens a session under a new secret; a password set anew ends all other
//! sessions and every link that could set it again; a secret is shown once and kept as a hash; an
//! API token never administers accounts or makes further tokens; there is always an administrator.
//!
//! Not here: who may see a record (`visible!`), the calendar behind a personal address.

mod account;
mod admin;
mod demo;
mod invitation;
mod jobs;
mod reset;
mod sign_in;
mod store;
#[cfg(test)]
mod tests;

pub use store::{first_administrator_link, invite};

use mufakat_store::{Area, Role, accounts::Account};
use mufakat_web::{Access, Call, FormView, Problem, Reply, Result, Route, Slice, Twin, View};
use serde::Serialize;

const ADMINISTRATOR: &[Role] = &[Role::Administrator];

pub const SLICE: Slice = Slice {
    area: Area { statements: &[store::STATEMENTS], demo: Some(demo::load), ..Area::new("accounts") },
    routes: ROUTES,
    texts: &[
        ("en", include_str!("../text/accounts.en.ftl")),
        ("id", include_str!("../text/accounts.id.ftl")),
    ],
};

const ROUTES: &[Route] = &[
    Route::get("/sign-in", "sign-in.show", sign_in::show)
        .query(sign_in::NEXT)
        .summary("The door: the form to sign in, and its anti-forgery token."),
    Route::post("/sign-in", "sign-in.open", sign_in::open)
        .input(sign_in::INPUT)
        .prepare(sign_in::check)
        .form(sign_in::show)
        .summary("Signs in with address and password; opens a session."),
    Route::post("/sign-out", "sign-out", sign_in::close).summary("Ends this session."),
    Route::post("/demo/sign-in", "demo.sign-in", sign_in::demo)
        .input(sign_in::DEMO)
        .form(sign_in::show)
        .summary("Demonstration only: signs in as one of the illustrative roles."),
    Route::get("/account", "account.show", account::show)
        .access(Access::SignedIn)
        .summary("My account: preferences, roles, sessions, tokens."),
    Route::post("/account/preferences", "account.preferences", account::prefer)
        .access(Access::SignedIn)
        .input(account::PREFERENCES)
        .form(account::show)
        .summary("Sets my name, language and time zone."),
    Route::post("/account/password", "account.password", account::set_password)
        .access(Access::SignedIn)
        .input(account::PASSWORD)
        .prepare(account::check_password)
        .form(account::show)
        .summary("Sets my password; ends my other sessions."),
    Route::post("/account/sessions/close-others", "account.sessions.close-others", account::close_others)
        .access(Access::SignedIn)
        .summary("Ends my sessions everywhere else."),
    Route::post("/account/sessions/{id}/close", "account.sessions.close", account::close_session)
        .access(Access::SignedIn)
        .summary("Ends one of my sessions."),
    Route::post("/account/tokens", "account.tokens.create", account::create_token)
        .access(Access::SignedIn)
        .input(account::TOKEN)
        .form(account::show)
        .summary("Makes an API token; its secret is in this answer and nowhere else."),
    Route::post("/account/calendar", "account.calendar", account::create_calendar)
        .access(Access::SignedIn)
        .summary("Makes a private address of my calendar; it is in this answer and nowhere else."),
    Route::post("/account/tokens/{id}/revoke", "account.tokens.revoke", account::revoke_token)
        .access(Access::SignedIn)
        .summary("Revokes one of my tokens."),
    // A page shown by a post has the post's address; asked for again, it leads to where the form is.
    Route::get("/demo/sign-in", "demo.door", sign_in::door).summary("Leads to the door."),
    Route::get("/account/preferences", "account.preferences.back", account::back)
        .access(Access::SignedIn)
        .summary("Leads to my account."),
    Route::get("/account/password", "account.password.back", account::back)
        .access(Access::SignedIn)
        .summary("Leads to my account."),
    Route::get("/account/tokens", "account.tokens.back", account::back)
        .access(Access::SignedIn)
        .summary("Leads to my account."),
    Route::get("/account/calendar", "account.calendar.back", account::back)
        .access(Access::SignedIn)
        .summary("Leads to my account."),
    Route::get("/admin/accounts/{id}/roles", "admin.roles.back", admin::back)
        .roles(ADMINISTRATOR)
        .summary("Leads to the account."),
    Route::get("/admin/accounts/{id}/state", "admin.accounts.state.back", admin::back)
        .roles(ADMINISTRATOR)
        .summary("Leads to the account."),
    Route::get("/admin/accounts/{id}/reset", "admin.accounts.reset.back", admin::back)
        .roles(ADMINISTRATOR)
        .summary("Leads to the account."),
    Route::get("/admin/accounts/{id}/invitation", "admin.accounts.invite-again.back", admin::back)
        .roles(ADMINISTRATOR)
        .summary("Leads to the account."),
    Route::get("/admin/accounts/{id}/roles/{grant}/end", "admin.roles.end.back", admin::back)
        .roles(ADMINISTRATOR)
        .summary("Leads to the account."),
    Route::get("/invitation/{secret}", "invitation.show", invitation::show)
        .summary("An invitation, as long as it waits to be taken up."),
    Route::post("/invitation/{secret}", "invitation.accept", invitation::accept)
        .input(invitation::INPUT)
        .prepare(invitation::prepare)
        .form(invitation::show)
        .summary("Takes an invitation up with a password; signs in."),
    Route::get("/password/reset", "password.forgotten", reset::ask)
        .summary("The form for a forgotten password."),
    Route::post("/password/reset", "password.send-reset", reset::send)
        .input(reset::ASK)
        .prepare(reset::throttle)
        .form(reset::ask)
        .summary("Sends a link for a new password, if there is such an account."),
    Route::get("/password/reset/{secret}", "password.reset", reset::show)
        .summary("The form for a new password."),
    Route::post("/password/reset/{secret}", "password.set", reset::set)
        .input(reset::SET)
        .prepare(reset::prepare)
        .form(reset::show)
        .summary("Sets a new password by a link; ends all sessions and signs in."),
    Route::get("/admin", "admin.show", admin::show)
        .roles(ADMINISTRATOR)
        .summary("Administration at a glance."),
    Route::get("/admin/accounts", "admin.accounts.list", admin::list)
        .roles(ADMINISTRATOR)
        .query(admin::QUERY)
        .twins(&[Twin::Csv, Twin::Xlsx])
        .summary("All accounts in order of their addresses."),
    Route::get("/admin/accounts/new", "admin.accounts.new", admin::new)
        .roles(ADMINISTRATOR)
        .summary("The form to invite somebody."),
    Route::post("/admin/accounts", "admin.accounts.invite", admin::invite)
        .roles(ADMINISTRATOR)
        .input(admin::INVITE)
        .form(admin::new)
        .summary("Invites somebody: an account, a first role, and a link that works once."),
    Route::get("/admin/accounts/{id}", "admin.accounts.show", admin::account)
        .roles(ADMINISTRATOR)
        .summary("An account and its roles."),
    Route::post("/admin/accounts/{id}/roles", "admin.roles.grant", admin::grant)
        .roles(ADMINISTRATOR)
        .input(admin::GRANT)
        .form(admin::account)
        .summary("Gives a role, everywhere or for one body, acting for a Member State."),
    Route::post("/admin/accounts/{id}/roles/{grant}/end", "admin.roles.end", admin::end)
        .roles(ADMINISTRATOR)
        .form(admin::account)
        .summary("Ends a role."),
    Route::post("/admin/accounts/{id}/state", "admin.accounts.state", admin::set_state)
        .roles(ADMINISTRATOR)
        .input(admin::STATE)
        .form(admin::account)
        .summary("Closes an account or opens it again."),
    Route::post("/admin/accounts/{id}/reset", "admin.accounts.reset", admin::reset)
        .roles(ADMINISTRATOR)
        .summary("Makes a link for a new password, shown once."),
    Route::post("/admin/accounts/{id}/invitation", "admin.accounts.invite-again", admin::invite_again)
        .roles(ADMINISTRATOR)
        .summary("Makes a new invitation for an account that waits; the one before ends."),
    Route::get("/admin/jobs", "admin.jobs.list", jobs::list)
        .roles(ADMINISTRATOR)
        .query(jobs::QUERY)
        .summary("Work done later, with its dead letters."),
    Route::post("/admin/jobs/{id}/again", "admin.jobs.again", jobs::again)
        .roles(ADMINISTRATOR)
        .summary("Runs a dead letter again."),
];

/// Longest address of a page to go on to after signing in.
const NEXT_CHARS_MAX: usize = 2_000;

/// The account of a person at a browser. API tokens are refused: whoever holds one could otherwise
/// make it last for ever.
fn in_person(c: &Call) -> Result<String> {
    if c.actor().scopes.is_some() {
        return Err(Problem::Forbidden { action: c.route.name });
    }
    c.actor().account.clone().ok_or(Problem::SignIn)
}

/// An address within this house to go on to; anything that could lead elsewhere is none.
fn local(next: &str) -> Option<&str> {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= NEXT_CHARS_MAX
        && !next.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace())
        && !next.starts_with("/sign-");
    inside.then_some(next)
}

/// Draws a field as a password that is never filled in. Its kind is text, because what is typed at
/// a door is compared, not judged.
fn as_password(mut form: FormView, name: &str) -> FormView {
    if let Some(field) = form.fields.iter_mut().find(|field| field.name == name) {
        (field.control, field.autocomplete, field.value) = ("password", "current-password", String::new());
    }
    form
}

/// Languages of the interface: code and name in itself.
fn languages(v: &View) -> Vec<(String, String)> {
    v.languages().into_iter().map(|lang| (lang.code.to_owned(), lang.name.to_owned())).collect()
}

/// Zones to choose from, with the one held even when it is none of the usual.
fn zones(held: &str) -> Vec<(String, String)> {
    let usual = mufakat_web::form::ZONES;
    let extra = (!held.is_empty() && !usual.contains(&held)).then_some(held);
    usual.iter().copied().chain(extra).map(|zone| (zone.to_owned(), zone.replace('_', " "))).collect()
}

/// A secret or an address with one in it, shown this once.
#[derive(askama::Template, Serialize)]
#[template(path = "accounts/secret.html")]
struct SecretPage {
    #[serde(skip)]
    v: View,
    /// `token`, `calendar`, `invitation` or `reset`: which words the page uses.
    kind: &'static str,
    /// Whose or for what.
    about: String,
    secret: String,
    /// Where to go on.
    back: String,
}

/// Shows a secret once: people get a page that is kept nowhere, machines the JSON.
fn shown_once(
    c: &Call,
    kind: &'static str,
    about: &str,
    secret: &str,
    back: &str,
    json: impl Serialize,
) -> Reply {
    if c.machine {
        return Reply::created(back, json).private();
    }
    let page = SecretPage {
        v: c.view(),
        kind,
        about: about.to_owned(),
        secret: secret.to_owned(),
        back: back.to_owned(),
    };
    let mut reply = Reply::page(page).private();
    reply.status = 201;
    reply
}

/// A link that was used, ran out or never was: the three look the same, and the page says what to do.
#[derive(askama::Template, Serialize)]
#[template(path = "accounts/gone.html")]
struct GonePage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    invitation: bool,
}

fn gone(c: &Call, invitation: bool) -> Result<Reply> {
    if c.machine {
        return Err(Problem::not_found("link"));
    }
    let mut reply = Reply::page(GonePage { v: c.view(), invitation }).private();
    reply.status = 404;
    Ok(reply)
}

/// Sends a letter in the account's language later: `mail-WHAT-subject` and `mail-WHAT-text`.
fn write_to(
    c: &Call,
    tx: &mut mufakat_store::Tx<'_>,
    account: &Account,
    what: &str,
    link: &str,
) -> Result<()> {
    let (texts, org) = (&c.site.texts, c.site.organisation());
    let values = [
        ("name", account.name.as_str()),
        ("org", org.short_name.as_str()),
        ("secretariat", org.secretariat.as_str()),
        ("link", link),
    ];
    let subject = texts.with(&account.lang, &format!("mail-{what}-subject"), &values);
    let text = texts.with(&account.lang, &format!("mail-{what}-text"), &values);
    store::send_mail(tx, &account.email, &subject, &text)
}
