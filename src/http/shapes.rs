//! Lines and polygons out of `GeoJSON`, checked and in CGCS2000.
use super::place::Frame;
use super::problem::{Kind, Problem};
use crate::geom::{LonLat, validity};
use geo::{Coord, LineString, MultiPolygon, Polygon};
use geojson::{GeoJson, Geometry, GeometryValue, Position};

/// Most shapes in one request.
const MOST_SHAPES: usize = 200;
/// Most vertices in one request; cutting is not linear in them.
const MOST_VERTICES: usize = 50_000;

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A line.
    Line(LineString<f64>),
    /// A polygon or several that belong together.
    Polygon(MultiPolygon<f64>),
}

fn bad(words: impl Into<String>) -> Problem {
    Problem::new(Kind::BadBody, words)
}

/// The shapes of a document with their ids, in order; a multi-line is several lines.
///
/// # Errors
/// What isn't `GeoJSON`, holds no lines or polygons, or is out of bounds.
pub fn read(bytes: &[u8], frame: Frame) -> Result<Vec<(Option<String>, Outline)>, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| bad("The body is not UTF-8."))?;
    let document: GeoJson = text
        .parse()
        .map_err(|e: geojson::Error| bad(format!("The body is not GeoJSON: {e}.")))?;
    let mut shapes = Shapes {
        frame,
        vertices: 0,
        found: Vec::new(),
    };
    match document {
        GeoJson::Geometry(geometry) => shapes.geometry(None, &geometry)?,
        GeoJson::Feature(feature) => shapes.feature(&feature)?,
        GeoJson::FeatureCollection(collection) => {
            for feature in &collection.features {
                shapes.feature(feature)?;
            }
        }
    }
    if shapes.found.is_empty() {
        return Err(bad("The body holds neither a line nor a polygon."));
    }
    Ok(shapes.found)
}

struct Shapes {
    frame: Frame,
    vertices: usize,
    found: Vec<(Option<String>, Outline)>,
}

impl Shapes {
    fn feature(&mut self, feature: &geojson::Feature) -> Result<(), Problem> {
        let id = feature.id.as_ref().map(|id| match id {
            geojson::feature::Id::String(text) => text.clone(),
            geojson::feature::Id::Number(number) => number.to_string(),
        });
        let geometry = feature
            .geometry
            .as_ref()
            .ok_or_else(|| bad("A feature has no geometry."))?;
        self.geometry(id.as_deref(), geometry)
    }

    fn geometry(&mut self, id: Option<&str>, geometry: &Geometry) -> Result<(), Problem> {
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
        self.found
            .extend(outlines.into_iter().map(|o| (id.map(str::to_owned), o)));
        if self.found.len() > MOST_SHAPES {
            return Err(Problem::new(
                Kind::TooLarge,
                format!("More than {MOST_SHAPES} shapes in one request."),
            ));
        }
        Ok(())
    }

    fn coords(&mut self, positions: &[Position]) -> Result<Vec<Coord<f64>>, Problem> {
        self.vertices += positions.len();
        if self.vertices > MOST_VERTICES {
            return Err(Problem::new(
                Kind::TooLarge,
                format!("More than {MOST_VERTICES} vertices in one request."),
            ));
        }
        let frame = self.frame;
        let one = |p: &Position| match p.as_slice() {
            [x, y, ..] => frame.locate(*x, *y).map(LonLat::coord).map_err(|(_, words)| bad(words)),
            _ => Err(bad("A position has fewer than two coordinates.")),
        };
        positions.iter().map(one).collect()
    }

    fn line(&mut self, positions: &[Position]) -> Result<Outline, Problem> {
        let coords = self.coords(positions)?;
        let differ = coords.windows(2).any(|w| w[0] != w[1]);
        if !differ {
            return Err(bad("A line needs two different points."));
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
            let exterior = rings.next().ok_or_else(|| bad("A polygon has no ring."))?;
            whole.push(Polygon::new(exterior, rings.collect()));
        }
        let whole = MultiPolygon::new(whole);
        if whole.0.is_empty() {
            return Err(bad("A polygon has no ring."));
        }
        if let Some(problem) = validity::problems(&whole).into_iter().find(|p| p.kind.is_invalid()) {
            return Err(bad(format!("A polygon is not valid: {}.", problem.kind.as_str())));
        }
        Ok(Outline::Polygon(whole))
    }

    fn ring(&mut self, positions: &[Position]) -> Result<LineString<f64>, Problem> {
        let coords = self.coords(positions)?;
        if coords.len() < 4 || coords.first() != coords.last() {
            return Err(bad("A ring needs four points or more, the last equal to the first."));
        }
        Ok(LineString::new(coords))
    }
}
