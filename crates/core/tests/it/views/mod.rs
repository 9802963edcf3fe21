//! Views: neighbours, chains, conferences, edges, coverage, inventory, search, parts – on the small world.
mod along;
mod board_ends;
mod competence;
mod conference;
mod edges;
mod lists;
mod parents;
mod parts;
mod reports;
mod required_seats;
mod segment_list;
mod walks;

use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::ids::SegmentId;
use riverchief_core::domain::results::Reached;
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

fn ids(list: &[Reached]) -> Vec<&str> {
    list.iter().map(|r| r.id.as_str()).collect()
}

fn segment(id: &str) -> SegmentId {
    SegmentId::new(id)
}
