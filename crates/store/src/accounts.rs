//! Accounts, roles, sessions, tokens and one-time links: how a request becomes an [`Actor`].
//! Secrets are kept as BLAKE3 hashes; passwords as argon2id strings made by the web crate.

use crate::{Actor, Event, Grant, Problem, Result, Role, Tx, params};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// A session ends this long after it was last renewed.
pub const SESSION_HOURS: i64 = 24 * 14;
/// A session's last use is noted at most this often, so that reading pages does not write.
pub const SEEN_EVERY_MINUTES: i64 = 10;
/// A one-time link works this long.
pub const LINK_HOURS: i64 = 72;

const BY_EMAIL: &str = "select id, email, name, password, lang, zone, state from account where email = $1";
const BY_ID: &str = "select id, email, name, password, lang, zone, state from account where id = $1";
const INSERT: &str = "insert into account (id, email, name, password, lang, zone, state, person_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const SET_PASSWORD: &str = "update account set password = $1, state = 'active' where id = $2";
const SET_STATE: &str = "update account set state = $1 where id = $2";
const SET_PREFERENCES: &str = "update account set name = $1, lang = $2, zone = $3 where id = $4";
const LIST: &str = "select a.id, a.email, a.name, a.lang, a.zone, a.state, \
     (select count(*) from role_grant g where g.account_id = a.id and g.ended = 0) from account a where a.email > $1 order by a.email limit $2";
const COUNT: &str = "select count(*) from account";
const GRANTS: &str =
    "select id, role, body_id, party from role_grant where account_id = $1 and ended = 0 order by role";
const GRANT: &str = "insert into role_grant (id, account_id, role, body_id, party, ended, since) values ($1, $2, $3, $4, $5, 0, $6)";
const GRANT_END: &str = "update role_grant set ended = $1 where id = $2 and account_id = $3 and ended = 0";
const SESSION_PUT: &str = "insert into session (id, account_id, created_at, seen_at, expires_at, agent) values ($1, $2, $3, $4, $5, $6)";
const SESSION: &str = "select a.id, a.name, a.lang, a.zone, s.seen_at, g.role, g.body_id, g.party, a.email from session s join account a on a.id = s.account_id \
     left join role_grant g on g.account_id = a.id and g.ended = 0 where s.id = $1 and s.expires_at > $2 and a.state = 'active'";
const SESSION_SEEN: &str = "update session set seen_at = $1, expires_at = $2 where id = $3";
const SESSION_DROP: &str = "delete from session where id = $1 and account_id = $2";
const SESSIONS_DROP: &str = "delete from session where account_id = $1 and id <> $2";
const SESSIONS: &str = "select id, created_at, seen_at, expires_at, agent from session where account_id = $1 order by seen_at desc limit 100";
const SESSIONS_EXPIRED: &str = "delete from session where expires_at < $1";
const TOKEN_PUT: &str = "insert into token (id, hash, account_id, label, scopes, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)";
const TOKEN: &str = "select a.id, a.name, a.lang, a.zone, t.scopes, g.role, g.body_id, g.party, a.email from token t join account a on a.id = t.account_id \
     left join role_grant g on g.account_id = a.id and g.ended = 0 \
     where t.hash = $1 and t.expires_at > $2 and t.revoked_at is null and a.state = 'active'";
const TOKENS: &str = "select id, label, scopes, created_at, expires_at, revoked_at from token where account_id = $1 order by created_at desc limit 100";
const TOKEN_REVOKE: &str =
    "update token set revoked_at = $1 where id = $2 and account_id = $3 and revoked_at is null";
const LINK_PUT: &str = "insert into link (hash, purpose, account_id, payload, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)";
const LINK_GET: &str = "select account_id, payload from link where hash = $1 and purpose = $2 and used_at is null and expires_at > $3";
const LINK_USE: &str =
    "update link set used_at = $1 where hash = $2 and purpose = $3 and used_at is null and expires_at > $4";

