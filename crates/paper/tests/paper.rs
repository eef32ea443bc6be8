//! What a document promises: every script, literal text, repeated heads, stable bytes, tags.
//!
//! `PAPER_KEEP=folder` keeps the PDF files to look at. Tests that read text back
//! need `pdftotext` of poppler-utils and say so when it is not there.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![expect(clippy::disallowed_methods, reason = "the second compilation is measured")]

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use jiff::civil::date;
use mufakat_paper::{
    Agenda, AgendaItem, Align, Column, Labels, Letterhead, Paper, PaperError, Phrase, Report, agenda,
    typeset_agenda, typeset_report,
};

const THAI: &str = "การพิจารณารายงานของคณะกรรมการผู้แทนถาวรประจำอาเซียนเกี่ยวกับความร่วมมือด้านการจัดการภัยพิบัติ";
const LAO: &str = "ການພິຈາລະນາບົດລາຍງານຂອງຄະນະກຳມະການຜູ້ແທນຖາວອນປະຈຳອາຊຽນກ່ຽວກັບການຮ່ວມມື";
const KHMER: &str = "ការពិនិត្យរបាយការណ៍របស់គណៈកម្មាធិការតំណាងអចិន្ត្រៃយ៍ប្រចាំអាស៊ានស្តីពីកិច្ចសហប្រតិបត្តិការគ្រប់គ្រងគ្រោះមហន្តរាយ";
const BURMESE: &str = "အာဆီယံဆိုင်ရာ အမြဲတမ်းကိုယ်စားလှယ်များကော်မတီ၏ အစီရင်ခံစာကို ထည့်သွင်းစဉ်းစားခြင်းနှင့် သဘာဝဘေးအန္တရာယ် စီမံခန့်ခွဲမှု";
const TAMIL: &str = "பேரிடர் மேலாண்மை ஒத்துழைப்பு குறித்த நிரந்தரப் பிரதிநிதிகள் குழுவின் அறிக்கையைப் பரிசீலித்தல்";
const VIETNAMESE: &str = "Xem xét báo cáo của Ủy ban các Đại diện Thường trực về hợp tác quản lý thiên tai";

fn letterhead() -> Letterhead {
    Letterhead {
        organisation: "Association of Southeast Asian Nations".into(),
        short_name: "ASEAN".into(),
        address_lines: vec![
            "ASEAN Secretariat, 70A Jalan Sisingamangaraja".into(),
            "Jakarta 12110, Indonesia".into(),
        ],
        classification: Some("Members only".into()),
        illustrative: Some(
            "Illustrative content: the meeting and its papers are invented for demonstration.".into(),
        ),
    }
}

fn labels() -> Labels {
    Labels {
        item: "Agenda item".into(),
        documents: "Documents".into(),
        time: "Time".into(),
        lead: "Lead:".into(),
        page: "Page {n} of {m}".into(),
    }
}

fn item(number: &str, title: &str, lang: &str) -> AgendaItem {
    let depth = number.matches('.').count() as u8;
    AgendaItem {
        number: number.into(),
        depth,
        title: title.into(),
        lang: lang.into(),
        ..AgendaItem::default()
    }
}

fn meeting(items: Vec<AgendaItem>) -> Agenda {
    Agenda {
        lang: "en".into(),
        title: "Provisional agenda".into(),
        meeting_title: "Thirty-second Meeting of the ASEAN Committee on Disaster Management".into(),
        symbol: Some("ACDM/32/2026/1".into()),
        status: "Circulated on 3 April 2026".into(),
        place_and_dates: vec!["Vientiane, Lao PDR".into(), "12–14 May 2026".into()],
        items,
        labels: labels(),
        generated: "Printed on 4 April 2026, 09:30 (Jakarta)".into(),
        address: "https://mufakat.example/meetings/acdm-32/agenda".into(),
        issued: Some(date(2026, 4, 4)),
    }
}

