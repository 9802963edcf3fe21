//! Rivers that keep beside their border, and what answers and views make of those that are on it by snap (N6, S15).
use super::border_snap::{METRE, NORTH, SOUTH, owners, stream};
use super::{World, branch, derived, direct, keys, segment};
use geo::LineString;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::{Confidence, Level};
use riverchief_fixtures::{COUNTY_A, COUNTY_B, V, X, Y};

#[test]
fn n6_beside_its_border_a_stretch_is_one_units_with_the_other_side_among_the_alternatives() {
    // Twenty metres inside the northern village; further on away from the border.
    let y = Y[1] + 20.0 * METRE;
    let world = World::of(stream(&[(109.09, y), (109.10, y), (109.11, y), (109.12, Y[1] + 0.01)]));
    let river = branch(&world, "BH");
    assert_eq!(owners(river), [NORTH]);
    let [parallel] = &river.parallels[..] else {
        panic!("one stretch: {:?}", river.parallels)
    };
    assert_eq!((parallel.unit.as_str(), parallel.other.as_str()), (NORTH, SOUTH));
    assert_eq!((parallel.from_m, parallel.to_m), (0.0, river.line.measures_m()[2]));
    let on = world.at(109.10, y + 0.000_01);
    assert_eq!(segment(&on), Some(&*format!("BH.0.village.{NORTH}.B.1")));
    assert!(!on.shared_river);
    let south = |answer: &riverchief_core::domain::answer::Answer| {
        let mut list = answer.alternatives.iter();
        list.any(|a| {
            a.units[Level::Village.index()]
                .as_ref()
                .is_some_and(|u| u.as_str() == SOUTH)
        })
    };
    assert!(south(&on), "{:?}", keys(&on));
}

#[test]
fn s15_the_other_side_of_a_parallel_stretch_is_an_alternative_however_far() {
    let y = Y[1] + 90.0 * METRE;
    let t = Thresholds {
        border_corridor_m: 100.0,
        edge_warn_m: 20.0,
        ..Thresholds::default()
    };
    let raw = stream(&[(109.09, y), (109.10, y), (109.11, y), (109.12, Y[1] + 0.01)]);
    let world = World::under(raw, super::DAY, t);
    let on = world.at(109.105, y + 0.000_1);
    let other = on.alternatives.iter().find(|a| {
        a.units[Level::Village.index()]
            .as_ref()
            .is_some_and(|u| u.as_str() == SOUTH)
    });
    let other = other.expect("the other side");
    assert!((other.distance_m - 101.0).abs() < 1.0, "{}", other.distance_m);
    assert_eq!(on.confidence, Confidence::Snapped, "N8 stays what it is");
    // Where the stretch has left the border nothing is added.
    assert!(
        world
            .at(109.119, Y[1] + 0.009)
            .alternatives
            .iter()
            .all(|a| a.distance_m <= 20.0)
    );
}

#[test]
fn n6_registered_stretches_hold_their_banks_on_a_snapped_river() {
    let world = World::with(|raw| {
        let y = Y[1] + 0.5 * METRE;
        let line = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.expect("the border stream").geometry = Some(LineString::from(vec![(109.09, y), (109.12, y)]));
        let end = riverchief_fixtures::length_m(&[(109.09, y), (109.12, y)]);
        let township = raw
            .segments
            .iter()
            .find(|s| s.id.as_deref() == Some("S-BH-T3"))
            .expect("one")
            .clone();
        for (id, unit, bank) in [("LEFT", NORTH, "left"), ("RIGHT", SOUTH, "right")] {
            let mut own = township.clone();
            (own.id, own.unit, own.bank) = (Some(id.to_owned()), Some(unit.to_owned()), Some(bank.to_owned()));
            (own.level, own.post, own.measure_to) = (Some("village".to_owned()), None, Some(end));
            raw.segments.push(own);
        }
        raw.segments
            .iter_mut()
            .filter(|s| s.water.as_deref() == Some("BH"))
            .for_each(|s| s.measure_to = Some(end));
    });
    let y = Y[1] + 0.5 * METRE;
    assert_eq!(segment(&world.at(109.10, y + 1e-5)), Some("LEFT"));
    assert_eq!(segment(&world.at(109.10, y - 1e-5)), Some("RIGHT"));
    let on = world.at(109.10, y);
    assert_eq!(on.confidence, Confidence::Tie);
    assert_eq!(segment(&on), Some("LEFT"), "{NORTH} is the smaller code");
    assert_eq!(
        on.co_responsible
            .iter()
            .filter_map(|s| s.segment.as_ref())
            .map(|s| s.as_str())
            .collect::<Vec<_>>(),
        ["RIGHT"]
    );
}

#[test]
fn n6_a_snapped_county_border_counts_for_both_counties_in_every_view() {
    use riverchief_core::resolve::views;
    let y = X[2] + 1e-9;
    let world = World::of(stream(&[(y, 21.505), (y, 21.52), (y, Y[1])]));
    assert_eq!(owners(branch(&world, "BH")), [format!("{}|{}", V[1][0], V[2][0])]);
    let len_m = branch(&world, "BH").line.len_m();
    let of = |level| derived(&world, "BH", level);
    assert_eq!((of(Level::Village), of(Level::Township), of(Level::County)), (2, 2, 2));
    let outcome = views::conference(&world.index, &WaterCode::new("BH")).expect("the water");
    let lengths = match &outcome {
        riverchief_core::domain::results::ConferenceOutcome::Convened(c) => &c.lengths,
        riverchief_core::domain::results::ConferenceOutcome::NotApplicable { lengths, .. } => lengths,
    };
    let lengths: Vec<_> = lengths
        .iter()
        .map(|l| (l.county.as_str(), l.total_m, l.shared_m))
        .collect();
    assert_eq!(lengths, [(COUNTY_B, len_m, len_m), (COUNTY_A, len_m, len_m)]);
    let inventory = views::inventory(&world.index);
    let rows: Vec<_> = inventory.iter().filter(|r| r.water.as_str() == "BH").collect();
    assert_eq!(rows.len(), 2);
    let left = riverchief_core::domain::ids::SegmentId::new(format!("BH.0.county.{COUNTY_A}.L.1"));
    let view = views::segment(&world.index, &left).expect("the western bank");
    assert_eq!(view.opposite_bank.len(), 1);
    let west = world.at(X[2] - 1e-5, 21.51);
    assert_eq!(
        direct(&west).len(),
        0,
        "no chief is on record for county A here: {:?}",
        direct(&west)
    );
}
