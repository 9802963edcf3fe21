//! Epochs: the intervals between consecutive dates on which anything changes.
use super::world::Snapshot;
use crate::domain::time::{Date, Validity};

/// Dates on which the plan's own requirements change (§10): the first days of its phases and the first days after them.
/// With them, coverage and findings are also constant within an epoch.
const PLAN_DATES: [Date; 10] = [
    Date::constant(2017, 1, 1),
    Date::constant(2017, 9, 1),
    Date::constant(2017, 10, 1),
    Date::constant(2018, 1, 1),
    Date::constant(2018, 3, 1),
    Date::constant(2018, 4, 1),
    Date::constant(2018, 6, 1),
    Date::constant(2018, 7, 1),
    Date::constant(2019, 1, 1),
    Date::constant(2021, 1, 1),
];

/// An interval in which the law does not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// 0 is the time before the first change.
    pub number: u32,
    /// `[from, to)`.
    pub validity: Validity,
}

impl Epoch {
    /// The epoch that contains `date`, given the ascending dates of all changes.
    #[must_use]
    pub fn among(change_dates: &[Date], date: Date) -> Self {
        let after = change_dates.partition_point(|d| *d <= date);
        let from = after.checked_sub(1).map(|i| change_dates[i]);
        Self {
            number: u32::try_from(after).unwrap_or(u32::MAX),
            validity: Validity::new(from, change_dates.get(after).copied()),
        }
    }

    /// The epoch with a number, given the ascending dates of all changes.
    #[must_use]
    pub fn numbered(change_dates: &[Date], number: u32) -> Option<Self> {
        let after = usize::try_from(number).ok().filter(|n| *n <= change_dates.len())?;
        let from = after.checked_sub(1).map(|i| change_dates[i]);
        Some(Self {
            number,
            validity: Validity::new(from, change_dates.get(after).copied()),
        })
    }

    /// The day that represents the epoch: its first; for the time before the first change, the last.
    #[must_use]
    pub fn day(&self) -> Date {
        let last = |to: Date| to.yesterday().unwrap_or(to);
        (self.validity.from).unwrap_or_else(|| self.validity.to.map_or(Date::ZERO, last))
    }
}

fn ascending(dates: impl Iterator<Item = Date>) -> Vec<Date> {
    let mut dates: Vec<Date> = dates.collect();
    dates.sort_unstable();
    dates.dedup();
    dates
}

impl Snapshot {
    /// The dates on which anything begins or ends, a document is issued, or the plan's requirements change; ascending,
    /// each once.
    #[must_use]
    pub fn change_dates(&self) -> Vec<Date> {
        let own = self.validities().flat_map(|v| [v.from, v.to]).flatten();
        let issued = self.documents.iter().filter_map(|d| d.issued);
        ascending(own.chain(issued).chain(PLAN_DATES).chain([self.plan_from()]))
    }

    /// The epoch that contains `date`.
    ///
    /// Collects the change dates at each call; for repeated calls keep them and use [`Epoch::among`].
    #[must_use]
    pub fn epoch(&self, date: Date) -> Epoch {
        Epoch::among(&self.change_dates(), date)
    }

    /// The dates on which anything with geometry begins or ends; between two of them only seats and holders change.
    /// Ascending, each once.
    #[must_use]
    pub fn ground_dates(&self) -> Vec<Date> {
        ascending(self.ground_validities().flat_map(|v| [v.from, v.to]).flatten())
    }

    /// The dates on which a post begins or ends; ascending, each once.
    #[must_use]
    pub fn post_dates(&self) -> Vec<Date> {
        ascending(
            self.posts
                .iter()
                .flat_map(|r| [r.validity.from, r.validity.to])
                .flatten(),
        )
    }

    fn ground_validities(&self) -> impl Iterator<Item = Validity> + '_ {
        (self.units.iter().map(|r| r.validity))
            .chain(self.functional_areas.iter().map(|r| r.validity))
            .chain(self.waters.iter().map(|r| r.validity))
            .chain(self.water_areas.iter().map(|r| r.validity))
            .chain(self.centrelines.iter().map(|r| r.validity))
            .chain(self.segments.iter().map(|r| r.validity))
            .chain(self.zones.iter().map(|r| r.validity))
            .chain(self.zone_pieces.iter().map(|r| r.validity))
            .chain(self.extents.iter().map(|r| r.validity))
            .chain(self.marine_areas.iter().map(|r| r.validity))
            .chain(self.boards.iter().map(|r| r.validity))
    }

    fn validities(&self) -> impl Iterator<Item = Validity> + '_ {
        self.ground_validities()
            .chain(self.posts.iter().map(|r| r.validity))
            .chain(self.tenures.iter().map(|r| r.validity))
            .chain(self.departments.iter().map(|r| r.validity))
            .chain(self.offices.iter().map(|r| r.validity))
    }
}
