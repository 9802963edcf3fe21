//! Reads single values of the control files. A wrong value is refused while it is read, so that the message has its line.
//! Knows no geometry, and not the purpose of a value.
use riverchief_core::domain::kinds::{Level, TitleClass, WaterKind};
use riverchief_core::domain::time::Date;
use serde::de::{Deserialize, Deserializer, Error};
use std::fmt::Display;

/// A control point: longitude, latitude in degrees, EPSG:4490.
pub type Place = [f64; 2];

/// Checks that it is longitude before latitude, in or around China.
fn is_place<E: Error>(p: Place) -> Result<Place, E> {
    if (73.0..=136.0).contains(&p[0]) && (3.0..=54.0).contains(&p[1]) {
        Ok(p)
    } else {
        let [x, y] = p;
        Err(E::custom(format!(
            "[{x}, {y}] is not a place: expected [longitude, latitude] in degrees, 73 to 136 and 3 to 54"
        )))
    }
}

/// A place.
pub fn place<'de, D: Deserializer<'de>>(d: D) -> Result<Place, D::Error> {
    is_place(Place::deserialize(d)?)
}

/// Places.
pub fn places<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Place>, D::Error> {
    Vec::<Place>::deserialize(d)?.into_iter().map(is_place).collect()
}

/// Islets: a place and a radius in metres each.
pub fn islets<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<[f64; 3]>, D::Error> {
    let list = Vec::<[f64; 3]>::deserialize(d)?;
    for [x, y, radius_m] in &list {
        is_place([*x, *y])?;
        if radius_m.is_nan() || *radius_m <= 0.0 {
            return Err(D::Error::custom(format!(
                "{radius_m} is not a radius: expected metres, more than 0"
            )));
        }
    }
    Ok(list)
}

fn is_day<E: Error>(text: String) -> Result<String, E> {
    match text.parse::<Date>() {
        Ok(_) if text.len() == 10 => Ok(text),
        _ => Err(E::custom(format!("{text:?} is not a date: expected YYYY-MM-DD"))),
    }
}

/// A day.
pub fn day<'de, D: Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    is_day(String::deserialize(d)?)
}

/// A day, or none.
pub fn maybe_day<'de, D: Deserializer<'de>>(d: D) -> Result<Option<String>, D::Error> {
    Option::<String>::deserialize(d)?.map(is_day).transpose()
}

/// Days.
pub fn days<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    Vec::<String>::deserialize(d)?.into_iter().map(is_day).collect()
}

fn one_of<'de, D: Deserializer<'de>, T: Copy + Display>(
    d: D,
    parse: fn(&str) -> Option<T>,
    all: &[T],
) -> Result<T, D::Error> {
    let text = String::deserialize(d)?;
    parse(&text).ok_or_else(|| {
        let all: Vec<String> = all.iter().map(|v| format!("`{v}`")).collect();
        D::Error::custom(format!("unknown {text:?}, expected one of {}", all.join(", ")))
    })
}

/// An administrative level.
pub fn level<'de, D: Deserializer<'de>>(d: D) -> Result<Level, D::Error> {
    one_of(d, Level::parse, Level::ALL)
}

/// A class of office.
pub fn role<'de, D: Deserializer<'de>>(d: D) -> Result<TitleClass, D::Error> {
    one_of(d, TitleClass::parse, TitleClass::ALL)
}

/// A kind of water.
pub fn kind<'de, D: Deserializer<'de>>(d: D) -> Result<WaterKind, D::Error> {
    one_of(d, WaterKind::parse, WaterKind::ALL)
}
