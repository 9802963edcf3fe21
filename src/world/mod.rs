//! The published world: an `Arc<Published>` that is replaced atomically, the only state that changes over time.
//!
//! Only this module converts "today" to an epoch, by its clock.
mod clock;
mod version;

use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::note::Note;
use riverchief_core::domain::time::{Date, Validity};
use riverchief_core::index::Index;
use riverchief_core::resolve::views::SearchCatalog;
use riverchief_core::snapshot::standing::Standing;
use riverchief_core::snapshot::{Epoch, Finding, Law, Severity, Snapshot, checks};
use riverchief_rows::collections::{self, COLLECTIONS, CollectionId, Table};
use riverchief_tiles::Pyramid;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

pub use clock::{Clock, today};
pub use version::Version;
use version::stamp;

/// How many prepared epochs are kept; the least recently used is dropped first.
const PREPARED_EPOCHS: usize = 8;
/// The default limit of the generalised geometry that is kept for the tiles of all epochs, in bytes. For all zooms of an epoch
/// the 2,884 counties of China need 630 MB, Beihai 60 MB.
pub const TILE_GEOMETRY_BYTES: usize = 1 << 30;

/// The number of findings of a world on a day, by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Whether the checks of the day have run; until then only the findings of reading the world are counted.
    pub checked: bool,
}

impl Tally {
    fn of(findings: &[Finding], checked: bool) -> Self {
        let number = |severity| findings.iter().filter(|f| f.severity == severity).count();
        Self {
            errors: number(Severity::Error),
            warnings: number(Severity::Warning),
            notes: number(Severity::Note),
            checked,
        }
    }
}

/// One edition of the world, immutable.
#[derive(Debug)]
pub struct Published {
    /// Edition number, from 1.
    pub edition: u32,
    /// The version of its file; zeros without a file.
    pub version: Version,
    /// The records of all dates.
    pub snapshot: Arc<Snapshot>,
    /// The findings of reading the world.
    pub findings: Vec<Finding>,
    /// Thresholds in force.
    pub thresholds: Thresholds,
    stamp: String,
    /// By epoch number; kept for good, so that an answer doesn't change back.
    tallies: Arc<Mutex<BTreeMap<u32, Tally>>>,
    tile_geometry_bytes: usize,
    /// Dates on which anything changes, ascending.
    change_dates: Vec<Date>,
    /// How long derived rows are valid, over all epochs; made on first use.
    standing: Arc<OnceLock<Standing>>,
    /// The least recently used first.
    prepared: Mutex<Vec<(u32, Arc<Prepared>)>>,
}

/// What is derived of an epoch, on first use.
#[derive(Debug)]
struct Prepared {
    index: OnceLock<Arc<Index>>,
    pyramid: OnceLock<Arc<Pyramid>>,
    catalog: OnceLock<Arc<SearchCatalog>>,
    findings: OnceLock<Arc<[Finding]>>,
    /// By collection.
    tables: Vec<OnceLock<Arc<Table>>>,
}

impl Default for Prepared {
    fn default() -> Self {
        Self {
            index: OnceLock::new(),
            pyramid: OnceLock::new(),
            catalog: OnceLock::new(),
            findings: OnceLock::new(),
            tables: COLLECTIONS.iter().map(|_| OnceLock::new()).collect(),
        }
    }
}

impl Published {
    /// Makes an edition of a snapshot.
    #[must_use]
    pub fn new(edition: u32, snapshot: Snapshot, findings: Vec<Finding>, thresholds: Thresholds) -> Self {
        Self {
            edition,
            version: Version::default(),
            stamp: stamp(Version::default(), thresholds),
            tallies: Arc::default(),
            change_dates: snapshot.change_dates(),
            snapshot: Arc::new(snapshot),
            findings,
            thresholds,
            tile_geometry_bytes: TILE_GEOMETRY_BYTES,
            standing: Arc::default(),
            prepared: Mutex::default(),
        }
    }

    /// Sets the version of its file.
    #[must_use]
    pub fn with_version(self, version: Version) -> Self {
        Self {
            version,
            stamp: stamp(version, self.thresholds),
            ..self
        }
    }

