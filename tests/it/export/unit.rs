//! Exports of units of the default world, against the tree of units and what the records themselves say.
use super::{DAY, named, published};
use riverchief::export::{self, Chosen, RowSelection};
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::Level;
use riverchief_core::index::Index;
use riverchief_rows::collections::{Cell, Row};
use riverchief_rows::query::Region;
use std::collections::BTreeSet;
use std::time::Duration;

/// Rows of a collection that an export of a unit holds.
pub fn chosen(index: &Index, unit: &str, collection: &str) -> Chosen {
    let ground = export::ground(index, unit).expect("a unit");
    let wanted = RowSelection {
        regions: vec![Region::Unit(ground)],
        filter: None,
        during: None,
        columns: vec![0],
        time_limit: Duration::from_mins(1),
    };
    let table = published().table(&published().epoch(DAY), named(collection));
    Chosen::choose(table, wanted).expect("no filter")
}

fn text(collection: &str, row: &Row, column: &str) -> String {
    let (at, _) = named(collection).spec().column(column).expect("a column");
    match &row.cells[at] {
        Cell::Text(text) => text.to_string(),
        _ => String::new(),
    }
}

/// Whether a unit is another or lies within it.
fn within(index: &Index, unit: &str, outer: &str) -> bool {
    let unit = UnitCode::new(unit);
    (Level::ALL.iter()).any(|level| {
        index
            .law
            .ancestor(&unit, *level)
            .is_some_and(|up| up.code.as_str() == outer)
    })
}

#[test]
fn s28_every_unit_of_the_default_world_has_its_own_villages_and_stretches() {
    let index = published().on(DAY);
    let units = index.law.units.values().filter(|unit| !unit.neighbour);
    // All 35 pass, which takes as much longer.
    let some = units.filter(|unit| unit.level == Level::County || within(&index, unit.code.as_str(), "450521"));
    let units: Vec<&str> = some
        .filter(|unit| unit.level < Level::Village)
        .map(|unit| unit.code.as_str())
        .collect();
    let (mut missing, mut foreign) = (BTreeSet::new(), BTreeSet::new());
    for unit in units {
        let ids = |chosen: &Chosen| -> BTreeSet<String> { chosen.rows().map(|row| row.id.to_string()).collect() };
        let own = index.law.units.keys().map(UnitCode::as_str);
        let own = own.filter(|code| code.len() == 12 && within(&index, code, unit));
        let villages = ids(&chosen(&index, unit, "villages"));
        assert_eq!(villages, own.map(str::to_owned).collect(), "villages tile {unit}");
        for collection in ["segments_village", "segments_township", "reaches", "pieces"] {
            let found = chosen(&index, unit, collection);
            let held = ids(&found);
            for row in found.tables[0].rows() {
                let of = text(collection, row, "unit");
                match (held.contains(&*row.id), within(&index, &of, unit)) {
                    (false, true) => {
                        missing.insert(format!("{collection} {}", row.id));
                    }
                    // What stands above it passes through it.
                    (true, false) if !within(&index, unit, &of) => {
                        foreign.insert(format!("{collection} {}", row.id));
                    }
                    _ => {}
                }
            }
        }
    }
    // A stretch that two units share by its banks lies along the border of both.
    let shared = |line: &String| {
        let (collection, id) = line.split_once(' ').expect("two words");
        let table = published().table(&published().epoch(DAY), named(collection));
        let row = &table.rows()[table.find(id).expect("the row")];
        match collection {
            "reaches" => !text(collection, row, "right_unit").is_empty(),
            "pieces" => false,
            _ => text(collection, row, "bank") != "both",
        }
    };
    foreign.retain(|line| !shared(line));
    // Registered for a township that it doesn't lie in, and a finding.
    let elsewhere = BTreeSet::from(["segments_township SKH-0-T-450521109-B-1".to_owned()]);
    assert_eq!((foreign, missing), (elsewhere.clone(), elsewhere));
}

#[test]
fn s28_a_functional_area_goes_by_its_own_area_and_its_posts_are_also_the_citys() {
    let index = published().on(DAY);
    let area = "450502WZ";
    let villages = chosen(&index, area, "villages");
    assert!(!villages.rows.is_empty() && villages.rows().all(|row| within(&index, &row.id, "450502100")));
    let units = |unit: &str| -> BTreeSet<String> {
        let posts = chosen(&index, unit, "posts");
        posts.rows().map(|row| text("posts", row, "unit")).collect()
    };
    let own = units(area);
    assert!(own.contains(area) && own.contains("450502100"), "{own:?}");
    assert!(
        own.iter().all(|unit| unit == area || within(&index, unit, "450502100")),
        "{own:?}"
    );
    assert!(units("450500").contains(area));
    assert!(!units("450502").contains(area), "it stands beside the county");
}
