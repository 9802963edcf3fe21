//! Rivers that are borders: B, N6, N11, S15.
use super::{World, branch, derived, direct, first, keys, seat, segment};
use riverchief_core::domain::ids::WaterCode;
use riverchief_core::domain::kinds::{Bank, Confidence, Level};
use riverchief_fixtures::{COUNTY_A, COUNTY_B, T2, T3, V, X, Y};

const NORTH: &str = V[2][1];
const SOUTH: &str = V[2][0];

#[test]
fn n6_a_river_on_a_village_border_is_shared_between_the_banks() {
    let world = World::sound();
    let branch = branch(&world, "BH");
    assert_eq!(branch.reaches.len(), 1);
    let reach = &branch.reaches[0];
    assert_eq!(
        reach.unit.as_ref().map(|u| u.as_str()),
        Some(NORTH),
        "it flows east: north is left"
    );
    assert_eq!(reach.right.as_ref().map(|u| u.as_str()), Some(SOUTH));
    let of = |level| derived(&world, "BH", level);
    assert_eq!((of(Level::Village), of(Level::Township), of(Level::County)), (2, 1, 1));
}

#[test]
fn b_off_the_line_the_bank_decides() {
    let world = World::sound();
    let north = world.at(109.10, Y[1] + 0.00002);
    assert_eq!(segment(&north), Some(&*format!("BH.0.village.{NORTH}.L.1")));
    assert_eq!(north.stationing.as_ref().map(|s| s.bank), Some(Bank::Left));
    let south = world.at(109.10, Y[1] - 0.00002);
    assert_eq!(segment(&south), Some(&*format!("BH.0.village.{SOUTH}.R.1")));
    assert!(north.shared_river && south.shared_river);
    assert_eq!(north.confidence, Confidence::NearBoundary);
}

#[test]
fn b_on_the_line_the_smaller_code_is_primary_and_the_other_co_responsible() {
    let answer = World::sound().at(109.10, Y[1]);
    assert_eq!(answer.confidence, Confidence::Tie);
    assert_eq!(answer.stationing.as_ref().map(|s| s.bank), Some(Bank::Both));
    assert_eq!(
        segment(&answer),
        Some(&*format!("BH.0.village.{NORTH}.L.1")),
        "…001 is smaller than …200"
    );
    let other: Vec<_> = answer
        .co_responsible
        .iter()
        .filter_map(|s| s.segment.as_ref())
        .map(|s| s.to_string())
        .collect();
    assert_eq!(other, [format!("BH.0.village.{SOUTH}.R.1")]);
    assert!(keys(&answer).contains(&&*format!("BH.0.village.{SOUTH}.R.1")));
}

#[test]
fn b_a_registered_segment_of_both_banks_wins_on_the_line() {
    let world = World::with(|raw| {
        let mut both = raw
            .segments
            .iter()
            .find(|s| s.id.as_deref() == Some("S-BH-T3"))
            .expect("a segment")
            .clone();
        both.id = Some("S-BH-V20".into());
        (both.level, both.unit, both.post) = (Some("village".into()), Some(SOUTH.into()), None);
        raw.segments.push(both);
    });
    let answer = world.at(109.10, Y[1]);
    assert_eq!(segment(&answer), Some("S-BH-V20"));
    assert!(answer.co_responsible.is_empty());
}

#[test]
fn n11_the_bank_at_a_bend_follows_the_turn() {
    // The line turns left at (109.02, 21.561)… downstream it turns right there: south-east after north-east.
    let answer = World::sound().at(109.02, 21.5611);
    assert_eq!(
        answer.stationing.as_ref().map(|s| s.bank),
        Some(Bank::Left),
        "outside of a right turn is left"
    );
    let end = World::sound().at(X[3], 21.5601);
    assert_eq!(end.stationing.as_ref().map(|s| s.bank), Some(Bank::Left));
}

fn wobbling(offset: f64) -> World {
    World::with(|raw| {
        let line = raw
            .centrelines
            .iter_mut()
            .find(|c| c.water.as_deref() == Some("BH"))
            .expect("the border stream");
        let course = [
            (109.09, 1.0),
            (109.095, -1.0),
            (109.10, 1.0),
            (109.105, -1.0),
            (109.11, 1.0),
            (109.12, 1.0),
        ];
        line.geometry = Some(geo::LineString::from(
            course.map(|(x, s)| (x, Y[1] + s * offset)).to_vec(),
        ));
    })
}

#[test]
fn n6_a_line_that_wobbles_along_its_border_is_shared_in_one_piece() {
    let world = wobbling(0.0001);
    let branch = branch(&world, "BH");
    assert_eq!(branch.reaches.len(), 1, "{:?}", branch.reaches);
    assert!(branch.reaches[0].wobble);
    assert_eq!(branch.wobbles.len(), 1);
    let literal: f64 = branch.wobbles[0].literal.iter().map(|(_, m)| m).sum();
    assert!((literal - branch.line.len_m()).abs() < 1e-6);
    let north = world.at(109.097, Y[1] + 0.00012);
    assert_eq!(segment(&north), Some(&*format!("BH.0.village.{NORTH}.L.1")));
}

#[test]
fn n6_beyond_the_corridor_the_cut_is_literal() {
    let world = wobbling(0.0004);
    let branch = branch(&world, "BH");
    assert!(branch.reaches.len() > 3, "44 m is more than 30 m");
    assert!(branch.wobbles.is_empty());
}

