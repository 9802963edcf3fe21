//! Rule A: which units a place belongs to.
use crate::domain::answer::UnitsAt;
use crate::domain::ids::UnitCode;
use crate::geom::LonLat;
use crate::geom::Position;
use crate::index::{Covering, Index};

/// Units at `p` by rule A, and the place in `Index::units` of the one that decides; `None` outside the city.
pub(super) fn units_at(index: &Index, p: LonLat) -> Option<(UnitsAt, usize)> {
    decide(index, &index.units.covering(p))
}

/// Units at the foot of a perpendicular: within 1 µm counts as on (S7). `None` outside the city.
pub(super) fn units_at_foot(index: &Index, foot: LonLat) -> Option<UnitsAt> {
    let covering: Covering = (index.units.covering_foot(foot).into_iter())
        .map(|i| (i, Position::Inside))
        .collect();
    decide(index, &covering).map(|(units, _)| units)
}

/// Whether a foot counts as inside the city (S7).
pub(super) fn foot_inside(index: &Index, foot: LonLat) -> bool {
    !index.units.covering_foot(foot).is_empty()
}

/// Decides once, at the lowest level with a covering unit, by the smallest code; `covering` is ascending by code.
fn decide(index: &Index, covering: &[(usize, Position)]) -> Option<(UnitsAt, usize)> {
    let unit = |i: usize| &index.units.items()[i];
    let level = covering.iter().map(|(i, _)| unit(*i).level).max()?;
    let mut deciding = covering.iter().filter(|(i, _)| unit(*i).level == level);
    let (first, at) = deciding.next()?;
    let others: Vec<UnitCode> = deciding.map(|(i, _)| unit(*i).code.clone()).collect();
    let by_level = index.lineage(*first).clone();
    let units = UnitsAt {
        by_level,
        boundary: *at == Position::OnBoundary || !others.is_empty(),
        others,
        managed_by: None,
    };
    Some((units, *first))
}

/// A unit and its ancestors, by level.
pub(super) fn ancestors(index: &Index, code: &UnitCode) -> [Option<UnitCode>; 4] {
    index.law.lineage(code)
}
