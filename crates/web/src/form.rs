//! Fields: declared once per action, they check a form or JSON body, draw the form, and describe
//! the action in the API document.

use crate::{Call, texts::Texts};
use mufakat_base::{FieldError, Problem, Result, dates};
use mufakat_store::files::Arrived;
use serde::Serialize;

/// Most fields read from one body.
pub const FIELDS_MAX: usize = 2_000;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most so many characters.
    Text(usize),
    /// Several lines.
    Long(usize),
    Integer(i64, i64),
    Date,
    /// Civil date and time without a zone: the zone is a field of its own.
    DateTime,
    /// An IANA zone name.
    Zone,
    /// One of these values; texts `choice-VALUE`.
    Choice(&'static [&'static str]),
    /// One of values only the handler knows: records, languages.
    Pick,
    Email,
    Password,
    Flag,
    File,
}

/// A field of an action.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    pub many: bool,
}

impl Field {
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: false, many: false }
    }
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }
    #[must_use]
    pub const fn many(self) -> Self {
        Self { many: true, ..self }
    }
}

/// What arrived: names and texts as typed, and files already safe in the store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Input {
    pub pairs: Vec<(String, String)>,
    pub files: Vec<(String, Arrived)>,
}

impl Input {
    pub fn first(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub fn urlencoded(body: &[u8]) -> Result<Self> {
        let text =
            std::str::from_utf8(body).map_err(|_| Problem::Malformed("the form is not UTF-8".into()))?;
        Ok(Self { pairs: pairs(text)?, files: Vec::new() })
    }

    /// Reads a JSON object: scalars as their text, lists of scalars as repeated fields, objects
    /// inside by `outer.inner`.
    pub fn json(body: &[u8]) -> Result<Self> {
        let value: serde_json::Value = serde_json::from_slice(body)
            .map_err(|error| Problem::Malformed(format!("the JSON can't be read: {error}")))?;
        let mut input = Self::default();
        let serde_json::Value::Object(_) = &value else {
            return Err(Problem::Malformed("the body must be a JSON object".into()));
        };
        flatten(&mut input.pairs, "", &value)?;
        Ok(input)
    }
}

fn flatten(pairs: &mut Vec<(String, String)>, name: &str, value: &serde_json::Value) -> Result<()> {
    use serde_json::Value as Json;
    if pairs.len() >= FIELDS_MAX {
        return Err(Problem::Malformed(format!("more than {FIELDS_MAX} fields")));
    }
    match value {
        Json::Null => {}
        Json::Bool(flag) => pairs.push((name.to_owned(), if *flag { "1" } else { "" }.to_owned())),
        Json::Number(number) => pairs.push((name.to_owned(), number.to_string())),
        Json::String(text) => pairs.push((name.to_owned(), text.clone())),
        Json::Array(items) => {
            for item in items {
                flatten(pairs, name, item)?;
            }
        }
        Json::Object(map) => {
            for (key, item) in map {
                let inner = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(pairs, &inner, item)?;
            }
        }
    }
    Ok(())
}

/// Decodes `a=b&c=d`.
pub fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    let mut out = Vec::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        if out.len() >= FIELDS_MAX {
            return Err(Problem::Malformed(format!("more than {FIELDS_MAX} fields")));
        }
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        out.push((decode(name)?, decode(value)?));
    }
    Ok(out)
}

