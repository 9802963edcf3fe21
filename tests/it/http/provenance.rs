//! What answers say of the world that they are of: which file, and what is wrong with it.
use super::app::{App, DAY};
use super::server::Server;
use riverchief::http::{Limits, ServiceOptions};
use riverchief::release;
use riverchief::world::{Clock, Published, Version};
use riverchief_core::domain::answer::Thresholds;
use riverchief_core::snapshot::Snapshot;
use riverchief_core::snapshot::raw::RawWorld;
use riverchief_fixtures as small_world;
use riverchief_gdal::world_file;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const AT: &str = "/v1/chiefs/at?lon=109.10&lat=21.561";

fn published(edition: u32, version: &[u8], raw: RawWorld) -> Published {
    let (snapshot, findings) = Snapshot::build(raw);
    let version = Version::of(&mut &*version).expect("bytes");
    Published::new(edition, snapshot, findings, Thresholds::default()).with_version(version)
}

fn app(published: Published) -> App {
    let (front, limits) = (ServiceOptions::default(), Limits::default());
    App::over(published, front, "http://127.0.0.1:8080", limits, Clock::system())
}

/// The small world with two waters that can't be read, and a tenure of nobody.
fn faulty() -> RawWorld {
    let mut raw = small_world::sound();
    let mut nameless = raw.waters[0].clone();
    nameless.code = None;
    raw.waters.push(nameless);
    let twice = raw.waters[1].clone();
    raw.waters.push(twice);
    raw.tenures[0].holder = Some("nobody".to_owned());
    raw
}

/// The addresses that an answer links to under a relation.
fn linked(answer: &Value, rel: &str) -> String {
    let links = answer["links"].as_array().expect("links");
    let link = links.iter().find(|link| link["rel"] == rel).expect("such a link");
    link["href"].as_str().expect("an address").to_owned()
}

#[test]
fn every_answer_names_the_file_that_it_is_of() {
    // sha256sum of the three bytes.
    const ABC: &str = "ba7816bf8f01cfea";
    let app = app(published(1, b"abc", small_world::sound()));
    assert_eq!(app.ok(AT)["world"]["version"], ABC);
    assert_eq!(app.ok("/v1/page-config")["world"]["version"], ABC);
    for target in [
        AT,
        "/",
        "/?f=html",
        "/v1/waters/NONE",
        "/collections?f=html",
        "/collections/counties/items?f=csv",
        "/layers",
        "/counties/8/205/112",
        "/v1/concerns",
    ] {
        let named = format!("edition=1, version=\"{ABC}\"");
        assert_eq!(app.get(target).header("riverchief-world"), named, "{target}");
    }
    let rows = app.post("/v1/chiefs/at", "text/csv", "lon,lat\n109.1,21.561\n");
    assert!(rows.header("riverchief-answer").contains(&format!("version=\"{ABC}\"")));
}

#[test]
fn further_pages_are_of_the_same_file_or_are_refused() {
    let app = app(published(1, b"abc", small_world::sound()));
    let firsts = [
        "/collections/villages/items?limit=2",
        "/v1/segments?limit=2",
        "/v1/roster?limit=2",
    ];
    let nexts = firsts.map(|first| {
        let next = linked(&app.ok(first), "next");
        let next = next.strip_prefix("http://127.0.0.1:8080").expect("ours").to_owned();
        assert!(next.contains("version=ba7816bf8f01cfea"), "{next}");
        assert_eq!(app.get(&next).status, 200, "{next}");
        next
    });
    // The same edition of another file.
    app.state.world.publish(published(1, b"abd", small_world::sound()));
    for next in &nexts {
        let refused = app.refused(next);
        assert_eq!(refused["status"], 404, "{refused}");
        assert_eq!(refused["parameter"], "version");
        assert_eq!(
            refused["allowed"],
            json!([app.state.world.current().version.to_string()])
        );
    }
    let shapeless = app.refused(&format!("{AT}&version=ABC"));
    assert_eq!(
        (&shapeless["status"], &shapeless["parameter"]),
        (&json!(400), &json!("version"))
    );
}

#[test]
fn another_file_other_thresholds_or_another_build_have_other_tags() {
    let of = |version: &[u8], thresholds| {
        let (snapshot, findings) = Snapshot::build(small_world::sound());
        let version = Version::of(&mut &*version).expect("bytes");
        Published::new(1, snapshot, findings, thresholds).with_version(version)
    };
    let usual = of(b"abc", Thresholds::default());
    let wider = of(
        b"abc",
        Thresholds {
            edge_warn_m: 50.0,
            ..Thresholds::default()
        },
    );
    let other = of(b"abd", Thresholds::default());
    assert!(usual.stamp().starts_with("ba7816bf8f01cfea."));
    let build = release::COMMIT.get(..12).unwrap_or(release::VERSION);
    assert!(usual.stamp().contains(&format!(".{build}.")), "{}", usual.stamp());
    assert_ne!(usual.stamp(), wider.stamp());
    assert_ne!(usual.stamp(), other.stamp());
    let app = app(usual);
    let tile = |app: &App| {
        let template = app.ok("/counties")["tiles"][0].as_str().expect("an address").to_owned();
        assert!(template.contains(app.state.world.current().stamp()), "{template}");
        template
            .replace("http://127.0.0.1:8080", "")
            .replace("{z}/{x}/{y}", "8/205/112")
    };
    let of_tile = tile(&app);
    assert_eq!(app.get(&of_tile).status, 200);
    let targets = [
        AT,
        "/counties/8/205/112",
        "/collections/counties/items?f=fgb",
        "/v1/inventory?f=json",
    ];
    let before = targets.map(|target| app.get(target).header("etag").to_owned());
    app.state.world.publish(other);
    for (target, before) in targets.iter().zip(before) {
        let again = app.with_headers(target, &[("if-none-match", &before)]);
        assert_eq!(again.status, 200, "{target}");
        assert_ne!(again.header("etag"), before, "{target}");
    }
    assert_eq!(app.get(&of_tile).status, 404, "a tile of the world before");
}

