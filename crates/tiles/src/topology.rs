//! The topology that all zooms share: arcs between nodes, on the finest grid, each with the polygons on its sides and
//! the lines along it.
//!
//! A node is where three faces meet, where a line meets a border or another line, or where a line is cut. An arc runs
//! between two nodes. Every polygon or line that uses an arc uses all of it, so the arc is simplified once for all.
use super::error::TileError;
use super::mercator;
use super::mesh::{Area, Mesh, Ownership, Sharing};
use super::net::Net;
use super::snap::snap_round;
use super::strands::Half;
use geo::{Coord, LineString, MultiPolygon};
use riverchief_geom::arrangement::lattice::{Node, cross};
use std::collections::{BTreeSet, HashMap};

/// The side of an edge that a line uses: none.
const ALONG: i32 = 0;

/// Users of an edge: polygon parts with the side of their inside, then lines, which are numbered after the parts.
type Uses = Vec<(u32, i32)>;

/// A polygon feature for the topology.
pub(super) struct AreaSource<'a> {
    /// Longitude and latitude in degrees, EPSG:4490.
    pub shape: &'a MultiPolygon<f64>,
    pub area: Area,
}

/// An arc between two nodes.
pub(super) struct Arc {
    /// On the finest grid.
    pub points: Vec<Node>,
    /// The parts on its sides; empty for an arc that only lines use.
    pub net: Net,
    /// The greatest displacement in simplification, in cells of the finest grid: a thin part beside the arc limits it.
    pub limit: f64,
}

/// A line: its start, and the arcs that it follows, each with whether it is followed backwards.
pub(super) struct Line {
    pub start: Node,
    pub arcs: Vec<(u32, bool)>,
}

/// Arcs, and the polygons and lines that consist of them.
pub(super) struct Topology {
    pub arcs: Vec<Arc>,
    pub lines: Vec<Line>,
    pub areas: Vec<Area>,
    pub area_of_part: Vec<u32>,
    pub sharing: Vec<Sharing>,
}

struct BaseEdge {
    a: Node,
    b: Node,
    uses: u32,
}

#[derive(Default)]
struct UseTable {
    uses: Vec<Uses>,
    numbers: HashMap<Uses, u32>,
}

impl UseTable {
    fn number(&mut self, uses: &[(u32, i32)]) -> u32 {
        if let Some(&number) = self.numbers.get(uses) {
            return number;
        }
        let number = count(self.uses.len());
        self.uses.push(uses.to_vec());
        self.numbers.insert(uses.to_vec(), number);
        number
    }

    /// Whether two sets of uses are the same; `turned`: the second is seen from the other end of its edge.
    fn same(&self, one: u32, other: u32, turned: bool) -> bool {
        if !turned {
            return one == other;
        }
        let (one, other) = (&self.uses[one as usize], &self.uses[other as usize]);
        one.len() == other.len() && one.iter().zip(other).all(|(o, p)| o.0 == p.0 && o.1 == -p.1)
    }
}

/// A piece (分片): the faces of some areas within some others.
pub(super) struct PieceSource {
    /// Numbers of areas. Each face of the piece is covered by at least one of these,
    pub of: Vec<u32>,
    /// and by at least one of these.
    pub inside: Vec<u32>,
    pub area: Area,
}

/// The shape of a piece on the finest grid: polygons, each its shell and holes, largest first.
pub(super) type PieceShape = Vec<Vec<Vec<Node>>>;

