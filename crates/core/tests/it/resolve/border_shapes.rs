//! Borders that turn back, have gaps, end or change units along a river (N6, S15).
use super::border_snap::{EAST, METRE, WEST, counties, owners};
use super::{World, branch, segment};
use geo::LineString;
use riverchief_core::domain::kinds::Level;
use riverchief_fixtures::polygon;

#[test]
fn n6_around_an_island_the_sides_follow_the_ring() {
    let ring = [
        (109.1, 21.3),
        (109.2, 21.25),
        (109.3, 21.3),
        (109.3, 21.4),
        (109.1, 21.4),
    ];
    let mut raw = counties(
        &[
            ("450503", &ring),
            ("450502", &[(109.0, 21.0), (109.6, 21.0), (109.6, 21.7), (109.0, 21.7)]),
        ],
        &[],
    );
    let hole = polygon(&ring).exterior().clone();
    let outer = raw.units[1].geometry.as_mut().expect("ground");
    outer.0[0].interiors_push(hole);
    // All around, from a place within an edge, an ulp aside.
    let mut course = vec![(109.2, 21.4)];
    course.extend([4, 0, 1, 2, 3].map(|i| (ring[i].0.next_up(), ring[i].1)));
    course.push((109.2000001, 21.4));
    for (reversed, owner) in [(false, "450503|450502"), (true, "450502|450503")] {
        let mut raw = raw.clone();
        if reversed {
            course.reverse();
        }
        raw.centrelines[0].geometry = Some(LineString::from(course.clone()));
        let world = World::of(raw);
        assert_eq!(owners(branch(&world, "R")), [owner]);
    }
}

#[test]
fn n6_where_a_third_unit_begins_the_pair_changes() {
    // North of the stream one county, south of it two, which meet at 109.3.
    let north = [
        (109.0, 21.3),
        (109.3, 21.3),
        (109.6, 21.3),
        (109.6, 21.7),
        (109.0, 21.7),
    ];
    let west = [(109.0, 21.0), (109.3, 21.0), (109.3, 21.3), (109.0, 21.3)];
    let east = [(109.3, 21.0), (109.6, 21.0), (109.6, 21.3), (109.3, 21.3)];
    let units: [(&str, &[(f64, f64)]); 3] = [("450501", &north), ("450502", &west), ("450503", &east)];
    for aside in [0.0, 1e-12, -1e-12, 0.5 * METRE, -0.5 * METRE] {
        let y = 21.3 + aside;
        let world = World::of(counties(
            &units,
            &[(109.1, y), (109.2, 21.3), (109.3, y), (109.45, y), (109.5, 21.3)],
        ));
        let river = branch(&world, "R");
        assert_eq!(owners(river), ["450501|450502", "450501|450503"], "{aside}");
        let change = river
            .reaches
            .iter()
            .find(|r| r.right.as_ref().is_some_and(|u| u.as_str() == "450503"));
        let off_m = change.expect("the second pair").from_m - river.line.measures_m()[2];
        assert!(off_m.abs() < 0.001, "{aside}: {off_m}");
    }
}

/// Two villages whose border bends far to the south between two straight parts.
fn bend() -> Vec<(&'static str, Vec<(f64, f64)>)> {
    let border = [
        (109.0, 21.3),
        (109.1, 21.3),
        (109.12, 21.25),
        (109.15, 21.3),
        (109.3, 21.3),
    ];
    let mut north = border.to_vec();
    north.extend([(109.3, 21.5), (109.0, 21.5)]);
    let mut south = border.to_vec();
    south.extend([(109.3, 21.1), (109.0, 21.1)]);
    vec![("450501", north), ("450502", south)]
}

#[test]
fn n6_a_chord_across_a_bend_is_not_shared() {
    let units = bend();
    let units: Vec<(&str, &[(f64, f64)])> = units.iter().map(|(c, r)| (*c, &r[..])).collect();
    // Along the border, over the bend, along it again: an ulp aside, then swinging by some metres.
    let ulp = 21.3_f64.next_up();
    let snapped = [(109.01, ulp), (109.1, 21.3), (109.15, ulp), (109.29, ulp)];
    let world = World::of(counties(&units, &snapped));
    let both = "450501|450502";
    assert_eq!(owners(branch(&world, "R")), [both, "450501", both]);
    let m = 10.0 * METRE;
    let swinging = [
        (109.01, 21.3 - m),
        (109.05, 21.3 + m),
        (109.1, 21.3),
        (109.15, 21.3),
        (109.2, 21.3 + m),
        (109.29, 21.3 - m),
    ];
    let world = World::of(counties(&units, &swinging));
    assert_eq!(owners(branch(&world, "R")), [both, "450501", both]);
    assert_eq!(branch(&world, "R").wobbles.len(), 2);
    // In one straight line the bend bars everything.
    let world = World::of(counties(&units, &[(109.01, ulp), (109.29, ulp)]));
    assert_eq!(owners(branch(&world, "R")), ["450501"]);
}

