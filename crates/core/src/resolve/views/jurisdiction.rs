//! The part of a surface inside the city, where chiefs answer, and the part outside it (Z11). Chief, colour, length,
//! area and label are those of the part inside.
use crate::domain::kinds::{Level, ZoneKind};
use crate::domain::records::{ManagementExtent, WaterArea, Zone, ZonePiece};
use crate::domain::results::SegmentRow;
use crate::index::Index;
use crate::snapshot::reaches::{Branch, Reach};
use geo::{Intersects, MultiPolygon};
use riverchief_geom::closed_area::divided;
use riverchief_geom::cutting::cut;
use riverchief_geom::ellipsoid::multipolygon_area_m2;
use riverchief_geom::{EdgeTree, LonLat, PreparedPolygon};
use std::borrow::Cow;

/// Cells of the grid on which surfaces are cut at the city limit, in degrees: from a ten-thousandth of a millimetre to
/// a tenth. The finest grid that works is used.
const CELLS_DEG: [f64; 4] = [1e-12, 1e-11, 1e-10, 1e-9];

/// A surface in two parts: the part with a chief, and the part without.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ground<'a> {
    /// In the city, or managed from it (Z11).
    pub inside: Option<Cow<'a, MultiPolygon<f64>>>,
    /// Beyond the city limit.
    pub outside: Option<Cow<'a, MultiPolygon<f64>>>,
}

impl<'a> Ground<'a> {
    fn all_inside(shape: &'a MultiPolygon<f64>) -> Self {
        Self {
            inside: Some(Cow::Borrowed(shape)),
            outside: None,
        }
    }

    fn all_outside(shape: &'a MultiPolygon<f64>) -> Self {
        Self {
            inside: None,
            outside: Some(Cow::Borrowed(shape)),
        }
    }
}

/// The id of the part of a record outside the city, if another part lies inside and keeps the record's own id.
#[must_use]
pub fn outside_id(id: &str) -> String {
    format!("{id}.outside")
}

/// Where a segment has its chief on its branch, in metres: inside the city and, but for a city segment, outside WATER
/// zones (N5). Empty for a piece, and if the branch is not valid.
#[must_use]
pub fn runs(index: &Index, segment: &SegmentRow) -> Vec<(f64, f64)> {
    let (Some(number), Some(from_m), Some(to_m)) = (segment.branch, segment.from_m, segment.to_m) else {
        return Vec::new();
    };
    let Some((_, branch)) = index.branches_of(&segment.water).find(|(_, b)| b.branch == number) else {
        return Vec::new();
    };
    let (from_m, to_m) = (from_m.max(0.0), to_m.min(branch.line.len_m()));
    let has_chief = |r: &&Reach| r.unit.is_some() && (!r.in_pool || segment.level == Level::City);
    let mut runs: Vec<(f64, f64)> = Vec::new();
    for reach in branch.reaches.iter().filter(has_chief) {
        let (from_m, to_m) = (reach.from_m.max(from_m), reach.to_m.min(to_m));
        match runs.last_mut() {
            _ if from_m >= to_m => {}
            Some(last) if last.1 >= from_m => last.1 = to_m,
            _ => runs.push((from_m, to_m)),
        }
    }
    runs
}

/// Metres of a branch in the city.
#[must_use]
pub fn inside_m(branch: &Branch) -> f64 {
    let inside = branch.reaches.iter().filter(|r| r.unit.is_some());
    inside.map(Reach::len_m).sum()
}

/// The city limit, prepared for many surfaces. The city is what units other than neighbours cover, borders included.
#[derive(Debug)]
pub struct CityLimit<'a> {
    index: &'a Index,
    /// Units of the highest level.
    tops: Vec<&'a PreparedPolygon>,
    /// Edges that no other unit has on its other side.
    border: EdgeTree<()>,
}

impl<'a> CityLimit<'a> {
    /// Prepares the limit.
    #[must_use]
    pub fn new(index: &'a Index) -> Self {
        let highest = index.units.items().iter().map(|u| u.level).min();
        let tops = index
            .units
            .items()
            .iter()
            .enumerate()
            .filter(|(_, u)| Some(u.level) == highest);
        let tops: Vec<&PreparedPolygon> = tops.map(|(place, _)| index.units.polygon(place)).collect();
        let mut edges: Vec<_> = tops.iter().flat_map(|top| top.edges()).map(|e| (e.a, e.b)).collect();
        let undirected = |(a, b): &(geo::Coord<f64>, geo::Coord<f64>)| {
            let key = |c: &geo::Coord<f64>| (c.x.to_bits(), c.y.to_bits());
            (key(a).min(key(b)), key(a).max(key(b)))
        };
        edges.sort_by_key(undirected);
        let alone = edges
            .chunk_by(|e, f| undirected(e) == undirected(f))
            .filter(|same| same.len() == 1);
        let border = EdgeTree::new(alone.map(|same| (same[0].0, same[0].1, ())));
        Self { index, tops, border }
    }

