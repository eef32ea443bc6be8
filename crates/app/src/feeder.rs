//! Keeps the search index along the journal: whatever an event touched is indexed anew, and the
//! index remembers how far it has come, so a crash costs nothing but the last second.

use crate::slices::AREAS;
use mufakat_lexis::Entry;
use mufakat_store::{Ctx, Problem, Result, Tx, files, journal, records};
use mufakat_web::Site;
use std::{collections::BTreeSet, sync::Arc, time::Duration};

/// Journal entries followed in one step, and records of one commit.
const STEP: usize = 500;
/// Longest wait between two looks, for entries other nodes wrote.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The index entry of a record.
fn entry(tx: &mut Tx<'_>, id: &str) -> Result<Option<Entry>> {
    let Some(record) = records::indexed(tx, id)? else { return Ok(None) };
    let mut names: Vec<String> = record.titles.iter().map(|version| version.text.clone()).collect();
    let mut text: Vec<String> = record.texts.iter().map(|(_, version)| version.text.clone()).collect();
    if let Some(source) = AREAS.iter().flat_map(|area| area.search).find(|source| source.kind == record.kind)
    {
        text.push((source.text)(tx, id)?);
        if let Some(more) = source.names {
            names.extend(more(tx, id)?);
        }
    }
    text.push(files::text_of_record(tx, id)?);
    let weight = match record.kind.as_str() {
        "member" => 9,
        "agreement" | "body" => 8,
        "meeting" | "person" => 7,
        "document" => 6,
        _ => 5,
    };
    Ok(Some(Entry {
        id: record.id,
        kind: record.kind,
        other_titles: names.into_iter().filter(|name| *name != record.title).collect(),
        title: record.title,
        text: text.join("\n"),
        lang: record.lang,
        date: record.date,
        url: record.path,
        symbol: record.symbol,
        class: record.class.number() as u8,
        body: record.body,
        readers: record.readers,
        weight,
    }))
}

/// Follows the journal one step; gives the entries passed.
pub async fn step(site: &Arc<Site>) -> Result<usize> {
    let ctx = Ctx::system("index", &site.clock);
    let mark = site.index.mark() as i64;
    let (passed, last, entries, gone) = site
        .db
        .read(&ctx, move |tx| {
            let events = journal::since(tx, mark, STEP)?;
            let last = events.last().map_or(mark, |(seq, _)| *seq);
            let ids: BTreeSet<String> = events.iter().filter_map(|(_, id)| id.clone()).collect();
            let (mut entries, mut gone) = (Vec::new(), Vec::new());
            for id in ids {
                match entry(tx, &id)? {
                    Some(entry) => entries.push(entry),
                    None => gone.push(id),
                }
            }
            Ok((events.len(), last, entries, gone))
        })
        .await?;
    if passed == 0 {
        return Ok(0);
    }
    let index = Arc::clone(&site.index);
    tokio::task::spawn_blocking(move || {
        index.remove(&gone)?;
        index.put(&entries)?;
        index.commit(last as u64)
    })
    .await
    .map_err(Problem::internal)?
    .map_err(Problem::internal)?;
    site.metrics.index_behind.set((site.db.seq() - last).max(0));
    Ok(passed)
}

/// Follows to the journal's end.
pub async fn catch_up(site: &Arc<Site>) -> Result<()> {
    while step(site).await? > 0 {}
    Ok(())
}

/// Empties the index and feeds it every record.
pub async fn rebuild(site: &Arc<Site>) -> Result<usize> {
    let ctx = Ctx::system("index", &site.clock);
    let head = site.db.seq();
    site.index.clear().map_err(Problem::internal)?;
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let mark = after.clone();
        let (last, entries) = site
            .db
            .read(&ctx, move |tx| {
                let ids = records::ids_after(tx, &mark, STEP)?;
                let mut entries = Vec::new();
                for id in &ids {
                    entries.extend(entry(tx, id)?);
                }
                Ok((ids.last().cloned(), entries))
            })
            .await?;
        let Some(last) = last else { break };
        after = last;
        count += entries.len();
        let index = Arc::clone(&site.index);
        tokio::task::spawn_blocking(move || index.put(&entries))
            .await
            .map_err(Problem::internal)?
            .map_err(Problem::internal)?;
    }
    let index = Arc::clone(&site.index);
    tokio::task::spawn_blocking(move || index.commit(head as u64))
        .await
        .map_err(Problem::internal)?
        .map_err(Problem::internal)?;
    Ok(count)
}

/// Follows the journal until the server stops.
pub async fn follow(site: Arc<Site>) {
    let mut watch = site.db.watch();
    let ctx = Ctx::system("index", &site.clock);
    loop {
        // Other processes write too (nodes, `mufakat work`): their entries count for our page cache and index.
        let head = site.db.read(&ctx, |tx| tx.row(journal::HEAD, &[], |row| row.get::<i64>(0))).await;
        if let Ok(Some(head)) = head {
            site.db.heard_of(head);
        }
        site.metrics.journal_seq.set(site.db.seq());
        if let Err(problem) = catch_up(&site).await {
            tracing::error!(%problem, "the index could not follow the journal");
        }
        // A pause lets a burst of writes become one commit of the index.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let _ = tokio::time::timeout(LOOK_EVERY, watch.changed()).await;
    }
}
