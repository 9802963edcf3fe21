//! Validity of polygons by the rules of OGC Simple Features, each problem typed and located.
//!
//! Decided exactly, by orientation; only places are rounded. Knows geometry, no layer and no rule of ours.
mod rings;
mod wedge;

use super::LonLat;
use geo::MultiPolygon;
use rings::Rings;

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

/// All problems of a multipolygon, in a fixed order. Empty: it is valid and without repeated points.
///
/// Where rings cross or touch themselves, what follows from nesting is not looked into.
///
/// ```
/// use riverchief_geom::validity::{Kind, problems};
/// let bow_tie = geo::wkt!(MULTIPOLYGON(((0. 0.,2. 2.,2. 0.,0. 2.,0. 0.))));
/// let found = problems(&bow_tie);
/// assert_eq!(found[0].kind, Kind::SelfIntersection);
/// assert_eq!(found[0].place.map(|p| (p.lon, p.lat)), Some((1.0, 1.0)));
/// ```
#[must_use]
pub fn problems(multi: &MultiPolygon<f64>) -> Vec<Problem> {
    let (rings, mut found) = Rings::of(multi);
    let broken = found.iter().any(|p| p.kind.is_invalid());
    if !broken {
        let met = rings.meetings();
        found.extend(met.problems.iter().copied());
        if met.problems.is_empty() {
            found.extend(rings.nesting(&met.touches));
        }
    }
    found.sort_by(|x, y| {
        let place = |p: &Problem| p.place.map_or((f64::INFINITY, f64::INFINITY), |at| (at.lon, at.lat));
        let (a, b) = (place(x), place(y));
        (x.part, x.ring, x.kind)
            .cmp(&(y.part, y.ring, y.kind))
            .then(a.0.total_cmp(&b.0))
            .then(a.1.total_cmp(&b.1))
    });
    found.dedup();
    // A spike or a crossing at a place says all that a touch there would.
    let crossed: Vec<Problem> = found
        .iter()
        .copied()
        .filter(|p| p.kind == Kind::SelfIntersection)
        .collect();
    let here = |p: &Problem, q: &Problem| (p.part, p.ring) == (q.part, q.ring) && p.place == q.place;
    found.retain(|p| p.kind != Kind::RingTouchesItself || !crossed.iter().any(|c| here(c, p)));
    found
}

/// Whether a multipolygon is valid by OGC.
#[must_use]
pub fn is_valid(multi: &MultiPolygon<f64>) -> bool {
    problems(multi).iter().all(|p| !p.kind.is_invalid())
}

#[cfg(test)]
mod tests;
