//! A text on its way into a template: cleaned, with its language and script.

use serde::Serialize;

use crate::PaperError;

/// The longest single text a document may hold, in bytes of UTF-8.
pub const TEXT_BYTES_MAX: usize = 20_000;

/// Letters in a row after which a word may be broken, in a column.
const WORD_CHARS_MAX: usize = 24;

/// The same where a text has the width of a page: addresses and symbols, which are copied.
const LINE_CHARS_MAX: usize = 72;

/// The same for the number of an item, which has the narrowest place.
const NUMBER_CHARS_MAX: usize = 10;

/// Between two places where an overlong word may be broken.
const WORD_STEP_CHARS: usize = 8;

/// Where the lines of a paragraph need room: scripts stack marks differently.
///
/// Read from the characters, not from the language, because a title in one
/// language often quotes another and the language of old records is unsure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Script {
    Latin,
    Han,
    Tamil,
    Thai,
    Lao,
    Myanmar,
    Khmer,
}

impl Script {
    /// The script of one character; everything without a special need is Latin.
    fn of(letter: char) -> Self {
        match u32::from(letter) {
            0x0B80..=0x0BFF => Self::Tamil,
            0x0E00..=0x0E7F => Self::Thai,
            0x0E80..=0x0EFF => Self::Lao,
            0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F => Self::Myanmar,
            0x1780..=0x17FF | 0x19E0..=0x19FF => Self::Khmer,
            0x2E80..=0x9FFF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0xFF00..=0xFFEF | 0x2_0000..=0x3_FFFF => {
                Self::Han
            }
            _ => Self::Latin,
        }
    }

    /// The tallest script in a text decides the room between its lines.
    fn tallest(text: &str) -> Self {
        text.chars().map(Self::of).max().unwrap_or(Self::Latin)
    }
}

/// A text as the templates read it; the field names are short because there are thousands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Words {
    /// The text, literal.
    t: String,
    /// ISO 639 code, which the PDF tells to screen readers.
    l: String,
    /// ISO 3166 code, when the language tag had one.
    r: Option<String>,
    /// The script that decides font order and line spacing.
    s: Script,
}

impl Words {
    /// Whether there is nothing to print.
    pub(crate) fn is_empty(&self) -> bool {
        self.t.is_empty()
    }

    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.t
    }
}

/// Makes texts of one document: remembers its language for those without their own.
pub(crate) struct Wording {
    language: String,
    region: Option<String>,
}

impl Wording {
    /// `lang` is a language tag such as `en`, `zh-Hans` or `pt-TL`; one that can
    /// not be read counts as undetermined (`und`).
    pub(crate) fn new(lang: &str) -> Self {
        let (language, region) = subtags(lang).unwrap_or_else(|| ("und".to_owned(), None));
        Self { language, region }
    }

    /// A text in the language of the document.
    pub(crate) fn own(&self, text: &str) -> Result<Words, PaperError> {
        self.of(text, "")
    }

    /// A text that has the width of a page to itself.
    pub(crate) fn line(&self, text: &str) -> Result<Words, PaperError> {
        self.words(text, "", LINE_CHARS_MAX)
    }

    /// The number of an item.
    pub(crate) fn number(&self, text: &str) -> Result<Words, PaperError> {
        self.words(text, "", NUMBER_CHARS_MAX)
    }

    /// A text in its own language; an empty or unreadable tag means the document's.
    pub(crate) fn of(&self, text: &str, lang: &str) -> Result<Words, PaperError> {
        self.words(text, lang, WORD_CHARS_MAX)
    }

