//! Reads the compact protocol of Thrift, to check the metadata of a Parquet file before the real parser reads it.
//!
//! Every count is checked against the remaining bytes, and nesting against a limit. Stores nothing; does not know Parquet.

/// The error is text for the error of the file.
pub(super) type Walk<T> = Result<T, &'static str>;

const CUT_SHORT: &str = "cut short";
const DEEPEST: u8 = 16;

/// Type numbers of the protocol.
pub(super) const LIST: u8 = 9;
pub(super) const STRUCT: u8 = 12;

/// The remaining bytes.
pub(super) struct Compact<'a> {
    pub(super) rest: &'a [u8],
    depth: u8,
}

impl<'a> Compact<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, depth: 0 }
    }

    fn byte(&mut self) -> Walk<u8> {
        let (first, rest) = self.rest.split_first().ok_or(CUT_SHORT)?;
        self.rest = rest;
        Ok(*first)
    }

    fn pass(&mut self, count: u64) -> Walk<()> {
        let count = usize::try_from(count).map_err(|_| CUT_SHORT)?;
        self.rest = self.rest.get(count..).ok_or(CUT_SHORT)?;
        Ok(())
    }

    fn varint(&mut self) -> Walk<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a number that is too long")
    }

    /// A signed integer of any width.
    pub(super) fn integer(&mut self) -> Walk<i64> {
        let coded = self.varint()?;
        Ok((coded >> 1).cast_signed() ^ -(coded & 1).cast_signed())
    }

    /// The type and number of a list's elements; each has at least one byte.
    pub(super) fn list(&mut self) -> Walk<(u8, u64)> {
        let head = self.byte()?;
        let count = match head >> 4 {
            15 => self.varint()?,
            small => u64::from(small),
        };
        if count > self.rest.len() as u64 {
            return Err(CUT_SHORT);
        }
        Ok((head & 0x0f, count))
    }

    /// Reads a struct. `field` gets the number and type of each field, and returns whether it has read the value.
    pub(super) fn fields(&mut self, mut field: impl FnMut(i64, u8, &mut Self) -> Walk<bool>) -> Walk<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("nested too deeply");
        }
        let mut number = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                self.depth -= 1;
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.integer()?,
                step => number.saturating_add(i64::from(step)),
            };
            let kind = head & 0x0f;
            if !field(number, kind, self)? {
                self.skip(kind)?;
            }
        }
    }

    /// Skips a value of a type.
    pub(super) fn skip(&mut self, kind: u8) -> Walk<()> {
        match kind {
            // Booleans in a struct are part of the field header.
            1 | 2 => Ok(()),
            3 => self.pass(1),
            4..=6 => self.varint().map(drop),
            7 => self.pass(8),
            8 => {
                let length = self.varint()?;
                self.pass(length)
            }
            LIST | 10 => {
                let (kind, count) = self.list()?;
                self.elements(&[kind], count)
            }
            11 => {
                let count = self.varint()?;
                if count == 0 {
                    return Ok(());
                }
                if count > self.rest.len() as u64 {
                    return Err(CUT_SHORT);
                }
                let kinds = self.byte()?;
                self.elements(&[kinds >> 4, kinds & 0x0f], count)
            }
            STRUCT => self.fields(|_, _, _| Ok(false)),
            _ => Err("a value of an unknown type"),
        }
    }

    fn elements(&mut self, kinds: &[u8], count: u64) -> Walk<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("nested too deeply");
        }
        for _ in 0..count {
            for kind in kinds {
                // Outside a struct a boolean has its own byte.
                self.skip(if *kind <= 2 { 3 } else { *kind })?;
            }
        }
        self.depth -= 1;
        Ok(())
    }
}
