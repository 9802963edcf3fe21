//! What an arrangement must be, whatever goes in.
use super::*;
use crate::meeting::{Meeting, meeting};
use crate::position::{Position, position_brute};
use geo::Area;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn lines(lines: &[&[(f64, f64)]]) -> Vec<(usize, Vec<Coord<f64>>)> {
    lines
        .iter()
        .map(|l| l.iter().map(|&c| c.into()).collect())
        .enumerate()
        .collect()
}

const SQUARE: &[(f64, f64)] = &[(0.0, 0.0), (8.0, 0.0), (8.0, 8.0), (0.0, 8.0), (0.0, 0.0)];

#[test]
fn a_dangling_line_bounds_nothing_and_knows_its_face() {
    let laid = Arrangement::new(
        1e-7,
        lines(&[SQUARE, &[(2.0, 2.0), (3.0, 3.0)], &[(4.0, -1.0), (4.0, 1.0)]]),
    )
    .unwrap();
    assert_eq!(laid.faces.len(), 1);
    assert_eq!(laid.faces[0].outer.len(), 5, "the river's node on the border is kept");
    let free = laid.edges.iter().filter(|e| e.left == e.right);
    let inside: Vec<_> = free.map(|e| (e.labels[0], e.left)).collect();
    assert_eq!(inside, [(1, Some(0)), (2, None), (2, Some(0))]);
}

#[test]
fn a_hole_belongs_to_the_face_around_it_and_may_touch_it() {
    let pond: &[(f64, f64)] = &[(2.0, 2.0), (4.0, 2.0), (3.0, 4.0), (2.0, 2.0)];
    let islet: &[(f64, f64)] = &[(2.5, 2.2), (3.5, 2.2), (3.0, 3.0), (2.5, 2.2)];
    let bay: &[(f64, f64)] = &[(8.0, 4.0), (6.0, 5.0), (6.0, 3.0), (8.0, 4.0)];
    let laid = Arrangement::new(1e-7, lines(&[SQUARE, pond, islet, bay])).unwrap();
    let holes: Vec<usize> = laid.faces.iter().map(|f| f.holes.len()).collect();
    assert_eq!(holes, [2, 1, 0, 0]);
    for face in 0..4 {
        let polygon = MultiPolygon::new(vec![laid.polygon(face)]);
        assert!(crate::validity::problems(&polygon).is_empty());
        assert_eq!(laid.face_at(laid.faces[face].interior), Some(face));
    }
    assert_eq!(laid.face_at(LonLat::new(9.0, 1.0)), None);
    let all = laid.dissolve(|_| Some(()));
    assert_eq!(all[&()].0.len(), 1);
    assert!((all[&()].unsigned_area() - 64.0).abs() < 1e-9);
}

#[test]
fn faces_of_one_key_that_touch_at_a_corner_stay_two_parts() {
    let laid = Arrangement::new(
        1e-7,
        lines(&[SQUARE, &[(4.0, 0.0), (4.0, 8.0)], &[(0.0, 4.0), (8.0, 4.0)]]),
    )
    .unwrap();
    let dissolved = laid.dissolve(|f| {
        let at = laid.faces[f].interior;
        Some((at.lon < 4.0) == (at.lat < 4.0))
    });
    assert_eq!(dissolved.values().map(|m| m.0.len()).collect::<Vec<_>>(), [2, 2]);
    let ring = laid.dissolve(|f| (laid.faces[f].interior.lon < 4.0).then_some(()));
    assert_eq!(ring[&()].0.len(), 1);
    assert_eq!(
        ring[&()].0[0].exterior().0.len(),
        7,
        "the node where others meet is kept"
    );
}

#[test]
fn labels_of_lines_that_coincide_are_joined() {
    let laid = Arrangement::new(1e-7, lines(&[&[(0.0, 0.0), (4.0, 0.0)], &[(3.0, 0.0), (1.0, 0.0)]])).unwrap();
    let labels: Vec<_> = laid.edges.iter().map(|e| e.labels.clone()).collect();
    assert_eq!(labels, [vec![0], vec![0, 1], vec![0]]);
}

#[test]
fn what_has_no_place_on_the_grid_is_refused() {
    let bad = Arrangement::new(1e-7, [(0, [Coord { x: f64::NAN, y: 0.0 }, Coord { x: 1.0, y: 1.0 }])]);
    assert!(matches!(bad.err(), Some(ArrangementError::Coordinate { line: 0, .. })));
    for cell_deg in [0.0, -1.0, f64::NAN, 1e-300, 1e300] {
        assert!(Arrangement::<u8>::new(cell_deg, [(0, vec![])]).is_err(), "{cell_deg}");
    }
    assert!(Arrangement::<u8>::new(1e-7, [(0, vec![])]).unwrap().faces.is_empty());
}

fn root(parent: &[usize], mut i: usize) -> usize {
    while parent[i] != i {
        i = parent[i];
    }
    i
}

