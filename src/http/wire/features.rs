//! Collections, conformance and typed links, as OGC API defines them.
use super::lists;
use crate::export::Area;
use crate::http::features::axes::{OFFERED, uri};
use crate::http::features::formats::files;
use crate::http::features::media_types::{GEOJSON, SCHEMA_JSON};
use crate::http::public_url::PublicUrl;
use riverchief_core::domain::time::Date;
use riverchief_rows::collections::{CollectionSpec, GeometryType};
use riverchief_rows::formats::FileFormat;
use riverchief_tiles::LayerSet;
use serde::Serialize;
use utoipa::ToSchema;

/// A link to a related resource, with its media type and title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = TypedLink)]
pub struct Link {
    /// The relation to this answer.
    pub rel: &'static str,
    /// Absolute address.
    pub href: String,
    /// Media type of the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<&'static str>,
    /// Title.
    pub title: String,
    /// Whether the address is a template with variables in braces.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub templated: bool,
    /// The method, if it is not GET; the body of the request is to be sent again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<lists::LinkMethod>)]
    pub method: Option<&'static str>,
}

impl Link {
    /// A link to an address.
    #[must_use]
    pub fn new(rel: &'static str, href: String, media_type: &'static str, title: impl Into<String>) -> Self {
        Self {
            rel,
            href,
            r#type: Some(media_type),
            title: title.into(),
            templated: false,
            method: None,
        }
    }
}

/// The classes of standards that the service conforms to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Conformance {
    /// URIs of conformance classes.
    #[serde(rename = "conformsTo")]
    pub conforms_to: &'static [&'static str],
}

/// Every collection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Collections {
    /// Links to related resources.
    pub links: Vec<Link>,
    /// The CRSs that all collections are offered in.
    pub crs: Vec<String>,
    /// The collections.
    pub collections: Vec<Collection>,
}

/// A collection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Collection {
    /// Its name in addresses.
    #[schema(value_type = lists::CollectionName)]
    pub id: &'static str,
    /// Title, Chinese and English.
    pub title: String,
    /// What it holds, in Chinese and English.
    pub description: String,
    /// Always `feature`.
    #[serde(rename = "itemType")]
    #[schema(value_type = lists::ItemType)]
    pub item_type: &'static str,
    /// The extent in space and time.
    pub extent: Extent,
    /// The CRSs that the collection is offered in; the first is the default.
    pub crs: Vec<String>,
    /// The CRS of the stored coordinates.
    #[serde(rename = "storageCrs", skip_serializing_if = "Option::is_none")]
    pub storage_crs: Option<String>,
    /// The kinds of area by which `POST /v1/exports` can select its features: `bbox`, `unit`.
    #[serde(rename = "exportBy")]
    #[schema(value_type = Vec<lists::ExportArea>)]
    pub export_by: Vec<&'static str>,
    /// Links to related resources.
    pub links: Vec<Link>,
}

/// The extent in space and time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Extent {
    /// The extent in space; absent for a collection without geometry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spatial: Option<SpatialExtent>,
    /// The extent in time.
    pub temporal: TemporalExtent,
}

/// An extent in space.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SpatialExtent {
    /// One box: west, south, east, north.
    pub bbox: Vec<[f64; 4]>,
    /// CRS84.
    pub crs: String,
}

/// An extent in time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TemporalExtent {
    /// One interval: start and end (RFC 3339); null is open.
    pub interval: Vec<[Option<String>; 2]>,
    /// The Gregorian calendar.
    pub trs: &'static str,
}

