//! Cells of equal size over a box, and the cells that an edge touches.
use geo::{Coord, Rect};
use std::ops::Range;

/// Minimum width of a cell in degrees (10 cm), far above the rounding of coordinates.
const NARROWEST_DEG: f64 = 1e-6;
/// An edge touches what lies within this share of a cell; rounding is far smaller.
const SLACK: f64 = 1e-3;

/// One axis of a grid: from a coordinate to the number of its column or row.
#[derive(Clone, Copy, Debug)]
struct Axis {
    from: f64,
    to: f64,
    count: usize,
    per_deg: f64,
}

impl Axis {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a count, clamped"
    )]
    fn new(from: f64, to: f64, cell_deg: f64) -> Self {
        let count = (((to - from) / cell_deg) as usize).max(1);
        let per_deg = if to > from { count as f64 / (to - from) } else { 0.0 };
        Self {
            from,
            to,
            count,
            per_deg,
        }
    }

    fn holds(&self, value: f64) -> bool {
        value >= self.from && value <= self.to
    }

    /// Monotone: what lies between two coordinates lies between their numbers.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates below, clamped above"
    )]
    fn number(&self, value: f64) -> usize {
        (((value - self.from) * self.per_deg) as usize).min(self.count - 1)
    }

    fn cell_deg(&self) -> f64 {
        if self.per_deg > 0.0 { 1.0 / self.per_deg } else { 0.0 }
    }

    /// The coordinate at a share of a cell.
    #[expect(clippy::cast_precision_loss, reason = "a number of a cell")]
    fn within(&self, number: usize, share: f64) -> f64 {
        self.from + (number as f64 + share) * self.cell_deg()
    }
}

/// Rows and columns of cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    columns: Axis,
    rows: Axis,
}

impl Grid {
    /// About `wanted` cells over a box, none narrower than `least_deg`.
    pub(super) fn new(whole: Rect<f64>, wanted: f64, least_deg: f64) -> Self {
        let area = (whole.width() * whole.height()).max(f64::MIN_POSITIVE);
        // A flat box has no more cells along it than a square one in total.
        let longest = whole.width().max(whole.height());
        let cell_deg = (area / wanted).sqrt().max(longest / wanted);
        let cell_deg = cell_deg.max(least_deg).max(NARROWEST_DEG);
        Self {
            columns: Axis::new(whole.min().x, whole.max().x, cell_deg),
            rows: Axis::new(whole.min().y, whole.max().y, cell_deg),
        }
    }

    /// Columns and rows.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.columns.count, self.rows.count)
    }

    /// The maximum number of cells that a distance in degrees spans, along a row and along a column.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturates: as far as the grid reaches"
    )]
    pub(super) fn reach(&self, east_deg: f64, north_deg: f64) -> (usize, usize) {
        let cells = |axis: Axis, deg: f64| ((deg * axis.per_deg) as usize).saturating_add(1).min(axis.count);
        (cells(self.columns, east_deg), cells(self.rows, north_deg))
    }

    /// The number of the cell of a place, row by row; `None` outside the box.
    pub(super) fn cell(&self, c: Coord<f64>) -> Option<usize> {
        let here = self.columns.holds(c.x) && self.rows.holds(c.y);
        here.then(|| self.number(self.rows.number(c.y), self.columns.number(c.x)))
    }

    /// The number of a cell.
    pub(super) fn number(&self, row: usize, column: usize) -> usize {
        row * self.columns.count + column
    }

    /// The middle of a cell.
    pub(super) fn centre(&self, row: usize, column: usize) -> Coord<f64> {
        self.place(row, 0.5, column, 0.5)
    }

    /// The place at a share of a cell, from its south-western corner.
    pub(super) fn place(&self, row: usize, north: f64, column: usize, east: f64) -> Coord<f64> {
        Coord {
            x: self.columns.within(column, east),
            y: self.rows.within(row, north),
        }
    }

    /// The columns that a box meets.
    pub(super) fn columns(&self, r: Rect<f64>) -> Range<usize> {
        self.columns.number(r.min().x)..self.columns.number(r.max().x) + 1
    }

    /// The cells that an edge touches, as row and column; may include neighbouring cells.
    pub(super) fn touched(&self, a: Coord<f64>, b: Coord<f64>, mut each: impl FnMut(usize, usize)) {
        let (columns, rows) = (self.columns, self.rows);
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let (slack_x, slack_y) = (SLACK * columns.cell_deg(), SLACK * rows.cell_deg());
        let (west, east) = (a.x.min(b.x) - slack_x, a.x.max(b.x) + slack_x);
        let (first, last) = (rows.number(low.y - slack_y), rows.number(high.y + slack_y));
        for row in first..=last {
            let (mut from, mut to) = (west, east);
            if first < last && high.y > low.y {
                let x_at = |y: f64| low.x + (high.x - low.x) * ((y - low.y) / (high.y - low.y)).clamp(0.0, 1.0);
                let ends = [x_at(rows.within(row, -SLACK)), x_at(rows.within(row, 1.0 + SLACK))];
                from = from.max(ends[0].min(ends[1]) - slack_x);
                to = to.min(ends[0].max(ends[1]) + slack_x);
            }
            (columns.number(from)..=columns.number(to)).for_each(|column| each(row, column));
        }
    }
}
