//! One JSON object a line.
use super::fix::Fix;
use super::intake::Broken;
use std::io::{BufRead, Read};

/// Longest line in bytes that is looked at; what is longer is answered as an error in its place.
const LONGEST_LINE: usize = 64 << 10;

/// Reads every line that isn't blank; `sink` says whether to go on.
///
/// # Errors
/// Input that breaks off.
pub fn read(mut input: impl BufRead, mut sink: impl FnMut(Fix) -> Result<bool, Broken>) -> Result<(), Broken> {
    let mut line = Vec::new();
    let mut first = true;
    loop {
        line.clear();
        let taken = input.by_ref().take(LONGEST_LINE as u64).read_until(b'\n', &mut line)?;
        if taken == 0 {
            return Ok(());
        }
        let whole = line.last() == Some(&b'\n') || taken < LONGEST_LINE;
        if !whole {
            skip_line(&mut input)?;
        }
        let mut text = line.as_slice();
        if std::mem::take(&mut first) {
            text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        }
        let text = text.trim_ascii();
        if text.is_empty() {
            continue;
        }
        let fix = if whole {
            Fix::from_json(text)
        } else {
            Fix::unreadable("the line is longer than 64 KiB")
        };
        if !sink(fix)? {
            return Ok(());
        }
    }
}

fn skip_line(input: &mut impl BufRead) -> Result<(), Broken> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|b| *b == b'\n');
        let taken = end.map_or(buffer.len(), |e| e + 1);
        input.consume(taken);
        if end.is_some() {
            return Ok(());
        }
    }
}
