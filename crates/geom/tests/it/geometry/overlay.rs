//! Arrangement and dissolve as an overlay engine, against the areas that other projects expect.
use super::jts::cases;
use super::wkt::{Shape, parse};
use super::{areal, fixture, json};
use geo::{Area, BoundingRect, Coord, MultiPolygon};
use riverchief_geom::PreparedPolygon;
use riverchief_geom::arrangement::Arrangement;
use riverchief_geom::validity::is_valid;

/// Areas of: both, any, only the first, exactly one; and that the pieces are valid and tessellate.
fn overlay(parts: &[&MultiPolygon<f64>]) -> [f64; 4] {
    let rings = parts.iter().enumerate().flat_map(|(label, multi)| {
        multi.iter().flat_map(move |p| {
            std::iter::once(p.exterior())
                .chain(p.interiors())
                .map(move |r| (label, r.0.as_slice()))
        })
    });
    let extent = parts.iter().filter_map(|m| m.bounding_rect()).fold(1.0_f64, |most, b| {
        most.max(b.max().x.abs())
            .max(b.max().y.abs())
            .max(b.min().x.abs())
            .max(b.min().y.abs())
    });
    // As fine as the grid's range allows for these coordinates.
    let cell = 10_f64.powf((extent * 1e-14).log10().ceil().max(-12.0));
    let laid = Arrangement::new(cell.min(1e-3), rings).unwrap();
    let prepared: Vec<PreparedPolygon> = parts.iter().map(|m| PreparedPolygon::new((*m).clone())).collect();
    let key: Vec<Vec<bool>> = laid
        .faces
        .iter()
        .map(|f| prepared.iter().map(|p| p.covers(f.interior)).collect())
        .collect();
    let area = |chosen: &dyn Fn(&[bool]) -> bool| {
        let united = laid.dissolve(|f| chosen(&key[f]).then_some(()));
        let Some(united) = united.get(&()) else { return 0.0 };
        assert!(is_valid(united), "{:?}", riverchief_geom::validity::problems(united));
        let faces: f64 = (0..laid.faces.len())
            .filter(|&f| chosen(&key[f]))
            .map(|f| laid.polygon(f).unsigned_area())
            .sum();
        assert!((faces - united.unsigned_area()).abs() <= 1e-9 * faces.max(1e-9));
        united.unsigned_area()
    };
    [
        area(&|k| k.iter().all(|&i| i)),
        area(&|k| k.iter().any(|&i| i)),
        area(&|k| k[0] && !k[1..].contains(&true)),
        area(&|k| k.iter().filter(|&&i| i).count() % 2 == 1),
    ]
}

#[test]
fn jts_overlays_have_the_expected_areas() {
    let mut run = 0;
    for file in ["general/TestOverlayAA.xml", "general/TestNGOverlayA.xml"] {
        let Some(cases) = cases(file) else { return };
        for case in &cases {
            let (Some(Shape::Areas(a)), Some(Shape::Areas(b))) = (&case.a, &case.b) else {
                continue;
            };
            if !(is_valid(a) && is_valid(b)) {
                continue;
            }
            let got = overlay(&[a, b]);
            let turned = overlay(&[b, a]);
            for op in &case.ops {
                let name = op.name.trim_end_matches("ng");
                let Some(index) = ["intersection", "union", "difference", "symdifference"]
                    .iter()
                    .position(|n| *n == name)
                else {
                    continue;
                };
                // Results of mixed dimension are collections, which the reader leaves out.
                let Some(Shape::Areas(expected)) = parse(&op.expected) else {
                    continue;
                };
                let expected = expected.unsigned_area();
                let got = if op.swapped { turned[index] } else { got[index] };
                let whole = a.unsigned_area() + b.unsigned_area();
                assert!(
                    (got - expected).abs() <= 1e-6 * whole,
                    "{} {name}: {got} {expected}",
                    case.name
                );
                run += 1;
            }
        }
    }
    assert_eq!(run, 120, "the number that docs/JTS.md tells");
}

#[test]
fn polygon_clipping_overlays_have_the_expected_areas() {
    let Some(root) = fixture("fixtures/polygon-clipping") else {
        return;
    };
    let mut folders: Vec<_> = std::fs::read_dir(&root)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    folders.sort();
    let (mut run, mut passed_over) = (0, vec![]);
    for folder in folders {
        let folder = folder.to_string_lossy().into_owned();
        let read = |file: &str| {
            if !root.join(&folder).join(format!("{file}.geojson")).exists() {
                return None;
            }
            let value = json(&format!("fixtures/polygon-clipping/{folder}/{file}.geojson"))?;
            if value["features"].is_array() {
                return value["features"]
                    .as_array()?
                    .iter()
                    .map(|f| areal(&f["geometry"]))
                    .collect::<Option<Vec<_>>>();
            }
            areal(&value["geometry"]).map(|m| vec![m])
        };
        let Some(parts) = read("args") else { continue };
        // Self-crossing input means even–odd there, a finding here.
        if parts.is_empty() || !parts.iter().all(is_valid) {
            passed_over.push(folder);
            continue;
        }
        let got = overlay(&parts.iter().collect::<Vec<_>>());
        let whole: f64 = parts.iter().map(Area::unsigned_area).sum();
        for (index, name) in ["intersection", "union", "difference", "xor"].into_iter().enumerate() {
            let Some(expected) = read(name).or_else(|| read("all")) else {
                continue;
            };
            let expected: f64 = expected.iter().map(Area::unsigned_area).sum();
            assert!(
                (got[index] - expected).abs() <= 1e-6 * whole + 1e-12,
                "{folder} {name}: {} {expected}",
                got[index]
            );
            run += 1;
        }
    }
    println!(
        "{run} overlays agree; passed over, invalid input: {}",
        passed_over.join(", ")
    );
    assert!(run > 30, "{run}");
}

#[test]
fn counties_and_their_own_grid_tessellate() {
    let Some(counties) = json("admin/beihai_counties_wgs84_derived.geojson") else {
        return;
    };
    let counties: Vec<MultiPolygon<f64>> = counties["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|f| areal(&f["geometry"]))
        .collect();
    let grid = (0..40).flat_map(|i| {
        let s = f64::from(i) * 0.04;
        let c = |x: f64, y: f64| Coord { x, y };
        [
            vec![c(108.7 + s, 20.8), c(108.7 + s, 22.2)],
            vec![c(108.6, 20.8 + s), c(110.3, 20.8 + s)],
        ]
    });
    let rings = counties.iter().flat_map(|m| m.iter().map(|p| p.exterior().0.clone()));
    let laid = Arrangement::new(1e-7, rings.chain(grid).map(|line| ((), line))).unwrap();
    for county in &counties {
        let prepared = PreparedPolygon::new(county.clone());
        let inside = laid.dissolve(|f| prepared.covers(laid.faces[f].interior).then_some(()));
        let got = inside[&()].unsigned_area();
        assert!(
            (got - county.unsigned_area()).abs() < 1e-6 * got,
            "{got} {}",
            county.unsigned_area()
        );
    }
}
