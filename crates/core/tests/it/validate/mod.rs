//! `riverchief validate`: the sound world has no finding; each check has a world that breaks it, with what follows from it.
mod chiefs;
mod ground;
mod offices;
mod records;
mod rivers;
mod zones;

use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::{Finding, Snapshot, checks};
use riverchief_fixtures::{edit, sound, text};
use std::collections::BTreeSet;
use std::sync::Arc;

const TODAY: Date = Date::constant(2026, 1, 1);

fn findings(world: RawWorld) -> Vec<Finding> {
    let (snapshot, mut found) = Snapshot::build(world);
    found.extend(checks::run(&Arc::new(snapshot), TODAY, Thresholds::default()));
    found
}

/// The findings of the sound world after `spoil`.
fn after(spoil: impl FnOnce(&mut RawWorld)) -> Vec<Finding> {
    let mut world = sound();
    spoil(&mut world);
    findings(world)
}

/// Spoils the sound world and compares `CODE feature` of all findings: what is meant to break, and what follows from it.
#[track_caller]
fn expect(spoil: impl FnOnce(&mut RawWorld), wanted: &[&str]) {
    let found = after(spoil);
    let names: BTreeSet<String> = found.iter().map(|f| format!("{} {}", f.code, f.feature)).collect();
    let wanted: BTreeSet<String> = wanted.iter().map(|c| (*c).to_owned()).collect();
    assert_eq!(names, wanted, "{found:#?}");
}

#[test]
fn the_sound_world_has_no_finding() {
    let found = findings(sound());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn an_empty_world_and_counties_alone_are_no_matter() {
    assert!(findings(RawWorld::default()).is_empty());
    let counties = sound()
        .units
        .into_iter()
        .filter(|u| u.level.as_deref() == Some("county"));
    let world = RawWorld {
        units: counties.collect(),
        ..RawWorld::default()
    };
    let found = findings(world);
    assert!(found.is_empty(), "{found:#?}");
}
