//! Cookies and anti-forgery tokens.

use crate::site::Site;

/// Cookie of a signed-in person; its value is an opaque secret, kept hashed.
pub const SESSION: &str = "mufakat_session";
/// Cookie of a visitor who fills in a form without an account.
pub const VISITOR: &str = "mufakat_visitor";
/// Cookie of the language chosen.
pub const LANGUAGE: &str = "mufakat_lang";

/// Value of a cookie in a `Cookie` header.
pub fn cookie<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    header.split(';').map(str::trim).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

/// A `Set-Cookie` value: for this site only, not for scripts, and only over TLS when the public
/// address says so.
pub fn set(site: &Site, name: &str, value: &str, seconds: i64) -> String {
    let secure = if site.config.public_url.starts_with("https://") { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// The token a form must bring back: bound to the session's or visitor's secret.
pub fn token(site: &Site, secret: &str) -> String {
    let hash = blake3::keyed_hash(&site.key, secret.as_bytes());
    hash.to_hex()[..32].to_owned()
}

/// True when the token fits; compared in constant time.
pub fn token_fits(site: &Site, secret: &str, given: &str) -> bool {
    blake3::hash(token(site, secret).as_bytes()) == blake3::hash(given.as_bytes())
}
