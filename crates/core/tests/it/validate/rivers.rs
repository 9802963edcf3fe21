//! The network, stationing, registered segments, conferences.
use super::{after, edit, expect, text};
use geo::{LineString, MultiPolygon};
use riverchief_core::snapshot::raw::{RawCentreline, RawMarineArea, RawSegment, RawWorld};
use riverchief_fixtures::rectangle;
use riverchief_fixtures::{COUNTY_A, COUNTY_B, NLJ, QH, T2, V, X, XHX, length_m, measure_at, stretch};
use std::collections::BTreeSet;

fn segment<'a>(w: &'a mut RawWorld, id: &str) -> &'a mut RawSegment {
    edit!(w.segments[id = id])
}

fn course(w: &mut RawWorld, water: &str, points: &[(f64, f64)]) {
    edit!(w.centrelines[water = water]).geometry = Some(LineString::from(points.to_vec()));
}

#[test]
fn a_measure_beyond_the_end() {
    expect(
        |w| segment(w, "S-BH-T3").measure_to = Some(9_000.0),
        &["E_STATIONING S-BH-T3"],
    );
    // Within a metre is rounding.
    let end = length_m(riverchief_fixtures::BH);
    expect(|w| segment(w, "S-BH-T3").measure_to = Some(end + 0.9), &[]);
}

#[test]
fn a_branch_that_does_not_exist() {
    expect(
        |w| segment(w, "S-BH-T3").branch = Some(4),
        &["E_STATIONING S-BH-T3", "W_SEGMENT_GAP BH.0.township.450512100.B.1"],
    );
}

#[test]
fn a_gap_on_a_city_level_river_is_an_error_and_on_another_a_warning() {
    let border = measure_at(NLJ, 0, X[2]);
    let spoil = move |w: &mut RawWorld| segment(w, "S-NLJ-V21").measure_from = Some(border + 50.0);
    expect(spoil, &["E_SEGMENT_GAP NLJ.0.village.450512100001.B.1"]);
    let found = after(spoil);
    assert!(
        found[0]
            .measure
            .is_some_and(|(m, unit)| (m - 50.0).abs() < 1e-6 && unit == "m")
    );
    expect(move |w| segment(w, "S-NLJ-V21").measure_from = Some(border + 0.9), &[]);
    expect(
        |w| segment(w, "S-BH-T3").measure_from = Some(100.0),
        &["W_SEGMENT_GAP BH.0.township.450512100.B.1"],
    );
    expect(
        |w| {
            let from = segment(w, "S-XHX-V01").measure_from;
            segment(w, "S-XHX-V01").measure_from = from.map(|m| m + 100.0);
        },
        &["N_SEGMENT_GAP XHX.0.village.450521100001.B.1"],
    );
}

#[test]
fn a_gap_on_one_bank() {
    expect(
        |w| segment(w, "S-NLJ-B").bank = text("left"),
        &["E_SEGMENT_GAP NLJ.0.county.450512.B.1"],
    );
}

#[test]
fn two_segments_over_each_other() {
    expect(
        |w| stretch(w, "S-BH-B2", "BH", COUNTY_B, 100.0, 200.0),
        &["E_SEGMENT_OVERLAP S-BH-B2"],
    );
    expect(
        |w| {
            stretch(w, "S-BH-B2", "BH", COUNTY_B, 100.0, 200.0);
            segment(w, "S-BH-B2").valid_from = text("2020-01-01");
        },
        &["W_SEGMENT_OVERLAP S-BH-B2"],
    );
}

#[test]
fn a_segment_across_the_border_and_one_wholly_beyond_it() {
    let border = measure_at(QH, 0, X[2]);
    expect(
        move |w| {
            segment(w, "S-QH-A").measure_to = Some(border + 300.0);
            segment(w, "S-QH-B").measure_from = Some(border + 300.0);
        },
        // T3 then lies for 300 m in a segment of county A.
        &["W_SEGMENT_CROSSES_ADMIN S-QH-A", "E_SEGMENT_NESTING S-QH-T3"],
    );
    expect(
        |w| segment(w, "S-QH-T3").unit = text(T2),
        // Registered decides (M): the town beyond the border answers, with the wrong county above and another's post.
        &["W_REGISTERED_VS_SPATIAL S-QH-T3", "E_SEGMENT_NESTING S-QH-T3"],
    );
}

