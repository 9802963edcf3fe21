//! The bounding box of the world.
use riverchief_core::index::Index;
use riverchief_rows::collections;

/// West, south, east and north edge of the world, in degrees; `None` for a world without geometry.
#[must_use]
pub fn world_bounds(index: &Index) -> Option<[f64; 4]> {
    let bounds = collections::bounds(index)?;
    Some([bounds.min().x, bounds.min().y, bounds.max().x, bounds.max().y])
}