fn scripts() -> Vec<AgendaItem> {
    let mut items = vec![
        item("1", "Opening of the meeting", "en"),
        item(
            "1.1",
            "Welcome remarks by the host country and adoption of the rules of procedure for this session",
            "en",
        ),
        item(
            "1.1.a",
            "Election of the Chairperson, who will serve until the thirty-fourth meeting of the Committee",
            "en",
        ),
        item("2", THAI, "th"),
        item("2.1", LAO, "lo"),
        item("3", KHMER, "km"),
        item("3.1", KHMER, "km"),
        item("4", BURMESE, "my"),
        item("4.1", BURMESE, "my"),
        item("5", TAMIL, "ta"),
        item("6", VIETNAMESE, "vi"),
        item("10", "Any other business", ""),
    ];
    items[0].time = Some("12 May, 09:00–09:30".into());
    items[1].purpose = Some("For information".into());
    items[1].lead = Some("Lao PDR".into());
    items[3].purpose = Some("For decision".into());
    items[3].lead = Some("Thailand and Viet Nam".into());
    items[3].note = Some("The Committee may wish to take note of the report and to recommend its adoption ad referendum to the Ministers, after the comments received by 30 April.".into());
    items[3].documents = vec![
        ("ACDM/32/2026/4".into(), "Report of the Committee of Permanent Representatives".into()),
        ("ACDM/32/2026/4/Add.1".into(), THAI.into()),
    ];
    items[3].time = Some("12 May, 09:30–11:00".into());
    items[5].documents = vec![("ACDM/32/2026/5".into(), KHMER.into())];
    items[7].documents = vec![("ACDM/32/2026/6".into(), BURMESE.into())];
    items[7].note = Some(BURMESE.into());
    items
}

fn keep(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("PAPER_KEEP") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
    }
}

/// The text of a PDF without zero-width spaces, or nothing when poppler is not installed.
fn text_of(pdf: &[u8], mode: &str) -> Option<String> {
    let child = Command::new("pdftotext")
        .args(["-enc", "UTF-8", mode, "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: pdftotext (poppler-utils) is not installed");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&bytes));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Some(String::from_utf8(output.stdout).unwrap().replace('\u{200B}', ""))
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn accessible(paper: &Paper) {
    assert!(paper.accessible, "{:?}", paper.notes);
}

#[test]
fn every_script_of_the_region_is_printed_and_can_be_read_back() {
    let started = Instant::now();
    let paper = typeset_agenda(&letterhead(), &meeting(scripts())).unwrap();
    eprintln!("scripts, first: {:?}, {} bytes, {} pages", started.elapsed(), paper.pdf.len(), paper.pages);
    keep("scripts", &paper.pdf);
    accessible(&paper);
    let Some(text) = text_of(&paper.pdf, "-raw") else { return };
    let text = squeezed(&text);
    for sample in [VIETNAMESE, "ACDM/32/2026/4/Add.1", "Page 1 of", "Members only", "Provisional agenda"] {
        assert!(text.contains(&squeezed(sample)), "{sample} not in {text}");
    }
    // Readers order the marks of these scripts differently; their words are there if most letters are.
    for sample in [THAI, LAO, KHMER, BURMESE, TAMIL] {
        let letters: Vec<char> = sample.chars().filter(|letter| !letter.is_whitespace()).collect();
        let found = letters.iter().filter(|letter| text.contains(**letter)).count();
        assert!(found * 10 >= letters.len() * 9, "{sample}: {found} of {}", letters.len());
    }
}

#[test]
fn hostile_text_comes_out_as_it_went_in() {
    let hostile = [
        "#import \"x\"",
        "#read(\"/etc/passwd\")",
        "$ x^2 $",
        "`raw` ```rust",
        "] #panic() [",
        "= Heading *bold* _it_",
        "\\ \\u{41} <label> @ref",
        "\"quotes\" 'n' -- --- ...",
        "{n} of {m} {{ x }} <script>",
    ];
    let mut items: Vec<AgendaItem> = hostile.iter().map(|text| item("1", text, "en\"x")).collect();
    for (item, text) in items.iter_mut().zip(hostile) {
        item.note = Some(format!("note {text}"));
        item.documents = vec![(text.into(), text.into())];
    }
    items.push(item("", "", ""));
    items.push(item("9.9.9.9.9.9.9.9", &"Donaudampfschifffahrt".repeat(40), "de"));
    items.push(item(&"8".repeat(200), "tab\tand\u{0}nul\u{7}bell\nnew line", "en"));
    let mut agenda = meeting(items);
    agenda.symbol = Some("#symbol/$x$".into());
    let paper = typeset_agenda(&letterhead(), &agenda).unwrap();
    keep("hostile", &paper.pdf);
    accessible(&paper);
    let Some(text) = text_of(&paper.pdf, "-raw") else { return };
    let text = squeezed(&text);
    for sample in hostile {
        assert!(text.contains(&squeezed(&format!("note {sample}"))), "{sample} not in {text}");
    }
    assert!(text.contains(&"Donaudampfschifffahrt".repeat(40)), "{text}");
    assert!(text.contains("#symbol/$x$"));
}

