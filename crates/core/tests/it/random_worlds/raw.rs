//! A random world as a reader of files would hand it over, with a post for every seat that is looked at.
use super::exact::Shape;
use super::world::{LEVELS, Surface, World};
use geo::{LineString, MultiPolygon, Polygon};
use riverchief_core::snapshot::raw::{
    RawCentreline, RawExtent, RawMarineArea, RawPost, RawUnit, RawWater, RawWaterArea, RawWorld, RawZone, RawZonePiece,
};

/// The geometry of a shape, in degrees.
pub fn polygons(shape: &Shape) -> MultiPolygon<f64> {
    let ring = |ring: &Vec<_>| {
        let ends = ring.iter().chain(ring.first());
        LineString::from(
            ends.map(|place: &super::exact::Place| place.degrees())
                .collect::<Vec<_>>(),
        )
    };
    let part = |rings: &Vec<Vec<_>>| Polygon::new(ring(&rings[0]), rings[1..].iter().map(ring).collect());
    MultiPolygon::new(shape.parts.iter().map(part).collect())
}

pub fn raw(world: &World) -> RawWorld {
    let of = |surface: &Surface| {
        (
            Some(surface.id.clone()),
            Some(surface.water.clone()),
            Some(polygons(&surface.shape)),
        )
    };
    let mut raw = RawWorld::default();
    raw.units.extend(world.units.iter().map(|unit| RawUnit {
        code: Some(unit.code.clone()),
        name: Some(unit.code.clone()),
        level: Some(LEVELS[unit.level].to_owned()),
        parent: unit.parent.clone(),
        neighbour: Some(unit.neighbour),
        geometry: Some(polygons(&unit.shape)),
        ..RawUnit::default()
    }));
    raw.waters.extend(world.waters.iter().map(|water| RawWater {
        code: Some(water.code.clone()),
        name: Some(water.code.clone()),
        kind: Some(water.kind.to_owned()),
        city_level: Some(water.flagged),
        parent: water.parent.clone(),
        order: Some(water.order),
        layer: Some(water.layer),
        half_width_m: water.half_width_m,
        ..RawWater::default()
    }));
    for zone in &world.zones {
        raw.zones.push(RawZone {
            id: Some(zone.id.clone()),
            water: Some(zone.water.clone()),
            kind: Some(if zone.wet { "water" } else { "land" }.to_owned()),
            managed_whole: Some(zone.managed_whole),
            geometry: Some(polygons(&zone.shape)),
            ..RawZone::default()
        });
        raw.zone_pieces.extend(zone.pieces.iter().map(|village| RawZonePiece {
            id: Some(format!("{}-{village}", zone.id)),
            zone: Some(zone.id.clone()),
            village: Some(village.clone()),
            geometry: Some(polygons(&zone.shape)),
            ..RawZonePiece::default()
        }));
    }
    raw.water_areas
        .extend(world.areas.iter().map(of).map(|(id, water, geometry)| RawWaterArea {
            id,
            water,
            geometry,
            ..RawWaterArea::default()
        }));
    raw.extents
        .extend(world.extents.iter().map(of).map(|(id, water, geometry)| RawExtent {
            id,
            water,
            geometry,
            ..RawExtent::default()
        }));
    raw.marine_areas
        .extend(world.seas.iter().map(of).map(|(id, _, geometry)| RawMarineArea {
            name: id.clone(),
            id,
            geometry,
            ..RawMarineArea::default()
        }));
    raw.centrelines.extend(world.lines.iter().map(|line| RawCentreline {
        water: Some(line.water.clone()),
        branch: Some(line.branch),
        geometry: Some(LineString::from(
            line.places.iter().map(|place| place.degrees()).collect::<Vec<_>>(),
        )),
        ..RawCentreline::default()
    }));
    posts(&mut raw, world);
    raw
}

/// General chiefs of all units, county chiefs of split reservoirs, and their keepers.
fn posts(raw: &mut RawWorld, world: &World) {
    let mut post = |id: String, kind: &str, level: usize, unit: &str, water: Option<&str>| {
        raw.posts.push(RawPost {
            name: Some(id.clone()),
            id: Some(id),
            kind: Some(kind.to_owned()),
            level: Some(LEVELS[level].to_owned()),
            unit: Some(unit.to_owned()),
            water: water.map(str::to_owned),
            ..RawPost::default()
        });
    };
    let units = || world.units.iter().filter(|unit| !unit.neighbour);
    for unit in units().filter(|unit| unit.level < 3) {
        post(
            format!("G-{}", unit.code),
            "general_chief",
            unit.level,
            &unit.code,
            None,
        );
    }
    for water in world.waters.iter().filter(|water| water.kind == "reservoir") {
        post(
            format!("K-{}", water.code),
            "reservoir_chief",
            0,
            "city",
            Some(&water.code),
        );
        for unit in units().filter(|unit| unit.level == 1) {
            post(
                format!("C-{}-{}", water.code, unit.code),
                "river_chief",
                1,
                &unit.code,
                Some(&water.code),
            );
        }
    }
}
