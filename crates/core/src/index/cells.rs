//! A grid over the polygons of a layer: which polygons cover a cell completely, and which have an edge in it and must
//! be tested.
//!
//! Exact by construction. If no edge of a polygon touches a cell, the whole cell lies either inside or outside the
//! polygon, so one exact test is valid for every place in it. A cell may be marked as touched although it is not, never
//! the reverse.
use super::grid::Grid;
use geo::Rect;
use riverchief_geom::{LonLat, Position, PreparedPolygon};
use std::collections::HashMap;

/// Cells per edge: an edge then touches about a third of the cells.
const CELLS_AN_EDGE: f64 = 4.0;
/// Maximum number of cells of a grid.
const MOST_CELLS: f64 = (1 << 20) as f64;
/// Maximum number of cells in the boxes of all polygons together; where many overlap, cells grow.
const MOST_FILLED: f64 = (1 << 24) as f64;
/// A polygon in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Entry {
    feature: u32,
    /// Covers the whole cell; otherwise an edge may be in it.
    whole: bool,
}

/// The grid. Features are polygon numbers.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// `None` if there is no polygon.
    grid: Option<Grid>,
    /// The number of the list of each cell, row by row.
    lists: Vec<u32>,
    /// List i is `entries[starts[i]..starts[i + 1]]`, ascending.
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

impl Cells {
    pub(super) fn new(polygons: &[PreparedPolygon]) -> Self {
        let mut cells = Self {
            grid: grid(polygons),
            lists: vec![],
            starts: vec![0, 0],
            entries: vec![],
        };
        let Some(grid) = cells.grid else {
            return cells;
        };
        let mut found: Vec<(u32, Entry)> = vec![];
        for (feature, polygon) in polygons.iter().enumerate() {
            let feature = number(feature);
            fill(&grid, polygon, |cell, whole| {
                found.push((cell, Entry { feature, whole }));
            });
        }
        found.sort_unstable();
        let (columns, rows) = grid.counts();
        cells.lists = vec![0; columns * rows];
        let mut known: HashMap<Vec<Entry>, u32> = HashMap::new();
        for run in found.chunk_by(|a, b| a.0 == b.0) {
            let list: Vec<Entry> = run.iter().map(|(_, entry)| *entry).collect();
            let next = number(cells.starts.len() - 1);
            let list = *known.entry(list).or_insert_with_key(|list| {
                cells.entries.extend(list);
                cells.starts.push(number(cells.entries.len()));
                next
            });
            cells.lists[run[0].0 as usize] = list;
        }
        cells
    }

    /// Polygons that may cover a place, ascending, and whether they certainly do.
    pub(super) fn at(&self, p: LonLat) -> impl Iterator<Item = (usize, Option<Position>)> + '_ {
        let cell = self.grid.and_then(|grid| grid.cell(p.coord()));
        let list = cell.map(|cell| self.lists[cell] as usize);
        let entries = list.map_or(&[][..], |list| {
            &self.entries[self.starts[list] as usize..self.starts[list + 1] as usize]
        });
        entries
            .iter()
            .map(|entry| (entry.feature as usize, entry.whole.then_some(Position::Inside)))
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "grids and layers of 2^32 parts don't fit in memory"
)]
fn number(value: usize) -> u32 {
    value as u32
}

#[expect(clippy::cast_precision_loss, reason = "a heuristic count")]
fn grid(polygons: &[PreparedPolygon]) -> Option<Grid> {
    let boxes = || polygons.iter().filter_map(PreparedPolygon::bbox);
    let whole = boxes().reduce(|a, b| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    })?;
    let edges: usize = polygons.iter().map(|p| p.edges().len()).sum();
    let area = (whole.width() * whole.height()).max(f64::MIN_POSITIVE);
    let boxed: f64 = boxes().map(|b| b.width() * b.height()).sum();
    let filled = (boxed / area).max(1.0);
    let wanted = (CELLS_AN_EDGE * edges as f64)
        .min(MOST_CELLS)
        .min(MOST_FILLED / filled)
        .max(1.0);
    Some(Grid::new(whole, wanted, 0.0))
}

