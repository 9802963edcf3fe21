//! Records that can't be typed are left out; what refers to them hangs in the air.
use super::{edit, expect, text};
use geo::{LineString, MultiPolygon, Point, Polygon};

#[test]
fn dates_that_do_not_exist_and_intervals_that_end_before_they_begin() {
    expect(
        |w| edit!(w.boards[id = "B-S-LK-B"]).valid_from = text("2018-02-30"),
        &["E_DATE B-S-LK-B"],
    );
    expect(
        |w| edit!(w.boards[id = "B-S-LK-B"]).valid_from = text("2018-06-301"),
        &["E_DATE B-S-LK-B"],
    );
    expect(
        |w| {
            let board = edit!(w.boards[id = "B-S-LK-B"]);
            (board.valid_from, board.valid_to) = (text("2020-01-01"), text("2020-01-01"));
        },
        &["E_DATE B-S-LK-B"],
    );
    // A time of day is no matter.
    expect(
        |w| edit!(w.boards[id = "B-S-LK-B"]).valid_from = text("2018-06-30T00:00:00"),
        &[],
    );
}

#[test]
fn values_outside_their_lists_and_ranges() {
    // The lake's other segment and board are enough for the rest of the lake.
    expect(
        |w| edit!(w.boards[id = "B-S-LK-B"]).water = text("L K"),
        &["E_FIELD_VALUE B-S-LK-B"],
    );
    expect(
        |w| edit!(w.waters[code = "BH"]).half_width_m = Some(-1.0),
        &[
            "E_FIELD_VALUE BH",
            // Without the water nothing on it has a place.
            "E_DANGLING_REFERENCE B-S-BH-B",
            "E_DANGLING_REFERENCE B-S-BH-T3",
            "E_DANGLING_REFERENCE BH",
            "E_DANGLING_REFERENCE DOC-BH",
            "E_DANGLING_REFERENCE RC-450512-BH",
            "E_DANGLING_REFERENCE RC-450512100-BH",
            "E_DANGLING_REFERENCE S-BH-B",
            "E_DANGLING_REFERENCE S-BH-T3",
        ],
    );
    expect(
        |w| edit!(w.tenures[id = "TN-RC-450512-LK-leader"]).holder = text("a;b"),
        &[
            "E_FIELD_VALUE TN-RC-450512-LK-leader",
            "W_ORPHAN_HOLDER H-RC-450512-LK-leader",
            "W_SEAT_VACANT RC-450512-LK",
        ],
    );
}

#[test]
fn geometries_that_are_missing_too_short_or_nowhere() {
    let ring = |points: Vec<(f64, f64)>| Some(MultiPolygon::new(vec![Polygon::new(LineString::from(points), vec![])]));
    for geometry in [
        None,
        Some(MultiPolygon::new(vec![])),
        ring(vec![(109.13, 21.5), (109.14, 21.5)]),
        ring(vec![(109.13, 21.5), (190.0, 21.5), (109.14, 21.6)]),
        ring(vec![(109.13, 21.5), (f64::NAN, 21.5), (109.14, 21.6)]),
    ] {
        expect(
            |w| w.marine_areas[0].geometry.clone_from(&geometry),
            // Nothing tells which way a river flows that ends in a sea that is left out.
            &["E_GEOMETRY M-1", "W_FLOW_UNKNOWN NLJ.0"],
        );
    }
    expect(
        |w| edit!(w.boards[id = "B-S-LK-B"]).geometry = Some(Point::new(21.5, 109.1)),
        &["E_GEOMETRY B-S-LK-B"],
    );
}