#[test]
fn n6_zero_switches_the_wobble_off() {
    let mut raw = riverchief_fixtures::sound();
    let line = raw
        .centrelines
        .iter_mut()
        .find(|c| c.water.as_deref() == Some("BH"))
        .expect("the border stream");
    line.geometry = Some(geo::LineString::from(vec![
        (109.09, Y[1] + 1e-4),
        (109.10, Y[1] - 1e-4),
        (109.12, Y[1] + 1e-4),
    ]));
    let (snapshot, _) = riverchief_core::snapshot::Snapshot::build(raw);
    let off = riverchief_core::domain::answer::Thresholds {
        border_run_m: 0.0,
        ..Default::default()
    };
    let law = riverchief_core::snapshot::Law::new(&std::sync::Arc::new(snapshot), super::DAY, off);
    assert!(
        law.network
            .branch(&WaterCode::new("BH"), 0)
            .expect("the branch")
            .reaches
            .len()
            > 1
    );
}

#[test]
fn b_the_tie_fills_first_contact_from_the_primary_side_alone() {
    let world = World::with(|raw| {
        riverchief_fixtures::seat(raw, "RC-north", "river_chief", NORTH, Some("BH"), &["village_head"]);
        riverchief_fixtures::seat(raw, "RC-south", "river_chief", SOUTH, Some("BH"), &["village_head"]);
    });
    let answer = world.at(109.10, Y[1]);
    assert_eq!(first(&answer), Some("RC-north"));
    assert_eq!(
        seat(&answer, Level::Village).post.as_ref().map(|p| p.as_str()),
        Some("RC-north")
    );
    assert_eq!(first(&world.at(109.10, Y[1] - 1e-5)), Some("RC-south"));
}

/// The border stream laid on the border of the two counties, down to where four villages meet.
fn county_border() -> World {
    World::with(|raw| {
        let line = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.expect("the stream").geometry = Some(geo::LineString::from(vec![(X[2], 21.505), (X[2], Y[1])]));
        raw.segments.retain(|s| s.water.as_deref() != Some("BH"));
        for (unit, id) in [(COUNTY_A, "A"), (T2, "T2")] {
            riverchief_fixtures::seat(
                raw,
                &format!("RC-BH-{id}"),
                "river_chief",
                unit,
                Some("BH"),
                &["leader"],
            );
        }
    })
}

#[test]
fn n6_on_a_county_border_every_level_has_two_banks() {
    let world = county_border();
    let derived = &world.index.law.network.derived;
    let of = |level| {
        derived
            .iter()
            .filter(|d| d.water.as_str() == "BH" && d.level == level)
            .count()
    };
    assert_eq!((of(Level::Village), of(Level::Township), of(Level::County)), (2, 2, 2));
    // It flows north: county A, in the west, is on the left.
    let west = world.at(X[2] - 1e-5, 21.51);
    assert_eq!(west.stationing.as_ref().map(|s| s.bank), Some(Bank::Left));
    assert_eq!(direct(&west), ["RC-BH-A", "RC-BH-T2"]);
    let east = world.at(X[2] + 1e-5, 21.51);
    assert_eq!(direct(&east), [format!("RC-{COUNTY_B}-BH"), format!("RC-{T3}-BH")]);
    assert_eq!(east.alternatives[0].direct_posts.len(), 2, "{:?}", keys(&east));
}

#[test]
fn b_on_a_county_border_the_smaller_village_code_names_the_whole_chain() {
    let world = county_border();
    for lat in [21.505, 21.51, 21.53] {
        let on = world.at(X[2], lat);
        assert_eq!(
            (on.confidence, on.stationing.as_ref().map(|s| s.bank)),
            (Confidence::Tie, Some(Bank::Both))
        );
        assert_eq!(
            direct(&on),
            [format!("RC-{COUNTY_B}-BH"), format!("RC-{T3}-BH")],
            "450512… before 450521…"
        );
        let co: Vec<_> = on
            .co_responsible
            .iter()
            .filter_map(|s| s.post.as_ref())
            .map(|p| p.as_str())
            .collect();
        assert_eq!(co, ["RC-BH-T2", "RC-BH-A"]);
    }
    let corner = world.at(X[2], Y[1]);
    assert_eq!(
        direct(&corner),
        [format!("RC-{COUNTY_B}-BH"), format!("RC-{T3}-BH")],
        "the last node"
    );
    assert!(!corner.co_responsible.is_empty());
}

#[test]
fn n6_a_run_shorter_than_the_threshold_is_cut_literally() {
    let (snapshot, _) = riverchief_core::snapshot::Snapshot::build({
        let mut raw = riverchief_fixtures::sound();
        let line = raw.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.expect("the stream").geometry = Some(geo::LineString::from(vec![
            (109.09, Y[1] + 1e-4),
            (109.10, Y[1] - 1e-4),
            (109.12, Y[1] + 1e-4),
        ]));
        raw
    });
    let snapshot = std::sync::Arc::new(snapshot);
    let shared = |border_run_m: f64| {
        let thresholds = riverchief_core::domain::answer::Thresholds {
            border_run_m,
            ..Default::default()
        };
        let law = riverchief_core::snapshot::Law::new(&snapshot, super::DAY, thresholds);
        let branch = law.network.branch(&WaterCode::new("BH"), 0).expect("the branch");
        (branch.wobbles.len(), branch.line.len_m())
    };
    let (one, len_m) = shared(200.0);
    assert_eq!(one, 1);
    assert_eq!(shared(len_m).0, 1, "N10: at exactly its length");
    assert_eq!(shared(len_m.next_up()).0, 0);
}
