//! The rings of a multipolygon against each other: where they meet, and which lies in which.
use super::problem::{Kind, Problem};
use super::wedge::Wedge;
use crate::edge_tree::EdgeTree;
use crate::meeting::{Meeting, meeting};
use crate::orientation::{is_counter_clockwise, on_edge};
use crate::position::{Position, PreparedPolygon};
use geo::{BoundingRect, Coord, LineString, MultiPolygon, Polygon, Rect};
use std::cell::OnceCell;

/// A ring without repeated vertices, open.
struct Ring {
    part: usize,
    role: usize,
    coords: Vec<Coord<f64>>,
    counter_clockwise: bool,
    bbox: Option<Rect<f64>>,
    prepared: OnceCell<PreparedPolygon>,
}

impl Ring {
    fn end(&self, edge: usize) -> Coord<f64> {
        self.coords[(edge + 1) % self.coords.len()]
    }

    fn closed(&self) -> LineString<f64> {
        LineString(self.coords.iter().chain(&self.coords[..1]).copied().collect())
    }

    fn position(&self, c: Coord<f64>) -> Position {
        let prepare = || PreparedPolygon::new(MultiPolygon::new(vec![Polygon::new(self.closed(), vec![])]));
        self.prepared.get_or_init(prepare).position(c.into())
    }

    /// The ring's way through a point on it.
    fn wedge(&self, at: Coord<f64>) -> Option<Wedge> {
        let count = self.coords.len();
        if let Some(i) = self.coords.iter().position(|c| *c == at) {
            return Some(Wedge {
                before: self.coords[(i + count - 1) % count],
                at,
                after: self.coords[(i + 1) % count],
            });
        }
        let edge = (0..count).find(|&i| on_edge(self.coords[i], self.end(i), at))?;
        Some(Wedge {
            before: self.coords[edge],
            at,
            after: self.end(edge),
        })
    }

    /// Whether it lies in another ring that it may touch but does not cross.
    fn lies_in(&self, other: &Self) -> bool {
        let within = |a: Rect<f64>, b: Rect<f64>| {
            a.min().x >= b.min().x && a.min().y >= b.min().y && a.max().x <= b.max().x && a.max().y <= b.max().y
        };
        if !self.bbox.zip(other.bbox).is_some_and(|(a, b)| within(a, b)) {
            return false;
        }
        for c in &self.coords {
            match other.position(*c) {
                Position::Inside => return true,
                Position::Outside => return false,
                Position::OnBoundary => {}
            }
        }
        // Every vertex is on the other ring: the direction of one edge decides.
        let (from, to) = (self.coords[0], self.end(0));
        other
            .wedge(from)
            .is_some_and(|w| w.is_left(to) == other.counter_clockwise)
    }

    fn problem(&self, kind: Kind, at: Coord<f64>) -> Problem {
        Problem {
            kind,
            part: self.part,
            ring: self.role,
            place: Some(at.into()),
        }
    }
}

/// Two rings that touch at a point, by number, the smaller first.
pub struct Touch {
    rings: [usize; 2],
    at: Coord<f64>,
}

/// What comparing all edges gives.
pub struct Meetings {
    pub problems: Vec<Problem>,
    pub touches: Vec<Touch>,
}

/// All rings, part by part, each part's exterior first.
pub struct Rings(Vec<Ring>);

impl Rings {
    /// Takes the rings apart; also what is wrong with each by itself.
    pub fn of(multi: &MultiPolygon<f64>) -> (Self, Vec<Problem>) {
        let (mut rings, mut found) = (vec![], vec![]);
        for (part, polygon) in multi.iter().enumerate() {
            let lines = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            for (ring, line) in lines.enumerate().filter(|(_, line)| !line.0.is_empty()) {
                let finite = |c: &&Coord<f64>| c.x.is_finite() && c.y.is_finite();
                let place = line.0.iter().find(finite).map(|c| (*c).into());
                if !line.0.iter().all(|c| finite(&c)) {
                    found.push(Problem {
                        kind: Kind::NotFinite,
                        part,
                        ring,
                        place,
                    });
                    continue;
                }
                let mut coords: Vec<Coord<f64>> = vec![];
                for c in &line.0 {
                    if coords.last() == Some(c) {
                        found.push(Problem {
                            kind: Kind::RepeatedPoint,
                            part,
                            ring,
                            place: Some((*c).into()),
                        });
                    } else {
                        coords.push(*c);
                    }
                }
                if coords.first() == coords.last() {
                    coords.pop();
                }
                let third = coords
                    .get(2..)
                    .and_then(|rest| rest.iter().find(|c| **c != coords[0] && **c != coords[1]));
                if third.is_none() {
                    found.push(Problem {
                        kind: Kind::TooFewPoints,
                        part,
                        ring,
                        place,
                    });
                    continue;
                }
                let counter_clockwise = is_counter_clockwise(&coords);
                let bbox = line.bounding_rect();
                rings.push(Ring {
                    part,
                    role: ring,
                    coords,
                    counter_clockwise,
                    bbox,
                    prepared: OnceCell::new(),
                });
            }
        }
        (Self(rings), found)
    }

