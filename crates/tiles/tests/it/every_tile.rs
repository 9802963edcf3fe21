//! Every tile of every zoom over the default world, its bytes checked.
use super::raw::{At, Feature, Geometry, Value};
use super::roll::{self, Roll};
use super::zoom::{self, Tile};
use super::{attributes, page, tiling, world};
use riverchief_tiles::{FieldKind, GeometryKind, LayerId, LayerSpec, TileCoord};
use std::collections::BTreeSet;

fn within(points: &[At]) -> bool {
    points.iter().flatten().all(|v| (-64..=4160).contains(v))
}

fn check(spec: &LayerSpec, feature: &Feature) -> Result<(), String> {
    for (key, value) in &feature.tags {
        let field = spec
            .fields()
            .find(|f| f.name == key)
            .ok_or(format!("{key} is no field"))?;
        let fits = matches!(
            (field.kind, value),
            (FieldKind::String, Value::Text(t)) if !t.is_empty()
        ) || matches!(
            (field.kind, value),
            (FieldKind::Number, Value::Number(_)) | (FieldKind::Boolean, Value::Flag(_))
        );
        if !fits {
            return Err(format!("{key} is {value:?}"));
        }
    }
    let (kind, inside) = match &feature.geometry {
        Geometry::Points(points) => {
            // A point is only in the tile that owns it.
            let owned = points.iter().flatten().all(|v| (0..4096).contains(v));
            (GeometryKind::Point, owned && points.len() == 1)
        }
        Geometry::Lines(lines) => (GeometryKind::Line, lines.iter().all(|l| within(l))),
        Geometry::Polygons(polygons) => (GeometryKind::Polygon, polygons.iter().flatten().all(|r| within(r))),
        Geometry::Unknown => return Err("of unknown type".into()),
    };
    let fits = kind == spec.geometry || (spec.geometry == GeometryKind::LineOrPoint && kind != GeometryKind::Polygon);
    if !fits || !inside {
        return Err(format!("{kind:?}, or beyond the buffer: {:?}", feature.geometry));
    }
    Ok(())
}

fn sound(tile: &Tile) {
    for layer in &tile.layers {
        let spec = layer.name.parse::<LayerId>().unwrap().spec();
        let here = (tile.coord, spec.id);
        assert_eq!((layer.version, layer.extent), (2, 4096), "{here:?}");
        assert!(
            !layer.features.is_empty() && layer.keys > 0 && layer.values > 0,
            "{here:?}"
        );
        let mut ids = BTreeSet::new();
        for feature in &layer.features {
            let id = feature.id.unwrap();
            assert!(id > 0 && id < 1 << 53 && ids.insert(id), "{here:?} {id}");
            check(spec, feature).unwrap_or_else(|e| panic!("{here:?} {:?}: {e}", feature.tags));
        }
    }
}

#[test]
fn every_tile_is_sound_and_nothing_is_lost_between_them() {
    let index = world::index();
    let (mut count, mut roll, mut at_full) = (0, Roll::default(), (0, 0));
    // From the finest down: it has everything, and the rest is measured by it.
    for z in (0..=14).rev() {
        let tiles = zoom::tiles(z);
        count += tiles.len();
        let mut shore = (0, 0);
        for ((x, y), tile) in &tiles {
            sound(tile);
            tiling::units_tile_the_city(tile);
            tiling::borders_are_where_units_meet(tile);
            let here = tiling::shore(tile);
            shore = (shore.0 + here.0, shore.1 + here.1);
            for beside in [(x + 1, *y), (*x, y + 1)] {
                let empty = Tile {
                    coord: TileCoord {
                        z,
                        x: beside.0,
                        y: beside.1,
                    },
                    layers: vec![],
                };
                tiling::agree_on_their_seam(tile, tiles.get(&beside).unwrap_or(&empty));
            }
            if z == 14 {
                roll::labels_lie_in_their_polygons(tile);
            }
        }
        if z == 14 {
            at_full = shore;
        }
        // Further out the land is thinner than a cell in places, and the pool is what is left of both.
        assert!(
            z < 6 || shore.0 * at_full.1 * 100 >= at_full.0 * shore.1 * 90,
            "zoom {z}: {shore:?} of the edges of pools are shore, {at_full:?} at zoom 14"
        );
        roll.call(z, tiles.values());
    }
    assert!(count > 3000, "{count} tiles");
    assert!(roll.labels_are_complete() > 450);
    attributes::units(index, &roll);
    attributes::segments(index, &roll);
    attributes::colours(index, &roll);
    attributes::zones(index, &roll);
    attributes::the_rest(index, &roll);
    page::says_when_parts_are_polygons(&roll);
}
