//! The kinds of value a parameter can have.
use super::parameter::{Refusal, Value};
use crate::world::Version;
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_geom::degrees::{self, Axis, Coordinate, DegreesError};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

fn object(kind: Type) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(kind)
}

/// A longitude or easting: a finite decimal number, or degrees, minutes and seconds. The description asks for a number,
/// which every client can write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Longitude(pub Coordinate);

impl Value for Longitude {
    fn parse(text: &str) -> Result<Self, Refusal> {
        coordinate(text, Axis::Longitude).map(Self)
    }
    fn schema() -> Schema {
        decimal()
    }
}

/// A latitude or northing, written as a [`Longitude`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Latitude(pub Coordinate);

impl Value for Latitude {
    fn parse(text: &str) -> Result<Self, Refusal> {
        coordinate(text, Axis::Latitude).map(Self)
    }
    fn schema() -> Schema {
        decimal()
    }
}

fn coordinate(text: &str, axis: Axis) -> Result<Coordinate, Refusal> {
    degrees::read(text, axis).map_err(|error| match error {
        DegreesError::Empty | DegreesError::NotDegrees => Refusal::new(FINITE),
        other => Refusal::new(format!("The value can't be read: {other}.")),
    })
}

fn decimal() -> Schema {
    object(Type::Number)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
        .build()
        .into()
}

const FINITE: &str = "The value must be a finite decimal number, such as 109.12.";

/// A finite decimal number.
fn number(text: &str) -> Result<f64, Refusal> {
    let plain = text
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    let value = text.parse::<f64>().ok().filter(|value| plain && value.is_finite());
    value.ok_or_else(|| Refusal::new(FINITE))
}

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateText(pub Date);

impl Value for DateText {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| {
                if matches!(i, 4 | 7) {
                    b == b'-'
                } else {
                    b.is_ascii_digit()
                }
            });
        match text.parse::<Date>() {
            Ok(date) if shaped => Ok(Self(date)),
            _ if shaped => Err(Refusal::new("There is no such day in the calendar.")),
            _ => Err(Refusal::new(
                "The value must be a day as YYYY-MM-DD, such as 2018-06-30.",
            )),
        }
    }
    fn schema() -> Schema {
        object(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .build()
            .into()
    }
}

/// An edition number, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition(pub u32);

impl Value for Edition {
    fn parse(text: &str) -> Result<Self, Refusal> {
        match text.parse() {
            Ok(number) if number > 0 && text.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(number)),
            _ => Err(Refusal::new("The value must be an edition number, 1 or more.")),
        }
    }
    fn schema() -> Schema {
        object(Type::Integer).minimum(Some(1)).build().into()
    }
}

/// The version of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorldVersion(pub Version);

impl Value for WorldVersion {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let refused =
            || Refusal::new("The value must be the version of a world, 16 hexadecimal digits, as stated in answers.");
        Version::parse(text).map(Self).ok_or_else(refused)
    }
    fn schema() -> Schema {
        object(Type::String).pattern(Some("^[0-9a-f]{16}$")).build().into()
    }
}

/// `true` or `false`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch(pub bool);

impl Value for Switch {
    fn parse(text: &str) -> Result<Self, Refusal> {
        text.parse().map(Self).map_err(|_| Refusal {
            detail: "The value must be true or false.".to_owned(),
            allowed: vec!["true".to_owned(), "false".to_owned()],
        })
    }
    fn schema() -> Schema {
        object(Type::Boolean).build().into()
    }
}

/// One of the four levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelName(pub Level);

impl Value for LevelName {
    fn parse(text: &str) -> Result<Self, Refusal> {
        Level::parse(text).map(Self).ok_or_else(|| Refusal {
            detail: "There is no such level. Use one of the allowed values.".to_owned(),
            allowed: Level::ALL.iter().map(|l| l.as_str().to_owned()).collect(),
        })
    }
    fn schema() -> Schema {
        object(Type::String)
            .enum_values(Some(Level::ALL.iter().map(|l| l.as_str())))
            .build()
            .into()
    }
}

/// A distance along the network in kilometres, 0 to 1,000.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DistanceKm(pub f64);

impl Value for DistanceKm {
    fn parse(text: &str) -> Result<Self, Refusal> {
        between(text, 1000.0, "The distance must be between 0 and 1000 kilometres.").map(Self)
    }
    fn schema() -> Schema {
        object(Type::Number).minimum(Some(0)).maximum(Some(1000)).build().into()
    }
}

/// Pixels of a map, 0 to 64.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pixels(pub f64);

impl Value for Pixels {
    fn parse(text: &str) -> Result<Self, Refusal> {
        between(text, 64.0, "The value must be a number of pixels between 0 and 64.").map(Self)
    }
    fn schema() -> Schema {
        object(Type::Number).minimum(Some(0)).maximum(Some(64)).build().into()
    }
}

/// The zoom of a map whose world is 512 pixels wide at zoom 0, 0 to 24.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zoom(pub f64);

impl Value for Zoom {
    fn parse(text: &str) -> Result<Self, Refusal> {
        between(text, 24.0, "The value must be a zoom between 0 and 24.").map(Self)
    }
    fn schema() -> Schema {
        object(Type::Number).minimum(Some(0)).maximum(Some(24)).build().into()
    }
}

/// A number from 0 to `most`.
fn between(text: &str, most: f64, refusal: &str) -> Result<f64, Refusal> {
    let value = number(text)?;
    if (0.0..=most).contains(&value) {
        Ok(value)
    } else {
        Err(Refusal::new(refusal))
    }
}

/// The number of results, 1 to 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(pub usize);

impl Value for Limit {
    fn parse(text: &str) -> Result<Self, Refusal> {
        match text.parse() {
            Ok(number @ 1..=200) if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(number)),
            _ => Err(Refusal::new("The limit must be a whole number between 1 and 200.")),
        }
    }
    fn schema() -> Schema {
        object(Type::Integer).minimum(Some(1)).maximum(Some(200)).build().into()
    }
}

/// A search text or the name of a concern: not blank, at most 100 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(pub String);

impl Value for Words {
    fn parse(text: &str) -> Result<Self, Refusal> {
        let text = text.trim();
        match text.chars().count() {
            0 => Err(Refusal::new("The value must not be blank.")),
            1..=100 => Ok(Self(text.to_owned())),
            _ => Err(Refusal::new("The value must not be longer than 100 characters.")),
        }
    }
    fn schema() -> Schema {
        object(Type::String)
            .min_length(Some(1))
            .max_length(Some(100))
            .build()
            .into()
    }
}

/// The name of a coordinate reference system, as text; [`crate::http::place::read_crs`] resolves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrsName(pub String);

impl Value for CrsName {
    fn parse(text: &str) -> Result<Self, Refusal> {
        if text.is_empty() || text.len() > 100 {
            return Err(Refusal::new(
                "The value must name a CRS, such as CRS84, EPSG:4547, GCJ02 or BD09.",
            ));
        }
        Ok(Self(text.to_owned()))
    }
    fn schema() -> Schema {
        object(Type::String)
            .examples(["CRS84", "EPSG:4490", "EPSG:4547", "GCJ02", "BD09"])
            .build()
            .into()
    }
}
