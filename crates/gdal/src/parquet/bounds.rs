//! What a Parquet file promises, held against bounds before anything of it is unpacked.
//!
//! Readers reserve what a footer or a page's head says: a few bytes can ask for gigabytes, and a schema nested without end
//! for all of the stack. Both are walked over here first. Knows no map.
use super::super::archive;
use super::thrift::{Compact, STRUCT, Walk};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use std::fs::File;
use std::os::unix::fs::FileExt as _;

const MAGIC: &[u8; 4] = b"PAR1";
/// The footer has a few hundred bytes for a column of a row group.
const MOST_FOOTER: u64 = 64 << 20;
/// Nodes of a schema, and how deep they may lie in each other.
const MOST_NODES: usize = 4_096;
const DEEPEST_SCHEMA: usize = 12;
/// A page's head holds its smallest and largest value, which may be geometries.
const MOST_HEAD: usize = 16 << 20;

/// Checks ends, length and schema of the footer.
pub(super) fn footer(file: &File, length: u64) -> Result<(), String> {
    let cut = || "cut short: no Parquet footer at its end".to_owned();
    let mut head = [0; 4];
    let mut tail = [0; 8];
    if length < 12 {
        return Err(cut());
    }
    file.read_exact_at(&mut head, 0).map_err(|e| e.to_string())?;
    file.read_exact_at(&mut tail, length - 8).map_err(|e| e.to_string())?;
    if head != *MAGIC {
        return Err("not a Parquet file, or an encrypted one".to_owned());
    }
    if tail[4..] != *MAGIC {
        return Err(cut());
    }
    let size = u64::from(u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]));
    if size > length - 12 {
        return Err(cut());
    }
    if size > MOST_FOOTER {
        return Err(format!("refused: its footer has {size} bytes, more than {MOST_FOOTER}"));
    }
    let mut bytes = vec![0; usize::try_from(size).map_err(|e| e.to_string())?];
    file.read_exact_at(&mut bytes, length - 8 - size)
        .map_err(|e| e.to_string())?;
    schema(&bytes).map_err(|what| format!("damaged footer: {what}"))
}

/// Walks the whole footer, and sees that its schema is one tree of a sane size.
fn schema(footer: &[u8]) -> Walk<()> {
    let mut children = Vec::new();
    Compact::new(footer).fields(|number, _, compact| {
        if number != 2 {
            return Ok(false);
        }
        let (kind, count) = compact.list()?;
        if kind != STRUCT || count > MOST_NODES as u64 {
            return Err("a schema that is none, or too large");
        }
        for _ in 0..count {
            let mut below = 0;
            compact.fields(|number, _, compact| {
                if number != 5 {
                    return Ok(false);
                }
                below = compact.integer()?;
                Ok(true)
            })?;
            children.push(usize::try_from(below).map_err(|_| "a schema with less than no columns")?);
        }
        Ok(true)
    })?;
    // Nodes stand in the order of a walk: how many are still due at each depth.
    let mut due = vec![1_usize];
    for below in children {
        while due.last() == Some(&0) {
            due.pop();
        }
        *due.last_mut().ok_or("a schema of more than one tree")? -= 1;
        if below > MOST_NODES || due.len() > DEEPEST_SCHEMA {
            return Err("a schema that is nested too deeply or too large");
        }
        due.push(below);
    }
    if due.iter().any(|left| *left > 0) {
        return Err("a schema that is cut short");
    }
    Ok(())
}

/// Walks over every page's head, and returns the size of the largest page.
///
/// # Errors
/// When pages unpack to more than a packed source may, or lie outside their column.
pub(super) fn pages(file: &File, length: u64, metadata: &ParquetMetaData) -> Result<u64, String> {
    let limit = archive::limit(length);
    let (mut total, mut largest) = (0_u64, 0_u64);
    for (number, group) in metadata.row_groups().iter().enumerate() {
        for column in group.columns() {
            let wrong = |what: &str| format!("row group {number}, column {}: {what}", column.column_path());
            let (start, end) = extent(column, length).map_err(wrong)?;
            let mut at = start;
            while at < end {
                let (head, unpacked, packed) = page(file, at, end).map_err(|what| wrong(&what))?;
                total = total.saturating_add(unpacked);
                largest = largest.max(unpacked);
                if total > limit {
                    let (packed, limit) = (length, limit);
                    return Err(archive::ArchiveError::Bomb { limit, packed }.to_string());
                }
                at += head + packed;
            }
            if at > end {
                return Err(wrong("a page reaches beyond its column"));
            }
        }
    }
    Ok(largest)
}

/// First and last byte of a column's pages.
fn extent(column: &ColumnChunkMetaData, length: u64) -> Result<(u64, u64), &'static str> {
    let start = match column.dictionary_page_offset() {
        Some(dictionary) if dictionary > 0 => dictionary.min(column.data_page_offset()),
        _ => column.data_page_offset(),
    };
    let (Ok(start), Ok(size)) = (u64::try_from(start), u64::try_from(column.compressed_size())) else {
        return Err("it lies before the file");
    };
    match start.checked_add(size) {
        Some(end) if end <= length => Ok((start, end)),
        _ => Err("it reaches beyond the file"),
    }
}

/// A page at `at`: the bytes of its head, and its size unpacked and packed.
fn page(file: &File, at: u64, end: u64) -> Result<(u64, u64, u64), String> {
    let left = usize::try_from(end - at).map_err(|e| e.to_string())?;
    let mut window = 4 << 10;
    loop {
        let mut bytes = vec![0; window.min(left)];
        file.read_exact_at(&mut bytes, at).map_err(|e| e.to_string())?;
        let mut compact = Compact::new(&bytes);
        let mut sizes = [-1_i64; 2];
        let walked = compact.fields(|number, _, compact| {
            let slot = match number {
                2 => 0,
                3 => 1,
                _ => return Ok(false),
            };
            sizes[slot] = compact.integer()?;
            Ok(true)
        });
        match (walked, sizes.map(u64::try_from)) {
            (Ok(()), [Ok(unpacked), Ok(packed)]) => {
                return Ok(((bytes.len() - compact.rest.len()) as u64, unpacked, packed));
            }
            // Perhaps only the window is too small for it.
            (Err(_), _) if bytes.len() < left && window < MOST_HEAD => window *= 16,
            (Err(what), _) => return Err(format!("the head of a page is damaged ({what})")),
            (Ok(()), _) => return Err("a page without a size".to_owned()),
        }
    }
}
