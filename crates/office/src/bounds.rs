//! Bounds on what a workbook unpacks to, checked before it is read.
use super::limits::WorkbookError;
use std::io::{self, Cursor, Read};
use zip::ZipArchive;

/// The size limit of an unpacked workbook; 50,000 rows of 20 columns have 60 MB.
pub(crate) const MOST_BYTES: u64 = 128 << 20;
/// The limit of the compression ratio beyond [`FREE_BYTES`]; tables reach 30.
const MOST_RATIO: u64 = 100;
/// Up to this size the ratio is not limited.
const FREE_BYTES: u64 = 16 << 20;
/// Encrypted workbooks and old ones are no zip but a compound file.
const COMPOUND: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// Refuses a workbook that unpacks to too much, whatever its directory says.
pub(crate) fn check(workbook: &[u8]) -> Result<(), WorkbookError> {
    if workbook.starts_with(&COMPOUND) {
        return Err(WorkbookError::Encrypted);
    }
    let packed = workbook.len() as u64;
    let limit = packed.saturating_mul(MOST_RATIO).clamp(FREE_BYTES, MOST_BYTES);
    let damaged = |error: &dyn std::fmt::Display| WorkbookError::Damaged(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(workbook)).map_err(|e| damaged(&e))?;
    if archive.has_duplicate_names() {
        return Err(WorkbookError::Damaged("it contains a path twice".to_owned()));
    }
    let mut left = limit;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|e| damaged(&e))?;
        let size = io::copy(&mut entry.take(left + 1), &mut io::sink()).map_err(|e| damaged(&e))?;
        left = left.checked_sub(size).ok_or(WorkbookError::TooLarge { limit })?;
    }
    Ok(())
}
