//! Views: neighbours, chains, conferences, edges, coverage, inventory, search, parts – on the small world.
use crate::small_world::{
    self, CITY, COUNTY_A, COUNTY_B, NEIGHBOUR, NLJ, QH, T1, T2, T3, V, X, Y, length_m, measure_at,
};
use geo::{LineString, MultiPolygon};
use riverchief::domain::answer::Thresholds;
use riverchief::domain::ids::{BoardId, PostId, SegmentId, UnitCode, WaterCode};
use riverchief::domain::kinds::{Level, SeatState, Status};
use riverchief::domain::time::Date;
use riverchief::domain::views::{ConferenceOutcome, MilestoneState, Reached, Via};
use riverchief::geom::LonLat;
use riverchief::geom::ellipsoid::{line_length_m, multipolygon_area_m2};
use riverchief::index::Index;
use riverchief::resolve::views::{self, SegmentFilter};
use riverchief::resolve::{Ask, at};
use riverchief::snapshot::raw::RawWorld;
use riverchief::snapshot::{Law, Snapshot};
use std::sync::Arc;

const DAY: Date = Date::constant(2026, 6, 1);

fn on(date: Date, change: impl FnOnce(&mut RawWorld)) -> Index {
    let mut raw = small_world::sound();
    change(&mut raw);
    let (snapshot, _) = Snapshot::build(raw);
    Index::new(Law::new(&Arc::new(snapshot), date, Thresholds::default()))
}

fn sound() -> Index {
    on(DAY, |_| {})
}

fn ids(list: &[Reached]) -> Vec<&str> {
    list.iter().map(|r| r.segment.as_str()).collect()
}

fn segment(id: &str) -> SegmentId {
    SegmentId::new(id)
}

#[test]
fn neighbours_across_the_pool_the_confluence_and_the_level() {
    let index = sound();
    let view = views::segment(&index, &segment("S-NLJ-V11")).unwrap();
    assert_eq!(ids(&view.upstream), ["S-NLJ-V01"], "over the pool");
    assert_eq!(ids(&view.downstream), ["S-NLJ-V21"]);
    let pool_m = measure_at(NLJ, 0, 109.045) - measure_at(NLJ, 0, 109.035);
    assert!((view.upstream[0].distance_m - pool_m).abs() < 1e-6);
    assert!(view.downstream[0].distance_m.abs() < 1e-9);
    let west = views::segment(&index, &segment("S-NLJ-V01")).unwrap();
    assert_eq!(ids(&west.upstream), ["S-XHX-V01"], "the tributary joins within it");
    assert_eq!(
        (west.upstream[0].via, west.upstream[0].distance_m),
        (Via::Confluence, 0.0)
    );
    let tributary = views::segment(&index, &segment("S-XHX-V01")).unwrap();
    assert_eq!(ids(&tributary.downstream), ["S-NLJ-V01"]);
    let far = views::downstream(&index, &segment("S-XHX-T1"), 1e6).unwrap();
    assert_eq!(
        ids(&far),
        ["S-NLJ-T1", "S-NLJ-T2", "S-NLJ-T3"],
        "at its own level, nearest first"
    );
    let near = views::downstream(&index, &segment("S-XHX-T1"), 100.0).unwrap();
    assert_eq!(ids(&near), ["S-NLJ-T1"], "the pool is longer than that");
    assert!(views::upstream(&index, &segment("NOPE"), 1.0).is_none());
}

