//! Vector tiles: the time for the first tile of a zoom, and for each further tile. In process, one thread, only sheets are cached.
//!
//! Run with `make bench`, or `cargo bench --bench tiles -- NAME` for one world. If the shared data is present, also the
//! 2,884 counties of China and the 23,256 rivers of the world.
#![allow(missing_docs, reason = "a program, not a library")]
#[path = "tiles/counties.rs"]
mod counties;
#[path = "tiles/rivers.rs"]
mod rivers;

use riverchief::config;
use riverchief::world::Published;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::snapshot::{RawWorld, Snapshot};
use riverchief_tiles::{Filter, LayerId, Pyramid, TileCoord};
use std::sync::Arc;
use std::time::Instant;

const DAY: Date = Date::constant(2026, 6, 1);
const BUDGET_BYTES: usize = 1 << 30;
/// Greatest number of tiles per zoom.
const MOST: usize = 4_000;

/// All tiles of a zoom in a box (west, south, east, north), evenly reduced to [`MOST`].
fn tiles_over([west, south, east, north]: [f64; 4], z: u8) -> Vec<TileCoord> {
    let side = f64::from(1_u32 << z);
    let column = |lon: f64| ((lon + 180.0) / 360.0 * side).floor();
    let row = |lat: f64| (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * side;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "tiles are few")]
    let range = |low: f64, high: f64| low.max(0.0) as u32..=high.min(side - 1.0) as u32;
    let (columns, rows) = (range(column(west), column(east)), range(row(north), row(south)));
    let step = (columns.clone().count() * rows.clone().count()).div_ceil(MOST);
    let all = rows.flat_map(|y| columns.clone().map(move |x| TileCoord { z, x, y }));
    all.step_by(step).collect()
}

fn measure(world: &str, index: Arc<Index>, layers: &[&str]) {
    let pyramid = Pyramid::new(index, || Arc::from([]), BUDGET_BYTES);
    let start = Instant::now();
    let bounds = pyramid.bounds(std::iter::empty());
    println!(
        "| {world} | features and topology | | {:.3} s | | |",
        start.elapsed().as_secs_f64()
    );
    let layers: Vec<LayerId> = layers.iter().filter_map(|l| l.parse().ok()).collect();
    let name = layers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    for z in [0, 4, 6, 8, 10, 11, 12, 13, 14] {
        let tiles = tiles_over(bounds, z);
        let filter = Filter::default();
        let start = Instant::now();
        let _ = pyramid.tile(&layers, tiles[0], &filter);
        let first = start.elapsed();
        let start = Instant::now();
        let (mut some, mut bytes) = (0_usize, 0_usize);
        for tile in &tiles {
            if let Ok(Some(made)) = pyramid.tile(&layers, *tile, &filter) {
                some += 1;
                bytes += made.len();
            }
        }
        let each_us = start.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(tiles.len()).unwrap_or(1));
        println!(
            "| {world} | {name} z{z} | {some} of {} | {:.3} s | {each_us:.0} µs | {} B |",
            tiles.len(),
            first.as_secs_f64(),
            bytes / some.max(1)
        );
    }
    println!(
        "| {world} | memory of the pyramid | | | | {} MB |",
        pyramid.bytes() >> 20
    );
}

fn index_of(raw: RawWorld) -> Arc<Index> {
    let (snapshot, _) = Snapshot::build(raw);
    Published::new(1, snapshot, Vec::new(), Thresholds::default()).on(DAY)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let want = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    println!("| world | layers | tiles | first tile | each | mean size |\n|---|---|---|---|---|---|");
    if want("default") {
        let index = config::open(None, Thresholds::default())?.on(DAY);
        measure("default", index.clone(), &["villages"]);
        measure("default", index.clone(), &["segments_village"]);
        let all: Vec<&str> = LayerId::all().map(LayerId::as_str).collect();
        measure("default", index, &all);
    }
    if want("counties")
        && let Some(raw) = counties::china()
    {
        measure("2,884 counties", index_of(raw), &["counties"]);
    }
    if want("rivers")
        && let Some(raw) = rivers::world()
    {
        measure("23,256 rivers", index_of(raw), &["centrelines"]);
    }
    Ok(())
}
