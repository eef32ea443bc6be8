//! Backup, restore and the move from one engine to the other: all three copy every table through
//! the same door and compare row counts and checksums afterwards. One of the five places that
//! may put SQL together at run time; the names come from the areas, never from outside.

use crate::{Area, Db, Files, Problem, Result, Value, postgres, sqlite};
use serde::{Deserialize, Serialize};

/// Rows copied per statement batch.
const COPY_ROWS: usize = 500;

/// How a reading snapshot begins: on SQLite, on PostgreSQL.
const SNAPSHOT: [&str; 2] = ["begin", "begin isolation level repeatable read read only"];

/// Rows of a table and a checksum that does not depend on their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSum {
    pub table: String,
    pub rows: u64,
    pub checksum: String,
}

fn add_row(sum: &mut [u64; 4], row: &[Value]) {
    let mut hasher = blake3::Hasher::new();
    for value in row {
        match value {
            Value::Null => hasher.update(b"n"),
            Value::Int(number) => hasher.update(b"i").update(&number.to_be_bytes()),
            Value::Text(text) => {
                hasher.update(b"t").update(&(text.len() as u64).to_be_bytes()).update(text.as_bytes())
            }
            Value::Bytes(bytes) => {
                hasher.update(b"b").update(&(bytes.len() as u64).to_be_bytes()).update(bytes)
            }
        };
    }
    for (word, chunk) in sum.iter_mut().zip(hasher.finalize().as_bytes().chunks_exact(8)) {
        *word = word.wrapping_add(u64::from_be_bytes(chunk.try_into().unwrap_or_default()));
    }
}

fn hex(sum: &[u64; 4]) -> String {
    use std::fmt::Write;
    sum.iter().fold(String::with_capacity(64), |mut text, word| {
        let _ = write!(text, "{word:016x}");
        text
    })
}

enum Line {
    Sqlite(rusqlite::Connection),
    Postgres(deadpool_postgres::Object),
}

async fn line(db: &Db, writing: bool) -> Result<Line> {
    match db.file() {
        Some(path) if writing => Ok(Line::Sqlite(sqlite::open_writer(path)?)),
        Some(path) => Ok(Line::Sqlite(sqlite::open_reader(path)?)),
        None => Ok(Line::Postgres(postgres::pool(db.url(), 1)?.get().await.map_err(Problem::internal)?)),
    }
}

/// A walk through a table.
struct Walk {
    after: i64,
    table: String,
    columns: Vec<String>,
}

fn sqlite_value(row: &rusqlite::Row<'_>, column: usize) -> Result<Value> {
    Ok(match row.get_ref(column).map_err(sqlite::problem)? {
        rusqlite::types::ValueRef::Null => Value::Null,
        rusqlite::types::ValueRef::Integer(number) => Value::Int(number),
        rusqlite::types::ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        rusqlite::types::ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        rusqlite::types::ValueRef::Real(_) => return Err(Problem::internal("a float in the database")),
    })
}

fn postgres_value(row: &tokio_postgres::Row, column: usize) -> Result<Value> {
    use tokio_postgres::types::Type;
    let fault = |e: tokio_postgres::Error| Problem::internal(e);
    Ok(match *row.columns()[column].type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(column).map_err(fault)?.into(),
        Type::INT4 => row.try_get::<_, Option<i32>>(column).map_err(fault)?.into(),
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(column).map_err(fault)?.into(),
        _ => row.try_get::<_, Option<String>>(column).map_err(fault)?.into(),
    })
}

impl Line {
    async fn batch(&self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(conn) => conn.execute_batch(sql).map_err(sqlite::problem),
            Self::Postgres(client) => client.batch_execute(sql).await.map_err(|e| postgres::problem(&e)),
        }
    }

    async fn columns(&self, table: &str) -> Result<Vec<String>> {
        let sql = format!("select * from {table} limit 0");
        match self {
            Self::Sqlite(conn) => {
                let statement = conn.prepare(&sql).map_err(sqlite::problem)?;
                Ok(statement.column_names().map(str::to_owned).collect())
            }
            Self::Postgres(client) => {
                let statement = client.prepare(&sql).await.map_err(|e| postgres::problem(&e))?;
                Ok(statement.columns().iter().map(|column| column.name().to_owned()).collect())
            }
        }
    }

    /// Opens a walk through all rows of a table, in no promised order; one at a time, inside a transaction.
    async fn walk(&self, table: &str, columns: &[String]) -> Result<Walk> {
        if let Self::Postgres(_) = self {
            self.batch(&format!(
                "declare mufakat_walk no scroll cursor for select {} from {table}",
                columns.join(", ")
            ))
            .await?;
        }
        Ok(Walk { after: i64::MIN, table: table.to_owned(), columns: columns.to_vec() })
    }

    /// The next rows of a walk; fewer than [`COPY_ROWS`] at its end, which closes it.
    async fn next(&self, walk: &mut Walk) -> Result<Vec<Vec<Value>>> {
        match self {
            Self::Sqlite(conn) => {
                let sql = format!(
                    "select rowid, {} from {} where rowid > $1 order by rowid limit {COPY_ROWS}",
                    walk.columns.join(", "),
                    walk.table
                );
                let (count, mut last) = (walk.columns.len(), walk.after);
                let rows = sqlite::rows(conn, &sql, &[Value::Int(walk.after)], &mut |row| {
                    last = row.get(0).map_err(sqlite::problem)?;
                    (1..=count).map(|column| sqlite_value(row, column)).collect()
                })?;
                walk.after = last;
                Ok(rows)
            }
            Self::Postgres(client) => {
                let rows = client
                    .query(&format!("fetch {COPY_ROWS} from mufakat_walk"), &[])
                    .await
                    .map_err(|e| postgres::problem(&e))?;
                let values = rows
                    .iter()
                    .map(|row| (0..walk.columns.len()).map(|column| postgres_value(row, column)).collect())
                    .collect::<Result<Vec<_>>>()?;
                if values.len() < COPY_ROWS {
                    self.batch("close mufakat_walk").await?;
                }
                Ok(values)
            }
        }
    }

    async fn insert(&self, table: &str, columns: &[String], rows: &[Vec<Value>]) -> Result<()> {
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
        let sql = format!("insert into {table} ({}) values ({})", columns.join(", "), places.join(", "));
        for row in rows {
            match self {
                Self::Sqlite(conn) => sqlite::execute(conn, &sql, row)?,
                Self::Postgres(client) => postgres::execute(client, &sql, row).await?,
            };
        }
        Ok(())
    }

    async fn sum(&self, table: &str) -> Result<TableSum> {
        let columns = self.sorted_columns(table).await?;
        let (mut rows, mut sum) = (0_u64, [0; 4]);
        let mut walk = self.walk(table, &columns).await?;
        loop {
            let stretch = self.next(&mut walk).await?;
            for row in &stretch {
                add_row(&mut sum, row);
            }
            rows += stretch.len() as u64;
            if stretch.len() < COPY_ROWS {
                break;
            }
        }
        Ok(TableSum { table: table.to_owned(), rows, checksum: hex(&sum) })
    }

    async fn sorted_columns(&self, table: &str) -> Result<Vec<String>> {
        let mut columns = self.columns(table).await?;
        columns.sort();
        Ok(columns)
    }
}

