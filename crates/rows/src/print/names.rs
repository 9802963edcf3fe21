//! Names of units and waters in print; the code where there is no record.
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use riverchief_core::snapshot::Law;

pub(super) fn unit_name(law: &Law, code: &UnitCode) -> String {
    let area = || {
        law.functional_areas
            .iter()
            .find(|a| a.code == *code)
            .map(|a| a.name.clone())
    };
    (law.units.get(code).map(|u| u.name.clone()))
        .or_else(area)
        .unwrap_or_else(|| code.to_string())
}

pub(super) fn water_name(law: &Law, code: &WaterCode) -> String {
    law.waters
        .get(code)
        .map_or_else(|| code.to_string(), |w| w.name.clone())
}
