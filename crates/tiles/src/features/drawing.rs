//! An area before it enters the topology: its shape, attributes and group.
use super::feature::Tags;
use crate::borders::Role;
use crate::layers::LayerId;
use crate::mesh::Area;
use geo::MultiPolygon;
use riverchief_core::domain::ids::{UnitCode, WaterCode};
use std::borrow::Cow;

/// Groups of areas that don't overlap: 0 to 3 are the units by level, 4 the zones, 5 to 8 the pieces by level.
pub(super) const ZONES: u8 = 4;
pub(super) const PIECES: u8 = 5;
pub(super) const GROUPS: usize = 9;

/// An area before it enters the topology.
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
    /// It lies outside the city limit, where no chief is responsible: it gets no label (Z11).
    pub outside: bool,
}

pub(super) enum Shape<'a> {
    Record(Cow<'a, MultiPolygon<f64>>),
    /// The faces of a water's areas that lie in any of some units; both by number of area.
    Piece {
        of: Vec<u32>,
        inside: Vec<u32>,
        water: WaterCode,
        unit: UnitCode,
    },
}

/// The layer with a name of [`crate::LAYERS`].
pub(super) fn layer(name: &str) -> LayerId {
    LayerId::all()
        .find(|l| l.as_str() == name)
        .unwrap_or_else(|| unreachable!("{name} is a layer"))
}
