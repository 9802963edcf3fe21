//! The parameter `datetime`: the day of the law, or an interval of days.
use crate::http::problem::Problem;
use riverchief_core::domain::time::{Date, Validity};
use riverchief_rows::query;

/// The days that a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// Today.
    Today,
    /// The law of a day.
    On(Date),
    /// Everything in force on any day of a half-open interval.
    During(Validity),
}

impl Days {
    /// Reads RFC 3339 days, timestamps and intervals of them, with `..` or nothing for an open end.
    ///
    /// A timestamp counts as the day in Asia/Shanghai on which it falls.
    ///
    /// # Errors
    /// A problem that names the parameter.
    pub fn read(text: Option<&str>) -> Result<Self, Problem> {
        let Some(text) = text else { return Ok(Self::Today) };
        let refuse = || {
            Problem::parameter(
                "datetime",
                "The value must be a day (2018-06-30), a timestamp (2018-06-30T12:00:00Z) or an interval of them (2018-01-01/..).",
            )
        };
        let day = |text: &str| query::day(text).map_err(|_| refuse());
        let Some((from, to)) = text.split_once('/') else {
            return day(text).map(Self::On);
        };
        let end = |text: &str| {
            if matches!(text, "" | "..") {
                Ok(None)
            } else {
                day(text).map(Some)
            }
        };
        let (from, last) = (end(from)?, end(to)?);
        if let (Some(from), Some(last)) = (from, last)
            && from > last
        {
            return Err(Problem::parameter(
                "datetime",
                "The interval ends before it begins; put the earlier day first.",
            ));
        }
        // The interval includes its last day. The last day of the calendar has no next day.
        let to = last.and_then(|day| day.tomorrow().ok());
        Ok(Self::During(Validity::new(from, to)))
    }
}
