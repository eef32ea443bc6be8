//! Does the jobs: claimed one at a time, run outside the transaction when they touch files or mail,
//! and put back with their error when they fail.

use crate::slices::AREAS;
use mufakat_store::{Ctx, Problem, Result, extract, files, jobs};
use mufakat_web::Site;
use serde::Deserialize;
use std::{sync::Arc, time::Duration};

/// Seconds a job may take before another worker takes it to be lost.
const LEASE_SECONDS: i64 = 120;
/// Journal entries after which the planner is told of the tables' sizes again.
const ANALYZE_EVERY: i64 = 20_000;
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How mail leaves the house: an SMTP address such as `smtps://user:secret@mail.example`.
#[derive(Clone, Debug, Default)]
pub struct Mail {
    pub smtp: Option<String>,
    pub from: String,
}

#[derive(Deserialize)]
struct Message {
    to: String,
    subject: String,
    text: String,
}

/// Does one job; false when none is due.
pub async fn step(site: &Arc<Site>, mail: &Mail) -> Result<bool> {
    let ctx = Ctx::system("worker", &site.clock);
    let due = site.db.read(&ctx, jobs::due).await?;
    site.metrics.jobs_due.set(due);
    if due == 0 {
        return Ok(false);
    }
    let Some(job) = site.db.write(&ctx, |tx| jobs::claim(tx, LEASE_SECONDS)).await? else { return Ok(false) };
    let outcome = run(site, &ctx, mail, &job).await;
    let now = Ctx::system("worker", &site.clock);
    match outcome {
        Ok(()) => site.db.write(&now, move |tx| jobs::done(tx, &job.id)).await?,
        Err(problem) => {
            tracing::warn!(kind = job.kind, attempts = job.attempts, %problem, "a job failed");
            site.db.write(&now, move |tx| jobs::failed(tx, &job, &problem.to_string())).await?;
        }
    }
    Ok(true)
}

/// Does jobs until none is due.
pub async fn until_empty(site: &Arc<Site>, mail: &Mail) -> Result<usize> {
    let mut count = 0;
    while step(site, mail).await? {
        count += 1;
    }
    Ok(count)
}

async fn run(site: &Arc<Site>, ctx: &Ctx, mail: &Mail, job: &jobs::Claimed) -> Result<()> {
    match job.kind.as_str() {
        "file.text" => read_text(site, ctx, &job.payload).await,
        "mail.send" => send(mail, &job.payload).await,
        kind => {
            let found = AREAS.iter().flat_map(|area| area.jobs).find(|known| known.name == kind);
            let run = found.ok_or_else(|| Problem::Internal(format!("no job is called {kind}")))?.run;
            let payload = job.payload.clone();
            site.db.write(ctx, move |tx| run(tx, &payload)).await
        }
    }
}

async fn read_text(site: &Arc<Site>, ctx: &Ctx, hash: &str) -> Result<()> {
    let wanted = hash.to_owned();
    let Some((_, media_type, state)) = site.db.read(ctx, move |tx| files::state(tx, &wanted)).await? else {
        return Ok(());
    };
    if state != "new" {
        return Ok(());
    }
    let bytes = site.files.bytes(hash).await?;
    let text = tokio::task::spawn_blocking(move || extract::text(&media_type, &bytes))
        .await
        .map_err(Problem::internal)?;
    let state = match &text {
        None => "unreadable",
        Some(text) if text.is_empty() => "no-text",
        Some(_) => "read",
    };
    let hash = hash.to_owned();
    site.db.write(ctx, move |tx| files::set_text(tx, &hash, state, text.clone())).await
}

async fn send(mail: &Mail, payload: &str) -> Result<()> {
    let message: Message = serde_json::from_str(payload).map_err(Problem::internal)?;
    let Some(smtp) = mail.smtp.clone() else {
        tracing::warn!("mail is not set up (--smtp): one message was not sent");
        return Ok(());
    };
    let from = mail.from.clone();
    tokio::task::spawn_blocking(move || {
        use lettre::Transport;
        let letter = lettre::Message::builder()
            .from(from.parse().map_err(Problem::internal)?)
            .to(message.to.parse().map_err(Problem::internal)?)
            .subject(message.subject)
            .body(message.text)
            .map_err(Problem::internal)?;
        let transport = lettre::SmtpTransport::from_url(&smtp).map_err(Problem::internal)?.build();
        transport.send(&letter).map(drop).map_err(Problem::internal)
    })
    .await
    .map_err(Problem::internal)?
}

/// Does jobs until the server stops.
pub async fn work(site: Arc<Site>, mail: Mail) {
    let mut watch = site.db.watch();
    let mut analyzed = site.db.seq();
    loop {
        if site.db.seq() - analyzed > ANALYZE_EVERY {
            analyzed = site.db.seq();
            let ctx = Ctx::system("worker", &site.clock);
            if let Err(problem) = site.db.analyze(&ctx).await {
                tracing::warn!(%problem, "the tables could not be measured");
            }
        }
        match step(&site, &mail).await {
            Ok(true) => {}
            Ok(false) => {
                let _ = tokio::time::timeout(LOOK_EVERY, watch.changed()).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Err(problem) => {
                tracing::error!(%problem, "the worker stumbled");
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }
}
