//! What may be asked, and how it is answered.
//!
//! Free text becomes one tantivy query, a weighted sum of sub-queries rather than a fusion of result
//! lists, so that the access filter, the counts and the order of hits come from one pass:
//!
//! * every word group (what stands between spaces) must match, as words or as a fragment;
//! * a group of a few dictionary words, which is how Thai or Khmer spell one word, is a phrase;
//! * names of the lexicon and forms with the right diacritics weigh more, titles more than texts;
//! * a group found as a word often enough is not searched as a fragment: that would add noise
//!   (`port` in `report`) and most of the cost;
//! * a document's own symbol or its whole title comes before everything.
//!
//! If nothing matches, one looser pass asks for half of the words, or three fifths of the trigrams of
//! a title, which forgives a typing error.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use serde::{Deserialize, Serialize};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query as Ask,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption, TantivyDocument, Value};
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use crate::index::{Edge, Index, LexisError, day, symbol_key};
use crate::normal::{clean, fold};
use crate::snippet::{Marker, Piece};
use crate::words::{Form, PREFIX_CHARS_MAX, TITLE_START_CHARS_MAX, Token, grams, runs, title_key};

/// The rest of a longer query is ignored.
pub const QUERY_CHARS_MAX: usize = 300;

/// Word groups beyond these are ignored.
pub const GROUPS_MAX: usize = 24;

/// Most hits of one page.
pub const HITS_MAX: usize = 50;

/// Nobody pages deeper, but machines try.
pub const OFFSET_MAX: usize = 10_000;

/// Most suggestions at a time.
pub const SUGGESTIONS_MAX: usize = 20;

/// A group of more dictionary words than this need not stand together.
const PHRASE_WORDS_MAX: usize = 3;

/// A word found in so many entries is not searched as a fragment too.
const FREQUENT: u64 = 40;

/// In the looser pass words and trigrams tell nothing if they are in more than this part of all entries.
const TELLING_PART: u64 = 10;

/// Weights of the sub-queries; the relations matter, not the numbers.
const TITLE: Score = 4.0;
const TEXT: Score = 1.0;
const NAME: Score = 1.5;
const EXACT: Score = 0.5;
const FRAGMENT: Score = 0.1;
const PHRASE: Score = 1.5;
const WHOLE_TITLE: Score = 60.0;
const SYMBOL_PART: Score = 20.0;
const SYMBOL: Score = 1000.0;

/// Who asks. The default sees public entries only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewer {
    /// 0 public, 1 members, 3 secretariat (who read what any body reads); 2 counts as 1, more as 3.
    pub ceiling: u8,
    /// Bodies whose entries of class 2 are read.
    pub bodies: Vec<String>,
    /// For entries of class 4: whether it is among their readers.
    pub account: Option<String>,
}

/// A search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words; `"a phrase"`; `-without`. Empty: everything within the filters, newest first.
    pub text: String,
    pub kind: Option<String>,
    pub body: Option<String>,
    pub lang: Option<String>,
    /// ISO date, month or year, inclusive; entries without a date are outside.
    pub from: Option<String>,
    pub to: Option<String>,
    pub viewer: Viewer,
    /// At most [`OFFSET_MAX`].
    pub offset: usize,
    /// At most [`HITS_MAX`].
    pub limit: usize,
}

/// A page of hits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// All that match, within access and filters.
    pub total: usize,
    pub hits: Vec<Hit>,
    /// Number of matches by kind, most first, as if no kind were chosen.
    pub kinds: Vec<(String, usize)>,
    /// Nothing matched as asked, so these match only in part: the page should say so.
    pub loose: bool,
}

/// One hit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    pub id: String,
    pub kind: String,
    pub title: String,
    pub url: String,
    pub lang: String,
    pub date: Option<String>,
    pub symbol: Option<String>,
    pub score: f32,
    /// The title in pieces, those that match marked.
    pub title_marks: Vec<Piece>,
    /// A passage of the text in pieces, around the first match.
    pub snippet: Vec<Piece>,
}

/// A title that begins like what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub title: String,
    pub url: String,
    pub kind: String,
}

