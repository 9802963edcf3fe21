//! Every tile of every zoom over the default world, its bytes checked.
use super::raw::{self, At, Feature, Geometry, Value};
use super::world;
use riverchief::tiles::{FieldKind, Filter, GeometryKind, LayerId, LayerSpec};
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

#[test]
fn the_bytes_of_every_tile_are_sound() {
    let pyramid = world::pyramid();
    let layers: Vec<LayerId> = LayerId::all().collect();
    let mut tiles = 0;
    for z in 0..=14 {
        for tile in world::tiles_over(pyramid.bounds(), z) {
            let Some(bytes) = pyramid.tile(&layers, tile, &Filter::default()).unwrap() else {
                continue;
            };
            tiles += 1;
            for layer in raw::read(&bytes).unwrap_or_else(|e| panic!("{tile:?}: {e}")) {
                let spec = layer.name.parse::<LayerId>().unwrap().spec();
                assert_eq!((layer.version, layer.extent), (2, 4096), "{tile:?} {}", layer.name);
                assert!(
                    !layer.features.is_empty() && layer.keys > 0 && layer.values > 0,
                    "{tile:?} {}",
                    layer.name
                );
                let mut ids = BTreeSet::new();
                for feature in &layer.features {
                    let id = feature.id.unwrap();
                    assert!(id > 0 && id < 1 << 53 && ids.insert(id), "{tile:?} {} {id}", layer.name);
                    check(spec, feature).unwrap_or_else(|e| panic!("{tile:?} {} {:?}: {e}", layer.name, feature.tags));
                }
            }
        }
    }
    assert!(tiles > 3000, "{tiles} tiles");
}
