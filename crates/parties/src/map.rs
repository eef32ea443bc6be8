//! The map of the members: outlines as data inside the binary, drawn on the server, with the list
//! beside it. Members the map does not know are only listed.

use crate::{model::MemberBrief, rules, store};
use askama::Template;
use mufakat_base::dates;
use mufakat_web::{Call, Problem, Reply, Result, Tx, View};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Outlines from Natural Earth: see `source` inside.
const DATA: &str = include_str!("../../../profiles/asean/map.json");
/// An admission counts as recent for so many years.
const RECENT_YEARS: i16 = 10;

/// An outline shorter than this is a small shape; its name stands so much higher.
const SMALL_BYTES: usize = 600;
const LABEL_LIFT: i32 = 26;

/// The drawing as data.
#[derive(Debug, Deserialize)]
pub struct Drawing {
    pub source: String,
    pub disclaimer: String,
    pub view_box: String,
    /// Land of others.
    pub land: String,
    pub members: Vec<Shape>,
    pub insets: Vec<Inset>,
}

/// Outline of a member, and where its name goes.
#[derive(Debug, Deserialize)]
pub struct Shape {
    pub code: String,
    pub d: String,
    pub x: i32,
    pub y: i32,
}

impl Shape {
    /// Height of the name: above a shape so small that the name would hide it.
    pub fn label_y(&self) -> i32 {
        if self.d.len() < SMALL_BYTES { self.y - LABEL_LIFT } else { self.y }
    }
}

/// A member too small for the scale, drawn larger in a frame.
#[derive(Debug, Deserialize)]
pub struct Inset {
    pub code: String,
    pub title: String,
    pub x: i32,
    pub y: i32,
    pub w: i32,
    pub h: i32,
    pub d: String,
    pub land: String,
}

/// The drawing, read once.
pub fn drawing() -> Result<&'static Drawing> {
    static READ: OnceLock<Option<Drawing>> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(DATA).ok())
        .as_ref()
        .ok_or_else(|| Problem::internal("the map can't be read"))
}

/// When a member was admitted, in the classes of the legend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Admission {
    Founding,
    Later,
    Recent,
}

impl Admission {
    /// Name in texts.
    fn name(self) -> &'static str {
        match self {
            Self::Founding => "founding",
            Self::Later => "later",
            Self::Recent => "recent",
        }
    }

    /// Colour class of the design system.
    fn class(self) -> &'static str {
        match self {
            Self::Founding => "s5",
            Self::Later => "s3",
            Self::Recent => "s2",
        }
    }
}

#[derive(Serialize)]
struct Placed {
    #[serde(flatten)]
    member: MemberBrief,
    admission: Admission,
    /// Chosen by `?member=`.
    chosen: bool,
    #[serde(skip)]
    shape: Option<&'static Shape>,
    #[serde(skip)]
    inset: Option<&'static Inset>,
}

#[derive(Template, Serialize)]
#[template(path = "members/map.html")]
struct MapPage {
    #[serde(skip)]
    v: View,
    as_of: String,
    today: bool,
    count: usize,
    members: Vec<Placed>,
    source: &'static str,
    disclaimer: &'static str,
    #[serde(skip)]
    drawing: &'static Drawing,
    /// Outlines of those who were no members that day: land like any other.
    #[serde(skip)]
    others: Vec<&'static Shape>,
    #[serde(skip)]
    legend: Vec<Admission>,
}

/// The map on a day.
pub fn show(c: &Call, tx: &mut Tx<'_>) -> Result<Reply> {
    let drawing = drawing()?;
    let today = c.today();
    let as_of = dates::parse_date(c.asked("as_of")).unwrap_or(today);
    let chosen = c.asked("member").to_owned();
    let members: Vec<Placed> = store::members_on(tx, as_of)?
        .into_iter()
        .map(|member| Placed {
            admission: match rules::first_day(&member.admitted) {
                _ if member.founding => Admission::Founding,
                Some(day) if day.year() + RECENT_YEARS > as_of.year() => Admission::Recent,
                _ => Admission::Later,
            },
            chosen: member.code == chosen,
            shape: drawing.members.iter().find(|shape| shape.code == member.code),
            inset: drawing.insets.iter().find(|inset| inset.code == member.code),
            member,
        })
        .collect();
    let others = drawing
        .members
        .iter()
        .filter(|shape| !members.iter().any(|placed| placed.member.code == shape.code))
        .collect();
    let legend = [Admission::Founding, Admission::Later, Admission::Recent];
    let page = MapPage {
        v: c.view(),
        as_of: as_of.to_string(),
        today: as_of == today,
        count: members.len(),
        legend: legend
            .into_iter()
            .filter(|one| members.iter().any(|member| member.admission == *one))
            .collect(),
        members,
        source: &drawing.source,
        disclaimer: &drawing.disclaimer,
        drawing,
        others,
    };
    Ok(Reply::page(page))
}
