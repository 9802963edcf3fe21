//! What goes to a terminal does nothing to it: names and texts of files are anybody's, and a terminal obeys what it is sent.
//!
//! It knows characters; what is printed is the commands' business.
use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, Write};

/// Bytes between the writers and the system.
const BUFFER_BYTES: usize = 64 << 10;

/// Text that does nothing to a terminal: line feeds and tabs stay, every other control character becomes the sign for it,
/// and what turns the direction of writing the sign for something unknown.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| sign(c).is_some()) {
        Cow::Owned(text.chars().map(|c| sign(c).unwrap_or(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn sign(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// A line on standard error, harmless for a terminal; nobody is told when that is closed.
pub(super) fn eprint_line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", harmless(text));
}

/// Standard output for data: bytes as they are for a file or a pipe, harmless for a terminal.
pub(super) struct Stdout {
    out: BufWriter<io::Stdout>,
    shown: bool,
    /// The beginning of a character whose end is still to come.
    begun: Vec<u8>,
}

impl Stdout {
    pub(super) fn open() -> Self {
        let out = io::stdout();
        Self {
            shown: out.is_terminal(),
            out: BufWriter::with_capacity(BUFFER_BYTES, out),
            begun: Vec::new(),
        }
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.shown {
            return self.out.write(bytes);
        }
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.begun.len(),
        };
        let text = String::from_utf8_lossy(&self.begun[..whole]);
        self.out.write_all(harmless(&text).as_bytes())?;
        self.begun.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_that_acts_is_left_and_the_rest_stays() {
        assert_eq!(harmless("北海\t市\n"), "北海\t市\n");
        assert_eq!(
            harmless("a\u{1b}[2J\r\u{7}\u{8}\u{7f}\u{9b}31m\u{202e}b"),
            "a␛[2J␍␇␈␡\u{fffd}31m\u{fffd}b"
        );
    }
}
