//! Points in CSV: the columns `lon` and `lat`, and `id` if present, in any order and among any others.
use super::error::PointsError;
use super::point::{Point, RowError, point};
use super::record::{LONGEST_RECORD, RecordRead, read_quoted_line};
use crate::bulk::rows::row::Id;
use std::io::BufRead;

/// Accepted names of each column, in lower case.
const LON: &[&str] = &["lon", "lng", "long", "longitude", "x", "经度"];
const LAT: &[&str] = &["lat", "latitude", "y", "纬度"];
const ID: &[&str] = &["id", "编号"];

pub(super) struct CsvPoints<R> {
    input: R,
    delimiter: u8,
    lon: usize,
    lat: usize,
    id: Option<usize>,
    record: u64,
    buffer: Vec<u8>,
    fields: Vec<Vec<u8>>,
}

impl<R: BufRead> CsvPoints<R> {
    pub fn new(mut input: R) -> Result<Self, PointsError> {
        let mut buffer = Vec::new();
        loop {
            match read_quoted_line(&mut input, &mut buffer)? {
                RecordRead::End => return Err(PointsError::Empty),
                RecordRead::TooLong => return Err(PointsError::Header("it is too long; is this a CSV file?")),
                RecordRead::Record if buffer.iter().all(u8::is_ascii_whitespace) => {}
                RecordRead::Record => break,
            }
        }
        let delimiter = delimiter(&buffer);
        let mut fields = Vec::new();
        split(&buffer, delimiter, &mut fields);
        let names: Option<Vec<String>> = fields
            .iter()
            .map(|f| Some(std::str::from_utf8(f).ok()?.trim().to_lowercase()))
            .collect();
        let names = names.ok_or(PointsError::Header(
            "it is not UTF-8; save the file as UTF-8, or name GBK as its encoding",
        ))?;
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
            input,
            delimiter,
            record: 0,
            buffer,
            fields,
        })
    }

    pub fn next(&mut self) -> Option<Result<Point, RowError>> {
        loop {
            let read = read_quoted_line(&mut self.input, &mut self.buffer);
            match read {
                Ok(RecordRead::End) => return None,
                Ok(RecordRead::Record) if self.buffer.iter().all(u8::is_ascii_whitespace) => {}
                Ok(RecordRead::Record) => {
                    self.record += 1;
                    return Some(self.parse());
                }
                Ok(RecordRead::TooLong) => {
                    self.record += 1;
                    let message = format!("longer than {LONGEST_RECORD} bytes; is a quote left open?");
                    return Some(Err(RowError::new(self.record, message)));
                }
                Err(e) => {
                    self.record += 1;
                    return Some(Err(RowError::last(self.record, format!("the input ends early: {e}"))));
                }
            }
        }
    }

    fn parse(&mut self) -> Result<Point, RowError> {
        split(&self.buffer, self.delimiter, &mut self.fields);
        let cell = |i: usize| self.fields.get(i).map(|f| String::from_utf8_lossy(f));
        let id = self.id.and_then(cell).map(|c| c.trim().to_owned());
        let id = id.filter(|id| !id.is_empty()).map(Id::of_text);
        if self.fields.iter().any(|f| std::str::from_utf8(f).is_err()) {
            return Err(RowError {
                id,
                ..RowError::new(
                    self.record,
                    "not UTF-8, or not in the named encoding; save the file as UTF-8",
                )
            });
        }
        let (Some(x), Some(y)) = (cell(self.lon), cell(self.lat)) else {
            return Err(RowError {
                id,
                ..RowError::new(self.record, "fewer fields than the header has columns")
            });
        };
        point(self.record, id, &x, &y)
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

/// Splits one record into fields. Quoted fields may hold delimiters, line feeds and doubled quotes (RFC 4180).
fn split(record: &[u8], delimiter: u8, fields: &mut Vec<Vec<u8>>) {
    fields.clear();
    let record = record.strip_suffix(b"\r").unwrap_or(record);
    let mut field = Vec::new();
    let mut in_quotes = false;
    let mut bytes = record.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if in_quotes && bytes.peek() == Some(&b'"') => {
                bytes.next();
                field.push(b'"');
            }
            b'"' if in_quotes || field.is_empty() => in_quotes = !in_quotes,
            b if b == delimiter && !in_quotes => fields.push(std::mem::take(&mut field)),
            b => field.push(b),
        }
    }
    fields.push(field);
}
