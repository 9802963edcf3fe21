//! Hostile files: each is a clear error that names the file, or a finding; none a panic, a hang or a half-read world.
use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc};
use riverchief_core::snapshot::finding::Severity;
use riverchief_gdal::import::{Imported, import, open};
use riverchief_gdal::world_file;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Opens and imports; an error's text names the file.
fn attempt(path: &Path) -> Result<Imported, String> {
    let begun = Instant::now();
    let outcome = open(&[path.to_owned()], None)
        .and_then(|sources| import(&sources, None, &mut |_| {}))
        .map_err(|error| error.to_string());
    assert!(
        begun.elapsed() < Duration::from_mins(1),
        "{} took {:?}",
        path.display(),
        begun.elapsed()
    );
    outcome
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path
}

/// The error for a file of this name and content, which must name the file and say `expected`.
fn refused(name: &str, content: impl AsRef<[u8]>, expected: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), name, content);
    let error = attempt(&path).expect_err(name);
    assert!(error.contains(name), "{name} is not named: {error}");
    assert!(error.contains(expected), "{name}: {error}");
}

fn gz(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).expect("in memory");
    encoder.finish().expect("in memory")
}

/// A zip of one deflated entry that promises `promised` bytes.
fn zip(name: &str, content: &[u8], promised: Option<u32>) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).expect("in memory");
    let packed = encoder.finish().expect("in memory");
    let size = |bytes: &[u8]| u32::try_from(bytes.len()).expect("small").to_le_bytes();
    let promised = promised.map_or_else(|| size(content), u32::to_le_bytes);
    let name_length = u16::try_from(name.len()).expect("short").to_le_bytes();
    let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0];
    let mut sum = Crc::new();
    sum.update(content);
    common.extend(sum.sum().to_le_bytes());
    common.extend(size(&packed));
    common.extend(promised);
    common.extend(name_length);
    common.extend([0, 0]);
    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend(&common);
    zip.extend(name.as_bytes());
    zip.extend(&packed);
    let start = size(&zip);
    let mut directory = b"PK\x01\x02\x14\x00".to_vec();
    directory.extend(&common);
    directory.extend([0; 14]);
    directory.extend(name.as_bytes());
    let length = size(&directory);
    zip.extend(directory);
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend(length);
    zip.extend(start);
    zip.extend([0, 0]);
    zip
}

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[109,21],[110,21],[110,22],[109,21]]]}"#;

const KML: &str = r#"<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<Placemark><name>北海</name><Polygon><outerBoundaryIs><LinearRing><coordinates>109,21 110,21 110,22 109,21</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"#;

fn feature(properties: &str, geometry: &str) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},"geometry":{geometry}}}]}}"#
    )
}

#[test]
fn empty_files_are_refused_in_every_format() {
    for name in [
        "a.gpkg",
        "a.shp",
        "a.dbf",
        "a.geojson",
        "a.json",
        "a.kml",
        "a.kmz",
        "a.csv",
        "a.geojson.gz",
        "a.fgb",
        "a.parquet",
        "a.geojsonl",
    ] {
        refused(name, "", "the file is empty");
    }
}

#[test]
fn files_that_are_not_what_their_name_says_are_refused() {
    for name in [
        "a.gpkg",
        "a.shp",
        "a.dbf",
        "a.geojson",
        "a.kml",
        "a.kmz",
        "a.geojson.gz",
        "a.csv.gz",
        "a.fgb",
        "a.parquet",
        "a.geojsonl",
        "a.geojsonl.gz",
    ] {
        refused(name, "\u{7f}ELF this is something else entirely", name);
    }
    refused("a.geojson", KML, "a.geojson");
    refused("a.kml", feature("{}", "null"), "a.kml");
    refused("a.csv", [0_u8, 1, 2, 3], "not a text file");
    refused(
        "a.csv",
        "\u{feff}a,b"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<_>>(),
        "zero bytes",
    );
    refused("a.geojson", "[1, 2, 3]", "a.geojson");
    refused("a.geojson", "\"text\"", "a.geojson");
}

#[test]
fn other_names_and_remote_paths_are_refused() {
    for name in [
        "a.exe", "a.zip", "a", "a.vrt", "a.gml", "a.shp.gz", "a.tar.gz", "a.fgb.gz",
    ] {
        refused(name, "content", "");
    }
    for (path, expected) in [
        ("/vsicurl/http://example.org/a.geojson", "download it first"),
        ("/vsizip/a.zip/a.geojson", "download it first"),
        ("PG:dbname=x", "download it first"),
        ("http://example.org/a.geojson", "download it first"),
        ("/nowhere/a.gpkg", "No such file"),
    ] {
        let error = attempt(Path::new(path)).expect_err(path);
        assert!(error.contains(path) && error.contains(expected), "{error}");
    }
}