pub const STATEMENTS: &[crate::Statement] = &[
    ("by_email", BY_EMAIL),
    ("by_id", BY_ID),
    ("insert", INSERT),
    ("set_password", SET_PASSWORD),
    ("set_state", SET_STATE),
    ("set_preferences", SET_PREFERENCES),
    ("list", LIST),
    ("count", COUNT),
    ("grants", GRANTS),
    ("grant", GRANT),
    ("grant_end", GRANT_END),
    ("session_put", SESSION_PUT),
    ("session", SESSION),
    ("session_seen", SESSION_SEEN),
    ("session_drop", SESSION_DROP),
    ("sessions_drop", SESSIONS_DROP),
    ("sessions", SESSIONS),
    ("sessions_expired", SESSIONS_EXPIRED),
    ("token_put", TOKEN_PUT),
    ("token", TOKEN),
    ("tokens", TOKENS),
    ("token_revoke", TOKEN_REVOKE),
    ("link_put", LINK_PUT),
    ("link_get", LINK_GET),
    ("link_use", LINK_USE),
];

/// An account as its keepers see it; the password's hash never leaves this crate but to be checked.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    pub id: String,
    pub email: String,
    pub name: String,
    #[serde(skip)]
    pub password: Option<String>,
    pub lang: String,
    pub zone: String,
    /// `invited`, `active` or `closed`.
    pub state: String,
}

fn account(row: &crate::Row<'_>) -> Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        password: row.get(3)?,
        lang: row.get(4)?,
        zone: row.get(5)?,
        state: row.get(6)?,
    })
}

/// The hash a secret is kept and looked up by.
pub fn digest(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}

/// An address in the one form accounts are found by; `None` when it is none.
pub fn clean_email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (local, domain) = text.split_once('@')?;
    let good = !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && text.len() <= 254
        && !text.contains(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"')
        })
        && domain.matches('@').count() == 0;
    good.then_some(text)
}

pub fn by_email(tx: &mut Tx<'_>, email: &str) -> Result<Option<Account>> {
    tx.row(BY_EMAIL, params![email], account)
}

pub fn by_id(tx: &mut Tx<'_>, id: &str) -> Result<Account> {
    tx.row(BY_ID, params![id], account)?.ok_or(Problem::not_found("account"))
}

pub fn count(tx: &mut Tx<'_>) -> Result<i64> {
    tx.number(COUNT, params![])
}

/// Accounts in order of address, after one, with how many roles each holds. Administrators only.
pub fn list(tx: &mut Tx<'_>, after: &str, limit: usize) -> Result<Vec<(Account, i64)>> {
    tx.ctx().actor.must_read(&[Role::Administrator], None, "account.list")?;
    tx.rows(LIST, params![after, limit], |row| {
        let account = Account {
            id: row.get(0)?,
            email: row.get(1)?,
            name: row.get(2)?,
            password: None,
            lang: row.get(3)?,
            zone: row.get(4)?,
            state: row.get(5)?,
        };
        Ok((account, row.get(6)?))
    })
}

/// Makes an account; `password` is an argon2id string, or none until an invitation is taken up.
pub fn create(
    tx: &mut Tx<'_>,
    email: &str,
    name: &str,
    lang: &str,
    zone: &str,
    password: Option<String>,
) -> Result<String> {
    tx.ctx().actor.must(&[Role::Administrator], None, "account.create")?;
    let email = clean_email(email).ok_or_else(|| Problem::field("email", "error-email"))?;
    if by_email(tx, &email)?.is_some() {
        return Err(Problem::field("email", "error-email-taken"));
    }
    let (id, now) = (tx.new_id(), tx.ctx().now);
    let state = if password.is_some() { "active" } else { "invited" };
    tx.change(INSERT, params![&id, &email, name, password, lang, zone, state, None::<String>, now])?;
    tx.record(
        Event::off_thread("account.created", "account")
            .after(&serde_json::json!({ "account": id, "name": name })),
    )?;
    Ok(id)
}

