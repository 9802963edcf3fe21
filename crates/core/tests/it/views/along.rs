//! Segments with their chains, and their neighbours along and across the water (P2, P3, X).
use super::{DAY, ids, on, segment, sound};
use geo::LineString;
use riverchief_core::domain::ids::{BoardId, PostId, SegmentId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Bank, Level, SeatState};
use riverchief_core::domain::note::Note;
use riverchief_core::domain::results::{BankUnits, Via};
use riverchief_core::resolve::views::{self, SegmentFilter};
use riverchief_fixtures::{NEIGHBOUR, NLJ, V, X, Y, measure_at};
use riverchief_geom::ellipsoid::line_length_m;

#[test]
fn neighbours_across_the_pool_the_confluence_and_the_level() {
    let index = sound();
    let view = views::segment(&index, &segment("S-NLJ-V11")).unwrap();
    assert_eq!(ids(&view.upstream), ["Z-XJK-W"], "the pool lies between");
    assert_eq!(ids(&view.downstream), ["S-NLJ-V21"]);
    let pool_m = measure_at(NLJ, 0, 109.045) - measure_at(NLJ, 0, 109.035);
    let up = views::upstream(&index, "S-NLJ-V11", pool_m + 1.0, None).unwrap();
    assert_eq!(ids(&up), ["Z-XJK-W", "S-NLJ-V01"], "and beyond it the next");
    assert!(up[0].distance_m == 0.0 && (up[1].distance_m - pool_m).abs() < 1e-6);
    assert!(view.downstream[0].distance_m.abs() < 1e-9);
    let west = views::segment(&index, &segment("S-NLJ-V01")).unwrap();
    assert_eq!(ids(&west.upstream), ["S-XHX-V01"], "the tributary joins within it");
    assert_eq!(
        (west.upstream[0].via, west.upstream[0].distance_m),
        (Via::Confluence, 0.0)
    );
    let tributary = views::segment(&index, &segment("S-XHX-V01")).unwrap();
    assert_eq!(ids(&tributary.downstream), ["S-NLJ-V01"]);
    let far = views::downstream(&index, "S-XHX-T1", 1e6, None).unwrap();
    assert_eq!(
        ids(&far),
        ["S-NLJ-T1", "Z-XJK-W", "S-NLJ-T2", "S-NLJ-T3"],
        "at its own level and the pool, nearest first"
    );
    let near = views::downstream(&index, "S-XHX-T1", 100.0, None).unwrap();
    assert_eq!(ids(&near), ["S-NLJ-T1"], "the pool is farther than that");
    assert!(views::upstream(&index, "NOPE", 1.0, None).is_none());
}

#[test]
fn a_segment_carries_its_chain_and_what_geometry_says() {
    let index = sound();
    let view = views::segment(&index, &segment("S-NLJ-V21")).unwrap();
    let posts: Vec<_> = view
        .chain
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(PostId::as_str)
        .collect();
    let village = format!("RC-{}-NLJ", V[2][1]);
    assert_eq!(posts, [&village, "RC-450512100-NLJ", "RC-450512-NLJ", "RC-450500-NLJ"]);
    assert_eq!(view.general_chiefs.len(), 3);
    assert_eq!(
        view.nested.iter().map(SegmentId::as_str).collect::<Vec<_>>(),
        ["S-NLJ-city", "S-NLJ-B", "S-NLJ-T3"]
    );
    assert_eq!(view.computed.len(), 1);
    assert_eq!(view.computed[0].unit.as_str(), V[2][1]);
    assert!(view.remarks.is_empty() && view.continues_outside.is_none());
    assert_eq!(view.boards, [BoardId::new("B-S-NLJ-V21")]);
    assert_eq!(view.documents, ["DOC-NLJ"]);
    let line = &view.stretch.as_ref().unwrap().line;
    assert!((line_length_m(&line.0) - view.stretch.as_ref().unwrap().length_m()).abs() < 0.05);
}

#[test]
fn a_registered_segment_across_a_border_says_so() {
    let border = measure_at(NLJ, 0, X[2]);
    let index = on(DAY, |w| {
        let segment = w
            .segments
            .iter_mut()
            .find(|s| s.id.as_deref() == Some("S-NLJ-V21"))
            .unwrap();
        segment.measure_from = Some(border - 1500.0);
    });
    let view = views::segment(&index, &segment("S-NLJ-V21")).unwrap();
    assert!(view.remarks.contains(&Note::SegmentCrossesAdmin), "{:?}", view.remarks);
    assert_eq!(view.unit.as_str(), V[2][1], "the registered unit stays");
    let length = |unit: &str| view.computed.iter().find(|u| u.unit.as_str() == unit).unwrap().length_m;
    assert!((length(V[1][1]) - 1500.0).abs() < 0.01);
}

