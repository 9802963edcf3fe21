//! Rule A: which units a place belongs to.
use crate::domain::answer::UnitsAt;
use crate::domain::ids::UnitCode;
use crate::domain::kinds::Level;
use crate::geom::LonLat;
use crate::geom::Position;
use crate::index::Index;

/// Units at `p` by rule A; `None` outside the city.
pub(super) fn units_at(index: &Index, p: LonLat) -> Option<UnitsAt> {
    let covering = index.units.covering(p);
    let codes: Vec<(usize, bool)> = covering
        .into_iter()
        .map(|(i, at)| (i, at == Position::OnBoundary))
        .collect();
    decide(index, &codes)
}

/// Units at the foot of a perpendicular: within 1 µm counts as on (S7). `None` outside the city.
pub(super) fn units_at_foot(index: &Index, foot: LonLat) -> Option<UnitsAt> {
    let codes: Vec<(usize, bool)> = index
        .units
        .covering_foot(foot)
        .into_iter()
        .map(|i| (i, false))
        .collect();
    decide(index, &codes)
}

/// Whether a foot counts as inside the city (S7).
pub(super) fn foot_inside(index: &Index, foot: LonLat) -> bool {
    !index.units.covering_foot(foot).is_empty()
}

/// Decides once, at the lowest level with a covering unit, by the smallest code; `covering` is ascending by code.
fn decide(index: &Index, covering: &[(usize, bool)]) -> Option<UnitsAt> {
    let unit = |i: usize| &index.units.items()[i];
    let level = covering.iter().map(|(i, _)| unit(*i).level).max()?;
    let mut deciding = covering.iter().filter(|(i, _)| unit(*i).level == level);
    let (first, on_edge) = deciding.next()?;
    let others: Vec<UnitCode> = deciding.map(|(i, _)| unit(*i).code.clone()).collect();
    let by_level = ancestors(index, &unit(*first).code);
    Some(UnitsAt {
        by_level,
        boundary: *on_edge || !others.is_empty(),
        others,
        managed_by: None,
    })
}

/// A unit and its ancestors, by level.
pub(super) fn ancestors(index: &Index, code: &UnitCode) -> [Option<UnitCode>; 4] {
    Level::ALL
        .iter()
        .map(|l| index.law.ancestor(code, *l).map(|u| u.code.clone()))
        .collect::<Vec<_>>()
        .try_into()
        .unwrap_or_default()
}
