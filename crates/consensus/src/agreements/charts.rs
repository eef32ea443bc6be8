//! What the charts are drawn from: agreements per decade, and parties over time. The templates draw
//! the SVG; every number of theirs is counted here.

use crate::{
    model::{self, COMMUNITIES, FAMILIES},
    rules::Treaty,
    store,
};
use jiff::civil::Date;
use mufakat_web::View;
use serde::Serialize;
use std::fmt::Write;

/// Left, top, right and bottom of what is drawn in a chart of 640 by 270.
const PLOT: (i64, i64, i64, i64) = (44, 24, 624, 226);

/// Agreements made per decade, by community or family of types.
#[derive(Serialize)]
pub(super) struct DecadeChart {
    pub(super) by: &'static str,
    pub(super) series: Vec<Series>,
    pub(super) decades: Vec<DecadeRow>,
    /// Agreements without a date on record.
    pub(super) undated: i64,
}

#[derive(Serialize)]
pub(super) struct Series {
    pub(super) code: &'static str,
    pub(super) name: String,
}

#[derive(Serialize)]
pub(super) struct DecadeRow {
    /// First year.
    pub(super) decade: i64,
    #[serde(skip)]
    pub(super) label: String,
    pub(super) total: i64,
    /// In the order of the series.
    pub(super) counts: Vec<i64>,
}

/// One decade's bar, ready to draw.
pub(super) struct Bar {
    pub(super) x: i64,
    pub(super) label: String,
    pub(super) total: i64,
    pub(super) top: i64,
    /// Series number, y, height, what it says.
    pub(super) parts: Vec<(usize, i64, i64, String)>,
}

/// A line across the chart and its label.
pub(super) struct Level {
    pub(super) y: i64,
    pub(super) label: i64,
}

/// The line of parties over time, ready to draw.
pub(super) struct Curve {
    pub(super) path: String,
    pub(super) levels: Vec<Level>,
    pub(super) years: Vec<(i64, i16)>,
    /// Where the day asked for lies.
    pub(super) mark: Option<i64>,
    pub(super) label: String,
}

pub(super) fn decade_chart(v: &View, found: &[store::Decade], by: &'static str) -> DecadeChart {
    let codes = if by == "type" { FAMILIES } else { COMMUNITIES };
    let series_of = |decade: &store::Decade| {
        let code = if by == "type" { model::family(&decade.kind) } else { decade.community.as_str() };
        codes.iter().position(|known| *known == code).unwrap_or(0)
    };
    let dated = || found.iter().filter_map(|decade| Some((decade.decade.parse::<i64>().ok()? * 10, decade)));
    let (first, last) = (dated().map(|(year, _)| year).min(), dated().map(|(year, _)| year).max());
    let mut decades = Vec::new();
    if let (Some(first), Some(last)) = (first, last) {
        for year in (first..=last).step_by(10) {
            let mut counts = vec![0; codes.len()];
            for (_, decade) in dated().filter(|(found, _)| *found == year) {
                counts[series_of(decade)] += decade.count;
            }
            decades.push(DecadeRow {
                decade: year,
                label: v.t1("agreement-decade-name", "year", year),
                total: counts.iter().sum(),
                counts,
            });
        }
    }
    let prefix = if by == "type" { "agreement-family" } else { "agreement-community" };
    DecadeChart {
        by,
        series: codes.iter().map(|code| Series { code, name: v.word(prefix, code) }).collect(),
        decades,
        undated: found.iter().filter(|decade| decade.decade.is_empty()).map(|decade| decade.count).sum(),
    }
}

pub(super) fn bars(chart: &DecadeChart) -> (Vec<Bar>, Vec<Level>) {
    let (left, top, right, bottom) = PLOT;
    let most = chart.decades.iter().map(|decade| decade.total).max().unwrap_or(0).max(1);
    let (step, ceiling) = scale(most);
    let height = |count: i64| count * (bottom - top) / ceiling;
    let slot = (right - left) / i64::try_from(chart.decades.len()).unwrap_or(1).max(1);
    let bars = chart.decades.iter().zip(0_i64..).map(|(decade, place)| {
        let mut below = 0;
        let mut parts = Vec::new();
        for (number, (count, series)) in
            decade.counts.iter().zip(&chart.series).enumerate().filter(|(_, (count, _))| **count > 0)
        {
            let (from, to) = (height(below), height(below + count));
            below += count;
            parts.push((
                number + 1,
                bottom - to,
                (to - from).max(1),
                format!("{}, {}: {count}", decade.label, series.name),
            ));
        }
        let x = left + place * slot + slot / 2;
        Bar {
            x,
            label: decade.label.clone(),
            total: decade.total,
            top: bottom - height(decade.total) - 6,
            parts,
        }
    });
    let levels = (0..=ceiling / step).map(|n| Level { y: bottom - height(n * step), label: n * step });
    (bars.collect(), levels.collect())
}

/// A round step for at most five lines, and the top of the scale.
fn scale(most: i64) -> (i64, i64) {
    let step =
        [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].into_iter().find(|step| most <= step * 4).unwrap_or(1_000);
    (step, (most + step - 1) / step * step)
}

pub(super) fn curve(
    v: &View,
    treaty: &Treaty,
    steps: &[(Date, usize)],
    as_of: Date,
    today: Date,
) -> Option<Curve> {
    let (first, last) = (steps.first()?, steps.last()?);
    if steps.len() < 2 {
        return None;
    }
    let (left, top, right, bottom) = PLOT;
    let start = treaty.date.map_or(first.0, |date| date.min(first.0));
    let end = today.max(last.0);
    let days = |from: Date, to: Date| i64::from(from.until(to).map_or(0, |span| span.get_days()));
    let x = |date: Date| left + days(start, date) * (right - left) / days(start, end).max(1);
    let (step, ceiling) = scale(last.1 as i64);
    let y = |count: i64| bottom - count * (bottom - top) / ceiling;
    let mut path = format!("M{left} {}", y(0));
    for (date, count) in steps {
        let _ = write!(path, "H{}V{}", x(*date), y(*count as i64));
    }
    let _ = write!(path, "H{right}");
    let (from, to) = (i64::from(start.year()), i64::from(end.year()));
    let every = [1, 2, 5, 10, 20, 50].into_iter().find(|every| (to - from) / every <= 6).unwrap_or(100);
    let years = (from..=to).filter(|year| year % every == 0).filter_map(|year| {
        let year = i16::try_from(year).ok()?;
        let first_day = Date::new(year, 1, 1).ok()?;
        (first_day >= start).then(|| (x(first_day), year))
    });
    Some(Curve {
        path,
        levels: (0..=ceiling / step).map(|n| Level { y: y(n * step), label: n * step }).collect(),
        years: years.collect(),
        mark: (as_of >= start && as_of <= end).then(|| x(as_of)),
        label: v.t2("agreement-curve-label", "count", last.1, "date", v.date(&last.0.to_string())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_hold_the_most() {
        for (most, expected) in [
            (1, (1, 1)),
            (4, (1, 4)),
            (5, (2, 6)),
            (10, (5, 10)),
            (53, (20, 60)),
            (87, (25, 100)),
            (0, (1, 0)),
        ] {
            assert_eq!(scale(most), expected, "{most}");
        }
    }
}
