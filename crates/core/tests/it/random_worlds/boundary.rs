//! Whether an edge near a place changes the answer (N8, S1), as far as units, status and matched feature go.
use super::exact::{Place, Shape};
use super::plane::{UNSURE_M, distance_m, metres_per_degree};
use super::reading::{Reading, read};
use super::world::World;

/// What edges near a place say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Near {
    /// No edge is near.
    Nothing,
    /// The answer differs across one.
    Changes,
    /// Edges are near; no more can be said.
    Perhaps,
}

/// What the edges within `within_m` of a place say.
pub fn near(world: &World, degrees: (f64, f64), within_m: f64) -> Near {
    let mut near = Near::Nothing;
    for (a, b) in edges(world) {
        let (a, b) = (a.degrees(), b.degrees());
        let (east, north) = metres_per_degree(degrees.1);
        let (ax, ay) = ((a.0 - degrees.0) * east, (a.1 - degrees.1) * north);
        let (dx, dy) = ((b.0 - a.0) * east, (b.1 - a.1) * north);
        let t = (-(ax * dx + ay * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        let along = |t: f64| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
        let off_m = distance_m(degrees, along(t));
        if off_m > within_m + UNSURE_M {
            continue;
        }
        if near == Near::Nothing {
            near = Near::Perhaps;
        }
        let least = (1.0 / distance_m(a, b)).min(0.5);
        let probes = beside(along(t.clamp(least, 1.0 - least)), a, b).map(|probe| read(world, probe));
        if let [Some(left), Some(right)] = probes
            && off_m < within_m - UNSURE_M
            && essence(&left) != essence(&right)
        {
            return Near::Changes;
        }
    }
    near
}

/// The places a millimetre to the left and to the right of a place on an edge.
fn beside(on: (f64, f64), a: (f64, f64), b: (f64, f64)) -> [(f64, f64); 2] {
    let (east, north) = metres_per_degree(on.1);
    let (dx, dy) = ((b.0 - a.0) * east, (b.1 - a.1) * north);
    let scale = 0.001 / dx.hypot(dy);
    [1.0, -1.0].map(|side| (on.0 - side * dy * scale / east, on.1 + side * dx * scale / north))
}

type Essence<'a> = (
    &'a str,
    Option<(&'a String, &'a Option<String>)>,
    &'a [Option<String>; 4],
);

/// The nearest water of dry land is no match.
fn essence(reading: &Reading) -> Essence<'_> {
    let matched = reading.water.as_ref().filter(|_| reading.status != "NEAR_WATER");
    (
        reading.status,
        matched.map(|water| (water, &reading.feature)),
        &reading.units,
    )
}

fn edges(world: &World) -> impl Iterator<Item = (Place, Place)> + '_ {
    let surfaces = [&world.areas, &world.extents, &world.seas].into_iter().flatten();
    let shapes = (world.own_units().map(|unit| &unit.shape))
        .chain(world.zones.iter().map(|zone| &zone.shape))
        .chain(surfaces.map(|surface| &surface.shape));
    let lines = world
        .lines
        .iter()
        .flat_map(|line| line.places.iter().zip(&line.places[1..]));
    let of = |shape: &'_ Shape| shape.edges().map(|(_, a, b)| (a, b)).collect::<Vec<_>>();
    shapes.flat_map(of).chain(lines.map(|(a, b)| (*a, *b)))
}
