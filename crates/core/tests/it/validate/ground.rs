//! Units, codes, geometry and tessellation.
use super::{after, edit, expect, text};
use geo::{LineString, MultiPolygon, Polygon};
use riverchief_core::snapshot::raw::{RawFunctionalArea, RawUnit, RawWorld};
use riverchief_fixtures::{self as small, T1, T2, T3, V, X, Y, polygon, rectangle};

#[expect(clippy::unnecessary_wraps, reason = "raw geometries are optional")]
pub fn multi(p: Polygon<f64>) -> Option<MultiPolygon<f64>> {
    Some(MultiPolygon::new(vec![p]))
}

fn unit<'a>(w: &'a mut RawWorld, code: &str) -> &'a mut RawUnit {
    edit!(w.units[code = code])
}

#[test]
fn a_code_of_the_wrong_length_and_what_refers_to_it() {
    // V00 holds a stretch of XHX only, and its village seat is optional.
    expect(
        |w| unit(w, V[0][0]).code = text("45052110020"),
        &["E_UNIT_CODE 45052110020"],
    );
}

#[test]
fn a_code_outside_every_class() {
    expect(
        |w| unit(w, V[0][0]).code = text("450521100700"),
        &["W_UNIT_CODE_CLASS 450521100700"],
    );
}

#[test]
fn a_code_that_does_not_begin_with_its_parents() {
    expect(
        |w| unit(w, V[0][0]).code = text("450521900200"),
        &["E_UNIT_CODE_PREFIX 450521900200"],
    );
}

#[test]
fn a_parent_that_is_missing_is_taken_by_place() {
    expect(|w| unit(w, V[0][0]).parent = None, &["E_UNIT_PARENT 450521100200"]);
}

#[test]
fn a_duplicate_code_is_found_once_and_the_second_left_out() {
    expect(
        |w| {
            let twin = w.units[0].clone();
            w.units.push(twin);
        },
        &["E_DUPLICATE_ID 450500"],
    );
}

#[test]
fn a_bow_tie_and_a_repeated_vertex() {
    expect(
        |w| {
            let bow = polygon(&[(109.13, 21.5), (109.14, 21.52), (109.14, 21.5), (109.13, 21.52)]);
            w.marine_areas[0].geometry = Some(MultiPolygon::new(vec![bow]));
            w.centrelines.retain(|c| c.water.as_deref() == Some("NLJ"));
        },
        &[
            "E_INVALID_GEOMETRY M-1",
            // Without their lines the other rivers lose everything that hangs on them.
            "E_STATIONING S-BH-B",
            "E_STATIONING S-BH-T3",
            "E_STATIONING S-QH-A",
            "E_STATIONING S-QH-B",
            "E_STATIONING S-QH-T2",
            "E_STATIONING S-QH-T3",
            "E_STATIONING S-XHX-A",
            "E_STATIONING S-XHX-T1",
            "E_STATIONING S-XHX-V01",
            "W_FLOW_UNKNOWN NLJ.0",
            "W_WATER_WITHOUT_GEOMETRY BH",
            "W_WATER_WITHOUT_GEOMETRY QH",
            "W_WATER_WITHOUT_GEOMETRY XHX",
        ],
    );
    expect(
        |w| {
            let area = [
                (109.09, 21.525),
                (109.10, 21.525),
                (109.10, 21.525),
                (109.10, 21.53),
                (109.09, 21.53),
            ];
            w.water_areas[0].geometry = multi(polygon(&area));
        },
        &["N_REPEATED_VERTEX A-LK"],
    );
}

#[test]
fn a_gap_between_villages_has_its_place_and_area() {
    let spoil = |w: &mut RawWorld| {
        unit(w, V[0][0]).geometry = multi(polygon(&[
            (X[0], Y[0]),
            (X[1], Y[0]),
            (X[1], Y[1]),
            (109.005, Y[1]),
            (109.005, 21.52),
            (X[0], 21.52),
        ]));
    };
    expect(spoil, &["E_TESSELLATION_GAP 450521100"]);
    let found = after(spoil);
    let place = found[0].place.expect("a gap has a place");
    assert!(place.lon < 109.005 && place.lat > 21.52 && place.lat < 21.54);
    let (area_m2, unit) = found[0].measure.expect("a gap has an area");
    assert!((area_m2 - 517.0 * 2215.0).abs() < 5000.0 && unit == "m2", "{area_m2}");
}

#[test]
fn an_overlap_of_villages_of_one_township() {
    expect(
        |w| unit(w, V[0][0]).geometry = multi(rectangle([X[0], X[1], Y[0], 21.545])),
        // XHX comes into V01 by rule A (smaller code), wherever both cover it.
        &["E_TESSELLATION_OVERLAP 450521100001"],
    );
}

