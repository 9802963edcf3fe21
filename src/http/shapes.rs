//! Reads lines and polygons from `GeoJSON`, checks them and converts them to CGCS2000.
use super::problem::{Kind, Problem};
use crate::input_crs::InputCrs;
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::feature::Id as FeatureId;
use geojson::{GeoJson, Geometry, GeometryValue, JsonValue, Position};
use riverchief_geom::{LonLat, validity};

/// Most shapes in one request.
const MOST_SHAPES: usize = 200;
/// Most vertices in one request; cutting is not linear in them.
const MOST_VERTICES: usize = 50_000;

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A line.
    Line(LineString<f64>),
    /// A polygon or a multipolygon.
    Polygon(MultiPolygon<f64>),
}

fn bad(words: impl Into<String>) -> Problem {
    Problem::new(Kind::BadBody, words)
}

/// The shapes of a document with their ids, in order; a `MultiLineString` becomes several lines.
///
/// # Errors
/// The body is not `GeoJSON`, has no lines or polygons, or is over a limit. The message names the feature of a
/// collection.
pub fn read(bytes: &[u8], input_crs: InputCrs) -> Result<Vec<(Option<FeatureId>, Outline)>, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| bad("The body is not UTF-8."))?;
    let document: JsonValue = serde_json::from_str(text).map_err(|e| bad(format!("The body is not JSON: {e}.")))?;
    let mut shapes = Shapes {
        input_crs,
        vertices: 0,
        found: Vec::new(),
    };
    let features = match &document {
        JsonValue::Object(members) if members.get("type").is_some_and(|kind| kind == "FeatureCollection") => {
            let features = members.get("features").and_then(JsonValue::as_array);
            Some(features.ok_or_else(|| bad("The collection has no array “features”."))?)
        }
        _ => None,
    };
    match features {
        Some(features) => {
            for (number, feature) in (1..).zip(features) {
                let read = shapes.member(feature.clone());
                read.map_err(|problem| problem.at_place(&place_of(number, feature)))?;
            }
        }
        None => shapes.member(document)?,
    }
    if shapes.found.is_empty() {
        return Err(bad("The body has neither a line nor a polygon."));
    }
    Ok(shapes.found)
}

/// Names a feature of a collection in a message.
fn place_of(number: usize, feature: &JsonValue) -> String {
    let id = match feature.get("id") {
        Some(JsonValue::String(id)) => id.chars().take(60).collect(),
        Some(JsonValue::Number(id)) => id.to_string(),
        _ => return format!("Feature {number}: "),
    };
    format!("Feature {number} (id “{id}”): ")
}

struct Shapes {
    input_crs: InputCrs,
    vertices: usize,
    found: Vec<(Option<FeatureId>, Outline)>,
}

impl Shapes {
    /// A feature or a geometry.
    fn member(&mut self, value: JsonValue) -> Result<(), Problem> {
        if value.is_null() {
            return Err(bad("It is null; send a feature with a line or a polygon."));
        }
        let read = serde_json::from_value::<GeoJson>(value);
        match read.map_err(|e| bad(format!("It is not GeoJSON: {e}.")))? {
            GeoJson::Geometry(geometry) => self.geometry(None, &geometry),
            GeoJson::Feature(feature) => {
                let geometry = feature.geometry.as_ref();
                let none = || bad("The feature has no geometry; send a line or a polygon.");
                self.geometry(feature.id.as_ref(), geometry.ok_or_else(none)?)
            }
            GeoJson::FeatureCollection(_) => Err(bad("A collection cannot contain a collection.")),
        }
    }

    fn geometry(&mut self, id: Option<&FeatureId>, geometry: &Geometry) -> Result<(), Problem> {
        let outlines = match &geometry.value {
            GeometryValue::LineString { coordinates } => vec![self.line(coordinates)?],
            GeometryValue::MultiLineString { coordinates } => coordinates
                .iter()
                .map(|l| self.line(l))
                .collect::<Result<Vec<_>, _>>()?,
            GeometryValue::Polygon { coordinates } => vec![self.polygons(std::slice::from_ref(coordinates))?],
            GeometryValue::MultiPolygon { coordinates } => vec![self.polygons(coordinates)?],
            _ => {
                return Err(bad(
                    "Only lines and polygons can be cut by owner; send points to /v1/chiefs/at.",
                ));
            }
        };
        self.found.extend(outlines.into_iter().map(|o| (id.cloned(), o)));
        if self.found.len() > MOST_SHAPES {
            return Err(Problem::new(
                Kind::TooLarge,
                format!("The request has more than {MOST_SHAPES} shapes; send several requests."),
            ));
        }
        Ok(())
    }

    fn coords(&mut self, positions: &[Position]) -> Result<Vec<Coord<f64>>, Problem> {
        self.vertices += positions.len();
        if self.vertices > MOST_VERTICES {
            return Err(Problem::new(
                Kind::TooLarge,
                format!("The request has more than {MOST_VERTICES} vertices; send several requests."),
            ));
        }
        let input_crs = self.input_crs;
        let one = |p: &Position| match p.as_slice() {
            [x, y, ..] => input_crs
                .locate(*x, *y)
                .map(LonLat::coord)
                .map_err(|(_, words)| bad(words)),
            _ => Err(bad("A position must have at least two coordinates.")),
        };
        positions.iter().map(one).collect()
    }

    fn line(&mut self, positions: &[Position]) -> Result<Outline, Problem> {
        let coords = self.coords(positions)?;
        let differ = coords.windows(2).any(|w| w[0] != w[1]);
        if !differ {
            return Err(bad("A line must have two different points."));
        }
        Ok(Outline::Line(LineString::new(coords)))
    }

    fn polygons(&mut self, polygons: &[Vec<Vec<Position>>]) -> Result<Outline, Problem> {
        let mut whole = Vec::new();
        for rings in polygons {
            let mut rings = rings
                .iter()
                .map(|r| self.ring(r))
                .collect::<Result<Vec<_>, _>>()?
                .into_iter();
            let exterior = rings.next().ok_or_else(|| bad("A polygon must have a ring."))?;
            whole.push(Polygon::new(exterior, rings.collect()));
        }
        let whole = MultiPolygon::new(whole);
        if whole.0.is_empty() {
            return Err(bad("A polygon must have a ring."));
        }
        if let Some(problem) = validity::problems(&whole).into_iter().find(|p| p.kind.is_invalid()) {
            return Err(bad(format!("A polygon is not valid: {}.", problem.kind.as_str())));
        }
        Ok(Outline::Polygon(whole))
    }

    fn ring(&mut self, positions: &[Position]) -> Result<LineString<f64>, Problem> {
        let coords = self.coords(positions)?;
        if coords.len() < 4 || coords.first() != coords.last() {
            return Err(bad(
                "A ring must have at least four points, and the last must equal the first.",
            ));
        }
        Ok(LineString::new(coords))
    }
}
