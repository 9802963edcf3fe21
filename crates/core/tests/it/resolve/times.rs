//! Legal time: T, epochs, tenures and versions of units.
use super::{World, codes, seat};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::{Level, SeatState};
use riverchief_core::domain::time::{Date, Validity};
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_core::snapshot::{Epoch, Law, Snapshot};
use riverchief_fixtures::{T1, V, sound};
use std::sync::Arc;

#[test]
fn t_before_a_post_is_established_there_is_none() {
    let world = World::on(sound(), Date::constant(2017, 5, 31));
    let answer = world.at(109.01, 21.5606);
    assert_eq!(seat(&answer, Level::Township).post, None);
    assert_eq!(seat(&answer, Level::Township).state, SeatState::Gap);
    let established = World::on(sound(), Date::constant(2017, 6, 1));
    assert_eq!(
        seat(&established.at(109.01, 21.5606), Level::Township).state,
        SeatState::Filled,
        "the first day counts"
    );
}

#[test]
fn t_a_tenure_ends_before_its_last_date() {
    let mut raw = sound();
    let post = format!("RC-{T1}-NLJ");
    let tenure = raw
        .tenures
        .iter_mut()
        .find(|t| t.post.as_deref() == Some(&post))
        .expect("the tenure");
    tenure.valid_to = Some("2020-01-01".into());
    let on = |date| seat(&World::on(raw.clone(), date).at(109.01, 21.5606), Level::Township).clone();
    assert_eq!(on(Date::constant(2019, 12, 31)).state, SeatState::Filled);
    let after = on(Date::constant(2020, 1, 1));
    assert_eq!(after.state, SeatState::Vacant);
    assert_eq!(after.vacant_since, Some(Date::constant(2020, 1, 1)));
}

#[test]
fn t_a_code_change_is_answered_by_date() {
    let mut raw = sound();
    let mut old = raw
        .units
        .iter()
        .find(|u| u.code.as_deref() == Some(V[0][0]))
        .expect("a village")
        .clone();
    for unit in raw.units.iter_mut().filter(|u| u.code.as_deref() == Some(V[0][0])) {
        unit.valid_from = Some("2019-01-01".into());
    }
    (old.code, old.valid_to) = (Some("450521100299".into()), Some("2019-01-01".into()));
    raw.units.push(old);
    let village = |date| codes(&World::on(raw.clone(), date).at(109.005, 21.51))[3].to_owned();
    assert_eq!(village(Date::constant(2018, 12, 31)), "450521100299");
    assert_eq!(village(Date::constant(2019, 1, 1)), V[0][0]);
}

#[test]
fn t_epochs_lie_between_neighbouring_changes() {
    let (snapshot, _) = Snapshot::build(sound());
    let before = snapshot.epoch(Date::constant(2017, 5, 31));
    let after = snapshot.epoch(Date::constant(2026, 1, 1));
    let established = snapshot.epoch(Date::constant(2017, 6, 1));
    assert_eq!(before.validity.to, Some(Date::constant(2017, 6, 1)));
    assert_eq!(established.validity.from, before.validity.to, "half-open");
    assert_eq!(established.number, before.number + 1);
    assert_eq!(
        after.validity,
        Validity::new(Some(Date::constant(2021, 1, 1)), None),
        "M3 has ended"
    );
    let dates = snapshot.change_dates();
    for number in 0..=after.number {
        let epoch = Epoch::numbered(&dates, number).expect("as many as dates, and one");
        assert_eq!(epoch, snapshot.epoch(epoch.day()), "found by its number and by its day");
    }
    assert_eq!(Epoch::numbered(&dates, after.number + 1), None);
}

#[test]
fn t_milestones_and_documents_stand_still_within_an_epoch() {
    let (snapshot, _) = Snapshot::build(sound());
    let dates = snapshot.change_dates();
    let index = |date| Index::new(Law::new(&Arc::new(snapshot.clone()), date, Thresholds::default()));
    for milestone in views::coverage(&index(Date::constant(2026, 1, 1))).milestones {
        for day in [milestone.period.from, milestone.period.to] {
            assert!(
                dates.contains(&day.expect("a phase begins and ends")),
                "{}",
                milestone.rule
            );
        }
    }
    for issued in snapshot.documents.iter().filter_map(|d| d.issued) {
        assert!(dates.contains(&issued));
    }
}

#[test]
fn h_every_holder_of_a_day_is_shown() {
    let answer = World::sound().at(109.005, 21.51);
    assert_eq!(
        answer.general_chiefs[0].holders.len(),
        2,
        "L3, L4: party and government"
    );
}
