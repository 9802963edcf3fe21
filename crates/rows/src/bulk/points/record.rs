//! Reads records from a stream of bytes, with a limit on their length.
use std::io::{self, BufRead};

/// The longest record that is read, in bytes. A longer one gives an error in its place.
pub const LONGEST_RECORD: usize = 256 * 1024;

/// The result of reading a record.
pub(super) enum RecordRead {
    /// A record; it is in the buffer.
    Record,
    /// A record that is too long and was skipped.
    TooLong,
    /// The end of the stream.
    End,
}

/// Reads a line into `into`, without its line feed. Quotes have no meaning.
pub(super) fn read_line(input: &mut impl BufRead, into: &mut Vec<u8>) -> io::Result<RecordRead> {
    read(input, into, false)
}

/// Reads up to a line feed outside quotes. A record with an unclosed quote ends after [`LONGEST_RECORD`] bytes; reading
/// continues at the next line.
pub(super) fn read_quoted_line(input: &mut impl BufRead, into: &mut Vec<u8>) -> io::Result<RecordRead> {
    read(input, into, true)
}

fn read(input: &mut impl BufRead, into: &mut Vec<u8>, quotes: bool) -> io::Result<RecordRead> {
    into.clear();
    let mut in_quotes = false;
    let mut too_long = false;
    let mut any = false;
    loop {
        let available = match input.fill_buf() {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if available.is_empty() {
            return Ok(match (any, too_long) {
                (false, _) => RecordRead::End,
                (true, true) => RecordRead::TooLong,
                (true, false) => RecordRead::Record,
            });
        }
        any = true;
        let mut end = None;
        for (i, byte) in available.iter().enumerate() {
            match byte {
                b'"' if quotes && !too_long => in_quotes = !in_quotes,
                b'\n' if !in_quotes => {
                    end = Some(i);
                    break;
                }
                _ => {}
            }
        }
        let length = end.unwrap_or(available.len());
        if !too_long {
            into.extend_from_slice(&available[..length]);
        }
        if into.len() > LONGEST_RECORD {
            too_long = true;
            // The unclosed quote is dropped, so that the next line is read as a record.
            in_quotes = false;
            into.clear();
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