#[test]
fn nothing_at_all_still_makes_a_page() {
    let paper = typeset_agenda(&Letterhead::default(), &Agenda::default()).unwrap();
    keep("empty", &paper.pdf);
    assert_eq!(paper.pages, 1);
    accessible(&paper);
    let paper = typeset_report(&Letterhead::default(), &Report::default()).unwrap();
    assert_eq!(paper.pages, 1);
    accessible(&paper);
}

#[test]
fn forty_items_repeat_the_head_of_the_table_on_each_page() {
    let items = (1..=40)
        .map(|n| {
            let number = if n % 4 == 1 {
                format!("{}", n / 4 + 1)
            } else {
                format!("{}.{}", (n - 1) / 4 + 1, (n - 1) % 4)
            };
            let mut item = item(
                &number,
                "Implementation of the ASEAN Agreement on Disaster Management and Emergency Response",
                "en",
            );
            item.documents = vec![(format!("ACDM/32/2026/{n}"), "Progress report by the Secretariat".into())];
            item
        })
        .collect();
    let paper = typeset_agenda(&letterhead(), &meeting(items)).unwrap();
    keep("forty", &paper.pdf);
    accessible(&paper);
    assert!(paper.pages >= 2);
    let Some(text) = text_of(&paper.pdf, "-layout") else { return };
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert_eq!(pages.len(), paper.pages);
    for (index, page) in pages.iter().enumerate() {
        assert!(page.contains("Agenda item"), "page {index}: {page}");
        assert!(page.contains(&format!("Page {} of {}", index + 1, paper.pages)), "page {index}: {page}");
        assert!(page.contains("Members only"), "page {index}: {page}");
    }
}

#[test]
fn the_same_values_give_the_same_bytes_and_quickly() {
    let (letterhead, meeting) = (letterhead(), meeting(scripts()));
    let first = agenda(&letterhead, &meeting).unwrap();
    let started = Instant::now();
    let second = agenda(&letterhead, &meeting).unwrap();
    let took = started.elapsed();
    eprintln!("scripts, second: {took:?}");
    assert!(first == second);
    assert!(took.as_secs() < 3, "{took:?}");
}

#[test]
fn the_file_tells_its_language_title_author_and_structure() {
    let pdf = agenda(&letterhead(), &meeting(scripts())).unwrap();
    let raw = String::from_utf8_lossy(&pdf);
    assert!(raw.contains("/MarkInfo") || raw.contains("/ObjStm"), "no mark info");
    let info = Command::new("pdfinfo").arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = info else {
        eprintln!("skipped: pdfinfo (poppler-utils) is not installed");
        return;
    };
    child.stdin.take().unwrap().write_all(&pdf).unwrap();
    let info = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    for expected in ["Provisional agenda", "Association of Southeast Asian Nations", "Mufakat", "A4"] {
        assert!(info.contains(expected), "{expected} not in {info}");
    }
    let tagged = info.lines().find(|line| line.starts_with("Tagged")).unwrap_or_default();
    assert!(tagged.contains("yes"), "{info}");
}

#[test]
fn a_character_without_a_font_still_gives_a_tagged_paper() {
    let paper = typeset_agenda(&letterhead(), &meeting(vec![item("1", "ꀀꀁ ok", "ii")])).unwrap();
    assert!(!paper.accessible);
    assert!(!paper.notes.is_empty());
    eprintln!("notes: {:?}", paper.notes);
}

#[test]
fn chinese_is_printed_where_the_system_has_its_font() {
    if !mufakat_paper::has_chinese() {
        eprintln!("skipped: this system has no Noto Sans CJK");
        return;
    }
    let title = "审议关于灾害管理合作的常驻代表委员会报告";
    let paper =
        typeset_agenda(&letterhead(), &meeting(vec![item("1", &title.repeat(3), "zh-Hans")])).unwrap();
    keep("chinese", &paper.pdf);
    accessible(&paper);
    let Some(text) = text_of(&paper.pdf, "-raw") else { return };
    assert!(squeezed(&text).contains(title), "{text}");
}

