//! The database: many readers, one writer that groups waiting writes into one durable commit.
//!
//! Both engines have the same shape. A write is a closure handed to the writer's thread; all that
//! wait are run in one transaction, each in a savepoint of its own, and acknowledged together after
//! the commit. On PostgreSQL the writers of several nodes take turns by an advisory lock, which is
//! what the journal's chain needs anyway.

use crate::{Ctx, Problem, Result, Tx, journal::Head, postgres, sqlite, tx::Conn};
use rusqlite::Connection;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
        mpsc,
    },
};
use tokio::sync::{Semaphore, oneshot, watch};

/// Most writes in one commit. Past it the wait for the first of them grows for no gain.
pub const GROUP_MAX: usize = 64;
/// Times a transaction is run again when the engine asks.
const TRIES_MAX: usize = 6;
/// Advisory lock number by which the writers of several nodes take turns.
const WRITER_LOCK: &str = "select pg_advisory_lock(7205759403792794)";
const WRITER_UNLOCK: &str = "select pg_advisory_unlock(7205759403792794)";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Makes the nth statement from now fail: tests prove with it that nothing half-done stays.
#[derive(Debug, Default)]
pub struct Faults {
    countdown: AtomicI64,
}

impl Faults {
    /// The `nth` statement from now fails, once. Zero disarms.
    pub fn arm(&self, nth: i64) {
        self.countdown.store(nth, Ordering::SeqCst);
    }

    /// True when the armed fault has not struck yet.
    pub fn armed(&self) -> bool {
        self.countdown.load(Ordering::SeqCst) > 0
    }

    pub(crate) fn strike(&self) -> Result<()> {
        let struck = self
            .countdown
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| (left > 0).then(|| left - 1))
            == Ok(1);
        if struck { Err(Problem::internal("injected fault")) } else { Ok(()) }
    }
}

type Finish = Box<dyn FnOnce(Result<()>) + Send>;
type Run = Box<dyn FnMut(&mut Tx<'_>) -> Result<()> + Send>;

struct Write {
    ctx: Ctx,
    run: Run,
    finish: Finish,
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections for reading.
    pub readers: usize,
    /// Most writes in one commit; 1 turns grouping off (the bench compares).
    pub group: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, group: GROUP_MAX }
    }
}

enum Readers {
    Sqlite { idle: Mutex<Vec<Connection>>, path: PathBuf },
    Postgres(deadpool_postgres::Pool),
}

struct Inner {
    readers: Readers,
    permits: Arc<Semaphore>,
    writer: Mutex<Option<mpsc::Sender<Write>>>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
    seq: watch::Sender<i64>,
    faults: Faults,
    url: String,
}

/// A database, cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

enum Backend {
    Sqlite(Connection),
    Postgres { pool: deadpool_postgres::Pool, handle: tokio::runtime::Handle },
}

