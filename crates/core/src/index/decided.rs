//! What `resolve` has decided for a stretch or a unit, kept for the epoch. The index keeps it and does not look into it.
use crate::domain::answer::{Alternative, Seat};
use crate::domain::ids::{FeatureId, PostId, SegmentId, UnitCode};
use crate::domain::kinds::Level;
use crate::domain::note::Note;
use crate::domain::records::RegisteredSegment;
use crate::snapshot::Lineage;
use std::sync::Arc;

/// The segment of one level, registered or derived.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// The level.
    pub level: Level,
    /// The segment.
    pub segment: SegmentId,
    /// Its unit.
    pub unit: UnitCode,
    /// The registered segment; `None` is a GAP.
    pub registered: Option<Arc<RegisteredSegment>>,
    /// The unit by geometry at this level.
    pub computed: Option<UnitCode>,
}

/// The responsible seats, and the plan's named views of them (§5).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// Seats of the water, lowest level first.
    pub seats: Vec<Seat>,
    /// General chiefs (L5), lowest level first.
    pub general: Arc<[Seat]>,
    /// 直接责任人.
    pub direct: Vec<PostId>,
    /// The first whose post is held.
    pub first_contact: Option<PostId>,
    /// 最终责任人.
    pub accountable: Option<PostId>,
    /// Remarks.
    pub notes: Vec<Note>,
    /// Rule E: the functional area that acts as the county.
    pub managed_by: Option<UnitCode>,
}

/// Who answers: segments, the units that the chain represents, and the chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Responsibility {
    /// Segments, lowest level first; empty if the chain has none.
    pub held: Vec<Held>,
    /// The units that the chain represents; empty if there is none, or if they are the units of the place.
    pub units: Lineage,
    /// The seats.
    pub chain: Chain,
}

/// For what a responsibility is kept that depends on nothing but a water and a unit with its registered parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum KeptFor {
    /// A stationed water without segments at the place (L5, S11).
    Segmentless,
    /// The pieces of an area in the unit and its parents.
    Pieces,
    /// A LAND zone in the unit (Z3, Z5).
    Land,
    /// The WATER zone in the unit's city (Z7).
    Pool,
}

/// The answer on one side of an edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// The answer as an alternative; its distance is that of the place asked about and not kept.
    pub alternative: Alternative,
    /// The area, zone or extent that decided.
    pub feature: Option<FeatureId>,
}

/// The two sides of an edge at some point of it; `None`: the answers are the same.
pub type Sides = Option<Box<[Beside; 2]>>;

/// An end of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its first vertex.
    Start,
    /// Its last vertex.
    End,
}
