//! One answer to “who sits here” (S9, S10, S12): what a place in the middle of a segment, piece or zone is told is what every view says.
use super::{DAY, on, segment};
use riverchief_core::domain::answer::{Answer, Seat, Thresholds};
use riverchief_core::domain::ids::{PostId, UnitCode, WaterCode};
use riverchief_core::domain::kinds::{Level, PostKind, Status};
use riverchief_core::domain::results::{PostView, Responsibility, SegmentRow};
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::views::{self, SegmentFilter};
use riverchief_core::resolve::{Ask, at};
use riverchief_core::snapshot::raw::{RawFunctionalArea, RawWorld};
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_fixtures::{self as small_world, COUNTY_A, LAKE, T1, T3};
use riverchief_gdal::world_file;
use riverchief_geom::LonLat;
use riverchief_geom::interior::interior_point;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn seats(answer: &Answer) -> impl Iterator<Item = &Seat> {
    answer.chain.iter().chain(&answer.co_responsible)
}

fn text(post: Option<&PostId>) -> &str {
    post.map_or("", PostId::as_str)
}

/// The posts of the county's level that places name, by county and water; compared with inventory, water and conference.
type Named = BTreeMap<(UnitCode, WaterCode), BTreeSet<PostId>>;

/// Compares every segment and piece in force with the place at its middle, every `step`-th in its full view too; how many a place
/// answers for.
fn segments_agree(index: &Index, named: &mut Named, step: usize) -> usize {
    let chiefs = views::segment_chiefs(index);
    let rows: BTreeMap<String, Responsibility> = (views::responsibilities(index).into_iter())
        .filter(|r| matches!(r.what.as_str(), "segment" | "piece"))
        .map(|r| (r.id.clone(), r))
        .collect();
    let mut compared = 0;
    let mut posts: BTreeMap<PostId, PostView> = BTreeMap::new();
    for (number, row) in views::segments(index, &SegmentFilter::default()).iter().enumerate() {
        let Some(place) = middle(index, row) else { continue };
        let answer = at(index, place, &Ask::default());
        let here = seats(&answer).find(|s| s.segment.as_ref() == Some(&row.id));
        let Some(here) = here else { continue };
        compared += 1;
        let say = |what: &str, post: Option<&PostId>| {
            let asked = format!("{what} of {} on {} at {place:?}", row.id, index.law.date);
            assert_eq!(text(post), text(here.post.as_ref()), "{asked}");
        };
        say("the list", row.post.as_ref());
        assert_eq!(row.state, here.state, "{}", row.id);
        let own = |chain: &[Seat]| chain.iter().find(|s| s.level == row.level).and_then(|s| s.post.clone());
        say("responsibilities", own(&rows[row.id.as_str()].chain).as_ref());
        say("the map", chiefs[&row.id].seat.post.as_ref());
        if let Some(post) = &here.post {
            let view = || views::post(index, post).expect("a post");
            let post = posts.entry(post.clone()).or_insert_with(view);
            assert!(post.segments.contains(&row.id), "{} answers for {}", post.id, row.id);
        }
        note(index, row, &answer, named);
        if number % step != 0 {
            continue;
        }
        let view = views::segment(index, &row.id).expect("a listed segment");
        say("the segment", view.post.as_ref());
        say("the segment's chain", own(&view.chain).as_ref());
        let board = views::segment_board(index, &row.id).expect("a board's text");
        let printed = board.chiefs.iter().find(|s| s.segment.as_ref() == Some(&row.id));
        say("the notice board", printed.and_then(|s| s.post.as_ref()));
        for standing in &view.boards {
            let standing = views::board(index, standing).expect("a board");
            say("a board that stands there", own(&standing.chain).as_ref());
        }
    }
    compared
}

/// The place in the middle of a stretch, or inside a piece.
fn middle(index: &Index, row: &SegmentRow) -> Option<LonLat> {
    let Some(number) = row.branch else {
        return interior_point(&views::piece(index, &row.water, &row.unit)?).ok();
    };
    let (_, branch) = index.branches_of(&row.water).find(|(_, b)| b.branch == number)?;
    let len_m = branch.line.len_m();
    let (from_m, to_m) = (row.from_m?.clamp(0.0, len_m), row.to_m?.clamp(0.0, len_m));
    Some(branch.line.at(f64::midpoint(from_m, to_m)))
}

