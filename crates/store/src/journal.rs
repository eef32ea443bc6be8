//! The journal: what was done, by whom, to what, chained so that no entry can be altered unnoticed.
//!
//! Each entry's hash is BLAKE3 over the hash before it and a canonical encoding of the entry: every
//! field as its byte length (eight bytes, big-endian) followed by its bytes. The database itself
//! refuses update and delete of the rows.

use crate::{Ctx, Problem, Result, Tx, Value, params};
use serde::Serialize;
use serde_json::Value as Json;

/// Entries checked in one reading transaction by `verify`.
const VERIFY_PAGE: i64 = 5_000;

pub const APPEND: &str = "insert into journal (seq, at, actor, actor_name, action, noun, record_id, before, after, hash) \
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
pub const HEAD: &str = "select seq, hash from journal order by seq desc limit 1";
const PAGE: &str = "select seq, at, actor, actor_name, action, noun, record_id, before, after, hash from journal \
     where seq > $1 order by seq limit $2";
const OF_RECORD: &str = concat!(
    "select j.seq, j.at, j.actor_name, j.action, j.noun, j.record_id, j.before, j.after, r.title, r.path from journal j \
     join record r on r.id = j.record_id where ",
    crate::visible!(),
    " and j.record_id = $3 and j.seq < $4 order by j.seq desc limit $5"
);
const RECENT: &str = concat!(
    "select j.seq, j.at, j.actor_name, j.action, j.noun, j.record_id, j.before, j.after, r.title, r.path from journal j \
     join record r on r.id = j.record_id where ",
    crate::visible!(),
    " and j.seq < $3 and ($4 = '' or j.noun = $5) order by j.seq desc limit $6"
);
const SINCE: &str = "select seq, record_id from journal where seq > $1 order by seq limit $2";

pub const STATEMENTS: &[crate::Statement] = &[
    ("append", APPEND),
    ("head", HEAD),
    ("page", PAGE),
    ("of_record", OF_RECORD),
    ("recent", RECENT),
    ("since", SINCE),
];

/// Where the chain ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: [u8; 32],
}

impl Head {
    pub const EMPTY: Self = Self { seq: 0, hash: [0; 32] };

    pub(crate) fn load(tx: &mut Tx<'_>) -> Result<Self> {
        let row = tx.row(HEAD, params![], |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?)))?;
        Ok(match row {
            Some((seq, hash)) => Self {
                seq,
                hash: hash.try_into().map_err(|_| Problem::internal("journal hash of a wrong length"))?,
            },
            None => Self::EMPTY,
        })
    }
}

/// An act to be recorded: `Event::new("meeting.convened", "meeting", &id).after(&meeting)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    action: &'static str,
    noun: &'static str,
    record_id: Option<String>,
    before: Option<Json>,
    after: Option<Json>,
}

impl Event {
    pub fn new(action: &'static str, noun: &'static str, record_id: impl ToString) -> Self {
        Self { action, noun, record_id: Some(record_id.to_string()), before: None, after: None }
    }

    /// An act on something that is no record of the thread: an account, a token.
    pub const fn off_thread(action: &'static str, noun: &'static str) -> Self {
        Self { action, noun, record_id: None, before: None, after: None }
    }

    #[must_use]
    pub fn before(mut self, state: &impl Serialize) -> Self {
        self.before = serde_json::to_value(state).ok();
        self
    }

    #[must_use]
    pub fn after(mut self, state: &impl Serialize) -> Self {
        self.after = serde_json::to_value(state).ok();
        self
    }

    pub(crate) fn chain(self, ctx: &Ctx, head: &Head) -> Entry {
        let mut entry = Entry {
            seq: head.seq + 1,
            at: ctx.now.as_microsecond(),
            actor: ctx.actor.account.clone(),
            actor_name: ctx.actor.name.clone(),
            action: self.action.to_owned(),
            noun: self.noun.to_owned(),
            record_id: self.record_id,
            before: self.before.map(|json| json.to_string()),
            after: self.after.map(|json| json.to_string()),
            hash: [0; 32],
        };
        entry.hash = entry.digest(&head.hash);
        entry
    }
}

/// One entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: i64,
    pub at: i64,
    pub actor: Option<String>,
    pub actor_name: String,
    pub action: String,
    pub noun: String,
    pub record_id: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
    pub hash: [u8; 32],
}

impl Entry {
    /// The hash this entry must have after an entry with the hash `previous`.
    pub fn digest(&self, previous: &[u8; 32]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(previous);
        let mut field = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        };
        field(&self.seq.to_be_bytes());
        field(&self.at.to_be_bytes());
        for text in [Some(&self.actor_name), Some(&self.action), Some(&self.noun)] {
            field(text.map_or(&[][..], |text| text.as_bytes()));
        }
        for optional in [&self.actor, &self.record_id, &self.before, &self.after] {
            // A missing field and an empty one differ: one byte says which.
            match optional {
                None => field(&[0]),
                Some(text) => {
                    field(&[1]);
                    field(text.as_bytes());
                }
            }
        }
        *hasher.finalize().as_bytes()
    }

    pub(crate) fn params(&self) -> Vec<Value> {
        vec![
            self.seq.into(),
            self.at.into(),
            self.actor.clone().into(),
            self.actor_name.clone().into(),
            self.action.clone().into(),
            self.noun.clone().into(),
            self.record_id.clone().into(),
            self.before.clone().into(),
            self.after.clone().into(),
            self.hash.to_vec().into(),
        ]
    }
}