    /// Compares all edges that come near each other.
    pub fn meetings(&self) -> Meetings {
        let edges =
            self.0.iter().enumerate().flat_map(|(number, ring)| {
                (0..ring.coords.len()).map(move |i| (ring.coords[i], ring.end(i), (number, i)))
            });
        let tree = EdgeTree::new(edges);
        let mut met = Meetings {
            problems: vec![],
            touches: vec![],
        };
        for (number, ring) in self.0.iter().enumerate() {
            for i in 0..ring.coords.len() {
                let edge = (ring.coords[i], ring.end(i));
                for other in tree.touching_edge(edge.0, edge.1) {
                    if other.label > (number, i) {
                        self.compare(&mut met, ((number, i), edge), (other.label, (other.a, other.b)));
                    }
                }
            }
        }
        met.touches.sort_by(|x, y| {
            x.rings
                .cmp(&y.rings)
                .then(x.at.x.total_cmp(&y.at.x))
                .then(x.at.y.total_cmp(&y.at.y))
        });
        met.touches.dedup_by(|x, y| x.rings == y.rings && x.at == y.at);
        for touch in &met.touches {
            let [a, b] = touch.rings.map(|r| &self.0[r]);
            let crossed = a
                .wedge(touch.at)
                .zip(b.wedge(touch.at))
                .is_some_and(|(a, b)| a.is_crossed_by(&b));
            if crossed {
                met.problems.push(between(a, b, touch.at));
            }
        }
        met
    }

    fn compare(&self, met: &mut Meetings, one: Located, two: Located) {
        let (first, second) = (&self.0[one.0.0], &self.0[two.0.0]);
        let meeting = meeting(one.1, two.1);
        if one.0.0 != two.0.0 {
            match meeting {
                Meeting::Apart => {}
                Meeting::Touching { at, .. } => met.touches.push(Touch {
                    rings: [one.0.0, two.0.0],
                    at,
                }),
                Meeting::Crossing { at, .. } | Meeting::Overlapping { from: at, .. } => {
                    met.problems.push(between(first, second, at));
                }
            }
            return;
        }
        let count = first.coords.len();
        let (i, j) = (one.0.1, two.0.1);
        let adjacent = j == i + 1 || (i == 0 && j == count - 1);
        match meeting {
            Meeting::Touching { at, .. } if !adjacent => {
                met.problems.push(first.problem(Kind::RingTouchesItself, at));
            }
            Meeting::Apart | Meeting::Touching { .. } => {}
            Meeting::Crossing { at, .. } | Meeting::Overlapping { from: at, .. } => {
                met.problems.push(first.problem(Kind::SelfIntersection, at));
            }
        }
    }

    /// Holes and parts where they should not be. Rings may touch here; they don't cross.
    pub fn nesting(&self, touches: &[Touch]) -> Vec<Problem> {
        let mut found = self.disconnected(touches);
        let parts: Vec<&[Ring]> = self.0.chunk_by(|a, b| a.part == b.part).collect();
        for rings in &parts {
            let Some((shell, holes)) = rings.split_first() else {
                continue;
            };
            for hole in holes {
                if !hole.lies_in(shell) {
                    let outside = hole.coords.iter().find(|c| shell.position(**c) == Position::Outside);
                    found.push(hole.problem(Kind::HoleOutsideShell, *outside.unwrap_or(&hole.coords[0])));
                }
                let nested = |other: &&Ring| other.role != hole.role && hole.lies_in(other);
                if holes.iter().any(|other| nested(&other)) {
                    found.push(hole.problem(Kind::NestedHoles, hole.coords[0]));
                }
            }
        }
        for one in &parts {
            for two in parts.iter().filter(|two| two[0].part != one[0].part) {
                let in_a_hole = two[1..].iter().any(|hole| one[0].lies_in(hole));
                if one[0].lies_in(&two[0]) && !in_a_hole {
                    found.push(one[0].problem(Kind::PartsOverlap, one[0].coords[0]));
                }
            }
        }
        found
    }

    /// Rings of one part and the points where they touch form a graph; a circle in it encloses some interior.
    fn disconnected(&self, touches: &[Touch]) -> Vec<Problem> {
        let mut points: Vec<(usize, Coord<f64>)> = vec![];
        let mut links: Vec<(usize, usize)> = vec![];
        for touch in touches {
            let [a, b] = touch.rings;
            if self.0[a].part != self.0[b].part {
                continue;
            }
            let here = (self.0[a].part, touch.at);
            let point = points.iter().position(|p| *p == here).unwrap_or_else(|| {
                points.push(here);
                points.len() - 1
            });
            links.extend([(a, self.0.len() + point), (b, self.0.len() + point)]);
        }
        links.sort_unstable();
        links.dedup();
        let mut root: Vec<usize> = (0..self.0.len() + points.len()).collect();
        let mut found = vec![];
        for (ring, point) in links {
            let (a, b) = (root_of(&root, ring), root_of(&root, point));
            if a == b {
                let at = points[point - self.0.len()].1;
                found.push(self.0[ring].problem(Kind::InteriorDisconnected, at));
            }
            root[a] = b;
        }
        found
    }
}

/// An edge with its ring and its index there.
type Located = ((usize, usize), (Coord<f64>, Coord<f64>));

fn between(a: &Ring, b: &Ring, at: Coord<f64>) -> Problem {
    let kind = if a.part == b.part {
        Kind::RingsCross
    } else {
        Kind::PartsOverlap
    };
    b.problem(kind, at)
}

fn root_of(root: &[usize], mut i: usize) -> usize {
    while root[i] != i {
        i = root[i];
    }
    i
}
