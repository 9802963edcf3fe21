//! Whether polygons tile a whole: exact pairing of edges, areas where it fails. Knows no units.
use geo::orient::Direction;
use geo::{BooleanOps, BoundingRect, Coord, InteriorPoint, MultiPolygon, Orient, Polygon, Rect};
use riverchief_geom::LonLat;
use riverchief_geom::ellipsoid::{line_length_m, polygon_area_m2};
use riverchief_geom::orientation::{Side, on_edge};
use riverchief_geom::position::{Position, PreparedPolygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use std::collections::{BTreeSet, HashMap};

/// A smaller flaw has no meaningful area: boolean operations work on a grid of about a decimetre.
const LEAST_M2: f64 = 1.0;
/// A region that is thinner on average is a sliver.
const SLIVER_M: f64 = 1.0;

/// One of the tiles, or the whole.
pub(super) struct Part {
    polygon: PreparedPolygon,
}

impl Part {
    pub(super) fn new(geometry: &MultiPolygon<f64>) -> Self {
        // A union counts rings by their direction.
        Self {
            polygon: PreparedPolygon::new(geometry.orient(Direction::Default)),
        }
    }

    fn geometry(&self) -> &MultiPolygon<f64> {
        self.polygon.geometry()
    }
}

/// A region that should not exist.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    pub(super) place: LonLat,
    pub(super) area_m2: f64,
    /// Area divided by half the perimeter.
    width_m: f64,
}

impl Region {
    fn new(polygon: &Polygon<f64>) -> Option<Self> {
        let area_m2 = polygon_area_m2(polygon);
        let place = polygon.interior_point().map(|p| LonLat::from(p.0));
        let place = place.or_else(|| polygon.exterior().0.first().map(|c| LonLat::from(*c)))?;
        let half_perimeter_m = line_length_m(&polygon.exterior().0) / 2.0;
        let width_m = if half_perimeter_m > 0.0 {
            area_m2 / half_perimeter_m
        } else {
            0.0
        };
        (area_m2 >= LEAST_M2).then_some(Self {
            place,
            area_m2,
            width_m,
        })
    }

    pub(super) fn sliver(&self) -> bool {
        self.width_m < SLIVER_M
    }
}

/// Why the parts do not tile the whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Flaw {
    Gap(Region),
    Overlap(usize, usize, Region),
    Outside(usize, Region),
    /// An edge without a counterpart where no region has an area; of a part, or of the whole.
    Unpaired(Option<usize>, LonLat),
}

/// The regions of a surface that are large enough to report.
pub(super) fn regions(surface: &MultiPolygon<f64>) -> impl Iterator<Item = (Region, Rect<f64>)> + '_ {
    surface
        .iter()
        .filter_map(|p| Some((Region::new(p)?, p.bounding_rect()?)))
}

type Bits = [u64; 4];

fn bits(a: Coord<f64>, b: Coord<f64>) -> Bits {
    // -0.0 and 0.0 are the same place.
    [a.x + 0.0, a.y + 0.0, b.x + 0.0, b.y + 0.0].map(f64::to_bits)
}

/// An edge with its polygon's interior on the left; `owner` is `None` for the whole, whose exterior is on the left.
#[derive(Clone, Copy)]
struct Edge {
    a: Coord<f64>,
    b: Coord<f64>,
    owner: Option<usize>,
}

fn edges(parts: &[Part], whole: Option<&Part>) -> Vec<Edge> {
    let of = |part: &Part, owner: Option<usize>| -> Vec<Edge> {
        let keep = if owner.is_some() { Side::Left } else { Side::Right };
        part.polygon
            .edges()
            .filter(|e| e.a != e.b)
            .map(|e| if e.interior == keep { (e.a, e.b) } else { (e.b, e.a) })
            .map(|(a, b)| Edge { a, b, owner })
            .collect()
    };
    let parts = parts.iter().enumerate().flat_map(|(i, p)| of(p, Some(i)));
    parts.chain(whole.into_iter().flat_map(|w| of(w, None))).collect()
}

