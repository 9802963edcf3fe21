//! A small, sound world for tests: no check of `riverchief validate` finds anything in it.
//!
//! Six square villages in two rows and three columns; the columns are townships, the two western ones a county.
//!
//! ```text
//!        109.00      109.04      109.08      109.12    sea
//!  21.58 +-----------+-----------+-----------+--------+   (north of it: a neighbour county)
//!        |  V01      |  V11      |  V21      |
//!   NLJ ===============(pool)==================>          city-level river, 109.035–109.045 in a split reservoir
//!        |    ^      |           |           |
//!  21.54 +----|------+-----------+---=======BH>           border stream of V20 and V21
//!        |   XHX     |    ===QH==|==========>             canal across the county border
//!        |  V00      |  V10      |  V20 (LK) |
//!  21.50 +-----------+-----------+-----------+--------+
//!         T1          T2          T3
//!         county A    county A    county B
//! ```
#![allow(dead_code)] // Every concern takes what it needs.
#[path = "small_world/government.rs"]
mod government;
#[path = "small_world/ground.rs"]
mod ground;
#[path = "small_world/seats.rs"]
mod seats;

pub use seats::{seat, stretch};

use geo::{LineString, Polygon};
use geographiclib_rs::{Geodesic, InverseGeodesic};
use riverchief::snapshot::raw::{RawMeta, RawWorld};

/// Grid lines: longitudes of the columns, latitudes of the rows.
pub const X: [f64; 4] = [109.00, 109.04, 109.08, 109.12];
/// See [`X`].
pub const Y: [f64; 3] = [21.50, 21.54, 21.58];

pub const CITY: &str = "450500";
pub const COUNTY_A: &str = "450521";
pub const COUNTY_B: &str = "450512";
pub const T1: &str = "450521100";
pub const T2: &str = "450521101";
pub const T3: &str = "450512100";
/// Villages by column, then row (south, north).
pub const V: [[&str; 2]; 3] = [
    ["450521100200", "450521100001"],
    ["450521101200", "450521101201"],
    ["450512100200", "450512100001"],
];
/// A county north of the city.
pub const NEIGHBOUR: &str = "450721";

/// West, east, south, north edge of the pool and of the land zone around it.
pub const POOL: [f64; 4] = [109.035, 109.045, 21.555, 21.565];
/// See [`POOL`].
pub const LAND: [f64; 4] = [109.033, 109.047, 21.553, 21.567];
/// An islet in the pool, in the eastern village.
pub const ISLET: [f64; 4] = [109.041, 109.042, 21.562, 21.563];

/// Course of the city-level river.
pub const NLJ: &[(f64, f64)] = &[
    (109.00, 21.56),
    (109.02, 21.561),
    (109.06, 21.559),
    (109.10, 21.561),
    (109.12, 21.56),
];
/// Its tributary, from V00 through V01.
pub const XHX: &[(f64, f64)] = &[(109.021, 21.51), (109.019, 21.53), (109.02, 21.561)];
/// The canal from V10 to the sea in V20.
pub const QH: &[(f64, f64)] = &[(109.05, 21.52), (109.07, 21.521), (109.12, 21.519)];
/// The border stream of V20 and V21.
pub const BH: &[(f64, f64)] = &[(109.09, 21.54), (109.12, 21.54)];
/// The lake in V20: west, east, south, north.
pub const LAKE: [f64; 4] = [109.09, 109.10, 21.525, 21.53];

#[expect(clippy::unnecessary_wraps, reason = "raw text fields are optional")]
fn text(s: &str) -> Option<String> {
    Some(s.to_owned())
}

/// A closed ring through the points, as a polygon without holes.
pub fn polygon(points: &[(f64, f64)]) -> Polygon<f64> {
    Polygon::new(LineString::from(points.to_vec()), vec![])
}

/// The rectangle `[west, east, south, north]`, counter-clockwise.
pub fn rectangle([w, e, s, n]: [f64; 4]) -> Polygon<f64> {
    polygon(&[(w, s), (e, s), (e, n), (w, n)])
}

fn geodesic() -> Geodesic {
    Geodesic::new(6_378_137.0, 1.0 / 298.257_222_101)
}

/// Geodesic length of a course in metres.
pub fn length_m(course: &[(f64, f64)]) -> f64 {
    let g = geodesic();
    course
        .windows(2)
        .map(|w| -> f64 { g.inverse(w[0].1, w[0].0, w[1].1, w[1].0) })
        .sum()
}

/// Measure in metres of the first place on a course where `axis` (0 longitude, 1 latitude) takes `value` (N3).
pub fn measure_at(course: &[(f64, f64)], axis: usize, value: f64) -> f64 {
    let g = geodesic();
    let mut at = 0.0;
    for w in course.windows(2) {
        let (a, b) = if axis == 0 { (w[0].0, w[1].0) } else { (w[0].1, w[1].1) };
        let edge: f64 = g.inverse(w[0].1, w[0].0, w[1].1, w[1].0);
        let t = (value - a) / (b - a);
        if (0.0..=1.0).contains(&t) {
            return at + t * edge;
        }
        at += edge;
    }
    panic!("the course never reaches {value}");
}

/// The sound world, as a reader of files would hand it over.
pub fn sound() -> RawWorld {
    let mut world = RawWorld {
        units: ground::units(),
        ..RawWorld::default()
    };
    ground::waters(&mut world);
    ground::zones(&mut world);
    seats::seats(&mut world);
    seats::segments(&mut world);
    government::establish(&mut world);
    let facts = [
        ("name", "小世界"),
        ("schematic", "true"),
        ("notice_zh", "示意"),
        ("notice_en", "schematic"),
    ];
    world.meta = facts
        .into_iter()
        .map(|(key, value)| RawMeta {
            key: text(key),
            value: text(value),
            ..RawMeta::default()
        })
        .collect();
    world.layers = [
        "admin_units",
        "centrelines",
        "concerns",
        "departments",
        "documents",
        "functional_areas",
        "holders",
        "management_extents",
        "marine_areas",
        "notice_boards",
        "offices",
        "posts",
        "segments",
        "tasks",
        "tenures",
        "water_areas",
        "waters",
        "world",
        "zone_pieces",
        "zones",
    ]
    .map(str::to_owned)
    .to_vec();
    number(&mut world);
    world
}

/// Numbers the features of each layer from 1, as a file would.
fn number(world: &mut RawWorld) {
    macro_rules! fids {
        ($($layer:ident)*) => {$(
            for (fid, feature) in (1..).zip(&mut world.$layer) { feature.fid = fid; }
        )*};
    }
    fids!(meta units functional_areas waters water_areas centrelines segments zones zone_pieces extents marine_areas boards posts holders tenures departments tasks concerns offices documents);
}
