//! A request body as something to read from on an ordinary thread, with limits on size, time and silence.
use crate::http::limits::Limits;
use crate::http::problem::{Kind, Problem};
use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use std::io::{self, Read};
use std::time::Instant;
use tokio::sync::mpsc;

/// Frames that wait between the connection and the reader thread.
const WAITING_FRAMES: usize = 4;

/// Why a body can't be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Over the limit.
    #[error("the body is larger than {0} bytes")]
    TooLarge(u64),
    /// Over the limit.
    #[error("the body has more than {0} rows")]
    TooManyRows(u64),
    /// Nothing came for too long, or all of it took too long.
    #[error("the body took too long to arrive")]
    TooSlow,
    /// The connection broke, or the body isn't framed as HTTP asks.
    #[error("the body broke off")]
    BrokeOff,
    /// The body isn't what its media type says.
    #[error("{0}")]
    Malformed(String),
}

impl From<Broken> for Problem {
    fn from(broken: Broken) -> Self {
        let kind = match broken {
            Broken::TooLarge(_) | Broken::TooManyRows(_) => Kind::TooLarge,
            Broken::TooSlow => Kind::RequestTimeout,
            Broken::BrokeOff | Broken::Malformed(_) => Kind::BadBody,
        };
        let words = broken.to_string();
        let mut letters = words.chars();
        let upper = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        Self::new(kind, format!("{upper}{}.", letters.as_str()))
    }
}

/// The reading end.
#[derive(Debug)]
pub struct Intake {
    frames: mpsc::Receiver<Result<Bytes, Broken>>,
    rest: Bytes,
}

impl Intake {
    /// Begins to take a body in; must be called on the runtime.
    #[must_use]
    pub fn of(body: Body, limits: Limits) -> Self {
        let (sender, frames) = mpsc::channel(WAITING_FRAMES);
        tokio::spawn(pump(body, limits, sender));
        Self {
            frames,
            rest: Bytes::new(),
        }
    }
}

async fn pump(mut body: Body, limits: Limits, frames: mpsc::Sender<Result<Bytes, Broken>>) {
    let started = Instant::now();
    let mut taken: u64 = 0;
    loop {
        let frame = match tokio::time::timeout(limits.idle_timeout, body.frame()).await {
            Err(_) => Err(Broken::TooSlow),
            Ok(None) => return,
            Ok(Some(Err(_))) => Err(Broken::BrokeOff),
            Ok(Some(Ok(frame))) => Ok(frame.into_data().unwrap_or_default()),
        };
        let frame = frame.and_then(|bytes| {
            taken += bytes.len() as u64;
            if taken > limits.bulk_body_bytes {
                Err(Broken::TooLarge(limits.bulk_body_bytes))
            } else if started.elapsed() > limits.bulk_timeout {
                Err(Broken::TooSlow)
            } else {
                Ok(bytes)
            }
        });
        let last = frame.is_err();
        // A closed queue means that nobody reads on: the client is gone or the input is refused.
        if frames.send(frame).await.is_err() || last {
            return;
        }
    }
}

impl Read for Intake {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.frames.blocking_recv() {
                None => return Ok(0),
                Some(Ok(bytes)) => self.rest = bytes,
                Some(Err(broken)) => return Err(io::Error::other(broken)),
            }
        }
        let taken = self.rest.split_to(self.rest.len().min(buffer.len()));
        buffer[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        let text = error.to_string();
        match error
            .into_inner()
            .map(<dyn std::error::Error + Send + Sync>::downcast::<Self>)
        {
            Some(Ok(broken)) => *broken,
            _ => Self::Malformed(text),
        }
    }
}