impl Db {
    /// Opens `postgres://…` or a file for SQLite. Must be called inside the runtime.
    pub async fn open(url: &str, options: &Options) -> Result<Self> {
        let (backend, readers) = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let handle = tokio::runtime::Handle::current();
            (
                Backend::Postgres { pool: postgres::pool(url, 1)?, handle },
                Readers::Postgres(postgres::pool(url, options.readers.max(1))?),
            )
        } else {
            let path = PathBuf::from(url.strip_prefix("sqlite:").unwrap_or(url));
            (Backend::Sqlite(sqlite::open_writer(&path)?), Readers::Sqlite { idle: Mutex::default(), path })
        };
        let (sender, receiver) = mpsc::channel();
        let (seq, _) = watch::channel(0);
        let inner = Arc::new(Inner {
            readers,
            permits: Arc::new(Semaphore::new(options.readers.max(1))),
            writer: Mutex::new(Some(sender)),
            thread: Mutex::default(),
            seq,
            faults: Faults::default(),
            url: url.to_owned(),
        });
        let (weak, group) = (Arc::downgrade(&inner), options.group.clamp(1, GROUP_MAX));
        let (ready, started) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                let mut backend = backend;
                let outcome = bootstrap(&mut backend);
                let good = outcome.is_ok();
                let _ = ready.send(outcome);
                if good {
                    write_loop(backend, &receiver, &weak, group);
                }
            })
            .map_err(Problem::internal)?;
        let seq = started.await.map_err(Problem::internal)??;
        inner.seq.send_replace(seq);
        *inner.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(Self { inner })
    }

    pub fn engine(&self) -> Engine {
        match self.inner.readers {
            Readers::Sqlite { .. } => Engine::Sqlite,
            Readers::Postgres(_) => Engine::Postgres,
        }
    }

    pub fn url(&self) -> &str {
        &self.inner.url
    }

    /// The SQLite file, when there is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.inner.readers {
            Readers::Sqlite { path, .. } => Some(path),
            Readers::Postgres(_) => None,
        }
    }

    /// Last journal entry this process knows committed: what page caches are validated by.
    pub fn seq(&self) -> i64 {
        *self.inner.seq.borrow()
    }

    /// Follows [`Db::seq`].
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.inner.seq.subscribe()
    }

    /// Tells this process of entries another node wrote.
    pub fn heard_of(&self, seq: i64) {
        self.inner.seq.send_if_modified(|known| std::mem::replace(known, seq.max(*known)) < seq);
    }

    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }

    /// Reads on one consistent snapshot, on a blocking thread.
    pub async fn read<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        question: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let permit = Arc::clone(&self.inner.permits).acquire_owned().await.map_err(Problem::internal)?;
        let (inner, ctx) = (Arc::clone(&self.inner), ctx.clone());
        let client = match &inner.readers {
            Readers::Postgres(pool) => {
                Some((pool.get().await.map_err(Problem::internal)?, tokio::runtime::Handle::current()))
            }
            Readers::Sqlite { .. } => None,
        };
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            match (&inner.readers, client) {
                (Readers::Sqlite { idle, path }, _) => read_sqlite(idle, path, ctx, &inner.faults, question),
                (Readers::Postgres(_), Some((client, handle))) => {
                    read_postgres(&client, &handle, ctx, &inner.faults, question)
                }
                (Readers::Postgres(_), None) => Err(Problem::internal("no client")),
            }
        })
        .await
        .map_err(Problem::internal)?
    }

    /// Changes and records, durably: returns after the commit is on disk.
    pub async fn write<T: Send + 'static>(
        &self,
        ctx: &Ctx,
        mut act: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let slot = Arc::new(Mutex::new(None));
        let filled = Arc::clone(&slot);
        let (done, outcome) = oneshot::channel();
        let write = Write {
            ctx: ctx.clone(),
            run: Box::new(move |tx| {
                let value = act(tx)?;
                *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
                Ok(())
            }),
            // The asker may have gone; the write stands all the same.
            finish: Box::new(move |result| drop(done.send(result))),
        };
        let sender = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        sender
            .ok_or_else(|| Problem::internal("the database is closed"))?
            .send(write)
            .map_err(|_| Problem::internal("the writer is gone"))?;
        outcome.await.map_err(|_| Problem::internal("the writer dropped the write"))??;
        let value = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(|| Problem::internal("a write without a value"))
    }

    /// Tells SQLite's planner how large the tables have become; PostgreSQL sees to that by itself.
    pub async fn analyze(&self, ctx: &Ctx) -> Result<()> {
        match self.engine() {
            Engine::Postgres => Ok(()),
            Engine::Sqlite => self.write(ctx, |tx| tx.batch("pragma analysis_limit = 1000; analyze")).await,
        }
    }

    /// Finishes every write that waits and stops the writer.
    pub fn close(&self) {
        self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.inner.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }
}

/// Runs one administrative statement on a PostgreSQL server: making a database for a test or an
/// installation.
pub async fn administer(url: &str, sql: &str) -> Result<()> {
    let client = postgres::pool(url, 1)?.get().await.map_err(Problem::internal)?;
    client.batch_execute(sql).await.map_err(|e| postgres::problem(&e))
}

struct Lease<'p> {
    conn: Option<Connection>,
    idle: &'p Mutex<Vec<Connection>>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take()
            && (conn.is_autocommit() || conn.execute_batch("rollback").is_ok())
        {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
        }
    }
}

