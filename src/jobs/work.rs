//! Runs one export, on a thread of the queue.
use super::disk_usage::{Cancellation, CountingWriter, ExportUsage};
use super::failure::{Failure, Reason};
use super::folder::Folder;
use super::order::{Order, Package};
use super::record::{self, Counted, ExportId, Made};
use crate::export::package::{self, Entry};
use crate::export::{self, Chosen, ExportError, Terms, WriteObserver};
use geo::CoordsIter as _;
use riverchief_files::target::{Existing, Target};
use riverchief_rows::collections::{Cell, Row};
use riverchief_rows::formats::FileFormat;
use riverchief_rows::query::FilterError;
use serde_json::json;
use std::fs::DirBuilder;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The size of temporary files is measured once per this many features.
const FEATURES_PER_MEASUREMENT: usize = 256;
/// Approximate size of a coordinate pair in a temporary file without a name.
const COORDINATE_BYTES: u64 = 16;
/// Approximate size of a cell there.
const CELL_BYTES: u64 = 16;

/// The progress of an export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Collections written.
    pub collections: usize,
    /// Features written.
    pub features: usize,
    /// Features to write; absent until they have been selected.
    pub of_features: Option<usize>,
    /// Bytes written.
    pub bytes: u64,
}

/// An export that waits or runs: its disk space and progress.
#[derive(Debug)]
pub(super) struct RunningExport {
    pub usage: ExportUsage,
    features: AtomicUsize,
    /// Features selected in each collection, once all have been.
    selected: std::sync::OnceLock<Vec<usize>>,
}

impl RunningExport {
    pub fn new(usage: ExportUsage) -> Self {
        Self {
            usage,
            features: AtomicUsize::new(0),
            selected: std::sync::OnceLock::new(),
        }
    }

    pub fn progress(&self) -> Progress {
        let features = self.features.load(Ordering::Relaxed);
        let selected = self.selected.get();
        let mut upto = 0;
        // A collection is written once all features up to its last one are.
        let done = |selected: &Vec<usize>| {
            let ends = selected.iter().map(|n| {
                upto += n;
                upto
            });
            ends.take_while(|end| features >= *end && features > 0).count()
        };
        Progress {
            collections: selected.map_or(0, done),
            features,
            of_features: selected.map(|selected| selected.iter().sum()),
            bytes: self.usage.written(),
        }
    }
}

/// Counts features and temporary files while an export is written.
#[derive(Debug)]
struct Observer {
    running: Arc<RunningExport>,
    scratch: PathBuf,
    /// The temporary file of the format has no name, so its size cannot be measured.
    unnamed: bool,
}

impl WriteObserver for Observer {
    fn check_cancelled(&self) -> io::Result<()> {
        self.running.usage.check_cancelled()
    }

    fn before_feature(&self, row: &Row) -> io::Result<()> {
        let usage = &self.running.usage;
        usage.check_cancelled()?;
        let number = self.running.features.fetch_add(1, Ordering::Relaxed);
        if self.unnamed {
            return usage.add_unnamed(approximate_bytes(row));
        }
        if number.is_multiple_of(FEATURES_PER_MEASUREMENT) {
            return usage.measure(&self.scratch);
        }
        Ok(())
    }
}

/// Approximate size of a row.
fn approximate_bytes(row: &Row) -> u64 {
    let places = row.geometry.as_ref().map_or(0, |g| g.coords_count() as u64);
    let texts = row.cells.iter().map(|cell| match cell {
        Cell::Text(text) => text.len() as u64,
        Cell::Texts(list) => list.iter().map(|text| text.len() as u64 + 1).sum(),
        _ => 0,
    });
    places * COORDINATE_BYTES + row.cells.len() as u64 * CELL_BYTES + texts.sum::<u64>()
}

/// The result of a successful export.
pub(super) struct Finished {
    pub collections: Vec<Counted>,
    pub remarks: Vec<String>,
    pub file: Made,
}

/// Why an export has no result.
pub(super) enum Aborted {
    /// The client has removed it.
    Removed,
    /// It failed.
    Failed(Failure),
}

impl Aborted {
    fn failed(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Failed(Failure::new(reason, detail))
    }
}

/// Runs an export. Afterwards its file is in the folder, or, if it failed, nothing but its record.
pub(super) fn run(
    order: &Order,
    id: ExportId,
    running: &Arc<RunningExport>,
    folder: &Folder,
) -> Result<Finished, Aborted> {
    let made = make(order, id, running, folder);
    running.usage.release_temporary();
    let swept = folder.remove_work(id);
    if let Err(error) = swept {
        tracing::error!(?id, %error, "cannot remove the work folder of an export");
    }
    made.inspect_err(|_| running.usage.release())
}

