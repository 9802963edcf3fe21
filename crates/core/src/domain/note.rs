//! Remarks that come with an answer, for programs.
use super::kinds::Level;
use std::fmt;

/// A remark on an answer or a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Note {
    /// The world has no units of this level.
    LevelAbsent(Level),
    /// The world has no records of this layer.
    LayerAbsent(&'static str),
    /// The world has units of this level elsewhere, and none here (A).
    Hole(Level),
    /// A unit was taken by place because the unit below names no parent in the world (A).
    ParentByPlace,
    /// The functional area has no post here (E).
    FunctionalAreaNoPost,
    /// The zone is provisional (Z10).
    ProvisionalZone,
    /// The first contact is not the lowest seat that has a post (G).
    FallbackUsed,
    /// The registered unit differs from the unit by geometry (M).
    RegisteredVsSpatial,
    /// The unit of a segment in the chain is not the unit of the place.
    UnitsDifferFromSegment,
    /// The segment runs through several units of its level (L).
    SegmentCrossesAdmin,
    /// The date is after today (S35).
    FutureDate,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LevelAbsent(level) => write!(f, "layer_absent:{level}"),
            Self::LayerAbsent(layer) => write!(f, "layer_absent:{layer}"),
            Self::Hole(level) => write!(f, "hole:{level}"),
            Self::ParentByPlace => f.write_str("N_PARENT_BY_PLACE"),
            Self::FunctionalAreaNoPost => f.write_str("W_FUNCTIONAL_AREA_NO_POST"),
            Self::ProvisionalZone => f.write_str("N_PROVISIONAL_ZONE"),
            Self::FallbackUsed => f.write_str("fallback_used"),
            Self::RegisteredVsSpatial => f.write_str("W_REGISTERED_VS_SPATIAL"),
            Self::UnitsDifferFromSegment => f.write_str("units_differ_from_segment"),
            Self::SegmentCrossesAdmin => f.write_str("W_SEGMENT_CROSSES_ADMIN"),
            Self::FutureDate => f.write_str("N_FUTURE_DATE"),
        }
    }
}