fn read_sqlite<T>(
    idle: &Mutex<Vec<Connection>>,
    path: &Path,
    ctx: Ctx,
    faults: &Faults,
    question: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let conn = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let conn = conn.map_or_else(|| sqlite::open_reader(path), Ok)?;
    let lease = Lease { conn: Some(conn), idle };
    let Some(conn) = lease.conn.as_ref() else { return Err(Problem::internal("no connection")) };
    conn.execute_batch("begin").map_err(sqlite::problem)?;
    let mut tx =
        Tx { conn: Conn::Sqlite(conn), ctx, head: None, changed: 0, events: 0, faults: Some(faults) };
    let value = question(&mut tx);
    conn.execute_batch("rollback").map_err(sqlite::problem)?;
    value
}

fn read_postgres<T>(
    client: &deadpool_postgres::ClientWrapper,
    handle: &tokio::runtime::Handle,
    ctx: Ctx,
    faults: &Faults,
    question: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let batch = |sql| handle.block_on(client.batch_execute(sql)).map_err(|e| postgres::problem(&e));
    batch("begin isolation level repeatable read read only")?;
    let mut tx = Tx {
        conn: Conn::Postgres { client, handle },
        ctx,
        head: None,
        changed: 0,
        events: 0,
        faults: Some(faults),
    };
    let value = catch_unwind(AssertUnwindSafe(|| question(&mut tx)));
    batch("rollback")?;
    value.unwrap_or_else(|_| Err(Problem::internal("a question panicked")))
}

/// Sees to it that the journal's table is there before the first write needs its head; gives the
/// last sequence number.
fn bootstrap(backend: &mut Backend) -> Result<i64> {
    const THERE: &str = "select count(*) from information_schema.tables where table_schema = current_schema() and table_name = 'journal'";
    let kernel = &crate::area::KERNEL;
    let first = &kernel.migrations[0];
    let note = |at: i64| {
        format!(
            "insert into migration (area, number, name, hash, at) values ('{}', 1, '{}', '{}', {at})",
            kernel.name,
            first.name,
            blake3::hash(first.sql.as_bytes()).to_hex()
        )
    };
    let now = crate::Clock::System.now().as_microsecond();
    match backend {
        Backend::Sqlite(conn) => {
            conn.execute_batch("begin immediate").map_err(sqlite::problem)?;
            let there: i64 = conn
                .query_row(
                    "select count(*) from sqlite_master where type = 'table' and name = 'journal'",
                    [],
                    |row| row.get(0),
                )
                .map_err(sqlite::problem)?;
            if there == 0 {
                for sql in
                    [crate::migrate::TABLE, &crate::migrate::dialect(first.sql, Engine::Sqlite), &note(now)]
                {
                    conn.execute_batch(sql).map_err(sqlite::problem)?;
                }
            }
            conn.execute_batch("commit").map_err(sqlite::problem)?;
            conn.query_row("select coalesce(max(seq), 0) from journal", [], |row| row.get(0))
                .map_err(sqlite::problem)
        }
        Backend::Postgres { pool, handle } => handle.block_on(async {
            let client = pool.get().await.map_err(Problem::internal)?;
            let batch = async |sql: &str| client.batch_execute(sql).await.map_err(|e| postgres::problem(&e));
            batch(WRITER_LOCK).await?;
            let there: i64 = client.query_one(THERE, &[]).await.map_err(|e| postgres::problem(&e))?.get(0);
            if there == 0 {
                let sql = format!(
                    "begin; {}; {}; {}; commit",
                    crate::migrate::TABLE,
                    crate::migrate::dialect(first.sql, Engine::Postgres),
                    note(now)
                );
                batch(&sql).await?;
            }
            let seq = client
                .query_one("select coalesce(max(seq), 0) from journal", &[])
                .await
                .map_err(|e| postgres::problem(&e))?
                .get(0);
            batch(WRITER_UNLOCK).await?;
            Ok(seq)
        }),
    }
}