fn note(index: &Index, row: &SegmentRow, answer: &Answer, named: &mut Named) {
    let seat = seats(answer).find(|s| s.level == Level::County && s.segment.as_ref() == Some(&row.id));
    let county = answer.units.by_level[Level::County.index()].clone();
    if let (Some(seat), Some(county)) = (seat, county)
        && index
            .law
            .ancestor(&row.unit, Level::County)
            .is_some_and(|u| u.code == county)
    {
        let posts = named.entry((county, row.water.clone())).or_default();
        posts.extend(seat.post.clone());
    }
}

/// Compares every WATER zone and every piece of a LAND zone with a place inside; how many a place answers for.
fn zones_agree(index: &Index, named: &mut Named) -> usize {
    let law = &index.law;
    let rows = views::responsibilities(index);
    let row = |what: &str, id: &str| rows.iter().find(|r| r.what.as_str() == what && r.id == id);
    let mut compared = 0;
    for (id, zone) in &law.zones {
        let place = interior_point(&zone.geometry).expect("a zone has an inside");
        let answer = at(index, place, &Ask::default());
        if answer.status != Status::WaterZone || answer.zone.as_ref() != Some(id) {
            continue;
        }
        compared += 1;
        let keeper = answer.chain[0].post.as_ref();
        assert_eq!(
            text(views::pool_chief(index, zone).and_then(|c| c.seat.post).as_ref()),
            text(keeper),
            "{id}"
        );
        assert_eq!(
            text(row("water_zone", id.as_str()).expect("a row").chain[0].post.as_ref()),
            text(keeper),
            "{id}"
        );
        if let Some(keeper) = keeper {
            assert!(
                views::post(index, keeper).expect("a post").zones.contains(id),
                "{keeper} answers for {id}"
            );
        }
    }
    for piece in &law.zone_pieces {
        let Ok(place) = interior_point(&piece.geometry) else {
            continue;
        };
        let answer = at(index, place, &Ask::default());
        if answer.status != Status::LandZone || answer.zone.as_ref() != Some(&piece.zone) {
            continue;
        }
        compared += 1;
        let chain = |seats: &[Seat]| seats.iter().map(|s| (s.level, s.post.clone())).collect::<Vec<_>>();
        let listed = row("land_zone", piece.id.as_str()).expect("a row");
        assert_eq!(chain(&listed.chain), chain(&answer.chain), "{}", piece.id);
        let shown = views::piece_chief(index, piece).expect("a chief's seat");
        let county = answer.chain.iter().find(|s| s.level == Level::County);
        assert_eq!(Some(&shown.seat.post), county.map(|s| &s.post), "{}", piece.id);
        for post in answer.chain.iter().filter_map(|s| s.post.as_ref()) {
            let post = views::post(index, post).expect("a post");
            assert!(post.zones.contains(&piece.id), "{} answers for {}", post.id, piece.id);
        }
        let key = (
            answer.units.by_level[Level::County.index()].clone(),
            answer.water.clone(),
        );
        if let ((Some(county), Some(water)), Some(seat)) = (key, county) {
            named.entry((county, water)).or_default().extend(seat.post.clone());
        }
    }
    compared
}

/// The inventory and the water's own page name for a county whom places in it name.
fn lists_agree(index: &Index, named: &Named) {
    let law = &index.law;
    for row in views::inventory(index) {
        let Some(posts) = named.get(&(row.county.clone(), row.water.clone())) else {
            continue;
        };
        let of_county = |id: &&PostId| law.posts[*id].level == Level::County;
        let listed: BTreeSet<PostId> = row.chiefs.iter().filter(of_county).cloned().collect();
        assert!(
            posts.is_subset(&listed),
            "{posts:?} are in the inventory of {} in {}: {listed:?}",
            row.water,
            row.county
        );
        let water = views::water(index, &row.water).expect("a water");
        let chiefs: BTreeSet<PostId> = water.chiefs.iter().filter_map(|s| s.post.clone()).collect();
        assert!(
            posts.is_subset(&chiefs),
            "{posts:?} are chiefs of {}: {chiefs:?}",
            row.water
        );
    }
}

