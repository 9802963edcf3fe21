//! The cache: nothing that makes a difference is left out of its key, and a tile is made once.
use super::app::{App, COUNTIES, decoded};
use riverchief::http::Limits;
use riverchief_fixtures::{COUNTY_A, COUNTY_B};
use std::collections::BTreeSet;

const EARLY: &str = "2017-05-31";

fn made(app: &App) -> u64 {
    let text = app.state.metrics.render().expect("metrics are on");
    let line = text
        .lines()
        .find_map(|l| l.strip_prefix("riverchief_tiles_made_total "));
    line.map_or(0, |n| n.parse().expect("a number"))
}

#[test]
fn each_part_of_an_address_makes_its_own_tile() {
    let app = App::small();
    let mut seen = BTreeSet::new();
    for target in [
        COUNTIES.to_owned(),
        "/townships/10/822/449".to_owned(),
        "/counties,townships/10/822/449".to_owned(),
        "/counties/9/411/224".to_owned(),
        "/counties/11/1644/898".to_owned(),
        format!("{COUNTIES}?unit={COUNTY_A}"),
        format!("{COUNTIES}?unit={COUNTY_B}"),
        format!("{COUNTIES}?as_of={EARLY}"),
    ] {
        // Twice, in two codings: what is kept must be what was made.
        let replies = ["", "br", "", "br"].map(|c| app.with_headers(&target, &[("accept-encoding", c)]));
        assert!(
            replies.iter().all(|r| r.status == 200),
            "{target}: {}",
            replies[0].status
        );
        let tiles: BTreeSet<_> = replies.iter().map(decoded).collect();
        assert_eq!(tiles.len(), 1, "{target}");
        assert!(seen.insert(tiles), "{target} is another's tile");
    }
}

#[test]
fn the_order_of_names_makes_no_difference() {
    let app = App::small();
    let one = app.get("/counties,townships/10/822/449");
    let before = made(&app);
    let other = app.get("/townships,counties/10/822/449");
    assert!(one.body == other.body && one.header("etag") == other.header("etag"));
    assert_eq!(made(&app), before, "it was kept");
}

#[test]
fn many_who_ask_for_one_cold_tile_wait_for_one_making() {
    let app = App::small();
    let before = made(&app);
    let replies = app.at_once(COUNTIES, 40);
    assert!(replies.iter().all(|r| r.status == 200 && r.body == replies[0].body));
    assert_eq!(made(&app), before + 1);
}

#[test]
fn a_cache_of_no_bytes_keeps_nothing_and_serves_all_the_same() {
    let limits = Limits {
        tile_cache_bytes: 0,
        ..Limits::default()
    };
    let app = App::over(riverchief_fixtures::sound(), "http://127.0.0.1:8080", limits);
    let (first, before) = (app.get(COUNTIES), made(&app));
    let second = app.get(COUNTIES);
    assert!(first.status == 200 && first.body == second.body);
    assert_eq!(made(&app), before + 1);
}

#[test]
fn all_layers_together_are_one_tile() {
    let app = App::small();
    let all = riverchief_tiles::LayerSet::all().to_string();
    for z in 0..=14_u32 {
        let (x, y) = (822 << 4 >> (14 - z), 449 << 4 >> (14 - z));
        let target = format!("/{all}/{z}/{x}/{y}");
        let reply = app.with_headers(&target, &[("accept-encoding", "zstd")]);
        assert!([200, 204].contains(&reply.status), "{target}: {}", reply.status);
        if z <= 10 {
            assert_eq!(reply.status, 200, "{target}");
        }
    }
}
