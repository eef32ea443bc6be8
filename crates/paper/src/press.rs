//! The press: fonts and templates set once, the world a document is compiled in, and the turns taken.

use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use serde::Serialize;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::PaperError;

/// Documents typeset at the same time; each takes a whole core and tens of megabytes.
pub const PRESSES_MAX: usize = 2;

/// Compilations after which an unused intermediate result is forgotten.
const MEMORY_COMPILATIONS: usize = 10;

/// The largest system font file read, so that a strange folder can not fill the memory.
const FONT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A finished document.
#[derive(Debug, Clone)]
pub struct Paper {
    /// The PDF file.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Whether it conforms to PDF/UA-1; otherwise it is tagged, but `notes` tell what is missing.
    pub accessible: bool,
    /// Why it is not PDF/UA-1, in Typst's words, for the log.
    pub notes: Vec<String>,
}

/// Which template a document is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Template {
    Agenda,
    Report,
}

/// Reads fonts and templates, so that the first document does not wait for them.
///
/// Reads the system's Noto Sans CJK when there is one; blocks for some
/// milliseconds.
pub fn warm_up() {
    press();
}

/// Whether Chinese can be printed: whether the system has Noto Sans CJK.
pub fn has_chinese() -> bool {
    !press().cjk.is_empty()
}

/// Typesets `data` with a template.
///
/// `ident` is the permanent address: it makes the identifier in the PDF stable.
pub(crate) fn typeset<T: Serialize>(
    template: Template,
    data: &T,
    issued: Option<Date>,
    ident: &str,
) -> Result<Paper, PaperError> {
    let press = press();
    let input = Input { cjk: &press.cjk, data };
    let json = serde_json::to_vec(&input).map_err(|error| PaperError::Data(error.to_string()))?;
    let desk = Desk { press, template, data: Bytes::new(json), today: issued.and_then(datetime) };

    let _turn = Turn::take();
    let outcome = compile(&desk, ident);
    comemo::evict(MEMORY_COMPILATIONS);
    outcome
}

/// The one JSON file a document can read.
#[derive(Serialize)]
struct Input<'a, T: Serialize> {
    /// Families of the system's Chinese fonts.
    cjk: &'a [String],
    #[serde(flatten)]
    data: &'a T,
}

fn compile(desk: &Desk, ident: &str) -> Result<Paper, PaperError> {
    let document: PagedDocument =
        typst::compile(desk).output.map_err(|errors| PaperError::Typesetting(sentences(&errors)))?;
    let pages = document.pages().len();
    // PDF/UA-1 refuses, for example, a character no font has; the reader is then better served with a tagged
    // PDF that lacks a glyph than with none.
    let notes = match typst_pdf::pdf(&document, &options(ident, true)) {
        Ok(pdf) => return Ok(Paper { pdf, pages, accessible: true, notes: Vec::new() }),
        Err(errors) => sentences(&errors),
    };
    let pdf = typst_pdf::pdf(&document, &options(ident, false))
        .map_err(|errors| PaperError::Typesetting(sentences(&errors)))?;
    Ok(Paper { pdf, pages, accessible: false, notes })
}

fn options(ident: &str, accessible: bool) -> PdfOptions {
    let standards = if accessible { PdfStandards::new(&[PdfStandard::Ua_1]).ok() } else { None };
    PdfOptions {
        ident: if ident.is_empty() { Smart::Auto } else { Smart::Custom(ident.to_owned()) },
        creator: Smart::Custom(Some("Mufakat".to_owned())),
        standards: standards.unwrap_or_default(),
        tagged: true,
        ..PdfOptions::default()
    }
}

fn sentences(errors: &[SourceDiagnostic]) -> Vec<String> {
    errors.iter().map(|error| error.message.to_string()).collect()
}

fn datetime(date: Date) -> Option<Datetime> {
    let month = u8::try_from(date.month()).ok()?;
    let day = u8::try_from(date.day()).ok()?;
    Datetime::from_ymd(i32::from(date.year()), month, day)
}

/// The world of one document: its template, its data, the fonts; nothing else exists.
struct Desk {
    press: &'static Press,
    template: Template,
    data: Bytes,
    today: Option<Datetime>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        match self.template {
            Template::Agenda => self.press.agenda.id(),
            Template::Report => self.press.report.id(),
        }
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.press.house, &self.press.agenda, &self.press.report]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}

/// What all documents share.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    cjk: Vec<String>,
    house: Source,
    agenda: Source,
    report: Source,
    data: FileId,
}

