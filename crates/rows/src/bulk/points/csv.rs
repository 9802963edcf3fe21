//! Points in CSV: the columns `lon` and `lat`, and `id` if present, in any order and among any others.
use super::error::PointsError;
use super::point::{PointRecord, RowError, point, trimmed};
use super::record::{LONGEST_RECORD, RecordRead, read_quoted_line};
use super::texts::Texts;
use crate::bulk::rows::row::Id;
use memchr::memchr;
use std::borrow::Cow;
use std::io::BufRead;

/// Accepted names of each column, in lower case.
const LON: &[&str] = &["lon", "lng", "long", "longitude", "x", "经度"];
const LAT: &[&str] = &["lat", "latitude", "y", "纬度"];
const ID: &[&str] = &["id", "编号"];

/// Where a record has what.
#[derive(Clone, Copy, Debug)]
pub(super) struct CsvFields {
    delimiter: u8,
    lon: usize,
    lat: usize,
    id: Option<usize>,
}

impl CsvFields {
    /// Reads the header line.
    pub fn of_header(input: &mut impl BufRead) -> Result<Self, PointsError> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match read_quoted_line(input, &mut buffer)? {
                RecordRead::End => return Err(PointsError::Empty),
                RecordRead::TooLong => return Err(PointsError::Header("it is too long; is this a CSV file?")),
                RecordRead::Record if buffer.iter().all(u8::is_ascii_whitespace) => {}
                RecordRead::Record => break,
            }
        }
        let delimiter = delimiter(&buffer);
        let text = std::str::from_utf8(&buffer)
            .map_err(|_| PointsError::Header("it is not UTF-8; save the file as UTF-8, or name GBK as its encoding"))?;
        let fields = unquoted(text, delimiter);
        let names: Vec<String> = fields.iter().map(|f| f.trim().to_lowercase()).collect();
        let find = |wanted: &'static str, aliases: &[&str]| -> Result<Option<usize>, PointsError> {
            // The column's own name takes precedence over its aliases.
            let exact: Vec<usize> = (0..names.len()).filter(|i| names[*i] == wanted).collect();
            let any: Vec<usize> = (0..names.len())
                .filter(|i| aliases.contains(&names[*i].as_str()))
                .collect();
            match (exact.as_slice(), any.as_slice()) {
                ([one], _) | ([], [one]) => Ok(Some(*one)),
                ([], []) => Ok(None),
                _ => Err(PointsError::Twice(wanted)),
            }
        };
        let missing = |wanted| PointsError::Column {
            wanted,
            found: names.join(", ").chars().take(200).collect(),
        };
        Ok(Self {
            lon: find("lon", LON)?.ok_or_else(|| missing("lon"))?,
            lat: find("lat", LAT)?.ok_or_else(|| missing("lat"))?,
            id: find("id", ID)?,
            delimiter,
        })
    }

    /// The point of a record.
    pub fn parse<'a>(&self, record: u64, text: &'a [u8]) -> PointRecord<'a> {
        let Ok(text) = std::str::from_utf8(text) else {
            let text = String::from_utf8_lossy(text);
            let [id, ..] = self.fields(&text);
            return Err(Box::new(RowError {
                id: id_of(id).map(Id::into_owned),
                ..RowError::new(
                    record,
                    "not UTF-8, or not in the named encoding; save the file as UTF-8",
                )
            }));
        };
        let [id, x, y] = self.fields(text);
        let id = id_of(id);
        match (x, y) {
            (Some(x), Some(y)) => point(record, id, x, y),
            _ => Err(Box::new(RowError {
                id: id.map(Id::into_owned),
                ..RowError::new(record, "fewer fields than the header has columns")
            })),
        }
    }

    /// The texts of id, longitude and latitude.
    fn fields<'a>(&self, record: &'a str) -> [Option<Cow<'a, str>>; 3] {
        let wanted = [self.id, Some(self.lon), Some(self.lat)];
        if memchr(b'"', record.as_bytes()).is_some() {
            let mut fields = unquoted(record, self.delimiter);
            return wanted.map(|at| Some(Cow::Owned(std::mem::take(fields.get_mut(at?)?))));
        }
        let record = record.strip_suffix('\r').unwrap_or(record);
        let mut found = [None, None, None];
        for (at, field) in record.split(char::from(self.delimiter)).enumerate() {
            if let Some(place) = wanted.iter().position(|wanted| *wanted == Some(at)) {
                found[place] = Some(Cow::Borrowed(field));
            }
        }
        found
    }
}

/// An id, unless it is blank.
fn id_of(text: Option<Cow<'_, str>>) -> Option<Id<'_>> {
    let text = trimmed(text?);
    (!text.is_empty()).then(|| Id::of_text(text))
}

/// Adds the next record that is not blank to `records`; false at the end of the stream.
pub(super) fn read_into(input: &mut impl BufRead, records: &mut Texts) -> bool {
    loop {
        match read_quoted_line(input, records.bytes()) {
            Ok(RecordRead::End) => return false,
            Ok(RecordRead::Record) if records.open_text().iter().all(u8::is_ascii_whitespace) => {
                records.drop_text();
                continue;
            }
            Ok(RecordRead::Record) => records.end_text(),
            Ok(RecordRead::TooLong) => {
                let message = format!("longer than {LONGEST_RECORD} bytes; is a quote left open?");
                records.push_error(RowError::new(records.next_number(), message));
            }
            Err(e) => {
                let message = format!("the input ends early: {e}");
                records.push_error(RowError::last(records.next_number(), message));
            }
        }
        return true;
    }
}

/// The most frequent of comma, semicolon and tab in the header; comma if in doubt.
fn delimiter(header: &[u8]) -> u8 {
    let count = |d: u8| header.split(|b| *b == d).count();
    let mut best = b',';
    for candidate in [b';', b'\t'] {
        if count(candidate) > count(best) {
            best = candidate;
        }
    }
    best
}

/// The fields of one record. Quoted fields may hold delimiters, line feeds and doubled quotes (RFC 4180).
fn unquoted(record: &str, delimiter: u8) -> Vec<String> {
    let record = record.strip_suffix('\r').unwrap_or(record);
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut in_quotes = false;
    let mut letters = record.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if in_quotes && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' if in_quotes || field.is_empty() => in_quotes = !in_quotes,
            c if c == char::from(delimiter) && !in_quotes => fields.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    fields.push(field);
    fields
}
