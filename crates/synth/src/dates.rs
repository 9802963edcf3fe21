//! Dates as text in files: `YYYY-MM-DD` sorts by time. Knows no clock.
use super::SynthError;
use riverchief_core::domain::time::Date;

/// A period from a day (or without a start) to another (or without an end), half open.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub from: Option<String>,
    pub to: Option<String>,
}

impl Span {
    /// The part of this span from `day` on, if there is any.
    #[must_use]
    pub fn since(&self, day: &str) -> Option<Self> {
        let from = self.from.as_deref().map_or(day, |f| f.max(day)).to_owned();
        let open = self.to.as_ref().is_none_or(|to| from < *to);
        open.then(|| Self {
            from: Some(from),
            to: self.to.clone(),
        })
    }

    /// The part of this span before `day`, if there is any.
    #[must_use]
    pub fn until(&self, day: &str) -> Option<Self> {
        let to = self.to.as_deref().map_or(day, |t| t.min(day)).to_owned();
        let open = self.from.as_ref().is_none_or(|from| *from < to);
        open.then(|| Self {
            from: self.from.clone(),
            to: Some(to),
        })
    }

    /// The parts of this span outside another.
    #[must_use]
    pub fn without(&self, other: &Self) -> Vec<Self> {
        let before = other.from.as_ref().and_then(|day| self.until(day));
        let after = other.to.as_ref().and_then(|day| self.since(day));
        before.into_iter().chain(after).collect()
    }

    /// A day within the span.
    ///
    /// # Errors
    /// A day is not in the calendar.
    pub fn day(&self) -> Result<Date, SynthError> {
        let read = |text: &str| {
            text.parse::<Date>()
                .map_err(|e| SynthError::broken("day", text, e.to_string()))
        };
        match (&self.from, &self.to) {
            (Some(from), _) => read(from),
            (None, Some(to)) => {
                let to = read(to)?;
                to.yesterday()
                    .map_err(|e| SynthError::broken("day", to.to_string(), e.to_string()))
            }
            (None, None) => Ok(Date::constant(2020, 1, 1)),
        }
    }
}

/// The periods before d₁, from d₁ to d₂, …, and from dₙ on.
#[must_use]
pub fn spans(mut days: Vec<String>) -> Vec<Span> {
    days.sort();
    days.dedup();
    let mut out = Vec::new();
    let mut from = None;
    for day in days {
        out.push(Span {
            from,
            to: Some(day.clone()),
        });
        from = Some(day);
    }
    out.push(Span { from, to: None });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: Option<&str>, to: Option<&str>) -> Span {
        Span {
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        }
    }

    #[test]
    fn spans_follow_each_other() {
        let all = spans(vec!["2020-01-01".into(), "2018-01-01".into(), "2020-01-01".into()]);
        assert_eq!(
            all,
            [
                span(None, Some("2018-01-01")),
                span(Some("2018-01-01"), Some("2020-01-01")),
                span(Some("2020-01-01"), None)
            ]
        );
    }

    #[test]
    fn a_vacancy_cuts_a_tenure() {
        let whole = span(Some("2018-01-01"), None);
        assert_eq!(
            whole.without(&span(Some("2019-01-01"), Some("2019-06-01"))),
            [
                span(Some("2018-01-01"), Some("2019-01-01")),
                span(Some("2019-06-01"), None)
            ]
        );
        assert_eq!(whole.without(&span(Some("2017-01-01"), None)), []);
    }
}
