//! Anonymous pages kept in memory: valid while the journal stands where it stood when they were
//! made, and at most a minute, because "today" moves without anyone writing.

use bytes::Bytes;
use jiff::Timestamp;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Most pages kept.
const PAGES_MAX: usize = 2_000;
/// Most bytes kept in all.
const BYTES_MAX: usize = 32 * 1024 * 1024;
/// Largest page worth keeping.
const PAGE_BYTES_MAX: usize = 1024 * 1024;
/// Smallest body worth compressing.
const GZIP_BYTES_MIN: usize = 1_000;
/// Seconds a page is kept at most.
const SECONDS_MAX: i64 = 60;

/// A kept answer.
#[derive(Debug)]
pub struct Kept {
    pub body: Bytes,
    /// The same, compressed once.
    pub gzip: Option<Bytes>,
    pub etag: String,
    pub media_type: &'static str,
    pub headers: Vec<(&'static str, String)>,
    seq: i64,
    until: Timestamp,
}

#[derive(Default)]
struct Inner {
    pages: HashMap<String, Arc<Kept>>,
    bytes: usize,
}

#[derive(Default)]
pub struct Cache {
    inner: Mutex<Inner>,
}

impl Cache {
    pub fn get(&self, key: &str, seq: i64, now: Timestamp) -> Option<Arc<Kept>> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.pages.get(key).filter(|kept| kept.seq == seq && now < kept.until).cloned()
    }

    pub fn put(
        &self,
        key: String,
        seq: i64,
        now: Timestamp,
        body: Bytes,
        media_type: &'static str,
        headers: Vec<(&'static str, String)>,
    ) -> Arc<Kept> {
        let until =
            now.saturating_add(jiff::SignedDuration::from_secs(SECONDS_MAX)).unwrap_or(Timestamp::MAX);
        let etag = format!("\"{}\"", &blake3::hash(&body).to_hex()[..20]);
        let gzip = gzip(&body, media_type);
        let kept = Arc::new(Kept { body, gzip, etag, media_type, headers, seq, until });
        if kept.body.len() <= PAGE_BYTES_MAX {
            let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
            if inner.pages.len() >= PAGES_MAX || inner.bytes + kept.body.len() > BYTES_MAX {
                // Everything of an older journal is worthless; when nothing is, begin anew.
                inner.pages.retain(|_, page| page.seq == seq);
                if inner.pages.len() * 2 > PAGES_MAX || inner.bytes > BYTES_MAX / 2 {
                    inner.pages.clear();
                }
                inner.bytes = inner.pages.values().map(|page| page.body.len()).sum();
            }
            inner.bytes += kept.body.len();
            if let Some(old) = inner.pages.insert(key, Arc::clone(&kept)) {
                inner.bytes = inner.bytes.saturating_sub(old.body.len());
            }
        }
        kept
    }
}

/// Bytes compressed, when that is worth sending.
pub fn gzip(body: &[u8], media_type: &str) -> Option<Bytes> {
    use std::io::Write;
    let text = media_type.starts_with("text/")
        || media_type.contains("json")
        || media_type.contains("xml")
        || media_type.contains("svg");
    if body.len() < GZIP_BYTES_MIN || !text {
        return None;
    }
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 3), flate2::Compression::default());
    encoder.write_all(body).ok()?;
    encoder.finish().ok().map(Bytes::from)
}
