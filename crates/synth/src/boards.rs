//! A notice board for every registered segment, on its bank (P1).
use super::curve::{LON_SHRINK, degrees, on_grid};
use super::input::Source;
use super::plan::PHONE;
use geo::{Coord, Point};
use riverchief_core::snapshot::RawWorld;
use riverchief_core::snapshot::raw::{RawBoard, RawSegment};
use riverchief_geom::position::{Position, position_brute};

/// Distance of a board from the water's edge.
const BACK_M: f64 = 6.0;

/// Adds a board to each segment.
pub fn write(source: &Source, world: &mut RawWorld) {
    let mut boards = Vec::new();
    for segment in &world.segments {
        let (Some(id), Some(water)) = (&segment.id, &segment.water) else {
            continue;
        };
        let Some(place) = (match &segment.geometry {
            Some(line) => Some(beside(source, segment, &line.0)),
            None => on_shore(world, segment),
        }) else {
            continue;
        };
        boards.push(RawBoard {
            id: Some(format!("B-{id}")),
            water: Some(water.clone()),
            segment: Some(id.clone()),
            content_version: Some("2018-06".to_owned()),
            supervision_phone: Some(PHONE.to_owned()),
            valid_from: segment.valid_from.clone(),
            valid_to: segment.valid_to.clone(),
            geometry: Some(Point(place)),
            ..RawBoard::default()
        });
    }
    world.boards = boards;
}

/// Next to the middle of the stretch, beyond the edge of the water.
fn beside(source: &Source, segment: &RawSegment, line: &[Coord<f64>]) -> Coord<f64> {
    let water = source.waters.iter().find(|w| segment.water.as_ref() == Some(&w.code));
    let branch = water.and_then(|w| w.branch.iter().find(|b| segment.branch == Some(b.number)));
    let half_width_m = branch
        .and_then(|b| b.surface_half_width_m)
        .or_else(|| water.and_then(|w| w.half_width_m))
        .unwrap_or(5.0);
    let k = (line.len() - 1) / 2;
    let (a, b) = (line[k], line[k + 1]);
    let d = b - a;
    let normal = Coord {
        x: -d.y,
        y: d.x * LON_SHRINK * LON_SHRINK,
    };
    let size = (normal.x * normal.x * LON_SHRINK * LON_SHRINK + normal.y * normal.y).sqrt();
    let side = if segment.bank.as_deref() == Some("left") {
        1.0
    } else {
        -1.0
    };
    on_grid((a + b) * 0.5 + normal * (side * degrees(half_width_m + BACK_M) / size))
}

/// A vertex of the water's outline within the unit; otherwise the middle of an edge within it.
fn on_shore(world: &RawWorld, segment: &RawSegment) -> Option<Coord<f64>> {
    let unit = world.units.iter().find(|u| u.code == segment.unit)?.geometry.as_ref()?;
    let areas = world
        .water_areas
        .iter()
        .filter(|a| a.water == segment.water)
        .filter_map(|a| a.geometry.as_ref());
    let rings = areas.flat_map(|a| a.0.iter()).map(|p| &p.exterior().0);
    let vertices: Vec<Coord<f64>> = rings.clone().flatten().copied().collect();
    let middles = rings.flat_map(|r| r.windows(2)).map(|w| on_grid((w[0] + w[1]) * 0.5));
    vertices
        .iter()
        .copied()
        .chain(middles)
        .find(|c| position_brute(unit, (*c).into()) == Position::Inside)
}
