//! Steps 9 and 10: what is attached to an answer, what it says it rests on, and what each status carries (N7).
use super::{DAY, World, codes, direct, first, seat};
use riverchief_core::domain::answer::{Answer, Thresholds};
use riverchief_core::domain::clause::RuleId;
use riverchief_core::domain::kinds::{Basis, Level, Status};
use riverchief_core::domain::note::Note;
use riverchief_core::resolve::{Ask, Detail, at};
use riverchief_fixtures::{COUNTY_A, COUNTY_B, sound};
use riverchief_geom::LonLat;

#[test]
fn every_step_of_the_explanation_rests_on_a_known_clause() {
    let world = World::sound();
    for (lon, lat) in [
        (109.01, 21.5606),
        (109.037, 21.557),
        (109.034, 21.554),
        (109.005, 21.51),
        (109.14, 21.55),
        (108.9, 21.5),
    ] {
        let answer = world.at(lon, lat);
        assert!(!answer.explanation.is_empty());
        for step in &answer.explanation {
            assert!(
                !step.text.is_empty() && !step.rule.clause().gloss_en.is_empty(),
                "{} at {lon} {lat}",
                step.rule
            );
        }
    }
}

fn rests_on(answer: &Answer, rule: &str) -> bool {
    answer.explanation.iter().any(|s| s.rule.as_str() == rule)
}

#[test]
fn step_nine_attaches_edges_convener_offices_boards_duties_and_competence() {
    let world = World::sound();
    let ask = Ask {
        concern: Some("采砂".into()),
        ..Ask::default()
    };
    let answer = at(&world.index, LonLat::new(109.06, 21.5205), &ask);
    assert!(!answer.reporting.is_empty() && !answer.supervision.is_empty());
    let conference = answer.conference.as_ref().expect("a canal across counties");
    assert_eq!((conference.county.as_str(), conference.lengths.len()), (COUNTY_B, 2));
    assert_eq!(answer.offices, ["O-450500", "O-450521"]);
    let boards: Vec<_> = answer.boards.iter().map(|b| b.as_str()).collect();
    assert_eq!(boards, ["B-S-QH-A", "B-S-QH-T2"]);
    let duties: Vec<_> = answer.chain.iter().filter_map(|s| s.duty).collect();
    assert_eq!(duties, [RuleId::D6, RuleId::D5, RuleId::D4, RuleId::D2]);
    assert!(answer.general_chiefs.iter().all(|s| s.duty == Some(RuleId::D1)));
    assert_eq!(answer.competence.as_ref().map(|c| c.departments.len()), Some(2));
    let row = Ask {
        detail: Detail::Row,
        ..ask
    };
    let row = at(&world.index, LonLat::new(109.06, 21.5205), &row);
    assert!(row.reporting.is_empty() && row.conference.is_none() && row.explanation.is_empty());
    assert_eq!(row.direct_responsible, answer.direct_responsible);
}

#[test]
fn a_seat_says_whether_plan_reading_or_register_put_it_there() {
    let basis = |answer: &Answer, level| seat(answer, level).basis;
    let river = World::sound().at(109.01, 21.5606);
    for level in [Level::Village, Level::Township, Level::County, Level::City] {
        assert_eq!(basis(&river, level), Basis::Data, "registered: {level}");
    }
    let gap = World::with(|raw| raw.segments.retain(|s| s.water.as_deref() != Some("NLJ"))).at(109.01, 21.5606);
    for level in [Level::Village, Level::Township, Level::County, Level::City] {
        assert_eq!(basis(&gap, level), Basis::Inferred, "N: {level}");
    }
    let pool = World::sound().at(109.037, 21.557);
    assert_eq!(
        (pool.chain[0].duty, pool.chain[0].basis),
        (Some(RuleId::D3), Basis::Stated)
    );
    assert_eq!(pool.chain[1].basis, Basis::Inferred, "C1: the river before the bracket");
    let land = World::sound().at(109.034, 21.554);
    assert_eq!(
        (basis(&land, Level::County), basis(&land, Level::City)),
        (Basis::Stated, Basis::Inferred)
    );
}

#[test]
fn c5_a_canal_in_brackets_is_explained_by_c5_and_the_river_before_them_by_c3() {
    let world = World::with(|raw| {
        let canal = raw.waters.iter_mut().find(|w| w.code.as_deref() == Some("QH"));
        canal.expect("the canal").parent = Some("NLJ".into());
    });
    let canal = world.at(109.06, 21.5205);
    assert!(rests_on(&canal, "C5") && !rests_on(&canal, "C3"));
    let river = world.at(109.01, 21.5606);
    assert!(rests_on(&river, "C3") && !rests_on(&river, "C5"));
    assert!(rests_on(&World::sound().at(109.06, 21.5205), "O1"));
}

