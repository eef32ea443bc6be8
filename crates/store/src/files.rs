//! Files by their content: BLAKE3 names them, the database says what they are, `object_store` keeps
//! them in a folder or in an S3-compatible store.

use crate::{Problem, Result, Tx, params};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use mufakat_base::lang::Standing;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, path::Path as ObjectPath};
use serde::Serialize;
use std::sync::Arc;

/// Largest upload, in bytes.
pub const UPLOAD_BYTES_MAX: u64 = 50 * 1024 * 1024;
/// First bytes kept for telling what a file is.
const SNIFF_BYTES: usize = 8 * 1024;
/// Size of one part on its way to the store.
const PART_BYTES: usize = 5 * 1024 * 1024;

const BLOB_PUT: &str = "insert into blob (hash, bytes, media_type, state, at) values ($1, $2, $3, 'new', $4) on conflict (hash) do nothing";
const BLOB: &str = "select bytes, media_type, state from blob where hash = $1";
const BLOB_TEXT: &str = "update blob set state = $1, text = $2 where hash = $3";
const BLOBS: &str = "select hash, bytes from blob where hash > $1 order by hash limit $2";
const ATTACH: &str = "insert into record_file (id, record_id, hash, name, lang, standing, at) values ($1, $2, $3, $4, $5, $6, $7)";
const OF_RECORD: &str = "select f.id, f.hash, f.name, f.lang, f.standing, b.bytes, b.media_type, b.state from record_file f join blob b on b.hash = f.hash \
     where f.record_id = $1 order by f.standing, f.lang, f.at";
const TEXT_OF_RECORD: &str =
    "select coalesce(b.text, '') from record_file f join blob b on b.hash = f.hash where f.record_id = $1";
const SEEN: &str = concat!(
    "select f.hash, f.name, b.media_type, b.bytes from record_file f join blob b on b.hash = f.hash join record r on r.id = f.record_id where ",
    crate::visible!(),
    " and f.id = $3"
);
const RECORDS_OF: &str = "select distinct record_id from record_file where hash = $1";

pub const STATEMENTS: &[crate::Statement] = &[
    ("blob_put", BLOB_PUT),
    ("blob", BLOB),
    ("blob_text", BLOB_TEXT),
    ("blobs", BLOBS),
    ("attach", ATTACH),
    ("of_record", OF_RECORD),
    ("text_of_record", TEXT_OF_RECORD),
    ("seen", SEEN),
    ("records_of", RECORDS_OF),
];

/// A file that has arrived and is safe in the store, not yet tied to a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Arrived {
    pub hash: String,
    pub bytes: u64,
    pub media_type: String,
    pub name: String,
}

/// A file of a record, as its list shows it.
#[derive(Clone, Debug, Serialize)]
pub struct File {
    pub id: String,
    #[serde(skip)]
    pub hash: String,
    pub name: String,
    pub lang: String,
    pub standing: String,
    pub bytes: i64,
    pub media_type: String,
    /// `new`, `read`, `unreadable` or `no-text`.
    pub state: String,
}

/// Where the bytes are.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

impl Files {
    /// A folder, or `s3://bucket` with the usual `AWS_*` settings of the environment.
    pub fn open(place: &str) -> Result<Self> {
        if let Some(bucket) = place.strip_prefix("s3://") {
            // The client's TLS needs a provider chosen once; a second choice is refused harmlessly.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let store = object_store::aws::AmazonS3Builder::from_env()
                .with_bucket_name(bucket)
                .build()
                .map_err(Problem::internal)?;
            return Ok(Self { store: Arc::new(store) });
        }
        std::fs::create_dir_all(place).map_err(Problem::internal)?;
        let store = object_store::local::LocalFileSystem::new_with_prefix(place)
            .map_err(Problem::internal)?
            .with_fsync(true);
        Ok(Self { store: Arc::new(store) })
    }

    fn path(hash: &str) -> ObjectPath {
        ObjectPath::from(format!("blobs/{}/{hash}", hash.get(..2).unwrap_or("xx")))
    }

    /// Takes a stream in, hashing as it goes; past `limit` bytes it is refused and nothing stays.
    pub async fn take<E: std::fmt::Display>(
        &self,
        scratch: &str,
        name: &str,
        limit: u64,
        stream: impl Stream<Item = std::result::Result<Bytes, E>>,
    ) -> Result<Arrived> {
        let scratch = ObjectPath::from(format!("arriving/{scratch}"));
        let outcome = self.take_to(&scratch, name, limit, stream).await;
        if outcome.is_err() {
            let _ = self.store.delete(&scratch).await;
        }
        outcome
    }

