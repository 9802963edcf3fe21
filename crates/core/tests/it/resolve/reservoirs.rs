//! Section 4: split reservoirs, water and land.
use super::{World, codes, direct, first, keys, seat, segment, water};
use riverchief_core::domain::kinds::{Confidence, Level, MatchKind, SeatState, Status};
use riverchief_core::domain::note::Note;
use riverchief_fixtures::{CITY, COUNTY_A, COUNTY_B, ISLET, LAND, NEIGHBOUR, POOL, T1, T2, V, X, rectangle};

#[test]
fn z2_in_the_pool_the_keeper_is_directly_responsible() {
    let answer = World::sound().at(109.037, 21.557);
    assert_eq!((answer.status, answer.rule.as_str()), (Status::WaterZone, "Z2"));
    assert_eq!(direct(&answer), ["KC-XJK"]);
    assert_eq!(answer.accountable.as_ref().map(|p| p.as_str()), Some("KC-XJK"));
    assert_eq!(first(&answer), Some("KC-XJK"));
    assert_eq!(answer.zone.as_ref().map(|z| z.as_str()), Some("Z-XJK-W"));
    assert_eq!(water(&answer), Some("XJK"));
    assert_eq!(segment(&answer), None);
}

#[test]
fn z7_the_chain_of_the_pool_is_keeper_city_chief_and_city_general_chief() {
    let answer = World::sound().at(109.037, 21.557);
    let chain: Vec<_> = answer
        .chain
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(|p| p.as_str().to_owned())
        .collect();
    assert_eq!(chain, ["KC-XJK".to_owned(), format!("RC-{CITY}-NLJ")]);
    let general: Vec<_> = answer
        .general_chiefs
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(|p| p.as_str().to_owned())
        .collect();
    assert_eq!(general, [format!("GC-{CITY}")]);
    let adjacent: Vec<_> = answer.adjacent.iter().map(|u| u.as_str()).collect();
    assert_eq!(adjacent, [COUNTY_A, T1, V[0][1]], "adjacent, not responsible");
}

#[test]
fn z7_an_edge_that_two_zones_of_a_pool_share_is_no_bank() {
    // The pool in two zones; their common edge lies in the western village, beside its border.
    let [west, east, south, north] = POOL;
    let world = World::with(|raw| {
        let mut other = raw.zones[0].clone();
        raw.zones[0].geometry = Some(rectangle([west, 109.0395, south, north]).into());
        other.id = Some("Z-XJK-W2".to_owned());
        other.geometry = Some(rectangle([109.0395, east, south, north]).into());
        raw.zones.push(other);
    });
    let adjacent = |lon: f64| -> Vec<String> {
        let answer = world.at(lon, 21.557);
        assert_eq!(answer.status, Status::WaterZone);
        answer.adjacent.iter().map(ToString::to_string).collect()
    };
    assert_eq!(adjacent(109.0402), [COUNTY_A, T2, V[1][1]], "the shore in the south");
    assert_eq!(adjacent(109.0398), [COUNTY_A, T1, V[0][1]]);
}

#[test]
fn z8_the_rivers_line_through_the_pool_takes_no_point_of_it() {
    let answer = World::sound().at(109.0425, 21.559875);
    assert_eq!(answer.status, Status::WaterZone);
    assert!(
        answer.matches.iter().all(|m| m.kind != MatchKind::NominalChannel),
        "{:?}",
        answer.matches
    );
}

#[test]
fn n1_on_the_common_edge_of_water_and_land_water_wins() {
    let world = World::sound();
    assert_eq!(world.at(POOL[0], 21.557).status, Status::WaterZone);
    assert_eq!(world.at(POOL[0], POOL[2]).status, Status::WaterZone, "a vertex of both");
    assert_eq!(world.at(POOL[0] - 1e-9, 21.557).status, Status::LandZone);
}

#[test]
fn z3_on_land_the_village_selects_all_four_levels() {
    let answer = World::sound().at(109.034, 21.554);
    assert_eq!((answer.status, answer.rule.as_str()), (Status::LandZone, "Z5"));
    let posts: Vec<_> = answer
        .chain
        .iter()
        .filter_map(|s| s.post.as_ref())
        .map(|p| p.as_str().to_owned())
        .collect();
    let expected = [V[0][1], T1, COUNTY_A].map(|u| format!("RC-{u}-XJK")).to_vec();
    assert_eq!(posts[..3], expected[..]);
    assert_eq!(
        posts[3],
        format!("RC-{CITY}-NLJ"),
        "the city chief of the river before the bracket"
    );
}

#[test]
fn z5_on_land_the_county_chief_is_directly_responsible_and_the_city_chief_accountable() {
    let answer = World::sound().at(109.034, 21.554);
    assert_eq!(direct(&answer), [format!("RC-{COUNTY_A}-XJK")]);
    assert_eq!(
        answer.accountable.as_ref().map(|p| p.to_string()),
        Some(format!("RC-{CITY}-NLJ"))
    );
    assert_eq!(first(&answer), Some(&*format!("RC-{}-XJK", V[0][1])));
}

