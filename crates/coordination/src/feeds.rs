//! Feeds: meetings as calendars for other programs (iCalendar) and as news (Atom).
//!
//! A feed shows what its reader may see. The personal calendar's address carries a token of scope
//! `calendar`: whoever has the address reads the calendar, nothing else.

#[path = "ical.rs"]
pub mod ical;

use crate::bodies_store::{self as store, MeetingEntry};
use ical::{Item, Status, When};
use jiff::Timestamp;
use mufakat_store::accounts;
use mufakat_web::{Call, Problem, Reply, Result, Twin, Tx};
use std::{fmt::Write, sync::Arc};

/// Scope a token needs to read its owner's calendar.
pub const SCOPE: &str = "calendar";
/// Months of the past a calendar for other programs holds.
pub const PAST_MONTHS: i64 = 12;
/// Hours after which a subscribed program should look again.
const REFRESH_HOURS: u32 = 6;
/// Entries of an Atom feed.
pub const ATOM_ENTRIES_MAX: usize = 50;

/// One meeting as an iCalendar file: the twin of its page.
pub fn meeting_ics(c: &Call, tx: &mut Tx<'_>, key_or_id: &str) -> Result<Reply> {
    let meeting = store::meeting(tx, key_or_id)?;
    let calendar =
        ical::Calendar { events: item(c, tx, &meeting).into_iter().collect(), ..ical::Calendar::default() };
    Ok(calendar_file(&calendar, &meeting.key))
}

/// The calendar of one body: every meeting of it that has a day.
pub fn body_ics(c: &Call, tx: &mut Tx<'_>, code: &str, name: &str) -> Result<Reply> {
    let filter = store::Filter { body: code.to_owned(), ..store::Filter::default() };
    let meetings = store::meetings_between(tx, "", "9999", &filter, ("", ""), store::FEED_MEETINGS_MAX)?;
    Ok(meetings_file(c, tx, name, &format!("/bodies/{code}.ics"), code, &meetings))
}

/// The calendar of the whole organisation: what is ahead and the last twelve months.
pub fn calendar_ics(c: &Call, tx: &mut Tx<'_>, filter: &store::Filter) -> Result<Reply> {
    let meetings =
        store::meetings_between(tx, &past_start(c), "9999", filter, ("", ""), store::FEED_MEETINGS_MAX)?;
    let name = c.site.texts.with(
        c.lang(),
        "calendar-feed-name",
        &[("organisation", &c.site.organisation().short_name)],
    );
    Ok(meetings_file(c, tx, &name, "/calendar.ics", "calendar", &meetings))
}

/// `GET /calendar/{secret}`: the meetings of the token's owner. A token that is none, has ended or
/// has another scope is not found.
pub fn personal(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let secret = c.param("secret");
    let shaped = (32..=128).contains(&secret.len())
        && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !shaped {
        return Err(Problem::not_found("calendar"));
    }
    let person = accounts::by_token(tx, secret)?.ok_or(Problem::not_found("calendar"))?;
    if !person.actor.scope_allows(SCOPE) {
        return Err(Problem::not_found("calendar"));
    }
    if !matches!(c.twin, Twin::Ics | Twin::Html) {
        return Err(Problem::NotAcceptable);
    }
    let name = c.site.texts.with(c.lang(), "calendar-personal-name", &[("name", &person.actor.name)]);
    tx.act_as(Arc::new(person.actor), c.lang());
    let meetings = store::personal(tx, &past_start(c))?;
    // The address is a secret: the file does not repeat it.
    Ok(meetings_file(c, tx, &name, "", "calendar", &meetings).private())
}

/// First day the past of a feed reaches back to.
fn past_start(c: &Call) -> String {
    let start = c.today().checked_sub(jiff::Span::new().months(PAST_MONTHS));
    start.map_or_else(|_| String::new(), |day| day.to_string())
}

fn meetings_file(
    c: &Call,
    tx: &Tx<'_>,
    name: &str,
    path: &str,
    file: &str,
    meetings: &[MeetingEntry],
) -> Reply {
    let organisation = c.site.organisation();
    let source = if path.is_empty() { String::new() } else { format!("{}{path}", c.site.config.public_url) };
    let calendar = ical::Calendar {
        name: name.to_owned(),
        description: format!("{}. {}", organisation.name, organisation.disclaimer).trim().to_owned(),
        source,
        zone: organisation.zone.clone(),
        refresh_hours: REFRESH_HOURS,
        events: meetings.iter().filter_map(|meeting| item(c, tx, meeting)).collect(),
    };
    calendar_file(&calendar, file)
}

