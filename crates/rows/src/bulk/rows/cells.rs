//! An answer as a row: the cell of each column. Of formats it knows only how a cell is written as text and as JSON.
use super::row::{Found, Id, Row};
use crate::bulk::columns::{Column, Columns};
use riverchief_core::domain::answer::Answer;
use riverchief_core::domain::ids::{FeatureId, PostId, SegmentId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Level, Status};
use riverchief_core::snapshot::Law;
use riverchief_core::snapshot::posts::Incumbency;
use serde::ser::{Serialize, SerializeSeq as _, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Empty,
    /// The id that was sent.
    Id(&'a Id<'a>),
    /// Text; never empty.
    Text(Cow<'a, str>),
    /// A number, as text.
    Number(Cow<'a, str>),
    /// One value for each of several posts; an empty one is missing.
    Several(Vec<&'a str>),
    /// The names of the holders of a post.
    Names(Vec<&'a str>),
    /// The names of the holders of each of several posts.
    NamesEach(Vec<Vec<&'a str>>),
}

impl<'a> Cell<'a> {
    fn of(text: &'a str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(Cow::Borrowed(text))
        }
    }

    fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::of)
    }

    /// As one text: several values are joined by `;`, the names of one post by a comma.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Id(id) => Cow::Borrowed(id.text()),
            Self::Text(text) | Self::Number(text) => Cow::Borrowed(text),
            Self::Several(values) => joined(values, ";"),
            Self::Names(names) => joined(names, ","),
            Self::NamesEach(posts) => {
                let posts: Vec<Cow<'_, str>> = posts.iter().map(|names| joined(names, ",")).collect();
                Cow::Owned(joined(&posts, ";").into_owned())
            }
        }
    }
}

/// Texts with something between them; a single one is not copied.
fn joined<'a, T: AsRef<str>>(texts: &'a [T], between: &str) -> Cow<'a, str> {
    match texts {
        [] => Cow::Borrowed(""),
        [one] => Cow::Borrowed(one.as_ref()),
        several => {
            let texts: Vec<&str> = several.iter().map(AsRef::as_ref).collect();
            Cow::Owned(texts.join(between))
        }
    }
}

/// Empty is null. A number keeps its text where that is valid JSON; otherwise its value is written.
impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => to.serialize_none(),
            Self::Id(id) => id.serialize(to),
            Self::Text(text) => to.serialize_str(text),
            Self::Number(text) => number(text, to),
            Self::Several(values) => {
                let mut list = to.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(&Some(value).filter(|v| !v.is_empty()))?;
                }
                list.end()
            }
            Self::Names(names) => names.serialize(to),
            Self::NamesEach(posts) => posts.serialize(to),
        }
    }
}

fn number<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
    let plain = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    if plain && let Ok(raw) = serde_json::from_str::<&RawValue>(text) {
        return raw.serialize(to);
    }
    match text.trim().parse::<f64>() {
        Ok(value) if value.is_finite() => to.serialize_f64(value),
        _ if text.is_empty() => to.serialize_none(),
        _ => to.serialize_str(text),
    }
}

/// The cells of a row, in the order of the columns (docs/RULES.md S1–S6).
///
/// # Panics
/// The row was made without what a column needs ([`Columns::need`]).
#[must_use]
pub fn cells<'a>(row: Row<'a>, columns: &Columns) -> impl ExactSizeIterator<Item = Cell<'a>> {
    columns.iter().map(move |column| cell(row, column))
}

/// The cell of a column.
///
/// # Panics
/// As [`cells`].
pub(super) fn cell(row: Row<'_>, column: Column) -> Cell<'_> {
    match column {
        Column::Id => return row.id.map_or(Cell::Empty, Cell::Id),
        Column::Lon => return Cell::Number(Cow::Borrowed(row.lon)),
        Column::Lat => return Cell::Number(Cow::Borrowed(row.lat)),
        _ => {}
    }
    let answered = match row.outcome {
        Ok(answered) => answered,
        Err(message) => return of_error(column, message),
    };
    let law = answered.law;
    match (column, answered.found) {
        (Column::Error, _) => Cell::Empty,
        (_, Found::Answer(answer)) => of_answer(column, answer, law),
        (_, Found::Units(units)) => of_units(column, units, law),
        (_, Found::Place) => unknown(column),
    }
}

/// A column after the coordinates, of a row without an answer.
fn of_error(column: Column, message: &str) -> Cell<'_> {
    match column {
        Column::Status => Cell::of("ERROR"),
        Column::Error => Cell::of(message),
        Column::DirectPosts | Column::Alternatives | Column::DirectNames | Column::DirectPhones => {
            Cell::Several(vec![])
        }
        Column::FirstContactHolder | Column::AccountableHolder => Cell::Names(vec![]),
        Column::DirectHolders => Cell::NamesEach(vec![]),
        _ => Cell::Empty,
    }
}

/// Codes and names of units.
fn of_units<'a>(column: Column, units: &'a [Option<UnitCode>; 4], law: &'a Law) -> Cell<'a> {
    let code = |level: Level| units[level.index()].as_ref();
    let name = |level: Level| code(level).and_then(|c| law.units.get(c)).map(|u| &*u.name);
    match column {
        Column::City => Cell::maybe(code(Level::City).map(UnitCode::as_str)),
        Column::County => Cell::maybe(code(Level::County).map(UnitCode::as_str)),
        Column::Township => Cell::maybe(code(Level::Township).map(UnitCode::as_str)),
        Column::Village => Cell::maybe(code(Level::Village).map(UnitCode::as_str)),
        Column::CityName => Cell::maybe(name(Level::City)),
        Column::CountyName => Cell::maybe(name(Level::County)),
        Column::TownshipName => Cell::maybe(name(Level::Township)),
        Column::VillageName => Cell::maybe(name(Level::Village)),
        _ => unknown(column),
    }
}

