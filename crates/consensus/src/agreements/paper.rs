//! The PDF twin of an agreement: the status list of its parties under the letterhead.

use super::agreement::ShowPage;
use mufakat_paper::{Column, Letterhead, Phrase, Report, table_report};
use mufakat_store::Problem;
use mufakat_web::{Call, Reply, Twin};

/// The status list as a depositary issues it.
pub(super) fn status_list(c: &Call, page: &ShowPage) -> Reply {
    let v = &page.v;
    let letterhead = Letterhead {
        organisation: v.org.name.clone(),
        short_name: v.org.short_name.clone(),
        address_lines: v.org.address.clone(),
        ..Letterhead::default()
    };
    let date = |iso: &Option<String>| Phrase::from(v.maybe_date(iso));
    let rows = page.parties.iter().map(|line| {
        vec![
            Phrase::from(line.name.as_str()),
            v.word("agreement-action", &line.action).into(),
            date(&line.signed),
            date(&line.ratified),
            date(&line.deposited),
            date(&line.in_force_from),
            v.word("agreement-standing", line.standing).into(),
        ]
    });
    let columns = ["party", "action", "signed", "ratified", "deposited", "from", "standing"];
    let column = |name: &str| Column {
        title: v.t(&format!("agreement-column-{name}")),
        share: u8::from(name == "party") * 2,
        ..Column::default()
    };
    let facts = [
        (!page.parties.is_empty()).then(|| {
            v.t2("agreement-pdf-count", "count", page.as_of.count, "date", v.date(&page.as_of.date))
        }),
        page.entry_into_force.as_ref().map(|iso| v.t1("agreement-pdf-entry", "date", v.date(iso))),
        page.rule.as_ref().map(|rule| format!("{} ({})", rule.text, rule.article)),
        page.depositary.as_ref().map(|depositary| v.t1("agreement-pdf-depositary", "depositary", depositary)),
        page.parties.is_empty().then(|| v.t("agreement-parties-empty-text")),
    ];
    let mut notes: Vec<Phrase> = Vec::new();
    if page.presumes() {
        notes.push(v.t("agreement-presumed").into());
    }
    let remarks = page
        .parties
        .iter()
        .filter_map(|line| line.notes.as_ref().map(|note| format!("{}: {note}", line.name)));
    notes.extend(remarks.map(Phrase::from));
    if let Some(source) = &page.record.source {
        notes.push(format!("{} {source}", v.t("source")).into());
    }
    notes.truncate(mufakat_paper::PARAGRAPHS_MAX);
    let made = page.record.date.as_deref().map(|iso| v.date(iso));
    let report = Report {
        lang: v.lang().to_owned(),
        title: page.record.title.clone(),
        subtitle: Some(made.into_iter().chain(page.place.clone()).collect::<Vec<_>>().join(", ")),
        status: v.t1("agreement-pdf-status", "date", v.date(&page.as_of.date)),
        paragraphs: facts.into_iter().flatten().map(Phrase::from).collect(),
        columns: if page.parties.is_empty() {
            Vec::new()
        } else {
            columns.iter().map(|name| column(name)).collect()
        },
        rows: rows.take(mufakat_paper::ROWS_MAX).collect(),
        notes,
        landscape: true,
        page: v.t("agreement-pdf-page"),
        generated: v.t1("agreement-pdf-generated", "date", v.date(&c.today().to_string())),
        address: format!("{}{}", v.public_url(), page.record.path),
        issued: Some(c.today()),
        ..Report::default()
    };
    let name = format!("{}.pdf", page.record.key);
    Reply::later(Twin::Pdf.media_type(), Some(name), move || {
        table_report(&letterhead, &report).map_err(Problem::internal)
    })
}
