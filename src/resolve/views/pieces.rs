//! The ground of a piece (分片): what the areas of a water and a unit share.
use crate::domain::ids::{UnitCode, WaterCode};
use crate::geom::arrangement::Arrangement;
use crate::index::Index;
use geo::{Intersects, MultiPolygon, Rect};

/// Cell of the grid on which borders are laid over areas, in degrees: a ten-thousandth of a millimetre.
const CELL_DEG: f64 = 1e-12;

/// What the areas of `water` share with `unit`; `None` where that is nothing, or thinner than the grid.
#[must_use]
pub fn piece(index: &Index, water: &WaterCode, unit: &UnitCode) -> Option<MultiPolygon<f64>> {
    let place = index.units.items().iter().position(|u| u.code == *unit)?;
    let ground = index.units.polygon(place);
    let areas: Vec<usize> = (index.areas_of(water).iter().copied())
        .filter(|&i| bounds_meet(index.areas.polygon(i).bbox(), ground.bbox()))
        .collect();
    let near = areas
        .iter()
        .filter_map(|&i| index.areas.polygon(i).bbox())
        .reduce(|a, b| {
            Rect::new(
                (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
                (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
            )
        })?;
    // Only what of the unit's border comes near the areas can cut them.
    let border = (ground.edges().map(|e| vec![e.a, e.b])).filter(|e| near.intersects(&Rect::new(e[0], e[1])));
    let shores = areas.iter().flat_map(|&i| index.areas.polygon(i).geometry().iter());
    let shores = shores.flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let lines = shores.map(|ring| ring.0.clone()).chain(border);
    let laid = Arrangement::new(CELL_DEG, lines.map(|line| ((), line))).ok()?;
    let shared = laid.dissolve(|face| {
        let place = laid.faces[face].interior;
        let wet = areas.iter().any(|&i| index.areas.polygon(i).covers(place));
        (wet && ground.covers(place)).then_some(())
    });
    shared.into_values().next()
}

fn bounds_meet(a: Option<Rect<f64>>, b: Option<Rect<f64>>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.intersects(&b))
}
