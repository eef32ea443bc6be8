//! From a reply or a problem to an HTTP response.

use crate::{
    Call, Cell, Problem, Reply, Result, Site, Table, Twin,
    call::Body as ReplyBody,
    view::{ProblemPage, View},
};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;

/// Everything from this site, nothing inline.
const CSP: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";
/// Files of others: shown as downloads, and helpless if shown at all.
const FILE_CSP: &str = "default-src 'none'; sandbox";

/// An answer in memory, before headers every answer has.
pub struct Made {
    pub status: u16,
    pub media_type: String,
    pub body: MadeBody,
    pub headers: Vec<(&'static str, String)>,
    pub cookies: Vec<String>,
    pub private: bool,
}

pub enum MadeBody {
    Bytes(Bytes),
    Stored(String),
}

impl Made {
    pub fn bytes(status: u16, media_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self {
            status,
            media_type: media_type.to_owned(),
            body: MadeBody::Bytes(bytes.into()),
            headers: Vec::new(),
            cookies: Vec::new(),
            private: false,
        }
    }
}

fn attachment(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", crate::form::encode(name))
}

/// Turns a reply into an answer; runs on a blocking thread, after the transaction.
pub fn make(call: &Call, reply: Reply) -> Result<Made> {
    let mut made = match reply.body {
        ReplyBody::Page { page, table } => match call.twin {
            Twin::Json => Made::bytes(reply.status, Twin::Json.media_type(), page.json()?.to_string()),
            Twin::Csv | Twin::Xlsx => {
                let table = table.ok_or(Problem::NotAcceptable)?;
                let bytes = if call.twin == Twin::Csv { csv(&table)? } else { xlsx(&table)? };
                let mut made = Made::bytes(reply.status, call.twin.media_type(), bytes);
                made.headers.push((
                    "content-disposition",
                    attachment(&format!("{}{}", table.name, call.twin.extension())),
                ));
                made
            }
            _ => Made::bytes(reply.status, Twin::Html.media_type(), page.html()?),
        },
        ReplyBody::Done { location, json } => {
            if call.machine {
                let mut made = Made::bytes(reply.status, Twin::Json.media_type(), json.to_string());
                let path = location.split('?').next().unwrap_or_default().to_owned();
                made.headers.push(("location", path));
                made
            } else {
                let mut made = Made::bytes(303, "text/plain; charset=utf-8", Bytes::new());
                made.headers.push(("location", location));
                made
            }
        }
        ReplyBody::Bytes { media_type, name, bytes } => {
            named(Made::bytes(reply.status, media_type, bytes), name)
        }
        ReplyBody::Later { media_type, name, make } => {
            named(Made::bytes(reply.status, media_type, make()?), name)
        }
        ReplyBody::File { hash, name, media_type } => {
            let mut made = Made::bytes(reply.status, &media_type, Bytes::new());
            made.body = MadeBody::Stored(hash);
            made.headers.push(("content-disposition", attachment(&name)));
            made.headers.push(("content-security-policy", FILE_CSP.into()));
            made
        }
        ReplyBody::Redirect { location, permanent } => {
            let mut made =
                Made::bytes(if permanent { 308 } else { 303 }, "text/plain; charset=utf-8", Bytes::new());
            made.headers.push(("location", location));
            made
        }
    };
    made.cookies = reply.cookies;
    made.private = reply.private;
    Ok(made)
}

fn named(mut made: Made, name: Option<String>) -> Made {
    if let Some(name) = name {
        made.headers.push(("content-disposition", attachment(&name)));
    }
    made
}

/// RFC 4180: CRLF, quotes where needed. A cell that a spreadsheet would run is defused by a quote.
fn csv(table: &Table) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(&table.headers).map_err(Problem::internal)?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) if text.starts_with(['=', '+', '@', '\t', '\r']) => format!("'{text}"),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
        });
        writer.write_record(cells).map_err(Problem::internal)?;
    }
    writer.into_inner().map_err(Problem::internal)
}

