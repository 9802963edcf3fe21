//! The default world: the file in the repository is what its control points give, it has the findings that
//! docs/DATA.md lists and no other, and places in it get the answers that they were drawn for.
mod kept;

use geo::Coord;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::{PostKind, SeatState, Status};
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, views};
use riverchief_core::snapshot::{Law, RawWorld, Severity, Snapshot, checks};
use riverchief_gdal::world_file;
use riverchief_geom::LonLat;
use riverchief_geom::position::{Position, position_brute};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("gis_data")
}

fn committed() -> &'static RawWorld {
    static WORLD: OnceLock<RawWorld> = OnceLock::new();
    WORLD.get_or_init(|| world_file::read(&folder().join("beihai.gpkg")).unwrap())
}

fn snapshot() -> &'static Arc<Snapshot> {
    static SNAPSHOT: OnceLock<Arc<Snapshot>> = OnceLock::new();
    SNAPSHOT.get_or_init(|| {
        let (snapshot, findings) = Snapshot::build(committed().clone());
        assert_eq!(findings, [], "every record can be read");
        Arc::new(snapshot)
    })
}

pub const TODAY: Date = Date::constant(2026, 11, 24);

pub fn index(date: Date) -> Index {
    Index::new(Law::new(snapshot(), date, Thresholds::default()))
}

#[test]
fn the_file_in_the_repository_is_what_the_control_points_give() {
    let here = tempfile::tempdir().unwrap();
    let rebuilt = riverchief_synth::build(&folder().join("beihai")).unwrap();
    let files = ["a.gpkg", "b.gpkg"].map(|name| here.path().join(name));
    for file in &files {
        world_file::write(file, &rebuilt).unwrap();
    }
    assert!(
        std::fs::read(&files[0]).unwrap() == std::fs::read(&files[1]).unwrap(),
        "byte for byte"
    );
    let again = world_file::read(&files[0]).unwrap();
    let advice = "run: make world";
    macro_rules! rows {
        ($($layer:ident)*) => {$(
            assert_eq!(again.$layer.len(), committed().$layer.len(), "{}: {advice}", stringify!($layer));
            for (a, b) in again.$layer.iter().zip(&committed().$layer) {
                assert!(a == b, "{}: {a:?}\n{b:?}\n{advice}", stringify!($layer));
            }
        )*};
    }
    rows!(meta units functional_areas waters water_areas centrelines segments zones zone_pieces extents marine_areas
        boards posts holders tenures departments tasks concerns offices documents);
    assert_eq!(again.layers, committed().layers);
    assert_eq!(again.layers.len(), 20);
    assert!(std::fs::metadata(folder().join("beihai.gpkg")).unwrap().len() < 6_000_000);
}

#[test]
fn the_findings_are_those_that_the_page_on_data_lists() {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in checks::run(snapshot(), TODAY, Thresholds::default()) {
        assert!(finding.severity != Severity::Error, "{finding:?}");
        *found.entry(finding.code).or_default() += 1;
    }
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/DATA.md")).unwrap();
    let section = page.split("## Default world").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let listed: BTreeMap<&str, usize> = section
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| `")?.split('|');
            let code = cells.next()?.trim().strip_suffix('`')?;
            let count = cells.next()?.trim().parse().ok()?;
            (code.starts_with("W_") || code.starts_with("N_")).then_some((code, count))
        })
        .collect();
    assert_eq!(found, listed);
}

#[test]
fn nothing_is_copied_from_the_shared_outlines() {
    let Some(folder) = riverchief_repository::shared("data/admin") else {
        return;
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "degrees in millionths are far below 2^63"
    )]
    let key = |x: f64, y: f64| ((x * 1e6).round() as i64, (y * 1e6).round() as i64);
    let mut theirs = BTreeSet::new();
    for name in [
        "beihai_counties_wgs84_derived.geojson",
        "beihai_counties_amap2020_gcj02.geojson",
        "beihai_counties_datav_gcj02.geojson",
    ] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut open = vec![&file["features"]];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Array(list) => {
                    if let [x, y] = &list[..]
                        && let (Some(x), Some(y)) = (x.as_f64(), y.as_f64())
                    {
                        theirs.insert(key(x, y));
                    } else {
                        open.extend(list);
                    }
                }
                serde_json::Value::Object(map) => open.extend(map.values()),
                _ => {}
            }
        }
    }
    assert!(theirs.len() > 2000, "{}", theirs.len());
    let ours = committed().units.iter().flat_map(|u| &u.geometry).flatten();
    let vertices = ours.flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    let both: BTreeSet<_> = vertices
        .flat_map(|r| &r.0)
        .map(|c| key(c.x, c.y))
        .filter(|k| theirs.contains(k))
        .collect();
    assert!(both.is_empty(), "{both:?}");
}

fn at(index: &Index, lon: f64, lat: f64) -> riverchief_core::domain::answer::Answer {
    riverchief_core::resolve::at(index, LonLat::new(lon, lat), &Ask::default())
}