/// The cells of one polygon, each once: cells touched by its edges, and the cells in the same rows that it covers.
///
/// A row without a touched cell contains nothing of the polygon. Touched cells may lie beyond its box on every side.
pub(super) fn fill(grid: &Grid, polygon: &PreparedPolygon, mut each: impl FnMut(u32, bool)) {
    let Some(bbox) = polygon.bbox() else { return };
    let mut touched: Vec<(usize, usize)> = vec![];
    for edge in polygon.edges() {
        grid.touched(edge.a, edge.b, |row, column| touched.push((row, column)));
    }
    touched.sort_unstable();
    touched.dedup();
    let mut put = |row: usize, column: usize, whole: bool| each(number(grid.number(row, column)), whole);
    let columns = grid.columns(bbox);
    for run in touched.chunk_by(|a, b| a.0 == b.0) {
        let row = run[0].0;
        let mut next = columns.start;
        let edges = run.iter().map(|(_, column)| (*column, true));
        for (column, edge) in edges.chain([(columns.end, false)]) {
            if next < column && polygon.position(grid.centre(row, next).into()) == Position::Inside {
                (next..column).for_each(|column| put(row, column, true));
            }
            if edge {
                put(row, column, false);
            }
            next = column + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{LineString, MultiPolygon, Polygon};

    /// A star with arms of many lengths, and a hole like it.
    fn star(x: f64, y: f64, size: f64, arms: u32) -> PreparedPolygon {
        let ring = |size: f64| {
            let corner = |i: u32| {
                let turn = f64::from(i) / f64::from(2 * arms) * std::f64::consts::TAU;
                let reach = size
                    * if i.is_multiple_of(2) {
                        1.0
                    } else {
                        0.4 + 0.3 * f64::from(i % 7) / 7.0
                    };
                (x + reach * turn.cos(), y + reach * turn.sin())
            };
            LineString::from((0..=2 * arms).map(|i| corner(i % (2 * arms))).collect::<Vec<_>>())
        };
        let hole = ring(size * 0.3);
        PreparedPolygon::new(MultiPolygon::new(vec![Polygon::new(ring(size), vec![hole])]))
    }

    fn agree(polygons: &[PreparedPolygon], places: impl Iterator<Item = LonLat>) -> [usize; 2] {
        let cells = Cells::new(polygons);
        let mut seen = [0, 0];
        for p in places {
            let mut rest: Vec<_> = (0..polygons.len()).collect();
            for (i, known) in cells.at(p) {
                rest.retain(|r| *r != i);
                let exact = polygons[i].position(p);
                assert!(known.is_none_or(|known| known == exact), "{p:?} {i} {exact:?}");
                seen[usize::from(known.is_some())] += 1;
            }
            for i in rest {
                assert_eq!(polygons[i].position(p), Position::Outside, "{p:?} {i}");
            }
        }
        seen
    }

    #[test]
    fn cells_say_what_the_polygons_say() {
        let polygons: Vec<_> = (0..40_u32)
            .map(|i| {
                let h = f64::from(i) * 0.618_033_988_7;
                star(
                    109.0 + h.fract(),
                    21.0 + (h * 3.7).fract(),
                    0.02 + (h * 7.1).fract() * 0.3,
                    5 + i,
                )
            })
            .collect();
        let corners: Vec<LonLat> = polygons
            .iter()
            .flat_map(|p| {
                p.edges().flat_map(|e| {
                    [
                        e.a.into(),
                        LonLat::new(f64::midpoint(e.a.x, e.b.x), f64::midpoint(e.a.y, e.b.y)),
                    ]
                })
            })
            .collect();
        let anywhere = (0..40_000_u32).map(|i| {
            let h = f64::from(i) * 0.754_877_666_2;
            LonLat::new(108.6 + (h.fract()) * 1.8, 20.6 + (h * 5.7).fract() * 1.8)
        });
        let [asked, known] = agree(&polygons, anywhere.chain(corners));
        assert!(asked > 1000 && known > 10_000, "{asked} {known}");
    }

    /// Rings through random nodes of a lattice that cross themselves and each other; every second polygon has an
    /// additional ring, every third an additional part.
    fn knots(next: &mut impl FnMut(u32) -> u32) -> Vec<PreparedPolygon> {
        let fine = 4 << next(4);
        let ring = |next: &mut dyn FnMut(u32) -> u32| {
            let (west, south) = (next(fine), next(fine));
            let (wide, high) = (1 + next(fine - west), 1 + next(fine - south));
            let mut at = |from: u32, size: u32| f64::from(from + next(size + 1)) / f64::from(fine);
            let corners = (0..9).map(|_| (109.0 + at(west, wide), 21.0 + at(south, high)));
            LineString::from(corners.collect::<Vec<_>>())
        };
        let polygon = |i: u32| {
            let mut part = |rings: u32| {
                let exterior = ring(next);
                Polygon::new(exterior, (0..rings).map(|_| ring(next)).collect())
            };
            let parts = 1 + usize::from(i.is_multiple_of(3));
            PreparedPolygon::new(MultiPolygon::new((0..parts).map(|_| part(i % 2)).collect()))
        };
        (0..6).map(polygon).collect()
    }

    #[test]
    fn in_every_cell_a_feature_stands_once_and_whole_holds_at_its_corners_and_middle() {
        let mut state = 17_u64;
        let mut next = |below: u32| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            u32::try_from((state >> 33) % u64::from(below)).expect("below a u32")
        };
        let mut seen = [0, 0, 0];
        for _ in 0..2000 {
            let polygons = knots(&mut next);
            let cells = Cells::new(&polygons);
            let grid = cells.grid.expect("there are polygons");
            let (columns, rows) = grid.counts();
            for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
                let list = cells.lists[grid.number(row, column)] as usize;
                let entries = &cells.entries[cells.starts[list] as usize..cells.starts[list + 1] as usize];
                for (feature, polygon) in (0..).zip(&polygons) {
                    let here: Vec<bool> = (entries.iter().filter(|e| e.feature == feature))
                        .map(|e| e.whole)
                        .collect();
                    seen[here.first().map_or(0, |whole| 1 + usize::from(*whole))] += 1;
                    let all = match here[..] {
                        [] => Position::Outside,
                        [true] => Position::Inside,
                        [false] => continue,
                        _ => panic!("{feature} stands {here:?} in {row} {column}"),
                    };
                    for (up, right) in [(0.5, 0.5), (0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)] {
                        let place = grid.place(row, up, column, right).into();
                        assert_eq!(polygon.position(place), all, "{feature} at {place:?} of {row} {column}");
                    }
                }
            }
        }
        assert!(seen.iter().all(|count| *count > 10_000), "{seen:?}");
    }

    #[test]
    fn corners_of_cells_and_flat_and_tiny_polygons() {
        let square = |west: f64, south: f64, size: f64| {
            let ring = vec![
                (west, south),
                (west + size, south),
                (west + size, south + size),
                (west, south + size),
                (west, south),
            ];
            PreparedPolygon::new(MultiPolygon::new(vec![Polygon::new(LineString::from(ring), vec![])]))
        };
        // Edges along the lines between cells.
        let board: Vec<_> = (0..8_u8)
            .flat_map(|i| (0..8_u8).map(move |j| square(f64::from(i), f64::from(j), 1.0)))
            .collect();
        let grid =
            (0..=64_u8).flat_map(|i| (0..=64_u8).map(move |j| LonLat::new(f64::from(i) / 8.0, f64::from(j) / 8.0)));
        agree(&board, grid);
        let flat = PreparedPolygon::new(MultiPolygon::new(vec![Polygon::new(
            LineString::from(vec![(1.0, 2.0), (3.0, 2.0), (1.0, 2.0)]),
            vec![],
        )]));
        agree(
            &[flat],
            [LonLat::new(2.0, 2.0), LonLat::new(2.0, 2.1), LonLat::new(4.0, 2.0)].into_iter(),
        );
        agree(
            &[square(109.0, 21.0, 1e-9), square(10.0, 10.0, 1.0)],
            [LonLat::new(109.0, 21.0), LonLat::new(109.0, 21.000_1)].into_iter(),
        );
        assert_eq!(Cells::new(&[]).at(LonLat::new(0.0, 0.0)).count(), 0);
        assert_eq!(Cells::new(&board).at(LonLat::new(f64::NAN, 1.0)).count(), 0);
    }
}
