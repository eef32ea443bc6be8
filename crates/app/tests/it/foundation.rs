//! The store's promises, on both engines.

use crate::support::{harness, on_each_engine};
use mufakat_base::Problem;
use mufakat_store::{Ctx, Event, Tx, journal, params, records};
use std::sync::Arc;

const COUNT: &str = "select count(*) from record where kind = 'test'";
const SPOIL: &str = "update journal set actor_name = 'nobody' where seq = $1";
const WIPE: &str = "delete from journal where seq = $1";

fn note(tx: &mut Tx<'_>, key: &str) -> mufakat_store::Result<String> {
    let id = records::create(tx, &records::NewRecord::new("test", key, "A test", "/test"))?;
    tx.record(Event::new("test.noted", "test", &id))?;
    Ok(id)
}

async fn count(site: &mufakat_web::Site, ctx: &Ctx) -> i64 {
    site.db.read(ctx, |tx| tx.number(COUNT, params![])).await.expect("a count")
}

async fn chain_holds(site: &mufakat_web::Site, ctx: &Ctx) {
    let mut head = journal::Head::EMPTY;
    loop {
        let (next, entries) = site
            .db
            .read(ctx, move |tx| journal::verify_stretch(tx, head))
            .await
            .expect("read")
            .expect("an unbroken chain");
        if entries == 0 {
            break;
        }
        head = next;
    }
    assert_eq!(head.seq, site.db.seq());
}

#[test]
fn a_change_without_an_event_does_not_commit() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let ctx = h.ctx();
        let silent = h
            .site
            .db
            .write(&ctx, |tx| records::create(tx, &records::NewRecord::new("test", "silent", "x", "/x")))
            .await;
        assert!(matches!(silent, Err(Problem::Internal(text)) if text.contains("nothing recorded")));
        assert_eq!(count(&h.site, &ctx).await, 0);
        chain_holds(&h.site, &ctx).await;
    });
}

#[test]
fn a_failing_or_panicking_act_leaves_nothing_and_its_neighbours_stand() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let ctx = h.ctx();
        let mut tasks = Vec::new();
        for place in 0..60 {
            let (site, ctx) = (Arc::clone(&h.site), ctx.clone());
            tasks.push(tokio::spawn(async move {
                site.db
                    .write(&ctx, move |tx| {
                        note(tx, &format!("n{place}"))?;
                        match place % 3 {
                            0 => Ok(()),
                            1 => Err(Problem::field("x", "error-required")),
                            _ => panic!("an act that panics, on purpose"),
                        }
                    })
                    .await
            }));
        }
        let mut good = 0;
        for task in tasks {
            good += i64::from(task.await.expect("joined").is_ok());
        }
        assert_eq!((good, count(&h.site, &ctx).await), (20, 20));
        chain_holds(&h.site, &ctx).await;
    });
}

#[test]
fn a_write_whose_asker_left_is_whole_or_not_there() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let ctx = h.ctx();
        for place in 0..20 {
            let write = h.site.db.write(&ctx, move |tx| {
                note(tx, &format!("a{place}"))?;
                note(tx, &format!("b{place}"))
            });
            // Dropped after a moment, whatever it has come to.
            let _ = tokio::time::timeout(std::time::Duration::from_micros(200), write).await;
        }
        h.site.db.write(&ctx, |tx| note(tx, "last")).await.expect("the writer still works");
        assert_eq!(count(&h.site, &ctx).await % 2, 1, "pairs and the last one");
        chain_holds(&h.site, &ctx).await;
    });
}

#[test]
fn the_database_itself_keeps_the_journal() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let ctx = h.ctx();
        for sql in [SPOIL, WIPE] {
            let outcome = h.site.db.write(&ctx, move |tx| tx.housekeep(sql, params![1])).await;
            assert!(
                matches!(&outcome, Err(Problem::Internal(text)) if text.contains("append-only")),
                "{engine:?} {sql}: {outcome:?}"
            );
        }
        chain_holds(&h.site, &ctx).await;
    });
}

#[test]
fn a_part_that_fails_on_its_own_takes_only_its_own_events_along() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let ctx = h.ctx();
        h.site
            .db
            .write(&ctx, |tx| {
                note(tx, "kept")?;
                let failed = tx.attempt(|tx| {
                    note(tx, "lost")?;
                    note(tx, "lost")
                })?;
                assert!(
                    matches!(failed, Err(Problem::Conflict { .. })),
                    "the same key twice is a conflict: {failed:?}"
                );
                note(tx, "kept too").map(drop)
            })
            .await
            .expect("the rest commits");
        assert_eq!(count(&h.site, &ctx).await, 2);
        chain_holds(&h.site, &ctx).await;
    });
}

#[test]
fn a_reading_transaction_can_not_write() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let outcome = h.site.db.read(&h.ctx(), |tx| note(tx, "x")).await;
        assert!(outcome.is_err());
    });
}

#[test]
fn symbols_are_unique_under_concurrency() {
    on_each_engine(async |engine| {
        let h = harness(engine).await;
        let ctx = h.ctx();
        let tasks: Vec<_> = (0..40)
            .map(|place| {
                let (site, ctx) = (Arc::clone(&h.site), ctx.clone());
                tokio::spawn(async move {
                    site.db
                        .write(&ctx, move |tx| {
                            let id = note(tx, &format!("s{place}"))?;
                            mufakat_store::symbols::allocate(tx, "ASEAN/TEST/1/WP/{serial}", &id)
                        })
                        .await
                })
            })
            .collect();
        let mut symbols = Vec::new();
        for task in tasks {
            symbols.push(task.await.expect("joined").expect("a symbol"));
        }
        symbols.sort();
        symbols.dedup();
        assert_eq!(symbols.len(), 40);
        let again = h.site.db.write(&ctx, |tx| {
            let id = note(tx, "by hand")?;
            mufakat_store::symbols::reserve(tx, "asean/test/1/WP./7", &id)
        });
        assert_eq!(again.await.err(), Some(Problem::field("symbol", "error-symbol-taken")));
    });
}
