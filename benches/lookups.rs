//! The programs that `benches/lookups/compare.py` runs: look-ups in process, and a bare axum handler to compare with.
//!
//!     lookups places WORLD.gpkg|default SECONDS NAME=POINTS.csv…
//!     lookups constant BYTES
//!
//! `places` prints one line of JSON per file of points and kind of answer, with wall and processor time of its one
//! thread, and how many places are in a unit of the world's lowest level; `constant` prints its address, and answers every request with a body of that size until it is killed.
#![allow(missing_docs, reason = "a program, not a library")]
use riverchief::config;
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::domain::kinds::Level;
use riverchief_core::domain::time::Date;
use riverchief_core::index::Index;
use riverchief_core::resolve::{self, Ask, Detail, at};
use riverchief_geom::LonLat;
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

/// The day of all look-ups.
const DAY: Date = Date::constant(2026, 6, 1);

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo bench` adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["places", world, seconds, ref files @ ..] => places(world, Duration::from_secs_f64(seconds.parse()?), files),
        ["constant", bytes] => constant(bytes.parse()?),
        [] => {
            println!("lookups: nothing to do without arguments; run `make bench-lookups`");
            Ok(())
        }
        _ => Err("lookups: places WORLD SECONDS NAME=FILE… | constant BYTES".into()),
    }
}

fn places(world: &str, span: Duration, files: &[&str]) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let published = config::open((world != "default").then(|| Path::new(world)), Thresholds::default())?;
    let read_s = start.elapsed().as_secs_f64();
    let index = published.on(DAY);
    let prepare_s = start.elapsed().as_secs_f64() - read_s;
    println!(r#"{{"read_s": {read_s:.4}, "prepare_s": {prepare_s:.4}}}"#);
    for argument in files {
        let (name, file) = argument.split_once('=').ok_or("expected NAME=FILE")?;
        let points = points(Path::new(file))?;
        let lowest = index.units.items().iter().map(|unit| unit.level).max();
        let hits = points.iter().filter(|p| found(&index, **p, lowest)).count();
        let measure = |what: &str, ask: &dyn Fn(LonLat)| rate(name, what, hits, span, &points, ask);
        measure("units", &|p| {
            black_box(resolve::units_of(&index, p));
        })?;
        let row = Ask {
            detail: Detail::Row,
            ..Ask::default()
        };
        measure("row", &|p| {
            black_box(at(&index, p, &row));
        })?;
        measure("full", &|p| {
            black_box(at(&index, p, &Ask::default()));
        })?;
    }
    println!(r#"{{"peak_kb": {}}}"#, peak_kb()?);
    Ok(())
}

/// Whether a place has a unit of a level.
fn found(index: &Index, p: LonLat, level: Option<Level>) -> bool {
    let units = resolve::units_of(index, p);
    level.is_some_and(|level| units.is_some_and(|units| units.at(level).is_some()))
}

/// The points of a CSV with the columns `lon` and `lat`.
fn points(path: &Path) -> Result<Vec<LonLat>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let heads = reader.headers()?.clone();
    let column = |name: &str| (heads.iter().position(|h| h == name)).ok_or_else(|| format!("no column {name}"));
    let (lon, lat) = (column("lon")?, column("lat")?);
    let mut points = Vec::new();
    for record in reader.records() {
        let record = record?;
        points.push(LonLat::new(record[lon].parse()?, record[lat].parse()?));
    }
    Ok(points)
}

fn rate(
    name: &str,
    what: &str,
    hits: usize,
    span: Duration,
    points: &[LonLat],
    ask: &dyn Fn(LonLat),
) -> Result<(), Box<dyn Error>> {
    // What is made on first use is made before the measurement.
    points.iter().take(2_000).for_each(|p| ask(*p));
    let (start, on_cpu) = (Instant::now(), on_cpu_ns()?);
    let mut done = 0_u32;
    for point in points.iter().cycle() {
        ask(*point);
        done += 1;
        if done.is_multiple_of(256) && start.elapsed() > span {
            break;
        }
    }
    let wall_ns = start.elapsed().as_secs_f64() * 1e9 / f64::from(done);
    let cpu_ns = (on_cpu_ns()? - on_cpu) / f64::from(done);
    println!(
        r#"{{"kind": "{name}", "what": "{what}", "points": {}, "hits": {hits}, "wall_ns": {wall_ns:.1}, "cpu_ns": {cpu_ns:.1}}}"#,
        points.len()
    );
    Ok(())
}

/// Nanoseconds that this thread has run, as the kernel counts them.
fn on_cpu_ns() -> Result<f64, Box<dyn Error>> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    Ok(text.split(' ').next().ok_or("an empty schedstat")?.parse()?)
}

/// The greatest resident size so far.
fn peak_kb() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let figure = line.and_then(|l| l.split_whitespace().next());
    Ok(figure.ok_or("no VmHWM in /proc/self/status")?.parse()?)
}

fn constant(bytes: usize) -> Result<(), Box<dyn Error>> {
    let body = axum::body::Bytes::from(vec![b'x'; bytes]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?);
        let kind = [(axum::http::header::CONTENT_TYPE, "application/json")];
        let routes = axum::Router::new().fallback(move || std::future::ready((kind, body.clone())));
        axum::serve(listener, routes).await?;
        Ok(())
    })
}
