//! The joint conference (§7).
use super::{DAY, on, sound};
use geo::{LineString, MultiPolygon};
use riverchief_core::domain::answer::{Conference, ConvenerRule};
use riverchief_core::domain::ids::{PostId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Basis, SeatState};
use riverchief_core::domain::results::ConferenceOutcome;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures::{COUNTY_A, COUNTY_B, NEIGHBOUR, QH, X, Y, length_m, measure_at};

#[test]
fn the_conference_of_a_canal_across_counties() {
    let index = sound();
    let conference = of(&index, "QH");
    let (total, border) = (length_m(QH), measure_at(QH, 0, X[2]));
    assert_eq!(conference.rule.as_str(), "J2_LONGEST_REACH");
    assert_eq!(conference.county.as_str(), COUNTY_B);
    assert_eq!(conference.post, Some(PostId::new("RC-450512-QH")));
    let lengths: Vec<_> = conference
        .lengths
        .iter()
        .map(|l| (l.county.as_str(), l.total_m))
        .collect();
    assert_eq!(lengths[0].0, COUNTY_B);
    assert!((lengths[0].1 - (total - border)).abs() < 0.01 && (lengths[1].1 - border).abs() < 0.01);
    assert!(!conference.tie && !conference.cross_city && conference.rejected.is_empty());

    let commander = on(DAY, |w| {
        let canal = w.waters.iter_mut().find(|x| x.code.as_deref() == Some("QH")).unwrap();
        canal.commander_county = Some(COUNTY_A.to_owned());
    });
    let outcome = views::conference(&commander, &WaterCode::new("QH")).unwrap();
    let conference = outcome.convened().unwrap();
    assert_eq!(
        (conference.rule.as_str(), conference.county.as_str()),
        ("J3_FLOOD_COMMANDER", COUNTY_A)
    );
    assert_eq!(
        conference.rejected,
        [(ConvenerRule::LongestReach, UnitCode::new(COUNTY_B))]
    );

    let elsewhere = on(DAY, |w| {
        let canal = w.waters.iter_mut().find(|x| x.code.as_deref() == Some("QH")).unwrap();
        canal.commander_county = Some(NEIGHBOUR.to_owned());
    });
    let outcome = views::conference(&elsewhere, &WaterCode::new("QH")).unwrap();
    assert_eq!(outcome.convened().unwrap().rule.as_str(), "J2_LONGEST_REACH", "JA6");

    let decided = on(DAY, |w| {
        let canal = w.waters.iter_mut().find(|x| x.code.as_deref() == Some("QH")).unwrap();
        canal.convener_override = Some(COUNTY_A.to_owned());
        let vacant = w
            .tenures
            .iter()
            .position(|t| t.post.as_deref() == Some("RC-450521-QH"))
            .unwrap();
        w.tenures.remove(vacant);
    });
    let outcome = views::conference(&decided, &WaterCode::new("QH")).unwrap();
    let conference = outcome.convened().unwrap();
    assert_eq!(
        (conference.rule.as_str(), conference.state),
        ("OVERRIDE", SeatState::Vacant),
        "JA7: the seat stays convener"
    );
}

#[test]
fn waters_without_a_conference_say_why() {
    let index = sound();
    for (water, wanted) in [
        ("NLJ", "R_CITY_LEVEL"),
        ("XJK", "R_CITY_LEVEL"),
        ("XHX", "R_ONE_COUNTY"),
        ("LK", "R_ONE_COUNTY"),
    ] {
        match views::conference(&index, &WaterCode::new(water)) {
            Some(ConferenceOutcome::NotApplicable { reason, .. }) => assert_eq!(*reason, wanted, "{water}"),
            other => panic!("{water}: {other:?}"),
        }
    }
    assert!(views::conference(&index, &WaterCode::new("NOPE")).is_none());
}

#[test]
fn a_tied_length_goes_to_the_smaller_code() {
    // The border runs through the middle of the canal.
    let index = on(DAY, |w| {
        let line = w
            .centrelines
            .iter_mut()
            .find(|c| c.water.as_deref() == Some("QH"))
            .unwrap();
        line.geometry = Some(LineString::from(vec![(X[2] - 0.02, 21.52), (X[2] + 0.02, 21.52)]));
        w.segments.retain(|s| s.water.as_deref() != Some("QH"));
    });
    let outcome = views::conference(&index, &WaterCode::new("QH")).unwrap();
    let conference = outcome.convened().unwrap();
    assert!(conference.tie, "JA2");
    assert_eq!(conference.county.as_str(), COUNTY_B, "450512 is the smaller code");
}

