//! The place of a finding, and whether validity intervals cover another.
use crate::domain::ids::WaterCode;
use crate::domain::time::{Date, Validity};
use crate::snapshot::law::Law;
use geo::{BoundingRect, InteriorPoint, MultiPolygon};
use riverchief_geom::LonLat;

/// A place inside a surface; the centre of its bounding box if none can be found.
pub(super) fn of(surface: &MultiPolygon<f64>) -> Option<LonLat> {
    let inside = surface.interior_point().map(|p| LonLat::from(p.0));
    inside.or_else(|| surface.bounding_rect().map(|r| LonLat::from(r.center())))
}

/// The place at a measure of a branch.
pub(super) fn at(law: &Law, water: &WaterCode, branch: u32, measure_m: f64) -> Option<LonLat> {
    let line = &law.network.branch(water, branch)?.line;
    Some(line.at(measure_m.clamp(0.0, line.len_m())))
}

/// A place on a water: on its main stem, otherwise in its area, otherwise in its zone.
pub(super) fn of_water(law: &Law, water: &WaterCode) -> Option<LonLat> {
    if let Some(branch) = law.network.branch(water, 0) {
        return Some(branch.line.at(branch.line.len_m() / 2.0));
    }
    let area = law.water_areas.iter().find(|a| a.water == *water).map(|a| &a.geometry);
    let zone = law.zones.values().find(|z| z.water == *water).map(|z| &z.geometry);
    of(area.or(zone)?)
}

/// Whether `parts` together cover every day of `whole`.
pub(super) fn covered(whole: Validity, parts: impl Iterator<Item = Validity>) -> bool {
    let from = |v: &Validity| v.from.unwrap_or(Date::MIN);
    let to = |v: &Validity| v.to.unwrap_or(Date::MAX);
    let mut parts: Vec<Validity> = parts.collect();
    parts.sort_by_key(from);
    let mut reached = from(&whole);
    for part in &parts {
        if from(part) > reached {
            break;
        }
        reached = reached.max(to(part));
    }
    reached >= to(&whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(from: i16, to: i16) -> Validity {
        Validity::new(Some(Date::constant(from, 1, 1)), Some(Date::constant(to, 1, 1)))
    }

    #[test]
    fn intervals_cover_when_they_meet_and_not_with_a_day_between() {
        assert!(covered(v(2017, 2020), [v(2018, 2021), v(2016, 2018)].into_iter()));
        assert!(!covered(v(2017, 2020), [v(2016, 2018), v(2019, 2021)].into_iter()));
        assert!(covered(v(2017, 2020), [Validity::default()].into_iter()));
        assert!(!covered(Validity::default(), [v(2016, 2030)].into_iter()));
        assert!(!covered(v(2017, 2018), std::iter::empty()));
    }
}