fn press() -> &'static Press {
    static PRESS: OnceLock<Press> = OnceLock::new();
    PRESS.get_or_init(|| {
        let mut fonts: Vec<Font> = EMBEDDED.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        let chinese = system_chinese(&FOLDERS.map(Path::new));
        let mut cjk: Vec<String> = chinese.iter().map(|font| font.info().family.clone()).collect();
        cjk.sort();
        cjk.dedup();
        fonts.extend(chinese);
        Press {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            cjk,
            house: source("house.typ", include_str!("../typst/house.typ")),
            agenda: source("agenda.typ", include_str!("../typst/agenda.typ")),
            report: source("report.typ", include_str!("../typst/report.typ")),
            data: file_id("data.json"),
        }
    })
}

fn source(name: &str, text: &str) -> Source {
    Source::new(file_id(name), text.to_owned())
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names of our own templates are plain");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

/// The fonts every installation has; their licence is in `fonts/OFL.txt`.
static EMBEDDED: [&[u8]; 14] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSerif-Regular.ttf"),
    include_bytes!("../fonts/NotoSerif-Bold.ttf"),
    include_bytes!("../fonts/NotoSansThai-Regular.ttf"),
    include_bytes!("../fonts/NotoSansThai-Bold.ttf"),
    include_bytes!("../fonts/NotoSansLao-Regular.ttf"),
    include_bytes!("../fonts/NotoSansLao-Bold.ttf"),
    include_bytes!("../fonts/NotoSansKhmer-Regular.ttf"),
    include_bytes!("../fonts/NotoSansKhmer-Bold.ttf"),
    include_bytes!("../fonts/NotoSansMyanmar-Regular.ttf"),
    include_bytes!("../fonts/NotoSansMyanmar-Bold.ttf"),
    include_bytes!("../fonts/NotoSansTamil-Regular.ttf"),
    include_bytes!("../fonts/NotoSansTamil-Bold.ttf"),
];

/// Where systems keep Noto Sans CJK, which is too large (40 MB) to embed.
const FOLDERS: [&str; 3] =
    ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/noto", "/usr/share/fonts/noto-cjk"];

/// The simplified Chinese faces of the first Noto Sans CJK found, regular and bold.
///
/// Only these: each further face costs a lookup per missing glyph, and one face
/// holds the characters of all.
fn system_chinese(folders: &[&Path]) -> Vec<Font> {
    ["NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"]
        .into_iter()
        .filter_map(|name| folders.iter().map(|folder| folder.join(name)).find_map(read_font))
        .flat_map(Font::iter)
        .filter(|font| font.info().family == "Noto Sans CJK SC")
        .collect()
}

fn read_font(path: PathBuf) -> Option<Bytes> {
    let size = path.metadata().ok()?.len();
    if size > FONT_BYTES_MAX {
        return None;
    }
    std::fs::read(path).ok().map(Bytes::new)
}

/// One of the few places at the press; given back when dropped, also after a panic.
struct Turn;

static FREE: Mutex<usize> = Mutex::new(PRESSES_MAX);
static FREED: Condvar = Condvar::new();

impl Turn {
    fn take() -> Self {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        while *free == 0 {
            free = FREED.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *FREE.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        FREED.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk() -> Desk {
        Desk { press: press(), template: Template::Agenda, data: Bytes::new(vec![]), today: None }
    }

    #[test]
    fn a_document_can_read_no_file_but_its_own_data() {
        assert!(matches!(desk().file(file_id("/etc/passwd")), Err(FileError::AccessDenied)));
        assert!(matches!(desk().source(file_id("other.typ")), Err(FileError::AccessDenied)));
        assert!(desk().file(file_id("data.json")).is_ok());
    }

    #[test]
    fn every_embedded_font_is_read() {
        assert!(press().fonts.len() >= EMBEDDED.len());
        let families = ["noto sans", "noto serif", "noto sans thai", "noto sans lao", "noto sans khmer"];
        for family in families.into_iter().chain(["noto sans myanmar", "noto sans tamil"]) {
            assert!(press().book.contains_family(family), "{family}");
        }
    }

    #[test]
    fn a_panic_gives_the_turn_back() {
        for _ in 0..=PRESSES_MAX {
            let _ = std::thread::spawn(|| {
                let _turn = Turn::take();
                panic!("on purpose");
            })
            .join();
        }
        drop(Turn::take());
    }
}
