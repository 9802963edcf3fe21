//! What an export can be narrowed to, a box or a unit, and which collections have something to choose by.
use super::DeliveryError;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_rows::collections::{CollectionId, CollectionSpec, GeometryType};
use riverchief_rows::query::Ground;
use std::fmt;

/// What an export can be narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// A box.
    Box,
    /// An administrative unit or functional area.
    Unit,
}

impl Area {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Box, Self::Unit];

    /// Its name in requests.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Box => "bbox",
            Self::Unit => "unit",
        }
    }

    /// Whether it can choose among the features of a collection.
    #[must_use]
    pub fn narrows(self, spec: &CollectionSpec) -> bool {
        spec.geometry != GeometryType::None || (self == Self::Unit && spec.unit().is_some())
    }

    /// # Errors
    /// It can't choose among the features of the collection: all or none of them would be wrong.
    pub fn check(self, collection: CollectionId) -> Result<(), DeliveryError> {
        if self.narrows(collection.spec()) {
            return Ok(());
        }
        Err(DeliveryError::NotThere {
            area: self,
            by_unit: Self::Unit.narrows(collection.spec()),
            collection: collection.to_string(),
        })
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The ground of the unit or functional area with a code.
///
/// # Errors
/// There is no such unit by the law of the index; it has no area of its own.
pub fn ground(index: &Index, code: &str) -> Result<Ground, DeliveryError> {
    let shown = || code.chars().take(60).collect();
    let Some(found) = views::unit_ground(index, &UnitCode::new(code)) else {
        return Err(DeliveryError::NoUnit(shown()));
    };
    let Some(area) = found.area else {
        let over: Vec<&str> = found.over.iter().map(UnitCode::as_str).collect();
        return Err(DeliveryError::NoArea {
            code: shown(),
            over: over.join(", "),
        });
    };
    Ok(Ground::new(area.clone(), found.units))
}
