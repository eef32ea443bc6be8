//! The index: one tantivy index in a folder or in memory, fed by one writer.
//!
//! It is a cache of the database and never the truth: whatever is wrong with the folder (another
//! schema, another lexicon, damage) it is emptied, the mark falls to 0, and the feeder starts again.

use std::fs;
use std::io;
use std::panic;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tantivy::indexer::IndexWriterOptions;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{self, TextAnalyzer, TokenStream, Tokenizer};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, TantivyError, Term};

use crate::normal::{clean, fold};
use crate::words::{Form, Segmenter, Token, prefixes, title_key};

/// Raise it with every change of the schema, of folding, or of segmentation.
const SCHEMA_VERSION: u32 = 1;

/// The file beside tantivy's own that names schema version and lexicon.
const VERSION_FILE: &str = "lexis.version";

/// Memory the writer may fill before it flushes a segment; tantivy's least is 15 MB.
const WRITER_BYTES: usize = 18_000_000;

/// Words beyond this many bytes of a text are not searched.
pub const TEXT_BYTES_MAX: usize = 2_000_000;

/// Fragments are searched in this many bytes from the beginning of a text: positions of trigrams take space.
pub const FRAGMENT_BYTES_MAX: usize = 60_000;

/// So much of a text is kept to show a passage of it.
pub const SHOWN_BYTES_MAX: usize = 16_000;

/// What can go wrong with the index; a query cannot.
#[derive(Debug)]
pub enum LexisError {
    /// The folder cannot be read or written.
    Folder(io::Error),
    /// Another process writes into this folder.
    Busy,
    /// The engine failed.
    Engine(TantivyError),
}

impl std::fmt::Display for LexisError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(_) => f.write_str("the folder of the search index cannot be used"),
            Self::Busy => f.write_str("another process writes the search index"),
            Self::Engine(_) => f.write_str("the search index failed"),
        }
    }
}

impl std::error::Error for LexisError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Folder(error) => Some(error),
            Self::Busy => None,
            Self::Engine(error) => Some(error),
        }
    }
}

impl From<io::Error> for LexisError {
    fn from(error: io::Error) -> Self {
        Self::Folder(error)
    }
}

impl From<TantivyError> for LexisError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Self::Busy,
            other => Self::Engine(other),
        }
    }
}

/// A record to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique over all kinds; an entry put again replaces the one before.
    pub id: String,
    pub kind: String,
    pub title: String,
    /// Titles in other languages or scripts, short names: they lead here as the title does.
    pub other_titles: Vec<String>,
    pub text: String,
    /// BCP 47.
    pub lang: String,
    /// ISO date, year and month, or year.
    pub date: Option<String>,
    pub url: String,
    pub symbol: Option<String>,
    /// 0 public, 1 members, 2 body, 3 secretariat, 4 confidential; anything else is seen by nobody.
    pub class: u8,
    /// The body whose members read it if it is of class 2.
    pub body: Option<String>,
    /// The accounts that read it if it is of class 4.
    pub readers: Vec<String>,
    /// Raises a hit by up to a half.
    pub weight: u8,
}

/// Fields by name: see [`schema`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub id: Field,
    pub kind: Field,
    pub title: Field,
    pub lang: Field,
    pub date: Field,
    pub url: Field,
    pub symbol: Field,
    pub shown: Field,
    pub access: Field,
    pub body: Field,
    pub day: Field,
    pub weight: Field,
    pub title_words: Field,
    pub text_words: Field,
    pub title_grams: Field,
    pub text_grams: Field,
    pub title_key: Field,
    pub symbol_key: Field,
    pub symbol_part: Field,
    pub prefixes: Field,
}

/// The index. Reading needs no lock; writing takes one for the length of a call.
pub struct Index {
    pub(crate) segmenter: Arc<Segmenter>,
    pub(crate) fields: Fields,
    pub(crate) reader: IndexReader,
    engine: tantivy::Index,
    writer: Mutex<IndexWriter>,
    mark: AtomicU64,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Index(mark {})", self.mark())
    }
}