impl Index {
    /// Answers a search. Only a failure of the engine is an error, never the text.
    pub fn search(&self, query: &Query) -> Result<Found, LexisError> {
        let searcher = self.reader.searcher();
        let wish = Wish::read(&query.text);
        let builder = Builder { index: self, searcher: &searcher };
        let limit = query.limit.min(HITS_MAX);
        let offset = query.offset.min(OFFSET_MAX);
        let gather = Gather {
            kind: query.kind.clone(),
            from: query.from.as_deref().and_then(|date| day(date, Edge::Start)),
            to: query.to.as_deref().and_then(|date| day(date, Edge::End)),
            newest: !wish.is_positive(),
            keep: offset + limit,
        };
        let mut loose = false;
        let mut tally = searcher.search(&builder.whole(&wish, query, false)?, &gather)?;
        if tally.total == 0 && tally.kinds.is_empty() && wish.is_positive() {
            tally = searcher.search(&builder.whole(&wish, query, true)?, &gather)?;
            loose = tally.total > 0;
        }
        let marker = Marker::new(&self.segmenter, wish.shown());
        let mut hits = Vec::with_capacity(limit);
        for ranked in tally.ranked.iter().skip(offset).take(limit) {
            hits.push(self.hit(&searcher.doc(ranked.address)?, ranked.score(), &marker));
        }
        let mut kinds: Vec<_> = tally.kinds.into_iter().collect();
        kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Found { total: tally.total, hits, kinds, loose })
    }

    /// Titles that contain words beginning with what was typed so far, those that begin with it first.
    /// Whoever fails to suggest stays silent: an error would only disturb the typing.
    pub fn suggest(&self, prefix: &str, viewer: &Viewer, limit: usize) -> Vec<Suggestion> {
        self.try_suggest(prefix, viewer, limit.min(SUGGESTIONS_MAX)).unwrap_or_else(|error| {
            tracing::warn!(%error, "no suggestions");
            Vec::new()
        })
    }

    fn try_suggest(
        &self,
        prefix: &str,
        viewer: &Viewer,
        limit: usize,
    ) -> Result<Vec<Suggestion>, LexisError> {
        let typed: String = fold(first_chars(prefix, QUERY_CHARS_MAX)).trim_start().to_owned();
        let searcher = self.reader.searcher();
        let mut clauses: Vec<(Occur, Box<dyn Ask>)> = Vec::new();
        for (from, to) in runs(&typed).into_iter().take(GROUPS_MAX) {
            let beginning = first_chars(&typed[from..to], PREFIX_CHARS_MAX);
            clauses.push((Occur::Must, constant(term(self.fields.prefixes, beginning), 1.0)));
        }
        if clauses.is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let start = format!("^{}", first_chars(&title_key(&typed), TITLE_START_CHARS_MAX));
        clauses.push((Occur::Should, constant(term(self.fields.prefixes, &start), 10.0)));
        clauses.push((Occur::Must, self.access(viewer)));
        // Some to spare, because works in two languages may share title and page.
        let gather = Gather { kind: None, from: None, to: None, newest: false, keep: limit * 2 };
        let tally = searcher.search(&BooleanQuery::new(clauses), &gather)?;
        let mut suggestions: Vec<Suggestion> = Vec::with_capacity(limit);
        for ranked in &tally.ranked {
            let document: TantivyDocument = searcher.doc(ranked.address)?;
            let suggestion = Suggestion {
                title: stored(&document, self.fields.title),
                url: stored(&document, self.fields.url),
                kind: stored(&document, self.fields.kind),
            };
            if suggestions.len() < limit && !suggestions.contains(&suggestion) {
                suggestions.push(suggestion);
            }
        }
        Ok(suggestions)
    }

    /// The filter every query carries: the entries this viewer may read, and no score.
    fn access(&self, viewer: &Viewer) -> Box<dyn Ask> {
        let mut tokens = vec!["0".to_owned()];
        if viewer.ceiling >= 1 {
            tokens.push("1".to_owned());
        }
        if viewer.ceiling >= 3 {
            tokens.extend(["2".to_owned(), "3".to_owned()]);
        }
        tokens.extend(viewer.bodies.iter().map(|body| format!("2:{body}")));
        tokens.extend(viewer.account.iter().map(|account| format!("4:{account}")));
        let readable = tokens.iter().map(|token| term(self.fields.access, token)).collect();
        constant(Box::new(BooleanQuery::union(readable)), 0.0)
    }

    fn hit(&self, document: &TantivyDocument, score: f32, marker: &Marker<'_>) -> Hit {
        let fields = &self.fields;
        let title = stored(document, fields.title);
        let text = document.get_first(fields.shown).and_then(|value| value.as_str()).unwrap_or_default();
        Hit {
            id: stored(document, fields.id),
            kind: stored(document, fields.kind),
            url: stored(document, fields.url),
            lang: stored(document, fields.lang),
            date: Some(stored(document, fields.date)).filter(|date| !date.is_empty()),
            symbol: Some(stored(document, fields.symbol)).filter(|symbol| !symbol.is_empty()),
            score,
            title_marks: marker.mark(&title),
            snippet: marker.passage(text),
            title,
        }
    }
}

