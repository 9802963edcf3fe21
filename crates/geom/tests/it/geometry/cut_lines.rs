//! Lines cut at borders: each piece lies on one side, and the pieces add up.
use geo::{Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use riverchief_geom::cutting::cut;
use riverchief_geom::ellipsoid::line_length_m;
use riverchief_geom::{EdgeTree, LonLat, Position, PreparedPolygon, Stationed};

/// Corners on a coarse grid, so that vertices meet edges and lines lie on borders.
fn places(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Coord<f64>>> {
    let place = (0..8_i32, 0..8_i32).prop_map(|(x, y)| Coord {
        x: 109.0 + f64::from(x) / 64.0,
        y: 21.0 + f64::from(y) / 64.0,
    });
    prop::collection::vec(place, count)
}

fn polygon() -> MultiPolygon<f64> {
    let c = |x: i32, y: i32| Coord {
        x: 109.0 + f64::from(x) / 64.0,
        y: 21.0 + f64::from(y) / 64.0,
    };
    let shell = [c(1, 1), c(6, 1), c(7, 3), c(5, 5), c(6, 6), c(2, 7), c(1, 4), c(3, 3)];
    let hole = [c(4, 2), c(5, 2), c(4, 4)];
    MultiPolygon::new(vec![Polygon::new(
        LineString(shell.to_vec()),
        vec![LineString(hole.to_vec())],
    )])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_piece_lies_on_one_side(line in places(2..7)) {
        prop_assume!(line.iter().any(|c| *c != line[0]));
        let prepared = PreparedPolygon::new(polygon());
        let borders = EdgeTree::new(prepared.edges().map(|e| (e.a, e.b, e.interior)));
        let cuts = cut(&line, &borders);
        let station = Stationed::new(LineString(line.clone())).unwrap();
        let mut measures: Vec<f64> = cuts.params(line.len() - 1).into_iter().map(|(e, t)| station.measure(e, t)).collect();
        measures.insert(0, 0.0);
        measures.push(station.len_m());
        measures.dedup_by(|b, a| (*b - *a).abs() < 1e-3);
        let mut total = 0.0;
        for piece in measures.windows(2) {
            let (from, to) = (piece[0], piece[1]);
            total += line_length_m(&station.slice(from, to).0);
            let on = cuts.overlaps.iter().any(|o| {
                let (start, end) = (station.measure(o.edge, o.t0), station.measure(o.edge, o.t1));
                start <= from + 1e-3 && end >= to - 1e-3
            });
            let seen: Vec<Position> = [0.1, 0.37, 0.5, 0.9]
                .iter()
                .map(|share| prepared.position(station.at(from + (to - from) * share)))
                .collect();
            if !on {
                prop_assert!(seen.iter().all(|s| *s == seen[0] && *s != Position::OnBoundary), "{:?} {:?}", piece, seen);
            }
        }
        prop_assert!((total - station.len_m()).abs() < 1e-6 * total.max(1.0));
    }

    #[test]
    fn where_a_line_lies_on_the_border_and_runs_with_it_the_interior_is_on_the_same_side(line in places(2..5)) {
        let prepared = PreparedPolygon::new(polygon());
        let borders = EdgeTree::new(prepared.edges().map(|e| (e.a, e.b, e.interior)));
        for overlap in cut(&line, &borders).overlaps {
            let (a, b) = (line[overlap.edge], line[overlap.edge + 1]);
            let middle = a + (b - a) * f64::midpoint(overlap.t0, overlap.t1);
            let d = (b - a) * 1e-6;
            // A step to the left of the line.
            let left = LonLat::new(middle.x - d.y, middle.y + d.x);
            let interior = if overlap.same_way { overlap.label } else { overlap.label.opposite() };
            let is_left = interior == riverchief_geom::Side::Left;
            prop_assert_eq!(prepared.position(left) == Position::Inside, is_left);
        }
    }
}
