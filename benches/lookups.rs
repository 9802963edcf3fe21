//! Look-ups per second on one thread, load time and memory; HTTP compared with an empty handler.
//!
//! Run with `make bench`. Worlds: the default world and, if the shared data is present, the 2,884 counties of China.
#![allow(missing_docs, reason = "a program, not a library")]
#[path = "lookups/counties.rs"]
mod counties;
#[path = "lookups/load.rs"]
mod load;

use riverchief::config;
use riverchief::world::Published;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::Status;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{Ask, Detail, at, decide_in_area};
use riverchief_core::snapshot::Snapshot;
use riverchief_geom::LonLat;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The day of all look-ups.
const DAY: Date = Date::constant(2026, 6, 1);
/// How long each figure is measured.
const SPAN: Duration = Duration::from_secs(3);

/// Random places in a box, the same in every run.
struct Places {
    state: u64,
    west: f64,
    south: f64,
    width: f64,
    height: f64,
}

impl Places {
    fn unit(&mut self) -> f64 {
        // SplitMix64: short, seeded, good enough for scattering points.
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        #[expect(clippy::cast_precision_loss, reason = "53 bits are kept on purpose")]
        let fraction = ((z ^ (z >> 31)) >> 11) as f64;
        fraction / 9_007_199_254_740_992.0
    }

    fn list(&mut self, n: usize) -> Vec<LonLat> {
        (0..n)
            .map(|_| {
                let (x, y) = (self.unit(), self.unit());
                LonLat::new(self.west + x * self.width, self.south + y * self.height)
            })
            .collect()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("| world | what | figure |\n|---|---|---|");
    let start = Instant::now();
    let published = config::open(None, Thresholds::default())?;
    let read = start.elapsed();
    let index = published.on(DAY);
    report("default", "read and type the world file", &seconds(read));
    report(
        "default",
        "derive the network and prepare the index",
        &seconds(start.elapsed().saturating_sub(read)),
    );
    let mut box_of_city = Places {
        state: 7,
        west: 108.85,
        south: 21.38,
        width: 0.9,
        height: 0.45,
    };
    let places = box_of_city.list(100_000);
    lookups("default", &index, &places);
    report("default", "memory, peak so far (VmHWM)", &peak("self"));
    if let Some(raw) = counties::china() {
        let start = Instant::now();
        let (snapshot, _) = Snapshot::build(raw);
        let published = Published::new(1, snapshot, Vec::new(), Thresholds::default());
        let index = published.on(DAY);
        report("2,884 counties", "type and prepare", &seconds(start.elapsed()));
        let mut china = Places {
            state: 11,
            west: 74.0,
            south: 19.0,
            width: 60.0,
            height: 34.0,
        };
        lookups("2,884 counties", &index, &china.list(100_000));
        report("2,884 counties", "memory, peak so far (VmHWM)", &peak("self"));
    }
    load::report()
}

/// Look-ups at three levels of detail.
fn lookups(world: &str, index: &Index, places: &[LonLat]) {
    let row = Ask {
        detail: Detail::Row,
        ..Ask::default()
    };
    let inside: Vec<LonLat> = (places.iter().copied())
        .filter(|p| decide_in_area(index, *p).status != Status::OutOfJurisdiction)
        .collect();
    rate(
        world,
        "decide alone (no alternatives), places inside, one thread",
        &inside,
        |p| {
            black_box(decide_in_area(index, p));
        },
    );
    rate(world, "decide alone (no alternatives), one thread", places, |p| {
        black_box(decide_in_area(index, p));
    });
    rate(world, "a row (with alternatives), one thread", places, |p| {
        black_box(at(index, p, &row));
    });
    rate(world, "the full answer, one thread", places, |p| {
        black_box(at(index, p, &Ask::default()));
    });
}

fn rate(world: &str, what: &str, places: &[LonLat], mut ask: impl FnMut(LonLat)) {
    // Everything that is made on first use is made before the measurement.
    places.iter().take(2_000).for_each(|p| ask(*p));
    let start = Instant::now();
    let mut done = 0_u32;
    for place in places.iter().cycle() {
        ask(*place);
        done += 1;
        if done.is_multiple_of(64) && start.elapsed() > SPAN {
            break;
        }
    }
    report(
        world,
        what,
        &format!("{:.0} /s", f64::from(done) / start.elapsed().as_secs_f64()),
    );
}

fn report(world: &str, what: &str, figure: &str) {
    println!("| {world} | {what} | {figure} |");
}

fn seconds(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

/// The greatest resident size of a process so far, as the kernel reports it.
fn peak(process: &str) -> String {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    line.map_or_else(
        || "unknown".to_owned(),
        |l| l.trim_start_matches("VmHWM:").trim().to_owned(),
    )
}
