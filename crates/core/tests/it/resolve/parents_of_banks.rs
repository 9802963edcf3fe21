//! Rule A upwards (S29) on border streams: each bank has the parents on its own side.
use super::parents::without;
use super::{World, branch, codes, first, seat, segment};
use geo::LineString;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::domain::kinds::{Bank, Confidence, Level, Status};
use riverchief_fixtures::{CITY, COUNTY_A, COUNTY_B, T2, T3, V, X, Y};

#[test]
fn a_on_a_border_river_each_bank_has_the_county_on_its_side() {
    let straight = [(X[2], 21.512), (X[2], 21.505)];
    let wobbling = [
        (109.0801, 21.515),
        (109.0799, 21.512),
        (109.0801, 21.509),
        (109.0799, 21.505),
    ];
    for course in [straight.to_vec(), wobbling.to_vec()] {
        let world = World::with(|raw| {
            without(raw, &[T2, T3]);
            raw.segments.clear();
            raw.boards.clear();
            let line = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
            line.expect("the stream").geometry = Some(LineString::from(course));
        });
        let branch = branch(&world, "BH");
        assert_eq!(branch.reaches.len(), 1);
        let reach = &branch.reaches[0];
        let units = [
            reach.left_at(Level::Village),
            reach.right_at(Level::Village),
            reach.left_at(Level::County),
            reach.right_at(Level::County),
        ];
        let units = units.map(|u| u.map(UnitCode::as_str));
        // It flows south: east is left.
        assert_eq!(units, [Some(V[2][0]), Some(V[1][0]), Some(COUNTY_B), Some(COUNTY_A)]);
        for (lon, county) in [(109.08015, COUNTY_B), (109.07985, COUNTY_A)] {
            let answer = world.at(lon, 21.5065);
            assert_eq!(answer.status, Status::Channel);
            let seat = seat(&answer, Level::County);
            assert_eq!(seat.unit.as_ref().map(UnitCode::as_str), Some(county));
        }
    }
}

#[test]
fn a_a_bank_in_a_hole_takes_nothing_from_the_other() {
    let world = World::with(|raw| {
        without(raw, &[T2]);
        raw.segments.clear();
        raw.boards.clear();
        let line = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.expect("the stream").geometry = Some(LineString::from(vec![(X[2], 21.512), (X[2], 21.505)]));
    });
    // The eastern township's own edge lies on the stream; the western one's is not loaded.
    for (lon, codes_here, seats) in [
        (
            X[2] + 0.00002,
            vec![CITY, COUNTY_B, T3, V[2][0]],
            vec![V[2][0], T3, COUNTY_B],
        ),
        (X[2] - 0.00002, vec![CITY, COUNTY_A, V[1][0]], vec![V[1][0], COUNTY_A]),
    ] {
        let answer = world.at(lon, 21.508);
        assert_eq!((answer.status, codes(&answer)), (Status::Channel, codes_here));
        let units = answer.chain.iter().filter_map(|s| s.unit.as_ref());
        assert_eq!(units.map(UnitCode::as_str).collect::<Vec<_>>(), seats);
        let incomplete = answer.confidence == Confidence::Incomplete;
        assert_eq!(incomplete, lon < X[2]);
    }
}

#[test]
fn b_on_the_line_a_bank_that_alone_has_a_segment_names_everybody() {
    let village = V[2][0];
    let world = World::with(|raw| {
        raw.units.retain(|u| u.level.as_deref() != Some("village"));
        let post = format!("RC-{village}-BH");
        riverchief_fixtures::seat(raw, &post, "river_chief", village, Some("BH"), &["village_head"]);
        riverchief_fixtures::stretch(raw, "S-BH-V20", "BH", village, 0.0, 1000.0);
        raw.segments.last_mut().expect("the stretch").bank = Some("right".into());
    });
    let answer = world.at(109.095, Y[1]);
    assert_eq!(answer.stationing.as_ref().map(|s| s.bank), Some(Bank::Both));
    assert_eq!(segment(&answer), Some("S-BH-V20"));
    assert_eq!(first(&answer), Some(&*format!("RC-{village}-BH")));
    assert_ne!(answer.confidence, Confidence::Tie);
}