fn calendar_file(calendar: &ical::Calendar, name: &str) -> Reply {
    Reply::bytes(Twin::Ics.media_type(), Some(format!("{name}.ics")), ical::calendar(calendar).into_bytes())
}

/// A meeting as an event; none when its day is not known.
fn item(c: &Call, tx: &Tx<'_>, meeting: &MeetingEntry) -> Option<Item> {
    let when = when(meeting)?;
    let public_url = &c.site.config.public_url;
    let url = format!("{public_url}{}", meeting.path);
    // The way into an online meeting is for those who were let in.
    let signed_in = tx.ctx().actor.account.is_some();
    let link = Some(meeting.link.as_str()).filter(|link| signed_in && !link.is_empty());
    let mut lines: Vec<String> = Vec::new();
    if !meeting.body_name.is_empty() {
        lines.push(meeting.body_name.clone());
    }
    lines.extend([&meeting.reason, &meeting.note].into_iter().filter(|text| !text.is_empty()).cloned());
    lines.extend(link.map(str::to_owned));
    lines.push(url.clone());
    let place = meeting.place();
    Some(Item {
        uid: format!("{}@{}", meeting.id, host(public_url)),
        sequence: meeting.sequence,
        status: status(&meeting.status),
        changed: meeting.changed_at,
        created: meeting.created_at,
        summary: meeting.title.clone(),
        lang: meeting.lang.clone(),
        when,
        location: if place.is_empty() { link.unwrap_or_default().to_owned() } else { place },
        description: lines.join("\n"),
        url,
        categories: [&meeting.body_code, &meeting.community]
            .into_iter()
            .filter(|word| !word.is_empty() && *word != "all")
            .cloned()
            .collect(),
        public: meeting.class == mufakat_base::Class::Public,
    })
}

/// Instants where the meeting has them, whole days where the record only knows days.
pub(crate) fn when(meeting: &MeetingEntry) -> Option<When> {
    if let Some(start) = meeting.start_at {
        return Some(When::Instants { start, end: meeting.end_at, zone: meeting.zone.clone() });
    }
    let (first, last) = meeting.days()?;
    Some(When::Days { first, last })
}

/// Certainty of a meeting's stored state.
pub(crate) fn status(state: &str) -> Status {
    match state {
        "cancelled" => Status::Cancelled,
        "planned" | "postponed" | "proposed" | "draft" => Status::Tentative,
        _ => Status::Confirmed,
    }
}

/// Host name of an address: no scheme, no port, no path.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if rest.starts_with('[') {
        return rest.split(']').next().unwrap_or_default().trim_start_matches('[');
    }
    rest.split(':').next().unwrap_or_default()
}

/// An Atom feed (RFC 4287).
#[derive(Clone, Debug, Default)]
pub struct Feed {
    /// Never changes; [`tag`] makes one.
    pub id: String,
    pub title: String,
    pub subtitle: String,
    pub lang: String,
    /// Address of the feed itself.
    pub url: String,
    /// Address of the page it is the twin of.
    pub page: String,
    pub author: String,
    /// When there is no entry.
    pub updated: Timestamp,
    pub entries: Vec<Entry>,
}

/// One piece of news.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Never changes, whatever happens to the record's title or address.
    pub id: String,
    pub title: String,
    pub lang: String,
    pub url: String,
    pub updated: Timestamp,
    pub published: Option<Timestamp>,
    pub summary: String,
    pub categories: Vec<String>,
}

/// The lasting name of something at this site (RFC 4151): `tag:host,2026:record/ID`.
pub fn tag(c: &Call, what: &str) -> String {
    format!("tag:{},2026:{what}", host(&c.site.config.public_url))
}

