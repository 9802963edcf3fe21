//! Seeded random worlds against an exact reading of its own: no shortcut in front of the predicates may change an answer.
//!
//! Worlds go the way of every world, from raw features to answers. The reading works on the shapes that they were made from, in
//! whole numbers. Vertices lie on binary fractions of a degree, so that they meet the lines between the cells of an index.
mod basins;
mod boundary;
mod dice;
mod divisions;
mod edge_parts;
mod exact;
mod ground;
mod places;
mod plane;
mod raw;
mod reading;
mod waters;
mod world;

use boundary::Near;
use dice::Dice;
use reading::{Reading, read};
use riverchief_core::domain::answer::{Answer, Thresholds};
use riverchief_core::domain::kinds::{Confidence, Level, MatchKind};
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, Detail, at};
use riverchief_core::snapshot::{Law, Snapshot};
use riverchief_geom::LonLat;
use riverchief_geom::validity;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use world::{LEVELS, World};

const DAY: Date = Date::constant(2026, 6, 1);
/// Places asked in each world.
const PLACES: usize = 300;

/// What was seen, so that nobody takes silence for agreement.
#[derive(Default)]
struct Tally {
    asked: usize,
    left_out: usize,
    seen: BTreeMap<String, usize>,
    different: Vec<String>,
}

impl Tally {
    fn see(&mut self, what: impl Into<String>) {
        *self.seen.entry(what.into()).or_default() += 1;
    }
}

fn index(world: &World) -> Index {
    let (snapshot, findings) = Snapshot::build(raw::raw(world));
    assert_eq!(findings, [], "the world types without findings");
    let thresholds = Thresholds {
        tolerance_m: world.limits.tolerance_m,
        near_water_m: world.limits.near_water_m,
        half_width_m: world.limits.half_width_m,
        edge_warn_m: world.limits.edge_warn_m,
        ..Thresholds::default()
    };
    Index::new(Law::new(&Arc::new(snapshot), DAY, thresholds))
}

/// Asks a world and counts what it said.
fn ask(number: u64, tally: &mut Tally) {
    let world = World::new(number);
    let index = index(&world);
    let mut dice = Dice::new(number ^ 0xA5A5);
    for (lon, lat) in places::places(&world, &mut dice, PLACES) {
        tally.asked += 1;
        let Some(expected) = read(&world, (lon, lat)) else {
            tally.left_out += 1;
            continue;
        };
        let place = LonLat::new(lon, lat);
        let answer = at(&index, place, &Ask::default());
        let row = Ask {
            detail: Detail::Row,
            ..Ask::default()
        };
        if in_short(at(&index, place, &row)) != in_short(answer.clone()) {
            let different = format!("world {number}, {lon}, {lat}: the row is not that of the full answer");
            tally.different.push(different);
        }
        note(tally, &expected);
        if dice.chance(5) {
            let near = boundary::near(&world, (lon, lat), world.limits.edge_warn_m);
            tally.see(format!("edges near: {near:?}"));
            let wrong = match near {
                Near::Nothing => answer.confidence == Confidence::NearBoundary || !answer.alternatives.is_empty(),
                Near::Changes => answer.confidence == Confidence::Exact || answer.alternatives.is_empty(),
                Near::Perhaps => false,
            };
            if wrong {
                let said = (answer.confidence, answer.alternatives.len());
                tally
                    .different
                    .push(format!("world {number}, {lon}, {lat}: {near:?}, and {said:?}"));
            }
        }
        for difference in differences(&expected, &answer) {
            tally
                .different
                .push(format!("world {number}, {lon}, {lat}: {difference}"));
        }
    }
    let beside = edge_parts::differences(number, &world, &index, &mut dice);
    tally.different.extend(beside);
    let same = index.parts_kept();
    (0..same.0).for_each(|_| tally.see("part of an edge with one answer"));
    (0..same.1).for_each(|_| tally.see("part of an edge with two answers"));
}

