//! Random worlds: what they hold, before anything is made of it.
use super::dice::Dice;
use super::exact::{Place, Shape};
use super::ground::{Faces, Ground};
use super::{basins, divisions};

/// Names of levels, the highest first.
pub const LEVELS: [&str; 4] = ["city", "county", "township", "village"];

#[derive(Clone)]
pub struct Unit {
    pub code: String,
    /// Number in [`LEVELS`].
    pub level: usize,
    pub parent: Option<String>,
    pub neighbour: bool,
    pub shape: Shape,
}

pub struct Zone {
    pub id: String,
    pub water: String,
    pub wet: bool,
    pub managed_whole: bool,
    /// Villages that have a piece of it.
    pub pieces: Vec<String>,
    pub shape: Shape,
}

/// A water area, a management extent or, without a water, a marine area.
pub struct Surface {
    pub id: String,
    pub water: String,
    pub shape: Shape,
}

pub struct Line {
    pub water: String,
    pub branch: i64,
    pub places: Vec<Place>,
}

#[derive(Default)]
pub struct Water {
    pub code: String,
    pub kind: &'static str,
    /// By its own flag.
    pub flagged: bool,
    pub parent: Option<String>,
    /// By its own flag or through its parent (S13).
    pub is_city_level: bool,
    pub order: i64,
    pub layer: i64,
    pub half_width_m: Option<f64>,
}

/// Distances of the rules.
#[expect(clippy::struct_field_names, reason = "units stand in names")]
#[derive(Clone, Copy)]
pub struct Limits {
    pub tolerance_m: f64,
    pub near_water_m: f64,
    pub half_width_m: f64,
    pub edge_warn_m: f64,
}

pub struct World {
    pub units: Vec<Unit>,
    pub waters: Vec<Water>,
    pub zones: Vec<Zone>,
    pub areas: Vec<Surface>,
    pub extents: Vec<Surface>,
    pub seas: Vec<Surface>,
    pub lines: Vec<Line>,
    pub limits: Limits,
}

impl World {
    /// The world of a number.
    pub fn new(number: u64) -> Self {
        let mut dice = Dice::new(number);
        let dice = &mut dice;
        let log2 = *dice.pick(&[3, 4, 5, 7]);
        let corner = (dice.between(-3, 3), dice.between(-3, 3));
        let (columns, rows) = (4 + dice.below(5), 4 + dice.below(4));
        let ground = Ground::new(dice, corner, log2, columns, rows);
        let mut world = Self {
            units: vec![],
            waters: vec![],
            zones: vec![],
            areas: vec![],
            extents: vec![],
            seas: vec![],
            lines: vec![],
            limits: Limits {
                tolerance_m: *dice.pick(&[50.0, 50.0, 10.0, 200.0, 500.0]),
                near_water_m: *dice.pick(&[1000.0, 1000.0, 300.0]),
                half_width_m: *dice.pick(&[5.0, 5.0, 60.0]),
                edge_warn_m: *dice.pick(&[100.0, 100.0, 5.0, 700.0]),
            },
        };
        let city = divisions::units(&mut world, dice, &ground);
        let outside: Faces = ground.all().difference(&city).copied().collect();
        divisions::neighbours(&mut world, dice, &ground, &outside);
        divisions::seas(&mut world, dice, &ground, &outside);
        for number in 0..dice.below(3) {
            let finer = patch(dice, corner, log2, columns, rows);
            basins::reservoir(&mut world, dice, finer.as_ref().unwrap_or(&ground), number);
        }
        for number in 0..dice.below(5) {
            let finer = patch(dice, corner, log2, columns, rows);
            basins::water(&mut world, dice, finer.as_ref().unwrap_or(&ground), number);
        }
        world
    }
}

/// A finer ground somewhere in a ground whose faces have 2^-`log2` degrees, or none: then it is the same.
fn patch(dice: &mut Dice, corner: (i64, i64), log2: u32, columns: usize, rows: usize) -> Option<Ground> {
    let finer = *dice.pick(&[0, 1, 2, 3]);
    let within = |dice: &mut Dice, from: i64, count: usize| {
        let most = i64::try_from(count).expect("small") << finer;
        (from << finer) + dice.between(-2, most - 2)
    };
    let corner = (within(dice, corner.0, columns), within(dice, corner.1, rows));
    let (columns, rows) = (3 + dice.below(5), 3 + dice.below(4));
    (finer > 0).then(|| Ground::new(dice, corner, log2 + finer, columns, rows))
}
