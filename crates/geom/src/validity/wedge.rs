//! Directions around a vertex of a ring, exactly.
use crate::orientation::{Turn, orientation};
use geo::Coord;

/// A ring on its way through a point: where it comes from and where it goes.
#[derive(Clone, Copy, Debug)]
pub struct Wedge {
    pub before: Coord<f64>,
    pub at: Coord<f64>,
    pub after: Coord<f64>,
}

impl Wedge {
    /// Whether the direction at → towards leads into the left side of the ring.
    pub fn is_left(&self, towards: Coord<f64>) -> bool {
        let arriving = orientation(self.before, self.at, towards) == Turn::Left;
        let leaving = orientation(self.at, self.after, towards) == Turn::Left;
        match orientation(self.before, self.at, self.after) {
            Turn::Left => arriving && leaving,
            Turn::Right => arriving || leaving,
            Turn::Straight => leaving,
        }
    }

    /// Whether another ring changes sides where it passes through the same point.
    pub fn is_crossed_by(&self, other: &Self) -> bool {
        self.is_left(other.before) != self.is_left(other.after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_of_a_convex_a_reflex_and_a_straight_way() {
        let c = |x: f64, y: f64| Coord { x, y };
        let at = c(0.0, 0.0);
        let convex = Wedge {
            before: c(-1.0, 0.0),
            at,
            after: c(0.0, 1.0),
        };
        let reflex = Wedge {
            before: c(-1.0, 0.0),
            at,
            after: c(0.0, -1.0),
        };
        let straight = Wedge {
            before: c(-1.0, 0.0),
            at,
            after: c(1.0, 0.0),
        };
        for (towards, expected) in [
            (c(-1.0, 1.0), [true, true, true]),
            (c(1.0, 1.0), [false, true, true]),
            (c(1.0, 0.0), [false, true, false]),
            (c(1.0, -1.0), [false, true, false]),
            (c(-1.0, -1.0), [false, false, false]),
            (c(0.0, 1.0), [false, true, true]),
        ] {
            assert_eq!(
                [convex, reflex, straight].map(|w| w.is_left(towards)),
                expected,
                "{towards:?}"
            );
        }
    }
}
