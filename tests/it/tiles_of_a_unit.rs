//! Tiles of one unit hold what an export of that unit holds (S28).
use crate::export::unit::chosen;
use raw::Value;
use riverchief_core::domain::ids::UnitCode;
use riverchief_geom::LonLat;
use riverchief_tiles::{Filter, LayerId, Pyramid};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[expect(dead_code, reason = "tests of riverchief-tiles read more of a tile")]
#[path = "../../crates/tiles/tests/it/raw.rs"]
mod raw;
#[path = "../../crates/tiles/tests/it/world.rs"]
mod world;

/// The world with a finding far beyond the city.
fn beyond() -> Pyramid {
    let found = || Arc::from([world::finding(Some(LonLat::new(100.5, 21.7)))]);
    Pyramid::new(world::index().clone(), found, 1 << 30)
}

/// Layers that are collections too, under the same name and with the same ids.
const BOTH: [&str; 12] = [
    "counties",
    "townships",
    "villages",
    "functional_areas",
    "water_areas",
    "water_zones",
    "land_zones",
    "management_extents",
    "marine_areas",
    "segments_county",
    "segments_village",
    "notice_boards",
];

/// Zooms at which every layer is there and at which there are few tiles.
const ZOOMS: [u8; 2] = [9, 11];

/// Ids of what is drawn of each layer, by layer.
fn drawn(z: u8, unit: Option<&str>) -> BTreeMap<&'static str, BTreeSet<String>> {
    let layers = BOTH.map(|name| name.parse::<LayerId>().expect("a layer"));
    let filter = Filter {
        unit: unit.map(UnitCode::new),
    };
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for coord in world::tiles_over(world::pyramid().bounds(LayerId::all()), z) {
        let Some(bytes) = world::pyramid().tile(&layers, coord, &filter).expect("a tile") else {
            continue;
        };
        for layer in raw::read(&bytes).expect("a tile") {
            let id: LayerId = layer.name.parse().expect("a layer");
            for feature in layer.features {
                let own = feature.tags.get("id").or(feature.tags.get("code"));
                let Some(Value::Text(own)) = own else {
                    panic!("{id}: a feature without an id: {:?}", feature.tags);
                };
                found.entry(id.as_str()).or_default().insert(own.clone());
            }
        }
    }
    found
}

#[test]
fn s28_tiles_of_a_unit_hold_what_an_export_of_it_holds() {
    let index = world::index();
    for z in ZOOMS {
        let all = drawn(z, None);
        // A county, a township, a village on the river, the tourism zone, and a county beyond the limit.
        for unit in ["450512", "450521111", "450521111206", "450502WZ", "450721"] {
            let own = drawn(z, Some(unit));
            let mut held = 0;
            for layer in BOTH {
                let export = chosen(index, unit, layer);
                let export: BTreeSet<String> = export.rows().map(|row| row.id.to_string()).collect();
                let there = all.get(layer).cloned().unwrap_or_default();
                let expected: BTreeSet<String> = there.intersection(&export).cloned().collect();
                assert_eq!(
                    own.get(layer).cloned().unwrap_or_default(),
                    expected,
                    "{layer} of {unit} at zoom {z}"
                );
                held += expected.len();
            }
            assert!(held > 0 || unit == "450721", "{unit} at zoom {z}");
        }
    }
}

#[test]
fn s28_borders_labels_findings_and_coverage_of_a_unit_are_its_own() {
    let count = |unit: Option<&str>, layer: &str| {
        let layer: LayerId = layer.parse().expect("a layer");
        let filter = Filter {
            unit: unit.map(UnitCode::new),
        };
        let mut ids = BTreeSet::new();
        for coord in world::tiles_over(world::pyramid().bounds(LayerId::all()), 10) {
            let bytes = world::pyramid().tile(&[layer], coord, &filter).expect("a tile");
            for layer in bytes.map_or_else(Vec::new, |bytes| raw::read(&bytes).expect("a tile")) {
                ids.extend(layer.features.into_iter().filter_map(|feature| feature.id));
            }
        }
        ids.len()
    };
    for layer in ["borders", "labels", "coverage"] {
        let [all, city, county, village] =
            [None, Some("450500"), Some("450521"), Some("450521111206")].map(|unit| count(unit, layer));
        assert!(
            all >= city && city > county && county > village,
            "{layer}: {all} {city} {county} {village}"
        );
        assert!(village > 0 || layer == "coverage", "{layer}");
    }
    // The findings of this world lie at 109.3, 21.7: in 石康镇.
    assert_eq!(count(Some("450521111"), "findings"), 2);
    assert_eq!(count(Some("450502"), "findings"), 0);
    assert_eq!(count(Some("450502WZ"), "findings"), 0);
}

#[test]
fn bounds_hold_findings_beyond_the_city_where_they_are_asked_for() {
    let layer = |name: &str| name.parse::<LayerId>().expect("a layer");
    let bounds = |name: &str| beyond().bounds(std::iter::once(layer(name)));
    let [plain, with] = [bounds("villages"), bounds("findings")];
    assert_eq!(with[0], 100.5);
    assert!(plain[0] > 108.0 && with[1..] == plain[1..], "{plain:?} {with:?}");
}
