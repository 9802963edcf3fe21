//! Lists against what places answer with, and figures that add up (S4, S37).
use super::{DAY, on, sound};
use geo::MultiPolygon;
use riverchief_core::domain::ids::{SegmentId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentFilter};
use riverchief_core::resolve::{Ask, Detail, at};
use riverchief_core::snapshot::raw::{RawUnit, RawWaterArea, RawWorld};
use riverchief_fixtures::{COUNTY_A, COUNTY_B, NEIGHBOUR, NLJ, V, X, Y, measure_at, polygon, rectangle};
use riverchief_geom::LonLat;
use riverchief_geom::ellipsoid::multipolygon_area_m2;
use std::collections::{BTreeMap, BTreeSet};

#[expect(clippy::unnecessary_wraps, reason = "records hold it so")]
fn text(s: &str) -> Option<String> {
    Some(s.to_owned())
}

/// Ids of all segments that answers for some places name.
fn named(index: &Index, places: impl Iterator<Item = LonLat>) -> BTreeSet<SegmentId> {
    let ask = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let mut all = BTreeSet::new();
    for place in places {
        let answer = at(index, place, &ask);
        let seats = answer.chain.iter().chain(&answer.co_responsible);
        all.extend(seats.filter_map(|s| s.segment.clone()));
        all.extend(answer.alternatives.iter().filter_map(|a| a.segment.clone()));
        all.extend(answer.segment);
    }
    all
}

/// Places on and beside every line: at each cut and registered end, a little before and after it, and in between.
fn along(index: &Index) -> Vec<LonLat> {
    let mut list = vec![];
    for branch in &index.law.network.branches {
        let ends = index.law.segments.values().filter(|s| s.water == branch.water);
        let ends = ends.filter_map(|s| s.reach).flat_map(|r| [r.from_m, r.to_m]);
        let cuts = branch
            .reaches
            .iter()
            .flat_map(|r| [r.from_m, r.to_m, f64::midpoint(r.from_m, r.to_m)]);
        for measure_m in cuts.chain(ends) {
            for by_m in [0.0, 4e-4, 7e-4, 0.2] {
                for m in [measure_m - by_m, measure_m + by_m] {
                    let place = branch.line.at(m.clamp(0.0, branch.line.len_m()));
                    list.extend([-1e-5, 0.0, 1e-5].map(|d| LonLat::new(place.lon, place.lat + d)));
                }
            }
        }
    }
    for number in 0..index.areas.items().len() {
        let area = index.areas.polygon(number);
        list.extend(area.edges().map(|e| LonLat::from(e.a)));
        list.extend(area.edges().map(|e| LonLat::new(e.a.x + 1e-5, e.a.y - 1e-5)));
    }
    list
}

#[track_caller]
fn all_are_listed(index: &Index, why: &str) {
    let rows = views::segments(index, &SegmentFilter::default());
    let listed: BTreeSet<SegmentId> = rows.into_iter().map(|row| row.id).collect();
    let named = named(index, along(index).into_iter());
    assert!(!named.is_empty());
    let unlisted: Vec<_> = named.difference(&listed).collect();
    assert_eq!(unlisted, Vec::<&SegmentId>::new(), "{why}");
    for id in named {
        assert!(views::segment(index, &id).is_some(), "{why}: {id}");
    }
}

/// Moves the ends of every registered segment inwards.
fn shortened(by_m: f64) -> impl Fn(&mut RawWorld) {
    move |w| {
        for s in &mut w.segments {
            s.measure_from = s.measure_from.map(|m| m + by_m);
            s.measure_to = s.measure_to.map(|m| m - by_m);
        }
    }
}

#[test]
fn s4_every_segment_that_a_place_can_name_is_listed() {
    all_are_listed(&sound(), "as it is");
    all_are_listed(&on(Date::constant(2017, 3, 1), |_| {}), "before any post");
    for by_m in [3e-4, 6e-4, 0.2] {
        all_are_listed(&on(DAY, shortened(by_m)), &format!("shortened by {by_m} m"));
    }
    all_are_listed(&on(DAY, |w| w.segments.clear()), "nothing registered");
    all_are_listed(
        &on(DAY, lake_on_the_border),
        "a lake with an edge on the border of two villages",
    );
}