impl Index {
    /// Opens the index in a folder (made if it is missing), or a new one in memory.
    ///
    /// A folder of another version or lexicon, or one that cannot be read, is emptied of index files
    /// (and of nothing else) and started anew with mark 0. A folder that another process writes is
    /// left alone: [`LexisError::Busy`].
    pub fn open(dir: Option<&Path>, segmenter: Arc<Segmenter>) -> Result<Self, LexisError> {
        let Some(dir) = dir else {
            return Self::with(tantivy::Index::create_in_ram(schema().0), segmenter);
        };
        fs::create_dir_all(dir)?;
        let version = format!("{SCHEMA_VERSION} {:016x}\n", segmenter.fingerprint());
        let same = fs::read_to_string(dir.join(VERSION_FILE)).is_ok_and(|found| found == version);
        if same {
            // The engine does not only fail on damaged files, it also panics on some.
            match panic::catch_unwind(|| Self::in_folder(dir, &segmenter)) {
                Ok(Err(LexisError::Engine(error))) => {
                    tracing::warn!(%error, folder = %dir.display(), "search index damaged, started anew");
                }
                Ok(outcome) => return outcome,
                Err(_) => tracing::warn!(folder = %dir.display(), "search index damaged, started anew"),
            }
        }
        wipe(dir)?;
        let index = Self::in_folder(dir, &segmenter)?;
        // Last, so that a crash before it leads here again.
        fs::write(dir.join(VERSION_FILE), version)?;
        Ok(index)
    }

    fn in_folder(dir: &Path, segmenter: &Arc<Segmenter>) -> Result<Self, LexisError> {
        let folder = tantivy::directory::MmapDirectory::open(dir).map_err(TantivyError::from)?;
        Self::with(tantivy::Index::open_or_create(folder, schema().0)?, Arc::clone(segmenter))
    }

