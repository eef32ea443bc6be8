//! Style, fonts, scripts and pictures, inside the binary.

use include_dir::{Dir, include_dir};

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// An asset's bytes and type.
pub fn get(path: &str) -> Option<(&'static [u8], &'static str)> {
    let file = ASSETS.get_file(path)?;
    Some((file.contents(), media_type(path)))
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
