//! An answer that is written on a thread of its own while it is read, for as long as its reader keeps up.
//!
//! A reader that takes next to nothing would hold the thread, a place among the requests and perhaps a temporary file. So
//! all of it has to be taken within the time of a bulk request; the guard of exchanges gives up a body whose reader is
//! slower than the least rate, which ends the writer too.
use crate::http::ask::View;
use crate::http::limits::Limits;
use crate::http::shares::{Holder, Share, Shares};
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
/// Parts that wait for a slow client.
const WAITING_CHUNKS: usize = 4;

/// Whose turn it is to work an answer out: a writer has one while it writes, and none while it waits for its client.
#[derive(Clone, Debug)]
pub struct Turns {
    work: Shares,
    holder: Holder,
}

impl Turns {
    /// Those of a request.
    #[must_use]
    pub fn of(view: &View) -> Self {
        Self {
            work: view.state.work.clone(),
            holder: view.holder,
        }
    }
}

/// Where bytes go on their way to the client, in parts.
#[derive(Debug)]
pub struct Chunks {
    client: mpsc::Sender<Bytes>,
    waiting: Vec<u8>,
    until: Instant,
    turns: Turns,
    turn: Option<Share>,
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
        self.turn = None;
        Handle::current().block_on(async {
            let sent = self.client.send_timeout(chunk, patience).await;
            sent.map_err(|error| match error {
                mpsc::error::SendTimeoutError::Timeout(_) => io::Error::from(ErrorKind::TimedOut),
                mpsc::error::SendTimeoutError::Closed(_) => ErrorKind::BrokenPipe.into(),
            })?;
            self.turn = Some(self.turns.work.wait(self.turns.holder).await);
            Ok(())
        })
    }
}

/// A body that `write` writes on a thread of its own, once its first part is there; where it fails later, the body breaks
/// off, so that nobody takes it for whole.
///
/// # Errors
/// What failed before the first part.
pub async fn written(
    limits: &Limits,
    turns: Turns,
    write: impl FnOnce(&mut Chunks) -> io::Result<()> + Send + 'static,
) -> io::Result<Body> {
    let (client, mut chunks) = mpsc::channel(WAITING_CHUNKS);
    let mut out = Chunks {
        client,
        waiting: Vec::new(),
        until: Instant::now() + limits.bulk_timeout,
        turn: Some(turns.work.wait(turns.holder).await),
        turns,
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
                tracing::info!("an answer was read too slowly and breaks off");
            } else {
                tracing::error!(%error, "a page broke off");
            }
            Err(error)
        }))
    })))
}

/// How the thread that wrote has ended; the log has a panic's words from the hook.
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

    fn turns() -> Turns {
        Turns {
            work: Shares::new(1),
            holder: Holder::default(),
        }
    }

    /// A body of ten parts more than wait for anybody, and what became of its writer.
    async fn large(limits: &Limits) -> (Body, oneshot::Receiver<Option<ErrorKind>>) {
        let (told, ended) = oneshot::channel();
        let body = written(limits, turns(), move |out| {
            let written = (0..WAITING_CHUNKS + 10).try_for_each(|_| out.write_all(&vec![0; CHUNK_BYTES]));
            told.send(written.as_ref().err().map(io::Error::kind))
                .map_err(|_| ErrorKind::Other)?;
            written
        });
        (body.await.expect("a first part"), ended)
    }

    #[tokio::test]
    async fn who_takes_each_part_in_time_but_all_of_them_too_slowly_ends_too() {
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
    async fn who_keeps_up_gets_all_of_it_and_who_leaves_ends_it() {
        let (body, ended) = large(&Limits::default()).await;
        let bytes = body.collect().await.expect("whole").to_bytes();
        assert_eq!(bytes.len(), (WAITING_CHUNKS + 10) * CHUNK_BYTES);
        assert_eq!(ended.await, Ok(None));
        let (body, ended) = large(&Limits::default()).await;
        drop(body);
        assert_eq!(ended.await, Ok(Some(ErrorKind::BrokenPipe)));
    }

    #[tokio::test]
    async fn what_fails_before_its_first_part_is_no_answer_and_what_fails_later_is_no_whole_one() {
        let full = || io::Error::from(ErrorKind::StorageFull);
        let none = written(&Limits::default(), turns(), move |_| Err(full())).await;
        assert_eq!(none.expect_err("no answer").kind(), ErrorKind::StorageFull);
        let limits = Limits::default();
        let broken = written(&limits, turns(), move |out| {
            out.write_all(&vec![0; CHUNK_BYTES])?;
            Err(full())
        });
        assert!(broken.await.expect("a first part").collect().await.is_err());
        let empty = written(&Limits::default(), turns(), |_| Ok(()))
            .await
            .expect("an answer");
        assert!(empty.collect().await.expect("whole").to_bytes().is_empty());
    }
}