fn make(order: &Order, id: ExportId, running: &Arc<RunningExport>, folder: &Folder) -> Result<Finished, Aborted> {
    let usage = &running.usage;
    let mut chosen = vec![];
    for layer in &order.layers {
        usage
            .check_cancelled()
            .map_err(|e| failure(usage, ExportError::Io(e)))?;
        chosen.push(order.choose(layer).map_err(|error| {
            let detail = format!("{}: {error}", layer.collection);
            match error {
                FilterError::TooSlow(_) => Aborted::failed(Reason::FilterTooSlow, detail),
                _ => Aborted::failed(Reason::Internal, detail),
            }
        })?);
    }
    let _ = running.selected.set(chosen.iter().map(|c| c.rows.len()).collect());
    let wrong = |error: io::Error| failure(usage, ExportError::Io(error));
    let work = folder.work(id).map_err(wrong)?;
    let made = work.join("export");
    let written = write(order, &chosen, running, &work, &made).map_err(|e| failure(usage, e))?;
    usage.check_cancelled().map_err(wrong)?;
    folder.keep(id, &made).map_err(wrong)?;
    let (collections, remarks) = written;
    Ok(Finished {
        collections,
        remarks,
        file: Made {
            name: order.file_name(),
            bytes: usage.written(),
        },
    })
}

type Written = (Vec<Counted>, Vec<String>);

fn write(
    order: &Order,
    chosen: &[Chosen],
    running: &Arc<RunningExport>,
    work: &Path,
    made: &Path,
) -> Result<Written, ExportError> {
    let scratch = work.join("scratch");
    DirBuilder::new().create(&scratch)?;
    let terms = Terms {
        observer: Some(Arc::new(Observer {
            running: running.clone(),
            scratch: scratch.clone(),
            unnamed: order.terms.format == FileFormat::FlatGeobuf,
        })),
        scratch: Some(scratch),
        ..order.terms.clone()
    };
    let mut out = CountingWriter {
        inner: Target::open(made, Existing::Kept)?,
        usage: &running.usage,
    };
    let written = match order.package {
        Package::Zip => {
            let manifest = |entries: &[Entry]| manifest(order, entries);
            let entries = package::write(chosen, &terms, manifest, &mut out)?;
            let counted = entries.iter().map(|entry| Counted {
                collection: entry.collection.to_string(),
                features: Some(entry.features),
                files: entry.files.clone(),
            });
            let remarks = entries.iter().flat_map(|entry| entry.remarks.clone());
            let mut all: Vec<String> = vec![];
            for remark in remarks {
                if !all.contains(&remark) {
                    all.push(remark);
                }
            }
            (counted.collect(), all)
        }
        Package::Gpkg => {
            let report = export::write(chosen, &terms, &mut out)?;
            let counted = chosen.iter().map(|c| Counted {
                collection: c.collection.to_string(),
                features: Some(c.rows.len()),
                files: vec![],
            });
            (counted.collect(), report.remarks)
        }
    };
    out.inner.finish()?;
    Ok(written)
}

/// The manifest of a zip. It has no date of its own, so that the same export gives the same bytes.
fn manifest(order: &Order, entries: &[Entry]) -> Vec<u8> {
    let layers = entries.iter().map(|entry| {
        let spec = entry.collection.spec();
        json!({
            "collection": spec.id, "title_zh": spec.title_zh, "title_en": spec.title_en,
            "files": entry.files, "features": entry.features, "remarks": entry.remarks,
        })
    });
    let manifest = json!({
        "world": order.world,
        "format": order.terms.format.title(),
        "crs": record::named(order.crs),
        "request": order.asked,
        "collections": layers.collect::<Vec<_>>(),
    });
    format!("{manifest:#}\n").into_bytes()
}

/// The failure for an error: cancellation, a limit, a full disk, or an internal error.
fn failure(usage: &ExportUsage, error: ExportError) -> Aborted {
    match usage.cancelled() {
        Some(Cancellation::Removed) => return Aborted::Removed,
        Some(Cancellation::Stopping) => return Aborted::Failed(Failure::interrupted()),
        None => {}
    }
    match usage.exceeded() {
        Some(Reason::ExportBytes) => {
            let limit = usage.limit();
            let words = format!(
                "The export takes more than {limit} bytes of disk space, temporary files included, which is the limit for one \
                 export (--export-job-bytes); select fewer features, or fewer collections at a time."
            );
            return Aborted::failed(Reason::ExportBytes, words);
        }
        Some(_) => {
            let words = "The disk space for exports (--export-bytes) is used up; remove exports that are no longer needed, or \
                         wait until older ones expire.";
            return Aborted::failed(Reason::AllBytes, words);
        }
        None => {}
    }
    match error.at(PathBuf::new()) {
        ExportError::Full(_) => {
            let words = "The disk of the service is full; try again later, or tell the operator.";
            Aborted::failed(Reason::DiskFull, words)
        }
        other => {
            tracing::error!(error = %other, "an export failed");
            Aborted::Failed(Failure::internal())
        }
    }
}
