//! A point as it was read, or why a record is no point.
use crate::bulk::rows::row::Id;
use riverchief_geom::degrees::{Axis, Coordinate, DegreesError, read};
use std::borrow::Cow;

/// What a record holds: a point, or an error.
pub type PointRecord<'a> = Result<Point<'a>, Box<RowError>>;

/// A point to resolve; it borrows from its record.
#[derive(Clone, Debug, PartialEq)]
pub struct Point<'a> {
    /// Its own id, if it has one.
    pub id: Option<Id<'a>>,
    /// First coordinate (longitude, east); finite.
    pub x: f64,
    /// Second coordinate (latitude, north); finite.
    pub y: f64,
    /// One of them is written in degrees, minutes and seconds or with a hemisphere, so they can't be metres.
    pub in_degrees: bool,
    /// `x` as it was sent.
    pub x_text: Cow<'a, str>,
    /// `y` as it was sent.
    pub y_text: Cow<'a, str>,
}

/// A record that can't be read as a point.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record}: {message}")]
pub struct RowError {
    /// Number of the record, from 1.
    pub record: u64,
    /// Its id, if it could be read.
    pub id: Option<Id<'static>>,
    /// Its first coordinate as it was sent, if there is one.
    pub x_text: String,
    /// Its second coordinate as it was sent, if there is one.
    pub y_text: String,
    /// What is wrong, and what to do.
    pub message: String,
    /// No more records can be read after it.
    pub last: bool,
}

impl RowError {
    pub(super) fn new(record: u64, message: impl Into<String>) -> Self {
        Self {
            record,
            id: None,
            x_text: String::new(),
            y_text: String::new(),
            message: message.into(),
            last: false,
        }
    }

    pub(super) fn last(record: u64, message: impl Into<String>) -> Self {
        Self {
            last: true,
            ..Self::new(record, message)
        }
    }
}

/// Reads a point from the texts of two coordinates.
pub(super) fn point<'a>(
    record: u64,
    id: Option<Id<'a>>,
    x_text: Cow<'a, str>,
    y_text: Cow<'a, str>,
) -> PointRecord<'a> {
    let coordinate = |name: &str, text: &str, axis| -> Result<Coordinate, String> {
        read(text, axis).map_err(|error| match error {
            DegreesError::Empty => format!("{name} is empty"),
            DegreesError::NotDegrees => format!("{name} is not a finite number: {}", shortened(text)),
            other => format!("{name} can't be read: {other}: {}", shortened(text)),
        })
    };
    let (x_text, y_text) = (trimmed(x_text), trimmed(y_text));
    let read =
        coordinate("lon", &x_text, Axis::Longitude).and_then(|x| Ok((x, coordinate("lat", &y_text, Axis::Latitude)?)));
    match read {
        Ok((x, y)) => Ok(Point {
            id,
            x: x.value,
            y: y.value,
            in_degrees: x.in_degrees || y.in_degrees,
            x_text,
            y_text,
        }),
        Err(message) => Err(Box::new(RowError {
            id: id.map(Id::into_owned),
            x_text: shortened(&x_text),
            y_text: shortened(&y_text),
            ..RowError::new(record, message)
        })),
    }
}

/// A text without white space at its ends.
pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The first 80 characters of a text, for a message.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(80).collect()
}
