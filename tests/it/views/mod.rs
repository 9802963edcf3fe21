//! Views over the default world and their rows; those over the small world are tested in `crates/core`.
mod dates;
mod jurisdiction;
mod seating;
mod sections;

use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_fixtures as small_world;
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 6, 1);

fn on(date: Date, change: impl FnOnce(&mut RawWorld)) -> Index {
    let mut raw = small_world::sound();
    change(&mut raw);
    let (snapshot, _) = Snapshot::build(raw);
    Index::new(Law::new(&Arc::new(snapshot), date, Thresholds::default()))
}

fn sound() -> Index {
    on(DAY, |_| {})
}

fn segment(id: &str) -> SegmentId {
    SegmentId::new(id)
}