/// Gives a role, everywhere or for a body, acting for a Member State.
pub fn grant(tx: &mut Tx<'_>, account_id: &str, grant: &Grant) -> Result<()> {
    tx.ctx().actor.must(&[Role::Administrator], None, "role.grant")?;
    let (id, now) = (tx.new_id(), tx.ctx().now);
    tx.change(
        GRANT,
        params![id, account_id, grant.role.name(), grant.body.clone(), grant.party.clone(), now],
    )?;
    tx.record(
        Event::off_thread("role.granted", "account")
            .after(&serde_json::json!({ "account": account_id, "grant": grant })),
    )?;
    Ok(())
}

pub fn end_grant(tx: &mut Tx<'_>, account_id: &str, grant_id: &str) -> Result<()> {
    tx.ctx().actor.must(&[Role::Administrator], None, "role.end")?;
    let now = tx.ctx().now;
    if tx.change(GRANT_END, params![now, grant_id, account_id])? == 0 {
        return Err(Problem::not_found("role"));
    }
    tx.record(
        Event::off_thread("role.ended", "account")
            .before(&serde_json::json!({ "account": account_id, "grant": grant_id })),
    )?;
    Ok(())
}

/// Roles an account holds now, each with its identity.
pub fn grants(tx: &mut Tx<'_>, account_id: &str) -> Result<Vec<(String, Grant)>> {
    let rows = tx.rows(GRANTS, params![account_id], |row| {
        Ok((
            row.get::<String>(0)?,
            row.get::<String>(1)?,
            row.get::<Option<String>>(2)?,
            row.get::<Option<String>>(3)?,
        ))
    })?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, role, body, party)| {
            Role::parse(&role).map(|role| (id, Grant { role, body, party }))
        })
        .collect())
}

/// Closes or reopens an account; a closed one's sessions end at once.
pub fn set_state(tx: &mut Tx<'_>, account_id: &str, state: &'static str) -> Result<()> {
    tx.ctx().actor.must(&[Role::Administrator], None, "account.state")?;
    let before = by_id(tx, account_id)?;
    tx.change(SET_STATE, params![state, account_id])?;
    if state != "active" {
        tx.housekeep(SESSIONS_DROP, params![account_id, ""])?;
    }
    tx.record(
        Event::off_thread("account.state", "account")
            .before(&serde_json::json!({ "account": account_id, "state": before.state }))
            .after(&serde_json::json!({ "account": account_id, "state": state })),
    )?;
    Ok(())
}

/// Sets the asker's own name, language and zone.
pub fn set_preferences(tx: &mut Tx<'_>, name: &str, lang: &str, zone: &str) -> Result<()> {
    let id = tx.ctx().actor.account.clone().ok_or(Problem::SignIn)?;
    tx.change(SET_PREFERENCES, params![name, lang, zone, &id])?;
    tx.record(
        Event::off_thread("account.preferences", "account")
            .after(&serde_json::json!({ "account": id, "lang": lang, "zone": zone })),
    )?;
    Ok(())
}

/// Sets a password (an argon2id string) and ends all sessions but `keep`.
pub fn set_password(tx: &mut Tx<'_>, account_id: &str, password: &str, keep: &str) -> Result<()> {
    tx.change(SET_PASSWORD, params![password, account_id])?;
    tx.housekeep(SESSIONS_DROP, params![account_id, keep])?;
    tx.record(
        Event::off_thread("account.password", "account").after(&serde_json::json!({ "account": account_id })),
    )?;
    Ok(())
}

/// One of a person's sessions.
#[derive(Clone, Debug, Serialize)]
pub struct Session {
    pub id: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub agent: String,
}

/// Who a cookie or token stands for, and what the pages should know of them.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub actor: Actor,
    pub email: String,
    pub lang: String,
    pub zone: String,
    pub seen_at: Timestamp,
}