/// The edges that have no edge in the opposite direction.
fn unpaired(edges: Vec<Edge>) -> Vec<Edge> {
    let mut open: HashMap<Bits, Vec<usize>> = HashMap::new();
    let mut paired = vec![false; edges.len()];
    for (i, e) in edges.iter().enumerate() {
        if let Some(j) = open.get_mut(&bits(e.b, e.a)).and_then(Vec::pop) {
            paired[i] = true;
            paired[j] = true;
        } else {
            open.entry(bits(e.a, e.b)).or_default().push(i);
        }
    }
    edges
        .into_iter()
        .zip(paired)
        .filter(|(_, p)| !p)
        .map(|(e, _)| e)
        .collect()
}

/// Splits edges at the vertices of others that lie exactly on them.
fn split(edges: &[Edge]) -> Vec<Edge> {
    let vertices: BTreeSet<[u64; 2]> = edges
        .iter()
        .flat_map(|e| [e.a, e.b])
        .map(|c| [c.x, c.y].map(|v| (v + 0.0).to_bits()))
        .collect();
    let tree = RTree::bulk_load(
        vertices
            .iter()
            .map(|v| v.map(f64::from_bits))
            .collect::<Vec<[f64; 2]>>(),
    );
    let mut out = Vec::with_capacity(edges.len());
    for e in edges {
        let envelope = AABB::from_corners([e.a.x, e.a.y], [e.b.x, e.b.y]);
        let mut on: Vec<Coord<f64>> = tree
            .locate_in_envelope(envelope)
            .map(|v| Coord { x: v[0], y: v[1] })
            .filter(|v| *v != e.a && *v != e.b && on_edge(e.a, e.b, *v))
            .collect();
        let along = |c: &Coord<f64>| (c.x - e.a.x).abs() + (c.y - e.a.y).abs();
        on.sort_by(|p, q| along(p).total_cmp(&along(q)));
        let mut from = e.a;
        for to in on.into_iter().chain([e.b]) {
            out.push(Edge { a: from, b: to, ..*e });
            from = to;
        }
    }
    out
}

/// The bounding boxes of parts, to find those near a place: a country has thousands of units and, if badly digitised,
/// as many holes.
struct Boxes(RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>);

impl Boxes {
    fn new(parts: &[Part]) -> Self {
        let boxes = parts.iter().enumerate().filter_map(|(i, part)| {
            let r = part.polygon.bbox()?;
            let rectangle = Rectangle::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]);
            Some(GeomWithData::new(rectangle, i))
        });
        Self(RTree::bulk_load(boxes.collect()))
    }

    /// Parts whose box meets a box, in ascending order.
    fn near(&self, r: Rect<f64>) -> BTreeSet<usize> {
        let envelope = AABB::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y]);
        self.0
            .locate_in_envelope_intersecting(envelope)
            .map(|b| b.data)
            .collect()
    }
}

/// The flaws of `parts` as a tiling of `whole`; without a whole, as a tiling of their own union without holes.
pub(super) fn flaws(parts: &[Part], whole: Option<&Part>) -> Vec<Flaw> {
    let left = unpaired(split(&unpaired(edges(parts, whole))));
    if left.is_empty() {
        return Vec::new();
    }
    let involved: BTreeSet<usize> = left.iter().filter_map(|e| e.owner).collect();
    let near = Boxes::new(parts);
    let mut out = Vec::new();
    let mut boxes: Vec<Rect<f64>> = Vec::new();
    let mut note = |surface: &MultiPolygon<f64>, flaw: &dyn Fn(Region) -> Flaw| {
        for (region, bounds) in regions(surface) {
            out.push(flaw(region));
            boxes.push(bounds);
        }
    };
    for &a in &involved {
        let others = parts[a].polygon.bbox().map(|r| near.near(r)).unwrap_or_default();
        for b in others.into_iter().filter(|b| *b > a && involved.contains(b)) {
            note(&parts[a].geometry().intersection(parts[b].geometry()), &|r| {
                Flaw::Overlap(a, b, r)
            });
        }
    }
    if let Some(whole) = whole {
        for &i in &involved {
            note(&parts[i].geometry().difference(whole.geometry()), &|r| {
                Flaw::Outside(i, r)
            });
        }
        let union = geo::unary_union(parts.iter().flat_map(|p| p.geometry().iter()));
        note(&whole.geometry().difference(&union), &Flaw::Gap);
    } else {
        let union = geo::unary_union(involved.iter().flat_map(|&i| parts[i].geometry().iter()));
        let holes = union
            .iter()
            .flat_map(Polygon::interiors)
            .map(|h| Polygon::new(h.clone(), vec![]));
        // A part without open edges fills the hole of the others in which it lies, so there is no gap.
        let open = |hole: &Polygon<f64>| {
            let inside = hole.interior_point().map(|p| LonLat::from(p.0));
            inside.is_some_and(|p| {
                let here = Rect::new((p.lon, p.lat), (p.lon, p.lat));
                !near
                    .near(here)
                    .into_iter()
                    .any(|i| parts[i].polygon.position(p) != Position::Outside)
            })
        };
        note(&MultiPolygon::new(holes.filter(open).collect()), &Flaw::Gap);
    }
    if whole.is_some() {
        out.extend(loose(&left, &boxes));
    }
    out
}

