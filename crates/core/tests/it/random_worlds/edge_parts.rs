//! Answers kept for parts of edges against answers that are decided place by place.
use super::dice::Dice;
use super::exact::{Place, Shape};
use super::world::World;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, at};
use riverchief_geom::LonLat;

/// Metres of a degree, about: enough to choose places by.
const DEGREE_M: f64 = 110_000.0;
/// Stretches of edges of each world, and places beside each.
const STRETCHES: usize = 4;
/// A part is tried once a place, longer parts first, so that some places are needed before the first is kept.
const PLACES: usize = 40;

/// What differs. A tolerance that is greater by a millionth of a millimetre answers the same, and keeps nothing.
pub fn differences(number: u64, world: &World, index: &Index, dice: &mut Dice) -> Vec<String> {
    let mut different = vec![];
    let kept = Ask::default();
    let singly = Ask {
        tolerance_m: Some(index.law.thresholds.tolerance_m + 1e-9),
        ..Ask::default()
    };
    for _ in 0..STRETCHES {
        for (lon, lat) in beside_an_edge(world, dice) {
            let place = LonLat::new(lon, lat);
            let (a, b) = (at(index, place, &kept), at(index, place, &singly));
            if (a.confidence, &a.alternatives) != (b.confidence, &b.alternatives) {
                let (a, b) = (a.alternatives, b.alternatives);
                different.push(format!("world {number}, {lon}, {lat}: kept {a:?}, not {b:?}"));
            }
        }
    }
    different
}

/// Places beside a short stretch of some edge.
fn beside_an_edge(world: &World, dice: &mut Dice) -> Vec<(f64, f64)> {
    let shapes: Vec<&Shape> = (world.units.iter().map(|unit| &unit.shape))
        .chain(world.zones.iter().map(|zone| &zone.shape))
        .chain(
            [&world.areas, &world.extents]
                .into_iter()
                .flatten()
                .map(|surface| &surface.shape),
        )
        .collect();
    let line = (dice.chance(20) && !world.lines.is_empty()).then(|| dice.pick(&world.lines));
    let edges: Vec<(Place, Place)> = match line {
        Some(line) => line.places.array_windows().map(|[a, b]| (*a, *b)).collect(),
        None => dice.pick(&shapes).edges().map(|(_, a, b)| (a, b)).collect(),
    };
    let (a, b) = *dice.pick(&edges);
    let ((ax, ay), (bx, by)) = (a.degrees(), b.degrees());
    let length_m = (bx - ax).hypot(by - ay) * DEGREE_M;
    let long_m = *dice.pick(&[5.0, 60.0, 400.0]);
    let middle = match dice.below(4) {
        0 => 0.5 * long_m / length_m,
        1 => 1.0 - 0.5 * long_m / length_m,
        _ => dice.share(),
    };
    let aside_m = *dice.pick(&[0.001, 3.0, 60.0]);
    (0..PLACES)
        .map(|_| {
            let t = (middle + (dice.share() - 0.5) * long_m / length_m).clamp(0.0, 1.0);
            let aside = (dice.share() - 0.5) * 2.0 * aside_m / DEGREE_M;
            let (dx, dy) = ((bx - ax) * DEGREE_M / length_m, (by - ay) * DEGREE_M / length_m);
            (ax + (bx - ax) * t - dy * aside, ay + (by - ay) * t + dx * aside)
        })
        .collect()
}
