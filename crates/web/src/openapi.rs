//! The OpenAPI 3.1 document, made from the route table so that it can't drift.

use crate::{Access, Field, Kind, Route, Site, Twin, route::Method};
use serde_json::{Map, Value, json};

fn schema(field: &Field) -> Value {
    let one = match field.kind {
        Kind::Text(most) | Kind::Long(most) => json!({ "type": "string", "maxLength": most }),
        Kind::Integer(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::DateTime => {
            json!({ "type": "string", "description": "Civil date and time without offset, in the zone given beside it", "examples": ["2026-05-08T09:30"] })
        }
        Kind::Zone => {
            json!({ "type": "string", "description": "IANA time zone", "examples": ["Asia/Jakarta"] })
        }
        Kind::Choice(choices) => json!({ "type": "string", "enum": choices }),
        Kind::Pick => json!({ "type": "string", "maxLength": 200 }),
        Kind::Email => json!({ "type": "string", "format": "email" }),
        Kind::Password => json!({ "type": "string", "format": "password", "minLength": 12 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::File => json!({ "type": "string", "contentMediaType": "application/octet-stream" }),
    };
    if field.many { json!({ "type": "array", "items": one }) } else { one }
}

fn parameters(route: &Route) -> Vec<Value> {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(|name| {
        let name = name.trim_start_matches('*');
        let example = route.sample.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
        json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" }, "example": example.unwrap_or("x") })
    });
    let in_query = route.query.iter().map(
        |field| json!({ "name": field.name, "in": "query", "required": false, "schema": schema(field) }),
    );
    in_path.chain(in_query).collect()
}

fn operation(route: &Route) -> Value {
    let problem = |description: &str| json!({ "description": description, "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } });
    let mut content = Map::new();
    content.insert("application/json".into(), json!({ "schema": { "type": "object" } }));
    if !route.machine && route.method == Method::Get {
        content.insert("text/html".into(), json!({ "schema": { "type": "string" } }));
    }
    for twin in route.twins {
        let name = twin.media_type().split(';').next().unwrap_or_default();
        content.insert(name.into(), json!({ "schema": { "type": "string" } }));
    }
    let mut responses = Map::new();
    responses.insert("200".into(), json!({ "description": "As asked", "content": content }));
    responses.insert("404".into(), problem("There is none, or it is not open to you"));
    responses.insert("429".into(), problem("Too many requests"));
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.name.split('.').next().unwrap_or_default()],
        "parameters": parameters(route),
    });
    if route.access != Access::Everyone {
        operation["security"] = json!([{ "token": [] }, { "session": [] }]);
        responses.insert("401".into(), problem("Sign in first"));
        responses.insert("403".into(), problem("Not an act of your role"));
    }
    if route.method == Method::Post {
        let required: Vec<&str> =
            route.input.iter().filter(|field| field.required).map(|field| field.name).collect();
        let properties: Map<String, Value> =
            route.input.iter().map(|field| (field.name.to_owned(), schema(field))).collect();
        let mut body = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            body["required"] = json!(required);
        }
        let files = route.input.iter().any(|field| field.kind == Kind::File);
        let form = if files { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
        operation["requestBody"] = json!({ "content": { "application/json": { "schema": body.clone() }, form: { "schema": body } } });
        responses.insert("422".into(), problem("Some fields are wrong; nothing was changed"));
    }
    operation["responses"] = Value::Object(responses);
    operation
}

/// The whole document.
pub fn document(site: &Site) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in site.routes() {
        let method = if route.method == Method::Get { "get" } else { "post" };
        let entry = paths.entry(route.path.replace("{*", "{")).or_insert_with(|| json!({}));
        entry[method] = operation(route);
    }
    let organisation = site.organisation();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{}: open record", organisation.name),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every page has a JSON twin at the same address with `.json`, or by `Accept: application/json`. Lists are paged: follow `next`. Problems are RFC 9457 documents.",
            "license": { "name": "Facts with their sources; see each record", "identifier": "CC-BY-4.0" }
        },
        "servers": [{ "url": site.config.public_url }],
        "paths": paths,
        "components": {
            "schemas": { "Problem": {
                "type": "object",
                "required": ["type", "title", "status"],
                "properties": {
                    "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
                    "detail": { "type": "string" }, "instance": { "type": "string" },
                    "errors": { "type": "array", "items": { "type": "object", "properties": {
                        "field": { "type": "string" }, "code": { "type": "string" }, "message": { "type": "string" } } } }
                }
            } },
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "description": "A token made on your account's page, with scopes read, write, calendar" },
                "session": { "type": "apiKey", "in": "cookie", "name": "mufakat_session", "description": "A signed-in browser; posts carry the form's token in x-csrf-token" }
            }
        }
    })
}

/// Twins of a route as words, for the readable page.
pub fn twins(route: &Route) -> String {
    let all = route.twins.iter().copied().chain((!route.machine).then_some(Twin::Json));
    all.map(|twin| twin.extension().trim_start_matches('.')).collect::<Vec<_>>().join(" ")
}
