//! What every page knows besides its own contents: language, texts, who is looking, where.

use crate::{Call, Organisation, Twin, form};
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// Catalogues of the frame around the pages.
pub const TEXTS: &[(&str, &str)] =
    &[("en", include_str!("../text/en.ftl")), ("id", include_str!("../text/id.ftl"))];

/// Names of the interface's languages in themselves.
const ENDONYMS: &[(&str, &str)] = &[
    ("en", "English"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("km", "ខ្មែរ"),
    ("lo", "ລາວ"),
    ("my", "မြန်မာ"),
    ("fil", "Filipino"),
    ("ta", "தமிழ்"),
    ("zh", "中文"),
    ("tet", "Tetun"),
];

/// The frame's values. Pages hold one as `v`; it is left out of their JSON.
#[derive(Clone)]
pub struct View {
    call: Arc<Call>,
    pub org: Arc<Organisation>,
}

impl Serialize for View {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_none()
    }
}

/// A language of the switch.
pub struct LangLink {
    pub code: &'static str,
    pub name: &'static str,
    pub href: String,
    pub current: bool,
}

impl View {
    pub fn new(call: &Call) -> Self {
        Self { call: Arc::new(call.clone()), org: call.site.organisation() }
    }

    /// A text of the catalogues.
    pub fn t(&self, key: &str) -> String {
        self.call.t(key)
    }

    /// A text with one named value.
    pub fn t1(&self, key: &str, name: &str, value: impl ToString) -> String {
        self.call.site.texts.with(self.lang(), key, &[(name, &value.to_string())])
    }

    /// A text with two named values.
    pub fn t2(
        &self,
        key: &str,
        name: &str,
        value: impl ToString,
        second: &str,
        other: impl ToString,
    ) -> String {
        self.call.site.texts.with(
            self.lang(),
            key,
            &[(name, &value.to_string()), (second, &other.to_string())],
        )
    }

    /// A text whose key ends in a stored word, or the word itself when nobody wrote a text for it.
    pub fn word(&self, prefix: &str, word: impl ToString) -> String {
        let word = word.to_string();
        let key = format!("{prefix}-{}", word.replace(['.', '_', ' '], "-"));
        if self.call.site.texts.has(&key) { self.t(&key) } else { word }
    }

    pub fn lang(&self) -> &str {
        self.call.lang()
    }

