//! A connection that ends when its client doesn't begin to speak, or doesn't take what it is sent at the least rate.
//!
//! A client that takes next to nothing of an answer holds a file, a place and a connection for nothing. One that is still
//! sending is alive, even though it doesn't read yet: many send a whole body first. It knows bytes, no HTTP.
use super::pace::{Pace, Wait};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// A stream that fails when its client has been waited for too long.
#[derive(Debug)]
pub struct Watched {
    stream: TcpStream,
    pace: Pace,
    begun: bool,
    alarm: Pin<Box<Sleep>>,
}

impl Watched {
    /// Watches over a stream, of which nothing has been read yet.
    #[must_use]
    pub fn new(stream: TcpStream, pace: Pace) -> Self {
        pace.waits(Wait::Sending);
        Self {
            stream,
            pace,
            begun: false,
            alarm: Box::pin(sleep_until(Instant::now())),
        }
    }

    /// Waits on, or no longer.
    fn waited<T>(&mut self, wait: Wait, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        while let Some(until) = self.pace.until(wait) {
            if until <= Instant::now() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            if self.alarm.deadline() != until {
                self.alarm.as_mut().reset(until);
            }
            if self.alarm.as_mut().poll(context).is_pending() {
                break;
            }
        }
        Poll::Pending
    }

    /// What a write came to.
    fn written(&mut self, outcome: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match outcome {
            Poll::Ready(Ok(bytes)) => {
                self.pace.moved(Wait::Taking, bytes);
                Poll::Ready(Ok(bytes))
            }
            Poll::Pending => {
                self.pace.waits(Wait::Taking);
                self.waited(Wait::Taking, context)
            }
            failed @ Poll::Ready(Err(_)) => failed,
        }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        let bytes = buffer.filled().len() - before;
        if bytes > 0 {
            self.pace.moved(Wait::Sending, bytes);
            self.begun = true;
        }
        if outcome.is_pending() && !self.begun {
            return self.waited(Wait::Sending, context);
        }
        outcome
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(outcome, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
