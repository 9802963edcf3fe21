//! The exports by id, and the threads that run them: a thread starts when an export is queued and ends when none waits.
use super::bounds::{Bounds, Refused};
use super::disk_usage::TotalUsage;
use super::failure::{Failure, Reason};
use super::folder::{Folder, OpenError};
use super::order::Order;
use super::record::{ExportId, JobRecord, State};
use super::work::{self, Aborted, Finished, Progress, RunningExport};
use crate::world::Clock;
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The state that handles and threads share.
#[derive(Debug)]
pub(super) struct Shared {
    pub bounds: Bounds,
    pub clock: Clock,
    pub usage: Arc<TotalUsage>,
    /// A temporary folder is created with the first export.
    pub folder: Mutex<Option<Arc<Folder>>>,
    pub registry: Mutex<Registry>,
    /// Notified when a thread has finished an export.
    pub job_done: Condvar,
}

#[derive(Debug, Default)]
pub(super) struct Registry {
    pub jobs: HashMap<ExportId, Job>,
    pub queue: VecDeque<ExportId>,
    /// Exports that are running, even if they have been removed from `jobs`.
    pub running: Vec<ExportId>,
    pub closing: bool,
}

#[derive(Debug)]
pub(super) struct Job {
    pub record: JobRecord,
    pub running: Option<Arc<RunningExport>>,
    /// Present until a thread takes it.
    pub order: Option<Order>,
}

impl Job {
    pub fn progress(&self) -> Progress {
        if let Some(running) = &self.running {
            return running.progress();
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

impl Registry {
    /// Checks that one more export may be queued. If there are too many records, the oldest finished export without a file is removed.
    pub fn admit(&mut self, shared: &Shared) -> Result<(), Refused> {
        if self.closing {
            return Err(Refused::Stopping);
        }
        let idle = shared.bounds.workers.saturating_sub(self.running.len());
        if self.queue.len() >= shared.bounds.queue + idle {
            return Err(Refused::Busy);
        }
        if shared.usage.is_full() {
            return Err(Refused::Full);
        }
        if self.jobs.len() < shared.bounds.known {
            return Ok(());
        }
        let finished = self.jobs.values().map(|job| &job.record);
        let finished = finished.filter(|record| record.state.is_finished() && record.state != State::Succeeded);
        let oldest = finished.min_by_key(|record| record.created).map(|record| record.id);
        let id = oldest.ok_or(Refused::Many)?;
        self.jobs.remove(&id);
        if let Some(folder) = shared.existing_folder() {
            logged("removed", id, folder.remove(id));
        }
        Ok(())
    }

    /// Takes the next export from the queue.
    pub fn take(&mut self) -> Option<NextExport> {
        while let Some(id) = self.queue.pop_front() {
            let job = self.jobs.get_mut(&id);
            if let Some((order, running)) = job.and_then(|job| Some((job.order.take()?, job.running.clone()?))) {
                self.running.push(id);
                return Some(NextExport { id, order, running });
            }
        }
        None
    }
}

/// An export that a thread has taken from the queue.
pub(super) struct NextExport {
    pub id: ExportId,
    pub order: Order,
    pub running: Arc<RunningExport>,
}

pub(super) fn after(instant: Timestamp, time: Duration) -> Timestamp {
    // Past the end of the calendar: never.
    instant.checked_add(time).unwrap_or(Timestamp::MAX)
}

/// Logs whether files were removed; the next start removes those that could not be.
pub(super) fn logged(what: &str, id: ExportId, removed: io::Result<()>) {
    match removed {
        Ok(()) => tracing::debug!(?id, "export {what}"),
        Err(error) => tracing::error!(?id, %error, "cannot remove files of an export that is {what}"),
    }
}

/// Writes a record. If that fails, the export continues, and after a restart it has the state of its last written record.
pub(super) fn save_record(folder: &Folder, record: &JobRecord) {
    if let Err(error) = folder.write(record) {
        tracing::error!(id = ?record.id, %error, "cannot write the record of an export");
    }
}

impl Shared {
    pub fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn wait<'a>(&self, registry: MutexGuard<'a, Registry>, until: Instant) -> MutexGuard<'a, Registry> {
        let left = until.saturating_duration_since(Instant::now());
        let waited = self.job_done.wait_timeout(registry, left);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The folder, if it has been created.
    pub fn existing_folder(&self) -> Option<Arc<Folder>> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The folder; a temporary one is created if there is none.
    pub fn folder(&self) -> Result<Arc<Folder>, OpenError> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*folder {
            return Ok(known.clone());
        }
        let made = Arc::new(Folder::temporary()?);
        *folder = Some(made.clone());
        Ok(made)
    }

    /// Adds an export of an earlier process.
    pub fn restore(&self, mut record: JobRecord, folder: &Folder) -> io::Result<()> {
        let (id, now) = (record.id, self.clock.now());
        let expires = after(now, self.bounds.keep);
        let changed = match record.state {
            State::Queued | State::Running => {
                folder.remove_file(id)?;
                record.fail(Failure::interrupted(), now, expires);
                true
            }
            State::Succeeded => {
                let recorded = record.file.as_ref().map(|file| file.bytes);
                let found = folder.size(id)?;
                if found.is_some() && found == recorded {
                    self.usage.add(recorded.unwrap_or(0));
                    false
                } else {
                    folder.remove_file(id)?;
                    let words =
                        "The file is missing or has another size than when it was written; start the export again.";
                    let failure = Failure::new(Reason::FileLost, words);
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
            save_record(folder, &record);
        }
        let job = Job {
            record,
            running: None,
            order: None,
        };
        self.registry().jobs.insert(id, job);
        Ok(())
    }

    /// The body of a thread: runs this export, then the next, until none waits.
    pub fn work(shared: Arc<Self>, folder: Arc<Folder>, next: NextExport) -> impl FnOnce() + Send + 'static {
        move || {
            let mut next = Some(next);
            while let Some(NextExport { id, order, running }) = next {
                let begun = Instant::now();
                shared.set_running(id, &folder);
                let run = || work::run(&order, id, &running, &folder);
                let made = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
                    // The panic hook has logged the cause.
                    running.usage.release();
                    logged("failed", id, folder.remove_work(id));
                    Err(Aborted::Failed(Failure::internal()))
                });
                let ended = match made {
                    Ok(done) => Ok(done),
                    Err(Aborted::Failed(failure)) => Err(failure),
                    // Its record has been removed and is not written again, so the failure is never shown.
                    Err(Aborted::Removed) => Err(Failure::internal()),
                };
                let state = shared.finish(id, ended);
                let ms = begun.elapsed().as_millis();
                tracing::info!(?id, state, %ms, "export ended");
                drop((order, running));
                let mut registry = shared.registry();
                registry.running.retain(|running| *running != id);
                next = registry.take();
                shared.job_done.notify_all();
            }
        }
    }

