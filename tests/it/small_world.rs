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

use geo::{LineString, MultiPolygon, Point, Polygon};
use geographiclib_rs::{Geodesic, InverseGeodesic};
use riverchief::snapshot::raw::{
    RawBoard, RawCentreline, RawExtent, RawHolder, RawMarineArea, RawMeta, RawPost, RawSegment, RawTenure, RawUnit,
    RawWater, RawWaterArea, RawWorld, RawZone, RawZonePiece,
};

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

fn cell(column: usize, row: usize) -> Polygon<f64> {
    rectangle([X[column], X[column + 1], Y[row], Y[row + 1]])
}

/// The rectangle of some columns, with every grid node on its outline as a vertex.
fn columns(from: usize, to: usize) -> Polygon<f64> {
    let mut ring = Vec::new();
    ring.extend((from..=to).map(|c| (X[c], Y[0])));
    ring.push((X[to], Y[1]));
    ring.extend((from..=to).rev().map(|c| (X[c], Y[2])));
    ring.push((X[from], Y[1]));
    polygon(&ring)
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

fn place_at(course: &[(f64, f64)], measure_m: f64) -> (f64, f64) {
    let g = geodesic();
    let mut at = 0.0;
    for w in course.windows(2) {
        let edge: f64 = g.inverse(w[0].1, w[0].0, w[1].1, w[1].0);
        if measure_m <= at + edge {
            let t = (measure_m - at) / edge;
            return (w[0].0 + t * (w[1].0 - w[0].0), w[0].1 + t * (w[1].1 - w[0].1));
        }
        at += edge;
    }
    course[course.len() - 1]
}

fn course(water: &str) -> &'static [(f64, f64)] {
    match water {
        "NLJ" => NLJ,
        "XHX" => XHX,
        "QH" => QH,
        "BH" => BH,
        other => panic!("{other} has no course"),
    }
}

fn unit(code: &str, name: &str, level: &str, parent: Option<&str>, geometry: Polygon<f64>) -> RawUnit {
    RawUnit {
        code: text(code),
        name: text(name),
        level: text(level),
        parent: parent.map(str::to_owned),
        neighbour: Some(false),
        geometry: Some(MultiPolygon::new(vec![geometry])),
        ..RawUnit::default()
    }
}

fn units() -> Vec<RawUnit> {
    let mut list = vec![
        unit(CITY, "小市", "city", None, columns(0, 3)),
        unit(COUNTY_A, "甲县", "county", Some(CITY), columns(0, 2)),
        unit(COUNTY_B, "乙区", "county", Some(CITY), columns(2, 3)),
        unit(T1, "一镇", "township", Some(COUNTY_A), columns(0, 1)),
        unit(T2, "二镇", "township", Some(COUNTY_A), columns(1, 2)),
        unit(T3, "三镇", "township", Some(COUNTY_B), columns(2, 3)),
    ];
    for (column, township) in [T1, T2, T3].into_iter().enumerate() {
        for (row, code) in V[column].into_iter().enumerate() {
            let name = format!("村{column}{row}");
            list.push(unit(code, &name, "village", Some(township), cell(column, row)));
        }
    }
    let mut north = unit(NEIGHBOUR, "邻县", "county", None, polygon(&[]));
    let ring = [
        (X[0], Y[2]),
        (X[1], Y[2]),
        (X[2], Y[2]),
        (X[3], Y[2]),
        (X[3], 21.60),
        (X[0], 21.60),
    ];
    north.geometry = Some(MultiPolygon::new(vec![polygon(&ring)]));
    north.neighbour = Some(true);
    list.push(north);
    list
}

fn water(code: &str, name: &str, kind: &str, order: i64, half_width_m: Option<f64>) -> RawWater {
    RawWater {
        code: text(code),
        scheme: text("test"),
        name: text(name),
        kind: text(kind),
        city_level: Some(code == "NLJ"),
        order: Some(order),
        layer: Some(0),
        half_width_m,
        grade: text(if code == "NLJ" || code == "XJK" {
            "市级"
        } else {
            "县级"
        }),
        ..RawWater::default()
    }
}

fn waters(world: &mut RawWorld) {
    let mut pool = water("XJK", "小江水库", "reservoir", 2, None);
    pool.parent = text("NLJ");
    let mut tributary = water("XHX", "小河溪", "river", 2, Some(5.0));
    tributary.downstream = text("NLJ");
    world.waters = vec![
        water("NLJ", "大流江", "river", 1, Some(30.0)),
        pool,
        tributary,
        water("QH", "渠", "canal", 3, Some(8.0)),
        water("BH", "边河", "river", 3, None),
        water("LK", "小湖", "lake", 3, None),
    ];
    for code in ["NLJ", "XHX", "QH", "BH"] {
        world.centrelines.push(RawCentreline {
            water: text(code),
            branch: Some(0),
            geometry: Some(LineString::from(course(code).to_vec())),
            ..RawCentreline::default()
        });
    }
    world.water_areas.push(RawWaterArea {
        id: text("A-LK"),
        water: text("LK"),
        geometry: Some(MultiPolygon::new(vec![rectangle(LAKE)])),
        ..RawWaterArea::default()
    });
    world.extents.push(RawExtent {
        id: text("E-NLJ"),
        water: text("NLJ"),
        geometry: Some(MultiPolygon::new(vec![rectangle([109.09, 109.11, 21.558, 21.563])])),
        ..RawExtent::default()
    });
    world.marine_areas.push(RawMarineArea {
        id: text("M-1"),
        name: text("东海湾"),
        geometry: Some(MultiPolygon::new(vec![polygon(&[
            (X[3], Y[0]),
            (109.16, Y[0]),
            (109.16, Y[2]),
            (X[3], Y[2]),
            (X[3], Y[1]),
        ])])),
        ..RawMarineArea::default()
    });
}

