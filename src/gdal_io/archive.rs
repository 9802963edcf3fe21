//! Packed sources, unpacked under a bound: gzip and the zip of a KMZ.
//!
//! GDAL could open both by itself and would inflate whatever they hold. Here the size is bounded while inflating,
//! whatever the headers promise, and a nest of packed files isn't followed.
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use std::io::Read;
use thiserror::Error;

/// The most that one packed source may hold: all counties of China are 60 MB.
pub const MOST_BYTES: u64 = 1 << 30;
/// The most that a packed byte may hold on average, once past [`FREE_BYTES`]; deflate reaches 1,032, maps stay below 20.
pub const MOST_RATIO: u64 = 100;
/// So much is let through whatever the ratio.
pub const FREE_BYTES: u64 = 16 << 20;

/// Why a packed source was refused.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// It holds more than it may.
    #[error("refused: unpacks to more than {limit} bytes, {packed} bytes packed")]
    Bomb {
        /// The bound that was passed.
        limit: u64,
        /// Size on disk.
        packed: u64,
    },
    /// Broken or cut short.
    #[error("broken or cut short: {0}")]
    Broken(String),
    /// A KMZ without KML.
    #[error("no KML in it")]
    NoKml,
}

/// The most that `packed` bytes may unpack to.
pub(super) fn limit(packed: u64) -> u64 {
    packed.saturating_mul(MOST_RATIO).clamp(FREE_BYTES, MOST_BYTES)
}

fn inflate(stream: impl Read, packed: u64) -> Result<Vec<u8>, ArchiveError> {
    let limit = limit(packed);
    let mut out = Vec::new();
    stream
        .take(limit + 1)
        .read_to_end(&mut out)
        .map_err(|e| ArchiveError::Broken(e.to_string()))?;
    if out.len() as u64 > limit {
        Err(ArchiveError::Bomb { limit, packed })
    } else {
        Ok(out)
    }
}

/// Unpacks gzip.
///
/// # Errors
/// [`ArchiveError`] when it is broken or too big.
pub fn gunzip(packed: &[u8]) -> Result<Vec<u8>, ArchiveError> {
    inflate(MultiGzDecoder::new(packed), packed.len() as u64)
}

/// An entry of a zip's central directory.
struct Entry<'a> {
    name: &'a [u8],
    method: u16,
    packed: u32,
    promised: u32,
    offset: u32,
}

/// Checks every KML of a KMZ, so that GDAL may unpack it: `doc.kml` may lead to others in the same archive.
///
/// # Errors
/// [`ArchiveError`] when there is none, or it is broken, or the directory promises or holds too much, or lies.
pub fn check_kmz(zip: &[u8]) -> Result<(), ArchiveError> {
    let entries = directory(zip)?;
    let promised: u64 = entries.iter().map(|e| u64::from(e.promised)).sum();
    let packed = zip.len() as u64;
    let limit = limit(packed);
    if promised > limit {
        return Err(ArchiveError::Bomb { limit, packed });
    }
    let is_kml = |e: &&Entry<'_>| e.name.to_ascii_lowercase().ends_with(b".kml");
    let mut seen = false;
    for entry in entries.iter().filter(is_kml) {
        check(zip, entry)?;
        seen = true;
    }
    if seen { Ok(()) } else { Err(ArchiveError::NoKml) }
}

/// Inflates an entry, which must have the size that it promises.
fn check(zip: &[u8], entry: &Entry<'_>) -> Result<(), ArchiveError> {
    let cut = || ArchiveError::Broken("an entry lies outside the file".to_owned());
    let at = entry.offset as usize;
    let header = zip.get(at..at.saturating_add(30)).ok_or_else(cut)?;
    if header[..4] != *b"PK\x03\x04" {
        return Err(ArchiveError::Broken("an entry has no header".to_owned()));
    }
    let start = at + 30 + usize::from(u16_at(header, 26)) + usize::from(u16_at(header, 28));
    let end = start.checked_add(entry.packed as usize).ok_or_else(cut)?;
    let content = zip.get(start..end).ok_or_else(cut)?;
    let size = match entry.method {
        0 => content.len(),
        8 => inflate(DeflateDecoder::new(content), content.len() as u64)?.len(),
        other => return Err(ArchiveError::Broken(format!("packed by method {other}"))),
    };
    if size != entry.promised as usize {
        let told = format!("the KML has {size} bytes, its entry says {}", entry.promised);
        return Err(ArchiveError::Broken(told));
    }
    Ok(())
}

fn directory(zip: &[u8]) -> Result<Vec<Entry<'_>>, ArchiveError> {
    let broken = |what: &str| ArchiveError::Broken(what.to_owned());
    // The end record is within the last 64 KiB: 22 bytes and a comment.
    let from = zip.len().saturating_sub(22 + 65_535);
    let end = zip[from..]
        .windows(4)
        .rposition(|w| w == b"PK\x05\x06")
        .map(|i| from + i);
    let end = end
        .and_then(|at| zip.get(at..at + 22))
        .ok_or_else(|| broken("no zip directory"))?;
    let count = usize::from(u16_at(end, 10));
    let mut at = u32_at(end, 16) as usize;
    let mut entries = Vec::new();
    for _ in 0..count {
        let head = zip
            .get(at..at.saturating_add(46))
            .ok_or_else(|| broken("the zip directory is cut short"))?;
        if head[..4] != *b"PK\x01\x02" {
            return Err(broken("the zip directory is damaged"));
        }
        let (name, extra, comment) = (u16_at(head, 28), u16_at(head, 30), u16_at(head, 32));
        let name_end = at + 46 + usize::from(name);
        let name = zip
            .get(at + 46..name_end)
            .ok_or_else(|| broken("the zip directory is cut short"))?;
        entries.push(Entry {
            name,
            method: u16_at(head, 10),
            packed: u32_at(head, 20),
            promised: u32_at(head, 24),
            offset: u32_at(head, 42),
        });
        at = name_end + usize::from(extra) + usize::from(comment);
    }
    Ok(entries)
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
