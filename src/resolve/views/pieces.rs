//! The ground of a piece (分片): what the areas of a water and a unit share.
use crate::domain::ids::{UnitCode, WaterCode};
use crate::geom::closed_area::shared;
use crate::index::Index;
use geo::{Intersects, MultiPolygon, Rect};

/// Cell of the grid on which borders are laid over areas, in degrees: a ten-thousandth of a millimetre.
const CELL_DEG: f64 = 1e-12;

/// What the areas of `water` share with `unit`; `None` where that is nothing, or thinner than the grid.
#[must_use]
pub fn piece(index: &Index, water: &WaterCode, unit: &UnitCode) -> Option<MultiPolygon<f64>> {
    let place = index.units.items().iter().position(|u| u.code == *unit)?;
    let ground = index.units.polygon(place);
    let areas = index.areas_of(water).iter().map(|&i| index.areas.polygon(i));
    let near: Vec<_> = areas.filter(|area| bounds_meet(area.bbox(), ground.bbox())).collect();
    shared(&near, ground, CELL_DEG).ok()?
}

fn bounds_meet(a: Option<Rect<f64>>, b: Option<Rect<f64>>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.intersects(&b))
}
