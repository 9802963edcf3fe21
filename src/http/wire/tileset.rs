//! Tile matrix sets and tilesets, as OGC API – Tiles 1 defines them.
use super::features::Link;
use super::lists;
use super::tilejson::TileJson;
use crate::http::public_url::PublicUrl;
use crate::http::tiles::MEDIA_TYPE;
use riverchief_tiles::{GeometryKind, LayerSet};
use serde::Serialize;
use utoipa::ToSchema;

/// The only tile matrix set.
pub const WEB_MERCATOR_QUAD: &str = "WebMercatorQuad";
const URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
const CRS: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";
/// Half the width of the world in metres.
const HALF_WORLD_M: f64 = 20_037_508.342_789_244;
/// Size of a pixel at zoom 0 in metres, with 256 pixels to a tile.
const CELL_M: f64 = 156_543.033_928_041;
/// Scale denominator at zoom 0, for pixels of 0.28 mm.
const SCALE: f64 = 559_082_264.028_717;
const DEEPEST: u8 = 24;

/// The tile matrix sets.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TileMatrixSets {
    /// All of them.
    #[serde(rename = "tileMatrixSets")]
    pub tile_matrix_sets: Vec<TileMatrixSetItem>,
}

/// A tile matrix set in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TileMatrixSetItem {
    /// Its name in addresses.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// Its URI.
    pub uri: &'static str,
    /// The address of its description.
    pub links: Vec<Link>,
}

impl TileMatrixSets {
    /// The list.
    #[must_use]
    pub fn new(url: &PublicUrl) -> Self {
        let own = url.link(&format!("/tileMatrixSets/{WEB_MERCATOR_QUAD}"));
        Self {
            tile_matrix_sets: vec![TileMatrixSetItem {
                id: WEB_MERCATOR_QUAD,
                title: "Google Maps Compatible for the World",
                uri: URI,
                links: vec![Link::new("self", own, "application/json", "The tile matrix set")],
            }],
        }
    }
}

/// A tile matrix set (OGC 17-083r4).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TileMatrixSet {
    /// Its name in addresses.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// Its URI.
    pub uri: &'static str,
    /// CRS of its corners.
    pub crs: &'static str,
    /// Names of its axes.
    #[serde(rename = "orderedAxes")]
    pub ordered_axes: [&'static str; 2],
    /// URI of its set of scales.
    #[serde(rename = "wellKnownScaleSet")]
    pub well_known_scale_set: &'static str,
    /// One matrix for each zoom.
    #[serde(rename = "tileMatrices")]
    pub tile_matrices: Vec<TileMatrix>,
}

/// A zoom of a tile matrix set.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileMatrix {
    /// The zoom, as text.
    pub id: String,
    /// Scale denominator.
    pub scale_denominator: f64,
    /// Size of a pixel in metres.
    pub cell_size: f64,
    /// The corner at which rows and columns begin.
    #[schema(value_type = lists::TileCorner)]
    pub corner_of_origin: &'static str,
    /// The coordinates of that corner.
    pub point_of_origin: [f64; 2],
    /// Pixels of a tile.
    pub tile_width: u32,
    /// Pixels of a tile.
    pub tile_height: u32,
    /// Number of columns.
    pub matrix_width: u32,
    /// Number of rows.
    pub matrix_height: u32,
}

impl TileMatrixSet {
    /// The quad tree of Web Mercator.
    #[must_use]
    pub fn web_mercator_quad() -> Self {
        let matrix = |z: u8| {
            let tiles = 1_u32 << z;
            TileMatrix {
                id: z.to_string(),
                scale_denominator: SCALE / f64::from(tiles),
                cell_size: CELL_M / f64::from(tiles),
                corner_of_origin: "topLeft",
                point_of_origin: [-HALF_WORLD_M, HALF_WORLD_M],
                tile_width: 256,
                tile_height: 256,
                matrix_width: tiles,
                matrix_height: tiles,
            }
        };
        Self {
            id: WEB_MERCATOR_QUAD,
            title: "Google Maps Compatible for the World",
            uri: URI,
            crs: CRS,
            ordered_axes: ["X", "Y"],
            well_known_scale_set: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
            tile_matrices: (0..=DEEPEST).map(matrix).collect(),
        }
    }
}

/// Tilesets of a collection or of the whole world.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TileSets {
    /// Links to related resources.
    pub links: Vec<Link>,
    /// The one tileset.
    pub tilesets: Vec<TileSetItem>,
}

/// A tileset in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileSetItem {
    /// Title.
    pub title: String,
    /// Always `vector`.
    #[schema(value_type = lists::TileData)]
    pub data_type: &'static str,
    /// CRS of the tiles.
    pub crs: &'static str,
    /// The tile matrix set.
    #[serde(rename = "tileMatrixSetURI")]
    pub tile_matrix_set_uri: &'static str,
    /// The address of its description.
    pub links: Vec<Link>,
}

/// A tileset.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileSet {
    /// Title.
    pub title: String,
    /// Always `vector`.
    #[schema(value_type = lists::TileData)]
    pub data_type: &'static str,
    /// CRS of the tiles.
    pub crs: &'static str,
    /// The tile matrix set.
    #[serde(rename = "tileMatrixSetURI")]
    pub tile_matrix_set_uri: &'static str,
    /// The existing tiles.
    pub tile_matrix_set_limits: Vec<TileLimits>,
    /// The place.
    pub bounding_box: BoundingBox,
    /// Their layers.
    pub layers: Vec<TileSetLayer>,
    /// Links to related resources; `item` is a template with variables in braces.
    pub links: Vec<Link>,
}