fn canal(w: &mut RawWorld, course: &[(f64, f64)]) {
    let line = w.centrelines.iter_mut().find(|c| c.water.as_deref() == Some("QH"));
    line.unwrap().geometry = Some(LineString::from(course.to_vec()));
    w.segments.retain(|s| s.water.as_deref() != Some("QH"));
}

fn of(index: &Index, water: &str) -> Conference {
    let outcome = views::conference(index, &WaterCode::new(water)).unwrap();
    outcome.convened().cloned().unwrap_or_else(|| panic!("{outcome:?}"))
}

#[test]
fn ja3_a_reach_on_the_county_border_counts_in_full_for_both_and_as_shared() {
    // 1 km along the border, then into county A.
    let index = on(DAY, |w| {
        canal(w, &[(X[2], 21.51), (X[2], 21.519), (X[2] - 0.01, 21.519)]);
    });
    let conference = of(&index, "QH");
    let border_m = length_m(&[(X[2], 21.51), (X[2], 21.519)]);
    let inner_m = length_m(&[(X[2], 21.519), (X[2] - 0.01, 21.519)]);
    let shares: Vec<_> = conference
        .lengths
        .iter()
        .map(|l| (l.county.as_str(), l.total_m, l.shared_m))
        .collect();
    for ((county, total_m, shared_m), (of, wanted_m)) in shares
        .iter()
        .zip([(COUNTY_B, border_m), (COUNTY_A, border_m + inner_m)])
    {
        assert_eq!(*county, of);
        assert!(
            (total_m - wanted_m).abs() < 1e-6 && (shared_m - border_m).abs() < 1e-6,
            "{shares:?}"
        );
    }
    assert_eq!((conference.county.as_str(), conference.tie), (COUNTY_A, false));
}

/// A canal that winds as long in county A as in county B, and `more_m` farther into A.
fn even_but_for(more_m: f64) -> Index {
    let legs = |x: fn(f64) -> f64| {
        (0..9_u8).map(move |i| (x(0.005 + 0.003 * f64::from(i)), [21.51, 21.53][usize::from(i % 2)]))
    };
    let mut course: Vec<(f64, f64)> = legs(|d| X[2] - d).collect();
    let far = course[8];
    course.push((
        far.0 - more_m / length_m(&[(109.0, far.1), (109.000_01, far.1)]) * 1e-5,
        far.1,
    ));
    course.reverse();
    course.extend(legs(|d| X[2] + d));
    on(DAY, |w| canal(w, &course))
}

#[test]
fn ja2_lengths_within_a_metre_or_a_ten_thousandth_are_tied() {
    // About 18 km on either side: a ten-thousandth is 1.8 m.
    let tied = of(&even_but_for(1.7), "QH");
    assert!(
        tied.lengths
            .iter()
            .all(|l| l.total_m > 17_500.0 && l.total_m < 18_600.0),
        "{:?}",
        tied.lengths
    );
    assert_eq!((tied.county.as_str(), tied.tie), (COUNTY_B, true));
    let longer = of(&even_but_for(2.2), "QH");
    assert_eq!((longer.county.as_str(), longer.tie), (COUNTY_A, false));
    // On short ones it is the metre.
    let short = |more_m: f64| {
        let more_deg = more_m / length_m(&[(109.0, 21.52), (109.000_01, 21.52)]) * 1e-5;
        of(
            &on(DAY, |w| {
                canal(w, &[(X[2] - 0.01 - more_deg, 21.52), (X[2] + 0.01, 21.52)]);
            }),
            "QH",
        )
    };
    assert!(short(0.9).tie && short(0.9).county.as_str() == COUNTY_B);
    assert!(!short(1.1).tie && short(1.1).county.as_str() == COUNTY_A);
}