    pub fn dir(&self) -> &'static str {
        mufakat_base::lang::direction(self.lang())
    }

    pub fn path(&self) -> &str {
        &self.call.path
    }

    pub fn demo(&self) -> bool {
        self.call.site.config.demo
    }

    pub fn signed_in(&self) -> bool {
        self.call.person.is_some()
    }

    pub fn account_name(&self) -> &str {
        self.call.person.as_ref().map_or("", |person| &person.name)
    }

    /// Zone the reader lives in; the seat's for the anonymous.
    pub fn zone(&self) -> &str {
        self.call.person.as_ref().map_or(&self.org.zone, |person| &person.zone)
    }

    /// True for people of the Secretariat.
    pub fn officer(&self) -> bool {
        self.call.actor().ceiling() >= 3
    }

    pub fn administrator(&self) -> bool {
        self.call.actor().has(mufakat_store::Role::Administrator)
    }

    /// The hidden field every posting form carries.
    pub fn csrf(&self) -> String {
        format!("<input type=\"hidden\" name=\"csrf\" value=\"{}\">", self.call.csrf)
    }

    /// True on a page of the section with this address.
    pub fn at(&self, prefix: &str) -> bool {
        self.path().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// What was just done, from `?notice=`.
    pub fn notice(&self) -> String {
        match self.call.query("notice") {
            Some(word) if word.len() < 60 && self.call.site.texts.has(&format!("notice-{word}")) => {
                self.t(&format!("notice-{word}"))
            }
            _ => String::new(),
        }
    }

    pub fn search_text(&self) -> &str {
        if self.path() == "/search" { self.call.query("q").unwrap_or_default() } else { "" }
    }

    /// A language's name in itself.
    pub fn language(&self, code: &str) -> String {
        ENDONYMS.iter().find(|(lang, _)| *lang == code).map_or(code, |(_, name)| name).to_owned()
    }

    /// Languages of the interface with this page's address in each.
    pub fn languages(&self) -> Vec<LangLink> {
        let query = self.query_string();
        let langs = self.call.site.texts.langs();
        langs
            .iter()
            .map(|code| LangLink {
                code,
                name: ENDONYMS.iter().find(|(lang, _)| lang == code).map_or(code, |(_, name)| name),
                href: format!("/{code}{}{query}", self.path()),
                current: *code == self.lang(),
            })
            .collect()
    }

    fn query_string(&self) -> String {
        let pairs: Vec<String> = self
            .call
            .query
            .iter()
            .filter(|(name, _)| name != "notice")
            .map(|(name, value)| format!("{}={}", form::encode(name), form::encode(value)))
            .collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    /// Address of this page as another twin.
    pub fn twin(&self, extension: &str) -> String {
        format!("{}.{extension}{}", self.path(), self.query_string())
    }

    /// Twins this page has, for the links at its foot: extension and address.
    pub fn twins(&self) -> Vec<(&'static str, String)> {
        let mut out: Vec<(&'static str, String)> = Vec::new();
        if self.path() != "/" {
            for twin in self.call.route.twins.iter().copied().chain([Twin::Json]) {
                let extension = twin.extension().trim_start_matches('.');
                out.push((extension, self.twin(extension)));
            }
        }
        out
    }

    pub fn public_url(&self) -> &str {
        &self.call.site.config.public_url
    }

    /// A date of the record in the reader's words: `8 May 2026`, `May 2026`, `2026`.
    pub fn date(&self, iso: &str) -> String {
        let mut parts = iso.splitn(3, '-');
        let (year, month, day) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
        let month = month.map(|month| self.t(&format!("month-{}", month.trim_start_matches('0'))));
        match (month, day.map(|day| day.get(..2).unwrap_or(day).trim_start_matches('0'))) {
            (None, _) => year.to_owned(),
            (Some(month), None) => format!("{month} {year}"),
            (Some(month), Some(day)) => format!("{day} {month} {year}"),
        }
    }

    /// An optional date, or nothing.
    pub fn maybe_date(&self, iso: &Option<String>) -> String {
        iso.as_deref().map(|iso| self.date(iso)).unwrap_or_default()
    }

    /// A span of days, shortened where months or years agree.
    pub fn dates(&self, start: &str, end: &str) -> String {
        if start == end || end.is_empty() {
            return self.date(start);
        }
        let same = |len: usize| start.get(..len) == end.get(..len) && start.len() == 10 && end.len() == 10;
        let day = |iso: &str| iso.get(8..10).unwrap_or_default().trim_start_matches('0').to_owned();
        if same(7) {
            format!("{}–{}", day(start), self.date(end))
        } else {
            format!("{} – {}", self.date(start), self.date(end))
        }
    }

    /// An instant in a zone: date, time and the zone's abbreviation.
    pub fn instant(&self, micros: &i64, zone: &str) -> String {
        let tz = mufakat_base::dates::zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let at = jiff::Timestamp::from_microsecond(*micros).unwrap_or_default().to_zoned_datetime(tz);
        format!("{} {} ({zone})", self.date(&at.date().to_string()), at.strftime("%H:%M"))
    }

    /// A journalled value in words: by a text named after field and value (`class-public`), dates and
    /// instants written out.
    pub fn state(&self, field: &str, value: &str) -> String {
        match field {
            field if field.ends_with("_at") => match value.parse::<i64>() {
                Ok(micros) => self.instant(&micros, self.zone()),
                Err(_) => value.to_owned(),
            },
            _ if mufakat_base::dates::PartialDate::parse(value).is_some() && value.len() > 4 => {
                self.date(value)
            }
            _ if value.len() < 40 => self.word(field, value),
            _ => value.to_owned(),
        }
    }

    /// A size in the unit people read it in.
    pub fn bytes(&self, bytes: &i64) -> String {
        match *bytes {
            small if small < 1_000 => format!("{small} B"),
            middle if middle < 1_000_000 => format!("{} kB", middle / 1_000),
            large => format!("{}.{} MB", large / 1_000_000, large % 1_000_000 / 100_000),
        }
    }
}

/// A page that says what went wrong and what to do next.
#[derive(askama::Template, Serialize)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    #[serde(skip)]
    pub v: View,
    pub status: u16,
    pub title: String,
    pub detail: String,
    pub request: String,
}
