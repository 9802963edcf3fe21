//! Rows of the geographic layers.
use super::SynthError;
use super::courses::course;
use super::ground::Ground;
use super::input::{Source, Water};
use super::{surfaces, units};
use geo::{LineString, MultiPolygon};
use riverchief_core::snapshot::RawWorld;
use riverchief_core::snapshot::raw::{
    RawCentreline, RawExtent, RawMarineArea, RawMeta, RawWater, RawWaterArea, RawZone, RawZonePiece,
};

/// Metadata of the world.
const META: [(&str, &str); 7] = [
    ("name", "北海市河长制示意世界"),
    ("schematic", "true"),
    (
        "notice_zh",
        "位置均为示意，不得作为行政区划、河道或管理范围的依据；正式图层请用 riverchief import 导入。",
    ),
    (
        "notice_en",
        "Positions are schematic and no authority on borders, courses or extents; bring official layers in with `riverchief import`.",
    ),
    ("edition", "1"),
    (
        "source",
        "gis_data/beihai: hand-written control points, built by riverchief synth",
    ),
    ("licence", "MIT"),
];

/// Builds units, waters, zones and seas.
///
/// # Errors
/// Those of the functions it calls.
pub fn geography(source: &Source, ground: &Ground) -> Result<RawWorld, SynthError> {
    let mut world = RawWorld {
        meta: META
            .iter()
            .map(|(key, value)| RawMeta {
                key: Some((*key).to_owned()),
                value: Some((*value).to_owned()),
                ..RawMeta::default()
            })
            .collect(),
        units: units::rows(source, ground)?,
        functional_areas: units::functional_areas(source, ground),
        ..RawWorld::default()
    };
    for water in &source.waters {
        world.waters.push(register(water));
        channels(water, ground, &mut world)?;
    }
    zones(source, ground, &mut world);
    for (k, sea) in source.marine.iter().enumerate() {
        world.marine_areas.push(RawMarineArea {
            id: Some(sea.id.clone()),
            name: Some(sea.name.clone()),
            geometry: Some(ground.marine(k)),
            ..RawMarineArea::default()
        });
    }
    Ok(world)
}

fn register(w: &Water) -> RawWater {
    RawWater {
        code: Some(w.code.clone()),
        scheme: Some("schematic".to_owned()),
        name: Some(w.name.clone()),
        kind: Some(w.kind.to_string()),
        parent: w.parent.clone(),
        city_level: Some(w.city_level.unwrap_or(false)),
        order: w.order,
        layer: Some(w.layer.unwrap_or(0)),
        half_width_m: w.half_width_m,
        downstream: w.downstream.clone(),
        grade: w.grade.clone(),
        commander_county: w.commander_county.clone(),
        convener_override: w.convener_override.clone(),
        ..RawWater::default()
    }
}

fn channels(water: &Water, ground: &Ground, world: &mut RawWorld) -> Result<(), SynthError> {
    let mut wide = Vec::new();
    let mut extent = Vec::new();
    for branch in &water.branch {
        let line = course(ground, water, branch)?;
        if let Some(half_width_m) = branch.surface_half_width_m {
            wide.push((line.clone(), half_width_m));
        }
        if let Some(margin_m) = water.extent_margin_m {
            let half_width_m = branch.surface_half_width_m.or(water.half_width_m).unwrap_or(5.0);
            extent.push((line.clone(), half_width_m + margin_m));
        }
        world.centrelines.push(RawCentreline {
            water: Some(water.code.clone()),
            branch: Some(branch.number),
            name: branch.name.clone(),
            geometry: Some(LineString(line)),
            ..RawCentreline::default()
        });
    }
    let mut areas = Vec::new();
    if !wide.is_empty() {
        areas.push(surfaces::strip(&wide, &water.code)?);
    }
    for s in &water.surface {
        areas.push(MultiPolygon::new(vec![surfaces::outline(s, &water.code)]));
    }
    for (k, geometry) in areas.into_iter().enumerate() {
        world.water_areas.push(area(&water.code, k + 1, geometry));
    }
    if !extent.is_empty() {
        world.extents.push(RawExtent {
            id: Some(format!("{}-EXT", water.code)),
            water: Some(water.code.clone()),
            geometry: Some(surfaces::strip(&extent, &water.code)?),
            ..RawExtent::default()
        });
    }
    Ok(())
}

fn area(water: &str, number: usize, geometry: MultiPolygon<f64>) -> RawWaterArea {
    RawWaterArea {
        id: Some(format!("{water}-AREA-{number}")),
        water: Some(water.to_owned()),
        geometry: Some(geometry),
        ..RawWaterArea::default()
    }
}

fn zones(source: &Source, ground: &Ground, world: &mut RawWorld) {
    for (k, r) in source.reservoirs.iter().enumerate() {
        let zone = |kind: &str, geometry: MultiPolygon<f64>| RawZone {
            id: Some(format!("{}-{}", r.water, kind.to_uppercase())),
            water: Some(r.water.clone()),
            kind: Some(kind.to_owned()),
            reference_level: Some(r.reference_level.clone()),
            reference_date: Some(r.reference_date.clone()),
            managed_whole: Some(kind == "water" && r.managed_whole),
            provisional: Some(false),
            geometry: Some(geometry),
            ..RawZone::default()
        };
        let pool = ground.pool(k);
        world.water_areas.push(area(&r.water, 1, pool.clone()));
        world.zones.push(zone("water", pool));
        world.zones.push(zone("land", ground.land(k)));
        for (village, geometry) in ground.land_pieces(k) {
            for version in units::village_versions(source, ground, village) {
                world.zone_pieces.push(RawZonePiece {
                    id: Some(format!("{}-LAND-{}", r.water, version.code)),
                    zone: Some(format!("{}-LAND", r.water)),
                    village: Some(version.code),
                    valid_from: version.from,
                    valid_to: version.to,
                    geometry: Some(geometry.clone()),
                    ..RawZonePiece::default()
                });
            }
        }
    }
}
