//! The register of official symbols: allocated once, unique, never reused, never renamed.

use crate::{Problem, Result, Tx, params};
use mufakat_base::symbol;

const NEXT: &str = "insert into symbol_series (series, last) values ($1, 1) on conflict (series) do update set last = symbol_series.last + 1 returning last";
const ENTER: &str = "insert into symbol_register (symbol_key, symbol, record_id, series, at) values ($1, $2, $3, $4, $5) on conflict (symbol_key) do nothing";
const TAKEN: &str = "select record_id from symbol_register where symbol_key = $1";
const BIND: &str =
    "update record set symbol = $1, symbol_key = $2, changed_at = $3 where id = $4 and symbol is null";

pub const STATEMENTS: &[crate::Statement] =
    &[("next", NEXT), ("enter", ENTER), ("taken", TAKEN), ("bind", BIND)];

/// Tries to pass numbers that were entered by hand before a series gave them.
const SKIP_MAX: usize = 1_000;

/// Allocates the next symbol of a series such as `ASEAN/SUMMIT/47/DOC/{serial}` and binds it to a
/// record that has none yet. The caller records the event.
pub fn allocate(tx: &mut Tx<'_>, series: &str, record_id: &str) -> Result<String> {
    for _ in 0..SKIP_MAX {
        let serial = tx.row(NEXT, params![series], |row| row.get::<i64>(0))?.unwrap_or(1);
        let symbol = symbol::from_template(series, &[("serial", &serial.to_string())])
            .ok_or_else(|| Problem::Malformed(format!("series {series} gives no symbol")))?
            .to_string();
        if enter(tx, &symbol, series, record_id)? {
            return Ok(symbol);
        }
    }
    Err(Problem::Conflict { what: series.to_owned() })
}

/// Enters a symbol typed by hand (a legacy form, a revision); refused when it was ever used.
pub fn reserve(tx: &mut Tx<'_>, text: &str, record_id: &str) -> Result<String> {
    let symbol = symbol::parse(text).ok_or_else(|| Problem::field("symbol", "error-symbol"))?.to_string();
    if enter(tx, &symbol, "", record_id)? {
        Ok(symbol)
    } else {
        Err(Problem::field("symbol", "error-symbol-taken"))
    }
}

/// True when a symbol was ever used, compared the forgiving way.
pub fn taken(tx: &mut Tx<'_>, text: &str) -> Result<bool> {
    Ok(tx.row(TAKEN, params![symbol::comparison_key(text)], |row| row.get::<Option<String>>(0))?.is_some())
}

fn enter(tx: &mut Tx<'_>, symbol: &str, series: &str, record_id: &str) -> Result<bool> {
    let (key, now) = (symbol::comparison_key(symbol), tx.ctx().now);
    if tx.change(ENTER, params![&key, symbol, record_id, series, now])? == 0 {
        return Ok(false);
    }
    if tx.change(BIND, params![symbol, &key, now, record_id])? == 0 {
        return Err(Problem::Conflict { what: "a symbol is never renamed".into() });
    }
    Ok(true)
}
