//! All features of an index with their attributes, and the topology that they share.
use super::courses::Courses;
use super::drawing::{GROUPS, Shape, layer};
use super::feature::{Feature, Where};
use super::labelled::{Labelled, Part, geometry};
use super::{colours, places, segments, units, waters};
use crate::borders::Role;
use crate::error::TileError;
use crate::layers::LayerId;
use crate::mercator;
use crate::tile::MAX_ZOOM;
use crate::topology::{AreaSource, PieceSource, Topology};
use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_geom::arrangement::lattice::{Node, float};

/// All that does not depend on the zoom.
pub(crate) struct Scene {
    /// By layer; `borders` and `labels` are made elsewhere.
    pub layers: Vec<Vec<(Feature, Where)>>,
    pub topology: Topology,
    /// By area.
    pub roles: Vec<Role>,
    pub labelled: Vec<Labelled>,
    courses: Courses,
    /// West, south, east, north.
    pub bounds: [f64; 4],
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
        let courses = Courses::new(index);
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

/// A polygon of the finest grid in longitude and latitude.
fn from_grid(polygon: &[Vec<Node>]) -> Polygon<f64> {
    let side = mercator::side(MAX_ZOOM);
    let ring = |ring: &Vec<Node>| -> LineString<f64> {
        let at = |n: &Node| {
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
