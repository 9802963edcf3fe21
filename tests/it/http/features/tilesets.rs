//! OGC API – Tiles and Styles: the map's own tiles and styles, at the addresses of the standards.
use super::super::app::{App, DAY};
use super::link;
use riverchief_rows::collections::{CollectionId, ColumnKind};
use riverchief_tiles::{FieldKind, LayerId};

#[test]
fn a_tile_is_the_same_by_row_and_column() {
    let app = App::small();
    // Column 822, row 449 of zoom 10.
    let own = app.get(&format!("/counties/10/822/449?as_of={DAY}"));
    assert_eq!(own.status, 200);
    for target in [
        format!("/collections/counties/tiles/WebMercatorQuad/10/449/822?datetime={DAY}"),
        format!("/tiles/WebMercatorQuad/10/449/822?collections=counties&datetime={DAY}&f=mvt"),
    ] {
        let tile = app.get(&target);
        assert_eq!(
            (tile.status, tile.header("content-type")),
            (200, own.header("content-type")),
            "{target}"
        );
        assert_eq!(tile.header("etag"), own.header("etag"));
        assert!(tile.body == own.body, "{target}");
    }
    assert_eq!(app.get("/tiles/WebMercatorQuad/10/0/0").status, 204);
    for (target, status) in [
        ("/tiles/WorldCRS84Quad/0/0/0", 404),
        ("/tiles/WebMercatorQuad/99/0/0", 404),
        ("/tiles/WebMercatorQuad/1/2/0", 404),
        ("/tiles/WebMercatorQuad/x/0/0", 400),
        ("/tiles/WebMercatorQuad/1/0/0?collections=none", 400),
        ("/tiles/WebMercatorQuad/1/0/0?datetime=2018-01-01/..", 400),
        ("/tiles/WebMercatorQuad/1/0/0?nonsense=1", 400),
        ("/tiles/WebMercatorQuad?f=xml", 400),
        ("/collections/posts/tiles", 404),
        ("/collections/none/tiles", 404),
        ("/tileMatrixSets/none", 404),
    ] {
        assert_eq!(app.get(target).status, status, "{target}");
    }
}

#[test]
fn tilesets_say_which_tiles_there_are() {
    let app = App::small();
    let host = "http://127.0.0.1:8080";
    let landing = app.ok("/?f=json");
    let sets = link(&landing, "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector").expect("a link");
    let sets = app.ok(sets.strip_prefix(host).expect("here"));
    let one = sets["tilesets"][0]["links"][0]["href"].as_str().expect("a link");
    let tileset = app.ok(one.strip_prefix(host).expect("here"));
    let matrix_set = link(&tileset, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme").expect("a link");
    let matrix_set = app.ok(matrix_set.strip_prefix(host).expect("here"));
    assert_eq!(matrix_set["id"], "WebMercatorQuad");
    let template = link(&tileset, "item")
        .expect("a template")
        .strip_prefix(host)
        .expect("here")
        .to_owned();
    for limits in tileset["tileMatrixSetLimits"].as_array().expect("limits") {
        let number = |name: &str| limits[name].as_u64().expect("a number");
        let zoom: usize = limits["tileMatrix"]
            .as_str()
            .and_then(|z| z.parse().ok())
            .expect("a zoom");
        let tile = |row: u64, col: u64| {
            let target = template
                .replace("{tileMatrix}", &zoom.to_string())
                .replace("{tileRow}", &row.to_string())
                .replace("{tileCol}", &col.to_string());
            app.get(&target).status
        };
        let side = matrix_set["tileMatrices"][zoom]["matrixWidth"]
            .as_u64()
            .expect("a width");
        assert_eq!(side, 1 << zoom);
        let (top, left) = (number("minTileRow"), number("minTileCol"));
        assert!(number("maxTileRow") < side && number("maxTileCol") < side);
        // The border of the small world runs along its box; a tile beyond the neighbouring one is empty.
        if zoom == 10 {
            assert_eq!(tile(top, left), 200);
            assert_eq!(tile(top - 2, left), 204);
        }
    }
    let tilejson = app.ok("/collections/counties/tiles/WebMercatorQuad?f=tilejson");
    assert_eq!(tilejson["tiles"], app.ok("/counties")["tiles"]);
}

/// Tiles and collections have lists of their own (docs/ARCHITECTURE.md says why); what bears one name in both is one thing.
#[test]
fn a_layer_and_a_collection_of_one_name_mean_the_same() {
    let mut shared = 0;
    for layer in LayerId::all() {
        let Ok(collection) = layer.as_str().parse::<CollectionId>() else {
            continue;
        };
        let (layer, collection) = (layer.spec(), collection.spec());
        let titles = (collection.title_zh, collection.title_en);
        assert_eq!((layer.title_zh, layer.title_en), titles, "{}", layer.id);
        for field in layer.fields() {
            let Some((_, column)) = collection.column(field.name) else {
                continue;
            };
            let kind = match column.kind {
                ColumnKind::Text | ColumnKind::Texts | ColumnKind::Date => FieldKind::String,
                ColumnKind::Integer | ColumnKind::Real => FieldKind::Number,
                ColumnKind::Flag => FieldKind::Boolean,
            };
            assert_eq!(field.kind, kind, "{}.{}", layer.id, field.name);
            shared += 1;
        }
    }
    assert!(shared > 100, "{shared} attributes are in both");
}
