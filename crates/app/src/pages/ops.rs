//! What operators watch, and the gallery of components.

use askama::Template;
use mufakat_store::Role;
use mufakat_web::{Call, Problem, Reply, Result, Tx, View};
use serde::Serialize;

const TEXT: &str = "text/plain; charset=utf-8";

pub fn health(_c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    tx.number(mufakat_store::journal::HEAD, &[])?;
    Ok(Reply::bytes(TEXT, None, b"ok\n".to_vec()).private())
}

pub fn metrics(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    if !c.address.is_loopback() && !c.actor().has(Role::Administrator) {
        return Err(Problem::not_found("page"));
    }
    Ok(Reply::bytes(
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        None,
        c.site.metrics.text().into_bytes(),
    )
    .private())
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub fn robots(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    let text = if c.site.config.demo {
        "User-agent: *\nDisallow: /\n"
    } else {
        "User-agent: *\nDisallow: /search\nDisallow: /journal\n"
    };
    Ok(Reply::bytes(TEXT, None, text.as_bytes().to_vec()))
}

#[derive(Template, Serialize)]
#[template(path = "gallery.html")]
struct Gallery {
    #[serde(skip)]
    v: View,
}

pub fn gallery(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    if !c.site.config.demo {
        return Err(Problem::not_found("page"));
    }
    Ok(Reply::page(Gallery { v: c.view() }))
}
