//! What `resolve` has decided for a stretch or a unit, kept for the epoch. The index keeps it and does not look into it.
use crate::domain::answer::{Alternative, Seat};
use crate::domain::ids::{FeatureId, PostId, SegmentId, UnitCode};
use crate::domain::kinds::Level;
use crate::domain::note::Note;
use crate::domain::records::RegisteredSegment;
use crate::snapshot::Lineage;
use std::sync::{Arc, OnceLock};

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
    pub seats: Arc<[Seat]>,
    /// General chiefs (L5), lowest level first.
    pub general: Arc<[Seat]>,
    /// 直接责任人.
    pub direct: Arc<[PostId]>,
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

/// What is known of a part of an edge, `Part::Halved` by its halves.
#[derive(Clone, Debug)]
pub enum Part {
    /// All along it the two sides are these; the places `towards` are those of its middle.
    Same(Sides),
    /// Nothing is known of the whole.
    Halved(Box<[Piece; 2]>),
    /// It is short, and nothing is known of it.
    Unknown,
}

/// A part of an edge, decided on first use.
#[derive(Clone, Debug, Default)]
pub struct Piece(OnceLock<Part>);

impl Piece {
    /// What is known of it, `decide` being called on first use; and whether this was the first use.
    pub(crate) fn part(&self, decide: impl FnOnce() -> Part) -> (&Part, bool) {
        let mut first = false;
        let part = self.0.get_or_init(|| {
            first = true;
            decide()
        });
        (part, first)
    }

    /// How many of its parts have kept sides: those whose sides agree, and those whose sides differ.
    pub(crate) fn kept(&self) -> (usize, usize) {
        match self.0.get() {
            Some(Part::Same(None)) => (1, 0),
            Some(Part::Same(Some(_))) => (0, 1),
            Some(Part::Halved(halves)) => {
                let [(a, b), (c, d)] = halves.each_ref().map(Self::kept);
                (a + c, b + d)
            }
            Some(Part::Unknown) | None => (0, 0),
        }
    }
}
