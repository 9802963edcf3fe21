//! All features of an index with their attributes, and the topology that they share.
use super::courses::Courses;
use super::drawing::{Drawing, GROUPS, Shape, layer};
use super::feature::{Feature, Where};
use super::labelled::{Labelled, Part, geometry};
use super::{colours, places, segments, units, waters};
use crate::borders::Role;
use crate::error::TileError;
use crate::layers::LayerId;
use crate::mercator;
use crate::tile::MAX_ZOOM;
use crate::topology::{AreaSource, PieceShape, PieceSource, Topology};
use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_geom::arrangement::lattice::{Node, float};

/// All features and the topology, independent of the zoom.
pub(crate) struct Scene {
    /// By layer, without `borders` and `labels`.
    pub layers: Vec<Vec<(Feature, Where)>>,
    pub topology: Topology,
    /// By area.
    pub roles: Vec<Role>,
    pub labelled: Vec<Labelled>,
    courses: Courses,
    /// West, south, east, north, in degrees.
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
        let (sources, pieces) = sources(&drawings);
        let courses = Courses::new(index);
        let (topology, shapes) = Topology::new(&sources, &pieces, courses.lines(), GROUPS)?;
        let mut layers: Vec<Vec<(Feature, Where)>> = vec![vec![]; LayerId::all().count()];
        let labelled = labelled(&drawings, &shapes, sources.len());
        for (area, drawing) in (0_u32..).zip(&drawings) {
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

    /// The recorded geometry of a feature in longitude and latitude; for a piece of a water, that of the index.
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

/// The areas that the topology takes as they are recorded, and the pieces that it finds from those.
fn sources<'a>(drawings: &'a [Drawing<'_>]) -> (Vec<AreaSource<'a>>, Vec<PieceSource>) {
    let (mut sources, mut pieces) = (vec![], vec![]);
    for drawing in drawings {
        let area = drawing.area.clone();
        match &drawing.shape {
            Shape::Record(shape) => sources.push(AreaSource { shape, area }),
            Shape::Piece { of, inside, .. } => pieces.push(PieceSource {
                of: of.clone(),
                inside: inside.clone(),
                area,
            }),
        }
    }
    (sources, pieces)
}

/// What the labels of all areas say. `shapes` are those of the pieces, which come after `recorded` other areas.
fn labelled(drawings: &[Drawing<'_>], shapes: &[PieceShape], recorded: usize) -> Vec<Labelled> {
    let mut next_part = 0_u32;
    let label = |(i, drawing): (usize, &Drawing<'_>)| {
        let (polygons, piece): (Vec<Polygon<f64>>, _) = match &drawing.shape {
            Shape::Record(shape) => (shape.0.clone(), None),
            Shape::Piece { water, unit, .. } => (
                shapes[i - recorded].iter().map(|p| from_grid(p)).collect(),
                Some((water.clone(), unit.clone())),
            ),
        };
        let parts: Vec<Part> = (polygons.into_iter().zip(next_part..))
            .map(|(polygon, number)| Part { number, polygon })
            .collect();
        next_part += u32::try_from(parts.len()).unwrap_or(u32::MAX);
        Labelled {
            layer: drawing.layer,
            own: drawing.own.clone(),
            name: drawing.name.clone(),
            level: drawing.level,
            kind: drawing.kind,
            outside: drawing.outside,
            parts,
            piece,
        }
    };
    drawings.iter().enumerate().map(label).collect()
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
