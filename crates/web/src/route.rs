//! The route table: addresses as plain data, from which serving, the access matrix and the
//! OpenAPI document are all made.

use crate::{Call, Field, Reply};
use mufakat_store::{Area, Result, Role, Tx};

/// Forms an answer can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Twin {
    Html,
    Json,
    Csv,
    Xlsx,
    Ics,
    Pdf,
    Atom,
}

impl Twin {
    pub const BY_EXTENSION: [(&'static str, Self); 6] = [
        (".json", Self::Json),
        (".csv", Self::Csv),
        (".xlsx", Self::Xlsx),
        (".ics", Self::Ics),
        (".pdf", Self::Pdf),
        (".atom", Self::Atom),
    ];

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Ics => "text/calendar; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Atom => "application/atom+xml; charset=utf-8",
        }
    }

    pub fn extension(self) -> &'static str {
        Self::BY_EXTENSION.iter().find(|(_, twin)| *twin == self).map_or("", |(extension, _)| extension)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// Who may use an address at all; what they then see or may do is asked again where it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Everyone,
    SignedIn,
    Roles(&'static [Role]),
}

pub type Handler = fn(&Call, &mut Tx<'_>) -> Result<Reply>;
/// What a change needs to know or compute before the writer is asked: a hash, a file's state.
pub type Prepare = fn(&Call, &mut Tx<'_>) -> Result<serde_json::Value>;

/// One address.
#[derive(Clone, Copy)]
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    /// Operation name, unique: `meetings.list`.
    pub name: &'static str,
    /// One sentence for the API document.
    pub summary: &'static str,
    pub handler: Handler,
    pub access: Access,
    /// Twins besides HTML and JSON.
    pub twins: &'static [Twin],
    /// Fields of the form or JSON body.
    pub input: &'static [Field],
    /// Query parameters.
    pub query: &'static [Field],
    /// The page that shows this form again with its messages.
    pub form: Option<Handler>,
    pub prepare: Option<Prepare>,
    /// The anonymous answer may be kept until the journal moves on.
    pub cached: bool,
    /// Values of the path's parameters in the profile's record, for tests and the API document.
    pub sample: &'static [(&'static str, &'static str)],
    /// Machines only: no page of its own.
    pub machine: bool,
}

impl Route {
    const fn new(method: Method, path: &'static str, name: &'static str, handler: Handler) -> Self {
        Self {
            method,
            path,
            name,
            summary: "",
            handler,
            access: Access::Everyone,
            twins: &[],
            input: &[],
            query: &[],
            form: None,
            prepare: None,
            cached: false,
            sample: &[],
            machine: false,
        }
    }

    pub const fn get(path: &'static str, name: &'static str, handler: Handler) -> Self {
        Self::new(Method::Get, path, name, handler)
    }

    pub const fn post(path: &'static str, name: &'static str, handler: Handler) -> Self {
        Self::new(Method::Post, path, name, handler)
    }

    #[must_use]
    pub const fn summary(self, summary: &'static str) -> Self {
        Self { summary, ..self }
    }
    #[must_use]
    pub const fn access(self, access: Access) -> Self {
        Self { access, ..self }
    }
    #[must_use]
    pub const fn roles(self, roles: &'static [Role]) -> Self {
        Self { access: Access::Roles(roles), ..self }
    }
    #[must_use]
    pub const fn twins(self, twins: &'static [Twin]) -> Self {
        Self { twins, ..self }
    }
    #[must_use]
    pub const fn input(self, input: &'static [Field]) -> Self {
        Self { input, ..self }
    }
    #[must_use]
    pub const fn query(self, query: &'static [Field]) -> Self {
        Self { query, ..self }
    }
    #[must_use]
    pub const fn form(self, form: Handler) -> Self {
        Self { form: Some(form), ..self }
    }
    #[must_use]
    pub const fn prepare(self, prepare: Prepare) -> Self {
        Self { prepare: Some(prepare), ..self }
    }
    #[must_use]
    pub const fn cached(self) -> Self {
        Self { cached: true, ..self }
    }
    #[must_use]
    pub const fn sample(self, sample: &'static [(&'static str, &'static str)]) -> Self {
        Self { sample, ..self }
    }
    #[must_use]
    pub const fn machine(self) -> Self {
        Self { machine: true, ..self }
    }

    /// The address with its sample values filled in.
    pub fn sample_path(&self) -> String {
        self.sample
            .iter()
            .fold(self.path.to_owned(), |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
    }
}

/// One area of the house: its share of the database, its addresses, its texts.
#[derive(Clone, Copy)]
pub struct Slice {
    pub area: Area,
    pub routes: &'static [Route],
    /// Fluent catalogues: language and text.
    pub texts: &'static [(&'static str, &'static str)],
}
