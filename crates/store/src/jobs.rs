//! Work for later: rows claimed by one worker at a time, leased, retried with back-off, and put
//! aside as dead letters an administrator can read and run again.

use crate::{Event, Problem, Result, Role, Tx, params};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

/// Tries before a job becomes a dead letter.
pub const ATTEMPTS_MAX: i64 = 6;
/// Seconds before the second try; each further one waits four times as long.
const BACKOFF_SECONDS: i64 = 5;

const ENQUEUE: &str = "insert into job (id, kind, payload, dedupe, state, run_at, attempts, created_at) values ($1, $2, $3, $4, 'waiting', $5, 0, $6) \
     on conflict (dedupe) do nothing";
const CLAIM: &str = "update job set state = 'running', attempts = attempts + 1, lease_until = $1 where id = \
     (select j.id from job j where j.state = 'waiting' and j.run_at <= $2 or j.state = 'running' and j.lease_until < $3 order by j.run_at, j.id limit 1) \
     returning id, kind, payload, attempts";
const DONE: &str = "update job set state = 'done', payload = '', lease_until = null, error = null, dedupe = null, finished_at = $1 where id = $2";
const LATER: &str =
    "update job set state = 'waiting', lease_until = null, error = $1, run_at = $2 where id = $3";
const DEAD: &str =
    "update job set state = 'dead', lease_until = null, error = $1, finished_at = $2 where id = $3";
const AGAIN: &str = "update job set state = 'waiting', attempts = 0, run_at = $1, finished_at = null where id = $2 and state = 'dead'";
const LIST: &str = "select id, kind, state, run_at, attempts, error, created_at from job where ($1 = '' or state = $2) order by created_at desc, id desc limit $3";
const WAITING: &str = "select count(*) from job where state in ('waiting', 'running') and run_at <= $1";

pub const STATEMENTS: &[crate::Statement] = &[
    ("enqueue", ENQUEUE),
    ("claim", CLAIM),
    ("done", DONE),
    ("later", LATER),
    ("dead", DEAD),
    ("again", AGAIN),
    ("list", LIST),
    ("waiting", WAITING),
];

/// A job in hand.
#[derive(Clone, Debug)]
pub struct Claimed {
    pub id: String,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
}

/// A job as an administrator sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Job {
    pub id: String,
    pub kind: String,
    pub state: String,
    pub run_at: Timestamp,
    pub attempts: i64,
    pub error: Option<String>,
    pub created_at: Timestamp,
}

/// Puts work on the list. A second job with the same `dedupe` is not added while the first waits.
pub fn enqueue(
    tx: &mut Tx<'_>,
    kind: &str,
    payload: &str,
    dedupe: Option<String>,
    run_at: Timestamp,
) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.ctx().now);
    tx.housekeep(ENQUEUE, params![id, kind, payload, dedupe, run_at, now])?;
    Ok(())
}

/// Claims the next job that is due, or whose worker was lost.
pub fn claim(tx: &mut Tx<'_>, lease_seconds: i64) -> Result<Option<Claimed>> {
    let now = tx.ctx().now;
    let until = now.saturating_add(SignedDuration::from_secs(lease_seconds)).unwrap_or(Timestamp::MAX);
    tx.row(CLAIM, params![until, now, now], |row| {
        Ok(Claimed { id: row.get(0)?, kind: row.get(1)?, payload: row.get(2)?, attempts: row.get(3)? })
    })
}

pub fn done(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    let now = tx.ctx().now;
    tx.housekeep(DONE, params![now, id])?;
    Ok(())
}

/// Puts a failed job back for a later try, or among the dead letters.
pub fn failed(tx: &mut Tx<'_>, job: &Claimed, error: &str) -> Result<()> {
    let now = tx.ctx().now;
    let error: String = error.chars().take(2_000).collect();
    if job.attempts >= ATTEMPTS_MAX {
        tx.housekeep(DEAD, params![error, now, &job.id])?;
    } else {
        let wait = BACKOFF_SECONDS * 4_i64.pow(job.attempts.clamp(1, 8) as u32 - 1);
        let run_at = now.saturating_add(SignedDuration::from_secs(wait)).unwrap_or(Timestamp::MAX);
        tx.housekeep(LATER, params![error, run_at, &job.id])?;
    }
    Ok(())
}

/// Jobs, newest first; `state` empty for all. Administrators only.
pub fn list(tx: &mut Tx<'_>, state: &str, limit: usize) -> Result<Vec<Job>> {
    tx.ctx().actor.must_read(&[Role::Administrator], None, "job.list")?;
    tx.rows(LIST, params![state, state, limit], |row| {
        Ok(Job {
            id: row.get(0)?,
            kind: row.get(1)?,
            state: row.get(2)?,
            run_at: row.get(3)?,
            attempts: row.get(4)?,
            error: row.get(5)?,
            created_at: row.get(6)?,
        })
    })
}

/// Runs a dead letter again.
pub fn again(tx: &mut Tx<'_>, id: &str) -> Result<()> {
    tx.ctx().actor.must(&[Role::Administrator], None, "job.again")?;
    let now = tx.ctx().now;
    if tx.change(AGAIN, params![now, id])? == 0 {
        return Err(Problem::not_found("job"));
    }
    tx.record(Event::off_thread("job.again", "job").after(&serde_json::json!({ "job": id })))?;
    Ok(())
}

/// Jobs due and not yet done: a metric.
pub fn due(tx: &mut Tx<'_>) -> Result<i64> {
    let now = tx.ctx().now;
    tx.number(WAITING, params![now])
}
