//! What looks wrong about a place is said beside its answer: swapped axes, and degrees where a projection has metres.
use super::app::App;

fn warnings(app: &App, target: &str) -> Vec<String> {
    let answer = app.ok(target);
    assert_eq!(
        answer["status"] == "OUT_OF_JURISDICTION",
        answer["warnings"] != serde_json::json!([]),
        "{target}: {answer}"
    );
    let list = answer["warnings"].as_array().expect("a list");
    list.iter().map(|w| w.as_str().expect("words").to_owned()).collect()
}

#[test]
fn swapped_axes_and_degrees_under_a_projection_are_warned_of_in_either_order() {
    let app = App::small();
    for route in ["/v1/chiefs/at", "/v1/downstream", "/v1/upstream"] {
        let place = |lon: &str, lat: &str, crs: &str| warnings(&app, &format!("{route}?lon={lon}&lat={lat}&crs={crs}"));
        // 109.10, 21.561, easting first: nothing is odd.
        assert!(place("12144956", "2458899", "EPSG:3857").is_empty());
        // Northing before easting.
        let turned = place("2458899", "12144956", "EPSG:3857");
        assert!(
            turned
                .iter()
                .any(|w| w.contains("swapped") && w.contains("easting, northing")),
            "{route}: {turned:?}"
        );
        // Degrees, in the order of a request and in that of a map's legend.
        for (crs, lon, lat, order) in [
            ("EPSG:3857", "109.1", "21.561", false),
            ("EPSG:3857", "21.561", "109.1", true),
            ("EPSG:4545", "109.1", "21.561", false),
            ("EPSG:4545", "21.561", "109.1", true),
        ] {
            let said = place(lon, lat, crs);
            let found = said.iter().find(|w| w.contains("look like degrees"));
            let found = found.unwrap_or_else(|| panic!("{route} {crs} {lon},{lat}: {said:?}"));
            assert!(found.contains(crs), "{found}");
            assert_eq!(found.contains("in this order"), order, "{found}");
        }
    }
}

#[test]
fn what_only_lies_outside_is_not_warned_of() {
    let app = App::small();
    for target in [
        "/v1/chiefs/at?lon=10&lat=20",
        "/v1/chiefs/at?lon=109.05&lat=21.59",
        "/v1/chiefs/at?lon=500000&lat=2400000&crs=EPSG:4545",
        "/v1/chiefs/at?lon=10&lat=20&crs=GCJ02",
    ] {
        let answer = app.ok(target);
        assert_eq!(answer["status"], "OUT_OF_JURISDICTION", "{target}");
        assert_eq!(answer["warnings"], serde_json::json!([]), "{target}");
    }
}
