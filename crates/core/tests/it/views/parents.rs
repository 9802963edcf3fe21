//! Views over units whose parents are taken by place (A, S29): nothing that the chain of a place says is missing from them.
use super::{DAY, on};
use geo::MultiPolygon;
use riverchief_core::domain::ids::{PostId, SegmentId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::note::Note;
use riverchief_core::domain::results::ConferenceOutcome;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentFilter, SegmentListFilter};
use riverchief_core::resolve::{Ask, Detail, at};
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{COUNTY_A, COUNTY_B, QH, T1, T2, T3, V, X, Y, length_m, measure_at, rectangle};
use riverchief_geom::LonLat;
use std::collections::BTreeSet;

/// Two townships are not loaded, and the counties meet inside their western villages, at 109.06 (the land zone at 109.046).
fn across(raw: &mut RawWorld, border: f64) {
    raw.units.retain(|u| ![Some(T2), Some(T3)].contains(&u.code.as_deref()));
    for (code, west, east) in [(COUNTY_A, X[0], border), (COUNTY_B, border, X[3])] {
        let county = raw.units.iter_mut().find(|u| u.code.as_deref() == Some(code));
        let ground = MultiPolygon::new(vec![rectangle([west, east, Y[0], Y[2]])]);
        county.expect("a county").geometry = Some(ground);
    }
    raw.segments.clear();
    raw.boards.clear();
}

fn holed() -> Index {
    on(DAY, |raw| across(raw, 109.06))
}

fn code(text: &str) -> UnitCode {
    UnitCode::new(text)
}

#[test]
fn the_inventory_keeps_a_stretch_whose_township_is_not_loaded() {
    let index = holed();
    let rows = views::inventory(&index);
    let of = |county: &str| {
        let row = rows
            .iter()
            .find(|r| r.county.as_str() == county && r.water.as_str() == "QH");
        let row = row.expect("a row");
        (row.length_m, row.county_segments, row.village_segments)
    };
    let border_m = measure_at(QH, 0, 109.06);
    let (a, b) = (of(COUNTY_A), of(COUNTY_B));
    assert!((a.0 - border_m).abs() < 1e-6, "{a:?}");
    assert!((b.0 - (length_m(QH) - border_m)).abs() < 1e-6, "{b:?}");
    assert_eq!((a.1, a.2), (1, 1));
    assert_eq!((b.1, b.2), (1, 2), "the village on the border counts in both");
}

#[test]
fn a_registered_stretch_of_a_township_that_is_not_loaded_lies_where_it_runs() {
    let listed = |index: &Index| {
        let rows = views::inventory(index);
        let mut of_county = rows.iter().filter(|r| r.county.as_str() == COUNTY_A);
        let row = of_county.find(|r| r.water.as_str() == "NLJ").expect("a row");
        row.township_segments
    };
    let without = on(DAY, |raw| raw.units.retain(|u| u.code.as_deref() != Some(T1)));
    assert_eq!(listed(&without), listed(&on(DAY, |_| ())));
    let board = views::segment_board(&without, &SegmentId::new("S-NLJ-T1")).expect("a board");
    assert_eq!(board.path[..2], ["小市", "甲县"]);
}

#[test]
fn coverage_asks_for_the_seats_of_every_county_by_place() {
    let index = on(DAY, |raw| across(raw, 109.046));
    let county = |water: &str, county: &str| {
        let missing = views::coverage(&index).missing;
        missing.iter().any(|m| {
            m.level == Level::County
                && m.unit.as_ref().is_some_and(|u| u.as_str() == county)
                && m.water.as_ref().is_some_and(|w| w.as_str() == water)
        })
    };
    // The eastern piece of the land zone lies on both sides of 109.046; county B has no chief for it.
    assert!(county("XJK", COUNTY_B));
    assert!(!county("XJK", COUNTY_A));
    let post = views::post(&index, &PostId::new(format!("RC-{COUNTY_A}-XJK"))).expect("the post");
    let zones: Vec<_> = post.zones.iter().map(|z| z.as_str()).collect();
    assert_eq!(zones, [format!("ZP-XJK-{}", V[0][1]), format!("ZP-XJK-{}", V[1][1])]);
}