#[test]
fn too_many_items_are_refused() {
    let items = vec![item("1", "x", "en"); mufakat_paper::AGENDA_ITEMS_MAX + 1];
    let refused = agenda(&letterhead(), &meeting(items));
    assert!(matches!(refused, Err(PaperError::TooMany { what: "items", .. })));
}

fn report() -> Report {
    let column = |title: &str, align, share| Column { title: title.into(), align, share };
    let names = [
        ("Brunei Darussalam", "en"),
        (KHMER, "km"),
        ("Indonesia", "id"),
        (LAO, "lo"),
        ("Malaysia", "ms"),
        (BURMESE, "my"),
        ("Pilipinas", "fil"),
        (TAMIL, "ta"),
        (THAI, "th"),
        ("Timor-Leste", "pt"),
        ("Việt Nam", "vi"),
    ];
    let row = |n: usize| {
        let (name, lang) = names[n % names.len()];
        vec![
            Phrase::from(format!("{}", n + 1)),
            Phrase::in_language(name, lang),
            Phrase::from(format!("{}", 1_000 + n * 37)),
            Phrase::from("Instrument of ratification deposited"),
            Phrase::from(format!("{:02}.05.2026", n % 28 + 1)),
        ]
    };
    Report {
        lang: "en".into(),
        title: "Contributions and ratifications of member states".into(),
        subtitle: Some("As of 4 April 2026".into()),
        symbol: Some("SEC/2026/Inf.7".into()),
        status: "For information".into(),
        paragraphs: vec![
            "This list shows the deposits received by the Secretary-General in the capacity of depositary."
                .into(),
            Phrase::in_language(KHMER, "km"),
        ],
        columns: vec![
            column("No.", Align::End, 0),
            column("State", Align::Start, 2),
            column("Amount (USD)", Align::End, 0),
            column("Status", Align::Start, 2),
            column("Date", Align::Center, 0),
        ],
        rows: (0..60).map(row).collect(),
        notes: vec!["Source: register of the depositary.".into(), "Amounts are illustrative.".into()],
        landscape: false,
        page: "{n} / {m}".into(),
        generated: "Printed on 4 April 2026, 09:30 (Jakarta)".into(),
        address: "https://mufakat.example/reports/contributions".into(),
        issued: Some(date(2026, 4, 4)),
    }
}

#[test]
fn a_report_repeats_its_head_and_keeps_its_notes() {
    let paper = typeset_report(&letterhead(), &report()).unwrap();
    keep("report", &paper.pdf);
    accessible(&paper);
    let Some(text) = text_of(&paper.pdf, "-layout") else { return };
    assert!(text.matches("Amount (USD)").count() >= 2, "{text}");
    assert!(text.contains("Source: register of the depositary."));
    assert!(squeezed(&text).contains(&format!("1/{}", paper.pages)), "{text}");
}

#[test]
fn a_wide_report_lies_on_its_side_and_survives_ragged_rows() {
    let mut report = report();
    report.landscape = true;
    report.rows = vec![vec!["x".repeat(300).into()], vec![], vec!["1".into(); 40]];
    let paper = typeset_report(&letterhead(), &report).unwrap();
    keep("wide", &paper.pdf);
    accessible(&paper);
}

#[test]
#[ignore = "measures: run with --ignored --nocapture"]
fn the_largest_documents() {
    let mut report = report();
    report.rows = report.rows.into_iter().cycle().take(mufakat_paper::ROWS_MAX).collect();
    let started = Instant::now();
    let paper = typeset_report(&letterhead(), &report).unwrap();
    eprintln!("report of {} rows: {:?}, {} pages", report.rows.len(), started.elapsed(), paper.pages);
    let items = scripts().into_iter().cycle().take(mufakat_paper::AGENDA_ITEMS_MAX).collect();
    let started = Instant::now();
    let paper = typeset_agenda(&letterhead(), &meeting(items)).unwrap();
    eprintln!("agenda at its limit: {:?}, {} pages", started.elapsed(), paper.pages);
}
