//! Points in polygons by `geometry-rs` and by geo's `IntervalTreeMultiPolygon`, each behind an `rstar` of boxes.
//!
//!     lookup-peers POLYGONS.geojson POINTS.csv SECONDS
//!
//! Prints one line of JSON per method. The boundary counts as inside with one and not with the other; random points
//! don't lie on it.
#![forbid(unsafe_code)]
use geo::indexed::IntervalTreeMultiPolygon;
use geo::{BoundingRect, Contains, MultiPolygon, Point};
use geojson::GeoJson;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

type Boxes = RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [polygons, points, seconds] = &arguments[..] else {
        return Err("lookup-peers POLYGONS.geojson POINTS.csv SECONDS".into());
    };
    let (polygons, points, seconds) = (read_polygons(polygons)?, read_points(points)?, seconds.parse()?);

    let start = Instant::now();
    let (boxes, trees) = (boxes(&polygons), polygons.iter().map(IntervalTreeMultiPolygon::new).collect::<Vec<_>>());
    let build_s = start.elapsed().as_secs_f64();
    measure("geo IntervalTreeMultiPolygon", build_s, seconds, &points, |p| {
        found(&boxes, p, |i| trees[i].contains(&Point::from(p)))
    })?;
    drop(trees);

    let start = Instant::now();
    let (boxes, stripes) = (self::boxes(&polygons), polygons.iter().map(striped).collect::<Vec<_>>());
    let build_s = start.elapsed().as_secs_f64();
    measure("geometry-rs y-stripes", build_s, seconds, &points, |p| {
        let place = geometry_rs::Point { x: p[0], y: p[1] };
        found(&boxes, p, |i| stripes[i].iter().any(|part| part.contains_point(place)))
    })
}

fn found(boxes: &Boxes, p: [f64; 2], contains: impl Fn(usize) -> bool) -> bool {
    let around = AABB::from_point(p);
    boxes.locate_in_envelope_intersecting(around).any(|item| contains(item.data))
}

fn boxes(polygons: &[MultiPolygon]) -> Boxes {
    let items = polygons.iter().enumerate().filter_map(|(i, polygon)| {
        let b = polygon.bounding_rect()?;
        Some(GeomWithData::new(Rectangle::from_corners([b.min().x, b.min().y], [b.max().x, b.max().y]), i))
    });
    RTree::bulk_load(items.collect())
}

fn striped(polygons: &MultiPolygon) -> Vec<geometry_rs::Polygon> {
    let ring = |line: &geo::LineString| line.0.iter().map(|c| geometry_rs::Point { x: c.x, y: c.y }).collect::<Vec<_>>();
    let options = || geometry_rs::PolygonBuildOptions {
        enable_rtree: false,
        enable_compressed_quad: false,
        enable_y_stripes: true,
        rtree_min_segments: 64,
    };
    let part = |p: &geo::Polygon| {
        geometry_rs::Polygon::new(ring(p.exterior()), p.interiors().iter().map(ring).collect(), Some(options()))
    };
    polygons.iter().map(part).collect()
}

fn measure(
    name: &str,
    build_s: f64,
    seconds: f64,
    points: &[[f64; 2]],
    inside: impl Fn([f64; 2]) -> bool,
) -> Result<(), Box<dyn Error>> {
    let hits = points.iter().filter(|p| inside(**p)).count();
    let (start, on_cpu) = (Instant::now(), on_cpu_ns()?);
    let mut done = 0_u32;
    for p in points.iter().cycle() {
        black_box(inside(*p));
        done += 1;
        if done % 256 == 0 && start.elapsed().as_secs_f64() > seconds {
            break;
        }
    }
    let ns = (on_cpu_ns()? - on_cpu) / f64::from(done);
    println!(r#"{{"method": "{name}", "ns": {ns:.1}, "build_s": {build_s:.3}, "hits": {hits}}}"#);
    Ok(())
}

fn on_cpu_ns() -> Result<f64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(text.split(' ').next().ok_or("an empty schedstat")?.parse()?)
}

fn read_polygons(path: &str) -> Result<Vec<MultiPolygon>, Box<dyn Error>> {
    let GeoJson::FeatureCollection(collection) = std::fs::read_to_string(path)?.parse()? else {
        return Err(format!("{path} is not a feature collection").into());
    };
    let geometry = |feature: geojson::Feature| -> Result<MultiPolygon, Box<dyn Error>> {
        match geo::Geometry::<f64>::try_from(feature.geometry.ok_or("a feature without geometry")?)? {
            geo::Geometry::Polygon(polygon) => Ok(MultiPolygon::new(vec![polygon])),
            geo::Geometry::MultiPolygon(polygons) => Ok(polygons),
            _ => Err("not a polygon".into()),
        }
    };
    collection.features.into_iter().map(geometry).collect()
}

/// A CSV that begins with `id,lon,lat`.
fn read_points(path: &str) -> Result<Vec<[f64; 2]>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let line = |line: &str| -> Result<[f64; 2], Box<dyn Error>> {
        let mut cells = line.split(',').skip(1);
        let mut next = || cells.next().ok_or_else(|| format!("a short line: {line}"));
        Ok([next()?.parse()?, next()?.parse()?])
    };
    text.lines().skip(1).map(line).collect()
}
