//! The 23,256 rivers of the world, from the shared data, each a water with one centreline.
use geojson::GeoJson;
use riverchief_core::snapshot::raw::{RawCentreline, RawWater, RawWorld};
use std::path::PathBuf;
use std::process::Command;

/// `None`, with a message, if the file is absent.
pub fn world() -> Option<RawWorld> {
    let root = std::env::var_os("RIVERCHIEF_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let path = root.join("data/stress/world_rivers_wdb2_intermediate.geojson.gz");
    if !path.exists() {
        println!("| 23,256 rivers | skipped: the shared data is absent | | | | |");
        return None;
    }
    let unpacked = Command::new("gzip").arg("-dc").arg(&path).output().ok()?;
    let GeoJson::FeatureCollection(collection) = String::from_utf8(unpacked.stdout).ok()?.parse().ok()? else {
        return None;
    };
    let mut raw = RawWorld {
        layers: vec!["waters".to_owned(), "centrelines".to_owned()],
        ..RawWorld::default()
    };
    for (i, feature) in collection.features.into_iter().enumerate() {
        let Some(Ok(geo::Geometry::LineString(line))) = feature.geometry.map(geo::Geometry::try_from) else {
            continue;
        };
        let code = format!("R{i:05}");
        raw.waters.push(RawWater {
            code: Some(code.clone()),
            scheme: Some("test".to_owned()),
            name: Some(code.clone()),
            kind: Some("river".to_owned()),
            city_level: Some(false),
            order: Some(1),
            ..RawWater::default()
        });
        raw.centrelines.push(RawCentreline {
            water: Some(code),
            branch: Some(0),
            geometry: Some(line),
            ..RawCentreline::default()
        });
    }
    Some(raw)
}
