//! Everything that can go wrong, said as a situation. The page or the JSON door translates it.

/// The result of everything that can go wrong in the house.
pub type Result<T, E = Problem> = std::result::Result<T, E>;

/// What is wrong with one field of a form: a text key with its arguments, so that it can be said
/// in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: String,
    /// Key of a Fluent message, such as `error-required`.
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, key: &'static str) -> Self {
        Self { field: field.into(), key, args: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// The situations a request can end in besides success.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is none, or the asker may not know of it: the two look the same.
    #[error("no {what} to be found")]
    NotFound { what: &'static str },
    /// The asker has to sign in first.
    #[error("sign-in needed")]
    SignIn,
    /// The asker sees the thing, but this act is not theirs.
    #[error("{action} is not allowed to this role")]
    Forbidden { action: &'static str },
    /// One or more fields are wrong; nothing was changed.
    #[error("invalid fields: {}", .0.iter().map(|e| e.field.as_str()).collect::<Vec<_>>().join(", "))]
    Invalid(Vec<FieldError>),
    /// It exists already, or changed meanwhile.
    #[error("conflict: {what}")]
    Conflict { what: String },
    #[error("larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("too many requests, try again in {seconds} s")]
    TooMany { seconds: u64 },
    /// The form's secret was missing or stale.
    #[error("the form has expired")]
    StaleForm,
    #[error("not offered in that format")]
    NotAcceptable,
    #[error("not a method of this address")]
    MethodNotAllowed,
    /// The request can't be read at all.
    #[error("unreadable request: {0}")]
    Malformed(String),
    /// A fault of ours; the chain of causes goes to the log, once.
    #[error("internal: {0}")]
    Internal(String),
}

impl Problem {
    pub const fn not_found(what: &'static str) -> Self {
        Self::NotFound { what }
    }

    pub fn field(field: impl Into<String>, key: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, key)])
    }

    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// HTTP status of the situation.
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotFound { .. } => 404,
            Self::SignIn => 401,
            Self::Forbidden { .. } | Self::StaleForm => 403,
            Self::Invalid(_) => 422,
            Self::Conflict { .. } => 409,
            Self::TooLarge { .. } => 413,
            Self::TooMany { .. } => 429,
            Self::NotAcceptable => 406,
            Self::MethodNotAllowed => 405,
            Self::Malformed(_) => 400,
            Self::Internal(_) => 500,
        }
    }

    /// Short stable name: the last part of the problem type's address and of its text keys.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not-found",
            Self::SignIn => "sign-in",
            Self::Forbidden { .. } => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::Conflict { .. } => "conflict",
            Self::TooLarge { .. } => "too-large",
            Self::TooMany { .. } => "too-many",
            Self::StaleForm => "stale-form",
            Self::NotAcceptable => "not-acceptable",
            Self::MethodNotAllowed => "method",
            Self::Malformed(_) => "malformed",
            Self::Internal(_) => "internal",
        }
    }
}
