//! The exports that there are: a queue with an end, threads that come with work and go without, files with a time.
use super::account::{Account, End, Ledger, Reason};
use super::folder::Folder;
pub use super::folder::OpenError;
use super::order::Order;
use super::record::{ExportId, Failure, Record, State};
use super::work::{self, Done, Live, Progress, Undone};
use crate::delivery::DeliveryError;
use crate::world::Clock;
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use thiserror::Error;

/// How long a removal waits for the thread that is at work; it looks up before every feature.
const REMOVAL: Duration = Duration::from_secs(10);

/// What exports may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Exports that are made at once, each on a thread of its own.
    pub workers: usize,
    /// Exports that wait.
    pub queue: usize,
    /// Exports that are known at once, with those that are over.
    pub known: usize,
    /// Bytes of all files together.
    pub all_bytes: u64,
    /// Bytes of one export, temporary files included.
    pub export_bytes: u64,
    /// How long a file is kept, and then its record.
    pub keep: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            workers: 2,
            queue: 16,
            known: 1000,
            all_bytes: 4 << 30,
            export_bytes: 1 << 30,
            keep: Duration::from_hours(24),
        }
    }
}

/// Why an export isn't taken on.
#[derive(Debug, Error)]
pub enum Refused {
    /// As many wait as may.
    #[error("as many exports wait as may")]
    Busy,
    /// As many are known as may be.
    #[error("as many exports are kept as may be")]
    Many,
    /// Files take as much as they may.
    #[error("the files of exports take as much of the disk as they may")]
    Full,
    /// The service stops.
    #[error("the service is shutting down")]
    Stopping,
    /// The folder can't be used.
    #[error(transparent)]
    Folder(#[from] OpenError),
    /// The record can't be written.
    #[error(transparent)]
    Record(#[from] DeliveryError),
    /// The system has no randomness to give.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
}

/// The exports; a clone is one reference count.
#[derive(Clone, Debug)]
pub struct Exports(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    bounds: Bounds,
    clock: Clock,
    ledger: Arc<Ledger>,
    /// Absent until the first export, where it is a temporary one.
    folder: Mutex<Option<Arc<Folder>>>,
    desk: Mutex<Desk>,
    /// A thread is done with an export.
    turned: Condvar,
}

#[derive(Debug, Default)]
struct Desk {
    jobs: HashMap<ExportId, Job>,
    queue: VecDeque<ExportId>,
    /// At work, also on what is no longer among `jobs`.
    working: Vec<ExportId>,
    closing: bool,
}

#[derive(Debug)]
struct Job {
    record: Record,
    live: Option<Arc<Live>>,
    /// Until a thread takes it.
    order: Option<Order>,
}

impl Default for Exports {
    fn default() -> Self {
        Self::temporary(Bounds::default(), Clock::system())
    }
}

impl Exports {
    /// Exports in a folder that is made with the first of them and goes with the last handle: a restart knows nothing of them.
    #[must_use]
    pub fn temporary(bounds: Bounds, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            bounds,
            clock,
            ledger: Arc::new(Ledger::new(bounds.all_bytes)),
            folder: Mutex::default(),
            desk: Mutex::default(),
            turned: Condvar::new(),
        }))
    }

    /// Exports in a folder that stays, with those that an earlier process left there.
    ///
    /// # Errors
    /// The folder can't be used, or another process uses it.
    pub fn open(folder: &Path, bounds: Bounds, clock: Clock) -> Result<Self, OpenError> {
        let exports = Self::temporary(bounds, clock);
        let held = Folder::open(folder)?;
        let wrong = |source| OpenError::Io {
            folder: folder.to_owned(),
            source,
        };
        for record in held.read().map_err(wrong)? {
            exports.0.adopt(record, &held).map_err(wrong)?;
        }
        *exports.0.folder.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(held));
        exports.sweep();
        Ok(exports)
    }

    /// Takes an export on.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn submit(&self, order: Order) -> Result<ExportId, Refused> {
        self.sweep();
        let shared = &self.0;
        shared.desk().admit(shared)?;
        let folder = shared.folder()?;
        let record = Record::new(ExportId::fresh()?, &order, shared.clock.now());
        let id = record.id;
        // On disk before anybody knows of it, and without holding the others up.
        folder.write(&record)?;
        let account = Account::new(shared.ledger.clone(), shared.bounds.export_bytes);
        let mut desk = shared.desk();
        if let Err(refused) = desk.admit(shared) {
            drop(desk);
            logged("removed", id, folder.remove(id));
            return Err(refused);
        }
        let live = Some(Arc::new(Live::new(account)));
        let order = Some(order);
        desk.jobs.insert(id, Job { record, live, order });
        desk.queue.push_back(id);
        let needed = desk.working.len() < shared.bounds.workers;
        if needed && let Some(taken) = desk.take() {
            let taken_id = taken.id;
            let work = Shared::work(shared.clone(), folder, taken);
            drop(desk);
            let spawned = thread::Builder::new().name("export".to_owned()).spawn(work);
            if let Err(error) = spawned {
                tracing::error!(%error, "no thread for an export");
                shared.desk().working.retain(|working| *working != taken_id);
                shared.settle(taken_id, Err(bug()));
            }
        }
        Ok(id)
    }

    /// What is known of an export, and how far it has come; with how many wait before it.
    #[must_use]
    pub fn find(&self, id: ExportId) -> Option<(Record, Progress, usize)> {
        self.sweep();
        let desk = self.0.desk();
        let job = desk.jobs.get(&id)?;
        let before = desk.queue.iter().position(|queued| *queued == id).unwrap_or(0);
        Some((job.record.clone(), job.progress(), before))
    }

    /// The file of an export that has one, open: it can be read to its end whatever happens to the export.
    ///
    /// # Errors
    /// Those of the system.
    pub fn file(&self, id: ExportId) -> io::Result<Option<(Record, File)>> {
        let Some((record, ..)) = self.find(id) else {
            return Ok(None);
        };
        let Some(folder) = self.0.held().filter(|_| record.state == State::Succeeded) else {
            return Ok(None);
        };
        match File::open(folder.file(id)) {
            Ok(file) => Ok(Some((record, file))),
            // Removed since.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Ends an export and removes all that is left of it; whether there was one.
    ///
    /// # Errors
    /// Those of the system; then something may be left on the disk, for the next start to remove.
    pub fn remove(&self, id: ExportId) -> io::Result<bool> {
        self.sweep();
        let shared = &self.0;
        let mut desk = shared.desk();
        let Some(job) = desk.jobs.remove(&id) else {
            return Ok(false);
        };
        desk.queue.retain(|queued| *queued != id);
        if let Some(live) = &job.live {
            live.account.end(End::Removed);
        }
        let until = Instant::now() + REMOVAL;
        while desk.working.contains(&id) && Instant::now() < until {
            desk = shared.wait(desk, until);
        }
        drop(desk);
        // A thread that is still at it removes its own.
        if let Some(folder) = shared.held() {
            folder.remove(id)?;
        }
        if let Some(file) = &job.record.file {
            shared.ledger.give_back(file.bytes);
        }
        Ok(true)
    }

    /// Removes files that had their time, and then their records.
    pub fn sweep(&self) {
        let shared = &self.0;
        let now = shared.clock.now();
        let mut expired = vec![];
        let mut forgotten = vec![];
        {
            let mut desk = shared.desk();
            for job in desk.jobs.values_mut() {
                let record = &mut job.record;
                let Some(expires) = record.expires.filter(|at| now >= *at) else {
                    continue;
                };
                let past = matches!(record.state, State::Expired) && now < after(expires, shared.bounds.keep);
                match record.state {
                    State::Succeeded => {
                        record.state = State::Expired;
                        let bytes = record.file.take().map_or(0, |file| file.bytes);
                        expired.push((record.clone(), bytes));
                    }
                    _ if past => {}
                    _ => forgotten.push(record.id),
                }
            }
            for id in &forgotten {
                desk.jobs.remove(id);
            }
        }
        let Some(folder) = shared.held() else { return };
        for (record, bytes) in expired {
            logged("expired", record.id, folder.remove_file(record.id));
            shared.ledger.give_back(bytes);
            shared.note(&folder, &record);
        }
        for id in forgotten {
            logged("forgotten", id, folder.remove(id));
        }
    }

    /// Ends all work: what isn't done is interrupted. Waits for the threads, but not for ever; how many are still at work.
    #[must_use]
    pub fn close(&self, patience: Duration) -> usize {
        let shared = &self.0;
        let mut desk = shared.desk();
        desk.closing = true;
        let waiting: Vec<ExportId> = desk.queue.drain(..).collect();
        for job in desk.jobs.values() {
            if let Some(live) = &job.live {
                live.account.end(End::Stopping);
            }
        }
        drop(desk);
        for id in waiting {
            shared.settle(id, Err(work::interrupted()));
        }
        let until = Instant::now() + patience;
        let mut desk = shared.desk();
        while !desk.working.is_empty() && Instant::now() < until {
            desk = shared.wait(desk, until);
        }
        desk.working.len()
    }

    /// Bytes that all exports take of the disk now, and how many wait or are being made.
    #[must_use]
    pub fn load(&self) -> (u64, usize, usize) {
        let desk = self.0.desk();
        (self.0.ledger.taken(), desk.queue.len(), desk.working.len())
    }

    /// How long a file is kept.
    #[must_use]
    pub fn keep(&self) -> Duration {
        self.0.bounds.keep
    }
}

impl Job {
    fn progress(&self) -> Progress {
        if let Some(live) = &self.live {
            return live.progress();
        }
        let record = &self.record;
        let features = record.collections.iter().map(|c| c.features).sum::<Option<usize>>();
        let has_file = matches!(record.state, State::Succeeded | State::Expired);
        Progress {
            collections: if has_file { record.collections.len() } else { 0 },
            features: features.filter(|_| has_file).unwrap_or(0),
            of_features: features,
            bytes: record.file.as_ref().map_or(0, |file| file.bytes),
        }
    }
}

impl Desk {
    /// Whether one more may come; what is over and has no file makes room, the oldest first.
    fn admit(&mut self, shared: &Shared) -> Result<(), Refused> {
        if self.closing {
            return Err(Refused::Stopping);
        }
        let idle = shared.bounds.workers.saturating_sub(self.working.len());
        if self.queue.len() >= shared.bounds.queue + idle {
            return Err(Refused::Busy);
        }
        if shared.ledger.is_full() {
            return Err(Refused::Full);
        }
        if self.jobs.len() < shared.bounds.known {
            return Ok(());
        }
        let spent = self.jobs.values().map(|job| &job.record);
        let spent = spent.filter(|record| record.state.is_over() && record.state != State::Succeeded);
        let oldest = spent.min_by_key(|record| record.created).map(|record| record.id);
        let id = oldest.ok_or(Refused::Many)?;
        self.jobs.remove(&id);
        if let Some(folder) = shared.held() {
            logged("forgotten", id, folder.remove(id));
        }
        Ok(())
    }

    /// The next to work on.
    fn take(&mut self) -> Option<Taken> {
        while let Some(id) = self.queue.pop_front() {
            let job = self.jobs.get_mut(&id);
            if let Some((order, live)) = job.and_then(|job| Some((job.order.take()?, job.live.clone()?))) {
                self.working.push(id);
                return Some(Taken { id, order, live });
            }
        }
        None
    }
}

/// What a thread works on.
struct Taken {
    id: ExportId,
    order: Order,
    live: Arc<Live>,
}

fn after(instant: Timestamp, time: Duration) -> Timestamp {
    // Beyond the end of the calendar nothing ends.
    instant.checked_add(time).unwrap_or(Timestamp::MAX)
}

fn bug() -> Failure {
    Failure {
        reason: Reason::Internal,
        detail: "The export broke off; the log of the service says why.".to_owned(),
    }
}

/// What can't be removed is told; the next start removes it.
fn logged(what: &str, id: ExportId, removed: io::Result<()>) {
    match removed {
        Ok(()) => tracing::debug!(?id, "an export is {what}"),
        Err(error) => tracing::error!(?id, %error, "files of an export that is {what} can't be removed"),
    }
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, desk: MutexGuard<'a, Desk>, until: Instant) -> MutexGuard<'a, Desk> {
        let left = until.saturating_duration_since(Instant::now());
        let waited = self.turned.wait_timeout(desk, left);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The folder, if there is one yet.
    fn held(&self) -> Option<Arc<Folder>> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn folder(&self) -> Result<Arc<Folder>, OpenError> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*folder {
            return Ok(known.clone());
        }
        let made = Arc::new(Folder::temporary()?);
        *folder = Some(made.clone());
        Ok(made)
    }

    /// Takes over what an earlier process has left.
    fn adopt(&self, mut record: Record, folder: &Folder) -> io::Result<()> {
        let (id, now) = (record.id, self.clock.now());
        let expires = after(now, self.bounds.keep);
        let changed = match record.state {
            State::Queued | State::Running => {
                folder.remove_file(id)?;
                record.fail(work::interrupted(), now, expires);
                true
            }
            State::Succeeded => {
                let told = record.file.as_ref().map(|file| file.bytes);
                let found = folder.size(id)?;
                if found.is_some() && found == told {
                    self.ledger.take(told.unwrap_or(0));
                    false
                } else {
                    folder.remove_file(id)?;
                    let failure = Failure {
                        reason: Reason::FileLost,
                        detail: "Its file isn't there as it was written; start the export again.".to_owned(),
                    };
                    record.fail(failure, now, expires);
                    true
                }
            }
            State::Failed | State::Interrupted | State::Expired => {
                folder.remove_file(id)?;
                false
            }
        };
        if changed {
            self.note(folder, &record);
        }
        let job = Job {
            record,
            live: None,
            order: None,
        };
        self.desk().jobs.insert(id, job);
        Ok(())
    }

    /// Writes a record; where that fails the export goes on, and a later start finds it as it was written last.
    fn note(&self, folder: &Folder, record: &Record) {
        if let Err(error) = folder.write(record) {
            tracing::error!(id = ?record.id, %error, "the record of an export can't be written");
        }
    }

    /// What a thread does: this export, and then the next, until none waits.
    fn work(shared: Arc<Self>, folder: Arc<Folder>, taken: Taken) -> impl FnOnce() + Send + 'static {
        move || {
            let mut next = Some(taken);
            while let Some(Taken { id, order, live }) = next {
                let begun = Instant::now();
                shared.began(id, &folder);
                let run = || work::run(&order, id, &live, &folder);
                let made = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
                    // The log has its words from the hook.
                    live.account.close();
                    logged("broken", id, folder.remove_work(id));
                    Err(Undone::Failed(bug()))
                });
                let ended = match made {
                    Ok(done) => Ok(done),
                    Err(Undone::Failed(failure)) => Err(failure),
                    // Its record is gone already, and is not written again.
                    Err(Undone::Removed) => Err(bug()),
                };
                let state = shared.settle(id, ended);
                let ms = begun.elapsed().as_millis();
                tracing::info!(?id, state, %ms, "an export has ended");
                drop((order, live));
                let mut desk = shared.desk();
                desk.working.retain(|working| *working != id);
                next = desk.take();
                shared.turned.notify_all();
            }
        }
    }

    fn began(&self, id: ExportId, folder: &Folder) {
        let record = {
            let mut desk = self.desk();
            let Some(job) = desk.jobs.get_mut(&id) else { return };
            job.record.state = State::Running;
            job.record.started = Some(self.clock.now());
            job.record.clone()
        };
        self.note(folder, &record);
    }

    /// Says what became of an export, on disk first; its state in words.
    fn settle(&self, id: ExportId, ended: Result<Done, Failure>) -> &'static str {
        let Some(folder) = self.held() else { return "lost" };
        let now = self.clock.now();
        let expires = after(now, self.bounds.keep);
        let known = self.desk().jobs.get(&id).map(|job| job.record.clone());
        let bytes = ended.as_ref().map_or(0, |done| done.file.bytes);
        if let Some(mut record) = known {
            match ended {
                Ok(done) => {
                    record.state = State::Succeeded;
                    record.ended = Some(now);
                    record.expires = Some(expires);
                    (record.collections, record.remarks) = (done.collections, done.remarks);
                    record.file = Some(done.file);
                }
                Err(failure) => record.fail(failure, now, expires),
            }
            self.note(&folder, &record);
            let state = record.state.as_str();
            let mut desk = self.desk();
            if let Some(job) = desk.jobs.get_mut(&id) {
                job.record = record;
                job.live = None;
                metrics::counter!("riverchief_exports_total", "state" => state).increment(1);
                return state;
            }
        }
        // Removed meanwhile: nothing of it may stay, whoever comes last.
        logged("removed", id, folder.remove(id));
        self.ledger.give_back(bytes);
        metrics::counter!("riverchief_exports_total", "state" => "removed").increment(1);
        "removed"
    }
}
