//! Statements of this slice over the foundation's accounts, and the public functions other crates
//! call. Each authorises in its first line, or says why it does not.

use jiff::{SignedDuration, Timestamp};
use mufakat_base::FieldError;
use mufakat_store::{Event, Grant, Problem, Result, Role, Statement, Tx, accounts, jobs, params, records};
use serde::Serialize;
use serde_json::json;

/// Purposes of one-time links.
pub const INVITATION: &str = "invitation";
pub const FIRST_ADMINISTRATOR: &str = "first-administrator";
pub const RESET: &str = "password-reset";
/// A link for a new password works this long; an invitation as long as any link.
pub const RESET_HOURS: i64 = 24;
/// Longest name of a person.
pub const NAME_CHARS_MAX: usize = 200;
/// Entries of the journal shown on the overview.
const LATEST_ACTS: usize = 20;
/// Bodies and members offered in a select.
const CHOICES_MAX: usize = 2_000;

const ROLES: &str = "select g.id, g.role, g.party, g.since, g.body_id, r.key, r.title, r.path from role_grant g \
     left join record r on r.id = g.body_id where g.account_id = $1 and g.ended = 0 order by g.role, g.id";
const ADMINISTRATORS: &str = "select count(distinct a.id) from account a join role_grant g on g.account_id = a.id \
     where g.role = 'administrator' and g.ended = 0 and a.state = 'active'";
const SESSIONS_OTHER: &str = "delete from session where account_id = $1 and id <> $2";
const LINKS_VOID: &str =
    "update link set used_at = $1 where account_id = $2 and purpose = $3 and used_at is null";
const CALENDARS_REVOKE: &str =
    "update token set revoked_at = $1 where account_id = $2 and scopes = 'calendar' and revoked_at is null";
const CHOICES: &str = concat!(
    "select r.kind, r.key, r.title from record r where ",
    mufakat_store::visible!(),
    " and r.kind in ('body', 'member') order by r.kind, r.title limit $3"
);
const USE: &str = "select a.created_at, (select max(s.seen_at) from session s where s.account_id = a.id and s.expires_at > $1), \
     (select count(*) from token t where t.account_id = a.id and t.revoked_at is null and t.expires_at > $2) from account a where a.id = $3";
const COUNTS: &str = "select (select count(*) from account where state = 'active'), (select count(*) from account where state = 'invited'), \
     (select count(*) from account where state = 'closed'), (select count(*) from session where expires_at > $1), \
     (select count(*) from job where state in ('waiting', 'running')), (select count(*) from job where state = 'dead'), \
     (select count(*) from record), (select coalesce(max(seq), 0) from journal)";
const ACTS: &str = "select seq, at, actor_name, action, before, after from journal where noun in ('account', 'token', 'link', 'job') \
     order by seq desc limit $1";

pub const STATEMENTS: &[Statement] = &[
    ("roles", ROLES),
    ("administrators", ADMINISTRATORS),
    ("sessions_other", SESSIONS_OTHER),
    ("links_void", LINKS_VOID),
    ("calendars_revoke", CALENDARS_REVOKE),
    ("choices", CHOICES),
    ("use", USE),
    ("counts", COUNTS),
    ("acts", ACTS),
];

/// A body as a role names it.
#[derive(Clone, Debug, Serialize)]
pub struct BodyOf {
    pub id: String,
    /// Code and title; empty when the body is not in the record.
    pub code: String,
    pub title: String,
    pub path: String,
}

/// A role held.
#[derive(Clone, Debug, Serialize)]
pub struct Held {
    pub id: String,
    pub role: String,
    pub body: Option<BodyOf>,
    pub party: Option<String>,
    pub since: Timestamp,
}

/// Roles an account holds now: its owner's or the administrator's to know.
pub fn roles(tx: &mut Tx<'_>, account: &str) -> Result<Vec<Held>> {
    if tx.ctx().actor.account.as_deref() != Some(account) {
        tx.ctx().actor.must(&[Role::Administrator], None, "role.list")?;
    }
    tx.rows(ROLES, params![account], |row| {
        let body = match row.get::<Option<String>>(4)? {
            None => None,
            Some(id) => Some(BodyOf {
                id,
                code: row.get::<Option<String>>(5)?.unwrap_or_default(),
                title: row.get::<Option<String>>(6)?.unwrap_or_default(),
                path: row.get::<Option<String>>(7)?.unwrap_or_default(),
            }),
        };
        Ok(Held { id: row.get(0)?, role: row.get(1)?, party: row.get(2)?, since: row.get(3)?, body })
    })
}

/// Refuses when the change just made leaves nobody to administer the house.
pub fn must_leave_an_administrator(tx: &mut Tx<'_>, field: &str) -> Result<()> {
    if tx.number(ADMINISTRATORS, params![])? > 0 {
        Ok(())
    } else {
        Err(Problem::field(field, "error-last-administrator"))
    }
}

