//! A transaction as the slices see it: statements in, rows out, events beside changes.

use crate::{Ctx, Event, Problem, Result, Value, db::Faults, journal::Head};
use rusqlite::types::ValueRef;
use std::sync::atomic::Ordering;

/// Most rows any one statement may return. A list that needs more is a missing page.
pub const ROWS_MAX: usize = 100_000;

pub(crate) enum Conn<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres { client: &'c deadpool_postgres::ClientWrapper, handle: &'c tokio::runtime::Handle },
}

/// A transaction. Closures that get one may run again, so they send nothing and touch no files.
pub struct Tx<'c> {
    pub(crate) conn: Conn<'c>,
    pub(crate) ctx: Ctx,
    pub(crate) head: Option<&'c mut Head>,
    pub(crate) changed: u64,
    pub(crate) events: u32,
    pub(crate) faults: Option<&'c Faults>,
}

/// One row of an answer.
pub enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r tokio_postgres::Row),
}

/// What a column can be read as.
pub trait FromColumn: Sized {
    fn read(row: &Row<'_>, column: usize) -> Result<Self>;
}

impl Row<'_> {
    /// Reads a column by position.
    pub fn get<T: FromColumn>(&self, column: usize) -> Result<T> {
        T::read(self, column)
    }
}

fn sqlite_value<'r>(row: &'r rusqlite::Row<'r>, column: usize) -> Result<ValueRef<'r>> {
    row.get_ref(column).map_err(Problem::internal)
}

impl FromColumn for Option<i64> {
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        match row {
            Row::Sqlite(row) => match sqlite_value(row, column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Integer(number) => Ok(Some(number)),
                other => Err(Problem::internal(format!(
                    "column {column} is {:?}, not an integer",
                    other.data_type()
                ))),
            },
            Row::Postgres(row) => match *row.columns()[column].type_() {
                tokio_postgres::types::Type::INT4 => {
                    row.try_get::<_, Option<i32>>(column).map(|n| n.map(i64::from)).map_err(Problem::internal)
                }
                _ => row.try_get(column).map_err(Problem::internal),
            },
        }
    }
}

impl FromColumn for Option<String> {
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        match row {
            Row::Sqlite(row) => match sqlite_value(row, column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Text(text) => String::from_utf8(text.to_vec()).map(Some).map_err(Problem::internal),
                other => {
                    Err(Problem::internal(format!("column {column} is {:?}, not text", other.data_type())))
                }
            },
            Row::Postgres(row) => row.try_get(column).map_err(Problem::internal),
        }
    }
}

impl FromColumn for Option<Vec<u8>> {
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        match row {
            Row::Sqlite(row) => match sqlite_value(row, column)? {
                ValueRef::Null => Ok(None),
                ValueRef::Blob(bytes) => Ok(Some(bytes.to_vec())),
                other => {
                    Err(Problem::internal(format!("column {column} is {:?}, not bytes", other.data_type())))
                }
            },
            Row::Postgres(row) => row.try_get(column).map_err(Problem::internal),
        }
    }
}

macro_rules! required_column {
    ($($type:ty),*) => { $(
        impl FromColumn for $type {
            fn read(row: &Row<'_>, column: usize) -> Result<Self> {
                Option::<$type>::read(row, column)?.ok_or_else(|| Problem::internal(format!("column {column} is null")))
            }
        }
    )* };
}
required_column!(i64, String, Vec<u8>);

impl FromColumn for bool {
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        i64::read(row, column).map(|number| number != 0)
    }
}

impl FromColumn for mufakat_base::Class {
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        i64::read(row, column).map(Self::from_number)
    }
}

impl FromColumn for jiff::Timestamp {
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        Self::from_microsecond(i64::read(row, column)?).map_err(Problem::internal)
    }
}

impl FromColumn for Option<jiff::Timestamp> {
    fn read(row: &Row<'_>, column: usize) -> Result<Self> {
        Option::<i64>::read(row, column)?
            .map(|micros| jiff::Timestamp::from_microsecond(micros).map_err(Problem::internal))
            .transpose()
    }
}

