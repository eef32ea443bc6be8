//! Texts of the interface: Fluent catalogues of all slices, one bundle per language, English behind
//! every other.

use crate::Slice;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use mufakat_base::FieldError;
use std::{borrow::Cow, collections::BTreeMap};

pub struct Texts {
    bundles: BTreeMap<&'static str, FluentBundle<FluentResource>>,
    langs: Vec<&'static str>,
}

impl Texts {
    /// Compiles the catalogues. Broken messages and duplicate keys are reported by the tests; here
    /// the readable part is used.
    pub fn new(slices: &[Slice], own: &[(&'static str, &'static str)]) -> Self {
        let mut bundles: BTreeMap<&'static str, FluentBundle<FluentResource>> = BTreeMap::new();
        let all = own.iter().chain(slices.iter().flat_map(|slice| slice.texts.iter()));
        for (lang, source) in all {
            let bundle = bundles.entry(lang).or_insert_with(|| {
                let id = lang.parse().unwrap_or_default();
                let mut bundle = FluentBundle::new_concurrent(vec![id]);
                // The marks that isolate directions confuse plain text twins; our texts set `dir`.
                bundle.set_use_isolating(false);
                bundle
            });
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            let _ = bundle.add_resource(resource);
        }
        let mut langs: Vec<&'static str> = bundles.keys().copied().filter(|lang| *lang != "en").collect();
        langs.insert(0, "en");
        Self { bundles, langs }
    }

    /// Languages the interface speaks, English first.
    pub fn langs(&self) -> &[&'static str] {
        &self.langs
    }

    pub fn has(&self, key: &str) -> bool {
        self.bundles.get("en").is_some_and(|bundle| bundle.has_message(key))
    }

    /// A text; its key when nobody wrote it.
    pub fn get(&self, lang: &str, key: &str) -> Cow<'_, str> {
        self.format(lang, key, None)
    }

    /// A text with named values; numbers choose plural forms.
    pub fn with(&self, lang: &str, key: &str, args: &[(&str, &str)]) -> String {
        let mut values = FluentArgs::new();
        for (name, value) in args {
            let value = value
                .parse::<i64>()
                .map_or_else(|_| FluentValue::from((*value).to_owned()), FluentValue::from);
            values.set((*name).to_owned(), value);
        }
        self.format(lang, key, Some(&values)).into_owned()
    }

    fn format(&self, lang: &str, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'_, str> {
        for lang in [lang, "en"] {
            let Some(bundle) = self.bundles.get(lang) else { continue };
            if let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) {
                let mut errors = Vec::new();
                return Cow::Owned(bundle.format_pattern(pattern, args, &mut errors).into_owned());
            }
        }
        Cow::Owned(key.to_owned())
    }

    /// A field's problem as a sentence.
    pub fn field_error(&self, lang: &str, error: &FieldError) -> String {
        let args: Vec<(&str, &str)> =
            error.args.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.with(lang, error.key, &args)
    }
}
