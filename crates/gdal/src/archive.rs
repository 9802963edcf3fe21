//! Packed sources, unpacked under a bound: gzip, the zip of a KMZ, Shapefiles in a zip.
//!
//! GDAL could open all by itself and would inflate whatever they hold. Here the size is bounded while inflating,
//! whatever the headers promise, and a nest of packed files isn't followed.
use super::encoding::of_texts;
use encoding_rs::UTF_8;
use flate2::read::MultiGzDecoder;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Cursor, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};
use thiserror::Error;
use zip::ZipArchive;
use zip::result::ZipError;

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
    /// What is unpacked can't be written.
    #[error("can't be unpacked: {0}")]
    Unpacking(io::Error),
    /// A KMZ without KML.
    #[error("no KML in it")]
    NoKml,
    /// A zip without Shapefiles.
    #[error("no .shp in it; unpack other sources first")]
    NoShapefile,
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

/// Checks every KML of a KMZ, so that GDAL may unpack it: `doc.kml` may lead to others in the same archive.
///
/// # Errors
/// [`ArchiveError`] when there is none, or it is broken, or the directory promises or holds too much, or lies.
pub fn check_kmz(zip: &[u8]) -> Result<(), ArchiveError> {
    let packed = zip.len() as u64;
    let limit = limit(packed);
    let mut archive = ZipArchive::new(Cursor::new(zip)).map_err(broken)?;
    unique(&archive)?;
    bounded(&mut archive, limit, packed)?;
    let mut seen = false;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        if !entry.name_raw().to_ascii_lowercase().ends_with(b".kml") {
            continue;
        }
        let promised = entry.size();
        // What an entry says of its size and what it holds are two things.
        let size = inflate(entry, packed)?.len() as u64;
        if size != promised {
            let told = format!("the KML has {size} bytes, its entry says {promised}");
            return Err(ArchiveError::Broken(told));
        }
        seen = true;
    }
    if seen { Ok(()) } else { Err(ArchiveError::NoKml) }
}

/// Unpacks the Shapefiles of a zip into a folder, and gives their .shp, or the .dbf of tables: what the folders in it are
/// called is left out.
///
/// # Errors
/// [`ArchiveError`] when there is none, or it is broken or too big, or a name stands in it twice.
pub fn unpack_shapefiles(zip: File, folder: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let packed = zip.metadata().map_err(unpacking)?.len();
    let mut archive = ZipArchive::new(zip).map_err(broken)?;
    unique(&archive)?;
    bounded(&mut archive, MOST_BYTES, packed)?;
    let mut left = MOST_BYTES;
    let mut found = vec![];
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        let name = told_name(entry.name_raw());
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let Some(ending) = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()) else {
            continue;
        };
        // Copies of a Mac's attributes bear the same endings.
        if !PARTS.contains(&ending.as_str()) || name.starts_with("._") {
            continue;
        }
        let path = folder.join(name);
        let mut file = File::create_new(&path).map_err(|e| match e.kind() {
            ErrorKind::AlreadyExists => ArchiveError::Broken(format!("{name} stands in it twice")),
            _ => unpacking(e),
        })?;
        let size = io::copy(&mut entry.take(left + 1), &mut file).map_err(unpacking)?;
        if size > left {
            let limit = MOST_BYTES;
            return Err(ArchiveError::Bomb { limit, packed });
        }
        left -= size;
        if ending == "shp" || ending == "dbf" {
            found.push(path);
        }
    }
    // A table of its own has no .shp.
    let shapes: HashSet<PathBuf> = (found.iter())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"))
        })
        .map(|path| path.with_extension(""))
        .collect();
    let is_table = |path: &Path| {
        path.extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("dbf"))
    };
    found.retain(|path| !is_table(path) || !shapes.contains(&path.with_extension("")));
    found.sort();
    if found.is_empty() {
        return Err(ArchiveError::NoShapefile);
    }
    Ok(found)
}

/// The files of a Shapefile that are read.
const PARTS: [&str; 5] = ["shp", "shx", "dbf", "prj", "cpg"];

/// The name of an entry: Windows in Chinese writes GBK and says nothing about it.
fn told_name(raw: &[u8]) -> String {
    let encoding = of_texts(&std::iter::once((raw, false))).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(raw).0.into_owned()
}

/// Refuses a path that stands in a zip twice: the crate, and GDAL, would each take one of the two.
fn unique<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<(), ArchiveError> {
    if archive.has_duplicate_names() {
        return Err(ArchiveError::Broken("a path stands in it twice".to_owned()));
    }
    Ok(())
}

/// Refuses what promises too much before anything is unpacked.
fn bounded(archive: &mut ZipArchive<impl Read + Seek>, limit: u64, packed: u64) -> Result<(), ArchiveError> {
    let mut promised = 0_u64;
    for at in 0..archive.len() {
        promised = promised.saturating_add(archive.by_index_raw(at).map_err(broken)?.size());
    }
    if promised > limit {
        return Err(ArchiveError::Bomb { limit, packed });
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn broken(error: ZipError) -> ArchiveError {
    ArchiveError::Broken(error.to_string())
}

/// The system says why, or the zip is broken.
fn unpacking(error: io::Error) -> ArchiveError {
    match error.raw_os_error() {
        Some(_) => ArchiveError::Unpacking(error),
        None => ArchiveError::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::told_name;

    #[test]
    fn names_are_read_in_utf8_or_else_in_gbk() {
        assert_eq!(told_name("区县.shp".as_bytes()), "区县.shp");
        let gbk = encoding_rs::GBK.encode("区县.shp").0;
        assert_eq!(told_name(&gbk), "区县.shp");
        // The second byte of 昞 in GBK is a backslash.
        assert_eq!(told_name(&encoding_rs::GBK.encode("昞.shp").0), "昞.shp");
    }
}
