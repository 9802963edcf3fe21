//! Rivers along jagged borders by the hundred, against N6 and S15 read slowly (`slow`): exact, an ulp aside, a little inside, swinging,
//! cutting bends, with cuts of other borders and zones within.
mod exact;
mod ground;
mod rivers;
mod slow;

use super::DAY;
use exact::Place;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_core::snapshot::reaches::Branch;
use riverchief_core::snapshot::{Law, Snapshot};
use rivers::{Dice, world};
use slow::{Metres, Reading};
use std::sync::Arc;

fn quick(raw: RawWorld, metres: Metres) -> Branch {
    let thresholds = Thresholds {
        border_snap_m: metres.snap,
        border_corridor_m: metres.corridor,
        border_run_m: metres.run,
        ..Thresholds::default()
    };
    let (snapshot, _) = Snapshot::build(raw);
    let law = Law::new(&Arc::new(snapshot), DAY, thresholds);
    law.network.branch(&WaterCode::new("R"), 0).expect("the river").clone()
}

fn course_of(raw: &RawWorld) -> Vec<Place> {
    let line = raw.centrelines[0].geometry.as_ref().expect("a line");
    line.0.iter().map(|c| (c.x, c.y)).collect()
}

/// A reach in one line.
fn line(from_m: f64, to_m: f64, units: [Option<&str>; 2], pool: bool, wobble: bool) -> String {
    let [left, right] = units.map(|unit| unit.unwrap_or("-").to_owned());
    format!(
        "[{from_m:.4}, {to_m:.4}) {left} {right}{}{}",
        if pool { " pool" } else { "" },
        if wobble { " wobble" } else { "" }
    )
}

/// What both readings have, each as lines and the measures in them.
fn lines(branch: &Branch, slow: &Reading) -> [(Vec<String>, Vec<f64>); 2] {
    let mut found = (Vec::new(), Vec::new());
    for r in &branch.reaches {
        let units = [&r.unit, &r.right].map(|u| u.as_ref().map(UnitCode::as_str));
        found.0.push(line(r.from_m, r.to_m, units, r.in_pool, r.wobble));
        found.1.extend([r.from_m, r.to_m]);
    }
    for p in &branch.parallels {
        found.0.push(format!(
            "[{:.4}, {:.4}) of {} beside {}",
            p.from_m, p.to_m, p.unit, p.other
        ));
        found.1.extend([p.from_m, p.to_m]);
    }
    let mut read = (Vec::new(), Vec::new());
    for r in &slow.reaches {
        let units = [&r.left, &r.right].map(|u| u.as_deref());
        read.0.push(line(r.from_m, r.to_m, units, r.in_pool, r.wobble));
        read.1.extend([r.from_m, r.to_m]);
    }
    for (from_m, to_m, unit, other) in &slow.parallels {
        read.0
            .push(format!("[{from_m:.4}, {to_m:.4}) of {unit} beside {other}"));
        read.1.extend([*from_m, *to_m]);
    }
    [found, read]
}

/// Whether two lists of lines say the same, their measures aside.
fn same_words(a: &[String], b: &[String]) -> bool {
    let words = |list: &[String]| -> Vec<String> {
        list.iter()
            .filter_map(|l| Some(l.split_once(')')?.1.to_owned()))
            .collect()
    };
    words(a) == words(b)
}

#[test]
fn n6_rivers_along_borders_are_shared_as_a_slow_reading_shares_them() {
    let mut differing = Vec::new();
    let (mut compared, mut snapped, mut wobbles, mut parallels, mut barred) = (0, 0, 0, 0, 0);
    for seed in 0..if std::env::var_os("RIVERCHIEF_DEEP").is_some() {
        20_000
    } else {
        400
    } {
        let mut dice = Dice(seed);
        let raw = world(&mut dice);
        let metres = if dice.one_in(4) {
            Metres {
                snap: dice.of(&[0.0, 1.0, 20.0]),
                corridor: dice.of(&[0.0, 30.0, 350.0]),
                run: dice.of(&[0.0, 50.0, 200.0, 1500.0]),
            }
        } else {
            Metres {
                snap: 1.0,
                corridor: 30.0,
                run: 200.0,
            }
        };
        let read = slow::read(&ground::World::new(&raw), &course_of(&raw), metres);
        if read.close {
            continue;
        }
        let [(found, found_m), (said, said_m)] = lines(&quick(raw, metres), &read);
        let measures = found_m.iter().zip(&said_m).all(|(a, b)| (a - b).abs() < 1e-5);
        if !(measures && same_words(&found, &said)) {
            differing.push(format!(
                "seed {seed}\n found {}\n read {}",
                found.join("\n       "),
                said.join("\n      ")
            ));
        }
        compared += 1;
        snapped += read.snapped;
        wobbles += read.wobbles;
        parallels += read.parallels.len();
        barred += read.barred;
    }
    assert!(
        differing.is_empty(),
        "{} rivers differ: {}",
        differing.len(),
        differing.join("\n")
    );
    let told = format!("{compared} rivers, {snapped} snaps, {wobbles} wobbles, {parallels} parallels, {barred} barred");
    assert!(
        compared > 300 && snapped > 100 && wobbles > 40 && parallels > 60 && barred > 100,
        "{told}"
    );
    println!("{told}");
}