    fn with(engine: tantivy::Index, segmenter: Arc<Segmenter>) -> Result<Self, LexisError> {
        for cut in [Cut::Words, Cut::Trigrams, Cut::Prefixes] {
            let tokens = Tokens { cut, segmenter: Arc::clone(&segmenter) };
            engine.tokenizers().register(cut.name(), TextAnalyzer::builder(tokens).build());
        }
        let mark = engine.load_metas()?.payload.and_then(|mark| mark.parse().ok()).unwrap_or(0);
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(WRITER_BYTES)
            .build();
        let writer = engine.writer_with_options(options)?;
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self {
            segmenter,
            fields: schema().1,
            reader,
            engine,
            writer: Mutex::new(writer),
            mark: AtomicU64::new(mark),
        })
    }

    /// Adds entries, each in place of the one with its id. Seen after the next [`Index::commit`].
    pub fn put(&self, entries: &[Entry]) -> Result<(), LexisError> {
        let writer = self.writer();
        for entry in entries {
            writer.delete_term(Term::from_field_text(self.fields.id, &entry.id));
            writer.add_document(self.document(entry))?;
        }
        Ok(())
    }

    /// Removes entries; unknown ids are no error. Gone after the next [`Index::commit`].
    pub fn remove(&self, ids: &[String]) -> Result<(), LexisError> {
        let writer = self.writer();
        for id in ids {
            writer.delete_term(Term::from_field_text(self.fields.id, id));
        }
        Ok(())
    }

    /// Makes everything put and removed so far lasting and visible, together with the mark: the journal
    /// sequence up to which the index is fed. Costs 40 to 90 ms on a disk, so call it once a second or so.
    pub fn commit(&self, mark: u64) -> Result<(), LexisError> {
        let mut writer = self.writer();
        self.commit_with(&mut writer, mark)
    }

    /// The journal sequence up to which the index is fed.
    pub fn mark(&self) -> u64 {
        self.mark.load(Ordering::Acquire)
    }

    /// Removes everything at once; the mark is 0 then.
    pub fn clear(&self) -> Result<(), LexisError> {
        let mut writer = self.writer();
        writer.delete_all_documents()?;
        self.commit_with(&mut writer, 0)
    }

    /// The number of entries of every class, for operators only.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there is no entry at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads every file of the index and counts the damaged ones: for an operator's check-up, because
    /// opening only looks at the beginnings and ends of files.
    pub fn damaged(&self) -> Result<usize, LexisError> {
        Ok(self.engine.validate_checksum()?.len())
    }

    fn commit_with(&self, writer: &mut IndexWriter, mark: u64) -> Result<(), LexisError> {
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&mark.to_string());
        commit.commit()?;
        self.reader.reload()?;
        self.mark.store(mark, Ordering::Release);
        Ok(())
    }

    fn writer(&self) -> MutexGuard<'_, IndexWriter> {
        // A panic while feeding leaves at worst half a batch uncommitted, which the mark knows.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn document(&self, entry: &Entry) -> TantivyDocument {
        let fields = &self.fields;
        let mut document = TantivyDocument::new();
        let title = clean(&entry.title);
        document.add_text(fields.id, &entry.id);
        document.add_text(fields.kind, &entry.kind);
        document.add_text(fields.title, &title);
        document.add_text(fields.lang, &entry.lang);
        document.add_text(fields.url, &entry.url);
        document.add_u64(fields.weight, u64::from(entry.weight));
        if let Some(date) = &entry.date {
            document.add_text(fields.date, date);
            if let Some(day) = day(date, Edge::Start) {
                document.add_u64(fields.day, u64::from(day));
            }
        }
        if let Some(body) = &entry.body {
            document.add_text(fields.body, body);
        }
        for token in access_tokens(entry) {
            document.add_text(fields.access, token);
        }

        let mut titles = vec![title];
        titles.extend(entry.other_titles.iter().map(|title| clean(title)));
        titles.extend(entry.symbol.clone());
        for title in titles.iter().filter(|title| !title.trim().is_empty()) {
            document.add_text(fields.title_words, title);
            document.add_text(fields.title_grams, title);
            document.add_text(fields.prefixes, title);
            document.add_text(fields.title_key, title_key(&fold(title)));
        }
        if let Some(symbol) = &entry.symbol {
            document.add_text(fields.symbol, symbol);
            let key = symbol_key(symbol);
            for (at, _) in key.match_indices('/') {
                document.add_text(fields.symbol_part, &key[..at]);
            }
            document.add_text(fields.symbol_key, key);
        }
        let text = clean(beginning(&entry.text, TEXT_BYTES_MAX));
        document.add_text(fields.text_grams, beginning(&text, FRAGMENT_BYTES_MAX));
        document.add_text(fields.shown, beginning(&text, SHOWN_BYTES_MAX));
        document.add_text(fields.text_words, text);
        document
    }
}

/// The key that symbols are compared by: upper case, and of all characters only letters, digits,
/// `/`, `-` and `*` (the sign of the United Nations for a text issued again).
pub fn symbol_key(symbol: &str) -> String {
    fold(symbol)
        .to_uppercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '*'))
        .collect()
}

/// Which end of a year or month a short date means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edge {
    Start,
    End,
}

/// A date as the number yyyymmdd; a missing month or day is 00 at the start and 99 at the end.
pub(crate) fn day(date: &str, edge: Edge) -> Option<u32> {
    let open = if edge == Edge::Start { 0 } else { 99 };
    let mut parts = date.split('T').next()?.trim().splitn(3, '-');
    let year: u32 = parts.next()?.parse().ok().filter(|year| *year <= 9999)?;
    let mut part = |most| match parts.next() {
        None => Some(open),
        Some(part) => part.parse::<u32>().ok().filter(|part| (1..=most).contains(part)),
    };
    let month = part(12)?;
    let day = part(31)?;
    Some(year * 10_000 + month * 100 + day)
}

/// Who may read an entry, as terms. A class that does not exist yields none, so nobody reads it.
fn access_tokens(entry: &Entry) -> Vec<String> {
    match entry.class {
        0 | 1 | 3 => vec![entry.class.to_string()],
        2 => {
            std::iter::once("2".to_owned()).chain(entry.body.iter().map(|body| format!("2:{body}"))).collect()
        }
        4 => entry.readers.iter().map(|account| format!("4:{account}")).collect(),
        _ => Vec::new(),
    }
}