fn xlsx(table: &Table) -> Result<Vec<u8>> {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    let fault = |error: rust_xlsxwriter::XlsxError| Problem::internal(error);
    for (column, header) in table.headers.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, header, &bold).map_err(fault)?;
    }
    for (place, row) in table.rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let (line, column) = (place as u32 + 1, column as u16);
            match cell {
                Cell::Text(text) => sheet
                    .write_string(line, column, text.chars().take(32_000).collect::<String>())
                    .map_err(fault)?,
                Cell::Number(number) => sheet.write_number(line, column, *number).map_err(fault)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(fault)?;
    sheet.autofit();
    book.save_to_buffer().map_err(fault)
}

/// A problem as a page for people or problem details (RFC 9457) for machines.
pub fn problem(call: &Call, problem: &Problem) -> Made {
    let (texts, lang) = (&call.site.texts, call.lang());
    let name = problem.name();
    let title = texts.get(lang, &format!("problem-{name}")).into_owned();
    let detail = match problem {
        Problem::Malformed(what) => what.clone(),
        Problem::TooLarge { limit } => {
            texts.with(lang, "problem-too-large-detail", &[("limit", &(limit / 1_000_000).to_string())])
        }
        Problem::TooMany { seconds } => {
            texts.with(lang, "problem-too-many-detail", &[("seconds", &seconds.to_string())])
        }
        _ => texts.get(lang, &format!("problem-{name}-detail")).into_owned(),
    };
    let status = problem.status();
    let mut made = if call.machine {
        let mut json = serde_json::json!({
            "type": format!("{}/problems/{name}", call.site.config.public_url),
            "title": title, "status": status, "detail": detail, "instance": call.path,
        });
        if let Problem::Invalid(errors) = problem {
            let list: Vec<_> = errors
                .iter()
                .map(|error| serde_json::json!({ "field": error.field, "code": error.key, "message": texts.field_error(lang, error) }))
                .collect();
            json["errors"] = list.into();
        }
        Made::bytes(status, "application/problem+json", json.to_string())
    } else {
        let page =
            ProblemPage { v: View::new(call), status, title: title.clone(), detail, request: String::new() };
        let html = askama::Template::render(&page).unwrap_or(title);
        Made::bytes(status, Twin::Html.media_type(), html)
    };
    if let Problem::TooMany { seconds } = problem {
        made.headers.push(("retry-after", seconds.to_string()));
    }
    if status == 401 && call.machine {
        made.headers.push(("www-authenticate", "Bearer".into()));
    }
    made.private = true;
    made
}

/// The headers every answer has, and the body.
pub async fn send(site: &Site, made: Made) -> Response<Body> {
    let body = match made.body {
        MadeBody::Bytes(bytes) => Body::from(bytes),
        MadeBody::Stored(hash) => match site.files.stream(&hash).await {
            Ok(stream) => Body::from_stream(stream),
            Err(error) => {
                tracing::error!(%error, "a stored file could not be opened");
                return plain(500);
            }
        },
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(made.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    frame_headers(headers, site);
    insert(headers, "content-type", &made.media_type);
    for (name, value) in &made.headers {
        insert(headers, name, value);
    }
    if made.private || !made.cookies.is_empty() {
        insert(headers, "cache-control", "private, no-store");
    }
    for cookie in &made.cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    response
}

pub fn insert(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}

fn frame_headers(headers: &mut HeaderMap, site: &Site) {
    insert(headers, "content-security-policy", CSP);
    insert(headers, "x-content-type-options", "nosniff");
    insert(headers, "referrer-policy", "same-origin");
    insert(headers, "cross-origin-opener-policy", "same-origin");
    insert(headers, "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=()");
    insert(headers, "vary", "Accept, Accept-Encoding, Accept-Language, Cookie");
    if site.config.public_url.starts_with("https://") {
        insert(headers, "strict-transport-security", "max-age=31536000; includeSubDomains");
    }
}

pub fn plain(status: u16) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response
}