#[test]
fn n6_a_gap_of_the_border_is_not_bridged() {
    // Between the two straight parts a third county lies north of the chord.
    let north = [
        (109.0, 21.3),
        (109.1, 21.3),
        (109.1, 21.4),
        (109.2, 21.4),
        (109.2, 21.3),
        (109.3, 21.3),
        (109.3, 21.5),
        (109.0, 21.5),
    ];
    let third = [(109.1, 21.3), (109.2, 21.3), (109.2, 21.4), (109.1, 21.4)];
    let south = [
        (109.0, 21.3),
        (109.1, 21.3),
        (109.2, 21.3),
        (109.3, 21.3),
        (109.3, 21.1),
        (109.0, 21.1),
    ];
    let units: [(&str, &[(f64, f64)]); 3] = [("450501", &north), ("450502", &south), ("450503", &third)];
    for y in [21.3_f64.next_down(), 21.3 - 0.5 * METRE] {
        let world = World::of(counties(&units, &[(109.01, y), (109.1, y), (109.2, y), (109.29, y)]));
        assert_eq!(
            owners(branch(&world, "R")),
            ["450501|450502", "450503|450502", "450501|450502"]
        );
    }
    // Where the third county keeps away from the chord, that is the southern county's alone.
    let south = [
        (109.0, 21.3),
        (109.1, 21.3),
        (109.1, 21.31),
        (109.2, 21.31),
        (109.2, 21.3),
        (109.3, 21.3),
        (109.3, 21.1),
        (109.0, 21.1),
    ];
    let third = [(109.1, 21.31), (109.2, 21.31), (109.2, 21.4), (109.1, 21.4)];
    let north = [
        (109.0, 21.3),
        (109.1, 21.3),
        (109.1, 21.31),
        (109.1, 21.4),
        (109.2, 21.4),
        (109.2, 21.31),
        (109.2, 21.3),
        (109.3, 21.3),
        (109.3, 21.5),
        (109.0, 21.5),
    ];
    let units: [(&str, &[(f64, f64)]); 3] = [("450501", &north), ("450502", &south), ("450503", &third)];
    let y = 21.3_f64.next_down();
    let world = World::of(counties(&units, &[(109.01, y), (109.1, y), (109.2, y), (109.29, y)]));
    assert_eq!(
        owners(branch(&world, "R")),
        ["450501|450502", "450502", "450501|450502"]
    );
}

#[test]
fn n6_every_vertex_counts_also_one_on_a_cut() {
    // The line is far from the border of the two but where it crosses; its vertices lie on the limit of the city.
    let west = [(109.0, 21.5), (109.05, 21.5), (109.05, 21.6), (109.0, 21.6)];
    let east = [(109.05, 21.5), (109.1, 21.5), (109.1, 21.6), (109.05, 21.6)];
    let course = [
        (109.05, 21.51),
        (109.0, 21.52),
        (109.05, 21.53),
        (109.1, 21.54),
        (109.05, 21.55),
    ];
    let world = World::of(counties(&[("450502", &west), ("450503", &east)], &course));
    let river = branch(&world, "R");
    assert_eq!(owners(river), ["450502", "450503"]);
    assert!(river.wobbles.is_empty());
    let county = world
        .index
        .law
        .network
        .derived
        .iter()
        .filter(|d| d.level == Level::County);
    let county: Vec<_> = county.map(|d| d.id.to_string()).collect();
    assert_eq!(county, ["R.0.county.450502.B.1", "R.0.county.450503.B.1"]);
    assert_eq!(segment(&world.at(109.002, 21.5196)), Some("R.0.county.450502.B.1"));
}

#[test]
fn n6_the_limit_of_the_city_and_a_neighbour_are_no_common_border() {
    let mut raw = counties(
        &[("450502", WEST), ("450721", EAST)],
        &[(109.4, 21.7), (109.12, 21.21), (109.0, 21.0)],
    );
    raw.units[1].neighbour = Some(true);
    let world = World::of(raw);
    let owners = owners(branch(&world, "R"));
    assert!(owners.iter().all(|o| o == "450502" || o == "outside"), "{owners:?}");
}