/// A feed as XML, newest entries first; gives the same bytes for the same content.
pub fn atom(feed: &Feed) -> Vec<u8> {
    let mut entries: Vec<&Entry> = feed.entries.iter().collect();
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
    entries.truncate(ATOM_ENTRIES_MAX);
    let updated = entries.first().map_or(feed.updated, |entry| entry.updated);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">", xml(&feed.lang));
    element(&mut out, "id", &feed.id);
    element(&mut out, "title", &feed.title);
    if !feed.subtitle.is_empty() {
        element(&mut out, "subtitle", &feed.subtitle);
    }
    element(&mut out, "updated", &rfc3339(updated));
    let _ = writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>", xml(&feed.url));
    let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&feed.page));
    let _ = writeln!(out, "<author><name>{}</name></author>", xml(&feed.author));
    element(&mut out, "generator", "Mufakat");
    for entry in entries {
        let lang = if entry.lang.is_empty() { &feed.lang } else { &entry.lang };
        let _ = writeln!(out, "<entry xml:lang=\"{}\">", xml(lang));
        element(&mut out, "id", &entry.id);
        element(&mut out, "title", &entry.title);
        element(&mut out, "updated", &rfc3339(entry.updated));
        if let Some(published) = entry.published {
            element(&mut out, "published", &rfc3339(published));
        }
        let _ = writeln!(out, "<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>", xml(&entry.url));
        for category in &entry.categories {
            let _ = writeln!(out, "<category term=\"{}\"/>", xml(category));
        }
        if !entry.summary.is_empty() {
            element(&mut out, "summary", &entry.summary);
        }
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out.into_bytes()
}

fn element(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "<{name}>{}</{name}>", xml(value));
}

fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Escapes text for XML 1.0 and drops what no XML may hold.
fn xml(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 8);
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// The meetings of a body as news: what was convened, moved or concluded last comes first.
pub fn body_atom(c: &Call, tx: &mut Tx<'_>, body: &store::Body) -> Result<Reply> {
    let filter = store::Filter { body: body.code.clone(), ..store::Filter::default() };
    let meetings = store::meetings_between(tx, "", "9999", &filter, ("", ""), store::FEED_MEETINGS_MAX)?;
    let public_url = &c.site.config.public_url;
    let view = c.view();
    let entries = meetings.iter().map(|meeting| Entry {
        id: tag(c, &format!("record/{}", meeting.id)),
        title: meeting.title.clone(),
        lang: meeting.lang.clone(),
        url: format!("{public_url}{}", meeting.path),
        updated: meeting.changed_at,
        published: Some(meeting.created_at),
        summary: [view.dates(&meeting.start_date, &meeting.end_date), meeting.place(), meeting.note.clone()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(". "),
        categories: vec![body.code.clone()],
    });
    let feed = Feed {
        id: tag(c, &format!("body/{}", body.record.id)),
        title: c.site.texts.with(c.lang(), "body-feed-name", &[("body", &body.record.title)]),
        subtitle: c.site.organisation().name.clone(),
        lang: c.lang().to_owned(),
        url: format!("{public_url}/bodies/{}.atom", body.code),
        page: format!("{public_url}/bodies/{}", body.code),
        author: c.site.organisation().secretariat.clone(),
        updated: body.changed_at,
        entries: entries.collect(),
    };
    Ok(Reply::bytes(Twin::Atom.media_type(), None, atom(&feed)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_no_port() {
        for (url, expected) in [
            ("https://example.org", "example.org"),
            ("http://127.0.0.1:8080/x", "127.0.0.1"),
            ("http://[::1]:80", "::1"),
            ("example.org/a", "example.org"),
        ] {
            assert_eq!(host(url), expected);
        }
    }

    #[test]
    fn feeds_are_escaped_and_newest_first() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let entry = |id: &str, seconds| Entry {
            id: id.into(),
            title: "A < B & \"C\"\u{1}".into(),
            updated: at(seconds),
            ..Entry::default()
        };
        let feed = Feed {
            id: "tag:x".into(),
            lang: "en".into(),
            entries: vec![entry("old", 10), entry("new", 20)],
            ..Feed::default()
        };
        let text = String::from_utf8(atom(&feed)).unwrap();
        assert!(text.find("<id>new</id>") < text.find("<id>old</id>"));
        assert!(text.contains("<title>A &lt; B &amp; &quot;C&quot;</title>"));
        assert!(text.contains("<updated>1970-01-01T00:00:20Z</updated>\n<link rel=\"self\""));
    }
}