/// The tiles of a zoom that have content.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileLimits {
    /// The zoom.
    pub tile_matrix: String,
    /// First row.
    pub min_tile_row: u32,
    /// Last row.
    pub max_tile_row: u32,
    /// First column.
    pub min_tile_col: u32,
    /// Last column.
    pub max_tile_col: u32,
}

/// A box in CRS84.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoundingBox {
    /// West, south.
    pub lower_left: [f64; 2],
    /// East, north.
    pub upper_right: [f64; 2],
    /// CRS84.
    pub crs: &'static str,
}

/// A layer of the tiles.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileSetLayer {
    /// Its name in the tiles.
    pub id: &'static str,
    /// Title, Chinese and English.
    pub title: String,
    /// Always `vector`.
    #[schema(value_type = lists::TileData)]
    pub data_type: &'static str,
    /// 0 points, 1 lines, 2 polygons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geometry_dimension: Option<u8>,
    /// Smallest zoom.
    pub min_tile_matrix: String,
    /// Greatest zoom.
    pub max_tile_matrix: String,
}

/// Title of some layers.
#[must_use]
pub fn title(layers: LayerSet) -> String {
    let mut specs = layers.iter().map(riverchief_tiles::layers::LayerId::spec);
    match (specs.next(), specs.next()) {
        (Some(only), None) => format!("{} {}", only.title_zh, only.title_en),
        _ => "全部图层 All layers".to_owned(),
    }
}

impl TileSets {
    /// The tilesets below a path, `/tiles` or that of a collection.
    #[must_use]
    pub fn new(url: &PublicUrl, base: &str, layers: LayerSet) -> Self {
        let own = url.link(base);
        let one = url.link(&format!("{base}/{WEB_MERCATOR_QUAD}"));
        Self {
            links: vec![Link::new("self", own, "application/json", "The tilesets")],
            tilesets: vec![TileSetItem {
                title: title(layers),
                data_type: "vector",
                crs: CRS,
                tile_matrix_set_uri: URI,
                links: vec![
                    Link::new("self", one, "application/json", "The tileset"),
                    Link::new(
                        "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                        url.link(&format!("/tileMatrixSets/{WEB_MERCATOR_QUAD}")),
                        "application/json",
                        "The tile matrix set",
                    ),
                ],
            }],
        }
    }
}

impl TileSet {
    /// The tileset below a path, within bounds in degrees.
    #[must_use]
    pub fn new(url: &PublicUrl, base: &str, layers: LayerSet, bounds: [f64; 4]) -> Self {
        let own = format!("{base}/{WEB_MERCATOR_QUAD}");
        let item = Link {
            templated: true,
            ..Link::new(
                "item",
                url.link(&format!("{own}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}")),
                MEDIA_TYPE,
                "Tiles",
            )
        };
        let [west, south, east, north] = bounds;
        let entry = |layer: riverchief_tiles::LayerId| {
            let spec = layer.spec();
            TileSetLayer {
                id: spec.id,
                title: format!("{} {}", spec.title_zh, spec.title_en),
                data_type: "vector",
                geometry_dimension: match spec.geometry {
                    GeometryKind::Point => Some(0),
                    GeometryKind::Line => Some(1),
                    GeometryKind::Polygon => Some(2),
                    GeometryKind::LineOrPoint => None,
                },
                min_tile_matrix: spec.minzoom.to_string(),
                max_tile_matrix: spec.maxzoom.to_string(),
            }
        };
        Self {
            title: title(layers),
            data_type: "vector",
            crs: CRS,
            tile_matrix_set_uri: URI,
            tile_matrix_set_limits: layers.zooms().map(|z| limits(z, bounds)).collect(),
            bounding_box: BoundingBox {
                lower_left: [west, south],
                upper_right: [east, north],
                crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            },
            layers: layers.iter().map(entry).collect(),
            links: vec![
                Link::new("self", url.link(&own), "application/json", "The tileset"),
                item,
                Link::new(
                    "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme",
                    url.link(&format!("/tileMatrixSets/{WEB_MERCATOR_QUAD}")),
                    "application/json",
                    "The tile matrix set",
                ),
                Link::new(
                    "alternate",
                    url.link(&format!("{own}?f=tilejson")),
                    "application/json",
                    "TileJSON",
                ),
            ],
        }
    }
}

/// The tiles of a zoom that a box in degrees intersects.
fn limits(z: u8, [west, south, east, north]: [f64; 4]) -> TileLimits {
    let tiles = f64::from(1_u32 << z);
    let last = tiles - 1.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "kept within the numbers of tiles"
    )]
    let number = |share: f64| (share * tiles).floor().clamp(0.0, last) as u32;
    let column = |lon: f64| number((lon + 180.0) / 360.0);
    let row = |lat: f64| {
        let mercator = lat.clamp(-85.051_128_78, 85.051_128_78).to_radians().tan().asinh();
        number((1.0 - mercator / std::f64::consts::PI) / 2.0)
    };
    TileLimits {
        tile_matrix: z.to_string(),
        min_tile_row: row(north),
        max_tile_row: row(south),
        min_tile_col: column(west),
        max_tile_col: column(east),
    }
}

/// A tileset as OGC API – Tiles defines it, or as `TileJSON`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum TileSetOrTileJson {
    /// As OGC API – Tiles defines it.
    #[schema(value_type = TileSet)]
    TileSet(Box<TileSet>),
    /// Whether the answer is `TileJSON`.
    #[schema(value_type = TileJson)]
    TileJson(Box<TileJson>),
}
