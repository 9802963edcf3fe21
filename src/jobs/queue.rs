//! The exports that there are: a queue with an end, threads that come with work and go without, files with a time.
use super::account::{Account, End, Ledger};
use super::bounds::{Bounds, Refused};
use super::folder::{Folder, OpenError};
use super::registry::{Job, Shared, after, bug, logged, note};

use super::order::Order;
use super::record::{ExportId, JobRecord, State};
use super::work::{self, Live, Progress};
use crate::world::Clock;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a removal waits for the thread that is at work; it looks up before every feature.
const REMOVAL: Duration = Duration::from_secs(10);

/// The exports; a clone is one reference count.
#[derive(Clone, Debug)]
pub struct Exports(Arc<Shared>);

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
            registry: Mutex::default(),
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

    /// Exports that wait or are being made at most.
    #[must_use]
    pub fn at_once(&self) -> usize {
        self.0.bounds.queue + self.0.bounds.workers
    }

    /// Takes an export on.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn submit(&self, order: Order) -> Result<ExportId, Refused> {
        self.sweep();
        let shared = &self.0;
        shared.registry().admit(shared)?;
        let folder = shared.folder()?;
        let record = JobRecord::new(ExportId::fresh()?, &order, shared.clock.now());
        let id = record.id;
        // On disk before anybody knows of it, and without holding the others up.
        folder.write(&record)?;
        let account = Account::new(shared.ledger.clone(), shared.bounds.export_bytes);
        let mut registry = shared.registry();
        if let Err(refused) = registry.admit(shared) {
            drop(registry);
            logged("removed", id, folder.remove(id));
            return Err(refused);
        }
        let live = Some(Arc::new(Live::new(account)));
        let order = Some(order);
        registry.jobs.insert(id, Job { record, live, order });
        registry.queue.push_back(id);
        let needed = registry.working.len() < shared.bounds.workers;
        if needed && let Some(taken) = registry.take() {
            let taken_id = taken.id;
            let work = Shared::work(shared.clone(), folder, taken);
            drop(registry);
            let spawned = thread::Builder::new().name("export".to_owned()).spawn(work);
            if let Err(error) = spawned {
                tracing::error!(%error, "no thread for an export");
                shared.registry().working.retain(|working| *working != taken_id);
                shared.settle(taken_id, Err(bug()));
            }
        }
        Ok(id)
    }

    /// What is known of an export, and how far it has come; with how many wait before it.
    #[must_use]
    pub fn find(&self, id: ExportId) -> Option<(JobRecord, Progress, usize)> {
        self.sweep();
        let registry = self.0.registry();
        let job = registry.jobs.get(&id)?;
        let before = registry.queue.iter().position(|queued| *queued == id).unwrap_or(0);
        Some((job.record.clone(), job.progress(), before))
    }

    /// The file of an export that has one, open: it can be read to its end whatever happens to the export.
    ///
    /// # Errors
    /// Those of the system.
    pub fn file(&self, id: ExportId) -> io::Result<Option<(JobRecord, File)>> {
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
        let mut registry = shared.registry();
        let Some(job) = registry.jobs.remove(&id) else {
            return Ok(false);
        };
        registry.queue.retain(|queued| *queued != id);
        if let Some(live) = &job.live {
            live.account.end(End::Removed);
        }
        let until = Instant::now() + REMOVAL;
        while registry.working.contains(&id) && Instant::now() < until {
            registry = shared.wait(registry, until);
        }
        drop(registry);
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
            let mut registry = shared.registry();
            for job in registry.jobs.values_mut() {
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
                registry.jobs.remove(id);
            }
        }
        let Some(folder) = shared.held() else { return };
        for (record, bytes) in expired {
            logged("expired", record.id, folder.remove_file(record.id));
            shared.ledger.give_back(bytes);
            note(&folder, &record);
        }
        for id in forgotten {
            logged("forgotten", id, folder.remove(id));
        }
    }

    /// Ends all work: what isn't done is interrupted. Waits for the threads, but not for ever; how many are still at work.
    #[must_use]
    pub fn close(&self, patience: Duration) -> usize {
        let shared = &self.0;
        let mut registry = shared.registry();
        registry.closing = true;
        let waiting: Vec<ExportId> = registry.queue.drain(..).collect();
        for job in registry.jobs.values() {
            if let Some(live) = &job.live {
                live.account.end(End::Stopping);
            }
        }
        drop(registry);
        for id in waiting {
            shared.settle(id, Err(work::interrupted()));
        }
        let until = Instant::now() + patience;
        let mut registry = shared.registry();
        while !registry.working.is_empty() && Instant::now() < until {
            registry = shared.wait(registry, until);
        }
        registry.working.len()
    }

    /// Bytes that all exports take of the disk now, and how many wait or are being made.
    #[must_use]
    pub fn load(&self) -> (u64, usize, usize) {
        let registry = self.0.registry();
        (self.0.ledger.taken(), registry.queue.len(), registry.working.len())
    }

    /// How long a file is kept.
    #[must_use]
    pub fn keep(&self) -> Duration {
        self.0.bounds.keep
    }
}