/// A query text, understood. There is no text that is not.
#[derive(Debug, Default)]
struct Wish {
    /// The whole text, cleaned.
    text: String,
    /// Word groups, in order; `true` for a quoted phrase.
    groups: Vec<(String, bool)>,
    /// Groups that must not match.
    without: Vec<String>,
}

impl Wish {
    fn read(text: &str) -> Self {
        let text = clean(first_chars(text, QUERY_CHARS_MAX));
        let mut wish = Self { text: text.clone(), ..Self::default() };
        let mut rest = text.trim_start();
        while !rest.is_empty() && wish.groups.len() + wish.without.len() < GROUPS_MAX {
            let bare = rest
                .strip_prefix('-')
                .filter(|after| after.starts_with(|c: char| !c.is_whitespace() && c != '-'));
            let minus = bare.is_some();
            rest = bare.unwrap_or(rest);
            let (group, quoted, after) = next_group(rest);
            rest = after.trim_start();
            if minus {
                wish.without.push(group.to_owned());
            } else {
                wish.groups.push((group.to_owned(), quoted));
            }
        }
        wish
    }

    /// Whether it asks for anything, beside what is not wanted.
    fn is_positive(&self) -> bool {
        !self.groups.is_empty()
    }

    /// The texts to mark in hits.
    fn shown(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(|(group, _)| group.as_str())
    }
}

/// The first group of a text that does not begin with white space, whether it was quoted, and the rest.
/// A quotation mark without its partner is still being typed and means nothing.
fn next_group(text: &str) -> (&str, bool, &str) {
    const PAIRS: [(char, char); 5] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('「', '」')];
    for (open, close) in PAIRS {
        if let Some((phrase, after)) = text.strip_prefix(open).and_then(|inner| inner.split_once(close)) {
            return (phrase, true, after);
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (&text[..end], false, &text[end..])
}

/// Builds tantivy queries for one searcher.
struct Builder<'a> {
    index: &'a Index,
    searcher: &'a Searcher,
}

