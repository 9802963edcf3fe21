//! What is certainly not near a place: flags in a grid, so that most places need no search.
//!
//! If a flag is not set, nothing is near; if it is set, a search is needed.
use super::cells::fill;
use super::grid::Grid;
use geo::{Coord, Rect};
use riverchief_geom::plane::reach_deg;
use riverchief_geom::{LonLat, PreparedPolygon};

/// Cells per edge.
const CELLS_AN_EDGE: f64 = 64.0;
/// Maximum number of cells.
const MOST_CELLS: f64 = (1 << 20) as f64;
/// Minimum width of a cell in degrees, about 25 m; the distances that count as near are greater.
const LEAST_DEG: f64 = 2.5e-4;

/// What may be near a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near(u8);

impl Near {
    /// Some boundary or centreline within `edge_warn` (N8).
    pub const EDGE: Self = Self(1);
    /// A water area within tolerance, or a centreline within tolerance of the widest nominal channel (N4).
    pub const CHANNEL: Self = Self(2);
    /// A water within `near_water` (step 6).
    pub const WATER: Self = Self(4);
    /// A water area, zone, management extent or the sea may cover the place.
    pub const COVER: Self = Self(8);

    /// Whether `what` may be near.
    #[must_use]
    pub fn may_be(self, what: Self) -> bool {
        self.0 & what.0 != 0
    }
}

/// Edges that count as near within a distance, and the flag to set.
pub(super) struct Reach<'a> {
    pub(super) flag: Near,
    pub(super) within_m: f64,
    pub(super) edges: Box<dyn Iterator<Item = (Coord<f64>, Coord<f64>)> + 'a>,
}

/// The flags of every cell.
#[derive(Clone, Debug)]
pub(super) struct Nearness {
    grid: Option<Grid>,
    flags: Vec<u8>,
}

impl Nearness {
    /// Flags over the box of all edges, including those of the polygons `covers`; `count` is the number of edges.
    pub(super) fn new<'a>(
        whole: Option<Rect<f64>>,
        count: usize,
        reaches: Vec<Reach<'_>>,
        covers: impl Iterator<Item = &'a PreparedPolygon>,
    ) -> Self {
        let farthest_m = reaches.iter().map(|r| r.within_m).fold(0.0, f64::max);
        let Some(whole) = whole else {
            return Self {
                grid: None,
                flags: vec![],
            };
        };
        let grid = over(whole, count, farthest_m);
        let (columns, rows) = grid.counts();
        let highest = highest_lat(whole);
        let mut flags = vec![0; columns * rows];
        let mut near = vec![false; columns * rows];
        let mut line = vec![];
        for reach in reaches {
            near.fill(false);
            for (a, b) in reach.edges {
                grid.touched(a, b, |row, column| near[grid.number(row, column)] = true);
            }
            let (north, east) = reach_deg(highest, reach.within_m);
            let (along, across) = grid.reach(east, north);
            (0..rows).for_each(|row| widen(&mut near[row * columns..][..columns], 1, along, &mut line));
            (0..columns).for_each(|column| widen(&mut near[column..], columns, across, &mut line));
            for (flags, near) in flags.iter_mut().zip(&near) {
                *flags |= if *near { reach.flag.0 } else { 0 };
            }
        }
        for polygon in covers {
            fill(&grid, polygon, |cell, _| flags[cell as usize] |= Near::COVER.0);
        }
        Self {
            grid: Some(grid),
            flags,
        }
    }

    /// What may be near a place.
    pub(super) fn at(&self, p: LonLat) -> Near {
        // The grid extends beyond the edges by the greatest distance that counts as near.
        let cell = self.grid.and_then(|grid| grid.cell(p.coord()));
        cell.map_or(Near(0), |cell| Near(self.flags[cell]))
    }
}

fn highest_lat(r: Rect<f64>) -> f64 {
    r.min().y.abs().max(r.max().y.abs())
}

#[expect(clippy::cast_precision_loss, reason = "a heuristic count")]
fn over(whole: Rect<f64>, count: usize, farthest_m: f64) -> Grid {
    let (north, east) = reach_deg(highest_lat(whole), farthest_m);
    let margin = Coord { x: east, y: north };
    let whole = Rect::new(whole.min() - margin, whole.max() + margin);
    Grid::new(whole, (count as f64 * CELLS_AN_EDGE).clamp(1.0, MOST_CELLS), LEAST_DEG)
}

