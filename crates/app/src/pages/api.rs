//! The data interface: its document, and a page people can read.

use askama::Template;
use mufakat_web::{Access, Call, Problem, Reply, Result, Twin, Tx, View, openapi};
use serde::Serialize;

#[derive(Serialize)]
struct Operation {
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    access: &'static str,
    twins: String,
    input: Vec<&'static str>,
    query: Vec<&'static str>,
}

#[derive(Template, Serialize)]
#[template(path = "openapi.html")]
struct ApiPage {
    #[serde(skip)]
    v: View,
    groups: Vec<(String, Vec<Operation>)>,
}

pub fn show(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    if c.twin == Twin::Json {
        let text = serde_json::to_string_pretty(&openapi::document(&c.site)).map_err(Problem::internal)?;
        return Ok(Reply::bytes(Twin::Json.media_type(), None, text.into_bytes()));
    }
    let mut groups: Vec<(String, Vec<Operation>)> = Vec::new();
    for route in c.site.routes() {
        let tag = route.name.split('.').next().unwrap_or_default().to_owned();
        let operation = Operation {
            method: if route.method == mufakat_web::route::Method::Get { "GET" } else { "POST" },
            path: route.path,
            summary: route.summary,
            access: match route.access {
                Access::Everyone => "everyone",
                Access::SignedIn => "signed-in",
                Access::Roles(_) => "roles",
            },
            twins: openapi::twins(route),
            input: route.input.iter().map(|field| field.name).collect(),
            query: route.query.iter().map(|field| field.name).collect(),
        };
        match groups.iter_mut().find(|(name, _)| *name == tag) {
            Some((_, list)) => list.push(operation),
            None => groups.push((tag, vec![operation])),
        }
    }
    Ok(Reply::page(ApiPage { v: c.view(), groups }))
}

#[derive(Template, Serialize)]
#[template(path = "problem_type.html")]
struct ProblemType {
    #[serde(skip)]
    v: View,
    name: String,
    title: String,
    detail: String,
}

pub fn problem(c: &Call, _tx: &mut Tx<'_>) -> Result<Reply> {
    let name = c.param("name").to_owned();
    if !c.site.texts.has(&format!("problem-{name}")) {
        return Err(Problem::not_found("problem"));
    }
    let (title, detail) = (c.t(&format!("problem-{name}")), format!("problem-{name}-detail"));
    let detail = if c.site.texts.has(&detail) { c.t(&detail) } else { String::new() };
    Ok(Reply::page(ProblemType { v: c.view(), name, title, detail }))
}
