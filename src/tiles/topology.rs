//! The topology that all zooms share: arcs between nodes, on the finest grid, each with the polygons on its sides and
//! the lines along it.
//!
//! A node is where three faces meet, where a line meets a border or another line, or where a line is cut; an arc is
//! what runs between two nodes. Whatever uses an arc uses all of it, so that simplifying it once serves all.
use super::TileError;
use super::mercator;
use super::mesh::{Area, Mesh, Net, Ownership, Sharing};
use super::snap::snap_round;
use crate::geom::arrangement::lattice::{Node, cross};
use geo::{Coord, LineString, MultiPolygon};
use std::collections::{BTreeSet, HashMap};

/// Use of an edge by a line has no side.
const ALONG: i32 = 0;

/// What runs along an edge: polygon parts with the side of their inside, then lines, numbered after the parts.
type Uses = Vec<(u32, i32)>;

/// A polygon feature that goes into the topology.
pub(super) struct AreaSource<'a> {
    /// Lon/lat, EPSG:4490.
    pub shape: &'a MultiPolygon<f64>,
    pub area: Area,
}

/// An arc between two nodes.
pub(super) struct Arc {
    /// On the finest grid.
    pub points: Vec<Node>,
    /// Parts on its sides; empty for an arc that only lines use.
    pub net: Net,
    /// It may not be moved by more than this, in cells of the finest grid, for the sake of a thin part beside it.
    pub limit: f64,
}

/// A line: where it begins, and the arcs that it follows, each with whether it is followed backwards.
pub(super) struct Line {
    pub start: Node,
    pub arcs: Vec<(u32, bool)>,
}

/// Arcs and how polygons and lines are made of them.
pub(super) struct Topology {
    pub arcs: Vec<Arc>,
    pub lines: Vec<Line>,
    pub areas: Vec<Area>,
    pub area_of_part: Vec<u32>,
    pub sharing: Vec<Sharing>,
    /// Of every source area: the areas that share a face with it.
    pub company: Vec<BTreeSet<u32>>,
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
    fn number(&mut self, uses: Uses) -> u32 {
        if let Some(&number) = self.numbers.get(&uses) {
            return number;
        }
        let number = u32::try_from(self.uses.len()).unwrap_or(u32::MAX);
        self.uses.push(uses.clone());
        self.numbers.insert(uses, number);
        number
    }

    /// Whether uses, seen from the other end of the edge when `turned`, are the same.
    fn same(&self, one: u32, other: u32, turned: bool) -> bool {
        if !turned {
            return one == other;
        }
        let (one, other) = (&self.uses[one as usize], &self.uses[other as usize]);
        one.len() == other.len() && one.iter().zip(other).all(|(o, p)| o.0 == p.0 && o.1 == -p.1)
    }
}

/// A piece of polygons that the faces define (分片): the faces that all of its areas cover.
pub(super) struct PieceSource {
    /// Numbers of areas, at least one of the first and one of the second.
    pub of: Vec<u32>,
    pub inside: u32,
    pub area: Area,
}

/// A piece as the faces give it, on the finest grid: polygons, each its shell and holes, greatest first.
pub(super) type PieceShape = Vec<Vec<Vec<Node>>>;

impl Topology {
    /// Lays polygons and lines over each other on the finest grid.
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
        let (mut edges, table) = base_edges(&rounded, &part_of_chain, source_parts);
        let polygons = part_of_chain.len();
        let mut areas: Vec<Area> = sources.iter().map(|s| s.area.clone()).collect();
        let mut sharing = vec![Sharing::Any; groups];
        let mesh = base_mesh(
            &edges,
            &table,
            source_parts,
            &Ownership {
                area_of_part: &area_of_part,
                areas: &areas,
                sharing: &sharing,
            },
        );
        let (shapes, piece_uses) = pieces_of(&mesh, pieces, count(areas.len()), &mut area_of_part);
        for shape in &shapes {
            thickness.extend(shape.iter().map(|polygon| {
                let measured: Vec<(f64, f64)> = polygon.iter().map(|ring| measures(ring)).collect();
                let (area, length) = measured.iter().fold((0.0, 0.0), |s, m| (s.0 + m.0, s.1 + m.1));
                area / length.max(1.0)
            }));
        }
        areas.extend(pieces.iter().map(|p| p.area.clone()));
        for (group, sharing) in sharing.iter_mut().enumerate() {
            *sharing = sharing_of(&mesh, &areas, sources.len(), group);
        }
        let company = company_of(&mesh, sources.len());
        drop(mesh);
        // Lines are numbered after all parts, those of pieces too.
        let added = count(area_of_part.len()) - source_parts;
        let mut full = UseTable::default();
        for edge in &mut edges {
            let known = &table.uses[edge.uses as usize];
            let split = known.partition_point(|u| u.0 < source_parts);
            let mut uses = known[..split].to_vec();
            uses.extend(piece_uses.get(&(edge.a, edge.b)).into_iter().flatten());
            uses.extend(known[split..].iter().map(|u| (u.0 + added, u.1)));
            edge.uses = full.number(uses);
        }
        let parts = count(area_of_part.len());
        let (arcs, lines) = arcs(&edges, &full, &rounded[polygons..], parts, &thickness);
        let topology = Self {
            arcs,
            lines,
            areas,
            area_of_part,
            sharing,
            company,
        };
        Ok((topology, shapes))
    }

    /// For [`Mesh::new`].
    pub fn ownership(&self) -> Ownership<'_> {
        Ownership {
            area_of_part: &self.area_of_part,
            areas: &self.areas,
            sharing: &self.sharing,
        }
    }

    /// About how much memory it takes.
    pub fn bytes(&self) -> usize {
        let arcs: usize = self
            .arcs
            .iter()
            .map(|a| 80 + a.points.len() * 16 + a.net.len() * 8)
            .sum();
        arcs + self.lines.iter().map(|l| 40 + l.arcs.len() * 8).sum::<usize>() + self.area_of_part.len() * 4
    }
}

