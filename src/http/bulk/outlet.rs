//! From finished rows to the client, which may not read them before it has sent its whole body.
//!
//! Many clients send a whole body before they read the answer. Waiting for them would block forever, and buffering the
//! rows
//! in memory would need too much of it. Rows that the client does not read yet are therefore buffered in a temporary
//! file,
//! which has no name and disappears with the request.
use axum::body::Bytes;
use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use tokio::sync::mpsc;

/// Chunks that are buffered in memory before the file is used.
pub const WAITING_CHUNKS: usize = 16;

/// Chunks on disk, first in, first out.
#[derive(Debug, Default)]
struct Spool {
    file: Option<File>,
    lengths: VecDeque<usize>,
    read_at: u64,
    write_at: u64,
}

impl Spool {
    fn push(&mut self, chunk: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile()?),
        };
        file.write_all_at(chunk, self.write_at)?;
        self.write_at += chunk.len() as u64;
        self.lengths.push_back(chunk.len());
        Ok(())
    }

    fn pop(&mut self) -> io::Result<Option<Bytes>> {
        let (Some(file), Some(length)) = (&self.file, self.lengths.pop_front()) else {
            return Ok(None);
        };
        let mut chunk = vec![0; length];
        file.read_exact_at(&mut chunk, self.read_at)?;
        self.read_at += length as u64;
        if self.lengths.is_empty() {
            file.set_len(0)?;
            (self.read_at, self.write_at) = (0, 0);
        }
        Ok(Some(chunk.into()))
    }
}

/// The writing end of an answer.
#[derive(Debug)]
pub struct Outlet {
    client: mpsc::Sender<Bytes>,
    spool: Spool,
    /// Becomes 0 once the disk cannot be written.
    spool_bytes: u64,
}

/// The error after the client has disconnected.
fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::BrokenPipe, "the client has disconnected")
}

impl Outlet {
    /// An outlet and the end that the response body reads. The file holds up to `spool_bytes`; after that the outlet
    /// waits for the client.
    #[must_use]
    pub fn new(spool_bytes: u64) -> (Self, mpsc::Receiver<Bytes>) {
        let (client, body) = mpsc::channel(WAITING_CHUNKS);
        let outlet = Self {
            client,
            spool: Spool::default(),
            spool_bytes,
        };
        (outlet, body)
    }

    /// Passes a chunk on without waiting for the client, unless the file is full or cannot be written.
    ///
    /// Writing to the file is a short copy into the page cache, which does not block the thread noticeably.
    ///
    /// # Errors
    /// The client has disconnected.
    pub async fn push(&mut self, chunk: Bytes) -> io::Result<()> {
        if chunk.is_empty() {
            return Ok(());
        }
        while !self.spool.lengths.is_empty() && self.client.capacity() > 0 {
            self.send_spooled().await?;
        }
        if self.spool.write_at >= self.spool_bytes {
            self.finish().await?;
        }
        let chunk = if self.spool.lengths.is_empty() {
            match self.client.try_send(chunk) {
                Ok(()) => return Ok(()),
                Err(mpsc::error::TrySendError::Full(chunk)) => chunk,
                Err(mpsc::error::TrySendError::Closed(_)) => return Err(gone()),
            }
        } else {
            chunk
        };
        if self.spool_bytes > 0 {
            match self.spool.push(&chunk) {
                Ok(()) => return Ok(()),
                Err(error) => {
                    tracing::warn!(%error, "rows of a bulk answer cannot be buffered on disk; waiting for the client instead");
                    self.spool_bytes = 0;
                }
            }
        }
        self.finish().await?;
        self.client.send(chunk).await.map_err(|_| gone())
    }

    async fn send_spooled(&mut self) -> io::Result<()> {
        match self.spool.pop()? {
            Some(chunk) => self.client.send(chunk).await.map_err(|_| gone()),
            None => Ok(()),
        }
    }

    /// Waits until the client has read everything.
    ///
    /// # Errors
    /// The client has disconnected, or the file cannot be read.
    pub async fn finish(&mut self) -> io::Result<()> {
        while !self.spool.lengths.is_empty() {
            self.send_spooled().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_the_client_does_not_read_waits_on_disk_and_comes_in_order() {
        let (mut outlet, mut body) = Outlet::new(1 << 20);
        for n in 0..100_u8 {
            outlet.push(vec![n; 10].into()).await.expect("room");
        }
        assert!(outlet.spool.file.is_some());
        let reading = tokio::spawn(async move {
            let mut seen = Vec::new();
            while let Some(chunk) = body.recv().await {
                seen.push(chunk[0]);
            }
            seen
        });
        outlet.finish().await.expect("read");
        drop(outlet);
        assert_eq!(reading.await.expect("read"), (0..100).collect::<Vec<u8>>());
    }

    #[tokio::test]
    async fn a_full_spool_waits_for_the_client_and_a_client_that_leaves_is_an_error() {
        let (mut outlet, body) = Outlet::new(100);
        let pushing = tokio::spawn(async move {
            for _ in 0..100 {
                outlet.push(vec![0; 50].into()).await?;
            }
            Ok::<_, io::Error>(())
        });
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert!(!pushing.is_finished());
        drop(body);
        let ended = pushing.await.expect("no panic");
        assert_eq!(ended.expect_err("gone").kind(), io::ErrorKind::BrokenPipe);
    }
}
