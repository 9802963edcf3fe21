//! The stages of a bulk request, and the bounded queues between them.
use super::intake::{BodyError, Intake, Reported, StartedBody};
use super::outlet::Outlet;
use super::rows::{Output, Part, Rows};
use super::workbook::{added, handed_on};
use crate::export::{AnswerBook, no_room};
use crate::http::limits::Limits;
use crate::http::metrics;
use crate::http::problem::{Kind, Problem};
use crate::http::quota::Permit;
use axum::body::{Body, Bytes};
use futures_util::stream::{self, Stream, StreamExt};
use riverchief_rows::bulk::{Charset, Decoded, PointFormat, PointReader, Records, RowError};
use std::io::{self, Read};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

/// Records that one task resolves: enough that passing them on costs nothing in comparison. The first rows come after a
/// small batch; in large ones neighbours in space help each other.
const FIRST_BATCH: usize = 512;
const BATCH: usize = 2048;
/// Longest time to fill a batch. A client that sends lines slowly gets each row with the next line.
const BATCH_AGE: Duration = Duration::from_secs(1);

/// Time for the connection to send the last row before it is closed.
const FLUSH_TIME: Duration = Duration::from_millis(50);

/// A checked bulk request.
#[derive(Debug)]
pub struct Bulk {
    /// How rows are made.
    pub rows: Rows,
    /// The format of the body.
    pub input: PointFormat,
    /// The charset of the body.
    pub charset: Charset,
    /// The limits in force.
    pub limits: Limits,
    /// The permit of the bulk request, and for a workbook that of its temporary file.
    pub permits: (Permit, Option<Permit>),
}

/// Starts the answer, and returns its body once the beginning of the input has been checked.
///
/// # Errors
/// A problem with the beginning of the input.
pub async fn start(bulk: Bulk, body: StartedBody) -> Result<Body, Problem> {
    let Bulk {
        rows,
        input,
        charset,
        limits,
        permits,
    } = bulk;
    let book = match rows.output {
        Output::Stream(_) => None,
        Output::Workbook => {
            let book = AnswerBook::begin(rows.columns.clone(), None);
            Some(book.map_err(|error| Problem::no_room(&error))?)
        }
    };
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let (batches, waiting) = mpsc::channel::<Records>(workers);
    let (begun, beginning) = oneshot::channel();
    // Dropped with this future or with the driver below, so that reading stops if the client disconnects.
    let (intake, pump) = Intake::of(body, limits);
    let crs = rows.input_crs.crs;
    let span = tracing::Span::current();
    let reading = tokio::task::spawn_blocking(move || {
        let reader = Reader {
            batches,
            begun: Some(begun),
            limit: limits.bulk_rows,
        };
        let reported = intake.reported();
        span.in_scope(|| {
            let text = Decoded::new(intake, charset);
            let points = PointReader::checking_crs(input, text, Box::new(move |name| crs.agrees_with(name)));
            match points {
                Ok(points) => reader.run(points, &reported),
                Err(error) => reader.refuse(reported.or_malformed(error.to_string())),
            }
        })
    });
    let died = |_| {
        let log = "the reader of a bulk request ended before its first row";
        Problem::new(Kind::Internal, "An internal error occurred.").logged(log)
    };
    beginning.await.map_err(died)??;

    let whole = rows.output == Output::Workbook;
    let (outlet, mut chunks) = Outlet::new(limits.bulk_spool_bytes);
    let driver = async move {
        let _held = (pump, permits);
        let driven = drive(waiting, reading, rows, book, outlet, workers);
        let late = || io::Error::other("the bulk request took too long");
        let ended = tokio::time::timeout(limits.bulk_timeout, driven).await;
        ended.unwrap_or_else(|_| Err(late())).inspect_err(|error| {
            tracing::info!(%error, "a bulk answer ends early");
        })
    };
    let driver = AbortOnDropHandle::new(tokio::spawn(driver.in_current_span()));
    let first = if whole { chunks.recv().await } else { None };
    if whole && first.is_none() {
        let ended = driver.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        return ended.map(|()| Body::empty()).map_err(unbegun);
    }
    Ok(Body::from_stream(body_stream(first, chunks, driver)))
}

/// The response body. It is complete only if the driver succeeds; dropping it stops the driver.
fn body_stream(
    first: Option<Bytes>,
    chunks: mpsc::Receiver<Bytes>,
    driver: AbortOnDropHandle<io::Result<()>>,
) -> impl Stream<Item = io::Result<Bytes>> {
    let rest = stream::unfold(Some((chunks, driver)), |state| async move {
        let (mut chunks, driver) = state?;
        if let Some(chunk) = chunks.recv().await {
            return Some((Ok(chunk), Some((chunks, driver))));
        }
        let ended = driver.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        let error = ended.err()?;
        // An error closes the connection at once, so the rows before it need time to be sent.
        tokio::time::sleep(FLUSH_TIME).await;
        Some((Err(error), None))
    });
    // The compression layer polls once more after the end.
    stream::iter(first.map(Ok)).chain(rest).fuse()
}

