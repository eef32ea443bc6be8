//! Marks what was found, with the segmenter that found it.
//!
//! The answer is pieces and not HTML: the template escapes, and the marks fall between clusters, never
//! inside a letter with its vowel signs.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::normal::{Folded, fold, is_han};
use crate::words::{Form, Segmenter, runs};

/// A passage shows about so many characters.
pub const PASSAGE_CHARS: usize = 240;

/// A stretch of text that matches or does not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    pub hit: bool,
}

/// What to mark: the words of a query, and its runs of characters as fragments.
#[derive(Debug)]
pub struct Marker<'a> {
    segmenter: &'a Segmenter,
    words: HashSet<String>,
    /// As written and folded: to find the place before anything is segmented.
    needles: Vec<String>,
    fragments: Vec<String>,
}

impl<'a> Marker<'a> {
    /// A marker for the groups of a query.
    pub fn new<'q>(segmenter: &'a Segmenter, groups: impl Iterator<Item = &'q str>) -> Self {
        let mut marker =
            Self { segmenter, words: HashSet::new(), needles: Vec::new(), fragments: Vec::new() };
        for group in groups {
            for token in segmenter.tokens(group).into_iter().filter(|token| token.form == Form::Word) {
                marker.needles.push(group[token.start..token.end].to_owned());
                marker.words.insert(token.text);
            }
            let folded = fold(group);
            for (from, to) in runs(&folded) {
                let run = &folded[from..to];
                let least = if run.chars().all(is_han) { 2 } else { 3 };
                if run.chars().count() >= least {
                    marker.fragments.push(run.to_owned());
                }
            }
        }
        marker
    }

    /// The whole text in pieces that join to it.
    pub fn mark(&self, text: &str) -> Vec<Piece> {
        let mut ranges: Vec<(usize, usize)> = self
            .segmenter
            .tokens(text)
            .into_iter()
            .filter(|token| token.form == Form::Word && self.words.contains(&token.text))
            .map(|token| (token.start, token.end))
            .collect();
        let folded = Folded::new(text);
        for fragment in &self.fragments {
            let found: Vec<_> = folded
                .text
                .match_indices(fragment.as_str())
                .map(|(at, found)| folded.source(at, at + found.len()))
                .collect();
            // What stands somewhere as words is not marked inside other words.
            if !found.iter().any(|place| is_covered(*place, &ranges)) {
                ranges.extend(found);
                ranges.sort_unstable();
            }
        }
        pieces(text, &ranges)
    }

    /// A passage around the first match, or the beginning of the text.
    pub fn passage(&self, text: &str) -> Vec<Piece> {
        let middle = self.place(text);
        let before = back(text, middle, PASSAGE_CHARS / 4);
        let start = if before == 0 { 0 } else { word_start(text, before, middle) };
        let end = forth(text, start, PASSAGE_CHARS);
        let end = if end == text.len() { end } else { word_end(text, start.max(middle), end) };
        let mut passage = self.mark(text[start..end].trim());
        if start > 0 {
            passage.insert(0, Piece { text: "… ".to_owned(), hit: false });
        }
        if end < text.len() {
            passage.push(Piece { text: " …".to_owned(), hit: false });
        }
        passage
    }

    /// Where the first match begins, by the cheapest means that finds it.
    fn place(&self, text: &str) -> usize {
        let literal = self.needles.iter().filter_map(|needle| text.find(needle.as_str())).min();
        if let Some(place) = literal {
            return place;
        }
        if self.words.is_empty() {
            return 0;
        }
        let folded = Folded::new(text);
        let sought = self.words.iter().chain(&self.fragments);
        let place = sought
            .filter_map(|word| folded.text.find(word.as_str()).map(|at| at..at + word.len()))
            .min_by_key(|range| range.start);
        place.map_or(0, |range| folded.source(range.start, range.end).0)
    }
}

/// Whether sorted ranges that may touch cover a place from its first to its last byte.
fn is_covered(place: (usize, usize), ranges: &[(usize, usize)]) -> bool {
    let mut at = place.0;
    for (start, end) in ranges {
        if *start <= at && at < *end {
            at = *end;
        }
    }
    at >= place.1
}

fn pieces(text: &str, ranges: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |text: &str, hit: bool| match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.hit == hit => last.text.push_str(text),
        _ => pieces.push(Piece { text: text.to_owned(), hit }),
    };
    let mut done = 0;
    for (start, end) in ranges.iter().copied() {
        let start = start.max(done);
        if start < end {
            push(&text[done..start], false);
            push(&text[start..end], true);
            done = end;
        }
    }
    push(&text[done..], false);
    pieces
}

/// `chars` characters before `at`.
fn back(text: &str, at: usize, chars: usize) -> usize {
    text[..at].char_indices().rev().take(chars).last().map_or(at, |(start, _)| start)
}

/// `chars` characters after `at`.
fn forth(text: &str, at: usize, chars: usize) -> usize {
    text[at..].char_indices().nth(chars).map_or(text.len(), |(end, _)| at + end)
}

/// The first beginning of a word from `from` on: after a space, or else before a letter.
fn word_start(text: &str, from: usize, most: usize) -> usize {
    let part = &text[from..most];
    let space = part.char_indices().find(|(_, c)| c.is_whitespace()).map(|(at, c)| at + c.len_utf8());
    let letter = || part.char_indices().find(|(_, c)| c.is_alphabetic() && !crate::normal::is_dependent(*c));
    from + space.unwrap_or_else(|| letter().map_or(part.len(), |(at, _)| at))
}

/// The last end of a word up to `to`: before a space, or else before a letter.
fn word_end(text: &str, least: usize, to: usize) -> usize {
    let part = &text[least.min(to)..to];
    let end = part.rfind(char::is_whitespace).filter(|end| *end > 0);
    let letter =
        || part.char_indices().rev().find(|(_, c)| c.is_alphabetic() && !crate::normal::is_dependent(*c));
    least.min(to)
        + end.unwrap_or_else(|| {
            letter().map_or(part.len(), |(at, _)| at).max(part.chars().next().map_or(0, char::len_utf8))
        })
}
