//! The tiles of an archive, made on every core and handed on in order.
use super::contents::Contents;
use super::error::ArchiveError;
use super::sequence;
use crate::tile::TileCoord;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;

/// A tile, compressed with gzip.
pub(super) struct Tile {
    pub at: TileCoord,
    pub gzip: Vec<u8>,
}

/// Makes every tile and passes those that are not empty to `take`, in the order of [`sequence::coords`]. Returns their number.
pub(super) fn each_tile(
    contents: &Contents<'_>,
    progress: &mut dyn FnMut(u64, u64),
    mut take: impl FnMut(&Tile) -> Result<(), ArchiveError>,
) -> Result<u64, ArchiveError> {
    let coords = sequence::coords(contents.pyramid.bounds(contents.layers.iter()), contents.zooms.clone());
    let total = coords.len() as u64;
    let make = |at: TileCoord| -> Result<Option<Tile>, ArchiveError> {
        let layers = contents.layers.at(at.z);
        if layers.is_empty() {
            return Ok(None);
        }
        let made = contents.pyramid.tile(&layers, at, contents.filter);
        let made = made.map_err(|source| ArchiveError::Tile { tile: at, source })?;
        Ok(made.map(|bytes| Tile { at, gzip: gzip(&bytes) }))
    };
    let (mut done, mut kept) = (0, 0);
    progress(0, total);
    sequence::in_order(&coords, make, |tile| -> Result<(), ArchiveError> {
        done += 1;
        if let Some(tile) = tile? {
            take(&tile)?;
            kept += 1;
        }
        progress(done, total);
        Ok(())
    })?;
    Ok(kept)
}

/// The same tile gives the same bytes: the gzip header holds no time.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
    (encoder.write_all(bytes).and_then(|()| encoder.finish())).expect("writing to memory can't fail")
}
