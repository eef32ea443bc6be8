//! Search, and suggestions while typing.

use askama::Template;
use mufakat_lexis::{Query, Viewer};
use mufakat_web::{Call, Problem, Reply, Result, Tx, View};
use serde::Serialize;

/// Results of a page.
const HITS: usize = 20;
/// Suggestions while typing.
const SUGGESTIONS: usize = 8;

#[derive(Serialize)]
struct Hit {
    kind: String,
    title: String,
    url: String,
    date: Option<String>,
    symbol: Option<String>,
    lang: String,
    #[serde(skip)]
    title_marks: Vec<mufakat_lexis::Piece>,
    #[serde(skip)]
    snippet: Vec<mufakat_lexis::Piece>,
    excerpt: String,
}

#[derive(Serialize)]
struct KindCount {
    kind: String,
    count: usize,
    #[serde(skip)]
    href: String,
    #[serde(skip)]
    current: bool,
}

#[derive(Template, Serialize)]
#[template(path = "search.html")]
struct SearchPage {
    #[serde(skip)]
    v: View,
    query: String,
    kind: String,
    lang: String,
    from: String,
    to: String,
    total: usize,
    /// Nothing matched as typed; these are near.
    near: bool,
    kinds: Vec<KindCount>,
    hits: Vec<Hit>,
    next: Option<String>,
    #[serde(skip)]
    languages: Vec<(String, String)>,
}

/// What the asker may find.
fn viewer(call: &Call) -> Viewer {
    let actor = call.actor();
    Viewer { ceiling: actor.ceiling() as u8, bodies: actor.bodies(), account: actor.account.clone() }
}

pub fn show(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    let page = c.asked("page").parse::<usize>().unwrap_or(1).max(1);
    let optional = |name: &str| Some(c.asked(name).to_owned()).filter(|text| !text.is_empty());
    let query = Query {
        text: c.asked("q").to_owned(),
        kind: optional("kind"),
        body: optional("body"),
        lang: optional("lang"),
        from: optional("from"),
        to: optional("to"),
        viewer: viewer(c),
        offset: (page - 1) * HITS,
        limit: HITS,
    };
    let found = c.site.index.search(&query).map_err(Problem::internal)?;
    let next = (found.total > page * HITS).then(|| c.with_query("page", &(page + 1).to_string()));
    let kinds = found
        .kinds
        .into_iter()
        .map(|(kind, count)| KindCount {
            href: kind_link(c, &kind),
            current: query.kind.as_deref() == Some(&kind),
            kind,
            count,
        })
        .collect();
    let hits = found
        .hits
        .into_iter()
        .map(|hit| Hit {
            kind: hit.kind,
            title: hit.title,
            url: hit.url,
            date: hit.date,
            symbol: hit.symbol,
            lang: hit.lang,
            excerpt: hit.snippet.iter().map(|piece| piece.text.as_str()).collect(),
            title_marks: hit.title_marks,
            snippet: hit.snippet,
        })
        .collect();
    let v = c.view();
    let languages =
        v.languages().into_iter().map(|lang| (lang.code.to_owned(), lang.name.to_owned())).collect();
    Ok(Reply::page(SearchPage {
        v,
        query: query.text,
        kind: query.kind.unwrap_or_default(),
        lang: query.lang.unwrap_or_default(),
        from: query.from.unwrap_or_default(),
        to: query.to.unwrap_or_default(),
        total: found.total,
        near: found.loose,
        kinds,
        hits,
        next,
        languages,
    }))
}

fn kind_link(c: &Call, kind: &str) -> String {
    let link = c.with_query("kind", kind);
    // A narrower question begins at its first page.
    link.replace("&page=", "&was=").replace("?page=", "?was=")
}

#[derive(Serialize)]
struct Suggested {
    title: String,
    url: String,
    kind: String,
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every handler")]
pub fn suggest(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    let typed = c.asked("q");
    let found =
        if typed.is_empty() { Vec::new() } else { c.site.index.suggest(typed, &viewer(c), SUGGESTIONS) };
    let suggestions: Vec<Suggested> = found
        .into_iter()
        .map(|found| Suggested {
            title: found.title,
            url: found.url,
            kind: c.view().word("kind", &found.kind),
        })
        .collect();
    let json = serde_json::json!({ "suggestions": suggestions });
    let reply = Reply::bytes("application/json", None, json.to_string().into_bytes());
    Ok(reply.private())
}
