//! The joint conference (§7).
use super::{DAY, on, sound};
use crate::small_world::{COUNTY_A, COUNTY_B, NEIGHBOUR, QH, X, length_m, measure_at};
use geo::LineString;
use riverchief::domain::ids::{PostId, UnitCode, WaterCode};
use riverchief::domain::kinds::SeatState;
use riverchief::domain::views::ConferenceOutcome;
use riverchief::resolve::views::{self};

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