#[test]
fn s4_what_registered_segments_leave_open_is_listed_be_it_half_a_metre() {
    let derived = |by_m: f64| {
        let rows = views::segments(&on(DAY, shortened(by_m)), &SegmentFilter::default());
        let derived = rows.into_iter().filter(|r| !r.registered && r.water.as_str() == "NLJ");
        derived.map(|r| r.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(derived(0.0), Vec::<String>::new());
    assert_eq!(
        derived(3e-4),
        Vec::<String>::new(),
        "within half a millimetre of a cut it is the cut (N3)"
    );
    let open = derived(0.25);
    assert!(
        open.contains(&format!("NLJ.0.township.{}.B.1", "450521101")),
        "{open:?}"
    );
    assert_eq!(open.len(), 10, "city 1; county, township and village 3 each: {open:?}");
}

/// A lake in the southern village whose northern edge is the border; the northern one has the smaller code, and decides there (A).
fn lake_on_the_border(w: &mut RawWorld) {
    let lake = w
        .water_areas
        .iter_mut()
        .find(|a| a.water.as_deref() == Some("LK"))
        .unwrap();
    lake.geometry = Some(MultiPolygon::new(vec![rectangle([109.09, 109.10, 21.53, Y[1]])]));
}

#[test]
fn s4_a_unit_that_only_touches_an_area_has_a_piece_without_ground() {
    let index = on(DAY, lake_on_the_border);
    let answer = at(&index, LonLat::new(109.095, Y[1]), &Ask::default());
    let id = SegmentId::new(format!("LK.piece.village.{}", V[2][1]));
    assert_eq!(answer.segment.as_ref(), Some(&id));
    assert_eq!(views::segment(&index, &id).unwrap().area_m2, Some(0.0));
    let county = views::inventory(&index)
        .into_iter()
        .find(|r| r.water.as_str() == "LK")
        .unwrap();
    assert_eq!(county.village_segments, 1, "it holds nothing");
    let optional: usize = views::coverage(&index)
        .rows
        .iter()
        .map(|r| r.optional_not_established)
        .sum();
    let before: usize = views::coverage(&sound())
        .rows
        .iter()
        .map(|r| r.optional_not_established)
        .sum();
    assert_eq!(optional, before, "and no seat is asked for");
}

/// A lake over the border of the two counties, drawn with long edges.
fn lake_over_the_border(w: &mut RawWorld) {
    let lake = w
        .water_areas
        .iter_mut()
        .find(|a| a.water.as_deref() == Some("LK"))
        .unwrap();
    lake.geometry = Some(MultiPolygon::new(vec![polygon(&[
        (109.05, 21.531),
        (109.11, 21.507),
        (109.113, 21.5333),
    ])]));
}

#[test]
fn s37_areas_add_up_to_the_areas_own() {
    let index = on(DAY, lake_over_the_border);
    let whole_m2 = multipolygon_area_m2(&index.law.water_areas[0].geometry);
    let rows = views::inventory(&index);
    let shares: BTreeMap<&str, f64> = (rows.iter())
        .filter(|r| r.water.as_str() == "LK")
        .map(|r| (r.county.as_str(), r.area_m2))
        .collect();
    assert_eq!(shares.keys().copied().collect::<Vec<_>>(), [COUNTY_B, COUNTY_A]);
    let sum_m2: f64 = shares.values().sum();
    assert!((sum_m2 / whole_m2 - 1.0).abs() < 1e-9, "{sum_m2} of {whole_m2}");
    let pieces = views::segments(&index, &SegmentFilter::default());
    for (level, county) in [(Level::County, None), (Level::Village, Some(COUNTY_A))] {
        let own = pieces.iter().filter(|p| p.water.as_str() == "LK" && p.level == level);
        let own = own.filter(|p| county.is_none_or(|c| p.unit.as_str().starts_with(c)));
        let sum: f64 = own
            .map(|p| views::segment(&index, &p.id).unwrap().area_m2.unwrap())
            .sum();
        let expected = county.map_or(whole_m2, |c| shares[c]);
        assert!((sum / expected - 1.0).abs() < 1e-8, "{level}: {sum} of {expected}");
    }
}

#[test]
fn s37_a_part_outside_the_counties_counts_for_none() {
    let beyond = |w: &mut RawWorld| {
        w.water_areas.push(RawWaterArea {
            id: text("A-QH"),
            water: text("LK"),
            geometry: Some(MultiPolygon::new(vec![rectangle([
                109.09,
                109.10,
                Y[2] - 0.01,
                Y[2] + 0.01,
            ])])),
            ..RawWaterArea::default()
        });
        w.water_areas.remove(0);
    };
    let index = on(DAY, beyond);
    let half_m2 = multipolygon_area_m2(&MultiPolygon::new(vec![rectangle([109.09, 109.10, Y[2] - 0.01, Y[2]])]));
    let rows = views::inventory(&index);
    let lake = rows.iter().find(|r| r.water.as_str() == "LK").unwrap();
    assert!(
        (lake.area_m2 / half_m2 - 1.0).abs() < 1e-7,
        "{} of {half_m2}",
        lake.area_m2
    );
}

#[test]
fn s37_lengths_with_pools_and_without() {
    let rows = views::inventory(&sound());
    let river = rows
        .iter()
        .find(|r| r.county.as_str() == COUNTY_A && r.water.as_str() == "NLJ")
        .unwrap();
    let pool_m = measure_at(NLJ, 0, riverchief_fixtures::POOL[1]) - measure_at(NLJ, 0, riverchief_fixtures::POOL[0]);
    assert!((river.length_m - river.length_outside_pools_m - pool_m).abs() < 0.01);
    let index = sound();
    let conference = views::conference(&index, &WaterCode::new("NLJ")).unwrap();
    let riverchief_core::domain::results::ConferenceOutcome::NotApplicable { lengths, .. } = conference else {
        panic!("{conference:?}");
    };
    let county = lengths.iter().find(|l| l.county == UnitCode::new(COUNTY_A)).unwrap();
    assert!((county.total_m - river.length_outside_pools_m).abs() < 1e-9);
}

#[test]
fn n3_reaches_outside_the_city_are_cut_at_neighbour_units_too() {
    let beyond = |w: &mut RawWorld| {
        let north = w
            .units
            .iter_mut()
            .find(|u| u.code.as_deref() == Some(NEIGHBOUR))
            .unwrap();
        north.geometry = Some(MultiPolygon::new(vec![polygon(&[
            (X[0], Y[2]),
            (X[3], Y[2]),
            (X[3], 21.59),
            (X[0], 21.59),
        ])]));
        w.units.push(RawUnit {
            code: text("450722"),
            name: text("远县"),
            level: text("county"),
            neighbour: Some(true),
            geometry: Some(MultiPolygon::new(vec![rectangle([X[0], X[3], 21.59, 21.60])])),
            ..RawUnit::default()
        });
        let line = w
            .centrelines
            .iter_mut()
            .find(|c| c.water.as_deref() == Some("XHX"))
            .unwrap();
        line.geometry.as_mut().unwrap().0.insert(0, (109.021, 21.599).into());
    };
    let index = on(DAY, beyond);
    let branch = index.law.network.branch(&WaterCode::new("XHX"), 0).unwrap();
    let outside: Vec<_> = branch.reaches.iter().filter(|r| r.unit.is_none()).collect();
    assert_eq!(outside.len(), 2, "{outside:?}");
    let first = branch.reaches.iter().find(|r| r.unit.is_some()).unwrap();
    let id = SegmentId::new(format!("XHX.0.village.{}.B.1", V[0][1]));
    let beyond = views::segment(&index, &id).unwrap().continues_outside.unwrap();
    assert!(beyond.upstream && first.from_m > 0.0);
    assert_eq!(
        beyond.neighbours,
        [UnitCode::new(NEIGHBOUR)],
        "the one across the limit, not the one farther on"
    );
}
