//! A row before it is written: the point as it was sent, and its answer.
use riverchief_core::domain::answer::Answer;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::snapshot::Law;
use riverchief_geom::LonLat;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The id of a record, as it was sent.
#[derive(Clone, Debug)]
pub struct Id<'a> {
    text: Cow<'a, str>,
    /// Its JSON text, if it came from JSON.
    json: Option<Cow<'a, RawValue>>,
}

impl<'a> Id<'a> {
    /// An id that is text.
    #[must_use]
    pub fn of_text(text: impl Into<Cow<'a, str>>) -> Self {
        Self {
            text: text.into(),
            json: None,
        }
    }

    /// An id from JSON; `None` for null.
    #[must_use]
    pub fn of_json(raw: &'a RawValue) -> Option<Self> {
        let text = match serde_json::from_str::<Value>(raw.get()) {
            Ok(Value::Null) => return None,
            Ok(Value::String(text)) => text.into(),
            _ => raw.get().into(),
        };
        Some(Self {
            text,
            json: Some(Cow::Borrowed(raw)),
        })
    }

    /// The same, with texts of its own.
    #[must_use]
    pub fn into_owned(self) -> Id<'static> {
        Id {
            text: Cow::Owned(self.text.into_owned()),
            json: self.json.map(|raw| Cow::Owned(raw.into_owned())),
        }
    }

    /// The id as text: the value of a string, or else the JSON text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a `GeoJSON` feature may have this id: it is a string or a number.
    pub(super) fn names_a_feature(&self) -> bool {
        let begins = |raw: &RawValue| {
            raw.get()
                .starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit())
        };
        self.json.as_deref().is_none_or(begins)
    }
}

impl PartialEq for Id<'_> {
    fn eq(&self, other: &Self) -> bool {
        let json = |id: &Self| id.json.as_deref().map(|raw| raw.get().to_owned());
        self.text == other.text && json(self) == json(other)
    }
}

impl Eq for Id<'_> {}

/// The same JSON text as it was sent.
impl Serialize for Id<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match &self.json {
            Some(raw) => raw.serialize(to),
            None => to.serialize_str(&self.text),
        }
    }
}

/// A row to write: the point as it was sent, and its answer or an error.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The id of the input, if it had one.
    pub id: Option<&'a Id<'a>>,
    /// First coordinate, as it was sent.
    pub lon: &'a str,
    /// Second coordinate, as it was sent.
    pub lat: &'a str,
    /// What was found, or an error message.
    pub outcome: Result<Answered<'a>, &'a str>,
}

/// What was found about a place.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The place.
    pub at: LonLat,
    /// The law that it rests on.
    pub law: &'a Law,
    /// As much as was asked.
    pub found: Found<'a>,
}

/// As much about a place as the columns of its row need.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    /// Nothing but the place.
    Place,
    /// Its units by level; none outside the city.
    Units(&'a [Option<UnitCode>; 4]),
    /// An answer.
    Answer(&'a Answer),
}
