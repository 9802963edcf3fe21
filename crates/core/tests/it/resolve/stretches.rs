//! Reaches, derived and registered segments: N3, N5, K, L, M, N, O.
use super::{World, branch, direct, seat, segment};
use riverchief_core::domain::kinds::{Level, SeatState};
use riverchief_core::domain::note::Note;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{COUNTY_A, NLJ, POOL, T1, T2, V, X, length_m, measure_at};

fn segment_of<'a>(raw: &'a mut RawWorld, id: &str) -> &'a mut riverchief_core::snapshot::raw::RawSegment {
    raw.segments
        .iter_mut()
        .find(|s| s.id.as_deref() == Some(id))
        .expect("the segment")
}

#[test]
fn n3_reaches_are_cut_at_borders_and_zone_edges_and_add_up() {
    let world = World::sound();
    let branch = branch(&world, "NLJ");
    let cuts: Vec<f64> = branch.reaches.iter().map(|r| r.from_m).collect();
    // Land's edges, the pool's edges, the village border inside the pool, the county border.
    let expected = [109.0, 109.033, POOL[0], X[1], POOL[1], 109.047, X[2]].map(|x| measure_at(NLJ, 0, x));
    assert_eq!(cuts.len(), expected.len(), "{cuts:?}");
    for (cut, expected) in cuts.iter().zip(expected) {
        assert!((cut - expected).abs() < 1e-6, "{cut} {expected}");
    }
    assert!(branch.reaches.windows(2).all(|w| w[0].to_m == w[1].from_m));
    assert!((branch.reaches.last().expect("a reach").to_m - length_m(NLJ)).abs() < 1e-9);
    assert_eq!(branch.reaches.iter().filter(|r| r.in_pool).count(), 2);
}

#[test]
fn n3_derived_segments_are_runs_of_reaches_that_skip_the_pool() {
    let world = World::sound();
    let of = |level: Level| {
        let all = world
            .index
            .law
            .network
            .derived
            .iter()
            .filter(|d| d.water.as_str() == "NLJ" && d.level == level);
        all.map(|d| (d.id.to_string(), d.unit.to_string())).collect::<Vec<_>>()
    };
    assert_eq!(of(Level::Village).len(), 3);
    assert_eq!(of(Level::County).len(), 3, "county A twice: before and behind the pool");
    assert_eq!(of(Level::County)[1].0, format!("NLJ.0.county.{COUNTY_A}.B.2"));
    assert_eq!(of(Level::City).len(), 1, "the city segment runs through");
}

#[test]
fn k_a_node_belongs_to_the_downstream_segment_and_the_last_to_the_last() {
    let world = World::sound();
    let y = 21.56 + 0.0; // the river crosses 109.08 half way between 21.559 and 21.561
    assert_eq!(segment(&world.at(X[2], y)), Some("S-NLJ-V21"));
    assert_eq!(segment(&world.at(X[2] - 1e-7, y)), Some("S-NLJ-V11"));
    assert_eq!(segment(&world.at(X[3 - 3], 21.56)), Some("S-NLJ-V01"), "the first node");
    assert_eq!(segment(&world.at(X[3], 21.56)), Some("S-NLJ-V21"), "the last node");
}

#[test]
fn n_a_gap_takes_the_units_post_by_inference() {
    let world = World::with(|raw| raw.segments.retain(|s| s.id.as_deref() != Some("S-NLJ-T1")));
    let answer = world.at(109.01, 21.5606);
    let township = seat(&answer, Level::Township);
    assert!(!township.registered);
    assert_eq!(
        township.segment.as_ref().map(|s| s.to_string()),
        Some(format!("NLJ.0.township.{T1}.B.1"))
    );
    assert_eq!(
        township.post.as_ref().map(|p| p.to_string()),
        Some(format!("RC-{T1}-NLJ"))
    );
    assert_eq!(township.basis, riverchief_core::domain::kinds::Basis::Inferred);
}

