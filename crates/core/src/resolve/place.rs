//! Rule A: which units a place belongs to.
use crate::domain::answer::UnitsAt;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::Level;
use crate::index::{Covering, Index};
use crate::snapshot::Lineage;
use riverchief_geom::LonLat;
use riverchief_geom::Position;
use std::borrow::Cow;

/// The unit of each level at a place by rule A, with nothing else decided; `None` outside the city.
///
/// These are the four units of the answer of [`at`](super::at()) for the place.
#[must_use]
pub fn units_of(index: &Index, p: LonLat) -> Option<Cow<'_, Lineage>> {
    let covering = index.units.covering(p);
    let (unit, _) = *at_level(index, &covering, lowest(index, &covering)?).next()?;
    Some(lineage(index, unit, &covering))
}

/// Units at `p` by rule A, and the index of the deciding unit in `Index::units`; `None` outside the city.
pub(super) fn units_at(index: &Index, p: LonLat) -> Option<(UnitsAt, usize)> {
    decide(index, &index.units.covering(p))
}

/// As [`units_at`], at the foot of a perpendicular, which counts as on a border within 1 µm (S7).
pub(super) fn units_at_foot(index: &Index, foot: LonLat) -> Option<(UnitsAt, usize)> {
    let covering: Covering = (index.units.covering_foot(foot).into_iter())
        .map(|i| (i, Position::Inside))
        .collect();
    decide(index, &covering)
}

/// Whether a foot counts as inside the city (S7).
pub(super) fn foot_inside(index: &Index, foot: LonLat) -> bool {
    index.units.covers_foot(foot)
}

/// Decides at the lowest level with a covering unit, by the smallest code; `covering` is ascending by code.
fn decide(index: &Index, covering: &[(usize, Position)]) -> Option<(UnitsAt, usize)> {
    let unit = |i: usize| &index.units.items()[i];
    let level = lowest(index, covering)?;
    let of = |level: Level| at_level(index, covering, level);
    let (first, at) = of(level).next()?;
    let lineage = lineage_at(index, *first, covering);
    let mut others: Vec<UnitCode> = of(level).skip(1).map(|(i, _)| unit(*i).code.clone()).collect();
    let boundary = *at == Position::OnBoundary || !others.is_empty();
    for level in lineage.by_place.iter().rev() {
        others.extend(of(*level).skip(1).map(|(i, _)| unit(*i).code.clone()));
    }
    let units = UnitsAt {
        by_level: lineage.units,
        boundary,
        others,
        by_place: lineage.by_place,
        holes: lineage.holes,
        managed_by: None,
    };
    Some((units, *first))
}

/// The level that decides: the lowest with a covering unit.
fn lowest(index: &Index, covering: &[(usize, Position)]) -> Option<Level> {
    covering.iter().map(|(i, _)| index.units.items()[*i].level).max()
}

/// The covering units of a level, in their order.
fn at_level<'a>(
    index: &'a Index,
    covering: &'a [(usize, Position)],
    level: Level,
) -> impl Iterator<Item = &'a (usize, Position)> {
    covering
        .iter()
        .filter(move |(i, _)| index.units.items()[*i].level == level)
}

/// A covering unit and the units above it at a place (A); `covering` is ascending by code.
pub(super) fn lineage_at(index: &Index, unit: usize, covering: &[(usize, Position)]) -> Lineage {
    lineage(index, unit, covering).into_owned()
}

/// As [`lineage_at`]; borrowed where it does not depend on the place.
fn lineage<'a>(index: &'a Index, unit: usize, covering: &[(usize, Position)]) -> Cow<'a, Lineage> {
    let items = index.units.items();
    let at_place = || {
        index.law.lineage_at(&items[unit], |level| {
            let mut covers = covering.iter().map(|(i, _)| &items[*i]);
            covers.find(|u| u.level == level)
        })
    };
    index
        .lineage(unit)
        .map_or_else(|| Cow::Owned(at_place()), Cow::Borrowed)
}

/// The neighbour unit that covers a place outside the city, lowest level first.
pub(super) fn neighbour_at(index: &Index, p: LonLat) -> Option<UnitCode> {
    let covering = index.neighbours.covering(p);
    let units = covering.iter().map(|(i, _)| &index.neighbours.items()[*i]);
    units
        .max_by_key(|u| (u.level, std::cmp::Reverse(u.code.clone())))
        .map(|u| u.code.clone())
}

impl From<&UnitsAt> for Lineage {
    fn from(units: &UnitsAt) -> Self {
        Self {
            units: units.by_level.clone(),
            by_place: units.by_place.clone(),
            holes: units.holes.clone(),
        }
    }
}