/// The western column becomes a county of its own, 450522; county A keeps the middle one.
fn third_county(w: &mut RawWorld) {
    let mut third = w
        .units
        .iter()
        .find(|u| u.code.as_deref() == Some(COUNTY_A))
        .cloned()
        .unwrap();
    third.code = Some(COUNTY_C.to_owned());
    third.name = Some("丙县".to_owned());
    w.units.push(third);
    for unit in &mut w.units {
        let code = unit.code.clone().unwrap_or_default();
        let ring = match code.as_str() {
            COUNTY_C => [
                (X[0], Y[0]),
                (X[1], Y[0]),
                (X[1], Y[1]),
                (X[1], Y[2]),
                (X[0], Y[2]),
                (X[0], Y[1]),
            ],
            COUNTY_A => [
                (X[1], Y[0]),
                (X[2], Y[0]),
                (X[2], Y[1]),
                (X[2], Y[2]),
                (X[1], Y[2]),
                (X[1], Y[1]),
            ],
            _ => {
                if let Some(rest) = code.strip_prefix("450521100") {
                    unit.code = Some(format!("{COUNTY_C}100{rest}"));
                    let parent = if rest.is_empty() {
                        COUNTY_C.to_owned()
                    } else {
                        format!("{COUNTY_C}100")
                    };
                    unit.parent = Some(parent);
                }
                continue;
            }
        };
        unit.geometry = Some(MultiPolygon::new(vec![riverchief_fixtures::polygon(&ring)]));
    }
}

const COUNTY_C: &str = "450522";

#[test]
fn ja2_among_tied_lengths_the_larger_exclusive_one_comes_before_the_smaller_code() {
    // Down the border of A and B, west through A, and into C until C has as much as A.
    let shared = [(X[2], 21.52), (X[2], 21.51)];
    let inner = [(X[2], 21.51), (X[1], 21.51)];
    let west = [(X[1], 21.51), (X[1] - 0.03, 21.51)];
    let degree_m = length_m(&[(109.0, 21.51), (109.0, 21.52)]) / 0.01;
    let conference = |less_m: f64| {
        let north_m = length_m(&shared) + length_m(&inner) - length_m(&west) - less_m;
        let course = [
            shared[0],
            shared[1],
            inner[1],
            west[1],
            (west[1].0, 21.51 + north_m / degree_m),
        ];
        of(
            &on(DAY, |w| {
                third_county(w);
                canal(w, &course);
            }),
            "QH",
        )
    };
    let tied = conference(0.0);
    let of_county = |code: &str| tied.lengths.iter().find(|l| l.county.as_str() == code).unwrap();
    let (a, c) = (of_county(COUNTY_A), of_county(COUNTY_C));
    assert!((a.total_m - c.total_m).abs() < 0.5, "{:?}", tied.lengths);
    assert!((a.shared_m - length_m(&shared)).abs() < 1e-6 && c.shared_m == 0.0);
    assert_eq!((tied.county.as_str(), tied.tie), (COUNTY_C, true));
    // A longer one wins, however much of it is shared.
    let longer = conference(1.5);
    assert_eq!((longer.county.as_str(), longer.tie), (COUNTY_A, false));
}

fn lake_across(w: &mut RawWorld) {
    w.water_areas[0].geometry = Some(MultiPolygon::new(vec![riverchief_fixtures::rectangle([
        X[2] - 0.01,
        X[2] + 0.005,
        21.52,
        21.53,
    ])]));
    riverchief_fixtures::seat(w, "RC-LK-A", "river_chief", COUNTY_A, Some("LK"), &["leader"]);
}

#[test]
fn ja4_a_lake_goes_by_its_shoreline_and_says_that_this_is_inferred() {
    let conference = of(&on(DAY, lake_across), "LK");
    assert_eq!(
        (conference.rule.as_str(), conference.basis),
        ("J2_LONGEST_REACH", Basis::Inferred)
    );
    assert_eq!(
        (conference.county.as_str(), conference.post.as_ref()),
        (COUNTY_A, Some(&PostId::new("RC-LK-A")))
    );
    let shore =
        |dx: f64| 2.0 * length_m(&[(X[2], 21.525), (X[2] + dx, 21.525)]) + length_m(&[(X[2], 21.52), (X[2], 21.53)]);
    for (l, wanted_m) in conference.lengths.iter().zip([shore(0.005), shore(0.01)]) {
        assert!((l.total_m - wanted_m).abs() < 0.1, "{l:?} {wanted_m}");
    }
    let commander = on(DAY, |w| {
        lake_across(w);
        let lake = w.waters.iter_mut().find(|x| x.code.as_deref() == Some("LK"));
        lake.unwrap().commander_county = Some(COUNTY_B.to_owned());
    });
    let conference = of(&commander, "LK");
    assert_eq!(
        (conference.rule.as_str(), conference.county.as_str()),
        ("J3_FLOOD_COMMANDER", COUNTY_B),
        "JA1"
    );
    assert_eq!(conference.basis, Basis::Stated);
}

