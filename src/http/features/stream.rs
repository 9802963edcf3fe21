//! An answer that a thread writes while the client reads it.
//!
//! A client that hardly reads would hold the thread, a permit and perhaps a temporary file. It therefore has to read the
//! whole answer within the time limit of a bulk request. The exchange middleware also drops the body of a client below
//! the minimum rate, which ends the writer too.
use crate::http::limits::Limits;
use crate::http::quota::{ClientKey, Permit, Quota};
use crate::http::view::View;
use axum::body::{Body, Bytes};
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinError;

/// Bytes of a part of an answer.
const CHUNK_BYTES: usize = 64 << 10;
/// Parts that are buffered for a slow client.
const WAITING_CHUNKS: usize = 4;

/// The quota of worker threads, for one client. A writer holds a permit while it writes, and none while it waits for its
/// client.
#[derive(Clone, Debug)]
pub struct Workers {
    quota: Quota,
    client: ClientKey,
}

impl Workers {
    /// For the client of a request.
    #[must_use]
    pub fn of(view: &View) -> Self {
        Self {
            quota: view.state.work.clone(),
            client: view.client,
        }
    }
}

/// The writing end: passes bytes on to the client in parts.
#[derive(Debug)]
pub struct Chunks {
    client: mpsc::Sender<Bytes>,
    waiting: Vec<u8>,
    until: Instant,
    workers: Workers,
    permit: Option<Permit>,
}

impl io::Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::replace(
            &mut self.waiting,
            Vec::with_capacity(CHUNK_BYTES + 1024),
        ));
        let chunk = match self.client.try_send(chunk) {
            Ok(()) => return Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(ErrorKind::BrokenPipe.into()),
            Err(mpsc::error::TrySendError::Full(chunk)) => chunk,
        };
        let patience = self.until.saturating_duration_since(Instant::now());
        self.permit = None;
        Handle::current().block_on(async {
            let sent = self.client.send_timeout(chunk, patience).await;
            sent.map_err(|error| match error {
                mpsc::error::SendTimeoutError::Timeout(_) => io::Error::from(ErrorKind::TimedOut),
                mpsc::error::SendTimeoutError::Closed(_) => ErrorKind::BrokenPipe.into(),
            })?;
            self.permit = Some(self.workers.quota.wait(self.workers.client).await);
            Ok(())
        })
    }
}

/// Returns a body that `write` writes on its own thread, as soon as its first part is ready. If `write` fails later, the
/// body ends with an error, so that the client sees that it is incomplete.
///
/// # Errors
/// An error before the first part.
pub async fn stream_written(
    limits: &Limits,
    workers: Workers,
    write: impl FnOnce(&mut Chunks) -> io::Result<()> + Send + 'static,
) -> io::Result<Body> {
    let (client, mut chunks) = mpsc::channel(WAITING_CHUNKS);
    let mut out = Chunks {
        client,
        waiting: Vec::new(),
        until: Instant::now() + limits.bulk_timeout,
        permit: Some(workers.quota.wait(workers.client).await),
        workers,
    };
    let span = tracing::Span::current();
    let mut writer = tokio::task::spawn_blocking(move || {
        let _entered = span.enter();
        write(&mut out).and_then(|()| io::Write::flush(&mut out))
    });
    let first = chunks.recv().await;
    if first.is_none() {
        ended(writer.await)?;
        return Ok(Body::empty());
    }
    let mut first = first.map(Ok);
    let mut over = false;
    Ok(Body::from_stream(futures_util::stream::poll_fn(move |context| {
        if let Some(first) = first.take() {
            return Poll::Ready(Some(first));
        }
        if over {
            return Poll::Ready(None);
        }
        match chunks.poll_recv(context) {
            Poll::Ready(None) => {}
            other => return other.map(|chunk| chunk.map(Ok)),
        }
        let outcome = std::task::ready!(Pin::new(&mut writer).poll(context));
        over = true;
        Poll::Ready(ended(outcome).err().map(|error| {
            if error.kind() == ErrorKind::TimedOut {
                tracing::info!("an answer was read too slowly and is aborted");
            } else {
                tracing::error!(%error, "an answer could not be written to its end");
            }
            Err(error)
        }))
    })))
}

/// The outcome of the writing thread. The panic hook has already logged the message of a panic.
fn ended(outcome: Result<io::Result<()>, JoinError>) -> io::Result<()> {
    outcome.unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;
    use std::io::Write as _;
    use std::time::Duration;
    use tokio::sync::oneshot;

    fn workers() -> Workers {
        Workers {
            quota: Quota::new(1),
            client: ClientKey::default(),
        }
    }

    /// A body of ten parts more than are buffered, and the outcome of its writer.
    async fn large(limits: &Limits) -> (Body, oneshot::Receiver<Option<ErrorKind>>) {
        let (told, ended) = oneshot::channel();
        let body = stream_written(limits, workers(), move |out| {
            let written = (0..WAITING_CHUNKS + 10).try_for_each(|_| out.write_all(&vec![0; CHUNK_BYTES]));
            told.send(written.as_ref().err().map(io::Error::kind))
                .map_err(|_| ErrorKind::Other)?;
            written
        });
        (body.await.expect("a first part"), ended)
    }

    #[tokio::test]
    async fn a_client_that_takes_too_long_for_the_whole_answer_is_cut_off() {
        let limits = Limits {
            bulk_timeout: Duration::from_millis(100),
            ..Limits::default()
        };
        let (mut body, ended) = large(&limits).await;
        for _ in 0..6 {
            tokio::time::sleep(Duration::from_millis(30)).await;
            assert!(body.frame().await.expect("a part").is_ok());
        }
        assert_eq!(ended.await, Ok(Some(ErrorKind::TimedOut)));
        assert!(body.collect().await.is_err());
    }

    #[tokio::test]
    async fn a_client_that_keeps_up_gets_the_whole_answer_and_one_that_leaves_ends_the_writer() {
        let (body, ended) = large(&Limits::default()).await;
        let bytes = body.collect().await.expect("whole").to_bytes();
        assert_eq!(bytes.len(), (WAITING_CHUNKS + 10) * CHUNK_BYTES);
        assert_eq!(ended.await, Ok(None));
        let (body, ended) = large(&Limits::default()).await;
        drop(body);
        assert_eq!(ended.await, Ok(Some(ErrorKind::BrokenPipe)));
    }

    #[tokio::test]
    async fn an_early_error_is_returned_and_a_later_one_ends_the_body_with_an_error() {
        let full = || io::Error::from(ErrorKind::StorageFull);
        let none = stream_written(&Limits::default(), workers(), move |_| Err(full())).await;
        assert_eq!(none.expect_err("no answer").kind(), ErrorKind::StorageFull);
        let limits = Limits::default();
        let broken = stream_written(&limits, workers(), move |out| {
            out.write_all(&vec![0; CHUNK_BYTES])?;
            Err(full())
        });
        assert!(broken.await.expect("a first part").collect().await.is_err());
        let empty = stream_written(&Limits::default(), workers(), |_| Ok(()))
            .await
            .expect("an answer");
        assert!(empty.collect().await.expect("whole").to_bytes().is_empty());
    }
}
