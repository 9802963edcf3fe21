//! The planar partition: numbered faces, unions of faces, and common borders.
//!
//! Does not know what a face belongs to.
use super::curve::GRID_DEG;
use geo::{Coord, MultiPolygon};
use riverchief_geom::arrangement::Arrangement;
use std::collections::BTreeMap;

/// Lines overlaid to a partition.
#[derive(Debug)]
pub struct Planar {
    laid: Arrangement<()>,
}

impl Planar {
    /// Makes the partition of straight pieces on the grid.
    ///
    /// # Errors
    /// Those of the arrangement.
    pub fn arrange(lines: &[[Coord<f64>; 2]]) -> Result<Self, String> {
        let laid = Arrangement::new(GRID_DEG, lines.iter().map(|line| ((), line))).map_err(|e| e.to_string())?;
        Ok(Self { laid })
    }

    /// A place inside each face.
    pub fn faces(&self) -> impl Iterator<Item = Coord<f64>> + '_ {
        self.laid.faces.iter().map(|f| f.interior.coord())
    }

    /// Area of a face in square degrees, for comparison.
    #[must_use]
    pub fn area(&self, face: usize) -> f64 {
        let ring = |nodes: &[usize]| -> f64 {
            (0..nodes.len())
                .map(|k| {
                    let (a, b) = (self.laid.nodes[nodes[k]], self.laid.nodes[nodes[(k + 1) % nodes.len()]]);
                    (a.x - b.x) * (a.y + b.y) * 0.5
                })
                .sum()
        };
        let face = &self.laid.faces[face];
        (ring(&face.outer) + face.holes.iter().map(|h| ring(h)).sum::<f64>()).abs()
    }

    /// Pairs of faces with a common edge, and its length in degrees; a pair can occur more than once.
    #[must_use]
    pub fn neighbours(&self) -> Vec<(usize, usize, f64)> {
        let pair = |e: &riverchief_geom::arrangement::Edge<()>| {
            let d = self.laid.nodes[e.to] - self.laid.nodes[e.from];
            let length = (d.x * d.x + d.y * d.y).sqrt();
            match (e.left, e.right) {
                (Some(left), Some(right)) if left != right => Some((left, right, length)),
                _ => None,
            }
        };
        self.laid.edges.iter().filter_map(pair).collect()
    }

    /// The union of the faces that satisfy `keep`; every node on its rings stays.
    pub fn melt(&self, keep: impl Fn(usize) -> bool) -> MultiPolygon<f64> {
        let mut one = self.laid.dissolve(|face| keep(face).then_some(()));
        one.remove(&()).unwrap_or_else(|| MultiPolygon::new(Vec::new()))
    }

    /// The common borders of faces of `left` and faces of `right`, with the former on their left, each as long as possible.
    pub fn border(&self, left: impl Fn(usize) -> bool, right: impl Fn(usize) -> bool) -> Vec<Vec<Coord<f64>>> {
        let mut next: BTreeMap<usize, usize> = BTreeMap::new();
        let mut entered: BTreeMap<usize, usize> = BTreeMap::new();
        for e in &self.laid.edges {
            let (Some(l), Some(r)) = (e.left, e.right) else {
                continue;
            };
            let ends = if left(l) && right(r) {
                (e.from, e.to)
            } else if left(r) && right(l) {
                (e.to, e.from)
            } else {
                continue;
            };
            next.insert(ends.0, ends.1);
            entered.insert(ends.1, ends.0);
        }
        let starts: Vec<usize> = next.keys().filter(|n| !entered.contains_key(n)).copied().collect();
        let line = |start: usize| {
            let mut nodes = vec![start];
            while let Some(n) = next.get(&nodes[nodes.len() - 1]) {
                nodes.push(*n);
                if nodes.len() > next.len() + 1 {
                    break;
                }
            }
            nodes.into_iter().map(|n| self.laid.nodes[n]).collect()
        };
        starts.into_iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_squares_share_a_border_of_every_vertex() {
        let c = |x: f64, y: f64| Coord { x, y };
        let ring = [c(0., 0.), c(1., 0.), c(2., 0.), c(2., 1.), c(1., 1.), c(0., 1.)];
        let mut lines: Vec<[Coord<f64>; 2]> = (0..6).map(|k| [ring[k], ring[(k + 1) % 6]]).collect();
        lines.push([c(1., 0.), c(1.1, 0.5)]);
        lines.push([c(1.1, 0.5), c(1., 1.)]);
        let planar = Planar::arrange(&lines).unwrap();
        let west: Vec<bool> = planar.faces().map(|p| p.x < 1.0).collect();
        assert_eq!(west.len(), 2);
        let border = planar.border(|f| west[f], |f| !west[f]);
        assert_eq!(border, vec![vec![c(1., 0.), c(1.1, 0.5), c(1., 1.)]]);
        assert_eq!(planar.melt(|_| true).0[0].exterior().0.len(), 7);
        assert!((planar.area(0) + planar.area(1) - 2.0).abs() < 1e-12);
    }
}
