//! A connection that ends when nothing moves on it while there is something to say.
//!
//! A client that takes nothing of an answer holds a file, a place and a
//! connection for nothing. One that is still sending is alive, even though it
//! doesn't read yet: many send a whole body first. It knows bytes, no HTTP.
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// A stream whose blocked writes fail when nothing was read or written for a time.
#[derive(Debug)]
pub struct Watched {
    stream: TcpStream,
    silence: Duration,
    moved: Instant,
    alarm: Pin<Box<Sleep>>,
}

impl Watched {
    /// Watches over a stream, with the longest silence that it may have.
    #[must_use]
    pub fn new(stream: TcpStream, silence: Duration) -> Self {
        let moved = Instant::now();
        Self {
            stream,
            silence,
            moved,
            alarm: Box::pin(sleep_until(moved + silence)),
        }
    }

    /// What a write came to; one that is blocked fails when the silence has been too long.
    fn written<T>(&mut self, outcome: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.moved = Instant::now();
            return outcome;
        }
        loop {
            // The alarm is set late on purpose: only a blocked write looks at it.
            let until = self.moved + self.silence;
            if self.alarm.deadline() != until {
                self.alarm.as_mut().reset(until);
            }
            match self.alarm.as_mut().poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(()) if Instant::now() >= self.moved + self.silence => {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
                Poll::Ready(()) => {}
            }
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
        if buffer.filled().len() > before {
            self.moved = Instant::now();
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
