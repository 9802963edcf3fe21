//! A connection that ends when its client sends no request, or reads answers more slowly than the minimum rate.
//!
//! A client that hardly reads would hold a file, a permit and a connection for nothing. A client that is still sending is
//! not idle even though it does not read yet: many send a whole body first. This module knows no HTTP.
use super::transfer_deadline::{Direction, TransferDeadline};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// A stream that fails once its client has missed the deadline.
#[derive(Debug)]
pub struct TimedStream {
    stream: TcpStream,
    deadline: TransferDeadline,
    received: bool,
    alarm: Pin<Box<Sleep>>,
}

impl TimedStream {
    /// A stream of which nothing has been read yet.
    #[must_use]
    pub fn new(stream: TcpStream, deadline: TransferDeadline) -> Self {
        deadline.wait(Direction::Upload);
        Self {
            stream,
            deadline,
            received: false,
            alarm: Box::pin(sleep_until(Instant::now())),
        }
    }

    /// Waits on until the deadline; fails after it.
    fn wait_on<T>(&mut self, direction: Direction, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        while let Some(until) = self.deadline.deadline(direction) {
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

    /// Records the outcome of a write.
    fn written(&mut self, outcome: Poll<io::Result<usize>>, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        match outcome {
            Poll::Ready(Ok(bytes)) => {
                self.deadline.progress(Direction::Download, bytes);
                Poll::Ready(Ok(bytes))
            }
            Poll::Pending => {
                self.deadline.wait(Direction::Download);
                self.wait_on(Direction::Download, context)
            }
            failed @ Poll::Ready(Err(_)) => failed,
        }
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        let bytes = buffer.filled().len() - before;
        if bytes > 0 {
            self.deadline.progress(Direction::Upload, bytes);
            self.received = true;
        }
        if outcome.is_pending() && !self.received {
            return self.wait_on(Direction::Upload, context);
        }
        outcome
    }
}

impl AsyncWrite for TimedStream {
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
