//! The calendar: meetings of a month as a sheet of weeks, or from a day on as a list; and the way
//! into other programs.
//!
//! A week begins on Monday. A meeting of several days stands on each of them. Days are those of the
//! venue: a living meeting's first day is the one its participants live, wherever the reader is.

use crate::{
    bodies_store::{self as store, Filter, MeetingEntry},
    feeds,
};
use askama::Template;
use jiff::{ToSpan, civil::Date};
use mufakat_web::{
    Call, Cell, Field, Kind, Paged, Reply, Result, Table, Twin, Tx, View,
    call::TABLE_ROWS_MAX,
    form::{OptionView, encode},
};
use serde::Serialize;

pub const QUERY: &[Field] = &[
    Field::new("view", Kind::Choice(&["month", "list"])),
    Field::new("month", Kind::Text(7)),
    Field::new("from", Kind::Date),
    Field::new("body", Kind::Pick),
    Field::new("community", Kind::Pick),
    Field::new("country", Kind::Pick),
];

/// Most meetings on the sheet of a month.
const MONTH_MEETINGS_MAX: usize = 1_000;
/// Years the calendar can be leafed through.
const YEARS: std::ops::RangeInclusive<i16> = 1901..=2199;

/// A meeting as the calendar shows it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    pub id: String,
    pub title: String,
    pub lang: String,
    pub path: String,
    pub body: String,
    #[serde(skip)]
    pub body_name: String,
    pub community: String,
    pub start_date: String,
    pub end_date: String,
    /// Instant it begins, in UTC, for living meetings.
    pub start_at: Option<String>,
    pub end_at: Option<String>,
    pub zone: String,
    /// Clock time at the venue.
    #[serde(skip)]
    pub time: String,
    pub venue: String,
    pub city: String,
    pub country: String,
    #[serde(skip)]
    pub flag: Option<String>,
    #[serde(skip)]
    pub place: String,
    pub status: String,
    pub confidence: Option<String>,
    pub illustrative: bool,
    /// Colour of its mark: `summit`, `ministerial` or `body`.
    #[serde(skip)]
    pub mark: &'static str,
}

impl From<&MeetingEntry> for Shown {
    fn from(meeting: &MeetingEntry) -> Self {
        let zone = mufakat_base::dates::zone(&meeting.zone);
        let time = meeting.start_at.map(|at| {
            at.to_zoned_datetime(zone.unwrap_or(jiff::tz::TimeZone::UTC)).strftime("%H:%M").to_string()
        });
        let mark = match meeting.level.as_str() {
            "leaders" => "summit",
            "ministers" => "ministerial",
            _ => "body",
        };
        Self {
            id: meeting.id.clone(),
            title: meeting.title.clone(),
            lang: meeting.lang.clone(),
            path: meeting.path.clone(),
            body: meeting.body_code.clone(),
            body_name: if meeting.body_abbreviation.is_empty() {
                meeting.body_name.clone()
            } else {
                meeting.body_abbreviation.clone()
            },
            community: meeting.community.clone(),
            start_date: meeting.start_date.clone(),
            end_date: meeting.end_date.clone(),
            start_at: meeting.start_at.map(|at| at.to_string()),
            end_at: meeting.end_at.map(|at| at.to_string()),
            zone: meeting.zone.clone(),
            time: time.unwrap_or_default(),
            venue: meeting.venue.clone(),
            city: meeting.city.clone(),
            country: meeting.country.clone(),
            flag: mufakat_parties::model::flag(&meeting.country),
            place: meeting.place(),
            status: meeting.status.clone(),
            confidence: meeting.confidence.clone(),
            illustrative: meeting.illustrative,
            mark,
        }
    }
}

/// One day of the sheet.
#[derive(Clone, Debug)]
pub struct Day {
    pub iso: String,
    pub number: i8,
    /// Monday is 1.
    pub weekday: i8,
    pub month: i8,
    pub outside: bool,
    pub today: bool,
    /// Public holidays of the country the calendar is narrowed to.
    pub holidays: Vec<String>,
    /// Places of its meetings in the page's list, and whether each began earlier.
    pub meetings: Vec<(usize, bool)>,
}

/// A day a country rests.
#[derive(Clone, Debug, Serialize)]
pub struct Rest {
    pub date: String,
    pub name: String,
    /// Lunar dates are estimates until they are proclaimed.
    pub estimated: bool,
}

