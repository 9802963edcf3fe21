//! Walks up and down the water through pools and lakes, and from a place (P2, S32, S33).
use super::{DAY, ids, on, sound};
use geo::{LineString, MultiPolygon};
use riverchief_core::domain::answer::Seat;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::{Level, PostKind, SeatState, Status};
use riverchief_core::domain::results::{Reached, Via};
use riverchief_core::resolve::views;
use riverchief_core::snapshot::raw::{RawCentreline, RawWater, RawWorld, RawZone};
use riverchief_fixtures::{CITY, COUNTY_A, NLJ, V, X, measure_at, rectangle};
use riverchief_geom::LonLat;

const POOL: &str = "Z-XJK-W";
const FAR_M: f64 = 1e6;

/// Adds a river of the county grade with a course.
fn river(world: &mut RawWorld, code: &str, downstream: Option<&str>, course: &[(f64, f64)]) {
    water(world, code, "river", downstream);
    world.centrelines.push(RawCentreline {
        water: Some(code.to_owned()),
        branch: Some(0),
        geometry: Some(LineString::from(course.to_vec())),
        ..RawCentreline::default()
    });
}

fn water(world: &mut RawWorld, code: &str, kind: &str, downstream: Option<&str>) {
    world.waters.push(RawWater {
        code: Some(code.to_owned()),
        scheme: Some("test".to_owned()),
        name: Some(code.to_owned()),
        kind: Some(kind.to_owned()),
        city_level: Some(false),
        order: Some(4),
        layer: Some(0),
        downstream: downstream.map(str::to_owned),
        ..RawWater::default()
    });
}

fn pool(world: &mut RawWorld, id: &str, water: &str, at: [f64; 4], managed_whole: bool) {
    world.zones.push(RawZone {
        id: Some(id.to_owned()),
        water: Some(water.to_owned()),
        kind: Some("water".to_owned()),
        managed_whole: Some(managed_whole),
        provisional: Some(false),
        geometry: Some(MultiPolygon::new(vec![rectangle(at)])),
        ..RawZone::default()
    });
}

fn row<'a>(list: &'a [Reached], id: &str) -> &'a Reached {
    let all = ids(list);
    list.iter()
        .find(|r| r.id == id)
        .unwrap_or_else(|| panic!("{id} is not among {all:?}"))
}

fn posts(seats: &[Seat]) -> Vec<String> {
    seats
        .iter()
        .map(|s| s.post.as_ref().map_or_else(String::new, ToString::to_string))
        .collect()
}