impl Collection {
    /// A collection with the extent of the world; `since` is the first day on which anything changes.
    #[must_use]
    pub fn new(spec: &'static CollectionSpec, bounds: Option<[f64; 4]>, since: Option<Date>, url: &PublicUrl) -> Self {
        let at = |path: &str| url.link(&format!("/collections/{}{path}", spec.id));
        let has_geometry = spec.geometry != GeometryType::None;
        let tiles = spec.id.parse::<LayerSet>().is_ok().then(|| {
            Link::new(
                "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector",
                at("/tiles"),
                "application/json",
                "Vector tiles",
            )
        });
        let spatial = bounds.filter(|_| has_geometry).map(|bbox| SpatialExtent {
            bbox: vec![bbox],
            crs: uri(OFFERED[0]),
        });
        let from = since.map(|day| format!("{day}T00:00:00Z"));
        Self {
            id: spec.id,
            title: format!("{} {}", spec.title_zh, spec.title_en),
            description: format!("{} {}", spec.description_zh, spec.description),
            item_type: "feature",
            extent: Extent {
                spatial,
                temporal: TemporalExtent {
                    interval: vec![[from, None]],
                    trs: "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
                },
            },
            crs: OFFERED.map(uri).to_vec(),
            storage_crs: has_geometry.then(|| uri(OFFERED[1])),
            export_by: (Area::ALL.into_iter().filter(|area| area.selects(spec)))
                .map(Area::as_str)
                .collect(),
            links: [
                Link::new("self", at(""), "application/json", spec.title_en),
                Link::new("items", at("/items"), GEOJSON, format!("{} as GeoJSON", spec.title_en)),
                Link::new(
                    "items",
                    at("/items?f=html"),
                    "text/html",
                    format!("{} as HTML", spec.title_en),
                ),
                Link::new("describedby", at("/schema"), SCHEMA_JSON, "Schema"),
                Link::new(
                    "http://www.opengis.net/def/rel/ogc/1.0/schema",
                    at("/schema"),
                    SCHEMA_JSON,
                    "Schema",
                ),
                Link::new(
                    "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                    at("/queryables"),
                    SCHEMA_JSON,
                    "Queryables",
                ),
            ]
            .into_iter()
            // GDAL uses the last of these links with the type GeoJSON for its pages.
            .chain(
                files(spec)
                    .filter(|format| *format != FileFormat::GeoJson)
                    .map(|format| {
                        let title = format!("{} as {format}, whole", spec.title_en);
                        Link::new(
                            "items",
                            at(&format!("/items?f={}", format.as_str())),
                            format.media_type(),
                            title,
                        )
                    }),
            )
            .chain(tiles)
            .collect(),
        }
    }
}

/// A page of features, as GeoJSON.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeaturePage)]
pub struct FeaturePage {
    /// `FeatureCollection`.
    #[schema(value_type = lists::FeatureCollectionType)]
    pub r#type: String,
    /// Number of features on all pages.
    #[serde(rename = "numberMatched")]
    pub number_matched: u64,
    /// Number of features on this page.
    #[serde(rename = "numberReturned")]
    pub number_returned: u64,
    /// Links to related resources; `next` is the next page.
    pub links: Vec<Link>,
    /// The features.
    pub features: Vec<Feature>,
}

/// A feature, as GeoJSON.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Feature)]
pub struct Feature {
    /// `Feature`.
    #[schema(value_type = lists::FeatureType)]
    pub r#type: String,
    /// Its id in the collection.
    pub id: String,
    /// Its geometry in the CRS of `Content-Crs`; null if it has none.
    #[schema(value_type = Option<FeatureGeometry>, required)]
    pub geometry: Option<FeatureGeometry>,
    /// Its properties, as the schema of the collection describes them.
    #[schema(value_type = Object)]
    pub properties: serde_json::Map<String, serde_json::Value>,
    /// Links to related resources; only for a single feature.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<Vec<Link>>,
}

/// The geometry of a feature, as GeoJSON.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = FeatureGeometry)]
pub struct FeatureGeometry {
    /// Its type.
    #[schema(value_type = lists::GeometryType)]
    pub r#type: String,
    /// Positions, nested as the type requires.
    #[schema(value_type = Vec<serde_json::Value>)]
    pub coordinates: Vec<serde_json::Value>,
}
