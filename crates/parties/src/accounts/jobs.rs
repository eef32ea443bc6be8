//! Work done later, as its administrator sees it.

use jiff::Timestamp;
use mufakat_store::jobs;
use mufakat_web::{Call, Field, Kind, Reply, Result, Tx, View};
use serde::Serialize;
use serde_json::json;

const STATES: &[&str] = &["waiting", "running", "done", "dead"];
/// The newest so many jobs are shown; the rest is history.
const JOBS_MAX: usize = 200;

pub const QUERY: &[Field] = &[Field::new("state", Kind::Choice(STATES))];

#[derive(Serialize)]
struct JobLine {
    id: String,
    kind: String,
    state: String,
    attempts: i64,
    created: Timestamp,
    run_at: Timestamp,
    error: Option<String>,
    #[serde(skip)]
    created_shown: String,
    #[serde(skip)]
    run_shown: String,
    #[serde(skip)]
    badge: &'static str,
}

struct Chip {
    label: String,
    href: String,
    current: bool,
}

#[derive(askama::Template, Serialize)]
#[template(path = "accounts/jobs.html")]
struct JobsPage {
    #[serde(skip)]
    v: View,
    #[serde(skip)]
    chips: Vec<Chip>,
    items: Vec<JobLine>,
}

pub fn list(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let (v, asked) = (c.view(), c.asked("state"));
    let shown = |at: Timestamp| v.instant(&at.as_microsecond(), v.zone());
    let items = jobs::list(tx, asked, JOBS_MAX)?.into_iter().map(|job| JobLine {
        created_shown: shown(job.created_at),
        run_shown: shown(job.run_at),
        badge: match job.state.as_str() {
            "done" => "badge-ok",
            "dead" => "badge-danger",
            "running" => "badge-info",
            _ if job.error.is_some() => "badge-warn",
            _ => "badge-quiet",
        },
        id: job.id,
        kind: job.kind,
        state: job.state,
        attempts: job.attempts,
        created: job.created_at,
        run_at: job.run_at,
        error: job.error,
    });
    let items = items.collect();
    let chip = |state: &str, label: String, href: String| Chip { label, href, current: asked == state };
    let mut chips = vec![chip("", c.t("all"), "/admin/jobs".into())];
    chips.extend(
        STATES.iter().map(|state| {
            chip(state, c.t(&format!("job-state-{state}")), format!("/admin/jobs?state={state}"))
        }),
    );
    Ok(Reply::page(JobsPage { v, chips, items }).private())
}

pub fn again(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    jobs::again(tx, c.param("id"))?;
    Ok(Reply::done("/admin/jobs?notice=job-again", json!({ "id": c.param("id"), "state": "waiting" }))
        .private())
}
