//! The stages of a bulk request, and the bounded queues between them.
use super::csv_input;
use super::fix::Fix;
use super::geojson_input;
use super::intake::{Broken, Intake};
use super::ndjson_input;
use super::outlet::{Chunk, Closed, Outlet};
use super::rows::Rows;
use crate::http::limits::Limits;
use crate::http::metrics;
use crate::index::Index;
use axum::body::{Body, Bytes};
use futures_util::stream::{self, Stream, StreamExt};
use std::io::{self, BufReader};
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};
use tokio::task::{AbortHandle, JoinError};

/// Fixes resolved in one go on one thread: large enough that handing over costs nothing beside it.
const BATCH: usize = 512;

/// What the body says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputFormat {
    /// `text/csv`
    Csv,
    /// `application/x-ndjson`, `application/jsonl`, `application/geo+json-seq` without separators
    Ndjson,
    /// `application/geo+json`, `application/json`
    GeoJson,
}

/// A bulk request, checked.
#[derive(Debug)]
pub struct Bulk {
    /// The law of the day.
    pub index: Arc<Index>,
    /// How rows are made.
    pub rows: Rows,
    /// How the body is read.
    pub input: InputFormat,
    /// Limits in force.
    pub limits: Limits,
    /// The place among the bulk requests in work.
    pub permit: OwnedSemaphorePermit,
}

/// A batch on its way: the number of rows before it, and its fixes.
type Batch = (u64, Vec<Fix>);
/// What came out of a batch.
type Worked = Result<Vec<u8>, JoinError>;

/// Starts to answer, and returns the response's body once the input's beginning is known to be sound.
///
/// # Errors
/// What is wrong with the beginning.
pub async fn start(bulk: Bulk, body: Body) -> Result<Body, Broken> {
    let Bulk {
        index,
        rows,
        input,
        limits,
        permit,
    } = bulk;
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let (batches, waiting) = mpsc::channel::<Batch>(workers);
    let (begun, beginning) = oneshot::channel();
    let intake = Intake::of(body, limits);
    let crs = rows.crs;
    let reading = tokio::task::spawn_blocking(move || {
        let mut reader = Reader {
            batches,
            begun: Some(begun),
            pending: Vec::new(),
            sent: 0,
            limit: limits.bulk_rows,
        };
        let buffered = BufReader::with_capacity(64 << 10, intake);
        let read = match input {
            InputFormat::Csv => csv_input::read(buffered, |fix| reader.take(fix)),
            InputFormat::Ndjson => ndjson_input::read(buffered, |fix| reader.take(fix)),
            InputFormat::GeoJson => geojson_input::read(buffered, crs, |fix| reader.take(fix)),
        };
        reader.end(read)
    });
    beginning.await.unwrap_or(Err(Broken::BrokeOff))?;

    let (outlet, chunks) = Outlet::new();
    let worked = stream::unfold(waiting, |mut waiting| async move {
        waiting.recv().await.map(|b| (b, waiting))
    });
    let resolver = rows.clone();
    let worked = worked
        .map(move |(nth, fixes)| {
            let (index, rows) = (index.clone(), resolver.clone());
            tokio::task::spawn_blocking(move || rows.resolve(&index, &fixes, nth))
        })
        .buffered(workers);
    let ended = async move { reading.await.unwrap_or((0, Some(Broken::BrokeOff))) };
    let driver = tokio::spawn(drive(Box::pin(worked), ended, rows, outlet));
    let guard = Guard {
        driver: driver.abort_handle(),
        _permit: permit,
    };
    Ok(Body::from_stream(body_stream(chunks, guard, limits)))
}

/// Ends the work when the client goes away.
struct Guard {
    driver: AbortHandle,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

fn body_stream(chunks: mpsc::Receiver<Chunk>, guard: Guard, limits: Limits) -> impl Stream<Item = Chunk> {
    let deadline = tokio::time::Instant::now() + limits.bulk_timeout;
    stream::unfold(Some((chunks, guard)), move |state| async move {
        let (mut chunks, guard) = state?;
        match tokio::time::timeout_at(deadline, chunks.recv()).await {
            Ok(None) => None,
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some((chunks, guard)))),
            Err(_) => Some((Err(io::Error::other("the bulk request took too long")), None)),
        }
    })
}

/// Moves finished batches to the outlet, in order, and says how it ended.
async fn drive(
    mut worked: impl Stream<Item = Worked> + Unpin,
    ended: impl Future<Output = (u64, Option<Broken>)>,
    rows: Rows,
    mut outlet: Outlet,
) {
    let wrote = async {
        outlet.push(rows.prologue().into()).await?;
        while let Some(batch) = worked.next().await {
            match batch {
                Ok(bytes) => outlet.push(bytes.into()).await?,
                Err(error) => {
                    tracing::error!(%error, "a bug in a bulk request");
                    metrics::panicked();
                    return Err(outlet.fail(io::Error::other("internal error")).await);
                }
            }
        }
        let (count, broken) = ended.await;
        metrics::bulk_rows(count);
        if let Some(broken) = broken {
            outlet.push(rows.error_row(&broken.to_string(), count).into()).await?;
            outlet.finish().await?;
            return Err(outlet.fail(io::Error::other(broken)).await);
        }
        outlet.push(Bytes::from_static(rows.epilogue())).await?;
        outlet.finish().await
    };
    let ended: Result<(), Closed> = wrote.await;
    if ended.is_err() {
        tracing::debug!("a bulk answer wasn't finished");
    }
}

/// Gathers fixes into batches, on the reader thread.
struct Reader {
    batches: mpsc::Sender<Batch>,
    begun: Option<oneshot::Sender<Result<(), Broken>>>,
    pending: Vec<Fix>,
    sent: u64,
    limit: u64,
}

impl Reader {
    /// Takes a fix; whether to go on.
    fn take(&mut self, fix: Fix) -> Result<bool, Broken> {
        if self.sent + self.pending.len() as u64 >= self.limit {
            return Err(Broken::TooManyRows(self.limit));
        }
        self.pending.push(fix);
        Ok(self.pending.len() < BATCH || self.flush())
    }

    fn flush(&mut self) -> bool {
        if let Some(begun) = self.begun.take() {
            // Nobody listening means that the request is gone; the queue says so below.
            let _ = begun.send(Ok(()));
        }
        let fixes = std::mem::take(&mut self.pending);
        let (count, nth) = (fixes.len() as u64, self.sent);
        self.sent += count;
        count == 0 || self.batches.blocking_send((nth, fixes)).is_ok()
    }

    /// What is left, and how the input ended.
    fn end(mut self, read: Result<(), Broken>) -> (u64, Option<Broken>) {
        if let (Err(broken), Some(_), true) = (&read, &self.begun, self.pending.is_empty())
            && let Some(begun) = self.begun.take()
        {
            let _ = begun.send(Err(broken.clone()));
            return (0, None);
        }
        self.flush();
        (self.sent, read.err())
    }
}