#[test]
fn the_canal_goes_over_the_river_on_its_aqueduct() {
    let index = index(TODAY);
    let canal = snapshot()
        .centrelines
        .iter()
        .find(|c| c.water.as_str() == "HHYH")
        .unwrap();
    let river = snapshot()
        .water_areas
        .iter()
        .find(|a| a.water.as_str() == "NLJ")
        .unwrap();
    let on_river = |c: &Coord<f64>| position_brute(&river.geometry, (*c).into()) == Position::Inside;
    let between = |w: &[Coord<f64>]| {
        (0..20)
            .map(|k| w[0] + (w[1] - w[0]) * (f64::from(k) / 20.0))
            .find(on_river)
    };
    let over = canal
        .geometry
        .0
        .windows(2)
        .find_map(between)
        .expect("the canal crosses the river");
    let answer = at(&index, over.x, over.y);
    assert_eq!(answer.status, Status::Channel);
    assert_eq!(answer.water.unwrap().as_str(), "HHYH");
    assert!(answer.matches.iter().any(|m| m.water.as_str() == "NLJ"));
}

#[test]
fn islets_are_land_unless_bare_and_the_pool_is_water() {
    let index = index(TODAY);
    assert_eq!(at(&index, 109.131, 21.857).status, Status::LandZone);
    assert_eq!(at(&index, 109.1335, 21.861).status, Status::WaterZone);
    let bare = at(&index, 109.158, 21.868);
    assert!(
        matches!(bare.status, Status::NearWater | Status::GeneralOnly),
        "{:?}",
        bare.status
    );
}

#[test]
fn outside_the_city_a_pool_counts_where_it_is_managed_whole() {
    let index = index(TODAY);
    assert_eq!(at(&index, 109.127, 21.900).status, Status::WaterZone);
    assert_eq!(at(&index, 109.583, 21.935).status, Status::OutOfJurisdiction);
}

#[test]
fn the_sea_reaches_over_the_flats_but_not_over_the_channel() {
    let index = index(TODAY);
    assert_eq!(at(&index, 109.100, 21.520).status, Status::Marine);
    let flats = at(&index, 109.098, 21.592);
    assert_eq!(flats.status, Status::Marine);
    assert_eq!(
        flats.units.by_level[3].as_ref().map(|u| &u.as_str()[..9]),
        Some("450521101")
    );
    let mouth = snapshot()
        .centrelines
        .iter()
        .find(|c| c.water.as_str() == "NLJ" && c.branch == 1)
        .unwrap();
    let near_end = mouth.geometry.0[mouth.geometry.0.len() - 2];
    assert_eq!(at(&index, near_end.x, near_end.y).status, Status::Channel);
}

#[test]
fn the_tourism_zone_answers_for_its_reservoir_and_the_district_for_its_brook() {
    let index = index(TODAY);
    let posts = |lon: f64, lat: f64| -> Vec<String> {
        let answer = at(&index, lon, lat);
        assert_eq!(answer.status, Status::Channel);
        answer
            .chain
            .iter()
            .filter_map(|s| s.post.as_ref())
            .map(ToString::to_string)
            .collect()
    };
    let reservoir = posts(109.108, 21.046);
    assert!(reservoir.contains(&"RC-WZK-450502WZ".to_owned()), "{reservoir:?}");
    let brook = posts(109.1208, 21.0585);
    assert!(brook.contains(&"RC-WZX-450502".to_owned()), "{brook:?}");
}

#[test]
fn a_town_that_changed_its_code_has_both_on_their_days() {
    let place = (109.170, 21.800);
    let town = |date| {
        at(&index(date), place.0, place.1).units.by_level[2]
            .as_ref()
            .unwrap()
            .to_string()
    };
    assert_eq!(town(Date::constant(2018, 8, 31)), "450521201");
    assert_eq!(town(Date::constant(2018, 9, 1)), "450521113");
}

#[test]
fn land_that_changed_hands_answers_to_each_in_its_time() {
    let village = |date| {
        at(&index(date), 109.376, 21.745).units.by_level[3]
            .as_ref()
            .unwrap()
            .to_string()
    };
    assert_eq!(village(Date::constant(2020, 4, 30)), "450521111217");
    assert_eq!(village(Date::constant(2020, 5, 1)), "450521111210");
}

#[test]
fn every_registered_segment_has_a_board_and_a_seat() {
    for date in [Date::constant(2018, 7, 1), Date::constant(2019, 7, 1), TODAY] {
        let law = Law::new(snapshot(), date, Thresholds::default());
        let shown: BTreeSet<&str> = law
            .boards
            .iter()
            .filter_map(|b| Some(b.segment.as_ref()?.as_str()))
            .collect();
        assert!(law.segments.len() > 280, "{}", law.segments.len());
        for s in law.segments.values() {
            assert!(shown.contains(s.id.as_str()), "{date}: {}", s.id);
            assert!(
                s.post.as_ref().is_some_and(|p| law.posts.contains_key(p)),
                "{date}: {}",
                s.id
            );
        }
    }
}

