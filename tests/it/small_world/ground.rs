//! The small world's units, waters and zones.
use super::seats::course;
use super::{
    CITY, COUNTY_A, COUNTY_B, ISLET, LAKE, LAND, NEIGHBOUR, POOL, T1, T2, T3, V, X, Y, polygon, rectangle, text,
};
use geo::{LineString, MultiPolygon, Polygon};
use riverchief::snapshot::raw::{
    RawCentreline, RawExtent, RawMarineArea, RawUnit, RawWater, RawWaterArea, RawWorld, RawZone, RawZonePiece,
};

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

pub(super) fn units() -> Vec<RawUnit> {
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

pub(super) fn waters(world: &mut RawWorld) {
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

pub(super) fn zones(world: &mut RawWorld) {
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
