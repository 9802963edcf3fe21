//! The decision rules, each inside, outside, on the line, on a vertex and at a three-way corner where it applies.
mod border_beside;
mod border_rivers;
mod border_shapes;
mod border_snap;
mod border_worlds;
mod channels;
mod chiefs;
mod dry_land;
mod functional_areas;
mod parents;
mod parents_of_banks;
mod reservoirs;
mod stretches;
mod thresholds;
mod times;
mod whole_answer;

use riverchief_core::domain::answer::{Answer, Seat, Thresholds};
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, at};
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::reaches::Branch;
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_fixtures as small_world;
use riverchief_geom::LonLat;
use std::sync::Arc;

/// The day on which most tests ask.
const DAY: Date = Date::constant(2026, 6, 1);

/// A world ready to be asked on a date.
struct World {
    index: Index,
}

impl World {
    /// The small sound world.
    fn sound() -> Self {
        Self::of(small_world::sound())
    }

    /// The small sound world, changed.
    fn with(change: impl FnOnce(&mut RawWorld)) -> Self {
        let mut raw = small_world::sound();
        change(&mut raw);
        Self::of(raw)
    }

    fn of(raw: RawWorld) -> Self {
        Self::on(raw, DAY)
    }

    fn on(raw: RawWorld, date: Date) -> Self {
        Self::under(raw, date, Thresholds::default())
    }

    fn under(raw: RawWorld, date: Date, thresholds: Thresholds) -> Self {
        let (snapshot, findings) = Snapshot::build(raw);
        assert_eq!(findings, [], "the world types without findings");
        Self {
            index: Index::new(Law::new(&Arc::new(snapshot), date, thresholds)),
        }
    }

    fn at(&self, lon: f64, lat: f64) -> Answer {
        at(&self.index, LonLat::new(lon, lat), &Ask::default())
    }
}

fn codes(answer: &Answer) -> Vec<&str> {
    answer.units.by_level.iter().flatten().map(|c| c.as_str()).collect()
}

fn direct(answer: &Answer) -> Vec<&str> {
    answer.direct_responsible.iter().map(|p| p.as_str()).collect()
}

fn first(answer: &Answer) -> Option<&str> {
    answer.first_contact.as_ref().map(|p| p.as_str())
}

fn segment(answer: &Answer) -> Option<&str> {
    answer.segment.as_ref().map(|s| s.as_str())
}

fn water(answer: &Answer) -> Option<&str> {
    answer.water.as_ref().map(|w| w.as_str())
}

fn seat(answer: &Answer, level: Level) -> &Seat {
    answer
        .chain
        .iter()
        .find(|s| s.level == level)
        .expect("the level has a seat")
}

fn keys(answer: &Answer) -> Vec<&str> {
    answer.alternatives.iter().map(|a| a.key.as_str()).collect()
}

fn branch<'a>(world: &'a World, water: &str) -> &'a Branch {
    let found = world.index.law.network.branch(&WaterCode::new(water), 0);
    found.expect("the branch")
}

/// How many stretches a water has by derivation at a level.
fn derived(world: &World, water: &str, level: Level) -> usize {
    let all = world.index.law.network.derived.iter();
    all.filter(|d| d.water.as_str() == water && d.level == level).count()
}
