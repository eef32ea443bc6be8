//! Words: our own names first, then the dictionaries of ICU.
//!
//! Dictionaries glue or split foreign names inside running Thai or Burmese text, so the names of our
//! lexicon (states, bodies, places, acronyms) are found first, by longest match. The dictionary
//! segmenter and not the LSTM: it is a hundred times faster, and a query cut out of running text is
//! segmented again as it was in the text.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, Input, MatchKind};
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use crate::normal::{Folded, exact, fold, is_dependent, is_han, is_unspaced, is_word};

/// Longer tokens are cut: nobody types them, and the index refuses them from 64 KB on.
pub const TOKEN_BYTES_MAX: usize = 128;

/// Longer names are no names.
pub const NAME_CHARS_MAX: usize = 100;

/// What a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// A word in its folded form; the only form that moves the position on.
    Word,
    /// The same word with its diacritics, where folding took some off.
    Exact,
    /// A name of the lexicon as a whole, at the position of its first word.
    Name,
}

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Byte offsets into the text that was given.
    pub start: usize,
    pub end: usize,
    /// Number of words before it.
    pub position: usize,
    pub text: String,
    pub form: Form,
}

impl Token {
    /// The term under which the index knows it. Words cannot begin with the signs used here.
    pub(crate) fn into_term(self) -> String {
        match self.form {
            Form::Word => self.text,
            Form::Exact => format!("={}", self.text),
            Form::Name => format!("@{}", self.text),
        }
    }
}

/// Cuts text into words. Build it once and share it: index and query must use the same.
pub struct Segmenter {
    dictionary: WordSegmenterBorrowed<'static>,
    names: Option<AhoCorasick>,
    fingerprint: u64,
}

impl std::fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Segmenter({:016x})", self.fingerprint)
    }
}

/// A stretch of folded text between two breaks.
struct Span {
    start: usize,
    end: usize,
    form: Form,
}

impl Segmenter {
    /// A segmenter that keeps the given names whole; names of one character are left out.
    pub fn new(lexicon: impl IntoIterator<Item = String>) -> Self {
        let names: BTreeSet<String> = lexicon
            .into_iter()
            .map(|name| fold(&name).split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|name| (2..=NAME_CHARS_MAX).contains(&name.chars().count()))
            .filter(|name| name.chars().next().is_some_and(|c| is_word(c) && !is_dependent(c)))
            .collect();
        let fingerprint = fingerprint(&names);
        let names = if names.is_empty() {
            None
        } else {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(&names)
                .inspect_err(|error| tracing::warn!(%error, "lexicon left out of segmentation"))
                .ok()
        };
        Self {
            dictionary: WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()),
            names,
            fingerprint,
        }
    }

    /// Changes whenever the lexicon does: an index made with another lexicon must be made anew.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Every token of the text in order: names before the words they consist of.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        let folded = Folded::new(text);
        let mut tokens = Vec::new();
        let mut position = 0;
        for span in self.spans(&folded.text) {
            let (start, end) = folded.source(span.start, span.end);
            let word = cut(&folded.text[span.start..span.end]);
            let source = &text[start..end];
            let plain = span.form == Form::Name || source.is_ascii() || source == word;
            let marked = if plain { String::new() } else { cut(&exact(source)).to_owned() };
            if !plain && marked != word {
                tokens.push(Token { start, end, position, text: marked, form: Form::Exact });
            }
            tokens.push(Token { start, end, position, text: word.to_owned(), form: span.form });
            if span.form == Form::Word {
                position += 1;
            }
        }
        tokens
    }

    /// Overlapping trigrams of every run of word characters, and pairs of Chinese characters.
    ///
    /// The position of a gram is that of its first character, and runs lie a gap apart; a fragment is
    /// therefore the phrase of its trigrams, exact to the character.
    pub fn trigrams(&self, text: &str) -> Vec<Token> {
        let folded = Folded::new(text);
        let mut tokens = Vec::new();
        let mut position = 0;
        for (from, to) in runs(&folded.text) {
            for gram in grams(&folded.text[from..to]) {
                let (start, end) = folded.source(from + gram.start, from + gram.end);
                tokens.push(Token {
                    start,
                    end,
                    position: position + gram.position,
                    text: folded.text[from + gram.start..from + gram.end].to_owned(),
                    form: Form::Word,
                });
            }
            position += folded.text[from..to].chars().count() + 1;
        }
        tokens
    }

    fn spans(&self, folded: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut done = 0;
        let mut from = 0;
        while let Some(found) = self.name_from(folded, from) {
            if stands_alone(folded, found.start(), found.end()) {
                self.dictionary_spans(folded, done, found.start(), &mut spans);
                spans.push(Span { start: found.start(), end: found.end(), form: Form::Name });
                self.dictionary_spans(folded, found.start(), found.end(), &mut spans);
                done = found.end();
                from = done;
            } else {
                from = found.start() + folded[found.start()..].chars().next().map_or(1, char::len_utf8);
            }
        }
        self.dictionary_spans(folded, done, folded.len(), &mut spans);
        spans
    }

    fn name_from(&self, folded: &str, from: usize) -> Option<aho_corasick::Match> {
        let names = self.names.as_ref()?;
        names.find(Input::new(folded).span(from..folded.len()))
    }

    fn dictionary_spans(&self, folded: &str, from: usize, to: usize, spans: &mut Vec<Span>) {
        let mut last = from;
        for end in self.dictionary.segment_str(&folded[from..to]) {
            let (start, end) = (last, from + end);
            if folded[start..end].contains(char::is_alphanumeric) {
                spans.push(Span { start, end, form: Form::Word });
            }
            last = end;
        }
    }
}

