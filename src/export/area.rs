//! The areas that an export can be limited to, and which collections can be limited to them.
use super::error::ExportError;
use riverchief_core::domain::ids::UnitCode;
use riverchief_core::index::Index;
use riverchief_core::resolve::views;
use riverchief_rows::collections::{CollectionId, CollectionSpec, GeometryType};
use riverchief_rows::query::UnitArea;
use std::fmt;

/// The kinds of area that an export can be limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// A bounding box.
    Box,
    /// An administrative unit or functional area.
    Unit,
}

impl Area {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Box, Self::Unit];

    /// The name of the parameter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Box => "bbox",
            Self::Unit => "unit",
        }
    }

    /// Whether the features of a collection can be selected by it.
    #[must_use]
    pub fn selects(self, spec: &CollectionSpec) -> bool {
        spec.geometry != GeometryType::None || (self == Self::Unit && spec.unit().is_some())
    }

    /// # Errors
    /// The features of the collection cannot be selected by it.
    pub fn check(self, collection: CollectionId) -> Result<(), ExportError> {
        if self.selects(collection.spec()) {
            return Ok(());
        }
        Err(ExportError::NotByArea {
            area: self.as_str(),
            by_unit: Self::Unit.selects(collection.spec()),
            collection: collection.to_string(),
        })
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The area of the unit or functional area with this code.
///
/// # Errors
/// There is no such unit on the day of the index; it has no area of its own.
pub fn ground(index: &Index, code: &str) -> Result<UnitArea, ExportError> {
    let shown = || code.chars().take(60).collect();
    let Some(found) = views::unit_ground(index, &UnitCode::new(code)) else {
        return Err(ExportError::NoUnit(shown()));
    };
    let Some(area) = found.area else {
        let over: Vec<&str> = found.over.iter().map(UnitCode::as_str).collect();
        return Err(ExportError::NoArea {
            code: shown(),
            over: over.join(", "),
        });
    };
    Ok(UnitArea::new(area.clone(), found.units))
}