#[test]
fn truncated_files_are_errors_and_never_half_a_world() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = feature(
        r#"{"code":"450502"}"#,
        r#"{"type":"Polygon","coordinates":[[[109,21],[110,21],[110,22],[109,21]]]}"#,
    );
    let whole = write(folder.path(), "whole.geojson", &text);
    let world = attempt(&whole).expect("imported").world;
    assert_eq!(world.units.len(), 1);
    for end in [1, text.len() / 3, text.len() / 2, text.len() - 1] {
        refused("cut.geojson", &text[..end], "cut.geojson");
    }
    let packed = gz(text.as_bytes());
    for end in [3, packed.len() / 2, packed.len() - 1] {
        refused("cut.geojson.gz", &packed[..end], "cut short");
    }
    let zipped = zip("doc.kml", KML.as_bytes(), None);
    for end in [10, zipped.len() / 2, zipped.len() - 1] {
        refused("cut.kmz", &zipped[..end], "cut.kmz");
    }
    let bytes = world_file::to_bytes(&world).expect("bytes");
    for tenth in 1..10 {
        refused("cut.gpkg", &bytes[..bytes.len() * tenth / 10], "cut.gpkg");
    }
}

#[test]
fn a_damaged_world_file_is_an_error_or_the_world_but_never_a_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = feature(
        r#"{"code":"450502"}"#,
        r#"{"type":"Polygon","coordinates":[[[109,21],[110,21],[110,22],[109,21]]]}"#,
    );
    let world = attempt(&write(folder.path(), "whole.geojson", &text))
        .expect("imported")
        .world;
    let bytes = world_file::to_bytes(&world).expect("bytes");
    let mut errors = 0;
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let mut damaged = bytes.clone();
        for byte in damaged.iter_mut().skip(at).take(64) {
            *byte ^= 0xa5;
        }
        errors += u32::from(world_file::read_bytes(&damaged).is_err());
    }
    assert!(errors > 0, "no damage was noticed");
}

#[test]
fn kmz_is_read_and_its_bombs_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = attempt(&write(folder.path(), "good.kmz", zip("doc.kml", KML.as_bytes(), None))).expect("imported");
    assert_eq!(good.world.units[0].name.as_deref(), Some("北海"));
    let bomb = vec![b' '; 64 << 20];
    refused("bomb.kmz", zip("doc.kml", &bomb, None), "unpacks to more than");
    refused(
        "lying.kmz",
        zip("doc.kml", &bomb, Some(1000)),
        "larger than its declared",
    );
    refused(
        "promise.kmz",
        zip("doc.kml", b"<kml/>", Some(u32::MAX)),
        "unpacks to more than",
    );
    refused("none.kmz", zip("picture.png", b"png", None), "contains no KML");
    // GDAL reads the others that doc.kml leads to as well, so that they are measured too.
    refused(
        "other.kmz",
        zip("layers/a.kml", &bomb, Some(1000)),
        "larger than its declared",
    );
    refused(
        "long.kmz",
        zip("doc.kml", KML.as_bytes(), Some(5)),
        "larger than its declared",
    );
    refused(
        "short.kmz",
        zip("doc.kml", KML.as_bytes(), Some(5000)),
        "its entry says 5000",
    );
}

#[test]
fn zips_that_hold_no_whole_shapefile_or_too_much_are_refused() {
    refused("none.zip", zip("picture.png", b"png", None), "contains no .shp");
    refused("text.shp.zip", "this is no zip", "text.shp.zip");
    refused("empty.zip", "", "empty.zip");
    let promise = zip("a.shp", b"", Some(u32::MAX));
    refused("promise.zip", promise, "unpacks to more than");
    refused("lying.zip", zip("a.shp", &[0; 5000], Some(5)), "lying.zip");
    // A name can't lead out of the folder that it is unpacked into.
    let outside = tempfile::tempdir().expect("a folder");
    let name = format!("{}/outside.cpg", outside.path().display());
    for name in [&*name, "../../outside.cpg", "..\\outside.cpg"] {
        refused("away.zip", zip(name, b"cpg", None), "contains no .shp");
    }
    assert!(!outside.path().join("outside.cpg").exists());
    let shape = zip("a.shp", b"not a Shapefile", None);
    for end in [10, shape.len() / 2, shape.len() - 1] {
        refused("cut.zip", &shape[..end], "cut.zip");
    }
    refused("a.zip", shape, "a.zip/a.shp");
    let mut twice = ZipWriter::new(Cursor::new(vec![]));
    for name in ["one/a.shp", "two/a.shp"] {
        twice.start_file(name, SimpleFileOptions::default()).expect("in memory");
    }
    let twice = twice.finish().expect("in memory").into_inner();
    refused("twice.zip", twice, "contains a.shp twice");
    // One path twice: the crate would take the last, and others the first.
    let mut same = ZipWriter::new(Cursor::new(vec![]));
    for name in ["a/a.shp", "a/b.shp"] {
        same.start_file(name, SimpleFileOptions::default()).expect("in memory");
    }
    let mut same = same.finish().expect("in memory").into_inner();
    let name = b"a/b.shp";
    for at in 0..same.len() - name.len() {
        if same[at..].starts_with(name) {
            same[at + 2] = b'a';
        }
    }
    refused("same.zip", same, "contains a path twice");
}