#[test]
fn n_a_gap_without_any_post_never_takes_a_general_chief() {
    let world = World::with(|raw| {
        raw.segments.retain(|s| s.id.as_deref() != Some("S-NLJ-T1"));
        raw.posts.retain(|p| p.id.as_deref() != Some(&format!("RC-{T1}-NLJ")));
    });
    let answer = world.at(109.01, 21.5606);
    assert_eq!(seat(&answer, Level::Township).state, SeatState::Gap);
    assert_eq!(seat(&answer, Level::Township).post, None);
    assert_eq!(direct(&answer).len(), 2, "city and county");
}

#[test]
fn m_the_registered_unit_wins_over_the_computed_one_and_both_are_shown() {
    let world = World::with(|raw| {
        segment_of(raw, "S-NLJ-T1").unit = Some(T2.into());
        segment_of(raw, "S-NLJ-T1").post = Some(format!("RC-{T2}-NLJ"));
    });
    let answer = world.at(109.01, 21.5606);
    let township = seat(&answer, Level::Township);
    assert_eq!(township.unit.as_ref().map(|u| u.as_str()), Some(T2));
    assert_eq!(township.computed_unit.as_ref().map(|u| u.as_str()), Some(T1));
    assert!(answer.notes.contains(&Note::RegisteredVsSpatial));
    assert_eq!(
        answer.units.by_level[2].as_ref().map(|u| u.as_str()),
        Some(T1),
        "the units of p itself stay"
    );
}

#[test]
fn l_a_segment_across_a_border_keeps_its_chief_on_both_sides() {
    let world = World::with(|raw| {
        let end = length_m(NLJ);
        segment_of(raw, "S-NLJ-V11").measure_to = Some(end);
        raw.segments.retain(|s| s.id.as_deref() != Some("S-NLJ-V21"));
    });
    let answer = world.at(109.09, 21.5606);
    assert_eq!(segment(&answer), Some("S-NLJ-V11"));
    assert_eq!(
        seat(&answer, Level::Village).computed_unit.as_ref().map(|u| u.as_str()),
        Some(V[2][1])
    );
}

#[test]
fn o_of_two_registered_segments_the_later_then_the_smaller_id_is_primary() {
    let double = |from: &str| {
        World::with(|raw| {
            let mut other = segment_of(raw, "S-NLJ-V01").clone();
            (other.id, other.valid_from) = (Some("A-NLJ-V01".into()), Some(from.into()));
            raw.segments.push(other);
        })
    };
    assert_eq!(segment(&double("2017-06-01").at(109.01, 21.5606)), Some("A-NLJ-V01"));
    assert_eq!(segment(&double("2017-05-01").at(109.01, 21.5606)), Some("S-NLJ-V01"));
    assert_eq!(segment(&double("2018-05-01").at(109.01, 21.5606)), Some("A-NLJ-V01"));
}

#[test]
fn n5_near_the_pool_the_segment_is_that_of_the_nearest_reach_outside() {
    // A channel area reaches along the bank beside the pool; its nearest centreline point lies in the pool.
    let world = World::with(|raw| {
        raw.water_areas.push(riverchief_core::snapshot::raw::RawWaterArea {
            id: Some("A-NLJ".into()),
            water: Some("NLJ".into()),
            geometry: Some(geo::MultiPolygon::new(vec![riverchief_fixtures::rectangle([
                109.033, 109.04, 21.551, 21.5529,
            ])])),
            ..riverchief_core::snapshot::raw::RawWaterArea::default()
        });
    });
    let answer = world.at(109.036, 21.552);
    assert_eq!(segment(&answer), Some("S-NLJ-V01"));
    let measure_m = answer.stationing.expect("a stationing").measure_m;
    assert!(
        measure_m > measure_at(NLJ, 0, POOL[0]),
        "the measure stays that of the foot"
    );
}

#[test]
fn no_answer_depends_on_the_order_of_features() {
    let forwards = World::sound();
    let backwards = World::with(|raw| {
        raw.units.reverse();
        raw.waters.reverse();
        raw.centrelines.reverse();
        raw.segments.reverse();
        raw.zones.reverse();
        raw.zone_pieces.reverse();
        raw.posts.reverse();
        raw.tenures.reverse();
    });
    for i in 0..400 {
        let (lon, lat) = (108.995 + 0.0004 * f64::from(i), 21.5 + 0.0002 * f64::from(i * 7 % 400));
        assert_eq!(forwards.at(lon, lat), backwards.at(lon, lat), "{lon} {lat}");
    }
}
