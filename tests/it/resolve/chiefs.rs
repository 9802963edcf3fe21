//! Who answers: levels, named views, vacancies, functional areas (§1–§3, §5, E, F, G).
use super::{World, direct, first, seat};
use crate::small_world::{CITY, COUNTY_A, COUNTY_B, T1, V};
use riverchief::domain::kinds::{Level, SeatState};
use riverchief::snapshot::raw::{RawFunctionalArea, RawWorld};

fn vacate(raw: &mut RawWorld, post: &str) {
    raw.tenures.retain(|t| t.post.as_deref() != Some(post));
}

#[test]
fn c1_a_city_level_river_has_four_levels_and_three_are_direct() {
    let answer = World::sound().at(109.01, 21.5606);
    let levels: Vec<_> = answer.chain.iter().map(|s| s.level).collect();
    assert_eq!(levels, [Level::Village, Level::Township, Level::County, Level::City]);
    assert_eq!(direct(&answer), [CITY, COUNTY_A, T1].map(|u| format!("RC-{u}-NLJ")));
    assert_eq!(
        answer.accountable.as_ref().map(|p| p.to_string()),
        Some(format!("RC-{CITY}-NLJ"))
    );
    assert!(!seat(&answer, Level::Village).direct, "D6: the village assists");
}

#[test]
fn c1_a_water_in_brackets_inherits_the_city_chief() {
    let world = World::with(|raw| {
        let canal = raw
            .waters
            .iter_mut()
            .find(|w| w.code.as_deref() == Some("QH"))
            .expect("the canal");
        canal.parent = Some("NLJ".into());
    });
    let answer = world.at(109.06, 21.5205);
    assert_eq!(
        seat(&answer, Level::City).post.as_ref().map(|p| p.to_string()),
        Some(format!("RC-{CITY}-NLJ"))
    );
    assert_eq!(
        seat(&answer, Level::Village).state,
        SeatState::Gap,
        "C5: village level is mandatory there"
    );
}

#[test]
fn c2_the_city_level_set_is_data() {
    let world = World::with(|raw| {
        raw.waters
            .iter_mut()
            .find(|w| w.code.as_deref() == Some("QH"))
            .expect("the canal")
            .city_level = Some(true);
    });
    let answer = world.at(109.06, 21.5205);
    assert_eq!(seat(&answer, Level::City).state, SeatState::Gap);
    assert!(answer.accountable.is_none());
}

#[test]
fn c6_other_waters_have_no_city_chief_and_say_why() {
    let answer = World::sound().at(109.06, 21.5205);
    let city = seat(&answer, Level::City);
    assert_eq!(city.state, SeatState::NotApplicable);
    assert_eq!(city.reason, Some("R_NO_CITY_CHIEF_FOR_OTHER_WATERS"));
    assert_eq!(
        answer.accountable.as_ref().map(|p| p.to_string()),
        Some(format!("RC-{COUNTY_A}-QH"))
    );
}

#[test]
fn o1_other_waters_have_county_and_township_chiefs() {
    let answer = World::sound().at(109.10, 21.5196);
    assert_eq!(
        direct(&answer),
        [format!("RC-{COUNTY_B}-QH"), "RC-450512100-QH".to_owned()]
    );
}

#[test]
fn o2_f_a_village_chief_on_other_waters_is_optional() {
    let world = World::sound();
    let without = world.at(109.06, 21.5205);
    assert_eq!(seat(&without, Level::Village).state, SeatState::NotEstablished);
    assert_eq!(seat(&without, Level::Village).reason, Some("R_VILLAGE_CHIEF_OPTIONAL"));
    assert_eq!(
        first(&without),
        Some("RC-450521101-QH"),
        "first contact climbs to the township"
    );
    let with = world.at(109.0196, 21.55);
    assert_eq!(seat(&with, Level::Village).state, SeatState::Filled);
}

#[test]
fn c3_f_a_village_chief_missing_on_a_city_level_river_is_a_gap() {
    let post = format!("RC-{}-NLJ", V[0][1]);
    let world = World::with(|raw| raw.posts.retain(|p| p.id.as_deref() != Some(&post)));
    assert_eq!(seat(&world.at(109.01, 21.5606), Level::Village).state, SeatState::Gap);
}

