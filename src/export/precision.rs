//! Coordinates on a grid: a vertex goes to its nearest grid point wherever it stands, so that neighbours keep one border.
//!
//! Where that would make a polygon invalid (a neck or a spike narrower than the grid) the vertices around the place stay
//! as they are, in every feature that has them; so no ring becomes invalid, no feature vanishes, and nothing moves further
//! than half the diagonal of a cell. Snap rounding would put those on the grid too, but merges edges into necks of no
//! width, which no simple feature may have.
use super::{Chosen, Onlooker, expressed};
use geo::{Coord, CoordsIter as _, Geometry, LineString, MapCoords as _, MultiPolygon, Polygon};
use riverchief_gdal::crs::Crs;
use riverchief_geom::ellipsoid::distance_m;
use riverchief_geom::{LonLat, validity};
use std::collections::HashSet;
use std::io;
use thiserror::Error;

/// Cells around a problem whose vertices stay, at first; four times as many each time that isn't enough.
const FIRST_CELLS: f64 = 2.0;
/// After so many times every vertex of the feature stays.
const MOST_TIMES: u32 = 8;
/// Most decimals of a double in degrees.
const MOST_DECIMALS: u32 = 15;

/// A grid as it is asked for: decimals for degrees, else the side of a cell in units of the CRS.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    /// Cells in a unit.
    per_unit: f64,
}

/// A precision that the CRS can't have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GridError {
    /// In degrees.
    #[error("for longitude and latitude the precision is a number of decimals, from 0 to 15")]
    Decimals,
    /// In metres.
    #[error("for a projected CRS the precision is in metres, from 0.000001 to 1000, such as 0.01")]
    Metres,
}

impl Grid {
    /// The grid of a precision.
    ///
    /// # Errors
    /// [`GridError`]
    pub fn new(precision: f64, geographic: bool) -> Result<Self, GridError> {
        if geographic {
            let whole = (0..=MOST_DECIMALS).find(|n| f64::from(*n).total_cmp(&precision).is_eq());
            let decimals = whole.ok_or(GridError::Decimals)?;
            let per_unit = 10_f64.powi(decimals.cast_signed());
            return Ok(Self { per_unit });
        }
        if !(1e-6..=1000.0).contains(&precision) {
            return Err(GridError::Metres);
        }
        // A cell of a hundredth is a hundred cells in a unit: whole numbers keep decimals short.
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
        // Zero has no sign in files.
        let on_grid = |v: f64| (v * self.per_unit).round() / self.per_unit + 0.0;
        Coord {
            x: on_grid(c.x),
            y: on_grid(c.y),
        }
    }
}

/// A layer's way onto the grid.
#[derive(Debug)]
pub struct Rounding {
    grid: Grid,
    /// Vertices that stay as they are, by their bits.
    kept: HashSet<(u64, u64)>,
    /// How far the vertex went that went furthest, in metres.
    pub greatest_m: f64,
    /// Vertices that are not on the grid.
    pub off_grid: usize,
}

fn bits(c: Coord<f64>) -> (u64, u64) {
    (c.x.to_bits(), c.y.to_bits())
}

impl Rounding {
    /// Finds out which vertices of a layer have to stay, and how far the others go.
    ///
    /// # Errors
    /// A place that the CRS can't express.
    pub fn of(chosen: &Chosen, crs: Crs, grid: Grid) -> io::Result<Self> {
        Self::watched(chosen, crs, grid, None)
    }

    /// The same, while somebody looks on who may end it.
    ///
    /// # Errors
    /// A place that the CRS can't express; the end.
    pub fn watched(chosen: &Chosen, crs: Crs, grid: Grid, onlooker: Option<&dyn Onlooker>) -> io::Result<Self> {
        let mut rounding = Self {
            grid,
            kept: HashSet::new(),
            greatest_m: 0.0,
            off_grid: 0,
        };
        let mut newly: Option<HashSet<(u64, u64)>> = None;
        for time in 0..=MOST_TIMES {
            let mut found = HashSet::new();
            for row in chosen.rows() {
                onlooker.map_or(Ok(()), Onlooker::go_on)?;
                let Some(geometry) = expressed(chosen, row, crs)? else {
                    continue;
                };
                let touched = |newly: &HashSet<_>| geometry.coords_iter().any(|c| newly.contains(&bits(c)));
                if newly.as_ref().is_none_or(touched) {
                    rounding.look(&geometry, time, &mut found);
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

    /// Adds the vertices that must stay for this geometry to be sound.
    fn look(&self, geometry: &Geometry<f64>, time: u32, found: &mut HashSet<(u64, u64)>) {
        let rounded = self.apply(geometry);
        let collapsed = |line: &LineString<f64>| line.0.len() < 2 || line.0.iter().all(|c| *c == line.0[0]);
        let sound = match &rounded {
            Geometry::LineString(line) => !collapsed(line),
            Geometry::MultiLineString(lines) => !lines.iter().any(collapsed),
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) => {
                let problems = validity::problems(&areas(&rounded));
                let places: Vec<_> = (problems.iter())
                    .filter(|p| p.kind.is_invalid())
                    .map(|p| p.place)
                    .collect();
                if places.iter().all(Option::is_some) && time < MOST_TIMES {
                    let reach = self.grid.cell() * FIRST_CELLS * 4_f64.powi(time.cast_signed());
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
        if !sound {
            found.extend(geometry.coords_iter().map(bits));
        }
    }

    /// A geometry on the grid; a vertex that comes to lie on the one before it is left out.
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
            for came in geometry.coords_iter() {
                let went = self.grid.nearest(came);
                if self.kept.contains(&bits(came)) {
                    if went != came {
                        off_grid.insert(bits(came));
                    }
                    continue;
                }
                let metres = if geographic {
                    distance_m(LonLat::new(came.x, came.y), LonLat::new(went.x, went.y))
                } else {
                    (went.x - came.x).hypot(went.y - came.y)
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

/// Without vertices that repeat the one before, unless too few would be left: then it is as it was, for the check to find.
fn without_repeats(line: LineString<f64>, least: usize) -> LineString<f64> {
    let mut kept = line.0.clone();
    kept.dedup();
    if kept.len() < least {
        line
    } else {
        LineString::new(kept)
    }
}
