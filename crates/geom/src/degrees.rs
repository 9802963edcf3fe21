//! Reads a longitude or latitude as people write it: decimal, or in degrees, minutes and seconds.
//!
//! A text with more than one meaning is refused. Knows no coordinate systems; a plain number may also be metres.
use thiserror::Error;

/// Which of the two coordinates a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Longitude, east positive; in a projected system the easting.
    Longitude,
    /// Latitude, north positive; in a projected system the northing.
    Latitude,
}

impl Axis {
    /// The greatest number of degrees.
    const fn most(self) -> f64 {
        match self {
            Self::Longitude => 180.0,
            Self::Latitude => 90.0,
        }
    }
}

/// A coordinate that was read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coordinate {
    /// Its value: degrees, or the number as it was written.
    pub value: f64,
    /// It was written with a degree mark, in parts or with a hemisphere, so it can't be metres.
    pub in_degrees: bool,
}

/// Why a text isn't read as a coordinate; each message tells what to write instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DegreesError {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is neither a finite number nor degrees.
    #[error("it is neither a number nor degrees; write 109.3593 or 109°21′33.5″")]
    NotDegrees,
    /// The parts or their marks are not in order, or a part is missing.
    #[error("its degrees, minutes and seconds are not in order; write 109°21′33.5″")]
    Order,
    /// Only the last part may have decimals.
    #[error("only its last part may have decimals; write 109.3593 or 109°21′33.5″")]
    Decimals,
    /// Two numbers without marks: degrees and minutes, or longitude and latitude.
    #[error("two numbers without marks can be degrees and minutes, or two coordinates; write 109°21′")]
    TwoNumbers,
    /// Minutes or seconds of 60 or more.
    #[error("minutes and seconds must be below 60")]
    Sixty,
    /// It is written in degrees and beyond 180, or 90 for a latitude.
    #[error("it has more degrees than there are: 180 for a longitude, 90 for a latitude")]
    TooMany,
    /// A hemisphere of the other axis.
    #[error("it names a hemisphere of the other coordinate: longitudes are east or west, latitudes north or south")]
    OtherAxis,
    /// A hemisphere twice, or with a sign.
    #[error("it names its hemisphere twice; write either a sign or one of E, W, N, S")]
    TwoHemispheres,
}

/// Reads a coordinate. Full-width characters, spaces around, and Chinese marks and hemispheres are accepted.
///
/// ```
/// use riverchief_geom::degrees::{Axis, read};
/// for text in ["109.36", "109°21′36″", "东经109度21分36秒", "109 21 36 E", "E109:21.6"] {
///     assert_eq!(read(text, Axis::Longitude).map(|c| c.value), Ok(109.36), "{text}");
/// }
/// ```
///
/// # Errors
/// [`DegreesError`] if it is no coordinate, or can be read in more than one way.
pub fn read(text: &str, axis: Axis) -> Result<Coordinate, DegreesError> {
    let plain: String = text.chars().map(usual).collect();
    let plain = plain.trim();
    if plain.is_empty() {
        return Err(DegreesError::Empty);
    }
    if let Ok(value) = plain.parse::<f64>() {
        let in_degrees = false;
        let written = || Coordinate { value, in_degrees };
        return value.is_finite().then(written).ok_or(DegreesError::NotDegrees);
    }
    let (sign, rest) = sign(plain, axis)?;
    Ok(Coordinate {
        value: sign * degrees(rest, axis)?,
        in_degrees: true,
    })
}

/// The usual form of a character, of all that are written for it.
fn usual(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => usual(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        'º' | '˚' | '゜' | '度' | '∘' | '⁰' => '°',
        '\'' | '’' | '‘' | '´' | '`' | 'ˊ' | 'ʹ' | '分' => '′',
        '"' | '”' | '“' | '〃' | 'ʺ' | '秒' => '″',
        '−' | '–' => '-',
        '。' => '.',
        c if c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}') => ' ',
        c => c,
    }
}

/// Words for a hemisphere, with their axis and sign; longer ones first.
const HEMISPHERES: &[(&str, Axis, f64)] = &[
    ("东经", Axis::Longitude, 1.0),
    ("西经", Axis::Longitude, -1.0),
    ("北纬", Axis::Latitude, 1.0),
    ("南纬", Axis::Latitude, -1.0),
    ("E", Axis::Longitude, 1.0),
    ("e", Axis::Longitude, 1.0),
    ("W", Axis::Longitude, -1.0),
    ("w", Axis::Longitude, -1.0),
    ("N", Axis::Latitude, 1.0),
    ("n", Axis::Latitude, 1.0),
    ("S", Axis::Latitude, -1.0),
    ("s", Axis::Latitude, -1.0),
    ("东", Axis::Longitude, 1.0),
    ("西", Axis::Longitude, -1.0),
    ("北", Axis::Latitude, 1.0),
    ("南", Axis::Latitude, -1.0),
];

