//! How long derived rows stand over consecutive intervals (S38). Compares rows; does not know what they are.
use crate::domain::time::{Date, Validity};
use std::collections::HashMap;

/// Kinds of derived rows; ids are unique within one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DerivedKind {
    /// A derived stretch or piece.
    Segment,
    /// An atomic reach.
    Reach,
    /// A section on a border.
    Section,
    /// A confluence.
    Confluence,
}

/// A derived row by kind and id.
pub type RowKey = (DerivedKind, Box<str>);

/// The intervals in which each derived row was unchanged, ascending.
#[derive(Debug, Default)]
pub struct Standing {
    runs: HashMap<RowKey, Vec<Validity>>,
}

impl Standing {
    /// Follows rows over consecutive intervals, the earliest first: a row continues as long as its key has an equal
    /// value.
    ///
    /// Only the rows of two intervals are in memory at a time.
    pub fn over<R: PartialEq>(intervals: impl Iterator<Item = (Validity, HashMap<RowKey, R>)>) -> Self {
        let mut runs: HashMap<RowKey, Vec<Validity>> = HashMap::new();
        let mut open: HashMap<RowKey, (R, Option<Date>)> = HashMap::new();
        let mut end = |key: RowKey, run: Validity| runs.entry(key).or_default().push(run);
        for (interval, rows) in intervals {
            let mut here = HashMap::with_capacity(rows.len());
            for (key, row) in rows {
                let from = match open.remove(&key) {
                    Some((before, from)) if before == row => from,
                    Some((_, from)) => {
                        end(key.clone(), Validity::new(from, interval.from));
                        interval.from
                    }
                    None => interval.from,
                };
                here.insert(key, (row, from));
            }
            for (key, (_, from)) in open.drain() {
                end(key, Validity::new(from, interval.from));
            }
            open = here;
        }
        for (key, (_, from)) in open {
            end(key, Validity::new(from, None));
        }
        Self { runs }
    }

    /// How long the row that stands on a date stands; `None`: there is none.
    #[must_use]
    pub fn on(&self, kind: DerivedKind, id: &str, date: Date) -> Option<Validity> {
        let runs = self.runs.get(&(kind, Box::from(id)))?;
        runs.iter().find(|run| run.contains(date)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAYS: [Date; 3] = [
        Date::constant(2018, 1, 1),
        Date::constant(2019, 1, 1),
        Date::constant(2020, 1, 1),
    ];

    fn intervals() -> [Validity; 4] {
        let [a, b, c] = DAYS.map(Some);
        [(None, a), (a, b), (b, c), (c, None)].map(|(from, to)| Validity::new(from, to))
    }

    fn followed(values: [Option<u8>; 4]) -> Vec<Validity> {
        let rows = |value: Option<u8>| {
            value
                .map(|v| ((DerivedKind::Reach, Box::from("r")), v))
                .into_iter()
                .collect()
        };
        let standing = Standing::over(intervals().into_iter().zip(values.map(rows)));
        standing.runs.into_values().flatten().collect()
    }

    #[test]
    fn a_row_stands_as_long_as_it_is_the_same_on_neighbouring_days() {
        let [first, _, third, last] = intervals();
        let [a, b, c] = DAYS.map(Some);
        assert_eq!(followed([Some(1); 4]), [Validity::new(None, None)]);
        assert_eq!(followed([None, Some(1), Some(1), None]), [Validity::new(a, c)]);
        assert_eq!(
            followed([Some(1), Some(1), Some(2), Some(1)]),
            [Validity::new(None, b), third, last],
            "what comes back is another row"
        );
        assert_eq!(followed([Some(1), None, None, Some(1)]), [first, last]);
    }

    #[test]
    fn the_row_of_a_day_is_found() {
        let rows = |v| HashMap::from([((DerivedKind::Reach, Box::from("r")), v)]);
        let standing = Standing::over(intervals().into_iter().zip([1, 1, 2, 2].map(rows)));
        let on = |date| standing.on(DerivedKind::Reach, "r", date);
        assert_eq!(on(Date::constant(2018, 6, 1)), Some(Validity::new(None, Some(DAYS[1]))));
        assert_eq!(on(DAYS[1]), Some(Validity::new(Some(DAYS[1]), None)));
        assert_eq!(standing.on(DerivedKind::Section, "r", DAYS[1]), None);
    }
}