#[test]
fn a_neighbour_met_for_less_than_a_millimetre_is_not_named() {
    let border = measure_at(NLJ, 0, X[2]);
    for (before_m, met) in [(0.0008, false), (0.0015, true)] {
        let index = on(DAY, |w| {
            let mut segments = w.segments.iter_mut();
            let segment = segments.find(|s| s.id.as_deref() == Some("S-NLJ-V21")).unwrap();
            segment.measure_from = Some(border - before_m);
        });
        let view = views::segment(&index, &segment("S-NLJ-V21")).unwrap();
        let named = view.computed.iter().any(|u| u.unit.as_str() == V[1][1]);
        assert_eq!(named, met, "{before_m} m");
    }
}

#[test]
fn the_other_bank_of_a_border_stream() {
    let index = sound();
    let filter = SegmentFilter {
        water: Some(WaterCode::new("BH")),
        level: Some(Level::Village),
        unit: None,
    };
    let rows = views::segments(&index, &filter);
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows.iter()
            .all(|r| !r.registered && r.state == SeatState::NotEstablished)
    );
    let opposite = views::opposite_bank(&index, &rows[0].id).unwrap();
    assert_eq!(opposite.len(), 1);
    assert_eq!(opposite[0].segment, rows[1].id);
    assert_ne!(opposite[0].bank, rows[0].bank.unwrap());
    assert_eq!(
        views::opposite_bank(&index, &segment("S-NLJ-V21")).unwrap(),
        [],
        "both banks are its own"
    );
}

#[test]
fn sections_and_confluences() {
    let index = sound();
    let sections = views::cross_border_sections(&index, Level::County);
    assert!(
        sections
            .iter()
            .any(|s| s.water.as_str() == "QH" && s.level == Level::County)
    );
    assert!(sections.iter().all(|s| (s.at.lon - X[2]).abs() < 1e-9), "{sections:?}");
    let confluences = views::confluences(&index.law);
    let joins = confluences.iter().find(|c| c.other.as_str() == "XHX").unwrap();
    assert!(joins.inflow && joins.water.as_str() == "NLJ");
    assert!((joins.measure_m.unwrap() - measure_at(NLJ, 0, 109.02)).abs() < 1e-6);
}

#[test]
fn x_a_river_across_the_city_limit_says_where_it_goes_on() {
    let index = on(DAY, |w| {
        let line = w.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.unwrap().geometry = Some(LineString::from(vec![
            (109.06, 21.59),
            (109.06, 21.57),
            (109.06, 21.49),
        ]));
        w.segments.retain(|s| s.water.as_deref() != Some("BH"));
    });
    let of = |unit: &str| views::segment(&index, &segment(&format!("BH.0.village.{unit}.B.1"))).unwrap();
    let north = of(V[1][1]);
    let goes_on = north.continues_outside.unwrap();
    assert_eq!((goes_on.upstream, goes_on.downstream), (true, false));
    assert_eq!(goes_on.neighbours, [UnitCode::new(NEIGHBOUR)]);
    let clipped = north.stretch.unwrap();
    assert!((clipped.start.lat - Y[2]).abs() < 1e-9 && (clipped.end.lat - Y[1]).abs() < 1e-9);
    let south = of(V[1][0]).continues_outside.unwrap();
    assert_eq!(
        (south.upstream, south.downstream, south.neighbours),
        (false, true, vec![]),
        "nobody knows whose"
    );
    assert!(views::water(&index, &WaterCode::new("BH")).unwrap().cross_city);
    let sections = views::cross_border_sections(&index, Level::County);
    let ends: Vec<_> = sections.iter().filter(|s| s.water.as_str() == "BH").collect();
    assert_eq!(
        (ends.len(), &ends[0].above, &ends[1].below),
        (2, &BankUnits::default(), &BankUnits::default())
    );
}

#[test]
fn p2_the_other_bank_across_a_county_border_is_the_other_countys() {
    let index = on(DAY, |w| {
        let line = w.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("BH"));
        line.unwrap().geometry = Some(LineString::from(vec![(X[2], 21.505), (X[2], 21.53)]));
        w.segments.retain(|s| s.water.as_deref() != Some("BH"));
    });
    let own = segment("BH.0.county.450521.L.1");
    let other = views::opposite_bank(&index, &own).unwrap();
    assert_eq!(other.len(), 1);
    assert_eq!(
        (other[0].segment.as_str(), other[0].bank),
        ("BH.0.county.450512.R.1", Bank::Right)
    );
    assert_eq!(other[0].post, Some(PostId::new("RC-450512-BH")));
    let view = views::segment(&index, &own).unwrap();
    assert!(
        view.upstream.is_empty() && view.downstream.is_empty(),
        "the other bank is neither up nor down"
    );
}
