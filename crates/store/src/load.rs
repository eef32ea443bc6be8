//! Loading an organisation's profile: CSV files whose broken rows are reported with file, line,
//! column and reason while the rest loads.

use crate::{Area, Ctx, Db, Problem, Result, Tx};
use serde::Serialize;

/// Rows loaded in one transaction.
const ROWS_PER_WRITE: usize = 200;
/// Longest cell, in bytes.
pub const CELL_BYTES_MAX: usize = 20_000;

/// One row of a CSV file, by column names.
#[derive(Clone, Debug)]
pub struct Fields<'r> {
    headers: &'r csv::StringRecord,
    cells: &'r csv::StringRecord,
}

impl<'r> Fields<'r> {
    pub const fn new(headers: &'r csv::StringRecord, cells: &'r csv::StringRecord) -> Self {
        Self { headers, cells }
    }

    /// Text of a column, trimmed; empty when the column is missing or empty.
    pub fn text(&self, column: &str) -> &'r str {
        self.headers
            .iter()
            .position(|name| name == column)
            .and_then(|place| self.cells.get(place))
            .unwrap_or("")
            .trim()
    }

    /// Text of a column, or none when empty.
    pub fn optional(&self, column: &str) -> Option<String> {
        let text = self.text(column);
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Text that must be there.
    pub fn required(&self, column: &'static str) -> Result<&'r str> {
        let text = self.text(column);
        if text.is_empty() { Err(Problem::field(column, "error-required")) } else { Ok(text) }
    }

    /// An integer that must be there.
    pub fn integer(&self, column: &'static str) -> Result<i64> {
        self.required(column)?.parse().map_err(|_| Problem::field(column, "error-number"))
    }

    /// An ISO date, possibly of a month or year only; none when empty.
    pub fn date(&self, column: &'static str) -> Result<Option<String>> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        mufakat_base::dates::PartialDate::parse(text)
            .map(|date| Some(date.as_str().to_owned()))
            .ok_or_else(|| Problem::field(column, "error-date"))
    }

    /// One of a list of words.
    pub fn word(&self, column: &'static str, words: &[&str]) -> Result<&'r str> {
        let text = self.text(column);
        if words.contains(&text) { Ok(text) } else { Err(Problem::field(column, "error-choice")) }
    }
}

/// A row that could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    pub file: String,
    pub line: u64,
    pub column: String,
    pub reason: String,
}

/// What a load did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub rows: usize,
    pub changed: usize,
    pub rejects: Vec<Reject>,
}

/// Loads every file the areas have loaders for, in the areas' order; `read` gives the bytes of a
/// profile's file. A missing file is skipped.
pub async fn profile(
    db: &Db,
    ctx: &Ctx,
    read: &(dyn Fn(&str) -> Option<Vec<u8>> + Sync),
    areas: &'static [Area],
) -> Result<Report> {
    let mut report = Report::default();
    for area in areas {
        for loader in area.loaders {
            if let Some(bytes) = read(loader.file) {
                file(db, ctx, loader.file, bytes, loader.row, &mut report).await?;
            }
        }
    }
    Ok(report)
}

/// Loads the text of one file.
pub async fn file(
    db: &Db,
    ctx: &Ctx,
    name: &str,
    bytes: Vec<u8>,
    load: fn(&mut Tx<'_>, &Fields<'_>) -> Result<bool>,
    report: &mut Report,
) -> Result<()> {
    let Some((headers, rows)) = parse(name, &bytes, report) else { return Ok(()) };
    let headers = std::sync::Arc::new(headers);
    for chunk in rows.chunks(ROWS_PER_WRITE) {
        let (headers, chunk, name) = (std::sync::Arc::clone(&headers), chunk.to_vec(), name.to_owned());
        let (changed, rejects) = db
            .write(ctx, move |tx| {
                let (mut changed, mut rejects) = (0, Vec::new());
                for (line, cells) in &chunk {
                    match tx.attempt(|tx| load(tx, &Fields::new(&headers, cells)))? {
                        Ok(true) => changed += 1,
                        Ok(false) => {}
                        Err(problem) => rejects.push(reject(&name, *line, &problem)),
                    }
                }
                Ok((changed, rejects))
            })
            .await?;
        report.changed += changed;
        report.rejects.extend(rejects);
    }
    report.rows += rows.len();
    Ok(())
}

fn reject(file: &str, line: u64, problem: &Problem) -> Reject {
    let (column, reason) = match problem {
        Problem::Invalid(fields) => (
            fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>().join(", "),
            fields.iter().map(|field| field.key).collect::<Vec<_>>().join(", "),
        ),
        other => (String::new(), other.to_string()),
    };
    Reject { file: file.to_owned(), line, column, reason }
}

type Parsed = (csv::StringRecord, Vec<(u64, csv::StringRecord)>);

/// Reads CSV text; rows that are no CSV become rejects.
pub fn parse(name: &str, bytes: &[u8], report: &mut Report) -> Option<Parsed> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let headers = match reader.headers() {
        Ok(headers) => headers.clone(),
        Err(error) => {
            report.rejects.push(Reject {
                file: name.into(),
                line: 1,
                column: String::new(),
                reason: error.to_string(),
            });
            return None;
        }
    };
    let mut rows = Vec::new();
    let mut record = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                report.rejects.push(Reject {
                    file: name.into(),
                    line: 0,
                    column: String::new(),
                    reason: error.to_string(),
                });
                break;
            }
        }
        // The reader counts a line once its line feed is read, and a record may begin before it.
        let line = record.position().map_or(0, |at| {
            at.line()
                + u64::from(
                    usize::try_from(at.byte()).ok().and_then(|place| bytes.get(place)) == Some(&b'\n'),
                )
        });
        let mut refuse = |column: String, reason: &str| {
            report.rejects.push(Reject { file: name.into(), line, column, reason: reason.into() });
        };
        if record.len() != headers.len() {
            refuse(String::new(), &format!("{} cells where the header has {}", record.len(), headers.len()));
        } else if let Some(place) = record.iter().position(|cell| cell.len() > CELL_BYTES_MAX) {
            refuse(headers.get(place).unwrap_or_default().into(), "error-too-long");
        } else {
            match csv::StringRecord::from_byte_record(record.clone()) {
                Ok(cells) => rows.push((line, cells)),
                Err(_) => refuse(String::new(), "not UTF-8"),
            }
        }
    }
    Some((headers, rows))
}
