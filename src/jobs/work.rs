//! One export being made, on a thread of the queue.
use super::account::{Account, End, Metered, Reason};
use super::folder::Folder;
use super::order::{Order, Package};
use super::record::{self, Counted, ExportId, Failure, Made};
use crate::export::package::{self, Entry};
use crate::export::{self, Chosen, DeliveryError, Onlooker, Terms};
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

/// Features between two looks at the temporary files.
const FEATURES_A_LOOK: usize = 256;
/// What a coordinate, and what a cell takes in a temporary file without a name.
const PLACE_BYTES: u64 = 16;
const CELL_BYTES: u64 = 16;

/// How far an export has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Collections that are written.
    pub collections: usize,
    /// Features that are written.
    pub features: usize,
    /// Features to write, as far as they are chosen.
    pub of_features: Option<usize>,
    /// Bytes of the file.
    pub bytes: u64,
}

/// What an export that is being made tells those who ask.
#[derive(Debug)]
pub(super) struct Live {
    pub account: Account,
    features: AtomicUsize,
    /// Features chosen in each collection, once they all are.
    chosen: std::sync::OnceLock<Vec<usize>>,
}

impl Live {
    pub fn new(account: Account) -> Self {
        Self {
            account,
            features: AtomicUsize::new(0),
            chosen: std::sync::OnceLock::new(),
        }
    }

    pub fn progress(&self) -> Progress {
        let features = self.features.load(Ordering::Relaxed);
        let chosen = self.chosen.get();
        let mut upto = 0;
        // A collection is written when the next one has begun, or the last one is whole.
        let done = |chosen: &Vec<usize>| {
            let ends = chosen.iter().map(|n| {
                upto += n;
                upto
            });
            ends.take_while(|end| features >= *end && features > 0).count()
        };
        Progress {
            collections: chosen.map_or(0, done),
            features,
            of_features: chosen.map(|chosen| chosen.iter().sum()),
            bytes: self.account.written(),
        }
    }
}

/// Looks on while features are written.
#[derive(Debug)]
struct Looking {
    live: Arc<Live>,
    scratch: PathBuf,
    /// The format's temporary file has no name, so that it can't be measured.
    unnamed: bool,
}

impl Onlooker for Looking {
    fn go_on(&self) -> io::Result<()> {
        self.live.account.go_on()
    }

    fn feature(&self, row: &Row) -> io::Result<()> {
        let account = &self.live.account;
        account.go_on()?;
        let number = self.live.features.fetch_add(1, Ordering::Relaxed);
        if self.unnamed {
            return account.charge_unnamed(weight(row));
        }
        if number.is_multiple_of(FEATURES_A_LOOK) {
            return account.measure(&self.scratch);
        }
        Ok(())
    }
}

/// What a row takes, about.
fn weight(row: &Row) -> u64 {
    let places = row.geometry.as_ref().map_or(0, |g| g.coords_count() as u64);
    let texts = row.cells.iter().map(|cell| match cell {
        Cell::Text(text) => text.len() as u64,
        Cell::Texts(list) => list.iter().map(|text| text.len() as u64 + 1).sum(),
        _ => 0,
    });
    places * PLACE_BYTES + row.cells.len() as u64 * CELL_BYTES + texts.sum::<u64>()
}

/// What came of an export.
pub(super) struct Done {
    pub collections: Vec<Counted>,
    pub remarks: Vec<String>,
    pub file: Made,
}

/// Why it came to nothing: ended, or failed.
pub(super) enum Stopped {
    /// Who asked for it wants it no more.
    Removed,
    Failed(Failure),
}

impl Stopped {
    fn failed(reason: Reason, detail: impl Into<String>) -> Self {
        Self::Failed(Failure {
            reason,
            detail: detail.into(),
        })
    }
}

/// The words of an export that was under way when the service stopped.
pub(super) fn interrupted() -> Failure {
    Failure {
        reason: Reason::Interrupted,
        detail: "The service stopped before the export was done; start it again.".to_owned(),
    }
}

/// Makes an export: its file lies in its place then, or nothing is left of it but its record.
pub(super) fn run(order: &Order, id: ExportId, live: &Arc<Live>, folder: &Folder) -> Result<Done, Stopped> {
    let made = make(order, id, live, folder);
    live.account.close_temporary();
    let swept = folder.remove_work(id);
    if let Err(error) = swept {
        tracing::error!(?id, %error, "the work folder of an export can't be removed");
    }
    made.inspect_err(|_| live.account.close())
}