fn ring([w, e, s, n]: [f64; 4]) -> LineString<f64> {
    rectangle([w, e, s, n]).exterior().clone()
}

/// The part of the land zone's frame on one side of the border between V01 and V11.
fn half_frame(west: bool) -> Polygon<f64> {
    let (outer, inner) = if west { (LAND[0], POOL[0]) } else { (LAND[1], POOL[1]) };
    polygon(&[
        (X[1], LAND[2]),
        (outer, LAND[2]),
        (outer, LAND[3]),
        (X[1], LAND[3]),
        (X[1], POOL[3]),
        (inner, POOL[3]),
        (inner, POOL[2]),
        (X[1], POOL[2]),
    ])
}

fn zones(world: &mut RawWorld) {
    let zone = |id: &str, kind: &str, polygons: Vec<Polygon<f64>>| RawZone {
        id: text(id),
        water: text("XJK"),
        kind: text(kind),
        reference_level: text("正常蓄水位 58.0 m"),
        reference_date: text("2017-06-01"),
        managed_whole: Some(kind == "water"),
        provisional: Some(false),
        geometry: Some(MultiPolygon::new(polygons)),
        ..RawZone::default()
    };
    world.zones = vec![
        zone("Z-XJK-W", "water", vec![Polygon::new(ring(POOL), vec![ring(ISLET)])]),
        zone(
            "Z-XJK-L",
            "land",
            vec![Polygon::new(ring(LAND), vec![ring(POOL)]), rectangle(ISLET)],
        ),
    ];
    let piece = |village: &str, polygons: Vec<Polygon<f64>>| RawZonePiece {
        id: Some(format!("ZP-XJK-{village}")),
        zone: text("Z-XJK-L"),
        village: text(village),
        geometry: Some(MultiPolygon::new(polygons)),
        ..RawZonePiece::default()
    };
    world.zone_pieces = vec![
        piece(V[0][1], vec![half_frame(true)]),
        piece(V[1][1], vec![half_frame(false), rectangle(ISLET)]),
    ];
}

/// The level's name in files, from the length of the code.
fn level_of(code: &str) -> &'static str {
    match code.len() {
        9 => "township",
        12 => "village",
        _ if code == CITY => "city",
        _ => "county",
    }
}

/// Adds a post with one holder per title class, all since mid-2017.
pub fn seat(world: &mut RawWorld, id: &str, kind: &str, unit: &str, water: Option<&str>, titles: &[&str]) {
    world.posts.push(RawPost {
        id: text(id),
        kind: text(kind),
        level: text(level_of(unit)),
        unit: text(unit),
        water: water.map(str::to_owned),
        name: Some(format!("{unit} {kind} {}", water.unwrap_or(""))),
        capacity: Some(if kind == "general_chief" { 2 } else { 1 }),
        phone: text("0779-0000000"),
        valid_from: text("2017-06-01"),
        ..RawPost::default()
    });
    for title in titles {
        let holder = format!("H-{id}-{title}");
        world.tenures.push(RawTenure {
            id: Some(format!("TN-{id}-{title}")),
            post: text(id),
            holder: Some(holder.clone()),
            valid_from: text("2017-06-01"),
            ..RawTenure::default()
        });
        world.holders.push(RawHolder {
            id: Some(holder),
            name: Some(format!("{unit} {title}")),
            title: text(title),
            title_class: text(title),
            unit: text(unit),
            ..RawHolder::default()
        });
    }
}

fn river_chief(world: &mut RawWorld, unit: &str, water: &str, title: &str) {
    seat(
        world,
        &format!("RC-{unit}-{water}"),
        "river_chief",
        unit,
        Some(water),
        &[title],
    );
}

