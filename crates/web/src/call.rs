//! A call in and a reply out: what a handler sees and what it gives.

use crate::{Field, Problem, Result, Route, Site, Twin, Values, View, form, form::Input, session};
use mufakat_base::FieldError;
use mufakat_store::{Actor, Ctx};
use serde::Serialize;
use std::{net::IpAddr, sync::Arc};

/// Rows of a page for people.
pub const PAGE_ROWS: usize = 50;
/// Rows of a page for machines, and of a table file.
pub const PAGE_ROWS_MACHINE: usize = 200;
pub const TABLE_ROWS_MAX: usize = 10_000;

/// The person behind a call.
#[derive(Clone, Debug)]
pub struct Person {
    pub email: String,
    pub zone: String,
    pub name: String,
}

/// One call of one route.
#[derive(Clone)]
pub struct Call {
    pub site: Arc<Site>,
    pub ctx: Ctx,
    pub person: Option<Person>,
    pub route: &'static Route,
    pub twin: Twin,
    /// Path without language prefix and twin's extension.
    pub path: String,
    pub params: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
    /// What was typed, as typed.
    pub input: Input,
    /// The same, held to the route's fields.
    pub values: Values,
    pub errors: Vec<FieldError>,
    /// What the route's `prepare` found.
    pub stash: serde_json::Value,
    /// Secret of the session or visitor.
    pub secret: String,
    pub csrf: String,
    pub address: IpAddr,
    pub agent: String,
    /// Asked by a machine: JSON in, problem details out.
    pub machine: bool,
}

impl Call {
    pub fn lang(&self) -> &str {
        &self.ctx.lang
    }

    pub fn actor(&self) -> &Actor {
        &self.ctx.actor
    }

    /// A part of the path.
    pub fn param(&self, name: &str) -> &str {
        self.params.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The query held to the route's declared parameters; a wrong one counts as not given.
    pub fn asked(&self, name: &str) -> &str {
        let Some(field) = self.route.query.iter().find(|field| field.name == name) else { return "" };
        let given = self.query(name).unwrap_or_default();
        let input = Input { pairs: vec![(name.to_owned(), given.to_owned())], files: Vec::new() };
        let optional = Field { required: false, ..*field };
        if form::check(&[optional], &input).is_ok() { given.trim() } else { "" }
    }

    pub fn t(&self, key: &str) -> String {
        self.site.texts.get(self.lang(), key).into_owned()
    }

    pub fn view(&self) -> View {
        View::new(self)
    }

    /// Counts one try with a secret, by this address and for a name such as an account's address;
    /// false when there were too many of either.
    pub fn sign_in_allowed(&self, name: &str) -> bool {
        let by_address = self.site.limits.sign_in(crate::limits::network(self.address));
        let by_name = self.site.limits.sign_in(format!("name:{name}"));
        by_address && by_name
    }

    /// Sets the cookie of a session just opened.
    pub fn session_cookie(&self, secret: &str) -> String {
        session::set(&self.site, session::SESSION, secret, mufakat_store::accounts::SESSION_HOURS * 3_600)
    }

    /// Takes the session's cookie back.
    pub fn drop_session_cookie(&self) -> String {
        session::set(&self.site, session::SESSION, "", 0)
    }

    /// Sets the cookie of an anonymous visitor's secret.
    pub fn visitor_cookie(&self, secret: &str) -> String {
        session::set(&self.site, session::VISITOR, secret, 86_400)
    }

    /// Sets the language the pages come in from now on.
    pub fn language_cookie(&self, lang: &str) -> String {
        session::set(&self.site, session::LANGUAGE, lang, 365 * 86_400)
    }

    /// The anti-forgery token that goes with a secret.
    pub fn csrf_of(&self, secret: &str) -> String {
        session::token(&self.site, secret)
    }

    /// The same call as if nothing had been typed or asked: for the other forms of a page that shows
    /// several.
    #[must_use]
    pub fn untouched(&self) -> Self {
        let mut call = self.clone();
        (call.input, call.errors, call.query) = (Input::default(), Vec::new(), Vec::new());
        call
    }

    /// Day it is at the seat of the organisation.
    pub fn today(&self) -> jiff::civil::Date {
        mufakat_base::dates::day_in(self.ctx.now, &self.site.organisation().zone)
    }

    /// Rows to fetch for this twin's page: one more than shown tells whether there is a next page.
    pub fn page_rows(&self) -> usize {
        match self.twin {
            Twin::Csv | Twin::Xlsx | Twin::Ics => TABLE_ROWS_MAX,
            Twin::Json => PAGE_ROWS_MACHINE,
            _ => PAGE_ROWS,
        }
    }

    /// The two halves of the keyset cursor `after=A~B`, or the given beginnings.
    pub fn cursor(&self, first: (&str, &str)) -> (String, String) {
        match self.query("after").and_then(|after| after.split_once('~')) {
            Some((a, b)) if a.len() <= 2_000 && b.len() <= 64 => (a.to_owned(), b.to_owned()),
            _ => (first.0.to_owned(), first.1.to_owned()),
        }
    }

    /// This address with its query.
    pub fn here(&self) -> String {
        let pairs: Vec<String> = self
            .query
            .iter()
            .map(|(name, value)| format!("{}={}", form::encode(name), form::encode(value)))
            .collect();
        if pairs.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, pairs.join("&")) }
    }

    /// This address with one query parameter set to another value.
    pub fn with_query(&self, name: &str, value: &str) -> String {
        let mut pairs: Vec<String> = self
            .query
            .iter()
            .filter(|(key, _)| key != name && key != "notice")
            .map(|(key, value)| format!("{}={}", form::encode(key), form::encode(value)))
            .collect();
        pairs.push(format!("{}={}", form::encode(name), form::encode(value)));
        format!("{}?{}", self.path, pairs.join("&"))
    }
}