#[test]
fn a_segment_in_the_pool() {
    let middle = measure_at(NLJ, 0, 109.04);
    expect(
        move |w| segment(w, "S-NLJ-T1").measure_to = Some(middle),
        &["W_SEGMENT_IN_POOL S-NLJ-T1"],
    );
}

#[test]
fn a_segment_with_another_levels_post() {
    expect(
        |w| segment(w, "S-NLJ-T1").post = text("RC-450521-NLJ"),
        &["W_SEGMENT_POST S-NLJ-T1"],
    );
    expect(
        |w| segment(w, "S-NLJ-T1").post = text("RC-450521101-NLJ"),
        &["W_REGISTERED_VS_SPATIAL S-NLJ-T1"],
    );
    expect(
        |w| segment(w, "S-NLJ-T1").post = text("RC-nobody"),
        &["E_DANGLING_REFERENCE S-NLJ-T1"],
    );
}

#[test]
fn a_piece_registered_for_a_river_or_the_wrong_unit() {
    expect(
        |w| {
            let mut piece = segment(w, "S-LK-T3").clone();
            (piece.id, piece.unit, piece.post) = (text("S-LK-T2"), text(T2), None);
            w.segments.push(piece);
        },
        // No board of the lake stands in T2.
        &[
            "W_REGISTERED_VS_SPATIAL S-LK-T2",
            "W_NO_NOTICE_BOARD S-LK-T2",
            "E_SEAT_MISSING 450521101/LK",
        ],
    );
    expect(
        |w| {
            let mut piece = segment(w, "S-LK-T3").clone();
            (piece.id, piece.water, piece.post) = (text("S-BH-P"), text("BH"), text("RC-450512100-BH"));
            w.segments.push(piece);
        },
        &["W_ORPHAN_SEGMENT S-BH-P"],
    );
    expect(
        |w| {
            w.segments.retain(|s| s.id.as_deref() != Some("S-LK-T3"));
            w.boards.retain(|b| b.segment.as_deref() != Some("S-LK-T3"));
        },
        &["W_SEGMENT_GAP LK.piece.township.450512100"],
    );
}

#[test]
fn an_end_that_hangs_in_the_air_and_a_river_drawn_upstream() {
    expect(
        |w| {
            let short: Vec<_> = [(109.05, 21.52), (109.07, 21.521), (109.11, 21.5194)].into();
            course(w, "QH", &short);
            let end = length_m(&short);
            for id in ["S-QH-B", "S-QH-T3"] {
                segment(w, id).measure_to = Some(end);
            }
        },
        &["W_FLOW_UNKNOWN QH.0", "W_NETWORK_END QH.0"],
    );
    expect(
        |w| {
            let back: Vec<_> = XHX.iter().rev().copied().collect();
            course(w, "XHX", &back);
        },
        // The village's stretch is now measured from the other end.
        &[
            "E_NETWORK_REVERSED XHX.0",
            "N_SEGMENT_GAP XHX.0.village.450521100001.B.1",
            "W_REGISTERED_VS_SPATIAL S-XHX-V01",
        ],
    );
}

/// What is said of the direction of a water's main course.
fn direction(spoil: impl FnOnce(&mut RawWorld), feature: &str) -> Vec<&'static str> {
    let about = |code: &str| ["E_NETWORK_REVERSED", "W_FLOW_UNKNOWN"].contains(&code);
    let found = after(spoil).into_iter();
    found
        .filter(|f| f.feature == feature && about(f.code))
        .map(|f| f.code)
        .collect()
}

/// The sea around a place.
fn sea(w: &mut RawWorld, (lon, lat): (f64, f64)) {
    w.marine_areas.push(RawMarineArea {
        id: text("SEA"),
        name: text("海"),
        geometry: Some(MultiPolygon::new(vec![rectangle([
            lon - 0.002,
            lon + 0.002,
            lat - 0.002,
            lat + 0.002,
        ])])),
        ..RawMarineArea::default()
    });
}

