//! The small world's posts, who holds them, and the stretches and boards they answer for.
use super::{
    BH, CITY, COUNTY_A, COUNTY_B, LAKE, NLJ, POOL, QH, T1, T2, T3, V, X, XHX, Y, geodesic, length_m, measure_at, text,
};
use geo::Point;
use geographiclib_rs::InverseGeodesic;
use riverchief::snapshot::raw::{RawBoard, RawHolder, RawPost, RawSegment, RawTenure, RawWorld};

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

pub(super) fn course(water: &str) -> &'static [(f64, f64)] {
    match water {
        "NLJ" => NLJ,
        "XHX" => XHX,
        "QH" => QH,
        "BH" => BH,
        other => panic!("{other} has no course"),
    }
}

/// The level's name in files, from the length of the code.
pub(super) fn level_of(code: &str) -> &'static str {
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

pub(super) fn seats(world: &mut RawWorld) {
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

pub(super) fn segments(world: &mut RawWorld) {
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
