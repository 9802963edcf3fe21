//! Reservoir zones and their pieces.
use super::{edit, expect, ground::multi, text};
use riverchief_fixtures::{LAND, POOL, V, rectangle};

#[test]
fn water_and_land_overlap() {
    expect(
        |w| {
            // The islet is land and water at once.
            edit!(w.zones[id = "Z-XJK-W"]).geometry = multi(rectangle(POOL));
        },
        &["E_ZONES_OVERLAP Z-XJK-W"],
    );
}

#[test]
fn water_and_land_overlap_by_a_hair() {
    // Some decimetres, and less than anything has an area for.
    for by in [3e-6, 1e-12] {
        expect(
            |w| {
                let land = edit!(w.zones[id = "Z-XJK-L"]).geometry.clone().expect("it has one");
                let mut pool = rectangle([POOL[0], POOL[1] + by, POOL[2], POOL[3]]);
                // The islet stays land.
                for hole in edit!(w.zones[id = "Z-XJK-W"])
                    .geometry
                    .iter()
                    .flatten()
                    .flat_map(|p| p.interiors())
                {
                    pool.interiors_push(hole.clone());
                }
                assert!(!land.0.is_empty());
                edit!(w.zones[id = "Z-XJK-W"]).geometry = multi(pool);
            },
            &["W_TESSELLATION_SLIVER Z-XJK-W"],
        );
    }
}

#[test]
fn a_sliver_between_land_pieces() {
    expect(
        |w| {
            let piece = edit!(w.zone_pieces[village = V[0][1]]);
            for polygon in piece.geometry.as_mut().expect("it has one") {
                polygon.exterior_mut(|ring| {
                    for c in &mut ring.0 {
                        c.y = if c.y == LAND[2] { c.y + 3e-6 } else { c.y };
                    }
                });
            }
        },
        &["W_TESSELLATION_SLIVER Z-XJK-L"],
    );
}

#[test]
fn land_pieces_leave_a_gap_and_reach_out() {
    expect(
        |w| {
            let piece = edit!(w.zone_pieces[village = V[1][1]]);
            piece.geometry.as_mut().expect("it has one").0.pop();
        },
        &["E_PIECES_TILE_ZONE Z-XJK-L"],
    );
    expect(
        |w| {
            edit!(w.zone_pieces[village = V[1][1]])
                .geometry
                .as_mut()
                .expect("it has one")
                .0
                .push(rectangle([109.05, 109.051, 21.57, 21.571]));
        },
        &["E_PIECES_TILE_ZONE Z-XJK-L"],
    );
}

#[test]
fn a_land_piece_outside_its_village() {
    // The two pieces' villages are exchanged: both lie wholly outside.
    expect(
        |w| {
            w.zone_pieces[0].village = text(V[1][1]);
            w.zone_pieces[1].village = text(V[0][1]);
        },
        &[
            "E_PIECE_OUTSIDE_VILLAGE ZP-XJK-450521100001",
            "E_PIECE_OUTSIDE_VILLAGE ZP-XJK-450521101201",
        ],
    );
}

#[test]
fn a_pool_without_land_loses_the_seats_on_land() {
    expect(
        |w| {
            w.zones.retain(|z| z.kind.as_deref() == Some("water"));
            w.zone_pieces.clear();
        },
        &[
            "E_ZONE_PAIR XJK",
            "W_ORPHAN_POST RC-450521-XJK",
            "W_ORPHAN_POST RC-450521100-XJK",
            "W_ORPHAN_POST RC-450521101-XJK",
            "W_ORPHAN_POST RC-450521100001-XJK",
            "W_ORPHAN_POST RC-450521101201-XJK",
        ],
    );
}

#[test]
fn a_split_reservoir_that_the_plan_does_not_name() {
    expect(
        |w| edit!(w.waters[code = "XJK"]).name = text("小水库"),
        &["W_ZONE_NOT_NAMED XJK"],
    );
}

#[test]
fn a_zone_on_a_river() {
    expect(
        |w| edit!(w.waters[code = "XJK"]).kind = text("lake"),
        &["E_ZONE_WATER Z-XJK-L", "E_ZONE_WATER Z-XJK-W"],
    );
}

#[test]
fn a_named_reservoir_without_zones() {
    expect(|w| edit!(w.waters[code = "LK"]).kind = text("reservoir"), &[]);
    expect(
        |w| {
            let lake = edit!(w.waters[code = "LK"]);
            (lake.kind, lake.name) = (text("reservoir"), text("旺盛江水库"));
        },
        &["W_ZONE_ABSENT LK", "W_CITY_LEVEL_UNFLAGGED LK"],
    );
}

#[test]
fn c1_a_water_of_the_plan_that_is_not_marked_is_found() {
    let named = |found: Vec<riverchief_core::snapshot::Finding>| -> Vec<String> {
        let own = found.into_iter().filter(|f| f.code == "W_CITY_LEVEL_UNFLAGGED");
        own.map(|f| f.feature).collect()
    };
    let unmarked = |w: &mut riverchief_core::snapshot::raw::RawWorld| {
        let river = edit!(w.waters[code = "NLJ"]);
        (river.name, river.city_level) = (text(" 南流江"), Some(false));
    };
    // 小江水库 was city-level through its bracket alone.
    assert_eq!(named(super::after(unmarked)), ["NLJ", "XJK"]);
    assert_eq!(named(super::after(|_| {})), Vec::<String>::new());
}

#[test]
fn a_level_that_nobody_named_and_a_provisional_edge() {
    expect(
        |w| edit!(w.zones[id = "Z-XJK-W"]).reference_level = None,
        &["W_REFERENCE_LEVEL Z-XJK-W"],
    );
    expect(
        |w| edit!(w.zones[id = "Z-XJK-L"]).provisional = Some(true),
        &["N_PROVISIONAL_ZONE Z-XJK-L"],
    );
}

#[test]
fn a_piece_of_the_water_zone() {
    expect(
        |w| edit!(w.zone_pieces[village = V[0][1]]).zone = text("Z-XJK-W"),
        &[
            "E_PIECE_OF_WATER_ZONE ZP-XJK-450521100001",
            "E_PIECES_TILE_ZONE Z-XJK-L",
        ],
    );
}
