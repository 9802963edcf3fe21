//! Seats that the plan asks for, before it is in force and after, and what milestones make of them (S26, S35, S36).
use super::{DAY, on};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::{Level, PostKind, SeatState};
use riverchief_core::domain::results::{Coverage, MilestoneState};
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, at, views};
use riverchief_core::snapshot::raw::{RawMeta, RawWorld};
use riverchief_core::snapshot::{Finding, Snapshot, checks};
use riverchief_fixtures::{COUNTY_A, T1, T2, X};
use riverchief_geom::LonLat;
use std::sync::Arc;

const BEFORE: Date = Date::constant(2016, 12, 31);

#[expect(clippy::unnecessary_wraps, reason = "records hold it so")]
fn text(s: &str) -> Option<String> {
    Some(s.to_owned())
}

fn findings(date: Date, change: impl FnOnce(&mut RawWorld)) -> Vec<Finding> {
    let mut raw = riverchief_fixtures::sound();
    change(&mut raw);
    let (snapshot, _) = Snapshot::build(raw);
    checks::run(&Arc::new(snapshot), date, Thresholds::default())
}

fn missing(coverage: &Coverage) -> Vec<(&str, &str, Option<&str>, Option<&str>)> {
    (coverage.missing.iter())
        .map(|m| {
            let unit = m.unit.as_ref().map(|u| u.as_str());
            (
                m.rule.as_str(),
                m.what.as_str(),
                unit,
                m.water.as_ref().map(|w| w.as_str()),
            )
        })
        .collect()
}

fn state(coverage: &Coverage, rule: &str) -> (MilestoneState, usize, usize) {
    let m = coverage.milestones.iter().find(|m| m.rule.as_str() == rule).unwrap();
    (m.state, m.done, m.required)
}

/// T1's township stretch of NLJ goes on over T2, whose own stretch and post aren't there.
fn taken_over(w: &mut RawWorld) {
    let stretch = |w: &mut RawWorld, id: &str| {
        let at = w.segments.iter().position(|s| s.id.as_deref() == Some(id)).unwrap();
        w.segments.remove(at)
    };
    let taken = stretch(w, "S-NLJ-T2");
    let own = w
        .segments
        .iter_mut()
        .find(|s| s.id.as_deref() == Some("S-NLJ-T1"))
        .unwrap();
    own.measure_to = taken.measure_to;
    w.posts.retain(|p| p.id.as_deref() != Some("RC-450521101-NLJ"));
}

#[test]
fn s36_a_seat_is_asked_for_though_anothers_segment_covers_its_passage() {
    let coverage = views::coverage(&on(DAY, taken_over));
    assert_eq!(missing(&coverage), [("C3", "gap", Some(T2), Some("NLJ"))]);
    let found = findings(DAY, taken_over);
    let seat = found.iter().find(|f| f.code == "E_SEAT_MISSING").unwrap();
    assert_eq!((seat.feature.as_str(), seat.rule), ("450521101/NLJ", "C3"));
    assert!(seat.place.is_some());
}

#[test]
fn s36_however_short_the_passage_a_place_on_it_and_the_report_say_the_same() {
    // The tributary's last 0.6 m lie in another village: its town has no seat for it.
    let change = |w: &mut RawWorld| {
        let line = w
            .centrelines
            .iter_mut()
            .find(|c| c.water.as_deref() == Some("XHX"))
            .unwrap();
        let line = line.geometry.as_mut().unwrap();
        line.0.truncate(1);
        line.0
            .extend([(X[1] - 1e-4, 21.53), (X[1] + 6e-6, 21.53)].map(geo::Coord::from));
        w.segments.retain(|s| s.water.as_deref() != Some("XHX"));
    };
    let index = on(DAY, change);
    let answer = at(&index, LonLat::new(X[1] + 3e-6, 21.53), &Ask::default());
    let town = answer.chain.iter().find(|s| s.level == Level::Township).unwrap();
    assert_eq!(town.unit.as_ref().unwrap().as_str(), T2);
    assert_eq!(town.state, SeatState::Gap);
    let coverage = views::coverage(&index);
    assert!(
        missing(&coverage).contains(&("O1", "gap", Some(T2), Some("XHX"))),
        "{:?}",
        missing(&coverage)
    );
}