#[test]
fn a_vacancy_is_seen_only_while_it_lasts() {
    let state = |date| {
        let index = index(date);
        let held = index.law.tenures.keys().any(|p| p.as_str() == "RC-HCJ-450521104");
        if held { SeatState::Filled } else { SeatState::Vacant }
    };
    assert_eq!(state(Date::constant(2019, 2, 28)), SeatState::Filled);
    assert_eq!(state(Date::constant(2019, 3, 1)), SeatState::Vacant);
    assert_eq!(state(Date::constant(2019, 9, 1)), SeatState::Filled);
}

#[test]
fn the_plans_offices_member_units_tasks_and_concerns_are_in_it() {
    let then = index(Date::constant(2018, 7, 1));
    let office = views::office(&then, "OFFICE-450500").unwrap();
    assert_eq!(office.seat.as_deref(), Some("北海市水利局"), "F2");
    assert_eq!(office.director.as_deref(), Some("北海市人民政府分管领导"));
    assert_eq!(
        office.deputies,
        ["北海市水利局主要负责人", "北海市环境保护局主要负责人"]
    );
    let in_force: Vec<_> = (snapshot().departments.iter())
        .filter(|d| d.validity.contains(then.law.date))
        .collect();
    assert_eq!(in_force.len(), 21, "F4");
    for department in &in_force {
        assert!(!department.duty.trim().is_empty(), "F6: {}", department.name);
        for kind in [PostKind::Member, PostKind::Liaison] {
            let mut seats = then.law.posts.values();
            let seat = seats.find(|p| p.kind == kind && p.department.as_ref() == Some(&department.code));
            assert!(
                seat.is_some_and(|p| then.law.tenures.contains_key(&p.id)),
                "F5: {}",
                department.name
            );
        }
    }
    assert_eq!(snapshot().tasks.len(), 29);
    let leads = |index: &Index, concern: &str| -> Vec<String> {
        let found = views::departments_for(index, concern).unwrap_or_else(|| panic!("F7 names {concern}"));
        found.departments.iter().map(|u| u.code.to_string()).collect()
    };
    for (concern, wanted) in [
        ("排污口", &["HBJ", "SLJ"][..]),
        ("采砂", &["SLJ", "GTJ", "HYJ", "JTJ"]),
        ("船舶", &["HSJ"]),
        ("港口码头污染", &["GKJ"]),
        ("畜禽养殖", &["NYJ"]),
        ("水产养殖污染", &["HYJ"]),
        ("入海口", &["HYJ"]),
        ("垃圾", &["CGJ"]),
        ("填河", &["CGJ", "SLJ"]),
        ("黑臭水体", &["ZJJ", "CGJ", "GHJ"]),
        ("饮用水源", &["HBJ", "SLJ"]),
        ("卫生监测", &["WJW"]),
        ("水土流失", &["SLJ", "FGW"]),
        ("湿地", &["LYJ"]),
        ("违法犯罪", &["GAJ"]),
        ("审批", &["SPJ", "FGW", "GTJ"]),
        ("市界水质", &["SWJ"]),
    ] {
        assert_eq!(leads(&then, concern), wanted, "{concern}");
    }
    let now = index(TODAY);
    assert_eq!(leads(&now, "非法采砂"), ["SLJ", "ZRJ", "HAJ", "JTJ"], "F8");
    let sand = views::departments_for(&now, "非法采砂").expect("F7");
    let plans_own: Vec<&str> = sand.departments[1]
        .in_place_of
        .iter()
        .map(|u| u.duty.as_str())
        .collect();
    assert!(
        matches!(plans_own[..], [duty] if duty.starts_with("负责加强矿产资源开发整治过程中的矿山地质")),
        "F6 {plans_own:?}"
    );
    let task = sand.task.expect("T二.3 is a task");
    let lead: Vec<&str> = task.lead.iter().map(|u| u.code.as_str()).collect();
    assert_eq!(
        (lead, task.responsible.is_empty()),
        (vec!["SLJ", "ZRJ", "HAJ", "JTJ"], false)
    );
}

#[test]
fn the_places_and_the_segment_that_the_readme_asks_for_have_a_chief_at_every_level() {
    let index = index(TODAY);
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in ["README.md", "README.zh-CN.md", "src/cli/serve.rs"] {
        let text = std::fs::read_to_string(here.join(page)).unwrap();
        let after = |mark: &str, end: &[char]| -> String {
            let rest = text
                .split_once(mark)
                .unwrap_or_else(|| panic!("{page} asks with {mark}"))
                .1;
            rest[..rest.find(end).unwrap()].to_owned()
        };
        let place = after("/v1/chiefs/at?lon=", &['\'', '"']);
        let (lon, lat) = place.split_once("&lat=").unwrap();
        let answer = at(&index, lon.parse().unwrap(), lat.parse().unwrap());
        assert_eq!(answer.status, Status::Channel, "{page}");
        assert_eq!(answer.chain.len(), 4, "{page}");
        assert!(
            answer.chain.iter().all(|s| s.state == SeatState::Filled),
            "{page}: {:?}",
            answer.chain
        );
        let segment = after("/v1/segments/", &['/']);
        assert!(
            index.law.segments.keys().any(|id| id.as_str() == segment),
            "{page}: {segment}"
        );
    }
}