/// First and last day of a month.
fn bounds(month: Date) -> (Date, Date) {
    (month.first_of_month(), month.last_of_month())
}

/// The weeks a month touches, from Monday to Sunday, empty of meetings.
pub fn weeks(month: Date, today: Date) -> Vec<Vec<Day>> {
    let (first, last) = bounds(month);
    let start = first.saturating_sub(i64::from(first.weekday().to_monday_zero_offset()).days());
    let mut weeks: Vec<Vec<Day>> = Vec::new();
    let mut day = start;
    while day <= last {
        let week = (0..7)
            .map(|place| {
                let here = day.saturating_add(i64::from(place).days());
                Day {
                    iso: here.to_string(),
                    number: here.day(),
                    weekday: here.weekday().to_monday_one_offset(),
                    month: here.month(),
                    outside: here.month() != first.month(),
                    today: here == today,
                    holidays: Vec::new(),
                    meetings: Vec::new(),
                }
            })
            .collect();
        weeks.push(week);
        day = day.saturating_add(7.days());
    }
    weeks
}

/// A month from `2026-11`.
pub fn parse_month(text: &str) -> Option<Date> {
    let month =
        (text.len() == 7).then(|| mufakat_base::dates::parse_date(&format!("{text}-01"))).flatten()?;
    YEARS.contains(&month.year()).then_some(month)
}

