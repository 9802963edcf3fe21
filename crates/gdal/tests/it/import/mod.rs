//! Import: sources of every kind come in, and what is odd about them is told. What several tests here need.
mod elsewhere;
mod encoding;
mod formats;
mod geometries;
mod geoparquet;
mod loading;
mod mappings;
mod places;
mod workbooks;

use geo::CoordsIter as _;
use riverchief_fixtures::COUNTIES;
use riverchief_gdal::import::{ImportError, Imported, import, open};
use riverchief_gdal::mapping::Mapping;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Imports one file by a mapping in TOML, or by its own draft.
fn import_file(path: &Path, mapping: Option<&str>) -> Result<Imported, ImportError> {
    let mapping = mapping.map(|text| Mapping::parse(text, "test mapping")).transpose()?;
    let sources = open(&[path.to_owned()], mapping.as_ref())?;
    import(&sources, mapping, &mut |_| {})
}

/// The codes of all findings, each once, sorted.
fn codes(imported: &Imported) -> Vec<&'static str> {
    let mut codes: Vec<_> = imported.findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// `ogr2ogr` with these arguments, from the first path to the second.
fn convert(arguments: &[&str], from: &Path, to: &Path) {
    let output = Command::new("ogr2ogr")
        .args(arguments)
        .arg(to)
        .arg(from)
        .output()
        .expect("ogr2ogr runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, content).expect("written");
    path
}

const COUNTY_MAP: &str = r#"
[[layer]]
to = "admin_units"
[layer.fields]
code = "XZQDM"
name = "XZQMC"
level = { field = "级别", values = { "县级" = "county" } }
parent = { field = "XZQDM", first = 4, append = "00" }
valid_from = { value = "2017年1月1日" }
"#;

/// All the right things about the two counties, wherever they came from. `tolerance` is in degrees.
fn assert_counties(imported: &Imported, tolerance: f64) {
    let units = &imported.world.units;
    let text = |f: fn(&riverchief_core::snapshot::raw::RawUnit) -> &Option<String>| -> Vec<String> {
        units.iter().map(|u| f(u).clone().unwrap_or_default()).collect()
    };
    assert_eq!(text(|u| &u.code), ["450502", "450503"]);
    assert_eq!(text(|u| &u.name), ["海城区", "银海区"]);
    assert_eq!(text(|u| &u.level), ["county", "county"]);
    let places = |index: usize| -> Vec<geo::Coord<f64>> {
        units[index]
            .geometry
            .as_ref()
            .expect("a geometry")
            .coords_iter()
            .collect()
    };
    let (left, right) = (places(0), places(1));
    assert!(
        left.iter()
            .any(|c| (c.x - 109.123_456).abs() < tolerance && (c.y - 21.412_345).abs() < tolerance),
        "{left:?}"
    );
    let shared: Vec<_> = left.iter().filter(|c| right.contains(c)).collect();
    assert!(shared.len() >= 2, "the shared edge fell apart: {left:?} {right:?}");
}
