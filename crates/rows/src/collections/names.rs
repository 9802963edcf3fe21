//! Names of waters and units by their codes.
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::index::Index;

pub(super) fn water_name<'a>(index: &'a Index, water: &WaterCode) -> Option<&'a str> {
    index.law.waters.get(water).map(|w| w.name.as_str())
}

pub(super) fn unit_name<'a>(index: &'a Index, unit: &UnitCode) -> Option<&'a str> {
    index.law.units.get(unit).map(|u| u.name.as_str())
}
