//! The integer grid: points, exact signs, pixels.
//!
//! Coordinates stay under 2^50, so products of differences fit `i128` with room to spare.
use geo::Coord;
use std::cmp::Ordering;

/// Coordinates beyond this many cells are refused.
const LIMIT: f64 = 1_125_899_906_842_624.0;

/// A grid point; ordered by x, then y.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    /// Column.
    pub x: i64,
    /// Row.
    pub y: i64,
}

impl Node {
    /// In half cells.
    #[must_use]
    pub fn doubled(self) -> Self {
        Self {
            x: 2 * self.x,
            y: 2 * self.y,
        }
    }

    /// The middle between two nodes, in half cells.
    #[must_use]
    pub fn doubled_middle(self, other: Self) -> Self {
        Self {
            x: self.x + other.x,
            y: self.y + other.y,
        }
    }
}

/// Degrees to cells and back.
#[derive(Clone, Copy, Debug)]
pub struct Grid {
    cells_per_deg: f64,
}

impl Grid {
    /// A grid of cells of so many degrees; `None` where the cells are greater than a degree or too small for exact signs.
    #[must_use]
    pub fn new(cell_deg: f64) -> Option<Self> {
        let cells_per_deg = (1.0 / cell_deg).round();
        (cells_per_deg >= 1.0 && cells_per_deg * 180.0 < LIMIT).then_some(Self { cells_per_deg })
    }

    /// The node nearest to a place; `None` beyond the limit.
    #[expect(clippy::cast_possible_truncation, reason = "within LIMIT, checked")]
    #[must_use]
    pub fn snap(self, c: Coord<f64>) -> Option<Node> {
        let (x, y) = ((c.x * self.cells_per_deg).round(), (c.y * self.cells_per_deg).round());
        (x.abs() < LIMIT && y.abs() < LIMIT).then_some(Node {
            x: x as i64,
            y: y as i64,
        })
    }

    /// The double nearest to the decimal number of degrees.
    #[must_use]
    pub fn coord(self, n: Node) -> Coord<f64> {
        Coord {
            x: float(n.x) / self.cells_per_deg,
            y: float(n.y) / self.cells_per_deg,
        }
    }
}

/// Exact under 2^53.
#[expect(clippy::cast_precision_loss, reason = "grid coordinates are under 2^51")]
#[must_use]
pub fn float(cells: i64) -> f64 {
    cells as f64
}

/// Twice the signed area of a, b, p: positive when p is to the left of ab.
#[must_use]
pub fn cross(a: Node, b: Node, p: Node) -> i128 {
    i128::from(b.x - a.x) * i128::from(p.y - a.y) - i128::from(b.y - a.y) * i128::from(p.x - a.x)
}

/// How far along ab a point lies, in squared cells.
#[must_use]
pub fn along(a: Node, b: Node, p: Node) -> i128 {
    i128::from(b.x - a.x) * i128::from(p.x - a.x) + i128::from(b.y - a.y) * i128::from(p.y - a.y)
}

/// Compares the directions from → a and from → b, counter-clockwise from east.
#[must_use]
pub fn by_direction(from: Node, a: Node, b: Node) -> Ordering {
    let lower = |n: Node| n.y < from.y || (n.y == from.y && n.x < from.x);
    lower(a).cmp(&lower(b)).then_with(|| 0.cmp(&cross(from, a, b)))
}

/// The pixel of the point where the interiors of two segments cross; `None` when they don't.
#[must_use]
pub fn crossing_pixel((a, b): (Node, Node), (c, d): (Node, Node)) -> Option<Node> {
    let (of_a, of_b) = (cross(c, d, a), cross(c, d, b));
    let (of_c, of_d) = (cross(a, b, c), cross(a, b, d));
    if of_a.signum() * of_b.signum() >= 0 || of_c.signum() * of_d.signum() >= 0 {
        return None;
    }
    let (share, whole) = (of_a.abs(), of_a.abs() + of_b.abs());
    Some(Node {
        x: a.x + rounded_share(b.x - a.x, share, whole),
        y: a.y + rounded_share(b.y - a.y, share, whole),
    })
}

