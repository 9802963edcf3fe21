//! Records as they were read, to be parsed later and elsewhere: reading finds where records end, and little else.
use super::csv::CsvFields;
use super::ndjson;
use super::point::{PointRecord, RowError};

/// Bytes from which a block of records is full, however few they are.
const FULL_BYTES: usize = 1 << 20;

/// How the text of a record is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Parser {
    /// A line of CSV.
    Csv(CsvFields),
    /// A line with a JSON object.
    Line,
    /// A JSON object.
    Object,
}

/// Consecutive records of a stream.
#[derive(Clone, Debug)]
pub struct Records {
    parser: Parser,
    before: u64,
    texts: Vec<u8>,
    /// Where the text of the next record begins.
    ended: usize,
    parts: Vec<Part>,
}

/// Where a record is, or why it could not be read.
#[derive(Clone, Debug)]
enum Part {
    /// The end of its text; it begins where the text before it ends.
    Text(usize),
    Error(Box<RowError>),
}

impl Records {
    /// No records; those that follow come after `before` others.
    pub(super) fn new(parser: Parser, before: u64) -> Self {
        Self {
            parser,
            before,
            texts: Vec::new(),
            ended: 0,
            parts: Vec::new(),
        }
    }

    /// Number of records of the stream before the first of these.
    #[must_use]
    pub fn before(&self) -> u64 {
        self.before
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether there are `most` records, or fewer long ones.
    #[must_use]
    pub fn is_full(&self, most: usize) -> bool {
        self.parts.len() >= most || self.texts.len() >= FULL_BYTES
    }

    /// Takes these records out; those that follow are numbered after them.
    #[must_use]
    pub fn take(&mut self) -> Self {
        let next = Self {
            texts: Vec::with_capacity(self.texts.len()),
            parts: Vec::with_capacity(self.parts.len()),
            ..Self::new(self.parser, self.before + self.parts.len() as u64)
        };
        std::mem::replace(self, next)
    }

    /// The error of the last record, if no more can be read after it.
    #[must_use]
    pub fn end(&self) -> Option<&RowError> {
        match self.parts.last() {
            Some(Part::Error(error)) if error.last => Some(error),
            _ => None,
        }
    }

    /// Puts an error in the place of the last record.
    pub fn replace_last(&mut self, error: RowError) {
        self.parts.pop();
        self.push_error(error);
    }

    /// What each record holds, in order.
    pub fn iter(&self) -> impl Iterator<Item = PointRecord<'_>> {
        let mut start = 0;
        (self.before + 1..)
            .zip(&self.parts)
            .map(move |(number, part)| match part {
                Part::Error(error) => Err(error.clone()),
                Part::Text(end) => {
                    let text = &self.texts[start..*end];
                    start = *end;
                    match self.parser {
                        Parser::Csv(fields) => fields.parse(number, text),
                        Parser::Line => ndjson::parse(number, text.strip_prefix(b"\x1e").unwrap_or(text)),
                        Parser::Object => ndjson::parse(number, text),
                    }
                }
            })
    }

    /// The bytes of all texts; a reader adds that of the next record, and then ends it.
    pub(super) fn texts(&mut self) -> &mut Vec<u8> {
        &mut self.texts
    }

    /// The text that was added and not ended.
    pub(super) fn open_text(&self) -> &[u8] {
        &self.texts[self.ended..]
    }

    /// Ends the text that was added: it is a record.
    pub(super) fn end_text(&mut self) {
        self.ended = self.texts.len();
        self.parts.push(Part::Text(self.ended));
    }

    /// Removes the text that was added and not ended.
    pub(super) fn drop_text(&mut self) {
        self.texts.truncate(self.ended);
    }

    /// Adds an error in the place of a record.
    pub(super) fn push_error(&mut self, error: RowError) {
        self.drop_text();
        self.parts.push(Part::Error(Box::new(error)));
    }

    /// The number of the record that is added next, from 1.
    pub(super) fn next_number(&self) -> u64 {
        self.before + self.parts.len() as u64 + 1
    }
}