/// What matched, by code; units and posts are left to the functions below.
fn of_answer<'a>(column: Column, answer: &'a Answer, law: &'a Law) -> Cell<'a> {
    let channel = answer.stationing.as_ref().filter(|_| answer.status == Status::Channel);
    match column {
        Column::Status => Cell::of(answer.status.as_str()),
        Column::Water => Cell::maybe(answer.water.as_ref().map(WaterCode::as_str)),
        Column::Segment => Cell::maybe(answer.segment.as_ref().map(SegmentId::as_str)),
        Column::Zone => Cell::maybe(answer.zone.as_ref().map(FeatureId::as_str)),
        Column::Bank => Cell::maybe(channel.map(|s| s.bank.as_str())),
        Column::MeasureM => channel.map_or(Cell::Empty, |s| metres(s.measure_m)),
        Column::DistanceM => answer.distance_m.map_or(Cell::Empty, metres),
        Column::Alternatives => alternatives(answer),
        Column::Rule => Cell::of(answer.rule.as_str()),
        Column::Confidence => Cell::of(answer.confidence.as_str()),
        Column::Branch => channel.map_or(Cell::Empty, |s| Cell::Number(s.branch.to_string().into())),
        Column::WaterName => {
            let water = answer.water.as_ref().and_then(|w| law.waters.get(w));
            Cell::maybe(water.map(|w| &*w.name))
        }
        Column::ManagedBy => Cell::maybe(answer.units.managed_by.as_ref().map(UnitCode::as_str)),
        Column::NearestSegment => {
            let nearest = answer.nearest.as_ref().and_then(|n| n.segment.as_ref());
            Cell::maybe(nearest.map(SegmentId::as_str))
        }
        Column::Neighbour => Cell::maybe(answer.neighbour.as_ref().map(UnitCode::as_str)),
        Column::DirectPosts | Column::DirectNames | Column::DirectHolders | Column::DirectPhones => {
            of_direct_posts(column, &answer.direct_responsible, law)
        }
        Column::FirstContactPost
        | Column::FirstContactName
        | Column::FirstContactPhone
        | Column::FirstContactHolder => of_post(column, answer.first_contact.as_ref(), law),
        Column::AccountablePost | Column::AccountableName | Column::AccountablePhone | Column::AccountableHolder => {
            of_post(column, answer.accountable.as_ref(), law)
        }
        _ => of_units(column, &answer.units.by_level, law),
    }
}

/// The posts called 直接责任人.
fn of_direct_posts<'a>(column: Column, posts: &'a [PostId], law: &'a Law) -> Cell<'a> {
    let incumbencies = || posts.iter().map(|id| law.post_table().get(id).map(|found| &**found));
    match column {
        Column::DirectPosts => Cell::Several(posts.iter().map(PostId::as_str).collect()),
        Column::DirectNames => Cell::Several(incumbencies().map(|p| p.map_or("", |p| &p.name)).collect()),
        Column::DirectPhones => Cell::Several(incumbencies().flatten().map(telephone).collect()),
        Column::DirectHolders => Cell::NamesEach(incumbencies().flatten().map(holders).collect()),
        _ => unknown(column),
    }
}

/// One post.
fn of_post<'a>(column: Column, id: Option<&'a PostId>, law: &'a Law) -> Cell<'a> {
    let found = || id.and_then(|id| law.post_table().get(id));
    match column {
        Column::FirstContactPost | Column::AccountablePost => Cell::maybe(id.map(PostId::as_str)),
        Column::FirstContactName | Column::AccountableName => Cell::maybe(found().map(|p| &*p.name)),
        Column::FirstContactPhone | Column::AccountablePhone => Cell::maybe(found().map(|p| telephone(p))),
        Column::FirstContactHolder | Column::AccountableHolder => {
            Cell::Names(found().map_or_else(Vec::new, |p| holders(p)))
        }
        _ => unknown(column),
    }
}

fn unknown(column: Column) -> ! {
    unreachable!("a row was made without what its column `{}` needs", column.name())
}

fn holders(post: &Incumbency) -> Vec<&str> {
    post.holders.iter().map(|h| &*h.name).collect()
}

fn telephone(post: &Incumbency) -> &str {
    post.phone.as_deref().unwrap_or_default()
}

/// Metres with six decimals (S5); zero has no sign.
fn metres<'a>(value: f64) -> Cell<'a> {
    let text = format!("{value:.6}");
    Cell::Number(if text == "-0.000000" {
        Cow::Borrowed("0.000000")
    } else {
        Cow::Owned(text)
    })
}

/// The keys of the alternatives, nearest first, each once (S1).
fn alternatives(answer: &Answer) -> Cell<'_> {
    let mut keys: Vec<&str> = Vec::new();
    for alternative in &answer.alternatives {
        if !keys.contains(&&*alternative.key) {
            keys.push(&alternative.key);
        }
    }
    Cell::Several(keys)
}