#[test]
fn a_river_that_begins_where_one_can_only_end_is_reversed_wherever_it_ends() {
    // Upstream, and out of the city.
    let away = [(109.02, 21.561), (109.019, 21.53), (109.021, 21.49)];
    assert_eq!(direction(|w| course(w, "XHX", &away), "XHX.0"), ["E_NETWORK_REVERSED"]);
    // From the sea into the land, with and without a water downstream.
    let inland = [(109.05, 21.52), (109.07, 21.521)];
    for downstream in [None, Some("NLJ")] {
        let spoil = |w: &mut RawWorld| {
            course(w, "QH", &inland);
            edit!(w.waters[code = "QH"]).downstream = downstream.and_then(text);
            sea(w, inland[0]);
        };
        assert_eq!(direction(spoil, "QH.0"), ["E_NETWORK_REVERSED"], "{downstream:?}");
    }
    let outward = [inland[1], inland[0]];
    let spoil = |w: &mut RawWorld| {
        course(w, "QH", &outward);
        sea(w, inland[0]);
    };
    assert_eq!(direction(spoil, "QH.0"), Vec::<&str>::new());
}

#[test]
fn a_river_of_which_nothing_tells_the_direction_is_told() {
    // Through the city from outside to outside.
    let through = [(109.04, 21.49), (109.04, 21.60)];
    let spoil = |w: &mut RawWorld| {
        course(w, "QH", &through);
        edit!(w.waters[code = "QH"]).downstream = None;
    };
    assert_eq!(direction(spoil, "QH.0"), ["W_FLOW_UNKNOWN"]);
    // From the water downstream back to it.
    let ring = [(109.02, 21.561), (109.019, 21.53), (109.03, 21.561)];
    assert_eq!(direction(|w| course(w, "XHX", &ring), "XHX.0"), ["W_FLOW_UNKNOWN"]);
}

#[test]
fn a_branch_that_hangs_on_nothing() {
    let branch = |points: &'static [(f64, f64)]| {
        move |w: &mut RawWorld| {
            w.centrelines.push(RawCentreline {
                water: text("BH"),
                branch: Some(1),
                geometry: Some(LineString::from(points.to_vec())),
                ..RawCentreline::default()
            });
        }
    };
    let gaps = [
        "W_SEGMENT_GAP BH.1.county.450512.B.1",
        "W_SEGMENT_GAP BH.1.township.450512100.B.1",
    ];
    expect(branch(&[(109.10, 21.54), (109.105, 21.535), (109.11, 21.54)]), &gaps);
    expect(
        branch(&[(109.10, 21.537), (109.105, 21.535), (109.11, 21.537)]),
        &[gaps[0], gaps[1], "W_BRANCH_DETACHED BH.1"],
    );
}

#[test]
fn waters_in_a_circle() {
    expect(
        |w| edit!(w.waters[code = "NLJ"]).downstream = text("XHX"),
        &["E_DOWNSTREAM_CYCLE NLJ", "E_DOWNSTREAM_CYCLE XHX"],
    );
    expect(
        |w| edit!(w.waters[code = "LK"]).parent = text("LK"),
        &["E_PARENT_CYCLE LK"],
    );
}

#[test]
fn a_border_stream_that_wobbles() {
    // Drawn apart from the border of V20 and V21, some ten metres to either side.
    let spoil = |w: &mut RawWorld| {
        let apart: Vec<_> = (0..=12)
            .map(|i| {
                (
                    109.09 + 0.0025 * f64::from(i),
                    21.54 + if i % 2 == 0 { 0.0001 } else { -0.0001 },
                )
            })
            .collect();
        course(w, "BH", &apart);
        let end = length_m(&apart);
        for id in ["S-BH-B", "S-BH-T3"] {
            segment(w, id).measure_to = Some(end);
        }
    };
    expect(spoil, &["W_BORDER_WOBBLE BH.0"]);
    let found = after(spoil);
    assert!(
        found[0].message.contains(V[2][0]) && found[0].message.contains(V[2][1]),
        "{}",
        found[0].message
    );
    assert!(found[0].measure.is_some_and(|(m, _)| m > 3_000.0 && m < 3_120.0));
}

