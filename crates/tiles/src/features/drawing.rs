//! An area before it enters the topology: its shape, attributes and group.
use super::feature::Tags;
use crate::borders::Role;
use crate::layers::LayerId;
use crate::mesh::Area;
use geo::MultiPolygon;
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use std::borrow::Cow;

/// Groups of areas that don't overlap: units by level, zones, pieces by level.
pub(super) const ZONES: u8 = 4;
pub(super) const PIECES: u8 = 5;
pub(super) const GROUPS: usize = 9;

/// An area on its way into the topology.
pub(super) struct Drawing<'a> {
    pub layer: LayerId,
    pub own: String,
    pub tags: Tags,
    pub shape: Shape<'a>,
    pub area: Area,
    pub role: Role,
    pub name: Option<String>,
    pub level: Option<&'static str>,
    pub kind: Option<&'static str>,
    /// It lies beyond the city limit, where nobody answers: it gets no label (Z11).
    pub outside: bool,
}

pub(super) enum Shape<'a> {
    Record(Cow<'a, MultiPolygon<f64>>),
    /// Faces of a water's areas (by number of area) inside any of some units.
    Piece {
        of: Vec<u32>,
        inside: Vec<u32>,
        water: WaterCode,
        unit: UnitCode,
    },
}

/// The layer of a name that [`crate::LAYERS`] has.
pub(super) fn layer(name: &str) -> LayerId {
    LayerId::all()
        .find(|l| l.as_str() == name)
        .unwrap_or_else(|| unreachable!("{name} is a layer"))
}