#[test]
fn g_a_vacant_post_stays_in_the_chain_and_first_contact_climbs() {
    let world = World::with(|raw| {
        vacate(raw, &format!("RC-{}-NLJ", V[0][1]));
        vacate(raw, &format!("RC-{T1}-NLJ"));
    });
    let answer = world.at(109.01, 21.5606);
    assert_eq!(seat(&answer, Level::Township).state, SeatState::Vacant);
    assert!(seat(&answer, Level::Township).vacant_since.is_some());
    assert!(
        direct(&answer).contains(&&*format!("RC-{T1}-NLJ")),
        "vacant seats stand in direct_responsible"
    );
    assert_eq!(first(&answer), Some(&*format!("RC-{COUNTY_A}-NLJ")));
    assert!(answer.notes.contains(&"fallback_used".to_owned()));
}

#[test]
fn g_with_every_river_chief_vacant_the_lowest_general_chief_is_first() {
    let world = World::with(|raw| {
        raw.tenures
            .retain(|t| !t.post.as_deref().is_some_and(|p| p.starts_with("RC-")));
        vacate(raw, &format!("GC-{T1}"));
    });
    assert_eq!(first(&world.at(109.01, 21.5606)), Some(&*format!("GC-{COUNTY_A}")));
    let nobody = World::with(|raw| raw.tenures.clear());
    assert_eq!(first(&nobody.at(109.01, 21.5606)), None);
}

fn tourism_zone(raw: &mut RawWorld) {
    raw.functional_areas.push(RawFunctionalArea {
        code: Some("450521FA".into()),
        name: Some("旅游区".into()),
        acts_as: Some("county".into()),
        over: Some(T1.into()),
        ..RawFunctionalArea::default()
    });
}

#[test]
fn e_a_functional_area_fills_the_county_slot_for_its_own_kind_of_post_only() {
    let world = World::with(|raw| {
        tourism_zone(raw);
        crate::small_world::seat(raw, "GC-FA", "general_chief", "450521FA", None, &["party_main"]);
        raw.posts
            .iter_mut()
            .find(|p| p.id.as_deref() == Some("GC-FA"))
            .expect("the post")
            .level = Some("county".into());
    });
    let answer = world.at(109.01, 21.5606);
    assert_eq!(answer.units.managed_by.as_ref().map(|u| u.as_str()), Some("450521FA"));
    assert_eq!(
        seat(&answer, Level::County).post.as_ref().map(|p| p.to_string()),
        Some(format!("RC-{COUNTY_A}-NLJ"))
    );
    assert!(answer.notes.contains(&"W_FUNCTIONAL_AREA_NO_POST".to_owned()));
    let county = answer
        .general_chiefs
        .iter()
        .find(|s| s.level == Level::County)
        .and_then(|s| s.post.as_ref());
    assert_eq!(county.map(|p| p.as_str()), Some("GC-FA"));
    assert_eq!(
        answer.units.by_level[1].as_ref().map(|u| u.as_str()),
        Some(COUNTY_A),
        "unit columns stay administrative"
    );
}

#[test]
fn e_a_registered_river_chief_of_the_area_replaces_the_countys() {
    let world = World::with(|raw| {
        tourism_zone(raw);
        crate::small_world::seat(raw, "RC-FA", "river_chief", "450521FA", Some("NLJ"), &["leader"]);
        raw.posts
            .iter_mut()
            .find(|p| p.id.as_deref() == Some("RC-FA"))
            .expect("the post")
            .level = Some("county".into());
    });
    let inside = world.at(109.01, 21.5606);
    assert_eq!(
        seat(&inside, Level::County).post.as_ref().map(|p| p.as_str()),
        Some("RC-FA")
    );
    let outside = world.at(109.06, 21.5591);
    assert_eq!(
        seat(&outside, Level::County).post.as_ref().map(|p| p.to_string()),
        Some(format!("RC-{COUNTY_A}-NLJ"))
    );
}

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
                riverchief::domain::clause::clause(step.rule).is_some(),
                "{} at {lon} {lat}",
                step.rule
            );
        }
    }
}