    /// A text that is different for every world, every set of thresholds and every build. It is part of every `ETag` and of the
    /// URLs of tiles.
    #[must_use]
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// How many records of the file could not be read, so that they are in no answer.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.snapshot.left_out
    }

    /// The number of findings in an epoch, as far as known.
    #[must_use]
    pub fn tally(&self, epoch: &Epoch) -> Tally {
        let tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        let checked = tallies.get(&epoch.number).copied();
        checked.unwrap_or_else(|| Tally::of(&self.findings, false))
    }

    /// Runs the checks of an epoch unless they have run; they take seconds.
    #[must_use]
    pub fn check(&self, epoch: &Epoch) -> Tally {
        let known = self.tally(epoch);
        if known.checked {
            return known;
        }
        self.findings_on(epoch)();
        self.tally(epoch)
    }

    /// Limits the generalised geometry that is kept for the tiles of all epochs; the zoom in use is always kept.
    #[must_use]
    pub fn with_tile_geometry_bytes(self, tile_geometry_bytes: usize) -> Self {
        Self {
            tile_geometry_bytes,
            ..self
        }
    }

    /// The epoch that contains `date`.
    #[must_use]
    pub fn epoch(&self, date: Date) -> Epoch {
        Epoch::among(&self.change_dates, date)
    }

    /// The epoch with a number; `None` if there is none.
    #[must_use]
    pub fn epoch_numbered(&self, number: u32) -> Option<Epoch> {
        Epoch::numbered(&self.change_dates, number)
    }

    /// The index of the epoch that contains `date`; made on first use, and kept for a limited number of epochs.
    #[must_use]
    pub fn on(&self, date: Date) -> Arc<Index> {
        // Other callers wait while it is made; other epochs are not delayed.
        let made = || {
            let index = Index::new(Law::new(&self.snapshot, date, self.thresholds));
            Arc::new(index.sharing(self.standing.clone()))
        };
        self.prepared(self.epoch(date)).index.get_or_init(made).clone()
    }

    /// The search catalogue of the epoch that contains `date`; made on first use, and kept as long as its index.
    #[must_use]
    pub fn catalog(&self, date: Date) -> Arc<SearchCatalog> {
        let index = self.on(date);
        let made = || Arc::new(SearchCatalog::new(&index));
        self.prepared(self.epoch(date)).catalog.get_or_init(made).clone()
    }

    /// The tiles of an epoch; made on first use, and kept as long as its index.
    #[must_use]
    pub fn pyramid(&self, epoch: &Epoch) -> Arc<Pyramid> {
        let index = self.on(epoch.day());
        let found = self.findings_on(epoch);
        let made = || Arc::new(Pyramid::new(index, found, self.tile_geometry_bytes));
        self.prepared(*epoch).pyramid.get_or_init(made).clone()
    }

    /// The rows of a collection in an epoch; made on first use, and kept as long as its index.
    #[must_use]
    pub fn table(&self, epoch: &Epoch, collection: CollectionId) -> Arc<Table> {
        let index = self.on(epoch.day());
        let made = || Arc::new(collections::table(collection, &index, self.findings_on(epoch)));
        self.prepared(*epoch).tables[collection.index()]
            .get_or_init(made)
            .clone()
    }

    /// The first date on which anything changes.
    #[must_use]
    pub fn first_change(&self) -> Option<Date> {
        self.change_dates.first().copied()
    }

    /// The epochs that overlap an interval, the earliest first.
    pub fn epochs(&self, during: Validity) -> impl Iterator<Item = Epoch> + '_ {
        let all = (0..).map_while(|number| self.epoch_numbered(number));
        all.filter(move |epoch| epoch.validity.overlaps(&during))
    }

    /// The epochs overlapping an interval that are needed for the rows of a collection, the earliest first.
    ///
    /// A row is shown in its last state. So an epoch is needed only if a row may have ended with it; most epochs end because
    /// the holder of a post changes.
    #[must_use]
    pub fn epochs_of_rows(&self, during: Validity, collection: CollectionId) -> Vec<Epoch> {
        let dates = collections::dates_of_rows(collection, &self.snapshot);
        let mut epochs: Vec<Epoch> = self.epochs(during).collect();
        let last = epochs.pop();
        let ends = |epoch: &Epoch| epoch.validity.to.is_some_and(|to| dates.binary_search(&to).is_ok());
        epochs.retain(ends);
        epochs.extend(last);
        epochs
    }

    /// The findings of reading the world and of the checks of an epoch; the checks take seconds and run once.
    fn findings_on(&self, epoch: &Epoch) -> impl FnOnce() -> Arc<[Finding]> + Send + 'static {
        let prepared = self.prepared(*epoch);
        let (snapshot, known) = (self.snapshot.clone(), self.findings.clone());
        let (day, thresholds) = (epoch.day(), self.thresholds);
        let (number, tallies) = (epoch.number, self.tallies.clone());
        move || {
            let run = || {
                let all: Arc<[Finding]> = known
                    .into_iter()
                    .chain(checks::run(&snapshot, day, thresholds))
                    .collect();
                let mut tallies = tallies.lock().unwrap_or_else(PoisonError::into_inner);
                tallies.insert(number, Tally::of(&all, true));
                all
            };
            prepared.findings.get_or_init(run).clone()
        }
    }

    fn prepared(&self, epoch: Epoch) -> Arc<Prepared> {
        let mut all = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().position(|(number, _)| *number == epoch.number);
        let entry = known.map_or_else(|| (epoch.number, Arc::default()), |at| all.remove(at));
        if all.len() >= PREPARED_EPOCHS {
            all.remove(0);
        }
        // The geometry of all epochs counts. Old epochs are dropped whole, so that the one in use keeps its own.
        let held = |all: &[(u32, Arc<Prepared>)]| -> usize {
            all.iter()
                .chain([&entry])
                .filter_map(|(_, p)| Some(p.pyramid.get()?.bytes()))
                .sum()
        };
        while !all.is_empty() && held(&all) > self.tile_geometry_bytes {
            all.remove(0);
        }
        let prepared = entry.1.clone();
        all.push(entry);
        prepared
    }
}

/// The current edition; a request takes an `Arc` of it and keeps it to its end.
#[derive(Debug)]
pub struct World {
    current: RwLock<Arc<Published>>,
    clock: Clock,
}

impl World {
    /// A world with a first edition, by the system clock.
    #[must_use]
    pub fn new(published: Published) -> Self {
        Self::with_clock(published, Clock::system())
    }

    /// A world with a first edition, by a given clock.
    #[must_use]
    pub fn with_clock(published: Published, clock: Clock) -> Self {
        Self {
            current: RwLock::new(Arc::new(published)),
            clock,
        }
    }

    /// The current edition.
    #[must_use]
    pub fn current(&self) -> Arc<Published> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the current edition for later requests.
    pub fn publish(&self, published: Published) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(published);
    }

    /// Today's date in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> Date {
        self.clock.today()
    }
}

/// The note for a requested date (S35): what will be registered on a future date is not known yet.
#[must_use]
pub fn note_of_day(as_of: Date, today: Date) -> Option<Note> {
    (as_of > today).then_some(Note::FutureDate)
}