/// Longest beginning of a word that is indexed for suggestions; a longer typed word is cut to it.
pub(crate) const PREFIX_CHARS_MAX: usize = 12;

/// Longest beginning of a whole title that is indexed for suggestions.
pub(crate) const TITLE_START_CHARS_MAX: usize = 24;

/// A folded title with its white space made single: for "is it this very title?".
pub(crate) fn title_key(folded: &str) -> String {
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What may be typed to get a title suggested: beginnings of its words, and of the title itself.
///
/// In scripts without spaces a word may begin at every letter, because neither half-typed text nor a
/// compound that the dictionary keeps whole is segmented as the person typing would do it.
pub(crate) fn prefixes(title: &str) -> Vec<String> {
    let folded = fold(title);
    let mut prefixes = BTreeSet::new();
    for (from, to) in runs(&folded) {
        let run = &folded[from..to];
        for (at, c) in run.char_indices() {
            if at == 0 || is_unspaced(c) && !is_dependent(c) {
                beginnings(&run[at..], PREFIX_CHARS_MAX, "", &mut prefixes);
            }
        }
    }
    beginnings(&title_key(&folded), TITLE_START_CHARS_MAX, "^", &mut prefixes);
    prefixes.into_iter().collect()
}

/// The runs of word characters in folded text, as byte ranges.
pub(crate) fn runs(folded: &str) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = None;
    for (at, c) in folded.char_indices() {
        match (is_word(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                runs.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        runs.push((from, folded.len()));
    }
    runs
}

/// A gram inside a run: byte range, and the number of characters before it.
pub(crate) struct Gram {
    pub start: usize,
    pub end: usize,
    pub position: usize,
}

/// The grams of one run; a run shorter than three characters has none, unless it is Chinese.
pub(crate) fn grams(run: &str) -> Vec<Gram> {
    let mut bounds: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    bounds.push(run.len());
    let mut grams = Vec::with_capacity(bounds.len());
    for (position, pair) in bounds.windows(3).enumerate() {
        if run[pair[0]..pair[2]].chars().all(is_han) {
            grams.push(Gram { start: pair[0], end: pair[2], position });
        }
        if let Some(end) = bounds.get(position + 3) {
            grams.push(Gram { start: pair[0], end: *end, position });
        }
    }
    grams
}

fn beginnings(text: &str, most: usize, sign: &str, into: &mut BTreeSet<String>) {
    for (at, c) in text.char_indices().take(most) {
        into.insert(format!("{sign}{}", &text[..at + c.len_utf8()]));
    }
}

/// Whether a name found at this place is not merely a part of a longer word.
fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let first = text[start..end].chars().next();
    let last = text[start..end].chars().next_back();
    let before = text[..start].chars().next_back();
    let mut rest = text[end..].chars();
    let after = rest.next();
    if after.is_some_and(is_dependent) {
        return false;
    }
    // A Myanmar consonant under asat or a stacker closes the syllable before it.
    if after.is_some_and(|c| matches!(c, '\u{1000}'..='\u{1021}'))
        && matches!(rest.next(), Some('\u{1039}' | '\u{103a}'))
    {
        return false;
    }
    !(glued(before, first) || glued(last, after))
}

/// Letters of scripts with spaces belong to one word when they touch.
fn glued(left: Option<char>, right: Option<char>) -> bool {
    let spaced = |c: Option<char>| c.is_some_and(|c| is_word(c) && !is_unspaced(c));
    spaced(left) && spaced(right)
}

fn cut(token: &str) -> &str {
    &token[..token.floor_char_boundary(TOKEN_BYTES_MAX)]
}

/// FNV-1a over the sorted names: stable across builds and machines, which std's hasher is not.
fn fingerprint(names: &BTreeSet<String>) -> u64 {
    let bytes = names.iter().flat_map(|name| name.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
