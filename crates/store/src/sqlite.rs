//! SQLite: how a connection is opened and how a statement runs on it.

use crate::{Problem, Result, Value, tx::ROWS_MAX};
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, types::ToSqlOutput};
use std::path::Path;

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::{Value as Owned, ValueRef};
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Owned::Null),
            Self::Int(number) => ToSqlOutput::Owned(Owned::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

/// The writer's connection: write-ahead log, and a commit is on the disk before it is acknowledged.
pub fn open_writer(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path).map_err(problem)?;
    conn.execute_batch(
        "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma busy_timeout=10000; \
         pragma mmap_size=0; pragma cache_size=-16384; pragma temp_store=memory; pragma wal_autocheckpoint=2000;",
    )
    .map_err(problem)?;
    keep_plans(&conn)?;
    Ok(conn)
}

/// Statements are kept, and so are their plans: without the planner's stability guarantee SQLite plans a
/// statement anew whenever a value is bound that a partial index might care about.
fn keep_plans(conn: &Connection) -> Result<()> {
    conn.set_prepared_statement_cache_capacity(300);
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(problem)?;
    Ok(())
}

/// A reader's connection: it can't write.
pub fn open_reader(path: &Path) -> Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(problem)?;
    conn.execute_batch("pragma query_only=on; pragma busy_timeout=10000; pragma mmap_size=0; pragma cache_size=-6144; pragma temp_store=memory;")
        .map_err(problem)?;
    keep_plans(&conn)?;
    Ok(conn)
}

pub fn rows<T>(
    conn: &Connection,
    sql: &str,
    params: &[Value],
    from_row: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql).map_err(problem)?;
    let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(problem)?;
    let mut out = Vec::new();
    while out.len() < ROWS_MAX {
        match rows.next().map_err(problem)? {
            Some(row) => out.push(from_row(row)?),
            None => break,
        }
    }
    Ok(out)
}

pub fn execute(conn: &Connection, sql: &str, params: &[Value]) -> Result<u64> {
    let mut statement = conn.prepare_cached(sql).map_err(problem)?;
    if statement.column_count() > 0 {
        // `returning` in a change whose rows nobody reads.
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(problem)?;
        let mut touched = 0;
        while rows.next().map_err(problem)?.is_some() {
            touched += 1;
        }
        return Ok(touched);
    }
    statement.execute(rusqlite::params_from_iter(params)).map(|touched| touched as u64).map_err(problem)
}

/// A driver's error as a situation: broken uniqueness is a conflict, all else a fault of ours.
pub fn problem(error: rusqlite::Error) -> Problem {
    match &error {
        rusqlite::Error::SqliteFailure(failure, message)
            if failure.code == ErrorCode::ConstraintViolation =>
        {
            let text = message.clone().unwrap_or_default();
            if matches!(
                failure.extended_code,
                rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) {
                Problem::Conflict { what: text.trim_start_matches("UNIQUE constraint failed: ").to_owned() }
            } else {
                Problem::internal(text)
            }
        }
        _ => Problem::internal(error),
    }
}