/// Opens a session under a fresh secret (rotated at every sign-in); `agent` is shortened.
pub fn open_session(tx: &mut Tx<'_>, account_id: &str, secret: &str, agent: &str) -> Result<()> {
    let now = tx.ctx().now;
    let agent: String = agent.chars().take(120).collect();
    tx.housekeep(SESSIONS_EXPIRED, params![now])?;
    tx.housekeep(SESSION_PUT, params![digest(secret), account_id, now, now, expiry(now), agent])?;
    tx.record(
        Event::off_thread("account.signed-in", "account")
            .after(&serde_json::json!({ "account": account_id })),
    )?;
    Ok(())
}

fn expiry(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(SESSION_HOURS)).unwrap_or(Timestamp::MAX)
}

fn gather(rows: Vec<(SignedIn, Option<Grant>)>) -> Option<SignedIn> {
    let mut rows = rows.into_iter();
    let (mut first, grant) = rows.next()?;
    first.actor.grants.extend(grant);
    first.actor.grants.extend(rows.filter_map(|(_, grant)| grant));
    Some(first)
}

fn signed_in(row: &crate::Row<'_>) -> Result<(SignedIn, Option<Grant>)> {
    let role = row.get::<Option<String>>(5)?.as_deref().and_then(Role::parse);
    let grant = match role {
        Some(role) => Some(Grant { role, body: row.get(6)?, party: row.get(7)? }),
        None => None,
    };
    let actor = Actor { account: Some(row.get(0)?), name: row.get(1)?, ..Actor::default() };
    Ok((
        SignedIn {
            actor,
            email: row.get(8)?,
            lang: row.get(2)?,
            zone: row.get(3)?,
            seen_at: Timestamp::UNIX_EPOCH,
        },
        grant,
    ))
}

/// The person behind a session's secret, in one statement.
pub fn by_session(tx: &mut Tx<'_>, secret: &str) -> Result<Option<SignedIn>> {
    let now = tx.ctx().now;
    let rows = tx.rows(SESSION, params![digest(secret), now], |row| {
        let (mut person, grant) = signed_in(row)?;
        person.seen_at = row.get(4)?;
        Ok((person, grant))
    })?;
    Ok(gather(rows))
}

/// The account behind an API token, with the token's scopes.
pub fn by_token(tx: &mut Tx<'_>, secret: &str) -> Result<Option<SignedIn>> {
    let now = tx.ctx().now;
    let rows = tx.rows(TOKEN, params![digest(secret), now], |row| {
        let (mut person, grant) = signed_in(row)?;
        person.actor.scopes = Some(row.get::<String>(4)?.split_whitespace().map(str::to_owned).collect());
        Ok((person, grant))
    })?;
    Ok(gather(rows))
}

/// Notes that a session is in use and prolongs it.
pub fn session_seen(tx: &mut Tx<'_>, secret: &str) -> Result<()> {
    let now = tx.ctx().now;
    tx.housekeep(SESSION_SEEN, params![now, expiry(now), digest(secret)])?;
    Ok(())
}

pub fn sessions(tx: &mut Tx<'_>, account_id: &str) -> Result<Vec<Session>> {
    tx.rows(SESSIONS, params![account_id], |row| {
        Ok(Session {
            id: row.get(0)?,
            created_at: row.get(1)?,
            seen_at: row.get(2)?,
            expires_at: row.get(3)?,
            agent: row.get(4)?,
        })
    })
}

/// Ends one session of an account.
pub fn close_session(tx: &mut Tx<'_>, account_id: &str, session_id: &str) -> Result<()> {
    if tx.change(SESSION_DROP, params![session_id, account_id])? == 0 {
        return Err(Problem::not_found("session"));
    }
    tx.record(
        Event::off_thread("account.session-closed", "account")
            .after(&serde_json::json!({ "account": account_id })),
    )?;
    Ok(())
}