/// Extends set flags by `by` cells, along a line with every `step`th cell.
fn widen(all: &mut [bool], step: usize, by: usize, line: &mut Vec<bool>) {
    line.clear();
    line.extend(all.iter().step_by(step));
    let mut left = 0;
    for (set, wide) in line.iter().zip(all.iter_mut().step_by(step)) {
        left = if *set { by + 1 } else { left };
        *wide |= left > 0;
        left = left.saturating_sub(1);
    }
    left = 0;
    let back = (0..line.len()).rev();
    for i in back {
        left = if line[i] { by + 1 } else { left };
        all[i * step] |= left > 0;
        left = left.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use riverchief_geom::nearest::foot_on_edge;

    #[test]
    fn what_is_near_is_never_denied_and_most_of_what_is_far_is() {
        let edges: Vec<_> = (0..400_u32)
            .map(|i| {
                let h = f64::from(i) * 0.754_877_666_2;
                let a = Coord {
                    x: 109.0 + h.fract(),
                    y: 21.0 + (h * 5.7).fract(),
                };
                let long = if i % 40 == 0 { 20.0 } else { 1.0 };
                let turn = h * 3.1;
                let b = a + Coord {
                    x: turn.cos() * 0.01 * long,
                    y: turn.sin() * 0.01 * long,
                };
                (a, b)
            })
            .collect();
        let ends = edges.iter().flat_map(|(a, b)| [*a, *b]);
        let whole = ends.map(|c| Rect::new(c, c)).reduce(|r, s| {
            Rect::new(
                (r.min().x.min(s.min().x), r.min().y.min(s.min().y)),
                (r.max().x.max(s.max().x), r.max().y.max(s.max().y)),
            )
        });
        let distances = [(Near::EDGE, 100.0), (Near::CHANNEL, 55.0), (Near::WATER, 1000.0)];
        let reaches = distances.map(|(flag, within_m)| Reach {
            flag,
            within_m,
            edges: Box::new(edges.iter().copied()),
        });
        let nearness = Nearness::new(whole, edges.len(), reaches.into(), std::iter::empty());
        let (mut near, mut denied) = (0, 0);
        for i in 0..20_000_u32 {
            let h = f64::from(i) * 0.618_033_988_7;
            // Near an edge, and anywhere, also outside the box.
            let (a, b) = edges[i as usize % edges.len()];
            let aside = (h * 3.3).fract() * 0.012 - 0.006;
            let p = if i.is_multiple_of(2) {
                LonLat::new(a.x + (b.x - a.x) * h.fract(), a.y + (b.y - a.y) * h.fract() + aside)
            } else {
                LonLat::new(108.7 + h.fract() * 1.8, 20.7 + (h * 7.9).fract() * 1.8)
            };
            let least_m = edges
                .iter()
                .map(|(a, b)| foot_on_edge(p, *a, *b).distance_m)
                .fold(f64::INFINITY, f64::min);
            for (flag, within_m) in distances {
                let may = nearness.at(p).may_be(flag);
                assert!(may || least_m > within_m, "{p:?} {least_m} {within_m}");
                near += u32::from(least_m <= within_m);
                denied += u32::from(!may);
            }
        }
        assert!(near > 5000 && denied > 5000, "{near} {denied}");
        let nowhere = Nearness::new(None, 0, vec![], std::iter::empty());
        assert!(!nowhere.at(LonLat::new(1.0, 1.0)).may_be(Near::WATER));
    }

    #[test]
    fn cover_is_never_denied_where_a_polygon_covers() {
        let triangle = |x: f64, y: f64, size: f64| {
            let ring = vec![(x, y), (x + size, y + size * 0.2), (x + size * 0.3, y + size), (x, y)];
            PreparedPolygon::new(geo::Polygon::new(ring.into(), vec![]).into())
        };
        let polygons: Vec<_> = (0..60_u32)
            .map(|i| {
                let h = f64::from(i) * 0.618_033_988_7;
                triangle(
                    109.0 + h.fract(),
                    21.0 + (h * 3.7).fract(),
                    0.002 + (h * 7.1).fract() * 0.2,
                )
            })
            .collect();
        let whole = Rect::new((108.9, 20.9), (110.3, 22.3));
        let nearness = Nearness::new(Some(whole), 200, vec![], polygons.iter());
        let (mut covered, mut denied) = (0, 0);
        for i in 0..40_000_u32 {
            let h = f64::from(i) * 0.754_877_666_2;
            let p = LonLat::new(108.9 + h.fract() * 1.4, 20.9 + (h * 5.7).fract() * 1.4);
            let covers = polygons.iter().any(|polygon| polygon.covers(p));
            let may = nearness.at(p).may_be(Near::COVER);
            assert!(may || !covers, "{p:?}");
            covered += u32::from(covers);
            denied += u32::from(!may);
        }
        let corners = polygons.iter().flat_map(|polygon| polygon.edges().map(|edge| edge.a));
        assert!(corners.map(LonLat::from).all(|p| nearness.at(p).may_be(Near::COVER)));
        assert!(covered > 5000 && denied > 5000, "{covered} {denied}");
    }
}