    fn words(&self, text: &str, lang: &str, word_chars: usize) -> Result<Words, PaperError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(PaperError::TooLong { bytes: text.len(), most: TEXT_BYTES_MAX });
        }
        let (l, r) = subtags(lang).unwrap_or_else(|| (self.language.clone(), self.region.clone()));
        Ok(Words { t: breakable(&clean(text), word_chars), l, r, s: Script::tallest(text) })
    }

    /// The same for a text that may be absent; blank counts as absent.
    pub(crate) fn maybe(&self, text: Option<&str>) -> Result<Option<Words>, PaperError> {
        let words = text.map(|text| self.own(text)).transpose()?;
        Ok(words.filter(|words| !words.is_empty()))
    }

    /// Several texts, blank ones left out.
    pub(crate) fn all(&self, texts: &[String]) -> Result<Vec<Words>, PaperError> {
        texts.iter().filter_map(|text| self.maybe(Some(text)).transpose()).collect()
    }
}

/// Language and region of a BCP 47 tag, as far as Typst knows them.
fn subtags(tag: &str) -> Option<(String, Option<String>)> {
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().filter(|part| is_alpha(part, 2..=3))?;
    let region = parts.find(|part| is_alpha(part, 2..=2)).map(str::to_ascii_uppercase);
    Some((language.to_ascii_lowercase(), region))
}

fn is_alpha(part: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Trims, and turns control characters (which have no glyph, and which PDF/UA
/// refuses) into spaces; line feeds stay, they break the line.
fn clean(text: &str) -> String {
    text.trim()
        .replace("\r\n", "\n")
        .chars()
        .map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter })
        .collect()
}

/// Allows overlong words to break, with zero-width spaces, so that an address or
/// a pasted key stays inside its column. Shorter words are not touched, nor are
/// scripts whose words the typesetter finds by itself.
fn breakable(text: &str, word_chars: usize) -> String {
    if !text.split(can_break).any(|word| word.chars().nth(word_chars).is_some()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + text.len() / WORD_STEP_CHARS * 3);
    let mut run = 0;
    for letter in text.chars() {
        if can_break(letter) {
            run = 0;
        } else {
            if run >= word_chars && (run - word_chars).is_multiple_of(WORD_STEP_CHARS) && !is_mark(letter) {
                out.push('\u{200B}');
            }
            run += 1;
        }
        out.push(letter);
    }
    out
}

/// Whether a line may end after this character anyway, or its script has its own rules.
fn can_break(letter: char) -> bool {
    letter.is_whitespace() || letter == '-' || letter == '\u{200B}' || Script::of(letter) > Script::Latin
}

/// Combining marks of Latin; a break before one would part it from its letter.
fn is_mark(letter: char) -> bool {
    matches!(u32::from(letter), 0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE00..=0xFE0F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_text_is_left_as_it_is() {
        let text = "Implementation of the Master Plan (ASEAN/CC/2026/Doc.4)";
        assert_eq!(breakable(&clean(text), WORD_CHARS_MAX), text);
    }

    #[test]
    fn an_overlong_word_may_break_and_keeps_its_letters() {
        let word = "a".repeat(100);
        let broken = breakable(&word, WORD_CHARS_MAX);
        assert!(broken.contains('\u{200B}'));
        assert_eq!(broken.replace('\u{200B}', ""), word);
    }

    #[test]
    fn a_tag_gives_language_and_region() {
        assert_eq!(subtags("zh-Hant-TW"), Some(("zh".into(), Some("TW".into()))));
        assert_eq!(subtags("EN"), Some(("en".into(), None)));
        assert_eq!(subtags(""), None);
        assert_eq!(subtags("x;y"), None);
    }

    #[test]
    fn the_tallest_script_of_a_mixed_text_decides() {
        assert_eq!(Script::tallest("ASEAN និង Laos"), Script::Khmer);
        assert_eq!(Script::tallest("Hợp tác"), Script::Latin);
    }

    #[test]
    fn a_text_over_the_limit_is_refused() {
        let text = "x".repeat(TEXT_BYTES_MAX + 1);
        assert!(matches!(Wording::new("en").own(&text), Err(PaperError::TooLong { .. })));
    }
}
