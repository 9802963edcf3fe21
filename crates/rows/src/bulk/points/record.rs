//! Reads records from a stream of bytes, with a limit on their length.
use memchr::{memchr, memchr2_iter};
use std::io::{self, BufRead};

/// The longest record that is read, in bytes. A longer one gives an error in its place.
pub const LONGEST_RECORD: usize = 256 * 1024;

/// The result of reading a record.
pub(super) enum RecordRead {
    /// A record; it is at the end of the buffer.
    Record,
    /// A record that is too long and was skipped.
    TooLong,
    /// The end of the stream.
    End,
}

/// Adds a line to `into`, without its line feed. Quotes have no meaning. What was in `into` stays.
pub(super) fn read_line(input: &mut impl BufRead, into: &mut Vec<u8>) -> io::Result<RecordRead> {
    read(input, into, false)
}

/// As [`read_line`], up to a line feed outside quotes. A record with an unclosed quote ends after [`LONGEST_RECORD`] bytes; reading
/// continues at the next line.
pub(super) fn read_quoted_line(input: &mut impl BufRead, into: &mut Vec<u8>) -> io::Result<RecordRead> {
    read(input, into, true)
}

fn read(input: &mut impl BufRead, into: &mut Vec<u8>, quotes: bool) -> io::Result<RecordRead> {
    let start = into.len();
    let mut in_quotes = false;
    let mut too_long = false;
    let mut any = false;
    loop {
        let available = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => {
                into.truncate(start);
                return Err(e);
            }
        };
        if available.is_empty() {
            return Ok(match (any, too_long) {
                (false, _) => RecordRead::End,
                (true, true) => RecordRead::TooLong,
                (true, false) => RecordRead::Record,
            });
        }
        any = true;
        let end = if quotes && !too_long {
            line_end(available, &mut in_quotes)
        } else {
            memchr(b'\n', available)
        };
        let length = end.unwrap_or(available.len());
        if !too_long {
            into.extend_from_slice(&available[..length]);
        }
        if into.len() - start > LONGEST_RECORD {
            too_long = true;
            // The unclosed quote is dropped, so that the next line is read as a record.
            in_quotes = false;
            into.truncate(start);
        }
        input.consume(length + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(if too_long {
                RecordRead::TooLong
            } else {
                RecordRead::Record
            });
        }
    }
}

/// The first line feed outside quotes; `in_quotes` says whether a quote is open, before and afterwards.
fn line_end(bytes: &[u8], in_quotes: &mut bool) -> Option<usize> {
    memchr2_iter(b'"', b'\n', bytes).find(|at| {
        *in_quotes ^= bytes[*at] == b'"';
        bytes[*at] == b'\n' && !*in_quotes
    })
}