#[test]
fn answers_of_a_world_with_faults_say_so() {
    let sound = app(published(1, b"", small_world::sound()));
    assert_eq!(sound.ok(AT)["world"]["faults"], Value::Null);
    assert_eq!(sound.get("/readyz").text(), "ready\n");

    let app = app(published(1, b"", faulty()));
    let before = app.get(AT);
    let faults = before.json()["world"]["faults"].clone();
    assert_eq!(
        (&faults["records_left_out"], &faults["errors"], &faults["checked"]),
        (&json!(2), &json!(2), &json!(false)),
        "{faults}"
    );
    assert!(
        faults["notice"]
            .as_str()
            .is_some_and(|text| text.contains("2 条记录无法读取"))
    );
    assert!(
        faults["notice_en"]
            .as_str()
            .is_some_and(|text| text.contains("2 records can't be read"))
    );
    let ready = app.get("/readyz");
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.text(),
        format!("ready\n{}\n", faults["notice_en"].as_str().expect("text"))
    );
    let rows = app.post("/v1/chiefs/at", "text/csv", "lon,lat\n109.1,21.561\n");
    assert!(
        rows.header("riverchief-answer")
            .contains("records_left_out=2, errors=2")
    );
    for line in [
        "riverchief_world_records_left_out 2",
        "riverchief_world_checked 0",
        r#"riverchief_world_findings{severity="error"} 2"#,
    ] {
        let figures = app.get("/metrics").text();
        assert!(figures.contains(line), "{line} is missing:\n{figures}");
    }

    // The checks of the day find the tenure, and whatever else; from then on answers count it.
    let published = app.state.world.current();
    let tally = published.check(&published.epoch(app.state.world.today()));
    assert!(tally.checked && tally.errors > 2, "{tally:?}");
    let after = app.with_headers(AT, &[("if-none-match", before.header("etag"))]);
    assert_eq!(after.status, 200, "the answer has changed");
    assert_eq!(after.json()["world"]["faults"]["errors"], tally.errors);
    assert_eq!(after.json()["world"]["faults"]["checked"], true);
    let figures = app.get("/metrics").text();
    let errors = format!("riverchief_world_findings{{severity=\"error\"}} {}", tally.errors);
    assert!(figures.contains(&errors), "{errors} is missing:\n{figures}");
    assert_eq!(
        app.ok(&format!("{AT}&as_of={DAY}"))["world"]["faults"]["records_left_out"],
        2
    );
}

#[test]
fn a_world_with_a_write_ahead_log_opens_at_once_and_has_the_version_of_its_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (open, copy) = (folder.path().join("open.gpkg"), folder.path().join("copy.gpkg"));
    world_file::write(&open, &small_world::sound()).expect("written");
    let database = rusqlite::Connection::open(&open).expect("a database");
    let change = "PRAGMA journal_mode = wal; UPDATE world SET value = 'of the log' WHERE key = 'name';";
    database.execute_batch(change).expect("changed");
    // Taken while another program has it open: the last change stands in the log alone.
    for ending in ["", "-wal"] {
        let of = |path: &Path| PathBuf::from(format!("{}{ending}", path.display()));
        std::fs::copy(of(&open), of(&copy)).expect("copied");
    }
    drop(database);
    let published = riverchief::config::open(Some(&copy), Thresholds::default()).expect("it opens");
    assert_eq!(published.snapshot.meta["name"], "of the log");
    let mut bytes = std::fs::read(&copy).expect("the file");
    bytes.extend(std::fs::read(folder.path().join("copy.gpkg-wal")).unwrap_or_default());
    assert_eq!(published.version, Version::of(&mut &*bytes).expect("bytes"));
}

/// The world with faults as a file.
fn written(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("faulty.gpkg");
    world_file::write(&path, &faulty()).expect("written");
    path
}

#[test]
fn serve_strict_refuses_a_world_with_records_that_cant_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = written(&folder);
    let said = Server::refused(&["--strict", world.to_str().expect("text")]);
    assert!(
        said.contains("--strict: 2 records of the world cannot be read"),
        "{said}"
    );
}

#[test]
fn a_world_with_faults_is_served_with_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let world = written(&folder);
    let server = Server::over(folder, Some(&world), &[]);
    let (status, ready) = server.get("/readyz");
    assert_eq!(status, 200);
    assert!(ready.contains("2 records can't be read"), "{ready}");
    let log = server.stopped();
    assert!(log.contains("records_left_out=2"), "{log}");
}