/// Everything on the finest grid: the rings of polygons, then lines.
struct Intake {
    chains: Vec<Vec<Node>>,
    /// Of the rings.
    part_of_chain: Vec<u32>,
    area_of_part: Vec<u32>,
    /// Of every part: twice its area by its perimeter, which is the width of a ribbon, in cells.
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
                let (mut doubled, mut perimeter) = (0.0, 0.0);
                let outer = std::iter::once((polygon.exterior(), false));
                for (ring, inner) in outer.chain(polygon.interiors().iter().map(|r| (r, true))) {
                    let chain = ring_on_grid(ring, inner)?;
                    let (area, length) = measures(&chain);
                    doubled += area;
                    perimeter += length;
                    intake.chains.push(chain);
                    intake.part_of_chain.push(part);
                }
                intake.thickness.push(doubled / perimeter.max(1.0));
            }
        }
        for line in lines {
            intake.chains.push(on_grid(line)?);
        }
        Ok(intake)
    }
}

/// Edges of rounded chains, each once, with all that runs along it; what cancels out is not there.
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
    for same in steps.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
        let mut uses = Uses::new();
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
                uses: table.number(uses),
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

fn base_mesh(edges: &[BaseEdge], table: &UseTable, parts: u32, ownership: &Ownership<'_>) -> Mesh {
    let ends: Vec<[Node; 2]> = edges.iter().map(|e| [e.a, e.b]).collect();
    let chains = edges.iter().zip(&ends).filter_map(|(edge, ends)| {
        let uses = &table.uses[edge.uses as usize];
        let net = &uses[..uses.partition_point(|u| u.0 < parts)];
        (!net.is_empty()).then_some((&ends[..], net))
    });
    Mesh::new(chains, ownership)
}

/// Whether two members of a group cover one face.
fn sharing_of(mesh: &Mesh, areas: &[Area], sources: usize, group: usize) -> Sharing {
    let member = |a: &&u32| areas[**a as usize].group.is_some_and(|g| usize::from(g) == group);
    // Pieces are cut along the units: they overlap where units do.
    let drawn = areas[..sources]
        .iter()
        .any(|a| a.group.is_some_and(|g| usize::from(g) == group));
    let overlap = (0..count(mesh.faces())).any(|f| mesh.covering(f).iter().filter(member).count() > 1);
    if overlap || !drawn { Sharing::Any } else { Sharing::One }
}

fn company_of(mesh: &Mesh, areas: usize) -> Vec<BTreeSet<u32>> {
    let mut company = vec![BTreeSet::new(); areas];
    for face in 0..count(mesh.faces()) {
        let cover = mesh.covering(face);
        for &area in cover {
            company[area as usize].extend(cover.iter().filter(|c| **c != area));
        }
    }
    company
}

/// Pieces out of the faces: their shapes, and what the edges of each part add to the uses.
fn pieces_of(
    mesh: &Mesh,
    pieces: &[PieceSource],
    first_area: u32,
    area_of_part: &mut Vec<u32>,
) -> (Vec<PieceShape>, HashMap<(Node, Node), Uses>) {
    let mut outlines: Vec<Vec<(u32, u32)>> = vec![vec![]; pieces.len()];
    if !pieces.is_empty() {
        for edge in &mesh.edges {
            let (left, right) = (mesh.covering(edge.left), mesh.covering(edge.right));
            if left == right {
                continue;
            }
            for (piece, outline) in pieces.iter().zip(&mut outlines) {
                let holds = |cover: &[u32]| {
                    cover.binary_search(&piece.inside).is_ok()
                        && piece.of.iter().any(|a| cover.binary_search(a).is_ok())
                };
                match (holds(left), holds(right)) {
                    (true, false) => outline.push((edge.from, edge.to)),
                    (false, true) => outline.push((edge.to, edge.from)),
                    _ => {}
                }
            }
        }
    }
    let mut uses: HashMap<(Node, Node), Uses> = HashMap::new();
    let mut shapes = vec![];
    for (area, outline) in (first_area..).zip(&outlines) {
        let mut shape = mesh.polygons(outline);
        shape.sort_by(|p, q| {
            let size = |p: &Vec<Vec<Node>>| p.iter().map(|r| measures(r).0).sum::<f64>();
            size(q).total_cmp(&size(p))
        });
        for polygon in &shape {
            let part = count(area_of_part.len());
            area_of_part.push(area);
            for ring in polygon {
                let steps = ring.array_windows().map(|&[a, b]| (a, b));
                for (a, b) in steps.chain(ring.last().copied().zip(ring.first().copied())) {
                    let sign = if a < b { 1 } else { -1 };
                    uses.entry((a.min(b), a.max(b))).or_default().push((part, sign));
                }
            }
        }
        shapes.push(shape);
    }
    (shapes, uses)
}

