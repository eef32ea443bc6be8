//! The agenda on paper.

use crate::model::{Document, Item, Meeting};
use mufakat_base::{Class, Problem};
use mufakat_paper::{Agenda, AgendaItem, Labels, Letterhead};
use mufakat_web::{Call, Reply, Twin};

/// The agenda of a meeting as PDF, with the items and documents the asker may see; typeset after the
/// transaction is over.
pub fn agenda(c: &Call, meeting: &Meeting, items: &[Item], documents: &[Document]) -> Reply {
    let (letterhead, sheet) = (letterhead(c, meeting, items), sheet(c, meeting, items, documents));
    let name = format!("{}.pdf", meeting.record.key);
    Reply::later(Twin::Pdf.media_type(), Some(name), move || {
        mufakat_paper::agenda(&letterhead, &sheet).map_err(Problem::internal)
    })
}

fn letterhead(c: &Call, meeting: &Meeting, items: &[Item]) -> Letterhead {
    let (v, organisation) = (c.view(), c.site.organisation());
    // The sheet is as closed as the most closed thing on it.
    let class = items.iter().map(|item| item.class).max().unwrap_or(Class::Public).max(meeting.record.class);
    Letterhead {
        organisation: organisation.name.clone(),
        short_name: organisation.short_name.clone(),
        address_lines: organisation.address.clone(),
        classification: (class != Class::Public).then(|| v.word("class", class.name())),
        illustrative: meeting.record.illustrative.then(|| v.t("illustrative")),
    }
}

fn sheet(c: &Call, meeting: &Meeting, items: &[Item], documents: &[Document]) -> Agenda {
    let v = c.view();
    let mut place_and_dates = vec![v.dates(&meeting.start_date, &meeting.end_date)];
    if let (Some(start), Some(end)) = (meeting.start_at, meeting.end_at) {
        place_and_dates.push(format!(
            "{} – {}",
            v.instant(&start, &meeting.zone),
            v.instant(&end, &meeting.zone)
        ));
    }
    let country =
        if meeting.country.is_empty() { String::new() } else { v.word("meeting-country", &meeting.country) };
    place_and_dates.push(
        [meeting.place(), country].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "),
    );
    let symbol = documents
        .iter()
        .rev()
        .find(|document| document.class_code == "AGENDA" && document.status == "current")
        .and_then(|document| document.record.symbol.clone());
    let items = items.iter().map(|item| AgendaItem {
        number: item.number.clone(),
        depth: item.depth().saturating_sub(1) as u8,
        title: item.title.clone(),
        lang: item.lang.clone(),
        purpose: (!item.purpose.is_empty()).then(|| v.word("agenda-purpose", &item.purpose)),
        time: item.minutes.map(|minutes| v.t1("agenda-minutes", "minutes", minutes)),
        lead: (!item.lead.is_empty()).then(|| v.word("meeting-country", &item.lead)),
        note: (!item.note.is_empty()).then(|| item.note.clone()),
        documents: documents
            .iter()
            .filter(|document| document.item_id.as_deref() == Some(item.id.as_str()))
            .take(mufakat_paper::DOCUMENTS_MAX)
            .map(|document| {
                (document.record.symbol.clone().unwrap_or_default(), document.record.title.clone())
            })
            .collect(),
    });
    Agenda {
        lang: c.lang().to_owned(),
        title: v.t(if meeting.opened_at.is_some() { "agenda-title" } else { "agenda-title-provisional" }),
        meeting_title: meeting.record.title.clone(),
        symbol,
        status: v.word("meeting-status", meeting.status.name()),
        place_and_dates,
        items: items.collect(),
        labels: Labels {
            item: v.t("agenda-column-item"),
            documents: v.t("agenda-column-documents"),
            time: v.t("agenda-column-time"),
            lead: v.t("agenda-lead-label"),
            // The pattern's braces are the typesetter's, so they are put in here.
            page: v.t2("agenda-page", "n", "{n}", "m", "{m}"),
        },
        generated: v.t1("agenda-generated", "date", v.date(&c.today().to_string())),
        address: format!("{}{}", c.site.config.public_url, meeting.path()),
        issued: Some(c.today()),
    }
}
