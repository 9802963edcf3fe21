//! A line against labelled border edges: where it crosses them and where it lies on them.
//!
//! Feeds rule N3 (a cut at every crossing and wherever lying on a border begins or ends). Decisions are
//! exact; parameters are rounded. Knows no units and no zones.
use super::edge_tree::EdgeTree;
use super::lonlat::LonLat;
use super::meeting::{Meeting, meeting};
use geo::Coord;

/// One common point of an edge of the line and a border edge: a crossing, a touch or a T-junction.
#[derive(Clone, Debug, PartialEq)]
pub struct Crossing<T> {
    /// Edge of the line.
    pub edge: usize,
    /// Parameter along it; exactly 0 or 1 at its vertices.
    pub t: f64,
    /// The point, as stored where it is a vertex of either.
    pub place: LonLat,
    /// Label of the border edge.
    pub label: T,
    /// Number of the border edge in its tree.
    pub border_edge: usize,
}

/// A stretch of an edge of the line that lies on a border edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap<T> {
    /// Edge of the line.
    pub edge: usize,
    /// Where the stretch begins along it.
    pub t0: f64,
    /// Where it ends, `t0 < t1`.
    pub t1: f64,
    /// Label of the border edge.
    pub label: T,
    /// Number of the border edge in its tree.
    pub border_edge: usize,
    /// Whether the border edge runs the same way as the line.
    pub same_way: bool,
}

/// Everything that a line has in common with some borders.
#[derive(Clone, Debug, PartialEq)]
pub struct Cuts<T> {
    /// By edge and parameter of the line, then by border edge.
    pub crossings: Vec<Crossing<T>>,
    /// By edge and beginning, then by border edge.
    pub overlaps: Vec<Overlap<T>>,
}

impl<T> Cuts<T> {
    /// Edge and parameter of every crossing and of both ends of every overlap, along the line, each once.
    ///
    /// A vertex is given as the start of the edge behind it, but for the last one.
    #[must_use]
    pub fn params(&self, edges: usize) -> Vec<(usize, f64)> {
        let crossings = self.crossings.iter().map(|c| (c.edge, c.t));
        let ends = self.overlaps.iter().flat_map(|o| [(o.edge, o.t0), (o.edge, o.t1)]);
        let mut params: Vec<(usize, f64)> = crossings
            .chain(ends)
            .map(|(edge, t)| {
                if t >= 1.0 && edge + 1 < edges {
                    (edge + 1, 0.0)
                } else {
                    (edge, t)
                }
            })
            .collect();
        params.sort_by(|x, y| x.0.cmp(&y.0).then(x.1.total_cmp(&y.1)));
        params.dedup();
        params
    }
}

/// Compares every edge of a line with the border edges near it.
///
/// ```
/// use riverchief_geom::{EdgeTree, cutting::cut};
/// let border = EdgeTree::new([((1.0, -1.0).into(), (1.0, 1.0).into(), "county")]);
/// let cuts = cut(&[(0.0, 0.0), (4.0, 0.0)].map(geo::Coord::from), &border);
/// assert_eq!((cuts.crossings[0].t, cuts.crossings[0].label), (0.25, "county"));
/// ```
#[must_use]
pub fn cut<T: Clone>(line: &[Coord<f64>], borders: &EdgeTree<T>) -> Cuts<T> {
    let mut cuts = Cuts {
        crossings: vec![],
        overlaps: vec![],
    };
    for (edge, &[a, b]) in line.array_windows().enumerate() {
        if a == b {
            continue;
        }
        for border in borders.touching_edge(a, b) {
            let (label, border_edge) = (border.label.clone(), border.number);
            match meeting((a, b), (border.a, border.b)) {
                Meeting::Apart => {}
                Meeting::Crossing { t, at } | Meeting::Touching { t, at } => {
                    cuts.crossings.push(Crossing {
                        edge,
                        t,
                        place: at.into(),
                        label,
                        border_edge,
                    });
                }
                Meeting::Overlapping { t0, t1, same_way, .. } => {
                    cuts.overlaps.push(Overlap {
                        edge,
                        t0,
                        t1,
                        label,
                        border_edge,
                        same_way,
                    });
                }
            }
        }
    }
    cuts.crossings.sort_by_key(|x| (x.edge, x.border_edge));
    cuts.crossings
        .sort_by(|x, y| x.edge.cmp(&y.edge).then(x.t.total_cmp(&y.t)));
    cuts.overlaps.sort_by(|x, y| {
        x.edge
            .cmp(&y.edge)
            .then(x.t0.total_cmp(&y.t0))
            .then(x.border_edge.cmp(&y.border_edge))
    });
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> EdgeTree<&'static str> {
        let c = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)].map(Coord::from);
        EdgeTree::new(
            ["south", "east", "north", "west"]
                .into_iter()
                .enumerate()
                .map(|(i, label)| (c[i], c[i + 1], label)),
        )
    }

    fn of(line: &[(f64, f64)]) -> (Cuts<&'static str>, Vec<(usize, f64)>) {
        let line: Vec<Coord<f64>> = line.iter().map(|&c| c.into()).collect();
        let cuts = cut(&line, &square());
        let params = cuts.params(line.len() - 1);
        (cuts, params)
    }

    #[test]
    fn through_two_sides() {
        let (cuts, params) = of(&[(-4.0, 1.0), (12.0, 1.0)]);
        assert_eq!(
            cuts.crossings.iter().map(|c| c.label).collect::<Vec<_>>(),
            ["west", "east"]
        );
        assert_eq!(params, [(0, 0.25), (0, 0.5)]);
    }

    #[test]
    fn through_a_corner_both_sides_are_named_and_one_cut_is_made() {
        let (cuts, params) = of(&[(-1.0, 1.0), (1.0, -1.0)]);
        assert_eq!(cuts.crossings.len(), 2);
        assert_eq!(params, [(0, 0.5)]);
    }

    #[test]
    fn a_vertex_on_a_border_is_one_cut() {
        let (cuts, params) = of(&[(2.0, 2.0), (4.0, 2.0), (6.0, 2.0)]);
        assert_eq!(cuts.crossings.len(), 2, "once for each of the two edges");
        assert_eq!(params, [(1, 0.0)]);
        let (_, params) = of(&[(2.0, 2.0), (4.0, 2.0)]);
        assert_eq!(params, [(0, 1.0)], "an end that touches");
    }

    #[test]
    fn lying_on_a_border() {
        let (cuts, params) = of(&[(1.0, 1.0), (1.0, 0.0), (3.0, 0.0), (3.0, -1.0)]);
        let overlap = &cuts.overlaps[0];
        assert_eq!((overlap.edge, overlap.label, overlap.same_way), (1, "south", true));
        assert_eq!(params, [(1, 0.0), (2, 0.0)]);
        let (cuts, params) = of(&[(6.0, 0.0), (-2.0, 0.0)]);
        assert_eq!(
            (cuts.overlaps[0].t0, cuts.overlaps[0].t1, cuts.overlaps[0].same_way),
            (0.25, 0.75, false)
        );
        assert_eq!(params, [(0, 0.25), (0, 0.75)], "the corners cut nothing else");
    }
}
