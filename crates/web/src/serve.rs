//! One request from its first byte to its answer. Read from the top: it is the whole path.

use crate::{
    Access, Call, Problem, Reply, Result, Route, Site, Twin,
    answer::{self, Made},
    assets, form,
    form::Input,
    route::Method,
    session,
};
use axum::{
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Request, Response, header},
};
use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use mufakat_base::{FieldError, lang};
use mufakat_store::{Actor, Ctx, Tx, accounts, files};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::Ordering},
};

/// Largest body without files, in bytes.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Longest address read, in bytes.
const URI_BYTES_MAX: usize = 8 * 1024;

/// The application for axum: every address comes here.
pub fn router(site: Arc<Site>) -> axum::Router {
    axum::Router::new()
        .fallback(move |request: Request<Body>| {
            let site = Arc::clone(&site);
            async move { handle(site, request).await }
        })
        .layer(tower_http::compression::CompressionLayer::new())
}

/// Answers one request; tests call it without a socket.
#[expect(clippy::disallowed_methods, reason = "a stopwatch for the metrics, not the time of the record")]
pub async fn handle(site: Arc<Site>, request: Request<Body>) -> Response<Body> {
    let started = std::time::Instant::now();
    let head_only = request.method() == axum::http::Method::HEAD;
    let id = format!("{:016x}", u64::from_be_bytes(site.entropy.fill()));
    let (mut response, route) = answer_request(&site, request).await;
    answer::insert(response.headers_mut(), "x-request-id", &id);
    let (seconds, status) = (started.elapsed().as_secs_f64(), response.status().as_u16());
    site.metrics.answered(route, status, seconds);
    // No address, no account, no query: the log holds no personal data.
    tracing::info!(request = id, route, status, ms = (seconds * 10_000.0).round() / 10.0, "answered");
    if head_only {
        *response.body_mut() = Body::empty();
    }
    response
}

async fn answer_request(site: &Arc<Site>, request: Request<Body>) -> (Response<Body>, &'static str) {
    let (parts, body) = request.into_parts();
    if let Some(name) = parts.uri.path().strip_prefix("/assets/") {
        return (asset(name, &parts.headers), "assets");
    }
    let address = peer(site, &parts.headers, parts.extensions.get::<ConnectInfo<SocketAddr>>());
    let mut call = match Head::read(site, &parts, address) {
        Ok(Head::Call(call)) => *call,
        Ok(Head::Elsewhere(location)) => {
            let mut made = Made::bytes(308, "text/plain; charset=utf-8", Bytes::new());
            made.headers.push(("location", location));
            return (answer::send(site, made).await, "redirect");
        }
        Err((call, problem)) => return (answer::send(site, answer::problem(&call, &problem)).await, "none"),
    };
    let route = call.route;
    if !site.limits.request(address) {
        return (
            answer::send(site, answer::problem(&call, &Problem::TooMany { seconds: 5 })).await,
            route.name,
        );
    }
    let chosen = lang_prefix(site, parts.uri.path())
        .map(|lang| session::set(site, session::LANGUAGE, lang, 365 * 86_400));
    let response = match route.method {
        Method::Get => get(site, &mut call, &parts.headers, chosen).await,
        Method::Post => post(site, &mut call, &parts.headers, body).await,
    };
    (response, route.name)
}

fn asset(name: &str, headers: &HeaderMap) -> Response<Body> {
    let Some(asset) = assets::get(name) else { return answer::plain(404) };
    let mut response = if header_text(headers, header::IF_NONE_MATCH).contains(&asset.etag) {
        answer::plain(304)
    } else {
        Response::new(Body::from(asset.plain))
    };
    if let Some(gzip) = asset.gzip.as_ref().filter(|_| response.status() == 200 && takes_gzip(headers)) {
        *response.body_mut() = Body::from(gzip.clone());
        answer::insert(response.headers_mut(), "content-encoding", "gzip");
    }
    let out = response.headers_mut();
    answer::insert(out, "content-type", asset.media_type);
    answer::insert(out, "etag", &asset.etag);
    answer::insert(out, "cache-control", "public, max-age=86400");
    answer::insert(out, "vary", "Accept-Encoding");
    answer::insert(out, "x-content-type-options", "nosniff");
    response
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    header_text(headers, header::ACCEPT_ENCODING).split(',').any(|part| {
        let mut pieces = part.split(';').map(str::trim);
        pieces.next() == Some("gzip") && pieces.all(|piece| piece.replace(' ', "") != "q=0")
    })
}

