//! The texts of consecutive records, one after another, and what could not be read between them.
use super::point::RowError;

/// Bytes from which a block of records is full, however few they are.
const FULL_BYTES: usize = 1 << 20;

/// Consecutive records of a stream as they were read.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    before: u64,
    bytes: Vec<u8>,
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

impl Texts {
    /// No records; those that follow come after `before` others.
    fn new(before: u64) -> Self {
        Self {
            before,
            ..Self::default()
        }
    }

    /// Number of records of the stream before the first of these.
    pub(super) fn before(&self) -> u64 {
        self.before
    }

    /// Number of records.
    pub(super) fn len(&self) -> usize {
        self.parts.len()
    }

    /// Whether there are `most` records, or fewer long ones.
    pub(super) fn is_full(&self, most: usize) -> bool {
        self.parts.len() >= most || self.bytes.len() >= FULL_BYTES
    }

    /// Takes these records out; those that follow are numbered after them.
    pub(super) fn take(&mut self) -> Self {
        let next = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            parts: Vec::with_capacity(self.parts.len()),
            ..Self::new(self.before + self.parts.len() as u64)
        };
        std::mem::replace(self, next)
    }

    /// The error of the last record, if no more can be read after it.
    pub(super) fn end(&self) -> Option<&RowError> {
        match self.parts.last() {
            Some(Part::Error(error)) if error.last => Some(error),
            _ => None,
        }
    }

    /// Puts an error in the place of the last record.
    pub(super) fn replace_last(&mut self, error: RowError) {
        self.parts.pop();
        self.push_error(error);
    }

    /// The number of each record, from 1, with its text or its error; in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Result<&[u8], &RowError>)> {
        let mut start = 0;
        (self.before + 1..)
            .zip(&self.parts)
            .map(move |(number, part)| match part {
                Part::Error(error) => (number, Err(&**error)),
                Part::Text(end) => {
                    let text = &self.bytes[start..*end];
                    start = *end;
                    (number, Ok(text))
                }
            })
    }

    /// The bytes of all texts; a reader adds that of the next record, and then ends it.
    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// The text that was added and not ended.
    pub(super) fn open_text(&self) -> &[u8] {
        &self.bytes[self.ended..]
    }

    /// Ends the text that was added: it is a record.
    pub(super) fn end_text(&mut self) {
        self.ended = self.bytes.len();
        self.parts.push(Part::Text(self.ended));
    }

    /// Removes the text that was added and not ended.
    pub(super) fn drop_text(&mut self) {
        self.bytes.truncate(self.ended);
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