/// Ends all sessions of the asker's account but one; gives how many.
pub fn close_other_sessions(tx: &mut Tx<'_>, account: &str, keep: &str) -> Result<u64> {
    own(tx, account)?;
    let ended = tx.change(SESSIONS_OTHER, params![account, keep])?;
    if ended > 0 {
        tx.record(
            Event::off_thread("account.sessions-closed", "account")
                .after(&json!({ "account": account, "sessions": ended })),
        )?;
    }
    Ok(ended)
}

/// Revokes the asker's calendar addresses, because a new one takes their place.
pub fn revoke_calendars(tx: &mut Tx<'_>, account: &str) -> Result<()> {
    own(tx, account)?;
    let now = tx.ctx().now;
    if tx.change(CALENDARS_REVOKE, params![now, account])? > 0 {
        tx.record(
            Event::off_thread("token.revoked", "token")
                .after(&json!({ "account": account, "scopes": "calendar" })),
        )?;
    }
    Ok(())
}

fn own(tx: &Tx<'_>, account: &str) -> Result<()> {
    match tx.ctx().actor.account.as_deref() {
        Some(own) if own == account => Ok(()),
        Some(_) => Err(Problem::not_found("account")),
        None => Err(Problem::SignIn),
    }
}

/// Makes unused links of an account useless. Whoever used one may do so: the link was the right.
pub fn void_links(tx: &mut Tx<'_>, account: &str) -> Result<()> {
    let now = tx.ctx().now;
    for purpose in [INVITATION, RESET] {
        tx.housekeep(LINKS_VOID, params![now, account, purpose])?;
    }
    Ok(())
}

/// Makes a link for a new password. Anybody may ask for one: it goes to the account's own address,
/// or by the administrator's hand.
pub fn reset_link(tx: &mut Tx<'_>, account: &str, secret: &str) -> Result<()> {
    let until =
        tx.ctx().now.saturating_add(SignedDuration::from_hours(RESET_HOURS)).unwrap_or(Timestamp::MAX);
    accounts::create_link(tx, RESET, Some(account), secret, &until.as_microsecond().to_string())
}

/// True when the time written in a link's payload is over.
pub fn ran_out(tx: &Tx<'_>, until: &str) -> bool {
    until.parse::<i64>().is_ok_and(|until| tx.ctx().now.as_microsecond() >= until)
}

/// Puts a letter among the jobs.
pub fn send_mail(tx: &mut Tx<'_>, to: &str, subject: &str, text: &str) -> Result<()> {
    let now = tx.ctx().now;
    let letter = json!({ "to": to, "subject": subject, "text": text });
    jobs::enqueue(tx, "mail.send", &letter.to_string(), None, now)
}

/// Bodies and Member States to choose from: code and name.
#[derive(Default)]
pub struct Choices {
    pub bodies: Vec<(String, String)>,
    pub members: Vec<(String, String)>,
}

pub fn choices(tx: &mut Tx<'_>) -> Result<Choices> {
    let (ceiling, account) = tx.seen_by();
    let rows = tx.rows(CHOICES, params![ceiling, account, CHOICES_MAX], |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<String>(2)?))
    })?;
    let mut choices = Choices::default();
    for (kind, key, title) in rows {
        if kind == "body" {
            choices.bodies.push((key.clone(), format!("{title} ({key})")));
        } else {
            choices.members.push((key, title));
        }
    }
    Ok(choices)
}

/// A role with its body and Member State as typed, checked against what such a role can mean.
///
/// A delegate acts for a Member State; a chair chairs a body; the Secretary-General and the
/// administrator act everywhere and, like officers, for no Member State.
pub fn scoped(role: Role, body: Option<String>, party: Option<String>) -> Result<Grant> {
    let mut wrong = Vec::new();
    let mut refuse = |field: &str, key| wrong.push(FieldError::new(field, key));
    match role {
        Role::Delegate if party.is_none() => refuse("party", "error-role-party"),
        Role::Chair if body.is_none() => refuse("body", "error-role-body"),
        Role::Administrator | Role::SecretaryGeneral if body.is_some() => {
            refuse("body", "error-role-everywhere");
        }
        _ => {}
    }
    if matches!(role, Role::Administrator | Role::SecretaryGeneral | Role::Officer) && party.is_some() {
        refuse("party", "error-role-no-party");
    }
    if wrong.is_empty() { Ok(Grant { role, body, party }) } else { Err(Problem::Invalid(wrong)) }
}

/// Turns the body's code or identity and the Member State's code into what is stored.
pub fn resolve(tx: &mut Tx<'_>, grant: Grant) -> Result<Grant> {
    let body = match grant.body {
        None => None,
        Some(text) => Some(known(tx, "body", "body", &text)?.id),
    };
    let party = match grant.party {
        None => None,
        Some(text) => Some(known(tx, "member", "party", &text)?.key),
    };
    Ok(Grant { role: grant.role, body, party })
}

