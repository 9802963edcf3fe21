//! Distributes village seats over townships, and draws cells with irregular borders around them.
//!
//! Works in a plane with equal scales for longitude and latitude; does not know the planar partition.
use super::curve::{LON_SHRINK, inside, on_grid, swing};
use geo::Coord;
use std::collections::BTreeMap;

/// Places tried per village seat.
const SAMPLES: usize = 60;
/// Rounds of moving each seat to the middle of its places.
const ROUNDS: usize = 15;

fn plane(c: Coord<f64>) -> Coord<f64> {
    Coord {
        x: c.x * LON_SHRINK,
        y: c.y,
    }
}

fn back(c: Coord<f64>) -> Coord<f64> {
    on_grid(Coord {
        x: c.x / LON_SHRINK,
        y: c.y,
    })
}

fn square(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let d = a - b;
    d.x * d.x + d.y * d.y
}

fn nearest(points: &[Coord<f64>], c: Coord<f64>) -> usize {
    let mut best = (0, f64::INFINITY);
    for (i, p) in points.iter().enumerate() {
        let d = square(*p, c);
        if d < best.1 {
            best = (i, d);
        }
    }
    best.0
}

/// The `index`-th number of the van der Corput sequence to `base`.
fn corput(mut index: u32, base: u32) -> f64 {
    let (mut value, mut digit) = (0.0, 1.0 / f64::from(base));
    while index > 0 {
        value += digit * f64::from(index % base);
        digit /= f64::from(base);
        index /= base;
    }
    value
}

/// Distributes `counts[i]` seats over the places of `ring` that are nearest to `seats[i]`, for each i.
///
/// Returns longitude and latitude; a township without enough places in the ring gets fewer seats.
#[must_use]
pub fn spread(ring: &[Coord<f64>], seats: &[Coord<f64>], counts: &[usize]) -> Vec<Vec<Coord<f64>>> {
    let (mut low, mut high) = (ring[0], ring[0]);
    for c in ring {
        low = Coord {
            x: low.x.min(c.x),
            y: low.y.min(c.y),
        };
        high = Coord {
            x: high.x.max(c.x),
            y: high.y.max(c.y),
        };
    }
    let towns: Vec<Coord<f64>> = seats.iter().copied().map(plane).collect();
    let mut places: Vec<Vec<Coord<f64>>> = vec![Vec::new(); seats.len()];
    for index in 1..200_000 {
        if places.iter().zip(counts).all(|(p, n)| p.len() >= n * SAMPLES) {
            break;
        }
        let c = Coord {
            x: low.x + (high.x - low.x) * corput(index, 2),
            y: low.y + (high.y - low.y) * corput(index, 3),
        };
        if inside(ring, c) {
            let town = nearest(&towns, plane(c));
            if places[town].len() < counts[town] * SAMPLES {
                places[town].push(plane(c));
            }
        }
    }
    places.iter().zip(counts).map(|(p, n)| settle(p, *n)).collect()
}

fn settle(places: &[Coord<f64>], count: usize) -> Vec<Coord<f64>> {
    let mut seats: Vec<Coord<f64>> = places.iter().take(count).copied().collect();
    for _ in 0..ROUNDS {
        let mut sums = vec![(Coord { x: 0.0, y: 0.0 }, 0.0); seats.len()];
        for place in places {
            let sum = &mut sums[nearest(&seats, *place)];
            sum.0 = sum.0 + *place;
            sum.1 += 1.0;
        }
        for (seat, (sum, n)) in seats.iter_mut().zip(sums) {
            if n > 0.0 {
                *seat = sum / n;
            }
        }
    }
    seats.into_iter().map(back).collect()
}

/// The cells of a set of seats.
#[derive(Clone, Debug)]
pub struct Cells {
    /// One ring per seat, first point not repeated.
    pub rings: Vec<Vec<Coord<f64>>>,
    /// Each border between two cells, or between a cell and the frame, once.
    pub borders: Vec<Vec<Coord<f64>>>,
}

/// A side of a cell: another seat, or a side of the frame (west, east, south, north).
type Side = i32;
/// A corner of cells by the three seats or frame sides that meet there, ascending.
type Corner = [Side; 3];