/// Decodes percent signs and pluses.
pub fn decode(text: &str) -> Result<String> {
    let mut out = Vec::with_capacity(text.len());
    let bytes = text.as_bytes();
    let mut place = 0;
    while let Some(&byte) = bytes.get(place) {
        match byte {
            b'+' => out.push(b' '),
            b'%' => {
                let code = text.get(place + 1..place + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                out.push(code.ok_or_else(|| Problem::Malformed("a percent sign without its code".into()))?);
                place += 2;
            }
            other => out.push(other),
        }
        place += 1;
    }
    String::from_utf8(out).map_err(|_| Problem::Malformed("not UTF-8".into()))
}

/// Encodes a value for a query string or a path segment.
pub fn encode(text: &str) -> String {
    use std::fmt::Write;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// Input that fits its fields: what handlers read.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pairs: Vec<(String, String)>,
    files: Vec<(String, Arrived)>,
}

impl Values {
    /// Text of a field, trimmed; empty when not given.
    pub fn text(&self, name: &str) -> &str {
        self.pairs.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub fn optional(&self, name: &str) -> Option<String> {
        let text = self.text(name);
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub fn all<'v>(&'v self, name: &'v str) -> impl Iterator<Item = &'v str> {
        self.pairs.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        self.text(name).parse().ok()
    }

    pub fn flag(&self, name: &str) -> bool {
        matches!(self.text(name), "1" | "on" | "true" | "yes")
    }

    pub fn date(&self, name: &str) -> Option<jiff::civil::Date> {
        dates::parse_date(self.text(name))
    }

    pub fn date_time(&self, name: &str) -> Option<jiff::civil::DateTime> {
        dates::parse_date_time(self.text(name))
    }

    pub fn file(&self, name: &str) -> Option<&Arrived> {
        self.files.iter().find(|(key, _)| key == name).map(|(_, file)| file)
    }
}

/// Holds input to its fields; every wrong one is named at once.
pub fn check(fields: &[Field], input: &Input) -> Result<Values> {
    let mut values = Values::default();
    let mut errors = Vec::new();
    for field in fields {
        if field.kind == Kind::File {
            let file = input.files.iter().find(|(name, file)| name == field.name && file.bytes > 0);
            match file {
                Some((_, file)) => match mufakat_store::files::admit(file, field.name) {
                    Err(Problem::Invalid(wrong)) => errors.extend(wrong),
                    _ => values.files.push((field.name.to_owned(), file.clone())),
                },
                None if field.required => errors.push(FieldError::new(field.name, "error-file-required")),
                None => {}
            }
            continue;
        }
        let mut given: Vec<&str> = input
            .pairs
            .iter()
            .filter(|(name, _)| name == field.name)
            .map(|(_, value)| value.as_str())
            .collect();
        if !field.many {
            given.truncate(1);
        }
        if field.kind != Kind::Password {
            for value in &mut given {
                *value = value.trim();
            }
        }
        given.retain(|value| !value.is_empty());
        if given.is_empty() && field.required {
            errors.push(FieldError::new(field.name, "error-required"));
        }
        for value in given {
            match wrong(field, value) {
                Some(error) => errors.push(error),
                None => values.pairs.push((field.name.to_owned(), value.to_owned())),
            }
        }
    }
    if errors.is_empty() { Ok(values) } else { Err(Problem::Invalid(errors)) }
}

fn wrong(field: &Field, value: &str) -> Option<FieldError> {
    let error = |key| Some(FieldError::new(field.name, key));
    let controls =
        |lines: bool| value.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t')));
    match field.kind {
        Kind::Text(most) | Kind::Long(most) if value.chars().count() > most => {
            Some(FieldError::new(field.name, "error-too-long").with("most", most))
        }
        Kind::Text(_) | Kind::Pick if controls(false) => error("error-control"),
        Kind::Long(_) if controls(true) => error("error-control"),
        Kind::Pick if value.len() > 200 => {
            Some(FieldError::new(field.name, "error-too-long").with("most", 200))
        }
        Kind::Integer(least, most) => match value.parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => None,
            Ok(_) => Some(FieldError::new(field.name, "error-range").with("least", least).with("most", most)),
            Err(_) => error("error-number"),
        },
        Kind::Date if dates::parse_date(value).is_none() => error("error-date"),
        Kind::DateTime if dates::parse_date_time(value).is_none() => error("error-date-time"),
        Kind::Zone if dates::zone(value).is_none() => error("error-zone"),
        Kind::Choice(choices) if !choices.contains(&value) => error("error-choice"),
        Kind::Email if mufakat_store::accounts::clean_email(value).is_none() => error("error-email"),
        Kind::Password if value.chars().count() < 12 => {
            Some(FieldError::new(field.name, "error-password-short").with("least", 12))
        }
        Kind::Password if value.len() > 1_000 => error("error-too-long"),
        _ => None,
    }
}

/// A choice in a select.
#[derive(Clone, Debug, Serialize)]
pub struct OptionView {
    pub value: String,
    pub label: String,
    pub chosen: bool,
}

/// A field ready to draw.
#[derive(Clone, Debug)]
pub struct FieldView {
    pub name: String,
    pub id: String,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub error: String,
    pub required: bool,
    pub required_label: String,
    /// `text`, `textarea`, `select`, `checkbox`, `file`, `date`, `datetime-local`, `number`, `email`, `password`.
    pub control: &'static str,
    pub most: usize,
    pub options: Vec<OptionView>,
    pub autocomplete: &'static str,
}

/// A form ready to draw: its fields with what was typed and what is wrong.
#[derive(Clone, Debug)]
pub struct FormView {
    pub fields: Vec<FieldView>,
    /// Field and sentence, the field's label first: what the summary lists.
    pub errors: Vec<(String, String)>,
    pub csrf: String,
    pub summary_title: String,
}

#[derive(askama::Template)]
#[template(path = "field.html")]
struct FieldPage<'f> {
    f: &'f FieldView,
}

impl FormView {
    /// Draws the fields; `initial` fills what the asker has not typed, and the choices of `Pick`
    /// fields come by `with_options`.
    pub fn new(call: &Call, fields: &[Field], initial: &[(&str, String)]) -> Self {
        let (texts, lang) = (&call.site.texts, call.lang());
        let errors: Vec<(String, String)> =
            call.errors.iter().map(|error| (error.field.clone(), texts.field_error(lang, error))).collect();
        let typed = !call.input.pairs.is_empty();
        let fields = fields
            .iter()
            .map(|field| {
                let initial =
                    initial.iter().find(|(name, _)| *name == field.name).map(|(_, value)| value.clone());
                let value = if typed {
                    call.input.first(field.name).unwrap_or_default().to_owned()
                } else {
                    call.query(field.name).map(str::to_owned).or(initial).unwrap_or_default()
                };
                field_view(texts, lang, field, value, &errors)
            })
            .collect();
        let named = |(field, text): (String, String)| {
            let label = texts.get(lang, &format!("field-{field}")).into_owned();
            (field, format!("{label}: {text}"))
        };
        let errors = errors.into_iter().map(named).collect();
        Self {
            fields,
            errors,
            csrf: call.csrf.clone(),
            summary_title: texts.get(lang, "error-summary").into_owned(),
        }
    }

    /// Gives a `Pick` field its choices: value and label.
    #[must_use]
    pub fn with_options(mut self, name: &str, options: impl IntoIterator<Item = (String, String)>) -> Self {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            let chosen = field.value.clone();
            field.options = options
                .into_iter()
                .map(|(value, label)| OptionView { chosen: value == chosen, value, label })
                .collect();
        }
        self
    }

    /// One field as HTML, for the template: `{{ form.field("title")|safe }}`.
    pub fn field(&self, name: &str) -> String {
        use askama::Template;
        self.fields
            .iter()
            .find(|field| field.name == name)
            .and_then(|f| FieldPage { f }.render().ok())
            .unwrap_or_default()
    }

    /// All fields as HTML.
    pub fn all(&self) -> String {
        self.fields.iter().map(|field| self.field(&field.name)).collect()
    }
}