/// Joins edges into arcs, and finds the arcs of every line.
fn arcs(
    edges: &[BaseEdge],
    table: &UseTable,
    lines: &[Vec<Node>],
    parts: u32,
    thickness: &[f64],
) -> (Vec<Arc>, Vec<Line>) {
    let mut nodes: Vec<Node> = edges.iter().flat_map(|e| [e.a, e.b]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    let number = |node: Node| nodes.partition_point(|n| *n < node);
    let mut incident: Vec<(usize, usize)> = (edges.iter().enumerate())
        .flat_map(|(i, e)| [(number(e.a), i), (number(e.b), i)])
        .collect();
    incident.sort_unstable();
    let mut starts = vec![0; nodes.len() + 1];
    for (node, _) in &incident {
        starts[node + 1] += 1;
    }
    for node in 0..nodes.len() {
        starts[node + 1] += starts[node];
    }
    let at = |node: usize| &incident[starts[node]..starts[node + 1]];
    let ends: BTreeSet<Node> = (lines.iter())
        .flat_map(|l| l.first().into_iter().chain(l.last()))
        .copied()
        .collect();
    let is_node: Vec<bool> = (0..nodes.len())
        .map(|n| {
            let here = at(n);
            if here.len() != 2 || ends.contains(&nodes[n]) {
                return true;
            }
            let (e, f) = (&edges[here[0].1], &edges[here[1].1]);
            // Both leave, or both reach, this node: then they point against each other.
            let turned = (e.a == nodes[n]) == (f.a == nodes[n]);
            !table.same(e.uses, f.uses, turned)
        })
        .collect();
    let mut arc_of_edge = vec![(u32::MAX, false); edges.len()];
    let mut found: Vec<Arc> = vec![];
    let mut walk = |start: usize, first: usize, arc_of_edge: &mut Vec<(u32, bool)>| {
        if arc_of_edge[first].0 != u32::MAX {
            return;
        }
        let arc = count(found.len());
        let mut points = vec![nodes[start]];
        let (mut node, mut edge) = (start, first);
        loop {
            let e = &edges[edge];
            let forward = e.a == nodes[node];
            arc_of_edge[edge] = (arc, forward);
            node = number(if forward { e.b } else { e.a });
            points.push(nodes[node]);
            let next = at(node).iter().find(|(_, i)| *i != edge);
            match next {
                Some(&(_, i)) if !is_node[node] && node != start => edge = i,
                _ => break,
            }
        }
        let e = &edges[first];
        let sign = if e.a == nodes[start] { 1 } else { -1 };
        let uses = &table.uses[e.uses as usize];
        let net: Net = uses[..uses.partition_point(|u| u.0 < parts)]
            .iter()
            .map(|u| (u.0, sign * u.1))
            .collect();
        let thin = net
            .iter()
            .map(|n| thickness[n.0 as usize])
            .fold(f64::INFINITY, f64::min);
        found.push(Arc {
            points,
            net,
            limit: thin / 4.0,
        });
    };
    for node in (0..nodes.len()).filter(|&n| is_node[n]) {
        for &(_, edge) in at(node) {
            walk(node, edge, &mut arc_of_edge);
        }
    }
    for node in 0..nodes.len() {
        for &(_, edge) in at(node) {
            walk(node, edge, &mut arc_of_edge);
        }
    }
    let key = |a: Node, b: Node| {
        let pair = (a.min(b), a.max(b));
        edges.partition_point(|e| (e.a, e.b) < pair)
    };
    let lines = lines.iter().map(|line| {
        let mut way = vec![];
        let mut i = 0;
        while i + 1 < line.len() {
            let (arc, forward) = arc_of_edge[key(line[i], line[i + 1])];
            way.push((arc, forward != (line[i] < line[i + 1])));
            i += found[arc as usize].points.len() - 1;
        }
        Line {
            // A line has a vertex at least.
            start: line[0],
            arcs: way,
        }
    });
    let lines = lines.collect();
    (found, lines)
}