/// Voronoi cells of `seats` within a wide frame, with irregular borders.
#[must_use]
pub fn cells(seats: &[Coord<f64>], name: &str) -> Cells {
    let p: Vec<Coord<f64>> = seats.iter().copied().map(plane).collect();
    let mut corners: Vec<Vec<(Corner, Side)>> = Vec::with_capacity(p.len());
    for i in 0..p.len() {
        corners.push(cell(&p, i));
    }
    let mut lines: BTreeMap<[Side; 2], Vec<Coord<f64>>> = BTreeMap::new();
    let mut rings = Vec::with_capacity(p.len());
    for (i, around) in corners.iter().enumerate() {
        let own = side(i);
        let mut ring: Vec<Coord<f64>> = Vec::new();
        for (k, (from, towards)) in around.iter().enumerate() {
            let to = around[(k + 1) % around.len()].0;
            let key = [own.min(*towards), own.max(*towards)];
            let (a, b) = (from.min(&to), from.max(&to));
            let line = lines
                .entry(key)
                .or_insert_with(|| broken(&p, *a, *b, key, name).into_iter().map(back).collect());
            if from < &to {
                ring.extend(&line[..line.len() - 1]);
            } else {
                ring.extend(line[1..].iter().rev());
            }
        }
        rings.push(ring);
    }
    Cells {
        rings,
        borders: lines.into_values().collect(),
    }
}

fn side(i: usize) -> Side {
    Side::try_from(i).unwrap_or(Side::MAX)
}

/// A frame side as a line: a point on it and the direction inwards.
fn frame(side: Side) -> (Coord<f64>, Coord<f64>) {
    let c = |x, y| Coord { x, y };
    match side {
        -4 => (c(99.0, 20.0), c(1.0, 0.0)),
        -3 => (c(104.0, 20.0), c(-1.0, 0.0)),
        -2 => (c(99.0, 20.0), c(0.0, 1.0)),
        _ => (c(99.0, 23.0), c(0.0, -1.0)),
    }
}

/// The line that bounds cell `i` towards `other`: a point on it and the direction inwards.
fn bound(p: &[Coord<f64>], i: usize, other: Side) -> (Coord<f64>, Coord<f64>) {
    match usize::try_from(other) {
        Ok(j) => ((p[i] + p[j]) * 0.5, p[i] - p[j]),
        Err(_) => frame(other),
    }
}

#[expect(clippy::many_single_char_names, reason = "seats p, cell i cut by j, corners a, b")]
/// The corners of cell `i` in order, each with the side that the border from it to the next lies on.
fn cell(p: &[Coord<f64>], i: usize) -> Vec<(Corner, Side)> {
    let c = |x, y| Coord { x, y };
    // Position of the corner, and the side its outgoing edge lies on; counter-clockwise.
    let mut ring: Vec<(Coord<f64>, Side)> = vec![
        (c(99.0, 20.0), -2),
        (c(104.0, 20.0), -3),
        (c(104.0, 23.0), -1),
        (c(99.0, 23.0), -4),
    ];
    for j in 0..p.len() {
        if j == i {
            continue;
        }
        let (on, inwards) = bound(p, i, side(j));
        let depth = |v: Coord<f64>| (v.x - on.x) * inwards.x + (v.y - on.y) * inwards.y;
        let mut cut = Vec::with_capacity(ring.len() + 1);
        for k in 0..ring.len() {
            let (a, edge) = ring[k];
            let (b, _) = ring[(k + 1) % ring.len()];
            let (da, db) = (depth(a), depth(b));
            if da >= 0.0 {
                cut.push((a, edge));
                if db < 0.0 {
                    cut.push((a + (b - a) * (da / (da - db)), side(j)));
                }
            } else if db >= 0.0 {
                cut.push((a + (b - a) * (da / (da - db)), edge));
            }
        }
        ring = cut;
    }
    let n = ring.len();
    (0..n)
        .map(|k| {
            let mut corner = [side(i), ring[(k + n - 1) % n].1, ring[k].1];
            corner.sort_unstable();
            (corner, ring[k].1)
        })
        .collect()
}

#[expect(clippy::many_single_char_names, reason = "the letters of the formula")]
/// Where the bounds of a corner meet; exactly the same for each of its cells.
fn place(p: &[Coord<f64>], corner: Corner) -> Coord<f64> {
    let seat = corner.iter().find_map(|s| usize::try_from(*s).ok()).unwrap_or(0);
    let others: Vec<Side> = corner.iter().copied().filter(|s| *s != side(seat)).collect();
    let ((a, m), (b, n)) = (bound(p, seat, others[0]), bound(p, seat, others[1]));
    let (u, v) = (a.x * m.x + a.y * m.y, b.x * n.x + b.y * n.y);
    let denominator = m.x * n.y - m.y * n.x;
    Coord {
        x: (u * n.y - v * m.y) / denominator,
        y: (m.x * v - n.x * u) / denominator,
    }
}

