//! Writes output to standard output or to a file, which gets its name once it is complete.
use super::terminal::{Stdout, harmless};
use anyhow::Context as _;
use riverchief_files::target::{Existing, Target};
use riverchief_rows::formats::csv::{Texts, escape_formula};
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

/// Beginning of the message for errors on standard output.
pub(super) const STDOUT: &str = "can't write to standard output";

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Fine,
    /// Exit code 1: findings, or no answer.
    Findings,
}

/// Output formats of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ListFormat {
    /// A table for the terminal.
    Table,
    /// The JSON of the HTTP API.
    Json,
    /// Comma-separated values.
    Csv,
}

/// Prints a JSON value, indented, to standard output.
pub(super) fn json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut out = Stdout::open();
    let written = serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from);
    let written = written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
    written.context(STDOUT)
}

/// Prints text to standard output.
pub(super) fn text(text: &str) -> anyhow::Result<()> {
    let text = harmless(text);
    let mut out = io::stdout().lock();
    let end: &[u8] = if text.ends_with('\n') { b"" } else { b"\n" };
    let written = out.write_all(text.as_bytes()).and_then(|()| out.write_all(end));
    written.and_then(|()| out.flush()).context(STDOUT)
}

/// Prints records as CSV to standard output. Numbers are written unchanged, texts as `texts` says.
pub(super) fn csv(header: &[&str], records: impl IntoIterator<Item = Vec<String>>, texts: Texts) -> anyhow::Result<()> {
    let mut writer = ::csv::Writer::from_writer(Stdout::open());
    let io = |e: ::csv::Error| match e.into_kind() {
        ::csv::ErrorKind::Io(e) => e,
        other => io::Error::other(format!("{other:?}")),
    };
    writer.write_record(header).map_err(io).context(STDOUT)?;
    for record in records {
        let plain = |cell: &str| texts == Texts::Raw || cell.parse::<f64>().is_ok();
        let cells = record.iter().map(|cell| {
            if plain(cell) {
                Cow::Borrowed(&**cell)
            } else {
                escape_formula(cell)
            }
        });
        let mut row = ::csv::ByteRecord::new();
        cells.for_each(|cell| row.push_field(cell.as_bytes()));
        writer.write_byte_record(&row).map_err(io).context(STDOUT)?;
    }
    writer.flush().context(STDOUT)
}

/// Refuses `--raw` with anything but CSV.
pub(super) fn raw_fits(raw: bool, csv: bool) -> anyhow::Result<()> {
    anyhow::ensure!(
        csv || !raw,
        "--raw can only be used with CSV; other formats never change texts"
    );
    Ok(())
}

/// The destination of bulk output.
pub(super) enum Sink {
    Stdout(Stdout),
    Named(Target),
}

impl Sink {
    /// Opens standard output, or the named file, device or pipe.
    pub fn open(path: Option<&Path>, existing: Existing) -> anyhow::Result<Self> {
        Ok(match path {
            None => Self::Stdout(Stdout::open()),
            Some(path) => Self::Named(Target::open(path, existing)?),
        })
    }

    /// Completes the output; a file gets its name now.
    pub fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush().context(STDOUT)?,
            Self::Named(target) => {
                target.finish()?;
            }
        }
        Ok(())
    }
}

impl Sink {
    /// Beginning of the message for errors on this output.
    pub fn error_context(path: Option<&Path>) -> String {
        path.map_or_else(|| STDOUT.to_owned(), |path| format!("can't write {}", path.display()))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Named(target) => target.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Named(target) => target.flush(),
        }
    }
}