#[test]
fn s33_a_walk_from_a_place_counts_from_there_and_folds_levels() {
    let index = sound();
    let from_m = measure_at(NLJ, 0, 109.03);
    let place = LonLat::new(109.03, 21.5605);
    let down = views::downstream_of(&index, place, FAR_M, None);
    assert_eq!((down.status, down.nearest), (Status::Channel, None));
    assert_eq!(ids(&down.reached), ["S-NLJ-V01", POOL, "S-NLJ-V11", "S-NLJ-V21"]);
    let at = |x: f64| measure_at(NLJ, 0, x) - from_m;
    let expected = [0.0, at(109.035), at(109.045), at(X[2])];
    for (row, metres) in down.reached.iter().zip(expected) {
        assert!(
            (row.distance_m - metres).abs() < 1e-3,
            "{} {} {metres}",
            row.id,
            row.distance_m
        );
    }
    // The levels of one stretch are one row; nobody is lost.
    let first = &down.reached[0];
    assert_eq!(
        first.seat.post.as_ref().unwrap().as_str(),
        format!("RC-{}-NLJ", V[0][1])
    );
    let above = ["RC-450521100-NLJ", "RC-450521-NLJ", "RC-450500-NLJ"].map(str::to_owned);
    assert_eq!(posts(&first.above), above);
    assert_eq!(
        posts(&row(&down.reached, "S-NLJ-V11").above),
        ["RC-450521101-NLJ", "RC-450521-NLJ"]
    );
    let keeper = &row(&down.reached, POOL).seat;
    assert_eq!(
        (keeper.kind, keeper.state),
        (PostKind::ReservoirChief, SeatState::Filled)
    );
    assert_eq!(
        (keeper.holders.len(), keeper.phone.as_deref()),
        (1, Some("0779-0000000"))
    );
    assert!(
        row(&down.reached, POOL).above.is_empty(),
        "the city segment was met before"
    );
    // One level, and the pool, which has none.
    let counties = views::downstream_of(&index, place, FAR_M, Some(Level::County));
    assert_eq!(ids(&counties.reached), ["S-NLJ-A1", POOL, "S-NLJ-A2", "S-NLJ-B"]);
    assert!(counties.reached.iter().all(|r| r.above.is_empty()));
    // Upstream: the stretch itself, and what joins above the place but not below it.
    let up = views::upstream_of(&index, place, FAR_M, None);
    let beyond = format!("XHX.0.village.{}.B.1", V[0][0]);
    assert_eq!(ids(&up.reached), ["S-NLJ-V01", "S-XHX-V01", &beyond]);
    let joins_m = from_m - measure_at(NLJ, 0, 109.02);
    assert!((up.reached[1].distance_m - joins_m).abs() < 1e-3);
    assert_eq!(up.reached[1].via, Via::Confluence);
    let optional = &up.reached[2];
    assert_eq!(optional.seat.state, SeatState::NotEstablished);
    assert_eq!(
        optional.first_contact.as_ref().unwrap().as_str(),
        "RC-450521100-XHX",
        "the next above"
    );
    // As far as is asked, that value included.
    let near = views::downstream_of(&index, place, down.reached[1].distance_m, None);
    assert_eq!(ids(&near.reached), ["S-NLJ-V01", POOL]);
}

#[test]
fn s33_a_walk_begins_in_a_pool_a_lake_and_nowhere_else_than_on_water() {
    let index = sound();
    let in_pool = views::downstream_of(&index, LonLat::new(109.038, 21.557), FAR_M, None);
    assert_eq!(in_pool.zone.as_ref().map(|z| z.as_str()), Some(POOL));
    assert_eq!(ids(&in_pool.reached), [POOL, "S-NLJ-V11", "S-NLJ-V21"]);
    assert_eq!(
        posts(&in_pool.reached[0].above),
        ["RC-450500-NLJ"],
        "its segment runs through"
    );
    let through_m = measure_at(NLJ, 0, 109.045) - measure_at(NLJ, 0, 109.038);
    assert!(
        (in_pool.reached[1].distance_m - through_m).abs() < 50.0,
        "along the river's line"
    );
    let whole = views::downstream(&index, POOL, FAR_M, None).expect("a zone can be asked");
    assert_eq!(ids(&whole), ["S-NLJ-V11", "S-NLJ-V21"]);
    assert!(whole[0].distance_m.abs() < 1e-9);
    let above: Vec<String> = ["450521101", COUNTY_A, CITY]
        .map(|unit| format!("RC-{unit}-NLJ"))
        .to_vec();
    assert_eq!(posts(&whole[0].above), above);
    let counties = views::upstream(&index, POOL, FAR_M, Some(Level::County)).unwrap();
    assert_eq!(ids(&counties), ["S-NLJ-A1", "S-XHX-A"]);
    assert!(
        views::downstream(&index, "Z-XJK-L", FAR_M, None).is_none(),
        "land is no water"
    );
    // A lake: its pieces, all levels in one row; from a piece nothing beside it.
    let lake = views::downstream_of(&index, LonLat::new(109.095, 21.527), FAR_M, None);
    assert_eq!(ids(&lake.reached), [format!("LK.piece.village.{}", V[2][0])]);
    assert_eq!(posts(&lake.reached[0].above), ["RC-450512100-LK", "RC-450512-LK"]);
    assert_eq!(views::downstream(&index, "S-LK-T3", FAR_M, None), Some(vec![]));
    // Dry land, with the nearest water to ask from.
    for (lon, lat, status, water) in [
        (109.06, 21.575, Status::GeneralOnly, None),
        (109.06, 21.562, Status::NearWater, Some("NLJ")),
        (109.0335, 21.5535, Status::LandZone, Some("XJK")),
        (109.20, 21.56, Status::OutOfJurisdiction, None),
    ] {
        let dry = views::downstream_of(&index, LonLat::new(lon, lat), FAR_M, None);
        assert_eq!(
            (dry.status, dry.water.as_ref(), dry.reached.len()),
            (status, None, 0),
            "{lon},{lat}"
        );
        let nearest = dry.nearest.map(|n| (n.water.to_string(), n.distance_m > 0.0));
        assert_eq!(nearest, water.map(|w| (w.to_owned(), true)), "{lon},{lat}");
    }
}

