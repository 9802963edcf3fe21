//! The published world: one atomically swapped `Arc<Published>`, the only thing that changes over time.
//!
//! Only this module turns "today" into an epoch.
use crate::domain::answer::Thresholds;
use crate::domain::time::Date;
use crate::index::Index;
use crate::snapshot::{Epoch, Finding, Law, Snapshot};
use jiff::tz::{Offset, TimeZone};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// How many epochs stay prepared at once; the oldest unused one goes first.
const PREPARED_EPOCHS: usize = 8;

/// One edition of the world, immutable.
#[derive(Debug)]
pub struct Published {
    /// Edition number, from 1.
    pub edition: u32,
    /// The records of all dates.
    pub snapshot: Arc<Snapshot>,
    /// What was found when the world was read.
    pub findings: Vec<Finding>,
    /// Thresholds in force.
    pub thresholds: Thresholds,
    /// Dates on which anything changes, ascending.
    change_dates: Vec<Date>,
    prepared: Mutex<BTreeMap<u32, Arc<Index>>>,
}

impl Published {
    /// Wraps a snapshot as an edition.
    #[must_use]
    pub fn new(edition: u32, snapshot: Snapshot, findings: Vec<Finding>, thresholds: Thresholds) -> Self {
        Self {
            edition,
            change_dates: snapshot.change_dates(),
            snapshot: Arc::new(snapshot),
            findings,
            thresholds,
            prepared: Mutex::default(),
        }
    }

    /// The epoch that holds `date`.
    #[must_use]
    pub fn epoch(&self, date: Date) -> Epoch {
        Epoch::among(&self.change_dates, date)
    }

    /// The prepared index of the epoch that holds `date`; made on first use, a bounded number is kept.
    #[must_use]
    pub fn on(&self, date: Date) -> Arc<Index> {
        let number = self.epoch(date).number;
        if let Some(index) = self.prepared().get(&number) {
            return index.clone();
        }
        // Built outside the lock: two callers may both build it, which is wasteful and harmless.
        let law = Law::new(&self.snapshot, date, self.thresholds);
        let index = Arc::new(Index::new(law));
        let mut prepared = self.prepared();
        if prepared.len() >= PREPARED_EPOCHS && !prepared.contains_key(&number) {
            prepared.pop_first();
        }
        prepared.entry(number).or_insert(index).clone()
    }

    fn prepared(&self) -> std::sync::MutexGuard<'_, BTreeMap<u32, Arc<Index>>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds the current edition; readers take an `Arc` and keep it to the end of their request.
#[derive(Debug)]
pub struct World {
    current: RwLock<Arc<Published>>,
}

impl World {
    /// A world that starts with one edition.
    #[must_use]
    pub fn new(published: Published) -> Self {
        Self {
            current: RwLock::new(Arc::new(published)),
        }
    }

    /// The current edition.
    #[must_use]
    pub fn current(&self) -> Arc<Published> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the current edition for all later requests.
    pub fn publish(&self, published: Published) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(published);
    }
}

/// Today by the date in Asia/Shanghai (UTC+8 all year).
#[must_use]
pub fn today() -> Date {
    jiff::Timestamp::now()
        .to_zoned_datetime(TimeZone::fixed(Offset::constant(8)))
        .date()
}
