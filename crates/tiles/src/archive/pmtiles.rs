//! Writes `PMTiles` 3: tiles in order, equal tiles stored once.
use super::contents::Contents;
use super::each_tile::each_tile;
use super::error::ArchiveError;
use pmtiles::{Compression, PmTilesWriter, PmtError, TileCoord, TileType};
use serde_json::Value;
use std::fs::File;
use std::path::Path;

/// Writes every tile into `file`; `path` is the name for messages. Returns the number of tiles.
pub(super) fn write(
    contents: &Contents<'_>,
    file: &File,
    path: &Path,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64, ArchiveError> {
    let wrong = |error: PmtError| match error {
        PmtError::Reading(source) => ArchiveError::file(path, source),
        source => ArchiveError::PmTiles {
            file: path.to_owned(),
            source,
        },
    };
    let [west, south, east, north] = contents.pyramid.bounds(contents.layers.iter());
    let (least, greatest) = (*contents.zooms.start(), *contents.zooms.end());
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .precompressed(Compression::Gzip)
        .min_zoom(least)
        .max_zoom(greatest)
        .bounds(west, south, east, north)
        .center(f64::midpoint(west, east), f64::midpoint(south, north))
        .center_zoom(greatest.min(9).max(least))
        .metadata(Value::Object(contents.metadata()).to_string())
        .create(file)
        .map_err(wrong)?;
    let kept = each_tile(contents, progress, |tile| {
        let at = TileCoord::new(tile.at.z, tile.at.x, tile.at.y).map_err(wrong)?;
        writer.add_tile(at, &tile.gzip).map_err(wrong)
    })?;
    writer.finalize().map_err(wrong)?;
    Ok(kept)
}
