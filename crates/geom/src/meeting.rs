//! How two edges meet: apart, at one point, or along a stretch; decided exactly.
//!
//! Decisions come from orientation signs on the stored doubles, parameters are rounded doubles.
use super::orientation::cross;
use geo::Coord;

/// How edge ab meets edge cd. Parameters run along ab, in [0, 1].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meeting {
    /// No common point.
    Apart,
    /// The interiors cross at one point.
    Crossing {
        /// Parameter along ab.
        t: f64,
        /// The crossing, rounded.
        at: Coord<f64>,
    },
    /// One common point that is an end of at least one of them; `at` is that end, as stored.
    Touching {
        /// Parameter along ab: exactly 0 or 1 at its ends.
        t: f64,
        /// The end.
        at: Coord<f64>,
    },
    /// They share a stretch.
    Overlapping {
        /// Where the stretch begins along ab.
        t0: f64,
        /// Where it ends along ab, `t0 < t1`.
        t1: f64,
        /// Its first point, an end of ab or of cd, as stored.
        from: Coord<f64>,
        /// Its last point.
        to: Coord<f64>,
        /// Whether cd runs the same way as ab.
        same_way: bool,
    },
}

/// Parameter of a point of ab, by the longer axis; exactly 0 at a and 1 at b.
fn parameter(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> f64 {
    if p == a {
        return 0.0;
    }
    if p == b {
        return 1.0;
    }
    let d = b - a;
    let share = if d.x.abs() >= d.y.abs() {
        (p.x - a.x) / d.x
    } else {
        (p.y - a.y) / d.y
    };
    share.clamp(0.0, 1.0)
}

/// Whether a point known to be collinear with ab lies between its ends.
fn between(a: Coord<f64>, b: Coord<f64>, p: Coord<f64>) -> bool {
    p.x >= a.x.min(b.x) && p.x <= a.x.max(b.x) && p.y >= a.y.min(b.y) && p.y <= a.y.max(b.y)
}

/// How two edges meet. Degenerate edges (one point) touch or are apart.
///
/// ```
/// use riverchief_geom::meeting::{Meeting, meeting};
/// let c = |x: f64, y: f64| geo::Coord { x, y };
/// let met = meeting((c(0., 0.), c(2., 2.)), (c(0., 2.), c(2., 0.)));
/// assert_eq!(met, Meeting::Crossing { t: 0.5, at: c(1., 1.) });
/// ```
#[must_use]
pub fn meeting((a, b): (Coord<f64>, Coord<f64>), (from, to): (Coord<f64>, Coord<f64>)) -> Meeting {
    let apart = a.x.max(b.x) < from.x.min(to.x)
        || from.x.max(to.x) < a.x.min(b.x)
        || a.y.max(b.y) < from.y.min(to.y)
        || from.y.max(to.y) < a.y.min(b.y);
    if apart {
        return Meeting::Apart;
    }
    let (of_a, of_b) = (cross(from, to, a), cross(from, to, b));
    if (of_a > 0.0 && of_b > 0.0) || (of_a < 0.0 && of_b < 0.0) {
        return Meeting::Apart;
    }
    let (of_from, of_to) = (cross(a, b, from), cross(a, b, to));
    if (of_from > 0.0 && of_to > 0.0) || (of_from < 0.0 && of_to < 0.0) {
        return Meeting::Apart;
    }
    let zero = |sign: f64| sign == 0.0;
    if zero(of_a) && zero(of_b) && zero(of_from) && zero(of_to) {
        return collinear((a, b), (from, to));
    }
    let touch = |at: Coord<f64>| Meeting::Touching {
        t: parameter(a, b, at),
        at,
    };
    if zero(of_a) {
        return touch(a);
    }
    if zero(of_b) {
        return touch(b);
    }
    if zero(of_from) {
        return touch(from);
    }
    if zero(of_to) {
        return touch(to);
    }
    let t = (of_a / (of_a - of_b)).clamp(0.0, 1.0);
    Meeting::Crossing { t, at: a + (b - a) * t }
}

fn collinear((a, b): (Coord<f64>, Coord<f64>), (from, to): (Coord<f64>, Coord<f64>)) -> Meeting {
    let mut shared: Vec<Coord<f64>> = vec![];
    let ends = [
        (a, between(from, to, a)),
        (b, between(from, to, b)),
        (from, between(a, b, from)),
        (to, between(a, b, to)),
    ];
    for (end, common) in ends {
        if common && !shared.contains(&end) {
            shared.push(end);
        }
    }
    // Order along ab decides exactly: collinear points are ordered by either coordinate that differs.
    let key = |p: &Coord<f64>| {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        if dx == 0.0 {
            p.y * dy.signum()
        } else {
            p.x * dx.signum()
        }
    };
    shared.sort_by(|p, q| key(p).total_cmp(&key(q)));
    match shared.as_slice() {
        [] => Meeting::Apart,
        [at] => Meeting::Touching {
            t: parameter(a, b, *at),
            at: *at,
        },
        [first, .., last] => Meeting::Overlapping {
            t0: parameter(a, b, *first),
            t1: parameter(a, b, *last),
            from: *first,
            to: *last,
            same_way: key(&from) < key(&to),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(ab: [(f64, f64); 2], cd: [(f64, f64); 2]) -> Meeting {
        let met = meeting((ab[0].into(), ab[1].into()), (cd[0].into(), cd[1].into()));
        // Turning the other edge round changes nothing but the way.
        let turned = meeting((ab[0].into(), ab[1].into()), (cd[1].into(), cd[0].into()));
        match (met, turned) {
            (
                Meeting::Overlapping { t0, t1, same_way, .. },
                Meeting::Overlapping {
                    t0: u0,
                    t1: u1,
                    same_way: other,
                    ..
                },
            ) => {
                assert!((t0 - u0).abs() + (t1 - u1).abs() < f64::MIN_POSITIVE && same_way != other);
            }
            (Meeting::Crossing { t, .. }, Meeting::Crossing { t: u, .. }) => assert!((t - u).abs() < 1e-15),
            _ => assert_eq!(met, turned),
        }
        met
    }

    const AB: [(f64, f64); 2] = [(0.0, 0.0), (4.0, 0.0)];

    #[test]
    fn apart_crossing_touching() {
        assert_eq!(meet(AB, [(0.0, 1.0), (4.0, 1.0)]), Meeting::Apart);
        assert_eq!(meet(AB, [(5.0, -1.0), (5.0, 1.0)]), Meeting::Apart);
        assert_eq!(meet(AB, [(1.0, 1.0), (3.0, 0.5)]), Meeting::Apart);
        assert_eq!(
            meet(AB, [(1.0, -1.0), (1.0, 1.0)]),
            Meeting::Crossing {
                t: 0.25,
                at: (1.0, 0.0).into()
            }
        );
        assert_eq!(
            meet(AB, [(1.0, 0.0), (1.0, 1.0)]),
            Meeting::Touching {
                t: 0.25,
                at: (1.0, 0.0).into()
            }
        );
        assert_eq!(
            meet(AB, [(0.0, -1.0), (0.0, 1.0)]),
            Meeting::Touching {
                t: 0.0,
                at: (0.0, 0.0).into()
            }
        );
        assert_eq!(
            meet(AB, [(4.0, 0.0), (9.0, 9.0)]),
            Meeting::Touching {
                t: 1.0,
                at: (4.0, 0.0).into()
            }
        );
    }

    #[test]
    fn overlaps_of_every_kind() {
        let overlap = |cd| match meet(AB, cd) {
            Meeting::Overlapping { t0, t1, same_way, .. } => (t0, t1, same_way),
            other => panic!("{other:?}"),
        };
        assert_eq!(overlap([(1.0, 0.0), (3.0, 0.0)]), (0.25, 0.75, true));
        assert_eq!(overlap([(3.0, 0.0), (1.0, 0.0)]), (0.25, 0.75, false));
        assert_eq!(overlap([(-1.0, 0.0), (1.0, 0.0)]), (0.0, 0.25, true));
        assert_eq!(overlap([(3.0, 0.0), (9.0, 0.0)]), (0.75, 1.0, true));
        assert_eq!(overlap([(-1.0, 0.0), (9.0, 0.0)]), (0.0, 1.0, true));
        assert_eq!(overlap(AB), (0.0, 1.0, true));
        assert_eq!(
            meet(AB, [(4.0, 0.0), (5.0, 0.0)]),
            Meeting::Touching {
                t: 1.0,
                at: (4.0, 0.0).into()
            }
        );
        assert_eq!(meet(AB, [(5.0, 0.0), (6.0, 0.0)]), Meeting::Apart);
        assert_eq!(
            meet([(0.0, 4.0), (0.0, 0.0)], [(0.0, 1.0), (0.0, 3.0)]),
            Meeting::Overlapping {
                t0: 0.25,
                t1: 0.75,
                from: (0.0, 3.0).into(),
                to: (0.0, 1.0).into(),
                same_way: false
            }
        );
    }

    #[test]
    fn edges_of_one_point() {
        assert_eq!(
            meet(AB, [(1.0, 0.0), (1.0, 0.0)]),
            Meeting::Touching {
                t: 0.25,
                at: (1.0, 0.0).into()
            }
        );
        assert_eq!(
            meet([(1.0, 0.0), (1.0, 0.0)], AB),
            Meeting::Touching {
                t: 0.0,
                at: (1.0, 0.0).into()
            }
        );
        assert_eq!(meet(AB, [(1.0, 1.0), (1.0, 1.0)]), Meeting::Apart);
    }

    #[test]
    fn a_hair_beside_is_no_touch() {
        let up = 0.1_f64.next_up();
        assert_eq!(meet([(0.0, 0.1), (4.0, 0.1)], [(2.0, up), (2.0, 1.0)]), Meeting::Apart);
        assert!(matches!(
            meet([(0.0, 0.1), (4.0, 0.1)], [(2.0, 0.1), (2.0, 1.0)]),
            Meeting::Touching { .. }
        ));
        assert!(matches!(
            meet([(0.0, 0.1), (4.0, 0.1)], [(2.0, 0.1_f64.next_down()), (2.0, 1.0)]),
            Meeting::Crossing { .. }
        ));
    }
}
