//! Text of uploaded files, for search. Whatever is broken, encrypted or strange gives no text and
//! never an error that would hold up the queue.

use std::io::Read;

/// Longest text kept of one file, in bytes.
pub const TEXT_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Largest XML part read out of an office file, unpacked: no zip bomb passes.
const PART_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Text of a file of a sniffed type, or `None` when it can't be read.
pub fn text(media_type: &str, bytes: &[u8]) -> Option<String> {
    let text = match media_type {
        "text/plain" => Some(String::from_utf8_lossy(bytes).into_owned()),
        "application/pdf" => pdf(bytes),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
            office(bytes, "word/document.xml")
        }
        "application/vnd.oasis.opendocument.text" => office(bytes, "content.xml"),
        "application/zip" => office(bytes, "word/document.xml").or_else(|| office(bytes, "content.xml")),
        _ => None,
    }?;
    let text = text.replace('\0', " ");
    let cut = text.floor_char_boundary(TEXT_BYTES_MAX);
    Some(text[..cut].trim().to_owned())
}

fn pdf(bytes: &[u8]) -> Option<String> {
    // The reader panics on some broken files; the panic stays here.
    std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(bytes).ok()).ok().flatten()
}

fn office(bytes: &[u8], part: &str) -> Option<String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).ok()?;
    let mut xml = String::new();
    archive.by_name(part).ok()?.take(PART_BYTES_MAX).read_to_string(&mut xml).ok()?;
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut text = String::new();
    loop {
        match reader.read_event().ok()? {
            quick_xml::events::Event::Text(piece) => text.push_str(&piece),
            quick_xml::events::Event::GeneralRef(name) => {
                text.push(match &*name {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => ' ',
                });
            }
            quick_xml::events::Event::End(tag)
                if matches!(tag.name().as_ref(), "w:p" | "text:p" | "text:h") =>
            {
                text.push('\n');
            }
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn docx_gives_its_paragraphs_and_garbage_gives_none() {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("start");
        archive
            .write_all("<w:p><w:t>Trade &amp; ตลาด</w:t></w:p><w:p><w:t>two</w:t></w:p>".as_bytes())
            .expect("write");
        let bytes = archive.finish().expect("finish").into_inner();
        assert_eq!(text("application/zip", &bytes).as_deref(), Some("Trade & ตลาด\ntwo"));
        assert!(text("application/zip", b"PK\x03\x04broken").is_none());
        assert!(text("application/pdf", b"%PDF-1.7\nbroken").is_none());
    }
}
