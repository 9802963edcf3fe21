//! Epochs: the intervals between neighbouring dates on which anything changes.
use super::Snapshot;
use crate::domain::time::{Date, Validity};

/// An interval in which the law stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// 0 is the time before the first change.
    pub number: u32,
    /// `[from, to)`.
    pub validity: Validity,
}

impl Epoch {
    /// The epoch that holds `date`, given the ascending dates on which anything changes.
    #[must_use]
    pub fn among(change_dates: &[Date], date: Date) -> Self {
        let after = change_dates.partition_point(|d| *d <= date);
        let from = after.checked_sub(1).map(|i| change_dates[i]);
        let number = u32::try_from(after).unwrap_or(u32::MAX);
        Self {
            number,
            validity: Validity::new(from, change_dates.get(after).copied()),
        }
    }
}

impl Snapshot {
    /// The dates on which anything begins or ends, ascending, each once.
    #[must_use]
    pub fn change_dates(&self) -> Vec<Date> {
        let mut dates: Vec<Date> = self.validities().flat_map(|v| [v.from, v.to]).flatten().collect();
        dates.sort_unstable();
        dates.dedup();
        dates
    }

    /// The epoch that holds `date`.
    ///
    /// Collects the change dates each time; who asks often keeps them and calls [`Epoch::among`].
    #[must_use]
    pub fn epoch(&self, date: Date) -> Epoch {
        Epoch::among(&self.change_dates(), date)
    }

    fn validities(&self) -> impl Iterator<Item = Validity> + '_ {
        let geographic = (self.units.iter().map(|r| r.validity))
            .chain(self.functional_areas.iter().map(|r| r.validity))
            .chain(self.waters.iter().map(|r| r.validity))
            .chain(self.water_areas.iter().map(|r| r.validity))
            .chain(self.centrelines.iter().map(|r| r.validity))
            .chain(self.segments.iter().map(|r| r.validity))
            .chain(self.zones.iter().map(|r| r.validity))
            .chain(self.zone_pieces.iter().map(|r| r.validity))
            .chain(self.extents.iter().map(|r| r.validity))
            .chain(self.marine_areas.iter().map(|r| r.validity))
            .chain(self.boards.iter().map(|r| r.validity));
        geographic
            .chain(self.posts.iter().map(|r| r.validity))
            .chain(self.tenures.iter().map(|r| r.validity))
            .chain(self.departments.iter().map(|r| r.validity))
            .chain(self.offices.iter().map(|r| r.validity))
    }
}