fn header_text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn peer(site: &Site, headers: &HeaderMap, connected: Option<&ConnectInfo<SocketAddr>>) -> IpAddr {
    let direct = connected.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if site.config.behind_proxy && direct.is_loopback() {
        let forwarded =
            headers.get("x-forwarded-for").and_then(|value| value.to_str().ok()).unwrap_or_default();
        return forwarded.rsplit(',').next().and_then(|last| last.trim().parse().ok()).unwrap_or(direct);
    }
    if direct.is_loopback() && headers.contains_key("x-forwarded-for") {
        // A proxy nobody told us of: its visitors are not this machine.
        return IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    }
    direct
}

fn lang_prefix<'s>(site: &'s Site, path: &str) -> Option<&'s str> {
    let first = path.trim_start_matches('/').split('/').next()?;
    site.texts.langs().iter().copied().find(|lang| *lang == first)
}

enum Head {
    Call(Box<Call>),
    Elsewhere(String),
}

static NOWHERE: Route = Route::get("/", "none", |_, _| Err(Problem::not_found("page")));

impl Head {
    /// Finds the route, the twin, the language and the cookies of a request.
    fn read(
        site: &Arc<Site>,
        parts: &axum::http::request::Parts,
        address: IpAddr,
    ) -> Result<Self, (Box<Call>, Problem)> {
        let headers = &parts.headers;
        let cookies = header_text(headers, header::COOKIE);
        let full = parts.uri.path();
        let prefix = lang_prefix(site, full);
        let path =
            prefix.map_or(full, |lang| full.trim_start_matches('/').strip_prefix(lang).unwrap_or(full));
        let path = if path.is_empty() { "/" } else { path };
        let langs = site.texts.langs();
        let chosen = prefix
            .or_else(|| {
                session::cookie(cookies, session::LANGUAGE)
                    .and_then(|wish| langs.iter().copied().find(|lang| *lang == wish))
            })
            .unwrap_or_else(|| lang::negotiate(header_text(headers, header::ACCEPT_LANGUAGE), langs));
        let method = match parts.method {
            axum::http::Method::GET | axum::http::Method::HEAD => Some(Method::Get),
            axum::http::Method::POST => Some(Method::Post),
            _ => None,
        };
        let accept = header_text(headers, header::ACCEPT);
        let wants_json = accept.contains("json") && !accept.contains("text/html");
        let sends_json = header_text(headers, header::CONTENT_TYPE).contains("json");
        let mut ctx = Ctx::new(Actor::anonymous(), site.clock.now());
        chosen.clone_into(&mut ctx.lang);
        ctx.entropy = site.entropy.clone();
        let visitor =
            session::cookie(cookies, session::SESSION).or_else(|| session::cookie(cookies, session::VISITOR));
        let mut call = Box::new(Call {
            site: Arc::clone(site),
            ctx,
            person: None,
            route: &NOWHERE,
            twin: if wants_json { Twin::Json } else { Twin::Html },
            path: path.to_owned(),
            params: Vec::new(),
            query: Vec::new(),
            input: Input::default(),
            values: form::Values::default(),
            errors: Vec::new(),
            stash: serde_json::Value::Null,
            secret: visitor.unwrap_or_default().to_owned(),
            csrf: String::new(),
            address,
            agent: header_text(headers, header::USER_AGENT).to_owned(),
            machine: wants_json || sends_json || bearer(headers).is_some(),
        });
        if parts.uri.to_string().len() > URI_BYTES_MAX {
            return Err((call, Problem::Malformed("the address is too long".into())));
        }
        match form::pairs(parts.uri.query().unwrap_or_default()) {
            Ok(query) => call.query = query,
            Err(problem) => return Err((call, problem)),
        }
        if path.len() > 1 && path.ends_with('/') {
            let query = parts.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            // Only one slash at the front: `//host` would lead elsewhere.
            return Ok(Self::Elsewhere(format!("/{}{query}", full.trim_matches('/'))));
        }
        let Some(method) = method else { return Err((call, Problem::MethodNotAllowed)) };
        if let Err(problem) = find(site, &mut call, method, path) {
            return Err((call, problem));
        }
        if call.twin == Twin::Json || call.route.machine {
            call.machine = true;
        }
        Ok(Self::Call(call))
    }
}