#[test]
fn a_segment_carries_its_chain_and_what_geometry_says() {
    let index = sound();
    let view = views::segment(&index, &segment("S-NLJ-V21")).unwrap();
    let posts: Vec<_> = view
        .chain
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(PostId::as_str)
        .collect();
    let village = format!("RC-{}-NLJ", V[2][1]);
    assert_eq!(posts, [&village, "RC-450512100-NLJ", "RC-450512-NLJ", "RC-450500-NLJ"]);
    assert_eq!(view.general_chiefs.len(), 3);
    assert_eq!(
        view.nested.iter().map(SegmentId::as_str).collect::<Vec<_>>(),
        ["S-NLJ-city", "S-NLJ-B", "S-NLJ-T3"]
    );
    assert_eq!(view.computed.len(), 1);
    assert_eq!(view.computed[0].unit.as_str(), V[2][1]);
    assert!(view.remarks.is_empty() && view.continues_outside.is_none());
    assert_eq!(view.boards, [BoardId::new("B-S-NLJ-V21")]);
    assert_eq!(view.documents, ["DOC-NLJ"]);
    let line = &view.stretch.as_ref().unwrap().line;
    assert!((line_length_m(&line.0) - view.stretch.as_ref().unwrap().length_m()).abs() < 0.05);
}

#[test]
fn a_registered_segment_across_a_border_says_so() {
    let border = measure_at(NLJ, 0, X[2]);
    let index = on(DAY, |w| {
        let segment = w
            .segments
            .iter_mut()
            .find(|s| s.id.as_deref() == Some("S-NLJ-V21"))
            .unwrap();
        segment.measure_from = Some(border - 1500.0);
    });
    let view = views::segment(&index, &segment("S-NLJ-V21")).unwrap();
    assert!(view.remarks.contains(&"W_SEGMENT_CROSSES_ADMIN"), "{:?}", view.remarks);
    assert_eq!(view.unit.as_str(), V[2][1], "the registered unit stays");
    let length = |unit: &str| view.computed.iter().find(|u| u.unit.as_str() == unit).unwrap().length_m;
    assert!((length(V[1][1]) - 1500.0).abs() < 0.01);
}

#[test]
fn the_other_bank_of_a_border_stream() {
    let index = sound();
    let filter = SegmentFilter {
        water: Some(WaterCode::new("BH")),
        level: Some(Level::Village),
        unit: None,
    };
    let rows = views::segments(&index, &filter);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows.iter()
            .all(|r| !r.registered && r.state == SeatState::NotEstablished)
    );
    let opposite = views::opposite_bank(&index, &rows[0].id).unwrap();
    assert_eq!(opposite.len(), 1);
    assert_eq!(opposite[0].segment, rows[1].id);
    assert_ne!(opposite[0].bank, rows[0].bank.unwrap());
    assert_eq!(
        views::opposite_bank(&index, &segment("S-NLJ-V21")).unwrap(),
        [],
        "both banks are its own"
    );
}

#[test]
fn the_conference_of_a_canal_across_counties() {
    let index = sound();
    let outcome = views::conference(&index, &WaterCode::new("QH")).unwrap();
    let conference = outcome.convened().unwrap();
    let (total, border) = (length_m(QH), measure_at(QH, 0, X[2]));
    assert_eq!(conference.rule, "J2_LONGEST_REACH");
    assert_eq!(conference.county.as_str(), COUNTY_B);
    assert_eq!(conference.post, Some(PostId::new("RC-450512-QH")));
    let lengths: Vec<_> = conference
        .lengths
        .iter()
        .map(|l| (l.county.as_str(), l.total_m))
        .collect();
    assert_eq!(lengths[0].0, COUNTY_B);
    assert!((lengths[0].1 - (total - border)).abs() < 0.01 && (lengths[1].1 - border).abs() < 0.01);
    assert!(!conference.tie && !conference.cross_city && conference.rejected.is_empty());

    let commander = on(DAY, |w| {
        let canal = w.waters.iter_mut().find(|x| x.code.as_deref() == Some("QH")).unwrap();
        canal.commander_county = Some(COUNTY_A.to_owned());
    });
    let outcome = views::conference(&commander, &WaterCode::new("QH")).unwrap();
    let conference = outcome.convened().unwrap();
    assert_eq!(
        (conference.rule, conference.county.as_str()),
        ("J3_FLOOD_COMMANDER", COUNTY_A)
    );
    assert_eq!(conference.rejected, [("J2_LONGEST_REACH", UnitCode::new(COUNTY_B))]);

    let elsewhere = on(DAY, |w| {
        let canal = w.waters.iter_mut().find(|x| x.code.as_deref() == Some("QH")).unwrap();
        canal.commander_county = Some(NEIGHBOUR.to_owned());
    });
    let outcome = views::conference(&elsewhere, &WaterCode::new("QH")).unwrap();
    assert_eq!(outcome.convened().unwrap().rule, "J2_LONGEST_REACH", "JA6");

    let decided = on(DAY, |w| {
        let canal = w.waters.iter_mut().find(|x| x.code.as_deref() == Some("QH")).unwrap();
        canal.convener_override = Some(COUNTY_A.to_owned());
        let vacant = w
            .tenures
            .iter()
            .position(|t| t.post.as_deref() == Some("RC-450521-QH"))
            .unwrap();
        w.tenures.remove(vacant);
    });
    let outcome = views::conference(&decided, &WaterCode::new("QH")).unwrap();
    let conference = outcome.convened().unwrap();
    assert_eq!(
        (conference.rule, conference.state),
        ("OVERRIDE", SeatState::Vacant),
        "JA7: the seat stays convener"
    );
}