/// Passes finished batches to the outlet, in order.
async fn drive(
    waiting: mpsc::Receiver<Records>,
    reading: JoinHandle<Ended>,
    rows: Rows,
    mut book: Option<AnswerBook>,
    mut outlet: Outlet,
    workers: usize,
) -> io::Result<()> {
    let waiting = stream::unfold(waiting, |mut waiting| async move {
        waiting.recv().await.map(|batch| (batch, waiting))
    });
    let resolver = rows.clone();
    let mut worked = std::pin::pin!(
        waiting
            .map(move |records| {
                let rows = resolver.clone();
                tokio::task::spawn_blocking(move || rows.of(&records))
            })
            .buffered(workers)
    );
    if let Output::Stream(format) = rows.output {
        outlet.push(rows.beginning(format)?.into()).await?;
    }
    while let Some(batch) = worked.next().await {
        match batch.map_err(bug)?? {
            Part::Bytes(bytes) => outlet.push(bytes.into()).await?,
            Part::Cells(cells) => {
                book = match book {
                    Some(book) => Some(added(book, cells).await?),
                    None => None,
                }
            }
        }
    }
    let Ended { count, broken } = reading.await.map_err(bug)?;
    metrics::bulk_rows(count);
    if let Some(broken) = broken {
        outlet.finish().await?;
        return Err(io::Error::other(broken));
    }
    if let Output::Stream(format) = rows.output {
        outlet.push(rows.end(format, count)?.into()).await?;
    }
    if let Some(book) = book {
        handed_on(book, rows.members, &mut outlet).await?;
    }
    outlet.finish().await
}

/// The problem for an answer that failed before its first byte.
fn unbegun(error: io::Error) -> Problem {
    if no_room(&error) {
        return Problem::no_room(&error);
    }
    let words = error.to_string();
    match error.downcast::<BodyError>() {
        Ok(broken) => broken.into(),
        Err(_) => Problem::new(Kind::Internal, "An internal error occurred.").logged(words),
    }
}

/// The error for a panic on a worker thread. The panic hook has already logged its message.
fn bug(error: tokio::task::JoinError) -> io::Error {
    metrics::panicked();
    io::Error::other(error)
}

/// How the input ended.
#[derive(Debug)]
struct Ended {
    /// Records read.
    count: u64,
    /// The error that ended it; the last record states it too.
    broken: Option<BodyError>,
}

/// Collects records into batches, on the reader thread.
struct Reader {
    batches: mpsc::Sender<Records>,
    begun: Option<oneshot::Sender<Result<(), BodyError>>>,
    limit: u64,
}

impl Reader {
    fn run<R: Read>(mut self, mut points: PointReader<R>, reported: &Reported) -> Ended {
        let mut pending = points.records();
        let mut since = Instant::now();
        while points.read_into(&mut pending) {
            let broken = self.judge(&mut pending, reported);
            if let (Some(broken), true) = (&broken, self.begun.is_some()) {
                return self.refuse(broken.clone());
            }
            self.begin();
            if pending.len() == 1 {
                since = Instant::now();
            }
            let most = if pending.before() == 0 { FIRST_BATCH } else { BATCH };
            let full = pending.is_full(most) || since.elapsed() > BATCH_AGE;
            if (full || broken.is_some()) && (!self.flush(&mut pending) || broken.is_some()) {
                return ended(&pending, broken);
            }
        }
        self.begin();
        self.flush(&mut pending);
        ended(&pending, None)
    }

    /// The error if the last record ends the input; the record then holds it.
    fn judge(&self, pending: &mut Records, reported: &Reported) -> Option<BodyError> {
        let number = pending.before() + pending.len() as u64;
        let broken = if number > self.limit {
            BodyError::TooManyRows(self.limit)
        } else {
            reported.or_malformed(pending.end()?.message.clone())
        };
        pending.replace_last(last_row(number, &broken));
        Some(broken)
    }

    /// Reports that the beginning of the input is valid. If nobody receives this, the request was cancelled, which the
    /// queue shows too.
    fn begin(&mut self) {
        if let Some(begun) = self.begun.take() {
            let _ = begun.send(Ok(()));
        }
    }

    fn refuse(mut self, broken: BodyError) -> Ended {
        if let Some(begun) = self.begun.take() {
            let _ = begun.send(Err(broken.clone()));
        }
        Ended {
            count: 0,
            broken: Some(broken),
        }
    }

    /// Passes the batch on; returns whether it was received.
    fn flush(&self, pending: &mut Records) -> bool {
        pending.is_empty() || self.batches.blocking_send(pending.take()).is_ok()
    }
}

/// The end of the input, after everything was passed on.
fn ended(pending: &Records, broken: Option<BodyError>) -> Ended {
    Ended {
        count: pending.before(),
        broken,
    }
}

/// The last row, which states why there are no more.
fn last_row(record: u64, broken: &BodyError) -> RowError {
    RowError {
        record,
        id: None,
        x_text: String::new(),
        y_text: String::new(),
        message: broken.to_string(),
        last: true,
    }
}
