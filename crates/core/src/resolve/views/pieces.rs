//! The surface of a piece (分片): what the areas of a water and a unit share.
use crate::domain::ids::{UnitCode, WaterCode};
use crate::index::Index;
use geo::{Intersects, MultiPolygon, Rect};
use riverchief_geom::PreparedPolygon;
use riverchief_geom::closed_area::shared;

/// Cell of the grid on which areas are cut at borders, in degrees: a ten-thousandth of a millimetre.
const CELL_DEG: f64 = 1e-12;

/// What the areas of `water` share with `unit`, or with the units entrusted to a functional area (E); `None` if that is
/// nothing or thinner than the grid.
#[must_use]
pub fn piece(index: &Index, water: &WaterCode, unit: &UnitCode) -> Option<MultiPolygon<f64>> {
    let area = index.law.functional_areas.iter().find(|a| a.code == *unit);
    let own = std::slice::from_ref(unit);
    let units = area.map_or(own, |area| &area.over);
    let places = index
        .units
        .items()
        .iter()
        .enumerate()
        .filter(|(_, u)| units.contains(&u.code));
    let grounds: Vec<&PreparedPolygon> = places.map(|(place, _)| index.units.polygon(place)).collect();
    let areas = index.areas_of(water).iter().map(|&i| index.areas.polygon(i));
    let meets = |area: &&PreparedPolygon| grounds.iter().any(|ground| bounds_meet(area.bbox(), ground.bbox()));
    let near: Vec<_> = areas.filter(meets).collect();
    shared(&near, &grounds, CELL_DEG).ok()?
}

fn bounds_meet(a: Option<Rect<f64>>, b: Option<Rect<f64>>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.intersects(&b))
}