fn agrees(index: &Index, step: usize) -> (usize, usize) {
    let mut named = Named::new();
    let counts = (segments_agree(index, &mut named, step), zones_agree(index, &mut named));
    lists_agree(index, &named);
    counts
}

fn default_world(date: Date) -> Index {
    let file = riverchief_repository::default_world();
    let (snapshot, _) = Snapshot::build(world_file::read(&file).expect("the default world"));
    Index::new(Law::new(&Arc::new(snapshot), date, Thresholds::default()))
}

/// A functional area over townships, and its post for a water.
fn entrust(raw: &mut RawWorld, over: &str, water: &str) {
    raw.functional_areas.push(RawFunctionalArea {
        code: Some("450521FA".into()),
        name: Some("旅游区".into()),
        acts_as: Some("county".into()),
        over: Some(over.into()),
        ..RawFunctionalArea::default()
    });
    small_world::seat(raw, "RC-FA", "river_chief", "450521FA", Some(water), &["leader"]);
    let post = raw.posts.iter_mut().find(|p| p.id.as_deref() == Some("RC-FA"));
    post.expect("the post").level = Some("county".into());
}

/// Nothing is registered for a water: every level is derived.
fn unregistered(raw: &mut RawWorld, water: &str) {
    raw.segments.retain(|s| s.water.as_deref() != Some(water));
}

#[test]
fn s9_every_view_of_the_small_world_names_whom_the_place_names() {
    let (segments, zones) = agrees(&on(DAY, |_| {}), 1);
    assert!(segments > 20 && zones > 2, "{segments} segments, {zones} zones");
    agrees(&on(DAY, |raw| raw.segments.clear()), 1);
    for water in ["NLJ", "XHX", "QH", "BH", "LK"] {
        for over in [T1, T3, COUNTY_A] {
            agrees(&on(DAY, |raw| entrust(raw, over, water)), 1);
            agrees(
                &on(DAY, |raw| {
                    entrust(raw, over, water);
                    unregistered(raw, water);
                }),
                1,
            );
        }
    }
}

#[test]
fn s12_a_piece_of_the_areas_units_is_the_areas_in_every_view() {
    let index = on(DAY, |raw| {
        entrust(raw, T3, "LK");
        unregistered(raw, "LK");
    });
    let middle = LonLat::new(f64::midpoint(LAKE[0], LAKE[1]), f64::midpoint(LAKE[2], LAKE[3]));
    let answer = at(&index, middle, &Ask::default());
    let county = answer.chain.iter().find(|s| s.level == Level::County).expect("a seat");
    assert_eq!(text(county.post.as_ref()), "RC-FA");
    agrees(&index, 1);
    let piece = county.segment.clone().expect("a piece");
    assert_eq!(
        views::post(&index, &PostId::new("RC-FA")).expect("a post").segments,
        std::slice::from_ref(&piece)
    );
    let own = views::post(&index, &PostId::new("RC-450512-LK")).expect("the county's own post");
    assert!(!own.segments.contains(&piece), "it answers for nothing of the lake");
    let row = views::inventory(&index)
        .into_iter()
        .find(|r| r.water.as_str() == "LK")
        .expect("a row");
    assert_eq!(row.chiefs, [PostId::new("RC-FA")]);
    let water = views::water(&index, &WaterCode::new("LK")).expect("a water");
    assert!(water.chiefs.iter().all(|s| text(s.post.as_ref()) != "RC-450512-LK"));
}

