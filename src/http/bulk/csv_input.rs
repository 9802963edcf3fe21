//! CSV with a header that names `lon`, `lat` and, if there is one, `id`.
use super::fix::Fix;
use super::intake::Broken;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Longest record in bytes; a quote that is never closed would otherwise be read to the end.
const LONGEST_RECORD: u64 = 1 << 20;

/// Counts what is read, so that one record can't take all memory.
struct Metered<R> {
    inner: R,
    since_record: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let taken = self.inner.read(buffer)?;
        let since = self.since_record.get() + taken as u64;
        self.since_record.set(since);
        if since > LONGEST_RECORD {
            return Err(io::Error::other(Broken::Malformed(
                "a CSV record is longer than 1 MiB; is a quote left open".to_owned(),
            )));
        }
        Ok(taken)
    }
}

/// Where the columns stand.
struct Columns {
    id: Option<usize>,
    lon: usize,
    lat: usize,
}

impl Columns {
    fn of(header: &csv::ByteRecord) -> Result<Self, Broken> {
        let names: Vec<String> = (header.iter())
            .map(|cell| {
                String::from_utf8_lossy(cell)
                    .trim_start_matches('\u{feff}')
                    .trim()
                    .to_ascii_lowercase()
            })
            .collect();
        let find = |name: &str| {
            let mut at = names.iter().enumerate().filter(|(_, n)| *n == name).map(|(i, _)| i);
            match (at.next(), at.next()) {
                (Some(_), Some(_)) => Err(Broken::Malformed(format!(
                    "the CSV header names the column {name} twice"
                ))),
                (first, _) => Ok(first),
            }
        };
        let need = |name: &str| {
            find(name)?
                .ok_or_else(|| Broken::Malformed(format!("the CSV header has no column {name}; it needs lon and lat")))
        };
        Ok(Self {
            id: find("id")?,
            lon: need("lon")?,
            lat: need("lat")?,
        })
    }
}

/// Reads every record; `sink` says whether to go on.
///
/// # Errors
/// A header without the columns, a record out of bounds, or input that breaks off.
pub fn read(input: impl Read, mut sink: impl FnMut(Fix) -> Result<bool, Broken>) -> Result<(), Broken> {
    let since_record = Rc::new(Cell::new(0));
    let metered = Metered {
        inner: input,
        since_record: since_record.clone(),
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(metered);
    let columns = Columns::of(reader.byte_headers().map_err(broken)?)?;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(broken)? {
        since_record.set(0);
        if !sink(fix(&record, &columns))? {
            return Ok(());
        }
    }
    Ok(())
}

fn fix(record: &csv::ByteRecord, columns: &Columns) -> Fix {
    let cell = |at: usize| record.get(at).map_or(Ok(""), std::str::from_utf8);
    let id = columns.id.map_or(Ok(""), cell);
    match (id, cell(columns.lon), cell(columns.lat)) {
        (Ok(id), Ok(lon), Ok(lat)) => Fix::from_text(id, lon, lat),
        _ => Fix::unreadable("not UTF-8"),
    }
}

fn broken(error: csv::Error) -> Broken {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Broken::Malformed(format!("not CSV: {other:?}")),
    }
}