    async fn take_to<E: std::fmt::Display>(
        &self,
        scratch: &ObjectPath,
        name: &str,
        limit: u64,
        stream: impl Stream<Item = std::result::Result<Bytes, E>>,
    ) -> Result<Arrived> {
        let mut stream = std::pin::pin!(stream);
        let mut upload = self.store.put_multipart(scratch).await.map_err(Problem::internal)?;
        let (mut hasher, mut bytes, mut head, mut part) =
            (blake3::Hasher::new(), 0_u64, Vec::new(), Vec::new());
        while let Some(chunk) = stream.next().await {
            let chunk = chunk.map_err(|error| Problem::Malformed(error.to_string()))?;
            bytes += chunk.len() as u64;
            if bytes > limit {
                let _ = upload.abort().await;
                return Err(Problem::TooLarge { limit });
            }
            hasher.update(&chunk);
            head.extend_from_slice(&chunk[..chunk.len().min(SNIFF_BYTES.saturating_sub(head.len()))]);
            part.extend_from_slice(&chunk);
            if part.len() >= PART_BYTES {
                upload
                    .put_part(PutPayload::from(std::mem::take(&mut part)))
                    .await
                    .map_err(Problem::internal)?;
            }
        }
        if !part.is_empty() || bytes == 0 {
            upload.put_part(PutPayload::from(part)).await.map_err(Problem::internal)?;
        }
        upload.complete().await.map_err(Problem::internal)?;
        let hash = hasher.finalize().to_hex().to_string();
        self.store.rename(scratch, &Self::path(&hash)).await.map_err(Problem::internal)?;
        Ok(Arrived { hash, bytes, media_type: sniff(&head).to_owned(), name: clean_name(name) })
    }

    /// The bytes of a file, as a stream.
    pub async fn stream(
        &self,
        hash: &str,
    ) -> Result<impl Stream<Item = std::result::Result<Bytes, object_store::Error>> + Send + 'static + use<>>
    {
        let found = self.store.get(&Self::path(hash)).await.map_err(|error| match error {
            object_store::Error::NotFound { .. } => Problem::not_found("file"),
            other => Problem::internal(other),
        })?;
        Ok(found.into_stream())
    }

    /// The whole of a file; only for files within the upload limit.
    pub async fn bytes(&self, hash: &str) -> Result<Bytes> {
        self.store
            .get(&Self::path(hash))
            .await
            .map_err(Problem::internal)?
            .bytes()
            .await
            .map_err(Problem::internal)
    }

    /// Puts bytes in under their own hash (restore).
    pub async fn put(&self, bytes: Bytes) -> Result<String> {
        let hash = blake3::hash(&bytes).to_hex().to_string();
        self.store.put(&Self::path(&hash), PutPayload::from(bytes)).await.map_err(Problem::internal)?;
        Ok(hash)
    }

    /// True when the stored bytes still have the hash they are named by.
    pub async fn sound(&self, hash: &str) -> Result<bool> {
        let Ok(stream) = self.stream(hash).await else { return Ok(false) };
        let mut stream = std::pin::pin!(stream);
        let mut hasher = blake3::Hasher::new();
        while let Some(chunk) = stream.next().await {
            match chunk {
                Ok(chunk) => hasher.update(&chunk),
                Err(_) => return Ok(false),
            };
        }
        Ok(hasher.finalize().to_hex().as_str() == hash)
    }
}

/// What a file is, by its first bytes; never by what it calls itself.
pub fn sniff(head: &[u8]) -> &'static str {
    if let Some(kind) = infer::get(head) {
        return kind.mime_type();
    }
    let text = match std::str::from_utf8(head) {
        Ok(_) => true,
        // A character cut by the end of the sample is no reason to call it binary.
        Err(error) => error.error_len().is_none(),
    };
    if text && !head.contains(&0) { "text/plain" } else { "application/octet-stream" }
}

