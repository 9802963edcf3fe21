//! Removes control characters from output to a terminal: names and texts of files may hold sequences that a terminal would execute.
use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal as _, Write};

/// Size of the output buffer.
const BUFFER_BYTES: usize = 64 << 10;

/// Text without control characters: line feeds and tabs stay, other control characters become their symbols, and those that
/// change the direction of text become U+FFFD.
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

/// Prints a line to standard error, without control characters; errors are ignored.
pub(super) fn eprint_line(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", harmless(text));
}

/// Standard output for data: unchanged bytes for a file or a pipe, without control characters for a terminal.
pub(super) struct Stdout {
    out: BufWriter<io::Stdout>,
    terminal: bool,
    /// The first bytes of a character that is not complete yet.
    incomplete: Vec<u8>,
}

impl Stdout {
    pub(super) fn open() -> Self {
        let out = io::stdout();
        Self {
            terminal: out.is_terminal(),
            out: BufWriter::with_capacity(BUFFER_BYTES, out),
            incomplete: Vec::new(),
        }
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.terminal {
            return self.out.write(bytes);
        }
        self.incomplete.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.incomplete) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => self.incomplete.len(),
        };
        let text = String::from_utf8_lossy(&self.incomplete[..whole]);
        self.out.write_all(harmless(&text).as_bytes())?;
        self.incomplete.drain(..whole);
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
