//! Records as they were read, to be parsed later and elsewhere: reading finds where records end, and little else.
use super::csv::CsvFields;
use super::ndjson;
use super::point::{PointRecord, RowError};
use super::texts::Texts;

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
    texts: Texts,
}

impl Records {
    /// No records, from the beginning of a stream.
    pub(super) fn new(parser: Parser) -> Self {
        Self {
            parser,
            texts: Texts::default(),
        }
    }

    /// Number of records of the stream before the first of these.
    #[must_use]
    pub fn before(&self) -> u64 {
        self.texts.before()
    }

    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there are `most` records, or fewer long ones.
    #[must_use]
    pub fn is_full(&self, most: usize) -> bool {
        self.texts.is_full(most)
    }

    /// Takes these records out; those that follow are numbered after them.
    #[must_use]
    pub fn take(&mut self) -> Self {
        Self {
            parser: self.parser,
            texts: self.texts.take(),
        }
    }

    /// The error of the last record, if no more can be read after it.
    #[must_use]
    pub fn end(&self) -> Option<&RowError> {
        self.texts.end()
    }

    /// Puts an error in the place of the last record.
    pub fn replace_last(&mut self, error: RowError) {
        self.texts.replace_last(error);
    }

    /// What each record holds, in order.
    pub fn iter(&self) -> impl Iterator<Item = PointRecord<'_>> {
        self.texts.iter().map(|(number, text)| {
            let text = text.map_err(|error| Box::new(error.clone()))?;
            match self.parser {
                Parser::Csv(fields) => fields.parse(number, text),
                Parser::Line => ndjson::parse(number, text.strip_prefix(b"\x1e").unwrap_or(text)),
                Parser::Object => ndjson::parse(number, text),
            }
        })
    }

    /// The texts, for a reader that adds to them.
    pub(super) fn texts(&mut self) -> &mut Texts {
        &mut self.texts
    }
}