#[test]
fn a_sliver_and_a_vertex_beside_the_edge() {
    let shifted =
        |by: f64| move |w: &mut RawWorld| unit(w, V[2][0]).geometry = multi(rectangle([X[2], X[3], Y[0] + by, Y[1]]));
    expect(shifted(5e-6), &["W_TESSELLATION_SLIVER 450512100"]);
    expect(
        shifted(1e-12),
        &["W_TESSELLATION_SLIVER 450512100", "W_TESSELLATION_SLIVER 450512100200"],
    );
}

#[test]
fn a_village_outside_its_township() {
    expect(
        |w| unit(w, V[2][1]).geometry = multi(rectangle([X[2], X[3], Y[1], 21.585])),
        &["E_UNIT_OUTSIDE_PARENT 450512100001"],
    );
}

#[test]
fn a_hole_between_counties_without_a_city() {
    let counties = |w: &mut RawWorld| {
        *w = RawWorld {
            units: w
                .units
                .iter()
                .filter(|u| u.level.as_deref() == Some("county"))
                .cloned()
                .collect(),
            ..RawWorld::default()
        };
        let ring = |mut p: Polygon<f64>| {
            p.interiors_push(LineString::from(vec![
                (109.01, 21.51),
                (109.02, 21.51),
                (109.02, 21.52),
            ]));
            p
        };
        unit(w, small::COUNTY_A).geometry = multi(ring(rectangle([X[0], X[2], Y[0], Y[2]])));
    };
    expect(counties, &["E_TESSELLATION_GAP *"]);
}

#[test]
fn a_township_without_villages() {
    expect(
        |w| {
            w.units.retain(|u| u.parent.as_deref() != Some(T3));
            w.segments.retain(|s| s.id.as_deref() != Some("S-NLJ-V21"));
            w.boards.retain(|b| b.segment.as_deref() != Some("S-NLJ-V21"));
            w.posts.retain(|p| p.unit.as_deref() != Some(V[2][1]));
            w.tenures.retain(|t| t.post.as_deref() != Some("RC-450512100001-NLJ"));
            w.holders.retain(|h| h.unit.as_deref() != Some(V[2][1]));
        },
        &["W_NO_CHILD_UNITS 450512100"],
    );
}

#[test]
fn many_flaws_of_one_pair_are_one_finding() {
    let teeth = |w: &mut RawWorld| {
        // V10 reaches over its border with V00 in ten teeth.
        let mut ring = vec![(X[0], Y[0])];
        for i in 0..10 {
            let x = 109.005 + 0.003 * f64::from(i);
            ring.extend([(x, Y[0])]);
        }
        ring.extend([(X[1], Y[0]), (X[1], Y[1])]);
        for i in (0..10).rev() {
            let x = 109.005 + 0.003 * f64::from(i);
            ring.extend([(x + 0.001, Y[1]), (x + 0.0005, Y[1] + 0.002), (x, Y[1])]);
        }
        ring.push((X[0], Y[1]));
        unit(w, V[0][0]).geometry = multi(polygon(&ring));
    };
    let found = after(teeth);
    let overlaps: Vec<_> = found.iter().filter(|f| f.code == "E_TESSELLATION_OVERLAP").collect();
    assert_eq!(overlaps.len(), 1, "{found:#?}");
    assert!(overlaps[0].message.ends_with("共 10 处"), "{}", overlaps[0].message);
    let tooth_m2 = 0.5 * 103.6 * 221.5;
    assert!(
        overlaps[0]
            .measure
            .is_some_and(|(m2, _)| (m2 / tooth_m2 - 10.0).abs() < 0.1)
    );
}

#[test]
fn a_functional_area_over_a_unit_that_does_not_exist_and_without_posts() {
    let area = |over: &str| {
        let over = text(over);
        move |w: &mut RawWorld| {
            w.functional_areas.push(RawFunctionalArea {
                code: text("FA"),
                name: text("旅游区"),
                acts_as: text("county"),
                over,
                ..RawFunctionalArea::default()
            });
        }
    };
    expect(
        area(T2),
        &[
            "W_FUNCTIONAL_AREA_NO_POST FA",
            "W_FUNCTIONAL_AREA_NO_POST FA/NLJ",
            "W_FUNCTIONAL_AREA_NO_POST FA/QH",
        ],
    );
    expect(
        area("450521999"),
        &["E_DANGLING_REFERENCE FA", "W_FUNCTIONAL_AREA_NO_POST FA"],
    );
}

#[test]
fn an_old_boundary_that_was_wrong_names_its_interval() {
    let found = after(|w| {
        let mut old = unit(w, V[0][0]).clone();
        old.valid_to = text("2015-01-01");
        old.geometry = multi(rectangle([X[0], X[1], Y[0], 21.53]));
        unit(w, V[0][0]).valid_from = text("2015-01-01");
        w.units.push(old);
    });
    let codes: Vec<_> = found.iter().map(|f| (f.code, f.feature.as_str())).collect();
    assert_eq!(codes, [("E_TESSELLATION_GAP", T1)]);
    assert!(found[0].message.contains("2015-01-01 前"), "{}", found[0].message);
}
