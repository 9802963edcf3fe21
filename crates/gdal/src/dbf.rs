//! Checks the bytes of a Shapefile's table: it is complete, it belongs to its shapes, and its text has a known encoding.
//!
//! Source: the dBASE III layout as Shapefiles have it (ESRI Shapefile Technical Description, 1998, and xBase notes on the
//! header). GDAL reads a table that is missing, incomplete or of other shapes as empty or wrong values; here it is refused.
use super::encoding::of_texts;
use encoding_rs::Encoding;
use std::path::{Path, PathBuf};

/// A column of text: its offset in a record, and its width.
#[derive(Clone, Copy, Debug)]
struct TextColumn {
    at: usize,
    width: usize,
}

/// A complete table.
#[derive(Debug)]
pub(super) struct Table {
    bytes: Vec<u8>,
    names: Vec<Vec<u8>>,
    texts: Vec<TextColumn>,
    header: usize,
    record: usize,
    records: usize,
}

/// Length of the fixed part of the header, and of each column in it.
const BLOCK: usize = 32;

impl Table {
    /// Reads a table from its bytes.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(bytes: Vec<u8>) -> Result<Self, String> {
        let short = || "the .dbf is not a table: its header is cut short".to_owned();
        let number = |at: usize| Some(usize::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
        let records = bytes.get(4..8).and_then(|b| <[u8; 4]>::try_from(b).ok());
        let records = usize::try_from(u32::from_le_bytes(records.ok_or_else(short)?)).map_err(|e| e.to_string())?;
        let header = number(8).ok_or_else(short)?;
        let record = number(10).ok_or_else(short)?;
        let columns = bytes.get(BLOCK..header).ok_or_else(short)?;
        let (mut names, mut texts, mut at) = (vec![], vec![], 1);
        for column in columns.chunks_exact(BLOCK).take_while(|column| column[0] != b'\r') {
            let width = usize::from(column[16]);
            names.push(column[..11].iter().copied().take_while(|byte| *byte != 0).collect());
            if column[11] == b'C' {
                texts.push(TextColumn { at, width });
            }
            at += width;
        }
        if names.is_empty() || record != at {
            return Err(format!(
                "the .dbf is damaged or not the table of a Shapefile: its columns have {at} bytes, but its header says {record}"
            ));
        }
        let there = bytes.len().saturating_sub(header) / record;
        if there != records {
            return Err(format!(
                "the .dbf is damaged: its header says {records} records, but it has {there}"
            ));
        }
        Ok(Self {
            bytes,
            names,
            texts,
            header,
            record,
            records,
        })
    }

    /// How many records it has, including deleted ones.
    pub(super) fn records(&self) -> usize {
        self.records
    }

    /// The encoding of its names and texts; `None` when they are neither UTF-8 nor GB 18030.
    pub(super) fn found_encoding(&self) -> Option<&'static Encoding> {
        let names = self.names.iter().map(|name| (&**name, true));
        let records = self.bytes[self.header..].chunks_exact(self.record).take(self.records);
        let values = records.flat_map(|record| {
            self.texts.iter().map(|column| {
                let value = &record[column.at..column.at + column.width];
                (value.trim_ascii_end(), value.last().is_some_and(|byte| *byte > b' '))
            })
        });
        of_texts(&names.chain(values))
    }
}

/// The number of shapes of a .shp, by the size of its index.
///
/// # Errors
/// There is no index.
pub(super) fn shapes(index: &Path) -> std::io::Result<u64> {
    Ok(std::fs::metadata(index)?.len().saturating_sub(100) / 8)
}

/// The file of the same name with another extension, in lower or upper case.
pub(super) fn beside(path: &Path, ending: &str) -> Option<PathBuf> {
    let lower = path.with_extension(ending);
    let upper = path.with_extension(ending.to_ascii_uppercase());
    [lower, upper].into_iter().find(|file| file.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table with a number and a text of six bytes.
    fn table(texts: &[&[u8; 6]]) -> Vec<u8> {
        let mut bytes = vec![3, 126, 1, 1];
        bytes.extend(u32::try_from(texts.len()).expect("few").to_le_bytes());
        bytes.extend([97, 0, 9, 0]);
        bytes.resize(BLOCK, 0);
        for (name, kind, width) in [(b"N", b'N', 2), (b"T", b'C', 6)] {
            let mut column = name.to_vec();
            column.resize(11, 0);
            column.push(kind);
            column.resize(16, 0);
            column.push(width);
            column.resize(BLOCK, 0);
            bytes.extend(column);
        }
        bytes.push(b'\r');
        for text in texts {
            bytes.extend(b"  1");
            bytes.extend(*text);
        }
        bytes
    }

    #[test]
    fn a_whole_table_is_read_with_or_without_its_end_mark() {
        let mut bytes = table(&[b"\xba\xcf\xc6\xd6\xcf\xd8", b"ab    "]);
        assert_eq!(Table::parse(bytes.clone()).expect("whole").records(), 2);
        bytes.push(0x1a);
        let table = Table::parse(bytes).expect("whole");
        assert_eq!(table.found_encoding(), Some(encoding_rs::GB18030));
    }

    #[test]
    fn a_value_that_fills_its_field_may_be_cut() {
        let full = Table::parse(table(&[b"a\xba\xcf\xc6\xd6\xcf", b"a\xba\xcf   "])).expect("whole");
        assert_eq!(full.found_encoding(), Some(encoding_rs::GB18030));
        let damaged = Table::parse(table(&[b"a\xba\xcf\xc6  "])).expect("whole");
        assert_eq!(damaged.found_encoding(), None);
    }

    #[test]
    fn what_is_no_whole_table_is_refused() {
        let whole = table(&[b"ab    ", b"cd    "]);
        assert!(Table::parse(whole[..whole.len() - 1].to_vec()).is_err(), "cut short");
        assert!(Table::parse(whole[..40].to_vec()).is_err(), "header cut short");
        assert!(Table::parse(b"PK\x03\x04".to_vec()).is_err());
        let mut fewer = whole.clone();
        fewer[4] = 1;
        assert!(Table::parse(fewer).is_err(), "a record more than its header says");
        let mut wider = whole;
        wider[BLOCK + 16] = 3;
        assert!(Table::parse(wider).is_err());
    }
}
