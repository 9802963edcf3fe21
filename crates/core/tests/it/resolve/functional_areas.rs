//! Rule E: a functional area in the county's place.
use super::{World, seat, segment};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::note::Note;
use riverchief_core::snapshot::raw::{RawFunctionalArea, RawWorld};
use riverchief_fixtures::{COUNTY_A, T1, T3};

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
        riverchief_fixtures::seat(raw, "GC-FA", "general_chief", "450521FA", None, &["party_main"]);
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
    assert!(answer.notes.contains(&Note::FunctionalAreaNoPost));
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
        riverchief_fixtures::seat(raw, "RC-FA", "river_chief", "450521FA", Some("NLJ"), &["leader"]);
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
fn e_a_stretch_registered_for_the_area_keeps_the_countys_general_chief() {
    let world = World::with(|raw| {
        tourism_zone(raw);
        riverchief_fixtures::seat(raw, "RC-FA", "river_chief", "450521FA", Some("NLJ"), &["leader"]);
        let post = raw.posts.iter_mut().find(|p| p.id.as_deref() == Some("RC-FA"));
        post.expect("the post").level = Some("county".into());
        let stretch = raw.segments.iter_mut().find(|s| s.id.as_deref() == Some("S-NLJ-A1"));
        let stretch = stretch.expect("a segment");
        (stretch.unit, stretch.post) = (Some("450521FA".into()), Some("RC-FA".into()));
    });
    let answer = world.at(109.01, 21.5606);
    let county = seat(&answer, Level::County);
    assert_eq!(county.post.as_ref().map(|p| p.as_str()), Some("RC-FA"));
    assert_eq!(county.computed_unit, None, "the area is at home there");
    let general = answer.general_chiefs.iter().find(|s| s.level == Level::County);
    assert_eq!(
        general.and_then(|s| s.post.as_ref()).map(|p| p.to_string()),
        Some(format!("GC-{COUNTY_A}")),
        "each kind of post by itself"
    );
}

#[test]
fn e_a_piece_registered_for_the_area_is_the_countys_segment_there() {
    let world = World::with(|raw| {
        raw.functional_areas.push(RawFunctionalArea {
            code: Some("450512FA".into()),
            name: Some("旅游区".into()),
            acts_as: Some("county".into()),
            over: Some(T3.into()),
            ..RawFunctionalArea::default()
        });
        riverchief_fixtures::seat(raw, "RC-FA", "river_chief", "450512FA", Some("LK"), &["leader"]);
        let post = raw.posts.iter_mut().find(|p| p.id.as_deref() == Some("RC-FA"));
        post.expect("the post").level = Some("county".into());
        let piece = raw.segments.iter_mut().find(|s| s.id.as_deref() == Some("S-LK-B"));
        let piece = piece.expect("a piece");
        (piece.unit, piece.post) = (Some("450512FA".into()), Some("RC-FA".into()));
    });
    let answer = world.at(109.095, 21.527);
    let county = seat(&answer, Level::County);
    assert_eq!(county.segment.as_ref().map(|s| s.as_str()), Some("S-LK-B"));
    assert_eq!(county.post.as_ref().map(|p| p.as_str()), Some("RC-FA"));
    assert!(county.registered && segment(&answer).is_some());
}