impl Topology {
    /// Overlays polygons and lines on the finest grid.
    ///
    /// # Errors
    /// A coordinate that is not a number.
    pub fn new(
        sources: &[AreaSource<'_>],
        pieces: &[PieceSource],
        lines: &[LineString<f64>],
        groups: usize,
    ) -> Result<(Self, Vec<PieceShape>), TileError> {
        let intake = Intake::new(sources, lines)?;
        let rounded = snap_round(&intake.chains);
        let Intake {
            part_of_chain,
            mut area_of_part,
            mut thickness,
            ..
        } = intake;
        let source_parts = count(area_of_part.len());
        let (edges, table) = base_edges(&rounded, &part_of_chain, source_parts);
        let (mut arcs, lines) = Arcs::new(&edges, &table, &rounded[part_of_chain.len()..], source_parts).finish();
        drop(edges);
        let mut areas: Vec<Area> = sources.iter().map(|s| s.area.clone()).collect();
        let mut sharing = vec![Sharing::Any; groups];
        let bounding: Vec<u32> = (0..count(arcs.len()))
            .filter(|a| !arcs[*a as usize].net.is_empty())
            .collect();
        let mesh = {
            let arcs = bounding.iter().map(|a| &arcs[*a as usize]);
            let ownership = Ownership {
                area_of_part: &area_of_part,
                areas: &areas,
                sharing: &sharing,
            };
            Mesh::new(arcs.map(|arc| (&arc.points[..], &arc.net[..])), &ownership)
        };
        let mut shapes = vec![];
        for (area, outline) in (count(areas.len())..).zip(piece_outlines(&mesh, pieces)) {
            let mut shape: PieceShape = vec![];
            for (polygon, halves) in parts_of(&mesh, &outline) {
                let part = count(area_of_part.len());
                area_of_part.push(area);
                thickness.push(thickness_of(polygon.iter().map(|ring| measures(ring))));
                for half in halves {
                    let strand = &mesh.laid.all[half as usize / 2];
                    let with = half.is_multiple_of(2) != strand.against;
                    arcs[bounding[strand.chain as usize] as usize]
                        .net
                        .push((part, if with { 1 } else { -1 }));
                }
                shape.push(polygon);
            }
            shapes.push(shape);
        }
        areas.extend(pieces.iter().map(|p| p.area.clone()));
        for (group, sharing) in sharing.iter_mut().enumerate() {
            *sharing = sharing_of(&mesh, &areas, sources.len(), group);
        }
        for arc in &mut arcs {
            let thin = arc.net.iter().map(|n| thickness[n.0 as usize]);
            arc.limit = thin.fold(f64::INFINITY, f64::min) / 4.0;
        }
        let topology = Self {
            arcs,
            lines,
            areas,
            area_of_part,
            sharing,
        };
        Ok((topology, shapes))
    }

    /// The parts and areas, as [`Mesh::new`] needs them.
    pub fn ownership(&self) -> Ownership<'_> {
        Ownership {
            area_of_part: &self.area_of_part,
            areas: &self.areas,
            sharing: &self.sharing,
        }
    }

    /// Approximate memory use, in bytes.
    pub fn bytes(&self) -> usize {
        let arcs: usize = self
            .arcs
            .iter()
            .map(|a| 80 + a.points.len() * 16 + a.net.len() * 8)
            .sum();
        arcs + self.lines.iter().map(|l| 40 + l.arcs.len() * 8).sum::<usize>() + self.area_of_part.len() * 4
    }
}

/// The input on the finest grid: the rings of polygons, then lines.
struct Intake {
    chains: Vec<Vec<Node>>,
    /// Part of each ring.
    part_of_chain: Vec<u32>,
    area_of_part: Vec<u32>,
    /// Thickness of each part in cells: twice its area divided by its perimeter, which for a long strip is its width.
    thickness: Vec<f64>,
}