#[test]
fn z1_outside_both_zones_neither_applies() {
    let answer = World::sound().at(LAND[0] - 1e-6, 21.554);
    assert_ne!(answer.status, Status::LandZone);
    assert_eq!(World::sound().at(LAND[0], 21.554).status, Status::LandZone, "closed");
}

#[test]
fn s_an_islet_is_land_of_its_village() {
    let world = World::sound();
    let answer = world.at(109.0415, 21.5625);
    assert_eq!(answer.status, Status::LandZone);
    assert_eq!(
        seat(&answer, Level::Village).unit.as_ref().map(|u| u.as_str()),
        Some(V[1][1])
    );
    assert_eq!(
        world.at(ISLET[0], 21.5625).status,
        Status::WaterZone,
        "the hole's edge is the pool's"
    );
}

#[test]
fn d_land_across_two_villages_is_cut_by_village() {
    let world = World::sound();
    assert_eq!(
        seat(&world.at(109.039, 21.554), Level::Township)
            .unit
            .as_ref()
            .map(|u| u.as_str()),
        Some(T1)
    );
    assert_eq!(
        seat(&world.at(109.041, 21.554), Level::Township)
            .unit
            .as_ref()
            .map(|u| u.as_str()),
        Some(T2)
    );
    let between = world.at(X[1], 21.554);
    assert_eq!(
        seat(&between, Level::Village).unit.as_ref().map(|u| u.as_str()),
        Some(V[0][1]),
        "the smaller code"
    );
    assert_eq!(between.confidence, Confidence::Tie);
    assert!(!keys(&between).is_empty());
}

#[test]
fn z12_a_village_without_a_piece_of_the_zone_is_passed_over() {
    let world = World::with(|raw| raw.zone_pieces.retain(|p| p.village.as_deref() != Some(V[0][1])));
    let on_border = world.at(X[1], 21.554);
    assert_eq!(
        seat(&on_border, Level::Village).unit.as_ref().map(|u| u.as_str()),
        Some(V[1][1])
    );
    assert_eq!(codes(&on_border)[3], V[0][1], "the unit columns follow A");
}

#[test]
fn z8_a_tributary_inside_land_keeps_its_chief_and_land_is_returned_too() {
    let world = World::with(|raw| {
        let tributary = raw
            .centrelines
            .iter_mut()
            .find(|c| c.water.as_deref() == Some("XHX"))
            .expect("a tributary");
        tributary.geometry = Some(geo::LineString::from(vec![
            (109.021, 21.51),
            (109.034, 21.553),
            (109.034, 21.5605),
        ]));
    });
    let answer = world.at(109.034, 21.556);
    assert_eq!((answer.status, water(&answer)), (Status::Channel, Some("XHX")));
    assert!(answer.matches.iter().any(|m| m.kind == MatchKind::LandZone));
    let beside = world.at(109.0344, 21.556);
    assert_eq!(beside.status, Status::LandZone, "tolerance does not apply inside LAND");
}

#[test]
fn n4_tolerance_is_never_applied_around_a_pool() {
    let world = World::with(|raw| raw.zones.retain(|z| z.kind.as_deref() == Some("water")));
    let answer = world.at(POOL[0] - 0.0002, 21.5645);
    assert_eq!((answer.status, water(&answer)), (Status::NearWater, Some("XJK")));
    let nearest = answer.nearest.expect("advice");
    assert_eq!(
        nearest.chain.first().and_then(|s| s.post.as_ref()).map(|p| p.as_str()),
        Some("KC-XJK")
    );
}

#[test]
fn z11_a_pool_across_the_city_limit_is_whole_only_when_it_is_said_to_be() {
    let across = |whole: bool| {
        World::with(|raw| {
            let pool = raw
                .zones
                .iter_mut()
                .find(|z| z.kind.as_deref() == Some("water"))
                .expect("the pool");
            pool.geometry = Some(geo::MultiPolygon::new(vec![rectangle([
                109.035, 109.045, 21.575, 21.585,
            ])]));
            pool.managed_whole = Some(whole);
        })
    };
    let outside = across(true).at(109.04, 21.583);
    assert_eq!((outside.status, direct(&outside)), (Status::WaterZone, vec!["KC-XJK"]));
    assert!(codes(&outside).is_empty());
    let part = across(false);
    assert_eq!(part.at(109.04, 21.583).status, Status::OutOfJurisdiction);
    assert_eq!(
        part.at(109.04, 21.583).neighbour.map(|n| n.to_string()),
        Some(NEIGHBOUR.to_owned())
    );
    assert_eq!(part.at(109.038, 21.577).status, Status::WaterZone);
}

