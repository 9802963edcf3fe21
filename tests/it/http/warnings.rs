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
fn degrees_minutes_and_seconds_name_the_same_place_as_the_number_and_are_refused_under_a_projection() {
    let app = App::small();
    for route in ["/v1/chiefs/at", "/v1/downstream", "/v1/upstream"] {
        // 109.10, 21.561, as they stand in registers.
        let expected = app.ok(&format!("{route}?lon=109.1&lat=21.561"));
        for (lon, lat) in [
            ("109%C2%B06%E2%80%B2", "21%C2%B033%E2%80%B239.6%E2%80%B3"),
            ("109%206%200%20E", "N21:33:39.6"),
            ("109%E5%BA%A66%E5%88%86", "%E5%8C%97%E7%BA%AC21.561"),
        ] {
            let found = app.ok(&format!("{route}?lon={lon}&lat={lat}"));
            assert_eq!(found["at"], expected["at"], "{route} {lon} {lat}");
            assert_eq!(found["input"], expected["input"], "{route} {lon} {lat}");
        }
        let refused = |query: &str| app.refused(&format!("{route}?{query}")).to_string();
        let metres = refused("lon=109%C2%B06%E2%80%B2&lat=21%C2%B033%E2%80%B2&crs=EPSG:4545");
        assert!(metres.contains("written in degrees"), "{metres}");
        assert!(refused("lon=109%206&lat=21.5").contains("two numbers"));
        assert!(refused("lon=21.5N&lat=109.1E").contains("hemisphere"));
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
