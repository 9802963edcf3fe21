//! Areas that units share with a surface, in m², for figures in lists (名录, 分片). No decision depends on them.
use geo::{BoundingRect, Coord, Intersects, MultiPolygon, Rect};
use riverchief_geom::arrangement::Arrangement;
use riverchief_geom::ellipsoid::multipolygon_area_m2;
use riverchief_geom::position::PreparedPolygon;

/// Cells of the grid on which an area is cut at borders, in degrees: a ten-thousandth of a millimetre; coarser where
/// faces would be thinner than doubles can express.
const CELLS_DEG: [f64; 3] = [1e-12, 1e-11, 1e-10];

/// The geodesic area that each of `grounds` shares with `area`, in their order (S37).
///
/// Cutting adds vertices on edges, and the geodesic between other vertices takes another course. All parts, including
/// what lies outside every ground, are scaled by one factor so that they add up to the geodesic area of `area`.
pub(crate) fn shares_m2(area: &MultiPolygon<f64>, grounds: &[&PreparedPolygon]) -> Vec<f64> {
    let mut shares = vec![0.0; grounds.len()];
    let Some(near) = area.bounding_rect() else {
        return shares;
    };
    let rings = (area.iter()).flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let own: Vec<Vec<Coord<f64>>> = rings.map(|r| r.0.clone()).collect();
    let cuts: Vec<Vec<Coord<f64>>> = (grounds.iter())
        .filter(|g| g.bbox().is_some_and(|r| r.intersects(&near)))
        .flat_map(|g| g.edges())
        .filter(|e| near.intersects(&Rect::new(e.a, e.b)))
        .map(|e| vec![e.a, e.b])
        .collect();
    let lines = || own.iter().chain(&cuts).map(|line| ((), line));
    let laid = CELLS_DEG.iter().find_map(|cell| Arrangement::new(*cell, lines()).ok());
    // On some grid every face is wide enough for doubles.
    let Some(laid) = laid else { return shares };
    let prepared = PreparedPolygon::new(area.clone());
    let parts = laid.dissolve(|face| {
        let place = laid.faces[face].interior;
        let holders = || {
            (0..grounds.len())
                .filter(|&g| grounds[g].covers(place))
                .collect::<Vec<_>>()
        };
        prepared.covers(place).then(holders)
    });
    let parts: Vec<(Vec<usize>, f64)> = (parts.into_iter())
        .map(|(holders, geometry)| (holders, multipolygon_area_m2(&geometry).abs()))
        .collect();
    let sum_m2: f64 = parts.iter().map(|(_, part_m2)| part_m2).sum();
    let factor = multipolygon_area_m2(area).abs() / sum_m2;
    for (holders, part_m2) in parts {
        for ground in holders {
            shares[ground] += part_m2 * factor;
        }
    }
    shares
}
