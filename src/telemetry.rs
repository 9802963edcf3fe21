//! Logs: where they go, in which shape, how much.
//!
//! Lines go to standard error; standard output belongs to answers. A thread of its own writes them, so that a log which
//! can't be written (a full disk, a reader that went, one that doesn't read) neither ends nor holds up anything else:
//! what is lost is counted. What is logged is decided where it happens.
use std::io::{self, IsTerminal as _, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::time::Duration;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait for a slow standard error; more are lost.
const WAITING_LINES: usize = 8192;
/// How long the end of the process waits for them.
const LAST_LINES: Duration = Duration::from_secs(1);

/// Lines that nobody will ever read.
static LOST: AtomicU64 = AtomicU64::new(0);

/// The shape of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What the writing thread is given.
#[derive(Debug)]
enum Written {
    Line(Vec<u8>),
    /// Says so when all before it is written.
    Mark(Sender<()>),
}

/// Logging, for as long as this is kept; its end waits a moment for the last lines.
#[derive(Debug)]
#[must_use = "dropped at once, it would wait for nothing"]
pub struct Logging(SyncSender<Written>);

impl Drop for Logging {
    fn drop(&mut self) {
        let (told, written) = channel();
        // A queue that is full now is that of a reader who doesn't read; nobody waits for him.
        if self.0.try_send(Written::Mark(told)).is_ok() {
            let _ = written.recv_timeout(LAST_LINES);
        }
    }
}

/// Where the subscriber puts its lines.
#[derive(Debug)]
struct Lines(SyncSender<Written>);

impl<'a> MakeWriter<'a> for Lines {
    type Writer = &'a Self;
    fn make_writer(&'a self) -> &'a Self {
        self
    }
}

impl Write for &Lines {
    /// A whole line, as the subscriber gives it.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.0.try_send(Written::Line(line.to_vec())).is_err() {
            LOST.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_all(lines: &Receiver<Written>) {
    for next in lines {
        match next {
            Written::Line(line) => {
                if io::stderr().lock().write_all(&line).is_err() {
                    LOST.fetch_add(1, Ordering::Relaxed);
                }
            }
            // Whoever asked may have gone on without the answer.
            Written::Mark(told) => drop(told.send(())),
        }
    }
}

/// Lines that were lost because standard error took none, or not fast enough.
#[must_use]
pub fn lost_lines() -> u64 {
    LOST.load(Ordering::Relaxed)
}

/// Starts logging for the process, once, and sends panics there too.
///
/// # Errors
/// The filter can't be read.
pub fn start(filter: &str, format: LogFormat) -> Result<Logging, ParseError> {
    let filter = EnvFilter::try_new(filter)?;
    let (queue, waiting) = sync_channel(WAITING_LINES);
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(Lines(queue.clone()))
        // It would print what went wrong where nothing can be printed, and panic.
        .log_internal_errors(false)
        .with_ansi(io::stderr().is_terminal());
    let started = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    // A second start finds the first one's subscriber, which is as good.
    if started.is_ok() {
        std::thread::spawn(move || write_all(&waiting));
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map_or_else(String::new, ToString::to_string);
            tracing::error!(place, "a bug: {}", panic.payload_as_str().unwrap_or("no words"));
        }));
    }
    Ok(Logging(queue))
}
