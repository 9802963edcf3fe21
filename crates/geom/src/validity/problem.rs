//! What can be wrong with a polygon, and where.
use crate::lonlat::LonLat;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A coordinate is NaN or infinite.
    NotFinite,
    /// A ring has fewer than three different vertices.
    TooFewPoints,
    /// Two vertices in a row are the same. Valid by OGC; listed because it is never meant.
    RepeatedPoint,
    /// A ring crosses itself, or runs back along itself (a spike).
    SelfIntersection,
    /// A ring touches itself at a point.
    RingTouchesItself,
    /// Two rings of one polygon cross, or share a stretch.
    RingsCross,
    /// A hole lies outside its exterior ring.
    HoleOutsideShell,
    /// A hole lies in another hole.
    NestedHoles,
    /// Holes that touch cut the interior in two.
    InteriorDisconnected,
    /// Two parts share interior points, or a stretch of border.
    PartsOverlap,
}

impl Kind {
    /// Whether OGC calls a polygon with this problem invalid.
    #[must_use]
    pub fn is_invalid(self) -> bool {
        self != Self::RepeatedPoint
    }

    /// In a few words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotFinite => "coordinate is not finite",
            Self::TooFewPoints => "ring has fewer than three different vertices",
            Self::RepeatedPoint => "vertex is repeated",
            Self::SelfIntersection => "ring crosses itself",
            Self::RingTouchesItself => "ring touches itself",
            Self::RingsCross => "rings cross or share a stretch",
            Self::HoleOutsideShell => "hole lies outside its shell",
            Self::NestedHoles => "hole lies in another hole",
            Self::InteriorDisconnected => "holes cut the interior in two",
            Self::PartsOverlap => "parts overlap or share a stretch",
        }
    }
}

/// A problem and where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub kind: Kind,
    /// Part of the multipolygon.
    pub part: usize,
    /// 0 is the exterior ring, k the k-th hole.
    pub ring: usize,
    /// Where; `None` when no coordinate of the ring is finite.
    pub place: Option<LonLat>,
}