/// A page of a list: the rows and where the next page begins.
#[derive(Clone, Debug, Serialize)]
pub struct Paged<T> {
    pub items: Vec<T>,
    /// Address of the next page.
    pub next: Option<String>,
}

impl<T> Paged<T> {
    /// Takes one row more than the page shows; `cursor` names a row's place in the order.
    pub fn new(call: &Call, mut items: Vec<T>, cursor: impl Fn(&T) -> (String, String)) -> Self {
        let rows = call.page_rows();
        let more = items.len() > rows;
        items.truncate(rows);
        let next = items.last().filter(|_| more).map(|last| {
            let (a, b) = cursor(last);
            call.with_query("after", &format!("{a}~{b}"))
        });
        Self { items, next }
    }
}

/// A page that can be shown to people and given to machines.
pub trait Page: Send {
    fn html(&self) -> Result<String>;
    fn json(&self) -> Result<serde_json::Value>;
}

impl<T: askama::Template + Serialize + Send> Page for T {
    fn html(&self) -> Result<String> {
        self.render().map_err(Problem::internal)
    }

    fn json(&self) -> Result<serde_json::Value> {
        serde_json::to_value(self).map_err(Problem::internal)
    }
}

/// A cell of a table file.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.unwrap_or_default())
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

/// A list as CSV or spreadsheet.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub name: String,
    pub headers: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

type Later = Box<dyn FnOnce() -> Result<Vec<u8>> + Send>;

pub enum Body {
    Page {
        page: Box<dyn Page>,
        table: Option<Table>,
    },
    /// Back to a page after a change; machines get the JSON and a `Location`.
    Done {
        location: String,
        json: serde_json::Value,
    },
    Bytes {
        media_type: &'static str,
        name: Option<String>,
        bytes: Vec<u8>,
    },
    /// Made after the transaction is over: slow work such as typesetting.
    Later {
        media_type: &'static str,
        name: Option<String>,
        make: Later,
    },
    /// A stored file, streamed.
    File {
        hash: String,
        name: String,
        media_type: String,
    },
    Redirect {
        location: String,
        permanent: bool,
    },
}

/// What a handler gives.
pub struct Reply {
    pub body: Body,
    pub status: u16,
    pub cookies: Vec<String>,
    /// The pages shown must not be kept by anyone.
    pub private: bool,
}

impl Reply {
    fn with(status: u16, body: Body) -> Self {
        Self { body, status, cookies: Vec::new(), private: false }
    }

    /// A page, in HTML or JSON as asked.
    pub fn page(page: impl Page + 'static) -> Self {
        Self::with(200, Body::Page { page: Box::new(page), table: None })
    }

    /// The same list as a table, for the CSV and spreadsheet twins.
    #[must_use]
    pub fn table(mut self, make: impl FnOnce() -> Table, twin: Twin) -> Self {
        if let (Body::Page { table, .. }, Twin::Csv | Twin::Xlsx) = (&mut self.body, twin) {
            *table = Some(make());
        }
        self
    }

    /// A change was made: people are led to a page, machines get what it is now.
    pub fn done(location: impl Into<String>, json: impl Serialize) -> Self {
        let json = serde_json::to_value(json).unwrap_or_default();
        Self::with(200, Body::Done { location: location.into(), json })
    }

    /// Something new was made.
    pub fn created(location: impl Into<String>, json: impl Serialize) -> Self {
        Self { status: 201, ..Self::done(location, json) }
    }

    pub fn bytes(media_type: &'static str, name: Option<String>, bytes: Vec<u8>) -> Self {
        Self::with(200, Body::Bytes { media_type, name, bytes })
    }

    pub fn later(
        media_type: &'static str,
        name: Option<String>,
        make: impl FnOnce() -> Result<Vec<u8>> + Send + 'static,
    ) -> Self {
        Self::with(200, Body::Later { media_type, name, make: Box::new(make) })
    }

    pub fn file(hash: String, name: String, media_type: String) -> Self {
        Self::with(200, Body::File { hash, name, media_type })
    }

    pub fn redirect(location: impl Into<String>) -> Self {
        Self::with(303, Body::Redirect { location: location.into(), permanent: false })
    }

    pub fn moved(location: impl Into<String>) -> Self {
        Self::with(308, Body::Redirect { location: location.into(), permanent: true })
    }

    #[must_use]
    pub fn cookie(mut self, cookie: String) -> Self {
        self.cookies.push(cookie);
        self
    }

    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }
}