    /// Marks an export as running.
    pub fn set_running(&self, id: ExportId, folder: &Folder) {
        let record = {
            let mut registry = self.registry();
            let Some(job) = registry.jobs.get_mut(&id) else { return };
            job.record.state = State::Running;
            job.record.started = Some(self.clock.now());
            job.record.clone()
        };
        save_record(folder, &record);
    }

    /// Records the result of an export, on disk first; returns its state as text.
    pub fn finish(&self, id: ExportId, result: Result<Finished, Failure>) -> &'static str {
        let Some(folder) = self.existing_folder() else {
            return "lost";
        };
        let now = self.clock.now();
        let expires = after(now, self.bounds.keep);
        let known = self.registry().jobs.get(&id).map(|job| job.record.clone());
        let bytes = result.as_ref().map_or(0, |done| done.file.bytes);
        if let Some(mut record) = known {
            match result {
                Ok(done) => {
                    record.state = State::Succeeded;
                    record.ended = Some(now);
                    record.expires = Some(expires);
                    (record.collections, record.remarks) = (done.collections, done.remarks);
                    record.file = Some(done.file);
                }
                Err(failure) => record.fail(failure, now, expires),
            }
            save_record(&folder, &record);
            let state = record.state.as_str();
            let mut registry = self.registry();
            if let Some(job) = registry.jobs.get_mut(&id) {
                job.record = record;
                job.running = None;
                metrics::counter!("riverchief_exports_total", "state" => state).increment(1);
                return state;
            }
        }
        // The client has removed it meanwhile, so its files are removed too.
        logged("removed", id, folder.remove(id));
        self.usage.release(bytes);
        metrics::counter!("riverchief_exports_total", "state" => "removed").increment(1);
        "removed"
    }
}
