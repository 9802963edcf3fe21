//! Who answers: levels, named views, vacancies (§1–§3, §5, F, G).
use super::{World, direct, first, seat};
use riverchief_core::domain::kinds::{Level, SeatState};
use riverchief_core::domain::note::Note;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{CITY, COUNTY_A, COUNTY_B, T1, V};

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
    assert!(answer.notes.contains(&Note::FallbackUsed));
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

#[test]
fn g_a_seat_is_vacant_since_its_last_tenure_ended() {
    let world = World::with(|raw| {
        for tenure in raw
            .tenures
            .iter_mut()
            .filter(|t| t.post.as_deref() == Some("RC-450521-NLJ"))
        {
            tenure.valid_to = Some("2019-03-01".into());
        }
    });
    let answer = world.at(109.01, 21.5606);
    let county = seat(&answer, Level::County);
    assert_eq!((county.state, county.holders.len()), (SeatState::Vacant, 0));
    assert_eq!(
        county.vacant_since.map(|d| d.to_string()).as_deref(),
        Some("2019-03-01")
    );
    assert!(direct(&answer).contains(&"RC-450521-NLJ"), "duties do not move");
}

#[test]
fn s13_a_bracket_within_a_bracket_is_city_level_too() {
    let world = World::with(|raw| {
        for (water, parent) in [("XHX", "NLJ"), ("QH", "XHX")] {
            let water = raw.waters.iter_mut().find(|w| w.code.as_deref() == Some(water));
            water.expect("a water").parent = Some(parent.into());
        }
    });
    let answer = world.at(109.06, 21.5205);
    assert_eq!(
        seat(&answer, Level::City).post.as_ref().map(|p| p.as_str()),
        Some("RC-450500-NLJ")
    );
}

#[test]
fn s9_the_segments_post_comes_before_the_units() {
    let world = World::with(|raw| {
        let segment = raw.segments.iter_mut().find(|s| s.id.as_deref() == Some("S-QH-A"));
        segment.expect("a segment").post = Some("RC-450521-NLJ".into());
    });
    let answer = world.at(109.06, 21.5205);
    assert_eq!(
        seat(&answer, Level::County).post.as_ref().map(|p| p.as_str()),
        Some("RC-450521-NLJ")
    );
    let ended = World::with(|raw| {
        let post = raw.posts.iter_mut().find(|p| p.id.as_deref() == Some("RC-450521-QH"));
        post.expect("a post").valid_to = Some("2020-01-01".into());
    });
    let answer = ended.at(109.06, 21.5205);
    assert_eq!(
        seat(&answer, Level::County).state,
        SeatState::Gap,
        "a post that is over is none"
    );
}

#[test]
fn l5_a_water_without_any_segment_still_has_the_general_chiefs_of_the_place() {
    let world = World::with(|raw| {
        let mut bare = raw.waters[3].clone();
        (bare.code, bare.name) = (Some("EX".into()), Some("无线之水".into()));
        raw.waters.push(bare);
        let mut extent = raw.extents[0].clone();
        (extent.id, extent.water) = (Some("E-EX".into()), Some("EX".into()));
        let shape = riverchief_fixtures::rectangle([109.062, 109.066, 21.545, 21.55]);
        extent.geometry = Some(geo::MultiPolygon::new(vec![shape]));
        raw.extents.push(extent);
    });
    let answer = world.at(109.064, 21.547);
    assert_eq!((answer.rule.as_str(), answer.segment.as_ref()), ("N4b", None));
    assert_eq!(answer.general_chiefs.len(), 3);
    assert_eq!(first(&answer), Some("GC-450521101"));
}