/// Matches a path as it stands, then without a twin's extension.
fn find(site: &Arc<Site>, call: &mut Call, method: Method, path: &str) -> Result<()> {
    let table = if method == Method::Get { &site.gets } else { &site.posts };
    let mut tries = vec![(path.to_owned(), None)];
    if method == Method::Get
        && let Some((extension, twin)) =
            Twin::BY_EXTENSION.iter().find(|(extension, _)| path.ends_with(extension))
    {
        let bare = path.trim_end_matches(extension);
        let bare = if bare == "/index" { "/" } else { bare };
        tries.insert(0, (bare.to_owned(), Some(*twin)));
        // Whatever comes of it, who asks for data is told in data.
        call.machine |= *twin == Twin::Json;
    }
    for (path, twin) in tries {
        let Ok(found) = table.at(&path) else { continue };
        let route = site.routes[*found.value];
        if let Some(twin) = twin {
            let offered = if route.machine { !route.path.contains('{') } else { true };
            if !offered || (twin != Twin::Json && !route.twins.contains(&twin)) {
                continue;
            }
            call.twin = twin;
        }
        call.params.clear();
        for (name, value) in found.params.iter() {
            let value = form::decode(&value.replace('+', "%2B")).map_err(|_| Problem::not_found("page"))?;
            call.params.push((name.to_owned(), value));
        }
        call.path = path;
        call.route = route;
        return Ok(());
    }
    let other = if method == Method::Get { &site.posts } else { &site.gets };
    if other.at(path).is_ok() { Err(Problem::MethodNotAllowed) } else { Err(Problem::not_found("page")) }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    header_text(headers, header::AUTHORIZATION).strip_prefix("Bearer ").map(str::trim)
}

/// Finds out who asks, on the transaction the question runs in.
fn identify(call: &mut Call, tx: &mut Tx<'_>, token: Option<&str>, session: Option<&str>) -> Result<bool> {
    let found = match (token, session) {
        (Some(token), _) => match accounts::by_token(tx, token)? {
            Some(person) => Some(person),
            None => return Err(Problem::SignIn),
        },
        (None, Some(session)) => accounts::by_session(tx, session)?,
        (None, None) => None,
    };
    let Some(person) = found else { return Ok(false) };
    if !person.actor.scope_allows("read") && call.route.method == Method::Get && call.twin != Twin::Ics {
        return Err(Problem::Forbidden { action: "token.read" });
    }
    let stale = token.is_none()
        && call.ctx.now.duration_since(person.seen_at).as_mins() >= accounts::SEEN_EVERY_MINUTES;
    call.person =
        Some(crate::call::Person { email: person.email, zone: person.zone, name: person.actor.name.clone() });
    call.ctx.actor = Arc::new(person.actor);
    tx.act_as(Arc::clone(&call.ctx.actor), &call.ctx.lang);
    Ok(stale)
}

/// The first gate: may this actor use the address at all?
fn admit(call: &Call) -> Result<()> {
    let roles = match call.route.access {
        Access::Everyone => return Ok(()),
        _ if call.ctx.actor.account.is_none() => return Err(Problem::SignIn),
        Access::SignedIn => return Ok(()),
        Access::Roles(roles) => roles,
    };
    let holds_one = roles.iter().any(|role| call.ctx.actor.has(*role));
    if holds_one { Ok(()) } else { Err(Problem::Forbidden { action: call.route.name }) }
}

fn fresh_csrf(call: &mut Call) -> Option<String> {
    let mut cookie = None;
    if call.secret.is_empty() && !call.route.cached && !call.machine {
        call.secret = call.site.entropy.secret();
        cookie = Some(session::set(&call.site, session::VISITOR, &call.secret, 86_400));
    }
    call.csrf = session::token(&call.site, &call.secret);
    cookie
}