#[test]
fn gzip_bombs_are_refused() {
    refused("bomb.geojson.gz", gz(&vec![b' '; 64 << 20]), "unpacks to more than");
    refused("bomb.csv.gz", gz(&vec![b'a'; 64 << 20]), "unpacks to more than");
}

#[test]
fn ten_megabytes_of_nesting_are_refused_at_once() {
    let open_only = "[".repeat(10 << 20);
    refused("deep.geojson", &open_only, "nested deeper");
    let objects = r#"{"a":"#.repeat(2 << 20);
    refused("deep.geojson", &objects, "nested deeper");
    let closed = format!("{}{}", "[".repeat(5 << 20), "]".repeat(5 << 20));
    refused(
        "deep.geojson",
        feature("{}", &format!(r#"{{"type":"Polygon","coordinates":{closed}}}"#)),
        "nested deeper",
    );
    // Brackets inside a text are no nesting.
    let folder = tempfile::tempdir().expect("a folder");
    let text = feature(&format!(r#"{{"code":"1","name":"{}\""}}"#, "[".repeat(1000)), SQUARE);
    assert!(attempt(&write(folder.path(), "text.geojson", text)).is_ok());
}

#[test]
fn bad_utf8_is_refused_or_told() {
    let mut json = feature(r#"{"code":"1","name":"@@"}"#, "null").into_bytes();
    let at = json.iter().position(|byte| *byte == b'@').expect("the mark");
    json[at] = 0xff;
    refused("bad.geojson", &json, "not UTF-8");
    refused(
        "bad.csv",
        [&b"code,name\n1,"[..], &[0xff, 0xff, 0x81, b'\n']].concat(),
        "neither UTF-8 nor GBK",
    );
}

#[test]
fn numbers_that_are_no_places_are_left_out_with_a_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let odd = ["1e308", "-1e308", "181", "1e999", "-200"];
    for number in odd {
        let ring = format!(r#"{{"type":"Polygon","coordinates":[[[109,21],[{number},21],[110,22],[109,21]]]}}"#);
        let path = write(folder.path(), "odd.geojson", feature(r#"{"code":"450502"}"#, &ring));
        match attempt(&path) {
            Ok(imported) => {
                assert!(
                    imported.world.units.iter().all(|u| u.geometry.is_none()),
                    "{number} was loaded"
                );
                assert!(
                    imported.findings.iter().any(|f| f.severity != Severity::Note),
                    "{number}"
                );
            }
            Err(error) => assert!(error.contains("odd.geojson"), "{error}"),
        }
    }
    for text in ["NaN", "Infinity", "-Infinity"] {
        let ring = format!(r#"{{"type":"Point","coordinates":[{text},21]}}"#);
        let path = write(folder.path(), "nan.geojson", feature(r#"{"code":"1"}"#, &ring));
        if let Ok(imported) = attempt(&path) {
            assert!(!imported.findings.is_empty(), "{text} passed without a word");
        }
    }
}

#[test]
fn kml_that_multiplies_itself_or_reads_other_files_is_refused() {
    let with = |doctype: &str| {
        KML.replace("<kml ", &format!("<!DOCTYPE k [{doctype}]><kml "))
            .replace("北海", "&b;")
    };
    let tens = (b'c'..=b'z').fold(r#"<!ENTITY b "bbbbbbbbbb">"#.to_owned(), |all, name| {
        let (name, before) = (char::from(name), char::from(name - 1));
        all + &format!("<!ENTITY {name} \"{}\">", format!("&{before};").repeat(10))
    });
    refused("laughs.kml", with(&tens).replace("&b;", "&z;"), "laughs.kml");
    refused(
        "file.kml",
        with(r#"<!ENTITY b SYSTEM "file:///etc/hostname">"#),
        "file.kml",
    );
}
