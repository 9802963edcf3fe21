//! Areas by which rows are selected: boxes and units.
use super::error::FilterError;
use super::filter_crs::FilterCrs;
use super::spatial::{PreparedShape, SpatialRelation};
use crate::collections::{Cell, Row, Table};
use geo::{Coord, Geometry, LineString, MultiPolygon, Polygon};
use riverchief_core::domain::ids::UnitCode;
use riverchief_geom::closed_area::ClosedArea;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Number of parts into which an edge of a box is cut where it may become curved in longitude and latitude.
const PIECES: u32 = 16;

/// The area of a unit, with the codes of the unit and all units below it.
#[derive(Clone, Debug)]
pub struct UnitArea {
    area: Arc<ClosedArea>,
    units: Arc<BTreeSet<UnitCode>>,
}

impl UnitArea {
    /// From an area in longitude and latitude, as stored.
    #[must_use]
    pub fn new(area: MultiPolygon<f64>, units: BTreeSet<UnitCode>) -> Self {
        Self {
            area: Arc::new(ClosedArea::new(area)),
            units: Arc::new(units),
        }
    }
}

/// An area by which rows are selected.
#[derive(Debug)]
pub enum Region {
    /// A box: rows that share a point with it.
    Box(Box<PreparedShape>),
    /// A unit: rows whose intersection with its area has their own dimension (S28), and rows without geometry that name a unit
    /// in it.
    Unit(UnitArea),
}

impl Region {
    /// A box: the lower first and second coordinate, then the upper ones, in the axis order of the CRS.
    ///
    /// If the lower longitude is greater than the upper, the box crosses the antimeridian.
    ///
    /// # Errors
    /// A lower coordinate is greater than the upper; a corner can't be converted.
    pub fn of_box(corners: [f64; 4], crs: &FilterCrs<'_>) -> Result<Self, FilterError> {
        let area = Geometry::MultiPolygon(area(corners, crs)?);
        Ok(Self::Box(Box::new(PreparedShape::new(area))))
    }

    /// The rows of a table that may be in the region, ascending.
    #[must_use]
    pub fn candidates(&self, table: &Table) -> Vec<usize> {
        let bounds = match self {
            Self::Box(shape) => shape.bounds(),
            Self::Unit(ground) => ground.area.bbox(),
        };
        let mut found = bounds.map_or_else(Vec::new, |bounds| table.meeting(bounds));
        if matches!(self, Self::Unit(_)) {
            found.extend(table.unplaced());
            found.sort_unstable();
        }
        found
    }

    /// Whether a row of a table is in the region.
    #[must_use]
    pub fn holds(&self, table: &Table, row: usize) -> bool {
        let row = &table.rows()[row];
        match (self, &row.geometry) {
            (Self::Box(shape), Some(geometry)) => shape.is_related(SpatialRelation::Intersects, geometry, row.bounds),
            (Self::Box(_), None) => false,
            (Self::Unit(ground), Some(geometry)) => ground.area.has_part_of(geometry),
            (Self::Unit(ground), None) => unit(table, row).is_some_and(|code| ground.units.contains(code)),
        }
    }

    /// Whether the row has a geometry or a unit that decides if it is in the region.
    #[must_use]
    pub fn can_tell(&self, table: &Table, row: usize) -> bool {
        let row = &table.rows()[row];
        row.geometry.is_some() || (matches!(self, Self::Unit(_)) && unit(table, row).is_some())
    }
}

/// The unit of a row, if its table has a column for it.
fn unit<'a>(table: &Table, row: &'a Row) -> Option<&'a str> {
    match &row.cells[table.collection.spec().unit()?] {
        Cell::Text(code) => Some(code),
        _ => None,
    }
}

/// See [`Region::of_box`].
pub(super) fn area([x0, y0, x1, y1]: [f64; 4], crs: &FilterCrs<'_>) -> Result<MultiPolygon<f64>, FilterError> {
    let bad = |words: &str| FilterError::Literal(words.to_owned());
    if ![x0, y0, x1, y1].iter().all(|c| c.is_finite()) {
        return Err(bad("The corners of a box are finite numbers."));
    }
    let (over_x, over_y) = (x0 > x1, y0 > y1);
    let boxes = match (crs.longitude_axis, over_x, over_y) {
        (_, false, false) => vec![[x0, y0, x1, y1]],
        (Some(0), true, false) => vec![[x0, y0, 180.0, y1], [-180.0, y0, x1, y1]],
        (Some(1), false, true) => vec![[x0, y0, x1, 180.0], [x0, -180.0, x1, y1]],
        _ => {
            return Err(bad(
                "A box has its least coordinates first, in the order of the axes of its CRS.",
            ));
        }
    };
    let polygons = boxes.into_iter().map(|b| rectangle(b, crs));
    Ok(MultiPolygon::new(polygons.collect::<Result<_, _>>()?))
}

fn rectangle([x0, y0, x1, y1]: [f64; 4], crs: &FilterCrs<'_>) -> Result<Polygon<f64>, FilterError> {
    let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)];
    let mut ring = vec![];
    for &[from, to] in corners.array_windows() {
        let pieces = if crs.straight_edges { 1 } else { PIECES };
        for i in 0..pieces {
            let t = f64::from(i) / f64::from(pieces);
            ring.push((from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t));
        }
    }
    (crs.to_lonlat)(&mut ring).map_err(FilterError::Literal)?;
    let first = ring[0];
    ring.push(first);
    let ring: Vec<Coord<f64>> = ring.into_iter().map(Coord::from).collect();
    Ok(Polygon::new(LineString::new(ring), vec![]))
}