/// One flaw per part for edges that no region explains.
fn loose(left: &[Edge], boxes: &[Rect<f64>]) -> Vec<Flaw> {
    /// About a metre.
    const MARGIN_DEG: f64 = 1e-5;
    let explained = |p: Coord<f64>| {
        boxes.iter().any(|r| {
            p.x >= r.min().x - MARGIN_DEG
                && p.x <= r.max().x + MARGIN_DEG
                && p.y >= r.min().y - MARGIN_DEG
                && p.y <= r.max().y + MARGIN_DEG
        })
    };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for e in left {
        let middle = Coord {
            x: f64::midpoint(e.a.x, e.b.x),
            y: f64::midpoint(e.a.y, e.b.y),
        };
        if ![e.a, middle, e.b].into_iter().any(explained) && seen.insert(e.owner) {
            out.push(Flaw::Unpaired(e.owner, middle.into()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    fn rect(west: f64, east: f64, south: f64, north: f64) -> Part {
        let p = polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)];
        Part::new(&MultiPolygon::new(vec![p]))
    }

    #[test]
    fn tiles_with_and_without_shared_vertices_have_no_flaw() {
        // The right column's middle vertex lies on the left tile's edge.
        let parts = [
            rect(0.0, 1.0, 0.0, 2.0),
            rect(1.0, 2.0, 0.0, 1.0),
            rect(1.0, 2.0, 1.0, 2.0),
        ];
        assert_eq!(flaws(&parts, Some(&rect(0.0, 2.0, 0.0, 2.0))), []);
        assert_eq!(flaws(&parts, None), []);
    }

    #[test]
    fn a_gap_an_overlap_and_a_part_outside_are_told_apart() {
        let whole = rect(0.0, 2.0, 0.0, 1.0);
        let kinds = |parts: &[Part]| -> Vec<&str> {
            flaws(parts, Some(&whole))
                .iter()
                .map(|f| match f {
                    Flaw::Gap(r) if r.sliver() => "sliver gap",
                    Flaw::Gap(_) => "gap",
                    Flaw::Overlap(..) => "overlap",
                    Flaw::Outside(..) => "outside",
                    Flaw::Unpaired(..) => "unpaired",
                })
                .collect()
        };
        assert_eq!(kinds(&[rect(0.0, 0.9, 0.0, 1.0), rect(1.0, 2.0, 0.0, 1.0)]), ["gap"]);
        assert_eq!(
            kinds(&[rect(0.0, 1.1, 0.0, 1.0), rect(1.0, 2.0, 0.0, 1.0)]),
            ["overlap"]
        );
        assert_eq!(
            kinds(&[rect(0.0, 1.0, 0.0, 1.1), rect(1.0, 2.0, 0.0, 1.0)]),
            ["outside"]
        );
        assert_eq!(
            kinds(&[rect(0.0, 0.999_999, 0.0, 1.0), rect(1.0, 2.0, 0.0, 1.0)]),
            ["sliver gap"]
        );
        assert!(kinds(&[rect(0.0, 1.0 - 1e-13, 0.0, 1.0), rect(1.0, 2.0, 0.0, 1.0)]).contains(&"unpaired"));
    }

    #[test]
    fn a_hole_that_nobody_fills_is_a_gap_without_a_whole() {
        let ring = [
            rect(0.0, 3.0, 0.0, 1.0),
            rect(0.0, 3.0, 2.0, 3.0),
            rect(0.0, 1.0, 1.0, 2.0),
            rect(2.0, 3.0, 1.0, 2.0),
        ];
        assert!(matches!(flaws(&ring, None)[..], [Flaw::Gap(_)]));
    }
}
