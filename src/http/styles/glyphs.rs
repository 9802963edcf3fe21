//! Glyphs in ranges of 256 code points, as MapLibre requests them with `glyphs`. There is one font; ranges without
//! glyphs are empty.
use super::served::{ServedFile, file, names};

/// The only font. Its licence is embedded too.
pub const STACK: &str = "Noto Sans SC Regular";
/// Ranges of 256 up to the last code point of Unicode.
const RANGES: u32 = 0x11_0000 / 256;

/// A range of 256 code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlyphRange {
    start: u32,
}

impl GlyphRange {
    /// Reads `START-END.pbf`, with or without the ending.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix(".pbf").unwrap_or(text);
        let (start, end) = text.split_once('-')?;
        let start: u32 = start.parse().ok().filter(|s: &u32| s.is_multiple_of(256))?;
        let range = (start / 256 < RANGES).then_some(Self { start })?;
        // Compared with the canonical name, so that `+0-255` and `00-255` are refused.
        (range.name() == text && end.len() <= 7).then_some(range)
    }

    /// `START-END`
    #[must_use]
    pub fn name(self) -> String {
        format!("{}-{}", self.start, self.start + 255)
    }

    /// The glyphs of this range. If the font has none, the file is valid and empty.
    ///
    /// For a native client a missing range is an error, and it then draws no labels of the tile.
    #[must_use]
    pub fn file(self) -> ServedFile {
        file(&format!("fonts/{STACK}/{}.pbf", self.name())).unwrap_or_else(|| self.empty())
    }

    /// `glyphs { fontstack { name, range } }`: fields 1, and in it 1 and 2, all of them length-delimited.
    fn empty(self) -> ServedFile {
        let delimited = |field: u8, bytes: &[u8]| {
            let mut message = vec![field << 3 | 2, u8::try_from(bytes.len()).unwrap_or(0)];
            message.extend_from_slice(bytes);
            message
        };
        let range = self.name();
        let stack = [delimited(1, STACK.as_bytes()), delimited(2, range.as_bytes())].concat();
        ServedFile::made(
            delimited(1, &stack),
            "application/x-protobuf",
            u64::from(self.start) | 1 << 63,
        )
    }
}

/// The first font of a comma-separated stack that is available.
#[must_use]
pub fn first_known(stack: &str) -> Option<&'static str> {
    stack.split(',').any(|font| font.trim() == STACK).then_some(STACK)
}

/// The ranges that have glyphs, ascending.
#[must_use]
pub fn ranges() -> Vec<String> {
    let folder = format!("fonts/{STACK}/");
    let mut ranges: Vec<GlyphRange> = names(&folder)
        .filter_map(|name| GlyphRange::parse(name.strip_prefix(&folder)?))
        .collect();
    ranges.sort_by_key(|range| range.start);
    ranges.into_iter().map(GlyphRange::name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_strictly() {
        for good in ["0-255", "0-255.pbf", "28160-28415.pbf", "1113856-1114111.pbf"] {
            assert!(GlyphRange::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "0",
            "0-256",
            "1-256",
            "00-255",
            "+0-255",
            "0-255.png",
            "1114112-1114367",
            "-256--1",
            "a-b",
        ] {
            assert!(GlyphRange::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn latin_and_han_have_glyphs_and_other_ranges_are_empty() {
        let found = ranges();
        for range in ["0-255", "12288-12543", "27904-28159"] {
            assert!(found.iter().any(|r| r == range), "{range}");
        }
        let of = |text: &str| GlyphRange::parse(text).map(GlyphRange::file);
        assert!(of("0-255").is_some_and(|f| f.bytes.len() > 10_000));
        let empty = of("1536-1791").expect("a range");
        // The lengths in it match: one stack, its name, its range.
        assert_eq!(usize::from(empty.bytes[1]), empty.bytes.len() - 2);
        assert_eq!(usize::from(empty.bytes[3]), STACK.len());
        assert!(empty.bytes.ends_with(b"\x12\x091536-1791"));
    }

    #[test]
    fn a_stack_may_name_others_too() {
        assert_eq!(first_known("Open Sans Bold,Noto Sans SC Regular"), Some(STACK));
        assert_eq!(first_known("Open Sans Bold"), None);
    }
}