fn field_view(
    texts: &Texts,
    lang: &str,
    field: &Field,
    value: String,
    errors: &[(String, String)],
) -> FieldView {
    let label_key = format!("field-{}", field.name);
    let hint_key = format!("hint-{}", field.name);
    let (control, most) = match field.kind {
        Kind::Text(most) => ("text", most),
        Kind::Long(most) => ("textarea", most),
        Kind::Integer(..) => ("number", 20),
        Kind::Date => ("date", 10),
        Kind::DateTime => ("datetime-local", 19),
        Kind::Zone | Kind::Choice(_) | Kind::Pick => ("select", 200),
        Kind::Email => ("email", 254),
        Kind::Password => ("password", 1000),
        Kind::Flag => ("checkbox", 1),
        Kind::File => ("file", 0),
    };
    let option =
        |choice: &str, label: String| OptionView { value: choice.to_owned(), chosen: choice == value, label };
    let options = match field.kind {
        Kind::Choice(choices) => choices
            .iter()
            .map(|choice| option(choice, texts.get(lang, &format!("choice-{choice}")).into_owned()))
            .collect(),
        Kind::Zone => ZONES.iter().map(|zone| option(zone, (*zone).replace('_', " "))).collect(),
        _ => Vec::new(),
    };
    let error =
        errors.iter().find(|(name, _)| name == field.name).map(|(_, text)| text.clone()).unwrap_or_default();
    FieldView {
        name: field.name.to_owned(),
        id: format!("f-{}", field.name),
        label: texts.get(lang, &label_key).into_owned(),
        hint: if texts.has(&hint_key) { texts.get(lang, &hint_key).into_owned() } else { String::new() },
        value: if matches!(field.kind, Kind::Password | Kind::File) { String::new() } else { value },
        error,
        required: field.required,
        required_label: texts.get(lang, "field-required").into_owned(),
        control,
        most,
        options,
        autocomplete: match field.name {
            "email" => "username",
            "password" => "current-password",
            "new_password" => "new-password",
            _ => "off",
        },
    }
}