impl Intake {
    fn new(sources: &[AreaSource<'_>], lines: &[LineString<f64>]) -> Result<Self, TileError> {
        let mut intake = Self {
            chains: vec![],
            part_of_chain: vec![],
            area_of_part: vec![],
            thickness: vec![],
        };
        for (area, source) in (0_u32..).zip(sources) {
            for polygon in source.shape {
                let part = count(intake.area_of_part.len());
                intake.area_of_part.push(area);
                let mut measured = vec![];
                let outer = std::iter::once((polygon.exterior(), false));
                for (ring, inner) in outer.chain(polygon.interiors().iter().map(|r| (r, true))) {
                    let chain = ring_on_grid(ring, inner)?;
                    measured.push(measures(&chain));
                    intake.chains.push(chain);
                    intake.part_of_chain.push(part);
                }
                intake.thickness.push(thickness_of(measured.into_iter()));
            }
        }
        for line in lines {
            intake.chains.push(on_grid(line)?);
        }
        Ok(intake)
    }
}

/// The edges of rounded chains, each once, with its users. Uses that cancel out are left out.
fn base_edges(rounded: &[Vec<Node>], part_of_chain: &[u32], source_parts: u32) -> (Vec<BaseEdge>, UseTable) {
    let polygons = part_of_chain.len();
    let mut steps: Vec<(Node, Node, u32, i32)> = vec![];
    for (i, chain) in rounded.iter().enumerate() {
        for &[a, b] in chain.array_windows() {
            let sign = if a < b { 1 } else { -1 };
            let (label, sign) = match part_of_chain.get(i) {
                Some(&part) => (part, sign),
                None => (source_parts + count(i - polygons), ALONG),
            };
            steps.push((a.min(b), a.max(b), label, sign));
        }
    }
    steps.sort_unstable();
    let mut table = UseTable::default();
    let mut edges: Vec<BaseEdge> = vec![];
    let mut uses = Uses::new();
    for same in steps.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
        uses.clear();
        for label in same.chunk_by(|p, q| p.2 == q.2) {
            let net: i32 = label.iter().map(|l| l.3).sum();
            if net != 0 || label[0].2 >= source_parts {
                uses.push((label[0].2, net));
            }
        }
        if !uses.is_empty() {
            let (a, b) = (same[0].0, same[0].1);
            edges.push(BaseEdge {
                a,
                b,
                uses: table.number(&uses),
            });
        }
    }
    (edges, table)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn on_grid(line: &LineString<f64>) -> Result<Vec<Node>, TileError> {
    let node =
        |c: &Coord<f64>| mercator::node(*c).ok_or_else(|| TileError::World(format!("({}, {}) is no place", c.x, c.y)));
    let mut nodes = line.0.iter().map(node).collect::<Result<Vec<_>, _>>()?;
    nodes.dedup();
    Ok(nodes)
}

/// A closed ring with the inside of its polygon on the left.
fn ring_on_grid(ring: &LineString<f64>, inner: bool) -> Result<Vec<Node>, TileError> {
    let mut nodes = on_grid(ring)?;
    if nodes.first() != nodes.last() {
        nodes.extend(nodes.first().copied());
    }
    if (measures(&nodes).0 < 0.0) != inner {
        nodes.reverse();
    }
    Ok(nodes)
}

/// The width of a strip of the same area and perimeter, from the measures of its rings.
fn thickness_of(rings: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (doubled, length) = rings.fold((0.0, 0.0), |s, m| (s.0 + m.0, s.1 + m.1));
    doubled / length.max(1.0)
}

/// Twice the signed area, and the length, of a ring, closed or open, in cells.
#[expect(clippy::cast_precision_loss, reason = "a measure of size")]
fn measures(ring: &[Node]) -> (f64, f64) {
    let Some((&first, &last)) = ring.first().zip(ring.last()) else {
        return (0.0, 0.0);
    };
    let steps = ring.array_windows().map(|&[a, b]| (a, b)).chain([(last, first)]);
    let (mut doubled, mut length) = (0_i128, 0.0);
    for (a, b) in steps {
        doubled += cross(first, a, b);
        length += ((b.x - a.x) as f64).hypot((b.y - a.y) as f64);
    }
    (doubled as f64, length)
}

/// Whether two members of a group cover one face.
fn sharing_of(mesh: &Mesh, areas: &[Area], sources: usize, group: usize) -> Sharing {
    let member = |a: &&u32| areas[**a as usize].group.is_some_and(|g| usize::from(g) == group);
    // Pieces are cut along the units, so they overlap where units do.
    let drawn = areas[..sources]
        .iter()
        .any(|a| a.group.is_some_and(|g| usize::from(g) == group));
    let overlap = (0..count(mesh.faces())).any(|f| mesh.covering(f).iter().filter(member).count() > 1);
    if overlap || !drawn { Sharing::Any } else { Sharing::One }
}

/// The outline of each piece as halves of strands.
fn piece_outlines(mesh: &Mesh, pieces: &[PieceSource]) -> Vec<Vec<Half>> {
    let mut outlines: Vec<Vec<Half>> = vec![vec![]; pieces.len()];
    for (half, strand) in (0_u32..).step_by(2).zip(0..mesh.laid.all.len()) {
        let (left, right) = mesh.sides(strand);
        if left == right {
            continue;
        }
        for (piece, outline) in pieces.iter().zip(&mut outlines) {
            let any = |of: &[u32], cover: &[u32]| of.iter().any(|a| cover.binary_search(a).is_ok());
            let holds = |cover: &[u32]| any(&piece.inside, cover) && any(&piece.of, cover);
            match (holds(left), holds(right)) {
                (true, false) => outline.push(half),
                (false, true) => outline.push(half + 1),
                _ => {}
            }
        }
    }
    outlines
}

/// The polygons of an outline, largest first, each with its halves.
fn parts_of(mesh: &Mesh, outline: &[Half]) -> Vec<(Vec<Vec<Node>>, Vec<Half>)> {
    let mut parts: Vec<(Vec<Vec<Node>>, Vec<Half>)> = mesh
        .polygons(outline)
        .into_iter()
        .map(|polygon| (polygon, vec![]))
        .collect();
    // Every edge belongs to one ring.
    let mut part_of: HashMap<(Node, Node), usize> = HashMap::new();
    for (number, (polygon, _)) in parts.iter().enumerate() {
        for ring in polygon {
            let closing = ring.last().copied().zip(ring.first().copied());
            let steps = ring.array_windows().map(|&[a, b]| (a, b)).chain(closing);
            part_of.extend(steps.map(|step| (step, number)));
        }
    }
    for &half in outline {
        let mut points = mesh.laid.along(half);
        let first = points.next().zip(points.next());
        if let Some(&part) = first.and_then(|step| part_of.get(&step)) {
            parts[part].1.push(half);
        }
    }
    let size = |part: &(Vec<Vec<Node>>, Vec<Half>)| part.0.iter().map(|r| measures(r).0).sum::<f64>();
    parts.sort_by(|p, q| size(q).total_cmp(&size(p)));
    parts
}

/// Joins edges into arcs, and finds the arcs of every line.
struct Arcs<'a> {
    edges: &'a [BaseEdge],
    table: &'a UseTable,
    lines: &'a [Vec<Node>],
    parts: u32,
    nodes: Vec<Node>,
    /// The numbers of the nodes of each edge.
    ends: Vec<[u32; 2]>,
    /// Edges by node.
    incident: Vec<u32>,
    starts: Vec<u32>,
}