#[test]
fn z9_the_answer_states_the_reference_level() {
    assert_eq!(
        World::sound().at(109.037, 21.557).reference_level.as_deref(),
        Some("正常蓄水位 58.0 m")
    );
}

#[test]
fn z3_a_missing_land_chief_is_a_gap_and_a_missing_keeper_too() {
    let world = World::with(|raw| {
        raw.posts
            .retain(|p| p.id.as_deref() != Some(&format!("RC-{}-XJK", V[0][1])) && p.id.as_deref() != Some("KC-XJK"));
    });
    let land = world.at(109.034, 21.554);
    assert_eq!(seat(&land, Level::Village).state, SeatState::Gap);
    assert_eq!(first(&land), Some(&*format!("RC-{T1}-XJK")));
    let pool = world.at(109.037, 21.557);
    assert!(direct(&pool).is_empty() && pool.accountable.is_none());
    assert_eq!(first(&pool), Some(&*format!("RC-{CITY}-NLJ")));
}

#[test]
fn o3_a_reservoir_outside_the_closed_list_is_not_split() {
    let world = World::with(|raw| {
        raw.zones.clear();
        raw.zone_pieces.clear();
        let mut area = raw.water_areas[0].clone();
        (area.id, area.water) = (Some("A-XJK".into()), Some("XJK".into()));
        area.geometry = Some(geo::MultiPolygon::new(vec![rectangle(POOL)]));
        raw.water_areas.push(area);
    });
    let answer = world.at(109.037, 21.564);
    assert_eq!((answer.status, water(&answer)), (Status::Channel, Some("XJK")));
    assert_eq!(segment(&answer), Some(&*format!("XJK.piece.village.{}", V[0][1])));
    assert!(!direct(&answer).contains(&"KC-XJK"));
    assert!(!codes(&answer).contains(&COUNTY_B));
}

#[test]
fn n1_where_water_land_and_the_border_of_two_villages_meet_water_wins() {
    let answer = World::sound().at(X[1], POOL[2]);
    assert_eq!((answer.status, answer.confidence), (Status::WaterZone, Confidence::Tie));
    assert_eq!(codes(&answer)[3], V[0][1]);
    assert_eq!(direct(&answer), ["KC-XJK"]);
    let below = World::sound().at(X[1], POOL[2] - 1e-9);
    assert_eq!((below.status, below.confidence), (Status::LandZone, Confidence::Tie));
}

#[test]
fn z10_a_provisional_zone_says_so_in_the_answer() {
    let world = World::with(|raw| {
        let land = raw.zones.iter_mut().find(|z| z.kind.as_deref() == Some("land"));
        land.expect("the land zone").provisional = Some(true);
    });
    let said = |answer: &riverchief_core::domain::answer::Answer| answer.notes.contains(&Note::ProvisionalZone);
    let land = world.at(109.034, 21.554);
    assert_eq!(land.status, Status::LandZone);
    assert!(said(&land));
    assert!(!said(&world.at(109.037, 21.557)) && !said(&World::sound().at(109.034, 21.554)));
}

#[test]
fn z11_land_beyond_the_city_limit_is_out_of_jurisdiction() {
    let world = World::with(|raw| {
        for zone in &mut raw.zones {
            zone.managed_whole = None;
            if zone.kind.as_deref() == Some("land") {
                zone.geometry = Some(geo::MultiPolygon::new(vec![rectangle([109.05, 109.06, 21.57, 21.59])]));
            }
        }
    });
    assert_eq!(world.at(109.055, 21.575).status, Status::LandZone);
    let beyond = world.at(109.055, 21.585);
    assert_eq!(beyond.status, Status::OutOfJurisdiction);
    assert_eq!(beyond.neighbour.map(|n| n.to_string()).as_deref(), Some(NEIGHBOUR));
    assert!(beyond.chain.is_empty() && beyond.general_chiefs.is_empty());
}

#[test]
fn z11_a_pool_of_which_nothing_is_said_is_managed_whole() {
    let world = World::with(|raw| {
        let pool = raw.zones.iter_mut().find(|z| z.kind.as_deref() == Some("water"));
        let pool = pool.expect("the pool");
        pool.geometry = Some(geo::MultiPolygon::new(vec![rectangle([
            109.035, 109.045, 21.575, 21.585,
        ])]));
        pool.managed_whole = None;
    });
    assert_eq!(direct(&world.at(109.04, 21.583)), ["KC-XJK"]);
}

#[test]
fn z7_the_bank_that_is_nearest_is_adjacent() {
    let world = World::sound();
    let adjacent = |lon, lat| {
        let answer = world.at(lon, lat);
        assert_eq!(answer.status, Status::WaterZone);
        answer.adjacent.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(adjacent(109.0441, 21.557), [COUNTY_A, T2, V[1][1]]);
    // In the western village's half, yet nearest to the islet, which is the eastern village's.
    assert_eq!(adjacent(109.0399, 21.5625), [COUNTY_A, T2, V[1][1]]);
}
