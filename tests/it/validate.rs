//! `riverchief validate`: the sound world has no finding; each check has a world that breaks it, with what follows from it.
use super::small_world::{self as small, sound};
use riverchief::domain::answer::Thresholds;
use riverchief::domain::time::Date;
use riverchief::snapshot::raw::RawWorld;
use riverchief::snapshot::{Finding, Snapshot, checks};
use std::collections::BTreeSet;
use std::sync::Arc;

const TODAY: Date = Date::constant(2026, 1, 1);

fn findings(world: RawWorld) -> Vec<Finding> {
    let (snapshot, mut found) = Snapshot::build(world);
    found.extend(checks::run(&Arc::new(snapshot), TODAY, Thresholds::default()));
    found
}

/// `CODE feature` of every finding in the sound world after `spoil`.
fn broken(spoil: impl FnOnce(&mut RawWorld)) -> BTreeSet<String> {
    let mut world = sound();
    spoil(&mut world);
    findings(world)
        .iter()
        .map(|f| format!("{} {}", f.code, f.feature))
        .collect()
}

#[track_caller]
fn expect(spoil: impl FnOnce(&mut RawWorld), codes: &[&str]) {
    let found = broken(spoil);
    let wanted: BTreeSet<String> = codes.iter().map(|c| (*c).to_owned()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn the_sound_world_has_no_finding() {
    let found = findings(sound());
    assert!(found.is_empty(), "{found:#?}");
}