/// What a row has of an answer.
fn in_short(answer: Answer) -> Answer {
    Answer {
        matches: answer.matches.into_iter().take(1).collect(),
        reporting: Vec::new(),
        supervision: Vec::new(),
        offices: Vec::new(),
        conference: None,
        boards: Vec::new(),
        adjacent: Vec::new(),
        nearest: None,
        neighbour: None,
        notes: Vec::new(),
        explanation: Vec::new(),
        ..answer
    }
}

fn note(tally: &mut Tally, expected: &Reading) {
    let feature = if expected.feature.is_some() {
        "surface"
    } else {
        "line or none"
    };
    tally.see(format!("{} {} {feature}", expected.status, expected.rule));
    tally.see(format!("{} tie {}", expected.status, expected.tie));
    if !expected.others.is_empty() {
        tally.see("others");
    }
    if !expected.by_place.is_empty() {
        tally.see("by place");
    }
    for level in &expected.holes {
        tally.see(format!("hole {}", LEVELS[*level]));
    }
    if expected.neighbour.is_some() {
        tally.see("neighbour");
    }
}

/// What an answer says otherwise than the reading.
fn differences(expected: &Reading, answer: &Answer) -> Vec<String> {
    let mut found = vec![];
    let mut compare = |what: &str, expected: String, answer: String| {
        if expected != answer {
            found.push(format!("{what} {answer}, not {expected}"));
        }
    };
    compare("status", expected.status.to_owned(), answer.status.to_string());
    compare("rule", expected.rule.to_owned(), answer.rule.to_string());
    let units = Level::ALL
        .iter()
        .map(|level| answer.units.by_level[level.index()].as_ref().map(ToString::to_string));
    compare(
        "units",
        format!("{:?}", expected.units),
        format!("{:?}", units.collect::<Vec<_>>()),
    );
    compare("boundary", expected.tie.to_string(), answer.units.boundary.to_string());
    let others: Vec<String> = answer.units.others.iter().map(ToString::to_string).collect();
    compare("others", format!("{:?}", expected.others), format!("{others:?}"));
    let levels = |levels: &[Level]| format!("{:?}", levels.iter().map(|level| level.index()).collect::<Vec<_>>());
    compare(
        "by place",
        format!("{:?}", expected.by_place),
        levels(&answer.units.by_place),
    );
    compare("holes", format!("{:?}", expected.holes), levels(&answer.units.holes));
    let text = |id: Option<&str>| format!("{id:?}");
    compare(
        "water",
        text(expected.water.as_deref()),
        text(answer.water.as_ref().map(|w| w.as_str())),
    );
    let kinds = [
        MatchKind::WaterZone,
        MatchKind::Area,
        MatchKind::ManagementExtent,
        MatchKind::LandZone,
    ];
    let covering = answer.matches.iter().filter(|m| kinds.contains(&m.kind));
    let mut covering: Vec<String> = covering.filter_map(|m| Some(m.feature.as_ref()?.to_string())).collect();
    covering.sort();
    compare("covering", format!("{:?}", expected.covering), format!("{covering:?}"));
    if let Some(first) = answer.matches.first() {
        compare(
            "feature",
            text(expected.feature.as_deref()),
            text(first.feature.as_ref().map(|f| f.as_str())),
        );
    }
    if let Some(general) = &expected.general {
        let seats = answer.general_chiefs.iter().filter_map(|seat| seat.unit.as_ref());
        compare(
            "general chiefs",
            format!("{general:?}"),
            format!("{:?}", seats.map(ToString::to_string).collect::<Vec<_>>()),
        );
    }
    if let Some(direct) = &expected.direct {
        let posts: Vec<String> = answer.direct_responsible.iter().map(ToString::to_string).collect();
        compare("directly responsible", format!("{direct:?}"), format!("{posts:?}"));
    }
    compare(
        "neighbour",
        text(expected.neighbour.as_deref()),
        text(answer.neighbour.as_ref().map(|n| n.as_str())),
    );
    compare(
        "confidence",
        confidence(expected, answer),
        answer.confidence.to_string(),
    );
    let far = |a: f64, b: f64| (a - b).abs() > 1e-4 + 1e-3 * b;
    match (expected.distance_m, answer.distance_m) {
        (Some(a), Some(b)) if !far(a, b) => {}
        (None, None) => {}
        (a, b) => found.push(format!("distance {b:?}, not {a:?}")),
    }
    found
}