fn known(tx: &mut Tx<'_>, kind: &'static str, field: &str, text: &str) -> Result<records::Record> {
    let upper = text.to_uppercase();
    let mut tries = vec![records::by_key(tx, kind, text)];
    if upper != text {
        tries.push(records::by_key(tx, kind, &upper));
    }
    tries.push(
        records::by_id(tx, text)
            .and_then(|found| if found.kind == kind { Ok(found) } else { Err(Problem::not_found(kind)) }),
    );
    for found in tries {
        match found {
            Err(Problem::NotFound { .. }) => {}
            outcome => return outcome,
        }
    }
    Err(Problem::field(field, "error-choice"))
}

/// Invites somebody: the account with its roles, and a link that works once at
/// `/invitation/{secret}`. Administrators and the command line; gives the account's identity.
pub fn invite(tx: &mut Tx<'_>, email: &str, name: &str, grants: &[Grant], secret: &str) -> Result<String> {
    let lang = tx.ctx().lang.clone();
    invite_in(tx, email, name, &lang, "UTC", grants, secret)
}

/// The same, in a language and zone.
pub fn invite_in(
    tx: &mut Tx<'_>,
    email: &str,
    name: &str,
    lang: &str,
    zone: &str,
    grants: &[Grant],
    secret: &str,
) -> Result<String> {
    tx.ctx().actor.must(&[Role::Administrator], None, "account.invite")?;
    let id = accounts::create(tx, email, name, lang, zone, None)?;
    for grant in grants {
        accounts::grant(tx, &id, grant)?;
    }
    accounts::create_link(tx, INVITATION, Some(&id), secret, "")?;
    Ok(id)
}

/// A new invitation for an account that waits; the one before works no more.
pub fn invite_again(tx: &mut Tx<'_>, account: &str, secret: &str) -> Result<()> {
    tx.ctx().actor.must(&[Role::Administrator], None, "account.invite")?;
    void_links(tx, account)?;
    accounts::create_link(tx, INVITATION, Some(account), secret, "")
}

/// The link by which the first administrator makes the first account, at `/invitation/{secret}`.
/// Refused as soon as there is any account.
pub fn first_administrator_link(tx: &mut Tx<'_>, secret: &str) -> Result<()> {
    tx.ctx().actor.must(&[], None, "account.first")?;
    if accounts::count(tx)? > 0 {
        return Err(Problem::Conflict { what: "there are accounts already".into() });
    }
    accounts::create_link(tx, FIRST_ADMINISTRATOR, None, secret, "")
}

/// How an account is used.
#[derive(Clone, Debug)]
pub struct Usage {
    pub created_at: Timestamp,
    pub seen_at: Option<Timestamp>,
    pub tokens: i64,
}

pub fn usage(tx: &mut Tx<'_>, account: &str) -> Result<Usage> {
    tx.ctx().actor.must(&[Role::Administrator], None, "account.show")?;
    let now = tx.ctx().now;
    tx.row(USE, params![now, now, account], |row| {
        Ok(Usage { created_at: row.get(0)?, seen_at: row.get(1)?, tokens: row.get(2)? })
    })?
    .ok_or(Problem::not_found("account"))
}

/// The house in numbers, for its administrator.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    pub accounts_active: i64,
    pub accounts_invited: i64,
    pub accounts_closed: i64,
    pub sessions: i64,
    pub jobs_waiting: i64,
    pub jobs_dead: i64,
    pub records: i64,
    pub journal: i64,
}

pub fn counts(tx: &mut Tx<'_>) -> Result<Counts> {
    tx.ctx().actor.must(&[Role::Administrator], None, "admin.show")?;
    let now = tx.ctx().now;
    let found = tx.row(COUNTS, params![now], |row| {
        Ok(Counts {
            accounts_active: row.get(0)?,
            accounts_invited: row.get(1)?,
            accounts_closed: row.get(2)?,
            sessions: row.get(3)?,
            jobs_waiting: row.get(4)?,
            jobs_dead: row.get(5)?,
            records: row.get(6)?,
            journal: row.get(7)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// An act on an account, a token, a link or a job: none of them is a record with a history of its own.
#[derive(Clone, Debug)]
pub struct Act {
    pub seq: i64,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    /// Account acted on, when the entry names one.
    pub account: Option<String>,
}

pub fn latest_acts(tx: &mut Tx<'_>) -> Result<Vec<Act>> {
    tx.ctx().actor.must(&[Role::Administrator], None, "admin.show")?;
    tx.rows(ACTS, params![LATEST_ACTS], |row| {
        let (before, after) = (row.get::<Option<String>>(4)?, row.get::<Option<String>>(5)?);
        let state = after
            .as_deref()
            .or(before.as_deref())
            .and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
        Ok(Act {
            seq: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            action: row.get(3)?,
            account: state.and_then(|state| state["account"].as_str().map(str::to_owned)),
        })
    })
}
