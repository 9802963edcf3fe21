//! Finds where JSON values begin and end, byte by byte, without building any.
//!
//! It doesn't recurse and keeps at most a bounded part of a value, so neither
//! deep nesting nor a huge value costs anything. What is inside a value is
//! checked by whoever parses it.
use super::intake::Broken;
use std::io::BufRead;

/// A position in JSON text.
pub struct Scanner<R> {
    input: R,
}

/// Whether a value was kept whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// All of it.
    Whole,
    /// It was longer than the limit; the rest was passed over.
    Cut,
}

impl<R: BufRead> Scanner<R> {
    /// Begins at the start of a text.
    pub fn new(input: R) -> Self {
        Self { input }
    }

    /// The next byte, which stays.
    fn peek(&mut self) -> Result<Option<u8>, Broken> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    /// The next byte that is not white space, which stays.
    ///
    /// # Errors
    /// Input that breaks off.
    pub fn token(&mut self) -> Result<Option<u8>, Broken> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.input.consume(1);
        }
        Ok(None)
    }

    /// Passes over a byte-order mark at the start.
    ///
    /// # Errors
    /// Input that breaks off.
    pub fn skip_mark(&mut self) -> Result<(), Broken> {
        if self.peek()? == Some(0xef) {
            for expected in [0xef, 0xbb, 0xbf] {
                self.expect_byte(expected)?;
            }
        }
        Ok(())
    }

    fn expect_byte(&mut self, wanted: u8) -> Result<(), Broken> {
        if self.peek()? == Some(wanted) {
            self.input.consume(1);
            return Ok(());
        }
        Err(Broken::Malformed("not JSON at its very beginning".to_owned()))
    }

    /// Takes the next byte that is not white space, if it is `wanted`.
    ///
    /// # Errors
    /// Input that breaks off.
    pub fn take(&mut self, wanted: u8) -> Result<bool, Broken> {
        let found = self.token()? == Some(wanted);
        if found {
            self.input.consume(1);
        }
        Ok(found)
    }

    /// As [`Self::take`], and an error where something else stands.
    ///
    /// # Errors
    /// Something else, or input that breaks off.
    pub fn require(&mut self, wanted: u8) -> Result<(), Broken> {
        if self.take(wanted)? {
            return Ok(());
        }
        let found = self.token()?.map_or_else(
            || "the end".to_owned(),
            |b| format!("“{}”", char::from(b).escape_default()),
        );
        Err(Broken::Malformed(format!(
            "not JSON: expected “{}”, found {found}",
            char::from(wanted)
        )))
    }

    /// Copies the next value into `out`, at most `limit` bytes of it.
    ///
    /// # Errors
    /// Brackets that don't match, or input that ends within the value.
    pub fn value(&mut self, out: &mut Vec<u8>, limit: usize) -> Result<Kept, Broken> {
        out.clear();
        self.token()?;
        let mut state = Progress::default();
        let mut kept = Kept::Whole;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return if state.complete() {
                    Ok(kept)
                } else {
                    Err(Broken::Malformed("the JSON ends in the middle of a value".to_owned()))
                };
            }
            let (taken, done) = state.advance(buffer);
            if out.len() + taken <= limit {
                out.extend_from_slice(&buffer[..taken]);
            } else {
                kept = Kept::Cut;
            }
            self.input.consume(taken);
            if done {
                return if out.is_empty() && kept == Kept::Whole {
                    Err(Broken::Malformed("not JSON: a value is missing".to_owned()))
                } else {
                    Ok(kept)
                };
            }
        }
    }
}

/// How far into a value we are.
#[derive(Default)]
struct Progress {
    depth: u64,
    in_string: bool,
    escaped: bool,
    started: bool,
}

impl Progress {
    /// Only a bare number or word may end with the input.
    fn complete(&self) -> bool {
        self.started && self.depth == 0 && !self.in_string
    }

    /// How many bytes of `buffer` belong to the value, and whether it ends there.
    fn advance(&mut self, buffer: &[u8]) -> (usize, bool) {
        for (at, &byte) in buffer.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return (at + 1, true);
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' | b',' | b':' if self.depth == 0 => return (at, true),
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                _ if self.depth == 0 && self.started && byte.is_ascii_whitespace() => return (at, true),
                _ => {}
            }
            self.started = true;
        }
        (buffer.len(), false)
    }
}