/// The sign of a coordinate by its hemisphere or sign, and the rest of the text.
fn sign(text: &str, axis: Axis) -> Result<(f64, &str), DegreesError> {
    let mut found = None;
    let mut rest = text;
    let before = HEMISPHERES.iter().find(|(word, ..)| text.starts_with(word));
    if let Some((word, of, sign)) = before {
        rest = rest[word.len()..].trim_start_matches([' ', ':']);
        found = Some((*of, *sign));
    }
    if let Some((word, of, sign)) = HEMISPHERES.iter().find(|(word, ..)| rest.ends_with(word)) {
        if found.is_some() {
            return Err(DegreesError::TwoHemispheres);
        }
        rest = rest[..rest.len() - word.len()].trim_end();
        found = Some((*of, *sign));
    }
    let signed = rest.strip_prefix(['-', '+']);
    match (found, signed) {
        (Some(_), Some(_)) => Err(DegreesError::TwoHemispheres),
        (Some((of, _)), None) if of != axis => Err(DegreesError::OtherAxis),
        (Some((_, sign)), None) => Ok((sign, rest)),
        (None, Some(number)) => Ok((if rest.starts_with('-') { -1.0 } else { 1.0 }, number)),
        (None, None) => Ok((1.0, rest)),
    }
}

/// The sum of degrees, minutes and seconds, without a sign.
fn degrees(text: &str, axis: Axis) -> Result<f64, DegreesError> {
    // 109-21-33.5; a single hyphen may also mean a range.
    let spaced = (text.matches('-').count() == 2).then(|| text.replace('-', " "));
    let parts = parts(spaced.as_deref().unwrap_or(text))?;
    let marked = parts.iter().any(|part| part.mark.is_some());
    if parts.len() == 2 && !marked {
        return Err(DegreesError::TwoNumbers);
    }
    if parts.len() > 3 {
        return Err(DegreesError::Order);
    }
    let mut seconds = 0.0;
    for (place, part) in parts.iter().enumerate() {
        // A part without a mark is the next smaller one, as in 109°21′33.5; but not before one with a mark.
        let open = part.mark.is_none() && parts[place..].iter().any(|later| later.mark.is_some());
        if open || part.mark.is_some_and(|mark| mark != place) {
            return Err(DegreesError::Order);
        }
        if part.decimals && place + 1 < parts.len() {
            return Err(DegreesError::Decimals);
        }
        if place > 0 && part.value >= 60.0 {
            return Err(DegreesError::Sixty);
        }
        seconds += part.value * [3600.0, 60.0, 1.0][place];
    }
    // One part is what was written, without the rounding of a multiplication and a division.
    let value = if parts.len() == 1 {
        parts[0].value
    } else {
        seconds / 3600.0
    };
    if value > axis.most() {
        return Err(DegreesError::TooMany);
    }
    Ok(value)
}

/// A number with its mark.
struct Part {
    value: f64,
    decimals: bool,
    /// 0 for degrees, 1 for minutes, 2 for seconds.
    mark: Option<usize>,
}

/// Splits degrees into numbers with their marks. Colons mark all parts but the last.
fn parts(text: &str) -> Result<Vec<Part>, DegreesError> {
    let mut found: Vec<Part> = Vec::new();
    let mut rest = text.trim();
    let mut colons = false;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let whole = number.split('.').all(|digits| !digits.is_empty()) && number.matches('.').count() <= 1;
        let value = number.parse::<f64>().ok().filter(|_| whole);
        let value = value.ok_or(DegreesError::NotDegrees)?;
        let after = after.trim_start();
        let (mark, after) = mark(after);
        let colon = mark.is_none().then(|| after.strip_prefix(':')).flatten();
        let (mark, after) = match colon {
            Some(after) if !after.trim().is_empty() => {
                colons = true;
                (Some(found.len()), after)
            }
            Some(_) => return Err(DegreesError::Order),
            // Two numbers without a mark are kept apart by a space.
            None => (mark, after),
        };
        found.push(Part {
            value,
            decimals: number.contains('.'),
            mark,
        });
        rest = after.trim_start();
    }
    let by_mark = found.last().is_some_and(|last| last.mark.is_some());
    match found.len() {
        0 => Err(DegreesError::NotDegrees),
        _ if colons && by_mark => Err(DegreesError::Order),
        _ => Ok(found),
    }
}

/// The mark that a text begins with, and the text after it.
fn mark(text: &str) -> (Option<usize>, &str) {
    for (mark, place) in [("°", 0), ("′′", 2), ("′", 1), ("″", 2)] {
        if let Some(after) = text.strip_prefix(mark) {
            return (Some(place), after);
        }
    }
    (None, text)
}