fn beginning(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// Removes what an index consists of and nothing else, lest a wrong path in the settings costs files.
fn wipe(dir: &Path) -> Result<(), LexisError> {
    for file in fs::read_dir(dir)? {
        let file = file?;
        let name = file.file_name();
        let Some(name) = name.to_str() else { continue };
        let stem = name.split('.').next().unwrap_or_default();
        let segment = stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
        if segment || matches!(name, "meta.json" | ".managed.json" | VERSION_FILE) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

fn schema() -> (Schema, Fields) {
    let cut_by = |cut: Cut, record| {
        let options = TextFieldIndexing::default().set_tokenizer(cut.name()).set_index_option(record);
        // Only the words are ranked by the length of what they stand in.
        TextOptions::default().set_indexing_options(options.set_fieldnorms(cut == Cut::Words))
    };
    let mut builder = Schema::builder();
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        kind: builder.add_text_field("kind", TextOptions::default().set_fast("raw") | STORED),
        title: builder.add_text_field("title", STORED),
        lang: builder.add_text_field("lang", STRING | STORED),
        date: builder.add_text_field("date", STORED),
        url: builder.add_text_field("url", STORED),
        symbol: builder.add_text_field("symbol", STORED),
        shown: builder.add_text_field("shown", STORED),
        access: builder.add_text_field("access", STRING),
        body: builder.add_text_field("body", STRING),
        day: builder.add_u64_field("day", FAST),
        weight: builder.add_u64_field("weight", FAST),
        title_words: builder
            .add_text_field("title_words", cut_by(Cut::Words, IndexRecordOption::WithFreqsAndPositions)),
        text_words: builder
            .add_text_field("text_words", cut_by(Cut::Words, IndexRecordOption::WithFreqsAndPositions)),
        title_grams: builder
            .add_text_field("title_grams", cut_by(Cut::Trigrams, IndexRecordOption::WithFreqsAndPositions)),
        text_grams: builder
            .add_text_field("text_grams", cut_by(Cut::Trigrams, IndexRecordOption::WithFreqsAndPositions)),
        title_key: builder.add_text_field("title_key", STRING),
        symbol_key: builder.add_text_field("symbol_key", STRING),
        symbol_part: builder.add_text_field("symbol_part", STRING),
        prefixes: builder.add_text_field("prefixes", cut_by(Cut::Prefixes, IndexRecordOption::Basic)),
    };
    (builder.build(), fields)
}

/// The ways a field is cut into terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Words,
    Trigrams,
    Prefixes,
}

impl Cut {
    fn name(self) -> &'static str {
        match self {
            Self::Words => "lexis-words",
            Self::Trigrams => "lexis-trigrams",
            Self::Prefixes => "lexis-prefixes",
        }
    }
}

/// Our segmenter as tantivy wants it.
#[derive(Clone)]
struct Tokens {
    cut: Cut,
    segmenter: Arc<Segmenter>,
}

struct Stream {
    tokens: std::vec::IntoIter<Token>,
    current: tokenizer::Token,
}

impl Tokenizer for Tokens {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        let tokens = match self.cut {
            Cut::Words => self.segmenter.tokens(text),
            Cut::Trigrams => self.segmenter.trigrams(text),
            Cut::Prefixes => {
                let prefixes = prefixes(text).into_iter();
                prefixes.map(|text| Token { start: 0, end: 0, position: 0, text, form: Form::Word }).collect()
            }
        };
        Stream { tokens: tokens.into_iter(), current: tokenizer::Token::default() }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(token) = self.tokens.next() else { return false };
        self.current.offset_from = token.start;
        self.current.offset_to = token.end;
        self.current.position = token.position;
        self.current.text = token.into_term();
        true
    }

    fn token(&self) -> &tokenizer::Token {
        &self.current
    }

    fn token_mut(&mut self) -> &mut tokenizer::Token {
        &mut self.current
    }
}