#[test]
fn waters_without_a_conference_say_why() {
    let index = sound();
    for (water, wanted) in [
        ("NLJ", "R_CITY_LEVEL"),
        ("XJK", "R_CITY_LEVEL"),
        ("XHX", "R_ONE_COUNTY"),
        ("LK", "R_ONE_COUNTY"),
    ] {
        match views::conference(&index, &WaterCode::new(water)) {
            Some(ConferenceOutcome::NotApplicable { reason, .. }) => assert_eq!(reason, wanted, "{water}"),
            other => panic!("{water}: {other:?}"),
        }
    }
    assert!(views::conference(&index, &WaterCode::new("NOPE")).is_none());
}

#[test]
fn a_tied_length_goes_to_the_smaller_code() {
    // The border runs through the middle of the canal.
    let index = on(DAY, |w| {
        let line = w
            .centrelines
            .iter_mut()
            .find(|c| c.water.as_deref() == Some("QH"))
            .unwrap();
        line.geometry = Some(LineString::from(vec![(X[2] - 0.02, 21.52), (X[2] + 0.02, 21.52)]));
        w.segments.retain(|s| s.water.as_deref() != Some("QH"));
    });
    let outcome = views::conference(&index, &WaterCode::new("QH")).unwrap();
    let conference = outcome.convened().unwrap();
    assert!(conference.tie, "JA2");
    assert_eq!(conference.county.as_str(), COUNTY_B, "450512 is the smaller code");
}

#[test]
fn reports_and_supervision_of_a_chain() {
    let index = sound();
    let answer = at(&index, LonLat::new(109.10, 21.561), &Ask::default());
    let edge = |rule: &str, from: &str, to: &str| {
        answer
            .reporting
            .iter()
            .any(|e| e.rule == rule && e.from.as_str() == from && e.to.as_str() == to)
    };
    let village = format!("RC-{}-NLJ", V[2][1]);
    assert!(edge("R6", &village, "RC-450512100-NLJ"));
    assert!(edge("R5", "RC-450512100-NLJ", "GC-450512100") && edge("R5", "RC-450512100-NLJ", "RC-450512-NLJ"));
    assert!(edge("R4", "RC-450512-NLJ", "GC-450512") && edge("R4", "RC-450512-NLJ", "RC-450500-NLJ"));
    assert!(edge("R1", "RC-450500-NLJ", "GC-450500"));
    assert!(
        answer.reporting.iter().all(|e| !e.from.as_str().starts_with("GC-")),
        "RA4"
    );
    let supervised = |rule: &str, from: &str, to: &str| {
        answer
            .supervision
            .iter()
            .any(|e| e.rule == rule && e.from.as_str() == from && e.to.as_str() == to)
    };
    assert!(supervised("U1", "GC-450500", "RC-450500-NLJ") && supervised("U1", "GC-450500", "GC-450512"));
    assert!(
        supervised("U2", "RC-450500-NLJ", "RC-450512-NLJ") && supervised("U3", "RC-450512-NLJ", "RC-450512100-NLJ")
    );
    assert!(supervised("U4", "RC-450512100-NLJ", &village));
}

