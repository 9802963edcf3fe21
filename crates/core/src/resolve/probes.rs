//! Probes: the two places right beside an edge, and the answer of one as an alternative (S1).
use super::verdict::{Essence, Verdict};
use crate::domain::answer::Alternative;
use crate::index::{Beside, BoundaryEdge};
use riverchief_geom::nearest::along;
use riverchief_geom::{LocalPlane, LonLat};

/// Distance of a probe from its edge.
const ASIDE_M: f64 = 0.001;
/// The two places 1 mm to the left and to the right of an edge at a parameter.
pub(super) fn probes(edge: &BoundaryEdge, t: f64) -> [LonLat; 2] {
    let base = along(edge.a, edge.b, t);
    let plane = LocalPlane::at(base);
    let (from, to) = (plane.forward(edge.a.into()), plane.forward(edge.b.into()));
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let scale = ASIDE_M / dx.hypot(dy);
    [
        plane.inverse(-dy * scale, dx * scale),
        plane.inverse(dy * scale, -dx * scale),
    ]
}

/// A verdict as the answer of a place `towards`, at no distance.
pub(super) fn beside(verdict: &Verdict, towards: LonLat) -> Beside {
    let d = &verdict.decision;
    let alternative = Alternative {
        distance_m: 0.0,
        towards,
        status: d.status,
        units: d.units.by_level.clone(),
        water: d.water.clone(),
        segment: verdict.own.held.first().map(|h| h.segment.clone()),
        zone: verdict.zone().cloned(),
        direct_posts: verdict.own.chain.direct.clone(),
        first_contact: verdict.own.chain.first_contact.clone(),
        key: verdict.key(),
    };
    Beside {
        alternative,
        feature: d.feature.clone(),
    }
}

impl<'a> From<&'a Beside> for Essence<'a> {
    fn from(side: &'a Beside) -> Self {
        let of = &side.alternative;
        Self::new(
            of.status,
            of.water.as_ref(),
            side.feature.as_ref(),
            &of.units,
            &of.direct_posts,
        )
    }
}