#[test]
fn s36_seats_of_the_city_stay_in_a_world_without_a_city_layer() {
    let citiless = |w: &mut RawWorld| w.units.retain(|u| u.level.as_deref() != Some("city"));
    let of = |index: &Index| {
        let rows = views::coverage(index).rows;
        let city: Vec<_> = rows.iter().filter(|r| r.level == Level::City).cloned().collect();
        city.iter()
            .map(|r| (r.county.is_none(), r.kind, r.required, r.filled))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        of(&on(DAY, citiless)),
        [
            (true, PostKind::RiverChief, 1, 1),
            (true, PostKind::ReservoirChief, 1, 1)
        ]
    );
    let without = |w: &mut RawWorld| {
        citiless(w);
        w.posts
            .retain(|p| !["KC-XJK", "RC-450500-NLJ"].contains(&p.id.as_deref().unwrap()));
    };
    let coverage = views::coverage(&on(DAY, without));
    assert_eq!(
        missing(&coverage),
        [("C1", "gap", None, Some("NLJ")), ("Z2", "gap", None, Some("XJK"))]
    );
    assert_eq!(state(&coverage, "M1").0, MilestoneState::Overdue);
    assert_eq!(coverage.missing[0].text, "大流江市级河长应设未设");
    let found = findings(DAY, without);
    let seats: Vec<_> = found
        .iter()
        .filter(|f| f.code == "E_SEAT_MISSING")
        .map(|f| f.feature.as_str())
        .collect();
    assert_eq!(seats, ["NLJ", "XJK"]);
}

#[test]
fn s36_where_a_functional_area_stands_in_the_seat_is_the_areas() {
    let entrusted = |w: &mut RawWorld| {
        w.functional_areas
            .push(riverchief_core::snapshot::raw::RawFunctionalArea {
                code: text("450521WZ"),
                name: text("旅游区"),
                acts_as: text("county"),
                over: text(T1),
                ..Default::default()
            });
        w.posts.retain(|p| p.id.as_deref() != Some("RC-450521-XHX"));
        riverchief_fixtures::seat(w, "RC-WZ-XHX", "river_chief", "450521WZ", Some("XHX"), &["leader"]);
        w.posts.last_mut().unwrap().level = text("county");
    };
    let coverage = views::coverage(&on(DAY, entrusted));
    assert_eq!(missing(&coverage), []);
    let county = coverage.rows.iter().find(|r| {
        r.level == Level::County
            && r.kind == PostKind::RiverChief
            && r.county.as_ref().is_some_and(|c| c.as_str() == COUNTY_A)
    });
    assert_eq!(
        county.map(|r| (r.required, r.filled)),
        Some((4, 4)),
        "NLJ, QH, XHX and XJK"
    );
}

#[test]
fn s26_nothing_asked_for_is_not_recorded() {
    let bare = |w: &mut RawWorld| {
        w.waters.clear();
        w.centrelines.clear();
        w.water_areas.clear();
        w.zones.clear();
        w.zone_pieces.clear();
        w.segments.clear();
        w.units.retain(|u| u.level.as_deref() == Some("county"));
    };
    let coverage = views::coverage(&on(DAY, bare));
    for rule in ["M1", "M3", "M4", "M5", "M6", "M7"] {
        assert_eq!(state(&coverage, rule), (MilestoneState::NotRecorded, 0, 0), "{rule}");
    }
    assert_eq!(
        state(&coverage, "M2"),
        (MilestoneState::Met, 2, 2),
        "two general chiefs"
    );
}