/// Types an upload may have, each with the endings it may call itself by.
pub const ACCEPTED: &[(&str, &[&str])] = &[
    ("application/pdf", &["pdf"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/zip", &["docx", "xlsx", "pptx", "odt", "ods"]),
    ("text/plain", &["txt", "csv", "md"]),
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg"]),
];

/// Refuses a file whose content is of no accepted type, or of another than its name says.
pub fn admit(file: &Arrived, field: &str) -> Result<()> {
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if file.bytes == 0 {
        return Err(Problem::field(field, "error-file-empty"));
    }
    let Some((_, endings)) = ACCEPTED.iter().find(|(kind, _)| *kind == file.media_type) else {
        return Err(Problem::field(field, "error-file-type"));
    };
    if endings.contains(&ending.as_str()) { Ok(()) } else { Err(Problem::field(field, "error-file-lies")) }
}

/// A name safe to show and to offer for download.
pub fn clean_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = base
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?'))
        .take(120)
        .collect();
    if clean.trim_matches(['.', ' ']).is_empty() { "file".into() } else { clean }
}

/// Ties an arrived file to a record in a language, and asks for its text to be read. The caller records.
pub fn attach(
    tx: &mut Tx<'_>,
    record_id: &str,
    file: &Arrived,
    lang: &str,
    standing: Standing,
) -> Result<String> {
    let (id, now) = (tx.new_id(), tx.ctx().now);
    tx.change(BLOB_PUT, params![&file.hash, file.bytes as i64, &file.media_type, now])?;
    tx.change(ATTACH, params![&id, record_id, &file.hash, &file.name, lang, standing.name(), now])?;
    crate::jobs::enqueue(tx, "file.text", &file.hash, Some(format!("file.text:{}", file.hash)), now)?;
    Ok(id)
}

/// Files of a record; the caller has seen the record.
pub fn of_record(tx: &mut Tx<'_>, record_id: &str) -> Result<Vec<File>> {
    tx.rows(OF_RECORD, params![record_id], |row| {
        Ok(File {
            id: row.get(0)?,
            hash: row.get(1)?,
            name: row.get(2)?,
            lang: row.get(3)?,
            standing: row.get(4)?,
            bytes: row.get(5)?,
            media_type: row.get(6)?,
            state: row.get(7)?,
        })
    })
}

/// A file by identity when the asker may see its record: hash, name, type, bytes.
pub fn seen(tx: &mut Tx<'_>, id: &str) -> Result<(String, String, String, i64)> {
    let (ceiling, account) = tx.seen_by();
    tx.row(SEEN, params![ceiling, account, id], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
    })?
    .ok_or(Problem::not_found("file"))
}

/// Text read from a record's files, for the search index.
pub fn text_of_record(tx: &mut Tx<'_>, record_id: &str) -> Result<String> {
    Ok(tx.rows(TEXT_OF_RECORD, params![record_id], |row| row.get::<String>(0))?.join("\n"))
}

/// Notes the text read from a file, or that none could be; its records are indexed anew.
pub fn set_text(tx: &mut Tx<'_>, hash: &str, state: &'static str, text: Option<String>) -> Result<()> {
    tx.housekeep(BLOB_TEXT, params![state, text, hash])?;
    for record in tx.rows(RECORDS_OF, params![hash], |row| row.get::<String>(0))? {
        tx.record(
            crate::Event::new("file.read", "file", record).after(&serde_json::json!({ "state": state })),
        )?;
    }
    Ok(())
}

pub fn state(tx: &mut Tx<'_>, hash: &str) -> Result<Option<(i64, String, String)>> {
    tx.row(BLOB, params![hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// Hashes of all files after one, for `verify` and `backup`.
pub fn hashes_after(tx: &mut Tx<'_>, hash: &str, limit: usize) -> Result<Vec<String>> {
    tx.rows(BLOBS, params![hash, limit], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, media_type: &str) -> Arrived {
        Arrived { hash: "h".into(), bytes: 5, media_type: media_type.into(), name: name.into() }
    }

    #[test]
    fn content_decides_and_a_lying_name_is_refused() {
        assert_eq!(sniff(b"%PDF-1.7 x"), "application/pdf");
        assert_eq!(sniff("ประชุม".as_bytes()), "text/plain");
        assert_eq!(sniff(b"\x00\x01\x02"), "application/octet-stream");
        assert!(admit(&file("a.pdf", "application/pdf"), "file").is_ok());
        assert!(admit(&file("a.pdf", "text/plain"), "file").is_err());
        assert!(admit(&file("a.exe", "application/x-msdownload"), "file").is_err());
        assert!(admit(&Arrived { bytes: 0, ..file("a.txt", "text/plain") }, "file").is_err());
    }

    #[test]
    fn names_lose_paths_and_controls() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\re\"po\nrt.pdf"), "report.pdf");
        assert_eq!(clean_name(".."), "file");
    }
}
