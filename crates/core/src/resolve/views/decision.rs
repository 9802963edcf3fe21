//! The decision for the parts of lines and polygons, and the borders at which they are cut (N9).
use crate::domain::answer::Answer;
use crate::domain::kinds::Status;
use crate::domain::results::AreaDecision;
use crate::index::Index;
use crate::resolve::verdict::decide_in_area;
use geo::{Coord, Rect};
use riverchief_geom::{LocalPlane, LonLat};

/// Distance in metres to the left and right of a border at which a part that lies on it is decided.
const BESIDE_M: f64 = 0.001;

/// The decision at a place inside a part.
pub(super) fn inside(index: &Index, p: LonLat) -> AreaDecision {
    of(decide_in_area(index, p))
}

fn of(answer: Answer) -> AreaDecision {
    AreaDecision {
        notes: answer.notes,
        status: answer.status,
        units: answer.units.by_level,
        water: answer.water,
        zone: answer.zone,
        segment: answer.segment,
        direct_responsible: answer.direct_responsible,
        first_contact: answer.first_contact,
        accountable: answer.accountable,
    }
}

/// The decision for a part that lies on a border, `p` being a place on the part. All areas are closed (N1), so an area
/// that covers either side covers the border. The side with the higher step of §11 wins; then, from the village up, the
/// side that has a unit; then the smaller code (A).
pub(super) fn on_border(index: &Index, a: Coord<f64>, b: Coord<f64>, p: LonLat) -> AreaDecision {
    let plane = LocalPlane::at(p);
    let ((ax, ay), (bx, by)) = (plane.forward(a.into()), plane.forward(b.into()));
    let (dx, dy) = (bx - ax, by - ay);
    let length_m = dx.hypot(dy);
    if length_m <= 0.0 {
        return inside(index, p);
    }
    let (nx, ny) = (-dy / length_m * BESIDE_M, dx / length_m * BESIDE_M);
    let left = inside(index, plane.inverse(nx, ny));
    let right = inside(index, plane.inverse(-nx, -ny));
    let rank = |d: &AreaDecision| {
        let units: Vec<_> = d.units.iter().rev().map(|u| (u.is_none(), u.clone())).collect();
        (step(d.status), units)
    };
    if rank(&left) <= rank(&right) { left } else { right }
}

/// The order of the steps of §11.
fn step(status: Status) -> u8 {
    match status {
        Status::WaterZone => 0,
        Status::Channel => 1,
        Status::LandZone => 2,
        Status::NearWater | Status::GeneralOnly => 3,
        Status::Marine => 4,
        Status::OutOfJurisdiction => 5,
    }
}

/// Edges of units, zones, areas, extents and marine areas near a box, at which parts are cut.
pub(super) fn borders(index: &Index, near: Rect<f64>) -> Vec<(Coord<f64>, Coord<f64>)> {
    let touches = |(a, b): &(Coord<f64>, Coord<f64>)| {
        a.x.min(b.x) <= near.max().x
            && a.x.max(b.x) >= near.min().x
            && a.y.min(b.y) <= near.max().y
            && a.y.max(b.y) >= near.min().y
    };
    let all = (index.units.edges())
        .chain(index.pools.edges())
        .chain(index.lands.edges())
        .chain(index.areas.edges())
        .chain(index.extents.edges())
        .chain(index.marine.edges());
    all.filter(touches).collect()
}
