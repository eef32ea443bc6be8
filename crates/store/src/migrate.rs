//! Migrations: numbered SQL of each area, applied in order, once, under a lock.
//!
//! One text serves both engines. Dialect words: the column type `keytext` is text compared byte by
//! byte (`text collate "C"` on PostgreSQL). A part between `-- engine: sqlite` or
//! `-- engine: postgres` and `-- engine: both` runs on that engine only.

use crate::{Area, Ctx, Db, Engine, Event, Problem, Result, params};

pub(crate) const TABLE: &str = "create table if not exists migration (area text not null, number bigint not null, name text not null, \
     hash text not null, at bigint not null, primary key (area, number))";
const APPLIED: &str = "select area, number, hash from migration";
const NOTE: &str = "insert into migration (area, number, name, hash, at) values ($1, $2, $3, $4, $5)";

pub const STATEMENTS: &[crate::Statement] = &[("applied", APPLIED), ("note", NOTE)];

/// The SQL of one migration for one engine.
pub fn dialect(sql: &str, engine: Engine) -> String {
    let mut wanted = true;
    let lines: Vec<&str> = sql
        .lines()
        .filter(|line| {
            if let Some(name) = line.trim().strip_prefix("-- engine: ") {
                wanted = match name.trim() {
                    "sqlite" => engine == Engine::Sqlite,
                    "postgres" => engine == Engine::Postgres,
                    _ => true,
                };
                return false;
            }
            wanted
        })
        .collect();
    let text = lines.join("\n");
    match engine {
        Engine::Sqlite => text.replace("keytext", "text"),
        Engine::Postgres => text.replace("keytext", "text collate \"C\""),
    }
}

/// Applies what is missing; gives the number applied. A migration changed after it was applied is
/// refused: it names the file.
pub async fn migrate(db: &Db, ctx: &Ctx, areas: &'static [Area]) -> Result<usize> {
    let engine = db.engine();
    db.write(ctx, move |tx| {
        let applied = tx.rows(APPLIED, params![], |row| {
            Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<String>(2)?))
        })?;
        let mut count = 0;
        for area in areas {
            for (place, migration) in area.migrations.iter().enumerate() {
                let number = place as i64 + 1;
                let hash = blake3::hash(migration.sql.as_bytes()).to_hex().to_string();
                if let Some((_, _, before)) =
                    applied.iter().find(|(name, n, _)| name == area.name && *n == number)
                {
                    if *before != hash {
                        return Err(Problem::internal(format!(
                            "migration {}/{} was changed after it was applied",
                            area.name, migration.name
                        )));
                    }
                    continue;
                }
                tx.batch(&dialect(migration.sql, engine))?;
                tx.housekeep(NOTE, params![area.name, number, migration.name, hash, tx.ctx().now])?;
                tx.record(
                    Event::off_thread("database.migrated", "migration")
                        .after(&format!("{}/{}", area.name, migration.name)),
                )?;
                count += 1;
            }
        }
        Ok(count)
    })
    .await
}
