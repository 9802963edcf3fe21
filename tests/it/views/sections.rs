//! Cross-border sections (P3, S31): the units of each bank, and the level that changes.
use super::{DAY, on, sound};
use crate::default_world;
use geo::LineString;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::results::{BankUnits, CrossSection};
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_fixtures::{COUNTY_A, COUNTY_B, V, X, Y};

/// The sections of the border stream, drawn anew.
fn sections(course: &[(f64, f64)]) -> Vec<CrossSection> {
    let index = on(DAY, |w| {
        let line = w.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.unwrap().geometry = Some(LineString::from(course.to_vec()));
        w.segments.retain(|s| s.water.as_deref() != Some("BH"));
    });
    let all = views::cross_border_sections(&index, Level::Village);
    all.into_iter().filter(|s| s.water.as_str() == "BH").collect()
}

fn units(banks: &BankUnits) -> [&str; 2] {
    [&banks.left, &banks.right].map(|unit| unit.as_ref().map_or("", |u| u.as_str()))
}

#[test]
fn s31_a_section_names_the_units_of_each_bank_and_the_highest_level_that_changes() {
    let [south, north] = V[2];
    // From the northern village onto the border, along it, and into the southern one.
    let list = sections(&[(109.085, 21.55), (109.09, Y[1]), (109.11, Y[1]), (109.115, 21.53)]);
    let [onto, off] = list.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!((onto.level, off.level), (Level::Village, Level::Village));
    assert_eq!(
        (units(&onto.above), units(&onto.below)),
        ([north, north], [north, south])
    );
    assert_eq!((units(&off.above), units(&off.below)), ([north, south], [south, south]));
    assert_eq!(onto.above.both().map(|u| u.as_str()), Some(north));
    assert_eq!(onto.below.both(), None, "each bank has its own");
    // The same along a county border: it is the counties that change, on the right bank and then on the left one.
    let list = sections(&[(109.07, 21.515), (X[2], 21.52), (X[2], 21.535), (109.085, 21.538)]);
    let [onto, off] = list.as_slice() else {
        panic!("{list:?}")
    };
    assert_eq!((onto.level, off.level), (Level::County, Level::County));
    assert_eq!(
        (units(&onto.above), units(&onto.below)),
        ([COUNTY_A; 2], [COUNTY_A, COUNTY_B])
    );
    assert_eq!(
        (units(&off.above), units(&off.below)),
        ([COUNTY_A, COUNTY_B], [COUNTY_B; 2])
    );
}

#[test]
fn s31_in_every_section_a_bank_changes_at_its_level_and_none_above() {
    let holds = |index: &Index| {
        let law = &index.law;
        for section in views::cross_border_sections(index, Level::Village) {
            assert_ne!(section.above, section.below, "{section:?}");
            for units in [&section.above, &section.below] {
                for unit in [&units.left, &units.right].into_iter().flatten() {
                    assert_eq!(law.units[unit].level, section.level, "{section:?}");
                }
            }
            let above = |unit: &Option<UnitCode>| {
                let lineage = unit.as_ref().map(|u| law.lineage(u));
                lineage.map(|l| l.units[..section.level.index()].to_vec())
            };
            let parents = |units: &BankUnits| [above(&units.left), above(&units.right)];
            // What lies outside the city has no parents to compare.
            let inside = [&section.above, &section.below]
                .iter()
                .all(|u| u.left.is_some() && u.right.is_some());
            assert!(
                !inside || parents(&section.above) == parents(&section.below),
                "{section:?}"
            );
        }
    };
    holds(&sound());
    holds(&default_world::index(default_world::TODAY));
}