async fn get(
    site: &Arc<Site>,
    call: &mut Call,
    headers: &HeaderMap,
    chosen: Option<String>,
) -> Response<Body> {
    let token = bearer(headers).map(str::to_owned);
    let cookies = header_text(headers, header::COOKIE);
    let session = session::cookie(cookies, session::SESSION).map(str::to_owned);
    let anonymous = token.is_none() && session.is_none();
    let cacheable =
        call.route.cached && anonymous && site.config.page_cache && call.query("notice").is_none();
    let seq = site.db.seq();
    let key = cacheable.then(|| cache_key(call));
    if let Some(kept) = key.as_ref().and_then(|key| site.cache.get(key, seq, call.ctx.now)) {
        return send_kept(site, &kept, headers, chosen).await;
    }
    let visitor = fresh_csrf(call);
    let asked = call.clone();
    let answered = site
        .db
        .read(&call.ctx, move |tx| {
            let mut call = asked;
            let outcome = (|| {
                let stale = identify(&mut call, tx, token.as_deref(), session.as_deref())?;
                admit(&call)?;
                let reply = (call.route.handler)(&call, tx)?;
                Ok((reply, stale))
            })();
            Ok((call, outcome))
        })
        .await;
    let (call, outcome) = match answered {
        Ok(answered) => answered,
        Err(problem) => {
            tracing::error!(%problem, route = call.route.name, "a question failed");
            return answer::send(site, answer::problem(call, &problem)).await;
        }
    };
    let made = match outcome {
        Ok((reply, stale)) => {
            let mut made = finish(&call, reply).await;
            if stale {
                renew(site, &call);
                if let Ok(made) = &mut made {
                    made.cookies.push(call.session_cookie(&call.secret));
                }
            }
            made
        }
        Err(problem) => Err(problem),
    };
    let made = match made {
        Ok(mut made) => {
            if let (Some(key), answer::MadeBody::Bytes(bytes), 200) = (&key, &made.body, made.status)
                && made.cookies.is_empty()
                && !made.private
            {
                let kept = site.cache.put(
                    key.clone(),
                    seq,
                    call.ctx.now,
                    bytes.clone(),
                    static_type(&made.media_type),
                    made.headers,
                );
                return send_kept(site, &kept, headers, chosen).await;
            }
            made.cookies.extend(visitor);
            made.private |= !anonymous || !call.route.cached;
            made
        }
        Err(problem) => refused(&call, &problem),
    };
    with_statements(site, &call, made, chosen).await
}

/// The kept pages' types are all of our own writing.
fn static_type(media_type: &str) -> &'static str {
    [Twin::Html, Twin::Json, Twin::Csv, Twin::Xlsx, Twin::Ics, Twin::Pdf, Twin::Atom]
        .into_iter()
        .map(Twin::media_type)
        .find(|known| *known == media_type)
        .unwrap_or("application/octet-stream")
}

fn cache_key(call: &Call) -> String {
    let query: Vec<String> = call.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}|{:?}|{}|{}", call.ctx.lang, call.twin, call.path, query.join("&"))
}

async fn send_kept(
    site: &Site,
    kept: &crate::cache::Kept,
    headers: &HeaderMap,
    chosen: Option<String>,
) -> Response<Body> {
    let same = header_text(headers, header::IF_NONE_MATCH)
        .split(',')
        .any(|tag| tag.trim().trim_start_matches("W/") == kept.etag);
    let compressed = kept.gzip.as_ref().filter(|_| !same && takes_gzip(headers));
    let (status, body) =
        if same { (304, Bytes::new()) } else { (200, compressed.unwrap_or(&kept.body).clone()) };
    let mut made = Made::bytes(status, kept.media_type, body);
    made.headers.clone_from(&kept.headers);
    if compressed.is_some() {
        made.headers.push(("content-encoding", "gzip".into()));
    }
    made.headers.push(("etag", kept.etag.clone()));
    made.headers.push(("cache-control", "public, max-age=0, must-revalidate".into()));
    let mut response = answer::send(site, made).await;
    choose_language(&mut response, chosen);
    response
}