#[test]
fn a_segment_is_listed_in_every_county_that_it_passes_and_its_chain_is_that_of_its_middle() {
    let index = holed();
    let id = format!("QH.0.village.{}.B.1", V[1][0]);
    for county in [COUNTY_A, COUNTY_B] {
        let filter = SegmentListFilter {
            unit: Some(code(county)),
            level: Some(Level::Village),
            ..SegmentListFilter::default()
        };
        let (_, rows) = views::segment_list(&index, &filter, 0, usize::MAX);
        let found = rows
            .iter()
            .find(|(row, _)| row.id.as_str() == id)
            .expect("it is listed");
        assert_eq!(found.1, ["小市", "乙区", "村10"], "the middle is at 109.065");
    }
    let view = views::segment(&index, &SegmentId::new(&id)).expect("the segment");
    let county = view
        .chain
        .iter()
        .find(|s| s.level == Level::County)
        .and_then(|s| s.unit.clone());
    assert_eq!(county, Some(code(COUNTY_B)));
    assert_eq!(view.general_chiefs[0].unit, Some(code(COUNTY_B)));
}

#[test]
fn a_conference_meets_over_counties_by_place() {
    let index = on(DAY, |raw| across(raw, X[2]));
    let Some(ConferenceOutcome::Convened(conference)) = views::conference(&index, &WaterCode::new("QH")) else {
        panic!("the canal runs in two counties");
    };
    let counties: Vec<_> = conference.lengths.iter().map(|l| l.county.as_str()).collect();
    assert_eq!(counties, [COUNTY_B, COUNTY_A]);
}

#[test]
fn paths_children_and_parents_follow_the_ground() {
    let index = on(DAY, |raw| across(raw, X[2]));
    let unit = |of: &str| views::unit(&index, &code(of)).expect("a unit");
    assert_eq!(unit(V[1][0]).path, ["小市", "甲县", "村10"]);
    assert_eq!(
        unit(V[1][0]).parent,
        Some(code(T2)),
        "as recorded: nothing of that level is here"
    );
    let named = on(DAY, |raw| {
        let township = raw.units.iter_mut().find(|u| u.code.as_deref() == Some(T1));
        township.expect("a township").parent = None;
    });
    let unit = |of: &str| views::unit(&named, &code(of)).expect("a unit");
    assert_eq!(unit(T1).parent, Some(code(COUNTY_A)));
    assert_eq!(unit(COUNTY_A).children, [code(T1), code(T2)]);
}

#[test]
fn nothing_that_a_chain_says_is_missing_from_the_lists() {
    for border in [109.046, 109.06, X[2]] {
        let index = on(DAY, |raw| across(raw, border));
        let segments = views::segments(&index, &SegmentFilter::default());
        let listed: BTreeSet<_> = segments.iter().map(|s| (s.id.clone(), s.unit.clone())).collect();
        let inventory = views::inventory(&index);
        let rows: BTreeSet<_> = inventory.iter().map(|r| (&r.county, &r.water)).collect();
        let mut chains = 0;
        let row = Ask {
            detail: Detail::Row,
            ..Ask::default()
        };
        for i in 0..=120 {
            for j in 0..=80 {
                let p = LonLat::new(X[0] + f64::from(i) * 0.001, Y[0] + f64::from(j) * 0.001);
                let answer = at(&index, p, &row);
                let Some(water) = &answer.water else { continue };
                for seat in answer.chain.iter().filter(|s| s.level != Level::City) {
                    let unit = seat.unit.clone().expect("a unit");
                    if let Some(segment) = &seat.segment {
                        chains += 1;
                        assert!(listed.contains(&(segment.clone(), unit.clone())), "{segment} {p:?}");
                    }
                    if seat.level == Level::County && seat.segment.is_some() {
                        assert!(rows.contains(&(&unit, water)), "{unit} {water} {p:?}");
                    }
                }
            }
        }
        assert!(chains > 100, "{chains}");
    }
}

#[test]
fn n9_a_part_on_the_edge_of_a_village_beside_a_hole_is_the_villages_as_the_place_on_it_is() {
    let index = on(DAY, |raw| raw.units.retain(|u| u.code.as_deref() != Some(V[0][0])));
    let line = geo::LineString::from(vec![(X[1], 21.51), (X[1], 21.53)]);
    let cut = views::line_parts(&index, &line);
    let [part] = &cut.parts[..] else { panic!("{cut:?}") };
    let place = at(&index, LonLat::new(X[1], 21.52), &Ask::default());
    assert_eq!(part.decision.units, place.units.by_level);
    assert_eq!(place.units.by_level[3], Some(code(V[1][0])));
    // Beside the line there is none, which the part says where it lies off it.
    let west = geo::LineString::from(vec![(109.03, 21.51), (109.03, 21.512)]);
    let cut = views::line_parts(&index, &west);
    assert_eq!(cut.parts[0].decision.notes, [Note::Hole(Level::Village)]);
}
