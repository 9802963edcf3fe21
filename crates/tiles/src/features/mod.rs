//! Features of all layers with their attributes, and the topology that they share: what does not depend on the zoom.
//!
//! Attributes are records and answers of the resolver's views, copied.
mod colours;
mod places;
mod segments;
mod units;
mod waters;

use super::borders::Role;
use super::ids::feature_id;
use super::layers::LayerId;
use super::mercator;
use super::mesh::Area;
use super::topology::{AreaSource, PieceSource, Topology};
use super::{MAX_ZOOM, TileError};
use geo::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Polygon};
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_geom::LonLat;
use std::borrow::Cow;
use std::sync::Arc;

pub(super) use places::{findings, labels};

/// Groups of areas that don't overlap: units by level, zones, pieces by level.
pub(super) const ZONES: u8 = 4;
const PIECES: u8 = 5;
const GROUPS: usize = 9;

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Text(Arc<str>),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

/// Attributes in the order of the layer's fields; what is absent is not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tags(pub Vec<(&'static str, Value)>);

impl Tags {
    pub fn text(&mut self, name: &'static str, value: impl AsRef<str>) {
        self.0.push((name, Value::Text(Arc::from(value.as_ref()))));
    }

    pub fn maybe(&mut self, name: &'static str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value.filter(|v| !v.as_ref().is_empty()) {
            self.text(name, value);
        }
    }

    pub fn whole(&mut self, name: &'static str, value: impl Into<i64>) {
        self.0.push((name, Value::Whole(value.into())));
    }

    pub fn real(&mut self, name: &'static str, value: f64) {
        self.0.push((name, Value::Real(value)));
    }

    pub fn flag(&mut self, name: &'static str, value: bool) {
        self.0.push((name, Value::Flag(value)));
    }
}

/// A feature of a layer.
#[derive(Clone, Debug)]
pub(super) struct Feature {
    /// The number in tiles.
    pub id: u64,
    pub tags: Tags,
}

impl Feature {
    pub fn new(layer: &str, own: &str, tags: Tags) -> Self {
        Self {
            id: feature_id(layer, own),
            tags,
        }
    }
}

/// Where a feature is.
#[derive(Clone, Debug)]
pub(super) enum Where {
    /// An area of the topology.
    Area(u32),
    /// Lines of the topology, each a run of pieces that follow each other.
    Lines(Vec<std::ops::Range<u32>>),
    /// A place.
    Place(LonLat),
}

/// A part of a polygon feature, for its label.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its number in the topology.
    pub number: u32,
    pub polygon: Polygon<f64>,
}

/// A polygon feature and what its labels say.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    pub layer: LayerId,
    /// Id or code.
    pub own: String,
    pub name: Option<String>,
    pub level: Option<&'static str>,
    pub kind: Option<&'static str>,
    /// Beyond the city limit, where nobody answers (Z11).
    pub outside: bool,
    /// In the order of the record.
    pub parts: Vec<Part>,
    /// Of a piece of a water: the water and the unit that holds it. Its parts lie on the grid.
    pub piece: Option<(WaterCode, UnitCode)>,
}

/// All that does not depend on the zoom.
pub(super) struct Scene {
    /// By layer; `borders` and `labels` are made elsewhere.
    pub layers: Vec<Vec<(Feature, Where)>>,
    pub topology: Topology,
    /// By area.
    pub roles: Vec<Role>,
    pub labelled: Vec<Labelled>,
    courses: waters::Courses,
    /// West, south, east, north.
    pub bounds: [f64; 4],
}

/// An area on its way into the topology.
struct Drawing<'a> {
    layer: LayerId,
    own: String,
    tags: Tags,
    shape: Shape<'a>,
    area: Area,
    role: Role,
    name: Option<String>,
    level: Option<&'static str>,
    kind: Option<&'static str>,
    /// It lies beyond the city limit, where nobody answers: it gets no label (Z11).
    outside: bool,
}

enum Shape<'a> {
    Record(Cow<'a, MultiPolygon<f64>>),
    /// Faces of a water's areas (by number of area) inside any of some units.
    Piece {
        of: Vec<u32>,
        inside: Vec<u32>,
        water: WaterCode,
        unit: UnitCode,
    },
}

/// The layer of a name that [`super::LAYERS`] has.
fn layer(name: &str) -> LayerId {
    LayerId::all()
        .find(|l| l.as_str() == name)
        .unwrap_or_else(|| unreachable!("{name} is a layer"))
}

