//! Prepared polygons answer as brute force does, on large and awkward polygons.
use super::fixture;
use super::wkt::{Shape, parse};
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;
use riverchief_geom::position::position_brute;
use riverchief_geom::{LonLat, Position, PreparedPolygon};

/// A small seeded generator of numbers in [0, 1).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 33).unwrap()) / f64::from(1_u32 << 31)
    }
}

/// Random places, vertices, places on edges and the neighbouring doubles of both.
fn compare(name: &str, polygon: MultiPolygon<f64>, random: &mut Random) -> [usize; 3] {
    let bbox = polygon.bounding_rect().unwrap();
    let prepared = PreparedPolygon::new(polygon);
    let mut places: Vec<Coord<f64>> = (0..400)
        .map(|_| Coord {
            x: bbox.min().x + random.next() * bbox.width(),
            y: bbox.min().y + random.next() * bbox.height(),
        })
        .collect();
    let step = (prepared.edges().len() / 150).max(1);
    for edge in prepared.edges().step_by(step) {
        let middle = edge.a + (edge.b - edge.a) * random.next();
        for c in [edge.a, middle] {
            places.extend([
                c,
                Coord {
                    x: c.x.next_up(),
                    y: c.y,
                },
                Coord {
                    x: c.x.next_down(),
                    y: c.y,
                },
                Coord {
                    x: c.x,
                    y: c.y.next_up(),
                },
                Coord {
                    x: c.x,
                    y: c.y.next_down(),
                },
                Coord {
                    x: bbox.min().x,
                    y: c.y,
                },
            ]);
        }
    }
    let mut seen = [0; 3];
    for c in places {
        let place = LonLat::from(c);
        let expected = position_brute(prepared.geometry(), place);
        assert_eq!(prepared.position(place), expected, "{name} {place:?}");
        seen[match expected {
            Position::Inside => 0,
            Position::OnBoundary => 1,
            Position::Outside => 2,
        }] += 1;
    }
    seen
}

#[test]
fn the_large_polygons_of_georust() {
    let Some(root) = fixture("fixtures/georust-wkt") else {
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(&root).unwrap().map(|e| e.unwrap().path()).collect();
    files.extend(
        std::fs::read_dir(root.join("issue-894"))
            .unwrap()
            .map(|e| e.unwrap().path()),
    );
    files.sort();
    let mut random = Random(7);
    let mut total = [0; 3];
    for file in files.iter().filter(|f| f.is_file()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let polygon = match parse(&std::fs::read_to_string(file).unwrap()) {
            Some(Shape::Areas(areas)) => areas,
            Some(Shape::Lines(lines)) => {
                let rings = lines.into_iter().map(|l| Polygon::new(l, vec![]));
                MultiPolygon::new(rings.collect())
            }
            _ => panic!("{name} is not read"),
        };
        let seen = compare(&name, polygon, &mut random);
        for (sum, n) in total.iter_mut().zip(seen) {
            *sum += n;
        }
    }
    println!("inside, on, outside: {total:?}");
    assert!(total.iter().all(|&n| n > 1000), "{total:?}");
}

fn star() -> impl Strategy<Value = MultiPolygon<f64>> {
    let ring = |scale: f64| {
        prop::collection::vec(0.2_f64..1.0, 3..40).prop_map(move |radii| {
            let count = f64::from(u32::try_from(radii.len()).unwrap());
            let at = |(i, r): (usize, f64)| {
                let angle = f64::from(u32::try_from(i).unwrap()) / count * std::f64::consts::TAU;
                Coord {
                    x: 109.0 + scale * r * angle.cos(),
                    y: 21.0 + scale * r * angle.sin(),
                }
            };
            LineString(radii.into_iter().enumerate().map(at).collect())
        })
    };
    (ring(1.0), ring(0.19)).prop_map(|(shell, hole)| MultiPolygon::new(vec![Polygon::new(shell, vec![hole])]))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_stars_with_a_hole(star in star(), seed in any::<u64>()) {
        compare("star", star, &mut Random(seed));
    }
}
