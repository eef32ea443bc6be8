//! Normal forms: one to keep ([`clean`]) and one to match by ([`fold`]).
//!
//! NFC and never NFKC: compatibility forms take Thai sara am (U+0E33) and Lao am (U+0EB3) apart, after
//! which no dictionary knows the word. What NFC leaves undone for these two vowels is repaired here.

use icu_casemap::CaseMapper;
use icu_normalizer::properties::{CanonicalCombiningClassMap, CanonicalComposition};
use icu_normalizer::{ComposingNormalizer, DecomposingNormalizer};

/// The form to keep and to show: NFC, with decomposed Thai and Lao am put together
/// and their tone mark where the writing order wants it (before the vowel).
pub fn clean(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let composed = ComposingNormalizer::new_nfc().normalize(text);
    if composed.contains(['\u{e33}', '\u{e4d}', '\u{eb3}', '\u{ecd}']) {
        mend_am(&composed)
    } else {
        composed.into_owned()
    }
}

/// The lenient form for matching: case folded, Latin diacritics off (Vietnamese tones and `đ` too),
/// full-width letters and native digits as ASCII, invisible joiners gone.
///
/// Vowel signs and tone marks of every other script stay: they are parts of the words.
pub fn fold(text: &str) -> String {
    Folded::new(text).text
}

/// The form that only ignores case: what the lenient form is ranked against.
pub(crate) fn exact(text: &str) -> String {
    CaseMapper::new().fold_string(&clean(text)).into_owned()
}

/// Folded text that remembers where each of its bytes came from.
pub(crate) struct Folded {
    pub text: String,
    /// For every byte of `text` the offset of its cluster in the input, and the input's length last.
    origin: Vec<u32>,
}

impl Folded {
    pub(crate) fn new(input: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(input.len()), origin: Vec::with_capacity(input.len() + 1) };
        let bytes = input.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            // A mark can only follow as a non-ASCII byte, so two ASCII bytes need no closer look.
            if byte.is_ascii() && bytes.get(at + 1).is_none_or(u8::is_ascii) {
                folded.text.push(char::from(byte.to_ascii_lowercase()));
                folded.origin.push(at as u32);
                at += 1;
                continue;
            }
            let (first, end) = cluster(input, at);
            if end == at + first.len_utf8() && is_plain(first) {
                folded.text.push(digit(first));
            } else {
                fold_cluster(&input[at..end], &mut folded.text);
            }
            folded.origin.resize(folded.text.len(), at as u32);
            at = end;
        }
        folded.origin.push(input.len() as u32);
        folded
    }

    /// The bytes of the input that a non-empty range of the folded text came from.
    /// Both ends lie between clusters of the input, so they are character boundaries.
    pub(crate) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        let last = self.origin[end - 1];
        let after = self.origin[end..].iter().find(|origin| **origin != last);
        let finish = after.copied().unwrap_or(last);
        (self.origin[start] as usize, finish as usize)
    }
}

/// The first character at `at` and the end of everything that may combine with it.
fn cluster(input: &str, at: usize) -> (char, usize) {
    let classes = CanonicalCombiningClassMap::new();
    let mut chars = input[at..].char_indices();
    let Some((_, first)) = chars.next() else {
        return ('\0', at);
    };
    let mut starter = first;
    let mut niggahita = is_niggahita(first);
    for (offset, c) in chars {
        if c < '\u{300}' || ('\u{3400}'..'\u{a000}').contains(&c) {
            return (first, at + offset);
        }
        if classes.get_u8(c) == 0 && !is_niggahita(c) && !(niggahita && is_aa(c)) {
            match composed(starter, c) {
                Some(both) => starter = both,
                None => return (first, at + offset),
            }
        }
        niggahita |= is_niggahita(c);
    }
    (first, input.len())
}

/// Starters that NFC joins with the starter before them: Indic, Myanmar and Hangul vowels.
fn composed(starter: char, c: char) -> Option<char> {
    if matches!(c, '\u{900}'..='\u{10ff}' | '\u{1161}'..='\u{11c2}' | '\u{1b00}'..='\u{1b7f}' | '\u{11000}'..='\u{11fff}' | '\u{16000}'..='\u{16fff}')
        && !matches!(c, '\u{e00}'..='\u{eff}')
    {
        CanonicalComposition::new().compose(starter, c)
    } else {
        None
    }
}

