//! Coverage, inventory, search, competence, and the pages of units, waters, posts and boards.
use super::{DAY, on, segment, sound};
use crate::small_world::{COUNTY_A, COUNTY_B, NLJ, T1, T2, X, length_m, measure_at};
use riverchief::domain::ids::{BoardId, PostId, UnitCode, WaterCode};
use riverchief::domain::kinds::{Level, SeatState};
use riverchief::domain::time::Date;
use riverchief::domain::views::MilestoneState;
use riverchief::resolve::views::{self};
use riverchief::snapshot::raw::RawWorld;

#[test]
fn competence_follows_aliases_and_successors() {
    let index = on(DAY, |w| {
        let old = w
            .departments
            .iter_mut()
            .find(|d| d.code.as_deref() == Some("D01"))
            .unwrap();
        old.valid_to = Some("2019-01-01".to_owned());
        old.successor = Some("D03".to_owned());
    });
    let found = views::departments_for(&index, " 采砂 ").unwrap();
    assert_eq!(found.concern, "非法采砂");
    let codes: Vec<_> = found.departments.iter().map(ToString::to_string).collect();
    assert_eq!(codes, ["D03", "D02"], "F8");
    assert!(views::departments_for(&index, "飞碟").is_none());
}

#[test]
fn units_waters_posts_and_boards() {
    let index = sound();
    let county = views::unit(&index, &UnitCode::new(COUNTY_A)).unwrap();
    assert_eq!(county.path, ["小市", "甲县"]);
    assert_eq!(
        county.children.iter().map(UnitCode::as_str).collect::<Vec<_>>(),
        [T1, T2]
    );
    assert_eq!(
        county.waters.iter().map(|w| w.water.as_str()).collect::<Vec<_>>(),
        ["NLJ", "QH", "XHX"]
    );
    assert_eq!(county.offices, ["O-450521"]);
    let water = views::water(&index, &WaterCode::new("NLJ")).unwrap();
    assert_eq!(water.members, [WaterCode::new("XJK")]);
    assert_eq!(water.tributaries, [WaterCode::new("XHX")]);
    assert!((water.branches[0].length_m - length_m(NLJ)).abs() < 1e-6);
    assert!(
        water.segments.iter().all(|s| s.registered),
        "nothing is left unregistered"
    );
    let reservoir = views::water(&index, &WaterCode::new("XJK")).unwrap();
    assert!(reservoir.split && reservoir.city_level);
    assert!(
        reservoir
            .chiefs
            .iter()
            .any(|s| s.post == Some(PostId::new("RC-450500-NLJ"))),
        "C1"
    );
    let keeper = views::post(&index, &PostId::new("KC-XJK")).unwrap();
    assert_eq!(keeper.zones.len(), 1);
    assert_eq!((keeper.duty, keeper.state), ("D3", SeatState::Filled));
    let chief = views::post(&index, &PostId::new("RC-450512-NLJ")).unwrap();
    assert_eq!(chief.segments, [segment("S-NLJ-B")]);
    let board = views::board(&index, &BoardId::new("B-S-NLJ-V21")).unwrap();
    assert_eq!(board.water_name, "大流江");
    assert_eq!(board.chain.len(), 4);
    let office = views::office(&index, "O-450521").unwrap();
    assert_eq!(office.supervised_by.as_deref(), Some("O-450500"), "U5");
}

#[test]
fn coverage_knows_what_is_missing_and_when_it_was_due() {
    let full = views::coverage(&sound());
    assert_eq!(full.missing, []);
    let state = |coverage: &riverchief::domain::views::Coverage, rule: &str| {
        coverage.milestones.iter().find(|m| m.rule == rule).unwrap().state
    };
    for rule in ["M1", "M2", "M4", "M5", "M8", "M9"] {
        assert_eq!(state(&full, rule), MilestoneState::Met, "{rule}");
    }
    assert_eq!(state(&full, "M3"), MilestoneState::NotRecorded);
    let early = views::coverage(&on(Date::constant(2017, 5, 1), |_| {}));
    assert_eq!(state(&early, "M1"), MilestoneState::Pending);
    let holes = |w: &mut RawWorld| {
        w.tenures.retain(|t| t.post.as_deref() != Some("RC-450521101-NLJ"));
        w.posts.retain(|p| p.id.as_deref() != Some("RC-450512-QH"));
        w.offices.retain(|o| o.unit.as_deref() != Some(COUNTY_B));
        w.documents.retain(|d| d.id.as_deref() != Some("DOC-a-work_plan"));
    };
    let late = views::coverage(&on(DAY, holes));
    assert_eq!(state(&late, "M1"), MilestoneState::Overdue);
    let missing: Vec<_> = late.missing.iter().map(|m| (m.rule, m.what, m.unit.as_str())).collect();
    for wanted in [
        ("C3", "vacant", T2),
        ("O1", "gap", COUNTY_B),
        ("F1", "office", COUNTY_B),
        ("M8", "document", COUNTY_A),
    ] {
        assert!(missing.contains(&wanted), "{wanted:?} in {missing:?}");
    }
    let row = late
        .rows
        .iter()
        .find(|r| r.county.as_ref().is_some_and(|c| c.as_str() == COUNTY_A) && r.level == Level::Village);
    let row = row.unwrap();
    assert_eq!(
        (row.optional_established, row.gap),
        (1, 0),
        "a village chief of an other water is optional"
    );
}

#[test]
fn the_inventory_has_one_row_per_water_and_county() {
    let index = sound();
    let rows = views::inventory(&index);
    let find = |county: &str, water: &str| {
        rows.iter()
            .find(|r| r.county.as_str() == county && r.water.as_str() == water)
    };
    let (total, border) = (length_m(NLJ), measure_at(NLJ, 0, X[2]));
    assert!((find(COUNTY_A, "NLJ").unwrap().length_m - border).abs() < 0.01);
    assert!((find(COUNTY_B, "NLJ").unwrap().length_m - (total - border)).abs() < 0.01);
    let lake = find(COUNTY_B, "LK").unwrap();
    assert!(lake.area_m2 > 500_000.0 && lake.length_m == 0.0);
    assert!(find(COUNTY_A, "LK").is_none() && find(COUNTY_B, "XJK").is_none());
    assert!(find(COUNTY_A, "XJK").unwrap().area_m2 > 1e6, "the pool");
    assert_eq!(rows[0].grade, "市级", "city-level waters first");
}

#[test]
fn search_by_name_code_and_part() {
    let index = sound();
    let hits = views::search(&index, "大流江", 10);
    assert_eq!((hits[0].kind, hits[0].id.as_str()), ("water", "NLJ"));
    let village = views::search(&index, "村20", 10);
    assert_eq!(village[0].path, ["小市", "乙区", "三镇", "村20"]);
    assert!(village[0].at.is_some());
    assert_eq!(
        views::search(&index, "s-nlj-v21", 1)[0].kind,
        "segment",
        "case does not matter"
    );
    assert_eq!(views::search(&index, "450500", 3)[0].kind, "unit");
    assert!(views::search(&index, "  ", 10).is_empty());
}
