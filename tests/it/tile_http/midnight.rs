//! A clock crosses midnight on a day when a tenure ends: new epoch, new address, new chief; the old address keeps its bytes.
//!
//! In the default world the seat of township chief of 洪潮江 in 乌家镇 is held until 1 March 2019, and again from 1 September.
use super::app::{App, Reply, decoded};
use riverchief::http::Limits;
use riverchief_core::domain::time::Date;
use riverchief_gdal::world_file;

const HOLDER: &str = "合浦县乌家镇镇长";
const VACANT_SINCE: &str = "2019-03-01";
const LAYER: &str = "/segments_township?unit=450521104";
const SHORT: &str = "/segments_township/7/102/56?unit=450521104";

/// Address of the tile by `TileJSON`, and the tile.
fn fixed(app: &App) -> (String, Reply) {
    let tilejson = app.get(LAYER).json();
    let address = tilejson["tiles"][0].as_str().expect("an address");
    let path = address
        .strip_prefix("http://127.0.0.1:8080")
        .expect("the public address");
    let path = path.replace("{z}", "7").replace("{x}", "102").replace("{y}", "56");
    let tile = app.get(&path);
    assert_eq!(tile.status, 200, "{path}");
    assert!(tile.header("cache-control").contains("immutable"));
    (path, tile)
}

fn says(tile: &Reply, words: &str) -> bool {
    decoded(tile).windows(words.len()).any(|part| part == words.as_bytes())
}

#[test]
fn at_midnight_the_address_and_the_chief_change_and_the_old_address_keeps_its_bytes() {
    let path = riverchief_repository::default_world();
    let world = world_file::read(&path).expect("the default world");
    let app = App::over(world, "http://127.0.0.1:8080", Limits::default());

    app.set_clock(Date::constant(2019, 2, 28), 24 * 3600 - 1);
    let (held_at, held) = fixed(&app);
    let short = app.get(SHORT);
    assert!(says(&held, HOLDER) && !says(&held, VACANT_SINCE));
    assert!(short.body == held.body, "the short address shows today");
    let tag = short.header("etag").to_owned();
    let again = |tag: &str| app.with_headers(SHORT, &[("if-none-match", tag)]);
    assert_eq!(again(&tag).status, 304);

    // One second later.
    app.set_clock(Date::constant(2019, 3, 1), 0);
    let (vacant_at, vacant) = fixed(&app);
    assert_ne!(vacant_at, held_at, "a new epoch has a new address");
    assert!(says(&vacant, VACANT_SINCE), "nobody holds the seat from today on");
    let short = again(&tag);
    assert_eq!(short.status, 200, "what the client holds is yesterday's");
    assert!(short.body == vacant.body);
    assert!(app.get(&held_at).body == held.body, "the old address keeps its bytes");

    app.set_clock(Date::constant(2019, 9, 1), 0);
    let (new_at, new) = fixed(&app);
    assert!(says(&new, HOLDER) && !says(&new, VACANT_SINCE), "the new chief");
    assert!(new_at != vacant_at && new_at != held_at);
    for (address, tile) in [(&held_at, &held), (&vacant_at, &vacant), (&new_at, &new)] {
        assert!(app.get(address).body == tile.body, "{address}");
    }
    // Another day of the first epoch is asked for by its date.
    let by_date = app.get(&format!("{SHORT}&as_of=2019-02-27"));
    assert!(by_date.body == held.body);
}
