//! The 2,884 counties of China, from the shared data, as a world with counties only.
use geo::MultiPolygon;
use geojson::GeoJson;
use riverchief_core::snapshot::raw::{RawUnit, RawWorld};
use std::path::PathBuf;
use unpacked::read_gz;

/// `None`, with a message, if the file or `gzip` is absent.
pub fn china() -> Option<RawWorld> {
    let root = std::env::var_os("RIVERCHIEF_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = root.join("data/stress/china_counties_datav_gcj02.geojson.gz");
    if !path.exists() {
        println!("| 2,884 counties | skipped: the shared data is absent | |");
        return None;
    }
    let text = read_gz(&path)?;
    let GeoJson::FeatureCollection(collection) = text.parse().ok()? else {
        return None;
    };
    let units = collection.features.into_iter().filter_map(|feature| {
        let code = feature.property("adcode")?.to_string();
        let name = feature.property("name")?.as_str()?.to_owned();
        let geometry: geo::Geometry<f64> = feature.geometry.clone()?.try_into().ok()?;
        let geometry = match geometry {
            geo::Geometry::Polygon(polygon) => MultiPolygon::new(vec![polygon]),
            geo::Geometry::MultiPolygon(polygons) => polygons,
            _ => return None,
        };
        Some(RawUnit {
            code: Some(code.trim_matches('"').to_owned()),
            name: Some(name),
            level: Some("county".to_owned()),
            neighbour: Some(false),
            geometry: Some(geometry),
            ..RawUnit::default()
        })
    });
    Some(RawWorld {
        units: units.collect(),
        layers: vec!["admin_units".to_owned()],
        ..RawWorld::default()
    })
}

/// Unpacks with the system's gzip, to avoid a dependency.
mod unpacked {
    use std::path::Path;
    use std::process::Command;

    pub fn read_gz(path: &Path) -> Option<String> {
        let output = Command::new("gzip").arg("-dc").arg(path).output().ok()?;
        String::from_utf8(output.stdout).ok()
    }
}