#[test]
fn s32_a_tributary_into_the_pool_goes_on_along_the_axis() {
    // Its line runs into the pool and ends there, beside the river's own line.
    let index = on(DAY, |w| {
        river(w, "ZL", Some("XJK"), &[(109.0365, 21.575), (109.037, 21.563)]);
    });
    let start = format!("ZL.0.village.{}.B.1", V[0][1]);
    let down = views::downstream(&index, &start, FAR_M, None).unwrap();
    assert_eq!(ids(&down), [POOL, "S-NLJ-V11", "S-NLJ-V21"]);
    assert_eq!((down[0].distance_m, down[0].via), (0.0, Via::Confluence));
    let through_m = measure_at(NLJ, 0, 109.045) - measure_at(NLJ, 0, 109.0369);
    assert!(
        (down[1].distance_m - through_m).abs() < 50.0,
        "{} {through_m}",
        down[1].distance_m
    );
    let next = views::segment(&index, &super::segment(&start)).unwrap();
    assert_eq!(ids(&next.downstream), [POOL], "the pool is its neighbour");
    let up = views::upstream(&index, "S-NLJ-V11", 2000.0, None).unwrap();
    assert!(
        (row(&up, &start).distance_m - down[1].distance_m).abs() < 1e-6,
        "the same both ways"
    );
}

#[test]
fn s32_a_reservoir_without_a_line_takes_in_and_gives_out_by_record() {
    let index = on(DAY, |w| {
        water(w, "SK", "reservoir", Some("QH"));
        pool(w, "Z-SK", "SK", [109.045, 109.048, 21.505, 21.51], true);
        river(w, "TT", Some("SK"), &[(109.043, 21.502), (109.0445, 21.504)]);
    });
    let start = format!("TT.0.county.{COUNTY_A}.B.1");
    let down = views::downstream(&index, &start, FAR_M, None).unwrap();
    assert_eq!(ids(&down), ["S-QH-A", "Z-SK", "S-QH-B"]);
    assert_eq!((down[0].distance_m, down[1].distance_m), (0.0, 0.0));
    assert_eq!(
        row(&down, "Z-SK").seat.state,
        SeatState::Gap,
        "a keeper is wanted, and named as missing"
    );
    let up = views::upstream(&index, "S-QH-A", FAR_M, None).unwrap();
    assert_eq!(ids(&up), [start.as_str(), "Z-SK"]);
}

