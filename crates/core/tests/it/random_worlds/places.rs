//! Places to ask about: where shapes meet, beside that by the last bit, and anywhere.
use super::dice::Dice;
use super::exact::{Place, Shape};
use super::world::World;

/// Metres of a degree, about: enough to choose places by.
const DEGREE_M: f64 = 110_000.0;

/// Places of a world, in longitude and latitude.
pub fn places(world: &World, dice: &mut Dice, count: usize) -> Vec<(f64, f64)> {
    let shapes: Vec<&Shape> = (world.units.iter().map(|unit| &unit.shape))
        .chain(world.zones.iter().map(|zone| &zone.shape))
        .chain(
            [&world.areas, &world.extents, &world.seas]
                .into_iter()
                .flatten()
                .map(|surface| &surface.shape),
        )
        .collect();
    let of_shapes = shapes
        .iter()
        .map(|shape| shape.edges().map(|(_, a, b)| (a, b)).collect::<Vec<_>>());
    let of_lines = world.lines.iter().map(|line| {
        line.places
            .iter()
            .copied()
            .zip(line.places[1..].iter().copied())
            .collect()
    });
    let edges: Vec<Vec<(Place, Place)>> = of_shapes.chain(of_lines).collect();
    (0..count).map(|_| place(dice, &edges)).collect()
}

fn place(dice: &mut Dice, edges: &[Vec<(Place, Place)>]) -> (f64, f64) {
    let of_one = dice.pick(edges);
    let (a, b) = *dice.pick(of_one);
    let corner = a.degrees();
    let along = |quarters: i64| Place {
        x: a.x + (b.x - a.x) / 4 * quarters,
        y: a.y + (b.y - a.y) / 4 * quarters,
    };
    match dice.below(100) {
        0..25 => corner,
        25..45 => along(dice.between(1, 3)).degrees(),
        45..55 => beside(dice, corner),
        55..60 => {
            let on = along(dice.between(1, 3)).degrees();
            beside(dice, on)
        }
        // The corner of a cell: a node of a finer lattice.
        60..70 => {
            let fine = 1_i64 << (58 - 4 - dice.below(6));
            let whole = |v: i64, by: i64| v / fine * fine + by * fine;
            let (x, y) = (whole(a.x, dice.between(-1, 1)), whole(a.y, dice.between(-1, 1)));
            Place { x, y }.degrees()
        }
        70..85 => {
            // Some metres away, as far as thresholds reach.
            let reach_m = *dice.pick(&[3.0, 20.0, 100.0, 600.0, 2000.0]);
            let mut aside = || (dice.share() - 0.5) * 2.0 * reach_m / DEGREE_M;
            (corner.0 + aside(), corner.1 + aside())
        }
        85..98 => {
            let mut aside = || dice.share() * 1.2 - 0.6;
            (corner.0 + aside(), corner.1 + aside())
        }
        _ => (105.0 + dice.share() * 8.0, 18.0 + dice.share() * 6.0),
    }
}

/// The next double in some of the four directions.
fn beside(dice: &mut Dice, (lon, lat): (f64, f64)) -> (f64, f64) {
    let mut next = |v: f64| match dice.below(3) {
        0 => v.next_down(),
        1 => v.next_up(),
        _ => v,
    };
    (next(lon), next(lat))
}