#[test]
fn n7_each_status_carries_its_own_and_nothing_else() {
    let world = World::sound();
    let near = world.at(109.01, 21.566);
    assert_eq!(near.status, Status::NearWater);
    assert!(near.chain.is_empty() && direct(&near).is_empty() && near.accountable.is_none());
    assert!(near.matches.is_empty() && near.segment.is_none() && near.stationing.is_none());
    let advice = near.nearest.as_ref().expect("advice");
    assert_eq!(advice.chain.iter().filter(|s| s.post.is_some()).count(), 4);
    assert_eq!(near.general_chiefs.len(), 3);
    for (lon, lat, status) in [
        (109.14, 21.55, Status::Marine),
        (109.05, 21.59, Status::OutOfJurisdiction),
    ] {
        let answer = world.at(lon, lat);
        assert_eq!(answer.status, status);
        assert!(answer.chain.is_empty() && answer.general_chiefs.is_empty());
        assert!(first(&answer).is_none() && answer.accountable.is_none() && answer.reporting.is_empty());
        assert_eq!(answer.distance_m.is_some(), status == Status::OutOfJurisdiction, "S3");
    }
    let tributary = world.at(109.0196, 21.55);
    assert_eq!(
        (tributary.status, tributary.zone),
        (Status::Channel, None),
        "S5: zone only where a zone decided"
    );
}

#[test]
fn n7_the_nearest_pool_brings_its_own_chain_as_advice() {
    // 100 m south of LAND; the pool is nearer than the river's line, which lies in it.
    let answer = World::sound().at(109.04, 21.5521);
    assert_eq!(
        (answer.status, answer.water.as_ref().map(|w| w.as_str())),
        (Status::NearWater, Some("XJK"))
    );
    let advice = answer.nearest.as_ref().expect("advice");
    let posts: Vec<_> = advice
        .chain
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(|p| p.as_str())
        .collect();
    assert_eq!(posts, ["KC-XJK", "RC-450500-NLJ"]);
    assert!(advice.segment.is_none() && direct(&answer).is_empty());
}

#[test]
fn s17_the_area_of_a_split_pool_outside_its_zone_is_no_channel_and_no_distance_away() {
    let world = World::with(|raw| {
        let mut area = raw.water_areas[0].clone();
        (area.id, area.water) = (Some("A-XJK".into()), Some("XJK".into()));
        let shape = riverchief_fixtures::rectangle([109.055, 109.057, 21.545, 21.547]);
        area.geometry = Some(geo::MultiPolygon::new(vec![shape]));
        raw.water_areas.push(area);
    });
    let answer = world.at(109.056, 21.546);
    assert_eq!((answer.status, answer.distance_m), (Status::NearWater, Some(0.0)));
    assert_eq!(answer.water.as_ref().map(|w| w.as_str()), Some("XJK"));
}

#[test]
fn n7_a_world_without_a_layer_leaves_its_part_empty_and_says_so() {
    let mut raw = sound();
    raw.units.retain(|u| u.level.as_deref() != Some("city"));
    raw.segments.retain(|s| s.id.as_deref() != Some("S-NLJ-city"));
    for unit in raw.units.iter_mut().filter(|u| u.level.as_deref() == Some("county")) {
        unit.parent = None;
    }
    let world = World::under(raw, DAY, Thresholds::default());
    let answer = world.at(109.005, 21.51);
    assert_eq!(
        (answer.status, answer.units.by_level[0].as_ref()),
        (Status::GeneralOnly, None)
    );
    assert_eq!(codes(&answer)[0], COUNTY_A);
    assert!(answer.notes.contains(&Note::LevelAbsent(Level::City)));
    let river = world.at(109.01, 21.5606);
    assert_eq!(
        river.accountable.as_ref().map(|p| p.as_str()),
        Some("RC-450500-NLJ"),
        "the chief of the water is known without the unit"
    );
    let dry = World::with(|raw| {
        raw.centrelines.clear();
        raw.water_areas.clear();
        raw.segments.clear();
        raw.extents.clear();
    });
    let answer = dry.at(109.01, 21.5606);
    assert_eq!(answer.status, Status::GeneralOnly);
    assert!(answer.notes.contains(&Note::LayerAbsent("centrelines")));
}
