//! An answer as a row: the columns of “Answers as rows”, and a cell for each. Of formats it knows only how a cell is
//! written as text and as JSON.
use super::row::{Id, Row};
use riverchief_core::domain::answer::Answer;
use riverchief_core::domain::ids::{PostId, UnitCode};
use riverchief_core::domain::kinds::{Level, Status};
use riverchief_core::snapshot::Law;
use riverchief_core::snapshot::posts::Incumbency;
use serde::ser::{Serialize, SerializeSeq as _, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// Columns in their order. The first twenty-one are fixed by contract; those after `error` may grow at the end.
pub const COLUMNS: [&str; 39] = [
    "id",
    "lon",
    "lat",
    "status",
    "city",
    "county",
    "township",
    "village",
    "water",
    "segment",
    "zone",
    "bank",
    "measure_m",
    "distance_m",
    "direct_posts",
    "first_contact_post",
    "accountable_post",
    "alternatives",
    "rule",
    "error",
    "confidence",
    "branch",
    "water_name",
    "city_name",
    "county_name",
    "township_name",
    "village_name",
    "managed_by",
    "direct_names",
    "first_contact_name",
    "first_contact_phone",
    "accountable_name",
    "nearest_segment",
    "neighbour",
    "direct_holders",
    "direct_phones",
    "first_contact_holder",
    "accountable_holder",
    "accountable_phone",
];

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Empty,
    /// The id that was sent.
    Id(Id),
    /// Text; never empty.
    Text(String),
    /// A number, as text.
    Number(String),
    /// One value for each of several posts; an empty one is missing.
    Several(Vec<String>),
    /// The names of the holders of a post.
    Names(Vec<String>),
    /// The names of the holders of each of several posts.
    NamesEach(Vec<Vec<String>>),
}

impl Cell {
    fn of(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    fn maybe<T: ToString>(value: Option<&T>) -> Self {
        value.map_or(Self::Empty, |value| Self::of(value.to_string()))
    }

    /// As one text: several values are joined by `;`, the names of one post by a comma.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Id(id) => Cow::Borrowed(id.text()),
            Self::Text(text) | Self::Number(text) => Cow::Borrowed(text),
            Self::Several(values) => Cow::Owned(values.join(";")),
            Self::Names(names) => Cow::Owned(names.join(",")),
            Self::NamesEach(posts) => {
                let posts: Vec<String> = posts.iter().map(|names| names.join(",")).collect();
                Cow::Owned(posts.join(";"))
            }
        }
    }
}

