//! Style, fonts, scripts and pictures, inside the binary.

use bytes::Bytes;
use include_dir::{Dir, include_dir};
use std::{collections::HashMap, sync::LazyLock};

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// An asset, ready to send.
pub struct Asset {
    pub plain: &'static [u8],
    pub gzip: Option<Bytes>,
    pub media_type: &'static str,
    pub etag: String,
}

/// All assets by name, compressed and hashed once.
static READY: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let mut ready = HashMap::new();
    gather(&ASSETS, &mut ready);
    ready
});

fn gather(dir: &'static Dir<'static>, ready: &mut HashMap<String, Asset>) {
    for file in dir.files() {
        let (name, plain) = (file.path().display().to_string(), file.contents());
        let media_type = media_type(&name);
        let etag = format!("\"{}\"", &blake3::hash(plain).to_hex()[..20]);
        ready.insert(name, Asset { plain, gzip: crate::cache::gzip(plain, media_type), media_type, etag });
    }
    for inner in dir.dirs() {
        gather(inner, ready);
    }
}

/// An asset by its path under `/assets/`.
pub fn get(path: &str) -> Option<&'static Asset> {
    READY.get(path)
}

/// Type by ending, for files of our own.
pub fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "json" => "application/json",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
