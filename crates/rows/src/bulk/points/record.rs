//! Records split off a stream of bytes, with an upper bound on their length.
use std::io::{self, BufRead};

/// The longest record that is read, in bytes; a longer one is an error in its place.
pub const LONGEST_RECORD: usize = 256 * 1024;

/// What came off the stream.
pub(super) enum RecordRead {
    /// A record, in the buffer that was given.
    Record,
    /// A record that is too long; it was skipped.
    TooLong,
    /// Nothing more.
    End,
}

/// Reads up to a line feed into `into`, without it; quotes don't matter.
pub(super) fn read_line(input: &mut impl BufRead, into: &mut Vec<u8>) -> io::Result<RecordRead> {
    read(input, into, false)
}

/// Reads up to a line feed outside quotes. A record whose quote never ends is cut at [`LONGEST_RECORD`]; reading goes on
/// at the next line.
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
        let taken = end.unwrap_or(available.len());
        if !too_long {
            into.extend_from_slice(&available[..taken]);
        }
        if into.len() > LONGEST_RECORD {
            too_long = true;
            // The quote that never ended is forgotten, so that the next line is read as one.
            in_quotes = false;
            into.clear();
        }
        input.consume(taken + usize::from(end.is_some()));
        if end.is_some() {
            return Ok(if too_long {
                RecordRead::TooLong
            } else {
                RecordRead::Record
            });
        }
    }
}