fn month_name(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

#[derive(Template, Serialize)]
#[template(path = "calendar/show.html")]
struct Show {
    #[serde(skip)]
    v: View,
    /// `month` or `list`.
    view: &'static str,
    /// The month shown, or none in the list.
    month: Option<String>,
    /// First day of the list.
    from: Option<String>,
    today: String,
    list: Paged<Shown>,
    /// Meetings of the month whose day is not known.
    undated: Vec<Shown>,
    /// Public holidays of the country asked for.
    holidays: Vec<Rest>,
    #[serde(skip)]
    weeks: Vec<Vec<Day>>,
    #[serde(skip)]
    previous: String,
    #[serde(skip)]
    next: String,
    #[serde(skip)]
    bodies: Vec<OptionView>,
    #[serde(skip)]
    communities: Vec<OptionView>,
    #[serde(skip)]
    countries: Vec<OptionView>,
    #[serde(skip)]
    filter: Filter,
    #[serde(skip)]
    subscribe: String,
    #[serde(skip)]
    feed: String,
}

impl Show {
    /// The calendar at a month or day, filters kept.
    fn link(&self, query: &str) -> String {
        let filters = filter_query(&self.filter);
        if query.is_empty() && filters.is_empty() {
            return "/calendar".to_owned();
        }
        let joint = if query.is_empty() || filters.is_empty() { "" } else { "&" };
        format!("/calendar?{query}{joint}{filters}")
    }

    /// The calendar at another day; nothing beyond the years it can be leafed through.
    fn leaf(&self, day: Date, query: &str) -> String {
        if YEARS.contains(&day.year()) { self.link(query) } else { String::new() }
    }

    fn month_link(&self) -> String {
        match self.month.as_deref().or(self.from.as_deref().and_then(|from| from.get(..7))) {
            Some(month) => self.link(&format!("month={month}")),
            None => self.link(""),
        }
    }

    fn list_link(&self) -> String {
        match &self.month {
            Some(month) if !self.today.starts_with(month.as_str()) => {
                self.link(&format!("view=list&from={month}-01"))
            }
            _ => self.link("view=list"),
        }
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass references")]
    fn at(&self, place: &usize) -> &Shown {
        &self.list.items[*place]
    }
}

fn filter_query(filter: &Filter) -> String {
    [("body", &filter.body), ("community", &filter.community), ("country", &filter.country)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// Address that opens a calendar program with a feed of this site.
pub fn webcal(c: &Call, path: &str) -> String {
    let url = &c.site.config.public_url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    format!("webcal://{host}{path}")
}

/// `GET /calendar` and its twins.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let filter = Filter {
        body: c.asked("body").to_owned(),
        community: c.asked("community").to_owned(),
        country: c.asked("country").to_owned(),
    };
    match c.twin {
        Twin::Ics => feeds::calendar_ics(c, tx, &filter),
        Twin::Csv => file(c, tx, &filter),
        _ if c.asked("view") == "list" || !c.asked("from").is_empty() => list(c, tx, filter),
        _ => month(c, tx, filter),
    }
}

/// The table file: the month asked for, or everything from a day on, or from a year ago.
fn file(c: &Call, tx: &mut Tx<'_>, filter: &Filter) -> Result<Reply> {
    let (from, until) = match (parse_month(c.asked("month")), c.asked("from")) {
        (Some(month), "") => (bounds(month).0.to_string(), bounds(month).1.to_string()),
        (_, "") => (c.today().saturating_sub(feeds::PAST_MONTHS.months()).to_string(), "9999".to_owned()),
        (_, from) => (from.to_owned(), "9999".to_owned()),
    };
    let meetings = store::meetings_between(tx, &from, &until, filter, ("", ""), TABLE_ROWS_MAX)?;
    let table = table(&meetings);
    let page = empty_page(c, tx, "list", filter.clone())?;
    Ok(Reply::page(page).table(|| table, c.twin))
}

fn table(meetings: &[MeetingEntry]) -> Table {
    let headers = [
        "start_date",
        "end_date",
        "start_at",
        "end_at",
        "zone",
        "title",
        "body",
        "venue",
        "city",
        "country",
        "status",
        "url_path",
    ];
    let instant = |at: Option<jiff::Timestamp>| Cell::from(at.map(|at| at.to_string()));
    let rows = meetings.iter().map(|meeting| {
        vec![
            Cell::from(meeting.start_date.as_str()),
            meeting.end_date.as_str().into(),
            instant(meeting.start_at),
            instant(meeting.end_at),
            meeting.zone.as_str().into(),
            meeting.title.as_str().into(),
            meeting.body_code.as_str().into(),
            meeting.venue.as_str().into(),
            meeting.city.as_str().into(),
            meeting.country.as_str().into(),
            meeting.status.as_str().into(),
            meeting.path.as_str().into(),
        ]
    });
    Table { name: "calendar".into(), headers: headers.map(str::to_owned).to_vec(), rows: rows.collect() }
}

/// A page without meetings yet: its filters and its ways into other programs.
fn empty_page(c: &Call, tx: &mut Tx<'_>, view: &'static str, filter: Filter) -> Result<Show> {
    let v = c.view();
    let bodies = store::bodies(tx)?;
    let mut communities: Vec<OptionView> = Vec::new();
    for body in &bodies {
        if !communities.iter().any(|known| known.value == body.community) {
            communities.push(OptionView {
                label: v.word("body-community", &body.community),
                chosen: body.community == filter.community,
                value: body.community.clone(),
            });
        }
    }
    let bodies = bodies
        .into_iter()
        .map(|body| OptionView { chosen: body.code == filter.body, label: body.name, value: body.code })
        .collect();
    let countries = store::countries(tx)?
        .into_iter()
        .map(|(code, name)| OptionView {
            chosen: code == filter.country,
            label: if name.is_empty() { code.clone() } else { name },
            value: code,
        })
        .collect();
    let query = filter_query(&filter);
    let feed = if query.is_empty() { "/calendar.ics".to_owned() } else { format!("/calendar.ics?{query}") };
    Ok(Show {
        v,
        view,
        month: None,
        from: None,
        today: c.today().to_string(),
        list: Paged { items: Vec::new(), next: None },
        undated: Vec::new(),
        holidays: Vec::new(),
        weeks: Vec::new(),
        previous: String::new(),
        next: String::new(),
        bodies,
        communities,
        countries,
        filter,
        subscribe: webcal(c, &feed),
        feed,
    })
}

fn month(c: &Call, tx: &mut Tx<'_>, filter: Filter) -> Result<Reply> {
    let today = c.today();
    let month = parse_month(c.asked("month")).unwrap_or(today);
    let (first, last) = bounds(month);
    let early = first.saturating_sub(store::MEETING_DAYS_MAX.days());
    let found = store::meetings_between(
        tx,
        &early.to_string(),
        &last.to_string(),
        &filter,
        ("", ""),
        MONTH_MEETINGS_MAX,
    )?;
    let name = month_name(first);
    let mut page = empty_page(c, tx, "month", filter)?;
    if !page.filter.country.is_empty() {
        let found = mufakat_parties::store::holidays(
            tx,
            &page.filter.country,
            &first.to_string(),
            &last.to_string(),
        )?;
        page.holidays = found
            .into_iter()
            .map(|day| Rest { date: day.date, name: day.name, estimated: day.estimated })
            .collect();
    }
    page.undated = found.iter().filter(|meeting| meeting.start_date == name).map(Shown::from).collect();
    let dated: Vec<(&MeetingEntry, (Date, Date))> = found
        .iter()
        .filter_map(|meeting| Some((meeting, meeting.days()?)))
        .filter(|(_, (_, end))| *end >= first)
        .collect();
    page.list.items = dated.iter().map(|(meeting, _)| Shown::from(*meeting)).collect();
    page.weeks = weeks(first, today);
    for day in page.weeks.iter_mut().flatten().filter(|day| !day.outside) {
        let Some(here) = mufakat_base::dates::parse_date(&day.iso) else { continue };
        let on = dated.iter().enumerate().filter(|(_, (_, (start, end)))| (*start..=*end).contains(&here));
        let rests = page.holidays.iter().filter(|rest| rest.date == day.iso);
        day.holidays = rests
            .map(|rest| {
                if rest.estimated {
                    format!("{} ({})", rest.name, page.v.t("calendar-estimated"))
                } else {
                    rest.name.clone()
                }
            })
            .collect();
        day.meetings = on.map(|(place, (_, (start, _)))| (place, *start < here)).collect();
        // What has no hour or goes on stands first, then by the clock of the venue.
        let hour = |place: usize, begun: bool| {
            page.list.items.get(place).filter(|_| !begun).map_or("", |meeting| meeting.time.as_str())
        };
        day.meetings.sort_by(|a, b| hour(a.0, a.1).cmp(hour(b.0, b.1)).then(a.0.cmp(&b.0)));
    }
    let beside = |day: Date| page.leaf(day, &format!("month={}", month_name(day)));
    (page.previous, page.next) =
        (beside(first.saturating_sub(1.month())), beside(first.saturating_add(1.month())));
    page.month = Some(name);
    Ok(Reply::page(page))
}

fn list(c: &Call, tx: &mut Tx<'_>, filter: Filter) -> Result<Reply> {
    let today = c.today();
    let from = mufakat_base::dates::parse_date(c.asked("from")).unwrap_or(today);
    let (date, id) = c.cursor(("", ""));
    let found =
        store::meetings_between(tx, &from.to_string(), "9999", &filter, (&date, &id), c.page_rows() + 1)?;
    let mut page = empty_page(c, tx, "list", filter)?;
    let shown: Vec<Shown> = found.iter().map(Shown::from).collect();
    page.list = Paged::new(c, shown, |meeting| (meeting.start_date.clone(), meeting.id.clone()));
    page.from = Some(from.to_string());
    let beside = |day: Date| page.leaf(day, &format!("view=list&from={day}"));
    (page.previous, page.next) =
        (beside(from.saturating_sub(3.months())), beside(from.saturating_add(3.months())));
    Ok(Reply::page(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_sheet_runs_from_monday_to_sunday() {
        for (month, first, last, count) in [
            ("2026-11-01", "2026-10-26", "2026-12-06", 6),
            ("2027-02-01", "2027-02-01", "2027-02-28", 4),
            ("2024-02-01", "2024-01-29", "2024-03-03", 5),
        ] {
            let weeks = weeks(date(month), date("2026-11-25"));
            let days: Vec<&Day> = weeks.iter().flatten().collect();
            assert_eq!(
                (days[0].iso.as_str(), days[days.len() - 1].iso.as_str(), weeks.len()),
                (first, last, count)
            );
            assert!(
                days.iter()
                    .enumerate()
                    .all(|(place, day)| usize::try_from(day.weekday).unwrap() == place % 7 + 1)
            );
        }
        let sheet = weeks(date("2026-11-09"), date("2026-11-25"));
        assert_eq!(sheet.iter().flatten().filter(|day| day.today).count(), 1);
    }

    #[test]
    fn months_are_read_strictly() {
        assert!(parse_month("2026-11").is_some());
        for bad in ["", "2026", "2026-13", "2026-1", "0001-01", "2026-11-01", "abcd-ef"] {
            assert!(parse_month(bad).is_none(), "{bad}");
        }
    }
}
