//! Checks the sizes in a Parquet file against limits before anything is unpacked.
//!
//! Readers allocate what the footer or a page header says: a few bytes can ask for gigabytes, and a deeply nested schema can
//! exhaust the stack. Both are checked here first. Knows no geometry.
use super::super::archive;
use super::thrift::{Compact, STRUCT, Walk};
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use std::fs::File;
use std::os::unix::fs::FileExt as _;

const MAGIC: &[u8; 4] = b"PAR1";
/// A footer has a few hundred bytes for each column of a row group.
const MOST_FOOTER: u64 = 64 << 20;
/// Limits of the number of nodes in a schema, and of their nesting.
const MOST_NODES: usize = 4_096;
const DEEPEST_SCHEMA: usize = 12;
/// A page header contains the smallest and largest value, which may be geometries.
const MOST_HEAD: usize = 16 << 20;

/// Checks the start and end of the file, and the length and schema of its footer.
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
        return Err(format!(
            "refused: its footer has {size} bytes; the limit is {MOST_FOOTER}"
        ));
    }
    let mut bytes = vec![0; usize::try_from(size).map_err(|e| e.to_string())?];
    file.read_exact_at(&mut bytes, length - 8 - size)
        .map_err(|e| e.to_string())?;
    schema(&bytes).map_err(|what| format!("damaged footer: {what}"))
}

/// Reads the whole footer, and checks that its schema is one tree of a reasonable size.
fn schema(footer: &[u8]) -> Walk<()> {
    let mut children = Vec::new();
    Compact::new(footer).fields(|number, _, compact| {
        if number != 2 {
            return Ok(false);
        }
        let (kind, count) = compact.list()?;
        if kind != STRUCT || count > MOST_NODES as u64 {
            return Err("an invalid schema, or one that is too large");
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
            children.push(usize::try_from(below).map_err(|_| "a schema with a negative number of columns")?);
        }
        Ok(true)
    })?;
    // Nodes are in depth-first order: how many are still expected at each depth.
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
        return Err("an incomplete schema");
    }
    Ok(())
}

/// Reads the header of every page, and returns the size of the largest page.
///
/// # Errors
/// The pages unpack to more than the limit of a packed source, or lie outside their column.
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
                    return Err(archive::ArchiveError::TooLarge { limit, packed }.to_string());
                }
                at += head + packed;
            }
            if at > end {
                return Err(wrong("a page extends beyond its column"));
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
        return Err("it starts before the file");
    };
    match start.checked_add(size) {
        Some(end) if end <= length => Ok((start, end)),
        _ => Err("it extends beyond the file"),
    }
}

/// The page at `at`: the length of its header, and its size unpacked and packed.
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
            // The window may be too small for it.
            (Err(_), _) if bytes.len() < left && window < MOST_HEAD => window *= 16,
            (Err(what), _) => return Err(format!("the header of a page is damaged ({what})")),
            (Ok(()), _) => return Err("a page without a size".to_owned()),
        }
    }
}
