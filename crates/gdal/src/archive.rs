//! Unpacks sources within a size limit: gzip, KMZ, Shapefiles in a zip.
//!
//! GDAL could open all of these itself, but without a limit. Here the size is checked while unpacking, whatever the headers
//! say, and archives within archives are not unpacked.
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

/// The size limit of an unpacked source; all counties of China have 60 MB.
pub const MOST_BYTES: u64 = 1 << 30;
/// The limit of the compression ratio beyond [`FREE_BYTES`]; deflate reaches 1,032, maps stay below 20.
pub const MOST_RATIO: u64 = 100;
/// Up to this size the ratio is not limited.
pub const FREE_BYTES: u64 = 16 << 20;

/// Why a packed source was refused.
#[derive(Debug, Error)]
pub enum ArchiveError {
    /// It unpacks to more than the limit.
    #[error("refused: unpacks to more than {limit} bytes, {packed} bytes packed")]
    TooLarge {
        /// The limit.
        limit: u64,
        /// Size on disk.
        packed: u64,
    },
    /// Damaged or incomplete.
    #[error("damaged or cut short: {0}")]
    Broken(String),
    /// The unpacked files can't be written.
    #[error("can't unpack: {0}")]
    Unpacking(io::Error),
    /// A KMZ without KML.
    #[error("contains no KML")]
    NoKml,
    /// A zip without Shapefiles.
    #[error("contains no .shp; unpack other sources first")]
    NoShapefile,
}

/// The size limit for unpacking `packed` bytes.
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
        Err(ArchiveError::TooLarge { limit, packed })
    } else {
        Ok(out)
    }
}

/// Unpacks gzip.
///
/// # Errors
/// [`ArchiveError`] when it is damaged or too large.
pub fn gunzip(packed: &[u8]) -> Result<Vec<u8>, ArchiveError> {
    inflate(MultiGzDecoder::new(packed), packed.len() as u64)
}

/// Checks every KML of a KMZ before GDAL unpacks it; `doc.kml` may link to others in the same archive.
///
/// # Errors
/// [`ArchiveError`] when it has no KML, is damaged or too large, or an entry has another size than the directory says.
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
        // The entry may have another size than the directory says.
        let size = inflate(entry, packed)?.len() as u64;
        if size != promised {
            let message = format!("the KML has {size} bytes, but its entry says {promised}");
            return Err(ArchiveError::Broken(message));
        }
        seen = true;
    }
    if seen { Ok(()) } else { Err(ArchiveError::NoKml) }
}

/// Unpacks the Shapefiles of a zip into a folder, without the folders of the zip. Returns the .shp files, and the .dbf files
/// of tables.
///
/// # Errors
/// [`ArchiveError`] when it has no Shapefile, is damaged or too large, or contains a name twice.
pub fn unpack_shapefiles(zip: File, folder: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let packed = zip.metadata().map_err(unpacking)?.len();
    let mut archive = ZipArchive::new(zip).map_err(broken)?;
    unique(&archive)?;
    bounded(&mut archive, MOST_BYTES, packed)?;
    let mut left = MOST_BYTES;
    let mut found = vec![];
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(broken)?;
        let name = entry_name(entry.name_raw());
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let Some(ending) = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()) else {
            continue;
        };
        // macOS stores attributes in files with the same extensions.
        if !PARTS.contains(&ending.as_str()) || name.starts_with("._") {
            continue;
        }
        let path = folder.join(name);
        let mut file = File::create_new(&path).map_err(|e| match e.kind() {
            ErrorKind::AlreadyExists => ArchiveError::Broken(format!("it contains {name} twice")),
            _ => unpacking(e),
        })?;
        let size = io::copy(&mut entry.take(left + 1), &mut file).map_err(unpacking)?;
        if size > left {
            let limit = MOST_BYTES;
            return Err(ArchiveError::TooLarge { limit, packed });
        }
        left -= size;
        if ending == "shp" || ending == "dbf" {
            found.push(path);
        }
    }
    // A .dbf without a .shp is a table.
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

/// Extensions of the files of a Shapefile that are read.
const PARTS: [&str; 5] = ["shp", "shx", "dbf", "prj", "cpg"];

/// The name of an entry. Chinese Windows writes GBK without declaring it.
fn entry_name(raw: &[u8]) -> String {
    let encoding = of_texts(&std::iter::once((raw, false))).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(raw).0.into_owned()
}

/// Refuses a zip that contains a path twice: `zip` and GDAL could each read a different one.
fn unique<R: Read + Seek>(archive: &ZipArchive<R>) -> Result<(), ArchiveError> {
    if archive.has_duplicate_names() {
        return Err(ArchiveError::Broken("it contains a path twice".to_owned()));
    }
    Ok(())
}

/// Refuses a zip whose directory announces too many bytes, before anything is unpacked.
fn bounded(archive: &mut ZipArchive<impl Read + Seek>, limit: u64, packed: u64) -> Result<(), ArchiveError> {
    let mut promised = 0_u64;
    for at in 0..archive.len() {
        promised = promised.saturating_add(archive.by_index_raw(at).map_err(broken)?.size());
    }
    if promised > limit {
        return Err(ArchiveError::TooLarge { limit, packed });
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the signature that map_err needs")]
fn broken(error: ZipError) -> ArchiveError {
    ArchiveError::Broken(error.to_string())
}

/// An error of the system, or of the zip.
fn unpacking(error: io::Error) -> ArchiveError {
    match error.raw_os_error() {
        Some(_) => ArchiveError::Unpacking(error),
        None => ArchiveError::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::entry_name;

    #[test]
    fn names_are_read_in_utf8_or_else_in_gbk() {
        assert_eq!(entry_name("区县.shp".as_bytes()), "区县.shp");
        let gbk = encoding_rs::GBK.encode("区县.shp").0;
        assert_eq!(entry_name(&gbk), "区县.shp");
        // The second byte of 昞 in GBK is a backslash.
        assert_eq!(entry_name(&encoding_rs::GBK.encode("昞.shp").0), "昞.shp");
    }
}
