//! Behind a proxy that serves a prefix: every absolute address has it, and both ways in lead to the same tile.
use super::app::{App, COUNTIES};
use riverchief::http::Limits;

#[test]
fn addresses_have_the_public_prefix() {
    let app = App::over(
        riverchief_fixtures::sound(),
        "https://river.example/beihai",
        Limits::default(),
    );
    let tilejson = app.with_headers(
        "/beihai/counties",
        &[("x-forwarded-host", "evil.example"), ("host", "evil.example")],
    );
    let address = tilejson.json()["tiles"][0].as_str().expect("an address").to_owned();
    let path = address
        .strip_prefix("https://river.example")
        .unwrap_or_else(|| panic!("{address}"));
    assert!(path.starts_with("/beihai/e1/"), "{address}");
    let filled = path.replace("{z}", "10").replace("{x}", "822").replace("{y}", "449");
    let (with, without) = (
        app.get(&filled),
        app.get(filled.strip_prefix("/beihai").expect("the prefix")),
    );
    assert_eq!((with.status, without.status), (200, 200));
    assert!(with.body == without.body && with.body == app.get(COUNTIES).body);
    let moved = app.get(&format!("/beihai{COUNTIES}.pbf"));
    assert_eq!(
        moved.header("location"),
        format!("https://river.example/beihai{COUNTIES}")
    );
    let problem = app.get("/beihai/counties/99/0/0").json();
    assert_eq!(problem["instance"], "/beihai/counties/99/0/0");
}