impl Tx<'_> {
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// From now on the transaction acts for somebody else: the web crate does this once, after it
    /// found out who asks.
    pub fn act_as(&mut self, actor: std::sync::Arc<crate::Actor>, lang: &str) {
        self.ctx.actor = actor;
        lang.clone_into(&mut self.ctx.lang);
    }

    /// Ceiling and account of the asker: the first two parameters of a statement with `visible!`.
    pub fn seen_by(&self) -> (i64, String) {
        (self.ctx.actor.ceiling(), self.ctx.actor.account.clone().unwrap_or_default())
    }

    /// A new identity.
    pub fn new_id(&self) -> String {
        mufakat_base::id::make(self.ctx.now.as_millisecond(), self.ctx.entropy.fill())
    }

    fn count(&self) -> Result<()> {
        self.ctx.statements.fetch_add(1, Ordering::Relaxed);
        self.faults.map_or(Ok(()), Faults::strike)
    }

    /// All rows of a question, at most [`ROWS_MAX`].
    pub fn rows<T>(
        &mut self,
        sql: &'static str,
        params: &[Value],
        mut from_row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.count()?;
        match &self.conn {
            Conn::Sqlite(conn) => {
                crate::sqlite::rows(conn, sql, params, &mut |row| from_row(&Row::Sqlite(row)))
            }
            Conn::Postgres { client, handle } => {
                let rows = handle.block_on(crate::postgres::query(client, sql, params))?;
                rows.iter().take(ROWS_MAX).map(|row| from_row(&Row::Postgres(row))).collect()
            }
        }
    }

    /// The first row of a question, if any.
    pub fn row<T>(
        &mut self,
        sql: &'static str,
        params: &[Value],
        from_row: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.rows(sql, params, from_row)?.into_iter().next())
    }

    /// One integer, such as a count.
    pub fn number(&mut self, sql: &'static str, params: &[Value]) -> Result<i64> {
        Ok(self.row(sql, params, |row| row.get::<Option<i64>>(0))?.flatten().unwrap_or(0))
    }

    /// A change that must have an event in the same transaction. Gives the rows touched.
    pub fn change(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let touched = self.execute(sql, params)?;
        self.changed += touched;
        Ok(touched)
    }

    /// A change nobody needs to be told of: sessions, leases, marks, caches.
    pub fn housekeep(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        self.execute(sql, params)
    }

    fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        self.count()?;
        if self.head.is_none() {
            return Err(Problem::internal("a change in a reading transaction"));
        }
        match &self.conn {
            Conn::Sqlite(conn) => crate::sqlite::execute(conn, sql, params),
            Conn::Postgres { client, handle } => {
                handle.block_on(crate::postgres::execute(client, sql, params))
            }
        }
    }

    /// Records what was done, in the same transaction.
    pub fn record(&mut self, event: Event) -> Result<i64> {
        self.events += 1;
        let Some(head) = self.head.as_deref_mut() else {
            return Err(Problem::internal("an event in a reading transaction"));
        };
        let entry = event.chain(&self.ctx, head);
        let params = entry.params();
        let (seq, hash) = (entry.seq, entry.hash);
        self.execute(crate::journal::APPEND, &params)?;
        if let Some(head) = self.head.as_deref_mut() {
            *head = Head { seq, hash };
        }
        Ok(seq)
    }

    /// Runs a part that may fail on its own: its changes and events vanish, the rest stays.
    pub fn attempt<T>(&mut self, part: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<Result<T>> {
        let before = (self.head.as_deref().copied(), self.changed, self.events);
        self.batch("savepoint attempt")?;
        let outcome = part(self);
        if outcome.is_ok() {
            self.batch("release savepoint attempt")?;
        } else {
            self.batch("rollback to savepoint attempt; release savepoint attempt")?;
            if let (Some(head), Some(old)) = (self.head.as_deref_mut(), before.0) {
                *head = old;
            }
            (self.changed, self.events) = (before.1, before.2);
        }
        Ok(outcome)
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        match &self.conn {
            Conn::Sqlite(conn) => conn.execute_batch(sql).map_err(crate::sqlite::problem),
            Conn::Postgres { client, handle } => {
                handle.block_on(client.batch_execute(sql)).map_err(|e| crate::postgres::problem(&e))
            }
        }
    }

    /// Prepares a statement without running it: the test that every statement is good SQL.
    pub fn prepare(&mut self, sql: &'static str) -> Result<()> {
        match &self.conn {
            Conn::Sqlite(conn) => conn.prepare(sql).map(|_| ()).map_err(crate::sqlite::problem),
            Conn::Postgres { client, handle } => {
                handle.block_on(client.prepare(sql)).map(|_| ()).map_err(|e| crate::postgres::problem(&e))
            }
        }
    }
}
