//! Styles, legends, thumbnails, sprite and glyphs: sound in themselves, true to the layers, addressed from the public URL.
use super::app::{App, Reply};
use riverchief::http::Limits;
use riverchief_tiles::LAYERS;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

const STYLES: [&str; 5] = ["responsibility", "inventory", "coverage", "planning", "print"];
/// Attributes are read by these, with the name as second member.
const READERS: [&str; 2] = ["get", "has"];

fn app() -> App {
    App::over(
        riverchief_fixtures::sound(),
        "https://river.example/beihai",
        Limits::default(),
    )
}

/// The path behind an absolute address of ours.
#[track_caller]
fn path(address: &str) -> &str {
    address
        .strip_prefix("https://river.example")
        .unwrap_or_else(|| panic!("{address} is not ours"))
}

fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(members) => members.iter().for_each(|member| texts(member, found)),
        Value::Object(members) => members.values().for_each(|member| texts(member, found)),
        _ => {}
    }
}

fn attributes(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(members) => {
            if let [Value::String(operator), Value::String(name)] = &members[..]
                && READERS.contains(&operator.as_str())
            {
                found.insert(name.clone());
            }
            for member in members {
                attributes(member, found);
            }
        }
        Value::Object(members) => members.values().for_each(|member| attributes(member, found)),
        _ => {}
    }
}