impl<'a> Arcs<'a> {
    fn new(edges: &'a [BaseEdge], table: &'a UseTable, lines: &'a [Vec<Node>], parts: u32) -> Self {
        let mut sides: Vec<(Node, u32)> = (0_u32..)
            .step_by(2)
            .zip(edges)
            .flat_map(|(i, e)| [(e.a, i), (e.b, i + 1)])
            .collect();
        sides.sort_unstable();
        let (mut nodes, mut ends) = (vec![], vec![[0; 2]; edges.len()]);
        let (mut incident, mut starts) = (vec![], vec![]);
        for same in sides.chunk_by(|p, q| p.0 == q.0) {
            starts.push(count(incident.len()));
            for (_, side) in same {
                ends[*side as usize / 2][*side as usize % 2] = count(nodes.len());
                incident.push(side / 2);
            }
            nodes.push(same[0].0);
        }
        starts.push(count(incident.len()));
        Self {
            edges,
            table,
            lines,
            parts,
            nodes,
            ends,
            incident,
            starts,
        }
    }

    fn at(&self, node: u32) -> &[u32] {
        let node = node as usize;
        &self.incident[self.starts[node] as usize..self.starts[node + 1] as usize]
    }

    /// Whether an arc ends at each node: other than two edges meet there, their users differ, or a line ends there.
    fn breaks(&self) -> Vec<bool> {
        let ends: BTreeSet<Node> = (self.lines.iter())
            .flat_map(|l| l.first().into_iter().chain(l.last()))
            .copied()
            .collect();
        let breaks = (0..count(self.nodes.len())).map(|node| {
            let &[e, f] = self.at(node) else { return true };
            // Both edges leave this node or both reach it: they point in opposite directions.
            let turned = (self.ends[e as usize][0] == node) == (self.ends[f as usize][0] == node);
            let uses = |edge: u32| self.edges[edge as usize].uses;
            !self.table.same(uses(e), uses(f), turned) || ends.contains(&self.nodes[node as usize])
        });
        breaks.collect()
    }

