//! The handle on all exports: queues new ones, finds and removes them, and removes expired files.
use super::bounds::{Bounds, Refused};
use super::disk_usage::{Cancellation, ExportUsage, TotalUsage};
use super::failure::Failure;
use super::folder::{Folder, OpenError};
use super::order::Order;
use super::record::{ExportId, JobRecord, State};
use super::registry::{Job, Shared, after, logged, save_record};
use super::work::{Progress, RunningExport};
use crate::world::Clock;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a removal waits for the thread that runs the export; the thread checks for cancellation before every feature.
const REMOVAL: Duration = Duration::from_secs(10);

/// The exports. Clones share one state.
#[derive(Clone, Debug)]
pub struct Exports(Arc<Shared>);

impl Default for Exports {
    fn default() -> Self {
        Self::temporary(Bounds::default(), Clock::system())
    }
}

impl Exports {
    /// Exports in a temporary folder, which is created with the first export and removed with the last handle. They do not survive
    /// a restart.
    #[must_use]
    pub fn temporary(bounds: Bounds, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            bounds,
            clock,
            usage: Arc::new(TotalUsage::new(bounds.all_bytes)),
            folder: Mutex::default(),
            registry: Mutex::default(),
            job_done: Condvar::new(),
        }))
    }

    /// Exports in a permanent folder, with those of earlier processes.
    ///
    /// # Errors
    /// The folder cannot be used, or another process uses it.
    pub fn open(folder: &Path, bounds: Bounds, clock: Clock) -> Result<Self, OpenError> {
        let exports = Self::temporary(bounds, clock);
        let opened = Folder::open(folder)?;
        let wrong = |source| OpenError::Io {
            folder: folder.to_owned(),
            source,
        };
        for record in opened.read().map_err(wrong)? {
            exports.0.restore(record, &opened).map_err(wrong)?;
        }
        *exports.0.folder.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(opened));
        exports.sweep();
        Ok(exports)
    }

    /// Greatest number of exports that wait or run.
    #[must_use]
    pub fn at_once(&self) -> usize {
        self.0.bounds.queue + self.0.bounds.workers
    }

    /// Queues an export.
    ///
    /// # Errors
    /// [`Refused`]
    pub fn submit(&self, order: Order) -> Result<ExportId, Refused> {
        self.sweep();
        let shared = &self.0;
        shared.registry().admit(shared)?;
        let folder = shared.folder()?;
        let record = JobRecord::new(ExportId::random()?, &order, shared.clock.now());
        let id = record.id;
        // The record is on disk before the export is known, and is written without holding the lock.
        folder.write(&record)?;
        let usage = ExportUsage::new(shared.usage.clone(), shared.bounds.export_bytes);
        let mut registry = shared.registry();
        if let Err(refused) = registry.admit(shared) {
            drop(registry);
            logged("removed", id, folder.remove(id));
            return Err(refused);
        }
        let running = Some(Arc::new(RunningExport::new(usage)));
        let order = Some(order);
        registry.jobs.insert(id, Job { record, running, order });
        registry.queue.push_back(id);
        let needed = registry.running.len() < shared.bounds.workers;
        if needed && let Some(next) = registry.take() {
            let next_id = next.id;
            let work = Shared::work(shared.clone(), folder, next);
            drop(registry);
            let spawned = thread::Builder::new().name("export".to_owned()).spawn(work);
            if let Err(error) = spawned {
                tracing::error!(%error, "cannot start a thread for an export");
                shared.registry().running.retain(|running| *running != next_id);
                shared.finish(next_id, Err(Failure::internal()));
            }
        }
        Ok(id)
    }

    /// The record of an export, its progress, and how many exports wait before it.
    #[must_use]
    pub fn find(&self, id: ExportId) -> Option<(JobRecord, Progress, usize)> {
        self.sweep();
        let registry = self.0.registry();
        let job = registry.jobs.get(&id)?;
        let before = registry.queue.iter().position(|queued| *queued == id).unwrap_or(0);
        Some((job.record.clone(), job.progress(), before))
    }

    /// The open file of an export that has one. It can be read to its end even if the export is removed.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn file(&self, id: ExportId) -> io::Result<Option<(JobRecord, File)>> {
        let Some((record, ..)) = self.find(id) else {
            return Ok(None);
        };
        let Some(folder) = self.0.existing_folder().filter(|_| record.state == State::Succeeded) else {
            return Ok(None);
        };
        match File::open(folder.file(id)) {
            Ok(file) => Ok(Some((record, file))),
            // Removed meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Cancels an export and removes its files; returns whether it existed.
    ///
    /// # Errors
    /// A file cannot be removed. The next start of the service removes it.
    pub fn remove(&self, id: ExportId) -> io::Result<bool> {
        self.sweep();
        let shared = &self.0;
        let mut registry = shared.registry();
        let Some(job) = registry.jobs.remove(&id) else {
            return Ok(false);
        };
        registry.queue.retain(|queued| *queued != id);
        if let Some(running) = &job.running {
            running.usage.cancel(Cancellation::Removed);
        }
        let until = Instant::now() + REMOVAL;
        while registry.running.contains(&id) && Instant::now() < until {
            registry = shared.wait(registry, until);
        }
        drop(registry);
        // If the thread is still running, it removes its own files.
        if let Some(folder) = shared.existing_folder() {
            folder.remove(id)?;
        }
        if let Some(file) = &job.record.file {
            shared.usage.release(file.bytes);
        }
        Ok(true)
    }

    /// Removes files that have expired and, after another such time, their records.
    pub fn sweep(&self) {
        let shared = &self.0;
        let now = shared.clock.now();
        let mut expired = vec![];
        let mut outdated = vec![];
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
                    _ => outdated.push(record.id),
                }
            }
            for id in &outdated {
                registry.jobs.remove(id);
            }
        }
        let Some(folder) = shared.existing_folder() else { return };
        for (record, bytes) in expired {
            logged("expired", record.id, folder.remove_file(record.id));
            shared.usage.release(bytes);
            save_record(&folder, &record);
        }
        for id in outdated {
            logged("removed", id, folder.remove(id));
        }
    }

    /// Interrupts all exports that are not finished. Waits for the threads, at most for `patience`; returns how many still run.
    #[must_use]
    pub fn close(&self, patience: Duration) -> usize {
        let shared = &self.0;
        let mut registry = shared.registry();
        registry.closing = true;
        let waiting: Vec<ExportId> = registry.queue.drain(..).collect();
        for job in registry.jobs.values() {
            if let Some(running) = &job.running {
                running.usage.cancel(Cancellation::Stopping);
            }
        }
        drop(registry);
        for id in waiting {
            shared.finish(id, Err(Failure::interrupted()));
        }
        let until = Instant::now() + patience;
        let mut registry = shared.registry();
        while !registry.running.is_empty() && Instant::now() < until {
            registry = shared.wait(registry, until);
        }
        registry.running.len()
    }

    /// Disk space of all exports in bytes, how many exports wait, and how many run.
    #[must_use]
    pub fn load(&self) -> (u64, usize, usize) {
        let registry = self.0.registry();
        (self.0.usage.bytes(), registry.queue.len(), registry.running.len())
    }

    /// How long a file is kept.
    #[must_use]
    pub fn keep(&self) -> Duration {
        self.0.bounds.keep
    }
}