/// Zones offered in a select: those of the members' and partners' capitals and of the usual hosts.
pub const ZONES: &[&str] = &[
    "Asia/Jakarta",
    "Asia/Bangkok",
    "Asia/Brunei",
    "Asia/Dili",
    "Asia/Ho_Chi_Minh",
    "Asia/Kuala_Lumpur",
    "Asia/Makassar",
    "Asia/Manila",
    "Asia/Phnom_Penh",
    "Asia/Singapore",
    "Asia/Vientiane",
    "Asia/Yangon",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Kolkata",
    "Asia/Riyadh",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "America/New_York",
    "Australia/Canberra",
    "Europe/Brussels",
    "Europe/London",
    "Europe/Moscow",
    "Europe/Zurich",
    "Pacific/Auckland",
    "UTC",
];

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[
        Field::new("title", Kind::Text(5)).required(),
        Field::new("n", Kind::Integer(1, 9)),
        Field::new("day", Kind::Date),
        Field::new("zone", Kind::Zone),
        Field::new("mode", Kind::Choice(&["a", "b"])),
    ];

    #[test]
    fn form_and_json_are_the_same_input() {
        let form = Input::urlencoded(b"title=a%20b&n=3&mode=a&mode=b").expect("form");
        let json = Input::json(br#"{"title":"a b","n":3,"mode":["a","b"]}"#).expect("json");
        let sorted = |mut input: Input| {
            input.pairs.sort();
            input.pairs
        };
        assert_eq!(sorted(form), sorted(json));
        for bad in [&b"[1]"[..], b"{", b"\xff", b"\"x\""] {
            assert!(Input::json(bad).is_err());
        }
        assert!(Input::urlencoded(b"a=%zz").is_err() && Input::urlencoded(b"a=%").is_err());
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let input =
            Input::urlencoded(b"title=toolong&n=10&day=2026-02-30&zone=Asia/Atlantis&mode=c").expect("form");
        let Err(Problem::Invalid(errors)) = check(FIELDS, &input) else { panic!("should be invalid") };
        let found: Vec<_> = errors.iter().map(|e| (e.field.as_str(), e.key)).collect();
        assert_eq!(
            found,
            [
                ("title", "error-too-long"),
                ("n", "error-range"),
                ("day", "error-date"),
                ("zone", "error-zone"),
                ("mode", "error-choice")
            ]
        );
        let empty = check(FIELDS, &Input::default());
        assert_eq!(empty.err(), Some(Problem::field("title", "error-required")));
    }
}