    /// A zone. The 库长 of a WATER zone that is managed whole also answers outside the limit.
    #[must_use]
    pub fn zone(&self, zone: &'a Zone) -> Ground<'a> {
        if zone.kind == ZoneKind::Water && zone.managed_whole {
            return Ground::all_inside(&zone.geometry);
        }
        self.divided(&zone.geometry, false)
    }

    /// A piece of a LAND zone; a piece of a neighbour's village lies outside.
    #[must_use]
    pub fn piece(&self, piece: &'a ZonePiece) -> Ground<'a> {
        let village = self.index.law.units.get(&piece.village);
        if village.is_none_or(|u| u.neighbour) {
            return Ground::all_outside(&piece.geometry);
        }
        self.divided(&piece.geometry, false)
    }

    /// A surface of a water: it has a chief inside the city, and in a pool that is managed whole also outside.
    #[must_use]
    pub fn area(&self, area: &'a WaterArea) -> Ground<'a> {
        self.divided(&area.geometry, true)
    }

    /// A management extent, as [`Self::area`].
    #[must_use]
    pub fn extent(&self, extent: &'a ManagementExtent) -> Ground<'a> {
        self.divided(&extent.geometry, true)
    }

    /// Geodesic area of the part of a surface in the city, m².
    #[must_use]
    pub fn area_m2(&self, area: &'a WaterArea) -> f64 {
        let inside = self.divided(&area.geometry, false).inside;
        inside.map_or(0.0, |shape| multipolygon_area_m2(&shape))
    }

    /// Covered by the city, or by a pool that is managed whole.
    fn divided(&self, shape: &'a MultiPolygon<f64>, pools: bool) -> Ground<'a> {
        let prepared = PreparedPolygon::new(shape.clone());
        if self.holds(&prepared) {
            return Ground::all_inside(shape);
        }
        let units = (0..self.index.units.items().len()).map(|place| self.index.units.polygon(place));
        let whole = self
            .index
            .pools
            .items()
            .iter()
            .enumerate()
            .filter(|(_, z)| pools && z.managed_whole);
        let units = units.chain(whole.map(|(place, _)| self.index.pools.polygon(place)));
        let near = |unit: &&PreparedPolygon| unit.bbox().zip(prepared.bbox()).is_some_and(|(u, s)| u.intersects(&s));
        let units: Vec<&PreparedPolygon> = units.filter(near).collect();
        if units.is_empty() {
            return Ground::all_outside(shape);
        }
        let found = CELLS_DEG
            .iter()
            .find_map(|cell| divided(&[&prepared], &units, *cell).ok());
        let found = found.unwrap_or_default().without_slivers();
        match (found.inside, found.outside) {
            (Some(inside), Some(outside)) => Ground {
                inside: Some(Cow::Owned(inside)),
                outside: Some(Cow::Owned(outside)),
            },
            (Some(_), None) => Ground::all_inside(shape),
            (None, Some(_)) => Ground::all_outside(shape),
            // Too thin to be cut on any grid: one of its corners decides where it lies.
            (None, None) => {
                let mut corners = shape.iter().filter_map(|part| part.exterior().0.first());
                let within = |corner: &geo::Coord<f64>| units.iter().any(|u| u.covers(LonLat::from(*corner)));
                if corners.any(within) {
                    Ground::all_inside(shape)
                } else {
                    Ground::all_outside(shape)
                }
            }
        }
    }

    /// Whether a surface lies inside the limit without touching it, so that it need not be cut.
    fn holds(&self, shape: &PreparedPolygon) -> bool {
        let meets = |e: &riverchief_geom::position::PolygonEdge| {
            let found = cut(&[e.a, e.b], &self.border);
            !(found.crossings.is_empty() && found.overlaps.is_empty())
        };
        let within = |place: geo::Coord<f64>| self.tops.iter().any(|top| top.covers(LonLat::from(place)));
        let mut corners = shape.geometry().iter().filter_map(|part| part.exterior().0.first());
        let Some(bounds) = shape.bbox() else { return false };
        corners.all(|corner| within(*corner))
            && !shape.edges().any(meets)
            && !self
                .border
                .touching(bounds)
                .iter()
                .any(|e| shape.covers(LonLat::from(e.a)))
    }
}