/// MapLibre's validator, contrast, colour-blind eyes, legends that name every class, nothing stale in `styles/served`.
#[test]
fn the_styles_pass_their_own_checks() {
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{program} {arguments:?}:\n{said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run("scripts/node-modules", &[]);
    let said = run("node", &["styles/source/check.mjs"]);
    assert!(said.starts_with("5 styles, "), "{said}");
}

#[test]
fn every_layer_and_attribute_that_a_style_draws_is_in_the_tiles() {
    let app = app();
    for style in STYLES {
        let style = app.get(&format!("/beihai/styles/{style}.json")).json();
        let layers = style["layers"].as_array().expect("layers");
        let drawn = layers.iter().filter(|layer| layer["type"] != "background");
        for layer in drawn {
            let name = layer["source-layer"].as_str().expect("a layer of the tiles");
            let spec = LAYERS.iter().find(|spec| spec.id == name);
            let spec = spec.unwrap_or_else(|| panic!("{}: there is no layer {name}", layer["id"]));
            let known: BTreeSet<&str> = spec.fields().map(|field| field.name).collect();
            let mut read = BTreeSet::new();
            for part in ["filter", "layout", "paint"] {
                attributes(&layer[part], &mut read);
            }
            for attribute in read {
                assert!(
                    known.contains(attribute.as_str()),
                    "{}: {name} has no {attribute}",
                    layer["id"]
                );
            }
        }
    }
}

#[test]
fn every_address_in_a_style_is_ours_and_leads_somewhere() {
    let app = app();
    let list = app.get("/beihai/styles").json();
    let ids: Vec<&str> = list["styles"]
        .as_array()
        .expect("styles")
        .iter()
        .filter_map(|style| style["id"].as_str())
        .collect();
    assert_eq!(ids, STYLES);
    for entry in list["styles"].as_array().expect("styles") {
        for link in entry["links"].as_array().expect("links") {
            let expected = match link["rel"].as_str().expect("a relation") {
                "stylesheet" | "describedby" => "application/json",
                "legend" => "image/svg+xml",
                "preview" => "image/png",
                other => panic!("{other}"),
            };
            let reply = app.get(path(link["href"].as_str().expect("an address")));
            assert_eq!((reply.status, reply.header("content-type")), (200, expected), "{link}");
        }
    }
    for query in ["", "?glyphs=served", "?unit=450521", "?as_of=2018-06-01"] {
        let style = app.get(&format!("/beihai/styles/responsibility.json{query}")).json();
        let mut found = Vec::new();
        texts(&style, &mut found);
        let addresses: Vec<&String> = found.iter().filter(|text| text.contains("://")).collect();
        assert_eq!(addresses.len(), if query.contains("glyphs") { 3 } else { 2 }, "{query}");
        let tiles = path(style["sources"]["riverchief"]["tiles"][0].as_str().expect("an address"));
        let tile = app.get(&tiles.replace("{z}", "10").replace("{x}", "822").replace("{y}", "449"));
        assert_eq!(tile.status, 200, "{tiles}");
        assert!(tile.header("cache-control").contains("immutable"), "{tiles}");
        let sprite = path(style["sprite"].as_str().expect("an address"));
        for ending in [".json", ".png", "@2x.json", "@2x.png"] {
            assert_eq!(app.get(&format!("{sprite}{ending}")).status, 200, "{sprite}{ending}");
        }
        let glyphs = style["glyphs"].as_str().map(path);
        assert_eq!(glyphs.is_some(), query.contains("glyphs"));
        for font in glyphs.iter().flat_map(|_| fonts(&style)) {
            let target = glyphs
                .expect("an address")
                .replace("{fontstack}", &font.replace(' ', "%20"));
            for (range, filled) in [("0-255", true), ("27904-28159", true), ("1536-1791", false)] {
                let reply = app.get(&target.replace("{range}", range));
                assert_eq!(reply.status, 200, "{target} {range}");
                assert_eq!(reply.body.len() > 1000, filled, "{target} {range}");
            }
        }
    }
}

fn fonts(style: &Value) -> BTreeSet<String> {
    let layers = style["layers"].as_array().expect("layers");
    let stacks = layers.iter().filter_map(|layer| layer.pointer("/layout/text-font"));
    stacks
        .map(|stack| {
            let fonts = stack.as_array().expect("fonts").iter().filter_map(Value::as_str);
            fonts.collect::<Vec<_>>().join(",")
        })
        .collect()
}

#[test]
fn another_day_is_another_address() {
    let app = app();
    let tiles = |query: &str| {
        let style = app.get(&format!("/beihai/styles/print{query}")).json();
        style["sources"]["riverchief"]["tiles"][0].clone()
    };
    assert_ne!(tiles(""), tiles("?as_of=2017-05-31"));
    assert_eq!(tiles("?edition=1"), tiles(""));
}

#[test]
fn every_legend_is_there_in_both_languages() {
    let app = app();
    for style in STYLES {
        let legend = |query: &str| app.get(&format!("/beihai/styles/{style}/legend.svg{query}"));
        let text = |query: &str| String::from_utf8(legend(query).body.to_vec()).expect("UTF-8");
        let (chinese, english) = (text(""), text("?lang=en"));
        assert_eq!(text("?lang=zh"), chinese, "{style}");
        assert!(chinese.contains("县（区）界</text>"), "{style}");
        assert!(
            english.contains("County border</text>") && english.contains("lang=\"en\""),
            "{style}"
        );
        assert_eq!(
            english.matches("<text").count(),
            chinese.matches("<text").count(),
            "{style}"
        );
        assert!(
            english.chars().all(|c| !('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{style}"
        );
        assert_eq!(legend("?lang=fr").status, 400, "{style}");
    }
}

#[test]
fn what_a_client_holds_is_not_sent_again() {
    let app = app();
    for target in [
        "/beihai/styles/responsibility.json",
        "/beihai/styles/responsibility.png",
        "/beihai/styles/print/legend.svg",
        "/beihai/styles/sprite.png",
        "/beihai/fonts/Noto%20Sans%20SC%20Regular/0-255.pbf",
    ] {
        let first = app.get(target);
        let tag = first.header("etag").to_owned();
        assert!(!tag.is_empty() && !first.header("cache-control").is_empty(), "{target}");
        assert_eq!(first.header("access-control-allow-origin"), "*", "{target}");
        let again = app.with_headers(target, &[("if-none-match", &tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{target}");
        assert_eq!(again.header("etag"), tag, "{target}");
    }
}

#[test]
fn what_is_not_there_is_refused_with_what_is() {
    let app = app();
    let refused = |target: &str, status: u16| -> Reply {
        let reply = app.get(target);
        assert_eq!(reply.status, status, "{target}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{target}");
        reply
    };
    for target in [
        "/beihai/styles/tourism.json",
        "/beihai/styles/tourism/legend.svg",
        "/beihai/styles/OFL.txt",
    ] {
        assert_eq!(refused(target, 404).json()["allowed"][0], "responsibility", "{target}");
    }
    refused("/beihai/styles/print.json?glyphs=elsewhere", 400);
    for target in [
        "styles",
        "styles/print.json",
        "styles/print.png",
        "styles/sprite.json",
        "styles/print/legend.svg",
        "fonts",
        "fonts/Noto%20Sans%20SC%20Regular/0-255.pbf",
    ] {
        refused(&format!("/beihai/{target}?utm_source=x"), 400);
    }
    refused("/beihai/styles/print.json?unit=999999", 400);
    refused("/beihai/fonts/Open%20Sans/0-255.pbf", 404);
    refused("/beihai/fonts/Noto%20Sans%20SC%20Regular/1-256.pbf", 404);
    let licence = app.get("/beihai/fonts/Noto%20Sans%20SC%20Regular/OFL.txt");
    assert!(String::from_utf8_lossy(&licence.body).contains("SIL OPEN FONT LICENSE"));
}