/// An API token as its owner sees it; its secret is shown once, at making.
#[derive(Clone, Debug, Serialize)]
pub struct Token {
    pub id: String,
    pub label: String,
    pub scopes: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

/// Scopes a token may have.
pub const SCOPES: [&str; 3] = ["read", "write", "calendar"];

pub fn create_token(
    tx: &mut Tx<'_>,
    account_id: &str,
    secret: &str,
    label: &str,
    scopes: &[&str],
    days: i64,
) -> Result<String> {
    let (id, now) = (tx.new_id(), tx.ctx().now);
    let expires =
        now.saturating_add(SignedDuration::from_hours(24 * days.clamp(1, 3650))).unwrap_or(Timestamp::MAX);
    tx.change(TOKEN_PUT, params![&id, digest(secret), account_id, label, scopes.join(" "), now, expires])?;
    tx.record(
        Event::off_thread("token.created", "token")
            .after(&serde_json::json!({ "account": account_id, "label": label, "scopes": scopes })),
    )?;
    Ok(id)
}

pub fn tokens(tx: &mut Tx<'_>, account_id: &str) -> Result<Vec<Token>> {
    tx.rows(TOKENS, params![account_id], |row| {
        Ok(Token {
            id: row.get(0)?,
            label: row.get(1)?,
            scopes: row.get(2)?,
            created_at: row.get(3)?,
            expires_at: row.get(4)?,
            revoked_at: row.get(5)?,
        })
    })
}

pub fn revoke_token(tx: &mut Tx<'_>, account_id: &str, token_id: &str) -> Result<()> {
    let now = tx.ctx().now;
    if tx.change(TOKEN_REVOKE, params![now, token_id, account_id])? == 0 {
        return Err(Problem::not_found("token"));
    }
    tx.record(
        Event::off_thread("token.revoked", "token")
            .after(&serde_json::json!({ "account": account_id, "token": token_id })),
    )?;
    Ok(())
}

/// Makes a one-time link for a purpose such as `invitation`.
pub fn create_link(
    tx: &mut Tx<'_>,
    purpose: &str,
    account_id: Option<&str>,
    secret: &str,
    payload: &str,
) -> Result<()> {
    let now = tx.ctx().now;
    let expires = now.saturating_add(SignedDuration::from_hours(LINK_HOURS)).unwrap_or(Timestamp::MAX);
    tx.change(
        LINK_PUT,
        params![digest(secret), purpose, account_id.map(str::to_owned), payload, now, expires],
    )?;
    tx.record(
        Event::off_thread("link.created", "link")
            .after(&serde_json::json!({ "purpose": purpose, "account": account_id })),
    )?;
    Ok(())
}

/// What an unused link is for: account and payload.
pub fn peek_link(tx: &mut Tx<'_>, purpose: &str, secret: &str) -> Result<(Option<String>, String)> {
    let now = tx.ctx().now;
    tx.row(LINK_GET, params![digest(secret), purpose, now], |row| Ok((row.get(0)?, row.get(1)?)))?
        .ok_or(Problem::not_found("link"))
}

/// Uses a link up; a second use finds nothing.
pub fn use_link(tx: &mut Tx<'_>, purpose: &str, secret: &str) -> Result<(Option<String>, String)> {
    let now = tx.ctx().now;
    let found = peek_link(tx, purpose, secret)?;
    if tx.change(LINK_USE, params![now, digest(secret), purpose, now])? == 0 {
        return Err(Problem::not_found("link"));
    }
    tx.record(
        Event::off_thread("link.used", "link")
            .after(&serde_json::json!({ "purpose": purpose, "account": found.0 })),
    )?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::clean_email;

    #[test]
    fn addresses_are_cleaned_or_refused() {
        assert_eq!(clean_email(" Desk@Mufakat.EXAMPLE ").as_deref(), Some("desk@mufakat.example"));
        for bad in
            ["", "a", "a@", "@b.c", "a@b", "a@.c", "a b@c.d", "a@b.c\nBcc: x@y.z", "a@b@c.d", "<a@b.c>"]
        {
            assert!(clean_email(bad).is_none(), "{bad}");
        }
    }
}
