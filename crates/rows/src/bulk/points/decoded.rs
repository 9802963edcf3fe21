//! Decodes a stream of text in another encoding to UTF-8. It knows only bytes.
use encoding_rs::{Decoder, DecoderResult, GB18030};
use std::io::{self, Read};

/// Number of bytes that are decoded at a time.
const PART_BYTES: usize = 16 << 10;
/// A byte that never occurs in UTF-8. It replaces bytes that can't be decoded, so that their record is refused and not
/// changed.
const NO_TEXT: u8 = 0xff;

/// The encoding of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8.
    #[default]
    Utf8,
    /// GB18030, which includes GBK and GB 2312 and is used for those names too.
    Gb18030,
}

impl Charset {
    /// The encoding by its name, as in `charset=`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" => Some(Self::Utf8),
            "gbk" | "gb2312" | "gb18030" | "cp936" => Some(Self::Gb18030),
            _ => None,
        }
    }
}

/// Reads text in any encoding as UTF-8.
pub struct Decoded<R> {
    input: R,
    decoding: Option<Decoding>,
}

struct Decoding {
    decoder: Decoder,
    read: Vec<u8>,
    /// Number of bytes of `read` that are decoded already.
    taken: usize,
    ended: bool,
    text: Vec<u8>,
    /// Number of bytes of `text` that are passed on already.
    given: usize,
}

impl<R> Decoded<R> {
    /// Reads `input` in an encoding. A byte order mark takes precedence over `charset`.
    pub fn new(input: R, charset: Charset) -> Self {
        let decoding = (charset == Charset::Gb18030).then(|| Decoding {
            decoder: GB18030.new_decoder(),
            read: Vec::new(),
            taken: 0,
            ended: false,
            text: Vec::new(),
            given: 0,
        });
        Self { input, decoding }
    }
}

impl Decoding {
    /// Decodes more of the bytes that were read.
    fn decode(&mut self) {
        self.text.resize(4 * PART_BYTES, 0);
        self.given = 0;
        let rest = &self.read[self.taken..];
        let (result, taken, written) =
            (self.decoder).decode_to_utf8_without_replacement(rest, &mut self.text[..4 * PART_BYTES - 1], self.ended);
        self.taken += taken;
        self.text.truncate(written);
        if let DecoderResult::Malformed(..) = result {
            self.text.push(NO_TEXT);
        }
        // At the end an incomplete character has been reported, and no more text follows.
        if self.ended && result == DecoderResult::InputEmpty {
            self.taken = self.read.len() + 1;
        }
    }

    fn over(&self) -> bool {
        self.ended && self.taken > self.read.len()
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(decoding) = &mut self.decoding else {
            return self.input.read(buffer);
        };
        while decoding.given == decoding.text.len() {
            if decoding.over() || buffer.is_empty() {
                return Ok(0);
            }
            if decoding.taken == decoding.read.len() && !decoding.ended {
                decoding.read.resize(PART_BYTES, 0);
                let bytes = loop {
                    match self.input.read(&mut decoding.read) {
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        read => break read,
                    }
                };
                // A failed read may be repeated: none of its bytes count as read.
                decoding.read.truncate(*bytes.as_ref().unwrap_or(&0));
                decoding.taken = 0;
                decoding.ended = bytes? == 0;
            }
            decoding.decode();
        }
        let text = &decoding.text[decoding.given..];
        let bytes = text.len().min(buffer.len());
        buffer[..bytes].copy_from_slice(&text[..bytes]);
        decoding.given += bytes;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns at most a number of bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let bytes = self.1.min(self.0.len()).min(buffer.len());
            buffer[..bytes].copy_from_slice(&self.0[..bytes]);
            self.0 = &self.0[bytes..];
            Ok(bytes)
        }
    }

    fn decoded(bytes: &[u8], at_once: usize) -> Vec<u8> {
        let mut text = Vec::new();
        Decoded::new(Slow(bytes, at_once), Charset::Gb18030)
            .read_to_end(&mut text)
            .expect("read");
        text
    }

    #[test]
    fn text_is_the_same_however_its_bytes_arrive() {
        let words = "经度,纬度\n㘵心村,𠀀,109.1\n".repeat(700);
        let (bytes, _, unmapped) = GB18030.encode(&words);
        assert!(!unmapped);
        for at_once in [1, 2, 3, 7, 8191, 1 << 20] {
            assert!(decoded(&bytes, at_once) == words.as_bytes(), "{at_once} at a time");
        }
        assert_eq!(decoded(b"", 1), b"");
    }

    #[test]
    fn undecodable_bytes_stay_invalid_and_a_mark_of_utf_8_counts() {
        assert_eq!(decoded(b"a\xff\x20b", 1), b"a\xff\x20b");
        assert_eq!(decoded(b"a\xb1", 1), b"a\xff", "cut in mid-character");
        assert_eq!(decoded("\u{feff}经度".as_bytes(), 2), "经度".as_bytes());
        let mut plain = Vec::new();
        Decoded::new(&b"a\xb1"[..], Charset::Utf8)
            .read_to_end(&mut plain)
            .expect("read");
        assert_eq!(plain, b"a\xb1");
    }
}
