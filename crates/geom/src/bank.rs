//! Rule N11: on which bank of a directed line a point lies.
//!
//! Knows no segment and no chief: a side, by exact orientation.
use super::lonlat::LonLat;
use super::nearest::Foot;
use super::orientation::{Side, Turn, orientation};
use geo::Coord;

/// Side of `line`, seen along its direction, on which p lies, given p's foot on it (N11).
///
/// Inside an edge the sign of the orientation; at an inner vertex right where the line turns left and
/// left where it turns right, straight on as inside the edge; at an end the sign for the end edge.
///
/// ```
/// use riverchief_geom::{LonLat, Side, bank_at, nearest::foot_on_line};
/// let line = [(109.0, 21.0), (109.1, 21.0)].map(geo::Coord::from);
/// let p = LonLat::new(109.05, 21.01);
/// let foot = foot_on_line(p, &line).unwrap();
/// assert_eq!(bank_at(p, &line, &foot), Side::Left);
/// ```
#[must_use]
pub fn bank_at(p: LonLat, line: &[Coord<f64>], foot: &Foot) -> Side {
    let (Some(&a), Some(&b)) = (line.get(foot.edge), line.get(foot.edge + 1)) else {
        return Side::On;
    };
    let p = p.coord();
    let vertex = if foot.t <= 0.0 {
        a
    } else if foot.t >= 1.0 {
        b
    } else {
        return orientation(a, b, p).into();
    };
    // On the vertex is on the line, whichever way the line turns there.
    if p == vertex {
        return Side::On;
    }
    let at = if foot.t <= 0.0 { foot.edge } else { foot.edge + 1 };
    let before = line[..at].iter().rev().find(|&&c| c != vertex);
    let after = line[at..].iter().find(|&&c| c != vertex);
    match (before, after) {
        (Some(&before), Some(&after)) => match orientation(before, vertex, after) {
            Turn::Left => Side::Right,
            Turn::Right => Side::Left,
            Turn::Straight => orientation(before, vertex, p).into(),
        },
        (Some(&before), None) => orientation(before, vertex, p).into(),
        (None, Some(&after)) => orientation(vertex, after, p).into(),
        (None, None) => Side::On,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nearest::foot_on_line;

    fn bank(p: (f64, f64), line: &[(f64, f64)]) -> Side {
        let line: Vec<Coord<f64>> = line.iter().map(|&c| c.into()).collect();
        let p = LonLat::new(p.0, p.1);
        bank_at(p, &line, &foot_on_line(p, &line).unwrap())
    }

    const EAST: &[(f64, f64)] = &[(109.0, 21.0), (109.1, 21.0)];
    const TURNS_LEFT: &[(f64, f64)] = &[(109.0, 21.0), (109.1, 21.0), (109.1, 21.1)];
    const TURNS_RIGHT: &[(f64, f64)] = &[(109.0, 21.0), (109.1, 21.0), (109.1, 20.9)];

    #[test]
    fn inside_an_edge_by_its_sign() {
        assert_eq!(bank((109.05, 21.01), EAST), Side::Left);
        assert_eq!(bank((109.05, 20.99), EAST), Side::Right);
        assert_eq!(bank((109.05, 21.0), EAST), Side::On);
        assert_eq!(bank((109.05, 21.0_f64.next_up()), EAST), Side::Left);
    }

    #[test]
    fn at_an_inner_vertex_by_the_turn() {
        assert_eq!(bank((109.11, 20.99), TURNS_LEFT), Side::Right);
        // Left of the first edge's extension and still outside of the bend.
        assert_eq!(bank((109.11, 20.999_999), TURNS_LEFT), Side::Right);
        assert_eq!(bank((109.11, 21.01), TURNS_RIGHT), Side::Left);
        assert_eq!(bank((109.1, 21.0), TURNS_LEFT), Side::On);
    }

    #[test]
    fn in_the_bend_by_the_edge() {
        assert_eq!(bank((109.09, 21.01), TURNS_LEFT), Side::Left);
        assert_eq!(bank((109.09, 20.99), TURNS_RIGHT), Side::Right);
    }

    #[test]
    fn straight_on_as_inside() {
        let straight = &[(109.0, 21.0), (109.1, 21.0), (109.2, 21.0)];
        assert_eq!(bank((109.1, 21.01), straight), Side::Left);
        assert_eq!(bank((109.1, 20.99), straight), Side::Right);
    }

    #[test]
    fn at_the_ends_by_the_end_edge() {
        assert_eq!(bank((108.9, 21.01), EAST), Side::Left);
        assert_eq!(bank((109.2, 20.99), EAST), Side::Right);
        assert_eq!(bank((109.2, 21.0), EAST), Side::On);
        assert_eq!(bank((109.1, 21.0), EAST), Side::On);
    }

    #[test]
    fn repeated_vertices_are_passed_over() {
        let c = (109.1, 21.0);
        assert_eq!(
            bank((109.11, 20.99), &[(109.0, 21.0), c, c, (109.1, 21.1)]),
            Side::Right
        );
        assert_eq!(bank((109.11, 20.99), &[c, c]), Side::On);
    }
}
