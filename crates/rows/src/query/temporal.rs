//! Time in filters: days by the date in Asia/Shanghai, and closed intervals of days.
//!
//! A timestamp counts as its day there: no date in a world is more precise.
use super::error::FilterError;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use riverchief_core::domain::time::Date;

/// A closed interval of days; open ends are [`Date::MIN`] and [`Date::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The first day.
    pub from: Date,
    /// The last day; not before `from`.
    pub to: Date,
}

impl Interval {
    /// An interval of one day.
    #[must_use]
    pub fn one(day: Date) -> Self {
        Self { from: day, to: day }
    }
}

/// Reads a day or a timestamp.
///
/// # Errors
/// The text is neither.
pub fn day(text: &str) -> Result<Date, FilterError> {
    // GDAL writes a day as the first part of a timestamp.
    let text = text.strip_suffix('T').unwrap_or(text);
    let shanghai = TimeZone::fixed(Offset::constant(8));
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.to_zoned_datetime(shanghai).date());
    }
    // QGIS writes an open end as midnight of the last day, which is after the latest timestamp that can be represented.
    if let Some(Ok(at)) = text.strip_suffix('Z').map(str::parse::<DateTime>)
        && at > DateTime::constant(9999, 12, 30, 0, 0, 0, 0)
    {
        return Ok(Date::MAX);
    }
    let plain = text.len() == 10 && text.is_ascii();
    text.parse::<Date>().ok().filter(|_| plain).ok_or_else(|| {
        FilterError::Literal(format!(
            "“{}” is neither a day (2018-06-30) nor a timestamp (2018-06-30T12:00:00Z).",
            text.chars().take(40).collect::<String>()
        ))
    })
}

/// The temporal relations of CQL2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemporalRelation {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

impl TemporalRelation {
    /// The relation with a name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "t_after" => Self::After,
            "t_before" => Self::Before,
            "t_contains" => Self::Contains,
            "t_disjoint" => Self::Disjoint,
            "t_during" => Self::During,
            "t_equals" => Self::Equals,
            "t_finishedby" => Self::FinishedBy,
            "t_finishes" => Self::Finishes,
            "t_intersects" => Self::Intersects,
            "t_meets" => Self::Meets,
            "t_metby" => Self::MetBy,
            "t_overlappedby" => Self::OverlappedBy,
            "t_overlaps" => Self::Overlaps,
            "t_startedby" => Self::StartedBy,
            "t_starts" => Self::Starts,
            _ => return None,
        })
    }

    /// Whether the relation holds (OGC 21-065r2, table 4).
    #[must_use]
    pub fn holds(self, a: Interval, b: Interval) -> bool {
        match self {
            Self::After => a.from > b.to,
            Self::Before => a.to < b.from,
            Self::Contains => a.from < b.from && a.to > b.to,
            Self::Disjoint => a.from > b.to || a.to < b.from,
            Self::During => a.from > b.from && a.to < b.to,
            Self::Equals => a == b,
            Self::FinishedBy => a.from < b.from && a.to == b.to,
            Self::Finishes => a.from > b.from && a.to == b.to,
            Self::Intersects => a.from <= b.to && a.to >= b.from,
            Self::Meets => a.to == b.from,
            Self::MetBy => a.from == b.to,
            Self::OverlappedBy => a.from > b.from && a.from < b.to && a.to > b.to,
            Self::Overlaps => a.from < b.from && a.to > b.from && a.to < b.to,
            Self::StartedBy => a.from == b.from && a.to > b.to,
            Self::Starts => a.from == b.from && a.to < b.to,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_is_the_day_in_shanghai() {
        assert_eq!(day("2018-06-30"), Ok(Date::constant(2018, 6, 30)));
        assert_eq!(day("2018-06-30T15:59:59Z"), Ok(Date::constant(2018, 6, 30)));
        assert_eq!(day("2018-06-30T16:00:00Z"), Ok(Date::constant(2018, 7, 1)));
        assert_eq!(day("9999-12-31T00:00:00Z"), Ok(Date::MAX));
        assert_eq!(day("0000-01-01T00:00:00Z"), Ok(Date::constant(0, 1, 1)));
        for bad in [
            "9999-12-32T00:00:00Z",
            "",
            "2018",
            "2018-13-01",
            "20180630",
            "2018-06-31",
            "now",
        ] {
            assert!(day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_relations_of_two_intervals_are_consistent() {
        use TemporalRelation as T;
        let day = |d| Date::constant(2018, 1, d);
        let all: Vec<Interval> = (1..5)
            .flat_map(|from| {
                (from..5).map(move |to| Interval {
                    from: day(from),
                    to: day(to),
                })
            })
            .collect();
        for a in &all {
            for b in &all {
                let is = |t: T| t.holds(*a, *b);
                assert_ne!(is(T::Disjoint), is(T::Intersects));
                assert_eq!(is(T::Disjoint), is(T::After) || is(T::Before));
                for (one, other) in [
                    (T::After, T::Before),
                    (T::Contains, T::During),
                    (T::FinishedBy, T::Finishes),
                    (T::Meets, T::MetBy),
                    (T::OverlappedBy, T::Overlaps),
                    (T::StartedBy, T::Starts),
                    (T::Equals, T::Equals),
                ] {
                    assert_eq!(is(one), other.holds(*b, *a), "{one:?} {a:?} {b:?}");
                }
            }
        }
    }
}