#[test]
fn reports_of_other_waters_pools_and_land() {
    let index = sound();
    let canal = at(&index, LonLat::new(109.10, 21.5195), &Ask::default());
    assert_eq!(canal.status, Status::Channel);
    let from_county: Vec<_> = canal
        .reporting
        .iter()
        .filter(|e| e.from.as_str() == "RC-450512-QH")
        .collect();
    assert_eq!(from_county.len(), 1, "RA1: no city chief, no edge to one");
    assert_eq!(from_county[0].to.as_str(), "GC-450512");
    let pool = at(&index, LonLat::new(109.038, 21.558), &Ask::default());
    let rules: Vec<_> = pool.reporting.iter().map(|e| (e.rule, e.to.as_str())).collect();
    assert_eq!(rules, [("R2", "RC-450500-NLJ"), ("R1", "GC-450500")]);
    assert!(
        pool.supervision
            .iter()
            .any(|e| e.rule == "RA6" && e.to.as_str() == "KC-XJK")
    );
    let land = at(&index, LonLat::new(109.034, 21.554), &Ask::default());
    assert_eq!(land.status, Status::LandZone);
    let county: Vec<_> = land
        .reporting
        .iter()
        .filter(|e| e.from.as_str() == "RC-450521-XJK")
        .map(|e| (e.rule, e.primary))
        .collect();
    assert_eq!(county, [("R3", true), ("R4", false)], "RA2");
    let village = format!("RC-{}-XJK", V[0][1]);
    let lowest: Vec<_> = land
        .reporting
        .iter()
        .filter(|e| e.from.as_str() == village)
        .map(|e| e.rule)
        .collect();
    assert_eq!(lowest, ["R6"], "RA3");
}