/// delta · share / whole, rounded half up, as pixels are half open; digit by digit so that nothing overflows.
fn rounded_share(delta: i64, share: i128, whole: i128) -> i64 {
    let size = delta.unsigned_abs();
    let (mut quotient, mut rest) = (0_i64, 0_i128);
    for shift in [48, 32, 16, 0] {
        let digit = i128::from((size >> shift) & 0xffff);
        let value = (rest << 16) + digit * share;
        quotient = (quotient << 16) + i64::try_from(value / whole).unwrap_or(0);
        rest = value % whole;
    }
    if delta >= 0 {
        quotient + i64::from(2 * rest >= whole)
    } else {
        -quotient - i64::from(2 * rest > whole)
    }
}

/// Whether segment ab meets the half-open pixel [−½, ½)² around `centre`.
#[must_use]
pub fn meets_pixel(a: Node, b: Node, centre: Node) -> bool {
    let (a, b, c) = (a.doubled(), b.doubled(), centre.doubled());
    let (low, high) = (Node { x: c.x - 1, y: c.y - 1 }, Node { x: c.x + 1, y: c.y + 1 });
    if a.x.max(b.x) < low.x || a.x.min(b.x) >= high.x || a.y.max(b.y) < low.y || a.y.min(b.y) >= high.y {
        return false;
    }
    // The open sides count as drawn in by an infinitely small amount: it decides where a sign is zero.
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let sign = |x: i64, y: i64, nudge: i64| {
        let sign = cross(a, b, Node { x, y }).signum();
        if sign == 0 { i128::from(nudge.signum()) } else { sign }
    };
    let corners = [
        sign(low.x, low.y, 0),
        sign(high.x, low.y, dy),
        sign(low.x, high.y, -dx),
        sign(high.x, high.y, dy - dx),
    ];
    !(corners.iter().all(|&s| s > 0) || corners.iter().all(|&s| s < 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(x: i64, y: i64) -> Node {
        Node { x, y }
    }

    #[test]
    fn a_crossing_is_rounded_half_up() {
        assert_eq!(crossing_pixel((n(0, 0), n(4, 4)), (n(0, 4), n(4, 0))), Some(n(2, 2)));
        assert_eq!(crossing_pixel((n(0, 0), n(3, 3)), (n(0, 3), n(3, 0))), Some(n(2, 2)));
        assert_eq!(crossing_pixel((n(3, 3), n(0, 0)), (n(0, 3), n(3, 0))), Some(n(2, 2)));
        assert_eq!(
            crossing_pixel((n(0, 0), n(-3, -3)), (n(0, -3), n(-3, 0))),
            Some(n(-1, -1))
        );
        assert_eq!(crossing_pixel((n(0, 0), n(4, 0)), (n(2, 0), n(2, 5))), None, "a touch");
        let far = 100_000_000_000_000;
        assert_eq!(
            crossing_pixel((n(-far, -far), n(far, far)), (n(-far, far), n(far, -far))),
            Some(n(0, 0))
        );
    }

    #[test]
    fn pixels_are_half_open() {
        let c = n(0, 0);
        assert!(meets_pixel(n(-5, 0), n(5, 0), c));
        assert!(!meets_pixel(n(-5, 1), n(5, 1), c));
        // Through the corner (½, −½) of the pixel, which it does not own; and (−½, −½), which it does.
        assert!(!meets_pixel(n(0, -1), n(1, 0), c));
        assert!(meets_pixel(n(-1, 0), n(0, -1), c));
        // Each of the four pixels round the corner: exactly the right ones.
        assert!(meets_pixel(n(0, -1), n(1, 0), n(1, 0)) && meets_pixel(n(0, -1), n(1, 0), n(0, -1)));
        assert!(meets_pixel(n(-5, -3), n(6, 3), c) && !meets_pixel(n(2, -3), n(2, 3), c));
    }
}
