//! Writings of longitudes and latitudes, and those that are refused.
use riverchief_geom::degrees::{Axis, DegreesError, read};

/// 109°21′33.5″ in degrees.
const DEGREES: f64 = 393_693.5 / 3600.0;

#[test]
fn one_coordinate_in_many_writings() {
    for text in [
        "109°21′33.5″",
        "109° 21′ 33.5″",
        "109°21'33.5\"",
        "109º21’33.5”",
        "109°21′33.5′′",
        "109度21分33.5秒",
        "１０９°２１′３３．５″",
        "109°21′33.5″E",
        "109 21 33.5 E",
        "109 21 33.5",
        "109:21:33.5",
        "109-21-33.5",
        "E109°21′33.5″",
        "E 109 21 33.5",
        "e109°21′33.5″",
        "东经109°21′33.5″",
        "东经：109度21分33.5秒",
        "109°21′33.5″东",
        "+109°21′33.5″",
        "109°21′33.5",
        "\u{feff} 109°21′33.5″\u{3000}",
    ] {
        let found = read(text, Axis::Longitude).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!((found.value, found.in_degrees), (DEGREES, true), "{text}");
    }
}

#[test]
fn degrees_alone_and_minutes_with_decimals() {
    for (text, axis, value) in [
        ("109.5°", Axis::Longitude, 109.5),
        ("109.5E", Axis::Longitude, 109.5),
        ("东经109.5", Axis::Longitude, 109.5),
        ("109度", Axis::Longitude, 109.0),
        ("109度21分", Axis::Longitude, 109.35),
        ("109°21′", Axis::Longitude, 109.35),
        ("109°21.6′", Axis::Longitude, 109.36),
        ("109°21.6′E", Axis::Longitude, 109.36),
        ("109:21.6", Axis::Longitude, 109.36),
        ("-70°30′", Axis::Longitude, -70.5),
        ("W70°30′", Axis::Longitude, -70.5),
        ("西经70度30分", Axis::Longitude, -70.5),
        ("21°28′48″N", Axis::Latitude, 21.48),
        ("北纬21度28分48秒", Axis::Latitude, 21.48),
        ("21°28′48″S", Axis::Latitude, -21.48),
        ("南纬21.48°", Axis::Latitude, -21.48),
        ("−21°28′48″", Axis::Latitude, -21.48),
        ("90°", Axis::Latitude, 90.0),
    ] {
        let found = read(text, axis).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!((found.value, found.in_degrees), (value, true), "{text}");
    }
}

#[test]
fn plain_numbers_stay_as_they_are_written() {
    // They may be metres, so no range applies.
    for (text, value) in [
        ("109.3593", 109.3593),
        (" 109.3593 ", 109.3593),
        ("１０９．３５", 109.35),
        ("-1.5e0", -1.5),
        ("330850.25", 330_850.25),
    ] {
        let found = read(text, Axis::Longitude).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!((found.value, found.in_degrees), (value, false), "{text}");
    }
}

#[test]
fn what_is_ambiguous_or_wrong_is_refused() {
    for (text, error) in [
        ("", DegreesError::Empty),
        ("\u{3000}", DegreesError::Empty),
        ("abc", DegreesError::NotDegrees),
        ("NaN", DegreesError::NotDegrees),
        ("inf", DegreesError::NotDegrees),
        ("109,36", DegreesError::NotDegrees),
        ("109.21.33", DegreesError::NotDegrees),
        ("109..5°", DegreesError::NotDegrees),
        ("109.°", DegreesError::NotDegrees),
        ("E", DegreesError::NotDegrees),
        ("109°21′约", DegreesError::NotDegrees),
        ("109.36E 21.48N", DegreesError::OtherAxis),
        ("109.36, 21.48E", DegreesError::NotDegrees),
        ("109 21", DegreesError::TwoNumbers),
        ("109 21 E", DegreesError::TwoNumbers),
        ("109.36 21.48", DegreesError::TwoNumbers),
        ("109-21", DegreesError::NotDegrees),
        ("109°33″", DegreesError::Order),
        ("21′109°", DegreesError::Order),
        ("33.5″", DegreesError::Order),
        ("109°21′33″5", DegreesError::Order),
        ("109 21′33″", DegreesError::Order),
        ("109:21:", DegreesError::Order),
        ("109:21′", DegreesError::Order),
        ("109 21 33 5", DegreesError::Order),
        ("109.5°21′", DegreesError::Decimals),
        ("109°21.5′33″", DegreesError::Decimals),
        ("109°60′", DegreesError::Sixty),
        ("109°21′60″", DegreesError::Sixty),
        ("181°", DegreesError::TooMany),
        ("180°0′1″", DegreesError::TooMany),
        ("109°N", DegreesError::OtherAxis),
        ("北纬21°", DegreesError::OtherAxis),
        ("东经109°E", DegreesError::TwoHemispheres),
        ("-109°W", DegreesError::TwoHemispheres),
        ("W-109°", DegreesError::TwoHemispheres),
    ] {
        assert_eq!(read(text, Axis::Longitude), Err(error), "{text}");
    }
    assert_eq!(read("90°0′1″", Axis::Latitude), Err(DegreesError::TooMany));
    assert_eq!(read("109°E", Axis::Latitude), Err(DegreesError::OtherAxis));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[0-9.°′″ :+\\-NSEWnsew度分秒东西南北经纬e]{0,16}") {
        if let Ok(found) = read(&text, Axis::Latitude) {
            assert!(found.value.is_finite());
            assert!(!found.in_degrees || found.value.abs() <= 90.0, "{text}");
        }
    }

    #[test]
    fn degrees_written_in_parts_are_read_back(seconds in 0_u32..648_000) {
        let (degrees, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let text = format!("{degrees}°{minutes}′{rest}″");
        assert_eq!(read(&text, Axis::Longitude).map(|c| c.value), Ok(f64::from(seconds) / 3600.0));
    }
}
