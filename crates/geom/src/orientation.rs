//! Exact sidedness: on which side of a directed edge a point lies.
//!
//! Signs are exact on the stored doubles (N1); there is no epsilon here and none may be added.
use geo::Coord;

/// Which way the path a → b → p turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Turn {
    /// Counter-clockwise: p is to the left of ab.
    Left,
    /// Clockwise: p is to the right of ab.
    Right,
    /// a, b and p are collinear.
    Straight,
}

/// A side of a directed line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// On the line.
    On,
}

impl From<Turn> for Side {
    fn from(turn: Turn) -> Self {
        match turn {
            Turn::Left => Self::Left,
            Turn::Right => Self::Right,
            Turn::Straight => Self::On,
        }
    }
}

impl Side {
    /// The other side; `On` stays.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Left => Self::Right,
            Self::Right => Self::Left,
            Self::On => Self::On,
        }
    }
}

/// Twice the signed area of the triangle a, b, p; its sign is exact, its value rounded.
#[must_use]
pub fn cross(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> f64 {
    let c = |c: Coord<f64>| robust::Coord { x: c.x, y: c.y };
    robust::orient2d(c(a), c(b), c(p))
}

/// Turn of a → b → p, exact.
///
/// ```
/// use riverchief_geom::orientation::{Turn, orientation};
/// let (a, b) = (geo::coord! { x: 0.0, y: 0.0 }, geo::coord! { x: 1.0, y: 0.0 });
/// assert_eq!(orientation(a, b, geo::coord! { x: 0.5, y: 1e-300 }), Turn::Left);
/// ```
#[must_use]
pub fn orientation(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> Turn {
    let sign = cross(a, b, p);
    if sign > 0.0 {
        Turn::Left
    } else if sign < 0.0 {
        Turn::Right
    } else {
        Turn::Straight
    }
}

/// Whether p lies on the closed edge ab, exactly.
#[must_use]
pub fn on_edge(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> bool {
    p.x >= a.x.min(b.x)
        && p.x <= a.x.max(b.x)
        && p.y >= a.y.min(b.y)
        && p.y <= a.y.max(b.y)
        && orientation(a, b, p) == Turn::Straight
}

/// Whether a ring runs counter-clockwise: exact for simple rings, at the leftmost vertex.
///
/// Rings that cross themselves fall back on the sign of their area where that vertex is a spike.
#[must_use]
pub fn is_counter_clockwise(ring: &[Coord<f64>]) -> bool {
    let mut open: Vec<Coord<f64>> = ring.to_vec();
    open.dedup();
    if open.len() > 1 && open.first() == open.last() {
        open.pop();
    }
    let count = open.len();
    let leftmost = (0..count).min_by(|&i, &j| {
        let (a, b) = (open[i], open[j]);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    });
    let Some(v) = leftmost else { return false };
    let turn = orientation(open[(v + count - 1) % count], open[v], open[(v + 1) % count]);
    if turn != Turn::Straight {
        return turn == Turn::Left;
    }
    let origin = open[v];
    let twice_area: f64 = (0..count)
        .map(|i| {
            let (a, b) = (open[i] - origin, open[(i + 1) % count] - origin);
            a.x * b.y - a.y * b.x
        })
        .sum();
    twice_area > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::coord;

    #[test]
    fn the_sign_is_exact_where_doubles_round() {
        let (a, b) = (coord! { x: 109.0, y: 21.0 }, coord! { x: 109.3, y: 21.7 });
        // The middle as doubles see it, and its neighbours one ulp to either side.
        let p = Coord::<f64> { x: 109.15, y: 21.35 };
        let left = coord! { x: p.x.next_down(), y: p.y };
        let right = coord! { x: p.x.next_up(), y: p.y };
        assert_ne!(orientation(a, b, left), orientation(a, b, right));
        assert_eq!(orientation(a, b, left), Turn::Left);
        assert_eq!(orientation(b, a, left), Turn::Right);
    }

    #[test]
    fn an_edge_is_closed() {
        let (a, b) = (coord! { x: 0.0, y: 0.0 }, coord! { x: 4.0, y: 2.0 });
        assert!(on_edge(a, b, a) && on_edge(a, b, b) && on_edge(a, b, coord! { x: 2.0, y: 1.0 }));
        assert!(!on_edge(a, b, coord! { x: 6.0, y: 3.0 }), "beyond the end");
        assert!(!on_edge(a, b, coord! { x: 2.0, y: 1.0_f64.next_up() }));
        assert!(on_edge(a, a, a) && !on_edge(a, a, b));
    }

    #[test]
    fn the_way_of_a_ring() {
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)].map(Coord::from);
        assert!(is_counter_clockwise(&square));
        let back: Vec<_> = square.iter().rev().copied().collect();
        assert!(!is_counter_clockwise(&back));
        assert!(!is_counter_clockwise(&[]));
    }
}
