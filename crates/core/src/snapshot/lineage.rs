//! A unit with those above it, and which of them the register names (rule A).
use crate::domain::ids::UnitCode;
use crate::domain::kinds::Level;
use std::collections::HashMap;
use std::sync::OnceLock;

/// A unit and the units above it, and where the register alone does not name them (A).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lineage {
    /// By [`Level::index`].
    pub units: [Option<UnitCode>; 4],
    /// Levels whose unit was taken by place because the unit below names no parent in the world; highest first.
    pub by_place: Vec<Level>,
    /// Levels that the world has elsewhere but that have no covering unit here; highest first.
    pub holes: Vec<Level>,
}

impl Lineage {
    /// The unit of a level.
    #[must_use]
    pub fn at(&self, level: Level) -> Option<&UnitCode> {
        self.units[level.index()].as_ref()
    }

    /// The deciding unit: the unit of the lowest level.
    #[must_use]
    pub fn lowest(&self) -> Option<&UnitCode> {
        self.units.iter().rev().flatten().next()
    }
}

/// The levels that the world has on a date, and the units whose parents the register does not name.
#[derive(Debug, Default)]
pub(super) struct Register {
    pub(super) has: [bool; 4],
    pub(super) wholes: HashMap<UnitCode, Whole>,
}

/// The units above a unit as a whole, computed on first use.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) lineage: OnceLock<Lineage>,
}