#[test]
fn s35_before_the_plan_nothing_is_missing_and_seats_are_not_yet() {
    let index = on(BEFORE, |_| {});
    let coverage = views::coverage(&index);
    assert_eq!(coverage.missing, []);
    assert!(
        coverage
            .rows
            .iter()
            .all(|r| r.gap == 0 && r.not_yet == r.required && r.required > 0 || r.required == 0)
    );
    let (state_of_m1, done, required) = state(&coverage, "M1");
    assert_eq!((state_of_m1, done), (MilestoneState::Pending, 0));
    assert!(required > 0);
    for rule in ["M2", "M5", "M8", "M9"] {
        assert_eq!(state(&coverage, rule).0, MilestoneState::Pending, "{rule}");
    }
    let answer = at(&index, LonLat::new(109.01, 21.5606), &Ask::default());
    let seats = || answer.chain.iter().chain(answer.general_chiefs.iter());
    assert!(seats().count() > 4);
    for seat in seats() {
        assert_eq!(
            (seat.state, seat.reason),
            (SeatState::NotYet, Some("R_NOT_YET")),
            "{seat:?}"
        );
    }
    let rows = views::segments(&index, &views::SegmentFilter::default());
    assert!(!rows.is_empty());
    assert!(
        rows.iter()
            .all(|r| matches!(r.state, SeatState::NotYet | SeatState::NotApplicable)),
        "{rows:?}"
    );
    for kind in ["E_SEAT_MISSING", "E_OFFICE_MISSING", "E_SEGMENT_GAP", "W_SEGMENT_GAP"] {
        assert!(!findings(BEFORE, |_| {}).iter().any(|f| f.code == kind), "{kind}");
    }
    // The day after, the same seats are missed.
    let first = views::coverage(&on(Date::constant(2017, 1, 1), |_| {}));
    assert!(first.rows.iter().all(|r| r.not_yet == 0 && r.gap == r.required));
    assert!(first.missing.iter().any(|m| m.what.as_str() == "gap"));
}

#[test]
fn s35_a_seat_held_before_the_plan_is_held() {
    let early = |w: &mut RawWorld| {
        for t in w
            .tenures
            .iter_mut()
            .filter(|t| t.post.as_deref() == Some("RC-450521-NLJ"))
        {
            t.valid_from = text("2016-01-01");
        }
        w.posts
            .iter_mut()
            .filter(|p| p.id.as_deref() == Some("RC-450521-NLJ"))
            .for_each(|p| p.valid_from = None);
    };
    let coverage = views::coverage(&on(BEFORE, early));
    let filled: usize = coverage.rows.iter().map(|r| r.filled).sum();
    assert_eq!((filled, state(&coverage, "M1").1), (1, 1));
    assert_eq!(coverage.missing, []);
}

#[test]
fn s35_the_world_may_name_another_day() {
    let later = |w: &mut RawWorld| {
        w.meta.push(RawMeta {
            key: text("plan_from"),
            value: text("2019-03-01"),
            ..RawMeta::default()
        });
        w.posts.clear();
        w.tenures.clear();
    };
    let last = views::coverage(&on(Date::constant(2019, 2, 28), later));
    assert_eq!(last.missing, []);
    assert_eq!(
        state(&last, "M1").0,
        MilestoneState::Pending,
        "though its last day has passed"
    );
    let first = views::coverage(&on(Date::constant(2019, 3, 1), later));
    assert_eq!(state(&first, "M1").0, MilestoneState::Overdue);
    assert!(missing(&first).contains(&("C3", "gap", Some(COUNTY_A), Some("NLJ"))));
    let index = on(DAY, later);
    assert!(
        index.law.snapshot.change_dates().contains(&Date::constant(2019, 3, 1)),
        "an epoch begins"
    );
    let (snapshot, findings) = Snapshot::build(RawWorld {
        meta: vec![RawMeta {
            key: text("plan_from"),
            value: text("someday"),
            ..RawMeta::default()
        }],
        ..RawWorld::default()
    });
    let found: Vec<_> = findings.iter().map(|f| (f.code, f.layer, f.feature.as_str())).collect();
    assert_eq!(found, [("E_DATE", "world", "plan_from")]);
    assert_eq!(snapshot.plan_from(), Date::constant(2017, 1, 1));
}

#[test]
fn s36_the_post_of_a_seat_is_that_of_its_units_first_registered_segment() {
    let renamed = |w: &mut RawWorld| {
        riverchief_fixtures::seat(w, "RC-NEW", "river_chief", T1, Some("NLJ"), &[]);
        let own = w
            .segments
            .iter_mut()
            .find(|s| s.id.as_deref() == Some("S-NLJ-T1"))
            .unwrap();
        own.post = text("RC-NEW");
    };
    let coverage = views::coverage(&on(DAY, renamed));
    assert_eq!(missing(&coverage), [("C3", "vacant", Some(T1), Some("NLJ"))]);
    assert_eq!(coverage.missing[0].post.as_ref().map(|p| p.as_str()), Some("RC-NEW"));
}