fn choose_language(response: &mut Response<Body>, chosen: Option<String>) {
    if let Some(value) = chosen.and_then(|cookie| header::HeaderValue::from_str(&cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

async fn with_statements(site: &Site, call: &Call, mut made: Made, chosen: Option<String>) -> Response<Body> {
    if site.config.show_statements {
        made.headers.push(("x-statements", call.ctx.statements().to_string()));
    }
    let mut response = answer::send(site, made).await;
    choose_language(&mut response, chosen);
    response
}

/// Makes the answer of a reply away from the async threads when that is work.
async fn finish(call: &Call, reply: Reply) -> Result<Made> {
    let call = call.clone();
    tokio::task::spawn_blocking(move || answer::make(&call, reply)).await.map_err(Problem::internal)?
}

/// A refusal: people who are not signed in are led to the sign-in page and back.
fn refused(call: &Call, problem: &Problem) -> Made {
    if let Problem::Internal(cause) = problem {
        tracing::error!(cause, route = call.route.name, "an act failed");
    }
    if *problem == Problem::SignIn && !call.machine && call.twin == Twin::Html {
        let mut made = Made::bytes(303, "text/plain; charset=utf-8", Bytes::new());
        let next = if call.route.method == Method::Get { call.here() } else { "/".into() };
        made.headers.push(("location", format!("/sign-in?next={}", form::encode(&next))));
        made.private = true;
        return made;
    }
    answer::problem(call, problem)
}

fn renew(site: &Arc<Site>, call: &Call) {
    let (site, ctx, secret) = (Arc::clone(site), call.ctx.clone(), call.secret.clone());
    tokio::spawn(async move {
        let noted = site.db.write(&ctx, move |tx| accounts::session_seen(tx, &secret)).await;
        if let Err(problem) = noted {
            tracing::warn!(%problem, "a session could not be renewed");
        }
    });
}

async fn post(site: &Arc<Site>, call: &mut Call, headers: &HeaderMap, body: Body) -> Response<Body> {
    let outcome = change(site, call, headers, body).await;
    let made = match outcome {
        Ok(made) => made,
        Err(Problem::Invalid(errors)) if call.route.form.is_some() && !call.machine => {
            show_form_again(site, call, errors).await
        }
        Err(problem) => refused(call, &problem),
    };
    with_statements(site, call, Made { private: true, ..made }, None).await
}

async fn change(site: &Arc<Site>, call: &mut Call, headers: &HeaderMap, body: Body) -> Result<Made> {
    if site.stopping.load(Ordering::Relaxed) {
        return Err(Problem::TooMany { seconds: 5 });
    }
    call.csrf = session::token(site, &call.secret);
    // Who asks, and may they at all, before the body is read.
    let token = bearer(headers).map(str::to_owned);
    let session = session::cookie(header_text(headers, header::COOKIE), session::SESSION).map(str::to_owned);
    let by_token = token.is_some();
    let asked = call.clone();
    let known = site
        .db
        .read(&call.ctx, move |tx| {
            let mut call = asked;
            identify(&mut call, tx, token.as_deref(), session.as_deref())?;
            Ok(call)
        })
        .await?;
    *call = known;
    admit(call)?;
    if by_token && !call.ctx.actor.scope_allows("write") {
        return Err(Problem::Forbidden { action: "token.write" });
    }
    if site_of(headers) == Origin::Foreign {
        return Err(Problem::StaleForm);
    }
    call.input = read_body(site, call, headers, body).await?;
    if !by_token {
        let given = headers
            .get("x-csrf-token")
            .and_then(|value| value.to_str().ok())
            .or_else(|| call.input.first("csrf"));
        if call.secret.is_empty() || !session::token_fits(site, &call.secret, given.unwrap_or_default()) {
            return Err(Problem::StaleForm);
        }
    }
    call.input.pairs.retain(|(name, _)| name != "csrf");
    call.values = form::check(call.route.input, &call.input)?;
    if let Some(prepare) = call.route.prepare {
        let asked = call.clone();
        call.stash = site.db.read(&call.ctx, move |tx| prepare(&asked, tx)).await?;
    }
    let acting = call.clone();
    let reply = site.db.write(&call.ctx, move |tx| (acting.route.handler)(&acting, tx)).await?;
    finish(call, reply).await
}

#[derive(PartialEq, Eq)]
enum Origin {
    Ours,
    Foreign,
}

/// What the browser says of where a post comes from (fetch metadata); silence is no offence.
fn site_of(headers: &HeaderMap) -> Origin {
    match headers.get("sec-fetch-site").and_then(|value| value.to_str().ok()) {
        Some("cross-site" | "same-site") => Origin::Foreign,
        _ => Origin::Ours,
    }
}

async fn read_body(site: &Arc<Site>, call: &Call, headers: &HeaderMap, body: Body) -> Result<Input> {
    let content_type = header_text(headers, header::CONTENT_TYPE);
    if content_type.starts_with("multipart/form-data") {
        return read_multipart(site, call, content_type, body).await;
    }
    let bytes = Limited::new(body, BODY_BYTES_MAX).collect().await;
    let bytes = bytes.map_err(|_| Problem::TooLarge { limit: BODY_BYTES_MAX as u64 })?.to_bytes();
    if content_type.contains("json") {
        Input::json(&bytes)
    } else if bytes.is_empty() || content_type.starts_with("application/x-www-form-urlencoded") {
        Input::urlencoded(&bytes)
    } else {
        Err(Problem::Malformed(format!("bodies of type {content_type} are not read here")))
    }
}

async fn read_multipart(site: &Arc<Site>, call: &Call, content_type: &str, body: Body) -> Result<Input> {
    let malformed = |error: multer::Error| Problem::Malformed(error.to_string());
    let boundary = multer::parse_boundary(content_type).map_err(malformed)?;
    let mut multipart = multer::Multipart::new(body.into_data_stream(), boundary);
    let (mut input, mut text_bytes) = (Input::default(), 0);
    let takes_files = call.route.input.iter().any(|field| field.kind == form::Kind::File);
    while let Some(mut part) = multipart.next_field().await.map_err(malformed)? {
        let name = part.name().unwrap_or_default().to_owned();
        if let Some(file) = part.file_name().map(str::to_owned) {
            if file.is_empty() || !takes_files {
                continue;
            }
            let scratch = site.entropy.secret();
            let stream = futures_util::stream::poll_fn(|context| {
                let mut next = std::pin::pin!(part.chunk());
                next.as_mut().poll(context).map(Result::transpose)
            });
            let arrived = site.files.take(&scratch, &file, files::UPLOAD_BYTES_MAX, stream).await;
            match arrived {
                Ok(arrived) => input.files.push((name, arrived)),
                Err(Problem::TooLarge { limit }) => {
                    return Err(Problem::Invalid(vec![
                        FieldError::new(name, "error-file-large").with("most", limit / 1_000_000),
                    ]));
                }
                Err(problem) => return Err(problem),
            }
        } else {
            let mut text = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(malformed)? {
                text_bytes += chunk.len();
                if text_bytes > BODY_BYTES_MAX {
                    return Err(Problem::TooLarge { limit: BODY_BYTES_MAX as u64 });
                }
                text.extend_from_slice(&chunk);
            }
            let text =
                String::from_utf8(text).map_err(|_| Problem::Malformed("the form is not UTF-8".into()))?;
            input.pairs.push((name, text));
            if input.pairs.len() > form::FIELDS_MAX {
                return Err(Problem::Malformed(format!("more than {} fields", form::FIELDS_MAX)));
            }
        }
    }
    Ok(input)
}

/// 422: the form's own page with what was typed and a sentence at each wrong field.
async fn show_form_again(site: &Arc<Site>, call: &mut Call, errors: Vec<FieldError>) -> Made {
    call.errors = errors;
    let asked = call.clone();
    let shown = site
        .db
        .read(&call.ctx, move |tx| {
            let form = asked.route.form.ok_or_else(|| Problem::internal("no form"))?;
            let reply = form(&asked, tx)?;
            answer::make(&asked, reply)
        })
        .await;
    match shown {
        Ok(made) => Made { status: 422, ..made },
        Err(problem) => refused(call, &problem),
    }
}