fn make(order: &Order, id: ExportId, live: &Arc<Live>, folder: &Folder) -> Result<Done, Stopped> {
    let account = &live.account;
    let mut chosen = vec![];
    for layer in &order.layers {
        account.go_on().map_err(|e| broken(account, DeliveryError::Io(e)))?;
        chosen.push(order.choose(layer).map_err(|error| {
            let detail = format!("{}: {error}", layer.collection);
            match error {
                FilterError::TooSlow(_) => Stopped::failed(Reason::FilterTooSlow, detail),
                _ => Stopped::failed(Reason::Internal, detail),
            }
        })?);
    }
    let _ = live.chosen.set(chosen.iter().map(|c| c.rows.len()).collect());
    let wrong = |error: io::Error| broken(account, DeliveryError::Io(error));
    let work = folder.work(id).map_err(wrong)?;
    let made = work.join("export");
    let written = write(order, &chosen, live, &work, &made).map_err(|e| broken(account, e))?;
    account.go_on().map_err(wrong)?;
    folder.keep(id, &made).map_err(wrong)?;
    let (collections, remarks) = written;
    Ok(Done {
        collections,
        remarks,
        file: Made {
            name: order.file_name(),
            bytes: account.written(),
        },
    })
}

type Written = (Vec<Counted>, Vec<String>);

fn write(
    order: &Order,
    chosen: &[Chosen],
    live: &Arc<Live>,
    work: &Path,
    made: &Path,
) -> Result<Written, DeliveryError> {
    let scratch = work.join("scratch");
    DirBuilder::new().create(&scratch)?;
    let terms = Terms {
        onlooker: Some(Arc::new(Looking {
            live: live.clone(),
            scratch: scratch.clone(),
            unnamed: order.terms.format == FileFormat::FlatGeobuf,
        })),
        scratch: Some(scratch),
        ..order.terms.clone()
    };
    let mut out = Metered {
        inner: Target::open(made, Existing::Kept)?,
        account: &live.account,
    };
    let written = match order.package {
        Package::Zip => {
            let note = |entries: &[Entry]| note(order, entries);
            let entries = package::write(chosen, &terms, note, &mut out)?;
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

/// The note in a zip. It has no date of its own: the same export gives the same bytes.
fn note(order: &Order, entries: &[Entry]) -> Vec<u8> {
    let layers = entries.iter().map(|entry| {
        let spec = entry.collection.spec();
        json!({
            "collection": spec.id, "title_zh": spec.title_zh, "title_en": spec.title_en,
            "files": entry.files, "features": entry.features, "remarks": entry.remarks,
        })
    });
    let note = json!({
        "world": order.world,
        "format": order.terms.format.title(),
        "crs": record::named(order.crs),
        "request": order.asked,
        "collections": layers.collect::<Vec<_>>(),
    });
    format!("{note:#}\n").into_bytes()
}

/// What an error comes from: an end, a bound, the disk, or a bug.
fn broken(account: &Account, error: DeliveryError) -> Stopped {
    match account.ended() {
        Some(End::Removed) => return Stopped::Removed,
        Some(End::Stopping) => return Stopped::Failed(interrupted()),
        None => {}
    }
    match account.over() {
        Some(Reason::ExportBytes) => {
            let limit = account.limit();
            let words = format!(
                "The export takes more than {limit} bytes of the disk, temporary files included, which is the bound for one \
                 export (--export-job-bytes); choose fewer features, or fewer collections at a time."
            );
            return Stopped::failed(Reason::ExportBytes, words);
        }
        Some(_) => {
            let words = "All exports together take as much of the disk as they may (--export-bytes); remove some that are \
                         no longer needed, or wait until older ones expire.";
            return Stopped::failed(Reason::AllBytes, words);
        }
        None => {}
    }
    match error.at(PathBuf::new()) {
        DeliveryError::Full(_) => {
            let words = "The disk of the service is full; try again later, or tell those who run it.";
            Stopped::failed(Reason::DiskFull, words)
        }
        other => {
            tracing::error!(error = %other, "an export broke off");
            Stopped::failed(
                Reason::Internal,
                "The export broke off; the log of the service says why.",
            )
        }
    }
}