    fn finish(&self) -> (Vec<Arc>, Vec<Line>) {
        let breaks = self.breaks();
        // For each edge: its arc, and whether the arc runs from the smaller node of the edge.
        let mut arc_of_edge = vec![(u32::MAX, false); self.edges.len()];
        let mut arcs: Vec<Arc> = vec![];
        // First the arcs with ends, then the closed ones.
        for closed in [false, true] {
            for node in (0..count(self.nodes.len())).filter(|n| closed || breaks[*n as usize]) {
                for &edge in self.at(node) {
                    if arc_of_edge[edge as usize].0 == u32::MAX {
                        let arc = self.walk(node, edge, &breaks, count(arcs.len()), &mut arc_of_edge);
                        arcs.push(arc);
                    }
                }
            }
        }
        let edge_between = |a: Node, b: Node| {
            let pair = (a.min(b), a.max(b));
            self.edges.partition_point(|e| (e.a, e.b) < pair)
        };
        let lines = self.lines.iter().map(|line| {
            let mut way = vec![];
            let mut i = 0;
            while i + 1 < line.len() {
                let (arc, forward) = arc_of_edge[edge_between(line[i], line[i + 1])];
                way.push((arc, forward != (line[i] < line[i + 1])));
                i += arcs[arc as usize].points.len() - 1;
            }
            Line {
                // A line has at least one vertex.
                start: line[0],
                arcs: way,
            }
        });
        let lines = lines.collect();
        (arcs, lines)
    }

    fn walk(&self, start: u32, first: u32, breaks: &[bool], arc: u32, arc_of_edge: &mut [(u32, bool)]) -> Arc {
        let mut points = vec![self.nodes[start as usize]];
        let (mut node, mut edge) = (start, first);
        loop {
            let [a, b] = self.ends[edge as usize];
            arc_of_edge[edge as usize] = (arc, a == node);
            node = if a == node { b } else { a };
            points.push(self.nodes[node as usize]);
            match self.at(node).iter().find(|i| **i != edge) {
                Some(&next) if !breaks[node as usize] && node != start => edge = next,
                _ => break,
            }
        }
        let sign = if self.ends[first as usize][0] == start { 1 } else { -1 };
        let uses = &self.table.uses[self.edges[first as usize].uses as usize];
        let sided = &uses[..uses.partition_point(|u| u.0 < self.parts)];
        Arc {
            points,
            net: sided.iter().map(|u| (u.0, sign * u.1)).collect(),
            limit: f64::INFINITY,
        }
    }
}
