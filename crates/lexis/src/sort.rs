//! Collation keys for a database column.
//!
//! Byte order puts Thai and Lao words that begin with a leading vowel last and knows nothing of
//! Vietnamese tones. ICU keys compare bytewise in the language's own order; written as lower-case
//! hexadecimal they survive any text column under any engine's binary collation.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

use crate::normal::clean;

/// Longer texts are ordered by their first characters only: a key is a column, not a document.
pub const SORT_CHARS_MAX: usize = 200;

/// More languages than this are not kept: the association has eleven, the rest is noise from outside.
const COLLATORS_MAX: usize = 64;

type Collators = HashMap<String, Arc<CollatorBorrowed<'static>>>;

/// The sort key of `text` in the order of `lang` (BCP 47); an unknown language sorts by the root order.
pub fn key(lang: &str, text: &str) -> String {
    let text: String = clean(text).chars().take(SORT_CHARS_MAX).collect();
    let mut bytes = Vec::with_capacity(text.len() * 2);
    match collator(lang) {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(&text, &mut bytes);
        }
        // Cannot happen with compiled data; code points are still an order.
        None => bytes.extend_from_slice(text.as_bytes()),
    }
    let mut hex = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn collator(lang: &str) -> Option<Arc<CollatorBorrowed<'static>>> {
    static CACHE: OnceLock<RwLock<Collators>> = OnceLock::new();
    let cache = CACHE.get_or_init(RwLock::default);
    if let Some(found) = cache.read().unwrap_or_else(PoisonError::into_inner).get(lang) {
        return Some(Arc::clone(found));
    }
    let locale = Locale::try_from_str(lang).unwrap_or(Locale::UNKNOWN);
    let made = Collator::try_new(locale.into(), CollatorOptions::default())
        .or_else(|_| Collator::try_new(CollatorPreferences::default(), CollatorOptions::default()))
        .map(Arc::new)
        .ok()?;
    let mut cache = cache.write().unwrap_or_else(PoisonError::into_inner);
    if cache.len() < COLLATORS_MAX {
        cache.insert(lang.to_owned(), Arc::clone(&made));
    }
    Some(made)
}
