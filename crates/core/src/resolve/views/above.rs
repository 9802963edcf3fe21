//! The units above a segment (A): the registered parents of its own unit, or, where the register has none, the units at
//! the places that the segment passes.
use super::spans::Span;
use super::units::{names, path, within};
use crate::domain::ids::{UnitCode, WaterCode};
use crate::domain::kinds::{Bank, Level};
use crate::domain::results::SegmentRow;
use crate::resolve::stretch::lineage_on;
use crate::snapshot::segments::Stretch;
use crate::snapshot::{Law, Lineage};
use geo::MultiPolygon;
use riverchief_geom::PreparedPolygon;
use riverchief_geom::closed_area::shared;
use std::collections::BTreeSet;

/// Cell of the grid on which borders are laid over areas, in degrees: a ten-thousandth of a millimetre.
const CELL_DEG: f64 = 1e-12;

impl<'a> Span<'a> {
    /// A list row as a segment.
    pub(crate) fn of_row(row: &'a SegmentRow) -> Self {
        let measures = row.from_m.zip(row.to_m);
        Self {
            id: &row.id,
            water: &row.water,
            level: row.level,
            unit: &row.unit,
            stretch: (row.branch.zip(row.bank).zip(measures)).map(|((branch, bank), (from_m, to_m))| Stretch {
                branch,
                from_m,
                to_m,
                bank,
            }),
            record: None,
        }
    }

    /// Rule A at the place of the segment: at the middle of a stretch, or on the largest part of a piece.
    pub(crate) fn place(&self, law: &Law) -> Lineage {
        match self.stretch {
            Some(s) => {
                let branch = law.network.branch(self.water, s.branch);
                let reach = branch.and_then(|b| b.reach_at(f64::midpoint(s.from_m, s.to_m)));
                reach.map_or_else(Lineage::default, |r| lineage_on(r, s.bank).clone())
            }
            None if law.lineage_is_registered(self.unit) => law.lineage(self.unit),
            None => (ground(law, self.water, self.unit))
                .map_or_else(|| law.lineage(self.unit), |ground| law.lineage_on(self.unit, &ground)),
        }
    }

    /// The unit of the segment and the units above it. Where the register does not name the units above, they are taken
    /// as in [`Self::place`].
    pub(crate) fn lineage(&self, law: &Law) -> Lineage {
        match law.units.get(self.unit) {
            Some(unit) if !law.lineage_is_registered(self.unit) => {
                let place = self.place(law);
                law.upwards(unit, |level| law.units.get(place.at(level)?))
            }
            None if self.stretch.is_some() && !self.is_known(law) => self.place(law),
            _ => law.lineage(law.administrative(self.unit)),
        }
    }

    /// Whether the world has the unit, or a functional area with that code. Nothing is known of the units above any
    /// other code.
    fn is_known(&self, law: &Law) -> bool {
        law.units.contains_key(self.unit) || law.is_area(self.unit)
    }

    /// Every unit of a level above some part of the segment, by code.
    pub(crate) fn above(&self, law: &Law, level: Level) -> BTreeSet<UnitCode> {
        let own = law.administrative(self.unit);
        let named = if self.level <= level {
            law.ancestor(own, level)
        } else {
            law.named_above(own, level)
        };
        match self.stretch {
            _ if named.is_some() || self.level <= level => named.map(|u| u.code.clone()).into_iter().collect(),
            Some(s) => {
                let branch = law.network.branch(self.water, s.branch);
                let reaches = branch.into_iter().flat_map(|b| &b.reaches);
                let here = reaches.filter(|r| r.from_m < s.to_m && s.from_m < r.to_m);
                let banks = |r| match s.bank {
                    Bank::Both => [Some(lineage_on(r, Bank::Left)), Some(lineage_on(r, Bank::Right))],
                    bank => [Some(lineage_on(r, bank)), None],
                };
                here.flat_map(banks)
                    .flatten()
                    .filter_map(|l| l.at(level).cloned())
                    .collect()
            }
            None => {
                let ground = ground(law, self.water, self.unit).unwrap_or_else(|| MultiPolygon(Vec::new()));
                law.ancestors_on(self.unit, &ground, level)
                    .into_iter()
                    .cloned()
                    .collect()
            }
        }
    }

    /// Names from the city down to its unit (P).
    pub(crate) fn path(&self, law: &Law) -> Vec<String> {
        if law.lineage_is_registered(self.unit) && self.is_known(law) {
            path(law, self.unit)
        } else {
            names(law, &self.lineage(law))
        }
    }

    /// Whether the unit of the segment is `outer`, or lies within it where the segment passes.
    pub(crate) fn within(&self, law: &Law, outer: &UnitCode) -> bool {
        match law.units.get(outer) {
            Some(unit) if !law.lineage_is_registered(self.unit) || !self.is_known(law) => {
                self.above(law, unit.level).contains(outer)
            }
            _ => within(law, self.unit, outer),
        }
    }
}

/// The surface of a piece: what the areas of a water share with a unit.
pub(super) fn ground(law: &Law, water: &WaterCode, unit: &UnitCode) -> Option<MultiPolygon<f64>> {
    let prepared = |shape: &MultiPolygon<f64>| PreparedPolygon::new(shape.clone());
    let areas: Vec<_> = (law.water_areas.iter())
        .filter(|a| a.water == *water)
        .map(|a| prepared(&a.geometry))
        .collect();
    let areas: Vec<_> = areas.iter().collect();
    shared(&areas, &[&prepared(&law.units.get(unit)?.geometry)], CELL_DEG).ok()?
}

/// Every unit of a level above some part of a segment, by code (A).
#[must_use]
pub fn segment_above(law: &Law, row: &SegmentRow, level: Level) -> BTreeSet<UnitCode> {
    Span::of_row(row).above(law, level)
}

/// The unit of a segment and those above it (A).
#[must_use]
pub fn segment_lineage(law: &Law, row: &SegmentRow) -> Lineage {
    Span::of_row(row).lineage(law)
}