#[test]
fn s12_a_county_stretch_of_which_a_part_is_entrusted_has_both_posts() {
    let index = on(DAY, |raw| {
        entrust(raw, T1, "NLJ");
        unregistered(raw, "NLJ");
        raw.zones.clear();
        raw.zone_pieces.clear();
    });
    let county = segment("NLJ.0.county.450521.B.1");
    let answers = |post: &str| {
        views::post(&index, &PostId::new(post))
            .expect("a post")
            .segments
            .contains(&county)
    };
    assert!(answers("RC-FA") && answers("RC-450521-NLJ"), "each in its part");
    for (lon, lat, post) in [(109.01, 21.5606, "RC-FA"), (109.06, 21.5591, "RC-450521-NLJ")] {
        let answer = at(&index, LonLat::new(lon, lat), &Ask::default());
        let seat = answer.chain.iter().find(|s| s.level == Level::County).expect("a seat");
        assert_eq!(text(seat.post.as_ref()), post);
    }
    let row = views::inventory(&index);
    let row = row
        .iter()
        .find(|r| r.water.as_str() == "NLJ" && r.county.as_str() == COUNTY_A)
        .expect("a row");
    assert!(
        ["RC-FA", "RC-450521-NLJ"]
            .iter()
            .all(|p| row.chiefs.contains(&PostId::new(*p))),
        "{:?}",
        row.chiefs
    );
    agrees(&index, 1);
}

#[test]
fn s9_a_post_of_another_level_sits_on_no_seat() {
    let world = |raw: &mut RawWorld| {
        unregistered(raw, "XHX");
        raw.posts.retain(|p| p.id.as_deref() != Some("RC-450521-XHX"));
        small_world::seat(raw, "RC-A", "river_chief", COUNTY_A, Some("XHX"), &["leader"]);
        let post = raw
            .posts
            .iter_mut()
            .find(|p| p.id.as_deref() == Some("RC-A"))
            .expect("the post");
        post.level = Some("township".into());
    };
    let index = on(DAY, world);
    let answer = at(&index, LonLat::new(109.0195, 21.525), &Ask::default());
    let county = answer.chain.iter().find(|s| s.level == Level::County).expect("a seat");
    assert_eq!(county.post, None, "“of that level” (S9)");
    agrees(&index, 1);
}

#[test]
fn s9_every_view_of_the_default_world_names_whom_the_place_names() {
    for date in [
        Date::constant(2017, 6, 30),
        Date::constant(2019, 1, 1),
        Date::constant(2026, 11, 24),
    ] {
        let index = default_world(date);
        let (segments, zones) = agrees(&index, 24);
        assert!(zones > 8, "{zones} zones on {date}");
        assert!(segments > 400, "{segments} segments on {date}");
    }
}

#[test]
fn e_the_tourism_zones_reservoir_is_the_zones_in_every_view() {
    let index = default_world(Date::constant(2026, 11, 24));
    let zone = PostId::new("RC-WZK-450502WZ");
    let own = |chain: &[Seat]| {
        chain
            .iter()
            .find(|s| s.level == Level::County)
            .and_then(|s| s.post.clone())
    };
    let county = |r: &SegmentRow| r.level == Level::County && r.water.as_str() == "WZK";
    let rows = views::segments(&index, &SegmentFilter::default());
    assert!(
        rows.iter()
            .filter(|r| county(r))
            .all(|r| r.post.as_ref() == Some(&zone))
    );
    assert!(rows.iter().any(county));
    let all = views::responsibilities(&index);
    let of_water: Vec<_> = all.iter().filter(|r| r.water.as_str() == "WZK").collect();
    assert!(!of_water.is_empty() && of_water.iter().all(|r| own(&r.chain).as_ref() == Some(&zone)));
    let row = views::inventory(&index)
        .into_iter()
        .find(|r| r.water.as_str() == "WZK")
        .expect("a row");
    assert_eq!(row.chiefs, std::slice::from_ref(&zone));
    assert!(views::post(&index, &PostId::new("RC-WZK-450502")).is_none_or(|p| p.segments.is_empty()));
    let boards = index.law.boards.iter().filter(|b| b.water.as_str() == "WZK");
    for board in boards {
        let board = views::board(&index, &board.id).expect("a board");
        assert_eq!(own(&board.chain).as_ref(), Some(&zone), "{}", board.id);
    }
    let water = views::water(&index, &WaterCode::new("WZK")).expect("a water");
    let chiefs = water
        .chiefs
        .iter()
        .filter(|s| s.kind == PostKind::RiverChief && s.level == Level::County);
    assert!(chiefs.map(|s| text(s.post.as_ref())).eq(["RC-WZK-450502WZ"]));
}