/// An entry as a page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub seq: i64,
    #[serde(serialize_with = "mufakat_base::dates::micros")]
    pub at: i64,
    pub actor: String,
    pub action: String,
    pub noun: String,
    pub record: Option<String>,
    pub title: String,
    pub path: String,
    /// Field, before, after: only what differs.
    pub changes: Vec<Change>,
}

/// One field of a change, in words.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub before: String,
    pub after: String,
}

fn plain(json: Option<&Json>) -> String {
    match json {
        None | Some(Json::Null) => String::new(),
        Some(Json::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// What differs between two states, field by field.
pub fn changes(before: Option<&str>, after: Option<&str>) -> Vec<Change> {
    let parse = |text: Option<&str>| match text.and_then(|text| serde_json::from_str::<Json>(text).ok()) {
        Some(Json::Object(map)) => map,
        _ => serde_json::Map::new(),
    };
    let (before, after) = (parse(before), parse(after));
    let mut fields: Vec<&String> =
        before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
    fields.dedup();
    fields
        .into_iter()
        .map(|field| Change {
            field: field.clone(),
            before: plain(before.get(field)),
            after: plain(after.get(field)),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

fn line(row: &crate::Row<'_>) -> Result<Line> {
    let (before, after) = (row.get::<Option<String>>(6)?, row.get::<Option<String>>(7)?);
    Ok(Line {
        seq: row.get(0)?,
        at: row.get(1)?,
        actor: row.get(2)?,
        action: row.get(3)?,
        noun: row.get(4)?,
        record: row.get(5)?,
        changes: changes(before.as_deref(), after.as_deref()),
        title: row.get(8)?,
        path: row.get(9)?,
    })
}

/// History of one record, newest first; nothing when the asker may not see it.
pub fn history(tx: &mut Tx<'_>, record_id: &str, before_seq: i64, limit: usize) -> Result<Vec<Line>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(OF_RECORD, params![ceiling, account, record_id, before_seq, limit], line)
}

/// The latest entries about records the asker may see; `noun` empty for all.
pub fn recent(tx: &mut Tx<'_>, noun: &str, before_seq: i64, limit: usize) -> Result<Vec<Line>> {
    let (ceiling, account) = tx.seen_by();
    tx.rows(RECENT, params![ceiling, account, before_seq, noun, noun, limit], line)
}

/// Sequence numbers and records after a mark, for whoever follows the journal.
pub fn since(tx: &mut Tx<'_>, mark: i64, limit: usize) -> Result<Vec<(i64, Option<String>)>> {
    tx.rows(SINCE, params![mark, limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// The first entry that does not fit the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub seq: i64,
    pub reason: &'static str,
}

/// Recomputes a stretch of the chain from `head`; gives the new head, or the first broken link.
pub fn verify_stretch(tx: &mut Tx<'_>, head: Head) -> Result<std::result::Result<(Head, usize), Broken>> {
    let entries = tx.rows(PAGE, params![head.seq, VERIFY_PAGE], |row| {
        Ok(Entry {
            seq: row.get(0)?,
            at: row.get(1)?,
            actor: row.get(2)?,
            actor_name: row.get(3)?,
            action: row.get(4)?,
            noun: row.get(5)?,
            record_id: row.get(6)?,
            before: row.get(7)?,
            after: row.get(8)?,
            hash: row.get::<Vec<u8>>(9)?.try_into().unwrap_or([0; 32]),
        })
    })?;
    let mut at = head;
    for entry in &entries {
        if entry.seq != at.seq + 1 {
            return Ok(Err(Broken { seq: at.seq + 1, reason: "an entry is missing" }));
        }
        if entry.digest(&at.hash) != entry.hash {
            return Ok(Err(Broken { seq: entry.seq, reason: "the entry does not match its hash" }));
        }
        at = Head { seq: entry.seq, hash: entry.hash };
    }
    Ok(Ok((at, entries.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_changed_field_changes_the_hash() {
        let entry = Entry {
            seq: 1,
            at: 2,
            actor: None,
            actor_name: "a".into(),
            action: "b".into(),
            noun: "c".into(),
            record_id: None,
            before: None,
            after: Some("{}".into()),
            hash: [0; 32],
        };
        let hash = entry.digest(&[0; 32]);
        for change in [
            Entry { seq: 2, ..entry.clone() },
            Entry { at: 3, ..entry.clone() },
            Entry { actor: Some(String::new()), ..entry.clone() },
            Entry { before: Some(String::new()), ..entry.clone() },
            Entry { actor_name: "ab".into(), action: String::new(), ..entry.clone() },
        ] {
            assert_ne!(change.digest(&[0; 32]), hash);
        }
        assert_ne!(entry.digest(&[1; 32]), hash);
    }

    #[test]
    fn changes_name_only_what_differs() {
        let found = changes(Some(r#"{"a":"x","b":1}"#), Some(r#"{"a":"y","b":1,"c":true}"#));
        let named: Vec<_> =
            found.iter().map(|c| (c.field.as_str(), c.before.as_str(), c.after.as_str())).collect();
        assert_eq!(named, [("a", "x", "y"), ("c", "", "true")]);
    }
}