/// Empty is null. A number keeps its text where that is valid JSON; otherwise its value is written.
impl Serialize for Cell {
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

/// The cells of a row, in the order of [`COLUMNS`] (docs/RULES.md S1–S6).
#[must_use]
pub fn cells(row: Row<'_>) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(COLUMNS.len());
    cells.push(row.id.map_or(Cell::Empty, |id| Cell::Id(id.clone())));
    cells.push(Cell::Number(row.lon.to_owned()));
    cells.push(Cell::Number(row.lat.to_owned()));
    match row.outcome {
        Ok((answer, law)) => {
            push_codes(answer, &mut cells);
            push_names(answer, law, &mut cells);
        }
        Err(message) => push_error(message, &mut cells),
    }
    cells
}

/// The columns from `status` to the end, of a row without an answer.
fn push_error(message: &str, cells: &mut Vec<Cell>) {
    cells.push(Cell::of("ERROR"));
    let rest = COLUMNS[cells.len()..].iter().map(|column| match *column {
        "error" => Cell::of(message),
        "direct_posts" | "alternatives" | "direct_names" | "direct_phones" => Cell::Several(vec![]),
        "first_contact_holder" | "accountable_holder" => Cell::Names(vec![]),
        "direct_holders" => Cell::NamesEach(vec![]),
        _ => Cell::Empty,
    });
    cells.extend(rest);
}

/// The columns from `status` to `branch`.
fn push_codes(answer: &Answer, cells: &mut Vec<Cell>) {
    cells.push(Cell::of(answer.status.to_string()));
    cells.extend(answer.units.by_level.iter().map(|u| Cell::maybe(u.as_ref())));
    let channel = answer.stationing.as_ref().filter(|_| answer.status == Status::Channel);
    cells.push(Cell::maybe(answer.water.as_ref()));
    cells.push(Cell::maybe(answer.segment.as_ref()));
    cells.push(Cell::maybe(answer.zone.as_ref()));
    cells.push(channel.map_or(Cell::Empty, |s| Cell::of(s.bank.to_string())));
    cells.push(channel.map_or(Cell::Empty, |s| metres(s.measure_m)));
    cells.push(answer.distance_m.map_or(Cell::Empty, metres));
    let direct = &answer.direct_responsible;
    cells.push(Cell::Several(direct.iter().map(ToString::to_string).collect()));
    cells.push(Cell::maybe(answer.first_contact.as_ref()));
    cells.push(Cell::maybe(answer.accountable.as_ref()));
    cells.push(alternatives(answer));
    cells.push(Cell::of(answer.rule.as_str()));
    cells.push(Cell::Empty);
    cells.push(Cell::of(answer.confidence.to_string()));
    cells.push(channel.map_or(Cell::Empty, |s| Cell::Number(s.branch.to_string())));
}

/// The columns from `water_name` to the end.
fn push_names(answer: &Answer, law: &Law, cells: &mut Vec<Cell>) {
    let direct = &answer.direct_responsible;
    let water = answer.water.as_ref().and_then(|w| law.waters.get(w));
    cells.push(water.map_or(Cell::Empty, |w| Cell::of(&w.name)));
    let units = Level::ALL.iter().map(|l| answer.units.by_level[l.index()].as_ref());
    cells.extend(units.map(|code| Cell::of(unit_name(law, code))));
    cells.push(Cell::maybe(answer.units.managed_by.as_ref()));
    cells.push(Cell::Several(direct.iter().map(|p| post_name(law, Some(p))).collect()));
    cells.push(Cell::of(post_name(law, answer.first_contact.as_ref())));
    let phone = answer
        .first_contact
        .as_ref()
        .and_then(|p| law.posts.get(p)?.phone.clone());
    cells.push(Cell::of(phone.unwrap_or_default()));
    cells.push(Cell::of(post_name(law, answer.accountable.as_ref())));
    let nearest = answer.nearest.as_ref().and_then(|n| n.segment.as_ref());
    cells.push(Cell::maybe(nearest));
    cells.push(Cell::maybe(answer.neighbour.as_ref()));
    let incumbency = |id: &PostId| law.post_table().get(id);
    let one = |id: Option<&PostId>| id.and_then(incumbency);
    let (first, last) = (one(answer.first_contact.as_ref()), one(answer.accountable.as_ref()));
    cells.push(Cell::NamesEach(
        direct.iter().filter_map(incumbency).map(|p| holders(p)).collect(),
    ));
    cells.push(Cell::Several(
        direct.iter().filter_map(incumbency).map(|p| telephone(p)).collect(),
    ));
    cells.push(Cell::Names(first.map_or_else(Vec::new, |p| holders(p))));
    cells.push(Cell::Names(last.map_or_else(Vec::new, |p| holders(p))));
    cells.push(Cell::of(last.map_or_else(String::new, |p| telephone(p))));
}

fn holders(post: &Incumbency) -> Vec<String> {
    post.holders.iter().map(|h| h.name.clone()).collect()
}

fn telephone(post: &Incumbency) -> String {
    post.phone.as_deref().unwrap_or_default().to_owned()
}

/// Metres with six decimals (S5); zero has no sign.
fn metres(value: f64) -> Cell {
    let text = format!("{value:.6}");
    Cell::Number(if text == "-0.000000" {
        "0.000000".to_owned()
    } else {
        text
    })
}

/// The keys of the alternatives, nearest first, each once (S1).
fn alternatives(answer: &Answer) -> Cell {
    let mut keys: Vec<String> = Vec::new();
    for alternative in &answer.alternatives {
        if !keys.contains(&alternative.key) {
            keys.push(alternative.key.clone());
        }
    }
    Cell::Several(keys)
}

fn unit_name(law: &Law, code: Option<&UnitCode>) -> String {
    let unit = code.and_then(|c| law.units.get(c));
    unit.map_or_else(String::new, |u| u.name.clone())
}

fn post_name(law: &Law, post: Option<&PostId>) -> String {
    let post = post.and_then(|p| law.posts.get(p));
    post.map_or_else(String::new, |p| p.name.clone())
}
