//! Coordinates rounded to a grid: each vertex moves to its nearest grid point, so neighbours keep a common border.
//!
//! If that would make a polygon invalid (a neck or a spike narrower than the grid), the vertices around that location are not
//! moved, in any feature that has them. So no ring becomes invalid, no feature vanishes, and no vertex moves further than half
//! the diagonal of a cell. Snap rounding would put those vertices on the grid too, but it merges edges into necks of zero width,
//! which simple features must not have.
use super::observer::WriteObserver;
use super::selected::{Chosen, expressed};
use geo::{Coord, CoordsIter as _, Geometry, LineString, MapCoords as _, MultiPolygon, Polygon};
use riverchief_gdal::crs::Crs;
use riverchief_geom::ellipsoid::distance_m;
use riverchief_geom::{LonLat, validity};
use std::collections::HashSet;
use std::io;
use thiserror::Error;

/// Vertices within this many cells of a problem are not moved; four times as many after each pass that is not enough.
const FIRST_CELLS: f64 = 2.0;
/// After this many passes no vertex of the feature is moved.
const MAX_PASSES: u32 = 8;
/// Most decimals of a double in degrees.
const MAX_DECIMALS: u32 = 15;

/// A grid that coordinates are rounded to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Cells per unit of the CRS.
    per_unit: f64,
}

/// A precision that does not suit the CRS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GridError {
    /// For a geographic CRS.
    #[error("for longitude and latitude the precision is a number of decimals, from 0 to 15")]
    Decimals,
    /// For a projected CRS.
    #[error("for a projected CRS the precision is in metres, from 0.000001 to 1000, such as 0.01")]
    Metres,
}

impl Grid {
    /// The grid for a precision: a number of decimals for a geographic CRS, otherwise the cell size in metres.
    ///
    /// # Errors
    /// [`GridError`]
    pub fn new(precision: f64, geographic: bool) -> Result<Self, GridError> {
        if geographic {
            let whole = (0..=MAX_DECIMALS).find(|n| f64::from(*n).total_cmp(&precision).is_eq());
            let decimals = whole.ok_or(GridError::Decimals)?;
            let per_unit = 10_f64.powi(decimals.cast_signed());
            return Ok(Self { per_unit });
        }
        if !(1e-6..=1000.0).contains(&precision) {
            return Err(GridError::Metres);
        }
        // A cell of 0.01 is 100 cells per unit: with a whole number the rounded values have few decimals.
        let per_unit = 1.0 / precision;
        let whole = per_unit.round();
        let near = whole >= 1.0 && (per_unit - whole).abs() < 1e-9 * whole;
        Ok(Self {
            per_unit: if near { whole } else { per_unit },
        })
    }

    fn cell(self) -> f64 {
        1.0 / self.per_unit
    }

    fn nearest(self, c: Coord<f64>) -> Coord<f64> {
        // Adding 0.0 turns -0.0 into 0.0.
        let on_grid = |v: f64| (v * self.per_unit).round() / self.per_unit + 0.0;
        Coord {
            x: on_grid(c.x),
            y: on_grid(c.y),
        }
    }
}

/// How the vertices of a layer are rounded to the grid.
#[derive(Debug)]
pub struct Rounding {
    grid: Grid,
    /// Vertices that are not moved, by the bits of their coordinates.
    kept: HashSet<(u64, u64)>,
    /// Greatest distance that a vertex is moved, in metres.
    pub greatest_m: f64,
    /// Vertices that are not on the grid.
    pub off_grid: usize,
}

fn bits(c: Coord<f64>) -> (u64, u64) {
    (c.x.to_bits(), c.y.to_bits())
}

impl Rounding {
    /// Finds the vertices of a layer that must not be moved, and how far the others move.
    ///
    /// # Errors
    /// A location cannot be converted to the CRS.
    pub fn of(chosen: &Chosen, crs: Crs, grid: Grid) -> io::Result<Self> {
        Self::observed(chosen, crs, grid, None)
    }

    /// As [`Rounding::of`], with an observer that can cancel it.
    ///
    /// # Errors
    /// A location cannot be converted to the CRS; the observer cancels.
    pub fn observed(chosen: &Chosen, crs: Crs, grid: Grid, observer: Option<&dyn WriteObserver>) -> io::Result<Self> {
        let mut rounding = Self {
            grid,
            kept: HashSet::new(),
            greatest_m: 0.0,
            off_grid: 0,
        };
        let mut newly: Option<HashSet<(u64, u64)>> = None;
        for pass in 0..=MAX_PASSES {
            let mut found = HashSet::new();
            for row in chosen.rows() {
                observer.map_or(Ok(()), WriteObserver::check_cancelled)?;
                let Some(geometry) = expressed(chosen, row, crs)? else {
                    continue;
                };
                let touched = |newly: &HashSet<_>| geometry.coords_iter().any(|c| newly.contains(&bits(c)));
                if newly.as_ref().is_none_or(touched) {
                    rounding.check(&geometry, pass, &mut found);
                }
            }
            found.retain(|vertex| !rounding.kept.contains(vertex));
            if found.is_empty() {
                break;
            }
            rounding.kept.extend(&found);
            newly = Some(found);
        }
        rounding.measure(chosen, crs)?;
        Ok(rounding)
    }

