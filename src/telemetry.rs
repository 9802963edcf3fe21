//! Logging: destination, format and filter.
//!
//! Lines go to standard error, since standard output is for answers. A separate thread writes them, so that a log that can't
//! be written (a full disk, a closed or blocked pipe) neither ends nor delays anything else; lost lines are counted.
use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;

/// How many lines can wait for a slow standard error; further lines are lost.
const WAITING_LINES: usize = 8192;
/// How long the process waits at its end for lines to be written.
const LAST_LINES: Duration = Duration::from_secs(1);

/// The number of lost lines.
static LOST: AtomicU64 = AtomicU64::new(0);

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Text for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// A message to the writing thread.
#[derive(Debug)]
enum Command {
    Line(Vec<u8>),
    /// Asks for a reply when all lines before it are written.
    Flush(Sender<()>),
}

/// Logging, which ends when this value is dropped, after a short wait for the last lines.
#[derive(Debug)]
#[must_use = "logging is flushed when this is dropped"]
pub struct Logging(SyncSender<Command>);

impl Drop for Logging {
    fn drop(&mut self) {
        let (reply, written) = channel();
        // If the queue is full, nobody reads the log, and there is no use in waiting.
        if self.0.try_send(Command::Flush(reply)).is_ok() {
            let _ = written.recv_timeout(LAST_LINES);
        }
    }
}

/// The queue that the subscriber writes to.
#[derive(Debug)]
struct Lines(SyncSender<Command>);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;
    fn make_writer(&'a self) -> &'a Self {
        self
    }
}

impl Write for &Lines {
    /// Queues a whole line, which is what the subscriber writes.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Command::Line(line.to_vec())).is_err() {
            LOST.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_all(lines: &Receiver<Command>) {
    for next in lines {
        match next {
            Command::Line(line) => {
                if io::stderr().lock().write_all(&line).is_err() {
                    LOST.fetch_add(1, Ordering::Relaxed);
                }
            }
            // The sender may not wait any more.
            Command::Flush(reply) => drop(reply.send(())),
        }
    }
}

/// The number of lines that were lost because standard error was closed or too slow.
#[must_use]
pub fn lost_lines() -> u64 {
    LOST.load(Ordering::Relaxed)
}

/// Starts logging for the process, once. Panics are logged too.
///
/// # Errors
/// The filter is invalid.
pub fn start(filter: &str, format: LogFormat) -> Result<Logging, ParseError> {
    let filter = EnvFilter::try_new(filter)?;
    let (queue, waiting) = sync_channel(WAITING_LINES);
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Lines(queue.clone()))
        // Otherwise a write error would be printed to standard error, which fails, and panic.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal());
    let started = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    // On a second start the first subscriber is kept.
    if started.is_ok() {
        std::thread::spawn(move || write_all(&waiting));
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map_or_else(String::new, ToString::to_string);
            tracing::error!(place, "a bug: {}", panic.payload_as_str().unwrap_or("no message"));
        }));
    }
    Ok(Logging(queue))
}