fn seats(world: &mut RawWorld) {
    for unit in [CITY, COUNTY_A, COUNTY_B, T1, T2, T3] {
        let id = format!("GC-{unit}");
        seat(
            world,
            &id,
            "general_chief",
            unit,
            None,
            &["party_main", "government_main"],
        );
    }
    river_chief(world, CITY, "NLJ", "city_leader");
    seat(
        world,
        "KC-XJK",
        "reservoir_chief",
        CITY,
        Some("XJK"),
        &["reservoir_unit_head"],
    );
    for unit in [COUNTY_A, T1, T2] {
        river_chief(world, unit, "NLJ", "party_main");
        river_chief(world, unit, "XJK", "government_main");
    }
    for unit in [COUNTY_B, T3] {
        river_chief(world, unit, "NLJ", "government_main");
        for water in ["QH", "BH", "LK"] {
            river_chief(world, unit, water, "leader");
        }
    }
    for (unit, water) in [(COUNTY_A, "XHX"), (T1, "XHX"), (COUNTY_A, "QH"), (T2, "QH")] {
        river_chief(world, unit, water, "leader");
    }
    for village in [V[0][1], V[1][1], V[2][1]] {
        river_chief(world, village, "NLJ", "village_secretary");
    }
    for village in [V[0][1], V[1][1]] {
        river_chief(world, village, "XJK", "village_secretary");
    }
    river_chief(world, V[0][1], "XHX", "village_head");
}

/// Adds a registered stretch of branch 0, both banks, its post being the unit's river chief; and its notice board.
pub fn stretch(world: &mut RawWorld, id: &str, water: &str, unit: &str, from_m: f64, to_m: f64) {
    world.segments.push(RawSegment {
        id: text(id),
        water: text(water),
        branch: Some(0),
        level: text(level_of(unit)),
        unit: text(unit),
        bank: text("both"),
        measure_from: Some(from_m),
        measure_to: Some(to_m),
        post: Some(format!("RC-{unit}-{water}")),
        valid_from: text("2017-06-01"),
        ..RawSegment::default()
    });
    let (lon, lat) = place_at(course(water), f64::midpoint(from_m, to_m));
    board(world, id, water, (lon, lat + 0.0004));
}

fn board(world: &mut RawWorld, segment: &str, water: &str, at: (f64, f64)) {
    world.boards.push(RawBoard {
        id: Some(format!("B-{segment}")),
        water: text(water),
        segment: text(segment),
        content_version: text("1"),
        supervision_phone: text("0779-0000000"),
        valid_from: text("2017-06-01"),
        geometry: Some(Point::new(at.0, at.1)),
        ..RawBoard::default()
    });
}

fn segments(world: &mut RawWorld) {
    let (pool_in, pool_out) = (measure_at(NLJ, 0, POOL[0]), measure_at(NLJ, 0, POOL[1]));
    let (border, end) = (measure_at(NLJ, 0, X[2]), length_m(NLJ));
    stretch(world, "S-NLJ-city", "NLJ", CITY, 0.0, end);
    stretch(world, "S-NLJ-A1", "NLJ", COUNTY_A, 0.0, pool_in);
    stretch(world, "S-NLJ-A2", "NLJ", COUNTY_A, pool_out, border);
    stretch(world, "S-NLJ-B", "NLJ", COUNTY_B, border, end);
    stretch(world, "S-NLJ-T1", "NLJ", T1, 0.0, pool_in);
    stretch(world, "S-NLJ-T2", "NLJ", T2, pool_out, border);
    stretch(world, "S-NLJ-T3", "NLJ", T3, border, end);
    stretch(world, "S-NLJ-V01", "NLJ", V[0][1], 0.0, pool_in);
    stretch(world, "S-NLJ-V11", "NLJ", V[1][1], pool_out, border);
    stretch(world, "S-NLJ-V21", "NLJ", V[2][1], border, end);

    let (village, mouth) = (measure_at(XHX, 1, Y[1]), length_m(XHX));
    stretch(world, "S-XHX-A", "XHX", COUNTY_A, 0.0, mouth);
    stretch(world, "S-XHX-T1", "XHX", T1, 0.0, mouth);
    stretch(world, "S-XHX-V01", "XHX", V[0][1], village, mouth);

    let (border, end) = (measure_at(QH, 0, X[2]), length_m(QH));
    stretch(world, "S-QH-A", "QH", COUNTY_A, 0.0, border);
    stretch(world, "S-QH-B", "QH", COUNTY_B, border, end);
    stretch(world, "S-QH-T2", "QH", T2, 0.0, border);
    stretch(world, "S-QH-T3", "QH", T3, border, end);

    stretch(world, "S-BH-B", "BH", COUNTY_B, 0.0, length_m(BH));
    stretch(world, "S-BH-T3", "BH", T3, 0.0, length_m(BH));

    for (id, unit) in [("S-LK-B", COUNTY_B), ("S-LK-T3", T3)] {
        world.segments.push(RawSegment {
            id: text(id),
            water: text("LK"),
            level: text(level_of(unit)),
            unit: text(unit),
            post: Some(format!("RC-{unit}-LK")),
            valid_from: text("2017-06-01"),
            ..RawSegment::default()
        });
        board(world, id, "LK", (LAKE[0], LAKE[2]));
    }
}

/// The sound world, as a reader of files would hand it over.
pub fn sound() -> RawWorld {
    let mut world = RawWorld {
        units: units(),
        ..RawWorld::default()
    };
    waters(&mut world);
    zones(&mut world);
    seats(&mut world);
    segments(&mut world);
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