#[expect(
    clippy::many_single_char_names,
    reason = "seats i, j and the corners a, b between them"
)]
/// The border between corners `a` and `b`, in irregular pieces of about a third of what lies between the two seats:
/// long ones, which run out of the county, too.
fn broken(p: &[Coord<f64>], a: Corner, b: Corner, key: [Side; 2], name: &str) -> Vec<Coord<f64>> {
    let (from, to) = (place(p, a), place(p, b));
    let d = to - from;
    let length = square(from, to).sqrt();
    let (Ok(i), Ok(j)) = (usize::try_from(key[0]), usize::try_from(key[1])) else {
        return vec![from, to];
    };
    // Less than 200 m: leave it straight.
    if length < 0.0018 {
        return vec![from, to];
    }
    let apart = square(p[i], p[j]).sqrt();
    let normal = Coord { x: -d.y, y: d.x };
    let fractions = fractions(length / apart);
    let mut line = vec![from];
    for (k, t) in (1u64..).zip(fractions) {
        // Less deviation near a corner, where other borders are close.
        let reach = (0.26 * length * t.min(1.0 - t)).min(0.14 * apart) / length;
        let seed = (u64::from(key[0].unsigned_abs()) << 32) + (u64::from(key[1].unsigned_abs()) << 16) + k;
        line.push(from + d * t + normal * (reach * swing(name, seed)));
    }
    line.push(to);
    line
}

/// Where along a border so many times as long as its seats are apart it bends.
fn fractions(times: f64) -> Vec<f64> {
    let mut pieces = 5.0;
    while pieces < 3.0 * times && pieces < 4000.0 {
        pieces += 1.0;
    }
    let mut out = vec![1.0 / pieces];
    while out[out.len() - 1] < 1.0 - 1.5 / pieces {
        out.push(out[out.len() - 1] + 1.0 / pieces);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square_ring() -> Vec<Coord<f64>> {
        let c = |x, y| Coord { x, y };
        vec![c(109.0, 21.0), c(109.2, 21.0), c(109.2, 21.2), c(109.0, 21.2)]
    }

    #[test]
    fn seats_are_spread_in_their_township() {
        let seats = [Coord { x: 109.05, y: 21.1 }, Coord { x: 109.15, y: 21.1 }];
        let out = spread(&square_ring(), &seats, &[4, 9]);
        assert_eq!((out[0].len(), out[1].len()), (4, 9));
        for (town, list) in out.iter().enumerate() {
            for c in list {
                assert!(inside(&square_ring(), *c));
                assert_eq!(c.x > 109.1, town == 1);
            }
        }
        assert_eq!(out, spread(&square_ring(), &seats, &[4, 9]));
    }

    #[test]
    fn every_place_has_one_cell() {
        let seats = spread(&square_ring(), &[Coord { x: 109.1, y: 21.1 }], &[25]).remove(0);
        let cells = cells(&seats, "t");
        assert_eq!(cells.rings.len(), 25);
        for index in 1..2000 {
            let c = Coord {
                x: 109.0 + 0.2 * corput(index, 2),
                y: 21.0 + 0.2 * corput(index, 3),
            };
            let n = cells.rings.iter().filter(|r| inside(r, c)).count();
            assert_eq!(n, 1, "{c:?}");
        }
    }

    #[test]
    fn neighbouring_cells_share_every_vertex() {
        let seats = spread(&square_ring(), &[Coord { x: 109.1, y: 21.1 }], &[25]).remove(0);
        let cells = cells(&seats, "t");
        let key = |c: &Coord<f64>| (c.x.to_bits(), c.y.to_bits());
        let mut edges: BTreeMap<_, i32> = BTreeMap::new();
        for ring in &cells.rings {
            for k in 0..ring.len() {
                let (a, b) = (key(&ring[k]), key(&ring[(k + 1) % ring.len()]));
                *edges.entry((a.min(b), a.max(b))).or_default() += if a < b { 1 } else { -1 };
            }
        }
        let open = edges.values().filter(|n| **n != 0).count();
        // Only the frame is one-sided.
        assert!(open < 60, "{open}");
    }
}