#[test]
fn s32_what_leaves_a_pool_lies_below_all_that_enters_it() {
    // The canal leaves the pool above where the tributary comes in: still water goes both ways.
    let index = on(DAY, |w| {
        river(w, "ZL", Some("XJK"), &[(109.043, 21.575), (109.043, 21.564)]);
        river(w, "CQ", None, &[(109.037, 21.557), (109.037, 21.545)]);
    });
    let start = format!("ZL.0.county.{COUNTY_A}.B.1");
    let canal = format!("CQ.0.county.{COUNTY_A}.B.1");
    let down = views::downstream(&index, &start, FAR_M, None).unwrap();
    // The feet on the line lie a little aside.
    let across_m = measure_at(NLJ, 0, 109.043) - measure_at(NLJ, 0, 109.037);
    assert!(
        (row(&down, &canal).distance_m - across_m).abs() < 100.0,
        "{:?}",
        ids(&down)
    );
    let up = views::upstream(&index, &canal, FAR_M, None).unwrap();
    assert!((row(&up, &start).distance_m - row(&down, &canal).distance_m).abs() < 1e-6);
    assert_eq!(row(&up, POOL).distance_m, 0.0);
    assert!(row(&up, "S-NLJ-A1").distance_m > 0.0);
    assert!(
        up.iter().all(|r| r.id != "S-NLJ-A2"),
        "what lies below the dam is not upstream"
    );
}

#[test]
fn s32_a_river_through_a_lake_meets_its_pieces_and_keeps_its_length() {
    let course = [(109.085, 21.527), (109.115, 21.528), (109.115, 21.545)];
    let index = on(DAY, |w| river(w, "HR", None, &course));
    let place = LonLat::new(109.087, 21.527 + 0.001 * (0.002 / 0.03));
    let down = views::downstream_of(&index, place, FAR_M, Some(Level::Village));
    let [south, north] = V[2].map(|unit| format!("HR.0.village.{unit}.B.1"));
    assert_eq!(
        ids(&down.reached),
        [&south, &format!("LK.piece.village.{}", V[2][0]), &north]
    );
    let from_m = measure_at(&course, 0, 109.087);
    let lake_m = measure_at(&course, 0, 109.09) - from_m;
    assert!((down.reached[1].distance_m - lake_m).abs() < 0.01);
    let vias: Vec<Via> = down.reached.iter().map(|r| r.via).collect();
    assert_eq!(vias, [Via::Branch, Via::Confluence, Via::Branch]);
    let border_m = measure_at(&course, 1, 21.54) - from_m;
    assert!(
        (down.reached[2].distance_m - border_m).abs() < 0.01,
        "not shortened by the lake"
    );
    // From a place in the lake it is as far as along the river through it.
    let place = LonLat::new(109.095, 21.5272);
    let inside = views::downstream_of(&index, place, FAR_M, Some(Level::Village));
    assert_eq!(inside.water, Some(WaterCode::new("LK")));
    let branch = index.branches_of(&WaterCode::new("HR")).next().expect("a branch").1;
    let foot = branch.line.foot(place);
    let on_m = border_m + from_m - branch.line.measure(foot.edge, foot.t);
    let row = inside
        .reached
        .iter()
        .find(|r| r.id == north)
        .expect("the northern village");
    assert!((row.distance_m - on_m).abs() < 0.01, "{} and {on_m}", row.distance_m);
    let up = views::upstream(&index, &north, FAR_M, Some(Level::County)).unwrap();
    assert!(up.iter().any(|r| r.id == "S-LK-B"));
}

#[test]
fn s33_a_zone_managed_in_the_city_alone_is_met_there() {
    let course = [(109.02, 21.51), (108.98, 21.51)];
    let down = |at: [f64; 4], managed_whole: bool| {
        let index = on(DAY, |w| {
            water(w, "SK", "reservoir", None);
            pool(w, "Z-SK", "SK", at, managed_whole);
            river(w, "WR", None, &course);
        });
        let place = LonLat::new(109.02, 21.51);
        let all = views::downstream_of(&index, place, FAR_M, Some(Level::County));
        all.reached.iter().find(|r| r.id == "Z-SK").map(|r| r.distance_m)
    };
    let outside = [108.985, 108.995, 21.505, 21.515];
    let across = [108.985, 109.005, 21.505, 21.515];
    assert_eq!(down(outside, false), None);
    let metres = |x: f64| measure_at(&course, 0, x);
    assert!((down(outside, true).unwrap() - metres(108.995)).abs() < 0.01);
    assert!((down(across, false).unwrap() - metres(109.005)).abs() < 0.01);
}
