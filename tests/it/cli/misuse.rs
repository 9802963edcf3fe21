//! Arguments that make no sense: exit code 2, nothing on standard output, and what to do instead.
use super::{refused, run, stderr, stdout};

#[test]
fn misuse_is_usage() {
    refused(&["resolve"], "--at");
    refused(&["resolve", "--at", "109.1"], "LON,LAT");
    refused(&["resolve", "--at", "109.1,NaN"], "LON,LAT");
    refused(&["resolve", "--at", "109.1,21.5,3"], "LON,LAT");
    refused(&["resolve", "--at", "109 6,21.5"], "two numbers");
    refused(&["resolve", "--at", "109°6′N,21.5"], "hemisphere");
    refused(&["resolve", "--at", "1e308,1"], "longitude");
    refused(
        &["resolve", "--at", "109.1,21.5", "--segment", "X"],
        "cannot be used with",
    );
    refused(
        &["resolve", "--at", "109.1,21.5", "--crs", "EPSG:999999"],
        "unknown CRS",
    );
    refused(
        &["resolve", "--at", "109.1,21.5", "--as-of", "2019-02-30"],
        "YYYY-MM-DD",
    );
    refused(&["resolve", "--at", "109.1,21.5", "--as-of", "20190201"], "YYYY-MM-DD");
    refused(&["resolve", "--at", "109.1,21.5", "--concern", "飞碟"], "非法采砂");
    refused(&["resolve", "--at", "109.1,21.5", "--format", "xml"], "possible values");
    refused(&["resolve", "--at", "109.1,21.5", "--frobnicate"], "--frobnicate");
    refused(&["resolve", "--at", "109.1,21.5", "--tolerance-m", "501"], "500");
    refused(&["resolve", "--segment", "S-NLJ-V11", "-f", "csv"], "table or json");
    refused(&["resolve", "--file", "nowhere.csv"], "nowhere.csv");
    refused(&["segments", "--level", "hamlet"], "village");
    refused(&["coverage", "--as-of", "soon"], "YYYY-MM-DD");
    refused(&["inventory", "-f", "docx"], "possible values");
    refused(&["inventory", "-f", "xlsx"], "-o FILE");
    refused(&["serve", "--listen", "localhost"], "127.0.0.1:8080");
    refused(&["serve", "--listen", "127.0.0.1:99999"], "127.0.0.1:8080");
    refused(&["sail"], "unrecognized subcommand");
    refused(&["import", "source.geojson"], "--output");
    refused(&["resolve", "--at", "109.1,21.5", "-o", "x.csv"], "--file");
    refused(&["resolve", "--at", "109.1,21.5", "--input-format", "csv"], "--file");
    refused(&["resolve", "--segment", "S-NLJ-V11", "--crs", "gcj02"], "--at");
    refused(&["resolve", "--at", "109.1,21.5", "--crs", "wgs84"], "EPSG:4326");
}

#[test]
fn a_base_map_that_would_mislead_is_refused_at_the_start() {
    let serve = |options: &[&str], wanted: &str| {
        let map = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--base-map-url",
            "https://a.example/{z}/{x}/{y}",
        ];
        refused(&[&map[..], options].concat(), wanted);
    };
    serve(
        &["--base-map-datum", "gcj02", "--base-map-attribution", "某图"],
        "500 m",
    );
    serve(&["--base-map-attribution", "某图"], "--base-map-datum");
    serve(&["--base-map-datum", "wgs84"], "the attribution of the map");
    let key = [
        "--base-map-datum",
        "wgs84",
        "--base-map-attribution",
        "某图",
        "--base-map-key",
        "k",
    ];
    serve(&key, "{key}");
    refused(&["serve", "--trusted-proxy", "10.0.0.0/40"], "network");
}

#[test]
fn degrees_under_a_projection_and_swapped_axes_are_warned_of() {
    for (at, crs, says) in [
        ("109.1,21.561", "EPSG:3857", "look like degrees"),
        ("21.561,109.1", "EPSG:4545", "in this order"),
        ("2458899,12144956", "EPSG:3857", "easting, northing"),
    ] {
        for format in ["table", "csv"] {
            let output = run(&["resolve", "--at", at, "--crs", crs, "-f", format]);
            assert_eq!(output.status.code(), Some(1), "{at}: outside");
            assert!(stderr(&output).contains(says), "{at} {format}: {}", stderr(&output));
        }
        let json = run(&["resolve", "--at", at, "--crs", crs, "-f", "json"]);
        assert!(
            stdout(&json).contains(says) && json.stderr.is_empty(),
            "{at}: {}",
            stderr(&json)
        );
    }
}