#[test]
fn a_border_stream_beside_its_border() {
    // Twenty metres inside V21 all along: its own, but very like a border river. Half a metre would be on the border.
    let spoil = |metres: f64| {
        move |w: &mut RawWorld| {
            let beside = [109.09, 109.105, 109.12].map(|x| (x, 21.54 + metres / 110_700.0));
            course(w, "BH", &beside);
            for id in ["S-BH-B", "S-BH-T3"] {
                segment(w, id).measure_to = Some(length_m(&beside));
            }
        }
    };
    expect(spoil(0.5), &[]);
    expect(spoil(40.0), &[]);
    expect(spoil(20.0), &["W_BORDER_PARALLEL BH.0"]);
    let found = &after(spoil(20.0))[0];
    assert!(
        found.message.contains(V[2][0]) && found.message.contains(V[2][1]),
        "{}",
        found.message
    );
    assert!(!found.remedy.is_empty() && found.place.is_some());
    assert!(found.measure.is_some_and(|(m, _)| m > 3_000.0 && m < 3_120.0));
}

#[test]
fn a_commander_of_a_county_that_the_water_does_not_touch() {
    expect(
        |w| edit!(w.waters[code = "XHX"]).commander_county = text(COUNTY_B),
        &["E_COMMANDER_COUNTY XHX"],
    );
    expect(|w| edit!(w.waters[code = "QH"]).commander_county = text(COUNTY_A), &[]);
    expect(
        |w| edit!(w.waters[code = "QH"]).convener_override = text("450721"),
        &["E_CONVENER_OVERRIDE QH"],
    );
}

#[test]
fn a_conference_without_a_convener_and_a_tie() {
    // County B has the longer reach; without its chief nobody convenes.
    expect(
        |w| {
            w.posts.retain(|p| p.id.as_deref() != Some("RC-450512-QH"));
            w.tenures.retain(|t| t.post.as_deref() != Some("RC-450512-QH"));
            w.holders.retain(|h| h.id.as_deref() != Some("H-RC-450512-QH-leader"));
            segment(w, "S-QH-B").post = None;
        },
        &["E_NO_CONVENER QH", "E_SEAT_MISSING 450512/QH"],
    );
    expect(
        |w| {
            let even: Vec<_> = [(109.04, 21.52), (109.08, 21.52), (109.12, 21.52)].into();
            course(w, "QH", &even);
            let (border, end) = (measure_at(&even, 0, X[2]), length_m(&even));
            for (id, from, to) in [
                ("S-QH-A", 0.0, border),
                ("S-QH-T2", 0.0, border),
                ("S-QH-B", border, end),
                ("S-QH-T3", border, end),
            ] {
                let s = segment(w, id);
                (s.measure_from, s.measure_to) = (Some(from), Some(to));
            }
        },
        &["N_CONVENER_TIE QH"],
    );
}

#[test]
fn a_commander_of_a_county_that_holds_an_area_alone() {
    // J1: a positive area is a share, though the line stays in county A.
    let spoil = |w: &mut RawWorld| {
        edit!(w.waters[code = "XHX"]).commander_county = text(COUNTY_B);
        let mut area = w.water_areas[0].clone();
        (area.id, area.water) = (text("A-XHX"), text("XHX"));
        let shape = riverchief_fixtures::rectangle([109.085, 109.086, 21.55, 21.551]);
        area.geometry = Some(geo::MultiPolygon::new(vec![shape]));
        w.water_areas.push(area);
    };
    // Its convener is to be: county B has no chief of XHX yet.
    let found = after(spoil);
    let codes: BTreeSet<&str> = found.iter().map(|f| f.code).collect();
    assert!(
        !codes.contains("E_COMMANDER_COUNTY") && codes.contains("E_NO_CONVENER"),
        "{found:#?}"
    );
}