#[test]
fn one_person_on_two_seats_is_flagged() {
    let index = on(DAY, |w| {
        let holder = w
            .tenures
            .iter()
            .find(|t| t.post.as_deref() == Some("GC-450512"))
            .unwrap()
            .holder
            .clone();
        let chief = w
            .tenures
            .iter_mut()
            .find(|t| t.post.as_deref() == Some("RC-450512-NLJ"))
            .unwrap();
        chief.holder = holder;
    });
    let answer = at(&index, LonLat::new(109.10, 21.561), &Ask::default());
    let edge = answer
        .reporting
        .iter()
        .find(|e| e.from.as_str() == "RC-450512-NLJ" && e.to.as_str() == "GC-450512");
    assert!(edge.is_some_and(|e| e.same_person), "RA5");
    let post = views::post(&index, &PostId::new("RC-450512-NLJ")).unwrap();
    assert_eq!(post.other_posts, [PostId::new("GC-450512")], "V");
}

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
fn sections_and_confluences() {
    let index = sound();
    let sections = views::cross_border_sections(&index, Level::County);
    assert!(
        sections
            .iter()
            .any(|s| s.water.as_str() == "QH" && s.level == Level::County)
    );
    assert!(sections.iter().all(|s| (s.at.lon - X[2]).abs() < 1e-9), "{sections:?}");
    let confluences = views::confluences(&index);
    let joins = confluences.iter().find(|c| c.other.as_str() == "XHX").unwrap();
    assert!(joins.inflow && joins.water.as_str() == "NLJ");
    assert!((joins.measure_m.unwrap() - measure_at(NLJ, 0, 109.02)).abs() < 1e-6);
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

#[test]
fn parts_of_a_line_add_up() {
    let index = sound();
    let line = LineString::from(vec![(108.99, 21.56), (109.05, 21.5601), (109.15, 21.562)]);
    let cut = views::line_parts(&index, &line);
    assert!((cut.length_m - line_length_m(&line.0)).abs() < 1e-6);
    let sum: f64 = cut.parts.iter().map(|p| p.length_m).sum();
    assert!((sum - cut.length_m).abs() <= 1e-9 * cut.length_m);
    for pair in cut.parts.windows(2) {
        assert_eq!(pair[0].to_m, pair[1].from_m);
        assert_ne!(
            pair[0].decision, pair[1].decision,
            "neighbours with one owner are one part"
        );
    }
    let statuses: Vec<Status> = cut.parts.iter().map(|p| p.decision.status).collect();
    assert_eq!(statuses.first(), Some(&Status::OutOfJurisdiction));
    for status in [
        Status::WaterZone,
        Status::LandZone,
        Status::GeneralOnly,
        Status::Channel,
        Status::Marine,
    ] {
        assert!(statuses.contains(&status), "{status} in {statuses:?}");
    }
    assert!(views::line_parts(&index, &LineString::new(vec![])).parts.is_empty());
}

#[test]
fn a_line_crosses_line_only_waters_and_follows_the_smaller_code_on_a_border() {
    let index = sound();
    let north = LineString::from(vec![(109.06, 21.51), (109.06, 21.57)]);
    let cut = views::line_parts(&index, &north);
    let crossed: Vec<_> = cut.crossings.iter().map(|c| c.water.as_str()).collect();
    assert_eq!(crossed, ["QH", "NLJ"]);
    let along = LineString::from(vec![(X[2], Y[0] + 0.001), (X[2], Y[1] - 0.001)]);
    let cut = views::line_parts(&index, &along);
    assert_eq!(cut.parts.len(), 1);
    let unit = cut.parts[0].decision.units[Level::Village.index()].clone().unwrap();
    assert_eq!(unit.as_str(), V[2][0].min(V[1][0]), "rule A");
}

#[test]
fn parts_of_a_polygon_add_up() {
    let index = sound();
    let polygon: MultiPolygon<f64> = small_world::rectangle([109.03, 109.13, 21.515, 21.575]).into();
    let cut = views::polygon_parts(&index, &polygon).unwrap();
    let whole_m2 = multipolygon_area_m2(&polygon).abs();
    assert!((cut.area_m2 - whole_m2).abs() <= 1e-9 * whole_m2);
    let sum: f64 = cut.parts.iter().map(|p| p.area_m2).sum();
    assert!((sum - whole_m2).abs() <= 1e-9 * whole_m2);
    let area = |status: Status| {
        cut.parts
            .iter()
            .filter(|p| p.decision.status == status)
            .map(|p| p.area_m2)
            .sum::<f64>()
    };
    let pool = multipolygon_area_m2(&small_world::rectangle(small_world::POOL).into()).abs();
    let islet = multipolygon_area_m2(&small_world::rectangle(small_world::ISLET).into()).abs();
    assert!((area(Status::WaterZone) - (pool - islet)).abs() < 1e-4 * pool);
    assert!(area(Status::Marine) > 0.0 && area(Status::LandZone) > 0.0 && area(Status::OutOfJurisdiction) == 0.0);
    let qh = cut.inside.iter().find(|w| w.water.as_str() == "QH").unwrap();
    assert!((qh.length_m - length_m(QH)).abs() < 0.01);
    let nlj = cut.inside.iter().find(|w| w.water.as_str() == "NLJ").unwrap();
    assert!(nlj.length_m < length_m(NLJ), "not in the pool, not outside the polygon");
    assert!(
        cut.parts
            .iter()
            .all(|p| p.decision.units[0].as_ref().is_none_or(|c| c.as_str() == CITY))
    );
    let units: Vec<_> = cut.parts.iter().map(|p| p.decision.units[3].clone()).collect();
    assert!(
        units
            .iter()
            .any(|u| u.as_ref().is_some_and(|u| u.as_str().starts_with(T3)))
    );
    assert!(views::polygon_parts(&index, &MultiPolygon::new(vec![])).is_none());
}
