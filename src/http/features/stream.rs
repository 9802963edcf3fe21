//! An answer that is written on a thread of its own while it is read, for as long as its reader keeps up.
//!
//! A reader that takes next to nothing would hold the thread, a place among the requests and perhaps a temporary file. So
//! each part has to be taken within the time of silence, and all of them within that of a bulk request.
use crate::http::limits::Limits;
use axum::body::{Body, Bytes};
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

/// Bytes of a part of an answer.
const CHUNK_BYTES: usize = 64 << 10;
/// Parts that wait for a slow client.
const WAITING_CHUNKS: usize = 4;

/// Where bytes go on their way to the client, in parts.
#[derive(Debug)]
pub struct Chunks {
    client: mpsc::Sender<Bytes>,
    waiting: Vec<u8>,
    /// For one part.
    patience: Duration,
    until: Instant,
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
        let patience = self.patience.min(self.until.saturating_duration_since(Instant::now()));
        let sent = Handle::current().block_on(self.client.send_timeout(chunk, patience));
        sent.map_err(|error| match error {
            mpsc::error::SendTimeoutError::Timeout(_) => ErrorKind::TimedOut.into(),
            mpsc::error::SendTimeoutError::Closed(_) => ErrorKind::BrokenPipe.into(),
        })
    }
}

/// A body that `write` writes on a thread of its own; where it fails, the body breaks off, so that nobody takes it for whole.
pub fn written(limits: &Limits, write: impl FnOnce(&mut Chunks) -> io::Result<()> + Send + 'static) -> Body {
    let (client, mut chunks) = mpsc::channel(WAITING_CHUNKS);
    let mut out = Chunks {
        client,
        waiting: Vec::new(),
        patience: limits.idle_timeout,
        until: Instant::now() + limits.bulk_timeout,
    };
    let whole = Arc::new(AtomicBool::new(false));
    let is_whole = whole.clone();
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || {
        let _entered = span.enter();
        let result = write(&mut out).and_then(|()| io::Write::flush(&mut out));
        match result {
            Ok(()) => whole.store(true, Ordering::Release),
            // The client has gone away, and hears of no error either.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                tracing::info!("an answer was read too slowly and breaks off");
            }
            Err(error) => tracing::error!(%error, "a page broke off"),
        }
    });
    Body::from_stream(futures_util::stream::poll_fn(move |context| {
        match chunks.poll_recv(context) {
            Poll::Ready(None) if !is_whole.swap(true, Ordering::Acquire) => {
                Poll::Ready(Some(Err(io::Error::other("the answer broke off"))))
            }
            other => other.map(|chunk| chunk.map(Ok)),
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt as _;
    use std::io::Write as _;
    use tokio::sync::oneshot;

    /// A body of ten parts more than wait for anybody, and what became of its writer.
    fn large(limits: &Limits) -> (Body, oneshot::Receiver<Option<ErrorKind>>) {
        let (told, ended) = oneshot::channel();
        let body = written(limits, move |out| {
            let written = (0..WAITING_CHUNKS + 10).try_for_each(|_| out.write_all(&vec![0; CHUNK_BYTES]));
            told.send(written.as_ref().err().map(io::Error::kind))
                .map_err(|_| ErrorKind::Other)?;
            written
        });
        (body, ended)
    }

    #[tokio::test]
    async fn who_takes_nothing_holds_no_thread_and_gets_no_whole_answer() {
        let limits = Limits {
            idle_timeout: Duration::from_millis(50),
            ..Limits::default()
        };
        let (body, ended) = large(&limits);
        assert_eq!(ended.await, Ok(Some(ErrorKind::TimedOut)));
        assert!(body.collect().await.is_err(), "nobody may take it for whole");
    }

    #[tokio::test]
    async fn who_takes_each_part_in_time_but_all_of_them_too_slowly_ends_too() {
        let limits = Limits {
            bulk_timeout: Duration::from_millis(100),
            ..Limits::default()
        };
        let (mut body, ended) = large(&limits);
        for _ in 0..6 {
            tokio::time::sleep(Duration::from_millis(30)).await;
            assert!(body.frame().await.expect("a part").is_ok());
        }
        assert_eq!(ended.await, Ok(Some(ErrorKind::TimedOut)));
        assert!(body.collect().await.is_err());
    }

    #[tokio::test]
    async fn who_keeps_up_gets_all_of_it_and_who_leaves_ends_it() {
        let (body, ended) = large(&Limits::default());
        let bytes = body.collect().await.expect("whole").to_bytes();
        assert_eq!(bytes.len(), (WAITING_CHUNKS + 10) * CHUNK_BYTES);
        assert_eq!(ended.await, Ok(None));
        let (body, ended) = large(&Limits::default());
        drop(body);
        assert_eq!(ended.await, Ok(Some(ErrorKind::BrokenPipe)));
    }
}