    /// Adds the vertices that must not be moved for this geometry to stay valid.
    fn check(&self, geometry: &Geometry<f64>, pass: u32, found: &mut HashSet<(u64, u64)>) {
        let rounded = self.apply(geometry);
        let collapsed = |line: &LineString<f64>| line.0.len() < 2 || line.0.iter().all(|c| *c == line.0[0]);
        let valid = match &rounded {
            Geometry::LineString(line) => !collapsed(line),
            Geometry::MultiLineString(lines) => !lines.iter().any(collapsed),
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => {
                let problems = validity::problems(&areas(&rounded));
                let places: Vec<_> = (problems.iter())
                    .filter(|p| p.kind.is_invalid())
                    .map(|p| p.place)
                    .collect();
                if places.iter().all(Option::is_some) && pass < MAX_PASSES {
                    let reach = self.grid.cell() * FIRST_CELLS * 4_f64.powi(pass.cast_signed());
                    let near = |c: Coord<f64>, place: &LonLat| {
                        (c.x - place.lon).abs() <= reach && (c.y - place.lat).abs() <= reach
                    };
                    let around = geometry
                        .coords_iter()
                        .filter(|c| places.iter().flatten().any(|place| near(*c, place)));
                    found.extend(around.map(bits));
                    true
                } else {
                    places.is_empty()
                }
            }
            _ => true,
        };
        if !valid {
            found.extend(geometry.coords_iter().map(bits));
        }
    }

    /// A geometry rounded to the grid; a vertex that then equals the one before it is left out.
    #[must_use]
    pub fn apply(&self, geometry: &Geometry<f64>) -> Geometry<f64> {
        let moved = geometry.map_coords(|c| {
            if self.kept.contains(&bits(c)) {
                c
            } else {
                self.grid.nearest(c)
            }
        });
        let polygon = |p: Polygon<f64>| {
            let (outer, holes) = p.into_inner();
            Polygon::new(
                without_repeats(outer, 4),
                holes.into_iter().map(|h| without_repeats(h, 4)).collect(),
            )
        };
        match moved {
            Geometry::LineString(line) => Geometry::LineString(without_repeats(line, 2)),
            Geometry::MultiLineString(lines) => {
                Geometry::MultiLineString(lines.into_iter().map(|l| without_repeats(l, 2)).collect())
            }
            Geometry::Polygon(p) => Geometry::Polygon(polygon(p)),
            Geometry::MultiPolygon(all) => Geometry::MultiPolygon(all.into_iter().map(polygon).collect()),
            other => other,
        }
    }

    fn measure(&mut self, chosen: &Chosen, crs: Crs) -> io::Result<()> {
        let geographic = crs.is_geographic();
        let mut off_grid = HashSet::new();
        for row in chosen.rows() {
            let Some(geometry) = expressed(chosen, row, crs)? else {
                continue;
            };
            for before in geometry.coords_iter() {
                let after = self.grid.nearest(before);
                if self.kept.contains(&bits(before)) {
                    if after != before {
                        off_grid.insert(bits(before));
                    }
                    continue;
                }
                let metres = if geographic {
                    distance_m(LonLat::new(before.x, before.y), LonLat::new(after.x, after.y))
                } else {
                    (after.x - before.x).hypot(after.y - before.y)
                };
                self.greatest_m = self.greatest_m.max(metres);
            }
        }
        self.off_grid = off_grid.len();
        Ok(())
    }
}

fn areas(geometry: &Geometry<f64>) -> MultiPolygon<f64> {
    match geometry {
        Geometry::MultiPolygon(all) => all.clone(),
        Geometry::Polygon(one) => MultiPolygon::new(vec![one.clone()]),
        _ => MultiPolygon::new(vec![]),
    }
}

/// Removes vertices that equal the one before, unless fewer than `least` would be left; then the check finds it invalid.
fn without_repeats(line: LineString<f64>, least: usize) -> LineString<f64> {
    let mut kept = line.0.clone();
    kept.dedup();
    if kept.len() < least {
        line
    } else {
        LineString::new(kept)
    }
}