impl Builder<'_> {
    fn whole(&self, wish: &Wish, query: &Query, loose: bool) -> Result<BooleanQuery, LexisError> {
        let fields = &self.index.fields;
        let mut clauses = vec![(Occur::Must, self.index.access(&query.viewer))];
        if let Some(lang) = &query.lang {
            clauses.push((Occur::Must, constant(term(fields.lang, lang), 0.0)));
        }
        if let Some(body) = &query.body {
            clauses.push((Occur::Must, constant(term(fields.body, body), 0.0)));
        }
        for group in &wish.without {
            // Each phrase twice, so that the scorer is a union: tantivy 0.27 asserts in debug builds
            // that an excluded phrase is never asked about an entry before its first match, and asks.
            let words = self.words(group);
            let fields = [fields.title_words, fields.title_words, fields.text_words, fields.text_words];
            let phrases: Vec<_> = fields.into_iter().filter_map(|field| phrase(field, &words)).collect();
            clauses.push((Occur::MustNot, any(phrases)));
        }
        if wish.is_positive() {
            clauses.push((Occur::Must, if loose { self.loose(wish)? } else { self.strict(wish)? }));
        } else if query.text.trim().is_empty() || !wish.without.is_empty() {
            clauses.push((Occur::Must, constant(Box::new(AllQuery), 0.0)));
        }
        Ok(BooleanQuery::new(clauses))
    }

    /// All groups, or the very symbol, or the very title.
    fn strict(&self, wish: &Wish) -> Result<Box<dyn Ask>, LexisError> {
        let fields = &self.index.fields;
        let mut all: Vec<(Occur, Box<dyn Ask>)> = Vec::new();
        for (group, quoted) in &wish.groups {
            if let Some(group) = self.group(group, *quoted)? {
                all.push((Occur::Must, group));
            }
        }
        let mut ways: Vec<Box<dyn Ask>> = Vec::new();
        if !all.is_empty() {
            if all.len() > 1
                && let Some(together) = phrase(fields.title_words, &self.words(&wish.text))
            {
                all.push((Occur::Should, boosted(together, TITLE * PHRASE)));
            }
            ways.push(Box::new(BooleanQuery::new(all)));
        }
        let key = title_key(&fold(&wish.text));
        if !key.is_empty() {
            ways.push(constant(term(fields.title_key, &key), WHOLE_TITLE));
        }
        let symbol = symbol_key(&wish.text);
        if symbol.chars().count() > 1 {
            ways.push(constant(term(fields.symbol_key, &symbol), SYMBOL));
            if symbol.contains('/') {
                ways.push(constant(term(fields.symbol_part, symbol.trim_end_matches('/')), SYMBOL_PART));
            }
        }
        Ok(any(ways))
    }

    /// Half of the words anywhere, or three fifths of the trigrams in a title.
    fn loose(&self, wish: &Wish) -> Result<Box<dyn Ask>, LexisError> {
        let fields = &self.index.fields;
        let mut words: Vec<Box<dyn Ask>> = Vec::new();
        let mut grams: Vec<Box<dyn Ask>> = Vec::new();
        for group in wish.shown() {
            for word in self.words(group) {
                if self.is_telling(fields.title_words, &word)? && self.is_telling(fields.text_words, &word)? {
                    words.push(self.anywhere(&word));
                }
            }
            for gram in self.index.segmenter.trigrams(group) {
                if self.is_telling(fields.title_grams, &gram)? {
                    grams.push(boosted(term(fields.title_grams, &gram.text), FRAGMENT));
                }
            }
        }
        let mut ways: Vec<Box<dyn Ask>> = Vec::new();
        if words.len() > 1 {
            let least = words.len().div_ceil(2);
            ways.push(Box::new(BooleanQuery::union_with_minimum_required_clauses(words, least)));
        }
        if grams.len() > 1 {
            let least = (grams.len() * 3).div_ceil(5);
            ways.push(Box::new(BooleanQuery::union_with_minimum_required_clauses(grams, least)));
        }
        Ok(any(ways))
    }

    fn is_telling(&self, field: Field, token: &Token) -> Result<bool, LexisError> {
        let found_in = self.searcher.doc_freq(&Term::from_field_text(field, &token.text))?;
        Ok(found_in <= FREQUENT.max(self.searcher.num_docs() / TELLING_PART))
    }

    fn anywhere(&self, word: &Token) -> Box<dyn Ask> {
        let fields = &self.index.fields;
        any(vec![
            boosted(term(fields.title_words, &word.text), TITLE),
            boosted(term(fields.text_words, &word.text), TEXT),
        ])
    }

    /// One group: as words, as a name, in its exact form, or as a fragment. None if there is no word in it.
    fn group(&self, group: &str, quoted: bool) -> Result<Option<Box<dyn Ask>>, LexisError> {
        let fields = &self.index.fields;
        let tokens = self.index.segmenter.tokens(group);
        let words: Vec<Token> = tokens.iter().filter(|token| token.form == Form::Word).cloned().collect();
        if words.is_empty() {
            return Ok(None);
        }
        // The parts of a symbol are in most entries, so they are only sought in a row.
        let quoted = quoted || group.contains('/') && group.contains(|c: char| c.is_ascii_digit());
        let together = quoted || words.len() <= PHRASE_WORDS_MAX;
        let mut ways: Vec<Box<dyn Ask>> = Vec::new();
        for (field, weight) in [(fields.title_words, TITLE), (fields.text_words, TEXT)] {
            if let Some(phrase) = phrase(field, &words) {
                ways.push(boosted(phrase, if together { weight } else { weight * PHRASE }));
            }
        }
        if !together {
            let each = words.iter().map(|word| self.anywhere(word));
            ways.push(Box::new(BooleanQuery::intersection(each.collect())));
        }
        if !quoted && self.is_rare(&words)? {
            for (field, weight) in [(fields.title_grams, TITLE), (fields.text_grams, TEXT)] {
                if let Some(fragment) = fragment(field, group) {
                    ways.push(boosted(fragment, weight * FRAGMENT));
                }
            }
        }
        let mut clauses: Vec<(Occur, Box<dyn Ask>)> = vec![(Occur::Must, any(ways))];
        for token in tokens {
            let weight = match token.form {
                Form::Word => continue,
                Form::Name => NAME,
                Form::Exact => EXACT,
            };
            let sought = token.into_term();
            clauses.push((Occur::Should, boosted(term(fields.title_words, &sought), TITLE * weight)));
            clauses.push((Occur::Should, boosted(term(fields.text_words, &sought), TEXT * weight)));
        }
        Ok(Some(Box::new(BooleanQuery::new(clauses))))
    }

    fn is_rare(&self, words: &[Token]) -> Result<bool, LexisError> {
        let fields = &self.index.fields;
        for word in words {
            let in_titles = self.searcher.doc_freq(&Term::from_field_text(fields.title_words, &word.text))?;
            let in_texts = self.searcher.doc_freq(&Term::from_field_text(fields.text_words, &word.text))?;
            if in_titles.max(in_texts) < FREQUENT {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn words(&self, text: &str) -> Vec<Token> {
        let tokens = self.index.segmenter.tokens(text).into_iter();
        tokens.filter(|token| token.form == Form::Word).collect()
    }
}

/// The words in a row, or the one word.
fn phrase(field: Field, words: &[Token]) -> Option<Box<dyn Ask>> {
    match words {
        [] => None,
        [word] => Some(term(field, &word.text)),
        [first, ..] => {
            let terms = words
                .iter()
                .map(|word| (word.position - first.position, Term::from_field_text(field, &word.text)))
                .collect();
            Some(Box::new(PhraseQuery::new_with_offset(terms)))
        }
    }
}

/// Every run of the text as the exact phrase of its grams. Every third trigram and the last one
/// cover all characters, which is a third of the work. None if a run is too short to be a fragment.
fn fragment(field: Field, text: &str) -> Option<Box<dyn Ask>> {
    let folded = fold(text);
    let mut parts: Vec<Box<dyn Ask>> = Vec::new();
    for (from, to) in runs(&folded) {
        let run = &folded[from..to];
        let found = grams(run);
        let long = |end: usize, start: usize| run[start..end].chars().count() == 3;
        let trigrams: Vec<_> = found.iter().filter(|gram| long(gram.end, gram.start)).collect();
        let last = trigrams.len().saturating_sub(1);
        let terms: Vec<(usize, Term)> = trigrams
            .iter()
            .enumerate()
            .filter(|(nth, _)| nth % 3 == 0 || *nth == last)
            .map(|(_, gram)| (gram.position, Term::from_field_text(field, &run[gram.start..gram.end])))
            .collect();
        parts.push(match (terms.len(), found.first()) {
            (0, None) => return None,
            (0, Some(pair)) => term(field, &run[pair.start..pair.end]),
            (1, _) => term(field, run),
            _ => Box::new(PhraseQuery::new_with_offset(terms)),
        });
    }
    if parts.is_empty() { None } else { Some(Box::new(BooleanQuery::intersection(parts))) }
}

fn term(field: Field, text: &str) -> Box<dyn Ask> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn boosted(query: Box<dyn Ask>, boost: Score) -> Box<dyn Ask> {
    Box::new(BoostQuery::new(query, boost))
}

fn constant(query: Box<dyn Ask>, score: Score) -> Box<dyn Ask> {
    Box::new(ConstScoreQuery::new(query, score))
}

fn any(mut ways: Vec<Box<dyn Ask>>) -> Box<dyn Ask> {
    match ways.len() {
        0 => Box::new(EmptyQuery),
        1 => ways.remove(0),
        _ => Box::new(BooleanQuery::union(ways)),
    }
}

fn first_chars(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn stored(document: &TantivyDocument, field: Field) -> String {
    document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// One pass over all matches: the count, the counts by kind, and the best of them.
///
/// Kind and dates are filtered here and not in the query, because the counts by kind must not know
/// the chosen kind, and columns are at hand anyway.
struct Gather {
    kind: Option<String>,
    from: Option<u32>,
    to: Option<u32>,
    newest: bool,
    keep: usize,
}

#[derive(Default)]
struct Tally {
    total: usize,
    kinds: HashMap<String, usize>,
    ranked: Vec<Ranked>,
}

/// Orders by key, then by place in the index, so that pages do not overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Ranked {
    /// Score bits (or nothing) above the date, yyyymmdd: scores are not negative, so their bits order them.
    key: u64,
    address: DocAddress,
}

impl Ranked {
    fn score(self) -> f32 {
        f32::from_bits((self.key >> 32) as u32)
    }
}

struct SegmentGather {
    segment: SegmentOrdinal,
    kinds: Option<StrColumn>,
    chosen: Option<u64>,
    any_kind: bool,
    counts: Vec<usize>,
    days: Column<u64>,
    weights: Column<u64>,
    from: Option<u32>,
    to: Option<u32>,
    newest: bool,
    keep: usize,
    total: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

impl Collector for Gather {
    type Fruit = Tally;
    type Child = SegmentGather;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let columns = reader.fast_fields();
        let kinds = columns.str("kind")?;
        let chosen = match (&self.kind, &kinds) {
            (Some(kind), Some(kinds)) => kinds.dictionary().term_ord(kind)?,
            _ => None,
        };
        let counts = vec![0; kinds.as_ref().map_or(0, |kinds| kinds.num_terms())];
        Ok(SegmentGather {
            segment,
            kinds,
            chosen,
            any_kind: self.kind.is_none(),
            counts,
            days: columns.u64("day")?,
            weights: columns.u64("weight")?,
            from: self.from,
            to: self.to,
            newest: self.newest,
            keep: self.keep,
            total: 0,
            heap: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        !self.newest
    }

    fn merge_fruits(&self, fruits: Vec<Tally>) -> tantivy::Result<Tally> {
        let mut all = Tally::default();
        for fruit in fruits {
            all.total += fruit.total;
            all.ranked.extend(fruit.ranked);
            for (kind, count) in fruit.kinds {
                *all.kinds.entry(kind).or_default() += count;
            }
        }
        all.ranked.sort_unstable_by(|a, b| b.cmp(a));
        all.ranked.truncate(self.keep);
        Ok(all)
    }
}

impl SegmentCollector for SegmentGather {
    type Fruit = Tally;

    fn collect(&mut self, doc: DocId, score: Score) {
        let day = self.days.first(doc).unwrap_or(0);
        if self.from.is_some_and(|from| day < u64::from(from)) {
            return;
        }
        if self.to.is_some_and(|to| day == 0 || day > u64::from(to)) {
            return;
        }
        let kind = self.kinds.as_ref().and_then(|kinds| kinds.ords().first(doc));
        if let Some(count) = kind.and_then(|kind| self.counts.get_mut(kind as usize)) {
            *count += 1;
        }
        if !self.any_kind && (kind.is_none() || kind != self.chosen) {
            return;
        }
        self.total += 1;
        if self.keep == 0 {
            return;
        }
        let rank = if self.newest {
            0.0
        } else {
            let weight = self.weights.first(doc).unwrap_or(0) as f32;
            (score * (1.0 + weight / 510.0)).max(0.0)
        };
        let key = u64::from(rank.to_bits()) << 32 | day & 0xffff_ffff;
        let ranked = Ranked { key, address: DocAddress::new(self.segment, doc) };
        if self.heap.len() < self.keep {
            self.heap.push(Reverse(ranked));
        } else if self.heap.peek().is_some_and(|least| least.0 < ranked) {
            self.heap.pop();
            self.heap.push(Reverse(ranked));
        }
    }

    fn harvest(self) -> Tally {
        let mut kinds = HashMap::new();
        for (ord, count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let mut kind = String::new();
            let known = self
                .kinds
                .as_ref()
                .is_some_and(|kinds| kinds.ord_to_str(ord as u64, &mut kind).unwrap_or(false));
            if known {
                kinds.insert(kind, *count);
            }
        }
        Tally { total: self.total, kinds, ranked: self.heap.into_iter().map(|ranked| ranked.0).collect() }
    }
}
