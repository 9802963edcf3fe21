//! GeoJSON geometries and simple links, which several types share.
use super::lists;
use crate::http::public_url::PublicUrl;
use geo::{LineString, MultiPolygon};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// The schema of `[f64; 2]`.
#[derive(Clone, Copy, Debug)]
pub struct LonLatPair;

impl PartialSchema for LonLatPair {
    fn schema() -> RefOr<Schema> {
        let number = ObjectBuilder::new()
            .schema_type(Type::Number)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)));
        ArrayBuilder::new()
            .items(number)
            .description(Some("Longitude and latitude in degrees."))
            .min_items(Some(2))
            .max_items(Some(2))
            .build()
            .into()
    }
}

impl ToSchema for LonLatPair {}

/// A GeoJSON `LineString`, longitude and latitude in degrees, CGCS2000.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Line {
    /// Always `LineString`.
    #[schema(value_type = lists::LineType)]
    pub r#type: &'static str,
    /// Longitude, latitude pairs.
    #[schema(value_type = Vec<LonLatPair>)]
    pub coordinates: Vec<[f64; 2]>,
}

impl From<&LineString<f64>> for Line {
    fn from(line: &LineString<f64>) -> Self {
        Self {
            r#type: "LineString",
            coordinates: pairs(line),
        }
    }
}

/// A GeoJSON `MultiPolygon`, longitude and latitude in degrees, CGCS2000.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Surface {
    /// Always `MultiPolygon`.
    #[schema(value_type = lists::SurfaceType)]
    pub r#type: &'static str,
    /// Polygons, each a list of rings of longitude, latitude pairs.
    #[schema(value_type = Vec<Vec<Vec<LonLatPair>>>)]
    pub coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

impl From<&MultiPolygon<f64>> for Surface {
    fn from(surface: &MultiPolygon<f64>) -> Self {
        let rings = |p: &geo::Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(pairs).collect();
        Self {
            r#type: "MultiPolygon",
            coordinates: surface.iter().map(rings).collect(),
        }
    }
}

fn pairs(line: &LineString<f64>) -> Vec<[f64; 2]> {
    line.coords().map(|c| [c.x, c.y]).collect()
}

/// Links to related resources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Link {
    /// The relation to this answer.
    pub rel: &'static str,
    /// Absolute address.
    pub href: String,
}

impl Link {
    /// A link to a path of this service; each of `parts` is escaped.
    #[must_use]
    pub fn to(url: &PublicUrl, rel: &'static str, parts: &[&str]) -> Self {
        let path: String = parts.iter().flat_map(|p| ["/".to_owned(), escaped(p)]).collect();
        Self {
            rel,
            href: url.link(&path),
        }
    }
}

/// Percent-escapes everything but unreserved characters (RFC 3986 §2.3).
#[must_use]
pub fn escaped(part: &str) -> String {
    use std::fmt::Write as _;
    part.bytes().fold(String::with_capacity(part.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}