fn tables(areas: &[Area]) -> impl Iterator<Item = &'static str> {
    areas.iter().flat_map(|area| area.tables.iter().copied())
}

/// Copies every table into a migrated database that holds nothing but its migrations, and proves
/// that both hold the same.
pub async fn copy(from: &Db, to: &Db, areas: &'static [Area]) -> Result<Vec<TableSum>> {
    let (source, target) = (line(from, false).await?, line(to, true).await?);
    source.batch(SNAPSHOT[usize::from(from.file().is_none())]).await?;
    target.batch("begin").await?;
    let outcome = copy_tables(&source, &target, areas).await;
    source.batch("rollback").await?;
    target.batch(if outcome.is_ok() { "commit" } else { "rollback" }).await?;
    outcome
}

async fn copy_tables(source: &Line, target: &Line, areas: &'static [Area]) -> Result<Vec<TableSum>> {
    let mut sums = Vec::new();
    // The new database's own first journal entries give way to the whole journal.
    match target {
        Line::Sqlite(_) => target.batch("drop trigger journal_stays; delete from journal").await?,
        Line::Postgres(_) => {
            target.batch("alter table journal disable trigger journal_keeps; delete from journal").await?;
        }
    }
    for table in tables(areas).filter(|table| *table != "journal") {
        if target.sum(table).await?.rows > 0 {
            return Err(Problem::Conflict { what: format!("table {table} of the target is not empty") });
        }
    }
    for table in tables(areas) {
        let columns = source.sorted_columns(table).await?;
        let mut walk = source.walk(table, &columns).await?;
        loop {
            let stretch = source.next(&mut walk).await?;
            target.insert(table, &columns, &stretch).await?;
            if stretch.len() < COPY_ROWS {
                break;
            }
        }
        let (before, after) = (source.sum(table).await?, target.sum(table).await?);
        if before != after {
            return Err(Problem::internal(format!(
                "table {table} differs after the copy: {before:?} and {after:?}"
            )));
        }
        sums.push(after);
    }
    match target {
        Line::Sqlite(_) => {
            target
                .batch("create trigger journal_stays before delete on journal begin select raise(abort, 'the journal is append-only'); end;")
                .await?;
        }
        Line::Postgres(_) => target.batch("alter table journal enable trigger journal_keeps").await?,
    }
    Ok(sums)
}

/// Row counts and checksums of every table.
pub async fn sums(db: &Db, areas: &'static [Area]) -> Result<Vec<TableSum>> {
    let source = line(db, false).await?;
    source.batch(SNAPSHOT[usize::from(db.file().is_none())]).await?;
    let mut sums = Vec::new();
    for table in tables(areas) {
        sums.push(source.sum(table).await?);
    }
    source.batch("rollback").await?;
    Ok(sums)
}

/// Copies every file that the database knows and whose bytes are sound; gives their number.
pub async fn copy_files(db: &Db, ctx: &crate::Ctx, from: &Files, to: &Files) -> Result<usize> {
    let (mut after, mut count) = (String::new(), 0);
    loop {
        let mark = after.clone();
        let hashes = db.read(ctx, move |tx| crate::files::hashes_after(tx, &mark, 200)).await?;
        let Some(last) = hashes.last() else { return Ok(count) };
        after.clone_from(last);
        for hash in &hashes {
            let bytes = from.bytes(hash).await?;
            if to.put(bytes).await? != *hash {
                return Err(Problem::internal(format!("file {hash} does not match its hash")));
            }
            count += 1;
        }
    }
}
