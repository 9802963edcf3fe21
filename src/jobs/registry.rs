//! What is known of each export, and the threads that work on them: they come with work and go without.
use super::account::{Ledger, Reason};
use super::bounds::{Bounds, Refused};
use super::folder::{Folder, OpenError};
use super::order::Order;
use super::record::{ExportId, Failure, JobRecord, State};
use super::work::{self, Done, Live, Progress, Stopped};
use crate::world::Clock;
use jiff::Timestamp;
use std::collections::{HashMap, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug)]
pub(super) struct Shared {
    pub bounds: Bounds,
    pub clock: Clock,
    pub ledger: Arc<Ledger>,
    /// Absent until the first export, where it is a temporary one.
    pub folder: Mutex<Option<Arc<Folder>>>,
    pub registry: Mutex<Registry>,
    /// A thread is done with an export.
    pub turned: Condvar,
}

#[derive(Debug, Default)]
pub(super) struct Registry {
    pub jobs: HashMap<ExportId, Job>,
    pub queue: VecDeque<ExportId>,
    /// At work, also on what is no longer among `jobs`.
    pub working: Vec<ExportId>,
    pub closing: bool,
}

#[derive(Debug)]
pub(super) struct Job {
    pub record: JobRecord,
    pub live: Option<Arc<Live>>,
    /// Until a thread takes it.
    pub order: Option<Order>,
}

impl Job {
    pub fn progress(&self) -> Progress {
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

impl Registry {
    /// Whether one more may come; what is over and has no file makes room, the oldest first.
    pub fn admit(&mut self, shared: &Shared) -> Result<(), Refused> {
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
    pub fn take(&mut self) -> Option<Taken> {
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
pub(super) struct Taken {
    pub id: ExportId,
    pub order: Order,
    pub live: Arc<Live>,
}

pub(super) fn after(instant: Timestamp, time: Duration) -> Timestamp {
    // Beyond the end of the calendar nothing ends.
    instant.checked_add(time).unwrap_or(Timestamp::MAX)
}

pub(super) fn bug() -> Failure {
    Failure {
        reason: Reason::Internal,
        detail: "The export broke off; the log of the service says why.".to_owned(),
    }
}

/// What can't be removed is told; the next start removes it.
pub(super) fn logged(what: &str, id: ExportId, removed: io::Result<()>) {
    match removed {
        Ok(()) => tracing::debug!(?id, "an export is {what}"),
        Err(error) => tracing::error!(?id, %error, "files of an export that is {what} can't be removed"),
    }
}

/// Writes a record; where that fails the export goes on, and a later start finds it as it was written last.
pub(super) fn note(folder: &Folder, record: &JobRecord) {
    if let Err(error) = folder.write(record) {
        tracing::error!(id = ?record.id, %error, "the record of an export can't be written");
    }
}

impl Shared {
    pub fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn wait<'a>(&self, registry: MutexGuard<'a, Registry>, until: Instant) -> MutexGuard<'a, Registry> {
        let left = until.saturating_duration_since(Instant::now());
        let waited = self.turned.wait_timeout(registry, left);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The folder, if there is one yet.
    pub fn held(&self) -> Option<Arc<Folder>> {
        self.folder.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn folder(&self) -> Result<Arc<Folder>, OpenError> {
        let mut folder = self.folder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = &*folder {
            return Ok(known.clone());
        }
        let made = Arc::new(Folder::temporary()?);
        *folder = Some(made.clone());
        Ok(made)
    }

    /// Takes over what an earlier process has left.
    pub fn adopt(&self, mut record: JobRecord, folder: &Folder) -> io::Result<()> {
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
            note(folder, &record);
        }
        let job = Job {
            record,
            live: None,
            order: None,
        };
        self.registry().jobs.insert(id, job);
        Ok(())
    }

    /// What a thread does: this export, and then the next, until none waits.
    pub fn work(shared: Arc<Self>, folder: Arc<Folder>, taken: Taken) -> impl FnOnce() + Send + 'static {
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
                    Err(Stopped::Failed(bug()))
                });
                let ended = match made {
                    Ok(done) => Ok(done),
                    Err(Stopped::Failed(failure)) => Err(failure),
                    // Its record is gone already, and is not written again.
                    Err(Stopped::Removed) => Err(bug()),
                };
                let state = shared.settle(id, ended);
                let ms = begun.elapsed().as_millis();
                tracing::info!(?id, state, %ms, "an export has ended");
                drop((order, live));
                let mut registry = shared.registry();
                registry.working.retain(|working| *working != id);
                next = registry.take();
                shared.turned.notify_all();
            }
        }
    }

    pub fn began(&self, id: ExportId, folder: &Folder) {
        let record = {
            let mut registry = self.registry();
            let Some(job) = registry.jobs.get_mut(&id) else { return };
            job.record.state = State::Running;
            job.record.started = Some(self.clock.now());
            job.record.clone()
        };
        note(folder, &record);
    }

    /// Says what became of an export, on disk first; its state in words.
    pub fn settle(&self, id: ExportId, ended: Result<Done, Failure>) -> &'static str {
        let Some(folder) = self.held() else { return "lost" };
        let now = self.clock.now();
        let expires = after(now, self.bounds.keep);
        let known = self.registry().jobs.get(&id).map(|job| job.record.clone());
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
            note(&folder, &record);
            let state = record.state.as_str();
            let mut registry = self.registry();
            if let Some(job) = registry.jobs.get_mut(&id) {
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