/// Everything an arrangement promises, by brute force.
fn check<L: Ord + Clone>(laid: &Arrangement<L>) {
    let edge = |e: &Edge<L>| (laid.nodes[e.from], laid.nodes[e.to]);
    for (i, e) in laid.edges.iter().enumerate() {
        assert!(e.from < e.to);
        for f in &laid.edges[i + 1..] {
            match meeting(edge(e), edge(f)) {
                Meeting::Apart => {}
                Meeting::Touching { at, .. } => {
                    let both = [edge(e).0, edge(e).1].contains(&at) && [edge(f).0, edge(f).1].contains(&at);
                    assert!(both, "a node inside an edge");
                }
                crossed => panic!("{crossed:?}"),
            }
        }
    }
    // Euler: V − E + F = 1 + C, the unbounded face counted.
    let mut parent: Vec<usize> = (0..laid.nodes.len()).collect();
    for e in &laid.edges {
        let (a, b) = (root(&parent, e.from), root(&parent, e.to));
        parent[a] = b;
    }
    let components = (0..laid.nodes.len()).filter(|&i| root(&parent, i) == i).count();
    assert_eq!(
        laid.nodes.len() + laid.faces.len() + 1,
        laid.edges.len() + 1 + components
    );
    let polygons: Vec<_> = (0..laid.faces.len())
        .map(|f| MultiPolygon::new(vec![laid.polygon(f)]))
        .collect();
    for (f, polygon) in polygons.iter().enumerate() {
        assert_eq!(crate::validity::problems(polygon), vec![], "face {f}");
        assert_eq!(laid.face_at(laid.faces[f].interior), Some(f));
        for (g, other) in polygons.iter().enumerate() {
            let inside = position_brute(other, laid.faces[f].interior) == Position::Inside;
            assert_eq!(inside, f == g, "the interior of face {f} in face {g}");
        }
    }
    // Any colouring tessellates what all faces cover.
    let area = |m: &MultiPolygon<f64>| m.unsigned_area();
    let faces: f64 = polygons.iter().map(area).sum();
    let by_key: BTreeMap<usize, MultiPolygon<f64>> = laid.dissolve(|f| Some(f * 7 % 3));
    let keyed: f64 = by_key.values().map(area).sum();
    let whole = laid.dissolve(|_| Some(()));
    let united: f64 = whole.values().map(area).sum();
    assert!((faces - keyed).abs() <= 1e-9 * faces && (faces - united).abs() <= 1e-9 * faces);
    for (key, multi) in &by_key {
        assert_eq!(crate::validity::problems(multi), vec![], "key {key}");
        for (f, face) in laid.faces.iter().enumerate() {
            let inside = position_brute(multi, face.interior) == Position::Inside;
            assert_eq!(inside, f * 7 % 3 == *key);
        }
    }
}

fn segments(size: i32, count: usize) -> impl Strategy<Value = Vec<[(i32, i32); 2]>> {
    let end = move || (0..size, 0..size);
    prop::collection::vec((end(), end()).prop_map(|(a, b)| [a, b]), 1..count)
}

fn laid(cell_deg: f64, segments: &[[(i32, i32); 2]], scale: f64) -> Arrangement<usize> {
    let at = |c: (i32, i32)| Coord {
        x: 109.0 + f64::from(c.0) * scale,
        y: 21.0 + f64::from(c.1) * scale,
    };
    let lines = segments
        .iter()
        .enumerate()
        .map(|(i, s)| (i % 5, vec![at(s[0]), at(s[1])]));
    Arrangement::new(cell_deg, lines).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_segments_on_a_coarse_grid(s in segments(12, 24)) {
        // Ends on the grid, crossings not: snapping at its worst.
        check(&laid(1.0, &s, 1.0));
    }

    #[test]
    fn random_segments_on_fine_grids(s in segments(1000, 24)) {
        check(&laid(1e-7, &s, 1.0 / 1024.0));
        check(&laid(1e-12, &s, 1.0 / 1024.0));
    }

    #[test]
    fn the_order_of_the_input_does_not_matter(s in segments(12, 24)) {
        let mut turned: Vec<_> = s.iter().enumerate().map(|(i, s)| (i % 5, [s[1], s[0]])).collect();
        turned.reverse();
        let at = |c: (i32, i32)| Coord { x: f64::from(c.0), y: f64::from(c.1) };
        let there = Arrangement::new(1.0, s.iter().enumerate().map(|(i, s)| (i % 5, s.map(at)))).unwrap();
        let back = Arrangement::new(1.0, turned.into_iter().map(|(i, s)| (i, s.map(at)))).unwrap();
        prop_assert_eq!(there.nodes, back.nodes);
        prop_assert_eq!(there.edges, back.edges);
        prop_assert_eq!(there.faces, back.faces);
    }
}

#[test]
fn fifty_thousand_segments_are_laid_over_each_other() {
    let mut h = 0.5_f64;
    let mut next = || {
        h = (h * 997.0 + 0.618_033_988_75).fract();
        h
    };
    let lines: Vec<(usize, [Coord<f64>; 2])> = (0..50_000)
        .map(|i| {
            let a = Coord {
                x: 109.0 + next(),
                y: 21.0 + next(),
            };
            (
                i % 7,
                [
                    a,
                    Coord {
                        x: a.x + next() * 0.01 - 0.005,
                        y: a.y + next() * 0.01 - 0.005,
                    },
                ],
            )
        })
        .collect();
    let laid = Arrangement::new(1e-7, lines).unwrap();
    let dissolved = laid.dissolve(|f| Some(f % 50));
    assert_eq!(dissolved.len(), 50);
}
