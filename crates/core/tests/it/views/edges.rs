//! Who reports to whom and who supervises whom (§6).
use super::{DAY, on, sound};
use riverchief_core::domain::answer::Edge;
use riverchief_core::domain::ids::PostId;
use riverchief_core::domain::kinds::Status;
use riverchief_core::resolve::views;
use riverchief_core::resolve::{Ask, at};
use riverchief_fixtures::V;
use riverchief_geom::LonLat;

#[test]
fn reports_and_supervision_of_a_chain() {
    let index = sound();
    let answer = at(&index, LonLat::new(109.10, 21.561), &Ask::default());
    let edge = |rule: &str, from: &str, to: &str| {
        answer
            .reporting
            .iter()
            .any(|e| e.rule.as_str() == rule && e.from.as_str() == from && e.to.as_str() == to)
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
            .any(|e| e.rule.as_str() == rule && e.from.as_str() == from && e.to.as_str() == to)
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
    let rules: Vec<_> = pool
        .reporting
        .iter()
        .map(|e| (e.rule.as_str(), e.to.as_str()))
        .collect();
    assert_eq!(rules, [("R2", "RC-450500-NLJ"), ("R1", "GC-450500")]);
    assert!(
        pool.supervision
            .iter()
            .any(|e| e.rule.as_str() == "RA6" && e.to.as_str() == "KC-XJK")
    );
    let land = at(&index, LonLat::new(109.034, 21.554), &Ask::default());
    assert_eq!(land.status, Status::LandZone);
    let county: Vec<_> = land
        .reporting
        .iter()
        .filter(|e| e.from.as_str() == "RC-450521-XJK")
        .map(|e| (e.rule.as_str(), e.primary))
        .collect();
    assert_eq!(county, [("R3", true), ("R4", false)], "RA2");
    let village = format!("RC-{}-XJK", V[0][1]);
    let lowest: Vec<_> = land
        .reporting
        .iter()
        .filter(|e| e.from.as_str() == village)
        .map(|e| e.rule.as_str())
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

/// Rule, from, to, primary.
fn listed(edges: &[Edge]) -> Vec<(&str, &str, &str, bool)> {
    edges
        .iter()
        .map(|e| (e.rule.as_str(), e.from.as_str(), e.to.as_str(), e.primary))
        .collect()
}

#[test]
fn the_graph_of_a_city_level_river_is_this_and_nothing_else() {
    let answer = at(&sound(), LonLat::new(109.10, 21.561), &Ask::default());
    let village = format!("RC-{}-NLJ", V[2][1]);
    let (town, county, city) = ("RC-450512100-NLJ", "RC-450512-NLJ", "RC-450500-NLJ");
    let (of_town, of_county, of_city) = ("GC-450512100", "GC-450512", "GC-450500");
    assert_eq!(
        listed(&answer.reporting),
        [
            ("R6", &*village, town, true),
            ("R5", town, of_town, true),
            ("R5", town, county, true),
            ("R4", county, of_county, true),
            ("R4", county, city, true),
            ("R1", city, of_city, true),
        ]
    );
    assert_eq!(
        listed(&answer.supervision),
        [
            ("U1", of_city, city, true),
            ("U1", of_city, of_county, true),
            ("U1", of_county, county, true),
            ("U1", of_county, of_town, true),
            ("U1", of_town, town, true),
            ("U2", city, county, true),
            ("U3", county, town, true),
            ("U4", town, &village, true),
        ]
    );
}

#[test]
fn r3_on_land_every_chief_reports_to_the_general_chief_of_his_level_first() {
    let answer = at(&sound(), LonLat::new(109.034, 21.554), &Ask::default());
    let village = format!("RC-{}-XJK", V[0][1]);
    let (town, county, city) = ("RC-450521100-XJK", "RC-450521-XJK", "RC-450500-NLJ");
    assert_eq!(
        listed(&answer.reporting),
        [
            ("R6", &*village, town, true),
            ("R3", town, "GC-450521100", true),
            ("R5", town, county, false),
            ("R3", county, "GC-450521", true),
            ("R4", county, city, false),
            ("R3", city, "GC-450500", true),
        ]
    );
}

#[test]
fn nobody_is_reached_over_an_empty_seat() {
    // Without the township's chief the village reports to nobody: the county is not its R6.
    let index = on(DAY, |w| {
        w.posts.retain(|p| p.id.as_deref() != Some("RC-450512100-NLJ"));
        for s in w.segments.iter_mut().filter(|s| s.id.as_deref() == Some("S-NLJ-T3")) {
            s.post = None;
        }
    });
    let answer = at(&index, LonLat::new(109.10, 21.561), &Ask::default());
    let rules: Vec<_> = answer.reporting.iter().map(|e| e.rule.as_str()).collect();
    assert_eq!(rules, ["R4", "R4", "R1"]);
    let lower = answer.supervision.iter().find(|e| e.rule.as_str() == "U3");
    assert_eq!(
        lower.map(|e| e.to.to_string()),
        Some(format!("RC-{}-NLJ", V[2][1])),
        "the next lower seat"
    );
}

#[test]
fn dry_land_has_general_chiefs_who_report_to_nobody() {
    let answer = at(&sound(), LonLat::new(109.005, 21.51), &Ask::default());
    assert!(answer.reporting.is_empty(), "RA4");
    assert_eq!(
        listed(&answer.supervision),
        [
            ("U1", "GC-450500", "GC-450521", true),
            ("U1", "GC-450521", "GC-450521100", true)
        ]
    );
}
