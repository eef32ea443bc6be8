//! Settings of the house, by name: what is chosen once and kept with the data.

use crate::{Result, Tx, params};

const GET: &str = "select value from setting where name = $1";
const PUT: &str = "insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";

pub const STATEMENTS: &[crate::Statement] = &[("get", GET), ("put", PUT)];

/// The setting's text, if it was ever set.
pub fn get(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>> {
    tx.row(GET, params![name], |row| row.get(0))
}

pub fn put(tx: &mut Tx<'_>, name: &str, value: &str) -> Result<()> {
    tx.housekeep(PUT, params![name, value])?;
    Ok(())
}