/// N8 as far as the reading can tell: near a boundary and on a centreline are not its matter.
fn confidence(expected: &Reading, answer: &Answer) -> String {
    let said = answer.confidence.to_string();
    let outside = ["MARINE", "OUT_OF_JURISDICTION"].contains(&expected.status);
    if !outside && expected.incomplete {
        "INCOMPLETE".to_owned()
    } else if expected.status == "CHANNEL" && said == "INCOMPLETE" {
        // A hole above the stretch.
        said
    } else if !outside && expected.tie {
        "TIE".to_owned()
    } else if expected.status == "CHANNEL" && said == "TIE" {
        said
    } else if expected.rule == "N4c" {
        "SNAPPED".to_owned()
    } else if said == "NEAR_BOUNDARY" {
        said
    } else {
        "EXACT".to_owned()
    }
}

/// Asks the worlds of some numbers, on all cores.
fn worlds(numbers: std::ops::Range<u64>) {
    let threads = std::thread::available_parallelism().map_or(1, |n| u64::try_from(n.get()).expect("few"));
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|thread| {
                let numbers = numbers.clone();
                scope.spawn(move || {
                    let mut tally = Tally::default();
                    numbers
                        .filter(|number| number % threads == thread)
                        .for_each(|number| ask(number, &mut tally));
                    tally
                })
            })
            .collect();
        parts
            .into_iter()
            .map(|part| part.join().expect("no world panics"))
            .collect()
    });
    let (mut asked, mut left_out, mut seen, mut different) = (0, 0, BTreeMap::<String, usize>::new(), vec![]);
    for tally in tallies {
        (asked, left_out) = (asked + tally.asked, left_out + tally.left_out);
        tally
            .seen
            .into_iter()
            .for_each(|(what, count)| *seen.entry(what).or_default() += count);
        different.extend(tally.different);
    }
    println!("{asked} places, {left_out} left out: {seen:#?}");
    let count = different.len();
    let first = different.iter().take(20).fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").expect("text");
        text
    });
    assert!(different.is_empty(), "{count} differences:\n{first}");
    assert!(
        left_out * 100 <= asked,
        "{left_out} of {asked} are too close to a threshold"
    );
    for what in [
        "WATER_ZONE Z2 surface",
        "LAND_ZONE Z5 surface",
        "CHANNEL N4a surface",
        "CHANNEL N4a line or none",
        "CHANNEL N4b surface",
        "CHANNEL N4c surface",
        "CHANNEL N4c line or none",
        "NEAR_WATER C surface",
        "NEAR_WATER C line or none",
        "GENERAL_ONLY L5 line or none",
        "MARINE Q line or none",
        "OUT_OF_JURISDICTION 11.2 line or none",
        "GENERAL_ONLY tie true",
        "WATER_ZONE tie true",
        "MARINE tie true",
        "others",
        "neighbour",
        "by place",
        "hole county",
        "hole township",
        "hole village",
        "edges near: Nothing",
        "edges near: Changes",
        "part of an edge with one answer",
        "part of an edge with two answers",
    ] {
        assert!(
            seen.get(what).is_some_and(|count| *count > 20),
            "{what}: {:?}",
            seen.get(what)
        );
    }
}

#[test]
fn three_hundred_random_worlds_answer_as_the_exact_reading_does() {
    worlds(0..300);
}

#[test]
#[ignore = "deep: twenty thousand worlds"]
fn twenty_thousand_random_worlds_answer_as_the_exact_reading_does() {
    worlds(300..20_300);
}

#[test]
fn random_worlds_are_well_drawn() {
    for number in 0..300 {
        let world = World::new(number);
        let surfaces = [&world.areas, &world.extents, &world.seas].into_iter().flatten();
        let shapes = (world.units.iter().map(|unit| &unit.shape))
            .chain(world.zones.iter().map(|zone| &zone.shape))
            .chain(surfaces.map(|surface| &surface.shape));
        for shape in shapes {
            assert_eq!(validity::problems(&raw::polygons(shape)), [], "world {number}");
        }
    }
}