fn fold_cluster(cluster: &str, out: &mut String) {
    let cased = exact(cluster);
    if cased.is_ascii() {
        out.push_str(&cased);
        return;
    }
    let mut latin = false;
    let mut kept = String::with_capacity(cased.len());
    for c in DecomposingNormalizer::new_nfd().normalize(&cased).chars() {
        if is_general_mark(c) {
            if !latin {
                kept.push(c);
            }
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c).to_ascii_lowercase()
            }
            other => digit(other),
        };
        latin = is_latin(c);
        match c {
            'đ' => kept.push('d'),
            'ħ' => kept.push('h'),
            'ı' => kept.push('i'),
            'ł' => kept.push('l'),
            'ø' => kept.push('o'),
            'ŧ' => kept.push('t'),
            'æ' => kept.push_str("ae"),
            'œ' => kept.push_str("oe"),
            '’' | 'ʼ' => kept.push('\''),
            other => kept.push(other),
        }
    }
    out.push_str(&ComposingNormalizer::new_nfc().normalize(&kept));
}

/// Puts decomposed am together and its tone mark before it.
fn mend_am(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    // Tone marks written after the niggahita, waiting to learn whether an aa follows.
    let mut tones = String::new();
    while let Some(c) = chars.next() {
        let aa = match c {
            '\u{e4d}' => '\u{e32}',
            '\u{ecd}' => '\u{eb2}',
            '\u{e33}' | '\u{eb3}' => {
                while let Some(tone) = chars.next_if(|next| is_tone_of(c, *next)) {
                    out.push(tone);
                }
                out.push(c);
                continue;
            }
            other => {
                out.push(other);
                continue;
            }
        };
        while let Some(tone) = chars.next_if(|next| is_tone_of(c, *next)) {
            tones.push(tone);
        }
        if chars.next_if_eq(&aa).is_some() {
            while let Some(tone) = chars.next_if(|next| is_tone_of(c, *next)) {
                tones.push(tone);
            }
            out.push_str(&tones);
            // U+0E33 and U+0EB3 follow their aa.
            out.push(if aa == '\u{e32}' { '\u{e33}' } else { '\u{eb3}' });
        } else {
            out.push(c);
            out.push_str(&tones);
        }
        tones.clear();
    }
    out
}

/// Whether `tone` is a tone mark of the script (Thai or Lao) that `vowel` belongs to.
fn is_tone_of(vowel: char, tone: char) -> bool {
    if vowel < '\u{e80}' {
        matches!(tone, '\u{e48}'..='\u{e4b}')
    } else {
        matches!(tone, '\u{ec8}'..='\u{ecb}')
    }
}

fn is_niggahita(c: char) -> bool {
    matches!(c, '\u{e4d}' | '\u{ecd}')
}

fn is_aa(c: char) -> bool {
    matches!(c, '\u{e32}' | '\u{eb2}')
}

/// Characters that folding leaves alone but for digits: no case, no decomposition.
fn is_plain(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3001}'..='\u{3048}' | '\u{3400}'..='\u{9fff}')
}

/// Accents that scripts share; those of Thai, Lao, Khmer, Myanmar and Tamil have code points of their own.
fn is_general_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

/// Zero-width spaces and joiners, soft hyphen, byte order mark: typed or pasted by some, by others not.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// A native digit as its ASCII digit, every other character as it is.
fn digit(c: char) -> char {
    let zero = match c {
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{be6}'..='\u{bef}' => '\u{be6}',
        '\u{e50}'..='\u{e59}' => '\u{e50}',
        '\u{ed0}'..='\u{ed9}' => '\u{ed0}',
        '\u{1040}'..='\u{1049}' => '\u{1040}',
        '\u{17e0}'..='\u{17e9}' => '\u{17e0}',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Scripts that write words without spaces between them.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}'
        | '\u{1a20}'..='\u{1aaf}' | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aadf}' | '\u{3040}'..='\u{30ff}')
        || is_han(c)
}

pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Signs that belong to the letter before them: a word can neither begin with one nor end before one.
pub(crate) fn is_dependent(c: char) -> bool {
    is_general_mark(c)
        || matches!(c,
            '\u{93a}'..='\u{94f}' | '\u{9bc}'..='\u{9cd}' | '\u{bbe}'..='\u{bcd}' | '\u{bd7}'
            | '\u{e30}'..='\u{e3a}' | '\u{e45}' | '\u{e47}'..='\u{e4e}'
            | '\u{eb0}'..='\u{ebd}' | '\u{ec8}'..='\u{ece}'
            | '\u{102b}'..='\u{103e}' | '\u{1056}'..='\u{1059}' | '\u{105e}'..='\u{1060}' | '\u{1062}'..='\u{1064}'
            | '\u{1067}'..='\u{106d}' | '\u{1071}'..='\u{1074}' | '\u{1082}'..='\u{108d}' | '\u{108f}' | '\u{109a}'..='\u{109d}'
            | '\u{17b4}'..='\u{17d3}' | '\u{17dd}'
            | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Whether a character is part of words, as opposed to space and punctuation.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_dependent(c)
}