impl Scene {
    /// Collects the features of an index.
    ///
    /// # Errors
    /// A coordinate that is not a number.
    pub fn new(index: &Index) -> Result<Self, TileError> {
        let mut drawings = units::drawings(index);
        drawings.extend(waters::drawings(index));
        let chiefs = segments::Chiefs::new(index);
        drawings.extend(segments::pieces(index, &chiefs, &drawings));
        let (sources, pieces): (Vec<_>, Vec<_>) = drawings.iter().partition(|d| matches!(d.shape, Shape::Record(_)));
        let sources: Vec<AreaSource<'_>> = sources
            .iter()
            .filter_map(|d| match &d.shape {
                Shape::Record(shape) => Some(AreaSource {
                    shape,
                    area: d.area.clone(),
                }),
                Shape::Piece { .. } => None,
            })
            .collect();
        let pieces: Vec<PieceSource> = pieces
            .iter()
            .filter_map(|d| match &d.shape {
                Shape::Piece { of, inside, .. } => Some(PieceSource {
                    of: of.clone(),
                    inside: inside.clone(),
                    area: d.area.clone(),
                }),
                Shape::Record(_) => None,
            })
            .collect();
        let courses = waters::Courses::new(index);
        let (topology, shapes) = Topology::new(&sources, &pieces, courses.lines(), GROUPS)?;
        let mut layers: Vec<Vec<(Feature, Where)>> = vec![vec![]; LayerId::all().count()];
        let mut labelled = vec![];
        let mut part = 0_u32;
        for ((area, drawing), i) in (0_u32..).zip(&drawings).zip(0..) {
            let polygons: Vec<Polygon<f64>> = match &drawing.shape {
                Shape::Record(shape) => shape.0.clone(),
                Shape::Piece { .. } => shapes[i - sources.len()].iter().map(|p| from_grid(p)).collect(),
            };
            let parts = polygons
                .into_iter()
                .zip(part..)
                .map(|(polygon, number)| Part { number, polygon });
            let parts: Vec<Part> = parts.collect();
            part += u32::try_from(parts.len()).unwrap_or(u32::MAX);
            labelled.push(Labelled {
                layer: drawing.layer,
                own: drawing.own.clone(),
                name: drawing.name.clone(),
                level: drawing.level,
                kind: drawing.kind,
                outside: drawing.outside,
                parts,
                piece: match &drawing.shape {
                    Shape::Piece { water, unit, .. } => Some((water.clone(), unit.clone())),
                    Shape::Record(_) => None,
                },
            });
            let feature = Feature::new(drawing.layer.as_str(), &drawing.own, drawing.tags.clone());
            layers[drawing.layer.index()].push((feature, Where::Area(area)));
        }
        let add = |layers: &mut Vec<Vec<(Feature, Where)>>, name: &str, list: Vec<(Feature, Where)>| {
            layers[layer(name).index()].extend(list);
        };
        add(&mut layers, "centrelines", courses.features(index));
        for (name, list) in segments::lines(index, &chiefs, &courses) {
            add(&mut layers, name, list);
        }
        colours::add(&mut layers, &labelled, &courses);
        add(&mut layers, "notice_boards", places::boards(index));
        add(&mut layers, "coverage", places::coverage(index, &courses, &labelled));
        let bounds = bounds(&sources, courses.lines(), &layers);
        Ok(Self {
            layers,
            topology,
            roles: drawings.iter().map(|d| d.role.clone()).collect(),
            labelled,
            courses,
            bounds,
        })
    }

    /// A feature of a layer as it is recorded, in longitude and latitude; a piece of a water as the index has it.
    pub fn geometry(&self, index: &Index, at: &Where) -> Geometry<f64> {
        let piece = match at {
            Where::Area(area) => self.labelled[*area as usize].piece.as_ref(),
            _ => None,
        };
        match piece {
            Some((water, unit)) => views::piece(index, water, unit)
                .unwrap_or_else(|| MultiPolygon(vec![]))
                .into(),
            None => geometry(at, &self.labelled, &self.courses),
        }
    }
}

fn geometry(at: &Where, labelled: &[Labelled], courses: &waters::Courses) -> Geometry<f64> {
    match at {
        Where::Place(place) => Geometry::Point(place.coord().into()),
        Where::Lines(runs) => {
            let pieces = runs.iter().flat_map(|run| run.start as usize..run.end as usize);
            MultiLineString(pieces.map(|piece| courses.lines()[piece].clone()).collect()).into()
        }
        Where::Area(area) => {
            let parts = &labelled[*area as usize].parts;
            MultiPolygon(parts.iter().map(|part| part.polygon.clone()).collect()).into()
        }
    }
}

/// A polygon of the finest grid in longitude and latitude.
fn from_grid(polygon: &[Vec<riverchief_geom::arrangement::lattice::Node>]) -> Polygon<f64> {
    let side = mercator::side(MAX_ZOOM);
    let ring = |ring: &Vec<riverchief_geom::arrangement::lattice::Node>| -> LineString<f64> {
        let at = |n: &riverchief_geom::arrangement::lattice::Node| {
            let float = riverchief_geom::arrangement::lattice::float;
            mercator::lon_lat(Coord {
                x: float(n.x) / side,
                y: float(n.y) / side,
            })
            .coord()
        };
        ring.iter().chain(ring.first()).map(at).collect()
    };
    let mut rings = polygon.iter().map(ring);
    let shell = rings.next().unwrap_or_else(|| LineString(vec![]));
    Polygon::new(shell, rings.collect())
}

fn bounds(sources: &[AreaSource<'_>], lines: &[LineString<f64>], layers: &[Vec<(Feature, Where)>]) -> [f64; 4] {
    use geo::BoundingRect;
    let areas = sources.iter().filter_map(|s| s.shape.bounding_rect());
    let lines = lines.iter().filter_map(BoundingRect::bounding_rect);
    let places = layers.iter().flatten().filter_map(|(_, at)| match at {
        Where::Place(p) => Some(geo::Rect::new(p.coord(), p.coord())),
        _ => None,
    });
    let whole = areas.chain(lines).chain(places).reduce(|a, b| {
        geo::Rect::new(
            Coord {
                x: a.min().x.min(b.min().x),
                y: a.min().y.min(b.min().y),
            },
            Coord {
                x: a.max().x.max(b.max().x),
                y: a.max().y.max(b.max().y),
            },
        )
    });
    whole.map_or([0.0; 4], |r| [r.min().x, r.min().y, r.max().x, r.max().y])
}
