//! A request body as a reader for an ordinary thread, with limits of size and time.
use crate::http::limits::Limits;
use crate::http::middleware::TooSlow;
use crate::http::problem::{Kind, Problem};
use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use std::io::{self, Read};
use std::sync::{Arc, OnceLock};
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_util::task::AbortOnDropHandle;

/// Frames that are buffered between the connection and the reader thread.
const WAITING_FRAMES: usize = 4;

/// Why a body cannot be read to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// It is over a limit.
    #[error("the body is larger than {0} bytes")]
    TooLarge(u64),
    /// It is over a limit.
    #[error("the body has more than {0} rows")]
    TooManyRows(u64),
    /// It arrived too slowly, or took too long as a whole.
    #[error("the body took too long to arrive")]
    TooSlow,
    /// The connection broke, or the framing of the body is not valid HTTP.
    #[error("the body ended early")]
    BrokeOff,
    /// The content does not match its media type.
    #[error("{0}")]
    Malformed(String),
}

impl BodyError {
    /// The reason for an error of the body itself.
    #[must_use]
    pub fn of(error: axum::Error) -> Self {
        if error.into_inner().is::<TooSlow>() {
            Self::TooSlow
        } else {
            Self::BrokeOff
        }
    }
}

impl From<BodyError> for Problem {
    fn from(broken: BodyError) -> Self {
        let kind = match broken {
            BodyError::TooLarge(_) | BodyError::TooManyRows(_) => Kind::TooLarge,
            BodyError::TooSlow => Kind::RequestTimeout,
            BodyError::BrokeOff | BodyError::Malformed(_) => Kind::BadBody,
        };
        let words = broken.to_string();
        let mut letters = words.chars();
        let upper = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        Self::new(kind, format!("{upper}{}.", letters.as_str()))
    }
}

/// The error of the intake, for code that only sees that reading failed.
#[derive(Clone, Debug, Default)]
pub struct Reported(Arc<OnceLock<BodyError>>);

impl Reported {
    /// The error of the intake, otherwise an error in the content.
    #[must_use]
    pub fn or_malformed(&self, words: String) -> BodyError {
        self.0.get().cloned().unwrap_or(BodyError::Malformed(words))
    }
}

/// A body whose first bytes have arrived.
#[derive(Debug)]
pub struct StartedBody {
    first: Option<Bytes>,
    rest: Body,
}

impl StartedBody {
    /// Waits for the first bytes, or the end.
    ///
    /// # Errors
    /// The body is too slow or incomplete.
    pub async fn of(mut rest: Body) -> Result<Self, BodyError> {
        let first = rest.frame().await.transpose().map_err(BodyError::of)?;
        Ok(Self {
            first: first.and_then(|frame| frame.into_data().ok()),
            rest,
        })
    }
}

/// The reading end.
#[derive(Debug)]
pub struct Intake {
    frames: mpsc::Receiver<Result<Bytes, BodyError>>,
    rest: Bytes,
    reported: Reported,
}

impl Intake {
    /// Begins to read a body, as long as the handle lives; must be called on the runtime.
    pub fn of(body: StartedBody, limits: Limits) -> (Self, AbortOnDropHandle<()>) {
        let (sender, frames) = mpsc::channel(WAITING_FRAMES);
        let pump = tokio::spawn(pump(body, limits, sender));
        let intake = Self {
            frames,
            rest: Bytes::new(),
            reported: Reported::default(),
        };
        (intake, AbortOnDropHandle::new(pump))
    }

    /// The place where the intake reports an error.
    #[must_use]
    pub fn reported(&self) -> Reported {
        self.reported.clone()
    }
}

async fn pump(body: StartedBody, limits: Limits, frames: mpsc::Sender<Result<Bytes, BodyError>>) {
    let started = Instant::now();
    let mut taken: u64 = 0;
    let StartedBody { mut first, mut rest } = body;
    loop {
        let frame = match first.take() {
            Some(first) => Ok(first),
            None => match rest.frame().await {
                None => return,
                Some(frame) => frame
                    .map(|frame| frame.into_data().unwrap_or_default())
                    .map_err(BodyError::of),
            },
        };
        let frame = frame.and_then(|bytes| {
            taken += bytes.len() as u64;
            if taken > limits.bulk_body_bytes {
                Err(BodyError::TooLarge(limits.bulk_body_bytes))
            } else if started.elapsed() > limits.bulk_timeout {
                Err(BodyError::TooSlow)
            } else {
                Ok(bytes)
            }
        });
        let last = frame.is_err();
        // The queue is closed if the client has disconnected or the input was refused.
        if frames.send(frame).await.is_err() || last {
            return;
        }
    }
}

impl Read for Intake {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            match self.frames.blocking_recv() {
                // The pump has ended after the last frame, or was stopped because the answer was dropped.
                None => return Ok(0),
                Some(Ok(bytes)) => self.rest = bytes,
                Some(Err(broken)) => {
                    let error = io::Error::other(broken.clone());
                    // Set at most once, because nothing follows a broken frame.
                    let _ = self.reported.0.set(broken);
                    return Err(error);
                }
            }
        }
        let taken = self.rest.split_to(self.rest.len().min(buffer.len()));
        buffer[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}