#[test]
fn ja4_an_edge_that_two_areas_of_a_lake_share_is_no_shore() {
    let whole = of(&on(DAY, lake_across), "LK");
    for common in [X[2] - 0.009, X[2], X[2] + 0.001] {
        let parted = on(DAY, |w| {
            lake_across(w);
            let mut east = w.water_areas[0].clone();
            let part = |west: f64, east: f64| {
                let part = riverchief_fixtures::rectangle([west, east, 21.52, 21.53]);
                Some(MultiPolygon::new(vec![part]))
            };
            w.water_areas[0].geometry = part(X[2] - 0.01, common);
            east.id = Some("A-LK-2".to_owned());
            east.geometry = part(common, X[2] + 0.005);
            w.water_areas.push(east);
        });
        let parted = of(&parted, "LK");
        for (one, two) in whole.lengths.iter().zip(&parted.lengths) {
            assert_eq!(one.county, two.county);
            assert!((one.total_m - two.total_m).abs() < 1e-3, "{common}: {one:?} {two:?}");
        }
        assert_eq!(whole.county, parted.county);
    }
}

#[test]
fn j1_a_lake_that_only_touches_the_border_is_one_countys() {
    let index = on(DAY, |w| {
        let touching = riverchief_fixtures::rectangle([X[2], X[2] + 0.005, 21.52, 21.53]);
        w.water_areas[0].geometry = Some(MultiPolygon::new(vec![touching]));
    });
    match views::conference(&index, &WaterCode::new("LK")) {
        Some(ConferenceOutcome::NotApplicable { reason, .. }) => assert_eq!(*reason, "R_ONE_COUNTY"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn j1_without_any_county_chief_there_is_no_conference() {
    let index = on(DAY, |w| {
        let county = |p: Option<&str>| p.is_some_and(|p| p == "RC-450521-QH" || p == "RC-450512-QH");
        w.posts.retain(|p| !county(p.id.as_deref()));
        for segment in w.segments.iter_mut().filter(|s| county(s.post.as_deref())) {
            segment.post = None;
        }
    });
    match views::conference(&index, &WaterCode::new("QH")) {
        Some(ConferenceOutcome::NotApplicable { reason, lengths, .. }) => {
            assert_eq!((*reason, lengths.len()), ("R_NO_COUNTY_CHIEFS", 2));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn s9_the_convener_is_the_post_of_the_countys_segment() {
    let index = on(DAY, |w| {
        let segment = w.segments.iter_mut().find(|s| s.id.as_deref() == Some("S-QH-B"));
        segment.unwrap().post = Some("RC-450512-NLJ".to_owned());
    });
    assert_eq!(of(&index, "QH").post, Some(PostId::new("RC-450512-NLJ")));
}

#[test]
fn ja8_a_neighbour_outside_the_city_is_told_and_takes_no_part() {
    let cross = |course: &[(f64, f64)]| {
        let index = on(DAY, |w| canal(w, course));
        match views::conference(&index, &WaterCode::new("QH")).unwrap() {
            ConferenceOutcome::NotApplicable {
                reason,
                lengths,
                cross_city,
            } => {
                assert_eq!((*reason, lengths.len()), ("R_ONE_COUNTY", 1));
                *cross_city
            }
            ConferenceOutcome::Convened(c) => panic!("{c:?}"),
        }
    };
    assert!(!cross(&[(109.05, 21.52), (109.07, 21.52)]));
    assert!(
        cross(&[(109.05, 21.57), (109.05, 21.59)]),
        "it goes on into the neighbour"
    );
    assert!(cross(&[(109.05, 21.58), (109.07, 21.58)]), "it is the city limit");
    let convened = on(DAY, |w| canal(w, &[(109.07, 21.59), (109.07, 21.57), (109.10, 21.57)]));
    let conference = of(&convened, "QH");
    assert!(conference.cross_city && conference.lengths.len() == 2);
}
