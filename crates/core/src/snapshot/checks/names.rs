//! Names of units and waters in messages.
use crate::domain::ids::{UnitCode, WaterCode};
use crate::snapshot::law::Law;

/// A unit or functional area by name and code; the code alone if the world does not know it.
pub(super) fn unit(law: &Law, code: &UnitCode) -> String {
    let area = || law.functional_areas.iter().find(|a| a.code == *code);
    let unit = law.units.get(code).map(|u| u.name.as_str());
    match unit.or_else(|| area().map(|a| a.name.as_str())) {
        Some(name) => format!("{name}（{code}）"),
        None => code.to_string(),
    }
}

/// Several units by name and code.
pub(super) fn units<'a>(law: &Law, codes: impl IntoIterator<Item = &'a UnitCode>) -> String {
    let names: Vec<String> = codes.into_iter().map(|code| unit(law, code)).collect();
    names.join("、")
}

/// The name of a water, or its code.
pub(super) fn water<'a>(law: &'a Law, code: &'a WaterCode) -> &'a str {
    law.waters.get(code).map_or(code.as_str(), |w| w.name.as_str())
}