fn write_loop(
    mut backend: Backend,
    waiting: &mpsc::Receiver<Write>,
    inner: &std::sync::Weak<Inner>,
    group: usize,
) {
    while let Ok(first) = waiting.recv() {
        let mut writes = vec![first];
        while writes.len() < group {
            match waiting.try_recv() {
                Ok(next) => writes.push(next),
                Err(_) => break,
            }
        }
        let Some(inner) = inner.upgrade() else { break };
        let outcome = run_group(&mut backend, &mut writes, &inner.faults);
        match outcome {
            Ok((seq, outcomes)) => {
                inner.seq.send_if_modified(|known| std::mem::replace(known, seq.max(*known)) < seq);
                for (write, outcome) in writes.into_iter().zip(outcomes) {
                    (write.finish)(outcome);
                }
            }
            Err(problem) => {
                tracing::error!(%problem, "a group of writes failed");
                for write in writes {
                    (write.finish)(Err(problem.clone()));
                }
            }
        }
    }
}

fn run_group(backend: &mut Backend, writes: &mut [Write], faults: &Faults) -> Result<(i64, Vec<Result<()>>)> {
    let mut last = Problem::internal("no try");
    for _ in 0..TRIES_MAX {
        let outcome = match backend {
            Backend::Sqlite(conn) => {
                conn.execute_batch("begin immediate").map_err(sqlite::problem)?;
                let outcome = in_transaction(|| Conn::Sqlite(conn), writes, faults);
                if outcome.is_err() && !conn.is_autocommit() {
                    let _ = conn.execute_batch("rollback");
                }
                outcome
            }
            Backend::Postgres { pool, handle } => postgres_group(pool, handle, writes, faults),
        };
        match outcome {
            Err(problem) if postgres::asks_again(&problem) => last = problem,
            other => return other,
        }
    }
    Err(last)
}

fn postgres_group(
    pool: &deadpool_postgres::Pool,
    handle: &tokio::runtime::Handle,
    writes: &mut [Write],
    faults: &Faults,
) -> Result<(i64, Vec<Result<()>>)> {
    let client = handle.block_on(pool.get()).map_err(Problem::internal)?;
    let client: &deadpool_postgres::ClientWrapper = &client;
    let batch = |sql: &str| handle.block_on(client.batch_execute(sql)).map_err(|e| postgres::problem(&e));
    batch(WRITER_LOCK)?;
    let outcome = batch("begin isolation level serializable")
        .and_then(|()| in_transaction(|| Conn::Postgres { client, handle }, writes, faults));
    if outcome.is_err() {
        let _ = batch("rollback");
    }
    // A lost connection gave the lock back by itself.
    let _ = batch(WRITER_UNLOCK);
    outcome
}

/// Runs the writes inside an open transaction and commits it.
fn in_transaction<'c>(
    conn: impl Fn() -> Conn<'c>,
    writes: &mut [Write],
    faults: &Faults,
) -> Result<(i64, Vec<Result<()>>)> {
    let Some(first) = writes.first() else { return Ok((0, Vec::new())) };
    let plain = |ctx: Ctx| Tx { conn: conn(), ctx, head: None, changed: 0, events: 0, faults: None };
    let mut head = Head::load(&mut plain(first.ctx.clone()))?;
    let mut outcomes = Vec::with_capacity(writes.len());
    for write in writes.iter_mut() {
        let before = head;
        let control = plain(write.ctx.clone());
        control.batch("savepoint act")?;
        let mut act_head = head;
        let outcome = {
            // The head is copied in and out, so that a failed act leaves it where it was.
            let mut tx = Tx {
                conn: conn(),
                ctx: write.ctx.clone(),
                head: Some(&mut act_head),
                changed: 0,
                events: 0,
                faults: Some(faults),
            };
            let outcome = catch_unwind(AssertUnwindSafe(|| (write.run)(&mut tx)));
            match outcome {
                Ok(Ok(())) if tx.changed > 0 && tx.events == 0 => {
                    Err(Problem::internal("rows changed and nothing recorded"))
                }
                Ok(outcome) => outcome,
                Err(_) => Err(Problem::internal("an act panicked")),
            }
        };
        match &outcome {
            Ok(()) => {
                control.batch("release savepoint act")?;
                head = act_head;
            }
            Err(problem) if postgres::asks_again(problem) => return Err(problem.clone()),
            Err(_) => {
                control.batch("rollback to savepoint act; release savepoint act")?;
                head = before;
            }
        }
        outcomes.push(outcome);
    }
    plain(writes[0].ctx.clone()).batch("commit")?;
    Ok((head.seq, outcomes))
}
