//! Legal time: half-open validity intervals of civil dates (rules.md T).
pub use jiff::civil::Date;

/// `[from, to)` in civil dates of Asia/Shanghai; an open end is `None`.
///
/// ```
/// use riverchief_core::domain::time::{Date, Validity};
/// let v = Validity::new(Some(Date::constant(2018, 1, 1)), Some(Date::constant(2019, 1, 1)));
/// assert!(v.contains(Date::constant(2018, 12, 31)));
/// assert!(!v.contains(Date::constant(2019, 1, 1)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Validity {
    /// First day on which it is valid; `None`: no beginning.
    pub from: Option<Date>,
    /// First day on which it is no longer valid; `None`: no end.
    pub to: Option<Date>,
}

impl Validity {
    /// The interval `[from, to)`.
    #[must_use]
    pub fn new(from: Option<Date>, to: Option<Date>) -> Self {
        Self { from, to }
    }

    /// Whether `date` lies in the interval.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.from.is_none_or(|f| f <= date) && self.to.is_none_or(|t| date < t)
    }

    /// Whether two intervals share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let starts_before = |a: &Self, b: &Self| match (a.from, b.to) {
            (Some(from), Some(to)) => from < to,
            _ => true,
        };
        starts_before(self, other) && starts_before(other, self)
    }
}
