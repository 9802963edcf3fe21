//! From finished rows to the client, who may not read them until all input is sent.
//!
//! Many clients send a whole body before they read the first byte of the
//! answer. Waiting for them would stand still for ever, and keeping the rows
//! in memory would let it grow; so what a client doesn't read yet goes to a
//! temporary file, which has no name and is gone with the request.
use axum::body::Bytes;
use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use tokio::sync::mpsc;

/// Chunks that wait in memory before the file is used.
pub const WAITING_CHUNKS: usize = 16;

/// What the response body is made of.
pub type Chunk = Result<Bytes, io::Error>;

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

/// The end that rows go into.
#[derive(Debug)]
pub struct Outlet {
    client: mpsc::Sender<Chunk>,
    spool: Spool,
}

/// The client is gone, or the disk is full: there is no point in going on.
#[derive(Debug)]
pub struct Closed;

impl Outlet {
    /// An outlet and the end that the response body reads.
    #[must_use]
    pub fn new() -> (Self, mpsc::Receiver<Chunk>) {
        let (client, body) = mpsc::channel(WAITING_CHUNKS);
        (
            Self {
                client,
                spool: Spool::default(),
            },
            body,
        )
    }

    /// Hands a chunk over without waiting for the client.
    ///
    /// Writing to the file is a short copy into the page cache; the thread that serves connections can bear it.
    ///
    /// # Errors
    /// When nobody will read it.
    pub async fn push(&mut self, chunk: Bytes) -> Result<(), Closed> {
        if chunk.is_empty() {
            return Ok(());
        }
        self.drain_ready().await?;
        if !self.spool.lengths.is_empty() {
            return self.keep(&chunk).await;
        }
        match self.client.try_send(Ok(chunk)) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(Ok(chunk))) => self.keep(&chunk).await,
            Err(_) => Err(Closed),
        }
    }

    async fn keep(&mut self, chunk: &[u8]) -> Result<(), Closed> {
        match self.spool.push(chunk) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.fail(error).await),
        }
    }

    /// Moves what the client has room for.
    async fn drain_ready(&mut self) -> Result<(), Closed> {
        while !self.spool.lengths.is_empty() && self.client.capacity() > 0 {
            self.send_spooled().await?;
        }
        Ok(())
    }

    async fn send_spooled(&mut self) -> Result<(), Closed> {
        match self.spool.pop() {
            Ok(Some(chunk)) => self.client.send(Ok(chunk)).await.map_err(|_| Closed),
            Ok(None) => Ok(()),
            Err(error) => Err(self.fail(error).await),
        }
    }

    /// Waits until the client has taken everything.
    ///
    /// # Errors
    /// When it is gone.
    pub async fn finish(&mut self) -> Result<(), Closed> {
        while !self.spool.lengths.is_empty() {
            self.send_spooled().await?;
        }
        Ok(())
    }

    /// Ends the response in an error, so that nobody takes it for complete.
    pub async fn fail(&mut self, error: io::Error) -> Closed {
        tracing::warn!(%error, "a bulk answer ends early");
        // A client that is gone needs no telling.
        let _ = self.client.send(Err(error)).await;
        Closed
    }
}
